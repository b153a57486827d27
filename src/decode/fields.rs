//! Which field of a scraper's JSON object means what.
//!
//! Names are compared by their letters and digits alone, so that `published_at`, `publishedAt` and
//! `published-at` are one name. Where tools use a name for different things, the value's type and look decide.
//! Fields that mean nothing to us travel in `extra`.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde_json::{Map, Value};

use super::{looks_like_url, reject};
use crate::article::{Body, Found, Raw};
use crate::dead_letter::{Code, Reject};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Concept {
    Url,
    Canonical,
    Title,
    Body,
    Html,
    Published,
    Modified,
    Fetched,
    Authors,
    Language,
    Site,
    Section,
    Tags,
    Images,
    Description,
    Withdrawn,
}

/// The best name first: it wins where an object has several that hold something.
const NAMES: [(Concept, &[&str]); 16] = [
    (
        Concept::Url,
        &[
            "url",
            "articleurl",
            "pageurl",
            "resolvedpageurl",
            "finalurl",
            "link",
            "permalink",
            "originalurl",
            "sourceurl",
            "source",
            "uri",
        ],
    ),
    (Concept::Canonical, &["canonicalurl", "canonicallink", "canonical"]),
    (Concept::Title, &["title", "headline", "articletitle", "titlepage", "titlerss", "name"]),
    (
        Concept::Body,
        &[
            "maintext",
            "articlebody",
            "cleanedtext",
            "textcontent",
            "bodytext",
            "fulltext",
            "plaintext",
            "articletext",
            "content",
            "body",
            "text",
            "article",
            "rawtext",
        ],
    ),
    (Concept::Html, &["html", "rawhtml", "articlehtml", "pagehtml"]),
    (
        Concept::Published,
        &[
            "datepublish",
            "datepublished",
            "publishedat",
            "publishedtime",
            "published",
            "publishdate",
            "publisheddate",
            "publishingdate",
            "publicationdate",
            "datetimepub",
            "pubdate",
            "date",
        ],
    ),
    (
        Concept::Modified,
        &[
            "datemodify",
            "datemodified",
            "modifiedat",
            "modified",
            "updatedat",
            "updated",
            "lastmodified",
            "dateupdated",
        ],
    ),
    (
        Concept::Fetched,
        &[
            "fetchedat",
            "fetchtime",
            "datedownload",
            "scrapedat",
            "crawledat",
            "crawltime",
            "crawldate",
            "crawled",
            "retrievedat",
            "fetchtimestamp",
            "timestamp",
        ],
    ),
    (Concept::Authors, &["authors", "author", "byline", "creator", "dccreator"]),
    (Concept::Language, &["language", "lang", "inlanguage", "languagecode", "metalang"]),
    (
        Concept::Site,
        &[
            "sitename",
            "ogsitename",
            "metasitename",
            "publisher",
            "sourcename",
            "site",
            "source",
            "sourcedomain",
            "domain",
            "hostname",
            "sourcehostname",
        ],
    ),
    (Concept::Section, &["section", "articlesection", "category", "categories"]),
    (Concept::Tags, &["tags", "keywords", "topics", "metakeywords"]),
    (
        Concept::Images,
        &[
            "imageurl",
            "image",
            "topimage",
            "urltoimage",
            "mainimage",
            "metaimg",
            "thumbnail",
            "imageurls",
            "images",
        ],
    ),
    (
        Concept::Description,
        &["description", "metadescription", "summary", "excerpt", "abstract", "subtitle", "teaser"],
    ),
    (Concept::Withdrawn, &["withdrawn", "retracted", "deleted", "removed"]),
];

/// Name to the concepts it may stand for, each with its rank.
static CONCEPTS: LazyLock<HashMap<&str, Vec<(Concept, usize)>>> = LazyLock::new(|| {
    let mut concepts: HashMap<&str, Vec<(Concept, usize)>> = HashMap::new();
    for (concept, names) in NAMES {
        for (rank, name) in names.iter().enumerate() {
            concepts.entry(name).or_default().push((concept, rank));
        }
    }
    concepts
});

