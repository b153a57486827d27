//! The last lines of a text: credits, rights, requests to follow and to subscribe.
//!
//! Owns `footers.txt`, `reporting.txt`, `buttons.txt` and `feeds.txt`. A line goes only when every sentence of it is furniture.

use std::sync::LazyLock;

use super::super::phrases::{Digits, Lines, fold, head};
use super::{Furniture, byline, credit, lines};

static FOOTERS: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("footers.txt")]));
static BUTTONS: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("buttons.txt")]));
static REPORTING: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("reporting.txt")]));

/// How the last sentence of a feed's article begins and goes on, folded.
static FEEDS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let folded = |part: &str| fold(part, Digits::Keep);
    let lines = include_str!("feeds.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once("...")).map(|(a, b)| (folded(a), folded(b))).collect()
});

const FOOTER_BYTES: usize = 400;
/// How much of a sentence is compared: no opening is longer.
const OPENING_BYTES: usize = 120;

/// Takes the last lines while they are footers, and returns how many.
pub fn take(paragraphs: &mut Vec<String>, furniture: &mut Furniture) -> usize {
    let mut taken = 0;
    while !lines::is_single(paragraphs) {
        let Some(line) = lines::last(paragraphs).filter(|line| line.len() <= FOOTER_BYTES) else { break };
        if let Some(agency) = credit::whole(line) {
            if furniture.credit.is_empty() {
                furniture.credit = agency;
            }
        } else {
            let folded = fold(head(line, OPENING_BYTES), Digits::Keep);
            let is_known = is_button(line, &folded) || is_reporting(line, &folded, &mut furniture.bylines);
            if !is_known && !is_of_feed(line, &folded) && !is_footer(line, &folded) {
                break;
            }
        }
        lines::take_last(paragraphs);
        taken += 1;
    }
    taken
}

fn is_button(line: &str, folded: &str) -> bool {
    line.len() <= OPENING_BYTES && BUTTONS.exact(folded).is_some()
}

/// "Reporting by ...; Editing by ...": names and the words between them. Who reported is told.
fn is_reporting(line: &str, folded: &str, bylines: &mut Vec<String>) -> bool {
    let Some(opening) = REPORTING.opening(folded) else { return false };
    let line = line.trim_matches(['(', ')', '[', ']', '*', '–', '—', '-', ' ']);
    let opening = opening.text.as_str();
    let after = words_after(line, opening.split(' ').count());
    let names_only = after.split_whitespace().all(|word| {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric());
        let is_joint = word.chars().nth(3).is_none() && !byline::is_verb_or_article(word);
        !word.starts_with(char::is_lowercase) || is_joint || is_reporting_word(word)
    });
    if !names_only || after.trim().is_empty() {
        return false;
    }
    if opening.starts_with("reporting by") {
        let first = after.split([';', '.']).next().unwrap_or_default();
        for name in first.split(" and ").flat_map(|part| part.split(',')) {
            let name = name.split(" in ").next().unwrap_or_default();
            bylines.extend(byline::names(name).unwrap_or_default());
        }
    }
    true
}

fn is_reporting_word(word: &str) -> bool {
    let word = word.to_lowercase();
    REPORTING.words().any(|known| known == word)
}

/// `The post ... appeared first on Example Daily.`
fn is_of_feed(line: &str, folded: &str) -> bool {
    FEEDS.iter().any(|(begins, goes_on)| {
        folded.starts_with(begins.as_str()) && fold(line, Digits::Keep).contains(goes_on.as_str())
    })
}

fn is_footer(line: &str, folded: &str) -> bool {
    // Most lines are text, which their first words tell.
    let may_be =
        FOOTERS.opening(folded).is_some() || line.contains('©') || credit_or_right(first_sentence(line));
    if !may_be {
        return false;
    }
    let mut any = false;
    for sentence in sentences(line) {
        let sentence = sentence.trim_matches(|c: char| !c.is_alphanumeric() && c != '©' && c != '(');
        if sentence.is_empty() {
            continue;
        }
        if credit_or_right(sentence) || opening(sentence) {
            any = true;
        } else if !(any && is_rest(sentence)) {
            return false;
        }
    }
    any
}

