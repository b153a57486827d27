//! How far each input partition is read and settled, told by offset and by the time of records.
//!
//! What is told is made of what is known when somebody asks, so that a partition that went to another process leaves
//! nothing behind.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Mutex;

use prometheus_client::collector::Collector;
use prometheus_client::encoding::{DescriptorEncoder, EncodeLabelSet, EncodeMetric};
use prometheus_client::metrics::MetricType;
use prometheus_client::metrics::gauge::ConstGauge;
use prometheus_client::registry::Unit;

use super::seconds;
use crate::proto::Timestamp;
use crate::record::{Record, Topic};

type Partition = (Topic, i32);

#[derive(Debug, Default)]
pub struct Partitions(Mutex<BTreeMap<Partition, Progress>>);

/// Where reading stands in a partition. What is unknown is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lag {
    pub topic: String,
    pub partition: i32,
    /// Behind the partition's end.
    pub records: Option<i64>,
    /// The time of the oldest record that was read and is not settled.
    pub unsettled: Option<Timestamp>,
    /// The latest time of a settled record.
    pub settled: Option<Timestamp>,
}

/// What may be unknown yet is none.
#[derive(Debug, Default)]
struct Progress {
    end: Option<i64>,
    settled: Option<i64>,
    /// Read and not settled, in order.
    in_work: Vec<Stretch>,
    /// The latest time of a settled record.
    settled_time: Option<Timestamp>,
}

/// Records that are settled together.
#[derive(Debug)]
struct Stretch {
    to: i64,
    oldest: Option<Timestamp>,
    latest: Option<Timestamp>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PartitionLabel {
    topic: String,
    partition: i32,
}

impl Partitions {
    /// These are read, and no others; what is not known of them begins there.
    pub fn reads(&self, positions: &BTreeMap<Partition, i64>) {
        let mut all = self.0.lock().expect("no holder panics");
        all.retain(|partition, _| positions.contains_key(partition));
        for (partition, &offset) in positions {
            all.entry(partition.clone()).or_default().settled.get_or_insert(offset);
        }
    }

    /// A batch was read, and is in work until it is settled.
    pub fn read(&self, records: &[Record]) {
        let mut all = self.0.lock().expect("no holder panics");
        for records in records.chunk_by(|a, b| partition_of(a) == partition_of(b)) {
            let (Some(first), Some(last)) = (records.first(), records.last()) else { continue };
            let times = || records.iter().filter_map(|record| record.timestamp);
            let to = last.position.offset + 1;
            let stretch = Stretch { to, oldest: times().min(), latest: times().max() };
            let progress = all.entry(partition_of(first)).or_default();
            // What is read again was given up before.
            progress.in_work.retain(|before| before.to <= first.position.offset);
            progress.in_work.push(stretch);
        }
    }

    pub fn settled(&self, partition: Partition, offset: i64) {
        self.change(partition, |progress| progress.settle(offset));
    }

    /// Of those that are read: brokers tell of others too.
    pub fn end_seen(&self, partition: &Partition, end: i64) {
        if let Some(progress) = self.0.lock().expect("no holder panics").get_mut(partition) {
            progress.end = Some(end);
        }
    }

    pub fn lags(&self) -> Vec<Lag> {
        let all = self.0.lock().expect("no holder panics");
        let lag = |((topic, partition), progress): (&Partition, &Progress)| Lag {
            topic: topic.to_string(),
            partition: *partition,
            records: progress.lag(),
            unsettled: progress.unsettled_time(),
            settled: progress.settled_time,
        };
        all.iter().map(lag).collect()
    }

    fn change(&self, partition: Partition, change: impl FnOnce(&mut Progress)) {
        change(self.0.lock().expect("no holder panics").entry(partition).or_default());
    }
}

fn partition_of(record: &Record) -> Partition {
    (record.position.topic.clone(), record.position.partition)
}

impl Progress {
    fn settle(&mut self, offset: i64) {
        self.settled = Some(offset);
        let is_settled = |stretch: &Stretch| stretch.to <= offset;
        let times = self.in_work.iter().filter(|stretch| is_settled(stretch)).map(|stretch| stretch.latest);
        self.settled_time = times.max().flatten().max(self.settled_time);
        self.in_work.retain(|stretch| !is_settled(stretch));
    }

    fn lag(&self) -> Option<i64> {
        Some(self.end?.saturating_sub(self.settled?).max(0))
    }

