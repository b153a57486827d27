//! The output: events, duplicates, dead letters and input offsets in one transaction, together or not at all.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use base64::Engine as _;
use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::DeliveryResult;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer, ProducerContext};
use rdkafka::{Message as _, Offset, TopicPartitionList};
use serde::{Deserialize, Serialize};

use super::refusal::Undelivered;
use super::{Positions, brokers_answer, clients, headers_out, log, note_error};
use crate::fail;
use crate::health::{Health, Latch};
use crate::ledger::Partition;
use crate::proto::Timestamp;
use crate::registry;
use crate::wire::{Format, Message};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    #[serde(with = "humantime_serde")]
    pub transaction_timeout: Duration,
    pub format: Format,
    /// Used where the format is that of a registry.
    pub registry: registry::Settings,
}

impl Default for Settings {
    fn default() -> Self {
        let (transaction_timeout, format) = (Duration::from_secs(15), Format::Protobuf);
        Self { transaction_timeout, format, registry: registry::Settings::default() }
    }
}

pub use super::refusal::Cause;

/// What the caller should do.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// Nothing happened: open again.
    #[error("{0}")]
    Retry(Cause),
    /// The transaction was aborted: decide the batch again.
    #[error("{0}")]
    Abort(Cause),
    /// The producer is of no more use, and whether the transaction was committed is unknown: open another, which
    /// ends what this one left open, and read the ledger to its end.
    #[error("{0}")]
    Fatal(Cause),
    /// The broker does not let us, and the producer is of no more use: it cannot abort what the broker did not let it
    /// begin. Open another in time, when a person may have mended it.
    #[error("{0}")]
    Denied(Cause),
    /// The transaction was aborted, because an entry landed below what the index holds: the ledger is another one.
    #[error("an entry of the ledger landed at offset {0}, below what was written before")]
    Replaced(i64),
}

/// Of making the client, and of calls that fail in no way that an abort could end.
impl From<KafkaError> for Fault {
    fn from(error: KafkaError) -> Self {
        Self::Fatal(error.into())
    }
}

/// Everything that becomes visible at once.
#[derive(Clone, Copy)]
#[allow(missing_debug_implementations, reason = "holds a type of a foreign library")]
pub struct Transaction<'a> {
    pub messages: &'a [Message],
    /// None where no group moves with them.
    pub offsets: Option<Offsets<'a>>,
}

/// How a group moves.
#[derive(Clone, Copy)]
#[allow(missing_debug_implementations, reason = "holds a type of a foreign library")]
pub struct Offsets<'a> {
    /// Where it stands afterwards.
    pub ends: &'a Positions,
    pub group: &'a ConsumerGroupMetadata,
    /// Which topics the offsets are of, as far as that is known: goes with them, as their metadata.
    pub topic_ids: &'a BTreeMap<Partition, Vec<u8>>,
    /// Of who decides: goes with the offsets too.
    pub ledger: Option<LedgerEnd<'a>>,
}

/// The ledger as it was before a transaction.
#[derive(Clone, Copy, Debug)]
pub struct LedgerEnd<'a> {
    pub id: &'a str,
    /// Entries must land here or behind.
    pub from: i64,
}

/// How long one call may block before it looks around; calls that run out of it are repeated.
const CALL: Duration = Duration::from_secs(3);
/// Deliveries are served in small steps: `commit_transaction` would wait for them in steps of 100 ms.
const SERVE: Duration = Duration::from_millis(1);

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Sink {
    producer: Arc<BaseProducer<Context>>,
}

/// Whom a sink is for.
#[derive(Clone, Copy, Debug)]
pub struct Identity<'a> {
    pub transactional_id: &'a str,
    /// The topic whose entries' offsets are noted, if any.
    pub ledger: &'a str,
}

impl Sink {
    /// Fences whoever used the same transactional id, and ends what it left open.
    pub fn open(
        kafka: &super::Settings,
        settings: &Settings,
        identity: Identity<'_>,
        health: Arc<Health>,
    ) -> Result<Self, Fault> {
        let timeout = settings.transaction_timeout.as_millis().to_string();
        let mut config = clients::config(kafka)?;
        // These may be set by the operator: they cost time or memory, never correctness.
        for (name, value) in [
            ("linger.ms", "2"),
            ("queue.buffering.max.messages", "1000000"),
            ("queue.buffering.max.kbytes", "1048576"),
        ] {
            if config.get(name).is_none() {
                config.set(name, value);
            }
        }
        config
            // As Java clients choose, so that their keys meet ours.
            .set("partitioner", "murmur2_random")
            .set("transactional.id", identity.transactional_id)
            .set("transaction.timeout.ms", &timeout)
            // A delivery that outlives its transaction would be of no use.
            .set("message.timeout.ms", &timeout)
            .set("message.max.bytes", super::LARGEST_MESSAGE);
        let context = Context::new(identity.ledger, health);
        let producer: Arc<BaseProducer<Context>> = clients::open(kafka, &config, context)?;
        let opened = producer.init_transactions(CALL);
        opened.map_err(|error| if is_fatal(&error) { error.into() } else { Fault::Retry(error.into()) })?;
        Ok(Self { producer })
    }

