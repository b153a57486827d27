//! The index in memory: for tests, for `pipe` and `demo`, and for small windows.

use super::{Changes, Digested, Fault, Index, Size, near};
use crate::article::{ArticleId, ContentHash};
use crate::ledger::{AliasEntry, ArticleEntry, ContentEntry, Progress, Reached};

#[derive(Debug, Default)]
pub struct Memory {
    articles: Digested<ArticleId, ArticleEntry>,
    contents: Digested<ContentHash, ContentEntry>,
    aliases: Digested<ArticleId, AliasEntry>,
    near: near::Table,
    progress: Progress,
    reached: Reached,
}

impl Memory {
    pub fn new(near_span: u64) -> Self {
        Self { near: near::Table::new(near_span), ..Self::default() }
    }
}

impl Index for Memory {
    fn article(&self, id: &ArticleId) -> Result<Option<ArticleEntry>, Fault> {
        Ok(self.articles.get(id).cloned())
    }

    fn content(&self, hash: &ContentHash) -> Result<Option<ContentEntry>, Fault> {
        Ok(self.contents.get(hash).cloned())
    }

    fn alias(&self, id: &ArticleId) -> Result<Option<AliasEntry>, Fault> {
        Ok(self.aliases.get(id).cloned())
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
        for (id, entry) in changes.near_in_order() {
            self.near.add(id, entry);
        }
        self.near.forget(self.progress.last_decision);
        self.articles.extend(changes.articles);
        self.aliases.extend(changes.aliases);
        self.contents.extend(changes.contents);
        self.reached = reached;
        Ok(())
    }

    fn size(&self) -> Size {
        let entries = self.articles.len() + self.contents.len() + self.aliases.len() + self.near.len();
        Size { entries: entries as u64, disk_bytes: 0 }
    }

    fn clear(&mut self) -> Result<(), Fault> {
        *self = Self::new(self.near.span());
        Ok(())
    }
}
