//! The input of who prepares: an ordinary member of the group `<source.group>.prepare`, which shares the partitions
//! among all that prepare.
//!
//! Offsets are committed by the sink, in the transaction of what was prepared, under the generation of the group that we
//! belong to: who was thrown out cannot commit. What was read of a partition that went to another member is dropped.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::base_consumer::BaseConsumer;
use rdkafka::consumer::{Consumer, ConsumerContext, ConsumerGroupMetadata, RebalanceProtocol};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::statistics::Statistics;
use rdkafka::types::RDKafkaRespErr;
use rdkafka::{Message as _, Offset};
use tokio_util::sync::CancellationToken;

use super::batch::{Batch, Filling, Span};
use super::denied::Denied;
use super::inputs::{self, Committed, Extent, Inputs};
use super::source::{Settings, Start};
use super::{Positions, clients, group, record_of};
use crate::fail::{Mutation, mutated};
use crate::health::Latch;
use crate::ledger::Partition;
use crate::record::{Position, Topic};

/// What is known of a partition that was given to us.
#[derive(Clone, Debug)]
pub struct Standing<'a> {
    /// Up to where it was prepared, or decided by a process that did both.
    pub known: Option<i64>,
    pub extent: &'a Extent,
    /// Where to begin in a partition of which nothing is known.
    pub start: Start,
}