    fn unsettled_time(&self) -> Option<Timestamp> {
        self.in_work.iter().filter_map(|stretch| stretch.oldest).min()
    }
}

/// One of the things that are told of every partition.
struct Told {
    name: &'static str,
    help: &'static str,
    unit: Option<Unit>,
    of: fn(&Progress) -> Option<f64>,
}

const TOLD: [Told; 3] = [
    Told {
        name: "lag_records",
        help: "Records behind the end of each input partition",
        unit: None,
        of: |progress| {
            #[expect(clippy::cast_precision_loss, reason = "no log holds that many records")]
            progress.lag().map(|lag| lag as f64)
        },
    },
    Told {
        name: "unsettled_timestamp",
        help: "Timestamp of the oldest record that was read and is not settled; none where all are",
        unit: Some(Unit::Seconds),
        of: |progress| progress.unsettled_time().map(seconds),
    },
    Told {
        name: "settled_timestamp",
        help: "Latest timestamp of a settled record",
        unit: Some(Unit::Seconds),
        of: |progress| progress.settled_time.map(seconds),
    },
];

impl Collector for Partitions {
    fn encode(&self, mut encoder: DescriptorEncoder<'_>) -> fmt::Result {
        let all = self.0.lock().expect("no holder panics");
        for Told { name, help, unit, of } in &TOLD {
            let mut metric = encoder.encode_descriptor(name, help, unit.as_ref(), MetricType::Gauge)?;
            for ((topic, partition), progress) in all.iter() {
                let Some(value) = of(progress) else { continue };
                let label = PartitionLabel { topic: topic.to_string(), partition: *partition };
                ConstGauge::new(value).encode(metric.encode_family(&label)?)?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Position;

    fn at(partition: i32) -> Partition {
        (Topic::new("raw"), partition)
    }

    fn record(offset: i64, time: i64) -> Record {
        Record {
            position: Position { topic: Topic::new("raw"), partition: 0, offset },
            timestamp: Some(Timestamp::from_seconds(time)),
            key: None,
            value: None,
            headers: Vec::new(),
        }
    }

    fn told(partitions: &Partitions) -> (Option<i64>, Option<i64>, Option<i64>) {
        let all = partitions.0.lock().unwrap();
        all.get(&at(0)).map_or((None, None, None), |progress| {
            let time = |time: Option<Timestamp>| time.map(|time| time.seconds);
            (progress.lag(), time(progress.unsettled_time()), time(progress.settled_time))
        })
    }

    #[test]
    fn lag_is_told_once_both_ends_are_known() {
        let partitions = Partitions::default();
        partitions.reads(&BTreeMap::from([(at(0), 7)]));
        assert_eq!(told(&partitions).0, None);
        partitions.end_seen(&at(0), 10);
        assert_eq!(told(&partitions).0, Some(3));
        partitions.settled(at(0), 11);
        assert_eq!(told(&partitions).0, Some(0), "the end is told less often");
    }

    #[test]
    fn the_oldest_record_in_work_waits_until_its_batch_is_settled() {
        let partitions = Partitions::default();
        partitions.read(&[record(0, 50), record(1, 40), record(2, 60)]);
        partitions.read(&[record(3, 45)]);
        assert_eq!(told(&partitions), (None, Some(40), None));
        partitions.settled(at(0), 3);
        assert_eq!(told(&partitions), (None, Some(45), Some(60)));
        partitions.settled(at(0), 4);
        assert_eq!(told(&partitions), (None, None, Some(60)), "an old record does not move it back");
    }

    #[test]
    fn what_was_given_up_and_read_again_waits_once() {
        let partitions = Partitions::default();
        partitions.read(&[record(0, 10), record(1, 20)]);
        partitions.read(&[record(1, 20)]);
        assert_eq!(partitions.0.lock().unwrap()[&at(0)].in_work.len(), 1);
        partitions.settled(at(0), 2);
        assert_eq!(told(&partitions), (None, None, Some(20)));
    }

    #[test]
    fn nothing_is_told_of_partitions_that_are_read_no_more() {
        let partitions = Partitions::default();
        partitions.reads(&BTreeMap::from([(at(0), 5)]));
        partitions.end_seen(&at(0), 8);
        partitions.end_seen(&at(2), 8);
        assert!(!partitions.0.lock().unwrap().contains_key(&at(2)), "it is another's");
        partitions.settled(at(0), 6);
        partitions.reads(&BTreeMap::from([(at(0), 7), (at(1), 0)]));
        assert_eq!(told(&partitions).0, Some(2), "what is settled is not moved by where reading goes on");
        partitions.reads(&BTreeMap::from([(at(1), 0)]));
        assert_eq!(told(&partitions), (None, None, None));
    }
}
