//! The ledger as a topic: read to its end, and followed.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::{Message as _, Offset, TopicPartitionList};
use tokio_util::sync::CancellationToken;

use super::refusal::{self, LastRefusal};
use super::{Cluster, clients, mends_itself, topic_id, topics};

/// One partition alone: it is the order of all decisions.
pub const PARTITION: i32 = 0;
const CALL: Duration = Duration::from_secs(5);
const POLL: Duration = Duration::from_millis(100);

/// What lies in the topic now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extent {
    pub low: i64,
    /// Behind the last entry that a reader may see by now.
    pub high: i64,
    /// Empty where the broker does not tell.
    pub topic_id: Vec<u8>,
}

/// An entry as it lies there.
#[derive(Clone, Copy, Debug)]
pub struct RawEntry<'a> {
    pub offset: i64,
    pub key: &'a [u8],
    pub value: &'a [u8],
}

/// Why reading ended before the end.
#[derive(Debug, thiserror::Error)]
pub enum Fault<E> {
    #[error("told to stop")]
    Stopped,
    #[error(transparent)]
    Kafka(#[from] KafkaError),
    /// What was read could not be used.
    #[error("{0}")]
    Entry(E),
}

/// Nobody told what lies in the topic.
#[derive(Debug, thiserror::Error)]
pub struct Unreached {
    error: KafkaError,
    /// Why, where the client knows.
    refusal: Option<String>,
}

impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.refusal {
            Some(refusal) => f.write_str(refusal),
            None => refusal::told(&self.error).fmt(f),
        }
    }
}

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Reader {
    consumer: Arc<BaseConsumer<LastRefusal>>,
    topic: String,
    cluster: Cluster,
    /// Where the consumer was last told to read, if it was.
    assigned: bool,
}

impl Reader {
    pub fn new(kafka: &super::Settings, topic: &str) -> KafkaResult<Self> {
        let consumer = clients::open(kafka, &clients::reader(kafka, "ledger")?, LastRefusal::default())?;
        Ok(Self { consumer, topic: topic.to_owned(), cluster: kafka.cluster, assigned: false })
    }

    /// None where the topic does not exist.
    pub fn extent(&self) -> Result<Option<Extent>, Unreached> {
        // An entry that a poll brings all the same is read again: the next read looks where the client stands.
        let extent =
            self.ask_extent().map_err(|error| Unreached { refusal: refusal::last(&self.consumer), error })?;
        refusal::forget(&self.consumer);
        Ok(extent)
    }

    fn ask_extent(&self) -> KafkaResult<Option<Extent>> {
        let metadata = self.consumer.fetch_metadata(Some(&self.topic), CALL)?;
        if topics::partitions(&metadata)?.is_empty() {
            return Ok(None);
        }
        let (low, high) = self.consumer.fetch_watermarks(&self.topic, PARTITION, CALL)?;
        let topic_id = topic_id::ask(self.cluster, self.consumer.client(), &self.topic).unwrap_or_default();
        Ok(Some(Extent { low, high, topic_id }))
    }

    /// Hands out every entry from `from` on until the position reaches `to`; gives that position. Only the decider's
    /// transactional id writes the ledger, so once that is fenced nothing can hold the reader back.
    pub fn read<E>(
        &mut self,
        from: i64,
        to: i64,
        stop: &CancellationToken,
        mut each: impl FnMut(RawEntry<'_>) -> Result<(), E>,
    ) -> Result<i64, Fault<E>> {
        if from >= to {
            return Ok(from);
        }
        self.seek(from)?;
        let mut position = from;
        while position < to {
            if stop.is_cancelled() {
                return Err(Fault::Stopped);
            }
            match self.consumer.poll(POLL) {
                // Brokers that are away come back, and the client goes on where it was.
                Some(Err(error)) if mends_itself(&error) => {}
                Some(message) => {
                    let message = message?;
                    position = message.offset() + 1;
                    let (key, value) =
                        (message.key().unwrap_or_default(), message.payload().unwrap_or_default());
                    each(RawEntry { offset: message.offset(), key, value }).map_err(Fault::Entry)?;
                }
                // Markers of transactions and aborted entries move the position, and no poll returns them.
                None => position = position.max(self.position()?),
            }
        }
        Ok(position)
    }

    /// The first entry at an offset or behind it; None where there is none before `to`.
    pub fn entry_at<T>(
        &mut self,
        offset: i64,
        to: i64,
        stop: &CancellationToken,
        look: impl Fn(RawEntry<'_>) -> T,
    ) -> Result<Option<T>, Fault<std::convert::Infallible>> {
        self.seek(offset)?;
        let until = Instant::now() + CALL;
        while !stop.is_cancelled() && Instant::now() < until {
            match self.consumer.poll(POLL) {
                Some(Err(error)) if mends_itself(&error) => {}
                Some(message) => {
                    let message = message?;
                    let (key, value) =
                        (message.key().unwrap_or_default(), message.payload().unwrap_or_default());
                    return Ok(Some(look(RawEntry { offset: message.offset(), key, value })));
                }
                None if self.position()? >= to => return Ok(None),
                None => {}
            }
        }
        if stop.is_cancelled() {
            return Err(Fault::Stopped);
        }
        Err(KafkaError::MessageConsumption(RDKafkaErrorCode::OperationTimedOut).into())
    }

    fn seek(&mut self, offset: i64) -> KafkaResult<()> {
        if self.assigned && self.position()? == offset {
            return Ok(());
        }
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(&self.topic, PARTITION, Offset::Offset(offset))?;
        self.consumer.assign(&list)?;
        self.assigned = true;
        Ok(())
    }

    /// Nothing was read where it is not known yet.
    fn position(&self) -> KafkaResult<i64> {
        let positions = self.consumer.position()?;
        let found = positions.find_partition(&self.topic, PARTITION).map(|element| element.offset());
        Ok(if let Some(Offset::Offset(offset)) = found { offset } else { i64::MIN })
    }
}
