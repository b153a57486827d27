//! The tables on disk: keys and values of a log-structured tree.
//!
//! A key is a letter for the kind of entry and its digest; what near copies are found by lies by decision, so that what
//! comes lies at one end and what is forgotten at the other: under ids, which are random, every merge would move all of it.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use lsm_tree::compaction::Leveled;
use lsm_tree::config::{BlockSizePolicy, CompressionPolicy};
use lsm_tree::{AbstractTree as _, AnyTree, Cache, CompressionType, Config, Guard as _, SeqNo};
use lsm_tree::{SequenceNumberCounter, Slice};

use super::expiry::{Expiry, Horizon, behind_hour};
use super::{Layer, OpenFault, packed};
use crate::article::{ArticleId, ContentHash, Digest};
use crate::index::{Changes, Digested, Fault};
use crate::ledger::{AliasEntry, ArticleEntry, ContentEntry, NearEntry};

/// The kinds of entries, in the order of their keys.
pub const META: u8 = b'!';
const ARTICLE: u8 = b'a';
const CONTENT: u8 = b'c';
const ALIAS: u8 = b'l';
pub const NEAR: u8 = b'n';

/// Of tables that were merged. A merge takes up to fifty: while it lasts the next layer waits.
const TABLE_BYTES: u64 = 16 << 20;
/// So many layers are merged at once. Every one of them is asked for an entry that is not known.
const LAYERS: u8 = 4;
/// Larger ones compress better, and cost more to read an entry of.
const BLOCK_BYTES: u32 = 8 << 10;
/// By level: what is soon merged again is not worth it.
const COMPRESSION: [CompressionType; 3] =
    [CompressionType::None, CompressionType::None, CompressionType::Lz4];
/// The whole history: nobody reads an older state.
const LATEST: SeqNo = SeqNo::MAX;

pub struct Store {
    tree: AnyTree,
    sequence: SequenceNumberCounter,
    horizon: Horizon,
    /// The first decision whose listing for near copies counts.
    near_from: Arc<AtomicU64>,
    /// Held as long as the folder is in use.
    _lock: File,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store").field("tables", &self.tree.table_count()).finish_non_exhaustive()
    }
}

impl Store {
    pub fn open(folder: &Path, cache_bytes: u64, horizon: &Horizon) -> Result<Self, OpenFault> {
        let lock = lock(folder)?;
        let near_from = Arc::new(AtomicU64::new(0));
        let (sequence, visible) = (SequenceNumberCounter::default(), SequenceNumberCounter::default());
        let expiry = Expiry::new(horizon, near_from.clone());
        let tree = Config::new(folder.join("tree"), sequence.clone(), visible.clone())
            .use_cache(Arc::new(Cache::with_capacity_bytes(cache_bytes)))
            .data_block_size_policy(BlockSizePolicy::all(BLOCK_BYTES))
            .data_block_compression_policy(CompressionPolicy::new(COMPRESSION))
            .with_compaction_filter_factory(Some(Arc::new(expiry)))
            .open()
            .map_err(|error| OpenFault::Failed(fault(error)))?;
        let next = tree.get_highest_seqno().map_or(0, |last| last + 1);
        sequence.set(next);
        visible.set(next);
        Ok(Self { tree, sequence, horizon: horizon.clone(), near_from, _lock: lock })
    }

    pub fn article(&self, id: &ArticleId) -> Result<Option<ArticleEntry>, Fault> {
        self.get(&key(ARTICLE, &id.0))?.map(|value| packed::decode_article(behind_hour(&value))).transpose()
    }

    pub fn content(&self, hash: &ContentHash) -> Result<Option<ContentEntry>, Fault> {
        self.get(&key(CONTENT, &hash.0))?.map(|value| packed::decode_content(behind_hour(&value))).transpose()
    }

    pub fn alias(&self, id: &ArticleId) -> Result<Option<AliasEntry>, Fault> {
        self.get(&key(ALIAS, &id.0))?.map(|value| packed::decode_alias(behind_hour(&value))).transpose()
    }

    pub fn get(&self, key: &[u8]) -> Result<Option<Slice>, Fault> {
        self.tree.get(key, LATEST).map_err(fault)
    }

    /// In the order of ids.
    pub fn articles(&self) -> impl Iterator<Item = Result<(ArticleId, ArticleEntry), Fault>> + use<> {
        self.all(ARTICLE).map(|found| {
            let (key, value) = found?;
            let id = key.get(1..).and_then(Digest::from_bytes);
            let id = id.ok_or_else(|| Fault("a key of another size".to_owned()))?;
            Ok((ArticleId(id), packed::decode_article(behind_hour(&value))?))
        })
    }

    /// What near copies are found by, as far as it counts, in the order of decisions.
    pub fn near(&self) -> impl Iterator<Item = Result<(ArticleId, NearEntry), Fault>> + use<> {
        let from = near_key(self.near_from.load(Ordering::Relaxed));
        self.tree.range(&from[..]..&[NEAR + 1][..], LATEST, None).map(|guard| {
            let (_, value) = guard.into_inner().map_err(fault)?;
            packed::decode_near(&value)
        })
    }