    /// Publishes a batch and moves the group. Returns when it is committed, or when it is known not to be. Gives the
    /// offset of the last entry of the ledger, if there was one.
    pub fn commit(&self, transaction: &Transaction<'_>) -> Result<Option<i64>, Fault> {
        self.producer.context().begin();
        self.producer.begin_transaction()?;
        if let Err(cause) = self.publish(transaction.messages) {
            return Err(self.abort(cause));
        }
        let written = self.producer.context().written();
        let offsets = transaction.offsets.as_ref();
        let ledger_from = offsets.and_then(|offsets| offsets.ledger).map_or(0, |ledger| ledger.from);
        if let Some((first, _)) = written.filter(|&(first, _)| first < ledger_from) {
            let aborted = self.abort(KafkaError::Canceled.into());
            return Err(if matches!(aborted, Fault::Abort(_)) { Fault::Replaced(first) } else { aborted });
        }
        let last = written.map(|(_, last)| last);
        fail::point("published");
        if let Some(offsets) = &transaction.offsets
            && let Err(error) = self.send_offsets(offsets, last)
        {
            return Err(self.abort(error.into()));
        }
        fail::point("offsets");
        self.end_transaction()?;
        brokers_answer(&self.producer.context().health);
        Ok(last)
    }

    fn publish(&self, messages: &[Message]) -> Result<(), Cause> {
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
    fn send(&self, message: &Message) -> Result<(), Cause> {
        let mut record = BaseRecord::<[u8], [u8]>::to(&message.topic).headers(headers_out(&message.headers));
        record.partition = message.partition;
        record.timestamp = message.timestamp.map(Timestamp::to_millis);
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
                Err((error, _)) => return Err(error.into()),
            }
        }
    }

    /// Offsets go into the transaction before its commit; otherwise a crash in between would publish the batch twice.
    fn send_offsets(&self, moved: &Offsets<'_>, last: Option<i64>) -> KafkaResult<()> {
        let ledger_mark = moved.ledger.map(|LedgerEnd { id, from }| {
            let position = last.map_or(from, |last| last + 1);
            LedgerMark { id: id.to_owned(), position }.to_string()
        });
        let mut offsets = TopicPartitionList::new();
        for (at, &end) in moved.ends {
            let mut element = offsets.add_partition(at.0.as_str(), at.1);
            element.set_offset(Offset::Offset(end))?;
            let topic_mark = moved.topic_ids.get(at).map(|id| topic_mark(id));
            let marks: Vec<_> = ledger_mark.iter().cloned().chain(topic_mark).collect();
            element.set_metadata(marks.join(BETWEEN_MARKS));
        }
        self.retry(|| self.producer.send_offsets_to_transaction(&offsets, moved.group, CALL))
    }

    /// A commit that runs out of time is asked for again: the answer is what counts, and only a fatal error leaves
    /// it unknown.
    fn end_transaction(&self) -> Result<(), Fault> {
        match self.retry(|| self.producer.commit_transaction(CALL)) {
            Ok(()) => Ok(()),
            Err(error @ KafkaError::Transaction(_)) if requires_abort(&error) => {
                Err(self.abort(error.into()))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Repeats a transactional call while librdkafka says that repeating may help. A broker that is away keeps us here;
    /// when it is back the call succeeds, or fails for good because the transaction has timed out meanwhile.
    fn retry(&self, mut call: impl FnMut() -> KafkaResult<()>) -> KafkaResult<()> {
        let mut unanswered = 0;
        loop {
            match call() {
                Err(KafkaError::Transaction(error)) if error.is_retriable() => {
                    unanswered += 1;
                    // Nobody else notices: the reader waits for us, and the call itself serves no events. The first may have
                    // waited for deliveries that nobody served.
                    let reason = "the coordinator of transactions does not answer";
                    if unanswered > 1 && self.producer.context().health.hold(Latch::Brokers, reason) {
                        tracing::warn!("{reason}, waiting: {error}");
                    }
                    self.producer.poll(SERVE);
                }
                ended => return ended,
            }
        }
    }

    /// Aborting serves no deliveries by itself and fails while some are in flight: serve them, and ask again.
    fn abort(&self, cause: Cause) -> Fault {
        if is_fatal(&cause.error) {
            return Fault::Fatal(cause);
        }
        let aborted = self.retry(|| {
            self.producer.poll(SERVE);
            self.producer.abort_transaction(CALL)
        });
        match aborted {
            Ok(()) => Fault::Abort(cause),
            Err(error) => {
                tracing::debug!("failed to abort after {cause}: {error}");
                if cause.is_denial() { Fault::Denied(cause) } else { error.into() }
            }
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

/// How far the ledger reached when offsets were committed: stands beside them, as their metadata.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerMark {
    pub id: String,
    pub position: i64,
}

const MARK: &str = "copydesk";
const BETWEEN_MARKS: &str = " ";

impl fmt::Display for LedgerMark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{MARK}:{}:{}", self.id, self.position)
    }
}

impl LedgerMark {
    /// None where somebody else committed.
    pub fn parse(metadata: &str) -> Option<Self> {
        metadata.split(BETWEEN_MARKS).find_map(Self::parse_one)
    }

    fn parse_one(mark: &str) -> Option<Self> {
        let (id, position) = mark.strip_prefix(MARK)?.strip_prefix(':')?.split_once(':')?;
        Some(Self { id: id.to_owned(), position: position.parse().ok()? })
    }
}

const TOPIC_MARK: &str = "copydesk-topic:";

fn topic_mark(id: &[u8]) -> String {
    format!("{TOPIC_MARK}{}", base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(id))
}

/// The id of the topic that an offset is of; empty where nobody said it.
pub fn parse_topic_mark(metadata: &str) -> Vec<u8> {
    let parse_one =
        |mark: &str| base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(mark.strip_prefix(TOPIC_MARK)?).ok();
    metadata.split(BETWEEN_MARKS).find_map(parse_one).unwrap_or_default()
}

/// Keeps the first delivery that failed, since the transaction around it must be aborted, and where the entries of the
/// ledger landed.
struct Context {
    ledger: String,
    deliveries: Mutex<Deliveries>,
    health: Arc<Health>,
}

#[derive(Default)]
struct Deliveries {
    failed: Option<(KafkaError, Undelivered)>,
    ledger: Option<(i64, i64)>,
}

impl Context {
    fn new(ledger: &str, health: Arc<Health>) -> Self {
        Self { ledger: ledger.to_owned(), deliveries: Mutex::default(), health }
    }

    fn begin(&self) {
        *self.deliveries() = Deliveries::default();
    }

    fn check(&self) -> Result<(), Cause> {
        self.deliveries()
            .failed
            .clone()
            .map_or(Ok(()), |(error, message)| Err(Cause { error, message: Some(message) }))
    }

    /// The first and the last offset of the ledger's entries.
    fn written(&self) -> Option<(i64, i64)> {
        self.deliveries().ledger
    }

    fn deliveries(&self) -> MutexGuard<'_, Deliveries> {
        self.deliveries.lock().expect("no holder panics")
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
        let mut deliveries = self.deliveries();
        match result {
            Ok(message) if message.topic() == self.ledger => {
                let offset = message.offset();
                let (first, last) = deliveries.ledger.unwrap_or((offset, offset));
                deliveries.ledger = Some((first.min(offset), last.max(offset)));
            }
            Ok(_) => {}
            Err((error, message)) => {
                // Messages purged by an abort fail in the wake of the first.
                let purged = [RDKafkaErrorCode::PurgeQueue, RDKafkaErrorCode::PurgeInflight];
                let in_the_wake = error.rdkafka_error_code().is_some_and(|code| purged.contains(&code));
                if deliveries.failed.is_none() && !in_the_wake {
                    let bytes = message.payload().map_or(0, <[u8]>::len);
                    let refused = Undelivered { topic: message.topic().to_owned(), bytes };
                    deliveries.failed = Some((error.clone(), refused));
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_topic_round_trips_and_foreign_metadata_is_none() {
        assert_eq!(parse_topic_mark(&topic_mark(&[0, 255, 7])), [0, 255, 7]);
        for foreign in ["", "copydesk:ab:7", "copydesk-topic:?"] {
            assert!(parse_topic_mark(foreign).is_empty(), "{foreign}");
        }
    }

    #[test]
    fn a_mark_of_the_ledger_and_one_of_the_topic_stand_side_by_side() {
        let mark = LedgerMark { id: "ab12".to_owned(), position: 77 };
        let both = format!("{mark} {}", topic_mark(&[1, 2]));
        assert_eq!((LedgerMark::parse(&both), parse_topic_mark(&both)), (Some(mark.clone()), vec![1, 2]));
        assert!(parse_topic_mark(&mark.to_string()).is_empty());
    }

    #[test]
    fn a_mark_round_trips_and_foreign_metadata_is_none() {
        let mark = LedgerMark { id: "ab12".to_owned(), position: 77 };
        assert_eq!(LedgerMark::parse(&mark.to_string()), Some(mark));
        for foreign in ["", "copydesk", "copydesk:ab", "copydesk:ab:x", "other:ab:7"] {
            assert_eq!(LedgerMark::parse(foreign), None, "{foreign}");
        }
    }
}
