//! The output: events, duplicates, dead letters and input offsets in one transaction, together or not at all.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer, ProducerContext};
use rdkafka::{Message as _, Offset, TopicPartitionList};
use serde::{Deserialize, Serialize};

use super::{Positions, brokers_answer, client, headers_out, log, note_error};
use crate::health::Health;
use crate::wire::{Format, Message};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    #[serde(with = "humantime_serde")]
    pub transaction_timeout: Duration,
    pub format: Format,
}

impl Default for Settings {
    fn default() -> Self {
        Self { transaction_timeout: Duration::from_secs(15), format: Format::Protobuf }
    }
}

/// What the caller should do.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Nothing happened: open again.
    #[error("{0}")]
    Retry(KafkaError),
    /// The transaction was aborted: decide the batch again.
    #[error("{0}")]
    Abort(KafkaError),
    /// The producer is of no more use, and whether the transaction was committed is unknown: open another, which
    /// ends what this one left open, and ask the group's offsets.
    #[error("{0}")]
    Fatal(KafkaError),
}

/// How long one call may block before it looks around; calls that run out of it are repeated.
const CALL: Duration = Duration::from_secs(5);
/// Deliveries are served in small steps: `commit_transaction` would wait for them in steps of 100 ms.
const SERVE: Duration = Duration::from_millis(1);

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Sink {
    producer: BaseProducer<Context>,
}

impl Sink {
    /// Fences whoever used the same transactional id, and ends what it left open.
    pub fn open(
        kafka: &super::Settings,
        settings: &Settings,
        transactional_id: &str,
        health: Arc<Health>,
    ) -> Result<Self, Fault> {
        let timeout = settings.transaction_timeout.as_millis().to_string();
        let mut config = client(kafka);
        // These may be set by the operator: they cost time or memory, never correctness.
        for (name, value) in [
            ("linger.ms", "2"),
            ("queue.buffering.max.messages", "1000000"),
            ("queue.buffering.max.kbytes", "1048576"),
            ("partitioner", "murmur2_random"),
        ] {
            if config.get(name).is_none() {
                config.set(name, value);
            }
        }
        let producer: BaseProducer<Context> = config
            .set("transactional.id", transactional_id)
            .set("transaction.timeout.ms", &timeout)
            // A delivery that outlives its transaction would be of no use.
            .set("message.timeout.ms", &timeout)
            .set("message.max.bytes", super::LARGEST_MESSAGE)
            .create_with_context(Context { failed: Mutex::default(), health })
            .map_err(Fault::Fatal)?;
        let opened = producer.init_transactions(CALL);
        opened.map_err(|error| if is_fatal(&error) { Fault::Fatal(error) } else { Fault::Retry(error) })?;
        Ok(Self { producer })
    }

    /// Publishes a batch and moves the group to `ends`. Returns when it is committed, or when it is known not to be.
    pub fn commit(
        &self,
        messages: &[Message],
        ends: &Positions,
        group: &ConsumerGroupMetadata,
    ) -> Result<(), Fault> {
        self.producer.context().failed.lock().expect("no holder panics").take();
        self.producer.begin_transaction().map_err(Fault::Fatal)?;
        let published = self.publish(messages).and_then(|()| self.send_offsets(ends, group));
        match published {
            Ok(()) => self.end_transaction().inspect(|()| brokers_answer(&self.producer.context().health)),
            Err(error) => self.abort(error),
        }
    }

    fn publish(&self, messages: &[Message]) -> KafkaResult<()> {
        for message in messages {
            self.send(message)?;
        }
        while self.producer.in_flight_count() > 0 {
            self.producer.poll(SERVE);
            self.producer.context().check()?;
        }
        self.producer.context().check()
    }

