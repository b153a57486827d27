//! One item's object to a raw article: each field to what it means.
//!
//! The best name that holds something wins, whatever the order of the fields; fields of nested parts count less than
//! the item's own. A value that was not used, like a field that means nothing to us, travels in `extra`, under its
//! path: only further versions of the text are left out, since they would double the article.

use serde_json::{Map, Value};

use super::names::{self, Aliases, Concept, Meaning, squash};
use super::{gdelt, looks_like_url, values};
use crate::article::{Body, Found, Raw};

/// Parts within parts within parts are data of the tool.
const DEEPEST_PART: usize = 3;

/// A field that may mean something.
#[derive(Debug)]
struct Field {
    meaning: Meaning,
    depth: usize,
    /// Which of `Collected::values` it holds: two meanings of one field hold the same.
    value: usize,
}

#[derive(Debug, Default)]
struct Collected {
    fields: Vec<Field>,
    /// Path and value of each field that means something, and whether it was used.
    values: Vec<(String, Value, bool)>,
    extra: Vec<(String, Value)>,
}

/// Reads one object; what is no article gives a raw article that holds little.
pub fn read(object: Map<String, Value>, aliases: &Aliases) -> Raw {
    let mut collected = Collected::default();
    let source = gdelt::Source::of(&object);
    collected.collect(object, Place { path: "", part: "", depth: 0 }, aliases);
    let Collected { mut fields, mut values, extra } = collected;
    fields.sort_by_key(|field| (field.depth, field.meaning.rank));

    let mut raw = Raw::default();
    let mut reading = Reading {
        source,
        bodies: Vec::new(),
        fragments: Vec::new(),
        zone: None,
        section_list: Vec::new(),
        host: String::new(),
    };
    for Field { meaning, depth, value } in fields {
        let (path, value, used) = &mut values[value];
        *used |= reading.place(&mut raw, meaning, depth, path, value);
    }
    reading.finish(&mut raw);
    for (path, value, _) in values.into_iter().filter(|(.., used)| !used) {
        keep_extra(&mut raw, path, value);
    }
    for (path, value) in extra {
        keep_extra(&mut raw, path, value);
    }
    raw
}

/// Where in the item an object stands.
#[derive(Clone, Copy)]
struct Place<'a> {
    path: &'a str,
    /// Squashed name of the part that holds it.
    part: &'a str,
    depth: usize,
}

impl Collected {
    fn collect(&mut self, object: Map<String, Value>, place: Place<'_>, aliases: &Aliases) {
        for (name, value) in object {
            let squashed = squash(&name);
            let path = if place.path.is_empty() { name } else { format!("{}.{name}", place.path) };
            let value = match part_of(&squashed, value, place.depth) {
                Ok(part) => {
                    self.collect(
                        part,
                        Place { path: &path, part: &squashed, depth: place.depth + 1 },
                        aliases,
                    );
                    continue;
                }
                Err(value) => value,
            };
            let own = aliases.concept(&squashed).map(|concept| [Meaning { concept, rank: 0 }]);
            let (meanings, penalty) = match &own {
                Some(own) => (own.as_slice(), 0),
                None => within(place.part, &squashed),
            };
            if meanings.is_empty() {
                self.extra.push((path, value));
                continue;
            }
            let at = self.values.len();
            self.values.push((path, value, false));
            let fields = meanings.iter().map(|&Meaning { concept, rank }| {
                let meaning = Meaning { concept, rank: rank + penalty };
                Field { meaning, depth: place.depth, value: at }
            });
            self.fields.extend(fields);
        }
    }
}

/// The fields of a value that is a part of its item; any other value comes back.
fn part_of(squashed: &str, value: Value, depth: usize) -> Result<Map<String, Value>, Value> {
    match value {
        Value::Object(part) if depth < DEEPEST_PART && names::is_part(squashed) => Ok(part),
        Value::String(text) if gdelt::is_extras(squashed, &text) => Ok(gdelt::extras(&text)),
        Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)
        | Value::Object(_) => Err(value),
    }
}

