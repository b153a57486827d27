//! Whole pages: what a page of HTML says of its article.
//!
//! [`parse`] makes a tree of any text in bounded time and memory: a scan leaves out what no reader wants, and a gate
//! before the tree builder keeps its work linear. Every later pass over the tree may walk it freely, without recursion
//! being needed: it has at most so many nodes, and is at most so deep, as [`Limits`] say.

pub mod body;
mod gate;
pub mod metadata;
mod pour;
pub mod prune;
pub mod tree;

use std::panic::{self, AssertUnwindSafe};

use self::body::{Hints, Text};
use self::pour::pour;
use self::tree::Tree;
use crate::article::{Body, Raw};

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
#[derive(Debug)]
pub struct Parsed {
    pub tree: Tree,
    /// The page was larger than allowed: its end is not in the tree.
    pub cut: bool,
}

/// Never fails and never panics, whatever the text is. Comments, styles, drawings and scripts without JSON are not in
/// the tree, nor are attributes that no reader asks for.
pub fn parse(html: &str, limits: &Limits) -> Parsed {
    let pruned = prune::prune(html, limits.bytes);
    let built = gate::build(&pruned.html, limits);
    Parsed { tree: built.tree, cut: pruned.cut || built.cut }
}

/// Puts what the page says where the item that brings it says nothing.
pub fn read(html: &str, raw: &mut Raw) {
    read_with(html, raw, body::read);
}

fn read_with(html: &str, raw: &mut Raw, read_body: impl Fn(&Tree, &Hints<'_>) -> Option<Text>) {
    let Parsed { tree, cut } = parse(html, &Limits::default());
    let metadata = metadata::read(&tree, raw.url.as_deref());
    let hints = Hints {
        title: &metadata.title,
        description: &metadata.description,
        article_body: &metadata.article_body,
    };
    // Should a page break the reader of texts after all, what the page says of its article is still worth having.
    let text = panic::catch_unwind(AssertUnwindSafe(|| read_body(&tree, &hints)));
    let is_whole = text.is_ok() && !cut;
    let mut page = metadata.into_raw();
    page.body = text.ok().flatten().map_or(Body::Absent, Text::into_body);
    page.said.truncated = !is_whole;
    pour(raw, page);
}

#[cfg(test)]
fn tree(html: &str) -> Tree {
    parse(html, &Limits::default()).tree
}

#[cfg(test)]
mod tests;
