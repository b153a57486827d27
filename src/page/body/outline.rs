//! A page as two flat lists: its elements in document order, and the blocks of text in them.
//!
//! All that follows the walk works on these lists, where the content of an element is a range.

mod walk;

use std::ops::Range;

use super::super::tree::Tree;

use super::element::Layout;
use super::names::Standing;

/// An element that lays out text, or that its name tells something of.
#[derive(Debug)]
pub struct Element {
    pub layout: Layout,
    pub standing: Standing,
    /// Browsers do not show it at first.
    pub hidden: bool,
    pub parent: usize,
    /// Its place among the elements behind its last descendant.
    pub end: usize,
    /// The blocks within.
    pub blocks: Range<usize>,
}

/// A run of text that stands apart.
#[derive(Debug)]
pub struct Block {
    pub element: usize,
    /// Where its text is in the text of the outline.
    pub text: Range<usize>,
    /// Letters and digits; an ideograph counts for as many as its word has elsewhere.
    pub letters: usize,
    /// Those of them in links.
    pub linked: usize,
    /// Marks that end sentences, and commas.
    pub sentences: usize,
    pub commas: usize,
}

#[derive(Debug, Default)]
pub struct Outline {
    pub text: String,
    pub elements: Vec<Element>,
    pub blocks: Vec<Block>,
}

impl Outline {
    pub fn text_of(&self, block: &Block) -> &str {
        self.text.get(block.text.clone()).unwrap_or_default()
    }

    pub fn layout_of(&self, block: &Block) -> Layout {
        self.elements.get(block.element).map_or(Layout::Root, |element| element.layout)
    }

    /// Whether a block is a heading, or a part of one.
    pub fn is_in_heading(&self, block: &Block) -> bool {
        const DEPTH: usize = 3;
        let mut place = block.element;
        for _ in 0..DEPTH {
            let Some(element) = self.elements.get(place) else { return false };
            if matches!(element.layout, Layout::Heading(_)) {
                return true;
            }
            place = element.parent;
        }
        false
    }

    /// Whether two blocks are of one element, or stand in one box, each in a box of its own at most.
    pub fn are_siblings(&self, a: &Block, b: &Block) -> bool {
        let parent = |element: usize| self.elements.get(element).map_or(0, |element| element.parent);
        let (above_a, above_b) = (parent(a.element), parent(b.element));
        a.element == b.element || above_a == above_b || parent(above_a) == parent(above_b)
    }

    pub fn of(tree: &Tree) -> Self {
        walk::outline(tree)
    }
}

/// For how many letters a character counts: an ideograph stands for as many as its word has elsewhere. Marks outside
/// of ASCII are told by their ranges, which is fast and near enough.
pub fn letters_of(c: char) -> usize {
    match c {
        '\0'..='\u{7f}' => usize::from(c.is_ascii_alphanumeric()),
        '\u{80}'..='\u{bf}'
        | '\u{2000}'..='\u{2bff}'
        | '\u{3000}'..='\u{303f}'
        | '\u{fe10}'..='\u{fe6f}'
        | '\u{ff00}'..='\u{ff0f}'
        | '\u{ff1a}'..='\u{ff20}' => 0,
        '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => 3,
        _ => 1,
    }
}