/// What a name means within a part: the text of a page's part is the page, and the date of a transfer its own.
fn within(part: &str, squashed: &str) -> (&'static [Meaning], usize) {
    const HTML: &[Meaning] = &[Meaning { concept: Concept::Html, rank: 1 }];
    const FETCHED: &[Meaning] = &[Meaning { concept: Concept::FetchedAt, rank: 99 }];
    if ["html", "rawhtml"].contains(&part) && ["content", "html", "source", "body"].contains(&squashed) {
        return (HTML, 0);
    }
    if names::is_transfer_part(part) {
        return match squashed {
            "date" => (FETCHED, 0),
            "lastmodified" | "url" => names::meanings(squashed),
            _ => (&[], 0),
        };
    }
    names::meanings(squashed)
}

/// What must be seen as a whole before it can be told.
struct Reading {
    source: gdelt::Source,
    bodies: Vec<String>,
    fragments: Vec<String>,
    zone: Option<String>,
    section_list: Vec<String>,
    host: String,
}

impl Reading {
    /// Puts a value in its place, if that is still free; says whether it was used.
    fn place(&mut self, raw: &mut Raw, meaning: Meaning, depth: usize, path: &str, value: &Value) -> bool {
        let Meaning { concept, rank } = meaning;
        match concept {
            Concept::Url => fill_url(&mut raw.url, rank <= 1 && depth == 0, value),
            Concept::CanonicalUrl => fill_option(&mut raw.canonical_url, values::url(value)),
            Concept::Title => fill(&mut raw.title, values::text(value)),
            Concept::Body => self.body(raw, value),
            Concept::Html => self.html(raw, value),
            Concept::Published if self.source == gdelt::Source::Gkg && squash(path) == "date" => {
                found(&mut raw.fetched_at, path, value)
            }
            Concept::Published => found(&mut raw.published, path, value),
            Concept::PublishedZone => fill_option(&mut self.zone, values::text(value)),
            Concept::Modified => found(&mut raw.modified, path, value),
            Concept::FetchedAt => found(&mut raw.fetched_at, path, value),
            Concept::Authors => fill_list(&mut raw.authors, || values::names(value)),
            Concept::Language => fill(&mut raw.language, gdelt::language(values::name(value))),
            Concept::Site => self.site(raw, value),
            Concept::Section => self.section(raw, path, value),
            // A single category is a section.
            Concept::Tags if value.is_string() && squash(path).starts_with("categor") => false,
            Concept::Tags => fill_list(&mut raw.tags, || values::names(value)),
            Concept::Images => add_images(&mut raw.images, values::images(value)),
            Concept::Description => fill(&mut raw.description, values::text(value)),
            Concept::Withdrawn => switched(&mut raw.withdrawn, values::switch(value) == Some(true)),
            Concept::Paywalled => switched(&mut raw.said.paywalled, values::switch(value) == Some(true)),
            Concept::Free => switched(&mut raw.said.paywalled, values::switch(value) == Some(false)),
            // An archive names the reason for which it cut.
            Concept::Truncated => {
                let cut = values::switch(value).unwrap_or_else(|| values::text(value).is_some());
                switched(&mut raw.said.truncated, cut)
            }
        }
    }

    /// A host is the name of a site only where nothing says a better one.
    fn site(&mut self, raw: &mut Raw, value: &Value) -> bool {
        let Some(name) = values::name(value).filter(|name| !looks_like_url(name)) else { return false };
        let is_host =
            name.contains('.') && !name.contains(char::is_whitespace) && !name.contains(char::is_uppercase);
        if is_host { fill(&mut self.host, Some(name)) } else { fill(&mut raw.site_name, Some(name)) }
    }

    /// A list of texts is a list of paragraphs, a tree is read from top to bottom. A field of null or of blanks still
    /// says that a text was looked for.
    fn body(&mut self, raw: &mut Raw, value: &Value) -> bool {
        if raw.body == Body::Absent {
            raw.body = Body::Text(String::new());
        }
        // A tree may bring its own summary.
        if let Some(summary) = value.get("summary").filter(|_| raw.description.is_empty()) {
            raw.description = values::names(summary).join(" ");
        }
        let mut passages = Vec::new();
        values::passages(value, &mut passages);
        let text = passages.join("\n\n");
        if is_page(&text) {
            raw.html = true;
        } else if !text.trim().is_empty() {
            self.bodies.push(text);
        }
        true
    }

    fn html(&mut self, raw: &mut Raw, value: &Value) -> bool {
        let Some(text) = values::text(value) else { return true };
        if is_page(&text) {
            raw.html = true;
        } else if text.trim_start().starts_with('<') {
            // A fragment of the page is the text, with markup; a text without is better.
            self.fragments.push(text);
        } else {
            return false;
        }
        true
    }

