//! The names in the text of a byline, which the elements in it divide into parts.

use super::super::survey::{PART, PEER};
use super::is_name;

/// A byline of more is a list of the staff.
const MOST_PARTS: usize = 20;

/// One part, and whether it is of the same kind as the one before: names in like elements stand side by side.
struct Part<'t> {
    text: &'t str,
    is_peer: bool,
}

/// The first part that may be a name, after a word that introduces one where there is such a part, and those that
/// separators or like elements join to it.
pub fn names_in(text: &str) -> Vec<String> {
    let parts = parts_of(text);
    let begin = parts.iter().position(|part| begins_byline(part.text)).unwrap_or(0);
    let mut names = Vec::new();
    let mut is_joined = true;
    for Part { text, is_peer } in parts.into_iter().skip(begin) {
        if JOINTS.contains(&text.to_lowercase().as_str()) {
            is_joined = true;
            continue;
        }
        let (text, joins_next) = without_joint(text);
        let Some(name) = name_in(text) else { continue };
        if !is_joined && !is_peer {
            break;
        }
        is_joined = joins_next;
        names.push(name);
    }
    names
}

/// What stands between two names.
const JOINTS: [&str; 11] = [",", "and", "und", "et", "y", "e", "&", "/", ", and", "og", "och"];

/// A part without the joint at its end, and whether there was one.
fn without_joint(part: &str) -> (&str, bool) {
    let word = part.rsplit_once(' ').filter(|(_, word)| JOINTS.contains(&word.to_lowercase().as_str()));
    match word {
        Some((before, _)) => (before, true),
        None => (part, part.ends_with([',', '&', '/'])),
    }
}

fn parts_of(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    for run in text.split([PART, '|', '•', '·', '»']) {
        let peers = || run.split(PEER).map(str::trim).filter(|part| !part.is_empty());
        // A date or a button in an element like those before: nothing says that these hold names.
        let are_names = peers().all(|part| is_full_name(part) && name_in(part).is_some());
        for (at, peer) in peers().enumerate().take(MOST_PARTS.saturating_sub(parts.len())) {
            for (slash, text) in peer.split(" / ").map(str::trim).enumerate() {
                let is_peer = if slash > 0 { is_full_name(text) } else { at > 0 && are_names };
                parts.push(Part { text, is_peer });
            }
        }
    }
    parts
}

/// A part without the words that introduce a name; nothing where it can be no name.
fn name_in(part: &str) -> Option<String> {
    let name = without_introduction(part);
    let end = AFTERWORDS.iter().filter_map(|word| name.find(word)).min();
    let is_cut = || AFTERWORDS.iter().find_map(|word| name.strip_suffix(word.trim_end()));
    let name = end.and_then(|end| name.get(..end)).or_else(is_cut).unwrap_or(name);
    let name = name.trim_matches([' ', ',', ':', ';', '-', '–', '—', '|', '/']);
    let lower = name.to_lowercase();
    // An account may have figures in its name, a person has none.
    let has_number = name.chars().any(char::is_numeric);
    let is_account = !name.contains(char::is_whitespace) && name.starts_with(|c: char| c.is_alphabetic());
    let is_short = name.len() < 120 && name.split_whitespace().count() <= 12;
    let is_word = name.len() <= 3 && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_none = NO_NAMES.contains(&lower.as_str())
        || NO_NAMES.contains(&part.to_lowercase().as_str())
        || introduces(name)
        || is_word;
    (is_short && (!has_number || is_account) && !is_none && is_name(name)).then(|| name.to_owned())
}

/// Buttons, labels and roles, which stand where names do.
const NO_NAMES: [&str; 44] = [
    "follow",
    "share",
    "twitter",
    "facebook",
    "linkedin",
    "instagram",
    "whatsapp",
    "email",
    "e-mail",
    "view",
    "more",
    "read more",
    "mehr",
    "profile",
    "profil",
    "author",
    "autor",
    "autorin",
    "journalist",
    "journalistin",
    "reporter",
    "redakteur",
    "redakteurin",
    "redaktion",
    "nachrichtenagentur",
    "posted in",
    "about the author",
    "published",
    "publiziert",
    "publiziert am",
    "veröffentlicht",
    "details",
    "published on",
    "posted on",
    "photograph by",
    "photo by",
    "home",
    "startseite",
    "kommentare",
    "comments",
    "teilen",
    "folgen",
    "compartir",
    "partager",
];

/// Two to four words with capitals and nothing else, as the names of persons are written.
pub fn is_full_name(text: &str) -> bool {
    const PARTICLES: [&str; 16] = [
        "de", "del", "della", "di", "da", "dos", "van", "von", "der", "den", "ter", "la", "le", "al", "el",
        "bin",
    ];
    let is_capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().is_some_and(char::is_uppercase)
            && letters.all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'))
    };
    let words = || text.split_whitespace();
    let capitals = words().filter(|word| is_capital(word)).count();
    let particles = words().filter(|word| PARTICLES.contains(word)).count();
    text.len() < 80 && (2..=4).contains(&capitals) && capitals + particles == words().count()
}

/// Whether a part begins with a word that introduces a name, and is no sentence.
pub fn begins_byline(part: &str) -> bool {
    let part = part.trim_start_matches(is_mark);
    let is_long = part.split(' ').count() > 16;
    introduces(part) || (!is_long && without_introduction(part).len() < part.len())
}

