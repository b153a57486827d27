//! The text of the article within a page.
//!
//! Owns the choice of the place where the article is, and of the blocks within it that are its text: paragraphs,
//! headings, lists and tables, without captions, related links, bars of buttons, forms, comments and walls. Works on
//! the parsed page without changing it; time and memory are linear in its size, however deep it is nested. Refuses to
//! clean the text line by line: that is the business of `normalize`, for texts of every origin.

mod beside;
mod declared;
mod element;
mod embedded;
mod lead;
mod names;
mod outline;
mod parts;
mod place;
#[cfg(test)]
mod tests;
mod weigh;

use declared::{Declared, skeleton};
use outline::{Block, Outline};
use weigh::{Look, Sums};

use super::Limits;
use super::tree::Tree;
use crate::article;

/// What else the page says that helps to find the text.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    pub title: &'a str,
    pub description: &'a str,
    /// The text as linked data declares it; may be empty, a part, or one line.
    pub article_body: &'a str,
}

/// Where a text was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    #[default]
    Page,
    /// In the page's linked data.
    Declared,
    /// In the data of the page's own program. May hold markup.
    Embedded,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// Blank lines part paragraphs.
    pub text: String,
    pub origin: Origin,
}

impl Text {
    pub fn into_body(self) -> article::Body {
        match self.origin {
            Origin::Page => article::Body::Plain(self.text),
            Origin::Declared | Origin::Embedded => article::Body::Text(self.text),
        }
    }
}

/// How much of what a page says of its elements is believed; less where nothing is left of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trust {
    Names,
    /// Elements and roles, and no words in names.
    Elements,
    Nothing,
}

/// A text of this many letters is an article; below, the page may hide one.
const ENOUGH_LETTERS: usize = 200;

pub fn read(tree: &Tree, hints: &Hints<'_>) -> Option<Text> {
    let outline = Outline::of(tree);
    let declared = Declared::of(&outline, hints.article_body);
    let mut text = String::new();
    let mut letters = 0;
    for trust in [Trust::Names, Trust::Elements, Trust::Nothing] {
        let (found, found_letters) = Page::of(&outline, &declared, hints.title, trust).read(hints);
        if found_letters > 2 * letters {
            (text, letters) = (found, found_letters);
        }
        if letters >= ENOUGH_LETTERS {
            break;
        }
    }
    let mut origin = Origin::Page;
    if declared.letters > 2 * letters {
        (text, letters, origin) = (hints.article_body.to_owned(), declared.letters, Origin::Declared);
    }
    if letters < ENOUGH_LETTERS
        && let Some(data) = embedded::text(tree, hints.description)
    {
        (text, origin) = (unpacked(data, hints), Origin::Embedded);
    }
    (!text.is_empty()).then_some(Text { text, origin })
}

/// The text of markup out of a page's data. Markup of more tags is left as it is: it is not as bounded as the page.
fn unpacked(data: String, hints: &Hints<'_>) -> String {
    const MOST_TAGS: usize = 1000;
    let tags = memchr::memchr_iter(b'<', data.as_bytes()).count();
    if !(1..=MOST_TAGS).contains(&tags) {
        return data;
    }
    let outline = Outline::of(&super::parse(&data, &Limits::default()).tree);
    let (text, letters) = Page::of(&outline, &Declared::default(), hints.title, Trust::Names).read(hints);
    if letters >= ENOUGH_LETTERS { text } else { data }
}

/// A page with what is known of its blocks and elements.
struct Page<'a> {
    outline: &'a Outline,
    declared: &'a Declared,
    looks: Vec<Look>,
    beside: Vec<bool>,
}

impl<'a> Page<'a> {
    fn of(outline: &'a Outline, declared: &'a Declared, title: &str, trust: Trust) -> Self {
        let looks: Vec<Look> = outline.blocks.iter().map(|block| weigh::look(outline, block)).collect();
        let beside = beside::elements(outline, &looks, &Title::of(title), trust);
        Self { outline, declared, looks, beside }
    }

    /// The text, and how many letters it has.
    fn read(&self, hints: &Hints<'_>) -> (String, usize) {
        let weights = (0..self.outline.blocks.len()).map(|at| self.weight(at));
        let place = place::of(self.outline, &Sums::of(weights));
        let (mut text, mut letters) = (String::new(), 0);
        for at in parts::of(self, place.blocks, hints) {
            let Some(block) = self.outline.blocks.get(at) else { continue };
            if !text.is_empty() {
                text.push_str("\n\n");
            }
            text.push_str(self.outline.text_of(block));
            letters += block.letters;
        }
        (text, letters)
    }

    fn weight(&self, at: usize) -> i64 {
        let Some(block) = self.outline.blocks.get(at) else { return 0 };
        if self.is_beside(block) {
            return weigh::BESIDE;
        }
        let weight = weigh::weight(self.outline, block, self.look(at));
        if self.declared.lacks(at, self.look(at)) { weight / 4 } else { weight }
    }

    fn look(&self, at: usize) -> Look {
        self.looks.get(at).copied().unwrap_or(Look::Links)
    }

    fn is_beside(&self, block: &Block) -> bool {
        self.beside.get(block.element).copied().unwrap_or_default()
    }

    /// Whether a block is a link to somewhere else.
    fn is_linked_away(&self, at: usize) -> bool {
        self.outline.blocks.get(at).is_some_and(|block| self.look(at) == Look::Links && block.letters > 0)
    }

    /// Whether a list of links follows that went.
    fn is_above_list(&self, at: usize, below: Option<usize>) -> bool {
        let next = self.outline.blocks.get(at + 1);
        let is_gone = below != Some(at + 1);
        is_gone && next.is_some_and(|next| next.linked * 4 > next.letters && next.letters > 0)
    }

    fn is_next(&self, at: usize, below: &Block) -> bool {
        self.outline.blocks.get(at + 1).is_some_and(|next| next.text == below.text)
    }
}

/// The letters and digits of the title that the page declares.
struct Title(String);

impl Title {
    /// A longer title would only take its time to be compared.
    const MOST_LETTERS: usize = 600;

    fn of(title: &str) -> Self {
        Self(skeleton(title).chars().take(Self::MOST_LETTERS).collect())
    }

    /// Whether a heading is the title, which may go on with the name of the site.
    fn is(&self, heading: &str) -> bool {
        const FEWEST_LETTERS: usize = 10;
        let heading = skeleton(heading);
        !heading.is_empty()
            && (heading == self.0 || heading.len() >= FEWEST_LETTERS && self.0.contains(&heading))
    }
}
