//! The text that a page declares in its linked data, as evidence of where that text is.
//!
//! It is often one line, so it is compared by letters and digits alone. Trusted only where most of it is on the page.

use memchr::memmem::Finder;

use super::outline::{Outline, letters_of};
use super::weigh::Look;

/// A shorter block may stand anywhere.
const FEWEST_LETTERS: usize = 20;
/// A shorter declaration is a summary.
const SHORTEST: usize = 400;
/// A page of many blocks with a long declaration would take its time; articles need a hundredth of this.
const MOST_BYTES: usize = 32 << 20;

/// Which blocks are parts of the declared text.
#[derive(Debug, Default)]
pub struct Declared {
    parts: Vec<bool>,
    /// Of the declared text, as they are counted in blocks.
    pub letters: usize,
}

impl Declared {
    pub fn of(outline: &Outline, text: &str) -> Self {
        let count = text.chars().map(letters_of).sum();
        let letters = skeleton(text);
        if letters.len() < SHORTEST {
            return Self { parts: Vec::new(), letters: count };
        }
        let mut sought = 0;
        let mut is_part = |text: &str| {
            let part = skeleton(text);
            if part.len() < FEWEST_LETTERS || sought > MOST_BYTES {
                return false;
            }
            sought += letters.len();
            Finder::new(part.as_bytes()).find(letters.as_bytes()).is_some()
        };
        let parts: Vec<bool> = outline.blocks.iter().map(|block| is_part(outline.text_of(block))).collect();
        let mut declared = Self { parts, letters: count };
        if !declared.is_on_page(outline, letters.len()) {
            declared.parts.clear();
        }
        declared
    }

    fn is_on_page(&self, outline: &Outline, length: usize) -> bool {
        let found: usize = outline
            .blocks
            .iter()
            .zip(&self.parts)
            .filter(|&(_, &is_part)| is_part)
            .map(|(block, _)| skeleton(outline.text_of(block)).len())
            .sum();
        found * 10 >= length * 7
    }

    /// Whether it is evidence at all.
    pub fn is_trusted(&self) -> bool {
        !self.parts.is_empty()
    }

    pub fn has(&self, block: usize) -> bool {
        self.parts.get(block).copied().unwrap_or_default()
    }

    /// Prose that stands on the page, and not in the declared text.
    pub fn lacks(&self, block: usize, look: Look) -> bool {
        self.is_trusted() && look == Look::Prose && !self.has(block)
    }
}

/// Letters and digits in lower case; tags and entities are left out.
pub fn skeleton(text: &str) -> String {
    const LONGEST_TAG: usize = 400;
    const LONGEST_ENTITY: usize = 8;
    let mut letters = String::with_capacity(text.len());
    // Where the last opening mark stood, in the text and among the letters.
    let mut open: Option<(char, usize, usize)> = None;
    for (at, c) in text.char_indices() {
        match (c, open) {
            ('<' | '&', _) => open = Some((c, at, letters.len())),
            ('>', Some(('<', begin, kept))) if at - begin < LONGEST_TAG => letters.truncate(kept),
            (';', Some(('&', begin, kept))) if at - begin < LONGEST_ENTITY => letters.truncate(kept),
            _ if c.is_ascii_alphanumeric() => letters.push(c.to_ascii_lowercase()),
            _ if !c.is_ascii() && c.is_alphanumeric() => letters.extend(c.to_lowercase()),
            _ => {}
        }
    }
    letters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_and_entities_are_no_letters_and_the_rest_is() {
        assert_eq!(skeleton("<p class=a>One &amp; Two.</p>"), "onetwo");
        assert_eq!(skeleton("Ärger & <3; 1 & 2"), "ärger312");
        assert_eq!(skeleton("A<b"), "ab");
    }
}
