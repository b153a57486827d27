//! From printed text to tokens: invisible marks out, digits of every script to ASCII, letters folded, words split.
//!
//! Folding is for comparison only: case, accents, points and joiners go, so that `FÉVRIER`, `Février` and a decomposed
//! `février` are one word. Names of months pass through the same fold, so neither side needs to know how the other is
//! written. Refuses to interpret: what a word means is for the lexicon.

use std::borrow::Cow;

use super::super::letters;

/// The digit zero of each script whose digits appear in news, in order; each is followed by its nine others.
const ZEROS: [char; 19] =
    ['٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '෦', '๐', '໐', '༠', '၀', '០', '᠐'];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number { value: u32, digits: u8 },
    Word,
    Mark(char),
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Where the folded text of the token begins and ends.
    pub(super) start: usize,
    pub(super) end: usize,
    /// White space stood before it.
    pub(super) spaced: bool,
    /// Printed in capitals of the Latin alphabet, as abbreviations of zones are.
    pub(super) capitals: bool,
}

/// Tokens over their folded text, in which words are at most one space apart.
#[derive(Debug, Default)]
pub(super) struct Tokens {
    folded: String,
    pub(super) list: Vec<Token>,
}

impl Tokens {
    /// The folded text from one token to another.
    pub(super) fn text(&self, first: usize, last: usize) -> &str {
        let start = self.list.get(first).map_or(0, |token| token.start);
        let end = self.list.get(last).map_or(0, |token| token.end);
        self.folded.get(start..end).unwrap_or("")
    }
}

/// The text without invisible characters, with ASCII digits, plain spaces and one kind of dash.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len());
    cleaned.extend(text.chars().filter(|&c| !is_invisible(c)).map(plain));
    Cow::Owned(cleaned)
}

fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

fn plain(c: char) -> char {
    match c {
        // Full-width forms lie at a fixed distance from ASCII.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '–' | '—' | '−' | '‐' | '‑' | '‒' => '-',
        '∕' | '⁄' => '/',
        '।' | '॰' | '。' => '.',
        '،' | '、' | '՝' => ',',
        '・' | '·' | '•' | '¦' => '|',
        c if c.is_whitespace() => ' ',
        c => digit(c).unwrap_or(c),
    }
}

fn digit(c: char) -> Option<char> {
    // Scripts with digits of their own begin here; most letters that come by are below.
    if c < '\u{660}' {
        return None;
    }
    let zero = ZEROS.get(ZEROS.partition_point(|&zero| zero <= c).checked_sub(1)?)?;
    char::from_digit(u32::from(c) - u32::from(*zero), 10)
}

/// Splits a cleaned text.
pub(super) fn tokens(text: &str) -> Tokens {
    let mut lexer = Lexer {
        out: Tokens { folded: String::with_capacity(text.len() + 16), list: Vec::with_capacity(24) },
        spaced: false,
    };
    let mut rest = text.chars();
    while let Some(c) = rest.clone().next() {
        if c == ' ' || c.is_whitespace() {
            lexer.spaced = true;
            rest.next();
        } else if c.is_ascii_digit() {
            lexer.number(&mut rest);
        } else if is_han(c) {
            lexer.han(&mut rest);
        } else if is_letter(c) {
            lexer.word(&mut rest);
        } else {
            rest.next();
            if !is_dropped(c) {
                lexer.push(Kind::Mark(c), false, |folded| folded.push(c));
            }
        }
    }
    lexer.out
}

/// The folded form of a name, as it would be found in a text.
pub(super) fn fold(name: &str) -> String {
    let tokens = tokens(&clean(name));
    let words: Vec<_> = (0..tokens.list.len())
        .filter(|&at| !matches!(tokens.list.get(at).map(|token| token.kind), Some(Kind::Mark(_))))
        .collect();
    match (words.first(), words.last()) {
        (Some(&first), Some(&last)) => tokens.text(first, last).to_owned(),
        _ => String::new(),
    }
}

struct Lexer {
    out: Tokens,
    spaced: bool,
}

