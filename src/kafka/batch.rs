//! Records in bounded batches: full by count, by bytes or by time.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::time::{Duration, Instant};

use bytesize::ByteSize;
use serde::{Deserialize, Serialize};

use super::Positions;
use crate::article::Digest;
use crate::ledger::{self, Partition};
use crate::record::{Position, Record};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct BatchLimits {
    pub max_records: NonZeroUsize,
    pub max_bytes: ByteSize,
    #[serde(with = "humantime_serde")]
    pub max_wait: Duration,
}

impl Default for BatchLimits {
    fn default() -> Self {
        Self {
            max_records: NonZeroUsize::new(2000).expect("not zero"),
            max_bytes: ByteSize::mib(16),
            max_wait: Duration::from_millis(100),
        }
    }
}

/// Records in the order in which they are decided, and the stretch of offsets of each of their partitions.
#[derive(Debug, Default)]
pub struct Batch {
    pub records: Vec<Record>,
    pub spans: BTreeMap<Partition, Span>,
}

/// From where the partition stood before the batch, to behind its last record. Offsets in between that held no record,
/// such as markers of transactions, belong to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    pub from: i64,
    pub to: i64,
}

impl Batch {
    /// Moves the positions behind the records.
    pub fn new(mut records: Vec<Record>, positions: &mut Positions) -> Self {
        // The order of decisions within a batch does not depend on how the fetches raced.
        records.sort_by(|a, b| a.position.cmp(&b.position));
        let mut spans: BTreeMap<Partition, Span> = BTreeMap::new();
        for Record { position: Position { topic, partition, offset }, .. } in &records {
            let at = (topic.clone(), *partition);
            let from = positions.get(&at).copied().unwrap_or(*offset);
            spans.entry(at).or_insert(Span { from, to: from }).to = offset + 1;
        }
        positions.extend(spans.iter().map(|(partition, span)| (partition.clone(), span.to)));
        Self { records, spans }
    }

    /// Where each partition stands after it.
    pub fn ends(&self) -> Positions {
        self.spans.iter().map(|(partition, span)| (partition.clone(), span.to)).collect()
    }

    /// Of each partition, the last record.
    pub fn last(&self) -> BTreeMap<Partition, (i64, Digest)> {
        let mut last = BTreeMap::new();
        // Records are in order: the first from behind is the last of its partition.
        for Record { position, key, value, .. } in self.records.iter().rev() {
            let digest = || ledger::digest_of(key.as_deref(), value.as_deref());
            last.entry((position.topic.clone(), position.partition))
                .or_insert_with(|| (position.offset, digest()));
            if last.len() == self.spans.len() {
                break;
            }
        }
        last
    }
}

/// A batch that fills.
#[derive(Debug)]
pub struct Filling {
    limits: BatchLimits,
    records: Vec<Record>,
    bytes: u64,
    full_at: Option<Instant>,
}

impl Filling {
    pub fn new(limits: &BatchLimits) -> Self {
        Self { limits: limits.clone(), records: Vec::new(), bytes: 0, full_at: None }
    }

    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    pub fn push(&mut self, record: Record) {
        self.bytes += record.size() as u64;
        self.records.push(record);
        self.full_at.get_or_insert_with(|| Instant::now() + self.limits.max_wait);
    }

    pub fn retain(&mut self, keep: impl Fn(&Record) -> bool) {
        self.records.retain(keep);
        self.bytes = self.records.iter().map(|record| record.size() as u64).sum();
        self.full_at = self.full_at.filter(|_| !self.records.is_empty());
    }

    pub fn is_full(&self) -> bool {
        self.records.len() >= self.limits.max_records.get()
            || self.bytes >= self.limits.max_bytes.as_u64()
            || self.full_at.is_some_and(|at| Instant::now() >= at)
    }

    /// How long to wait for another record, at most so long.
    pub fn patience(&self, most: Duration) -> Duration {
        self.full_at.map_or(most, |at| at.saturating_duration_since(Instant::now()).min(most))
    }

    /// What it holds; it is empty then.
    pub fn take(&mut self) -> Vec<Record> {
        (self.bytes, self.full_at) = (0, None);
        std::mem::take(&mut self.records)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Topic;

    fn record(partition: i32, offset: i64) -> Record {
        Record {
            position: Position { topic: Topic::new("raw"), partition, offset },
            timestamp: None,
            key: None,
            value: Some(offset.to_string().into_bytes()),
            headers: Vec::new(),
        }
    }

    fn at(partition: i32) -> Partition {
        (Topic::new("raw"), partition)
    }

    #[test]
    fn a_span_begins_where_the_partition_stood_and_ends_behind_its_last_record() {
        let mut positions = Positions::from([(at(0), 3), (at(1), 0)]);
        let batch = Batch::new(vec![record(1, 1), record(0, 9), record(0, 5)], &mut positions);
        assert_eq!(batch.spans, [(at(0), Span { from: 3, to: 10 }), (at(1), Span { from: 0, to: 2 })].into());
        assert_eq!(positions, [(at(0), 10), (at(1), 2)].into());
        let last = batch.last();
        assert_eq!(last[&at(0)], (9, ledger::digest_of(None, Some(b"9"))));
        assert_eq!(last.len(), 2);
    }

    #[test]
    fn a_batch_is_full_by_count_and_by_bytes() {
        let limits = BatchLimits { max_records: NonZeroUsize::new(2).unwrap(), ..BatchLimits::default() };
        let mut filling = Filling::new(&BatchLimits { max_wait: Duration::from_hours(1), ..limits });
        filling.push(record(0, 1));
        assert!(!filling.is_full());
        filling.push(record(0, 2));
        assert!(filling.is_full());
        filling.retain(|record| record.position.offset == 2);
        assert!(!filling.is_full());
        filling.limits.max_bytes = ByteSize::b(1);
        assert!(filling.is_full());
        assert_eq!(filling.take().len(), 1);
        assert!(filling.is_empty() && !filling.is_full());
    }
}
