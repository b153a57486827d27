//! What each block of text looks like, and what that weighs.

use std::ops::Range;

use super::element::Layout;
use super::outline::{Block, Outline};

/// What a block looks like, by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Look {
    /// Sentences.
    Prose,
    /// A few words, without a mark at their end.
    Short,
    Heading,
    /// Mostly links.
    Links,
}

/// A shorter text is no sentence, whatever stands at its end.
const SENTENCE_LETTERS: usize = 20;
/// One mark may end an abbreviation; in a text of this length it ends a sentence.
const SURE_LETTERS: usize = 50;
/// Headlines and labels are shorter.
const LONG_LETTERS: usize = 110;
/// What is not linked in a block is a text by itself from here on.
const UNLINKED_LETTERS: usize = 60;
/// So is a list of names within a line, each of them linked, from here on.
const ENUMERATED: usize = 3;
const ENUMERATED_LETTERS: usize = 20;

pub fn look(outline: &Outline, block: &Block) -> Look {
    let unlinked = block.letters - block.linked;
    let is_linked = block.linked > unlinked;
    let is_sentence = unlinked >= UNLINKED_LETTERS && block.sentences > 0;
    let is_enumeration = unlinked >= ENUMERATED_LETTERS && block.commas >= ENUMERATED;
    if is_linked && !is_sentence && !is_enumeration {
        return Look::Links;
    }
    if matches!(outline.layout_of(block), Layout::Heading(_)) {
        return Look::Heading;
    }
    if is_prose(outline, block) { Look::Prose } else { Look::Short }
}

fn is_prose(outline: &Outline, block: &Block) -> bool {
    if block.letters >= LONG_LETTERS {
        return true;
    }
    block.letters >= SENTENCE_LETTERS
        && block.sentences > 0
        && (block.letters >= SURE_LETTERS
            || block.commas + block.sentences > 1
            || ends_sentence(outline.text_of(block)))
}

/// Whether a mark within ends a sentence.
pub fn has_sentence(text: &str) -> bool {
    let mut before = ' ';
    text.chars().any(|c| {
        let ends =
            matches!(before, '.' | '!' | '?' | '…' | '؟' | '۔' | '।') && (c.is_whitespace() || c == '<');
        before = c;
        ends || matches!(c, '。' | '！' | '？')
    })
}

pub fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(|c: char| {
        matches!(c, '"' | '”' | '»' | ')' | '“' | '’' | '\'' | '」' | '』' | '«' | ']') || c.is_whitespace()
    });
    end.ends_with(['.', '!', '?', '…', '؟', '۔', '।', '։', '。', '！', '？', ':', '：'])
}

/// A longer link counts no more: it may be a paragraph that leads somewhere.
const MOST_LINKED: usize = 100;

/// Of a block beside the article: what stands behind it is a little less likely to belong to what is before.
pub const BESIDE: i64 = -4;

/// What a block adds to the elements around it: articles are where it adds up.
pub fn weight(outline: &Outline, block: &Block, look: Look) -> i64 {
    let layout = outline.layout_of(block);
    match look {
        Look::Prose => count(block.letters - block.linked),
        Look::Short if matches!(layout, Layout::Item | Layout::Row) => {
            count(block.letters - block.linked) / 4
        }
        Look::Short if matches!(layout, Layout::Paragraph | Layout::Quote) => 0,
        Look::Short => -5,
        Look::Heading => 0,
        Look::Links => -count(block.linked.min(MOST_LINKED)) - 5,
    }
}

pub fn count(letters: usize) -> i64 {
    i64::try_from(letters).unwrap_or(i64::MAX)
}

/// The sums of what is before each block.
#[derive(Debug)]
pub struct Sums(Vec<i64>);

impl Sums {
    pub fn of(values: impl Iterator<Item = i64>) -> Self {
        let mut sum = 0;
        let mut sums = vec![0];
        sums.extend(values.map(|value| {
            sum += value;
            sum
        }));
        Self(sums)
    }

    pub fn within(&self, blocks: &Range<usize>) -> i64 {
        let at = |place: usize| self.0.get(place).copied().unwrap_or_default();
        at(blocks.end) - at(blocks.start)
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tree;
    use super::*;

    fn look_of(html: &str) -> Look {
        let outline = Outline::of(&tree(html));
        look(&outline, outline.blocks.first().expect("a block"))
    }

    #[test]
    fn sentences_are_told_from_labels() {
        assert_eq!(look_of("<p>The port was closed.</p>"), Look::Short);
        assert_eq!(look_of("<p>The port was closed on Monday.</p>"), Look::Prose);
        assert_eq!(look_of("<p>Mon. to Fri. in the old town and at home</p>"), Look::Prose);
        assert_eq!(look_of("<p>Ferries of the old town and its harbour</p>"), Look::Short);
        assert_eq!(look_of("<p>港口在星期一关闭了。</p>"), Look::Prose);
        assert_eq!(look_of("<h2>The port was closed on Monday.</h2>"), Look::Heading);
    }

    #[test]
    fn links_are_told_from_sentences_with_links() {
        assert_eq!(look_of("<p>More: <a href=a>The port was closed on Monday</a></p>"), Look::Links);
        let sentence = "That is what the port told the town on Tuesday, and the town told its readers.";
        let link =
            "The port was closed on Monday after a crane had fallen into the water of the harbour there";
        assert_eq!(look_of(&format!("<p><a href=a>{link}</a> {sentence}</p>")), Look::Prose);
    }

    #[test]
    fn sums_are_of_the_blocks_within() {
        let sums = Sums::of([1, 2, 3, -4].into_iter());
        assert_eq!((sums.within(&(1..3)), sums.within(&(0..4)), sums.within(&(2..2))), (5, 2, 0));
    }
}
