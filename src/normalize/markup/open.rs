//! The elements that are open, as far as they matter: what is preformatted, and which end tag ends what. A short list in the place of a tree: deeper nesting than it holds is not followed, and hurts nothing.

use super::element::Element;

/// Deeper than fragments nest. Each end tag looks through the list, so that its length bounds the time.
const DEEPEST: usize = 96;

#[derive(Clone, Copy, Debug)]
struct Open {
    name: Name,
    element: Element,
}

/// Names are compared by their first bytes; no two elements that nest in each other share those.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Name([u8; 15], u8);

impl Name {
    fn of(name: &str) -> Self {
        let mut begin = [0; 15];
        for (to, from) in begin.iter_mut().zip(name.bytes()) {
            *to = from.to_ascii_lowercase();
        }
        Self(begin, u8::try_from(name.len()).unwrap_or(u8::MAX))
    }
}

#[derive(Debug, Default)]
pub(super) struct OpenElements {
    list: Vec<Open>,
    preformatted: usize,
}

impl OpenElements {
    pub(super) fn is_preformatted(&self) -> bool {
        self.preformatted > 0
    }

    pub(super) fn push(&mut self, name: &str, element: Element) {
        self.end_implied(element);
        if self.list.len() < DEEPEST {
            self.preformatted += usize::from(element == Element::Preformatted);
            self.list.push(Open { name: Name::of(name), element });
        }
    }

    /// Ends the innermost element of the name with all within it, and calls `ended` for each. An end tag without
    /// a beginning, or one that would end a table from within a cell, ends nothing.
    pub(super) fn end(&mut self, name: &str, mut ended: impl FnMut(Element)) {
        let leaves_cells = ["td", "th", "tr", "tbody", "thead", "tfoot", "table"]
            .iter()
            .any(|cell| cell.eq_ignore_ascii_case(name));
        let name = Name::of(name);
        for (at, open) in self.list.iter().enumerate().rev() {
            if open.name == name {
                while self.list.len() > at {
                    ended(self.pop());
                }
                return;
            }
            if open.element == Element::Cell && !leaves_cells {
                return;
            }
        }
    }

    /// A paragraph ends where another block begins, an item where the next one does, and so the parts of a table.
    fn end_implied(&mut self, next: Element) {
        if next == Element::Item {
            self.end_innermost(next, &[Element::List, Element::Cell, Element::Table]);
        }
        if [Element::Cell, Element::Row].contains(&next) {
            self.end_innermost(next, &[Element::Table]);
        }
        if next.is_block() {
            self.end_innermost(Element::Paragraph, &[Element::Cell, Element::Table]);
        }
    }

    fn end_innermost(&mut self, element: Element, barriers: &[Element]) {
        for (at, open) in self.list.iter().enumerate().rev() {
            if open.element == element {
                while self.list.len() > at {
                    self.pop();
                }
                return;
            }
            if barriers.contains(&open.element) {
                return;
            }
        }
    }

    fn pop(&mut self) -> Element {
        let Some(open) = self.list.pop() else { return Element::Unknown };
        self.preformatted -= usize::from(open.element == Element::Preformatted);
        open.element
    }
}
