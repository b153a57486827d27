//! Lines that credit those who worked on a text: "Reporting by ...; Editing by ...".
//!
//! Owns `reporting.txt`. Every part of the line must be a known opening and names, or names alone. Refuses bare nouns
//! without a colon: `Editor in Rome` is a heading.

use std::sync::LazyLock;

use super::super::phrases::{self, Digits, Lines, fold, head};
use super::{byline, lines};

static REPORTING: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("reporting.txt")]));

/// Of the phrases that need no colon, as lines begin with them.
const FIRST_LETTERS: [char; 14] = ['R', 'A', 'W', 'E', 'C', 'B', 'É', 'r', 'a', 'w', 'e', 'c', 'b', 'é'];
const LINE_BYTES: usize = 400;
const OPENING_BYTES: usize = 60;
/// More lines of credit than these are a programme.
const MOST_WITHIN: usize = 2;
/// Whoever did this wrote the article; the others only helped.
const REPORTERS: &str = "reporting by";
/// Joints between names.
const JOINTS: [&str; 6] = [" and ", " und ", " et ", " y ", " e ", " & "];
/// Between a name and the place from which was reported.
const PLACES: [&str; 6] = [" in ", " from ", " at ", " à ", " en ", " aus "];

/// The names of the reporters, where a line is such a credit and nothing else.
pub fn names(line: &str) -> Option<Vec<String>> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "()[]*–—-".contains(c));
    let line = line.strip_suffix('.').unwrap_or(line);
    if line.len() > LINE_BYTES
        || opening(line).is_none()
        || phrases::has_quotation(line)
        || lines::announces(line)
    {
        return None;
    }
    let mut reporters = Vec::new();
    let mut are_reporters = false;
    for clause in line.split([';', '|']) {
        let mut people = clause.trim();
        if let Some((phrase, rest)) = opening(people) {
            are_reporters = phrase == REPORTERS;
            people = rest;
        }
        let mut parts = vec![people];
        for joint in JOINTS.iter().chain(&[","]) {
            parts = parts.into_iter().flat_map(|part| part.split(joint)).collect();
        }
        for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
            // "Marco Neri, additional reporting by Eva Groß"
            let part = match opening(part) {
                Some((phrase, rest)) => {
                    are_reporters = phrase == REPORTERS;
                    rest
                }
                None => part,
            };
            let (name, place) = PLACES
                .iter()
                .find_map(|joint| part.split_once(joint))
                .map_or((part, None), |(name, place)| (name, Some(place)));
            if !place
                .is_none_or(|place| place.split_whitespace().all(|word| word.starts_with(char::is_uppercase)))
            {
                return None;
            }
            let name = byline::names(name.trim())?;
            if are_reporters {
                reporters.extend(name);
            }
        }
    }
    Some(reporters)
}

/// Takes such credits from between paragraphs, where there are no more of them than one text has; returns how many
/// lines went.
pub fn take_within(paragraphs: &mut Vec<String>, reporters: &mut Vec<String>) -> usize {
    let may_be = |line: &str| line.len() <= LINE_BYTES && (line.contains(';') || !lines::is_sentence(line));
    let is_credit =
        |line: &str| may_begin(line) && may_be(line) && begins_as_credit(line) && !line.contains('\n');
    let found: Vec<usize> = (0..paragraphs.len())
        .filter(|&at| paragraphs.get(at).is_some_and(|line| is_credit(line) && names(line).is_some()))
        .collect();
    if found.is_empty() || found.len() > MOST_WITHIN || found.len() >= paragraphs.len() {
        return 0;
    }
    for &at in found.iter().rev() {
        let line = paragraphs.remove(at);
        reporters.extend(names(&line).unwrap_or_default());
    }
    found.len()
}

/// A glance at the first letter spares most paragraphs a closer look.
fn may_begin(line: &str) -> bool {
    let first = line.trim_start_matches(['(', '[', '*', ' ']).chars().next();
    first.is_some_and(|first| FIRST_LETTERS.contains(&first))
}

