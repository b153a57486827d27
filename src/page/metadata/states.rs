//! The state that an application keeps in the scripts of its page: the last evidence of a date, where nothing else has one.

use super::super::tree::{NodeData, Tree};
use super::dates::{Dates, has_day};
use crate::article::Found;

/// Names of fields that hold nothing but the date of publication.
const NAMES: [&str; 13] = [
    "datePublished",
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
    "firstPublished",
];
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
        let at = memchr::memmem::find(script.as_bytes(), name.as_bytes())?;
        let rest = script.get(at + name.len()..)?;
        let value = rest.trim_start_matches(['"', '\'', '\\', ' ']).strip_prefix(':')?;
        let value = value.trim_start_matches(['"', '\'', '\\', ' ']);
        let end = value.find(['"', '\'', '\\', ',', '}']).filter(|end| *end <= 40)?;
        let value = value.get(..end)?;
        has_day(value).then(|| (*name, value.to_owned()))
    })
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
        assert!(found(r#"{"publishedAt":null}"#).is_empty());
    }

    #[test]
    fn linked_data_is_no_state() {
        let page = r#"<script type="application/ld+json">{"datePublished":"2024-05-03"}</script>"#;
        assert!(dates(&tree(page)).is_empty());
    }
}