fn credit_or_right(sentence: &str) -> bool {
    is_right(sentence) || credit::whole(sentence).is_some()
}

fn first_sentence(line: &str) -> &str {
    line.split(['.', '|', '。']).next().unwrap_or_default()
}

/// The sign of copyright or its word, with a year or the sign: `© 2023 Example Media`.
fn is_right(sentence: &str) -> bool {
    let has_year = sentence.as_bytes().windows(4).any(|four| four.iter().all(u8::is_ascii_digit));
    let short = sentence.chars().nth(90).is_none();
    let begins =
        sentence.starts_with('©') || sentence.get(..3).is_some_and(|c| c.eq_ignore_ascii_case("(c)"));
    let word = sentence.get(..9).is_some_and(|word| word.eq_ignore_ascii_case("copyright"));
    short && (begins || (word && (has_year || sentence.contains('©'))))
}

/// What the splitting of sentences leaves: a handle, the end of a firm's name.
fn is_rest(sentence: &str) -> bool {
    sentence.len() <= 24 && sentence.split(' ').count() <= 2
}

fn sentences(line: &str) -> impl Iterator<Item = &str> {
    line.split(['|', '。', '！', '।', '۔', '•', '\n'])
        .flat_map(|part| part.split(". "))
        .flat_map(|part| part.split("! "))
        .flat_map(|part| part.split("? "))
}

fn opening(sentence: &str) -> bool {
    FOOTERS.opening(&fold(head(sentence, OPENING_BYTES), Digits::Keep)).is_some()
}

/// What follows the first words of a line.
fn words_after(line: &str, count: usize) -> &str {
    line.splitn(count + 1, [' ', ':']).nth(count).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(last: &str) -> (usize, Furniture) {
        let mut paragraphs = vec!["The harbour opened on Monday.".to_owned(), last.to_owned()];
        let mut furniture = Furniture::default();
        let taken = take(&mut paragraphs, &mut furniture);
        assert_eq!(taken + paragraphs.len(), 2);
        (taken, furniture)
    }

    #[test]
    fn rights_and_requests_go() {
        for line in [
            "Follow us on Mastodon. Sign up for our weekly letter! All rights reserved.",
            "© 2023 Example Media. All rights reserved. Reproduction is prohibited.",
            "Copyright 2023 Example Media Ltd.",
            "Alle Rechte vorbehalten.",
            "Seguici su Facebook!",
            "Подписывайтесь на наш канал. Все права защищены.",
            "無断転載を禁じます。",
            "Share this article",
            "Anzeige",
            "The post Harbour opens appeared first on Example Daily.",
            "Der Beitrag Hafen öffnet erschien zuerst auf Beispiel.",
        ] {
            assert_eq!(taken(line).0, 1, "{line}");
        }
    }

    #[test]
    fn those_who_worked_on_it_go_and_the_reporters_are_told() {
        let (taken, furniture) = taken(
            "(Reporting by Anna Berti in Rome and Marco Neri; additional reporting by Eva Groß; Editing by A. Hill)",
        );
        assert_eq!(taken, 1);
        assert_eq!(furniture.bylines, ["Anna Berti", "Marco Neri"]);
    }

    #[test]
    fn credits_go_and_are_told() {
        let (taken, furniture) = taken("RIPRODUZIONE RISERVATA © Copyright ANSA");
        assert_eq!((taken, furniture.credit.as_str()), (1, "ANSA"));
    }

    #[test]
    fn news_stays() {
        for line in [
            "Copyright law is being revised.",
            "Written by Hanna Weil, the play opened in 1985.",
            "Follow us on Facebook. The mayor wrote these words before the harbour opened.",
            "Editor Anna Berti resigned on Monday.",
            "The post office opened again.",
            "The Associated Press first reported the news.",
        ] {
            assert_eq!(taken(line).0, 0, "{line}");
        }
    }

    #[test]
    fn every_opening_opens_a_line() {
        for phrases in [&*FOOTERS, &*REPORTING, &*BUTTONS] {
            for phrase in phrases.iter() {
                assert_eq!(phrases.opening(&fold(&phrase.text, Digits::Keep)), Some(phrase));
            }
        }
    }
}
