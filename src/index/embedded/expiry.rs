//! What is long past every window leaves the disk as the tree is compacted.
//!
//! As the ledger's retention does, it counts from when an entry was noted, and not from what the entry tells of. Values
//! carry that time in front, so that compaction need not read them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use fjall::compaction::filter::{
    CompactionFilter, CompactionFilterResult, Context, Factory, ItemAccessor, Verdict,
};

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
    pub fn noted(&self, times: impl IntoIterator<Item = Timestamp>) -> i64 {
        times.into_iter().map(|time| time.seconds).fold(self.now(), i64::max)
    }
}

pub struct Expiry(Horizon);

impl Expiry {
    pub fn new(horizon: &Horizon) -> Self {
        Self(horizon.clone())
    }
}

impl Factory for Expiry {
    fn name(&self) -> &'static str {
        "expiry"
    }

    fn make_filter(&self, _: &Context) -> Box<dyn CompactionFilter> {
        Box::new(Before(self.0.now().saturating_sub(self.0.keep)))
    }
}

struct Before(i64);

impl CompactionFilter for Before {
    fn filter_item(&mut self, item: ItemAccessor<'_>, _: &Context) -> CompactionFilterResult {
        let value = item.value()?;
        let noted = value.first_chunk().map(|bytes| i64::from_be_bytes(*bytes));
        Ok(if noted.is_some_and(|noted| noted < self.0) { Verdict::Remove } else { Verdict::Keep })
    }
}

const TIME_BYTES: usize = size_of::<i64>();

pub fn with_time(noted: i64, value: &[u8]) -> Vec<u8> {
    [&noted.to_be_bytes()[..], value].concat()
}

pub fn without_time(value: &[u8]) -> &[u8] {
    value.get(TIME_BYTES..).unwrap_or_default()
}
