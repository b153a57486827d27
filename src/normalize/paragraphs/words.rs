//! Words beside a seam.

/// Letters counted of one word: so that a text of one endless word is not read over and over.
const LONGEST_WORD: usize = 40;

/// The letters that end `text`.
pub fn last(text: &str) -> &str {
    let letters = text.chars().rev().take(LONGEST_WORD).take_while(|&c| is_letter(c));
    let length: usize = letters.map(char::len_utf8).sum();
    text.get(text.len() - length..).unwrap_or_default()
}

/// The letters that begin `text`.
pub fn first(text: &str) -> &str {
    let letters = text.chars().take(LONGEST_WORD).take_while(|&c| is_letter(c));
    let length: usize = letters.map(char::len_utf8).sum();
    text.get(..length).unwrap_or_default()
}

/// All up to the next white space.
pub fn first_run(text: &str) -> &str {
    let run = text.chars().take(2 * LONGEST_WORD).take_while(|c| !c.is_whitespace());
    let length: usize = run.map(char::len_utf8).sum();
    text.get(..length).unwrap_or_default()
}

/// All since the last white space.
pub fn last_run(text: &str) -> &str {
    let run = text.chars().rev().take(2 * LONGEST_WORD).take_while(|c| !c.is_whitespace());
    let length: usize = run.map(char::len_utf8).sum();
    text.get(text.len() - length..).unwrap_or_default()
}

pub fn has_letters(word: &str, count: usize) -> bool {
    word.chars().nth(count - 1).is_some()
}

pub fn is_capitalized(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

pub fn is_capitals(word: &str) -> bool {
    word.chars().all(char::is_uppercase)
}

fn is_letter(c: char) -> bool {
    // Vowel signs of Indic and other scripts are not alphabetic by themselves in all cases.
    c.is_alphabetic() || matches!(c, '\u{300}'..='\u{36f}' | '\u{93c}' | '\u{94d}')
}
