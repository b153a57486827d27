//! Which elements of a page stand beside its article.
//!
//! Told by their names, by being hidden, by holding links and little else, and by standing in a row of cards that
//! each lead to another article. A name alone decides nothing where most of the page's text is within.

use super::element::Layout;
use super::names::Standing;
use super::outline::{Block, Element, Outline};
use super::weigh::{Look, Sums, count};
use super::{Title, Trust};

/// A caption is shorter; a longer text in a box that is named as a picture is a text.
const CAPTION_LETTERS: i64 = 350;
/// A card that leads to another article is shorter than that article.
const CARD_LETTERS: i64 = 700;
/// How many boxes may be around a headline within its card.
const CARD_DEPTH: usize = 12;
/// A box of links with this much text besides is a text.
const UNLINKED_LETTERS: i64 = 200;
/// Shorter blocks may be what is said of a link.
const TEXT_LETTERS: usize = 100;
/// An article with the title that has less text may be nothing but its head.
const OWN_LETTERS: i64 = 200;
/// So may one beside an article that is as many times longer.
const OWN_SHARE: i64 = 4;
/// Boxes of more blocks are no lists of links, but what holds them.
const MOST_BLOCKS: usize = 60;

/// For each element, whether it stands beside the article.
pub fn elements(outline: &Outline, looks: &[Look], title: &Title, trust: Trust) -> Vec<bool> {
    let prose = Sums::of(outline.blocks.iter().zip(looks).map(|(block, look)| match look {
        Look::Prose => count(block.letters),
        Look::Short | Look::Heading | Look::Links => 0,
    }));
    let letters = Sums::of(outline.blocks.iter().map(|block| count(block.letters)));
    let page = Held { letters, prose };
    let mut beside = Vec::with_capacity(outline.elements.len());
    for element in &outline.elements {
        let is_within = beside.get(element.parent).copied().unwrap_or_default();
        beside.push(is_within || stands_beside(outline, element, &page, trust));
    }
    if trust == Trust::Nothing {
        return beside;
    }
    mark_other_articles(outline, title, &page, &mut beside);
    mark_links(outline, &mut beside);
    mark_cards(outline, looks, title, &page.letters, &mut beside);
    beside
}

/// What elements hold, as sums over their blocks.
struct Held {
    letters: Sums,
    prose: Sums,
}

fn stands_beside(outline: &Outline, element: &Element, held: &Held, trust: Trust) -> bool {
    let prose = held.prose.within(&element.blocks);
    let all_prose = held.prose.within(&(0..outline.blocks.len()));
    let is_named = match (trust, element.standing) {
        (Trust::Nothing, _)
        | (_, Standing::Plain | Standing::Body)
        | (Trust::Elements, Standing::Picture) => false,
        (_, Standing::Comments) => prose * 10 < all_prose * 9,
        (Trust::Names, Standing::Beside) => prose * 2 < all_prose,
        (Trust::Names, Standing::Picture) => {
            element.layout == Layout::Block
                && held.letters.within(&element.blocks) < CAPTION_LETTERS
                && prose * 4 < all_prose
        }
        (Trust::Elements, Standing::Beside) => {
            !matches!(element.layout, Layout::Block | Layout::Inline | Layout::Link)
        }
    };
    is_named || (element.hidden && trust != Trust::Nothing)
}

/// Of several articles on a page, the one with the title is the article of the page.
fn mark_other_articles(outline: &Outline, title: &Title, held: &Held, beside: &mut [bool]) {
    let is_headline = |block: &Block| outline.is_in_heading(block) && title.is(outline.text_of(block));
    let headlines = Sums::of(outline.blocks.iter().map(|block| i64::from(is_headline(block))));
    let articles = || {
        let elements = outline.elements.iter().enumerate();
        elements.filter(|(_, element)| element.layout == Layout::Article)
    };
    let Some((place, own)) = articles().find(|(_, element)| headlines.within(&element.blocks) > 0) else {
        return;
    };
    let is_apart = |other: usize, element: &Element| other >= own.end.max(place + 1) || element.end <= place;
    let prose = held.prose.within(&own.blocks);
    let others = articles().filter(|&(other, element)| is_apart(other, element));
    let longest = others.clone().map(|(_, element)| held.prose.within(&element.blocks)).max();
    if prose < OWN_LETTERS || longest.is_some_and(|longest| longest > prose * OWN_SHARE) {
        return;
    }
    for (other, element) in others {
        mark(beside, other, element);
    }
}

/// Boxes and lists that hold more links than text, apart from what is beside already.
fn mark_links(outline: &Outline, beside: &mut [bool]) {
    let sums = |measure: fn(&Block) -> usize| {
        let is_beside = |block: &Block| beside.get(block.element).copied().unwrap_or_default();
        let values =
            outline.blocks.iter().map(|block| if is_beside(block) { 0 } else { count(measure(block)) });
        Sums::of(values)
    };
    let letters = sums(|block| block.letters);
    let linked = sums(|block| block.linked);
    let unlinked = sums(|block| {
        let is_text = block.letters > TEXT_LETTERS && block.linked * 2 < block.letters;
        if is_text { block.letters } else { 0 }
    });
    for (place, element) in outline.elements.iter().enumerate().skip(1) {
        let is_box = element.layout.is_box() || element.layout == Layout::List;
        let is_marked = beside.get(place).copied().unwrap_or_default();
        if !is_box || is_marked || !(2..=MOST_BLOCKS).contains(&element.blocks.len()) {
            continue;
        }
        let share = if element.layout == Layout::List && is_list_of_links(outline, element) { 3 } else { 2 };
        let is_linked = linked.within(&element.blocks) * share > letters.within(&element.blocks);
        if is_linked && unlinked.within(&element.blocks) < UNLINKED_LETTERS {
            mark(beside, place, element);
        }
    }
}

/// Every item leads somewhere, and says little besides.
fn is_list_of_links(outline: &Outline, element: &Element) -> bool {
    let blocks = outline.blocks.get(element.blocks.clone()).unwrap_or_default();
    blocks.len() > 2 && blocks.iter().all(|block| block.linked * 4 > block.letters)
}

/// Links to other articles: boxes with a headline that is a link, two or more of them beside each other.
fn mark_cards(outline: &Outline, looks: &[Look], title: &Title, letters: &Sums, beside: &mut [bool]) {
    let is_headline = |block: &Block, look: Look| {
        look == Look::Links && outline.is_in_heading(block) && !title.is(outline.text_of(block))
    };
    let headlines: Vec<bool> =
        outline.blocks.iter().zip(looks).map(|(block, &look)| is_headline(block, look)).collect();
    let counts = Sums::of(headlines.iter().map(|&is_headline| i64::from(is_headline)));
    for (block, _) in outline.blocks.iter().zip(&headlines).filter(|&(_, &is_headline)| is_headline) {
        let Some((place, card)) = card_around(outline, block, &counts) else { continue };
        if letters.within(&card.blocks) <= CARD_LETTERS {
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

/// Marks an element with all that is within; where it is marked already, so is that.
fn mark(beside: &mut [bool], place: usize, element: &Element) {
    if beside.get(place).copied().unwrap_or_default() {
        return;
    }
    let end = element.end.max(place + 1);
    beside.iter_mut().take(end).skip(place).for_each(|is_beside| *is_beside = true);
}
