//! What a JSON value says where a text, a list, a date or a switch is wanted.
//!
//! Any value may be a list of one, an object that holds the text under a name of its own (`#text`, `rendered`,
//! `name`), or the word with which a program prints that it has nothing.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::names::squash;

/// How deep an object may hide a text: JSON-LD nests a name within a name.
const DEEPEST: usize = 6;

/// Where objects of XML converters, content systems and linked data keep their text.
const TEXT_KEYS: [&str; 13] = [
    "rendered", "#cdata", "#text", "__cdata", "$t", "$", "_", "@value", "value", "text", "content", "main",
    "original",
];
/// Of persons, organizations, terms.
const NAME_KEYS: [&str; 10] = [
    "name",
    "fullName",
    "full_name",
    "displayName",
    "display_name",
    "title",
    "term",
    "label",
    "@name",
    "original",
];
const URL_KEYS: [&str; 13] = [
    "url",
    "@url",
    "href",
    "@href",
    "@id",
    "contentUrl",
    "src",
    "@src",
    "resource",
    "@rdf:resource",
    "link",
    "#text",
    "thumbnail",
];
const TIME_KEYS: [&str; 9] =
    ["$date", "iso", "utc", "dateTime", "date", "time", "#text", "value", "$numberLong"];

/// How programs print that there is nothing; as a whole value only.
pub fn names_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty()
        || [
            "None",
            "none",
            "null",
            "NULL",
            "Null",
            "NaN",
            "nan",
            "NaT",
            "undefined",
            "[Removed]",
            "N/A",
            "n/a",
        ]
        .contains(&text)
}

fn own(text: &str) -> Option<String> {
    (!names_nothing(text)).then(|| text.to_owned())
}

fn first_of<'a>(object: &'a Map<String, Value>, keys: &'a [&str]) -> impl Iterator<Item = &'a Value> {
    keys.iter().filter_map(|key| object.get(*key))
}

/// The text of a value: of a string or number, of the first part of a list that has one, of an object's text.
pub fn text(value: &Value) -> Option<String> {
    find(value, &[&TEXT_KEYS, &NAME_KEYS, &URL_KEYS], DEEPEST)
}

/// The name of a person, an organization or a term; a number is a key into some other table.
pub fn name(value: &Value) -> Option<String> {
    if let Value::Object(object) = value {
        let part = |keys: &[&str]| first_of(object, keys).find_map(|part| find(part, &[&TEXT_KEYS], DEEPEST));
        let given = part(&["givenName", "given_name", "first_name", "firstName", "firstname"]);
        let family = part(&["familyName", "family_name", "last_name", "lastName", "lastname"]);
        let whole = first_of(object, &NAME_KEYS).chain(first_of(object, &TEXT_KEYS)).find_map(name);
        return whole
            .or(match (given, family) {
                (Some(given), Some(family)) => Some(format!("{given} {family}")),
                (given, family) => given.or(family),
            })
            .or_else(|| by_language(object));
    }
    if let Value::Array(parts) = value {
        return parts.iter().find_map(name);
    }
    value.as_str().and_then(own)
}

