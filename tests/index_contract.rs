//! What every index promises, run against each of them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::num::NonZero;

use copydesk::article::{
    ArticleId, Bands, ContentHash, Digest, Fullness, RawDigest, Signature, Sketch, TitleHash,
};
use copydesk::index::{Changes, Embedded, Index, Memory, Overlay, Settings, embedded};
use copydesk::ledger::{
    AliasEntry, ArticleEntry, ContentEntry, Entry, Header, NearEntry, Presence, Reached, Settled,
};
use copydesk::proto::{Origin, Timestamp};
use copydesk::record::Topic;

fn id(name: &str) -> ArticleId {
    ArticleId(Digest::of(name.as_bytes()))
}

fn hash(text: &str) -> ContentHash {
    ContentHash(Digest::of(text.as_bytes()))
}

fn entry(revision: u32) -> ArticleEntry {
    ArticleEntry {
        presence: Presence::Published,
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

fn content(name: &str) -> ContentEntry {
    ContentEntry { article: id(name), seen: Timestamp::from_seconds(3), titles: Vec::new() }
}

fn reached(next: i64) -> Reached {
    Reached { topic_id: b"topic".to_vec(), next, last: Some((next - 2, Digest::of(b"entry"))) }
}

fn header() -> Header {
    Header {
        ledger_id: b"ledger".to_vec(),
        group: "desk".to_owned(),
        inputs: vec!["raw".to_owned()],
        identity: Digest::of(b"settings"),
        key_version: 1,
    }
}

fn settled(to: i64, decision: u64) -> Settled {
    let ranges = [(0, to)].into_iter().collect();
    Settled {
        topic_id: b"t".to_vec(),
        start: 0,
        ranges,
        last: Some((to - 1, Digest::of(b"record"))),
        decision,
    }
}

fn changes(decision: u64, articles: &[(&str, u32)], contents: &[(&str, &str)]) -> Changes {
    Changes {
        articles: articles.iter().map(|&(name, revision)| (id(name), entry(revision))).collect(),
        contents: contents.iter().map(|&(text, name)| (hash(text), content(name))).collect(),
        last_decision: decision,
        ..Changes::default()
    }
}

/// The suite: an index is made anew for each promise.
fn keeps_its_promises<I: Index>(make: impl Fn() -> I) {
    knows_nothing_at_first(&make());
    gives_back_what_was_applied(make());
    remembers_the_header_and_what_is_settled(make());
    forgets_everything_when_cleared(make());
    the_later_change_wins(make());
    an_overlay_reads_through_and_writes_to_itself(make());
    a_dropped_overlay_leaves_no_trace(&make());
    aliases_and_near_copies_are_found(make());
    what_is_listed_tells_how_far_decisions_went(make());
}

/// Of a ledger that was primed, nothing else does.
fn what_is_listed_tells_how_far_decisions_went<I: Index>(mut index: I) {
    let mut folded = Changes::default();
    folded.add(Entry::Near(id("a"), NearEntry { decision: 9, ..near(1) }));
    folded.add(Entry::Near(id("b"), NearEntry { decision: 4, ..near(2) }));
    index.apply(folded, reached(5)).unwrap();
    assert_eq!(index.progress().last_decision, 9);
    assert_eq!(Overlay::new(&index).next_decision(), 10);
}

fn knows_nothing_at_first<I: Index>(index: &I) {
    assert_eq!(index.article(&id("a")).unwrap(), None);
    assert_eq!(index.content(&hash("x")).unwrap(), None);
    assert_eq!(index.progress().last_decision, 0);
}

fn gives_back_what_was_applied<I: Index>(mut index: I) {
    let withdrawn = ArticleEntry { presence: Presence::Withdrawn, title: None, published: None, ..entry(2) };
    let mut all = changes(7, &[("a", 1)], &[("x", "a")]);
    all.articles.insert(id("b"), withdrawn.clone());
    index.apply(all, reached(70)).unwrap();
    assert_eq!(index.article(&id("a")).unwrap(), Some(entry(1)));
    assert_eq!(index.article(&id("b")).unwrap(), Some(withdrawn));
    assert_eq!(index.content(&hash("x")).unwrap(), Some(content("a")));
    assert_eq!(index.article(&id("c")).unwrap(), None);
    assert_eq!(index.progress().last_decision, 7);
    assert_eq!(index.reached(), &reached(70));
}

fn remembers_the_header_and_what_is_settled<I: Index>(mut index: I) {
    let at = (Topic::new("raw"), 0);
    let first = Changes {
        header: Some(header()),
        settled: [(at.clone(), settled(9, 3))].into(),
        ..changes(3, &[], &[])
    };
    index.apply(first, reached(5)).unwrap();
    let second = Changes { settled: [(at.clone(), settled(12, 8))].into(), ..changes(8, &[], &[]) };
    index.apply(second, reached(8)).unwrap();
    assert_eq!(index.progress().header, Some(header()));
    assert_eq!(index.progress().settled[&at], settled(12, 8));
    assert_eq!(index.progress().last_decision, 8);
}

fn forgets_everything_when_cleared<I: Index>(mut index: I) {
    index.apply(changes(1, &[("a", 1)], &[("x", "a")]), reached(10)).unwrap();
    index.clear().unwrap();
    knows_nothing_at_first(&index);
    assert_eq!(index.reached(), &Reached::default());
    index.apply(changes(1, &[("b", 1)], &[]), reached(10)).unwrap();
    assert_eq!(index.article(&id("a")).unwrap(), None);
}

fn the_later_change_wins<I: Index>(mut index: I) {
    index.apply(changes(1, &[("a", 1)], &[("x", "a")]), reached(10)).unwrap();
    index.apply(changes(2, &[("a", 2)], &[("x", "b")]), reached(20)).unwrap();
    assert_eq!(index.article(&id("a")).unwrap(), Some(entry(2)));
    assert_eq!(index.content(&hash("x")).unwrap(), Some(content("b")));
    assert_eq!(index.progress().last_decision, 2);
}

fn an_overlay_reads_through_and_writes_to_itself<I: Index>(mut index: I) {
    index.apply(changes(4, &[("a", 1), ("b", 1)], &[]), reached(40)).unwrap();
    let mut overlay = Overlay::new(&index);
    assert_eq!(overlay.next_decision(), 5);
    overlay.put_article(id("a"), entry(2));
    overlay.put_content(hash("x"), content("a"));
    assert_eq!(overlay.article(&id("a")).unwrap().as_deref(), Some(&entry(2)));
    assert_eq!(overlay.article(&id("b")).unwrap().as_deref(), Some(&entry(1)));
    assert_eq!(index.article(&id("a")).unwrap(), Some(entry(1)));

    let changes = overlay.into_changes();
    index.apply(changes, reached(50)).unwrap();
    assert_eq!(index.article(&id("a")).unwrap(), Some(entry(2)));
    assert_eq!(index.content(&hash("x")).unwrap(), Some(content("a")));
    assert_eq!(index.progress().last_decision, 5);
}

fn a_dropped_overlay_leaves_no_trace<I: Index>(index: &I) {
    let mut overlay = Overlay::new(index);
    overlay.put_article(id("a"), entry(1));
    overlay.next_decision();
    drop(overlay);
    assert_eq!(index.article(&id("a")).unwrap(), None);
    assert_eq!(index.progress().last_decision, 0);
    assert_eq!(Overlay::new(index).next_decision(), 1);
}

/// Listed under the same hash in all bands.
fn near(hash: u32) -> NearEntry {
    let signature = Signature { bands: Bands([hash; Bands::COUNT]), ..Signature::default() };
    NearEntry {
        signature: signature.into(),
        cluster: id("first"),
        seen: Timestamp::from_seconds(3),
        decision: 0,
    }
}

fn alike<I: Index>(overlay: &Overlay<'_, I>, hash: u32) -> BTreeSet<ArticleId> {
    overlay.alike(&near(hash).signature.bands).map(|(id, _)| *id).collect()
}

/// Lists articles in a batch of their own.
fn list<I: Index>(index: &mut I, articles: &[(&str, u32)]) {
    let mut overlay = Overlay::new(index);
    for &(name, hash) in articles {
        overlay.next_decision();
        overlay.put_near(id(name), near(hash));
    }
    let changes = overlay.into_changes();
    index.apply(changes, reached(60)).unwrap();
}

fn aliases_and_near_copies_are_found<I: Index>(mut index: I) {
    let alias = AliasEntry { article: id("a"), seen: Timestamp::from_seconds(9) };
    let mut overlay = Overlay::new(&index);
    overlay.put_alias(id("other"), alias.clone());
    assert_eq!(overlay.alias(&id("other")).unwrap(), Some(alias.clone()));
    let changes = overlay.into_changes();
    index.apply(changes, reached(50)).unwrap();
    assert_eq!(index.alias(&id("other")).unwrap(), Some(alias));
    assert_eq!(index.alias(&id("a")).unwrap(), None);

    list(&mut index, &[("a", 7), ("b", 8), ("c", 7)]);
    let mut overlay = Overlay::new(&index);
    overlay.next_decision();
    assert_eq!(alike(&overlay, 7), [id("a"), id("c")].into());
    assert_eq!(overlay.near(&id("b")).unwrap().decision, 2);
    overlay.put_near(id("a"), near(8));
    assert_eq!((alike(&overlay, 7), alike(&overlay, 8)), ([id("c")].into(), [id("a"), id("b")].into()));
    index.clear().unwrap();
    assert!(index.near().is_empty() && index.alias(&id("other")).unwrap().is_none());
}

/// How many decisions back near copies are looked for.
const SPAN: u64 = 4;

#[test]
fn memory_keeps_its_promises() {
    keeps_its_promises(|| Memory::new(SPAN));
}

#[test]
fn what_near_copies_are_found_by_outlives_its_process_as_far_as_it_counts() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = on_disk(&folder, &horizon());
    list(&mut index, &[("a", 7), ("b", 8)]);
    list(&mut index, &[("c", 7), ("a", 9), ("d", 7)]);
    let listed = |index: &Embedded| [7, 8, 9].map(|hash| alike(&Overlay::new(index), hash));
    let expected = [[id("c"), id("d")].into(), [id("b")].into(), [id("a")].into()];
    assert_eq!(listed(&index), expected);
    drop(index);

    let mut index = on_disk(&folder, &horizon());
    assert_eq!(listed(&index), expected);
    list(&mut index, &[("e", 5)]);
    assert_eq!(alike(&Overlay::new(&index), 8), BTreeSet::new());
    drop(index);
    assert_eq!(on_disk(&folder, &horizon()).near().len(), 4);
}

fn horizon() -> embedded::Horizon {
    embedded::Horizon::new(std::time::Duration::from_hours(24))
}

fn open(folder: &tempfile::TempDir, horizon: &embedded::Horizon) -> Result<Embedded, embedded::OpenFault> {
    let settings = Settings {
        path: folder.path().join("index"),
        // Some of what is asked for lies on disk, and some does not.
        memtable_entries: NonZero::new(3).unwrap(),
        ..Settings::default()
    };
    Embedded::open(&settings, horizon, SPAN)
}

/// An index on disk and its folder.
fn on_disk(folder: &tempfile::TempDir, horizon: &embedded::Horizon) -> Embedded {
    open(folder, horizon).unwrap()
}

#[test]
fn embedded_keeps_its_promises() {
    let folders = std::cell::RefCell::new(Vec::new());
    keeps_its_promises(|| {
        let folder = tempfile::tempdir().unwrap();
        let index = on_disk(&folder, &horizon());
        folders.borrow_mut().push(folder);
        index
    });
}

#[test]
fn an_index_on_disk_outlives_its_process() {
    let folder = tempfile::tempdir().unwrap();
    let at = (Topic::new("raw"), 3);
    let mut index = on_disk(&folder, &horizon());
    let all = Changes {
        header: Some(header()),
        settled: [(at.clone(), settled(9, 7))].into(),
        ..changes(7, &[("a", 1)], &[("x", "a")])
    };
    index.apply(all, reached(70)).unwrap();
    let (progress, reached) = (index.progress().clone(), index.reached().clone());
    drop(index);

    let index = on_disk(&folder, &horizon());
    assert_eq!((index.progress(), index.reached()), (&progress, &reached));
    assert_eq!(index.article(&id("a")).unwrap(), Some(entry(1)));
    assert_eq!(index.content(&hash("x")).unwrap(), Some(content("a")));
}

#[test]
fn what_could_not_be_written_is_known_and_written_later() {
    let folder = tempfile::tempdir().unwrap();
    let mut index = on_disk(&folder, &horizon());
    let (tables, away) = (folder.path().join("index/tree/tables"), folder.path().join("away"));
    std::fs::rename(&tables, &away).unwrap();
    index.apply(changes(1, &[("a", 1), ("b", 1), ("c", 1)], &[]), reached(10)).unwrap();
    let refused = index.apply(changes(2, &[("d", 1), ("e", 1), ("f", 1)], &[]), reached(20));
    assert!(refused.unwrap_err().to_string().contains("the index on disk failed"));
    let knows = |index: &Embedded| ["a", "d", "f"].map(|name| index.article(&id(name)).unwrap().is_some());
    assert_eq!(knows(&index), [true; 3]);

    std::fs::rename(&away, &tables).unwrap();
    // What was sent to disk meanwhile has failed too.
    assert!((0..3).any(|_| index.apply(changes(3, &[("g", 1)], &[]), reached(30)).is_ok()));
    drop(index);
    let index = on_disk(&folder, &horizon());
    assert_eq!((knows(&index), index.reached()), ([true; 3], &reached(30)));
}

/// An article with its body and another address, all of one day.
fn of_day(name: &str, day: i64) -> Changes {
    let seen = Timestamp::from_seconds(day * 86_400);
    let alias = AliasEntry { article: id(name), seen };
    Changes {
        articles: [(id(name), ArticleEntry { seen, ..entry(1) })].into_iter().collect(),
        contents: [(hash(name), ContentEntry { seen, ..content(name) })].into_iter().collect(),
        aliases: [(id(&format!("other {name}")), alias)].into_iter().collect(),
        ..Changes::default()
    }
}

#[test]
fn what_is_long_past_every_window_leaves_the_disk_and_nothing_else_does() {
    let (folder, horizon) = (tempfile::tempdir().unwrap(), horizon());
    let mut index = on_disk(&folder, &horizon);
    index.apply(of_day("old", 1), reached(1)).unwrap();
    index.apply(of_day("recent", 60), reached(2)).unwrap();
    assert_eq!(index.articles().unwrap().count(), 2, "noted on their days");
    // Kept for twice the window of a day, and sixty days.
    horizon.advance(100 * 86_400);
    let is_known = |index: &Embedded, name: &str| {
        let other = id(&format!("other {name}"));
        let [article, alias] =
            [index.article(&id(name)).unwrap().is_some(), index.alias(&other).unwrap().is_some()];
        [article, index.content(&hash(name)).unwrap().is_some(), alias]
    };
    // Tables are merged as others come.
    let batches = (0..100).take_while(|number| {
        index.apply(of_day(&format!("new {number}"), 100), reached(3 + number)).unwrap();
        is_known(&index, "old") != [false; 3]
    });
    assert!(batches.count() < 100, "it never left");
    assert_eq!((is_known(&index, "recent"), is_known(&index, "new 0")), ([true; 3], [true; 3]));
}

#[test]
fn a_second_process_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let _open = on_disk(&folder, &horizon());
    assert!(matches!(open(&folder, &horizon()).err(), Some(embedded::OpenFault::Locked)));
}
