//! The index in memory: for tests, for `pipe` and `demo`, and for small windows.

use std::collections::HashMap;

use super::{ArticleEntry, Changes, ContentEntry, Fault, Index};
use crate::article::{ArticleId, ContentHash};

#[derive(Debug, Default)]
pub struct Memory {
    articles: HashMap<ArticleId, ArticleEntry>,
    contents: HashMap<ContentHash, ContentEntry>,
    last_decision: u64,
}

impl Index for Memory {
    fn article(&self, id: &ArticleId) -> Result<Option<ArticleEntry>, Fault> {
        Ok(self.articles.get(id).cloned())
    }

    fn content(&self, hash: &ContentHash) -> Result<Option<ContentEntry>, Fault> {
        Ok(self.contents.get(hash).cloned())
    }

    fn last_decision(&self) -> u64 {
        self.last_decision
    }

    fn apply(&mut self, changes: Changes) -> Result<(), Fault> {
        let Changes { articles, contents, last_decision } = changes;
        self.articles.extend(articles);
        self.contents.extend(contents);
        self.last_decision = last_decision;
        Ok(())
    }
}
