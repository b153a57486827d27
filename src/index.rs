//! What is known of articles: the fold of the ledger, read by the decision and changed after a commit.
//!
//! Decisions of a batch live in an [`Overlay`] until their transaction is committed; only then are they applied.
//! Dropping the overlay undoes them. An index holds nothing that the ledger does not: it can be thrown away.

mod changes;
pub mod disk;
pub mod embedded;
pub mod memory;
pub mod near;
mod overlay;

use std::collections::HashMap;
use std::num::NonZero;
use std::path::PathBuf;

use bytesize::ByteSize;
use foldhash::fast::RandomState;
use serde::{Deserialize, Serialize};

use crate::article::{ArticleId, ContentHash};
use crate::ledger::{AliasEntry, ArticleEntry, ContentEntry, Progress, Reached};

pub use changes::Changes;
pub use disk::Room;
pub use embedded::Embedded;
pub use memory::Memory;
pub use overlay::Overlay;

/// By digest. Keys are hashes already, so a quick hash of them is enough; it is seeded, since texts are anyone's to choose.
pub type Digested<K, V> = HashMap<K, V, RandomState>;

/// The one trait of the program: it is the one thing with several implementations in production.
pub trait Index {
    fn article(&self, id: &ArticleId) -> Result<Option<ArticleEntry>, Fault>;
    fn content(&self, hash: &ContentHash) -> Result<Option<ContentEntry>, Fault>;
    fn alias(&self, id: &ArticleId) -> Result<Option<AliasEntry>, Fault>;
    /// What near copies are found by.
    fn near(&self) -> &near::Table;
    /// What is known apart from articles.
    fn progress(&self) -> &Progress;
    /// How far of the ledger is applied.
    fn reached(&self) -> &Reached;
    /// All changes together with the position that they reach, or neither.
    fn apply(&mut self, changes: Changes, reached: Reached) -> Result<(), Fault>;
    fn size(&self) -> Size;
    /// Forgets everything, so that it can be rebuilt.
    fn clear(&mut self) -> Result<(), Fault>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Of all kinds. Near enough; an exact count would read everything.
    pub entries: u64,
    /// Of the local disk.
    pub disk_bytes: u64,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub backend: Backend,
    /// Of the embedded one.
    pub path: PathBuf,
    pub cache: ByteSize,
    /// Entries that are kept in memory before they are written as a table. More make fewer and larger tables, which are
    /// merged less often, and cost memory (twice, since one memtable fills while the other is written) and what a start
    /// after a crash has to read again.
    pub memtable_entries: NonZero<usize>,
    /// What stays free on its disk.
    pub reserve: ByteSize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Backend {
    /// On local disk, much larger than memory may be.
    Embedded,
    /// Read from the ledger at each start.
    Memory,
}

const MEMTABLE_ENTRIES: NonZero<usize> = NonZero::new(250_000).expect("is not zero");

impl Default for Settings {
    fn default() -> Self {
        Self {
            backend: Backend::Embedded,
            path: PathBuf::from("data/index"),
            cache: ByteSize::mib(64),
            memtable_entries: MEMTABLE_ENTRIES,
            reserve: ByteSize::gib(1),
        }
    }
}

impl Settings {
    /// None where nothing is written to a disk.
    pub fn room(&self) -> Option<Room> {
        match self.backend {
            Backend::Memory => None,
            Backend::Embedded => Some(Room::new(&self.path, self.reserve)),
        }
    }
}

/// Opens the index that the settings name.
pub fn open(
    settings: &Settings,
    horizon: &embedded::Horizon,
    near_span: u64,
) -> Result<Box<dyn Index + Send>, embedded::OpenFault> {
    match settings.backend {
        Backend::Memory => Ok(Box::new(Memory::new(near_span))),
        Backend::Embedded => Ok(Box::new(Embedded::open(settings, horizon, near_span)?)),
    }
}

/// The index cannot answer. Never the item's fault: the line pauses and asks again.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Fault(pub String);
