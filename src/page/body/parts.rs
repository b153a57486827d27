//! Which blocks of the place make the text: no links, labels, repeats, or what stands above and below it.

use std::collections::HashMap;
use std::ops::Range;

use super::Page;
use super::element::Layout;
use super::outline::Block;
use super::weigh::{Look, ends_sentence};
use super::{Hints, Title, lead};

/// A shorter block may be repeated by right, as in a table or a dialogue.
const REPEATED_LETTERS: usize = 25;
/// A shorter block that stands beside the text may be a caption, though it is declared.
const DECLARED_LETTERS: usize = 200;
/// A linked sentence holds at least this many letters that are no link.
const UNLINKED_LETTERS: usize = 8;

pub fn of(page: &Page<'_>, place: Range<usize>, hints: &Hints<'_>) -> Vec<usize> {
    let mut parts: Vec<usize> = (0..page.outline.blocks.len())
        .filter(|&at| if place.contains(&at) { is_text(page, at) } else { is_declared(page, at) })
        .collect();
    drop_undeclared(page, &mut parts);
    drop_above(page, &mut parts, &Title::of(hints.title));
    drop_labels(page, &mut parts);
    if let Some(&first) = parts.first() {
        let lead = lead::blocks(page.outline, &page.looks, &page.beside, first, hints);
        parts.splice(0..0, lead);
    }
    drop_repeats(page, &mut parts);
    drop_below(page, &mut parts);
    parts
}

fn is_text(page: &Page<'_>, at: usize) -> bool {
    let (Some(block), look) = (page.outline.blocks.get(at), page.look(at)) else { return false };
    if is_declared(page, at) {
        return true;
    }
    let is_linked = look == Look::Links && !is_linked_sentence(page, at, block);
    !page.is_beside(block) && !is_linked
}

/// A part of the declared text, wherever it stands; declarations hold captions too, which are shorter.
fn is_declared(page: &Page<'_>, at: usize) -> bool {
    let Some(block) = page.outline.blocks.get(at) else { return false };
    let is_sure = !page.is_beside(block) || block.letters >= DECLARED_LETTERS;
    page.look(at) == Look::Prose && page.declared.has(at) && is_sure
}

/// A paragraph of the text may be a link for the most part.
fn is_linked_sentence(page: &Page<'_>, at: usize, block: &Block) -> bool {
    let is_paragraph = page.outline.layout_of(block) == Layout::Paragraph;
    let is_among = |other: Option<usize>| {
        let near = other.and_then(|other| Some((page.look(other), page.outline.blocks.get(other)?)));
        near.is_some_and(|(look, near)| {
            matches!(look, Look::Prose | Look::Heading) && page.outline.are_siblings(near, block)
        })
    };
    is_paragraph
        && block.letters - block.linked >= UNLINKED_LETTERS
        && ends_sentence(page.outline.text_of(block))
        && is_among(at.checked_sub(1))
        && is_among(Some(at + 1))
}

/// Behind its first sentence, a declared text is the whole text, but for lists, tables and quotations.
fn drop_undeclared(page: &Page<'_>, parts: &mut Vec<usize>) {
    let is_declared = |&at: &usize| page.declared.has(at) && page.look(at) == Look::Prose;
    let Some(first) = parts.iter().copied().find(is_declared) else { return };
    let is_listed = |at: usize| {
        let layout = page.outline.blocks.get(at).map(|block| page.outline.layout_of(block));
        matches!(layout, Some(Layout::Item | Layout::Row | Layout::Quote))
    };
    let lacks = |at: usize| at > first && page.declared.lacks(at, page.look(at)) && !is_listed(at);
    let letters = |at: usize| page.outline.blocks.get(at).map_or(0, |block| block.letters);
    let lacking: usize = parts.iter().copied().filter(|&at| lacks(at)).map(letters).sum();
    let all: usize = parts.iter().copied().map(letters).sum();
    if lacking * 4 < all {
        parts.retain(|&at| !lacks(at));
    }
}

/// Titles, dates and names above the first sentence; a heading of that sentence stays.
fn drop_above(page: &Page<'_>, parts: &mut Vec<usize>, title: &Title) {
    let Some(first) = parts.iter().position(|&at| page.look(at) == Look::Prose) else { return };
    let heads = |&at: &usize| {
        let (Some(head), Some(next)) = (page.outline.blocks.get(at), page.outline.blocks.get(at + 1)) else {
            return false;
        };
        page.look(at) == Look::Heading
            && page.outline.layout_of(head) != Layout::Heading(1)
            && page.look(at + 1) == Look::Prose
            && page.outline.are_siblings(head, next)
            && !title.is(page.outline.text_of(head))
    };
    let head = first.checked_sub(1).filter(|&above| parts.get(above).is_some_and(heads));
    parts.drain(..head.unwrap_or(first));
}

/// Headings without a text below, and words above a list of links that went.
fn drop_labels(page: &Page<'_>, parts: &mut Vec<usize>) {
    let mut below: Option<usize> = None;
    let mut kept: Vec<usize> = Vec::with_capacity(parts.len());
    for &at in parts.iter().rev() {
        if !is_label(page, at, below) {
            kept.push(at);
            below = Some(at);
        }
    }
    kept.reverse();
    *parts = kept;
}

fn is_label(page: &Page<'_>, at: usize, below: Option<usize>) -> bool {
    let Some(block) = page.outline.blocks.get(at) else { return true };
    let layout = page.outline.layout_of(block);
    let is_above_links = below != Some(at + 1) && page.is_linked_away(at + 1);
    match page.look(at) {
        Look::Heading => {
            let Some(below) = below.and_then(|below| page.outline.blocks.get(below)) else { return true };
            let next = page.outline.layout_of(below);
            let is_outranked =
                matches!((layout, next), (Layout::Heading(rank), Layout::Heading(next)) if next < rank);
            is_above_links || is_outranked && !page.is_next(at, below)
        }
        Look::Short => {
            page.is_above_list(at, below) && !matches!(layout, Layout::Paragraph | Layout::Item | Layout::Row)
        }
        Look::Prose | Look::Links => false,
    }
}

/// Copies for other screens, and quotations set out.
fn drop_repeats(page: &Page<'_>, parts: &mut Vec<usize>) {
    let mut seen: HashMap<&str, &Block> = HashMap::new();
    parts.retain(|&at| {
        let Some(block) = page.outline.blocks.get(at) else { return false };
        let first = seen.entry(page.outline.text_of(block)).or_insert(block);
        block.letters < REPEATED_LETTERS
            || first.text == block.text
            || page.outline.are_siblings(first, block)
    });
}

/// Below the last sentence, what is no paragraph, item or row by itself, nor heads some.
fn drop_below(page: &Page<'_>, parts: &mut Vec<usize>) {
    let is_prose = |&at: &usize| page.look(at) == Look::Prose;
    let Some(last) = parts.iter().rposition(is_prose) else { return };
    let layout = |at: &usize| page.outline.blocks.get(*at).map(|block| page.outline.layout_of(block));
    let is_listed = |at: &usize| matches!(layout(at), Some(Layout::Item | Layout::Row));
    let is_closing = |at: &usize| {
        is_listed(at) || matches!(layout(at), Some(Layout::Paragraph | Layout::Quote | Layout::Preformatted))
    };
    let below = parts.get(last + 1..).unwrap_or_default();
    let heads_list = |place: usize| below.get(place + 1).is_some_and(is_listed);
    let kept =
        below.iter().enumerate().take_while(|&(place, at)| is_closing(at) || heads_list(place)).count();
    parts.truncate(last + 1 + kept);
}
