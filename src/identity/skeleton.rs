//! The letters and digits of a text, equal however it is set.
//!
//! Glued paragraphs, invisible characters, quote styles, decomposed letters and case make no difference. What
//! changes a number does: `1.5` is not `15`, `-5` is not `5`, and five dollars are not five euros. Digits are never
//! folded.

mod compatible;
mod gap;

use self::compatible::{compatible, normalized};
use super::bytes::{WORD, each, ideographs, leading, small_letters};
use crate::words::is_letter_or_digit;

/// UTF-8 of letters and digits in NFKC and lower case; units; and between two digits, what separates them.
pub fn of(text: &str) -> Vec<u8> {
    // Most texts hold only characters that stand for themselves; others are normalized as a whole.
    folded(text, compatible)
        .or_else(|| folded(&normalized(text), Some))
        .expect("normalized text maps to itself")
}

/// The body without a leading repeat of the title, which some sources leave in it.
pub fn without_title<'a>(body: &'a [u8], title: &[u8]) -> &'a [u8] {
    match body.strip_prefix(title) {
        Some(rest) if !title.is_empty() && !rest.is_empty() => rest,
        _ => body,
    }
}

/// Nothing where a character has no `map`.
fn folded(text: &str, map: impl Fn(char) -> Option<char>) -> Option<Vec<u8>> {
    let mut skeleton = Vec::with_capacity(text.len());
    let mut at = 0;
    loop {
        at += push_words(&mut skeleton, text.as_bytes().get(at..)?);
        at += push_ideographs(&mut skeleton, text.as_bytes().get(at..)?);
        let (before, rest) = text.split_at_checked(at)?;
        let Some(c) = rest.chars().next() else { return Some(skeleton) };
        let mapped = map(c)?;
        if is_unit(mapped) {
            push(&mut skeleton, mapped);
        } else if is_letter_or_digit(mapped) {
            if is_number(mapped) {
                gap::close(before, &map, &mut skeleton);
            }
            fold(mapped, &mut skeleton);
        }
        at += c.len_utf8();
    }
}

/// Keeps the letters of ASCII text in lower case, up to a digit, a unit or the last bytes, which fill no word. Says
/// how many bytes it took.
fn push_words(skeleton: &mut Vec<u8>, text: &[u8]) -> usize {
    const BLOCK: usize = 120;
    // A text of another script would have a block made for each of its letters.
    if text.first().is_none_or(|byte| !byte.is_ascii()) {
        return 0;
    }
    let mut block = [0; BLOCK + WORD];
    let (mut at, mut filled) = (0, 0);
    while let Some(word) = text.get(at..).and_then(<[u8]>::first_chunk::<WORD>) {
        let lower = u64::from_le_bytes(*word) | each(0x20);
        let letters = leading(small_letters(lower));
        // All eight, of which only the letters count.
        if let Some(room) = block.get_mut(filled..).and_then(<[u8]>::first_chunk_mut) {
            *room = lower.to_le_bytes();
        }
        at += letters;
        filled += letters;
        if filled > BLOCK {
            skeleton.extend_from_slice(&block[..filled]);
            filled = 0;
        }
        match word.get(letters) {
            Some(b'0'..=b'9' | b'$' | b'%' | 0x80..) => break,
            Some(_) => at += 1,
            None => {}
        }
    }
    skeleton.extend_from_slice(&block[..filled]);
    at
}

/// Keeps letters without case. Says how many bytes it took.
fn push_ideographs(skeleton: &mut Vec<u8>, text: &[u8]) -> usize {
    let taken = ideographs(text);
    skeleton.extend_from_slice(&text[..taken]);
    taken
}

