//! The numbers and names of a text: where two texts are alike but for these, they tell of different things.
//!
//! A number is a run of digits with what stands within it; a name is a word with a capital that begins no sentence.
//! Scripts without capitals have numbers alone.

use super::bytes::{WORD, each, ideographs, leading, small_letters};
use crate::article::Facts;

pub struct Found {
    pub numbers: Facts,
    pub names: Facts,
}

pub fn of(text: &str) -> Found {
    const USUAL: usize = 64;
    let (mut numbers, mut names) = (Vec::with_capacity(USUAL), Vec::with_capacity(USUAL));
    let mut begins_sentence = true;
    let mut at = 0;
    loop {
        at += ideographs(text.as_bytes().get(at..).unwrap_or_default());
        let plain = Plain::at(text.as_bytes(), at);
        at += plain.length;
        begins_sentence &= !plain.has_letter;
        let Some((kind, length)) = next(text, at) else { break };
        let kind = if kind == Kind::Capital && plain.ends_within_word { Kind::Letter } else { kind };
        let end = match kind {
            Kind::Digit => number(text, at),
            Kind::Capital | Kind::Letter => word(text, at + length),
            Kind::End | Kind::Other => at + length,
        };
        match kind {
            Kind::Digit => numbers.push(hash(text, at, end)),
            Kind::Capital if !begins_sentence && end > at + length => names.push(hash(text, at, end)),
            Kind::Capital | Kind::Letter | Kind::End | Kind::Other => {}
        }
        if kind != Kind::Other {
            begins_sentence = kind == Kind::End;
        }
        at = end;
    }
    Found { numbers: Facts::new(numbers), names: Facts::new(names) }
}

/// Small letters of ASCII and spaces, which most texts consist of and no fact begins with.
#[derive(Debug, Default, PartialEq, Eq)]
struct Plain {
    length: usize,
    has_letter: bool,
    /// Its last byte is a letter.
    ends_within_word: bool,
}

impl Plain {
    /// All that there is from a byte on, but for the last of a text, which fill no word.
    fn at(text: &[u8], from: usize) -> Self {
        let mut plain = Self::default();
        while let Some(word) = text.get(from + plain.length..).and_then(<[u8]>::first_chunk) {
            let word = u64::from_le_bytes(*word);
            let letters = small_letters(word);
            let differs = word ^ each(b' ');
            let spaces = !(((differs & each(0x7f)) + each(0x7f)) | differs) & each(0x80);
            let taken = leading(letters | spaces);
            plain.length += taken;
            plain.has_letter |= leading(!letters) < taken;
            if taken < WORD {
                break;
            }
        }
        let last = plain.length.checked_sub(1).and_then(|last| text.get(from + last));
        Self { ends_within_word: last.is_some_and(|byte| *byte != b' '), ..plain }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Digit,
    Capital,
    Letter,
    /// Ends a sentence, or begins a quotation.
    End,
    Other,
}

/// The kind of the character at a byte, and how long it is.
fn next(text: &str, at: usize) -> Option<(Kind, usize)> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() {
        let kind = match byte {
            b'a'..=b'z' => Kind::Letter,
            b'0'..=b'9' => Kind::Digit,
            b'A'..=b'Z' => Kind::Capital,
            b'.' | b'!' | b'?' | b':' | b'\n' | b'"' | b'\'' => Kind::End,
            _ => Kind::Other,
        };
        return Some((kind, 1));
    }
    if matches!(byte, 0xe5..=0xe9) {
        return Some((Kind::Other, 3));
    }
    let c = text.get(at..)?.chars().next()?;
    let kind = match c {
        'а'..='я' | 'ß'..='ö' | 'ø'..='ÿ' => Kind::Letter,
        'А'..='Я' => Kind::Capital,
        '“' | '„' | '«' | '‘' | '…' => Kind::End,
        '\u{3000}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' => Kind::Other,
        c if c.is_lowercase() => Kind::Letter,
        c if c.is_uppercase() => Kind::Capital,
        c if c.is_alphabetic() => Kind::Letter,
        c if c.is_numeric() => Kind::Digit,
        _ => Kind::Other,
    };
    Some((kind, c.len_utf8()))
}

