//! Aliases, copies, near copies and boilerplate, by their texts.

use std::fmt::Write as _;

use super::*;
use crate::article::RawDigest;
use crate::identity::identify;
use crate::proto::RelationKind;

/// As the earlier stages would make it, of a whole text.
pub(super) fn story(url: &str, title: &str, body: &str, seen: i64) -> Candidate {
    let mut candidate = item(url, title, body, seen);
    candidate.article.body = body.to_owned();
    candidate.fullness = Fullness::Full;
    let raw = RawDigest(Digest::of(format!("{title}|{body}").as_bytes()));
    candidate.identity = identify(&candidate.article, Fullness::Full, url, raw);
    candidate
}

/// Sentences without numbers and names, other ones for each number.
pub(super) fn prose(sentences: std::ops::Range<u32>) -> String {
    const WORDS: [&str; 16] = [
        "harbour", "council", "bridge", "storm", "market", "school", "river", "engine", "garden", "museum",
        "ticket", "border", "winter", "letter", "village", "doctor",
    ];
    let word = |seed: u32| WORDS.get((seed >> 7) as usize % 16).copied().unwrap_or_default();
    let mut text = String::new();
    for sentence in sentences {
        text.push_str("the");
        for place in 0..9 {
            let seed = (sentence * 31 + place).wrapping_mul(2_654_435_761);
            write!(text, " {}{}", word(seed), if seed & 64 == 0 { "s" } else { "" }).unwrap();
        }
        text.push_str(".\n\n");
    }
    text
}

pub(super) fn near(verdict: Verdict) -> Option<Kin> {
    let Verdict::Published(step) = verdict else { panic!("{verdict:?}") };
    step.near
}

#[test]
fn an_abridged_reprint_is_published_as_a_near_copy_of_the_first() {
    let mut desk = Desk::default();
    let (whole, cut) = (prose(0..30), prose(0..20));
    assert_eq!(near(desk.decide(&story("one.example/a", "t", &whole, 0))), None);
    let reprint = format!("CITY, Sept 12 (Agency) - {cut}Follow us on Telegram.");
    let kin = near(desk.decide(&story("other.example/b", "t", &reprint, 1))).unwrap();
    let first = story("one.example/a", "", "", 0).identity.article_id;
    assert_eq!((kin.kind, kin.known.id, kin.cluster), (RelationKind::NearCopyOf, first, first));
    assert!((0.5..0.9).contains(&kin.similarity), "{}", kin.similarity);
    // A copy of the copy belongs to the same cluster.
    let again = format!("{reprint} All rights reserved.");
    let kin = near(desk.decide(&story("third.example/c", "t", &again, 2))).unwrap();
    assert_eq!(kin.cluster, first);
}

#[test]
fn another_story_is_no_near_copy() {
    let mut desk = Desk::default();
    desk.decide(&story("one.example/a", "t", &prose(0..30), 0));
    assert_eq!(near(desk.decide(&story("other.example/b", "t", &prose(50..80), 1))), None);
}

#[test]
fn stories_made_alike_are_kept_apart_by_their_numbers_or_their_names() {
    let report = |figures: [u32; 4], town: &str, mayor: &str| {
        let [a, b, c, d] = figures;
        format!(
            "{}Prices rose by {a} per cent to {b}. In {town} they rose by {c}, said {mayor} at {d}.",
            prose(0..12)
        )
    };
    let monday = report([11, 401, 7, 1030], "Port Clay", "Ada Holm");
    for (other, is_apart) in [
        (report([13, 388, 5, 1145], "Port Clay", "Ada Holm"), true),
        (report([11, 401, 7, 1030], "Lake Arden", "Bo Berg"), true),
        (report([11, 402, 7, 1030], "Port Clay", "Ada Holm"), false),
    ] {
        let mut desk = Desk::default();
        desk.decide(&story("one.example/a", "Monday", &monday, 0));
        let kin = near(desk.decide(&story("other.example/b", "Tuesday", &other, 1)));
        assert_eq!(kin.is_none(), is_apart, "{other}");
    }
}

#[test]
fn near_copies_are_diverted_or_not_looked_for_as_the_settings_say() {
    let reprint = story("other.example/b", "t", &prose(0..20), 1);
    for (copies, expected) in [(NearCopies::Divert, "copy"), (NearCopies::Off, "published")] {
        let near = Near { copies, ..Near::default() };
        let mut desk = Desk { rules: Settings { near, ..Settings::default() }, ..Desk::default() };
        desk.decide(&story("one.example/a", "t", &prose(0..30), 0));
        assert_eq!(desk.name(&reprint), expected);
        assert_eq!(desk.index.near().is_empty(), copies == NearCopies::Off);
    }
}

#[test]
fn near_copies_are_seen_within_their_own_window() {
    for (seen, is_near) in [(72 * HOUR, true), (72 * HOUR + 1, false)] {
        let mut desk = Desk::default();
        desk.decide(&story("one.example/a", "t", &prose(0..30), 0));
        let kin = near(desk.decide(&story("other.example/b", "t", &prose(0..20), seen)));
        assert_eq!(kin.is_some(), is_near, "{seen}");
    }
}

