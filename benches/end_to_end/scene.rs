//! The input: a topic of raw articles, and where groups stand in it.

use std::collections::BTreeMap;
use std::time::Duration;

use anyhow::{Context as _, ensure};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};
use rdkafka::types::RDKafkaErrorCode;
use rdkafka::{ClientConfig, Offset, TopicPartitionList};

use crate::articles::{self, Language};
use crate::topics::{PARTITIONS, Topics, unique, wanted};

pub const CALL: Duration = Duration::from_secs(30);
/// A part of the run that takes longer has failed.
pub const PATIENCE: Duration = Duration::from_mins(15);

pub struct Scene {
    pub brokers: String,
    pub raw: String,
    _topics: Topics,
}

impl Scene {
    pub fn create(brokers: &str) -> anyhow::Result<Self> {
        let raw = unique("raw");
        let topics = Topics::create(brokers, &[wanted(&raw, PARTITIONS)])?;
        Ok(Self { brokers: brokers.to_owned(), raw, _topics: topics })
    }

    pub fn client(&self) -> ClientConfig {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", &self.brokers);
        config
    }

    /// Articles of all languages in turn, all different, spread evenly over the partitions.
    pub fn fill(&self, records: u64) -> anyhow::Result<()> {
        let producer: BaseProducer = self.client().set("linger.ms", "20").create()?;
        let turns = (0..PARTITIONS).cycle().zip(Language::ALL.into_iter().cycle());
        for (number, (partition, language)) in (0..records).zip(turns) {
            let value = articles::json(language, number);
            let mut record = BaseRecord::<(), [u8]>::to(&self.raw).partition(partition).payload(&value);
            while let Err((error, refused)) = producer.send(record) {
                ensure!(error.rdkafka_error_code() == Some(RDKafkaErrorCode::QueueFull), "{error}");
                record = refused;
                producer.poll(Duration::from_millis(10));
            }
        }
        producer.flush(PATIENCE).context("failed to send the articles")?;
        let arrived = self.ends()?.values().sum::<i64>();
        ensure!(arrived.try_into() == Ok(records), "sent {records} articles, but {arrived} arrived");
        Ok(())
    }

    /// By partition.
    pub fn ends(&self) -> anyhow::Result<BTreeMap<i32, i64>> {
        let consumer: BaseConsumer = self.client().create()?;
        let end = |partition| {
            let (_, end) = consumer.fetch_watermarks(&self.raw, partition, CALL)?;
            Ok((partition, end))
        };
        (0..PARTITIONS).map(end).collect()
    }

    pub fn standing(&self, group: &str) -> anyhow::Result<Standing> {
        // A client that reads uncommitted is answered at once, with what was committed last.
        let observer =
            self.client().set("group.id", group).set("isolation.level", "read_uncommitted").create()?;
        let mut ends = TopicPartitionList::new();
        for (partition, end) in self.ends()? {
            ends.add_partition_offset(&self.raw, partition, Offset::Offset(end))?;
        }
        Ok(Standing { observer, ends })
    }
}

/// Where a group stands in the input.
pub struct Standing {
    observer: BaseConsumer,
    ends: TopicPartitionList,
}

impl Standing {
    pub fn is_at_end(&self) -> anyhow::Result<bool> {
        let committed = self.observer.committed_offsets(self.ends.clone(), CALL);
        Ok(committed.context("failed to ask for offsets")?.to_topic_map() == self.ends.to_topic_map())
    }
}