    /// Feeds list their tags as categories; elsewhere the first category is the section.
    fn section(&mut self, raw: &mut Raw, path: &str, value: &Value) -> bool {
        let names = values::names(value);
        let is_list = value.is_array() && squash(path) == "category" && raw.section.is_empty();
        if is_list && self.section_list.is_empty() {
            self.section_list = names;
            return true;
        }
        fill(&mut raw.section, names.into_iter().next())
    }

    fn finish(self, raw: &mut Raw) {
        let Self { mut bodies, fragments, zone, section_list, host, .. } = self;
        if raw.site_name.is_empty() {
            raw.site_name = host;
        }
        bodies.extend(fragments);
        if let Some(text) = best(bodies) {
            raw.body = Body::Text(text);
        }
        if let (Some(zone), Some(first)) = (zone, raw.published.first_mut()) {
            first.zone = Some(zone);
        }
        // A list of categories beside tags of another name is a list of sections.
        if !section_list.is_empty() && raw.section.is_empty() && raw.tags != section_list {
            raw.section = section_list.into_iter().next().unwrap_or_default();
        }
    }
}

/// The text of the best name, unless it is short and another is much longer: a teaser beside its text.
fn best(bodies: Vec<String>) -> Option<String> {
    const TEASER: usize = 600;
    let mut bodies = bodies.into_iter();
    let first = bodies.next()?;
    if first.len() >= TEASER {
        return Some(first);
    }
    let longest = bodies.max_by_key(String::len).filter(|other| other.len() > 2 * first.len());
    Some(longest.unwrap_or(first))
}

/// A whole page, which is for the reader of pages.
fn is_page(text: &str) -> bool {
    let start: String = text.trim_start_matches('\u{feff}').trim_start().chars().take(64).collect();
    let start = start.to_ascii_lowercase();
    start.starts_with("<!doctype html")
        || start.starts_with("<html")
        || (start.starts_with("<?xml") && text.contains("<html"))
}

/// `url` itself is taken as it stands, so that a wrong one is refused by name; the others are used for other
/// things too, and count only where they look like URLs. A front page gives way to any other address.
fn fill_url(url: &mut Option<String>, is_own: bool, value: &Value) -> bool {
    let Some(found) = values::url(value) else { return false };
    let fits = is_own || looks_like_url(found.trim());
    let is_free = url.as_deref().is_none_or(|url| is_front_page(url) && !is_front_page(&found));
    if fits && is_free {
        *url = Some(found);
        return true;
    }
    url.as_deref() == Some(found.as_str())
}

fn is_front_page(url: &str) -> bool {
    let rest = url.trim().split_once("://").map_or(url, |(_, rest)| rest);
    rest.split_once('/').is_none_or(|(_, path)| path.is_empty()) && !rest.contains('?')
}

fn fill_option(target: &mut Option<String>, value: Option<String>) -> bool {
    let is_free = target.is_none() && value.is_some();
    if is_free {
        *target = value;
    }
    is_free
}

/// Says that a value was used also where it repeats what is there.
fn fill(target: &mut String, value: Option<String>) -> bool {
    let Some(value) = value else { return false };
    if target.is_empty() {
        *target = value;
        return true;
    }
    *target == value
}

fn fill_list(target: &mut Vec<String>, values: impl FnOnce() -> Vec<String>) -> bool {
    let values = values();
    if target.is_empty() {
        *target = values;
        return true;
    }
    *target == values
}

/// A main picture and a gallery are one list.
fn add_images(images: &mut Vec<String>, found: Vec<String>) -> bool {
    images.extend(found);
    true
}

fn switched(target: &mut bool, on: bool) -> bool {
    *target |= on;
    true
}

/// Every date that could be meant is kept, the best name first: a later one may be the more precise.
fn found(target: &mut Vec<Found>, path: &str, value: &Value) -> bool {
    if let Some(text) = values::time(value) {
        target.push(Found::new(path, text));
    }
    true
}

fn keep_extra(raw: &mut Raw, name: String, value: Value) {
    let text = if let Value::String(text) = value { text } else { value.to_string() };
    if !["", "null", "[]", "{}"].contains(&text.as_str()) {
        raw.extra.insert(name, text);
    }
}

#[cfg(test)]
mod tests;
