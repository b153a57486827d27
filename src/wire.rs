//! Outcomes as messages: key, value and headers for the output topics.
//!
//! Events are keyed by article id, so that all revisions of an article keep their order in one partition. Where the
//! settings name a table of the latest events, each goes there too, and a withdrawal as a tombstone. Dead letters are the
//! record as it was, with headers added.

mod cloud_events;
mod encoding;

use std::borrow::Borrow;

use anyhow::Context as _;
use serde::Serialize;

use crate::dead_letter::{self, RejectedItem, Statement};
use crate::fail::{Mutation, mutated};
use crate::outcome::{Destination, ItemOutcome, Product, Routing};
use crate::pipeline::Prepared;
use crate::proto::{Article, ArticleEvent, DuplicateEvent, Enrichment, Origin, Outcome, Timestamp};
use crate::record::{Header, Record};
use crate::route::Topics;
use cloud_events::Attributes;

pub use cloud_events::carried;
pub use encoding::{Encoding, Format, Schemas};

/// Which message of `event.proto` a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Event,
    Duplicate,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Event => "ArticleEvent",
            Self::Duplicate => "DuplicateEvent",
        }
    }

    /// Among the messages of the file, from 0.
    fn place(self) -> u64 {
        match self {
            Self::Event => 0,
            Self::Duplicate => 1,
        }
    }
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

/// One message for each event and duplicate, one dead letter for each record with rejected items; in order. Behind each
/// event what it changes of the table of the latest.
pub fn messages(
    batch: &[impl Borrow<Prepared>],
    outcomes: Vec<ItemOutcome>,
    topics: &Topics,
    encoding: &Encoding,
) -> Vec<Message> {
    let mut messages = Vec::with_capacity(outcomes.len());
    let mut outcomes = outcomes.into_iter();
    for prepared in batch {
        let prepared = prepared.borrow();
        let Prepared { record, items, .. } = prepared;
        let mut rejected = Vec::new();
        for outcome in outcomes.by_ref().take(items.len()) {
            let ItemOutcome { origin, decision, product, routing } = outcome;
            let topic = topics.of(&product, &routing.to).to_owned();
            let trace = || trace_of(prepared, origin.item);
            match product {
                Product::Event(event) => {
                    let event = if routing.to == Destination::Dropped { remains(*event) } else { *event };
                    let event = Outgoing::of_event(&event, trace(), encoding);
                    messages.push(event.message(topic));
                    messages.extend(topics.latest().map(|latest| event.in_table(latest, &routing.to)));
                }
                Product::Duplicate(mut duplicate) => {
                    if duplicate.outcome() == Outcome::Unchanged && mutated(Mutation::OutcomeAltered) {
                        duplicate.set_outcome(Outcome::Stale);
                    }
                    messages.push(Outgoing::of_duplicate(&duplicate, trace(), encoding).message(topic));
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
pub fn outcomes(message: &Message, topics: &Topics) -> anyhow::Result<Vec<ItemOutcome>> {
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
        let duplicate: DuplicateEvent = encoding::decode(value)?;
        let (origin, decision) = (duplicate.origin.clone(), duplicate.decision);
        (origin, decision, Product::Duplicate(Box::new(duplicate)), Destination::default())
    } else {
        let event: ArticleEvent = encoding::decode(value)?;
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

/// The headers that tell of the trace: the message's own where its record is traced here, else those of the record.
fn trace_of(prepared: &Prepared, item: u32) -> Vec<Header> {
    match prepared.traced.as_ref().and_then(|traced| traced.sent(item)) {
        Some(context) => context.headers().collect(),
        None => carried(&prepared.record).collect(),
    }
}

/// An event or a duplicate, on its way out.
struct Outgoing<'a, E> {
    event: &'a E,
    kind: Kind,
    outcome: Outcome,
    article_id: &'a str,
    origin: &'a Origin,
    trace: Vec<Header>,
    encoding: &'a Encoding,
}

impl<'a> Outgoing<'a, ArticleEvent> {
    fn of_event(event: &'a ArticleEvent, trace: Vec<Header>, encoding: &'a Encoding) -> Self {
        let article_id = event.article.as_ref().map_or("", |article: &Article| article.id.as_str());
        let origin = event.origin.as_ref().expect("every event has an origin");
        let (kind, outcome) = (Kind::Event, event.outcome());
        Self { event, kind, outcome, article_id, origin, trace, encoding }
    }

    /// The same, in the table of the latest events. Compaction takes away what is withdrawn, or dropped.
    fn in_table(&self, topic: &str, to: &Destination) -> Message {
        if self.outcome == Outcome::Withdrawn || *to == Destination::Dropped {
            self.to(topic.to_owned(), None)
        } else {
            self.message(topic.to_owned())
        }
    }
}

impl<'a> Outgoing<'a, DuplicateEvent> {
    fn of_duplicate(event: &'a DuplicateEvent, trace: Vec<Header>, encoding: &'a Encoding) -> Self {
        let origin = event.origin.as_ref().expect("every event has an origin");
        let (kind, outcome, article_id) = (Kind::Duplicate, event.outcome(), &event.article_id);
        Self { event, kind, outcome, article_id, origin, trace, encoding }
    }
}

impl<E: prost::Message + Serialize> Outgoing<'_, E> {
    fn message(&self, topic: String) -> Message {
        let value = self.encoding.value(&topic, self.kind, self.event);
        self.to(topic, Some(value))
    }

    fn to(&self, topic: String, value: Option<Vec<u8>>) -> Message {
        let Self { kind, outcome, article_id, origin, trace, encoding, event: _ } = self;
        let attributes = Attributes {
            outcome: *outcome,
            article_id,
            origin,
            data_schema: value.as_ref().and_then(|_| encoding.data_schema(&topic)),
            content_type: value.as_ref().map(|_| encoding.content_type(*kind)),
        };
        let headers = cloud_events::headers(attributes, trace);
        Message::keyed(topic, Some(article_id.as_bytes().to_vec()), value, headers)
    }
}

fn dead_letter_message(topic: &str, record: &Record, rejected: &[RejectedItem]) -> Message {
    let headers = dead_letter::headers(record, rejected);
    Message::keyed(topic.to_owned(), record.key.clone(), record.value.clone(), headers)
}

#[cfg(test)]
mod tests;
