//! What the broker knows of the input: partitions, their extent, the group's offsets, and single records.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, CommitMode, Consumer, ConsumerContext, ConsumerGroupMetadata};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::statistics::Statistics;
use rdkafka::{Message as _, Offset, TopicPartitionList};

use super::refusal;
use super::sink::{LedgerMark, parse_topic_mark};
use super::{Cluster, Positions, brokers_answer, log, mends_itself, note_error, topic_id, topics};
use crate::article::Digest;
use crate::health::{Health, Latch};
use crate::ledger::{self, Partition};
use crate::metrics::Metrics;
use crate::record::Topic;

/// The group's offset of a partition, and what was committed with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committed {
    pub offset: i64,
    pub mark: Option<LedgerMark>,
    /// Empty where nobody said it.
    pub topic_id: Vec<u8>,
}

/// What lies in a partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    pub low: i64,
    pub high: i64,
    /// Empty where the broker does not tell.
    pub topic_id: Vec<u8>,
}

/// Why the input cannot be opened, yet.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(
        "topic {0} does not exist: create it (`copydesk topics create` makes all that are needed), or mend source.topics"
    )]
    NoTopic(String),
    #[error("{}", refusal::told(.0))]
    Kafka(#[from] KafkaError),
}

/// Long enough for a busy broker, short enough to notice a stop in between.
const CALL: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(100);

/// The consumer of the input, shared by whoever reads and whoever decides.
#[derive(Clone)]
#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Inputs {
    pub(super) consumer: Arc<BaseConsumer<Context>>,
    topics: Arc<[Topic]>,
    cluster: Cluster,
}

impl Inputs {
    pub(super) fn new(consumer: Arc<BaseConsumer<Context>>, topics: &[String], cluster: Cluster) -> Self {
        let topics = topics.iter().map(|name| Topic::new(name)).collect();
        Self { consumer, topics, cluster }
    }

    /// What a transaction needs to commit offsets of this group.
    pub fn group(&self) -> ConsumerGroupMetadata {
        self.consumer.group_metadata().expect("a consumer with a group id has group metadata")
    }

    pub fn partitions(&self) -> Result<Vec<Partition>, Fault> {
        let mut partitions = Vec::new();
        for topic in self.topics.iter() {
            let metadata = self.consumer.fetch_metadata(Some(topic.as_str()), CALL)?;
            let found = topics::partitions(&metadata)?;
            if found.is_empty() {
                return Err(Fault::NoTopic(topic.to_string()));
            }
            partitions.extend(found.iter().map(|partition| (topic.clone(), partition.id())));
        }
        Ok(partitions)
    }

    pub fn extents(&self, partitions: &[Partition]) -> KafkaResult<BTreeMap<Partition, Extent>> {
        let ids = self.topic_ids();
        let mut extents = BTreeMap::new();
        for (topic, partition) in partitions {
            let (low, high) = self.consumer.fetch_watermarks(topic.as_str(), *partition, CALL)?;
            let topic_id = ids.get(topic).cloned().unwrap_or_default();
            extents.insert((topic.clone(), *partition), Extent { low, high, topic_id });
        }
        Ok(extents)
    }

    /// Tells where the partitions end, as far as the broker answers. For whoever is held up: a client that nobody reads from
    /// hears of nothing new.
    pub fn look_at_ends(&self) {
        let tell = |(topic, partition): Partition| {
            let (_, end) = self.consumer.fetch_watermarks(topic.as_str(), partition, CALL)?;
            self.consumer.context().metrics.end_seen(&topic, partition, end);
            Ok(())
        };
        let told = self.partitions().and_then(|partitions| partitions.into_iter().try_for_each(tell));
        if let Err(error) = told {
            tracing::debug!("failed to look where the input ends: {error}");
        }
    }