    /// A full queue is back-pressure: it empties as deliveries are served.
    fn send(&self, message: &Message) -> KafkaResult<()> {
        let mut record = BaseRecord::<[u8], [u8]>::to(&message.topic).headers(headers_out(&message.headers));
        record.key = message.key.as_deref();
        record.payload = message.value.as_deref();
        loop {
            match self.producer.send(record) {
                Ok(()) => return Ok(()),
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), refused)) => {
                    record = refused;
                    self.producer.poll(SERVE);
                    self.producer.context().check()?;
                }
                Err((error, _)) => return Err(error),
            }
        }
    }

    /// Offsets go into the transaction before its commit; otherwise a crash in between would publish the batch twice.
    fn send_offsets(&self, ends: &Positions, group: &ConsumerGroupMetadata) -> KafkaResult<()> {
        let mut offsets = TopicPartitionList::new();
        for ((topic, partition), &end) in ends {
            offsets.add_partition_offset(topic.as_str(), *partition, Offset::Offset(end))?;
        }
        retry(|| self.producer.send_offsets_to_transaction(&offsets, group, CALL))
    }

    /// A commit that runs out of time is asked for again: the answer is what counts, and only a fatal error leaves
    /// it unknown.
    fn end_transaction(&self) -> Result<(), Fault> {
        match retry(|| self.producer.commit_transaction(CALL)) {
            Ok(()) => Ok(()),
            Err(error @ KafkaError::Transaction(_)) if requires_abort(&error) => self.abort(error),
            Err(error) => Err(Fault::Fatal(error)),
        }
    }

    /// Aborting serves no deliveries by itself and fails while some are in flight: serve them, and ask again.
    fn abort(&self, cause: KafkaError) -> Result<(), Fault> {
        if is_fatal(&cause) {
            return Err(Fault::Fatal(cause));
        }
        let aborted = retry(|| {
            self.producer.poll(SERVE);
            self.producer.abort_transaction(CALL)
        });
        match aborted {
            Ok(()) => Err(Fault::Abort(cause)),
            Err(error) => {
                tracing::debug!("failed to abort after {cause}: {error}");
                Err(Fault::Fatal(error))
            }
        }
    }
}

/// Repeats a transactional call while librdkafka says that repeating may help. A broker that is away keeps us here;
/// when it is back the call succeeds, or fails for good because the transaction has timed out meanwhile.
fn retry(mut call: impl FnMut() -> KafkaResult<()>) -> KafkaResult<()> {
    let began = Instant::now();
    let mut told = Duration::from_secs(10);
    loop {
        match call() {
            Err(KafkaError::Transaction(error)) if error.is_retriable() => {
                if began.elapsed() >= told {
                    told *= 2;
                    tracing::warn!("waiting for the transaction's coordinator: {error}");
                }
                std::thread::sleep(SERVE);
            }
            ended => return ended,
        }
    }
}

fn requires_abort(error: &KafkaError) -> bool {
    matches!(error, KafkaError::Transaction(cause) if cause.txn_requires_abort())
}

/// Fenced, or failed beyond repair. Any other failure within a transaction can be aborted.
fn is_fatal(error: &KafkaError) -> bool {
    let fatal_code = matches!(
        error.rdkafka_error_code(),
        Some(RDKafkaErrorCode::Fatal | RDKafkaErrorCode::Fenced | RDKafkaErrorCode::ProducerFenced)
    );
    fatal_code || matches!(error, KafkaError::Transaction(cause) if cause.is_fatal())
}

/// Keeps the first delivery that failed: the transaction around it must be aborted.
struct Context {
    failed: Mutex<Option<KafkaError>>,
    health: Arc<Health>,
}

impl Context {
    fn check(&self) -> KafkaResult<()> {
        self.failed.lock().expect("no holder panics").clone().map_or(Ok(()), Err)
    }
}

impl ClientContext for Context {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        note_error(&self.health, &error, reason);
    }
}

impl ProducerContext for Context {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let Err((error, message)) = result else { return };
        let mut failed = self.failed.lock().expect("no holder panics");
        // Messages purged by an abort fail in the wake of the first.
        let purged = [RDKafkaErrorCode::PurgeQueue, RDKafkaErrorCode::PurgeInflight];
        if failed.is_none() && !error.rdkafka_error_code().is_some_and(|code| purged.contains(&code)) {
            let size = message.payload().map_or(0, <[u8]>::len);
            tracing::warn!(
                kafka.topic = message.topic(),
                size_bytes = size,
                "failed to publish a message: {error}"
            );
            *failed = Some(error.clone());
        }
    }
}
