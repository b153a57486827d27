//! Entries as key and value of the ledger topic.

use std::sync::Arc;

use prost::Message as _;

use super::{
    AliasEntry, ArticleEntry, ContentEntry, Entry, FORMAT, Header, NearEntry, Partition, Presence, Settled,
};
use crate::article::{
    ArticleId, Bands, ContentHash, Digest, Facts, Fullness, Grain, RawDigest, Signature, Sketch, TitleHash,
};
use crate::proto::ledger_entry::Entry as Wire;
use crate::proto::{
    LedgerAlias, LedgerArticle, LedgerContent, LedgerEntry, LedgerHeader, LedgerNear, LedgerSettled,
    OffsetRange,
};
use crate::record::Topic;

/// Of the reading that makes content hashes. Raised when equal bytes get another hash.
const CONTENT_VERSION: u32 = 1;

/// Bytes that are no entry of a ledger that this program can read.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    #[error("an entry of format {0}, this program reads up to {FORMAT}: run a newer one")]
    Newer(u32),
    #[error("an entry that is none: {0}")]
    Broken(&'static str),
    #[error("an entry that is none: {0}")]
    Wire(#[from] prost::DecodeError),
}

pub fn encode(entry: &Entry) -> (Vec<u8>, Vec<u8>) {
    let (key, wire) = match entry {
        Entry::Header(header) => (b"header".to_vec(), Wire::Header(header_out(header))),
        Entry::Article(id, article) => {
            ([b"a", &id.0.bytes()[..]].concat(), Wire::Article(article_out(article)))
        }
        Entry::Content(hash, content) => {
            ([b"c", &hash.0.bytes()[..]].concat(), Wire::Content(content_out(content)))
        }
        Entry::Alias(id, alias) => ([b"l", &id.0.bytes()[..]].concat(), Wire::Alias(alias_out(alias))),
        Entry::Near(id, near) => ([b"n", &id.0.bytes()[..]].concat(), Wire::Near(near_out(near))),
        Entry::Settled(partition, settled) => (
            format!("s/{}/{}", partition.0, partition.1).into_bytes(),
            Wire::Settled(settled_out(partition, settled)),
        ),
    };
    (key, LedgerEntry { format: FORMAT, entry: Some(wire) }.encode_to_vec())
}

pub fn decode(key: &[u8], value: &[u8]) -> Result<Entry, Fault> {
    let LedgerEntry { format, entry } = LedgerEntry::decode(value)?;
    if format > FORMAT {
        return Err(Fault::Newer(format));
    }
    let named =
        |prefix: &[u8]| key.strip_prefix(prefix).and_then(Digest::from_bytes).ok_or(Fault::Broken("its key"));
    match entry.ok_or(Fault::Broken("it is empty"))? {
        Wire::Header(header) => Ok(Entry::Header(header_in(header)?)),
        Wire::Article(article) => Ok(Entry::Article(ArticleId(named(b"a")?), article_in(article)?)),
        Wire::Content(content) => Ok(Entry::Content(ContentHash(named(b"c")?), content_in(content)?)),
        Wire::Alias(alias) => Ok(Entry::Alias(ArticleId(named(b"l")?), alias_in(alias)?)),
        Wire::Near(near) => Ok(Entry::Near(ArticleId(named(b"n")?), near_in(near)?)),
        Wire::Settled(settled) => {
            let (partition, settled) = settled_in(settled)?;
            Ok(Entry::Settled(partition, settled))
        }
    }
}

/// To compare by.
pub fn encode_article(entry: &ArticleEntry) -> Vec<u8> {
    article_out(entry).encode_to_vec()
}

/// For an index on disk, whose key is its own.
pub fn encode_near(entry: &NearEntry) -> Vec<u8> {
    near_out(entry).encode_to_vec()
}

pub fn decode_near(bytes: &[u8]) -> Result<NearEntry, Fault> {
    near_in(LedgerNear::decode(bytes)?)
}

fn header_out(header: &Header) -> LedgerHeader {
    let Header { ledger_id, group, inputs, identity, key_version } = header.clone();
    LedgerHeader { ledger_id, group, inputs, identity: identity.bytes().to_vec(), key_version }
}

fn header_in(header: LedgerHeader) -> Result<Header, Fault> {
    let LedgerHeader { ledger_id, group, inputs, identity, key_version } = header;
    Ok(Header { ledger_id, group, inputs, identity: digest(&identity)?, key_version })
}

fn article_out(entry: &ArticleEntry) -> LedgerArticle {
    let ArticleEntry {
        presence,
        revision,
        canonical_url,
        origin,
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
    } = entry.clone();
    LedgerArticle {
        withdrawn: presence == Presence::Withdrawn,
        revision,
        canonical_url,
        origin: Some(origin),
        title: title.map_or_else(Vec::new, |title| title.0.bytes().to_vec()),
        content: content.0.bytes().to_vec(),
        raw: raw.0.bytes().to_vec(),
        letters,
        sketch: sketch.0.to_vec(),
        fullness: fullness.number(),
        published,
        first_seen: Some(first_seen),
        revision_seen: Some(revision_seen),
        seen: Some(seen),
        content_version: CONTENT_VERSION,
    }
}

fn article_in(article: LedgerArticle) -> Result<ArticleEntry, Fault> {
    let LedgerArticle {
        withdrawn,
        revision,
        canonical_url,
        origin,
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
        content_version: _,
    } = article;
    Ok(ArticleEntry {
        presence: if withdrawn { Presence::Withdrawn } else { Presence::Published },
        revision,
        canonical_url,
        origin: origin.ok_or(Fault::Broken("an article without its origin"))?,
        title: if title.is_empty() { None } else { Some(TitleHash(digest(&title)?)) },
        content: ContentHash(digest(&content)?),
        raw: RawDigest(digest(&raw)?),
        letters,
        sketch: Sketch(sketch.try_into().map_err(|_| Fault::Broken("a sketch of another size"))?),
        fullness: Fullness::from_number(fullness).ok_or(Fault::Broken("an unknown fullness"))?,
        published,
        first_seen: first_seen.ok_or(Fault::Broken("an article without its times"))?,
        revision_seen: revision_seen.ok_or(Fault::Broken("an article without its times"))?,
        seen: seen.ok_or(Fault::Broken("an article without its times"))?,
    })
}

fn content_out(entry: &ContentEntry) -> LedgerContent {
    let ContentEntry { article, seen, titles } = entry;
    LedgerContent {
        article: article.0.bytes().to_vec(),
        seen: Some(*seen),
        titles: titles.iter().map(|title| title.0.bytes().to_vec()).collect(),
    }
}

fn content_in(content: LedgerContent) -> Result<ContentEntry, Fault> {
    let LedgerContent { article, seen, titles } = content;
    let seen = seen.ok_or(Fault::Broken("a body without its time"))?;
    let titles = titles.iter().map(|title| digest(title).map(TitleHash)).collect::<Result<_, _>>()?;
    Ok(ContentEntry { article: ArticleId(digest(&article)?), seen, titles })
}

fn alias_out(entry: &AliasEntry) -> LedgerAlias {
    let AliasEntry { article, seen } = entry;
    LedgerAlias { article: article.0.bytes().to_vec(), seen: Some(*seen) }
}

fn alias_in(alias: LedgerAlias) -> Result<AliasEntry, Fault> {
    let LedgerAlias { article, seen } = alias;
    let seen = seen.ok_or(Fault::Broken("an alias without its time"))?;
    Ok(AliasEntry { article: ArticleId(digest(&article)?), seen })
}

fn near_out(entry: &NearEntry) -> LedgerNear {
    let NearEntry { signature, cluster, seen, decision } = entry;
    let Signature { letters, bands, grain, numbers, names } = signature.as_ref();
    LedgerNear {
        letters: *letters,
        bands: bands.to_bytes(),
        grain: grain.0.to_vec(),
        numbers: numbers.to_bytes(),
        names: names.to_bytes(),
        cluster: cluster.0.bytes().to_vec(),
        seen: Some(*seen),
        decision: *decision,
    }
}

fn near_in(near: LedgerNear) -> Result<NearEntry, Fault> {
    let LedgerNear { letters, bands, grain, numbers, names, cluster, seen, decision } = near;
    Ok(NearEntry {
        signature: Arc::new(Signature {
            letters,
            bands: Bands::from_bytes(&bands).ok_or(Fault::Broken("bands of another count"))?,
            grain: Grain(grain.try_into().map_err(|_| Fault::Broken("a grain of another size"))?),
            numbers: Facts::from_bytes(&numbers),
            names: Facts::from_bytes(&names),
        }),
        cluster: ArticleId(digest(&cluster)?),
        seen: seen.ok_or(Fault::Broken("a signature without its time"))?,
        decision,
    })
}

fn settled_out(partition: &Partition, settled: &Settled) -> LedgerSettled {
    let (last_offset, last_digest) = match settled.last {
        Some((offset, digest)) => (offset, digest.bytes().to_vec()),
        None => (0, Vec::new()),
    };
    LedgerSettled {
        topic: partition.0.to_string(),
        partition: partition.1,
        topic_id: settled.topic_id.clone(),
        start: settled.start,
        ranges: settled.ranges.iter().map(|(from, to)| OffsetRange { from, to }).collect(),
        last_offset,
        last_digest,
        decision: settled.decision,
    }
}

fn settled_in(settled: LedgerSettled) -> Result<(Partition, Settled), Fault> {
    let LedgerSettled { topic, partition, topic_id, start, ranges, last_offset, last_digest, decision } =
        settled;
    let last = if last_digest.is_empty() { None } else { Some((last_offset, digest(&last_digest)?)) };
    let ranges = ranges.into_iter().map(|OffsetRange { from, to }| (from, to)).collect();
    Ok(((Topic::new(&topic), partition), Settled { topic_id, start, ranges, last, decision }))
}

fn digest(bytes: &[u8]) -> Result<Digest, Fault> {
    Digest::from_bytes(bytes).ok_or(Fault::Broken("a digest of another size"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::{Origin, Timestamp};

    fn entries() -> Vec<Entry> {
        let digest = |text: &str| Digest::of(text.as_bytes());
        let article = ArticleEntry {
            presence: Presence::Withdrawn,
            revision: 3,
            canonical_url: "https://a.example/1".to_owned(),
            origin: Origin { topic: "raw".to_owned(), partition: 1, offset: 2, timestamp: None, item: 3 },
            title: None,
            content: ContentHash(digest("content")),
            raw: RawDigest(digest("raw")),
            letters: 9,
            sketch: Sketch([3; Sketch::BINS]),
            fullness: Fullness::Partial,
            published: None,
            first_seen: Timestamp::from_seconds(1),
            revision_seen: Timestamp::from_seconds(2),
            seen: Timestamp::from_seconds(3),
        };
        let settled = Settled {
            topic_id: vec![1, 2],
            start: 4,
            ranges: [(4, 9), (12, 13)].into_iter().collect(),
            last: Some((12, digest("record"))),
            decision: 77,
        };
        let header = Header {
            ledger_id: vec![7; 16],
            group: "desk".to_owned(),
            inputs: vec!["raw".to_owned()],
            identity: digest("settings"),
            key_version: 1,
        };
        let seen = Timestamp::from_seconds(3);
        let titles = vec![TitleHash(digest("one")), TitleHash(digest("other"))];
        let content = ContentEntry { article: ArticleId(digest("id")), seen, titles };
        let signature = Signature {
            letters: 900,
            bands: Bands([u32::MAX - 1; Bands::COUNT]),
            grain: Grain([200; Grain::BINS]),
            numbers: Facts::new([1, 500, 65_535]),
            names: Facts::default(),
        };
        let near = NearEntry {
            signature: signature.into(),
            cluster: ArticleId(digest("first")),
            seen,
            decision: 12,
        };
        vec![
            Entry::Header(header),
            Entry::Article(ArticleId(digest("id")), article),
            Entry::Content(ContentHash(digest("content")), content),
            Entry::Alias(ArticleId(digest("id")), AliasEntry { article: ArticleId(digest("other")), seen }),
            Entry::Near(ArticleId(digest("id")), near),
            Entry::Settled((Topic::new("raw/with/slashes"), 5), settled),
            Entry::Settled((Topic::new("raw"), 0), Settled::default()),
        ]
    }

    #[test]
    fn entries_round_trip_under_keys_of_their_own() {
        let encoded: Vec<_> = entries().iter().map(encode).collect();
        for (entry, (key, value)) in entries().iter().zip(&encoded) {
            assert_eq!(&decode(key, value).unwrap(), entry);
            assert_eq!(encoded.iter().filter(|(other, _)| other == key).count(), 1);
        }
    }

    #[test]
    fn a_newer_format_is_refused_by_its_number() {
        let newer = LedgerEntry { format: FORMAT + 1, entry: None }.encode_to_vec();
        assert!(matches!(decode(b"header", &newer), Err(Fault::Newer(3))));
    }

    #[test]
    fn an_entry_of_the_format_before_is_read() {
        let content = LedgerContent {
            article: vec![1; 16],
            seen: Some(Timestamp::from_seconds(3)),
            titles: Vec::new(),
        };
        let entry = LedgerEntry { format: FORMAT - 1, entry: Some(Wire::Content(content)) }.encode_to_vec();
        let Entry::Content(_, content) = decode(&[b"c", &[2; 16][..]].concat(), &entry).unwrap() else {
            panic!("a body")
        };
        assert_eq!(content.titles, []);
    }

    #[test]
    fn an_entry_under_a_wrong_key_is_refused() {
        let (_, value) = encode(&entries()[1]);
        assert!(decode(b"a-short", &value).is_err());
    }
}
