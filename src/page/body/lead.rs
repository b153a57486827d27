//! The paragraph between headline and text, which pages often set apart from both.

use super::declared::skeleton;
use super::element::Layout;
use super::outline::{Block, Outline};
use super::weigh::Look;
use super::{Hints, Title};

/// More than this between headline and text is something else: a summary by points, a box.
const MOST_BLOCKS: usize = 3;
const MOST_LETTERS: usize = 700;
/// This near to the headline, the first block is the lead all the same.
const NEAR: usize = 2;
/// A description must be this long to be told from a title or a name.
const DESCRIPTION: usize = 30;
/// A shorter heading below the headline is a part of the headline.
const SUBTITLE: usize = 110;

/// The blocks of the lead, given the first block of the text.
pub fn blocks(
    outline: &Outline,
    looks: &[Look],
    beside: &[bool],
    first: usize,
    hints: &Hints<'_>,
) -> Vec<usize> {
    let title = Title::of(hints.title);
    let Some(headline) = headline(outline, beside, first, &title) else { return Vec::new() };
    let description = skeleton(hints.description);
    let is_described = |block: &Block| {
        let text = skeleton(outline.text_of(block));
        let shorter = text.len().min(description.len());
        shorter >= DESCRIPTION && (description.starts_with(&text) || text.starts_with(&description))
    };
    let is_beside = |block: &Block| beside.get(block.element).copied().unwrap_or_default();
    let between =
        || (headline + 1..first).filter_map(|at| Some((at, outline.blocks.get(at)?, *looks.get(at)?)));
    let described = between().filter(|&(_, block, look)| {
        look != Look::Links && is_described(block) && (look != Look::Heading || block.letters >= SUBTITLE)
    });
    let described: Vec<usize> = described.map(|(at, ..)| at).collect();
    let prose = between().filter(|(_, block, look)| *look == Look::Prose && !is_beside(block));
    let prose: Vec<(usize, usize)> = prose.map(|(at, block, _)| (at, block.letters)).collect();
    let letters: usize = prose.iter().map(|&(_, letters)| letters).sum();
    if prose.len() > MOST_BLOCKS || letters > MOST_LETTERS {
        let near = prose.first().filter(|&&(at, _)| at <= headline + NEAR).map(|&(at, _)| at);
        return near
            .filter(|near| !described.contains(near))
            .into_iter()
            .chain(described.iter().copied())
            .collect();
    }
    let mut lead: Vec<usize> = prose.into_iter().map(|(at, _)| at).chain(described).collect();
    lead.sort_unstable();
    lead.dedup();
    lead
}

/// The last heading of the first rank above the text, else a heading that is the title.
fn headline(outline: &Outline, beside: &[bool], first: usize, title: &Title) -> Option<usize> {
    let above = || outline.blocks.get(..first).unwrap_or_default().iter().enumerate();
    let is_beside = |block: &Block| beside.get(block.element).copied().unwrap_or_default();
    let is_first_rank = |block: &Block| outline.layout_of(block) == Layout::Heading(1) && !is_beside(block);
    let ranked = above().rfind(|(_, block)| is_first_rank(block));
    let titled =
        || above().find(|(_, block)| outline.is_in_heading(block) && title.is(outline.text_of(block)));
    ranked.or_else(titled).map(|(at, _)| at)
}
