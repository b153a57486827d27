//! A step of the index.

use std::collections::{BTreeMap, HashMap};

use crate::article::{ArticleId, ContentHash};
use crate::ledger::{ArticleEntry, ContentEntry, Entry, Header, Partition, Progress, Settled};

/// What a batch changes, or a stretch of the ledger. Later entries replace earlier ones of the same key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    pub header: Option<Header>,
    pub articles: HashMap<ArticleId, ArticleEntry>,
    pub contents: HashMap<ContentHash, ContentEntry>,
    pub settled: BTreeMap<Partition, Settled>,
    pub last_decision: u64,
}

impl Changes {
    pub fn add(&mut self, entry: Entry) {
        match entry {
            Entry::Header(header) => self.header = Some(header),
            Entry::Article(id, entry) => {
                self.articles.insert(id, entry);
            }
            Entry::Content(hash, entry) => {
                self.contents.insert(hash, entry);
            }
            Entry::Settled(partition, settled) => {
                self.last_decision = self.last_decision.max(settled.decision);
                self.settled.insert(partition, settled);
            }
        }
    }

    /// As entries of the ledger. What is settled comes last, so that the last entry of a transaction is never
    /// compacted away before the next.
    pub fn entries(&self) -> impl Iterator<Item = Entry> {
        let header = self.header.iter().cloned().map(Entry::Header);
        let articles = self.articles.iter().map(|(&id, entry)| Entry::Article(id, entry.clone()));
        let contents = self.contents.iter().map(|(&hash, entry)| Entry::Content(hash, entry.clone()));
        let settled = self
            .settled
            .iter()
            .map(|(partition, settled)| Entry::Settled(partition.clone(), settled.clone()));
        header.chain(articles).chain(contents).chain(settled)
    }

    pub fn len(&self) -> usize {
        usize::from(self.header.is_some()) + self.articles.len() + self.contents.len() + self.settled.len()
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Brings the small part of the fold up to date.
    pub fn update(&self, progress: &mut Progress) {
        if let Some(header) = &self.header {
            progress.header = Some(header.clone());
        }
        progress.settled.extend(self.settled.clone());
        progress.last_decision = progress.last_decision.max(self.last_decision);
    }
}
