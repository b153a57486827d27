//! The index brought up to the ledger's end: at a start, and again and again by who stands by.

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::start::{self, Accept, Refusal};
use crate::article::Digest;
use crate::fail::{Mutation, mutated};
use crate::index::disk::Measured;
use crate::index::{Changes, Index, Room};
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
    /// The disk is nearly full: try again once there is room.
    #[error("{0}")]
    NoRoom(String),
    /// The disk will never hold what the ledger tells.
    #[error("{0}")]
    TooLarge(String),
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
    /// None where the index lies on no disk.
    pub room: Option<&'a Room>,
    pub tell: &'a dyn Fn(&str),
}

impl Restore<'_> {
    /// Applies everything that the ledger has and the index has not. An index that does not fit the ledger is thrown
    /// away first.
    pub fn run(self, stop: &CancellationToken) -> Result<Extent, Fault> {
        let Self { index, reader, accept, room, tell } = self;
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
            let grows_from = index.size().disk_bytes;
            Fold { index, extent: &extent, room, from, grows_from, is_judged: false }
                .run(reader, stop, tell)?;
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

/// The ledger from an offset on, applied step by step.
struct Fold<'a> {
    index: &'a mut (dyn Index + Send),
    extent: &'a Extent,
    room: Option<&'a Room>,
    from: i64,
    /// What lay on disk before.
    grows_from: u64,
    /// Whether it was asked if the rest will fit.
    is_judged: bool,
}

impl Fold<'_> {
    fn run(
        mut self,
        reader: &mut Reader,
        stop: &CancellationToken,
        tell: &dyn Fn(&str),
    ) -> Result<(), Fault> {
        let (mut changes, mut last, mut entries) = (Changes::default(), None, 0u64);
        let (began, mut told) = (Instant::now(), Instant::now());
        let (from, high) = (self.from, self.extent.high);
        let total = high - from;
        let each = |entry: RawEntry<'_>| -> Result<(), Fault> {
            // Behind the last entry lies only the end of its transaction.
            if entry.offset + 2 >= high && mutated(Mutation::RestoreShort) {
                return Ok(());
            }
            // A tombstone, which nobody writes but which takes nothing from us either.
            if !entry.value.is_empty() {
                changes.add(ledger::decode(entry.key, entry.value).map_err(Fault::Unreadable)?);
            }
            entries += 1;
            last = Some((entry.offset, ledger::digest_of(Some(entry.key), Some(entry.value))));
            if changes.len() >= STEP {
                self.apply(std::mem::take(&mut changes), entry.offset + 1, last)?;
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
        let position = reader.read(from, high, stop, each).map_err(|error| match error {
            ReadFault::Stopped => Fault::Stopped,
            ReadFault::Kafka(error) => Fault::Retry(error.to_string()),
            ReadFault::Entry(fault) => fault,
        })?;
        self.apply(changes, position, last)?;
        if began.elapsed() >= TELL {
            #[expect(clippy::cast_possible_truncation, reason = "nobody waits that long")]
            let duration_ms = began.elapsed().as_millis() as u64;
            tracing::info!(entries, duration_ms, "the index is restored");
        }
        Ok(())
    }

    fn apply(&mut self, changes: Changes, next: i64, last: Option<(i64, Digest)>) -> Result<(), Fault> {
        self.look_for_room(next)?;
        let last = last.or(self.index.reached().last);
        let reached = Reached { topic_id: self.extent.topic_id.clone(), next, last };
        self.index.apply(changes, reached).map_err(|fault| Fault::Retry(fault.to_string()))
    }

    fn look_for_room(&mut self, next: i64) -> Result<(), Fault> {
        let Some(room) = self.room else { return Ok(()) };
        if let Some(reason) = room.shortage() {
            return Err(Fault::NoRoom(reason));
        }
        let measured = self.measured(next);
        if self.is_judged || measured.read < Measured::ENOUGH {
            return Ok(());
        }
        self.is_judged = true;
        room.misfit(measured).map_or(Ok(()), |reason| Err(Fault::TooLarge(reason)))
    }

    fn measured(&self, next: i64) -> Measured {
        let offsets = |from: i64, to: i64| u64::try_from(to - from).unwrap_or_default();
        Measured {
            read: offsets(self.from, next),
            left: offsets(next, self.extent.high),
            grown: self.index.size().disk_bytes.saturating_sub(self.grows_from),
        }
    }
}
