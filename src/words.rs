//! Words and letters of a text, in scripts with and without spaces.
//!
//! A word is a run of letters and digits; one apostrophe or hyphen joins two. Scripts without spaces have no such runs:
//! there, three characters count as two words, which is near what dictionaries find.

use std::ops::AddAssign;

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// Words of scripts with spaces.
    pub spaced: usize,
    unspaced: usize,
    /// Letters and digits; an ideograph says as much as three letters of an alphabet, a syllable of Hangul as two.
    pub letters: usize,
}

impl Count {
    pub fn words(self) -> usize {
        self.spaced + (self.unspaced * 2).div_ceil(3)
    }
}

impl AddAssign for Count {
    fn add_assign(&mut self, other: Self) {
        let Self { spaced, unspaced, letters } = other;
        self.spaced += spaced;
        self.unspaced += unspaced;
        self.letters += letters;
    }
}

pub fn count(text: &str) -> Count {
    let mut counter = Counter::default();
    let mut at = 0;
    while at < text.len() {
        let ascii = |from: Option<usize>, length: usize| {
            let bytes = text.as_bytes().get(from?..from? + length)?;
            bytes.is_ascii().then_some(bytes)
        };
        let window = ascii(at.checked_sub(CONTEXT), WINDOW).and_then(<[u8]>::first_chunk);
        let end = if let Some(window) = window {
            counter.block(window);
            at + BLOCK
        } else {
            // Where only the context is missing, it is made of the next characters.
            let step = if ascii(Some(at), BLOCK).is_some() { CONTEXT } else { BLOCK };
            let end = text.ceil_char_boundary(at + step);
            text.get(at..end).unwrap_or_default().chars().for_each(|c| counter.push(c));
            end
        };
        at = end;
    }
    counter.count
}

/// ASCII that is counted at once.
const BLOCK: usize = 32;
/// The bytes before a block, which say whether its first word began in them.
const CONTEXT: usize = 2;
const WINDOW: usize = CONTEXT + BLOCK;

#[derive(Default)]
struct Counter {
    count: Count,
    place: Place,
}

/// Where the next character stands.
#[derive(Clone, Copy, Default, PartialEq)]
enum Place {
    #[default]
    Outside,
    AfterLetter,
    AfterJoiner,
}

impl Counter {
    /// All but its context. Written to be done many bytes at a time.
    fn block(&mut self, window: &[u8; WINDOW]) {
        let (mut letters, mut starts) = ([0; BLOCK], [0; BLOCK]);
        for (at, (is_letter, starts)) in letters.iter_mut().zip(&mut starts).enumerate() {
            let [before, last, this] = [window[at], window[at + 1], window[at + 2]];
            *is_letter = letter(this);
            *starts = letter(this) & !goes_on(before, last);
        }
        self.count.spaced += ones(&starts);
        self.count.letters += ones(&letters);
        let [.., before, last] = *window;
        self.place = match (letter(last), goes_on(before, last)) {
            (1, _) => Place::AfterLetter,
            (_, 1) => Place::AfterJoiner,
            _ => Place::Outside,
        };
    }

    fn push(&mut self, c: char) {
        if is_ideograph(c) {
            self.count.unspaced += 1;
            self.count.letters += IDEOGRAPH_WEIGHT;
            self.place = Place::Outside;
            return;
        }
        let is_letter = is_letter_or_digit(c);
        let is_unspaced = !c.is_ascii() && is_unspaced(c);
        self.count.unspaced += usize::from(is_unspaced);
        self.count.letters += if is_letter { weight(c) } else { 0 };
        self.count.spaced += usize::from(is_letter && !is_unspaced && self.place == Place::Outside);
        self.place = match (c, self.place) {
            _ if is_letter && !is_unspaced => Place::AfterLetter,
            ('\'' | '’' | '-', Place::AfterLetter) => Place::AfterJoiner,
            _ => Place::Outside,
        };
    }
}

/// One or zero, as below: numbers are added many at a time.
fn letter(byte: u8) -> u8 {
    u8::from(byte.is_ascii_alphanumeric())
}

/// Whether a letter behind these two is of a word that began before it.
fn goes_on(before: u8, last: u8) -> u8 {
    letter(last) | u8::from(matches!(last, b'\'' | b'-')) & letter(before)
}