/// With a phrase that needs no colon.
fn begins_as_credit(line: &str) -> bool {
    let line = line.trim_start_matches(['(', '[', '*', ' ']);
    REPORTING.opening(&fold(head(line, OPENING_BYTES), Digits::Keep)).is_some_and(|phrase| phrase.marked)
}

/// The phrase with which a part begins and what follows it; a bare noun needs its colon.
fn opening(part: &str) -> Option<(&'static str, &str)> {
    let phrase = REPORTING.opening(&fold(head(part, OPENING_BYTES), Digits::Keep))?;
    let words = phrase.text.split(' ').count();
    let after = part.splitn(words + 1, [' ', ':']).nth(words)?;
    let before = part.get(..part.len() - after.len())?.trim_end();
    let has_colon = before.ends_with([':', '：']) || after.trim_start().starts_with([':', '：']);
    let rest = after.trim_start_matches([':', '：', ' ']);
    (!rest.is_empty() && (phrase.marked || has_colon)).then_some((phrase.text.as_str(), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_who_worked_on_it_are_told_from_the_reporters() {
        for (line, expected) in [
            (
                "(Reporting by Anna Berti in Rome and Marco Neri; additional reporting by Eva Groß; Editing by A. Hill)",
                &["Anna Berti", "Marco Neri"][..],
            ),
            ("Reporting by A. Berti; Editing by B. Neri", &["A. Berti", "B. Neri"][..1]),
            ("Editor: Anna Berti", &[]),
            ("Contributing: Anna Berti, Marco Neri", &[]),
            ("Редактор: Анна Петрова", &[]),
        ] {
            assert_eq!(names(line).unwrap(), expected, "{line}");
        }
    }

    #[test]
    fn a_credit_within_the_text_goes_and_a_programme_stays() {
        let text = |lines: &[&str]| -> Vec<String> { lines.iter().map(|&line| line.to_owned()).collect() };
        let mut reporters = Vec::new();
        let credit = "Reporting by Anna Berti and Marco Neri; Editing by Eva Groß";
        let mut paragraphs = text(&["The harbour opened.", credit, "The mayor spoke."]);
        assert_eq!(take_within(&mut paragraphs, &mut reporters), 1);
        assert_eq!(paragraphs, ["The harbour opened.", "The mayor spoke."]);
        assert_eq!(reporters, ["Anna Berti", "Marco Neri"]);
        let lines =
            ["Edited by Anna Berti", "Compiled by Marco Neri", "Edited by Eva Groß", "The evening began."];
        let mut paragraphs = text(&lines);
        assert_eq!(take_within(&mut paragraphs, &mut reporters), 0);
        assert_eq!(take_within(&mut text(&["Editor: Anna Berti", "The evening began."]), &mut reporters), 0);
    }

    #[test]
    fn headings_sentences_and_other_credits_are_none() {
        for line in [
            "Editor in Rome",
            "Editor and Publisher",
            "Editor Anna Berti resigned on Monday.",
            "Haber Yok",
            "Reporter: \"Why?\"",
            "Reporter: Why did you leave?",
            "Written by Hanna Weil, Directed by Otto Neu, With Eva Groß",
            "Written by Hanna Weil, the play opened in 1985.",
            "Reporting by the paper led to a trial.",
            "Reporting by Anna Berti led to a trial",
            "Editing by hand",
            "Redaktion Berlin Mitte",
            "Reporting by:",
        ] {
            assert_eq!(names(line), None, "{line}");
        }
    }

    #[test]
    fn every_opening_opens_a_line() {
        for phrase in REPORTING.iter() {
            assert_eq!(REPORTING.opening(&fold(&phrase.text, Digits::Keep)), Some(phrase));
            assert!(!phrase.marked || may_begin(&phrase.text), "{}", phrase.text);
        }
    }
}
