//! Outcomes as messages: key, value and headers for the output topics.
//!
//! Events are keyed by article id, so that all revisions of an article keep their order in one partition. Headers
//! follow the `CloudEvents` Kafka binding in binary mode: consumers can filter without decoding. Dead letters are
//! the record as it was, with headers added.

use std::borrow::Borrow;

use anyhow::Context as _;
use prost::Message as _;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::dead_letter::{self, RejectedItem, Statement};
use crate::fail::{Mutation, mutated};
use crate::outcome::{Destination, ItemOutcome, Product, Routing};
use crate::pipeline::Prepared;
use crate::proto::{Article, ArticleEvent, DuplicateEvent, Enrichment, Origin, Outcome, Timestamp};
use crate::record::{Header, Record};
use crate::route::Topics;

/// How values of events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Protobuf,
    /// Proto3 JSON with `snake_case` names.
    Json,
}

/// A message ready to be produced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub topic: String,
    /// By the key, where none is named.
    pub partition: Option<i32>,
    /// That of the moment in which it is produced, where none is named.
    pub timestamp: Option<Timestamp>,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<Header>,
}

impl Message {
    /// To the partition of its key, as of now.
    pub fn keyed(topic: String, key: Option<Vec<u8>>, value: Option<Vec<u8>>, headers: Vec<Header>) -> Self {
        Self { topic, partition: None, timestamp: None, key, value, headers }
    }
}

impl From<Record> for Message {
    fn from(record: Record) -> Self {
        let Record { position, timestamp, key, value, headers } = record;
        let (topic, partition) = (position.topic.to_string(), Some(position.partition));
        Self { topic, partition, timestamp, key, value, headers }
    }
}

/// Bytes that a dead letter's headers may add to its record: three hundred of detail, names, numbers, and the
/// list of items of the largest array.
pub const DEAD_LETTER_OVERHEAD: u64 = 64 * 1024;

/// One message for each event and duplicate, one dead letter for each record with rejected items; in order.
pub fn messages(
    batch: &[impl Borrow<Prepared>],
    outcomes: Vec<ItemOutcome>,
    topics: &Topics,
    format: Format,
) -> Vec<Message> {
    let mut messages = Vec::with_capacity(outcomes.len());
    let mut outcomes = outcomes.into_iter();
    for prepared in batch {
        let Prepared { record, items, .. } = prepared.borrow();
        let mut rejected = Vec::new();
        for outcome in outcomes.by_ref().take(items.len()) {
            let ItemOutcome { origin, decision, product, routing } = outcome;
            let topic = topics.of(&product, &routing.to).to_owned();
            match product {
                Product::Event(event) => {
                    let event = if routing.to == Destination::Dropped { remains(*event) } else { *event };
                    messages.push(event_message(topic, &event, record, format));
                }
                Product::Duplicate(mut duplicate) => {
                    if duplicate.outcome() == Outcome::Unchanged && mutated(Mutation::OutcomeAltered) {
                        duplicate.set_outcome(Outcome::Stale);
                    }
                    messages.push(duplicate_message(topic, &duplicate, record, format));
                }
                Product::Rejected(reject) => {
                    rejected.push(RejectedItem { item: origin.item, decision, reject });
                }
            }
        }
        if !rejected.is_empty() && !mutated(Mutation::DeadLetterDropped) {
            messages.push(dead_letter_message(&topics.rejected, record, &rejected));
        }
    }
    messages
}

/// Reads a message back into the outcomes it tells: one of an event, one for each item at fault of a dead letter, none of
/// the mark of a replay.
pub fn outcomes(message: &Message, topics: &Topics, format: Format) -> anyhow::Result<Vec<ItemOutcome>> {
    if message.topic == topics.rejected {
        if dead_letter::replay::marked(&message.headers).is_some() {
            return Ok(Vec::new());
        }
        let said = dead_letter::statement(&message.headers).context("a dead letter without its headers")?;
        let Statement { reject, topic, partition, offset, items, decisions } = said;
        let outcome = |(item, decision)| ItemOutcome {
            origin: Origin { topic: topic.clone(), partition, offset, timestamp: None, item },
            decision,
            product: Product::Rejected(reject.clone()),
            routing: Routing::default(),
        };
        return Ok(items.into_iter().zip(decisions).map(outcome).collect());
    }
    let value = message.value.as_deref().context("an event without a value")?;
    let (origin, decision, product, to) = if message.topic == topics.duplicates {
        let duplicate: DuplicateEvent = decode(value, format)?;
        let (origin, decision) = (duplicate.origin.clone(), duplicate.decision);
        (origin, decision, Product::Duplicate(Box::new(duplicate)), Destination::default())
    } else {
        let event: ArticleEvent = decode(value, format)?;
        let to = topics.destination(&message.topic);
        (event.origin.clone(), event.decision, Product::Event(Box::new(event)), to)
    };
    let origin = origin.context("an event without its origin")?;
    Ok(vec![ItemOutcome { origin, decision, product, routing: Routing { to, faults: Vec::new() } }])
}

