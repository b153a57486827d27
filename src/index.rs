//! What is known of articles: a view that can be rebuilt, read by the decision and changed after a commit.
//!
//! Decisions of a batch live in an [`Overlay`] until their transaction is committed; only then are they applied.
//! Dropping the overlay undoes them.

pub mod memory;
mod overlay;

use std::fmt;

use crate::article::{ArticleId, ContentHash, Fullness, RawDigest, Sketch, TitleHash};
use crate::proto::{Origin, Timestamp};

pub use memory::Memory;
pub use overlay::{Changes, Overlay};

/// The one trait of the program: it is the one thing with several implementations in production.
pub trait Index {
    fn article(&self, id: &ArticleId) -> Result<Option<ArticleEntry>, Fault>;
    fn content(&self, hash: &ContentHash) -> Result<Option<ContentEntry>, Fault>;
    /// The number of the last decision applied; 0 before the first.
    fn last_decision(&self) -> u64;
    /// All changes or none.
    fn apply(&mut self, changes: Changes) -> Result<(), Fault>;
}

/// The index cannot answer. Never the item's fault: the line pauses and asks again.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Fault(pub String);

/// The latest revision of an article, as far as deciding needs it.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleEntry {
    pub state: State,
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Published,
    Withdrawn,
}

/// The article that first had a body.
#[derive(Clone, Debug, PartialEq)]
pub struct ContentEntry {
    pub article: ArticleId,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Published => "published",
            Self::Withdrawn => "withdrawn",
        })
    }
}
