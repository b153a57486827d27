//! What is long past every window leaves the disk as the tree is compacted.
//!
//! This never decides anything: an entry that could still count for any item to come is kept. Values carry the time
//! in front, so that compaction need not read them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use fjall::compaction::filter::{
    CompactionFilter, CompactionFilterResult, Context, Factory, ItemAccessor, Verdict,
};

use crate::proto::Timestamp;

/// Before this second nothing is needed any more. Starts at the begin of time and only moves on.
#[derive(Clone, Debug)]
pub struct Horizon(Arc<AtomicI64>);

impl Default for Horizon {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(i64::MIN)))
    }
}

impl Horizon {
    pub fn advance(&self, second: i64) {
        self.0.fetch_max(second, Ordering::Relaxed);
    }

    fn second(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
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
        Box::new(Before(self.0.second()))
    }
}

struct Before(i64);

impl CompactionFilter for Before {
    fn filter_item(&mut self, item: ItemAccessor<'_>, _: &Context) -> CompactionFilterResult {
        let value = item.value()?;
        let seen = value.first_chunk().map(|bytes| i64::from_be_bytes(*bytes));
        Ok(if seen.is_some_and(|seen| seen < self.0) { Verdict::Remove } else { Verdict::Keep })
    }
}

const TIME_BYTES: usize = size_of::<i64>();

pub fn with_time(seen: Timestamp, value: &[u8]) -> Vec<u8> {
    [&seen.seconds.to_be_bytes()[..], value].concat()
}

pub fn without_time(value: &[u8]) -> &[u8] {
    value.get(TIME_BYTES..).unwrap_or_default()
}
