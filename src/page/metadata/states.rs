//! The state that an application keeps in the scripts of its page: the last evidence of a date, where nothing else has one.

use super::super::tree::{NodeData, Tree};
use super::dates::{Dates, has_day};
use crate::article::Found;

/// Names of fields that hold nothing but the date of publication, the most telling first.
const NAMES: [&str; 21] = [
    "datePublished",
    "firstPublished",
    "firstPublishedAt",
    "firstPublishedDate",
    "initialPublishDate",
    "publishedAt",
    "published_at",
    "publishedDate",
    "published_date",
    "publishDate",
    "publish_date",
    "publishedTime",
    "published_time",
    "publishTime",
    "publicationDate",
    "publication_date",
    "articlePublishDate",
    "pubDate",
    "pub_date",
    "published",
    "deployDt",
];
/// Fields of one name in a script that are looked at: a list of articles has as many.
const MOST_FIELDS: usize = 8;
/// In bytes, of all scripts together.
const MOST: usize = 1 << 20;

pub fn dates(tree: &Tree) -> Vec<Found> {
    let mut left = MOST;
    let mut dates = Dates::default();
    let mut is_script = false;
    for id in tree.descendants(Tree::ROOT) {
        match &tree.node(id).data {
            NodeData::Element(element) => {
                let is_linked =
                    || element.attributes.iter().any(|attribute| attribute.value.contains("ld+json"));
                is_script = element.local_name() == "script" && !is_linked();
            }
            NodeData::Text(text) if is_script && text.len() <= left => {
                left -= text.len();
                if let Some((name, text)) = date_in(text) {
                    dates.push(&format!("script.{name}"), &text);
                }
            }
            NodeData::Text(_) | NodeData::Document => {}
        }
    }
    dates.into_list()
}

/// The first date under one of the names, the best name first.
fn date_in(script: &str) -> Option<(&'static str, String)> {
    NAMES.iter().find_map(|name| {
        let fields = memchr::memmem::find_iter(script.as_bytes(), name.as_bytes()).take(MOST_FIELDS);
        let mut values = fields.filter_map(|at| value_at(script, at, name.len()));
        values.next().map(|value| (*name, value.to_owned()))
    })
}

/// The date that a field holds whose name begins `at` a place and has so many bytes.
fn value_at(script: &str, at: usize, length: usize) -> Option<&str> {
    const QUOTES: [char; 4] = ['"', '\'', '\\', ' '];
    if script.get(..at)?.ends_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let value = script.get(at + length..)?.trim_start_matches(QUOTES).strip_prefix(':')?;
    let unquoted = value.trim_start_matches(QUOTES);
    let is_quoted =
        value.get(..value.len() - unquoted.len()).is_some_and(|before| before.contains(['"', '\'']));
    let end = if is_quoted { unquoted.find(['"', '\'', '\\']) } else { unquoted.find([',', '}', ' ', ';']) };
    unquoted.get(..end.filter(|end| *end <= 40)?).filter(|value| has_day(value))
}

#[cfg(test)]
mod tests {
    use super::super::super::tree;
    use super::*;

    fn found(script: &str) -> Vec<String> {
        let page = format!("<p>x</p><script>{script}</script>");
        dates(&tree(&page)).into_iter().map(|found| found.text).collect()
    }

    #[test]
    fn a_date_is_known_by_the_name_of_its_field() {
        assert_eq!(found(r#"x = {"publishedAt":"2024-05-03T10:00:00Z"}"#), ["2024-05-03T10:00:00Z"]);
        assert_eq!(found(r#"push("{\"publishDate\":\"2024-05-03\"}")"#), ["2024-05-03"]);
        assert!(found(r#"var promo = {expires: "2021-01-31"}"#).is_empty());
        assert_eq!(
            found(r#"{"published":true,"firstPublishedAt":1714730400000,"x":"y"}"#),
            ["1714730400000"]
        );
        assert_eq!(found(r#"{"published":"May 3, 2024","unpublished":"May 1, 2024"}"#), ["May 3, 2024"]);
        assert_eq!(found(r#"{"publishDate":null},{"publishDate":"2024-05-03"}"#), ["2024-05-03"]);
        for script in
            [r#"{"publishedAt":null}"#, r#"{"unpublished":"2024-05-03"}"#, r#"{"publishedBy":"2024-05-03"}"#]
        {
            assert!(found(script).is_empty(), "{script}");
        }
    }

    #[test]
    fn linked_data_is_no_state() {
        let page = r#"<script type="application/ld+json">{"datePublished":"2024-05-03"}</script>"#;
        assert!(dates(&tree(page)).is_empty());
    }
}
