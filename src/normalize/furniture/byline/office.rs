//! The line below a byline that says what the writer does: `Political Correspondent`, `Senior reporter, BBC News`.
//!
//! Owns `offices.txt`. An office stands with ranks, desks and places only; whatever else the line says (`Reporter shot in
//! Rome`) makes a heading of it.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::super::phrases::{self, Digits, fold};
use super::super::{agencies, lines};

/// Offices, and what stands beside them, folded.
static WORDS: LazyLock<(HashSet<String>, HashSet<String>)> = LazyLock::new(|| {
    let of = |marked: bool| {
        let lines = include_str!("offices.txt").lines().filter(|line| !line.starts_with('#'));
        let lines = lines.filter(|line| line.starts_with('!') == marked);
        let words = lines.flat_map(|line| line.trim_start_matches('!').split_whitespace());
        words.map(|word| fold(word, Digits::Keep).trim().to_owned()).collect()
    };
    (of(true), of(false))
});

/// Broadcasters that name themselves below their bylines.
const OUTLETS: [&str; 8] =
    ["bbc news", "bbc sport", "bbc", "bbc verify", "cnn", "nbc news", "abc news", "cbs news"];
/// A heading may be about an editor, and a line about the writer names none by an article.
const ARTICLES: [&str; 10] = ["The", "A", "An", "Der", "Die", "Das", "Le", "La", "El", "Il"];
const LINE_BYTES: usize = 120;
const MOST_WORDS: usize = 10;
/// In words, of an outlet or a place beside an office.
const BESIDE_WORDS: usize = 4;

pub fn is_line(line: &str) -> bool {
    // The writer's account, or address.
    let is_account = line.len() <= LINE_BYTES && line.contains('@') && !line.contains(char::is_whitespace);
    if is_account {
        return true;
    }
    let is_short = line.len() <= LINE_BYTES && line.split_whitespace().count() <= MOST_WORDS;
    let has_article = line.split(' ').next().is_some_and(|first| ARTICLES.contains(&first));
    let is_plain = !has_article && !line.contains([':', ';', '(']) && !line.chars().any(char::is_numeric);
    if !is_short || !is_plain || lines::is_sentence(line) || phrases::has_quotation(line) {
        return false;
    }
    let mut parts = line.split([',', '|', '–', '—', '•', '·', '/']).map(str::trim);
    let Some(first) = parts.next() else { return false };
    let is_outlet = || OUTLETS.contains(&fold(first, Digits::Keep).trim()) || agencies::name(first).is_some();
    let begins = is_office(first) || is_outlet();
    begins && parts.all(|part| is_office(part) || is_beside(part))
}

/// An outlet or a place: a few words with capitals.
fn is_beside(part: &str) -> bool {
    let words = part.split_whitespace().count();
    words > 0
        && words <= BESIDE_WORDS
        && part.split_whitespace().all(|word| !word.starts_with(char::is_lowercase) || is_of_office(word))
}

/// `Senior political correspondent`, `Korrespondentin in Rom`, `Redakteur Politik`.
fn is_office(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let Some(at) = words.iter().rposition(|word| is_office_word(word)) else { return false };
    let (before, rest) = words.split_at(at);
    let after = rest.get(1..).unwrap_or_default();
    let is_capital = |word: &&str| word.starts_with(char::is_uppercase);
    let before_fits =
        before.iter().all(|word| is_capital(word) || is_of_office(word) || is_office_word(word));
    let begins_fit = after.first().is_none_or(|word| is_of_office(word));
    before_fits && begins_fit && after.iter().all(|word| is_capital(word) || is_of_office(word))
}

fn is_office_word(word: &str) -> bool {
    let (offices, _) = &*WORDS;
    let is_known = |word: &str| offices.contains(word);
    let folded = fold(word, Digits::Keep);
    let folded = folded.trim();
    // `Politik-Redakteurin`, `Politikredakteurin`.
    is_known(folded)
        || folded.rsplit(' ').next().is_some_and(is_known)
        || ["redakteur", "redakteurin", "korrespondent", "korrespondentin"]
            .iter()
            .any(|end| folded.ends_with(end))
}

fn is_of_office(word: &str) -> bool {
    let (_, beside) = &*WORDS;
    fold(word, Digits::Keep).split_whitespace().all(|word| beside.contains(word))
}

#[cfg(test)]
mod tests {
    use super::is_line;

    #[test]
    fn offices_are_known_in_the_languages_of_the_press() {
        for line in [
            "Political Correspondent",
            "Senior reporter, BBC News",
            "BBC News, Rome",
            "Science editor",
            "Chief foreign affairs correspondent",
            "Correspondent in Rome",
            "Politische Korrespondentin",
            "Redakteur Politik",
            "Politik-Redakteurin",
            "Korrespondent in Rom",
            "Journaliste au service politique",
            "Rédactrice en chef",
            "Envoyée spéciale à Rome",
            "Corresponsal en Roma",
            "Repórter de política",
            "Inviato a Bruxelles",
            "Giornalista politico",
            "Politiek redacteur",
            "Politisk korrespondent",
            "Dziennikarz polityczny",
            "Политический обозреватель",
            "Siyaset muhabiri",
            "@adaholm",
            "ada@post.example",
        ] {
            assert!(is_line(line), "{line}");
        }
    }

    #[test]
    fn headings_about_people_of_the_press_are_none() {
        for line in [
            "Reporter shot in Rome",
            "Police arrest reporter",
            "Reporter Ohne Grenzen",
            "Editor resigns",
            "The editor",
            "Political Correspondent.",
            "A critic of the harbour",
            "Harbour opens again",
            "Rome",
            "",
        ] {
            assert!(!is_line(line), "{line}");
        }
    }
}
