//! Entries as values on disk. A hash cannot be made smaller, so the rest is: moments are told by how far they lie from the
//! first of them, and what is usual takes no room.

use prost::Message;

use crate::article::{ArticleId, ContentHash, Digest, Fullness, RawDigest, Sketch, TitleHash};
use crate::index::Fault;
use crate::ledger::{self, AliasEntry, ArticleEntry, ContentEntry, NearEntry, Presence};
use crate::proto::{Origin, Timestamp};

const DIGEST_BYTES: usize = size_of::<Digest>();

#[derive(Clone, PartialEq, Message)]
struct Article {
    /// Content, raw bytes, sketch, and the title where there is one.
    #[prost(bytes = "vec", tag = "1")]
    hashes: Vec<u8>,
    #[prost(string, tag = "2")]
    canonical_url: String,
    #[prost(message, required, tag = "3")]
    moments: Moments,
    /// Seen, first seen, and seen as its latest revision come first; then those that may be missing.
    #[prost(bool, tag = "4")]
    is_published: bool,
    #[prost(bool, tag = "5")]
    is_recorded: bool,
    #[prost(string, tag = "6")]
    topic: String,
    #[prost(int32, tag = "7")]
    partition: i32,
    #[prost(int64, tag = "8")]
    offset: i64,
    #[prost(uint32, tag = "9")]
    item: u32,
    #[prost(uint32, tag = "10")]
    letters: u32,
    /// Of the latest revision, counted from 0.
    #[prost(uint32, tag = "11")]
    revision: u32,
    /// How far from full the text is.
    #[prost(uint32, tag = "12")]
    lacking: u32,
    #[prost(bool, tag = "13")]
    withdrawn: bool,
}

/// A body, or an alias: the article, and titles of a body.
#[derive(Clone, PartialEq, Message)]
struct Link {
    #[prost(bytes = "vec", tag = "1")]
    hashes: Vec<u8>,
    #[prost(message, required, tag = "2")]
    moments: Moments,
}

#[derive(Clone, PartialEq, Message)]
struct Moments {
    /// Since the epoch, and from the second one on since the first.
    #[prost(sint64, repeated, tag = "1")]
    seconds: Vec<i64>,
    /// Of each, or none where all are whole seconds.
    #[prost(int32, repeated, tag = "2")]
    millis: Vec<i32>,
    /// The same, where milliseconds do not tell it.
    #[prost(int32, repeated, tag = "3")]
    nanos: Vec<i32>,
}

impl Moments {
    fn of(times: impl IntoIterator<Item = Timestamp>) -> Self {
        const NANOS: i32 = 1_000_000;
        let times: Vec<_> = times.into_iter().collect();
        let first = times.first().map_or(0, |time| time.seconds);
        let since = |(at, time): (usize, &Timestamp)| {
            if at == 0 { time.seconds } else { time.seconds.wrapping_sub(first) }
        };
        let seconds = times.iter().enumerate().map(since).collect();
        let (mut millis, mut nanos) = (Vec::new(), Vec::new());
        if times.iter().any(|time| time.nanos % NANOS != 0) {
            nanos = times.iter().map(|time| time.nanos).collect();
        } else if times.iter().any(|time| time.nanos != 0) {
            millis = times.iter().map(|time| time.nanos / NANOS).collect();
        }
        Self { seconds, millis, nanos }
    }

    fn times(&self) -> impl Iterator<Item = Timestamp> {
        let first = self.seconds.first().copied().unwrap_or_default();
        self.seconds.iter().enumerate().map(move |(at, &seconds)| Timestamp {
            seconds: if at == 0 { seconds } else { seconds.wrapping_add(first) },
            nanos: match (self.millis.get(at), self.nanos.get(at)) {
                (Some(millis), _) => millis.saturating_mul(1_000_000),
                (None, Some(nanos)) => *nanos,
                (None, None) => 0,
            },
        })
    }
}

