//! The letters and digits of a text, equal however it is set.
//!
//! Glued paragraphs, invisible characters, quote styles, decomposed letters and case make no difference. What
//! changes a number does: `1.5` is not `15`, `-5` is not `5`, and five dollars are not five euros. Digits are never
//! folded.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// NFKC, lower case, letters and digits; between two digits, what separates them.
pub fn of(text: &str) -> String {
    let compatible: Cow<'_, str> = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let mut skeleton = String::with_capacity(compatible.len());
    let mut gap = Gap::default();
    let mut rest = compatible.as_ref();
    while let Some(c) = rest.chars().next() {
        // Most of most texts: letters that need no folding and can stand beside no number.
        let plain = rest.bytes().position(|byte| !byte.is_ascii_lowercase()).unwrap_or(rest.len());
        if let Some((letters, after)) = rest.split_at_checked(plain).filter(|_| plain > 0) {
            gap.forget();
            skeleton.push_str(letters);
            rest = after;
            continue;
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
        if is_unit(c) {
            skeleton.push(c);
        } else if is_plain_ideograph(c) {
            gap.forget();
            skeleton.push(c);
        } else if c.is_alphanumeric() {
            gap.close(&mut skeleton, c);
            fold(c, &mut skeleton);
        } else {
            gap.push(c);
        }
    }
    skeleton
}

/// Signs of currencies, shares and degrees: a correction may change nothing else. They lie between no digits.
fn is_unit(c: char) -> bool {
    matches!(c, '$' | '%' | '‰' | '°' | '\u{a2}'..='\u{a5}' | '\u{e3f}' | '\u{20a0}'..='\u{20cf}')
}

/// Letters without case.
fn is_plain_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

/// Case folding where lower-casing is not enough: the final sigma, and letters whose capital is two.
fn fold(c: char, skeleton: &mut String) {
    match c {
        'a'..='z' | '0'..='9' => skeleton.push(c),
        'ß' | 'ẞ' => skeleton.push_str("ss"),
        'ς' => skeleton.push('σ'),
        // Lower case of `İ` is an i with a dot above, of which only the letter counts.
        c => skeleton.extend(c.to_lowercase().filter(|c| c.is_alphanumeric())),
    }
}

/// What lies between two letters or digits.
#[derive(Default)]
struct Gap {
    after_digit: bool,
    /// At the start of the text or after white space or an opening bracket a dash may be a minus.
    minus: Minus,
    separators: String,
    spaced: bool,
}

#[derive(Default, PartialEq)]
enum Minus {
    #[default]
    Possible,
    Seen,
    Impossible,
}

impl Gap {
    fn push(&mut self, c: char) {
        if c.is_whitespace() || matches!(c, '(' | '[') {
            self.spaced |= c.is_whitespace();
            self.minus = Minus::Possible;
            return;
        }
        let c = match c {
            '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
            '’' | '‘' | 'ʼ' => '\'',
            other => other,
        };
        self.minus = if c == '-' && self.minus == Minus::Possible { Minus::Seen } else { Minus::Impossible };
        // Whatever else may stand between digits, such as quotes and invisible characters, separates nothing.
        if matches!(c, '.' | ',' | ':' | '/' | '-' | '\'' | ';') {
            self.separators.push(c);
        }
    }

    /// A letter ends the gap, and what it held separated no digits.
    fn forget(&mut self) {
        self.after_digit = false;
        self.minus = Minus::Impossible;
        self.separators.clear();
        self.spaced = false;
    }

    fn close(&mut self, skeleton: &mut String, next: char) {
        if next.is_numeric() {
            if self.after_digit && !self.separators.is_empty() {
                skeleton.push_str(&self.separators);
            } else if self.after_digit && self.spaced {
                skeleton.push(' ');
            } else if self.minus == Minus::Seen {
                skeleton.push('-');
            }
        }
        self.forget();
        self.after_digit = next.is_numeric();
    }
}

/// The body without a leading repeat of the title, which some sources leave in it.
pub fn without_title<'a>(body: &'a str, title: &str) -> &'a str {
    match body.strip_prefix(title) {
        Some(rest) if !title.is_empty() && !rest.is_empty() => rest,
        _ => body,
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
        assert_eq!(without_title("titletext", "title"), "text");
        assert_eq!(without_title("title", "title"), "title");
        assert_eq!(without_title("text", ""), "text");
    }

    proptest! {
        #[test]
        fn decomposed_letters_and_case_make_no_difference(text in "[ -~éüßσΣ一二–’]{0,60}") {
            let decomposed = DecomposingNormalizerBorrowed::new_nfd().normalize(&text).into_owned();
            prop_assert_eq!(of(&decomposed), of(&text));
            prop_assert_eq!(of(&text.to_uppercase()), of(&text));
        }
    }
}
