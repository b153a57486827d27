//! Topics followed as any consumer sees them, by who only looks: reads what was committed, belongs to no group, commits
//! nothing.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer, DefaultConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::{Offset, TopicPartitionList};

pub use super::reading::Seen;
use super::{Positions, clients, reading, refusal, topics};
use crate::ledger::Partition;
use crate::proto::Timestamp;
use crate::record::Topic;

const CALL: Duration = Duration::from_secs(10);

/// Why there is nothing to follow.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error(
        "topic {0} does not exist, or we may not see it: `copydesk topics create` makes those that the settings name"
    )]
    NoTopic(Topic),
    #[error("{}", refusal::told(.0))]
    Kafka(#[from] KafkaError),
}

/// What can be seen of a partition now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Visible {
    pub begin: i64,
    /// Where the first open transaction begins, or the end of the log.
    pub end: i64,
}

pub type Extent = BTreeMap<Partition, Visible>;

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Follower {
    consumer: Arc<BaseConsumer>,
    topics: Vec<Topic>,
}

impl Follower {
    pub fn new(kafka: &super::Settings, topics: Vec<Topic>) -> KafkaResult<Self> {
        let mut config = clients::reader(kafka, "tail")?;
        // What is deleted before it was looked at is passed over.
        config.set("auto.offset.reset", "earliest");
        Ok(Self { consumer: clients::open(kafka, &config, DefaultConsumerContext)?, topics })
    }

    pub fn extent(&self) -> Result<Extent, Fault> {
        let mut extent = Extent::new();
        for topic in &self.topics {
            extent.extend(self.extent_of(topic)?);
        }
        Ok(extent)
    }

    /// Also of a topic that is not followed.
    pub fn extent_of(&self, topic: &Topic) -> Result<Extent, Fault> {
        let metadata = self.consumer.fetch_metadata(Some(topic.as_str()), CALL)?;
        let partitions = topics::partitions(&metadata)?;
        if partitions.is_empty() {
            return Err(Fault::NoTopic(topic.clone()));
        }
        let mut extent = Extent::new();
        for partition in partitions {
            let (begin, end) = self.consumer.fetch_watermarks(topic.as_str(), partition.id(), CALL)?;
            extent.insert((topic.clone(), partition.id()), Visible { begin, end });
        }
        Ok(extent)
    }

    /// Where the first records of that time or later lie; where nothing is that late, what comes next.
    pub fn at(&self, time: Timestamp, extent: &Extent) -> KafkaResult<Positions> {
        let mut list = TopicPartitionList::new();
        for (topic, partition) in extent.keys() {
            // In the place of the offset, as the client wants it.
            list.add_partition_offset(topic.as_str(), *partition, Offset::Offset(time.to_millis()))?;
        }
        let found = self.consumer.offsets_for_times(list, CALL)?;
        let position = |(partition, visible): (&Partition, &Visible)| {
            let (topic, number) = partition;
            let element = found.find_partition(topic.as_str(), *number);
            let offset = match element.map(|element| element.offset()) {
                Some(Offset::Offset(offset)) => offset,
                _ => visible.end,
            };
            (partition.clone(), offset)
        };
        Ok(extent.iter().map(position).collect())
    }

    /// Hands out every record from there on, up to `to` or without end, until told to stop.
    pub fn read<E: From<Fault>>(
        &self,
        from: &Positions,
        to: Option<&Positions>,
        mut each: impl FnMut(Seen) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let mut failed = None;
        let read = reading::read(&self.consumer, from, to, |seen| {
            let flow = each(seen).unwrap_or_else(|error| {
                failed = Some(error);
                ControlFlow::Break(())
            });
            Ok::<_, KafkaError>(flow)
        });
        match failed {
            Some(error) => Err(error),
            None => Ok(read.map_err(Fault::from)?),
        }
    }
}
