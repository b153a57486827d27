//! What an archive makes known, and how what comes later is decided by it.

use super::kin::{near, prose, story};
use super::*;
use crate::proto::RelationKind;

const NOW: Timestamp = Timestamp { seconds: 100 * DAY, nanos: 0 };

/// As a line of an archive says it.
fn archived(candidate: Candidate) -> Archived {
    Archived {
        id: None,
        origin: Origin { topic: "archive".to_owned(), ..Origin::default() },
        presence: Presence::Published,
        revision: 1,
        first_seen: candidate.seen_at,
        revision_seen: candidate.seen_at,
        is_boilerplate: false,
        candidate,
    }
}

/// An address, and no text.
fn address(url: &str, seen: i64) -> Archived {
    let mut candidate = item(url, "", "", seen);
    candidate.identity.raw = RawDigest::UNKNOWN;
    archived(candidate)
}

/// As an event says it.
fn event(candidate: Candidate, revision: u32) -> Archived {
    Archived { id: Some(candidate.identity.article_id), revision, ..archived(candidate) }
}

impl Desk {
    fn prime(&mut self, archived: &Archived) -> Primed {
        let mut overlay = Overlay::new(&self.index);
        let primed = prime(archived, NOW, &mut overlay, &self.rules).unwrap();
        self.index.apply(overlay.into_changes(), Reached::default()).unwrap();
        primed
    }

    fn entry(&self, url: &str) -> ArticleEntry {
        self.index.article(&item(url, "", "", 0).identity.article_id).unwrap().unwrap()
    }
}

#[test]
fn what_an_archive_holds_is_decided_as_if_it_had_been_published() {
    let at = NOW.seconds - HOUR;
    let mut desk = Desk::default();
    assert_eq!(desk.prime(&archived(story("one.example/a", "t", &prose(0..30), at))), Primed::MadeKnown);
    assert_eq!(desk.name(&story("one.example/a", "t", &prose(0..30), at + 1)), "unchanged");
    assert_eq!(desk.name(&story("two.example/b", "t", &prose(0..30), at + 2)), "copy");
    let kin = near(desk.decide(&story("three.example/c", "t", &prose(0..20), at + 3))).unwrap();
    assert_eq!((kin.kind, kin.similarity < 1.0), (RelationKind::NearCopyOf, true));
    let Verdict::Revised(step) = desk.decide(&story("one.example/a", "t", &prose(40..60), at + 4)) else {
        panic!("revised")
    };
    assert_eq!((step.number, step.first_seen.seconds), (2, at));
}

#[test]
fn what_is_known_is_left_as_it_is() {
    let mut desk = Desk::default();
    let at = NOW.seconds - HOUR;
    desk.decide(&item("a", "t", &long("x"), at));
    desk.decide(&item("a", "t", &long("y"), at + 1));
    let before = desk.entry("a");
    assert_eq!(desk.prime(&archived(item("a", "t", &long("z"), at + 2))), Primed::AlreadyKnown);
    assert_eq!(desk.prime(&address("a", at + 3)), Primed::AlreadyKnown);
    assert_eq!(desk.entry("a"), before);
}

#[test]
fn priming_again_changes_nothing() {
    let archive = [
        archived(item("a", "t", &long("x"), NOW.seconds)),
        event(item("b", "t", &long("y"), NOW.seconds), 3),
    ];
    let mut desk = Desk::default();
    assert!(archive.iter().all(|archived| desk.prime(archived) == Primed::MadeKnown));
    for archived in &archive {
        let mut overlay = Overlay::new(&desk.index);
        assert_eq!(prime(archived, NOW, &mut overlay, &desk.rules).unwrap(), Primed::AlreadyKnown);
        assert!(overlay.into_changes().is_empty());
    }
}

#[test]
fn what_was_seen_before_the_window_is_left_out() {
    let (mut desk, window) = (Desk::default(), 30 * DAY);
    let seen = |seconds: i64| archived(item("a", "t", &long("x"), seconds));
    assert_eq!(desk.prime(&seen(NOW.seconds - window - 1)), Primed::OutsideWindow);
    assert_eq!(desk.name(&item("a", "t", &long("x"), NOW.seconds - window - 1)), "published");
    let mut desk = Desk::default();
    assert_eq!(desk.prime(&seen(NOW.seconds - window)), Primed::MadeKnown);
}