    /// All of a kind.
    pub fn all(&self, kind: u8) -> impl Iterator<Item = Result<(Slice, Slice), Fault>> + use<> {
        self.tree.prefix([kind], LATEST, None).map(|guard| guard.into_inner().map_err(fault))
    }

    pub fn forget_near_before(&self, decision: u64) {
        self.near_from.store(decision, Ordering::Relaxed);
    }

    /// All of a layer together with the position that it reaches, or nothing of it.
    pub fn write(&self, layer: &Layer) -> Result<(), Fault> {
        let Changes { articles, contents, aliases, near, .. } = &layer.changes;
        let mut table = self.tree.ingestion().map_err(fault)?;
        let mut write = |key: &[u8], value: Vec<u8>| table.write(key, value).map_err(fault);
        for (key, value) in layer.position.entries(&layer.changes) {
            write(&key, value)?;
        }
        for (id, entry) in sorted(articles) {
            let noted = self.horizon.noted([entry.seen].into_iter().chain(entry.origin.timestamp));
            write(&key(ARTICLE, &id.0), noted.before(&packed::encode_article(entry)))?;
        }
        for (hash, entry) in sorted(contents) {
            let noted = self.horizon.noted([entry.seen]);
            write(&key(CONTENT, &hash.0), noted.before(&packed::encode_content(entry)))?;
        }
        for (id, entry) in sorted(aliases) {
            let noted = self.horizon.noted([entry.seen]);
            write(&key(ALIAS, &id.0), noted.before(&packed::encode_alias(entry)))?;
        }
        let mut listed: Vec<_> = near.iter().collect();
        listed.sort_unstable_by_key(|(_, entry)| entry.decision);
        for (id, entry) in listed {
            write(&near_key(entry.decision), packed::encode_near(*id, entry))?;
        }
        table.finish().map_err(fault)
    }

    /// Merges some tables, where they are many, and lets go of those of which nothing counts. Whether there may be more to
    /// do.
    pub fn merge(&self) -> Result<bool, Fault> {
        let near_from = near_key(self.near_from.load(Ordering::Relaxed));
        self.tree.drop_range(&[NEAR][..]..&near_from[..]).map_err(fault)?;
        let strategy = Leveled::default().with_l0_threshold(LAYERS).with_table_target_size(TABLE_BYTES);
        let before = self.shape();
        self.tree.compact(Arc::new(strategy), self.sequence.get()).map_err(fault)?;
        Ok(self.shape() != before)
    }

    /// So many layers wait to be merged that reading suffers.
    pub fn is_behind(&self) -> bool {
        self.tree.l0_run_count() >= 2 * usize::from(LAYERS)
    }

    /// Another whenever something was merged or moved.
    fn shape(&self) -> (u64, Vec<Option<usize>>) {
        const LEVELS: usize = 7;
        (self.tree.disk_space(), (0..LEVELS).map(|level| self.tree.level_table_count(level)).collect())
    }

    pub fn entries(&self) -> usize {
        self.tree.approximate_len()
    }

    pub fn disk_bytes(&self) -> u64 {
        self.tree.disk_space()
    }

    pub fn clear(&self) -> Result<(), Fault> {
        self.tree.clear().map_err(fault)
    }
}

fn lock(folder: &Path) -> Result<File, OpenFault> {
    let failed = |error: std::io::Error| {
        OpenFault::Failed(Fault(format!("failed to open {}: {error}", folder.display())))
    };
    std::fs::create_dir_all(folder).map_err(failed)?;
    let file = File::create(folder.join("lock")).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenFault::Locked),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}

fn key(kind: u8, digest: &Digest) -> [u8; 1 + size_of::<Digest>()] {
    let mut key = [kind; 1 + size_of::<Digest>()];
    for (byte, of_digest) in key.iter_mut().skip(1).zip(digest.bytes()) {
        *byte = *of_digest;
    }
    key
}

fn near_key(decision: u64) -> [u8; 1 + size_of::<u64>()] {
    let mut key = [NEAR; 1 + size_of::<u64>()];
    for (byte, of_decision) in key.iter_mut().skip(1).zip(decision.to_be_bytes()) {
        *byte = of_decision;
    }
    key
}

/// Of the key of what was listed for near copies.
pub fn decision_of(key: &[u8]) -> Option<u64> {
    key.get(1..)?.try_into().ok().map(u64::from_be_bytes)
}

fn sorted<K: Ord, V>(entries: &Digested<K, V>) -> Vec<(&K, &V)> {
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_unstable_by_key(|(key, _)| *key);
    entries
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that map_err takes")]
fn fault(error: lsm_tree::Error) -> Fault {
    Fault(format!("the index on disk failed: {error}"))
}
