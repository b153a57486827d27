//! How values are written: known before the office is stood for, since with a schema registry it may take a while, or a
//! person.

use tokio_util::sync::CancellationToken;

use super::line::{Line, Refused};
use super::waiting::{LONGEST_PAUSE, SHORTEST_PAUSE, wait};
use crate::health::Latch;
use crate::registry::{self, Fault};
use crate::wire::{Encoding, Format, Schemas};

impl Line {
    /// Waits for the registry as long as it takes, unready and saying why. None when told to stop.
    pub(super) fn learn_encoding(&self, stop: &CancellationToken) -> Result<Option<Encoding>, Refused> {
        match self.settings.sink.format {
            Format::Protobuf => Ok(Some(Encoding::Protobuf)),
            Format::Json => Ok(Some(Encoding::Json)),
            Format::Registry => self.schemas(stop).map(|schemas| schemas.map(Encoding::Framed)),
        }
    }

    fn schemas(&self, stop: &CancellationToken) -> Result<Option<Schemas>, Refused> {
        let registry = &self.settings.sink.registry;
        let mut pause = SHORTEST_PAUSE;
        loop {
            let reason = match registry::ids(registry, self.settings.topics.of_schema(&self.settings.routes))
            {
                Ok(ids) => {
                    let url = registry.url.trim_end_matches('/').to_owned();
                    return Ok(Some(Schemas { url, ids }));
                }
                Err(Fault::Refused(reason)) => return Err(Refused(reason)),
                Err(Fault::Away(reason)) => reason,
            };
            if self.health.hold(Latch::Start, &reason) {
                tracing::warn!("waiting for the schema registry: {reason}");
            }
            if wait(stop, pause) {
                return Ok(None);
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}
