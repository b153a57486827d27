//! A text in the form in which terms are looked for: NFKC without case, with one kind of quote, hyphen and space.

use icu_normalizer::ComposingNormalizerBorrowed;

/// Lines become one; what lies between paragraphs stays.
pub fn folded(text: &str) -> String {
    let normalized = ComposingNormalizerBorrowed::new_nfkc().normalize(text);
    let mut folded = String::with_capacity(normalized.len());
    let mut space = Space::No;
    for c in normalized.chars() {
        if c.is_whitespace() {
            space = space.and(c);
            continue;
        }
        space.close(&mut folded);
        space = Space::No;
        fold(c, &mut folded);
    }
    space.close(&mut folded);
    folded
}

/// White space that was passed over.
#[derive(Clone, Copy)]
enum Space {
    No,
    Between,
    LineEnd,
    Paragraph,
}

impl Space {
    fn and(self, c: char) -> Self {
        match (self, c) {
            (Self::Paragraph, _) | (Self::LineEnd, '\n') => Self::Paragraph,
            (Self::LineEnd, _) | (_, '\n') => Self::LineEnd,
            (Self::No | Self::Between, _) => Self::Between,
        }
    }

    fn close(self, folded: &mut String) {
        match self {
            Self::No => {}
            Self::Between | Self::LineEnd => folded.push(' '),
            Self::Paragraph => folded.push('\n'),
        }
    }
}

/// Case folding where lower-casing is not enough: the final sigma, and the letter whose capital is two.
fn fold(c: char, folded: &mut String) {
    match c {
        '\0'..='\u{7f}' => folded.push(c.to_ascii_lowercase()),
        '‘' | '’' | '‛' | 'ʼ' | '′' => folded.push('\''),
        '‐' | '‑' => folded.push('-'),
        // Invisible: soft hyphen, bounds of words, joins.
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' => {}
        'ß' | 'ẞ' => folded.push_str("ss"),
        'ς' => folded.push('σ'),
        c => folded.extend(c.to_lowercase()),
    }
}
