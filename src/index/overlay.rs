//! The decisions of one batch over an index that does not know them yet.

use std::borrow::Cow;

use super::{Changes, Fault, Index, near};
use crate::article::{ArticleId, Bands, ContentHash};
use crate::ledger::{AliasEntry, ArticleEntry, ContentEntry, NearEntry, Partition, Settled};

/// Reads through to the index; keeps what is written to itself.
#[derive(Debug)]
pub struct Overlay<'a, I: ?Sized> {
    index: &'a I,
    changes: Changes,
    /// Of the batch.
    near: near::Table,
}

impl<'a, I: Index + ?Sized> Overlay<'a, I> {
    pub fn new(index: &'a I) -> Self {
        Self {
            index,
            changes: Changes { last_decision: index.progress().last_decision, ..Changes::default() },
            near: near::Table::new(index.near().span()),
        }
    }

    pub fn article(&self, id: &ArticleId) -> Result<Option<Cow<'_, ArticleEntry>>, Fault> {
        match self.changes.articles.get(id) {
            Some(entry) => Ok(Some(Cow::Borrowed(entry))),
            None => Ok(self.index.article(id)?.map(Cow::Owned)),
        }
    }

    pub fn content(&self, hash: &ContentHash) -> Result<Option<ContentEntry>, Fault> {
        match self.changes.contents.get(hash) {
            Some(entry) => Ok(Some(entry.clone())),
            None => self.index.content(hash),
        }
    }

    pub fn alias(&self, id: &ArticleId) -> Result<Option<AliasEntry>, Fault> {
        match self.changes.aliases.get(id) {
            Some(entry) => Ok(Some(entry.clone())),
            None => self.index.alias(id),
        }
    }

    /// What an article is listed under, where it counts.
    pub fn near(&self, id: &ArticleId) -> Option<&NearEntry> {
        let table = if self.near.lists(id) { &self.near } else { self.index.near() };
        table.get(id, self.changes.last_decision)
    }

    /// Articles that share a long stretch with a text: for each band the newest few, since what more articles share
    /// is no sign of a copy.
    pub fn alike(&self, bands: &Bands) -> impl Iterator<Item = (&ArticleId, &NearEntry)> {
        const MOST_OF_A_BAND: usize = 4;
        let (index, now) = (self.index.near(), self.changes.last_decision);
        self.near.begins(bands).into_iter().zip(index.begins(bands)).flat_map(move |(here, there)| {
            let known = index.chain(there, now).filter(|(id, _)| !self.near.lists(id));
            self.near.chain(here, now).chain(known).take(MOST_OF_A_BAND)
        })
    }

    pub fn put_article(&mut self, id: ArticleId, entry: ArticleEntry) {
        self.changes.articles.insert(id, entry);
    }

    pub fn put_content(&mut self, hash: ContentHash, entry: ContentEntry) {
        self.changes.contents.insert(hash, entry);
    }

    pub fn put_alias(&mut self, id: ArticleId, entry: AliasEntry) {
        self.changes.aliases.insert(id, entry);
    }

    /// Lists an article as of the decision that is being made.
    pub fn put_near(&mut self, id: ArticleId, entry: NearEntry) {
        let entry = NearEntry { decision: self.changes.last_decision, ..entry };
        self.near.add(id, entry);
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
        Changes { near: self.near.into_entries(), ..self.changes }
    }
}
