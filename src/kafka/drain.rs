//! A topic from where it begins, or a stretch of it, to where it ends now.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer, DefaultConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::{Message as _, Offset, TopicPartitionList};

use super::{clients, mends_itself, record_of};
use crate::record::{Record, Topic};

const CALL: Duration = Duration::from_secs(10);
const POLL: Duration = Duration::from_millis(100);

/// From, and up to; by partition.
pub type Stretch = BTreeMap<i32, (i64, i64)>;

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Drain {
    consumer: Arc<BaseConsumer>,
    /// Sees the real ends. To who reads committed records alone, brokers tell the begin of the first open transaction,
    /// and behind it may lie what others have committed.
    ends: Arc<BaseConsumer>,
    topic: Topic,
}

impl Drain {
    pub fn new(kafka: &super::Settings, topic: &str) -> KafkaResult<Self> {
        let mut config = clients::reader(kafka, "drain")?;
        let consumer = clients::open(kafka, &config, DefaultConsumerContext)?;
        config.set("isolation.level", "read_uncommitted");
        let ends = clients::open(kafka, &config, DefaultConsumerContext)?;
        Ok(Self { consumer, ends, topic: Topic::new(topic) })
    }

    /// All that lies in the topic now, open transactions included: reading it waits for their ends. Empty where the topic
    /// does not exist.
    pub fn extent(&self) -> KafkaResult<Stretch> {
        let metadata = self.ends.fetch_metadata(Some(self.topic.as_str()), CALL)?;
        let partitions = metadata.topics().iter().flat_map(rdkafka::metadata::MetadataTopic::partitions);
        partitions
            .map(|partition| {
                let extent = self.ends.fetch_watermarks(self.topic.as_str(), partition.id(), CALL)?;
                Ok((partition.id(), extent))
            })
            .collect()
    }

    /// Hands out every committed record of the stretch, in the order of each partition.
    pub fn run(&self, stretch: &Stretch, mut each: impl FnMut(Record)) -> KafkaResult<()> {
        self.try_run(stretch, |record| {
            each(record);
            Ok(())
        })
    }

    /// The same, until the first that fails.
    pub fn try_run<E: From<KafkaError>>(
        &self,
        stretch: &Stretch,
        mut each: impl FnMut(Record) -> Result<(), E>,
    ) -> Result<(), E> {
        self.run_while(stretch, |record| each(record).map(ControlFlow::Continue))
    }

    /// The same, until told to stop.
    pub fn run_while<E: From<KafkaError>>(
        &self,
        stretch: &Stretch,
        mut each: impl FnMut(Record) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let mut open: BTreeMap<i32, i64> = BTreeMap::new();
        let mut list = TopicPartitionList::new();
        for (&partition, &(from, to)) in stretch.iter().filter(|(_, (from, to))| from < to) {
            list.add_partition_offset(self.topic.as_str(), partition, Offset::Offset(from))?;
            open.insert(partition, to);
        }
        self.consumer.assign(&list)?;
        while !open.is_empty() {
            match self.consumer.poll(POLL) {
                Some(Err(error)) if mends_itself(&error) => {}
                Some(message) => {
                    let message = message?;
                    if open.get(&message.partition()).is_some_and(|&to| message.offset() < to)
                        && each(record_of(&message, self.topic.clone()))?.is_break()
                    {
                        break;
                    }
                    open.retain(|&partition, &mut to| {
                        partition != message.partition() || message.offset() + 1 < to
                    });
                }
                // Markers of transactions move the position, and no poll returns them.
                None => self.close_reached(&mut open)?,
            }
        }
        Ok(self.consumer.unassign()?)
    }

    fn close_reached(&self, open: &mut BTreeMap<i32, i64>) -> KafkaResult<()> {
        let positions = self.consumer.position()?;
        open.retain(|&partition, &mut to| {
            let found =
                positions.find_partition(self.topic.as_str(), partition).map(|element| element.offset());
            !matches!(found, Some(Offset::Offset(offset)) if offset >= to)
        });
        Ok(())
    }
}