/// How many of these are one; the others are zero.
fn ones(bytes: &[u8; BLOCK]) -> usize {
    const EACH: u64 = u64::from_le_bytes([1; 8]);
    let lanes: u64 = bytes.as_chunks().0.iter().map(|lanes| u64::from_le_bytes(*lanes)).sum();
    // The highest byte of the product is the sum of all.
    (lanes.wrapping_mul(EACH) >> 56) as usize
}

/// As `char::is_alphanumeric`, without its search through tables for what most texts are made of.
pub fn is_letter_or_digit(c: char) -> bool {
    match c {
        '\0'..='\u{7f}' => c.is_ascii_alphanumeric(),
        // Letters with accents, Cyrillic, kana, ideographs, syllables, digits of their width.
        '\u{c0}'..='\u{d6}'
        | '\u{d8}'..='\u{f6}'
        | '\u{f8}'..='\u{24f}'
        | '\u{400}'..='\u{481}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}'
        | '\u{ff10}'..='\u{ff19}' => true,
        // Marks.
        '\u{2000}'..='\u{206f}'
        | '\u{3000}'..='\u{3004}'
        | '\u{3008}'..='\u{3020}'
        | '\u{ff01}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' => false,
        c => c.is_alphanumeric(),
    }
}

/// Whether no word ends between two characters: letters, digits and marks of scripts with spaces go on. A mark belongs to
/// what stands before it in any script.
pub fn joins(last: char, next: char) -> bool {
    let is_part = |c| c == '_' || is_letter_or_digit(c) || is_mark(c);
    is_mark(next) || is_part(last) && is_part(next) && !is_unspaced(last) && !is_unspaced(next)
}

/// What combines with the character before it; vowel signs are letters.
fn is_mark(c: char) -> bool {
    c >= '\u{300}' && CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0
}

/// Of those that nearly all Chinese and Japanese text is made of.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Letters of Han, kana, Thai, Lao, Khmer and Burmese.
fn is_unspaced(c: char) -> bool {
    match c {
        '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fa}'
        | '\u{3400}'..='\u{4dbf}'
        | '\u{4e00}'..='\u{9fff}' => true,
        '\u{e00}'..='\u{eff}'
        | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}'
        | '\u{3040}'..='\u{30ff}'
        | '\u{20000}'..='\u{3ffff}' => c.is_alphabetic(),
        _ => false,
    }
}

/// Of an ideograph, in letters of an alphabet.
const IDEOGRAPH_WEIGHT: usize = 3;

fn weight(c: char) -> usize {
    match c {
        '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => IDEOGRAPH_WEIGHT,
        '\u{ac00}'..='\u{d7a3}' => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> usize {
        count(text).words()
    }

    #[test]
    fn words_are_counted_in_scripts_with_and_without_spaces() {
        assert_eq!(words("It’s a well-known rule: 1.5 times."), 7);
        assert_eq!(words("He left--she did not."), 5);
        assert_eq!(words("新华社北京电"), 4);
        assert_eq!(words("Он ушёл, 2 раза"), 4);
        assert_eq!(words("L'incontro è l'ultimo."), 3);
        assert_eq!(words(""), 0);
    }

    #[test]
    fn ideographs_and_syllables_weigh_more_than_letters() {
        assert_eq!(count("港口周一开放。").letters, 18);
        assert_eq!(count("한국 a1").letters, 6);
    }

    #[test]
    fn a_word_goes_on_with_letters_digits_and_marks() {
        for joined in ["ab", "a1", "1a", "_a", "e\u{323}", "क\u{94d}", "漢\u{3099}", "ا\u{64e}", "한국"]
        {
            let mut chars = joined.chars();
            assert!(joins(chars.next().unwrap(), chars.next().unwrap()), "{joined}");
        }
        for apart in ["a ", "'a", "a-", "a.", "a漢", "漢字", "カタ", "กข", "a\n"] {
            let mut chars = apart.chars();
            assert!(!joins(chars.next().unwrap(), chars.next().unwrap()), "{apart}");
        }
    }

    #[test]
    fn letters_and_digits_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_letter_or_digit(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn blocks_count_as_single_characters_do(text in "[a-c '’é中.-]{0,120}") {
            let mut one_by_one = Counter::default();
            text.chars().for_each(|c| one_by_one.push(c));
            prop_assert_eq!(count(&text), one_by_one.count);
        }
    }
}
