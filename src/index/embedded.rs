//! The index on local disk: a log-structured tree, much larger than memory may be.
//!
//! Written without fsync: what a power failure takes is rebuilt from the ledger. Entries and the position that they
//! reach are written in one step, so after any crash it holds the fold of the ledger up to some position. The folder is
//! locked: a second process is refused.

mod expiry;
mod listed;
mod meta;

use std::path::Path;
use std::sync::Arc;

use fjall::{Database, Keyspace, KeyspaceCreateOptions};

use super::{Changes, Fault, Index, near};
use crate::article::{ArticleId, ContentHash, Digest};
use crate::ledger::{self, AliasEntry, ArticleEntry, ContentEntry, Progress, Reached};
use expiry::Expiry;
pub use expiry::Horizon;

/// Raised when what lies on disk changes its meaning: an index of another format is rebuilt.
const FORMAT: u8 = 3;

/// Small enough to stay in a processor's cache while it fills: each write and each question goes through the one of its
/// keyspace. What is larger costs memory and time.
const MEMTABLE_BYTES: u64 = 16 << 20;
/// What was written and is not in a table yet. It is read at each start, and costs disk.
const JOURNAL_BYTES: u64 = 128 << 20;
/// One flushes while the other compacts. A single one, as the tree would have on one processor, lets what waits to be flushed
/// grow without bounds meanwhile.
const WORKERS: usize = 2;

#[allow(missing_debug_implementations, reason = "holds a database of a foreign library")]
pub struct Embedded {
    db: Database,
    articles: Keyspace,
    contents: Keyspace,
    aliases: Keyspace,
    /// What `table` lists, for the next start. By decision, so that what comes lies at one end and what is forgotten at the
    /// other: under ids, which are random, every compaction would move all of it.
    near: Keyspace,
    table: near::Table,
    /// Decisions whose articles the table let go of, to be removed with the next step. Each change outside of a step asks the
    /// tree to flush: thousands at once fill the queue of its workers, who then wait for each other for ever.
    forgotten: Vec<u64>,
    /// Format, position, and what is known apart from articles.
    meta: Keyspace,
    progress: Progress,
    reached: Reached,
    horizon: Horizon,
}

/// Why an index cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenFault {
    #[error("another process has it open")]
    Locked,
    #[error("{0}")]
    Failed(fjall::Error),
}

/// How much lies on disk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stats {
    /// Near enough; exact counts would read everything.
    pub articles: usize,
    pub contents: usize,
    pub disk_bytes: u64,
}

impl Embedded {
    /// Opens the folder, or makes it. What cannot be read any more is forgotten, to be rebuilt.
    pub fn open(
        folder: &Path,
        cache_bytes: u64,
        horizon: &Horizon,
        near_span: u64,
    ) -> Result<Self, OpenFault> {
        let expiry = Arc::new(Expiry::new(horizon));
        let assign = move |name: &str| match name {
            "articles" | "contents" | "aliases" => {
                Some(expiry.clone() as Arc<dyn fjall::compaction::filter::Factory>)
            }
            _ => None,
        };
        let open = || {
            let db = Database::builder(folder)
                .worker_threads(WORKERS)
                .max_journaling_size(JOURNAL_BYTES)
                .cache_size(cache_bytes)
                .with_compaction_filter_factories(Arc::new(assign))
                .open()?;
            let keyspace = |name| {
                db.keyspace(name, || KeyspaceCreateOptions::default().max_memtable_size(MEMTABLE_BYTES))
            };
            let keyspaces = [
                keyspace("articles")?,
                keyspace("contents")?,
                keyspace("aliases")?,
                keyspace("near")?,
                keyspace("meta")?,
            ];
            Ok((db, keyspaces))
        };
        let opened = open().map_err(|error| {
            if matches!(error, fjall::Error::Locked) { OpenFault::Locked } else { OpenFault::Failed(error) }
        });
        let (db, [articles, contents, aliases, near, meta]) = opened?;
        let mut index = Self {
            db,
            articles,
            contents,
            aliases,
            near,
            table: near::Table::new(near_span),
            forgotten: Vec::new(),
            meta,
            progress: Progress::default(),
            reached: Reached::default(),
            horizon: horizon.clone(),
        };
        if index.load().is_err() {
            index.clear().map_err(|Fault(reason)| {
                OpenFault::Failed(fjall::Error::Io(std::io::Error::other(reason)))
            })?;
        }
        Ok(index)
    }

    /// What is kept in memory.
    fn load(&mut self) -> Result<(), Fault> {
        let (progress, reached) =
            meta::read(&self.meta)?.ok_or_else(|| Fault("new, or of another format".to_owned()))?;
        for guard in self.near.iter() {
            let (id, entry) = listed::decode(&guard.value().map_err(fault)?)?;
            self.table.add(id, entry);
        }
        // What was let go of last is still there.
        self.forgotten = self.table.forget(progress.last_decision);
        (self.progress, self.reached) = (progress, reached);
        Ok(())
    }

