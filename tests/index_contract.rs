//! What every index promises, run against each of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use copydesk::article::{ArticleId, ContentHash, Digest, Fullness, RawDigest, Sketch, TitleHash};
use copydesk::index::{ArticleEntry, Changes, ContentEntry, Index, Memory, Overlay, State};
use copydesk::proto::{Origin, Timestamp};

fn id(name: &str) -> ArticleId {
    ArticleId(Digest::of(name.as_bytes()))
}

fn hash(text: &str) -> ContentHash {
    ContentHash(Digest::of(text.as_bytes()))
}

fn entry(revision: u32) -> ArticleEntry {
    ArticleEntry {
        state: State::Published,
        revision,
        canonical_url: "https://paper.example/ü".to_owned(),
        origin: Origin { topic: "raw".to_owned(), partition: 3, offset: 99, timestamp: None, item: 2 },
        title: Some(TitleHash(Digest::of(b"title"))),
        content: hash("content"),
        raw: RawDigest(Digest::of(b"raw")),
        letters: 1234,
        sketch: Sketch([7; Sketch::BINS]),
        fullness: Fullness::Full,
        published: Some(Timestamp::from_seconds(5)),
        first_seen: Timestamp::from_millis(-1),
        revision_seen: Timestamp::from_millis(1_001),
        seen: Timestamp::from_seconds(3),
    }
}

fn changes(decision: u64, articles: &[(&str, u32)], contents: &[(&str, &str)]) -> Changes {
    Changes {
        articles: articles.iter().map(|&(name, revision)| (id(name), entry(revision))).collect(),
        contents: contents
            .iter()
            .map(|&(text, name)| (hash(text), ContentEntry { article: id(name) }))
            .collect(),
        last_decision: decision,
    }
}

/// The suite: an index is made anew for each promise.
fn keeps_its_promises<I: Index>(make: impl Fn() -> I) {
    knows_nothing_at_first(&make());
    gives_back_what_was_applied(make());
    the_later_change_wins(make());
    an_overlay_reads_through_and_writes_to_itself(make());
    a_dropped_overlay_leaves_no_trace(&make());
}

fn knows_nothing_at_first<I: Index>(index: &I) {
    assert_eq!(index.article(&id("a")).unwrap(), None);
    assert_eq!(index.content(&hash("x")).unwrap(), None);
    assert_eq!(index.last_decision(), 0);
}

fn gives_back_what_was_applied<I: Index>(mut index: I) {
    let withdrawn = ArticleEntry { state: State::Withdrawn, title: None, published: None, ..entry(2) };
    let mut all = changes(7, &[("a", 1)], &[("x", "a")]);
    all.articles.insert(id("b"), withdrawn.clone());
    index.apply(all).unwrap();
    assert_eq!(index.article(&id("a")).unwrap(), Some(entry(1)));
    assert_eq!(index.article(&id("b")).unwrap(), Some(withdrawn));
    assert_eq!(index.content(&hash("x")).unwrap(), Some(ContentEntry { article: id("a") }));
    assert_eq!(index.article(&id("c")).unwrap(), None);
    assert_eq!(index.last_decision(), 7);
}

fn the_later_change_wins<I: Index>(mut index: I) {
    index.apply(changes(1, &[("a", 1)], &[("x", "a")])).unwrap();
    index.apply(changes(2, &[("a", 2)], &[("x", "b")])).unwrap();
    assert_eq!(index.article(&id("a")).unwrap(), Some(entry(2)));
    assert_eq!(index.content(&hash("x")).unwrap(), Some(ContentEntry { article: id("b") }));
    assert_eq!(index.last_decision(), 2);
}

fn an_overlay_reads_through_and_writes_to_itself<I: Index>(mut index: I) {
    index.apply(changes(4, &[("a", 1), ("b", 1)], &[])).unwrap();
    let mut overlay = Overlay::new(&index);
    assert_eq!(overlay.next_decision(), 5);
    overlay.put_article(id("a"), entry(2));
    overlay.put_content(hash("x"), ContentEntry { article: id("a") });
    assert_eq!(overlay.article(&id("a")).unwrap(), Some(entry(2)));
    assert_eq!(overlay.article(&id("b")).unwrap(), Some(entry(1)));
    assert_eq!(index.article(&id("a")).unwrap(), Some(entry(1)));

    let changes = overlay.into_changes();
    index.apply(changes).unwrap();
    assert_eq!(index.article(&id("a")).unwrap(), Some(entry(2)));
    assert_eq!(index.content(&hash("x")).unwrap(), Some(ContentEntry { article: id("a") }));
    assert_eq!(index.last_decision(), 5);
}

fn a_dropped_overlay_leaves_no_trace<I: Index>(index: &I) {
    let mut overlay = Overlay::new(index);
    overlay.put_article(id("a"), entry(1));
    overlay.next_decision();
    drop(overlay);
    assert_eq!(index.article(&id("a")).unwrap(), None);
    assert_eq!(index.last_decision(), 0);
    assert_eq!(Overlay::new(index).next_decision(), 1);
}

#[test]
fn memory_keeps_its_promises() {
    keeps_its_promises(Memory::default);
}
