//! The headers of events: attributes of `CloudEvents` 1.0 in the binary mode of its Kafka binding, so that consumers can
//! filter without decoding, and the trace that they belong to.

use crate::proto::{Origin, Outcome, Timestamp};
use crate::record::{Header, Record, is_visible};

/// What attributes are made of.
pub struct Attributes<'a> {
    pub outcome: Outcome,
    pub article_id: &'a str,
    pub origin: &'a Origin,
    pub data_schema: Option<String>,
    /// None where there is no value.
    pub content_type: Option<String>,
}

/// With those that tell of its trace.
pub fn headers(attributes: Attributes<'_>, trace: &[Header]) -> Vec<Header> {
    let Attributes { outcome, article_id, origin, data_schema, content_type } = attributes;
    let Origin { topic, partition, offset, timestamp, item } = origin;
    let required = [
        ("ce_specversion", "1.0".to_owned()),
        ("ce_id", format!("{topic}/{partition}/{offset}/{item}")),
        ("ce_source", format!("/copydesk/{topic}")),
        ("ce_type", format!("copydesk.v1.{}", outcome.name())),
        ("ce_subject", article_id.to_owned()),
    ];
    let optional = [
        ("ce_time", timestamp.and_then(Timestamp::to_jiff).map(|time| time.to_string())),
        ("ce_dataschema", data_schema),
        ("content-type", content_type),
    ];
    let known = optional.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let own = required.into_iter().chain(known).map(|(name, value)| Header::new(name, value));
    own.chain(trace.iter().cloned()).collect()
}

/// The trace of the input goes on with the output.
const CARRIED: [&str; 2] = ["traceparent", "tracestate"];

/// Headers of the input that go on with the output of a record that is not traced here, if they are what they are called.
pub fn carried(record: &Record) -> impl Iterator<Item = Header> {
    CARRIED.into_iter().filter_map(move |name| {
        record.header(name).filter(|value| is_visible(value)).map(|value| Header::new(name, value))
    })
}
