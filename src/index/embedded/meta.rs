//! The small part of the index on disk: format, position, header, and what is settled.

use fjall::{Keyspace, OwnedWriteBatch};
use prost::Message as _;

use super::FORMAT;
use crate::article::Digest;
use crate::index::{Changes, Fault};
use crate::ledger::{self, Entry, Progress, Reached};

const FORMAT_KEY: &[u8] = b"!format";
const REACHED_KEY: &[u8] = b"!reached";

/// The position on disk. Entries beside it are those of the ledger, under the same keys.
#[derive(Clone, PartialEq, prost::Message)]
struct Position {
    #[prost(bytes = "vec", tag = "1")]
    topic_id: Vec<u8>,
    #[prost(int64, tag = "2")]
    next: i64,
    #[prost(int64, tag = "3")]
    last_offset: i64,
    #[prost(bytes = "vec", tag = "4")]
    last_digest: Vec<u8>,
    #[prost(uint64, tag = "5")]
    last_decision: u64,
}

/// Nothing where the index is new or of another format.
pub fn read(meta: &Keyspace) -> Result<Option<(Progress, Reached)>, Fault> {
    let get = |key: &[u8]| meta.get(key).map_err(super::fault);
    if get(FORMAT_KEY)?.is_none_or(|format| *format != [FORMAT]) {
        return Ok(None);
    }
    let Some(position) = get(REACHED_KEY)? else { return Ok(None) };
    let position = Position::decode(&*position).map_err(|error| Fault(error.to_string()))?;
    let mut changes = Changes { last_decision: position.last_decision, ..Changes::default() };
    for guard in meta.iter() {
        let (key, value) = guard.into_inner().map_err(super::fault)?;
        if !key.starts_with(b"!") {
            changes.add(ledger::decode(&key, &value).map_err(super::broken)?);
        }
    }
    let mut progress = Progress::default();
    changes.update(&mut progress);
    let last = Digest::from_bytes(&position.last_digest).map(|digest| (position.last_offset, digest));
    Ok(Some((progress, Reached { topic_id: position.topic_id, next: position.next, last })))
}

pub fn write(
    batch: &mut OwnedWriteBatch,
    meta: &Keyspace,
    changes: &Changes,
    progress: &Progress,
    reached: &Reached,
) {
    let header = changes.header.iter().cloned().map(Entry::Header);
    let settled = changes.settled.iter().map(|(at, settled)| Entry::Settled(at.clone(), settled.clone()));
    for entry in header.chain(settled) {
        let (key, value) = ledger::encode(&entry);
        batch.insert(meta, key, value);
    }
    let (last_offset, last_digest) = match reached.last {
        Some((offset, digest)) => (offset, digest.bytes().to_vec()),
        None => (0, Vec::new()),
    };
    let position = Position {
        topic_id: reached.topic_id.clone(),
        next: reached.next,
        last_offset,
        last_digest,
        last_decision: progress.last_decision,
    };
    batch.insert(meta, FORMAT_KEY, [FORMAT].as_slice());
    batch.insert(meta, REACHED_KEY, position.encode_to_vec());
}
