//! What there is to tell of a process, in the shape that `/status` promises and the page shows. Bounded, whatever is
//! configured or comes: docs/operating.md says by what.

use std::sync::Arc;

use serde::{Serialize, Serializer};

use crate::dead_letter::Code;
use crate::health::{Health, Latch};
use crate::metrics::{Batches, Disk, IndexSize, Lag, Letter, Note, Quantiles, Reading, Text};
use crate::proto::{Outcome, Timestamp};

/// Partitions that are told one by one.
const PARTITIONS: usize = 100;
/// Outcomes.
const NOTES: usize = 100;
/// Characters of the name of a topic or a group.
const NAME: usize = 249;
/// Characters of a reason.
const REASON: usize = 1_000;

#[derive(Debug, Serialize)]
pub struct Status {
    pub version: &'static str,
    pub group: Text,
    pub role: &'static str,
    pub state: State,
    pub ready: bool,
    /// Whether `/resume` would do something.
    pub resumable: bool,
    pub held: Vec<Held>,
    pub now: Option<Timestamp>,
    pub started: Option<Timestamp>,
    pub last_commit: Option<Timestamp>,
    pub items: Vec<Items>,
    pub records: Records,
    /// Of each of the last seconds, the oldest first.
    pub history: Vec<u64>,
    pub batches: Batches,
    pub partitions: Partitions,
    pub steps: Vec<Step>,
    pub latency: Option<Quantiles>,
    pub index: Index,
    pub published: Published,
    #[serde(serialize_with = "shared")]
    pub outcomes: Vec<Arc<Note>>,
    pub dead_letters: Vec<DeadLetters>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Starting,
    AtWork,
    Paused,
    StandingBy,
}

#[derive(Debug, Serialize)]
pub struct Held {
    pub latch: &'static str,
    pub reason: Text,
}

#[derive(Debug, Serialize)]
pub struct Items {
    pub outcome: &'static str,
    pub total: u64,
    pub per_second: f64,
}

#[derive(Debug, Serialize)]
pub struct Records {
    pub total: u64,
    pub per_second: f64,
    pub skipped: u64,
}

#[derive(Debug, Serialize)]
pub struct Partitions {
    pub count: usize,
    /// Of all together; none while no partition's is known.
    pub lag_records: Option<i64>,
    /// Of all the greatest.
    pub lag_seconds: Option<f64>,
    /// Those that are furthest behind.
    pub list: Vec<PartitionLag>,
}

