//! How a paragraph may begin: what must stand right after a seam.

use super::abbreviations;
use super::quotes::is_quote;
use super::words;

/// What a paragraph begins with, past its quotation marks, brackets and dash.
#[derive(Clone, Copy, Debug)]
pub struct Begin<'a> {
    pub with: With,
    pub after: After,
    /// From the first letter or digit.
    pub text: &'a str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum With {
    /// A capitalized word.
    Word,
    /// A word in capitals.
    Capitals,
    Number,
    /// A letter of a script that has no case, but parts words by spaces.
    Caseless,
    Bullet,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    Nothing,
    Quote,
    Bracket,
    Dash,
}

/// No more marks than these stand before a paragraph's first word, or after its last.
pub const MOST_MARKS: usize = 4;

pub fn read(text: &str) -> Option<Begin<'_>> {
    let mut after = After::Nothing;
    let mut rest = text;
    for _ in 0..=MOST_MARKS {
        let c = rest.chars().next()?;
        let with = if c.is_ascii_digit() {
            With::Number
        } else if c.is_lowercase() {
            return None;
        } else if c.is_uppercase() {
            word(rest)?
        } else if is_caseless(c) {
            With::Caseless
        } else {
            rest = rest.strip_prefix(c)?;
            after = match c {
                // What follows must be a quotation's word, in French with a space between.
                c if is_quote(c) => {
                    rest = rest.strip_prefix(' ').filter(|_| matches!(c, '«' | '“' | '„')).unwrap_or(rest);
                    if after == After::Nothing { After::Quote } else { after }
                }
                '-' | '–' | '—' if after != After::Dash => {
                    rest = rest.strip_prefix(' ')?;
                    After::Dash
                }
                '(' | '[' => After::Bracket,
                '•' | '▪' | '■' | '●' | '►' | '◆' if after == After::Nothing => {
                    return rest.starts_with(' ').then_some(Begin { with: With::Bullet, after, text: rest });
                }
                _ => return None,
            };
            continue;
        };
        return Some(Begin { with, after, text: rest });
    }
    None
}

/// A word of at least two letters, or of one before a space, in a text that goes on. It must be a word of text:
/// not a part of a file's name, of an address or of code.
fn word(text: &str) -> Option<With> {
    let mut chars = text.chars().skip(1);
    let second = chars.next()?;
    let word = words::first(text);
    let mut behind = text.get(word.len()..)?.chars();
    let goes_on = match behind.next()? {
        '.' => behind.next().is_none_or(|c| !c.is_alphanumeric()),
        '_' | '(' | '[' | '{' | '=' | '@' | '\\' | '<' | '>' => false,
        // A dateline may name two cities.
        '/' => behind.next().is_some_and(char::is_uppercase),
        _ => true,
    };
    if !goes_on || words::first_run(text).len() == text.len() {
        return None;
    }
    if second.is_lowercase() || matches!(second, ' ' | '\'' | '’') {
        return Some(With::Word);
    }
    let capitals = second.is_uppercase() || second == '-' || second.is_ascii_digit();
    (capitals && !abbreviations::is_name_ending(word)).then_some(With::Capitals)
}

/// Letters of scripts without case whose words are parted by spaces, so that a mark right before one shows a loss:
/// Hebrew, Arabic, the Indic scripts, Georgian, Ethiopic, Hangul.
pub fn is_caseless(c: char) -> bool {
    is_indic(c)
        || is_hangul(c)
        || matches!(c,
            '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{66e}'..='\u{6d3}' | '\u{10d0}'..='\u{10ff}'
            | '\u{1200}'..='\u{135a}')
}

pub fn is_indic(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{963}' | '\u{966}'..='\u{dff}')
}

pub fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

/// `2010 saw`, `3) Third`, `8h41 - Noon`, `1. Item`; neither the number of a footnote nor decimals.
pub fn is_first_number(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let Some(rest) = text.get(digits..) else { return false };
    let mut chars = rest.chars();
    match chars.next() {
        Some(')' | ':' | 'h' | ',' | '%') => true,
        Some('.') => chars.next() == Some(' '),
        Some(' ') => {
            let before_sentence =
                chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase);
            digits >= 4 || !before_sentence
        }
        Some(c) => is_caseless(c),
        None => false,
    }
}
