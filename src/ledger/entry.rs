//! What is remembered of articles, of the ledger itself, and of input partitions.

use std::sync::Arc;

use crate::article::{ArticleId, ContentHash, Digest, Fullness, RawDigest, Signature, Sketch, TitleHash};
use crate::ledger::{Partition, Ranges};
use crate::proto::{Origin, Timestamp};

pub use crate::article::Presence;

/// One entry, which replaces the earlier one of the same key.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    Header(Header),
    Article(ArticleId, ArticleEntry),
    Content(ContentHash, ContentEntry),
    /// Under the id that the URL would give.
    Alias(ArticleId, AliasEntry),
    Near(ArticleId, NearEntry),
    Settled(Partition, Settled),
}

/// The latest revision of an article, as far as deciding needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleEntry {
    pub presence: Presence,
    /// Of the latest revision, from 1.
    pub revision: u32,
    pub canonical_url: String,
    /// Of the record that brought the latest revision.
    pub origin: Origin,
    pub title: Option<TitleHash>,
    pub content: ContentHash,
    pub raw: RawDigest,
    pub letters: u32,
    pub sketch: Sketch,
    pub fullness: Fullness,
    pub published: Option<Timestamp>,
    pub first_seen: Timestamp,
    /// When the latest revision was seen.
    pub revision_seen: Timestamp,
    /// When the article was last seen, as far as that was worth noting; the window counts from here.
    pub seen: Timestamp,
}

impl ArticleEntry {
    /// An archive told the address of the article and no text: what text it has is not known.
    pub fn is_address_alone(&self) -> bool {
        self.raw == RawDigest::UNKNOWN && self.title.is_none() && self.letters == 0
    }
}

/// The article that first had a body.
#[derive(Clone, Debug, PartialEq)]
pub struct ContentEntry {
    pub article: ArticleId,
    /// When it was last noted.
    pub seen: Timestamp,
    /// The titles under which the article's site had it, up to [`Self::MOST_TITLES`].
    pub titles: Vec<TitleHash>,
}

impl ContentEntry {
    /// A body under so many titles of one site belongs to none of them.
    pub const MOST_TITLES: usize = 3;
}

/// Another URL of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct AliasEntry {
    pub article: ArticleId,
    /// When it was last noted.
    pub seen: Timestamp,
}

/// What near copies of an article are found by.
#[derive(Clone, Debug, PartialEq)]
pub struct NearEntry {
    /// Shared with the article it is of, and with the table that lists it.
    pub signature: Arc<Signature>,
    /// The first of the articles that are nearly the same.
    pub cluster: ArticleId,
    /// When the text was seen.
    pub seen: Timestamp,
    /// The decision that listed it.
    pub decision: u64,
}

/// Whose ledger it is. Checked before anything is decided on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Random, given once: two ledgers under one name are told apart.
    pub ledger_id: Vec<u8>,
    pub group: String,
    pub inputs: Vec<String>,
    /// Of the settings that decide what is the same article.
    pub identity: Digest,
    pub key_version: u32,
}

/// What is settled of an input partition.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settled {
    /// Empty where the broker does not tell.
    pub topic_id: Vec<u8>,
    /// Where reading began.
    pub start: i64,
    pub ranges: Ranges,
    /// The last settled record: where it lies, and the digest of what it is.
    pub last: Option<(i64, Digest)>,
    /// The last decision that was made when this was written.
    pub decision: u64,
}

impl Settled {
    /// The first offset that is not settled: where reading goes on when the group's offset was lost.
    pub fn position(&self) -> i64 {
        self.ranges.first_gap(self.start)
    }
}
