//! The index in memory: for tests, for `pipe` and `demo`, and for small windows.

use std::collections::HashMap;

use super::{Changes, Fault, Index};
use crate::article::{ArticleId, ContentHash};
use crate::ledger::{ArticleEntry, ContentEntry, Progress, Reached};

#[derive(Debug, Default)]
pub struct Memory {
    articles: HashMap<ArticleId, ArticleEntry>,
    contents: HashMap<ContentHash, ContentEntry>,
    progress: Progress,
    reached: Reached,
}

impl Index for Memory {
    fn article(&self, id: &ArticleId) -> Result<Option<ArticleEntry>, Fault> {
        Ok(self.articles.get(id).cloned())
    }

    fn content(&self, hash: &ContentHash) -> Result<Option<ContentEntry>, Fault> {
        Ok(self.contents.get(hash).cloned())
    }

    fn progress(&self) -> &Progress {
        &self.progress
    }

    fn reached(&self) -> &Reached {
        &self.reached
    }

    fn apply(&mut self, changes: Changes, reached: Reached) -> Result<(), Fault> {
        changes.update(&mut self.progress);
        self.articles.extend(changes.articles);
        self.contents.extend(changes.contents);
        self.reached = reached;
        Ok(())
    }

    fn clear(&mut self) -> Result<(), Fault> {
        *self = Self::default();
        Ok(())
    }
}