impl Lexer {
    fn push(&mut self, kind: Kind, capitals: bool, write: impl FnOnce(&mut String)) {
        if self.spaced && !self.out.folded.is_empty() {
            self.out.folded.push(' ');
        }
        let start = self.out.folded.len();
        write(&mut self.out.folded);
        let token = Token { kind, start, end: self.out.folded.len(), spaced: self.spaced, capitals };
        self.out.list.push(token);
        self.spaced = false;
    }

    fn number(&mut self, rest: &mut std::str::Chars<'_>) {
        let text = rest.as_str();
        let length = text.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, after) = text.split_at_checked(length).unwrap_or((text, ""));
        *rest = after.chars();
        // A number too long for any part of a date keeps its length, by which it is refused.
        let kind = Kind::Number {
            value: digits.parse().unwrap_or(u32::MAX),
            digits: u8::try_from(length).unwrap_or(u8::MAX),
        };
        self.push(kind, false, |folded| folded.push_str(digits));
    }

    fn word(&mut self, rest: &mut std::str::Chars<'_>) {
        let mut capitals = true;
        let mut word = rest.clone();
        self.push(Kind::Word, false, |folded| {
            while let Some(c) = word.clone().next() {
                if is_letter(c) && !is_han(c) {
                    capitals &= c.is_ascii_uppercase();
                    fold_into(folded, c);
                } else if !is_dropped(c) && !is_inner_point(c, &word) {
                    break;
                }
                word.next();
            }
        });
        *rest = word;
        if let Some(token) = self.out.list.last_mut() {
            token.capitals = capitals;
        }
    }

    /// Chinese characters are words of their own, except that numerals before a unit are a number.
    fn han(&mut self, rest: &mut std::str::Chars<'_>) {
        let numerals = rest.clone().take_while(|&c| numeral(c).is_some()).count();
        let unit = rest.clone().nth(numerals);
        if numerals > 0 && unit.is_some_and(|unit| "年月日號号時时點点分秒".contains(unit)) {
            let kind = han_number(rest.clone().take(numerals));
            rest.by_ref().take(numerals).for_each(drop);
            self.push(kind, false, |folded| folded.push('#'));
        } else if let Some(c) = rest.next() {
            self.push(Kind::Word, false, |folded| folded.push(c));
        }
    }
}

/// Points inside an abbreviation, such as those of "p.m.", are not ends of words.
fn is_inner_point(c: char, at: &std::str::Chars<'_>) -> bool {
    c == '.' && at.clone().nth(1).is_some_and(|next| is_letter(next) && !is_han(next))
}

pub(super) fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | '〇')
}

/// Letters, and the vowel signs and killers of Indic scripts that Unicode does not count among letters.
fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    c.is_alphabetic()
        || is_accent(c)
        || (matches!(c, '\u{900}'..='\u{109f}' | '\u{1780}'..='\u{17d3}')
            && !matches!(
                c,
                '\u{964}' | '\u{965}' | '\u{970}' | '\u{e2f}' | '\u{e3f}' | '\u{104a}'..='\u{104f}'
            ))
}

/// Marks that are written or left out at will inside words.
fn is_dropped(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '׳' | '״' | 'º' | 'ª' | '°')
}

/// Accents, points, harakat and nuktas: what a hurried writer leaves out.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}'
        | '\u{670}' | '\u{93c}' | '\u{9bc}' | '\u{a3c}')
}

fn fold_into(folded: &mut String, c: char) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
        return;
    }
    if has_case(c) {
        c.to_lowercase().for_each(|lower| fold_letter(folded, lower));
    } else {
        fold_letter(folded, c);
    }
}

