//! Between tokenizer and tree builder of html5ever: what the builder may be given.
//!
//! The builder walks its stack of open elements, and its list of formatting elements, for nearly every token, and it
//! copies the latter into each block that is opened before they are closed. So both are bounded here, by leaving out
//! start tags (and the end tags that belong to them) while too many are open; the text in them stays. What is left is
//! bounded by counting: nodes, and steps of those walks. At either bound the page ends. No clock is read, so that the
//! same page gives the same tree everywhere.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use html5ever::interface::{TokenizerResult, Tracer, TreeSink as _};
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult};
use html5ever::tokenizer::{Tokenizer, TokenizerOpts};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{LocalName, local_name};

use super::Limits;
use super::tree::{Builder, NodeId, Tree};

/// Beyond the limit of depth, for what parts the text there.
const SLACK: usize = 8;
/// Of repeated `html` and `body` tags each adds its attributes to the one element.
const MOST_ROOTS: usize = 8;

/// A tree, and whether all of the page is in it.
pub struct Built {
    pub tree: Tree,
    pub cut: bool,
}

/// `html` is what the scan left of a page.
pub fn build(html: &str, limits: &Limits) -> Built {
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let gate = Gate {
        builder: TreeBuilder::new(Builder::default(), options),
        limits: *limits,
        text: RefCell::default(),
        left_out: RefCell::default(),
        open: Cell::new(0),
        formatting: Cell::new(0),
        counted: Cell::new(None),
        steps: Cell::new(0),
        roots: Cell::new(0),
        cut: Cell::new(false),
    };
    let tokenizer = Tokenizer::new(gate, TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    // It stops at scripts and declarations of a charset, for those who would act on them.
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    let gate = tokenizer.sink;
    Built { cut: gate.cut.get(), tree: gate.builder.sink.finish() }
}

struct Gate {
    builder: TreeBuilder<NodeId, Builder>,
    limits: Limits,
    /// Tokens of text that follow each other: the tokenizer makes one of each line and each entity.
    text: RefCell<StrTendril>,
    /// Start tags that were left out, by name, whose end tags must be left out too.
    left_out: RefCell<HashMap<LocalName, usize>>,
    /// At least as many elements as are open or in the list of formatting elements.
    open: Cell<usize>,
    /// At least as many as are in the list of formatting elements.
    formatting: Cell<usize>,
    /// What the builder said of both, as long as it gets nothing more: pages go on for long where all is left out.
    counted: Cell<Option<(usize, usize)>>,
    steps: Cell<usize>,
    roots: Cell<usize>,
    cut: Cell<bool>,
}

impl TokenSink for Gate {
    type Handle = NodeId;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        match token {
            Token::ParseError(_) | Token::CommentToken(_) | Token::NullCharacterToken => {
                TokenSinkResult::Continue
            }
            Token::CharacterTokens(text) => {
                if !self.cut.get() {
                    self.text.borrow_mut().push_tendril(&text);
                }
                TokenSinkResult::Continue
            }
            Token::TagToken(tag) => {
                self.hand_on_text(line);
                if self.admits(&tag) {
                    self.hand_on(Token::TagToken(tag), line)
                } else {
                    TokenSinkResult::Continue
                }
            }
            Token::DoctypeToken(_) | Token::EOFToken => {
                self.hand_on_text(line);
                self.hand_on(token, line)
            }
        }
    }

    fn end(&self) {
        self.builder.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.builder.adjusted_current_node_present_but_not_in_html_namespace()
    }
}

impl Gate {
    fn hand_on_text(&self, line: u64) {
        let text = std::mem::take(&mut *self.text.borrow_mut());
        if !text.is_empty() {
            // A text is never answered by a wish.
            drop(self.hand_on(Token::CharacterTokens(text), line));
        }
    }

    fn hand_on(&self, token: Token, line: u64) -> TokenSinkResult<NodeId> {
        self.counted.set(None);
        self.steps.set(self.steps.get() + self.open.get() + 1);
        let result = self.builder.process_token(token, line);
        let is_spent = self.steps.get() > self.limits.steps || self.builder.sink.size() >= self.limits.nodes;
        self.cut.set(self.cut.get() || is_spent);
        result
    }

