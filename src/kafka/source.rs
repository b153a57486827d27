//! The input: all partitions of all raw topics, in bounded batches.
//!
//! Partitions are assigned, not subscribed to: one process decides at a time, and the transactional producer
//! alone fences. Offsets are committed by the sink, with the outcomes; nothing is committed here.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytesize::ByteSize;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, ConsumerGroupMetadata};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::BorrowedMessage;
use rdkafka::statistics::Statistics;
use rdkafka::{Message as _, Offset, Timestamp as KafkaTimestamp, TopicPartitionList};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::{Positions, brokers_answer, client, headers_in, log, note_error};
use crate::health::{Health, Latch};
use crate::metrics::Metrics;
use crate::proto::Timestamp;
use crate::record::{Position, Record, Topic};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    #[serde(deserialize_with = "super::names::deserialize")]
    pub topics: Vec<String>,
    pub group: String,
    pub start: Start,
    pub batch: BatchLimits,
}

/// Where to begin in a partition without an offset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    Earliest,
    Latest,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct BatchLimits {
    pub max_records: NonZeroUsize,
    pub max_bytes: ByteSize,
    #[serde(with = "humantime_serde")]
    pub max_wait: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            topics: vec!["articles.raw".to_owned()],
            group: "copydesk".to_owned(),
            start: Start::Earliest,
            batch: BatchLimits::default(),
        }
    }
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

/// Records in the order in which they are decided, and where their partitions stand behind them.
#[derive(Debug, Default)]
pub struct Batch {
    pub records: Vec<Record>,
    pub ends: Positions,
}

/// Why the input cannot be opened, yet.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(
        "topic {0} does not exist: create it (`copydesk topics create` makes all that are needed), or mend source.topics"
    )]
    NoTopic(String),
    #[error(transparent)]
    Kafka(#[from] KafkaError),
}

/// Long enough for a busy broker, short enough to notice a stop in between.
const CALL: Duration = Duration::from_secs(5);
/// How soon a partition that was added to a topic is read.
const LOOK_FOR_PARTITIONS: Duration = Duration::from_secs(30);
/// How long a poll may sleep before it looks for a stop.
const POLL: Duration = Duration::from_millis(100);

/// The offsets of the group. It has no members, so they are moved by transactions alone.
#[derive(Clone)]
#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Offsets {
    consumer: Arc<BaseConsumer<Context>>,
    topics: Vec<Topic>,
}

impl Offsets {
    /// What a transaction needs to commit offsets of this group.
    pub fn group(&self) -> ConsumerGroupMetadata {
        self.consumer.group_metadata().expect("a consumer with a group id has group metadata")
    }

    /// Offsets of the group, where it has some; waits for transactions that are being committed.
    pub fn committed(&self, partitions: &[(Topic, i32)]) -> KafkaResult<Positions> {
        let mut list = TopicPartitionList::new();
        for (topic, partition) in partitions {
            list.add_partition(topic.as_str(), *partition);
        }
        let offsets = self.consumer.committed_offsets(list, CALL)?;
        let mut committed = Positions::new();
        for element in offsets.elements() {
            element.error()?;
            if let Offset::Offset(offset) = element.offset() {
                committed.insert((self.topic(element.topic()), element.partition()), offset);
            }
        }
        Ok(committed)
    }

    /// Shares the name with all records of the topic.
    fn topic(&self, name: &str) -> Topic {
        self.topics.iter().find(|topic| topic.as_str() == name).cloned().unwrap_or_else(|| Topic::new(name))
    }
}

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Source {
    offsets: Offsets,
    settings: Settings,
    /// Of every assigned partition, the next offset to be read.
    positions: Positions,
    looked_for_partitions: Instant,
}

