//! The decisions of one batch over an index that does not know them yet.

use super::{Changes, Fault, Index};
use crate::article::{ArticleId, ContentHash};
use crate::ledger::{ArticleEntry, ContentEntry, Partition, Settled};

/// Reads through to the index; keeps what is written to itself.
#[derive(Debug)]
pub struct Overlay<'a, I: ?Sized> {
    index: &'a I,
    changes: Changes,
}

impl<'a, I: Index + ?Sized> Overlay<'a, I> {
    pub fn new(index: &'a I) -> Self {
        Self {
            index,
            changes: Changes { last_decision: index.progress().last_decision, ..Changes::default() },
        }
    }

    pub fn article(&self, id: &ArticleId) -> Result<Option<ArticleEntry>, Fault> {
        match self.changes.articles.get(id) {
            Some(entry) => Ok(Some(entry.clone())),
            None => self.index.article(id),
        }
    }

    pub fn content(&self, hash: &ContentHash) -> Result<Option<ContentEntry>, Fault> {
        match self.changes.contents.get(hash) {
            Some(entry) => Ok(Some(entry.clone())),
            None => self.index.content(hash),
        }
    }

    pub fn put_article(&mut self, id: ArticleId, entry: ArticleEntry) {
        self.changes.articles.insert(id, entry);
    }

    pub fn put_content(&mut self, hash: ContentHash, entry: ContentEntry) {
        self.changes.contents.insert(hash, entry);
    }

    /// Notes what the batch settles of a partition.
    pub fn put_settled(&mut self, partition: Partition, settled: Settled) {
        let settled = Settled { decision: self.changes.last_decision, ..settled };
        self.changes.settled.insert(partition, settled);
    }

    /// The number of the next decision: one more for every item, rejected ones too.
    pub fn next_decision(&mut self) -> u64 {
        self.changes.last_decision += 1;
        self.changes.last_decision
    }

    pub fn into_changes(self) -> Changes {
        self.changes
    }
}