/// Says where to read on in a partition, or why it is not read.
pub type Place = dyn Fn(&Standing<'_>) -> Result<i64, String> + Send + Sync;

const POLL: Duration = Duration::from_millis(100);
const AGAIN: Duration = Duration::from_millis(500);
/// How soon a partition that was added to a topic is read, and a topic that was replaced is noticed.
const LOOK_AROUND: Duration = Duration::from_secs(30);

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Member {
    consumer: Arc<BaseConsumer<Context>>,
    membership: group::Settings,
    filling: Filling,
    looked_around: Instant,
    denied: Denied,
}

impl Member {
    /// Joins the group; partitions come with the first batches.
    pub fn join(
        kafka: &super::Settings,
        (settings, membership): (&Settings, &group::Settings),
        inputs: Inputs,
        place: Box<Place>,
        stop: CancellationToken,
    ) -> KafkaResult<Self> {
        let context = Context {
            place,
            start: settings.start,
            share: Mutex::default(),
            told: inputs::Context {
                health: inputs.consumer.context().health.clone(),
                metrics: inputs.consumer.context().metrics.clone(),
                reads: AtomicBool::new(true),
            },
            decided: inputs,
            stop,
        };
        let name = group_of(&settings.group);
        let mut config = clients::config(kafka)?;
        group::member(&mut config, &name, membership)
            .set("auto.offset.reset", "error")
            // Asked for with stable offsets only by a client that reads committed: see KIP-447.
            .set("isolation.level", "read_committed")
            .set("queued.max.messages.kbytes", "65536")
            .set("receive.message.max.bytes", super::LARGEST_MESSAGE)
            .set("statistics.interval.ms", "5000")
            .set("topic.metadata.refresh.interval.ms", LOOK_AROUND.as_millis().to_string());
        let consumer: Arc<BaseConsumer<Context>> = clients::open(kafka, &config, context)?;
        let topics: Vec<&str> = settings.topics.iter().map(String::as_str).collect();
        consumer.subscribe(&topics)?;
        Ok(Self {
            consumer,
            membership: membership.clone(),
            filling: Filling::new(&settings.batch),
            looked_around: Instant::now(),
            denied: Denied::default(),
        })
    }

    /// What a transaction needs to commit offsets as this member, as of now.
    pub fn group(&self) -> ConsumerGroupMetadata {
        self.consumer.group_metadata().expect("a consumer with a group id has group metadata")
    }

    /// Of the topics that our partitions are of, as far as the broker tells.
    pub fn topic_ids(&self) -> BTreeMap<Topic, Vec<u8>> {
        self.consumer.context().share().topic_ids.clone()
    }

    /// How many partitions are ours.
    pub fn partitions(&self) -> usize {
        self.consumer.context().share().positions.len()
    }

    /// Why no batch can ever come, if so.
    pub fn refusal(&self) -> Option<String> {
        group::refusal(&self.consumer, &self.membership)
    }

    /// The next batch; one without records where partitions were given to us, whose begin is to be committed. None when
    /// told to stop, when none can ever come, and when a topic was replaced by another of its name: then it is time to
    /// join anew.
    pub fn next_batch(&mut self, stop: &CancellationToken) -> Option<Batch> {
        while !stop.is_cancelled() && self.refusal().is_none() && !self.sees_replaced_topic() {
            self.poll(self.filling.patience(POLL));
            let entered = self.consumer.context().share().take_entered();
            if !entered.is_empty() {
                let begin = |(at, offset)| (at, Span { from: offset, to: offset });
                return Some(Batch { records: Vec::new(), spans: entered.into_iter().map(begin).collect() });
            }
            if self.filling.is_full() {
                // The client reads on in a topic that took the place of another, as if nothing had happened.
                if self.topic_was_replaced() {
                    return None;
                }
                let mut share = self.consumer.context().share();
                return Some(Batch::new(self.filling.take(), &mut share.positions));
            }
        }
        None
    }

    /// Serves the group while a batch waits to be committed; the partitions that went to another member meanwhile.
    pub fn take_revoked(&mut self) -> BTreeSet<Partition> {
        self.poll(Duration::ZERO);
        std::mem::take(&mut self.consumer.context().share().revoked)
    }

    fn sees_replaced_topic(&mut self) -> bool {
        self.looked_around.elapsed() >= LOOK_AROUND && self.topic_was_replaced()
    }

    /// What lies in the new topic at offsets that were read of the old one must not be skipped, and what was read of it
    /// not pass for the old.
    fn topic_was_replaced(&mut self) -> bool {
        self.looked_around = Instant::now();
        let context = self.consumer.context();
        let known = context.share().topic_ids.clone();
        let replaced = |(topic, id): &(Topic, Vec<u8>)| {
            known.get(topic).is_some_and(|known| !known.is_empty() && known != id)
        };
        let found = context.decided.topic_ids().into_iter().find(replaced);
        if let Some((topic, _)) = &found {
            tracing::warn!("topic {topic} was replaced by another of its name: it is read from its begin");
        }
        found.is_some()
    }

    fn poll(&mut self, patience: Duration) {
        let polled = self.consumer.poll(patience);
        let context = self.consumer.context();
        let mut share = context.share();
        if !share.dropped.is_empty() {
            // Before what came after: a partition may be ours again.
            let dropped = std::mem::take(&mut share.dropped);
            self.filling.retain(|record| {
                let Position { topic, partition, .. } = &record.position;
                !dropped.contains(&(topic.clone(), *partition))
            });
        }
        match polled {
            Some(Ok(message)) => {
                let topic = context.decided.topic(message.topic());
                self.filling.push(record_of(&message, topic));
            }
            // Told by whoever asks for the next batch.
            Some(Err(_)) if self.refusal().is_some() => {}
            Some(Err(error)) if self.denied.takes(&error, &context.told.health) => {}
            Some(Err(error)) => context.told.input_failed(&error),
            None => {}
        }
        self.denied.look(&self.consumer, &context.told.health);
    }
}

/// Our share of the partitions, as the group gave and took it.
#[derive(Debug, Default)]
struct Share {
    /// Of each, the next offset.
    positions: Positions,
    /// Given to us since, and not committed yet.
    entered: Positions,
    /// Taken from us since a batch was handed out.
    revoked: BTreeSet<Partition>,
    /// Taken from us, while records of them may wait for a batch.
    dropped: BTreeSet<Partition>,
    /// Given to us, and not read.
    stopped: BTreeMap<Partition, String>,
    topic_ids: BTreeMap<Topic, Vec<u8>>,
}

impl Share {
    /// What was taken away so far was dropped; what was given is to be committed.
    fn take_entered(&mut self) -> Positions {
        self.revoked.clear();
        std::mem::take(&mut self.entered)
    }
}

/// Everything that a poll calls back for.
struct Context {
    told: inputs::Context,
    /// Looks at the raw topics, and at the offsets of who decides.
    decided: Inputs,
    place: Box<Place>,
    start: Start,
    share: Mutex<Share>,
    stop: CancellationToken,
}

impl Context {
    fn share(&self) -> MutexGuard<'_, Share> {
        self.share.lock().expect("no holder panics")
    }

    /// Waits for Kafka as long as it takes: without a place to begin nothing can be read.
    fn given(&self, consumer: &BaseConsumer<Self>, given: &[Partition]) -> TopicPartitionList {
        while !self.stop.is_cancelled() {
            match self.enter(consumer, given) {
                Ok(list) => {
                    self.told.health.release(Latch::Start);
                    return list;
                }
                Err(error) => {
                    let reason = format!("failed to ask where to read on: {error}");
                    if self.told.health.hold(Latch::Start, &reason) {
                        tracing::warn!("waiting for Kafka: {reason}");
                    }
                    thread::sleep(AGAIN);
                }
            }
        }
        TopicPartitionList::new()
    }

    fn enter(
        &self,
        consumer: &BaseConsumer<Self>,
        given: &[Partition],
    ) -> Result<TopicPartitionList, inputs::Fault> {
        let all = self.decided.partitions()?;
        let (prepared, decided) = (inputs::committed(consumer, &all)?, self.decided.committed(&all)?);
        let extents = self.decided.extents(given)?;
        // What lies in a partition that came later came after us: `source.start` is for the first start alone.
        let is_first_start = prepared.is_empty() && decided.is_empty();
        let start = if is_first_start { self.start } else { Start::Earliest };
        let mut list = TopicPartitionList::new();
        let mut share = self.share();
        for (partition, extent) in &extents {
            let known = known(prepared.get(partition), decided.get(partition), extent);
            match (self.place)(&Standing { known, extent, start }) {
                Ok(offset) => {
                    list.add_partition_offset(partition.0.as_str(), partition.1, Offset::Offset(offset))?;
                    share.positions.insert(partition.clone(), offset);
                    share.entered.insert(partition.clone(), offset);
                }
                Err(reason) => {
                    tracing::error!("not read: {}/{}: {reason}", partition.0, partition.1);
                    share.stopped.insert(partition.clone(), reason);
                }
            }
            // Another id than its other partitions were given under is left to be seen: then all are entered anew.
            share.topic_ids.entry(partition.0.clone()).or_insert_with(|| extent.topic_id.clone());
        }
        self.told.metrics.reads(&share.positions);
        self.tell_stopped(&share);
        Ok(list)
    }

    /// Those of them that were read.
    fn taken(&self, taken: &[Partition]) -> TopicPartitionList {
        let mut list = TopicPartitionList::new();
        let mut share = self.share();
        for partition in taken {
            share.stopped.remove(partition);
            share.entered.remove(partition);
            if share.positions.remove(partition).is_some() {
                list.add_partition(partition.0.as_str(), partition.1);
                share.revoked.insert(partition.clone());
                share.dropped.insert(partition.clone());
            }
        }
        self.told.metrics.reads(&share.positions);
        self.tell_stopped(&share);
        list
    }

    fn tell_stopped(&self, share: &Share) {
        if share.stopped.is_empty() {
            self.told.health.release(Latch::Input);
            return;
        }
        let reasons =
            share.stopped.iter().map(|((topic, partition), reason)| format!("{topic}/{partition}: {reason}"));
        self.told.health.hold(Latch::Input, &reasons.collect::<Vec<_>>().join("; "));
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        self.told.log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.told.error(error, reason);
    }

    fn stats(&self, statistics: Statistics) {
        self.told.stats(statistics);
    }
}

