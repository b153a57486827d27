//! What is long past every window leaves the disk as tables are merged.
//!
//! As the ledger's retention does, it counts from when an entry was noted, and not from what the entry tells of. Values
//! carry that time in front, so that merging need not read them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;

use lsm_tree::compaction::filter::Context;
use lsm_tree::compaction::{CompactionFilter, Factory, ItemAccessor, Verdict};

use super::store::{META, NEAR, decision_of};
use crate::proto::Timestamp;

/// The clock of the slowest partition, and how long after it was noted an entry is kept. The clock starts at the begin of
/// time and only moves on.
#[derive(Clone, Debug)]
pub struct Horizon {
    now: Arc<AtomicI64>,
    keep: i64,
}

impl Horizon {
    /// Longer than the ledger keeps entries, which is for the window and as long as raw records are kept.
    pub fn new(window: Duration) -> Self {
        const MARGIN: Duration = Duration::from_hours(60 * 24);
        let keep = window.saturating_mul(2).saturating_add(MARGIN);
        let keep = i64::try_from(keep.as_secs()).unwrap_or(i64::MAX);
        Self { now: Arc::new(AtomicI64::new(i64::MIN)), keep }
    }

    pub fn advance(&self, second: i64) {
        self.now.fetch_max(second, Ordering::Relaxed);
    }

    fn now(&self) -> i64 {
        self.now.load(Ordering::Relaxed)
    }

    /// When an entry is noted that speaks of these times: no earlier than now.
    pub fn noted(&self, times: impl IntoIterator<Item = Timestamp>) -> Hour {
        Hour::of(times.into_iter().map(|time| time.seconds).fold(self.now(), i64::max))
    }

    /// What was noted before it is of no use.
    fn begin(&self) -> Hour {
        Hour::of(self.now().saturating_sub(self.keep))
    }
}

/// Since the epoch; what lies before or far behind counts as the first or the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour(u32);

impl Hour {
    fn of(second: i64) -> Self {
        Self(u32::try_from((second / 3600).max(0)).unwrap_or(u32::MAX))
    }

    /// In front of a value.
    pub fn before(self, value: &[u8]) -> Vec<u8> {
        [&self.0.to_be_bytes()[..], value].concat()
    }

    fn split(value: &[u8]) -> Option<(Self, &[u8])> {
        let (hour, value) = value.split_first_chunk()?;
        Some((Self(u32::from_be_bytes(*hour)), value))
    }
}

/// A value without the time in front.
pub fn behind_hour(value: &[u8]) -> &[u8] {
    Hour::split(value).map(|(_, value)| value).unwrap_or_default()
}

pub struct Expiry {
    horizon: Horizon,
    /// The first decision whose listing for near copies counts.
    near_from: Arc<AtomicU64>,
}

impl Expiry {
    pub fn new(horizon: &Horizon, near_from: Arc<AtomicU64>) -> Self {
        Self { horizon: horizon.clone(), near_from }
    }
}

impl Factory for Expiry {
    fn name(&self) -> &'static str {
        "expiry"
    }

    fn make_filter(&self, _: &Context) -> Box<dyn CompactionFilter> {
        Box::new(Before { noted: self.horizon.begin(), near: self.near_from.load(Ordering::Relaxed) })
    }
}

struct Before {
    noted: Hour,
    near: u64,
}

impl CompactionFilter for Before {
    fn filter_item(&mut self, item: ItemAccessor<'_>, _: &Context) -> lsm_tree::Result<Verdict> {
        Ok(match item.key().first() {
            // Each decision lists once, so nothing older lies below.
            Some(&NEAR) if decision_of(item.key()).is_some_and(|decision| decision < self.near) => {
                Verdict::Destroy
            }
            Some(&(NEAR | META)) => Verdict::Keep,
            _ => {
                let value = item.value()?;
                let is_old = Hour::split(&value).is_some_and(|(noted, _)| noted < self.noted);
                if is_old { Verdict::Remove } else { Verdict::Keep }
            }
        })
    }
}
