//! Whether the process is ready: all latches released.
//!
//! Each part of the line holds its latch while it cannot do its work, and says why.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::watch;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Latch {
    /// Held until offsets are known and partitions are assigned.
    Start,
    /// Held while no broker answers.
    Brokers,
    /// Held while the line pauses: a batch cannot be committed, or the index does not answer.
    Line,
    /// Held while a partition cannot be read.
    Input,
    /// Held while we may not read a topic.
    Rights,
}

impl Latch {
    pub const ALL: [Self; 5] = [Self::Start, Self::Brokers, Self::Line, Self::Input, Self::Rights];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Start => "start",
            Self::Brokers => "brokers",
            Self::Line => "line",
            Self::Input => "input",
            Self::Rights => "rights",
        }
    }
}

impl fmt::Display for Latch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[derive(Debug)]
pub struct Health {
    held: Mutex<BTreeMap<Latch, String>>,
    ready: watch::Sender<bool>,
    resume: AtomicBool,
    awaits_resume: AtomicBool,
}

impl Default for Health {
    /// Unready until the start is complete.
    fn default() -> Self {
        let held = BTreeMap::from([(Latch::Start, "starting".to_owned())]);
        Self {
            held: Mutex::new(held),
            ready: watch::Sender::new(false),
            resume: AtomicBool::new(false),
            awaits_resume: AtomicBool::new(false),
        }
    }
}

impl Health {
    /// True where the reason is new, so that it is told once and not at every attempt.
    pub fn hold(&self, latch: Latch, reason: &str) -> bool {
        let mut held = self.held.lock().expect("no holder panics");
        let before = held.insert(latch, reason.to_owned());
        self.ready.send_replace(false);
        before.as_deref() != Some(reason)
    }

    /// True where the latch was held.
    pub fn release(&self, latch: Latch) -> bool {
        let mut held = self.held.lock().expect("no holder panics");
        let was_held = held.remove(&latch).is_some();
        if latch == Latch::Line {
            self.await_resume(false);
            self.take_resume();
        }
        self.ready.send_replace(held.is_empty());
        was_held
    }

    pub fn is_held(&self, latch: Latch) -> bool {
        self.held.lock().expect("no holder panics").contains_key(&latch)
    }

    /// Each latch that is held, with its reason; none where the process is ready.
    pub fn held(&self) -> Vec<(Latch, String)> {
        let held = self.held.lock().expect("no holder panics");
        held.iter().map(|(&latch, reason)| (latch, reason.clone())).collect()
    }

    /// A person says that the line may go on. False where nothing waits for that, and nothing is kept of it for later.
    pub fn resume(&self) -> bool {
        let awaits = self.awaits_resume();
        self.resume.store(awaits, Ordering::Relaxed);
        awaits
    }

    /// Whether a person said so since it was asked last.
    pub fn take_resume(&self) -> bool {
        self.resume.swap(false, Ordering::Relaxed)
    }

    /// Whether the line stands until a person says that it may go on.
    pub fn await_resume(&self, awaits: bool) {
        self.awaits_resume.store(awaits, Ordering::Relaxed);
    }

    /// Whether a person's word would change anything.
    pub fn awaits_resume(&self) -> bool {
        self.awaits_resume.load(Ordering::Relaxed)
    }

    pub fn watch(&self) -> watch::Receiver<bool> {
        self.ready.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ready_means_that_all_latches_are_released() {
        let health = Health::default();
        let ready = health.watch();
        health.hold(Latch::Brokers, "no broker answers");
        health.release(Latch::Start);
        assert!(!*ready.borrow());
        assert_eq!(health.held(), [(Latch::Brokers, "no broker answers".to_owned())]);
        health.release(Latch::Brokers);
        assert!(*ready.borrow());
    }

    #[test]
    fn a_word_that_nobody_waits_for_is_not_kept_for_later() {
        let health = Health::default();
        assert!(!health.resume() && !health.take_resume());
        health.await_resume(true);
        assert!(health.resume());
        health.release(Latch::Line);
        assert!(!health.take_resume(), "it was said of another pause");
        health.await_resume(true);
        assert!(health.resume() && health.take_resume() && !health.take_resume());
    }

    #[test]
    fn a_line_that_goes_on_awaits_nobody() {
        let health = Health::default();
        health.hold(Latch::Line, "many are rejected");
        health.await_resume(true);
        health.release(Latch::Input);
        assert!(health.awaits_resume());
        health.release(Latch::Line);
        assert!(!health.awaits_resume());
    }

    #[test]
    fn a_reason_is_new_only_once() {
        let health = Health::default();
        assert!(health.hold(Latch::Line, "a"));
        assert!(!health.hold(Latch::Line, "a"));
        assert!(health.hold(Latch::Line, "b"));
        assert!(health.release(Latch::Line));
        assert!(!health.release(Latch::Line));
    }
}
