//! The raw article while its fields are put into their places.

use serde_json::Value;

use crate::article::{Body, Found, Raw};
use crate::decode::names::{Concept, Meaning, squash};
use crate::decode::pages::{is_page, may_be_encoded};
use crate::decode::{gdelt, looks_like_url, values};

/// A text that is shorter may be a teaser beside the text itself.
const TEASER: usize = 600;

/// What must be seen as a whole before it can be told.
#[derive(Default)]
pub struct Draft {
    source: gdelt::Source,
    bodies: Vec<String>,
    fragments: Vec<String>,
    /// Of a whole page, often with its menus.
    markdown: Vec<String>,
    /// A field of the text is there and holds nothing.
    is_blank: bool,
    recorded: Vec<Found>,
    zone: Option<String>,
    category_list: Vec<String>,
    host: String,
}

impl Draft {
    pub fn of(source: gdelt::Source) -> Self {
        Self { source, ..Self::default() }
    }

    /// Puts a value in its place, if that is still free; says whether it was used. A text is taken out of its value, and
    /// not copied.
    pub fn place(
        &mut self,
        raw: &mut Raw,
        meaning: Meaning,
        depth: usize,
        path: &str,
        value: &mut Value,
    ) -> bool {
        let Meaning { concept, rank } = meaning;
        match concept {
            Concept::Url => fill_url(&mut raw.url, rank <= 1 && depth == 0, value),
            Concept::CanonicalUrl => fill_option(&mut raw.canonical_url, values::url(value)),
            Concept::Title => fill(&mut raw.title, values::text(value)),
            Concept::Body => self.body(raw, path, value),
            Concept::Html => self.html(raw, value),
            Concept::Published if self.source == gdelt::Source::Gkg && squash(path) == "date" => {
                found(&mut raw.fetched_at, path, value)
            }
            Concept::Published => found(&mut raw.published, path, value),
            Concept::Recorded => found(&mut self.recorded, path, value),
            Concept::PublishedZone => fill_option(&mut self.zone, values::text(value)),
            Concept::Modified => found(&mut raw.modified, path, value),
            Concept::FetchedAt => found(&mut raw.fetched_at, path, value),
            Concept::Authors => fill_list(&mut raw.authors, values::names(value)),
            Concept::Language => fill(&mut raw.language, gdelt::language(values::name(value))),
            Concept::Site => self.site(raw, value),
            Concept::Section => self.section(raw, path, value),
            // A single category is a section.
            Concept::Tags if value.is_string() && squash(path).starts_with("categor") => false,
            Concept::Tags => fill_list(&mut raw.tags, values::names(value)),
            Concept::Images => add_images(&mut raw.images, values::images(value)),
            Concept::Description => fill(&mut raw.description, values::text(value)),
            Concept::Withdrawn => switch(&mut raw.withdrawn, value, true),
            Concept::Paywalled => switch(&mut raw.said.paywalled, value, true),
            Concept::Free => switch(&mut raw.said.paywalled, value, false),
            Concept::Truncated => truncated(&mut raw.said.truncated, value),
        }
    }

    /// A host is the name of a site only where nothing says a better one.
    fn site(&mut self, raw: &mut Raw, value: &Value) -> bool {
        let Some(name) = values::name(value).filter(|name| is_site_name(name)) else { return false };
        let is_host =
            name.contains('.') && !name.contains(char::is_whitespace) && !name.contains(char::is_uppercase);
        if is_host { fill(&mut self.host, Some(name)) } else { fill(&mut raw.site_name, Some(name)) }
    }

    /// A list of texts is a list of paragraphs, a tree is read from top to bottom. What cannot be read as a text says
    /// nothing; a null or blank text says that the text was looked for in vain.
    fn body(&mut self, raw: &mut Raw, path: &str, value: &mut Value) -> bool {
        let is_blank = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
        let is_text = value.is_null() || value.is_string();
        let plain = if let Value::String(text) = value { Some(text) } else { None };
        let text = match plain.filter(|text| !values::names_nothing(text)) {
            Some(text) => std::mem::take(text),
            None => values::passages(value),
        };
        if text.trim().is_empty() {
            self.is_blank |= is_blank;
            return is_text;
        }
        // A tree may bring its own summary.
        if let Some(summary) = value.get("summary").filter(|_| raw.description.is_empty()) {
            raw.description = values::names(summary).join(" ");
        }
        if is_page(&text) {
            raw.page.get_or_insert(text);
        } else if squash(path).ends_with("markdown") {
            self.markdown.push(text);
        } else {
            self.bodies.push(text);
        }
        true
    }

