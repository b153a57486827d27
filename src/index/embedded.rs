//! The index on local disk: sorted tables under a memtable, much larger than memory may be.
//!
//! What changes is kept in memory until it is worth a table, and is then written as one, together with the position that
//! it reaches. There is no journal: what a crash takes is read again from the ledger, which is one. So after any crash the
//! disk holds the fold of the ledger up to some position. The folder is locked: a second process is refused.

mod expiry;
mod packed;
mod position;
mod store;
mod worker;

use std::sync::Arc;

use super::{Changes, Fault, Index, Settings, Size, near};
use crate::article::{ArticleId, ContentHash};
use crate::fail::{Mutation, mutated};
use crate::ledger::{AliasEntry, ArticleEntry, ContentEntry, Progress, Reached};
pub use expiry::Horizon;
use position::Position;
use store::Store;
use worker::{Worker, Writing};

#[derive(Debug)]
pub struct Embedded {
    worker: Worker,
    store: Arc<Store>,
    memtable: Changes,
    memtable_entries: usize,
    writing: Option<Writing>,
    /// Of the last layer that was sent to disk, or was found there.
    position: Option<Position>,
    near: near::Table,
    progress: Progress,
    reached: Reached,
}

/// What goes to disk in one step.
#[derive(Debug)]
struct Layer {
    changes: Changes,
    position: Position,
}

/// Why an index cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    #[error("another process has it open")]
    Locked,
    #[error("{0}")]
    Failed(Fault),
}

impl Embedded {
    /// Opens the folder, or makes it. What cannot be read any more is forgotten, to be rebuilt.
    pub fn open(settings: &Settings, horizon: &Horizon, near_span: u64) -> Result<Self, OpenFault> {
        let store = Arc::new(Store::open(&settings.path, settings.cache.as_u64(), horizon)?);
        let mut index = Self {
            worker: Worker::start(store.clone()),
            store,
            memtable: Changes::default(),
            memtable_entries: settings.memtable_entries.get(),
            writing: None,
            position: None,
            near: near::Table::new(near_span),
            progress: Progress::default(),
            reached: Reached::default(),
        };
        if index.load().is_err() {
            index.clear().map_err(OpenFault::Failed)?;
        }
        Ok(index)
    }

    /// What is kept in memory.
    fn load(&mut self) -> Result<(), Fault> {
        let (progress, reached) =
            position::read(&self.store)?.ok_or_else(|| Fault("new, or of another format".to_owned()))?;
        self.store.forget_near_before(self.near.first_that_counts(progress.last_decision));
        for listed in self.store.near() {
            let (id, entry) = listed?;
            self.near.add(id, entry);
        }
        self.position = Some(Position::of(&reached, progress.last_decision));
        (self.progress, self.reached) = (progress, reached);
        Ok(())
    }

    /// Every article, in the order of ids; for `audit`.
    pub fn articles(
        &mut self,
    ) -> Result<impl Iterator<Item = Result<(ArticleId, ArticleEntry), Fault>> + use<>, Fault> {
        self.write()?;
        self.wait_for_writing()?;
        Ok(self.store.articles())
    }

    /// What is not on disk, the latest first.
    fn layers(&self) -> impl Iterator<Item = &Changes> {
        [&self.memtable].into_iter().chain(self.writing.as_ref().map(|writing| &writing.layer.changes))
    }

    /// Sends the memtable to disk, as soon as the one before lies there.
    fn write(&mut self) -> Result<(), Fault> {
        self.wait_for_writing()?;
        let position = Position::of(&self.reached, self.progress.last_decision);
        if self.memtable.is_empty() && self.position.as_ref() == Some(&position) {
            return Ok(());
        }
        self.position = Some(position.clone());
        let layer = Layer { changes: std::mem::take(&mut self.memtable), position };
        self.writing = Some(self.worker.write(Arc::new(layer)));
        Ok(())
    }

    /// A layer that could not be written stays in memory, and is written again.
    fn wait_for_writing(&mut self) -> Result<(), Fault> {
        let Some(writing) = self.writing.take() else { return Ok(()) };
        let result = writing.wait();
        if result.is_err() {
            self.writing = Some(self.worker.write(writing.layer));
        }
        result
    }
}

impl Index for Embedded {
    fn article(&self, id: &ArticleId) -> Result<Option<ArticleEntry>, Fault> {
        match self.layers().find_map(|changes| changes.articles.get(id)) {
            Some(entry) => Ok(Some(entry.clone())),
            None => self.store.article(id),
        }
    }

    fn content(&self, hash: &ContentHash) -> Result<Option<ContentEntry>, Fault> {
        match self.layers().find_map(|changes| changes.contents.get(hash)) {
            Some(entry) => Ok(Some(entry.clone())),
            None => self.store.content(hash),
        }
    }

    fn alias(&self, id: &ArticleId) -> Result<Option<AliasEntry>, Fault> {
        match self.layers().find_map(|changes| changes.aliases.get(id)) {
            Some(entry) => Ok(Some(entry.clone())),
            None => self.store.alias(id),
        }
    }

    fn near(&self) -> &near::Table {
        &self.near
    }

    fn progress(&self) -> &Progress {
        &self.progress
    }

    fn reached(&self) -> &Reached {
        &self.reached
    }

    fn apply(&mut self, changes: Changes, reached: Reached) -> Result<(), Fault> {
        changes.update(&mut self.progress);
        self.reached = reached;
        for (id, entry) in changes.near_in_order() {
            self.near.add(id, entry);
        }
        self.near.forget(self.progress.last_decision);
        self.store.forget_near_before(self.near.first_that_counts(self.progress.last_decision));
        if mutated(Mutation::IndexAhead) {
            self.write()?;
        }
        self.memtable.absorb(changes);
        if self.memtable.len() < self.memtable_entries { Ok(()) } else { self.write() }
    }

    fn size(&self) -> Size {
        let in_memory: usize = self.layers().map(Changes::len).sum();
        Size { entries: (self.store.entries() + in_memory) as u64, disk_bytes: self.store.disk_bytes() }
    }

    fn clear(&mut self) -> Result<(), Fault> {
        self.memtable = Changes::default();
        // What it came to lies under what is cleared.
        self.writing.take().map(|writing| writing.wait());
        self.position = None;
        self.progress = Progress::default();
        self.reached = Reached::default();
        self.near = near::Table::new(self.near.span());
        self.store.clear()
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        // What cannot be written is read from the ledger by the next start.
        let _unwritten = self.write().and_then(|()| self.wait_for_writing());
    }
}
