//! The input: all partitions of all raw topics, in bounded batches.
//!
//! Partitions are assigned, not subscribed to: one process decides at a time, and the transactional producer
//! alone fences. Offsets are committed by the sink, with the outcomes; nothing is committed here.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use rdkafka::consumer::Consumer;
use rdkafka::error::KafkaResult;
use rdkafka::{Message as _, Offset, TopicPartitionList};
use serde::{Deserialize, Serialize};
use tokio_util::sync::CancellationToken;

use super::batch::{Batch, BatchLimits, Filling};
use super::denied::Denied;
use super::inputs::{Context, Inputs};
use super::{Positions, clients, record_of};
use crate::health::{Health, Latch};
use crate::ledger::Partition;
use crate::metrics::Metrics;
use crate::record::Topic;

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

/// How soon a partition that was added to a topic is read, and a topic that was replaced is noticed.
const LOOK_AROUND: Duration = Duration::from_secs(30);
/// How long a poll may sleep before it looks for a stop.
const POLL: Duration = Duration::from_millis(100);

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Source {
    inputs: Inputs,
    settings: Settings,
    /// Of every partition that is read, the next offset.
    positions: Positions,
    /// Partitions that were decided about, also those that are not read.
    known: Vec<Partition>,
    topic_ids: BTreeMap<Topic, Vec<u8>>,
    looked_around: Instant,
    denied: Denied,
}

impl Source {
    /// Makes the client; asks no broker yet.
    pub fn new(
        kafka: &super::Settings,
        settings: &Settings,
        health: Arc<Health>,
        metrics: Arc<Metrics>,
    ) -> KafkaResult<Self> {
        let mut config = clients::config(kafka)?;
        config
            .set("group.id", &settings.group)
            .set("enable.auto.commit", "false")
            .set("enable.auto.offset.store", "false")
            .set("auto.offset.reset", "error")
            // Asked for with stable offsets only by a client that reads committed: see KIP-447.
            .set("isolation.level", "read_committed")
            .set("allow.auto.create.topics", "false")
            .set("queued.max.messages.kbytes", "65536")
            .set("receive.message.max.bytes", super::LARGEST_MESSAGE)
            .set("statistics.interval.ms", "5000");
        let consumer =
            clients::open(kafka, &config, Context { health, metrics, reads: AtomicBool::new(false) })?;
        Ok(Self {
            inputs: Inputs::new(consumer, &settings.topics, kafka.cluster),
            settings: settings.clone(),
            positions: Positions::new(),
            known: Vec::new(),
            topic_ids: BTreeMap::new(),
            looked_around: Instant::now(),
            denied: Denied::default(),
        })
    }

    /// A handle for whoever decides.
    pub fn inputs(&self) -> Inputs {
        self.inputs.clone()
    }

    /// Reads from these positions on. Of the partitions known, those without a position are not read.
    pub fn assign(&mut self, positions: Positions, known: Vec<Partition>) -> KafkaResult<()> {
        self.inputs.hear_out();
        self.read_from(&positions)?;
        self.positions = positions;
        self.known = known;
        Ok(())
    }

    /// The ids by which the topics were judged: a topic of another id is not the one that is read.
    pub fn expect(&mut self, topic_ids: BTreeMap<Topic, Vec<u8>>) {
        self.topic_ids = topic_ids;
        self.topic_ids.retain(|_, id| !id.is_empty());
    }

    fn read_from(&self, positions: &Positions) -> KafkaResult<()> {
        let mut list = TopicPartitionList::new();
        for ((topic, partition), &offset) in positions {
            list.add_partition_offset(topic.as_str(), *partition, Offset::Offset(offset))?;
        }
        self.inputs.consumer.context().metrics.reads(positions);
        self.inputs.consumer.assign(&list)
    }

    /// Reads nothing any more.
    pub fn unassign(&mut self) -> KafkaResult<()> {
        self.positions.clear();
        self.denied = Denied::default();
        let context = self.inputs.consumer.context();
        context.metrics.reads(&self.positions);
        context.reads.store(false, Ordering::Relaxed);
        self.inputs.consumer.unassign()
    }

    /// The next batch, once it is full by count, bytes or time. None when told to stop: what was read and not
    /// handed out is read again by whoever comes next.
    pub fn next_batch(&mut self, stop: &CancellationToken) -> Option<Batch> {
        let mut filling = Filling::new(&self.settings.batch);
        while !stop.is_cancelled() {
            // Assigning anew goes back to where the last batch ended: what was read of this one would come again.
            if filling.is_empty() {
                self.look_around();
            }
            let consumer = &self.inputs.consumer;
            self.denied.look(consumer, &consumer.context().health);
            match consumer.poll(filling.patience(POLL)) {
                Some(Ok(message)) => {
                    filling.push(record_of(&message, self.inputs.topic(message.topic())));
                }
                Some(Err(error)) if self.denied.takes(&error, &consumer.context().health) => {}
                Some(Err(error)) => consumer.context().input_failed(&error),
                None => {}
            }
            if filling.is_full() {
                // The client reads on in a topic that took the place of another, as if nothing had happened; what else was
                // read comes again.
                if self.look_for_replaced_topics() {
                    filling.take();
                    continue;
                }
                return Some(Batch::new(filling.take(), &mut self.positions));
            }
        }
        None
    }

    /// Adds partitions that a topic has got since, and notices a topic that was replaced by another of its name.
    fn look_around(&mut self) {
        if self.looked_around.elapsed() < LOOK_AROUND {
            return;
        }
        self.looked_around = Instant::now();
        self.look_for_replaced_topics();
        let Ok(partitions) = self.inputs.partitions() else { return };
        let new: Vec<_> = partitions.into_iter().filter(|at| !self.known.contains(at)).collect();
        if new.is_empty() {
            return;
        }
        if let Err(error) = self.add(&new) {
            tracing::warn!("failed to add partitions, will try again: {error}");
        }
    }

    /// What lies in the new topic at offsets that were read of the old one must not be swallowed: a start decides.
    /// Whether one was found that was read until now.
    fn look_for_replaced_topics(&mut self) -> bool {
        let mut found = false;
        for (topic, id) in self.inputs.topic_ids() {
            let known = self.topic_ids.entry(topic.clone()).or_insert_with(|| id.clone());
            if *known == id {
                continue;
            }
            let reason =
                format!("topic {topic} was replaced by another of its name; it is not read on: start again");
            if self.inputs.consumer.context().health.hold(Latch::Input, &reason) {
                tracing::error!("{reason}");
            }
            let read = self.positions.len();
            self.positions.retain(|(name, _), _| *name != topic);
            if self.positions.len() == read {
                continue;
            }
            found = true;
            if let Err(error) = self.read_from(&self.positions) {
                tracing::warn!("failed to stop reading {topic}: {error}");
            }
        }
        found
    }

    /// They are read from their begin whatever `source.start` says, since all that is in them came after us.
    fn add(&mut self, new: &[Partition]) -> KafkaResult<()> {
        let committed = self.inputs.committed(new)?;
        let extents = self.inputs.extents(new)?;
        let (mut positions, mut known) = (self.positions.clone(), self.known.clone());
        for (at, extent) in extents {
            let offset = committed.get(&at).map_or(extent.low, |committed| committed.offset);
            tracing::info!(kafka.topic = %at.0, kafka.partition = at.1, kafka.offset = offset, "reading a new partition");
            positions.insert(at.clone(), offset);
            known.push(at);
        }
        self.assign(positions, known)
    }
}
