//! Which elements of a page stand beside its article.
//!
//! Told by their names, by being hidden, by holding links and little else, and by standing in a row of cards that
//! each lead to another article. A name alone decides nothing where most of the page's text is within.

use super::Trust;
use super::element::Layout;
use super::names::Standing;
use super::outline::{Block, Element, Outline};
use super::weigh::{Look, Sums, count};

/// A caption is shorter; a longer text in a box that is named as a picture is a text.
const CAPTION_LETTERS: i64 = 350;
/// A card that leads to another article is shorter than that article.
const CARD_LETTERS: i64 = 700;
/// How many boxes may be around a headline within its card.
const CARD_DEPTH: usize = 12;
/// A box of links with this much text besides is a text.
const UNLINKED_LETTERS: i64 = 200;
/// Boxes of more blocks are no lists of links, but what holds them.
const MOST_BLOCKS: usize = 60;

/// For each element, whether it stands beside the article.
pub fn elements(outline: &Outline, looks: &[Look], title: &str, trust: Trust) -> Vec<bool> {
    let sums = PageSums::of(outline, looks);
    let mut beside = Vec::with_capacity(outline.elements.len());
    for element in &outline.elements {
        let is_within = beside.get(element.parent).copied().unwrap_or_default();
        beside.push(is_within || stands_beside(element, &sums, trust));
    }
    mark_links(outline, &sums, &mut beside);
    mark_cards(outline, looks, title, &sums, &mut beside);
    beside
}

/// What elements hold, as sums over their blocks.
struct PageSums {
    letters: Sums,
    linked: Sums,
    prose: Sums,
    /// The text of long blocks that are no links.
    unlinked: Sums,
    all_prose: i64,
}

impl PageSums {
    fn of(outline: &Outline, looks: &[Look]) -> Self {
        let blocks = || outline.blocks.iter();
        let prose = Sums::of(blocks().zip(looks).map(|(block, look)| match look {
            Look::Prose => count(block.letters),
            Look::Short | Look::Heading | Look::Links => 0,
        }));
        let unlinked = |block: &Block| {
            let is_text = block.letters > 100 && block.linked * 2 < block.letters;
            if is_text { count(block.letters) } else { 0 }
        };
        Self {
            letters: Sums::of(blocks().map(|block| count(block.letters))),
            linked: Sums::of(blocks().map(|block| count(block.linked))),
            unlinked: Sums::of(blocks().map(unlinked)),
            all_prose: prose.within(&(0..outline.blocks.len())),
            prose,
        }
    }
}

fn stands_beside(element: &Element, sums: &PageSums, trust: Trust) -> bool {
    let prose = sums.prose.within(&element.blocks);
    let is_named = match (trust, element.standing) {
        (Trust::Nothing, _) | (_, Standing::Plain | Standing::Body) => false,
        (_, Standing::Comments) => prose * 10 < sums.all_prose * 9,
        (Trust::Names, Standing::Beside) => prose * 2 < sums.all_prose,
        (Trust::Names, Standing::Picture) => {
            element.layout == Layout::Block
                && sums.letters.within(&element.blocks) < CAPTION_LETTERS
                && prose * 4 < sums.all_prose
        }
        (Trust::Elements, Standing::Beside) => !matches!(element.layout, Layout::Block | Layout::Inline),
        (Trust::Elements, Standing::Picture) => false,
    };
    is_named || (element.hidden && trust != Trust::Nothing)
}

/// Boxes and lists that hold more links than text.
fn mark_links(outline: &Outline, sums: &PageSums, beside: &mut [bool]) {
    for (place, element) in outline.elements.iter().enumerate().skip(1) {
        let is_box = element.layout.is_box() || element.layout == Layout::List;
        let is_marked = beside.get(place).copied().unwrap_or_default();
        if !is_box || is_marked || !(2..=MOST_BLOCKS).contains(&element.blocks.len()) {
            continue;
        }
        let letters = sums.letters.within(&element.blocks);
        let linked = sums.linked.within(&element.blocks);
        if linked * 2 > letters && sums.unlinked.within(&element.blocks) < UNLINKED_LETTERS {
            mark(beside, place, element);
        }
    }
}

/// Links to other articles: boxes with a headline that is a link, two or more of them beside each other.
fn mark_cards(outline: &Outline, looks: &[Look], title: &str, sums: &PageSums, beside: &mut [bool]) {
    let is_headline = |block: &Block, look: Look| {
        look == Look::Links && outline.is_in_heading(block) && !super::is_same(outline.text_of(block), title)
    };
    let headlines: Vec<bool> =
        outline.blocks.iter().zip(looks).map(|(block, &look)| is_headline(block, look)).collect();
    let counts = Sums::of(headlines.iter().map(|&is_headline| i64::from(is_headline)));
    for (block, _) in outline.blocks.iter().zip(&headlines).filter(|&(_, &is_headline)| is_headline) {
        let Some((place, card)) = card_around(outline, block, &counts) else { continue };
        if sums.letters.within(&card.blocks) <= CARD_LETTERS {
            mark(beside, place, card);
        }
    }
}

/// The greatest box around a headline that holds no other one.
fn card_around<'a>(outline: &'a Outline, block: &Block, counts: &Sums) -> Option<(usize, &'a Element)> {
    let mut place = block.element;
    for _ in 0..CARD_DEPTH {
        let element = outline.elements.get(place)?;
        let around = outline.elements.get(element.parent)?;
        if counts.within(&around.blocks) > 1 {
            return Some((place, element));
        }
        place = element.parent;
    }
    None
}

fn mark(beside: &mut [bool], place: usize, element: &Element) {
    let end = element.end.max(place + 1);
    beside.iter_mut().take(end).skip(place).for_each(|is_beside| *is_beside = true);
}