#[test]
fn events_bring_an_article_to_its_latest_revision_and_never_back() {
    let mut desk = Desk::default();
    let at = NOW.seconds - HOUR;
    let revisions: Vec<_> = (1u32..=3)
        .map(|number| event(item("a", "t", &long(&number.to_string()), at + i64::from(number)), number))
        .collect();
    assert_eq!(desk.prime(&revisions[0]), Primed::MadeKnown);
    assert_eq!(desk.prime(&revisions[2]), Primed::MadeKnown);
    assert_eq!(desk.prime(&revisions[1]), Primed::AlreadyKnown);
    assert_eq!(desk.entry("a").revision, 3);
    assert_eq!(desk.name(&item("a", "t", &long("3"), at + 10)), "unchanged");
    let Verdict::Revised(step) = desk.decide(&item("a", "t", &long("4"), at + 11)) else { panic!("revised") };
    assert_eq!(step.number, 4);
}

#[test]
fn a_withdrawn_article_comes_back_as_a_revision() {
    let mut desk = Desk::default();
    let at = NOW.seconds - HOUR;
    desk.prime(&event(item("a", "t", &long("x"), at), 1));
    let gone = Archived { presence: Presence::Withdrawn, ..event(item("a", "", "", at + 1), 2) };
    assert_eq!(desk.prime(&gone), Primed::MadeKnown);
    let entry = desk.entry("a");
    assert_eq!((entry.presence, entry.letters), (Presence::Withdrawn, 100));
    assert_eq!(desk.name(&item("b", "t", &long("x"), at + 2)), "published", "no copy of what is gone");
    assert_eq!(desk.name(&item("a", "t", &long("x"), at + 3)), "revised");
}

#[test]
fn an_event_is_known_by_the_id_it_was_published_under() {
    let mut desk = Desk::default();
    let id = ArticleId(Digest::of(b"first address"));
    let moved = Archived { id: Some(id), ..event(item("a", "t", &long("x"), NOW.seconds), 2) };
    assert_eq!(desk.prime(&moved), Primed::MadeKnown);
    let Verdict::Unchanged(known) = desk.decide(&item("a", "t", &long("x"), NOW.seconds + 1)) else {
        panic!("unchanged")
    };
    assert_eq!((known.id, known.entry.revision), (id, 2));
    assert_eq!(desk.prime(&moved), Primed::AlreadyKnown);
}

#[test]
fn two_addresses_of_one_article_in_an_archive_are_one() {
    let mut desk = Desk::default();
    let line = |url: &str| archived(story(url, "t", &prose(0..30), NOW.seconds));
    assert_eq!(desk.prime(&line("one.example/news/123456-lock-nears")), Primed::MadeKnown);
    assert_eq!(desk.prime(&line("one.example/news/123456-lock-opens")), Primed::AlreadyKnown);
    let moved = story("one.example/news/123456-lock-opens", "t", &prose(0..30), NOW.seconds + 1);
    assert_eq!(desk.name(&moved), "unchanged");
}

#[test]
fn boilerplate_stays_without_relations() {
    let mut desk = Desk::default();
    let notice = story("one.example/a", "t", &prose(0..30), NOW.seconds);
    desk.prime(&Archived { is_boilerplate: true, ..event(notice, 1) });
    let other = story("two.example/b", "t", &prose(0..30), NOW.seconds + 1);
    assert_eq!(near(desk.decide(&other)), None);
}

#[test]
fn the_first_text_under_an_address_alone_is_unchanged_and_the_next_a_revision() {
    let mut desk = Desk::default();
    let at = NOW.seconds - HOUR;
    desk.prime(&address("a", at));
    // However late: no text is known that it could be older than.
    assert_eq!(desk.name(&item("a", "t", &long("x"), at - DAY)), "unchanged");
    assert_eq!(desk.name(&item("a", "t", &long("x"), at)), "unchanged");
    assert_eq!(desk.name(&item("b", "t", &long("x"), at)), "copy");
    let Verdict::Revised(step) = desk.decide(&item("a", "t", &long("y"), at)) else { panic!("revised") };
    assert_eq!((step.number, step.first_seen.seconds), (2, at));
}

#[test]
fn a_headline_under_an_address_alone_says_nothing_new() {
    let mut desk = Desk::default();
    desk.prime(&address("a", NOW.seconds));
    assert_eq!(desk.name(&item("a", "t", "", NOW.seconds + 1)), "unchanged");
    assert_eq!(desk.name(&item("a", "u", "", NOW.seconds + 2)), "unchanged");
    assert_eq!(desk.name(&item("a", "u", &long("x"), NOW.seconds + 3)), "unchanged");
    assert_eq!(desk.name(&gone("a", NOW.seconds + 4)), "withdrawn");
}

#[test]
fn near_copies_are_found_in_what_was_seen_lately_alone() {
    let mut desk = Desk::default();
    desk.prime(&archived(story("one.example/a", "t", &prose(0..30), NOW.seconds - 4 * DAY)));
    assert!(desk.index.near().is_empty());
    desk.prime(&archived(story("one.example/b", "t", &prose(40..70), NOW.seconds - 2 * DAY)));
    assert_eq!((desk.index.near().len(), desk.index.progress().last_decision), (1, 1));
}