/// Reads one object. Only what no text can be made of is refused.
pub fn read(object: Map<String, Value>) -> Result<Raw, Reject> {
    let mut raw = Raw::default();
    let mut known: Vec<(Concept, usize, String, Value)> = Vec::with_capacity(object.len());
    for (name, value) in object {
        match CONCEPTS.get(squash(&name).as_str()).map(Vec::as_slice) {
            None | Some([]) => keep_extra(&mut raw, name, value),
            Some(&[(concept, rank)]) => known.push((concept, rank, name, value)),
            Some(clash) => {
                known.extend(
                    clash.iter().map(|&(concept, rank)| (concept, rank, name.clone(), value.clone())),
                );
            }
        }
    }
    known.sort_by_key(|&(_, rank, ..)| rank);

    let has_html = known.iter().any(|(concept, _, _, value)| *concept == Concept::Html && holds_text(value));
    for (concept, rank, name, value) in known {
        place(&mut raw, concept, rank, &name, value);
    }
    if has_html && raw.body.text().trim().is_empty() {
        return Err(reject(
            Code::HtmlOnly,
            "a page without its text: send the text, whole pages are not read yet",
        ));
    }
    Ok(raw)
}

fn squash(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Later values, which are of worse names, only fill what is still empty.
fn place(raw: &mut Raw, concept: Concept, rank: usize, name: &str, value: Value) {
    match concept {
        Concept::Url => fill_url(&mut raw.url, rank, value),
        Concept::Canonical => fill_option(&mut raw.canonical_url, value),
        Concept::Title => fill(&mut raw.title, value),
        Concept::Body => fill_body(&mut raw.body, value),
        Concept::Html => {}
        Concept::Published => fill_found(&mut raw.published, name, value),
        Concept::Modified => fill_found(&mut raw.modified, name, value),
        Concept::Fetched => fill_found(&mut raw.fetched_at, name, value),
        Concept::Authors => fill_list(&mut raw.authors, value),
        Concept::Language => fill(&mut raw.language, value),
        Concept::Site => fill_site(&mut raw.site_name, value),
        Concept::Section => fill(&mut raw.section, value),
        Concept::Tags => fill_list(&mut raw.tags, value),
        Concept::Images => fill_list(&mut raw.images, value),
        Concept::Description => fill(&mut raw.description, value),
        Concept::Withdrawn => raw.withdrawn |= value == Value::Bool(true),
    }
}

/// `url` itself is taken as it stands, so that a wrong one is refused by name; the others are used for other
/// things too, and count only where they look like URLs.
fn fill_url(url: &mut Option<String>, rank: usize, value: Value) {
    if url.is_none() {
        *url = scalar(value).filter(|text| rank == 0 || looks_like_url(text.trim()));
    }
}

fn fill_option(target: &mut Option<String>, value: Value) {
    if target.is_none() {
        *target = scalar(value);
    }
}

fn fill(target: &mut String, value: Value) {
    if target.is_empty() {
        *target = scalar(value).unwrap_or_default();
    }
}

fn fill_found(target: &mut Option<Found>, name: &str, value: Value) {
    if target.is_none() {
        *target = scalar(value).filter(|text| !names_nothing(text)).map(|text| Found::new(name, text));
    }
}

/// A site may be a name, or an object that has one; a URL under these names is no name.
fn fill_site(site: &mut String, value: Value) {
    if site.is_empty() {
        *site = scalar(value).filter(|text| !looks_like_url(text)).unwrap_or_default();
    }
}

/// A list of texts is a list of paragraphs. A field of null or of blanks still says that a text was looked for.
fn fill_body(body: &mut Body, value: Value) {
    if !body.text().is_empty() {
        return;
    }
    let paragraphs = texts(value);
    *body = Body::Text(paragraphs.join("\n\n"));
}

fn fill_list(target: &mut Vec<String>, value: Value) {
    if target.is_empty() {
        *target = texts(value);
    }
}

/// The texts of a list, or the one of anything else.
fn texts(value: Value) -> Vec<String> {
    if let Value::Array(parts) = value {
        return parts.into_iter().filter_map(scalar).collect();
    }
    scalar(value).into_iter().collect()
}

/// The text of a value: of a string or a number, of the first item of a list that has one, of an object's name.
fn scalar(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text).filter(|text| !text.trim().is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(parts) => parts.into_iter().find_map(scalar),
        Value::Object(mut object) => {
            ["name", "title", "url", "@id"].into_iter().find_map(|name| object.remove(name).and_then(scalar))
        }
        Value::Null | Value::Bool(_) => None,
    }
}

