//! What a JSON value says where a text, a list, a date or a switch is wanted.
//!
//! Any value may be a list of one, an object that holds the text under a name of its own (`#text`, `rendered`,
//! `name`), or the word with which a program prints that it has nothing.

mod passages;
mod pictures;

use serde_json::{Map, Value};

pub use self::passages::{has_passages, passages};
pub use self::pictures::images;

/// How deep an object may hide a text: JSON-LD nests a name within a name.
const DEEPEST: usize = 6;

/// Where objects of XML converters, content systems and linked data keep their text; as attributes too (`@value`).
const TEXT_KEYS: [&str; 11] =
    ["rendered", "#cdata", "#text", "__cdata", "$t", "$", "_", "value", "text", "content", "main"];
/// Of persons, organizations, terms. A person's `title` may be an office, so names in parts come before it.
const NAME_KEYS: [&str; 6] = ["name", "fullName", "full_name", "displayName", "display_name", "original"];
const TERM_KEYS: [&str; 3] = ["term", "label", "title"];
const GIVEN_KEYS: [&str; 4] = ["givenName", "given_name", "first_name", "firstName"];
const FAMILY_KEYS: [&str; 4] = ["familyName", "family_name", "last_name", "lastName"];
const URL_KEYS: [&str; 13] = [
    "url",
    "href",
    "@id",
    "contentUrl",
    "src",
    "resource",
    "rdf:resource",
    "link",
    "full",
    "#text",
    "loc",
    "image:loc",
    "thumbnail",
];
const TIME_KEYS: [&str; 11] =
    ["$date", "seconds", "_seconds", "epoch", "iso", "utc", "dateTime", "date", "time", "#text", "value"];

/// How programs print that there is nothing, and APIs that they would want money; as a whole value only.
const NOTHINGS: [&str; 14] = [
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
    "ONLY AVAILABLE IN PAID PLANS",
    "ONLY AVAILABLE IN PROFESSIONAL AND CORPORATE PLANS",
];

pub fn names_nothing(text: &str) -> bool {
    let text = text.trim();
    text.is_empty() || NOTHINGS.contains(&text)
}

fn own(text: &str) -> Option<String> {
    (!names_nothing(text)).then(|| text.to_owned())
}

/// The values under the keys, in their order.
fn first_of<'a>(object: &'a Map<String, Value>, keys: &'a [&str]) -> impl Iterator<Item = &'a Value> {
    keys.iter().filter_map(|key| field(object, key))
}

/// Converters from XML write attributes with a mark.
fn field<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    let attribute =
        || object.iter().find(|(name, _)| name.strip_prefix('@') == Some(key)).map(|(_, value)| value);
    object.get(key).or_else(attribute)
}

/// The text of a value: of a string or number, of the first part of a list that has one, of an object's text.
pub fn text(value: &Value) -> Option<String> {
    find(value, DEEPEST)
}

