//! A prepared record on its way from the process that prepared it to the one that decides.
//!
//! It holds what deciding and finishing need, and no more: the article and what it is compared by instead of the value
//! that was received, unless an item was rejected, since a dead letter is the record itself. All records of a raw
//! partition have one key, so that they keep their order.

mod codec;

use prost::Message as _;

use crate::article::Digest;
use crate::canonical_url::{self, KEY_VERSION};
use crate::ledger;
use crate::pipeline::{self, Prepared};
use crate::proto::PreparedRecord;
use crate::record::{Header, Record};
use crate::trace_context::TraceContext;
use crate::wire::{self, Message};

/// Raised when the meaning of the bytes changes, or what they can say.
pub const FORMAT: u32 = 1;

/// What settling a record needs, and only who read it knows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trail {
    /// Where its partition stood before it. Offsets in between held no record and are settled with it.
    pub from: i64,
    /// Of the raw topic; empty where the broker does not tell.
    pub topic_id: Vec<u8>,
    pub digest: Digest,
}

impl Trail {
    pub fn of(record: &Record, from: i64, topic_id: Vec<u8>) -> Self {
        Self { from, topic_id, digest: ledger::digest_of(record.key.as_deref(), record.value.as_deref()) }
    }
}

/// Bytes that are no prepared record that this program can read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("a prepared record of format {0}, this program reads up to {FORMAT}: run a newer one")]
    Newer(u32),
    #[error("no prepared record: {0}")]
    Broken(&'static str),
    #[error("no prepared record: {0}")]
    Wire(#[from] prost::DecodeError),
}

pub fn write(topic: &str, prepared: &Prepared, trail: &Trail) -> Message {
    let position = &prepared.record.position;
    let key = format!("{}/{}", position.topic, position.partition).into_bytes();
    let value = codec::record_out(prepared, trail).encode_to_vec();
    let trace = prepared.traced.as_ref().and_then(|traced| traced.sent(0));
    let content_type = Header::new("content-type", "application/protobuf; proto=copydesk.v1.PreparedRecord");
    let headers = [content_type].into_iter().chain(trace.iter().flat_map(TraceContext::headers)).collect();
    Message::keyed(topic.to_owned(), Some(key), Some(value), headers)
}

pub fn read(value: Option<&[u8]>) -> Result<(Prepared, Trail), Fault> {
    let wire = PreparedRecord::decode(value.ok_or(Fault::Broken("it is empty"))?)?;
    // Every one has a format: what has none is another message, or nothing.
    match wire.format {
        0 => return Err(Fault::Broken("it has no format")),
        1..=FORMAT => {}
        newer => return Err(Fault::Newer(newer)),
    }
    let of_our_rules = wire.key_version == KEY_VERSION;
    let (mut prepared, trail) = codec::record_in(wire)?;
    if !of_our_rules {
        name_anew(&mut prepared);
    }
    Ok((prepared, trail))
}

/// Of records that were prepared by another version, the ids are made again by our rules of URL keys.
fn name_anew(prepared: &mut Prepared) {
    for candidate in prepared.items.iter_mut().flatten() {
        if let Ok(address) = canonical_url::canonicalize(&candidate.article.canonical_url) {
            pipeline::name(&address, &mut candidate.article, &mut candidate.identity);
        }
    }
}

/// Whole where the record is a dead letter, or part of it; else only what goes on with the events.
fn remains_of(prepared: &Prepared) -> Record {
    let Prepared { record, items, form: _, traced: _ } = prepared;
    if items.iter().any(Result::is_err) {
        return record.clone();
    }
    Record {
        position: record.position.clone(),
        timestamp: record.timestamp,
        key: None,
        value: None,
        headers: wire::carried(record).collect(),
    }
}

#[cfg(test)]
mod tests;
