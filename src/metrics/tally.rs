//! What is counted of a batch.

use super::labels::Way;
use super::recent::Lately;
use crate::dead_letter::{Code, Stage};
use crate::outcome::{ItemOutcome, Product};
use crate::proto::{Outcome, Timestamp};

/// Outcomes of a batch, counted before its messages are made and reported after its commit.
#[derive(Debug, Default)]
pub struct Tally {
    pub(super) records: u64,
    pub(super) skipped: u64,
    pub(super) outcomes: Vec<(Outcome, u64)>,
    pub(super) rejects: Vec<((Stage, Code), u64)>,
    pub(super) routed: Vec<(Way, u64)>,
    /// By number.
    pub(super) rule_faults: Vec<(usize, u64)>,
    pub(super) came: Vec<Timestamp>,
    pub(super) lately: Lately,
}

impl Tally {
    /// Of so many records decided and so many skipped.
    pub fn of(records: usize, skipped: usize, outcomes: &[ItemOutcome]) -> Self {
        let mut tally = Self { records: records as u64, skipped: skipped as u64, ..Self::default() };
        for outcome in outcomes {
            add(&mut tally.outcomes, outcome.outcome());
            match &outcome.product {
                Product::Rejected(reject) => add(&mut tally.rejects, (reject.stage, reject.code)),
                Product::Event(_) => add(&mut tally.routed, Way::of(&outcome.routing.to)),
                Product::Duplicate(_) => {}
            }
            for &rule in &outcome.routing.faults {
                add(&mut tally.rule_faults, rule);
            }
        }
        tally
    }

    /// With the times of the records, as far as they have some.
    #[must_use]
    pub fn came(self, times: impl Iterator<Item = Option<Timestamp>>) -> Self {
        Self { came: times.flatten().collect(), ..self }
    }

    /// With what is remembered of it for a while.
    #[must_use]
    pub fn lately(self, lately: Lately) -> Self {
        Self { lately, ..self }
    }
}

fn add<K: PartialEq>(counts: &mut Vec<(K, u64)>, key: K) {
    match counts.iter_mut().find(|(known, _)| *known == key) {
        Some((_, count)) => *count += 1,
        None => counts.push((key, 1)),
    }
}
