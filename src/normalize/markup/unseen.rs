//! What browsers do not show: elements such as `<script>`, and those that an attribute hides.
//!
//! Promises that only what has an end is left out: a tag that nothing ends hides nothing but itself, however much
//! text follows. Each end ends the nearest beginning of its name, so that a mention before a real element of the
//! same name stays one.

use std::collections::HashMap;

use super::element::{self, Element};
use super::tag::{Piece, Pieces, Tag};

/// The pieces of a text that are seen.
#[derive(Debug)]
pub(super) struct Seen<'a> {
    text: &'a str,
    pieces: std::iter::Enumerate<Pieces<'a>>,
    /// First and last piece of each element that is not shown, from the end of the text to its beginning. Made
    /// where the first of them may begin, for most texts have none.
    unseen: Option<Vec<(usize, usize)>>,
}

impl<'a> Seen<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, pieces: Pieces::of(text).enumerate(), unseen: None }
    }

    /// The last piece of an element that is not shown and begins with this one.
    fn last_of_unseen(&mut self, at: usize) -> Option<usize> {
        let unseen = self.unseen.get_or_insert_with(|| spans(self.text));
        // Those within others that are not shown begin before the place that is reached.
        while unseen.last().is_some_and(|&(first, _)| first < at) {
            unseen.pop();
        }
        unseen.last().filter(|&&(first, _)| first == at).map(|&(_, last)| last)
    }
}

impl<'a> Iterator for Seen<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            let (at, piece) = self.pieces.next()?;
            let last = match &piece {
                Piece::Tag(tag) if is_unseen(tag) => self.last_of_unseen(at),
                Piece::Tag(_) | Piece::Text(_) | Piece::Comment => None,
            };
            let Some(last) = last else { return Some(piece) };
            if last > at {
                self.pieces.nth(last - at - 1);
            }
            // What stood around a hidden block is still apart.
            if let Piece::Tag(tag) = piece
                && element::of(tag.name).parts_text()
            {
                return Some(Piece::Tag(Tag { is_empty: true, ..tag }));
            }
        }
    }
}

/// Whether the element is not shown, if something ends it.
pub(super) fn is_unseen(tag: &Tag<'_>) -> bool {
    let element = element::of(tag.name);
    let has_content = element.has_content() && !tag.is_end && !tag.is_empty;
    has_content && (element == Element::Unseen || tag.is_hidden())
}

fn spans(text: &str) -> Vec<(usize, usize)> {
    let mut spans = Vec::new();
    // For each name of which an element may be unseen, those that are open: where, and whether it is.
    let mut open: HashMap<String, Vec<(usize, bool)>> = HashMap::new();
    let mut hidden: Option<Hidden<'_>> = None;
    for (at, piece) in Pieces::of(text).enumerate() {
        let Piece::Tag(tag) = piece else { continue };
        if let Some(it) = &mut hidden {
            let end = it.end(&tag);
            if matches!(end, End::Parent | End::Next) && may_end_implied(it.name) {
                spans.push((it.first, at - 1));
            }
            if end == End::Parent
                && let Some(open) = open.get_mut(&it.name.to_ascii_lowercase())
                && let Some(place) = open.iter().rposition(|&(first, _)| first == it.first)
            {
                open.remove(place);
            }
            if end != End::None {
                hidden = None;
            }
        }
        let is_unseen = is_unseen(&tag);
        if open.is_empty() && !is_unseen {
            continue;
        }
        let name = tag.name.to_ascii_lowercase();
        if is_unseen {
            if hidden.is_none() && element::of(tag.name) != Element::Unseen {
                hidden = Some(Hidden { first: at, name: tag.name, within: Vec::new() });
            }
            open.entry(name).or_default().push((at, true));
        } else if let Some(open) = open.get_mut(&name) {
            if !tag.is_end {
                open.push((at, false));
            } else if let Some((first, true)) = open.pop() {
                spans.push((first, at));
            }
        }
    }
    // Of two that begin together, the longer counts.
    spans.sort_unstable_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(&other.1)));
    spans
}

/// An element that an attribute hides. Where its end tag is missing although it must not be, nothing is hidden.
struct Hidden<'a> {
    first: usize,
    name: &'a str,
    /// The elements that are open within it.
    within: Vec<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    None,
    /// By its own tag.
    Own,
    /// By the tag that ends what it is in.
    Parent,
    /// Where the next block begins.
    Next,
}

/// Deeper than what is hidden nests.
const DEEPEST: usize = 96;

impl<'a> Hidden<'a> {
    fn end(&mut self, tag: &Tag<'a>) -> End {
        let is = |name: &&str| name.eq_ignore_ascii_case(tag.name);
        if tag.is_end {
            match self.within.iter().rposition(is) {
                Some(place) => self.within.truncate(place),
                None if is(&self.name) => return End::Own,
                None => return End::Parent,
            }
        } else if may_end_implied(self.name) && ends_implied(tag) {
            return End::Next;
        } else if element::of(tag.name).has_content() && !tag.is_empty {
            if self.within.len() >= DEEPEST {
                return End::Parent;
            }
            self.within.push(tag.name);
        }
        End::None
    }
}

fn may_end_implied(name: &str) -> bool {
    [Element::Paragraph, Element::Item, Element::Cell, Element::Row].contains(&element::of(name))
}

fn ends_implied(tag: &Tag<'_>) -> bool {
    let element = element::of(tag.name);
    element.parts_text() && element != Element::Break
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> String {
        Seen::of(text)
            .map(|piece| match piece {
                Piece::Text(text) => text,
                Piece::Tag(_) | Piece::Comment => "",
            })
            .collect()
    }

    #[test]
    fn a_hidden_paragraph_ends_where_the_next_block_begins_or_ends() {
        assert_eq!(seen("a<p hidden>b<p>c"), "ac");
        assert_eq!(seen("<div>a<p hidden>b</div>c"), "ac");
        assert_eq!(seen("a<p hidden>b <b>c</b>"), "ab c");
        assert_eq!(seen("<button>a<span hidden>b</button>c<i>d</i></span>e"), "abcde");
        assert_eq!(seen("a<img hidden>b</p>c"), "abc");
        assert_eq!(seen("a<li hidden>b<p>c</p></li>d"), "ad");
    }

    #[test]
    fn only_what_ends_is_left_out() {
        assert_eq!(seen("a<video>b</video>c<video>d"), "acd");
        assert_eq!(seen("a<noscript> b <noscript>c</noscript>d"), "a b d");
        assert_eq!(seen("a<svg><svg>b</svg>c</svg>d"), "ad");
        assert_eq!(seen("a<div hidden>b<div>c</div>d</div>e"), "ae");
        assert_eq!(seen("a<div hidden>b<svg>c</svg>d"), "abd");
        assert_eq!(seen("a<svg><title>b</svg>c</title>d"), "acd");
    }
}
