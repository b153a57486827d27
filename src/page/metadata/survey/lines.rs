//! The lines that the body of a page shows, as far as they are short, and the text of single elements.

use super::super::super::tree::{Element, NodeData, NodeId, Tree};
use super::element::{self, Division};
use super::region::Place;

/// Stands between the parts of one line that elements of their own hold.
pub const PART: char = '\u{1f}';
/// Stands in the text of a byline for [`PART`] where the element is like the one before it.
pub const PEER: char = '\u{1e}';
/// In bytes. A longer line is prose.
const LONGEST_LINE: usize = 400;
/// In bytes; of an element that is no prose.
const LONGEST_TEXT: usize = 600;
/// As many nodes are looked at for the text of one element.
const MOST_NODES: usize = 120;
const MOST_LINES: usize = 20_000;

#[derive(Debug)]
pub struct Line {
    /// With its white space folded, and [`PART`] where elements divide it; empty where it is prose.
    pub text: String,
    pub place: Place,
}

#[derive(Debug, Default)]
pub struct Lines {
    pub list: Vec<Line>,
    open: String,
    is_prose: bool,
}

impl Lines {
    pub fn next(&self) -> usize {
        self.list.len()
    }

    pub fn push(&mut self, text: &str) {
        if self.is_prose || self.list.len() >= MOST_LINES {
            return;
        }
        fold_into(&mut self.open, text);
        self.is_prose = self.open.len() > LONGEST_LINE;
    }

    /// Where an element begins or ends.
    pub fn part(&mut self, division: Division, place: Place) {
        match division {
            Division::Line => self.flush(place),
            Division::Part => self.divide(),
            Division::None => {}
        }
    }

    fn divide(&mut self) {
        let last = self.open.trim_end_matches(' ').chars().next_back();
        if last.is_some_and(|last| last != PART) {
            self.open.push(PART);
        }
    }

    pub fn flush(&mut self, place: Place) {
        let text = std::mem::take(&mut self.open);
        let is_prose = std::mem::take(&mut self.is_prose);
        let text = text.trim_matches([' ', PART]);
        if text.is_empty() {
            return;
        }
        let text = if is_prose { String::new() } else { text.to_owned() };
        let line = self.list.len();
        self.list.push(Line { text, place: Place { line, ..place } });
    }
}

/// Adds a text with its white space folded.
fn fold_into(folded: &mut String, text: &str) {
    for c in text.chars() {
        if !c.is_whitespace() {
            folded.push(c);
        } else if !folded.is_empty() && !folded.ends_with([' ', PART, PEER]) {
            folded.push(' ');
        }
        if folded.len() > LONGEST_LINE + LONGEST_TEXT {
            return;
        }
    }
}

/// The text of an element with its white space folded, as far as it is short; [`PART`] where `least` or more divides it.
pub fn text_of(tree: &Tree, id: NodeId, least: Division) -> String {
    divided_text(tree, id, |_, element| (element::division(element) >= least).then_some(PART))
}

/// The same of an element that may hold several names: [`PEER`] stands between like elements, and nothing within a name.
pub fn byline_of(tree: &Tree, id: NodeId) -> String {
    divided_text(tree, id, |id, element| match element::division(element) {
        Division::None => None,
        Division::Part | Division::Line if element::is_surname(element) => Some(' '),
        Division::Part | Division::Line if is_like_one_before(tree, id, element) => Some(PEER),
        Division::Part | Division::Line => Some(PART),
    })
}

/// Whether nothing stands between an element and one of the same name and class.
fn is_like_one_before(tree: &Tree, id: NodeId, element: &Element) -> bool {
    let before = |id: NodeId| tree.node(id).previous_sibling;
    let is_blank = |id: &NodeId| tree.node(*id).text().is_some_and(|text| text.trim().is_empty());
    let first = before(id);
    let other = if first.as_ref().is_some_and(is_blank) { first.and_then(before) } else { first };
    other.and_then(|id| tree.node(id).element()).is_some_and(|other| {
        let class = element.attribute("class");
        class.is_some() && other.name == element.name && other.attribute("class") == class
    })
}

fn divided_text(tree: &Tree, id: NodeId, mark_before: impl Fn(NodeId, &Element) -> Option<char>) -> String {
    let mut text = String::new();
    for id in tree.descendants(id).take(MOST_NODES) {
        match &tree.node(id).data {
            NodeData::Text(contents) => fold_into(&mut text, contents),
            NodeData::Element(element) => {
                if let Some(mark) = mark_before(id, element)
                    && !text.is_empty()
                    && !text.ends_with([PART, PEER])
                    && !(mark == ' ' && text.ends_with(' '))
                {
                    text.push(mark);
                }
            }
            NodeData::Document => {}
        }
        if text.len() > LONGEST_TEXT {
            break;
        }
    }
    text.truncate(text.trim_end_matches([' ', PART, PEER]).len());
    text
}

/// The text of a script as it stands.
pub fn raw_text_of(tree: &Tree, id: NodeId) -> String {
    tree.descendants(id).filter_map(|id| tree.node(id).text()).collect()
}
