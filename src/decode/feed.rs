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

/// `start` is the text without white space before it. Comments and a document type may stand before the root.
pub fn looks_like_feed(start: &str) -> bool {
    let begins =
        |text: &str, with: &str| text.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
    let mut rest = start;
    loop {
        let end = match rest {
            comment if comment.starts_with("<!--") => "-->",
            kind if begins(kind, "<!doctype") && !begins(kind, "<!doctype html") => ">",
            _ => break,
        };
        let Some((_, after)) = rest.split_once(end) else { return false };
        rest = after.trim_start();
    }
    // A prefix of the root's own names the same root.
    let (name, prefixed) = (rest.strip_prefix('<').unwrap_or_default(), rest.len() > start.len());
    let local = name.split_once(':').map(|(_, local)| local).filter(|_| !prefixed);
    ROOTS.iter().any(|root| begins(rest, root))
        || local.is_some_and(|local| {
            ["rss", "feed", "entry", "urlset"].iter().any(|root| begins(local, root) && name.len() < 4000)
        })
}

pub fn decode(text: &str, reading: &Reading<'_>) -> Result<Vec<Result<Raw, Reject>>, Reject> {
    let bounds = reading.settings.bounds();
    let tree = tree(text, bounds).map_err(|fault| match fault {
        Fault::Exceeded(exceeded) => json::refusal(exceeded, bounds),
        Fault::Syntax(error) => reject(Code::InvalidXml, error),
    })?;
    if tree.as_object().is_some_and(Map::is_empty) {
        return Err(reject(Code::InvalidXml, "no element of XML"));
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
    // Feeds are written by hand, too: an end without a begin is passed over, a missing end ends with what is around it.
    reader.config_mut().check_end_names = false;
    reader.config_mut().allow_unmatched_ends = true;
    let mut stack = vec![Open::default()];
    let mut values = 0usize;
    let mut prefix = None;
    loop {
        let top = stack.last_mut().expect("the root is closed last");
        match reader.read_event()? {
            Event::Start(start) => {
                let prefix = prefix.get_or_insert_with(|| prefix_of_root(&start));
                let (mut open, count) = element(&start, prefix);
                values += count;
                if holds_markup(&open) {
                    // What stands within is the text, with whatever markup it has.
                    let inside = reader.read_text(start.name());
                    let is_cut = inside.is_err();
                    open.text = inside.map_or_else(|_| String::new(), |inside| text_of_markup(&inside));
                    let (name, value) = open.close();
                    top.add(name, value);
                    if is_cut {
                        break;
                    }
                } else {
                    stack.push(open);
                }
            }
            Event::Empty(start) => {
                let prefix = prefix.get_or_insert_with(|| prefix_of_root(&start));
                let (open, count) = element(&start, prefix);
                values += count;
                let (name, value) = open.close();
                top.add(name, value);
            }
            Event::End(end) => {
                let prefix = prefix.as_deref().unwrap_or_default();
                close(&mut stack, local_name(end.name().as_ref(), prefix));
            }
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
        close_last(&mut stack);
    }
    Ok(stack.pop().map_or(Value::Null, |root| Value::Object(root.fields)))
}

/// `a:` of `<a:feed>`, which all elements of the feed's own have.
fn prefix_of_root(root: &BytesStart<'_>) -> String {
    let name = root.name();
    let name: &str = name.as_ref();
    match name.split_once(':') {
        Some((prefix, local)) if ["feed", "rss", "entry", "urlset"].contains(&local) => format!("{prefix}:"),
        _ => String::new(),
    }
}

fn local_name<'a>(name: &'a str, prefix: &str) -> &'a str {
    name.strip_prefix(prefix).unwrap_or(name)
}

/// Elements whose text may have markup, escaped or not.
fn holds_markup(open: &Open) -> bool {
    const NAMES: [&str; 8] =
        ["title", "description", "summary", "content", "subtitle", "content:encoded", "body", "tagline"];
    NAMES.contains(&open.name.as_str())
}

