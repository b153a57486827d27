//! `/events`: what changed on the page, once a second, for as long as somebody listens.
//!
//! Each event holds the parts of the page that look otherwise than in the one before, as the page itself has them, so that
//! there is one way in which anything is shown.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::Event;
use futures_util::stream::{self, Stream};
use serde::Serialize;
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::{Interval, interval};

use super::status::Status;
use super::{Port, page};

/// At once. Each costs the making of a page every second.
pub const LISTENERS: usize = 8;
const EVERY: Duration = Duration::from_secs(1);
/// After as many events a browser connects anew, and shows anew who it is.
const MOST: u32 = 600;

/// What there is to send to one.
struct Listener {
    port: Arc<Port>,
    parts: Parts,
    ticks: Interval,
    left: u32,
    _place: OwnedSemaphorePermit,
}

/// The parts of the page as they were sent.
#[derive(Debug, Default)]
struct Parts(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Part {
    id: &'static str,
    html: String,
}

impl Parts {
    /// In one line, those that changed since.
    fn changes(&mut self, status: &Status) -> String {
        let parts: Vec<Part> =
            page::parts(status).map(|(id, html)| Part { id, html: html.into_string() }).collect();
        let changed: Vec<&Part> = parts.iter().filter(|part| !self.0.contains(part)).collect();
        let text = serde_json::to_string(&changed).expect("texts and nothing else");
        self.0 = parts;
        text
    }
}

/// Ends with the line, or when it is long enough. The place is free again with the end.
pub fn stream(
    port: Arc<Port>,
    place: OwnedSemaphorePermit,
) -> impl Stream<Item = Result<Event, Infallible>> + use<> {
    let listener =
        Listener { port, parts: Parts::default(), ticks: interval(EVERY), left: MOST, _place: place };
    stream::unfold(listener, |mut listener| async move {
        listener.left = listener.left.checked_sub(1)?;
        tokio::select! {
            _ = listener.ticks.tick() => {}
            () = listener.port.stop.cancelled() => return None,
        }
        let (status, _) = listener.port.status();
        let event = Event::default().event("parts").data(listener.parts.changes(&status));
        Some((Ok(event), listener))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::health::{Health, Latch};
    use crate::metrics::Metrics;

    fn ids(changes: &str) -> Vec<String> {
        assert!(!changes.contains(['\n', '\r']), "an event is one line");
        let parts: Vec<serde_json::Value> = serde_json::from_str(changes).unwrap();
        parts.iter().map(|part| part["id"].as_str().unwrap().to_owned()).collect()
    }

    #[test]
    fn the_first_event_has_every_part_and_the_next_only_what_changed() {
        let (metrics, health) = (Metrics::default(), Health::default());
        let mut parts = Parts::default();
        let mut changes = || ids(&parts.changes(&Status::of(&metrics.figures(), &health)));
        assert!(changes().len() > 5);
        assert_eq!(changes(), Vec::<String>::new());
        health.hold(Latch::Line, "paused\r\n: in two lines");
        assert_eq!(changes(), ["health"]);
    }
}