impl ConsumerContext for Context {
    /// In place of the client's own, since we say from where on each partition is read.
    fn rebalance(&self, consumer: &BaseConsumer<Self>, code: RDKafkaRespErr, list: &mut TopicPartitionList) {
        let partitions: Vec<Partition> = list
            .elements()
            .iter()
            .map(|element| (Topic::new(element.topic()), element.partition()))
            .collect();
        let is_cooperative = matches!(consumer.rebalance_protocol(), RebalanceProtocol::Cooperative);
        let done = if code == RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS {
            let given = self.given(consumer, &partitions);
            if is_cooperative { consumer.incremental_assign(&given) } else { consumer.assign(&given) }
        } else {
            let taken = self.taken(&partitions);
            if is_cooperative { consumer.incremental_unassign(&taken) } else { consumer.unassign() }
        };
        match done {
            Ok(()) => tracing::info!("preparing; partitions: {}", self.share().positions.len()),
            Err(error) => tracing::warn!("failed to take over what the group assigned: {error}"),
        }
    }
}

/// Up to where a partition was prepared or decided. Offsets of another topic that had the name before say nothing of
/// this one: what was prepared of it may be decided only now.
fn known(prepared: Option<&Committed>, decided: Option<&Committed>, extent: &Extent) -> Option<i64> {
    if mutated(Mutation::TopicIdIgnored) {
        return prepared.map(|found| found.offset).max(decided.map(|found| found.offset));
    }
    let tells = |found: &Committed| !found.topic_id.is_empty() && !extent.topic_id.is_empty();
    let is_of_another = |found: &Committed| tells(found) && found.topic_id != extent.topic_id;
    let is_recreated = prepared.is_some_and(is_of_another);
    let prepared = prepared.filter(|found| !is_of_another(found));
    let decided = decided.filter(|found| !is_of_another(found) && (tells(found) || !is_recreated));
    prepared.map(|found| found.offset).max(decided.map(|found| found.offset))
}

