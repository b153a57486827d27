//! Every rule of the decision, by its name.

mod kin;
mod prime;

use super::*;
use crate::article::{Digest, RawDigest, Sketch, TitleHash, Trace};
use crate::index::{Changes, Memory};
use crate::ledger::Reached;
use crate::proto::{Article, Flag, Instant};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// A candidate as the earlier stages would make it; texts of 100 letters or more are full.
fn item(url: &str, title: &str, body: &str, seen: i64) -> Candidate {
    let digest = |text: &str| Digest::of(text.as_bytes());
    let letters = u32::try_from(body.len()).unwrap();
    Candidate {
        article: Article {
            canonical_url: format!("https://{url}"),
            title: title.into(),
            ..Article::default()
        },
        identity: Identity {
            article_id: ArticleId(digest(url)),
            former_id: None,
            title: Some(title).filter(|title| !title.is_empty()).map(|title| TitleHash(digest(title))),
            content: crate::article::ContentHash(digest(body)),
            raw: RawDigest(digest(&format!("{title}|{body}|{seen}"))),
            letters,
            sketch: Sketch([body.bytes().fold(0, u8::wrapping_add); 16]),
            signature: None,
        },
        fullness: match letters {
            0 => Fullness::Headline,
            1..100 => Fullness::Partial,
            _ => Fullness::Full,
        },
        withdrawal: Withdrawal::No,
        seen_at: Timestamp::from_seconds(seen),
        trace: Trace::default(),
    }
}

fn long(text: &str) -> String {
    text.repeat(100)
}

fn gone(url: &str, seen: i64) -> Candidate {
    Candidate { withdrawal: Withdrawal::Explicit, ..item(url, "", "", seen) }
}

fn emptied(url: &str, title: &str, seen: i64) -> Candidate {
    Candidate { withdrawal: Withdrawal::IfKnown, ..item(url, title, "", seen) }
}

/// Decides items one after the other, each on an index that knows the ones before.
#[derive(Default)]
struct Desk {
    index: Memory,
    rules: Settings,
}

impl Desk {
    fn decide(&mut self, candidate: &Candidate) -> Verdict {
        let mut overlay = Overlay::new(&self.index);
        let origin = Origin { offset: candidate.seen_at.seconds, ..Origin::default() };
        let verdict = decide(candidate, &origin, &mut overlay, &self.rules).unwrap();
        let changes: Changes = overlay.into_changes();
        self.index.apply(changes, Reached::default()).unwrap();
        verdict
    }

    fn name(&mut self, candidate: &Candidate) -> &'static str {
        match self.decide(candidate) {
            Verdict::Withdrawn(_) => "withdrawn",
            Verdict::Stale(_) => "stale",
            Verdict::Unchanged(_) => "unchanged",
            Verdict::Revised(_) => "revised",
            Verdict::Copy(_) => "copy",
            Verdict::Published(_) => "published",
        }
    }

    /// All names, in order.
    fn names(&mut self, candidates: &[Candidate]) -> Vec<&'static str> {
        candidates.iter().map(|candidate| self.name(candidate)).collect()
    }
}

#[test]
fn a_new_article_is_published_and_seen_again_unchanged() {
    let mut desk = Desk::default();
    let names = desk.names(&[item("a", "t", &long("x"), 0), item("a", "t", &long("x"), HOUR)]);
    assert_eq!(names, ["published", "unchanged"]);
}

#[test]
fn a_changed_text_or_title_is_a_revision_with_the_next_number() {
    let mut desk = Desk::default();
    desk.decide(&item("a", "t", &long("x"), 0));
    let Verdict::Revised(body) = desk.decide(&item("a", "t", &long("y"), 1)) else { panic!("revised") };
    assert_eq!((body.number, body.changed.as_slice()), (2, &["body"][..]));
    assert_eq!(body.previous.unwrap().content, item("a", "t", &long("x"), 0).identity.content);
    let Verdict::Revised(title) = desk.decide(&item("a", "u", &long("y"), 2)) else { panic!("revised") };
    assert_eq!((title.number, title.kind), (3, ChangeKind::Headline));
}

#[test]
fn metadata_alone_makes_no_revision() {
    let mut desk = Desk::default();
    desk.decide(&item("a", "t", &long("x"), 0));
    let mut dated = item("a", "t", &long("x"), 1);
    dated.article.published = Some(Instant { time: Some(Timestamp::from_seconds(9)), ..Instant::default() });
    assert_eq!(desk.name(&dated), "unchanged");
}