/// What is told of an event that a rule dropped: that it was decided, and of which article. Nothing of its text.
fn remains(event: ArticleEvent) -> ArticleEvent {
    let ArticleEvent { outcome, article, revision, relations, enrichment, origin, decision } = event;
    let article =
        article.map(|Article { id, canonical_url, .. }| Article { id, canonical_url, ..Article::default() });
    let enrichment =
        enrichment.map(|Enrichment { labels, .. }| Enrichment { labels, ..Enrichment::default() });
    ArticleEvent { outcome, article, revision, relations, enrichment, origin, decision }
}

fn decode<E: prost::Message + Default + DeserializeOwned>(value: &[u8], format: Format) -> anyhow::Result<E> {
    match format {
        Format::Protobuf => Ok(E::decode(value)?),
        Format::Json => Ok(serde_json::from_slice(value)?),
    }
}

fn event_message(topic: String, event: &ArticleEvent, record: &Record, format: Format) -> Message {
    let id = event.article.as_ref().map_or("", |article: &Article| article.id.as_str());
    let value = match format {
        Format::Protobuf => event.encode_to_vec(),
        Format::Json => json(event),
    };
    let origin = event.origin.as_ref().expect("every event has an origin");
    message(topic, id, value, headers("ArticleEvent", event.outcome(), origin, record, format))
}

fn duplicate_message(topic: String, event: &DuplicateEvent, record: &Record, format: Format) -> Message {
    let value = match format {
        Format::Protobuf => event.encode_to_vec(),
        Format::Json => json(event),
    };
    let origin = event.origin.as_ref().expect("every event has an origin");
    message(
        topic,
        &event.article_id,
        value,
        headers("DuplicateEvent", event.outcome(), origin, record, format),
    )
}

fn message(topic: String, id: &str, value: Vec<u8>, headers: Vec<Header>) -> Message {
    Message::keyed(topic, Some(id.as_bytes().to_vec()), Some(value), headers)
}

fn dead_letter_message(topic: &str, record: &Record, rejected: &[RejectedItem]) -> Message {
    let headers = dead_letter::headers(record, rejected);
    Message::keyed(topic.to_owned(), record.key.clone(), record.value.clone(), headers)
}

fn json(event: &impl Serialize) -> Vec<u8> {
    serde_json::to_vec(event).expect("events have nothing that JSON cannot hold")
}

/// The trace of the input goes on with the output.
const CARRIED: [&str; 2] = ["traceparent", "tracestate"];

fn headers(message: &str, outcome: Outcome, origin: &Origin, record: &Record, format: Format) -> Vec<Header> {
    let content_type = match format {
        Format::Protobuf => format!("application/protobuf; proto=copydesk.v1.{message}"),
        Format::Json => "application/json".to_owned(),
    };
    let Origin { topic, partition, offset, item, .. } = origin;
    let own = [
        ("ce_specversion", "1.0".to_owned()),
        ("ce_id", format!("{topic}/{partition}/{offset}/{item}")),
        ("ce_source", format!("/copydesk/{topic}")),
        ("ce_type", format!("copydesk.v1.{}", outcome.name())),
        ("content-type", content_type),
    ];
    own.into_iter().map(|(name, value)| Header::new(name, value)).chain(carried(record)).collect()
}

/// Headers of the input that go on with the output, if they are what they are called: whoever hands them on over HTTP
/// must not hand on an end of a line.
pub fn carried(record: &Record) -> impl Iterator<Item = Header> {
    let is_visible = |value: &str| value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
    CARRIED.into_iter().filter_map(move |name| {
        record.header(name).filter(|value| is_visible(value)).map(|value| Header::new(name, value))
    })
}
