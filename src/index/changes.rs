//! A step of the index.

use std::collections::BTreeMap;

use super::Digested;
use crate::article::{ArticleId, ContentHash};
use crate::ledger::{
    AliasEntry, ArticleEntry, ContentEntry, Entry, Header, NearEntry, Partition, Progress, Settled,
};

/// What a batch changes, or a stretch of the ledger. Later entries replace earlier ones of the same key.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    pub header: Option<Header>,
    pub articles: Digested<ArticleId, ArticleEntry>,
    pub contents: Digested<ContentHash, ContentEntry>,
    pub aliases: Digested<ArticleId, AliasEntry>,
    pub near: Digested<ArticleId, NearEntry>,
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
            Entry::Alias(id, entry) => {
                self.aliases.insert(id, entry);
            }
            Entry::Near(id, entry) => {
                // Where nothing is settled yet, as after a prime, nothing else tells how far decisions went.
                self.last_decision = self.last_decision.max(entry.decision);
                self.near.insert(id, entry);
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
        let aliases = self.aliases.iter().map(|(&id, entry)| Entry::Alias(id, entry.clone()));
        let near = self.near.iter().map(|(&id, entry)| Entry::Near(id, entry.clone()));
        let settled = self
            .settled
            .iter()
            .map(|(partition, settled)| Entry::Settled(partition.clone(), settled.clone()));
        header.chain(articles).chain(contents).chain(aliases).chain(near).chain(settled)
    }

    pub fn len(&self) -> usize {
        let Self { header, articles, contents, aliases, near, settled, last_decision: _ } = self;
        let entries = articles.len() + contents.len() + aliases.len() + near.len() + settled.len();
        usize::from(header.is_some()) + entries
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes in what follows.
    pub fn absorb(&mut self, later: Self) {
        let Self { header, articles, contents, aliases, near, settled, last_decision } = later;
        self.header = header.or(self.header.take());
        self.articles.extend(articles);
        self.contents.extend(contents);
        self.aliases.extend(aliases);
        self.near.extend(near);
        self.settled.extend(settled);
        self.last_decision = self.last_decision.max(last_decision);
    }

    /// What is to be listed, in the order in which it was decided.
    pub fn near_in_order(&self) -> Vec<(ArticleId, NearEntry)> {
        let mut near: Vec<_> = self.near.iter().map(|(&id, entry)| (id, entry.clone())).collect();
        near.sort_unstable_by_key(|(_, entry)| entry.decision);
        near
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