    /// Whether a topic holds nothing.
    pub fn is_empty(&self, topic: &str) -> Result<bool, Fault> {
        let metadata = self.consumer.fetch_metadata(Some(topic), CALL)?;
        let partitions = topics::partitions(&metadata)?;
        if partitions.is_empty() {
            return Err(Fault::NoTopic(topic.to_owned()));
        }
        for partition in partitions {
            let (low, high) = self.consumer.fetch_watermarks(topic, partition.id(), CALL)?;
            if low < high {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// As far as the broker tells.
    pub fn topic_ids(&self) -> BTreeMap<Topic, Vec<u8>> {
        let ask = |topic: &Topic| {
            Some((topic.clone(), topic_id::ask(self.cluster, self.consumer.client(), topic.as_str())?))
        };
        self.topics.iter().filter_map(ask).collect()
    }

    /// The same client, looking at other topics.
    #[must_use]
    pub fn of(&self, topics: &[String]) -> Self {
        Self { topics: topics.iter().map(|name| Topic::new(name)).collect(), ..self.clone() }
    }

    /// Offsets of the group, where it has some; waits for transactions that are being committed.
    pub fn committed(&self, partitions: &[Partition]) -> KafkaResult<BTreeMap<Partition, Committed>> {
        committed(&*self.consumer, partitions)
    }

    /// Moves the group without a transaction, which nobody does but to see a test fail.
    pub fn commit(&self, to: &Positions) -> KafkaResult<()> {
        let mut list = TopicPartitionList::new();
        for ((topic, partition), &offset) in to {
            list.add_partition_offset(topic.as_str(), *partition, Offset::Offset(offset))?;
        }
        self.consumer.commit(&list, CommitMode::Sync)
    }

    /// Reads single records back and digests them. A partition is left out where no record lies at its offset any
    /// more. Must not be called while the input is being read.
    pub fn digests(&self, at: &Positions) -> KafkaResult<BTreeMap<Partition, Digest>> {
        let mut list = TopicPartitionList::new();
        for ((topic, partition), &offset) in at {
            list.add_partition_offset(topic.as_str(), *partition, Offset::Offset(offset))?;
        }
        self.consumer.assign(&list)?;
        let (mut digests, mut seen) = (BTreeMap::new(), Positions::new());
        let until = Instant::now() + CALL;
        while seen.len() < at.len() && Instant::now() < until {
            let message = match self.consumer.poll(POLL) {
                None => continue,
                Some(Err(error)) if mends_itself(&error) => continue,
                Some(message) => message?,
            };
            let partition = (self.topic(message.topic()), message.partition());
            let first = seen.insert(partition.clone(), message.offset()).is_none();
            if first && at.get(&partition) == Some(&message.offset()) {
                digests.insert(partition, ledger::digest_of(message.key(), message.payload()));
            }
        }
        let read = self.consumer.position()?;
        self.consumer.unassign()?;
        // That nothing lies there must be seen, not guessed from silence.
        for ((topic, partition), &offset) in at.iter().filter(|(partition, _)| !seen.contains_key(partition))
        {
            let position = read.find_partition(topic.as_str(), *partition).map(|element| element.offset());
            if !matches!(position, Some(Offset::Offset(position)) if position > offset) {
                return Err(KafkaError::MessageConsumption(RDKafkaErrorCode::OperationTimedOut));
            }
        }
        Ok(digests)
    }

    /// Before it reads: what befell the client while nothing was read is past.
    pub(super) fn hear_out(&self) {
        const STEP: Duration = Duration::from_millis(5);
        const MOST: usize = 10_000;
        let reads = &self.consumer.context().reads;
        if !reads.load(Ordering::Relaxed) {
            for _ in 0..MOST {
                if self.consumer.poll(STEP).is_none() {
                    break;
                }
            }
            reads.store(true, Ordering::Relaxed);
        }
    }

    /// Shares the name with all records of the topic.
    pub(super) fn topic(&self, name: &str) -> Topic {
        self.topics.iter().find(|topic| topic.as_str() == name).cloned().unwrap_or_else(|| Topic::new(name))
    }
}

/// Offsets of a consumer's group, where it has some; waits for transactions that are being committed.
pub(super) fn committed<C: ConsumerContext>(
    consumer: &BaseConsumer<C>,
    partitions: &[Partition],
) -> KafkaResult<BTreeMap<Partition, Committed>> {
    let mut list = TopicPartitionList::new();
    for (topic, partition) in partitions {
        list.add_partition(topic.as_str(), *partition);
    }
    let offsets = consumer.committed_offsets(list, CALL)?;
    let mut committed = BTreeMap::new();
    for element in offsets.elements() {
        element.error()?;
        if let Offset::Offset(offset) = element.offset() {
            let at = (Topic::new(element.topic()), element.partition());
            let metadata = element.metadata();
            let (mark, topic_id) = (LedgerMark::parse(metadata), parse_topic_mark(metadata));
            committed.insert(at, Committed { offset, mark, topic_id });
        }
    }
    Ok(committed)
}

/// Turns what librdkafka says on the side into readiness and lag.
#[derive(Debug)]
pub struct Context {
    pub(super) health: Arc<Health>,
    pub(super) metrics: Arc<Metrics>,
    /// Where nothing is read, whoever waits for Kafka says why.
    pub(super) reads: AtomicBool,
}

impl Context {
    /// A partition whose offset lies outside of its log is not read on: going to either end would lose or repeat.
    pub(super) fn input_failed(&self, error: &KafkaError) {
        // The client connects anew by itself, and tells why it could not.
        let is_told = error.rdkafka_error_code() == Some(RDKafkaErrorCode::Authentication);
        if mends_itself(error) || is_told {
            tracing::debug!("failed to read, will try again: {error}");
            return;
        }
        let reason = &format!(
            "an input is not read on ({error}): records were deleted before they were read, the topic was deleted or recreated, \
             or we may not read it; the next start says which"
        );
        if self.health.hold(Latch::Input, reason) {
            tracing::error!("{reason}");
        }
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        if self.reads.load(Ordering::Relaxed) {
            note_error(&self.health, &error, reason);
        } else {
            tracing::debug!("{error}: {reason}");
        }
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
