//! Headings and data that read as bylines do: `By Sword Alone`, `Author: Anna Berti` above `Publisher: Harbour Books`.
//!
//! Owns `words.txt` and `both.txt`. A name whose words the text holds in lower case is a heading, unless people are called
//! so. A label and a value beside others, in the text's own terms, are a sheet of data about a book or a film.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::super::date::{self, Word};
use super::super::super::phrases::{self, Digits, fold};
use super::super::lines;
use super::photograph::PHOTOGRAPHS;
use super::{Form, INTRODUCTIONS, PARTICLES, first_line};

static WORDS: LazyLock<HashSet<&str>> = LazyLock::new(|| words(include_str!("words.txt")));
static BOTH: LazyLock<HashSet<&str>> = LazyLock::new(|| words(include_str!("both.txt")));

/// Labels of pages, which stand beside bylines.
const OF_PAGES: [&str; 18] = [
    "category",
    "kategorie",
    "categoria",
    "categoría",
    "catégorie",
    "rubrik",
    "rubrique",
    "ressort",
    "section",
    "tags",
    "lesezeit",
    "reading time",
    "source",
    "quelle",
    "fuente",
    "fonte",
    "источник",
    "категория",
];
const DATUM_BYTES: usize = 100;
const LABEL_WORDS: usize = 3;

fn words(file: &'static str) -> HashSet<&'static str> {
    file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
}

/// Whether a word, in lower case, is in headings and in no name.
pub fn has_word(lower: &str) -> bool {
    WORDS.contains(lower)
}

/// Whether `By` and capitalized words are a heading above this text.
pub fn is_one(line: &str, form: Form, names: &[String], paragraphs: &[String]) -> bool {
    let [name] = names else { return false };
    if form == Form::Role || form == Form::EastAsian || line.contains([':', ',']) {
        return false;
    }
    let words: Vec<String> = name.split(' ').map(str::to_lowercase).collect();
    let is_repeated = |at: usize, word: &String| words.iter().skip(at + 1).any(|other| other == word);
    if words.iter().enumerate().any(|(at, word)| is_repeated(at, word)) {
        return true;
    }
    let is_word = |word: &&String| {
        word.chars().nth(2).is_some() && !PARTICLES.contains(&word.as_str()) && !BOTH.contains(word.as_str())
    };
    words.iter().filter(is_word).any(|word| paragraphs.iter().skip(1).any(|paragraph| holds(paragraph, word)))
}

/// Whether a text holds the word by itself.
fn holds(text: &str, word: &str) -> bool {
    memchr::memmem::find_iter(text.as_bytes(), word).any(|at| {
        let is_letter =
            |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '@' | '-'));
        let before = text.get(..at).and_then(|before| before.chars().next_back());
        let after = text.get(at + word.len()..).and_then(|after| after.chars().next());
        !is_letter(before) && !after.is_some_and(|c| c.is_alphanumeric() || matches!(c, '@' | '-'))
    })
}

/// Whether a line of data stands right above or below.
pub fn is_among_data(paragraphs: &[String], index: usize) -> bool {
    let above =
        index.checked_sub(1).and_then(|above| paragraphs.get(above)).and_then(|above| above.lines().last());
    let rest = paragraphs.get(index).and_then(|paragraph| paragraph.split_once('\n'));
    let below = match rest {
        Some((_, rest)) => Some(first_line(rest)),
        None => paragraphs.get(index + 1).map(|below| first_line(below)),
    };
    above.into_iter().chain(below).any(is_datum)
}

/// A label and a value, which is neither a credit nor a date.
fn is_datum(line: &str) -> bool {
    let Some((label, value)) = line.split_once([':', '：']).filter(|_| line.len() <= DATUM_BYTES) else {
        return false;
    };
    let (label, value) = (label.trim(), value.trim());
    let lower = label.to_lowercase();
    let is_of_page = || {
        INTRODUCTIONS.exact(&fold(label, Digits::Keep)).is_some()
            || PHOTOGRAPHS.contains(&lower.as_str())
            || OF_PAGES.contains(&lower.as_str())
            || label.split(' ').any(|word| date::word(word) == Some(Word::Stamp))
    };
    let is_label =
        label.split(' ').count() <= LABEL_WORDS && label.chars().all(|c| c.is_alphabetic() || c == ' ');
    is_label
        && !label.is_empty()
        && !value.is_empty()
        && !label.starts_with(char::is_lowercase)
        && !lines::is_sentence(line)
        && !phrases::has_quotation(line)
        && !is_of_page()
}
