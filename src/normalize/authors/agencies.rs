//! Agencies that sign texts beside, or instead of, a person.
//!
//! Their names are those by which credits within texts are told; outlets that sign like agencies come on top.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::normalize::phrases::{Digits, fold};

/// Broadcasters and short forms that stand beside a name in a byline, and tell nothing within a text.
const ALSO: [&str; 8] =
    ["BBC", "BBC News", "CNN", "Folhapress", "Sky News", "TNN", "TPN", "The Canadian Press"];
/// Set in capitals or not, as it comes; other short names are words, or people's, unless set as the agency does.
#[rustfmt::skip]
const ANY_CASE: [&str; 22] = [
    "agi", "ansa", "ap", "afp", "apa", "belga", "dpa", "dts", "efe", "epd", "ians", "irna", "isna", "kna", "lusa",
    "pti", "rtr", "sda", "sid", "tass", "telam", "upi",
];
/// In bytes, of the name as written.
const LONGEST: usize = 40;
/// In bytes. A shorter name in lower case may be a word, or a person's.
const SHORT: usize = 5;

/// For each first letter of the folded names, a bit for each number of letters and digits.
static LENGTHS: LazyLock<[u64; 26]> = LazyLock::new(|| {
    let mut lengths = [0; 26];
    for (letter, count) in AGENCIES.keys().filter_map(|name| outline(name)) {
        lengths.iter_mut().skip(letter).take(1).for_each(|lengths| *lengths |= 1 << count);
    }
    lengths
});

/// The first letter and the number of letters and digits of an ASCII text.
fn outline(text: &str) -> Option<(usize, usize)> {
    let mut letters = text.bytes().filter(u8::is_ascii_alphanumeric);
    let first = letters.next()?.to_ascii_lowercase();
    Some((usize::from(first.checked_sub(b'a')?), (letters.count() + 1) % 64))
}

/// Folded names, each as the agency writes it.
static AGENCIES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../furniture/agencies.txt").lines().filter(|line| !line.starts_with('#'));
    let names = lines.flat_map(|line| line.split(['=', ','])).chain(ALSO).map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(|name| (fold(name, Digits::Keep).trim().to_owned(), name))
        .collect()
});

pub fn is_agency(text: &str) -> bool {
    if text.len() >= LONGEST || !text.chars().any(char::is_alphabetic) {
        return false;
    }
    let has_outline = |(letter, count): (usize, usize)| {
        LENGTHS.get(letter).is_some_and(|lengths| lengths & (1 << count) != 0)
    };
    if text.is_ascii() && !outline(text).is_some_and(has_outline) {
        return false;
    }
    let Some(name) = AGENCIES.get(fold(text, Digits::Keep).trim()) else { return false };
    // `Mia` and `Ana` are people before they are agencies.
    let may_be_word =
        text.len() <= SHORT && text.is_ascii() && text.bytes().any(|byte| byte.is_ascii_lowercase());
    !may_be_word || text == *name || ANY_CASE.iter().any(|word| text.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_are_known_however_they_are_set() {
        for name in [
            "Reuters",
            "dpa",
            "AFP",
            "Ansa",
            "Agencias",
            "agencies",
            "Deutsche Presse-Agentur",
            "新华社",
            "REUTERS",
        ] {
            assert!(is_agency(name), "{name}");
        }
        for name in ["Ada Holm", "Mia", "Sana", "Nan", "tap", "", "—", "Reuters Ltd of Rome"] {
            assert!(!is_agency(name), "{name}");
        }
    }
}