#[derive(Debug, Serialize)]
pub struct PartitionLag {
    pub topic: Text,
    pub partition: i32,
    /// None while unknown.
    pub lag_records: Option<i64>,
    /// How old the oldest record is that was read and is not settled; none where all are.
    pub lag_seconds: Option<f64>,
    /// The latest time of a settled record.
    pub settled: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
pub struct Step {
    pub step: &'static str,
    #[serde(flatten)]
    pub took: Quantiles,
}

#[derive(Debug, Serialize)]
pub struct Index {
    pub entries: u64,
    pub disk_bytes: u64,
    /// None where it lies on no disk.
    pub disk_free_bytes: Option<u64>,
    pub disk_reserve_bytes: Option<u64>,
}

#[derive(Debug, Serialize)]
pub struct Published {
    /// How many articles were looked at.
    pub of: usize,
    pub sites: Vec<Count>,
    pub languages: Vec<Count>,
}

#[derive(Debug, Serialize)]
pub struct Count {
    pub name: Text,
    pub count: usize,
}

#[derive(Debug, Serialize)]
pub struct DeadLetters {
    pub code: Code,
    pub total: u64,
    /// The newest first.
    #[serde(serialize_with = "shared")]
    pub last: Vec<Arc<Letter>>,
}

fn shared<T: Serialize, S: Serializer>(items: &[Arc<T>], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(items.iter().map(AsRef::as_ref))
}

impl Status {
    pub fn of(reading: &Reading, health: &Health) -> Self {
        let held = health.held();
        let seen = &reading.seen;
        Self {
            version: env!("CARGO_PKG_VERSION"),
            group: Text::cut(&reading.group, NAME),
            role: reading.role,
            state: State::of(&held, reading.active),
            ready: held.is_empty(),
            resumable: health.awaits_resume(),
            held: held.iter().map(Held::of).collect(),
            now: reading.now,
            started: reading.started,
            last_commit: reading.last_commit,
            items: items(reading),
            records: Records {
                total: reading.records,
                per_second: seen.pace.records_per_second,
                skipped: reading.skipped,
            },
            history: seen.pace.history.clone(),
            batches: reading.batches,
            partitions: Partitions::of(&reading.lags, reading.now),
            steps: seen.steps.iter().map(|&(step, took)| Step { step: step.name(), took }).collect(),
            latency: seen.latency,
            index: Index::of(reading.index),
            published: Published {
                of: seen.published,
                sites: counts(&seen.sites),
                languages: counts(&seen.languages),
            },
            outcomes: seen.notes.iter().take(NOTES).cloned().collect(),
            dead_letters: dead_letters(reading),
        }
    }
}

impl State {
    fn of(held: &[(Latch, String)], active: bool) -> Self {
        let is_held = |latch| held.iter().any(|(held, _)| *held == latch);
        if is_held(Latch::Start) {
            Self::Starting
        } else if is_held(Latch::Line) {
            Self::Paused
        } else if active {
            Self::AtWork
        } else {
            Self::StandingBy
        }
    }
}

impl Held {
    fn of((latch, reason): &(Latch, String)) -> Self {
        Self { latch: latch.as_str(), reason: Text::cut(reason, REASON) }
    }
}

impl Partitions {
    fn of(lags: &[Lag], now: Option<Timestamp>) -> Self {
        let mut list: Vec<PartitionLag> = lags.iter().map(|lag| PartitionLag::of(lag, now)).collect();
        let lag_seconds = list.iter().filter_map(|partition| partition.lag_seconds).max_by(f64::total_cmp);
        let lag_records = lags.iter().filter_map(|lag| lag.records).reduce(i64::saturating_add);
        // In the order of names where they are equally far behind.
        list.sort_by_key(|partition| std::cmp::Reverse(partition.lag_records));
        list.truncate(PARTITIONS);
        Self { count: lags.len(), lag_records, lag_seconds, list }
    }
}

impl PartitionLag {
    fn of(lag: &Lag, now: Option<Timestamp>) -> Self {
        let age = |time: Timestamp| Some(now?.since(time).as_secs_f64().max(0.0));
        Self {
            topic: Text::cut(&lag.topic, NAME),
            partition: lag.partition,
            lag_records: lag.records,
            lag_seconds: lag.unsettled.and_then(age),
            settled: lag.settled,
        }
    }
}

impl Index {
    fn of(IndexSize { entries, disk_bytes, disk }: IndexSize) -> Self {
        let (free, reserve) = disk.map(|Disk { free, reserve }| (free, reserve)).unzip();
        Self { entries, disk_bytes, disk_free_bytes: free, disk_reserve_bytes: reserve }
    }
}

fn items(reading: &Reading) -> Vec<Items> {
    let counted = Outcome::ALL.into_iter().zip(reading.items).zip(reading.seen.pace.items_per_second);
    let mut items: Vec<Items> = counted
        .map(|((outcome, total), per_second)| Items { outcome: outcome.name(), total, per_second })
        .collect();
    // What most are comes first; they are tried in the other order.
    items.reverse();
    items
}

fn counts(counts: &[(Text, usize)]) -> Vec<Count> {
    counts.iter().map(|(name, count)| Count { name: name.clone(), count: *count }).collect()
}

/// Of the codes that any had.
fn dead_letters(reading: &Reading) -> Vec<DeadLetters> {
    let letters = |code: &Code| reading.seen.letters.get(code).cloned().unwrap_or_default();
    let had = reading.rejected.iter().filter(|(_, total)| *total > 0);
    let mut had: Vec<_> =
        had.map(|&(code, total)| DeadLetters { code, total, last: letters(&code) }).collect();
    had.sort_by_key(|letters| std::cmp::Reverse(letters.total));
    had
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metrics::Metrics;
    use crate::record::Topic;

    #[test]
    fn a_process_is_what_its_latches_and_its_office_say() {
        let held = |latch| vec![(latch, String::new())];
        assert_eq!(State::of(&held(Latch::Start), true), State::Starting);
        assert_eq!(State::of(&held(Latch::Line), true), State::Paused);
        assert_eq!(State::of(&held(Latch::Input), true), State::AtWork);
        assert_eq!(State::of(&[], true), State::AtWork);
        assert_eq!(State::of(&[], false), State::StandingBy);
    }

    #[test]
    fn of_many_partitions_the_worst_are_told_and_all_are_counted() {
        let metrics = Metrics::default();
        for partition in 0..500 {
            let topic = Topic::new("raw");
            metrics.settled(&topic, partition, 0);
            metrics.end_seen(&topic, partition, i64::from(partition));
        }
        let partitions = Status::of(&metrics.figures(), &Health::default()).partitions;
        assert_eq!((partitions.count, partitions.list.len()), (500, PARTITIONS));
        assert_eq!(partitions.lag_records, Some((0..500).sum::<i64>()));
        assert_eq!(partitions.list[0].lag_records, Some(499));
    }

    #[test]
    fn a_status_before_anything_happened_is_whole() {
        let status = Status::of(&Metrics::default().figures(), &Health::default());
        let json = serde_json::to_value(&status).unwrap();
        assert_eq!(json["state"], "starting");
        assert_eq!(json["held"][0]["latch"], "start");
        assert_eq!(json["items"][0]["outcome"], "published");
        assert_eq!(json["outcomes"], serde_json::json!([]));
        assert_eq!(json["index"]["disk_free_bytes"], serde_json::Value::Null);
    }
}
