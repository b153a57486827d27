//! A limit on dead letters: a bad deploy must not drain a topic into them.

use std::collections::{HashMap, VecDeque};

use serde::{Deserialize, Serialize};

use crate::dead_letter::Code;
use crate::outcome::{ItemOutcome, Product};

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub rejected_share: f64,
}

impl Default for Settings {
    fn default() -> Self {
        Self { rejected_share: 0.5 }
    }
}

/// As many items as are looked at.
const WINDOW: usize = 1000;

/// The last items that were committed: what was rejected of them, and why.
#[derive(Debug)]
pub struct Breaker {
    share: f64,
    last: VecDeque<Option<Code>>,
    /// The batch at hand goes on whatever is in it: a person said so.
    lets_pass: bool,
}

impl Breaker {
    pub fn new(settings: &Settings) -> Self {
        Self { share: settings.rejected_share, last: VecDeque::new(), lets_pass: false }
    }

    /// Why a batch should not be committed: with it, too many of the last items would be rejected.
    pub fn trips(&self, batch: &[Option<Code>]) -> Option<String> {
        let seen = self.last.len() + batch.len();
        if seen < WINDOW || self.lets_pass {
            return None;
        }
        let all = self.last.iter().chain(batch).copied();
        let mut rejected: HashMap<Code, usize> = HashMap::new();
        for code in all.skip(seen - WINDOW).flatten() {
            *rejected.entry(code).or_default() += 1;
        }
        let count: usize = rejected.values().sum();
        #[expect(clippy::cast_precision_loss, reason = "at most a thousand")]
        let share = count as f64 / WINDOW as f64;
        let (most, _) = rejected.into_iter().max_by_key(|&(code, count)| (count, code.as_str()))?;
        (share > self.share).then(|| {
            format!("{count} of the last {WINDOW} items are rejected, most as {most}: mend the cause, then `copydesk resume`")
        })
    }

    pub fn committed(&mut self, batch: &[Option<Code>]) {
        self.last.extend(batch);
        self.last.drain(..self.last.len().saturating_sub(WINDOW));
        if std::mem::take(&mut self.lets_pass) {
            self.last.clear();
        }
    }

    /// A person said to go on: what was is forgotten, and so is the batch that it was said of, once it is committed. That may
    /// be more than the window by itself.
    pub fn reset(&mut self) {
        self.last.clear();
        self.lets_pass = true;
    }
}

/// Of each item the code by which it was rejected, if it was.
pub fn codes(outcomes: &[ItemOutcome]) -> Vec<Option<Code>> {
    let code = |outcome: &ItemOutcome| match &outcome.product {
        Product::Rejected(reject) => Some(reject.code),
        Product::Event(_) | Product::Duplicate(_) => None,
    };
    outcomes.iter().map(code).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(rejected: usize, others: usize) -> Vec<Option<Code>> {
        let bad = std::iter::repeat_n(Some(Code::InvalidJson), rejected);
        bad.chain(std::iter::repeat_n(None, others)).collect()
    }

    #[test]
    fn too_many_rejected_of_the_last_thousand_trip_it() {
        let mut breaker = Breaker::new(&Settings::default());
        breaker.committed(&outcomes(500, 499));
        assert_eq!(breaker.trips(&outcomes(0, 1)), None);
        let reason = breaker.trips(&outcomes(2, 0)).unwrap();
        assert!(reason.contains("501 of the last 1000") && reason.contains("invalid_json"), "{reason}");
        breaker.reset();
        assert_eq!(breaker.trips(&outcomes(2, 0)), None);
    }

    #[test]
    fn who_says_to_go_on_lets_a_batch_pass_that_would_trip_it_alone_and_no_other() {
        let mut breaker = Breaker::new(&Settings::default());
        let batch = outcomes(2000, 0);
        assert!(breaker.trips(&batch).is_some());
        breaker.reset();
        assert_eq!(breaker.trips(&batch), None);
        assert_eq!(breaker.trips(&batch), None, "it is tried again where its commit fails");
        breaker.committed(&batch);
        assert_eq!(breaker.trips(&outcomes(999, 0)), None);
        assert!(breaker.trips(&batch).is_some());
    }

    #[test]
    fn few_items_never_trip_it_and_old_ones_are_forgotten() {
        let mut breaker = Breaker::new(&Settings::default());
        assert_eq!(breaker.trips(&outcomes(999, 0)), None);
        breaker.committed(&outcomes(999, 0));
        breaker.committed(&outcomes(0, 1000));
        assert_eq!(breaker.trips(&outcomes(500, 0)), None);
    }

    #[test]
    fn a_share_of_one_never_trips() {
        assert_eq!(Breaker::new(&Settings { rejected_share: 1.0 }).trips(&outcomes(5000, 0)), None);
    }
}
