//! Whole pages: what a page of HTML says of its article.
//!
//! [`parse`] makes a tree of any text in bounded time and memory: a scan leaves out what no reader wants, and a gate
//! before the tree builder keeps its work linear. Every later pass over the tree may walk it freely, without recursion
//! being needed: it has at most so many nodes, and is at most so deep, as [`Limits`] say.

pub mod body;
mod gate;
pub mod metadata;
mod pour;
mod prune;

use dom_query::Document;

pub use self::pour::pour;
use crate::article::Raw;
use crate::dead_letter::{Code, Reject, Stage};

/// What a tree may be made of. Above each of them a page is pruned or cut, never refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Of the page without scripts, styles and the like.
    pub bytes: usize,
    /// Open elements at one time. Deeper ones are left out, their text is not.
    pub depth: usize,
    /// Open formatting elements at one time: each is copied into each block that follows.
    pub formatting: usize,
    pub nodes: usize,
    /// Elements that the tree builder looks at, over all tokens.
    pub steps: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 4 << 20, depth: 256, formatting: 48, nodes: 200_000, steps: 100_000_000 }
    }
}

/// A page as a tree.
#[derive(Clone)]
pub struct Parsed {
    pub document: Document,
    /// The page was larger than allowed: its end is not in the tree.
    pub cut: bool,
}

impl std::fmt::Debug for Parsed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { document, cut } = self;
        f.debug_struct("Parsed").field("nodes", &document.tree.len()).field("cut", cut).finish()
    }
}

/// Never fails and never panics, whatever the text is. Comments, styles, drawings and scripts without JSON are not in
/// the tree, nor are attributes that no reader asks for.
pub fn parse(html: &str, limits: &Limits) -> Parsed {
    let pruned = prune::prune(html, limits.bytes);
    let built = gate::build(&pruned.html, limits);
    Parsed { document: built.document, cut: pruned.cut || built.cut }
}

/// Puts what the page says where the item that brings it says nothing.
pub fn read(html: &str, raw: &mut Raw) -> Result<(), Reject> {
    let Parsed { document: _, cut: _ } = parse(html, &Limits::default());
    if raw.body.text().trim().is_empty() {
        let detail = "a page without its text: send the text, whole pages are not read yet";
        return Err(Reject::new(Stage::Decode, Code::HtmlOnly, detail));
    }
    Ok(())
}

#[cfg(test)]
mod tests;
