//! The pen of the ledger: whoever holds it writes changes down, with messages and offsets, in one transaction.
//!
//! Opening it fences whoever held it before, so the office must be held first.

use super::line::Line;
use super::start;
use crate::index::{Changes, Index};
use crate::kafka::sink::{Fault, Identity, LedgerEnd, Offsets, Sink, Transaction};
use crate::kafka::{Group, Positions};
use crate::ledger::{self, Header, Partition, Reached};
use crate::wire::Message;

pub struct Journal {
    sink: Sink,
    group: Group,
    topic: String,
    ledger_id: String,
    topic_id: Vec<u8>,
}

/// Opens the producer of the decider, which ends what its predecessor left open.
pub fn open_sink(line: &Line) -> Result<Sink, Fault> {
    let ledger = &line.settings.topics.ledger;
    let identity = Identity { transactional_id: &format!("copydesk.{ledger}"), ledger };
    Sink::open(&line.settings.kafka, &line.settings.sink, identity, line.health.clone())
}

impl Journal {
    /// Of a ledger that is read to its end, under a topic of this id; `group` is whose offsets go with it.
    pub fn new(line: &Line, (sink, group): (Sink, Group), header: &Header, topic_id: Vec<u8>) -> Self {
        let topic = line.settings.topics.ledger.clone();
        Self { sink, group, topic, ledger_id: start::hex(&header.ledger_id), topic_id }
    }

    /// One transaction: messages, entries of the ledger, offsets. Gives how far the ledger reaches then.
    pub fn commit(
        &self,
        changes: &Changes,
        mut messages: Vec<Message>,
        ends: &Positions,
        index: &dyn Index,
    ) -> Result<Reached, Fault> {
        let before = index.reached();
        let mut last = None;
        for entry in changes.entries() {
            let (key, value) = ledger::encode(&entry);
            last = Some(ledger::digest_of(Some(&key), Some(&value)));
            messages.push(Message::keyed(self.topic.clone(), Some(key), Some(value), Vec::new()));
        }
        let known = &index.progress().settled;
        let topic_id = |at: &Partition| {
            let settled = changes.settled.get(at).or_else(|| known.get(at))?;
            Some((at.clone(), settled.topic_id.clone()))
        };
        let offsets = Offsets {
            ends,
            group: &self.group,
            topic_ids: &ends.keys().filter_map(topic_id).collect(),
            ledger: Some(LedgerEnd { id: &self.ledger_id, from: before.next }),
        };
        let written = self.sink.commit(&Transaction { messages: &messages, offsets: Some(offsets) })?;
        Ok(Reached {
            topic_id: self.topic_id.clone(),
            next: written.map_or(before.next, |offset| offset + 1),
            last: written.zip(last).or(before.last),
        })
    }
}