pub fn encode_article(entry: &ArticleEntry) -> Vec<u8> {
    let ArticleEntry {
        presence,
        revision,
        canonical_url,
        origin: Origin { topic, partition, offset, timestamp, item },
        title,
        content,
        raw,
        letters,
        sketch,
        fullness,
        published,
        first_seen,
        revision_seen,
        seen,
    } = entry;
    let title = title.as_ref().map_or(&[][..], |title| title.0.bytes());
    let times = [*seen, *first_seen, *revision_seen].into_iter().chain(*published).chain(*timestamp);
    let article = Article {
        hashes: [content.0.bytes(), raw.0.bytes(), &sketch.0[..], title].concat(),
        canonical_url: canonical_url.clone(),
        moments: Moments::of(times),
        is_published: published.is_some(),
        is_recorded: timestamp.is_some(),
        topic: topic.clone(),
        partition: *partition,
        offset: *offset,
        item: *item,
        letters: *letters,
        revision: revision.wrapping_sub(1),
        lacking: Fullness::Full.number().wrapping_sub(fullness.number()),
        withdrawn: *presence == Presence::Withdrawn,
    };
    article.encode_to_vec()
}

pub fn decode_article(bytes: &[u8]) -> Result<ArticleEntry, Fault> {
    let article = Article::decode(bytes).map_err(broken)?;
    let mut hashes = article.hashes.as_slice();
    let (content, raw) = (digest(&mut hashes)?, digest(&mut hashes)?);
    let (sketch, title) =
        hashes.split_first_chunk::<{ Sketch::BINS }>().ok_or_else(|| broken("a short sketch"))?;
    let mut times = article.moments.times();
    let mut time = || times.next().ok_or_else(|| broken("a missing time"));
    let (seen, first_seen, revision_seen) = (time()?, time()?, time()?);
    let published = article.is_published.then(&mut time).transpose()?;
    let timestamp = article.is_recorded.then(&mut time).transpose()?;
    let fullness = Fullness::from_number(Fullness::Full.number().wrapping_sub(article.lacking));
    Ok(ArticleEntry {
        presence: if article.withdrawn { Presence::Withdrawn } else { Presence::Published },
        revision: article.revision.wrapping_add(1),
        canonical_url: article.canonical_url,
        origin: Origin {
            topic: article.topic,
            partition: article.partition,
            offset: article.offset,
            timestamp,
            item: article.item,
        },
        title: titles(title)?.pop(),
        content: ContentHash(content),
        raw: RawDigest(raw),
        letters: article.letters,
        sketch: Sketch(*sketch),
        fullness: fullness.ok_or_else(|| broken("an unknown fullness"))?,
        published,
        first_seen,
        revision_seen,
        seen,
    })
}

pub fn encode_content(entry: &ContentEntry) -> Vec<u8> {
    let titles = entry.titles.iter().flat_map(|title| title.0.bytes());
    let hashes = entry.article.0.bytes().iter().chain(titles).copied().collect();
    Link { hashes, moments: Moments::of([entry.seen]) }.encode_to_vec()
}

pub fn decode_content(bytes: &[u8]) -> Result<ContentEntry, Fault> {
    let (article, seen, others) = decode_link(bytes)?;
    Ok(ContentEntry { article, seen, titles: titles(&others)? })
}

pub fn encode_alias(entry: &AliasEntry) -> Vec<u8> {
    let hashes = entry.article.0.bytes().to_vec();
    Link { hashes, moments: Moments::of([entry.seen]) }.encode_to_vec()
}

pub fn decode_alias(bytes: &[u8]) -> Result<AliasEntry, Fault> {
    let (article, seen, _) = decode_link(bytes)?;
    Ok(AliasEntry { article, seen })
}

/// With the article in front.
pub fn encode_near(id: ArticleId, entry: &NearEntry) -> Vec<u8> {
    [&id.0.bytes()[..], &ledger::encode_near(entry)].concat()
}

pub fn decode_near(value: &[u8]) -> Result<(ArticleId, NearEntry), Fault> {
    let mut entry = value;
    let id = ArticleId(digest(&mut entry)?);
    Ok((id, ledger::decode_near(entry).map_err(broken)?))
}

/// The article, when it was noted, and what other hashes there are.
fn decode_link(bytes: &[u8]) -> Result<(ArticleId, Timestamp, Vec<u8>), Fault> {
    let Link { mut hashes, moments } = Link::decode(bytes).map_err(broken)?;
    let seen = moments.times().next().ok_or_else(|| broken("a missing time"))?;
    let article = digest(&mut hashes.as_slice())?;
    hashes.drain(..DIGEST_BYTES);
    Ok((ArticleId(article), seen, hashes))
}

