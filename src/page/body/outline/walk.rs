//! The walk through a parsed page: one step for each node, none of them recursive.

use super::super::super::tree::{self, NodeData, NodeId, Tree};
use super::super::element::Layout;
use super::super::names::{self, Standing};
use super::{Block, Element, Outline, letters_of};

pub fn outline(tree: &Tree) -> Outline {
    let mut walk = Walk::default();
    walk.enter_root();
    let mut next = tree.node(Tree::ROOT).first_child;
    while let Some(id) = next {
        next = walk.step(tree, id);
    }
    walk.finish()
}

/// An element whose end has not come yet.
struct Open {
    id: NodeId,
    /// Its place in the outline, where it has one.
    element: Option<usize>,
    is_link: bool,
    is_preformatted: bool,
}

#[derive(Default)]
struct Walk {
    outline: Outline,
    open: Vec<Open>,
    /// The innermost open element of the outline.
    within: usize,
    links: usize,
    preformatted: usize,
    /// The block that is being read.
    begin: usize,
    letters: usize,
    linked: usize,
    /// White space was passed, and will be written once a letter follows.
    space: bool,
    /// So was the border of a cell.
    cell: bool,
    breaks: usize,
}

impl Walk {
    fn enter_root(&mut self) {
        self.outline.elements.push(Element {
            layout: Layout::Root,
            standing: Standing::Plain,
            hidden: false,
            parent: 0,
            end: 0,
            blocks: 0..0,
        });
    }

    /// Takes in a node; answers with the one that follows.
    fn step(&mut self, tree: &Tree, id: NodeId) -> Option<NodeId> {
        let node = tree.node(id);
        match &node.data {
            NodeData::Text(text) => self.read(text),
            NodeData::Element(element) if self.goes_into(id, element) => {
                if node.first_child.is_some() {
                    return node.first_child;
                }
                self.leave();
            }
            NodeData::Element(_) | NodeData::Document => {}
        }
        let mut next = node.next_sibling;
        while next.is_none() {
            let left = self.open.last()?.id;
            self.leave();
            next = tree.node(left).next_sibling;
        }
        next
    }

    /// Whether what stands in the element is to be read.
    fn goes_into(&mut self, id: NodeId, element: &tree::Element) -> bool {
        let layout = Layout::of(element.local_name());
        if layout == Layout::Break {
            self.line_break();
        }
        if matches!(layout, Layout::Unseen | Layout::Break) {
            return false;
        }
        let attributes = names::Attributes::of(element);
        if self.is_in_block() && !layout.parts_text() && (attributes.hidden() || attributes.pops_up()) {
            return false;
        }
        self.enter(id, layout, &attributes);
        true
    }

    fn enter(&mut self, id: NodeId, layout: Layout, attributes: &names::Attributes<'_>) {
        let is_within_line =
            !layout.parts_text() && layout != Layout::Cell && (self.is_in_block() || self.is_line());
        let hidden = attributes.hidden();
        let standing = if is_within_line { Standing::Plain } else { names::standing(layout, attributes) };
        let is_told = layout.parts_text() || hidden || standing != Standing::Plain;
        let is_link = layout == Layout::Link;
        self.cell |= layout == Layout::Cell;
        let is_preformatted = layout == Layout::Preformatted;
        self.links += usize::from(is_link);
        self.preformatted += usize::from(is_preformatted);
        let element = is_told.then(|| {
            self.close_block();
            let place = self.outline.elements.len();
            let first = self.outline.blocks.len();
            self.outline.elements.push(Element {
                layout: if layout == Layout::Cell { Layout::Block } else { layout },
                standing,
                hidden,
                parent: self.within,
                end: place,
                blocks: first..first,
            });
            self.within = place;
            place
        });
        self.open.push(Open { id, element, is_link, is_preformatted });
    }

    /// Whether some text of a block was read already.
    fn is_in_block(&self) -> bool {
        self.outline.text.len() > self.begin
    }

    /// Whether the innermost element is one whose text runs on.
    fn is_line(&self) -> bool {
        let within = self.outline.elements.get(self.within).map(|element| element.layout);
        matches!(within, Some(Layout::Paragraph | Layout::Heading(_) | Layout::Item | Layout::Row))
    }

    fn leave(&mut self) {
        let Some(open) = self.open.pop() else { return };
        if let Some(place) = open.element {
            self.close_block();
            let end = self.outline.elements.len();
            let blocks = self.outline.blocks.len();
            if let Some(element) = self.outline.elements.get_mut(place) {
                element.end = end;
                element.blocks.end = blocks;
                self.within = element.parent;
            }
        }
        self.links -= usize::from(open.is_link);
        self.preformatted -= usize::from(open.is_preformatted);
    }

    /// One break parts lines, two part paragraphs.
    fn line_break(&mut self) {
        self.breaks += 1;
        if self.breaks > 1 {
            self.close_block();
        }
    }

    fn read(&mut self, contents: &str) {
        if self.preformatted > 0 {
            let mut lines = contents.split('\n');
            if let Some(line) = lines.next() {
                self.read_line(line);
            }
            for line in lines {
                self.line_break();
                self.read_line(line);
            }
        } else {
            self.read_line(contents);
        }
    }

    fn read_line(&mut self, line: &str) {
        let before = self.letters;
        for c in line.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            if self.is_in_block() {
                if self.cell {
                    self.outline.text.push('\t');
                } else if self.breaks > 0 {
                    self.outline.text.push('\n');
                } else if self.space {
                    self.outline.text.push(' ');
                }
            }
            (self.space, self.cell, self.breaks) = (false, false, 0);
            self.outline.text.push(c);
            self.letters += letters_of(c);
        }
        if self.links > 0 {
            self.linked += self.letters - before;
        }
    }

    fn close_block(&mut self) {
        let text = self.begin..self.outline.text.len();
        if !text.is_empty() {
            let (sentences, commas) = marks(self.outline.text.get(text.clone()).unwrap_or_default());
            self.outline.blocks.push(Block {
                element: self.within,
                text: text.clone(),
                letters: self.letters,
                linked: self.linked,
                sentences,
                commas,
            });
        }
        self.begin = text.end;
        (self.letters, self.linked, self.breaks) = (0, 0, 0);
        (self.space, self.cell) = (false, false);
    }

    fn finish(mut self) -> Outline {
        while !self.open.is_empty() {
            self.leave();
        }
        self.close_block();
        let (end, blocks) = (self.outline.elements.len(), self.outline.blocks.len());
        if let Some(root) = self.outline.elements.first_mut() {
            root.end = end;
            root.blocks.end = blocks;
        }
        self.outline
    }
}

fn marks(text: &str) -> (usize, usize) {
    let (mut sentences, mut commas) = (0, 0);
    let mut mark = false;
    for c in text.chars() {
        if mark && (c.is_whitespace() || is_closing(c)) {
            sentences += 1;
        }
        mark = matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '։' | '።');
        sentences += usize::from(matches!(c, '。' | '！' | '？'));
        commas += usize::from(matches!(c, ',' | '،' | '、' | '，' | ';' | '；'));
    }
    (sentences + usize::from(mark), commas)
}

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '»' | ')' | '“' | '’' | '\'' | '」' | '』' | '«')
}
