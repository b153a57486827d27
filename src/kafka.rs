//! The only place that knows Kafka.
//!
//! What comes in and goes out of here is plain: records, messages, positions. Properties that exactly-once depends
//! on are set here and nowhere else.

pub mod batch;
pub mod broker;
mod clients;
mod denied;
pub mod drain;
pub mod election;
pub mod feeder;
pub mod follow;
pub mod group;
pub mod inputs;
pub mod ledger;
pub mod member;
mod names;
pub mod properties;
mod reading;
mod refusal;
pub mod replay;
pub mod sink;
pub mod source;
pub mod streams;
mod token;
mod topic_id;
pub mod topics;

use std::collections::BTreeMap;
use std::path::PathBuf;

use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{BorrowedHeaders, BorrowedMessage, Headers as _, OwnedHeaders};
use rdkafka::{Message as _, Timestamp as KafkaTimestamp};
use serde::{Deserialize, Serialize};

use crate::health::{Health, Latch};
use crate::proto::Timestamp;
use crate::record::{Header, Position, Record, Topic};
use properties::Properties;

/// The version of the client that is built in, and what it was built with.
pub fn library() -> (String, String) {
    let features =
        rdkafka::ClientConfig::new().create_native_config().and_then(|config| config.get("builtin.features"));
    (rdkafka::util::get_rdkafka_version().1, features.unwrap_or_default())
}

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub brokers: String,
    pub properties: Properties,
    /// By the same names, where a file holds the value.
    pub properties_from_files: Properties,
    /// Of SASL OAUTHBEARER; none where it is empty.
    pub oauth_token_file: PathBuf,
    #[serde(skip)]
    pub cluster: Cluster,
}

/// What answers at the address.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cluster {
    #[default]
    Real,
    /// librdkafka's own, which knows no topic ids and would let us wait for them.
    InProcess,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            brokers: "localhost:9092".to_owned(),
            properties: Properties::default(),
            properties_from_files: Properties::default(),
            oauth_token_file: PathBuf::new(),
            cluster: Cluster::Real,
        }
    }
}

/// A consumer group as a transaction needs it.
pub use rdkafka::consumer::ConsumerGroupMetadata as Group;

/// For each input partition, the offset of the next record to read.
pub type Positions = BTreeMap<(Topic, i32), i64>;

/// Larger than any record a broker takes; the brokers and topics set the real limits, and say so when they refuse.
const LARGEST_MESSAGE: &str = "1000000000";

/// librdkafka's own log lines, as ours. Connection noise of each broker is debug: what follows from it is told by
/// whoever cannot go on.
fn log(level: RDKafkaLogLevel, facility: &str, message: &str) {
    match level {
        RDKafkaLogLevel::Emerg | RDKafkaLogLevel::Alert | RDKafkaLogLevel::Critical => {
            tracing::warn!(kafka.facility = facility, "{message}");
        }
        RDKafkaLogLevel::Error
        | RDKafkaLogLevel::Warning
        | RDKafkaLogLevel::Notice
        | RDKafkaLogLevel::Info
        | RDKafkaLogLevel::Debug => tracing::debug!(kafka.facility = facility, "{message}"),
    }
}

/// What a client tells on the side. Only why no broker answers is worth a word; the rest mends itself or is told by the
/// call that fails.
fn note_error(health: &Health, error: &KafkaError, reason: &str) {
    let told = match refusal::of_connection(error, reason) {
        Some(refusal) => refusal,
        // In the wake of a refusal too, which says more.
        None if error.rdkafka_error_code() == Some(RDKafkaErrorCode::AllBrokersDown)
            && !health.is_held(Latch::Brokers) =>
        {
            "no broker answers".to_owned()
        }
        None => return tracing::debug!("{error}: {reason}"),
    };
    if health.hold(Latch::Brokers, &told) {
        tracing::warn!("{told}, waiting");
    }
}

/// Whether a consumer that polled this error goes on by itself. The others say that it never will.
fn mends_itself(error: &KafkaError) -> bool {
    let lasting = [
        RDKafkaErrorCode::AutoOffsetReset,
        RDKafkaErrorCode::OffsetOutOfRange,
        RDKafkaErrorCode::UnknownTopicOrPartition,
        RDKafkaErrorCode::UnknownTopic,
        RDKafkaErrorCode::UnknownPartition,
        RDKafkaErrorCode::TopicAuthorizationFailed,
        RDKafkaErrorCode::Authentication,
        RDKafkaErrorCode::Fatal,
    ];
    error.rdkafka_error_code().is_none_or(|code| !lasting.contains(&code))
}

fn brokers_answer(health: &Health) {
    if health.release(Latch::Brokers) {
        tracing::info!("brokers answer again");
    }
}

/// A message as plain data.
fn record_of(message: &BorrowedMessage<'_>, topic: Topic) -> Record {
    let timestamp = match message.timestamp() {
        KafkaTimestamp::CreateTime(millis) | KafkaTimestamp::LogAppendTime(millis) if millis >= 0 => {
            Some(Timestamp::from_millis(millis))
        }
        KafkaTimestamp::CreateTime(_) | KafkaTimestamp::LogAppendTime(_) | KafkaTimestamp::NotAvailable => {
            None
        }
    };
    Record {
        position: Position { topic, partition: message.partition(), offset: message.offset() },
        timestamp,
        key: message.key().map(<[u8]>::to_vec),
        value: message.payload().map(<[u8]>::to_vec),
        headers: headers_in(message.headers()),
    }
}

fn headers_in(headers: Option<&BorrowedHeaders>) -> Vec<Header> {
    let own = |header: rdkafka::message::Header<'_, &[u8]>| Header {
        name: header.key.to_owned(),
        value: header.value.map(<[u8]>::to_vec),
    };
    headers.map_or_else(Vec::new, |headers| headers.iter().map(own).collect())
}

fn headers_out(headers: &[Header]) -> OwnedHeaders {
    headers.iter().fold(OwnedHeaders::new_with_capacity(headers.len()), |headers, header| {
        headers.insert(rdkafka::message::Header { key: &header.name, value: header.value.as_deref() })
    })
}
