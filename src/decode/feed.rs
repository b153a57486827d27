//! RSS, Atom, news sitemaps and other XML: a feed, or one of its items alone.
//!
//! The document becomes a tree as converters from XML to JSON make it: attributes are `@name`, text beside them is
//! `#text`, children of one name are a list. Then it goes the way of all JSON. Entities of a document's own are never
//! expanded: they are kept as they stand.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use serde_json::{Map, Value};

use super::bounds::{Bounds, Exceeded};
use super::{Reading, json, reject};
use crate::article::Raw;
use crate::dead_letter::{Code, Reject};

const ROOTS: [&str; 8] = ["<?xml", "<rss", "<feed", "<item", "<entry", "<urlset", "<rdf:rdf", "<channel"];

/// `start` is the text without white space before it.
pub fn looks_like_feed(start: &str) -> bool {
    ROOTS.iter().any(|root| start.get(..root.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(root)))
}

pub fn decode(text: &str, reading: &Reading<'_>) -> Result<Vec<Result<Raw, Reject>>, Reject> {
    let bounds = reading.settings.bounds();
    let tree = tree(text, bounds).map_err(|fault| match fault {
        Fault::Exceeded(exceeded) => json::refusal(exceeded, bounds),
        Fault::Syntax(error) => reject(Code::InvalidXml, error),
    })?;
    if tree.get("html").is_some() {
        return Err(reject(Code::HtmlOnly, super::PAGES_ARE_NOT_READ));
    }
    json::items(tree, reading)
}

#[derive(Debug)]
enum Fault {
    Exceeded(Exceeded),
    Syntax(quick_xml::Error),
}

impl From<quick_xml::Error> for Fault {
    fn from(error: quick_xml::Error) -> Self {
        Self::Syntax(error)
    }
}

/// An element whose end has not come yet.
#[derive(Default)]
struct Open {
    name: String,
    fields: Map<String, Value>,
    text: String,
}

impl Open {
    fn close(self) -> (String, Value) {
        let Self { name, mut fields, text } = self;
        let text = text.trim();
        if fields.is_empty() {
            return (name, Value::String(text.to_owned()));
        }
        if !text.is_empty() {
            fields.insert("#text".to_owned(), Value::String(text.to_owned()));
        }
        (name, Value::Object(fields))
    }

    fn add(&mut self, name: String, value: Value) {
        match self.fields.get_mut(&name) {
            Some(Value::Array(list)) => list.push(value),
            Some(first) => *first = Value::Array(vec![first.take(), value]),
            None => {
                self.fields.insert(name, value);
            }
        }
    }
}

fn tree(text: &str, bounds: Bounds) -> Result<Value, Fault> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = false;
    let mut stack = vec![Open::default()];
    let mut values = 0usize;
    loop {
        let top = stack.last_mut().expect("the root is closed last");
        match reader.read_event()? {
            Event::Start(start) if is_markup(&start) => {
                // Markup within an element is its text.
                let (mut open, count) = element(&start);
                values += count;
                open.text.push_str(reader.read_text(start.name())?.as_ref());
                let (name, value) = open.close();
                top.add(name, value);
            }
            Event::Start(start) => {
                let (open, count) = element(&start);
                values += count;
                stack.push(open);
            }
            Event::Empty(start) => {
                let (open, count) = element(&start);
                values += count;
                let (name, value) = open.close();
                top.add(name, value);
            }
            Event::End(_) => close(&mut stack),
            Event::Text(text) => top.text.push_str(&text),
            Event::CData(text) => top.text.push_str(&text),
            Event::GeneralRef(entity) => push_entity(&mut top.text, &entity),
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        if stack.len() > bounds.depth {
            return Err(Fault::Exceeded(Exceeded::Depth));
        }
        if values > bounds.values {
            return Err(Fault::Exceeded(Exceeded::Values));
        }
    }
    // A document that was cut is read as far as it goes.
    while stack.len() > 1 {
        close(&mut stack);
    }
    Ok(stack.pop().map_or(Value::Null, |root| Value::Object(root.fields)))
}