/// Those that prepare have offsets of their own: the group itself tells what is decided.
pub fn group_of(group: &str) -> String {
    format!("{group}.prepare")
}

#[cfg(test)]
mod tests {
    use super::*;

    type Stands = Option<(i64, &'static [u8])>;

    const OLD: &[u8] = b"old";
    const NEW: &[u8] = b"new";

    fn begin(prepared: Stands, decided: Stands) -> Option<i64> {
        let committed = |(offset, id): (i64, &[u8])| Committed { offset, mark: None, topic_id: id.to_vec() };
        let extent = Extent { low: 0, high: 9, topic_id: NEW.to_vec() };
        known(prepared.map(committed).as_ref(), decided.map(committed).as_ref(), &extent)
    }

    #[test]
    fn what_is_decided_or_prepared_is_not_prepared_again() {
        assert_eq!(begin(Some((3, NEW)), Some((5, NEW))), Some(5));
        assert_eq!(begin(Some((5, NEW)), Some((3, NEW))), Some(5));
        assert_eq!(begin(None, Some((3, b""))), Some(3));
        assert_eq!(begin(None, None), None);
    }

    #[test]
    fn offsets_of_a_topic_that_had_the_name_before_skip_nothing_of_this_one() {
        assert_eq!(begin(Some((5, OLD)), Some((4, OLD))), None);
        assert_eq!(begin(Some((5, OLD)), Some((4, b""))), None, "nobody says of which it is");
    }

    #[test]
    fn what_is_decided_late_of_the_old_topic_skips_nothing_of_the_new() {
        assert_eq!(begin(Some((1, NEW)), Some((7, OLD))), Some(1));
    }
}