impl Source {
    /// Makes the client; asks no broker yet.
    pub fn new(
        kafka: &super::Settings,
        settings: &Settings,
        health: Arc<Health>,
        metrics: Arc<Metrics>,
    ) -> KafkaResult<Self> {
        let consumer: BaseConsumer<Context> = client(kafka)
            .set("group.id", &settings.group)
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("auto.offset.reset", "error")
            // Asked for with stable offsets only by a client that reads committed: see KIP-447.
            .set("isolation.level", "read_committed")
            .set("allow.auto.create.topics", "false")
            .set("queued.max.messages.kbytes", "65536")
            .set("receive.message.max.bytes", super::LARGEST_MESSAGE)
            .set("statistics.interval.ms", "5000")
            .create_with_context(Context { health, metrics })?;
        let topics = settings.topics.iter().map(|name| Topic::new(name)).collect();
        Ok(Self {
            offsets: Offsets { consumer: Arc::new(consumer), topics },
            settings: settings.clone(),
            positions: Positions::new(),
            looked_for_partitions: Instant::now(),
        })
    }

    /// A handle for whoever commits.
    pub fn offsets(&self) -> Offsets {
        self.offsets.clone()
    }

    /// The positions to begin at, and those among them that the group has no offset for yet.
    pub fn start_positions(&self) -> Result<(Positions, Positions), Fault> {
        let partitions = self.partitions()?;
        let mut positions = self.offsets.committed(&partitions)?;
        let mut new = Positions::new();
        for (topic, partition) in partitions {
            if positions.contains_key(&(topic.clone(), partition)) {
                continue;
            }
            let (low, high) = self.offsets.consumer.fetch_watermarks(topic.as_str(), partition, CALL)?;
            let start = match self.settings.start {
                Start::Earliest => low,
                Start::Latest => high,
            };
            new.insert((topic.clone(), partition), start);
            positions.insert((topic, partition), start);
        }
        Ok((positions, new))
    }

    pub fn assign(&mut self, positions: Positions) -> KafkaResult<()> {
        let mut list = TopicPartitionList::new();
        for ((topic, partition), &offset) in &positions {
            list.add_partition_offset(topic.as_str(), *partition, Offset::Offset(offset))?;
            self.offsets.consumer.context().metrics.settled(topic, *partition, offset);
        }
        self.offsets.consumer.assign(&list)?;
        self.positions = positions;
        Ok(())
    }

    fn partitions(&self) -> Result<Vec<(Topic, i32)>, Fault> {
        let mut partitions = Vec::new();
        for topic in &self.offsets.topics {
            let metadata = self.offsets.consumer.fetch_metadata(Some(topic.as_str()), CALL)?;
            let found = metadata.topics().first().filter(|found| found.error().is_none());
            let found = found.filter(|found| !found.partitions().is_empty());
            let found = found.ok_or_else(|| Fault::NoTopic(topic.to_string()))?;
            partitions.extend(found.partitions().iter().map(|partition| (topic.clone(), partition.id())));
        }
        Ok(partitions)
    }

    /// The next batch, once it is full by count, bytes or time. None when told to stop: what was read and not
    /// handed out is read again by whoever comes next.
    pub fn next_batch(&mut self, stop: &CancellationToken) -> Option<Batch> {
        let limits = self.settings.batch.clone();
        let byte_limit = usize::try_from(limits.max_bytes.as_u64()).unwrap_or(usize::MAX);
        let mut batch = Batch::default();
        let (mut bytes, mut full_at) = (0, None::<Instant>);
        while !stop.is_cancelled() {
            self.look_for_partitions();
            let patience = full_at.map_or(POLL, |at| at.saturating_duration_since(Instant::now()).min(POLL));
            let polled = self
                .offsets
                .consumer
                .poll(patience)
                .map(|polled| polled.map(|message| self.record(&message)));
            match polled {
                Some(Ok(record)) => {
                    bytes += record.size();
                    let Position { topic, partition, offset } = &record.position;
                    batch.ends.insert((topic.clone(), *partition), offset + 1);
                    batch.records.push(record);
                    full_at.get_or_insert_with(|| Instant::now() + limits.max_wait);
                }
                Some(Err(error)) => self.offsets.consumer.context().input_failed(&error),
                None => {}
            }
            let full = batch.records.len() >= limits.max_records.get() || bytes >= byte_limit;
            if full || full_at.is_some_and(|at| Instant::now() >= at) {
                self.positions.extend(batch.ends.iter().map(|(partition, &end)| (partition.clone(), end)));
                // The order of decisions within a batch does not depend on how the fetches raced.
                batch.records.sort_by(|a, b| a.position.cmp(&b.position));
                return Some(batch);
            }
        }
        None
    }

