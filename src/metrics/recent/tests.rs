use super::*;
use crate::dead_letter::{Reject, Stage};
use crate::outcome::Routing;
use crate::proto::{Article, ArticleEvent, Instant, Language, Origin, Precision, Site};
use crate::record::{Position, Topic};

const LONG_AGO: Duration = Duration::ZERO;

fn origin(offset: i64) -> Origin {
    Origin { topic: "raw".to_owned(), partition: 0, offset, timestamp: None, item: 0 }
}

fn outcome(offset: i64, product: Product) -> ItemOutcome {
    ItemOutcome { origin: origin(offset), decision: 1, product, routing: Routing::default() }
}

fn published(offset: i64, article: Article) -> ItemOutcome {
    let event = ArticleEvent {
        outcome: Outcome::Published.into(),
        article: Some(article),
        ..ArticleEvent::default()
    };
    outcome(offset, Product::Event(Box::new(event)))
}

fn rejected(offset: i64, code: Code) -> ItemOutcome {
    let reject = Reject::new(Stage::Decode, code, "x\u{202e}y");
    outcome(offset, Product::Rejected(reject))
}

fn record(offset: i64, value: &[u8]) -> Record {
    Record {
        position: Position { topic: Topic::new("raw"), partition: 0, offset },
        timestamp: None,
        key: Some(value.to_vec()),
        value: Some(value.to_vec()),
        headers: Vec::new(),
    }
}

fn article(title: &str, domain: &str, language: &str) -> Article {
    let site = Site { domain: domain.to_owned(), ..Site::default() };
    let language = Language { code: language.to_owned(), ..Language::default() };
    let title = title.to_owned();
    Article { title, site: Some(site), language: Some(language), ..Article::default() }
}

fn committed(recent: &mut Recent, outcomes: &[ItemOutcome], second: u64) {
    let lately = Lately::of(outcomes, std::iter::empty());
    recent.committed(lately, None, Duration::from_secs(second));
}

fn offsets(recent: &Recent) -> Vec<i64> {
    recent.seen(LONG_AGO).notes.iter().map(|note| note.origin.offset).collect()
}

#[test]
fn few_outcomes_are_all_remembered_the_newest_first() {
    let mut recent = Recent::default();
    committed(&mut recent, &[published(0, Article::default()), rejected(1, Code::UrlMissing)], 0);
    committed(&mut recent, &[published(2, Article::default())], 1);
    assert_eq!(offsets(&recent), [2, 1, 0]);
}

#[test]
fn of_many_outcomes_a_sample_of_all_parts_is_remembered_and_it_is_bounded() {
    let mut recent = Recent::default();
    let batch: Vec<_> = (0..2_000).map(|offset| published(offset, Article::default())).collect();
    committed(&mut recent, &batch, 0);
    let first = offsets(&recent);
    assert_eq!((first.len(), first[0], first[99]), (AT_ONCE, 1_980, 0));
    committed(&mut recent, &batch, 0);
    assert_eq!(offsets(&recent).len(), AT_ONCE, "no more within the second");
    committed(&mut recent, &batch, 1);
    assert_eq!(offsets(&recent).len(), AT_ONCE + 20);
    (2..1_000).for_each(|second| committed(&mut recent, &batch, second));
    assert_eq!(offsets(&recent).len(), NOTES);
}

#[test]
fn nothing_that_is_remembered_is_long_or_commands() {
    let hostile = "\u{202e}<script>\0\u{1b}[2J".repeat(10_000);
    let instant =
        Instant { as_found: hostile.clone(), precision: Precision::Day.into(), ..Instant::default() };
    let article = Article {
        id: hostile.clone(),
        canonical_url: format!("https://{hostile}"),
        published: Some(instant.clone()),
        modified: Some(instant),
        flags: vec![1; 10_000],
        ..article(&hostile, &hostile, &hostile)
    };
    let mut recent = Recent::default();
    committed(&mut recent, &[published(0, article)], 0);
    let seen = recent.seen(LONG_AGO);
    let note = serde_json::to_string(&*seen.notes[0]).unwrap();
    assert!(note.len() < 4_096, "{}", note.len());
    assert!(!note.chars().any(crate::logging::is_command) && !note.contains("\\u"), "{note}");
    assert!(seen.sites[0].0.as_str().chars().count() <= note::NAME);
}

#[test]
fn sites_and_languages_are_counted_over_the_articles_published_last() {
    let mut recent = Recent::default();
    let old: Vec<_> = (0..5_000).map(|offset| published(offset, article("t", "old.example", "it"))).collect();
    committed(&mut recent, &old, 0);
    let new = |offset| {
        published(offset, article("t", ["a.example", "b.example"][usize::from(offset % 3 == 0)], "en"))
    };
    committed(&mut recent, &(0..900).map(new).collect::<Vec<_>>(), 1);
    let seen = recent.seen(LONG_AGO);
    let counts: Vec<_> = seen.sites.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    assert_eq!(seen.published, PUBLISHED);
    assert_eq!(counts, [("a.example", 600), ("b.example", 300), ("old.example", 100)]);
    assert_eq!(seen.languages[0].0.as_str(), "en");
}

#[test]
fn of_each_code_the_last_letters_are_kept_with_the_begin_of_their_bytes() {
    let outcomes: Vec<_> = (0..100)
        .map(|offset| rejected(offset, if offset < 10 { Code::InvalidJson } else { Code::NotText }))
        .collect();
    let records: Vec<_> = (0..100).map(|offset| record(offset, &[0xff; 10_000])).collect();
    let mut recent = Recent::default();
    recent.committed(Lately::of(&outcomes, records.iter()), None, LONG_AGO);
    let letters = recent.seen(LONG_AGO).letters;
    let offsets = |code| letters[&code].iter().map(|letter| letter.origin.offset).collect::<Vec<_>>();
    assert_eq!(offsets(Code::InvalidJson), [9, 8, 7]);
    assert_eq!(offsets(Code::NotText), [99, 98, 97]);
    let letter = &letters[&Code::NotText][0];
    assert_eq!((letter.bytes, letter.value.len(), letter.key.len()), (Some(10_000), 2_048, 256));
    assert_eq!(letter.detail.as_str(), "x�y");
}

/// A record may hold several items, and only some records are at fault.
#[test]
fn a_letter_has_the_bytes_of_its_own_record() {
    let second_item =
        ItemOutcome { origin: Origin { item: 1, ..origin(1) }, ..rejected(1, Code::UrlMissing) };
    let outcomes = [
        published(0, Article::default()),
        rejected(1, Code::UrlMissing),
        second_item,
        rejected(2, Code::NotText),
    ];
    let records = [record(0, b"zero"), record(1, b"one"), record(2, b"two")];
    let mut letters = Lately::of(&outcomes, records.iter()).letters;
    letters.sort_by_key(|letter| (letter.origin.offset, letter.origin.item));
    let values: Vec<_> = letters.iter().map(|letter| &*letter.value).collect();
    assert_eq!(values, [b"one".as_slice(), b"one", b"two"]);
}

#[test]
fn what_is_seen_was_committed_when_the_clock_said() {
    let mut recent = Recent::default();
    let now = Some(Timestamp::from_seconds(7));
    let outcomes = [rejected(0, Code::NotText)];
    recent.committed(Lately::of(&outcomes, [record(0, b"x")].iter()), now, LONG_AGO);
    let seen = recent.seen(LONG_AGO);
    assert_eq!((seen.notes[0].committed, seen.last_commit), (now, now));
    assert_eq!(seen.letters[&Code::NotText][0].committed, now);
}