fn find(value: &Value, depth: usize) -> Option<String> {
    match value {
        Value::String(text) => own(text),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(parts) if depth > 0 => parts.iter().find_map(|part| find(part, depth - 1)),
        Value::Object(object) if depth > 0 => {
            let mut values = first_of(object, &TEXT_KEYS)
                .chain(first_of(object, &NAME_KEYS))
                .chain(first_of(object, &TERM_KEYS));
            values.find_map(|value| find(value, depth - 1)).or_else(|| by_language(object))
        }
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A text in several languages says the same in any: all keys are codes of languages.
fn by_language(object: &Map<String, Value>) -> Option<String> {
    const OTHER: [&str; 8] = ["id", "uri", "url", "key", "uid", "sid", "ref", "src"];
    let is_code = |key: &String| {
        (2..=3).contains(&key.len())
            && key.bytes().all(|byte| byte.is_ascii_lowercase())
            && !OTHER.contains(&key.as_str())
    };
    if !object.keys().all(is_code) {
        return None;
    }
    object.values().filter_map(Value::as_str).find_map(own)
}

/// The name of a person, an organization or a term; a number is a key into some other table.
pub fn name(value: &Value) -> Option<String> {
    names(value).into_iter().next()
}

/// All names in a value: of each part of a list, and of an object whose name is a list.
pub fn names(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect_names(value, &mut found, DEEPEST);
    found
}

fn collect_names(value: &Value, found: &mut Vec<String>, depth: usize) {
    match value {
        Value::String(text) => found.extend(own(text)),
        Value::Array(parts) if depth > 0 => {
            for part in parts {
                collect_names(part, found, depth - 1);
            }
        }
        Value::Object(object) if depth > 0 => names_of(object, found, depth - 1),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {}
    }
}

fn names_of(object: &Map<String, Value>, found: &mut Vec<String>, depth: usize) {
    let before = found.len();
    let take = |keys: &[&str], found: &mut Vec<String>| {
        for value in first_of(object, keys) {
            collect_names(value, found, depth);
            if found.len() > before {
                return true;
            }
        }
        false
    };
    if take(&NAME_KEYS, found) {
        return;
    }
    let part = |keys: &[&str]| first_of(object, keys).filter_map(Value::as_str).find_map(own);
    match (part(&GIVEN_KEYS), part(&FAMILY_KEYS)) {
        (Some(given), Some(family)) => return found.push(format!("{given} {family}")),
        (Some(only), None) | (None, Some(only)) => return found.push(only),
        (None, None) => {}
    }
    if take(&TERM_KEYS, found) || take(&TEXT_KEYS, found) || take(&["@list", "@set"], found) {
        return;
    }
    // Numbered like a list, as exports of some databases are.
    let is_numbered =
        !object.is_empty() && object.keys().all(|key| key.bytes().all(|byte| byte.is_ascii_digit()));
    if is_numbered {
        object.values().for_each(|part| collect_names(part, found, depth));
    } else {
        found.extend(by_language(object));
    }
}

/// An address: of a string, or of an object that links somewhere. Of several links the one to the page counts.
pub fn url(value: &Value) -> Option<String> {
    match value {
        Value::Array(parts) => {
            let page = parts.iter().filter(|part| is_page_link(part)).find_map(url);
            page.or_else(|| parts.iter().find_map(url))
        }
        Value::Object(_) if is_other_link(value) => None,
        Value::Object(object) => first_of(object, &URL_KEYS).find_map(url),
        Value::String(text) => own(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

fn attribute<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    let object = value.as_object()?;
    field(object, name).and_then(Value::as_str)
}

fn is_page_link(link: &Value) -> bool {
    attribute(link, "rel") == Some("alternate")
        && attribute(link, "type").is_none_or(|kind| kind == "text/html")
}

/// Feeds link to themselves, to enclosures and to comments.
fn is_other_link(link: &Value) -> bool {
    attribute(link, "rel").is_some_and(|relation| relation != "alternate" && relation != "canonical")
}

/// The address of a site, or of one of its language editions, and of no article.
pub fn is_front_page(url: &str) -> bool {
    let rest = url.trim().split_once("://").map_or(url, |(_, rest)| rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let path = path.split('#').next().unwrap_or_default();
    let mut segments = path.split('/').skip(1).filter(|segment| !segment.is_empty());
    let is_edition = |segment: &str| {
        let language = segment.split(['-', '_']).next().unwrap_or_default();
        (segment.len() == 2 || segment.len() == 5)
            && language.len() == 2
            && language.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let is_index = |segment: &str| segment.starts_with("index.") || segment.starts_with("default.");
    query.is_empty()
        && segments
            .next()
            .is_none_or(|first| (is_edition(first) || is_index(first)) && segments.next().is_none())
}

/// A moment as found. A tuple of whole numbers (`[2023, 9, 12, 14, 5, 0, 1, 255, 0]`) keeps its brackets.
pub fn time(value: &Value) -> Option<String> {
    match value {
        Value::Array(parts) if (3..=9).contains(&parts.len()) && parts.iter().all(Value::is_number) => {
            Some(value.to_string())
        }
        Value::Array(parts) => parts.iter().find_map(time),
        Value::Object(object) => {
            let long = object.get("$numberLong");
            long.or_else(|| first_of(object, &TIME_KEYS).next()).and_then(time)
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
        Value::String(text) => {
            let text = text.trim().to_ascii_lowercase();
            // Schema.org writes booleans as addresses too.
            match text.rsplit_once("schema.org/").map_or(text.as_str(), |(_, name)| name) {
                "true" | "yes" | "1" => Some(true),
                "false" | "no" | "0" => Some(false),
                _ => None,
            }
        }
        Value::Array(parts) => parts.first().and_then(switch),
        Value::Null | Value::Object(_) => None,
    }
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
        assert!(names(&json!([{ "id": 7 }, {}, { "id": "u-1234" }, { "@id": "#org" }])).is_empty());
        assert_eq!(names(&json!({ "name": ["A", "B"] })), ["A", "B"]);
        assert_eq!(names(&json!({ "0": { "name": "A" }, "1": "B" })), ["A", "B"]);
        assert_eq!(names(&json!([{ "@term": "ports" }])), ["ports"]);
        let person =
            json!({ "name": null, "title": "Senior Editor", "first_name": "Ida", "last_name": "Lund" });
        assert_eq!(names(&person), ["Ida Lund"]);
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
        assert_eq!(url(&json!({ "@rel": "self", "@href": "https://a.example/feed" })), None);
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
    fn front_pages_are_told_from_articles() {
        for url in [
            "https://a.example",
            "https://a.example/",
            "https://a.example/en/",
            "https://a.example/index.html",
        ] {
            assert!(is_front_page(url), "{url}");
        }
        for url in [
            "https://a.example/1",
            "https://a.example/?p=7",
            "https://a.example/en/story",
            "https://a.example/news",
        ] {
            assert!(!is_front_page(url), "{url}");
        }
    }
}