    fn admits(&self, tag: &Tag) -> bool {
        if self.cut.get() {
            return false;
        }
        match tag.kind {
            TagKind::StartTag => self.admits_start(tag),
            TagKind::EndTag => !self.belongs_to_left_out(&tag.name),
        }
    }

    fn admits_start(&self, tag: &Tag) -> bool {
        if matches!(tag.name, local_name!("html") | local_name!("body")) {
            self.roots.set(self.roots.get() + 1);
            return self.roots.get() <= MOST_ROOTS;
        }
        // Those are closed again before the next tag comes.
        if is_void(&tag.name) || is_raw_text(&tag.name) {
            return true;
        }
        let is_formatting = is_formatting(&tag.name);
        self.open.set(self.open.get() + opened_by(&tag.name));
        self.formatting.set(self.formatting.get() + usize::from(is_formatting));
        if !self.is_full(is_formatting) {
            return true;
        }
        self.count();
        let has_room = self.open.get() <= self.limits.depth + SLACK;
        if !self.is_full(is_formatting) || (has_room && parts_text(&tag.name)) {
            return true;
        }
        *self.left_out.borrow_mut().entry(tag.name.clone()).or_default() += 1;
        false
    }

    fn is_full(&self, is_formatting: bool) -> bool {
        self.open.get() > self.limits.depth
            || (is_formatting && self.formatting.get() > self.limits.formatting)
    }

    fn belongs_to_left_out(&self, name: &LocalName) -> bool {
        let mut left_out = self.left_out.borrow_mut();
        let count = left_out.get_mut(name).filter(|count| **count > 0);
        count.map(|count| *count -= 1).is_some()
    }

    /// Asks the builder, since only it knows which elements a tag has closed.
    fn count(&self) {
        let (open, formatting) = self.counted.get().unwrap_or_else(|| {
            let count = Count { tree: &self.builder.sink, all: Cell::new(1), formatting: Cell::new(1) };
            self.builder.trace_handles(&count);
            self.steps.set(self.steps.get() + count.all.get());
            (count.all.get(), count.formatting.get())
        });
        self.open.set(open);
        self.formatting.set(formatting);
        self.counted.set(Some((open, formatting)));
    }
}

/// Counts what the builder holds: formatting elements twice while they are open.
struct Count<'a> {
    tree: &'a Builder,
    all: Cell<usize>,
    formatting: Cell<usize>,
}

impl Tracer for Count<'_> {
    type Handle = NodeId;

    fn trace_handle(&self, node: &NodeId) {
        self.all.set(self.all.get() + 1);
        let is_formatting = self.tree.is_html(*node, is_formatting);
        self.formatting.set(self.formatting.get() + usize::from(is_formatting));
    }
}

/// A cell brings the row and the body of its table with it, where they are missing.
fn opened_by(name: &LocalName) -> usize {
    if matches!(*name, local_name!("td") | local_name!("th") | local_name!("tr")) { 3 } else { 1 }
}

/// Copied into each block that begins before they end.
fn is_formatting(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("a")
            | local_name!("b")
            | local_name!("big")
            | local_name!("code")
            | local_name!("em")
            | local_name!("font")
            | local_name!("i")
            | local_name!("nobr")
            | local_name!("s")
            | local_name!("small")
            | local_name!("strike")
            | local_name!("strong")
            | local_name!("tt")
            | local_name!("u")
    )
}

/// Each mostly ends the one before, and without them texts would run together.
fn parts_text(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("p")
            | local_name!("li")
            | local_name!("h1")
            | local_name!("h2")
            | local_name!("h3")
            | local_name!("h4")
            | local_name!("h5")
            | local_name!("h6")
    )
}

fn is_void(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("param")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
    )
}

/// The tokenizer is told to read text to their end, which a tag left out would not do.
fn is_raw_text(name: &LocalName) -> bool {
    matches!(*name, local_name!("title") | local_name!("script") | local_name!("iframe"))
}