    fn html(&mut self, raw: &mut Raw, value: &mut Value) -> bool {
        let plain = if let Value::String(text) = value { Some(text) } else { None };
        let text = match plain.filter(|text| is_page(text) || may_be_encoded(text)) {
            Some(page) => Some(std::mem::take(page)),
            None => values::text(value),
        };
        let Some(text) = text else { return value.is_null() };
        if is_page(&text) || may_be_encoded(&text) {
            raw.page.get_or_insert(text);
        } else if text.trim_start().starts_with('<') {
            // A fragment of the page is the text, with markup; a text without is better.
            self.fragments.push(text);
        } else {
            // Nobody wants a long one again; a short text is something else.
            return text.len() > TEASER;
        }
        true
    }

    /// Feeds list their tags as categories; elsewhere the first category is the section.
    fn section(&mut self, raw: &mut Raw, path: &str, value: &Value) -> bool {
        let names = values::names(value);
        let is_list = value.is_array() && squash(path) == "category" && raw.section.is_empty();
        if is_list && self.category_list.is_empty() {
            self.category_list = names;
            return true;
        }
        fill(&mut raw.section, names.into_iter().next())
    }

    pub fn finish(self, raw: &mut Raw) {
        let Self {
            source: _,
            mut bodies,
            fragments,
            markdown,
            is_blank,
            recorded,
            zone,
            category_list,
            host,
        } = self;
        bodies.extend(fragments);
        if bodies.is_empty() {
            bodies = markdown;
        }
        raw.body = match best(bodies) {
            Some(text) => Body::Text(text),
            // A source that sends abstracts and no texts does not say that the text is gone.
            None if is_blank && raw.description.is_empty() => Body::Text(String::new()),
            None => Body::Absent,
        };
        if raw.site_name.is_empty() {
            raw.site_name = host;
        }
        if raw.published.is_empty() {
            raw.published = recorded;
        }
        if let (Some(zone), Some(first)) = (zone, raw.published.first_mut()) {
            first.zone = Some(zone);
        }
        // A list of categories beside tags of another name is a list of sections.
        if !category_list.is_empty() && raw.section.is_empty() && raw.tags != category_list {
            raw.section = category_list.into_iter().next().unwrap_or_default();
        }
    }
}

/// Neither an address nor a path of a program's own.
fn is_site_name(name: &str) -> bool {
    !looks_like_url(name) && !name.starts_with(['/', '#'])
}

/// The text of the best name, unless it is short and another is much longer.
fn best(bodies: Vec<String>) -> Option<String> {
    let mut bodies = bodies.into_iter();
    let first = bodies.next()?;
    if first.len() >= TEASER {
        return Some(first);
    }
    let longest = bodies.max_by_key(String::len).filter(|other| other.len() > 2 * first.len());
    Some(longest.unwrap_or(first))
}

/// `url` itself is taken as it stands, so that a wrong one is refused by name; the others are used for other
/// things too, and count only where they look like URLs. A front page gives way to any other address.
fn fill_url(url: &mut Option<String>, is_own: bool, value: &Value) -> bool {
    let Some(found) = values::url(value) else { return false };
    let fits = is_own || looks_like_url(found.trim());
    let is_free =
        url.as_deref().is_none_or(|url| values::is_front_page(url) && !values::is_front_page(&found));
    if fits && is_free {
        *url = Some(found);
        return true;
    }
    url.as_deref() == Some(found.as_str())
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

fn fill_list(target: &mut Vec<String>, values: Vec<String>) -> bool {
    if target.is_empty() && !values.is_empty() {
        *target = values;
        return true;
    }
    !values.is_empty() && *target == values
}

/// A main picture and a gallery are one list.
fn add_images(images: &mut Vec<String>, found: Vec<String>) -> bool {
    let is_used = !found.is_empty();
    images.extend(found);
    is_used
}

fn switch(target: &mut bool, value: &Value, wanted: bool) -> bool {
    let switch = values::switch(value);
    *target |= switch == Some(wanted);
    switch.is_some()
}

/// An archive names the reason for which it cut.
fn truncated(target: &mut bool, value: &Value) -> bool {
    let reason = values::switch(value).or_else(|| values::text(value).map(|_| true));
    *target |= reason == Some(true);
    reason.is_some()
}

/// Every date that could be meant is kept, the best name first: a later one may be the more precise.
fn found(target: &mut Vec<Found>, path: &str, value: &Value) -> bool {
    let text = values::time(value);
    let is_used = text.is_some() || value.as_str().is_some_and(values::names_nothing);
    target.extend(text.map(|text| Found::new(path, text)));
    is_used
}
