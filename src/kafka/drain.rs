//! A topic from where it begins, or a stretch of it, to where it ends now.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer, DefaultConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};

use super::clients;
use super::reading::{self, Seen};
use crate::record::{Record, Topic};

const CALL: Duration = Duration::from_secs(10);

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
        let at = |partition: i32, offset: i64| ((self.topic.clone(), partition), offset);
        let from = stretch.iter().map(|(&partition, &(from, _))| at(partition, from)).collect();
        let to = stretch.iter().map(|(&partition, &(_, to))| at(partition, to)).collect();
        reading::read(&self.consumer, &from, Some(&to), |seen| match seen {
            Seen::Record(record) => each(record),
            Seen::Pause => Ok(ControlFlow::Continue(())),
        })
    }
}
