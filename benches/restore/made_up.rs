//! Made-up articles, cheap to make and no easier to store than real ones: what is a hash in life is random here.

use std::sync::Arc;

use copydesk::article::{
    ArticleId, Bands, Candidate, ContentHash, Digest, Facts, Fullness, Grain, Identity, RawDigest, Signature,
    Sketch, TitleHash, Trace, Withdrawal,
};
use copydesk::ledger::{ArticleEntry, ContentEntry, Entry, NearEntry, Presence};
use copydesk::proto::{Article, Instant, Origin, Timestamp};

/// A million a day, so that thirty million fill the window.
fn seen(number: u64) -> Timestamp {
    Timestamp::from_seconds(1_770_000_000 + i64::try_from(number * 86_400 / 1_000_000).unwrap())
}

pub fn id(number: u64) -> ArticleId {
    ArticleId(digest(number, 1))
}

pub fn origin(number: u64) -> Origin {
    Origin {
        topic: "articles.raw".to_owned(),
        partition: i32::try_from(number % 12).unwrap(),
        offset: i64::try_from(number / 12).unwrap(),
        timestamp: Some(seen(number)),
        item: 0,
    }
}

/// What `prepare` gives of an article that nobody has seen before.
pub fn candidate(number: u64) -> Candidate {
    let published = Instant { time: Some(seen(number)), ..Instant::default() };
    let article = Article { canonical_url: url(number), published: Some(published), ..Article::default() };
    Candidate {
        article,
        identity: Identity {
            article_id: id(number),
            former_id: None,
            title: Some(TitleHash(digest(number, 2))),
            content: ContentHash(digest(number, 3)),
            raw: RawDigest(digest(number, 4)),
            letters: 2400,
            sketch: Sketch(*digest(number, 5).bytes()),
            signature: Some(Arc::new(signature(number))),
        },
        fullness: Fullness::Full,
        withdrawal: Withdrawal::No,
        seen_at: seen(number),
        trace: Trace::default(),
    }
}

/// What the daemon writes of it.
pub fn entries(number: u64) -> [Entry; 3] {
    let Candidate { article, identity, fullness, seen_at, .. } = candidate(number);
    let known = ArticleEntry {
        presence: Presence::Published,
        revision: 1,
        canonical_url: article.canonical_url,
        origin: origin(number),
        title: identity.title,
        content: identity.content,
        raw: identity.raw,
        letters: identity.letters,
        sketch: identity.sketch,
        fullness,
        published: Some(seen_at),
        first_seen: seen_at,
        revision_seen: seen_at,
        seen: seen_at,
    };
    let (article, titles) = (id(number), identity.title.into_iter().collect());
    let near = NearEntry {
        signature: Arc::new(signature(number)),
        cluster: article,
        seen: seen_at,
        decision: number + 1,
    };
    [
        Entry::Article(article, known),
        Entry::Content(identity.content, ContentEntry { article, seen: seen_at, titles }),
        Entry::Near(article, near),
    ]
}

/// Of usual length: a slug of six words, which compresses as badly as those of headlines.
fn url(number: u64) -> String {
    const WORDS: [&str; 32] = [
        "after", "bridge", "council", "dies", "election", "fire", "goal", "harbour", "inquiry", "judge",
        "key", "library", "minister", "night", "over", "police", "quarter", "report", "school", "trial",
        "under", "vote", "water", "year", "budget", "court", "drought", "against", "talks", "record", "town",
        "plan",
    ];
    let slug: Vec<_> =
        (0..6).map(|place| WORDS[usize::try_from(random(number, 20) >> (place * 5) & 31).unwrap()]).collect();
    let (site, day) = (number % 500, number / 1_000_000 % 28 + 1);
    format!("https://www.paper-{site}.example/news/2026/03/{day:02}/{}-{number}", slug.join("-"))
}

fn signature(number: u64) -> Signature {
    let facts = |of: u64| Facts::new((0..8).map(|place| (random(number, of + place) & 0xffff) as u16));
    let mut bands = [0; Bands::COUNT];
    let mut grain = [0; Grain::BINS];
    for (place, band) in (100..).zip(&mut bands) {
        *band = (random(number, place) >> 33) as u32;
    }
    for (place, bytes) in (200..).zip(grain.chunks_mut(8)) {
        bytes.copy_from_slice(&random(number, place).to_le_bytes());
    }
    Signature {
        letters: 2400,
        bands: Bands(bands),
        grain: Grain(grain),
        numbers: facts(300),
        names: facts(400),
    }
}

fn digest(number: u64, kind: u64) -> Digest {
    let halves = [random(number, kind), random(number, kind + 50)].map(u64::to_le_bytes);
    Digest::from_bytes(&halves.concat()).unwrap()
}

/// `SplitMix64`, which needs no state.
fn random(number: u64, kind: u64) -> u64 {
    let mut mixed = (number ^ (kind << 48)).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(kind);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