/// The text of what stands between two tags: sections of CDATA as they are, escaped markup unescaped once, and elements
/// as they stand. A description with its own channel or item inside is no text.
fn text_of_markup(inside: &str) -> String {
    let mut text = String::with_capacity(inside.len());
    let mut rest = inside;
    while let Some((before, after)) = rest.split_once("<![CDATA[") {
        push_escaped(&mut text, before);
        let (data, after) = after.split_once("]]>").unwrap_or((after, ""));
        text.push_str(data);
        rest = after;
    }
    push_escaped(&mut text, rest);
    text
}

/// Where there are elements, entities are those of the page that they are from, and are undone with them.
fn push_escaped(text: &mut String, escaped: &str) {
    if escaped.contains('<') {
        return text.push_str(escaped);
    }
    let mut rest = escaped;
    while let Some((before, after)) = rest.split_once('&') {
        text.push_str(before);
        if let Some((name, after)) = after.split_once(';').filter(|(name, _)| name.len() <= 10) {
            push_entity(text, &BytesRef::new(name));
            rest = after;
        } else {
            text.push('&');
            rest = after;
        }
    }
    text.push_str(rest);
}

/// Closes the nearest open element of that name, with all that were left open within; an end without one closes nothing.
fn close(stack: &mut Vec<Open>, name: &str) {
    let Some(at) = stack.iter().skip(1).rposition(|open| open.name == name) else { return };
    while stack.len() > at + 1 {
        close_last(stack);
    }
}

fn close_last(stack: &mut Vec<Open>) {
    if let Some(open) = stack.pop()
        && let Some(parent) = stack.last_mut()
    {
        let (name, value) = open.close();
        parent.add(name, value);
    }
}

/// The element with its attributes, and how many values these are.
fn element(start: &BytesStart<'_>, prefix: &str) -> (Open, usize) {
    let mut open = Open { name: local_name(start.name().as_ref(), prefix).to_owned(), ..Open::default() };
    for attribute in start.html_attributes().with_checks(false).flatten() {
        let name = format!("@{}", attribute.key.as_ref());
        open.fields
            .insert(name, Value::String(htmlize::unescape_attribute(attribute.value.as_ref()).into_owned()));
    }
    let values = open.fields.len() + 1;
    (open, values)
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
    fn markup_within_an_element_is_text_escaped_or_not_closed_or_not() {
        let text = |inside: &str| {
            read(&format!("<item><description>{inside}</description></item>"))["item"]["description"].clone()
        };
        assert_eq!(text("Barges<br>pass"), "Barges<br>pass");
        assert_eq!(text("&lt;p&gt;x &amp;amp; y&lt;/p&gt;"), "<p>x &amp; y</p>");
        assert_eq!(text("<![CDATA[<p>x</p>]]> &amp; y"), "<p>x</p> & y");
        assert_eq!(text("Lock <i>8</i> reopens"), "Lock <i>8</i> reopens");
    }

    #[test]
    fn an_unclosed_element_loses_no_item() {
        let feed = read("<rss><item><a>1<link>u</item><item><a>2</a></b></item></rss>");
        assert_eq!(feed["rss"]["item"], json!([{ "a": { "#text": "1", "link": "u" } }, { "a": "2" }]));
    }

    #[test]
    fn a_prefix_of_the_feed_is_no_part_of_its_names() {
        let feed = read("<a:feed xmlns:a='x'><a:entry><a:title>T</a:title></a:entry></a:feed>");
        assert_eq!(feed["feed"]["entry"]["title"], "T");
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
        assert!(looks_like_feed("<!-- c --><!DOCTYPE rss><rss>") && looks_like_feed("<a:feed xmlns:a='x'>"));
        assert!(
            !looks_like_feed("<p>text") && !looks_like_feed("<é") && !looks_like_feed("<!DOCTYPE html><rss>")
        );
    }
}
