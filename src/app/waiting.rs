//! Waiting for what a person or the world must mend: unready, saying why once, with growing pauses.

use std::fmt;
use std::thread;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::line::Line;
use crate::health::Latch;

pub const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
pub const LONGEST_PAUSE: Duration = Duration::from_secs(10);

impl Line {
    pub(super) fn paused(&self, reason: &str) {
        if self.health.hold(Latch::Line, reason) {
            tracing::warn!("paused: {reason}");
        }
    }

    /// Repeats an attempt until it succeeds, unready and saying why. None when told to stop.
    pub(super) fn until<T, E: fmt::Display>(
        &self,
        stop: &CancellationToken,
        what: &str,
        mut attempt: impl FnMut() -> Result<T, E>,
    ) -> Option<T> {
        let mut pause = SHORTEST_PAUSE;
        loop {
            match attempt() {
                Ok(value) => return Some(value),
                Err(error) => self.waiting(what, &error),
            }
            if wait(stop, pause) {
                return None;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    pub(super) fn waiting(&self, what: &str, error: &dyn fmt::Display) {
        let reason = format!("failed to {what} at {}: {error}", self.settings.kafka.brokers);
        if self.health.hold(Latch::Start, &reason) {
            tracing::warn!("waiting for Kafka: {reason}");
        }
    }
}

/// True when told to stop.
pub fn wait(stop: &CancellationToken, pause: Duration) -> bool {
    const STEP: Duration = Duration::from_millis(20);
    let until = Instant::now() + pause;
    while Instant::now() < until && !stop.is_cancelled() {
        thread::sleep(STEP);
    }
    stop.is_cancelled()
}
