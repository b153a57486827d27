//! The index brought up to the ledger's end: at a start, and again and again by who stands by.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::start::{self, Accept, Refusal};
use crate::fail::{Mutation, mutated};
use crate::index::{Changes, Index};
use crate::kafka::ledger::{Extent, Fault as ReadFault, RawEntry, Reader};
use crate::ledger::{self, Reached};

/// Entries that are applied in one step. More would cost memory, fewer time.
const STEP: usize = 20_000;
/// How often progress is told.
const TELL: Duration = Duration::from_secs(5);

/// Why the index is not up to date.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("told to stop")]
    Stopped,
    /// The world's: try again.
    #[error("{0}")]
    Retry(String),
    /// A person must decide.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The ledger cannot be read by this program.
    #[error("{0}")]
    Unreadable(ledger::Fault),
}

/// What was found, and what is told of it on the way.
pub struct Restore<'a> {
    pub index: &'a mut (dyn Index + Send),
    pub reader: &'a mut Reader,
    pub accept: &'a BTreeSet<Accept>,
    pub tell: &'a dyn Fn(&str),
}

impl Restore<'_> {
    /// Applies everything that the ledger has and the index has not. An index that does not fit the ledger is thrown
    /// away first.
    pub fn run(self, stop: &CancellationToken) -> Result<Extent, Fault> {
        let Self { index, reader, accept, tell } = self;
        let extent = reader.extent().map_err(|error| Fault::Retry(error.to_string()))?;
        let mut extent = extent.ok_or_else(|| {
            Fault::Retry("the ledger's topic does not exist: `copydesk topics create` makes it".to_owned())
        })?;
        let known = index.reached().clone();
        if extent.topic_id.is_empty() {
            // Not told this time: what is known stays known.
            extent.topic_id.clone_from(&known.topic_id);
        }
        if let Some(reason) = misfit(&known, &extent, reader, stop)? {
            start::index_ahead(&known, extent.high, accept)?;
            tracing::warn!("the index is rebuilt: {reason}");
            index.clear().map_err(|fault| Fault::Retry(fault.to_string()))?;
        }
        let from =
            if mutated(Mutation::LedgerUnread) { extent.high } else { index.reached().next.max(extent.low) };
        if from < extent.high {
            fold(index, reader, from, &extent, stop, tell)?;
        }
        Ok(extent)
    }
}

/// Why the index is not a fold of this ledger, if so.
fn misfit(
    known: &Reached,
    extent: &Extent,
    reader: &mut Reader,
    stop: &CancellationToken,
) -> Result<Option<&'static str>, Fault> {
    let both_tell = !known.topic_id.is_empty() && !extent.topic_id.is_empty();
    if known.next == 0 {
        return Ok(None);
    }
    if both_tell && known.topic_id != extent.topic_id {
        return Ok(Some("the ledger is another topic than it was"));
    }
    if known.next > extent.high {
        return Ok(Some("it knows more than the ledger holds"));
    }
    if known.next < extent.low {
        return Ok(Some("the ledger no longer holds what came after it"));
    }
    let Some((offset, digest)) = known.last.filter(|&(offset, _)| offset >= extent.low) else {
        return Ok(None);
    };
    let look = |entry: RawEntry<'_>| (entry.offset, ledger::digest_of(Some(entry.key), Some(entry.value)));
    let found = reader.entry_at(offset, extent.high, stop, look).map_err(|error| match error {
        ReadFault::Stopped => Fault::Stopped,
        error @ (ReadFault::Kafka(_) | ReadFault::Entry(_)) => Fault::Retry(error.to_string()),
    })?;
    // Compaction may have taken the entry: then a later one of its key follows, and nothing speaks against the index.
    let differs = found.is_some_and(|(at, found)| at == offset && found != digest);
    Ok(differs.then_some("another entry lies where its last one lay"))
}

fn fold(
    index: &mut (dyn Index + Send),
    reader: &mut Reader,
    from: i64,
    extent: &Extent,
    stop: &CancellationToken,
    tell: &dyn Fn(&str),
) -> Result<(), Fault> {
    let (mut changes, mut last, mut entries) = (Changes::default(), None, 0u64);
    let (began, mut told) = (Instant::now(), Instant::now());
    let total = extent.high - from;
    let each = |entry: RawEntry<'_>| -> Result<(), Fault> {
        // A tombstone, which nobody writes but which takes nothing from us either.
        if !entry.value.is_empty() {
            changes.add(ledger::decode(entry.key, entry.value).map_err(Fault::Unreadable)?);
        }
        entries += 1;
        last = Some((entry.offset, ledger::digest_of(Some(entry.key), Some(entry.value))));
        if changes.len() >= STEP {
            let reached = Reached { topic_id: extent.topic_id.clone(), next: entry.offset + 1, last };
            index
                .apply(std::mem::take(&mut changes), reached)
                .map_err(|fault| Fault::Retry(fault.to_string()))?;
        }
        if told.elapsed() >= TELL {
            told = Instant::now();
            let done = entry.offset - from;
            tell(&format!(
                "restoring the index: {done} of {total} offsets of the ledger ({} %)",
                done * 100 / total
            ));
        }
        Ok(())
    };
    let position = reader.read(from, extent.high, stop, each).map_err(|error| match error {
        ReadFault::Stopped => Fault::Stopped,
        ReadFault::Kafka(error) => Fault::Retry(error.to_string()),
        ReadFault::Entry(fault) => fault,
    })?;
    let last = last.or(index.reached().last);
    let reached = Reached { topic_id: extent.topic_id.clone(), next: position, last };
    index.apply(changes, reached).map_err(|fault| Fault::Retry(fault.to_string()))?;
    if began.elapsed() >= TELL {
        #[expect(clippy::cast_possible_truncation, reason = "nobody waits that long")]
        let duration_ms = began.elapsed().as_millis() as u64;
        tracing::info!(entries, duration_ms, "the index is restored");
    }
    Ok(())
}
