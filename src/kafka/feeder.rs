//! Plain produce and plain read, without transactions: samples in, outcomes out.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, anyhow};
use rdkafka::consumer::{BaseConsumer, Consumer, DefaultConsumerContext};
use rdkafka::producer::{BaseProducer, BaseRecord, DefaultProducerContext, Producer};
use rdkafka::{Message as _, Offset, TopicPartitionList};

use super::{clients, headers_out, record_of};
use crate::record::{Record, Topic};
use crate::wire::Message;

/// Produces each record to its own topic and partition, in order, and waits until all are acknowledged.
pub fn feed(kafka: &super::Settings, records: &[Record]) -> anyhow::Result<()> {
    let mut config = clients::config(kafka)?;
    config.set("linger.ms", "1");
    let producer: Arc<BaseProducer> = clients::open(kafka, &config, DefaultProducerContext)?;
    for record in records {
        let mut message = BaseRecord::<[u8], [u8]>::to(record.position.topic.as_str())
            .partition(record.position.partition)
            .headers(headers_out(&record.headers));
        message.key = record.key.as_deref();
        message.payload = record.value.as_deref();
        message.timestamp = record.timestamp.map(crate::proto::Timestamp::to_millis);
        producer.send(message).map_err(|(error, _)| error).context("failed to send a record")?;
    }
    producer.flush(Duration::from_secs(10)).context("failed to send records")
}

/// Reads topics from their begin and hands out each message, until told that it is enough.
pub fn read(
    kafka: &super::Settings,
    topics: &[&str],
    patience: Duration,
    mut enough: impl FnMut(Message) -> bool,
) -> anyhow::Result<()> {
    let config = clients::reader(kafka, "read")?;
    let consumer: Arc<BaseConsumer> = clients::open(kafka, &config, DefaultConsumerContext)?;
    let mut list = TopicPartitionList::new();
    for topic in topics {
        let metadata = consumer.fetch_metadata(Some(topic), patience).context("failed to find the topics")?;
        for partition in metadata.topics().iter().flat_map(rdkafka::metadata::MetadataTopic::partitions) {
            list.add_partition_offset(topic, partition.id(), Offset::Beginning)?;
        }
    }
    consumer.assign(&list)?;
    let until = Instant::now() + patience;
    while Instant::now() < until {
        let Some(message) = consumer.poll(Duration::from_millis(100)) else { continue };
        let message = message.context("failed to read")?;
        if enough(record_of(&message, Topic::new(message.topic())).into()) {
            return Ok(());
        }
    }
    Err(anyhow!("not everything arrived within {patience:?}"))
}
