//! What the event database's tables do unlike all others: a date that is the time of the crawl, a language within a
//! list of facts, and titles and authors in tags within a field.

use serde_json::{Map, Value};

use crate::json::is_named;

/// Where an item comes from, as far as it changes what a name means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Source {
    #[default]
    Any,
    /// A row of the knowledge graph, whose `DATE` says when the article was seen.
    Gkg,
}

impl Source {
    pub fn of(object: &Map<String, Value>) -> Self {
        let is_row = object.keys().any(|name| name.len() <= 16 && is_named(name, "gkgrecordid"));
        if is_row { Self::Gkg } else { Self::Any }
    }
}

pub fn is_extras(squashed: &str, text: &str) -> bool {
    (squashed.ends_with("extras") || squashed.ends_with("extrasxml"))
        && text.trim_start().starts_with("<PAGE_")
}

/// `<PAGE_TITLE>…</PAGE_TITLE><PAGE_AUTHORS>…</PAGE_AUTHORS>` as fields.
pub fn extras(text: &str) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let Some((name, inside)) = after.split_once('>') else { break };
        let Some((value, next)) = inside.split_once("</") else { break };
        let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
        if is_name {
            fields.insert(name.to_owned(), Value::String(value.to_owned()));
        }
        rest = next.split_once('>').map_or("", |(_, rest)| rest);
    }
    fields
}

/// `srclc:ita;eng:…` names the language of the source first.
pub fn language(declared: Option<String>) -> Option<String> {
    let declared = declared?;
    let source = declared.split(';').find_map(|fact| fact.trim().strip_prefix("srclc:").map(str::to_owned));
    Some(source.unwrap_or(declared))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_within_a_field_are_fields() {
        let fields = extras("<PAGE_TITLE>A &amp; B</PAGE_TITLE><PAGE_LINKS>x;y</PAGE_LINKS><broken");
        assert_eq!(fields["PAGE_TITLE"], "A &amp; B");
        assert_eq!(fields["PAGE_LINKS"], "x;y");
        assert_eq!(fields.len(), 2);
    }

    #[test]
    fn the_language_is_that_of_the_source() {
        assert_eq!(language(Some("srclc:ita; eng:Moses 2.1".into())).as_deref(), Some("ita"));
        assert_eq!(language(Some("it".into())).as_deref(), Some("it"));
    }
}
