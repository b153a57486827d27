//! Whether the line still moves. A piece of work that never ends, as a deadlock or an endless loop would be, shows by its age;
//! what only waits, for input, for a broker or for the office, is no work.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Work whose end is in our own hands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Work {
    Reading,
    Deciding,
}

impl Work {
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reading => "reading records",
            Self::Deciding => "deciding a batch",
        }
    }
}

#[derive(Debug, Default)]
pub struct Pulse(Mutex<BTreeMap<Work, Instant>>);

impl Pulse {
    /// Works, and is seen to.
    pub fn during<T>(&self, work: Work, run: impl FnOnce() -> T) -> T {
        self.0.lock().expect("no holder panics").insert(work, Instant::now());
        let done = run();
        self.0.lock().expect("no holder panics").remove(&work);
        done
    }

    /// The work that has gone on for longest, where it is for longer than this.
    pub fn stuck(&self, limit: Duration) -> Option<Work> {
        let begun = self.0.lock().expect("no holder panics");
        let oldest = begun.iter().min_by_key(|(_, begun)| **begun);
        oldest.filter(|(_, begun)| begun.elapsed() > limit).map(|(work, _)| *work)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_work_that_goes_on_is_stuck() {
        let pulse = Pulse::default();
        assert_eq!(pulse.stuck(Duration::ZERO), None);
        pulse.during(Work::Deciding, || {
            assert_eq!(pulse.stuck(Duration::from_hours(1)), None);
            pulse.during(Work::Reading, || {
                assert_eq!(pulse.stuck(Duration::ZERO), Some(Work::Deciding), "the oldest");
            });
            assert_eq!(pulse.stuck(Duration::ZERO), Some(Work::Deciding));
        });
        assert_eq!(pulse.stuck(Duration::ZERO), None);
    }
}