#[test]
fn a_missing_title_makes_no_revision() {
    let mut desk = Desk::default();
    assert_eq!(
        desk.names(&[item("a", "t", &long("x"), 0), item("a", "", &long("x"), 1)]),
        ["published", "unchanged"]
    );
}

#[test]
fn there_and_back_again_is_three_revisions() {
    let mut desk = Desk::default();
    let back = [long("x"), long("y"), long("x")].map(|body| item("a", "t", &body, 0));
    assert_eq!(desk.names(&back), ["published", "revised", "revised"]);
}

#[test]
fn another_reading_of_the_same_bytes_is_unchanged() {
    let mut desk = Desk::default();
    let first = item("a", "t", &long("x"), 0);
    let mut reread = item("a", "t", &long("y"), 0);
    reread.identity.raw = first.identity.raw;
    assert_eq!(desk.names(&[first, reread]), ["published", "unchanged"]);
}

#[test]
fn an_older_sighting_beyond_the_skew_is_stale_and_within_it_is_not() {
    let mut desk = Desk::default();
    desk.decide(&item("a", "t", &long("x"), HOUR));
    assert_eq!(desk.name(&item("a", "t", &long("y"), HOUR - 301)), "stale");
    assert_eq!(desk.name(&item("a", "t", &long("y"), HOUR - 300)), "revised");
}

#[test]
fn a_stub_is_stale_where_the_full_text_is_known_and_the_full_text_revises_a_stub() {
    let mut desk = Desk::default();
    let (stub, full) = (item("a", "t", "short", 0), item("a", "t", &long("x"), 1));
    assert_eq!(desk.names(&[stub.clone(), full, stub]), ["published", "revised", "stale"]);
}

#[test]
fn a_text_that_shrank_by_less_than_half_is_a_correction() {
    let mut desk = Desk::default();
    let (full, shorter) = (item("a", "t", &"x".repeat(110), 0), item("a", "t", &"x".repeat(90), 1));
    assert_eq!(desk.names(&[full, shorter]), ["published", "revised"]);
}

#[test]
fn a_cut_text_never_replaces_a_whole_one() {
    let mut desk = Desk::default();
    let mut cut = item("a", "t", &"x".repeat(99), 1);
    cut.article.flags.push(Flag::Truncated.into());
    assert_eq!(desk.names(&[item("a", "t", &"x".repeat(100), 0), cut]), ["published", "stale"]);
}

#[test]
fn a_headline_without_a_text_field_never_takes_a_text_down() {
    let mut desk = Desk::default();
    assert_eq!(desk.names(&[item("a", "t", &long("x"), 0), item("a", "t", "", 1)]), ["published", "stale"]);
}

#[test]
fn a_text_that_became_empty_is_a_withdrawal() {
    let mut desk = Desk::default();
    let names = desk.names(&[
        item("a", "t", &long("x"), 0),
        emptied("a", "t", 1),
        emptied("a", "t", 2),
        item("a", "t", &long("x"), 3),
    ]);
    assert_eq!(names, ["published", "withdrawn", "unchanged", "revised"]);
}

#[test]
fn a_headline_that_never_had_a_text_goes_on() {
    let mut desk = Desk::default();
    let names = desk.names(&[emptied("a", "t", 0), emptied("a", "t", 1), emptied("a", "u", 2)]);
    assert_eq!(names, ["published", "unchanged", "revised"]);
}

#[test]
fn a_withdrawal_counts_as_a_revision_and_any_text_after_it_too() {
    let mut desk = Desk::default();
    desk.decide(&item("a", "t", &long("x"), 0));
    let Verdict::Withdrawn(gone) = desk.decide(&gone("a", 1)) else { panic!("withdrawn") };
    assert_eq!(gone.number, 2);
    let Verdict::Revised(back) = desk.decide(&item("a", "t", &long("x"), 2)) else { panic!("revised") };
    assert_eq!(back.number, 3);
}

#[test]
fn an_unknown_url_can_be_withdrawn_and_what_comes_then_is_a_revision() {
    let mut desk = Desk::default();
    let names = desk.names(&[gone("a", 0), gone("a", 1), item("a", "t", &long("x"), 2)]);
    assert_eq!(names, ["withdrawn", "unchanged", "revised"]);
}

#[test]
fn a_withdrawal_older_than_the_latest_revision_is_stale_but_a_repeated_one_is_not() {
    let mut desk = Desk::default();
    let names = desk.names(&[item("a", "t", &long("x"), HOUR), gone("a", 0), gone("a", HOUR), gone("a", 0)]);
    assert_eq!(names, ["published", "stale", "withdrawn", "unchanged"]);
}

