//! Names of outlets folded for comparing, never for storing: letters and digits, without case or accents.

use super::super::letters;
use crate::words::is_letter_or_digit;

/// How a letter with two dots or a stroke is written where there is none, as in host names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Umlauts {
    /// `ü` is `u`.
    Bare,
    /// `ü` is `ue`.
    Spelled,
}

/// Words of folded letters and digits, with one space between them.
pub fn words(text: &str, umlauts: Umlauts) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.chars() {
        if is_letter_or_digit(c) {
            if gap && !folded.is_empty() {
                folded.push(' ');
            }
            gap = false;
            push(&mut folded, c, umlauts);
        } else if !is_mark(c) {
            gap = true;
        }
    }
    folded
}

/// Combining marks and invisible characters stand within words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{640}' | '\u{200b}'..='\u{200f}' | '\u{ad}')
}

fn push(folded: &mut String, c: char, umlauts: Umlauts) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
        return;
    }
    if umlauts == Umlauts::Spelled
        && let Some(spelled) = spelled(c)
    {
        folded.push_str(spelled);
        return;
    }
    match c {
        'ß' => folded.push_str("ss"),
        'æ' | 'Æ' => folded.push_str("ae"),
        'œ' | 'Œ' => folded.push_str("oe"),
        'ø' | 'Ø' => folded.push('o'),
        'đ' | 'Đ' | 'ð' | 'Ð' => folded.push('d'),
        'ł' | 'Ł' => folded.push('l'),
        'ı' | 'İ' => folded.push('i'),
        'þ' | 'Þ' => folded.push_str("th"),
        // Full-width forms.
        '\u{ff10}'..='\u{ff5a}' => {
            let narrow = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c);
            folded.push(narrow.to_ascii_lowercase());
        }
        c => folded.extend(c.to_lowercase().filter(|c| !is_mark(*c)).map(letters::base)),
    }
}

fn spelled(c: char) -> Option<&'static str> {
    match c {
        'ä' | 'Ä' | 'æ' | 'Æ' => Some("ae"),
        'ö' | 'Ö' | 'ø' | 'Ø' => Some("oe"),
        'ü' | 'Ü' => Some("ue"),
        'å' | 'Å' => Some("aa"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_accents_and_marks_do_not_count() {
        assert_eq!(words("  El Día — ONLINE! ", Umlauts::Bare), "el dia online");
        assert_eq!(words("Süd-Bote", Umlauts::Bare), "sud bote");
        assert_eq!(words("Süd-Bote", Umlauts::Spelled), "sued bote");
        assert_eq!(words("ＮＥＷＳ24", Umlauts::Bare), "news24");
        assert_eq!(words("أخبار", Umlauts::Bare), words("اخبار", Umlauts::Bare));
        assert_eq!(words("강원", Umlauts::Bare), "강원");
    }
}