fn push(skeleton: &mut Vec<u8>, c: char) {
    skeleton.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// Signs of currencies, shares and degrees: a correction may change nothing else. They lie between no digits.
fn is_unit(c: char) -> bool {
    matches!(c, '$' | '%' | '‰' | '°' | '\u{a2}'..='\u{a5}' | '\u{e3f}' | '\u{20a0}'..='\u{20cf}')
}

/// As `char::is_numeric`, without its search through tables for the letters of most texts.
fn is_number(c: char) -> bool {
    !matches!(c, '\u{c0}'..='\u{24f}' | '\u{400}'..='\u{481}' | '\u{3041}'..='\u{30fa}' | '\u{ac00}'..='\u{d7a3}')
        && c.is_numeric()
}

/// Case folding where lower-casing is not enough: the final sigma, and letters whose capital is two.
fn fold(c: char, skeleton: &mut Vec<u8>) {
    match c {
        'ß' | 'ẞ' => skeleton.extend_from_slice(b"ss"),
        'ς' => push(skeleton, 'σ'),
        // Lower case of `İ` is an i with a dot above, of which only the letter counts.
        c => c.to_lowercase().filter(|c| c.is_alphanumeric()).for_each(|c| push(skeleton, c)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use icu_normalizer::DecomposingNormalizerBorrowed;
    use proptest::prelude::*;

    #[test]
    fn setting_makes_no_difference() {
        let plain = of("“It’s done,” said the café. Prices rose.");
        for other in [
            "\"It's done,\" said the café.Prices rose.",
            "It’s done said the cafe\u{301}.\n\nPrices\u{a0}rose",
            "IT’S DONE, SAID THE CAFÉ. PRI\u{ad}CES RO\u{200b}SE.",
            "It´s done‚ said the ｃafé. Prices rose",
        ] {
            assert_eq!(of(other), plain, "{other}");
        }
        assert_eq!(of("Straße ΟΔΟΣ İ"), of("STRASSE οδος i"));
    }

    #[test]
    fn what_changes_a_number_makes_a_difference() {
        for (a, b) in [
            ("1.5", "15"),
            ("1.5", "1,5"),
            ("rose -5", "rose 5"),
            ("2 10", "210"),
            ("10-15", "1015"),
            ("12:30", "1230"),
            ("$5 million", "€5 million"),
            ("fell 3%", "fell 3"),
        ] {
            assert_ne!(of(a), of(b), "{a} / {b}");
        }
    }

    #[test]
    fn a_dash_is_no_minus_where_it_joins_or_introduces() {
        assert_eq!(of("ROME – 5 people"), of("ROME 5 people"));
        assert_eq!(of("covid-19"), of("covid19"));
        assert_eq!(of("fell to –5"), of("fell to -5"));
    }

    #[test]
    fn a_space_before_a_sign_makes_no_difference() {
        assert_eq!(of("5 % of 3 €"), of("5% of 3€"));
        assert_eq!(of("-$5 and ％"), of("−$5 and %"));
    }

    #[test]
    fn gluing_a_number_to_a_sentence_changes_nothing() {
        assert_eq!(of("It was 2023.\n\n15 came."), of("It was 2023.15 came."));
    }

    #[test]
    fn a_leading_title_is_left_out_but_never_the_whole_body() {
        assert_eq!(without_title(b"titletext", b"title"), b"text");
        assert_eq!(without_title(b"title", b"title"), b"title");
        assert_eq!(without_title(b"text", b""), b"text");
    }

    #[test]
    fn words_and_ideographs_are_found_at_every_place() {
        let plain =
            |text: &str| text.to_lowercase().replace([' ', '，', '-', '@', '[', '`', '{'], "").into_bytes();
        for text in
            ["Words of eight ABCDEFGH, or more lettersthannine".replace(',', ""), "一二，三 four五".into()]
        {
            for rest in (0..text.len()).filter_map(|at| text.get(at..)) {
                assert_eq!(of(rest), plain(rest));
            }
        }
        let frame = "a@b[c`d{e-f".repeat(40);
        assert_eq!(of(&frame), plain(&frame));
    }

    proptest! {
        #[test]
        fn a_character_that_stands_for_itself_makes_no_other_difference(text in "[ -~éα一，（１\u{a0}]{0,40}") {
            prop_assert_eq!(folded(&text, compatible), folded(&normalized(&text), Some));
        }

        #[test]
        fn decomposed_letters_and_case_make_no_difference(text in "[ -~éüßσΣ一二–’]{0,60}") {
            let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(&text).into_owned();
            prop_assert_eq!(of(&decomposed), of(&text));
            prop_assert_eq!(of(&text.to_uppercase()), of(&text));
        }
    }
}