fn find(value: &Value, keys: &[&[&str]], depth: usize) -> Option<String> {
    match value {
        Value::String(text) => own(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(parts) if depth > 0 => parts.iter().find_map(|part| find(part, keys, depth - 1)),
        Value::Object(object) if depth > 0 => {
            let mut values = keys.iter().flat_map(|keys| first_of(object, keys));
            values.find_map(|value| find(value, keys, depth - 1)).or_else(|| by_language(object))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A text in several languages says the same in any.
fn by_language(object: &Map<String, Value>) -> Option<String> {
    let texts = object.iter().filter(|(code, _)| (2..=3).contains(&code.len()));
    texts.filter_map(|(_, text)| text.as_str()).find_map(own)
}

/// Each part's name, or the one of anything else.
pub fn names(value: &Value) -> Vec<String> {
    if let Value::Array(parts) = value {
        return parts.iter().filter_map(name).collect();
    }
    name(value).into_iter().collect()
}

/// An address: of a string, or of an object that links somewhere. Of several links the one to the page counts.
pub fn url(value: &Value) -> Option<String> {
    match value {
        Value::Array(parts) => {
            let page = parts.iter().filter(|part| is_page_link(part)).find_map(url);
            page.or_else(|| parts.iter().filter(|part| !is_other_link(part)).find_map(url))
        }
        Value::Object(object) => first_of(object, &URL_KEYS).find_map(url),
        Value::String(text) => own(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn attribute<'a>(value: &'a Value, names: [&str; 2]) -> Option<&'a str> {
    names.into_iter().find_map(|name| value.get(name)).and_then(Value::as_str)
}

fn is_page_link(link: &Value) -> bool {
    attribute(link, ["rel", "@rel"]) == Some("alternate")
        && attribute(link, ["type", "@type"]).is_none_or(|kind| kind == "text/html")
}

/// Feeds link to themselves, to enclosures and to comments.
fn is_other_link(link: &Value) -> bool {
    attribute(link, ["rel", "@rel"])
        .is_some_and(|relation| relation != "alternate" && relation != "canonical")
}

/// Addresses of pictures. What says that it is something else is left out; a primary one comes first.
pub fn images(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect_images(value, &mut found, DEEPEST);
    found
}

fn collect_images(value: &Value, found: &mut Vec<String>, depth: usize) {
    if depth == 0 {
        return;
    }
    match value {
        Value::Array(parts) => {
            let is_primary = |part: &&Value| part.get("primary") == Some(&Value::Bool(true));
            let rest = parts.iter().filter(|part| !is_primary(part));
            parts
                .iter()
                .filter(is_primary)
                .chain(rest)
                .for_each(|part| collect_images(part, found, depth - 1));
        }
        Value::Object(object) => {
            let kind =
                attribute(value, ["type", "@type"]).or_else(|| attribute(value, ["medium", "@medium"]));
            if kind.is_some_and(|kind| {
                ["audio", "video", "text", "application"].iter().any(|other| kind.starts_with(other))
            }) {
                return;
            }
            match object.get("versions") {
                // One picture in several sizes.
                Some(versions) => found.extend(images(versions).into_iter().next()),
                None => found.extend(url(value)),
            }
        }
        Value::String(text) => found.extend(own(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// A moment as found. A tuple of whole numbers (`[2023, 9, 12, 14, 5, 0, 1, 255, 0]`) keeps its brackets.
pub fn time(value: &Value) -> Option<String> {
    match value {
        Value::Array(parts) if parts.len() >= 3 && parts.iter().all(Value::is_number) => {
            Some(value.to_string())
        }
        Value::Array(parts) => parts.iter().find_map(time),
        Value::Object(object) => {
            let seconds = first_of(object, &["seconds", "_seconds", "epoch"]).next();
            seconds.or_else(|| first_of(object, &TIME_KEYS).next()).and_then(time)
        }
        Value::String(text) => own(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) => None,
    }
}

/// Whether a switch is on; nothing where the value is no switch.
pub fn switch(value: &Value) -> Option<bool> {
    match value {
        Value::Bool(on) => Some(*on),
        Value::Number(number) => number.as_i64().map(|number| number != 0),
        Value::String(text) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "yes" | "1" => Some(true),
            "false" | "no" | "0" => Some(false),
            // Schema.org writes booleans as addresses too.
            other => other.rsplit_once("schema.org/").and_then(|(_, name)| match name {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            }),
        },
        Value::Array(parts) => parts.first().and_then(switch),
        Value::Null | Value::Object(_) => None,
    }
}

/// The passages of a text that stands in pieces: a list of paragraphs, or a tree of sections.
pub fn passages<'a>(value: &'a Value, found: &mut Vec<Cow<'a, str>>) {
    match value {
        Value::String(text) if !names_nothing(text) => found.push(Cow::Borrowed(text)),
        Value::Number(number) => found.push(Cow::Owned(number.to_string())),
        Value::Array(parts) if parts.len() > 1 && parts.iter().all(is_alternative) => {
            let html = parts.iter().find(|part| attribute(part, ["type", "@type"]) != Some("text/plain"));
            if let Some(best) = html.or(parts.first()) {
                passages(best, found);
            }
        }
        Value::Array(parts) => parts.iter().for_each(|part| passages(part, found)),
        Value::Object(object) => object
            .iter()
            .filter(|(name, _)| PASSAGE_KEYS.contains(&squash(name).as_str()))
            .map(|(name, value)| (passage_order(name), value))
            .collect::<std::collections::BTreeMap<_, _>>()
            .into_values()
            .for_each(|part| passages(part, found)),
        Value::String(_) | Value::Null | Value::Bool(_) => {}
    }
}

/// One of several forms of one text, as entries of feeds have them: it names its media type.
fn is_alternative(part: &Value) -> bool {
    attribute(part, ["type", "@type"]).is_some_and(|kind| kind.contains('/')) && part.get("value").is_some()
}

/// What holds text in trees of sections and blocks, in reading order.
const PASSAGE_KEYS: [&str; 19] = [
    "headline",
    "heading",
    "title",
    "header",
    "rendered",
    "cdata",
    "text",
    "value",
    "content",
    "html",
    "body",
    "paragraphs",
    "sections",
    "blocks",
    "children",
    "items",
    "data",
    "articlebody",
    "plain",
];

fn passage_order(name: &str) -> usize {
    let squashed = squash(name);
    PASSAGE_KEYS.iter().position(|key| *key == squashed).unwrap_or(PASSAGE_KEYS.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_text_may_hide_in_lists_and_objects() {
        for value in [
            json!("T"),
            json!([null, "", "T"]),
            json!({ "#cdata": "T" }),
            json!({ "rendered": "T", "protected": false }),
            json!({ "eng": "T" }),
            json!([{ "value": "T", "type": "text/html" }]),
        ] {
            assert_eq!(text(&value).as_deref(), Some("T"), "{value}");
        }
        for value in [json!("None"), json!(null), json!(true), json!({ "a": 1, "b": 2 }), json!(" ")] {
            assert_eq!(text(&value), None, "{value}");
        }
    }

    #[test]
    fn names_nest_and_stand_in_parts() {
        let nested = json!({ "@type": "Person", "name": { "@type": "Person", "name": "John Smith" } });
        assert_eq!(names(&nested), ["John Smith"]);
        assert_eq!(
            names(&json!([{ "first_name": "Anna", "last_name": "Berti" }, "Marco Neri"])),
            ["Anna Berti", "Marco Neri"]
        );
        assert!(names(&json!([{ "id": 7 }, {}])).is_empty());
    }

    #[test]
    fn of_several_links_the_one_to_the_page_counts() {
        let links = json!([
            { "rel": "self", "href": "https://a.example/feed" },
            { "rel": "alternate", "type": "text/html", "href": "https://a.example/1" },
        ]);
        assert_eq!(url(&links).unwrap(), "https://a.example/1");
        assert_eq!(
            url(&json!({ "@type": "WebPage", "@id": "https://a.example/2" })).unwrap(),
            "https://a.example/2"
        );
        assert_eq!(url(&json!([{ "rel": "self", "href": "https://a.example/feed" }])), None);
    }

    #[test]
    fn only_pictures_are_images_and_the_primary_one_comes_first() {
        let enclosures =
            json!([{ "href": "a.mp3", "type": "audio/mpeg" }, { "href": "b.jpg", "type": "image/jpeg" }]);
        assert_eq!(images(&enclosures), ["b.jpg"]);
        assert_eq!(images(&json!([{ "url": "1" }, { "url": "2", "primary": true }])), ["2", "1"]);
        assert_eq!(images(&json!([{ "versions": [{ "url": "big" }, { "url": "small" }] }])), ["big"]);
        assert_eq!(images(&json!({ "@type": "ImageObject", "url": "x" })), ["x"]);
    }

    #[test]
    fn moments_are_numbers_texts_tuples_and_objects() {
        assert_eq!(time(&json!(1_694_527_500)).unwrap(), "1694527500");
        assert_eq!(time(&json!([2023, 9, 12, 14, 5, 0, 1, 255, 0])).unwrap(), "[2023,9,12,14,5,0,1,255,0]");
        assert_eq!(time(&json!({ "$date": "2023-09-12T14:05:00Z" })).unwrap(), "2023-09-12T14:05:00Z");
        assert_eq!(time(&json!({ "$date": { "$numberLong": "1694527500000" } })).unwrap(), "1694527500000");
        assert_eq!(time(&json!("NaT")), None);
    }

    #[test]
    fn switches_are_written_in_many_ways() {
        for (value, on) in [
            (json!("False"), false),
            (json!(1), true),
            (json!("https://schema.org/True"), true),
            (json!([false]), false),
        ] {
            assert_eq!(switch(&value), Some(on), "{value}");
        }
        assert_eq!(switch(&json!("maybe")), None);
    }

    #[test]
    fn of_a_text_in_several_forms_one_is_taken() {
        let forms =
            json!([{ "type": "text/plain", "value": "x" }, { "type": "text/html", "value": "<p>x</p>" }]);
        let mut found = Vec::new();
        passages(&forms, &mut found);
        assert_eq!(found, ["<p>x</p>"]);
    }

    #[test]
    fn a_tree_of_sections_is_read_from_top_to_bottom() {
        let tree = json!({ "sections": [
            { "paragraphs": ["One.", "Two."], "headline": [] },
            { "headline": ["Head"], "paragraphs": ["Three."] },
        ], "summary": ["left out"] });
        let mut found = Vec::new();
        passages(&tree, &mut found);
        assert_eq!(found, ["One.", "Two.", "Head", "Three."]);
    }
}