fn close(stack: &mut Vec<Open>) {
    // An end without a begin closes nothing.
    if stack.len() > 1
        && let Some(open) = stack.pop()
        && let Some(parent) = stack.last_mut()
    {
        let (name, value) = open.close();
        parent.add(name, value);
    }
}

/// The element with its attributes, and how many values these are.
fn element(start: &BytesStart<'_>) -> (Open, usize) {
    let mut open = Open { name: start.name().as_ref().to_owned(), ..Open::default() };
    for attribute in start.html_attributes().with_checks(false).flatten() {
        let name = format!("@{}", attribute.key.as_ref());
        open.fields
            .insert(name, Value::String(htmlize::unescape_attribute(attribute.value.as_ref()).into_owned()));
    }
    let values = open.fields.len() + 1;
    (open, values)
}

/// `<content type="xhtml">` of Atom holds elements of a page.
fn is_markup(start: &BytesStart<'_>) -> bool {
    start.html_attributes().with_checks(false).flatten().any(|attribute| {
        attribute.key.as_ref() == "type"
            && ["xhtml", "application/xhtml+xml"].contains(&attribute.value.as_ref())
    })
}

/// The five entities of XML and references to characters; the rest stays, for it may be HTML's.
fn push_entity(text: &mut String, entity: &BytesRef<'_>) {
    let name: &str = entity;
    let character = match name {
        "lt" => Some('<'),
        "gt" => Some('>'),
        "amp" => Some('&'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => entity.resolve_char_ref().ok().flatten(),
    };
    match character {
        Some(character) => text.push(character),
        None => text.extend(["&", name, ";"]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> Value {
        tree(text, Bounds { depth: 20, values: 200 }).unwrap()
    }

    #[test]
    fn elements_become_what_converters_make_of_them() {
        let text = "<?xml version='1.0'?><item a='1 &amp; 2'><title>A &amp; <![CDATA[B <b>]]></title>\
                    <category>x</category><category>y</category><e url='u'/><guid isPermaLink='false'>7</guid></item>";
        assert_eq!(
            read(text),
            json!({ "item": {
                "@a": "1 & 2", "title": "A & B <b>", "category": ["x", "y"], "e": { "@url": "u" },
                "guid": { "@isPermaLink": "false", "#text": "7" },
            }})
        );
    }

    #[test]
    fn markup_within_atom_is_text() {
        let read = read("<entry><content type='xhtml'><div><p>One.</p></div></content></entry>");
        assert_eq!(read["entry"]["content"]["#text"], "<div><p>One.</p></div>");
    }

    #[test]
    fn entities_of_a_document_are_never_expanded() {
        let bomb =
            "<!DOCTYPE x [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><item><title>&b;&eacute;</title></item>";
        assert_eq!(read(bomb)["item"]["title"], "&b;&eacute;");
    }

    #[test]
    fn nesting_and_number_are_bounded_and_a_cut_document_is_read_as_far_as_it_goes() {
        let deep = "<a>".repeat(50);
        assert!(matches!(
            tree(&deep, Bounds { depth: 20, values: 200 }),
            Err(Fault::Exceeded(Exceeded::Depth))
        ));
        let wide = "<a/>".repeat(300);
        assert!(matches!(
            tree(&wide, Bounds { depth: 20, values: 200 }),
            Err(Fault::Exceeded(Exceeded::Values))
        ));
        assert_eq!(read("<item><title>T</title><link>u"), json!({ "item": { "title": "T", "link": "u" } }));
    }

    #[test]
    fn feeds_are_told_by_their_root() {
        assert!(looks_like_feed("<RSS version=\"2.0\">") && looks_like_feed("<?xml version"));
        assert!(!looks_like_feed("<p>text") && !looks_like_feed("<é"));
    }
}
