//! What is counted of a batch.

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
    pub(super) came: Vec<Timestamp>,
    pub(super) lately: Lately,
}

impl Tally {
    /// Of so many records decided and so many skipped.
    pub fn of(records: usize, skipped: usize, outcomes: &[ItemOutcome]) -> Self {
        let mut tally = Self { records: records as u64, skipped: skipped as u64, ..Self::default() };
        for outcome in outcomes {
            add(&mut tally.outcomes, outcome.outcome());
            if let Product::Rejected(reject) = &outcome.product {
                add(&mut tally.rejects, (reject.stage, reject.code));
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
