//! The vocabulary of one article on its way through the line: as decoded, and as identified.
//!
//! The clean form is [`crate::proto::Article`]. Plain data only; the stages fill it in.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use crate::proto::{Article, Evidence, Timestamp};

/// A date as the source wrote it, and where it stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Found {
    pub text: String,
    /// Path of the field.
    pub field: String,
    /// The zone, where the source writes it into a field of its own.
    pub zone: Option<String>,
    pub evidence: Evidence,
}

impl Found {
    pub fn new(field: &str, text: impl Into<String>) -> Self {
        Self { text: text.into(), field: field.to_owned(), zone: None, evidence: Evidence::Field }
    }
}

/// The text of an item. That a text is empty says something (the page lost it); that the source never sends
/// texts does not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Body {
    #[default]
    Absent,
    /// As its source wrote it, perhaps with markup.
    Text(String),
    /// Out of a page, without any.
    Plain(String),
}

impl Body {
    pub fn text(&self) -> &str {
        match self {
            Self::Absent => "",
            Self::Text(text) | Self::Plain(text) => text,
        }
    }
}

/// An item as decoded: every field as found, whatever the form of the record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Raw {
    pub url: Option<String>,
    pub canonical_url: Option<String>,
    pub title: String,
    pub body: Body,
    pub description: String,
    /// All that may be the date, the most telling field first; so with the next two.
    pub published: Vec<Found>,
    pub modified: Vec<Found>,
    pub fetched_at: Vec<Found>,
    pub authors: Vec<String>,
    pub language: String,
    pub site_name: String,
    pub section: String,
    pub tags: Vec<String>,
    pub images: Vec<String>,
    pub withdrawn: bool,
    pub said: Said,
    /// The encoding of the record was told from its bytes alone.
    pub charset_guessed: bool,
    /// The whole page, where the item brings it: as text in memory, or, until `decode` is done, in the encoding it came in.
    pub page: Option<String>,
    /// What the schema does not name, by its path in the item.
    pub extra: BTreeMap<String, String>,
}

/// What a source says of its own text.
#[expect(clippy::struct_excessive_bools, reason = "claims of their own, each true or not")]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// It was cut.
    pub truncated: bool,
    /// Readers must pay for it.
    pub paywalled: bool,
    /// It is a front page, or a list of articles.
    pub listing: bool,
    /// The server answered with an error, and sent this with it.
    pub failed: bool,
}

/// How much of its text an item brings. Ordered: less never replaces more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fullness {
    /// A title, and no text.
    Headline = 1,
    /// A stub, or a text that was cut.
    Partial = 2,
    Full = 3,
}

impl Fullness {
    /// As it is stored.
    pub fn number(self) -> u32 {
        self as u32
    }

    pub fn from_number(number: u32) -> Option<Self> {
        [Self::Headline, Self::Partial, Self::Full].into_iter().find(|fullness| fullness.number() == number)
    }
}

/// 128 bits of BLAKE3: the content is the attacker's to choose, so fewer bits or a weaker hash could be made to collide.
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 16]);

impl Digest {
    pub fn of(bytes: &[u8]) -> Self {
        Self::begin_of(&blake3::hash(bytes))
    }

    /// Of all parts, one after the other.
    pub fn of_all(parts: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for part in parts {
            hasher.update(part);
        }
        Self::begin_of(&hasher.finalize())
    }

    fn begin_of(hash: &blake3::Hash) -> Self {
        Self(std::array::from_fn(|at| hash.as_bytes()[at]))
    }

    pub fn bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// From 32 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let halves: Option<Vec<u32>> = text.chars().map(|c| c.to_digit(16)).collect();
        let bytes = halves?
            .chunks(2)
            .map(|pair| u8::try_from(pair.iter().fold(0, |all, half| all << 4 | half)))
            .collect::<Result<Vec<_>, _>>();
        Self::from_bytes(&bytes.ok()?).filter(|_| text.len() == 32)
    }

    /// Nothing where there are not as many bytes as a digest has.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let digit = |half: u8| char::from(DIGITS[usize::from(half)]);
        let hex: String = self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0xf)]).collect();
        f.write_str(&hex)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Names an article for as long as it is known: the digest of the first URL key it was seen under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ArticleId(pub Digest);

/// Equal for bodies of the same letters and digits, however they are set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ContentHash(pub Digest);

/// Equal for titles of the same letters and digits; nothing where there is no title.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TitleHash(pub Digest);

/// Of title and text as received: tells a change at the source from a change of our own reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RawDigest(pub Digest);

impl RawDigest {
    /// Of what came by here in another form only: equal to that of nothing that comes.
    pub const UNKNOWN: Self = Self(Digest([0; 16]));
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for ContentHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A few bytes that tell how much of one text is in another, without the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sketch(pub [u8; Self::BINS]);

impl Sketch {
    /// Enough to tell a corrected sentence from a new text; far too few to find near copies by.
    pub const BINS: usize = 16;

    /// Share of the text that two sketches have in common, from 0 to 1, within about a tenth.
    pub fn similarity(self, other: Self) -> f32 {
        let equal = self.0.iter().zip(other.0).filter(|&(&a, b)| a == b).count();
        f32::from(u8::try_from(equal).expect("at most the number of bins")) / 16.0
    }
}

/// What near copies are found by, and told from stories that are only made alike. Of a text that may be one, or have one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// Letters and digits of the text.
    pub letters: u32,
    pub bands: Bands,
    pub grain: Grain,
    pub numbers: Facts,
    pub names: Facts,
}

