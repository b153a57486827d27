//! Partitions as streams that are read apart from each other, each as fast as it is asked: for who must take records of
//! several in an order of its own. What is read ahead of a partition is bounded.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use rdkafka::consumer::base_consumer::PartitionQueue;
use rdkafka::consumer::{BaseConsumer, Consumer, DefaultConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::{Message as _, Offset, TopicPartitionList};

use super::{Positions, clients, mends_itself, record_of};
use crate::ledger::Partition;
use crate::record::{Record, Topic};

const POLL: Duration = Duration::from_millis(100);
/// Of each partition; whichever is reached first.
const AHEAD_RECORDS: &str = "1000";
const AHEAD_KBYTES: &str = "4096";

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Streams {
    consumer: Arc<BaseConsumer>,
    streams: BTreeMap<Partition, Stream>,
}

struct Stream {
    topic: Topic,
    queue: PartitionQueue<DefaultConsumerContext>,
    /// Came before the partition had a queue of its own.
    early: VecDeque<Record>,
}

impl Streams {
    /// From these offsets on.
    pub fn open(kafka: &super::Settings, from: &Positions) -> KafkaResult<Self> {
        let mut config = clients::reader(kafka, "streams")?;
        // The end must be told, since nobody knows how long to wait for a record that is gone.
        config.set("enable.partition.eof", "true");
        config.set("queued.min.messages", AHEAD_RECORDS).set("queued.max.messages.kbytes", AHEAD_KBYTES);
        let consumer: Arc<BaseConsumer> = clients::open(kafka, &config, DefaultConsumerContext)?;
        let mut list = TopicPartitionList::new();
        for ((topic, partition), &offset) in from {
            list.add_partition_offset(topic.as_str(), *partition, Offset::Offset(offset))?;
        }
        consumer.assign(&list)?;
        let mut streams = BTreeMap::new();
        for (topic, partition) in from.keys() {
            let queue = consumer.split_partition_queue(topic.as_str(), *partition);
            let queue = queue.ok_or(KafkaError::Canceled)?;
            let stream = Stream { topic: topic.clone(), queue, early: VecDeque::new() };
            streams.insert((topic.clone(), *partition), stream);
        }
        let mut opened = Self { consumer, streams };
        opened.serve()?;
        Ok(opened)
    }

    /// The next record of a partition; none at its end.
    pub fn next(&mut self, partition: &Partition) -> KafkaResult<Option<Record>> {
        loop {
            let Some(stream) = self.streams.get_mut(partition) else { return Ok(None) };
            if let Some(record) = stream.early.pop_front() {
                return Ok(Some(record));
            }
            match stream.queue.poll(POLL) {
                Some(Ok(message)) => return Ok(Some(record_of(&message, stream.topic.clone()))),
                Some(Err(KafkaError::PartitionEOF(_))) => return Ok(None),
                Some(Err(error)) if !mends_itself(&error) => return Err(error),
                Some(Err(_)) | None => self.serve()?,
            }
        }
    }

    /// What is not of a partition's own queue: what came early, and what befell the client.
    fn serve(&mut self) -> KafkaResult<()> {
        while let Some(polled) = self.consumer.poll(Duration::ZERO) {
            match polled {
                Ok(message) => {
                    let at = (Topic::new(message.topic()), message.partition());
                    if let Some(stream) = self.streams.get_mut(&at) {
                        stream.early.push_back(record_of(&message, stream.topic.clone()));
                    }
                }
                Err(error) if !mends_itself(&error) => return Err(error),
                Err(_) => {}
            }
        }
        Ok(())
    }
}