/// The text from the first word on that introduces a name behind something else: `3 May 2024 10:30 by Ada Holm`.
pub fn introduced_within(part: &str) -> Option<(&str, &str)> {
    let begins = part.match_indices(' ').take(12).map(|(at, _)| at + 1);
    let mut splits = begins.filter_map(|at| part.split_at_checked(at));
    splits.find(|(_, rest)| {
        rest.starts_with(char::is_alphabetic) && without_introduction(rest).len() < rest.len()
    })
}

/// Whether a part is nothing but a word that introduces a name.
fn introduces(part: &str) -> bool {
    let lower = part.to_lowercase();
    let word = lower.trim_end_matches(':');
    INTRODUCTIONS.iter().any(|introduction| introduction.trim_end_matches([' ', ':', '：']) == word)
}

fn is_mark(c: char) -> bool {
    c == ' ' || matches!(c, '(' | '（' | '/' | '-' | '–' | '—' | '*' | '|' | '✎' | '►')
}

pub fn without_introduction(part: &str) -> &str {
    let part = part.trim_start_matches(is_mark);
    for word in INTRODUCTIONS {
        let begins = part
            .get(..word.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(word) || begin.to_lowercase() == word);
        if begins {
            return part.get(word.len()..).unwrap_or_default().trim_start();
        }
    }
    part
}

/// Words between the name of the author and place or time.
const AFTERWORDS: [&str; 11] =
    [", in ", " in ", " under ", " on ", " am ", " el ", " le ", " at ", " - ", " – ", " — "];

/// Words before the name of the author in the languages of the press.
const INTRODUCTIONS: [&str; 35] = [
    "gespeichert von ",
    "written by ",
    "posted by ",
    "published by ",
    "reported by ",
    "story by ",
    "by: ",
    "by ",
    "text von ",
    "ein artikel von ",
    "artikel von ",
    "von ",
    "vom ",
    "text: ",
    "autor: ",
    "autorin: ",
    "author: ",
    "par ",
    "por: ",
    "por ",
    "escrito por ",
    "di ",
    "door ",
    "av ",
    "af ",
    "yazan: ",
    "автор: ",
    "автор ",
    "oleh ",
    "penulis: ",
    "作者：",
    "记者：",
    "記者：",
    "责编：",
    "责任编辑：",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_alone_or_after_the_word_that_introduces_it() {
        let cases: [(&str, &[&str]); 15] = [
            ("Ada Holm", &["Ada Holm"]),
            ("By\u{1f}Ada Holm\u{1f}Senior Reporter", &["Ada Holm"]),
            ("By Ada Holm, in\u{1f}Business", &["Ada Holm"]),
            ("Von\u{1f}Ada Holm\u{1f}und\u{1f}Eva Lund", &["Ada Holm", "Eva Lund"]),
            ("Posted in\u{1f}News\u{1f}by ada_h on", &["ada_h"]),
            ("Ada Holm am 21. April 2020", &["Ada Holm"]),
            ("3. Mai 2024 · von\u{1f}freeman7 · in\u{1f}Allgemein", &["freeman7"]),
            ("By\u{1f}Ada Holm and\u{1f}Eva Lund\u{1f}Reporter", &["Ada Holm", "Eva Lund"]),
            ("// By Ada Holm • Nov 11, 2020", &["Ada Holm"]),
            ("Ada Holm / HARBOUR.EXAMPLE / Sep 2, 2024\u{1f}Share", &["Ada Holm"]),
            ("Ada Holm / Eva Lund", &["Ada Holm", "Eva Lund"]),
            ("MEHR\u{1f}Ada Holm", &["Ada Holm"]),
            ("Follow\u{1f}Share", &[]),
            ("21 January 2020", &[]),
            ("(责编：牛镛、岳弘彬)", &["牛镛、岳弘彬)"]),
        ];
        for (text, names) in cases {
            assert_eq!(names_in(text), names, "{text}");
        }
    }

    #[test]
    fn like_elements_in_a_row_hold_names_where_all_of_them_may() {
        assert_eq!(
            names_in("Ada Holm\u{1e}Eva Lund\u{1e}Bo van Berg"),
            ["Ada Holm", "Eva Lund", "Bo van Berg"]
        );
        assert_eq!(names_in("Ada Holm\u{1e}Eva Lund\u{1e}3 May 2024"), ["Ada Holm"]);
        assert_eq!(names_in("Ada Holm\u{1e}writes on the coast"), ["Ada Holm"]);
        assert_eq!(names_in("Ada Holm\u{1f}Eva Lund"), ["Ada Holm"]);
    }

    #[test]
    fn a_full_name_is_capitals_and_particles() {
        for name in ["Ada Holm", "Ludwig van Beethoven", "J. R. Lund", "Lê Phương", "Anne-Marie O'Neil"] {
            assert!(is_full_name(name), "{name}");
        }
        for text in ["Ada", "Ada writes", "The storm came", "Ada Holm 3", "A B C D E", "ada holm", ""] {
            assert!(!is_full_name(text), "{text}");
        }
    }

    #[test]
    fn a_name_may_be_introduced_behind_the_time() {
        assert_eq!(introduced_within("3.5.2024 13:30 von Ada"), Some(("3.5.2024 13:30 ", "von Ada")));
        assert_eq!(introduced_within("3.5.2024 13:30 (GMT+7)"), None);
    }
}
