//! For grouping the headlines of one source, never for storing: whether two titles say the same headline.
//!
//! Outlets publish a story under titles that differ in labels and in their own name. One part that is long enough
//! and equal is evidence, unless both titles say something else besides; names of outlets and standing titles
//! (`News in brief`) are none. Every word counts: one that differs decides. The same headline is no proof of the
//! same story: whoever asks compares the texts, too.

use super::parts::{Mark, Part, split};
use super::sections::is_section;
use crate::normalize::scripts::is_dense;
use crate::normalize::text::letters;

/// Shorter parts are labels, names and phrases as often as headlines.
const LEAST_LETTERS: usize = 25;
/// Longer titles are compared as wholes.
const MOST_PARTS: usize = 12;

/// Titles under which something else stands every day.
const STANDING: [&str; 43] = [
    "briefs",
    "headlines",
    "topstories",
    "todaysheadlines",
    "morningbriefing",
    "eveningbriefing",
    "letters",
    "letterstotheeditor",
    "obituaries",
    "corrections",
    "correctionsandclarifications",
    "crossword",
    "horoscope",
    "sudoku",
    "editorial",
    "opinion",
    "home",
    "homepage",
    "weather",
    "photosoftheday",
    "pictureoftheday",
    "cartoon",
    "quiz",
    "calendar",
    "dailybriefing",
    "news",
    "notizieinbreve",
    "inbreve",
    "kurznotiert",
    "kurzmeldungen",
    "nachrichten",
    "leserbriefe",
    "enbref",
    "breves",
    "brèves",
    "noticiasbreves",
    "enbreve",
    "kortnieuws",
    "wetter",
    "météo",
    "meteo",
    "notfound",
    "untitled",
];
/// Words before or after a headline that tell its kind.
const LABELS: [&str; 46] = [
    "live",
    "opinion",
    "oped",
    "opedcolumnist",
    "opedcontributor",
    "columnist",
    "column",
    "guestessay",
    "analysis",
    "newsanalysis",
    "comment",
    "commentary",
    "editorial",
    "exclusive",
    "breaking",
    "breakingnews",
    "video",
    "watch",
    "photos",
    "pictures",
    "podcast",
    "listen",
    "explainer",
    "explained",
    "factcheck",
    "feature",
    "interview",
    "letter",
    "letters",
    "obituary",
    "review",
    "update",
    "updated",
    "liveupdates",
    "perspective",
    "theviewfrom",
    "kommentar",
    "meinung",
    "analyse",
    "tribune",
    "éditorial",
    "commento",
    "editoriale",
    "opinión",
    "análisis",
    "opinião",
];
/// Words that names of outlets end with.
const OUTLETS: [&str; 38] = [
    "times",
    "news",
    "post",
    "herald",
    "gazette",
    "journal",
    "tribune",
    "chronicle",
    "observer",
    "guardian",
    "telegraph",
    "mail",
    "express",
    "star",
    "mirror",
    "press",
    "daily",
    "weekly",
    "review",
    "courier",
    "today",
    "online",
    "zeitung",
    "nachrichten",
    "anzeiger",
    "tageblatt",
    "rundschau",
    "reporter",
    "blog",
    "magazine",
    "radio",
    "tv",
    "bulletin",
    "monitor",
    "globe",
    "newspaper",
    "weblog",
    "newsletter",
];

pub fn same_headline(a: &str, b: &str) -> bool {
    if letters(a).next().is_none() || is_standing(a) || is_standing(b) {
        return false;
    }
    let are_equal = letters(a).eq(letters(b));
    let (a, b) = (split(a), split(b));
    if are_equal {
        return !(a.len() == 1 && a.iter().all(is_outlet));
    }
    if a.len().max(b.len()) > MOST_PARTS {
        return false;
    }
    let same = |part: &Part<'_>, other: &Part<'_>| letters(part.text).eq(letters(other.text));
    let is_shared = |part: &Part<'_>, others: &[Part<'_>]| others.iter().any(|other| same(part, other));
    let is_evidence = |part: &Part<'_>| is_long(part.text) && !is_standing(part.text) && !is_outlet(part);
    let says_more = |parts: &[Part<'_>], others: &[Part<'_>]| {
        parts.iter().any(|part| !is_shared(part, others) && !is_label(part.text) && !is_outlet(part))
    };
    a.iter().any(|part| is_evidence(part) && is_shared(part, &b)) && !(says_more(&a, &b) && says_more(&b, &a))
}

/// The parts of a title, as compared.
pub fn parts(title: &str) -> Vec<&str> {
    split(title).into_iter().map(|part| part.text).collect()
}

/// A character of a dense script says as much as two letters.
fn is_long(part: &str) -> bool {
    part.chars().map(|c| if is_dense(c) { 2 } else { 1 }).sum::<usize>() >= LEAST_LETTERS
}

fn is_standing(title: &str) -> bool {
    let folded: String = letters(title).take(40).collect();
    STANDING.contains(&folded.as_str())
        || (folded.len() < 40 && (folded.ends_with("inbrief") || folded.starts_with("linksfor")))
}

fn is_label(part: &str) -> bool {
    let folded: String = letters(part).take(20).collect();
    LABELS.contains(&folded.as_str()) || is_section(part)
}

/// `The Harbour Times`: few words, each a name, the last one of those that outlets bear; or a host.
fn is_outlet(part: &Part<'_>) -> bool {
    let words = part.text.split(' ').count();
    let is_host = words == 1 && part.text.contains('.');
    let last = part.text.rsplit(' ').next().map(str::to_lowercase).unwrap_or_default();
    let is_named = words <= 6
        && part.text.split(' ').all(|word| word.len() < 4 || word.starts_with(|c: char| !c.is_lowercase()))
        && (OUTLETS.contains(&last.as_str())
            || OUTLETS.iter().any(|word| word.len() > 6 && last.ends_with(word)));
    let is_set_apart = part.mark != Mark::Start || words <= 4 || part.text.starts_with("The ");
    is_host || (is_named && is_set_apart)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_part_that_is_equal_tells_the_same_headline() {
        for (a, b) in [
            (
                "Opinion | Why the tide will not wait for us - The Harbour Post",
                "Columnist: Why the Tide Will Not Wait for Us",
            ),
            ("Why the tide will not wait for us", "Harbour Post: Why the tide will not wait for us"),
            (
                "Harbour Post: Why the tide will not wait for us",
                "Why the tide will not wait for us - Harbour Post - World Politics",
            ),
            ("TIDE 1", "tide 1"),
        ] {
            assert!(same_headline(a, b) && same_headline(b, a), "{a} / {b}");
        }
    }

    #[test]
    fn one_word_decides() {
        assert!(!same_headline("Herring sells dearer on Tuesday", "Herring sells cheaper on Tuesday"));
        assert!(!same_headline(
            "Anna: we shall rebuild the old pier",
            "Boris: we shall rebuild the old pier"
        ));
        assert!(!same_headline(
            "The long way home from the sea – Part 1",
            "The long way home from the sea – Part 2"
        ));
    }

    #[test]
    fn labels_and_outlets_are_no_evidence() {
        for (a, b) in [
            ("News in brief", "News in brief"),
            ("The Harbour Times", "The Harbour Times"),
            ("Harbour Blog", "Harbour Blog"),
            ("Opinion | The tide", "Opinion | The storm"),
            (
                "Tide rises - The Greater Harbour and Coast Daily News",
                "Pier closes - The Greater Harbour and Coast Daily News",
            ),
            ("", ""),
            ("—", "—"),
        ] {
            assert!(!same_headline(a, b), "{a} / {b}");
        }
    }
}
