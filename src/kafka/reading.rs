//! Partitions read without a group: each from an offset on, to another, or without end.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::time::Duration;

use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext};
use rdkafka::error::{KafkaError, KafkaResult};
use rdkafka::message::BorrowedMessage;
use rdkafka::{Message as _, Offset, TopicPartitionList};

use super::{Positions, mends_itself, record_of};
use crate::ledger::Partition;
use crate::record::{Record, Topic};

const POLL: Duration = Duration::from_millis(100);

/// What a reader is handed.
#[derive(Debug)]
pub enum Seen {
    Record(Record),
    /// Nothing more is there just now: what was held back can go out.
    Pause,
}

/// Hands out what lies in these partitions, in the order of each, until told to stop or all that was asked for was read.
/// A partition that `to` does not name is not read where there is a `to`.
pub(super) fn read<C: ConsumerContext, E: From<KafkaError>>(
    consumer: &BaseConsumer<C>,
    from: &Positions,
    to: Option<&Positions>,
    mut each: impl FnMut(Seen) -> Result<ControlFlow<()>, E>,
) -> Result<(), E> {
    let mut open = Open::new(from, to);
    consumer.assign(&open.list(from)?)?;
    while !open.partitions.is_empty() {
        let polled = match consumer.poll(Duration::ZERO) {
            None if each(Seen::Pause)?.is_break() => break,
            None => consumer.poll(POLL),
            polled => polled,
        };
        match polled {
            Some(Err(error)) if mends_itself(&error) => {}
            Some(message) => {
                if let Some(record) = open.take(&message?)
                    && each(Seen::Record(record))?.is_break()
                {
                    break;
                }
            }
            // Markers of transactions move the position, and no poll returns them.
            None => open.close_reached(&consumer.position()?),
        }
    }
    Ok(consumer.unassign()?)
}

/// Partitions that are not read to their ends yet.
struct Open {
    /// Each once, so that all records of a topic share its name.
    topics: Vec<Topic>,
    /// With the offset to read up to, if there is one.
    partitions: BTreeMap<Partition, Option<i64>>,
}

impl Open {
    fn new(from: &Positions, to: Option<&Positions>) -> Self {
        let wanted = from.iter().filter_map(|(partition, &begin)| match to {
            None => Some((partition.clone(), None)),
            Some(to) => {
                let end = *to.get(partition)?;
                (begin < end).then(|| (partition.clone(), Some(end)))
            }
        });
        let partitions: BTreeMap<Partition, Option<i64>> = wanted.collect();
        let mut topics: Vec<Topic> = partitions.keys().map(|(topic, _)| topic.clone()).collect();
        topics.dedup();
        Self { topics, partitions }
    }

    fn list(&self, from: &Positions) -> KafkaResult<TopicPartitionList> {
        let mut list = TopicPartitionList::new();
        for partition in self.partitions.keys() {
            let (topic, number) = partition;
            let begin = from.get(partition).map_or(Offset::Beginning, |&begin| Offset::Offset(begin));
            list.add_partition_offset(topic.as_str(), *number, begin)?;
        }
        Ok(list)
    }

    /// None of a message that was fetched ahead and lies behind the end.
    fn take(&mut self, message: &BorrowedMessage<'_>) -> Option<Record> {
        let topic = self.topics.iter().find(|topic| topic.as_str() == message.topic())?;
        let partition = (topic.clone(), message.partition());
        let end = *self.partitions.get(&partition)?;
        let offset = message.offset();
        if end.is_some_and(|end| offset + 1 >= end) {
            self.partitions.remove(&partition);
        }
        end.is_none_or(|end| offset < end).then(|| record_of(message, partition.0))
    }

    fn close_reached(&mut self, positions: &TopicPartitionList) {
        self.partitions.retain(|(topic, number), end| {
            let found = positions.find_partition(topic.as_str(), *number).map(|element| element.offset());
            !matches!((found, end), (Some(Offset::Offset(offset)), Some(end)) if offset >= *end)
        });
    }
}