fn titles(hashes: &[u8]) -> Result<Vec<TitleHash>, Fault> {
    let titles = hashes.chunks(DIGEST_BYTES).map(|mut title| digest(&mut title).map(TitleHash));
    titles.collect()
}

/// The first of several.
fn digest(hashes: &mut &[u8]) -> Result<Digest, Fault> {
    let found = hashes.split_off(..DIGEST_BYTES).and_then(Digest::from_bytes);
    found.ok_or_else(|| broken("a short hash"))
}

/// What is no entry.
pub fn broken(reason: impl std::fmt::Display) -> Fault {
    Fault(format!("the index on disk holds {reason}; `copydesk index rebuild` makes it anew"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn time() -> impl Strategy<Value = Timestamp> {
        let usual = (0..2_000_000_000_000i64).prop_map(Timestamp::from_millis);
        let any = (any::<i64>(), any::<i32>()).prop_map(|(seconds, nanos)| Timestamp { seconds, nanos });
        prop_oneof![usual, any]
    }

    fn hash() -> impl Strategy<Value = Digest> {
        any::<u64>().prop_map(|number| Digest::of(&number.to_le_bytes()))
    }

    prop_compose! {
        fn article()(
            (withdrawn, revision, canonical_url) in (any::<bool>(), any::<u32>(), ".{0,40}"),
            (topic, partition, offset, item) in (".{0,9}", any::<i32>(), any::<i64>(), any::<u32>()),
            (title, content, raw, sketch) in (proptest::option::of(hash()), hash(), hash(), hash()),
            letters in any::<u32>(),
            fullness in prop_oneof![Just(Fullness::Headline), Just(Fullness::Partial), Just(Fullness::Full)],
            (seen, first_seen, revision_seen) in (time(), time(), time()),
            (published, timestamp) in (proptest::option::of(time()), proptest::option::of(time())),
        ) -> ArticleEntry {
            ArticleEntry {
                presence: if withdrawn { Presence::Withdrawn } else { Presence::Published },
                revision,
                canonical_url,
                origin: Origin { topic, partition, offset, timestamp, item },
                title: title.map(TitleHash),
                content: ContentHash(content),
                raw: RawDigest(raw),
                letters,
                sketch: Sketch(*sketch.bytes()),
                fullness,
                published,
                first_seen,
                revision_seen,
                seen,
            }
        }
    }

    proptest! {
        #[test]
        fn articles_come_back_as_they_were(entry in article()) {
            prop_assert_eq!(decode_article(&encode_article(&entry)).unwrap(), entry);
        }

        #[test]
        fn bodies_and_aliases_come_back_as_they_were(
            id in hash(),
            seen in time(),
            titles in proptest::collection::vec(hash(), 0..=ContentEntry::MOST_TITLES),
        ) {
            let article = ArticleId(id);
            let titles = titles.into_iter().map(TitleHash).collect();
            let content = ContentEntry { article, seen, titles };
            prop_assert_eq!(decode_content(&encode_content(&content)).unwrap(), content);
            let alias = AliasEntry { article, seen };
            prop_assert_eq!(decode_alias(&encode_alias(&alias)).unwrap(), alias);
        }

        /// Of what is no entry nothing is known; where chance made one, it is one like others.
        #[test]
        fn whatever_lies_there_is_an_entry_or_a_fault(bytes: Vec<u8>) {
            if let Ok(entry) = decode_article(&bytes) {
                prop_assert_eq!(decode_article(&encode_article(&entry)).unwrap(), entry);
            }
            if let Ok(entry) = decode_content(&bytes) {
                prop_assert_eq!(decode_content(&encode_content(&entry)).unwrap(), entry);
            }
            if let Ok(entry) = decode_alias(&bytes) {
                prop_assert_eq!(decode_alias(&encode_alias(&entry)).unwrap(), entry);
            }
            if let Ok((id, entry)) = decode_near(&bytes) {
                prop_assert_eq!(decode_near(&encode_near(id, &entry)).unwrap(), (id, entry));
            }
        }

        #[test]
        fn an_entry_that_was_cut_is_never_taken_for_the_whole(entry in article(), cut: prop::sample::Index) {
            let whole = encode_article(&entry);
            let cut = cut.index(whole.len());
            prop_assert!(decode_article(&whole[..cut]).map_or(true, |read| read != entry));
        }
    }
}