/// Hebrew to Burmese, Khmer, and the scripts of East Asia have no case; the table of cases is slow to ask.
fn has_case(c: char) -> bool {
    !matches!(c, '\u{591}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

fn fold_letter(folded: &mut String, letter: char) {
    match letter {
        c if is_accent(c) || is_dropped(c) => {}
        // Malayalam writes a final consonant with its own letter or with the consonant and its killer.
        'ൺ' => folded.push_str("ണ്"),
        'ൻ' => folded.push_str("ന്"),
        'ർ' => folded.push_str("ര്"),
        'ൽ' => folded.push_str("ല്"),
        'ൾ' => folded.push_str("ള്"),
        c => folded.push(letters::base(c)),
    }
}

fn numeral(c: char) -> Option<u32> {
    match c {
        '十' => Some(10),
        '〇' | '零' => Some(0),
        '元' => Some(1),
        c => "一二三四五六七八九"
            .chars()
            .position(|digit| digit == c)
            .and_then(|at| u32::try_from(at + 1).ok()),
    }
}

/// "二〇二〇" digit by digit, "二十一" by tens.
fn han_number(numerals: impl Iterator<Item = char>) -> Kind {
    let (mut value, mut digits, mut by_tens) = (0_u32, 0_u8, false);
    for numeral in numerals.filter_map(numeral) {
        digits = digits.saturating_add(1);
        if numeral == 10 {
            by_tens = true;
            value = value.max(1).saturating_mul(10);
        } else if by_tens {
            value = value.saturating_add(numeral);
        } else {
            value = value.saturating_mul(10).saturating_add(numeral);
        }
    }
    Kind::Number { value, digits: if by_tens { 2 } else { digits } }
}

#[cfg(test)]
mod tests {
    use super::{Kind, clean, fold, tokens};

    fn split(text: &str) -> Vec<String> {
        let tokens = tokens(&clean(text));
        (0..tokens.list.len()).map(|at| tokens.text(at, at).to_owned()).collect()
    }

    #[test]
    fn case_accents_and_composition_do_not_matter() {
        for spelling in ["février", "FÉVRIER", "fe\u{301}vrier", "fevrier"] {
            assert_eq!(fold(spelling), "fevrier");
        }
        assert_eq!(fold("İyn"), "iyn");
        assert_eq!(fold("ΜΑΪΟΣ"), fold("Μάιος"));
    }

    #[test]
    fn points_inside_abbreviations_are_dropped() {
        assert_eq!(split("2:05 p.m. ก.ย."), ["2", ":", "05", "pm", ".", "กย", "."]);
        assert_eq!(split("5.Sept"), ["5", ".", "sept"]);
    }

    #[test]
    fn signs_that_unicode_does_not_count_as_letters_stay_in_their_word() {
        assert_eq!(split("29 मार्च, กุมภาพันธ์").len(), 4);
    }

    #[test]
    fn chinese_characters_stand_alone_and_numerals_before_units_are_numbers() {
        assert_eq!(split("9月火曜日").len(), 5);
        let number = |text: &str| tokens(text).list.first().map(|token| token.kind);
        assert_eq!(number("二〇二〇年"), Some(Kind::Number { value: 2020, digits: 4 }));
        assert_eq!(number("二十一日"), Some(Kind::Number { value: 21, digits: 2 }));
        assert_eq!(number("十二月"), Some(Kind::Number { value: 12, digits: 2 }));
        assert_eq!(number("二、"), Some(Kind::Word));
    }

    #[test]
    fn joiners_and_nuktas_are_optional() {
        assert_eq!(fold("सोमवार"), fold("सोम\u{200d}वार"));
        assert_eq!(fold("\u{92b}\u{93c}रवरी"), fold("\u{95e}रवरी"));
        assert_eq!(fold("മാർച്ച്"), fold("മാര്\u{200d}ച്ച്"));
    }

    #[test]
    fn digits_are_found_in_every_script() {
        assert!(super::ZEROS.is_sorted());
        for zero in super::ZEROS {
            let nine = char::from_u32(u32::from(zero) + 9).expect("a digit");
            assert_eq!(clean(&format!("{zero}{nine}")), "09");
        }
    }

    #[test]
    fn full_width_forms_are_their_plain_ones() {
        assert_eq!(clean("２０２０／０６／３０　１０：２０"), "2020/06/30 10:20");
    }
}