#[test]
fn nothing_is_a_near_copy_of_what_was_withdrawn() {
    let mut desk = Desk::default();
    desk.decide(&story("one.example/a", "t", &prose(0..30), 0));
    let mut gone = gone("one.example/a", 1);
    gone.identity.article_id = story("one.example/a", "", "", 0).identity.article_id;
    desk.decide(&gone);
    assert_eq!(near(desk.decide(&story("other.example/b", "t", &prose(0..20), 2))), None);
}

#[test]
fn a_new_address_with_the_sites_own_number_and_the_same_text_is_the_same_article() {
    let mut desk = Desk::default();
    let first = story("one.example/news/123456-storm-nears", "Storm nears", &prose(0..30), 0);
    let moved = story("one.example/news/123456-storm-hits", "Storm nears", &prose(0..30), 1);
    assert_eq!(desk.names(&[first.clone(), moved.clone()]), ["published", "unchanged"]);
    // From here on the new address is the article's, whatever the text.
    let rewritten = story("one.example/news/123456-storm-hits", "Storm hits", &prose(60..90), 2);
    let Verdict::Revised(step) = desk.decide(&rewritten) else { panic!("revised") };
    assert_eq!((step.id, step.number), (first.identity.article_id, 2));
    let by_the_first = story("one.example/news/123456-storm-nears", "Storm hits", &prose(60..90), 3);
    assert_eq!(desk.name(&by_the_first), "unchanged");
}

#[test]
fn a_new_address_with_the_sites_own_number_and_nearly_the_same_text_is_a_revision() {
    let mut desk = Desk::default();
    desk.decide(&story("one.example/news/123456-storm-nears", "Storm nears", &prose(0..30), 0));
    let grown = story("one.example/news/123456-storm-hits", "Storm hits", &prose(0..36), 1);
    let Verdict::Revised(step) = desk.decide(&grown) else { panic!("revised") };
    assert_eq!((step.number, step.changed.as_slice()), (2, &["title", "body"][..]));
    assert_eq!(step.kind, ChangeKind::TextGrew);
}

#[test]
fn the_same_number_on_another_site_or_with_another_text_makes_no_alias() {
    let mut desk = Desk::default();
    let names = desk.names(&[
        story("one.example/news/123456-storm", "Storm", &prose(0..30), 0),
        story("other.example/news/123456-storm", "Storm", &prose(0..30), 1),
        story("one.example/news/123456-flood", "Flood", &prose(50..80), 2),
    ]);
    assert_eq!(names, ["published", "copy", "published"]);
}

#[test]
fn an_alias_is_forgotten_after_the_window_and_kept_by_sightings() {
    let first = || story("one.example/news/123456-storm-nears", "t", &prose(0..30), 0);
    let moved = |seen| story("one.example/news/123456-storm-hits", "t", &prose(0..30), seen);
    let other = |seen| story("one.example/news/123456-storm-hits", "t", &prose(50..80), seen);
    let mut desk = Desk::default();
    assert_eq!(desk.names(&[first(), moved(0), other(31 * DAY)]), ["published", "unchanged", "published"]);
    let mut desk = Desk::default();
    let names = desk.names(&[first(), moved(0), moved(20 * DAY), other(40 * DAY)]);
    assert_eq!(names, ["published", "unchanged", "unchanged", "revised"]);
}

#[test]
fn a_short_text_under_several_titles_of_one_site_is_no_articles_own() {
    let mut desk = Desk::default();
    let wall = prose(0..6);
    let page = |name: &str, at| story(&format!("one.example/{name}"), name, &wall, at);
    let Verdict::Published(_) = desk.decide(&page("flood", 0)) else { panic!("published") };
    let Verdict::Published(second) = desk.decide(&page("storm", 1)) else { panic!("published") };
    let Verdict::Published(third) = desk.decide(&page("vote", 2)) else { panic!("published") };
    assert_eq!((second.is_boilerplate, third.is_boilerplate), (false, true));
    // Nor is it another site's then.
    let elsewhere = story("other.example/quake", "quake", &wall, 3);
    let Verdict::Published(elsewhere) = desk.decide(&elsewhere) else { panic!("published") };
    assert!(elsewhere.is_boilerplate && elsewhere.near.is_none());
}

#[test]
fn a_long_text_again_under_another_title_of_its_site_is_a_copy_until_it_is_boilerplate() {
    let mut desk = Desk::default();
    let page = |name: &str, at| story(&format!("one.example/{name}"), name, &prose(0..40), at);
    let names = desk.names(&[page("flood", 0), page("storm", 1), page("vote", 2)]);
    assert_eq!(names, ["published", "copy", "published"]);
}

#[test]
fn the_same_text_and_title_elsewhere_on_the_site_is_a_copy() {
    let mut desk = Desk::default();
    let names = desk.names(&[
        story("one.example/news/flood", "Flood", &prose(0..6), 0),
        story("one.example/local/flood", "Flood", &prose(0..6), 1),
    ]);
    assert_eq!(names, ["published", "copy"]);
}
