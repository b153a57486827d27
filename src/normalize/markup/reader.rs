//! Pieces of a fragment to text.

use super::element::{self, Element};
use super::layout::{Gap, Layout};
use super::open::OpenElements;
use super::tag::{Piece, Tag};
use super::unseen::Seen;

pub(super) fn read(fragment: &str) -> String {
    let mut reader = Reader { layout: Layout::with_capacity(fragment.len()), ..Reader::default() };
    for piece in Seen::of(fragment) {
        match piece {
            Piece::Text(text) => reader.text(text),
            Piece::Tag(tag) if tag.is_end => reader.end(&tag),
            Piece::Tag(tag) => reader.begin(&tag),
            Piece::Comment => {}
        }
        if reader.layout.is_full() {
            break;
        }
    }
    reader.layout.into_text()
}

#[derive(Debug, Default)]
struct Reader {
    layout: Layout,
    open: OpenElements,
    /// A line feed directly after `<pre>` is not part of the text.
    pre_begins: bool,
    script: Option<Script>,
}

impl Reader {
    fn begin(&mut self, tag: &Tag<'_>) {
        let element = element::of(tag.name);
        self.script = Script::of(tag.name).filter(|_| !tag.is_empty).or(self.script);
        self.pre_begins = element == Element::Preformatted;
        // Browsers ignore the slash, but XML tools write `<div/>`.
        if element.has_content() && !tag.is_empty {
            self.open.push(tag.name, element);
        }
        self.part(element, Edge::Begin);
    }

    fn end(&mut self, tag: &Tag<'_>) {
        let element = element::of(tag.name);
        if Script::of(tag.name).is_some() {
            self.script = None;
        }
        let mut ends = [false; 2];
        self.open.end(tag.name, |ended| {
            ends[0] |= ended == Element::Quotation;
            ends[1] |= ended == Element::Annotation;
        });
        for (_, element) in
            ends.into_iter().zip([Element::Quotation, Element::Annotation]).filter(|&(is, _)| is)
        {
            self.part(element, Edge::End);
        }
        if element.parts_text() {
            self.part(element, Edge::End);
        }
    }

    /// What the edge of an element puts between the text before and after it.
    fn part(&mut self, element: Element, edge: Edge) {
        let is_begin = edge == Edge::Begin;
        if element.parts_text() {
            // One that was never closed raises no other paragraph's numbers.
            self.script = None;
        }
        match element {
            Element::Break => self.layout.break_line(),
            Element::Cell => self.layout.part(Gap::Cell),
            Element::Quotation => self.layout.push(if is_begin { "“" } else { "”" }),
            Element::Annotation => self.layout.push(if is_begin { "(" } else { ")" }),
            Element::Block
            | Element::Paragraph
            | Element::Item
            | Element::Row
            | Element::Table
            | Element::List
            | Element::Preformatted
            | Element::Rule => self.layout.part(Gap::Paragraph),
            Element::Unknown | Element::Inline | Element::Unseen | Element::Void => {}
        }
    }

    fn text(&mut self, text: &str) {
        let begins_pre = std::mem::take(&mut self.pre_begins);
        let text = htmlize::unescape(text);
        let text = match self.script.and_then(|script| script.set(&text)) {
            Some(raised) => raised.into(),
            None => text,
        };
        if self.open.is_preformatted() {
            let text = if begins_pre { text.strip_prefix('\n').unwrap_or(&text) } else { &text };
            self.layout.push_preformatted(text);
        } else {
            self.layout.push(&text);
        }
    }
}

/// Above or below the line.
#[derive(Clone, Copy, Debug)]
enum Script {
    Super,
    Sub,
}

impl Script {
    fn of(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("sup") {
            Some(Self::Super)
        } else if name.eq_ignore_ascii_case("sub") {
            Some(Self::Sub)
        } else {
            None
        }
    }

    /// A number keeps its place beside another: `10<sup>6</sup>` is not 106. Letters need none.
    fn set(self, text: &str) -> Option<String> {
        let (digits, plus, minus) = match self {
            Self::Super => (['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'], '⁺', '⁻'),
            Self::Sub => (['₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'], '₊', '₋'),
        };
        let set = |c: char| match c {
            '+' => Some(plus),
            '-' | '−' | '–' => Some(minus),
            c => digits.get(c.to_digit(10)? as usize).copied(),
        };
        text.trim().chars().map(set).collect::<Option<String>>().filter(|set| !set.is_empty())
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Begin,
    End,
}