    /// Adds partitions that a topic has got since; they are read from their begin whatever `source.start` says,
    /// since all that is in them came after us.
    fn look_for_partitions(&mut self) {
        if self.looked_for_partitions.elapsed() < LOOK_FOR_PARTITIONS {
            return;
        }
        self.looked_for_partitions = Instant::now();
        let Ok(partitions) = self.partitions() else { return };
        let new: Vec<_> = partitions.into_iter().filter(|at| !self.positions.contains_key(at)).collect();
        if new.is_empty() {
            return;
        }
        if let Err(error) = self.add(&new) {
            tracing::warn!("failed to add partitions, will try again: {error}");
        }
    }

    fn add(&mut self, new: &[(Topic, i32)]) -> KafkaResult<()> {
        let committed = self.offsets.committed(new)?;
        let mut positions = self.positions.clone();
        for (topic, partition) in new {
            let at = (topic.clone(), *partition);
            let offset = match committed.get(&at) {
                Some(&offset) => offset,
                None => self.offsets.consumer.fetch_watermarks(topic.as_str(), *partition, CALL)?.0,
            };
            tracing::info!(kafka.topic = %topic, kafka.partition = partition, kafka.offset = offset, "reading a new partition");
            positions.insert(at, offset);
        }
        self.assign(positions)
    }

    fn record(&self, message: &BorrowedMessage<'_>) -> Record {
        let timestamp = match message.timestamp() {
            KafkaTimestamp::CreateTime(millis) | KafkaTimestamp::LogAppendTime(millis) if millis >= 0 => {
                Some(Timestamp::from_millis(millis))
            }
            KafkaTimestamp::CreateTime(_)
            | KafkaTimestamp::LogAppendTime(_)
            | KafkaTimestamp::NotAvailable => None,
        };
        Record {
            position: Position {
                topic: self.offsets.topic(message.topic()),
                partition: message.partition(),
                offset: message.offset(),
            },
            timestamp,
            key: message.key().map(<[u8]>::to_vec),
            value: message.payload().map(<[u8]>::to_vec),
            headers: headers_in(message.headers()),
        }
    }
}

/// Turns what librdkafka says on the side into readiness and lag.
struct Context {
    health: Arc<Health>,
    metrics: Arc<Metrics>,
}

impl Context {
    /// A partition whose offset lies outside of its log is not read on: going to either end would lose or repeat.
    fn input_failed(&self, error: &KafkaError) {
        let lost = matches!(
            error.rdkafka_error_code(),
            Some(RDKafkaErrorCode::AutoOffsetReset | RDKafkaErrorCode::OffsetOutOfRange)
        );
        if lost {
            let reason = "a partition's offset lies outside of its log: records were deleted before they were read, \
                          or the topic was recreated; move the offset of source.group to go on";
            if self.health.hold(Latch::Input, reason) {
                tracing::error!("{reason} ({error})");
            }
        } else {
            tracing::debug!("failed to read, will try again: {error}");
        }
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        note_error(&self.health, &error, reason);
    }

    fn stats(&self, statistics: Statistics) {
        if statistics.brokers.values().any(|broker| broker.state == "UP") {
            brokers_answer(&self.health);
        }
        for (name, topic) in &statistics.topics {
            let name = Topic::new(name);
            for (&partition, told) in topic.partitions.iter().filter(|(_, told)| told.ls_offset >= 0) {
                // The last stable offset: what lies behind it cannot be read yet.
                self.metrics.end_seen(&name, partition, told.ls_offset);
            }
        }
    }
}

impl ConsumerContext for Context {}