/// Where the number that begins at a byte ends: with a digit. One mark may stand between two digits.
fn number(text: &str, from: usize) -> usize {
    let mut end = from;
    while let Some(at) = [end, end + 1].into_iter().find(|&at| is_digit(text, at)) {
        let is_within = at == end || text.as_bytes().get(end).is_some_and(|mark| b".,:'-/".contains(mark));
        if !is_within {
            break;
        }
        end = at + next(text, at).map_or(1, |(_, length)| length);
    }
    end
}

fn is_digit(text: &str, at: usize) -> bool {
    matches!(next(text, at), Some((Kind::Digit, _)))
}

/// Where the word ends of which the bytes before this one are a part.
fn word(text: &str, mut at: usize) -> usize {
    while let Some((Kind::Letter | Kind::Capital, length)) = next(text, at) {
        at += length;
    }
    at
}

/// Of the letters and digits alone.
fn hash(text: &str, from: usize, to: usize) -> u16 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let token = text.as_bytes().get(from..to).unwrap_or_default();
    let mixed = token
        .iter()
        .copied()
        .filter(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii())
        .fold(FACTOR, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(FACTOR).rotate_left(23));
    (mixed.wrapping_mul(FACTOR) >> 48) as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(text: &str) -> (usize, usize) {
        let found = of(text);
        (found.numbers.hashes().len(), found.names.hashes().len())
    }

    #[test]
    fn numbers_are_runs_of_digits_with_what_stands_within_them() {
        assert_eq!(counts("It rose to 4,112.40 points, or 0.8 per cent, at 03:12."), (3, 0));
        assert_eq!(counts("3, 14, 22."), (3, 0));
        assert_eq!(of("about 4,112.40").numbers, of("4112.40 of them").numbers);
        assert_ne!(of("17").numbers, of("71").numbers);
    }

    #[test]
    fn names_are_capitals_within_sentences() {
        assert_eq!(counts("The mayor of Port Clay met Ada. She left. “Never,” he said."), (0, 3));
        assert_eq!(counts("Мэр города Тверь уехал в Москву."), (0, 2));
        assert_eq!(counts("市长离开了城市。"), (0, 0));
    }

    #[test]
    fn plain_text_ends_before_what_may_be_a_fact() {
        let text = "the harbour council met In Town, and the  mayor said that 12 boats of Ada Holm sank. Then they left";
        for from in 0..text.len() {
            let Plain { length, has_letter, ends_within_word } = Plain::at(text.as_bytes(), from);
            let part = text.get(from..from + length).unwrap();
            assert!(part.bytes().all(|byte| byte == b' ' || byte.is_ascii_lowercase()), "{part}");
            assert_eq!(has_letter, part.contains(char::is_alphabetic));
            assert_eq!(ends_within_word, part.ends_with(char::is_alphabetic));
            let next = text.as_bytes().get(from + length).filter(|_| from + length + WORD <= text.len());
            assert!(next.is_none_or(|byte| *byte != b' ' && !byte.is_ascii_lowercase()));
        }
        assert_eq!(Plain::at("\u{e9}\u{e9}\u{e9}\u{e9}\u{e9}".as_bytes(), 0), Plain::default());
        // In, Town, Ada, Holm.
        assert_eq!(counts(text), (1, 4));
    }

    #[test]
    fn a_capital_within_a_word_begins_no_name_wherever_the_word_stands() {
        for before in 0..20 {
            assert_eq!(counts(&format!("{} the newPhone of the McDowell sold", "a".repeat(before))), (0, 1));
        }
    }

    #[test]
    fn facts_of_long_texts_are_compared_as_far_as_both_are_known() {
        let numbers = |from: u32, to: u32| {
            let text: Vec<String> = (from..to).map(|number| (number * 37).to_string()).collect();
            of(&text.join(" ")).numbers
        };
        let (lacking, told) = numbers(0, 100).lacking(&numbers(0, 100));
        assert_eq!((lacking, told), (0, Facts::MOST));
        let (lacking, told) = numbers(0, 100).lacking(&numbers(200, 300));
        assert!(lacking * 10 > told * 9);
        assert_eq!(numbers(0, 3).lacking(&Facts::default()), (3, 3));
    }
}