fn holds_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.trim().is_empty())
}

/// How programs print the absence of a date.
fn names_nothing(text: &str) -> bool {
    ["none", "null", "nat", "nan"].contains(&text.trim().to_ascii_lowercase().as_str())
}

fn keep_extra(raw: &mut Raw, name: String, value: Value) {
    let text = if let Value::String(text) = value { text } else { value.to_string() };
    if !text.is_empty() && text != "null" {
        raw.extra.insert(name, text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read_json(value: Value) -> Raw {
        let Value::Object(object) = value else { panic!("an object") };
        read(object).unwrap()
    }

    #[test]
    fn names_are_compared_by_letters_and_digits() {
        for name in ["published_at", "publishedAt", "Published-At", "PUBLISHED_AT"] {
            let raw = read_json(json!({ name: "2023-09-12" }));
            assert_eq!(raw.published, Some(Found::new(name, "2023-09-12")), "{name}");
        }
    }

    #[test]
    fn the_better_name_wins_whatever_the_order() {
        let raw = read_json(json!({ "text": "short", "maintext": "long", "title_rss": "b", "title": "a" }));
        assert_eq!((raw.body.text(), raw.title.as_str()), ("long", "a"));
    }

    #[test]
    fn source_is_a_url_a_name_or_an_object_by_its_look() {
        assert_eq!(read_json(json!({ "source": "https://a.example/1" })).url.unwrap(), "https://a.example/1");
        assert_eq!(read_json(json!({ "source": "The Lantern" })).site_name, "The Lantern");
        let object = read_json(
            json!({ "source": { "id": null, "name": "The Lantern" }, "url": "https://a.example/" }),
        );
        assert_eq!(object.site_name, "The Lantern");
    }

    #[test]
    fn any_field_may_be_a_list_of_one() {
        let raw =
            read_json(json!({ "url": ["https://a.example/1"], "title": ["  t "], "date": ["2023-09-12"] }));
        assert_eq!((raw.url.unwrap().as_str(), raw.title.as_str()), ("https://a.example/1", "  t "));
        assert_eq!(raw.published.unwrap().text, "2023-09-12");
    }

    #[test]
    fn a_list_of_texts_is_a_list_of_paragraphs() {
        assert_eq!(read_json(json!({ "body": ["\n", "One.", "Two."] })).body.text(), "One.\n\nTwo.");
    }

    #[test]
    fn an_empty_text_is_told_from_no_text_field() {
        assert_eq!(read_json(json!({ "title": "t", "text": null })).body, Body::Text(String::new()));
        assert_eq!(read_json(json!({ "title": "t" })).body, Body::Absent);
    }

    #[test]
    fn a_date_of_none_is_no_date() {
        let raw = read_json(json!({ "date_publish": "None", "date": 1_694_527_500 }));
        assert_eq!(raw.published, Some(Found::new("date", "1694527500")));
    }

    #[test]
    fn unknown_fields_travel_in_extra() {
        let raw = read_json(json!({ "seq": 7, "spider": "s", "gone": null, "nested": { "a": [1] } }));
        let extra: Vec<_> = raw.extra.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(extra, [("nested", r#"{"a":[1]}"#), ("seq", "7"), ("spider", "s")]);
    }

    #[test]
    fn no_name_stands_twice_in_one_concept() {
        for (concept, names) in NAMES {
            for (rank, name) in names.iter().enumerate() {
                assert_eq!(squash(name), **name, "names are written as they are compared");
                assert!(!names[..rank].contains(name), "{concept:?}: {name}");
            }
        }
    }

    #[test]
    fn a_page_without_text_says_so() {
        let Value::Object(object) = json!({ "url": "https://a.example/", "html": "<p>x" }) else { panic!() };
        assert_eq!(read(object).unwrap_err().code, Code::HtmlOnly);
    }
}