/// One long stretch of a text for each band, by its hash: texts that share one are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bands(pub [u32; Self::COUNT]);

impl Bands {
    pub const COUNT: usize = 16;
    /// Of a band that holds nothing, in a short text.
    pub const EMPTY: u32 = u32::MAX;

    pub fn to_bytes(self) -> Vec<u8> {
        self.0.iter().flat_map(|hash| hash.to_le_bytes()).collect()
    }

    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let hashes: Vec<u32> = bytes.as_chunks().0.iter().copied().map(u32::from_le_bytes).collect();
        hashes.try_into().ok().map(Self)
    }

    /// Band and hash of each that holds something.
    pub fn keys(&self) -> impl Iterator<Item = (usize, u32)> {
        self.0.into_iter().enumerate().filter(|&(_, hash)| hash != Self::EMPTY)
    }
}

impl Default for Bands {
    fn default() -> Self {
        Self([Self::EMPTY; Self::COUNT])
    }
}

/// As a [`Sketch`], four times as fine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Grain(pub [u8; Self::BINS]);

impl Grain {
    pub const BINS: usize = 64;

    /// Share of their runs that two texts have in common (Jaccard's index), from 0 to 1, within about 0.06.
    pub fn similarity(&self, other: &Self) -> f32 {
        const BY_CHANCE: f32 = 1.0 / 256.0;
        let equal: u8 = self.0.iter().zip(&other.0).map(|(a, b)| u8::from(a == b)).sum();
        let share = f32::from(equal) / 64.0;
        ((share - BY_CHANCE) / (1.0 - BY_CHANCE)).max(0.0)
    }
}

impl Default for Grain {
    fn default() -> Self {
        Self([0; Self::BINS])
    }
}

/// Hashes of the numbers or the names in a text, sorted: all of them where they are few, else the smallest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    hashes: [u16; Self::MOST],
    count: usize,
}

impl Facts {
    pub const MOST: usize = 16;

    pub fn new(hashes: impl IntoIterator<Item = u16>) -> Self {
        let mut hashes: Vec<u16> = hashes.into_iter().collect();
        hashes.sort_unstable();
        hashes.dedup();
        let mut facts = Self::default();
        for (place, hash) in facts.hashes.iter_mut().zip(hashes) {
            *place = hash;
            facts.count += 1;
        }
        facts
    }

    pub fn to_bytes(self) -> Vec<u8> {
        self.hashes().iter().flat_map(|hash| hash.to_le_bytes()).collect()
    }

    pub fn from_bytes(bytes: &[u8]) -> Self {
        Self::new(bytes.as_chunks().0.iter().copied().map(u16::from_le_bytes))
    }

    pub fn hashes(&self) -> &[u16] {
        self.hashes.get(..self.count).unwrap_or_default()
    }

    /// How many of these the other text lacks, and of how many that can be said.
    pub fn lacking(&self, other: &Self) -> (usize, usize) {
        let others = other.hashes();
        let known = if others.len() == Self::MOST { others.last().copied() } else { None };
        let (mut lacking, mut told) = (0, 0);
        for hash in self.hashes().iter().take_while(|hash| known.is_none_or(|most| **hash <= most)) {
            told += 1;
            lacking += usize::from(others.binary_search(hash).is_err());
        }
        (lacking, told)
    }
}

/// What an article is compared by.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    pub article_id: ArticleId,
    /// The id that the rules of the version before would give, where it is another.
    pub former_id: Option<ArticleId>,
    pub title: Option<TitleHash>,
    pub content: ContentHash,
    pub raw: RawDigest,
    /// Letters and digits of the body.
    pub letters: u32,
    pub sketch: Sketch,
    /// Where the text is long enough to be told from others by.
    pub signature: Option<Arc<Signature>>,
}

/// An article ready to be decided.
#[derive(Clone, Debug)]
pub struct Candidate {
    pub article: Article,
    pub identity: Identity,
    pub fullness: Fullness,
    pub withdrawal: Withdrawal,
    pub seen_at: Timestamp,
    pub trace: Trace,
}

/// Whether an article that is known is there to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    Published,
    Withdrawn,
}

/// Whether an item takes its article down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Withdrawal {
    No,
    /// A text field without text: a withdrawal where a text is known.
    IfKnown,
    Explicit,
}

/// How the article came to be what it is, for `explain`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    pub url_key: String,
    pub url_rules: Vec<&'static str>,
    /// The rule that read the publication date.
    pub published_rule: Option<&'static str>,
    /// Every text that was considered as the publication date.
    pub published_candidates: Vec<Found>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_print_as_lower_case_hex_of_blake3() {
        let expected = blake3::hash(b"copydesk").to_hex().to_string();
        assert_eq!(Digest::of(b"copydesk").to_string(), expected.split_at(32).0);
    }

    #[test]
    fn similarity_is_the_share_of_equal_bins() {
        let mut other = Sketch([7; 16]);
        other.0[..4].copy_from_slice(&[1, 2, 3, 4]);
        assert!((Sketch([7; 16]).similarity(other) - 0.75).abs() < f32::EPSILON);
    }
}
