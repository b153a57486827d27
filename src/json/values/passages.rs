//! A text that stands in pieces: a list of paragraphs, a tree of sections, one of several forms.

use serde_json::{Map, Value};

use super::{attribute, names_nothing};
use crate::json::squash;

/// Trees nest no deeper; a deeper one is data.
const DEEPEST: usize = 24;
/// One text in several forms, the best first: without markup, then with.
const FORMS: [&str; 17] = [
    "text",
    "plain",
    "plaintext",
    "cdata",
    "rendered",
    "value",
    "maintext",
    "bodytext",
    "html",
    "content",
    "body",
    "p",
    "t",
    "data",
    "fitmarkdown",
    "markdown",
    "rawmarkdown",
];
/// What stands above the text of a section.
const HEADINGS: [&str; 4] = ["headline", "heading", "title", "header"];
/// What holds the sections, blocks and paragraphs below it.
const BELOW: [&str; 8] =
    ["paragraphs", "sections", "blocks", "children", "items", "elements", "nodes", "list"];

/// All passages, with blank lines between them.
pub fn passages(value: &Value) -> String {
    if let Value::String(text) = value {
        return if names_nothing(text) { String::new() } else { text.clone() };
    }
    let mut found = Vec::new();
    collect(value, &mut found, DEEPEST);
    found.join("\n\n")
}

pub fn has_passages(value: &Value) -> bool {
    let mut found = Vec::new();
    collect(value, &mut found, DEEPEST);
    !found.is_empty()
}

fn collect<'a>(value: &'a Value, found: &mut Vec<&'a str>, depth: usize) {
    match value {
        Value::String(text) if !names_nothing(text) => found.push(text),
        Value::Array(parts) if depth > 0 && parts.len() > 1 && parts.iter().all(is_form) => {
            let html = parts.iter().find(|part| attribute(part, "type") != Some("text/plain"));
            html.or(parts.first()).into_iter().for_each(|best| collect(best, found, depth - 1));
        }
        Value::Array(parts) if depth > 0 => parts.iter().for_each(|part| collect(part, found, depth - 1)),
        Value::Object(object) if depth > 0 => {
            let all = |names: &'static [&str]| names.iter().filter_map(|name| under(object, name));
            all(&HEADINGS).for_each(|part| collect(part, found, depth - 1));
            let before = found.len();
            for form in all(&FORMS) {
                collect(form, found, depth - 1);
                if found.len() > before {
                    break;
                }
            }
            all(&BELOW).for_each(|part| collect(part, found, depth - 1));
        }
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => {}
    }
}

/// A field by its squashed name.
fn under<'a>(object: &'a Map<String, Value>, wanted: &str) -> Option<&'a Value> {
    object.get(wanted).or_else(|| {
        let (_, value) = object.iter().find(|(name, _)| !name.starts_with('@') && squash(name) == wanted)?;
        Some(value)
    })
}

/// One of several forms of one text, as entries of feeds have them: it names its media type.
fn is_form(part: &Value) -> bool {
    attribute(part, "type").is_some_and(|kind| kind.contains('/')) && part.get("value").is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn of_a_text_in_several_forms_one_is_taken() {
        let forms =
            json!([{ "type": "text/plain", "value": "x" }, { "type": "text/html", "value": "<p>x</p>" }]);
        assert_eq!(passages(&forms), "<p>x</p>");
        assert_eq!(passages(&json!({ "html": "<p>x</p>", "text": "x" })), "x");
        assert_eq!(passages(&json!({ "raw_markdown": "menu", "fit_markdown": "x" })), "x");
        assert_eq!(passages(&json!({ "ops": "x" })), "");
        assert_eq!(passages(&json!(7)), "");
    }

    #[test]
    fn a_tree_of_sections_is_read_from_top_to_bottom() {
        let tree = json!({ "sections": [
            { "paragraphs": ["One.", "Two."], "headline": [] },
            { "headline": ["Head"], "paragraphs": ["Three."] },
        ], "summary": ["left out"] });
        assert_eq!(passages(&tree), "One.\n\nTwo.\n\nHead\n\nThree.");
        let blocks = json!({ "blocks": [{ "type": "paragraph", "data": { "text": "One." } }, { "type": "p", "text": "Two." }] });
        assert_eq!(passages(&blocks), "One.\n\nTwo.");
    }
}
