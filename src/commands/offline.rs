//! The line without Kafka: an index in memory, for as long as it lives.

use crate::index::{Index as _, Memory, Overlay};
use crate::ledger::Reached;
use crate::outcome::ItemOutcome;
use crate::pipeline::{self, Prepared};
use crate::record::Record;

pub struct Offline<'a> {
    settings: &'a pipeline::Settings,
    index: Memory,
}

impl<'a> Offline<'a> {
    pub fn new(settings: &'a pipeline::Settings) -> Self {
        Self { settings, index: Memory::new(settings.dedup.near.decisions) }
    }

    /// One batch, read and decided.
    pub fn run(&mut self, records: Vec<Record>) -> anyhow::Result<(Vec<Prepared>, Vec<ItemOutcome>)> {
        let batch = pipeline::prepare(records, self.settings);
        let mut overlay = Overlay::new(&self.index);
        let decisions = pipeline::decide(&batch, &mut overlay, self.settings)?;
        let changes = overlay.into_changes();
        let outcomes = pipeline::finish(&batch, decisions, self.settings);
        self.index.apply(changes, Reached::default())?;
        Ok((batch, outcomes))
    }
}
