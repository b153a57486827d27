//! How much was committed in each second of the last minute.

use std::collections::VecDeque;

use crate::proto::Outcome;

/// In seconds.
pub const WINDOW: u64 = 60;

type Counts = [u64; Outcome::ALL.len()];

/// Seconds in which something was committed, the newest last.
#[derive(Debug, Default)]
pub struct Rates(VecDeque<Second>);

/// A second, counted from the process's start.
#[derive(Debug, Default)]
struct Second {
    at: u64,
    records: u64,
    items: Counts,
}

/// What was committed in the last full seconds: a minute of them, or as many as there were.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pace {
    pub records_per_second: f64,
    /// Of each outcome, in the order of [`Outcome::ALL`].
    pub items_per_second: [f64; Outcome::ALL.len()],
    /// Of each of the last seconds, the oldest first: items, and records where there are no items.
    pub history: Vec<u64>,
}

impl Rates {
    pub fn add(&mut self, at: u64, records: u64, outcomes: &[(Outcome, u64)]) {
        if self.0.back().is_none_or(|last| last.at < at) {
            self.0.push_back(Second { at, ..Second::default() });
            let is_old = |second: &Second| second.at + WINDOW < at;
            self.0.drain(..self.0.iter().take_while(|second| is_old(second)).count());
        }
        let Some(second) = self.0.back_mut() else { return };
        second.records += records;
        for (place, outcome) in second.items.iter_mut().zip(Outcome::ALL) {
            *place += count_of(outcomes, outcome);
        }
    }

    /// The second that runs is left out: it would always look slow.
    pub fn pace(&self, now: u64) -> Pace {
        let from = now.saturating_sub(WINDOW);
        let full = || self.0.iter().filter(|second| (from..now).contains(&second.at));
        let length = now.saturating_sub(from).max(1);
        let rate = |count: u64| ratio(count, length);
        let items = |outcome: usize| full().filter_map(|second| second.items.get(outcome)).sum();
        let mut history: Vec<u64> = (from..now).map(|_| 0).collect();
        for second in full() {
            let place = usize::try_from(second.at - from).ok().and_then(|at| history.get_mut(at));
            let items: u64 = second.items.iter().sum();
            if let Some(place) = place {
                *place = if items == 0 { second.records } else { items };
            }
        }
        Pace {
            records_per_second: rate(full().map(|second| second.records).sum()),
            items_per_second: std::array::from_fn(|outcome| rate(items(outcome))),
            history,
        }
    }
}

fn count_of(outcomes: &[(Outcome, u64)], outcome: Outcome) -> u64 {
    outcomes.iter().filter(|(counted, _)| *counted == outcome).map(|(_, count)| count).sum()
}

#[expect(clippy::cast_precision_loss, reason = "nobody sees the sixteenth digit of a rate")]
fn ratio(count: u64, seconds: u64) -> f64 {
    count as f64 / seconds as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(pace: &Pace) -> f64 {
        pace.items_per_second[6]
    }

    #[test]
    fn a_rate_is_that_of_full_seconds_within_the_last_minute() {
        let mut rates = Rates::default();
        rates.add(0, 30, &[(Outcome::Published, 30), (Outcome::Rejected, 3)]);
        assert_eq!(rates.pace(0), Pace::default(), "no second is full yet");
        let pace = rates.pace(10);
        assert!((published(&pace) - 3.0).abs() < 1e-9 && (pace.records_per_second - 3.0).abs() < 1e-9);
        assert_eq!(pace.history, [33, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert!(published(&rates.pace(61)).abs() < 1e-9, "it is more than a minute ago");
    }

    #[test]
    fn what_is_old_is_forgotten() {
        let mut rates = Rates::default();
        (0..10_000).for_each(|second| rates.add(second, 1, &[]));
        assert_eq!(rates.0.len(), 61);
        let pace = rates.pace(10_000);
        assert_eq!(pace.history, [1; 60], "where nothing is decided, records are told");
        assert!((pace.records_per_second - 1.0).abs() < 1e-9);
    }
}
