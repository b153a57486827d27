//! Tokens of HTML to text.

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, State, Tokenizer};

use super::element::{self, Element};
use super::layout::{Gap, Layout};
use super::open::OpenElements;

pub(super) fn read(fragment: &str) -> String {
    let mut reader = Reader { layout: Layout::with_capacity(fragment.len()), ..Reader::default() };
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| reader.read(&event));
    let mut tokenizer = Tokenizer::new_with_emitter(fragment, emitter);
    while let Some(Ok(Signal::Raw(state))) = tokenizer.next() {
        tokenizer.set_state(state);
    }
    drop(tokenizer);
    reader.layout.into_text()
}

enum Signal {
    /// The content of the element that began is no markup.
    Raw(State),
    /// No more text is wanted.
    Full,
}

#[derive(Debug, Default)]
struct Reader {
    layout: Layout,
    open: OpenElements,
    /// The start tag that is being read.
    tag: Vec<u8>,
    attribute: Attribute,
    is_hidden: bool,
    /// A line feed directly after `<pre>` is not part of the text.
    pre_begins: bool,
}

/// The attributes that may hide an element.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Attribute {
    #[default]
    Other,
    AriaHidden,
    Style,
}

impl Reader {
    fn read(&mut self, event: &CallbackEvent<'_>) -> Option<Signal> {
        match *event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag.clear();
                self.tag.extend_from_slice(name);
                self.attribute = Attribute::Other;
                self.is_hidden = false;
            }
            CallbackEvent::AttributeName { name } => {
                self.is_hidden |= name == b"hidden";
                self.attribute = match name {
                    b"aria-hidden" => Attribute::AriaHidden,
                    b"style" => Attribute::Style,
                    _ => Attribute::Other,
                };
            }
            CallbackEvent::AttributeValue { value } => {
                self.is_hidden |= match self.attribute {
                    Attribute::Other => false,
                    Attribute::AriaHidden => value.eq_ignore_ascii_case(b"true"),
                    Attribute::Style => hides(value),
                };
            }
            CallbackEvent::CloseStartTag { self_closing } => return self.begin(self_closing),
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { value } => {
                self.text(&String::from_utf8_lossy(value));
                return self.layout.is_full().then_some(Signal::Full);
            }
            CallbackEvent::Comment { .. } | CallbackEvent::Doctype { .. } | CallbackEvent::Error(_) => {}
        }
        None
    }

    fn begin(&mut self, self_closing: bool) -> Option<Signal> {
        let element = kind(&self.tag);
        self.pre_begins = element == Element::Preformatted;
        if self.tag == b"body" {
            // The end tag of the head may be left out.
            self.open.end(b"head", |_| {});
        }
        if element.has_content() && !self_closing {
            self.open.push(&self.tag, element, self.is_hidden || element == Element::Unseen);
        }
        self.part(element, Edge::Begin);
        // Browsers ignore the slash, but XML tools write `<iframe/>`, and an article must not vanish in it.
        if self_closing { None } else { raw_content(&self.tag).map(Signal::Raw) }
    }

    fn end(&mut self, name: &[u8]) {
        let element = kind(name);
        let mut ends = [false; 2];
        self.open.end(name, |ended| {
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
        if self.open.is_hidden() {
            return;
        }
        let is_begin = edge == Edge::Begin;
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
        if self.open.is_hidden() {
            return;
        }
        if self.open.is_preformatted() {
            let text = if begins_pre { text.strip_prefix('\n').unwrap_or(text) } else { text };
            self.layout.push_preformatted(text);
        } else {
            self.layout.push(text);
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Edge {
    Begin,
    End,
}

fn kind(name: &[u8]) -> Element {
    std::str::from_utf8(name).map_or(Element::Unknown, element::of)
}

/// As the HTML standard has it with scripting on.
fn raw_content(name: &[u8]) -> Option<State> {
    match name {
        b"script" => Some(State::ScriptData),
        b"style" | b"iframe" | b"noscript" | b"noembed" | b"noframes" | b"xmp" => Some(State::RawText),
        b"textarea" | b"title" => Some(State::RcData),
        b"plaintext" => Some(State::PlainText),
        _ => None,
    }
}

/// Whether a `style` attribute keeps its element from being shown.
fn hides(style: &[u8]) -> bool {
    style.split(|&byte| byte == b';').any(|declaration| {
        let mut plain =
            declaration.iter().filter(|byte| !byte.is_ascii_whitespace()).map(u8::to_ascii_lowercase);
        let plain: Vec<u8> = plain.by_ref().take(24).collect();
        plain.starts_with(b"display:none") || plain.starts_with(b"visibility:hidden")
    })
}