    pub fn stats(&self) -> Stats {
        Stats {
            articles: self.articles.approximate_len(),
            contents: self.contents.approximate_len(),
            disk_bytes: self.disk_bytes(),
        }
    }

    /// The position comes first.
    fn keyspaces(&self) -> [&Keyspace; 5] {
        [&self.meta, &self.articles, &self.contents, &self.aliases, &self.near]
    }

    /// Every article, in the order of ids; for `audit`.
    pub fn articles(&self) -> impl Iterator<Item = Result<(ArticleId, ArticleEntry), Fault>> {
        self.articles.iter().map(|guard| {
            let (key, value) = guard.into_inner().map_err(fault)?;
            Ok((id_of(&key)?, ledger::decode_article(expiry::without_time(&value)).map_err(broken)?))
        })
    }
}

impl Index for Embedded {
    fn article(&self, id: &ArticleId) -> Result<Option<ArticleEntry>, Fault> {
        let found = self.articles.get(id.0.bytes()).map_err(fault)?;
        found.map(|value| ledger::decode_article(expiry::without_time(&value)).map_err(broken)).transpose()
    }

    fn content(&self, hash: &ContentHash) -> Result<Option<ContentEntry>, Fault> {
        let found = self.contents.get(hash.0.bytes()).map_err(fault)?;
        found.map(|value| ledger::decode_content(expiry::without_time(&value)).map_err(broken)).transpose()
    }

    fn alias(&self, id: &ArticleId) -> Result<Option<AliasEntry>, Fault> {
        let found = self.aliases.get(id.0.bytes()).map_err(fault)?;
        found.map(|value| ledger::decode_alias(expiry::without_time(&value)).map_err(broken)).transpose()
    }

    fn near(&self) -> &near::Table {
        &self.table
    }

    fn progress(&self) -> &Progress {
        &self.progress
    }

    fn reached(&self) -> &Reached {
        &self.reached
    }

    fn apply(&mut self, changes: Changes, reached: Reached) -> Result<(), Fault> {
        let mut progress = self.progress.clone();
        changes.update(&mut progress);
        let mut batch = self.db.batch();
        for (id, entry) in &changes.articles {
            let noted = self.horizon.noted([entry.seen].into_iter().chain(entry.origin.timestamp));
            let value = expiry::with_time(noted, &ledger::encode_article(entry));
            batch.insert(&self.articles, id.0.bytes().as_slice(), value);
        }
        for (hash, entry) in &changes.contents {
            let value = expiry::with_time(self.horizon.noted([entry.seen]), &ledger::encode_content(entry));
            batch.insert(&self.contents, hash.0.bytes().as_slice(), value);
        }
        for (id, entry) in &changes.aliases {
            let value = expiry::with_time(self.horizon.noted([entry.seen]), &ledger::encode_alias(entry));
            batch.insert(&self.aliases, id.0.bytes().as_slice(), value);
        }
        let near = changes.near_in_order();
        for (id, entry) in &near {
            batch.insert(&self.near, listed::key(entry.decision), listed::encode(*id, entry));
        }
        for &decision in &self.forgotten {
            batch.remove(&self.near, listed::key(decision));
        }
        meta::write(&mut batch, &self.meta, &changes, &progress, &reached);
        batch.commit().map_err(fault)?;
        self.progress = progress;
        self.reached = reached;
        for (id, entry) in near {
            self.table.add(id, entry);
        }
        self.forgotten = self.table.forget(self.progress.last_decision);
        Ok(())
    }

    fn disk_bytes(&self) -> u64 {
        self.keyspaces().iter().map(|keyspace| keyspace.disk_space()).sum()
    }

    /// The position goes first: a crash in between leaves an index that knows that it holds nothing.
    fn clear(&mut self) -> Result<(), Fault> {
        self.progress = Progress::default();
        self.reached = Reached::default();
        self.table = near::Table::new(self.table.span());
        self.forgotten.clear();
        for keyspace in self.keyspaces() {
            keyspace.clear().map_err(fault)?;
        }
        Ok(())
    }
}

fn id_of(key: &[u8]) -> Result<ArticleId, Fault> {
    Digest::from_bytes(key).map(ArticleId).ok_or_else(|| Fault("a key of another size".to_owned()))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn fault(error: fjall::Error) -> Fault {
    Fault(format!("the index on disk failed: {error}"))
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn broken(error: ledger::Fault) -> Fault {
    Fault(format!("the index on disk holds {error}; `copydesk index rebuild` makes it anew"))
}