#[test]
fn text_seen_long_before_the_withdrawal_is_stale() {
    let mut desk = Desk::default();
    assert_eq!(desk.names(&[gone("a", HOUR), item("a", "t", &long("x"), 0)]), ["withdrawn", "stale"]);
}

#[test]
fn the_same_body_under_another_url_is_a_copy_that_names_the_first() {
    let mut desk = Desk::default();
    desk.decide(&item("a", "t", &long("x"), 0));
    let Verdict::Copy(Kin { known, .. }) = desk.decide(&item("b", "other title", &long("x"), 1)) else {
        panic!("copy")
    };
    assert_eq!(known.id, item("a", "", "", 0).identity.article_id);
    assert_eq!(known.entry.canonical_url, "https://a");
}

#[test]
fn a_copy_of_an_earlier_revision_is_a_copy_of_the_article() {
    let mut desk = Desk::default();
    let names = desk.names(&[
        item("a", "t", &long("x"), 0),
        item("a", "t", &long("y"), 1),
        item("b", "t", &long("x"), 2),
    ]);
    assert_eq!(names, ["published", "revised", "copy"]);
}

#[test]
fn an_article_keeps_its_id_when_the_rules_of_url_keys_change() {
    let rekeyed = |body: &str, seen| {
        let mut candidate = item("new key", "t", body, seen);
        candidate.identity.former_id = Some(item("key", "", "", 0).identity.article_id);
        candidate
    };
    let mut desk = Desk::default();
    let first = item("key", "t", &long("x"), 0);
    assert_eq!(desk.names(&[first.clone(), rekeyed(&long("x"), 1)]), ["published", "unchanged"]);
    let Verdict::Revised(step) = desk.decide(&rekeyed(&long("y"), 2)) else { panic!("revised") };
    assert_eq!((step.id, step.number), (first.identity.article_id, 2));
    // Once the rules before are forgotten, what was found stays.
    assert_eq!(desk.name(&item("new key", "t", &long("y"), 3)), "unchanged");
    assert_eq!(desk.name(&rekeyed(&long("y"), 40 * DAY)), "published");
}

#[test]
fn a_known_article_is_revised_even_to_the_body_of_another() {
    let mut desk = Desk::default();
    let names = desk.names(&[
        item("a", "t", &long("x"), 0),
        item("b", "t", &long("y"), 1),
        item("b", "t", &long("x"), 2),
    ]);
    assert_eq!(names, ["published", "published", "revised"]);
}

#[test]
fn stubs_are_never_copies() {
    let mut desk = Desk::default();
    assert_eq!(
        desk.names(&[item("a", "t", "short", 0), item("b", "t", "short", 1)]),
        ["published", "published"]
    );
}

#[test]
fn the_body_of_a_withdrawn_article_belongs_to_the_next() {
    let mut desk = Desk::default();
    let names = desk.names(&[
        item("a", "t", &long("x"), 0),
        gone("a", 1),
        item("b", "t", &long("x"), 2),
        item("c", "t", &long("x"), 3),
    ]);
    assert_eq!(names, ["published", "withdrawn", "published", "copy"]);
}

#[test]
fn an_entry_counts_within_the_window_on_either_side() {
    for (seen, expected) in [(30 * DAY, "unchanged"), (30 * DAY + 1, "published")] {
        let mut desk = Desk::default();
        assert_eq!(
            desk.names(&[item("a", "t", &long("x"), 0), item("a", "t", &long("x"), seen)])[1],
            expected
        );
    }
    let mut desk = Desk::default();
    let early = item("a", "t", &long("x"), 0);
    assert_eq!(desk.names(&[item("a", "t", &long("x"), 31 * DAY), early]), ["published", "published"]);
}

#[test]
fn sightings_keep_an_article_known() {
    let mut desk = Desk::default();
    for day in (0..200).step_by(20) {
        let name = desk.name(&item("a", "t", &long("x"), day * DAY));
        assert_eq!(name, if day == 0 { "published" } else { "unchanged" });
    }
}

#[test]
fn a_sighting_is_noted_at_most_each_tenth_of_the_window() {
    let mut desk = Desk::default();
    let id = item("a", "", "", 0).identity.article_id;
    desk.decide(&item("a", "t", &long("x"), 0));
    desk.decide(&item("a", "t", &long("x"), 3 * DAY));
    assert_eq!(desk.index.article(&id).unwrap().unwrap().seen, Timestamp::from_seconds(0));
    desk.decide(&item("a", "t", &long("x"), 3 * DAY + 1));
    assert_eq!(desk.index.article(&id).unwrap().unwrap().seen, Timestamp::from_seconds(3 * DAY + 1));
}
