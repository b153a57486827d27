//! How far the index on disk goes, and what is known apart from articles: header, and what is settled.

use std::collections::BTreeMap;

use prost::Message as _;

use super::Store;
use super::store::META;
use crate::article::Digest;
use crate::index::{Changes, Fault};
use crate::ledger::{self, Entry, Progress, Reached};

/// Raised when what lies on disk changes its meaning: an index of another format is rebuilt.
const FORMAT: u32 = 4;

/// Under the letter of its kind alone. Entries beside it are those of the ledger, under the letter and their keys.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Position {
    #[prost(uint32, tag = "1")]
    format: u32,
    #[prost(bytes = "vec", tag = "2")]
    topic_id: Vec<u8>,
    #[prost(int64, tag = "3")]
    next: i64,
    #[prost(int64, tag = "4")]
    last_offset: i64,
    #[prost(bytes = "vec", tag = "5")]
    last_digest: Vec<u8>,
    #[prost(uint64, tag = "6")]
    last_decision: u64,
}

impl Position {
    pub fn of(reached: &Reached, last_decision: u64) -> Self {
        let (last_offset, last_digest) = match reached.last {
            Some((offset, digest)) => (offset, digest.bytes().to_vec()),
            None => (0, Vec::new()),
        };
        let topic_id = reached.topic_id.clone();
        Self { format: FORMAT, topic_id, next: reached.next, last_offset, last_digest, last_decision }
    }

    /// In the order of their keys, with what a step changes beside articles.
    pub fn entries(&self, changes: &Changes) -> BTreeMap<Vec<u8>, Vec<u8>> {
        let header = changes.header.iter().cloned().map(Entry::Header);
        let settled = changes.settled.iter().map(|(at, settled)| Entry::Settled(at.clone(), settled.clone()));
        let entries = header.chain(settled).map(|entry| ledger::encode(&entry));
        let mut entries: BTreeMap<_, _> =
            entries.map(|(key, value)| ([&[META], &key[..]].concat(), value)).collect();
        entries.insert(vec![META], self.encode_to_vec());
        entries
    }
}

/// Nothing where the index is new or of another format.
pub fn read(store: &Store) -> Result<Option<(Progress, Reached)>, Fault> {
    let Some(position) = store.get(&[META])? else { return Ok(None) };
    let position = Position::decode(&*position).map_err(|error| Fault(error.to_string()))?;
    if position.format != FORMAT {
        return Ok(None);
    }
    let mut changes = Changes { last_decision: position.last_decision, ..Changes::default() };
    for entry in store.all(META) {
        let (key, value) = entry?;
        match key.get(1..) {
            None | Some([]) => {}
            Some(key) => changes.add(ledger::decode(key, &value).map_err(super::packed::broken)?),
        }
    }
    let mut progress = Progress::default();
    changes.update(&mut progress);
    let last = Digest::from_bytes(&position.last_digest).map(|digest| (position.last_offset, digest));
    Ok(Some((progress, Reached { topic_id: position.topic_id, next: position.next, last })))
}
