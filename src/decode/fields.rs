//! One item's object to a raw article: each field to what it means.
//!
//! The best name that holds something wins, whatever the order of the fields; fields of nested parts count less than
//! the item's own. A value that was not used, like a field that means nothing to us, travels in `extra`, under its
//! path: only further versions of the text are left out, since they would double the article.

mod draft;

use serde_json::{Map, Value};

use self::draft::Draft;
use super::gdelt;
use super::names::{self, Aliases, Concept, Meaning, squash};
use crate::article::Raw;

/// Parts within parts within parts are data of the tool.
const DEEPEST_PART: usize = 3;
/// In bytes. A longer name would stand in the path of each field of its part.
const LONGEST_NAME: usize = 80;
/// Fields that travel in `extra`. More are a database and no article.
const MOST_EXTRA: usize = 1000;

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

/// Reads one object; what is no article gives a raw article that holds little. What `holders` say, which stand around
/// the object, the innermost first, counts where it says nothing itself.
pub fn read(object: Map<String, Value>, holders: Vec<Map<String, Value>>, aliases: &Aliases) -> Raw {
    let mut collected = Collected::default();
    let source = gdelt::Source::of(&object);
    for (around, object) in std::iter::once(object).chain(holders).enumerate() {
        let place = Place { path: "", part: "", depth: around * (DEEPEST_PART + 1) };
        collected.collect(object, place, place.depth + DEEPEST_PART, aliases);
    }
    let Collected { mut fields, mut values, extra } = collected;
    fields.sort_by_key(|field| (field.depth, field.meaning.rank));

    let mut raw = Raw::default();
    let mut draft = Draft::of(source);
    for Field { meaning, depth, value } in fields {
        let (path, value, used) = &mut values[value];
        *used |= draft.place(&mut raw, meaning, depth, path, value);
    }
    draft.finish(&mut raw);
    let unused = values.into_iter().filter(|(.., used)| !used).map(|(path, value, _)| (path, value));
    for (path, value) in unused.chain(extra) {
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
    fn collect(&mut self, object: Map<String, Value>, place: Place<'_>, deepest: usize, aliases: &Aliases) {
        for (mut name, value) in object {
            name.truncate(name.floor_char_boundary(LONGEST_NAME));
            let length = name.len();
            let path = if place.path.is_empty() { name } else { format!("{}.{name}", place.path) };
            let (_, name) = path.split_at_checked(path.len() - length).unwrap_or_default();
            let squashed = squash(name);
            let value = match part_of(&squashed, value, place.depth < deepest) {
                Ok(part) => {
                    let place = Place { path: &path, part: &squashed, depth: place.depth + 1 };
                    self.collect(part, place, deepest, aliases);
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
fn part_of(squashed: &str, value: Value, may_open: bool) -> Result<Map<String, Value>, Value> {
    match value {
        Value::Object(part) if may_open && names::is_part(squashed) => Ok(part),
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

fn keep_extra(raw: &mut Raw, name: String, value: Value) {
    let text = if let Value::String(text) = value { text } else { value.to_string() };
    let holds_something = !["", "null", "[]", "{}"].contains(&text.as_str());
    if holds_something && raw.extra.len() < MOST_EXTRA {
        raw.extra.entry(name).or_insert(text);
    }
}

#[cfg(test)]
mod tests;
