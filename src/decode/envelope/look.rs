//! What an object looks like before it is read: by the same names and values as reading goes by.

use serde_json::{Map, Value};

use crate::decode::names::{self, Concept, squash};
use crate::decode::{Reading, looks_like_url, values};

/// Better names only: the last ones stand for other things too.
const TELLING_RANK: usize = 12;

#[derive(Clone, Copy)]
pub struct Look<'a> {
    pub reading: &'a Reading<'a>,
}

impl Look<'_> {
    /// Has a title or a text, or the address of an article.
    pub fn is_article(self, value: &Value) -> bool {
        let Value::Object(object) = value else { return false };
        self.has_title(object) || self.has_text(object) || self.has_address(value)
    }

    pub fn has_title(self, object: &Map<String, Value>) -> bool {
        self.any(object, |concept, value| concept == Concept::Title && values::text(value).is_some())
    }

    /// A text of its own, as prose or in pieces; JSON is none.
    pub fn has_text(self, object: &Map<String, Value>) -> bool {
        self.any(object, |concept, value| {
            matches!(concept, Concept::Body | Concept::Html) && self.is_prose(value)
        })
    }

    pub fn has_address(self, value: &Value) -> bool {
        let Value::Object(object) = value else { return false };
        self.any(object, |concept, value| {
            let is_url = matches!(concept, Concept::Url | Concept::CanonicalUrl);
            is_url
                && values::url(value)
                    .is_some_and(|url| looks_like_url(url.trim()) && !values::is_front_page(&url))
        })
    }

    fn is_prose(self, value: &Value) -> bool {
        match value {
            Value::String(text) => !values::names_nothing(text) && self.reading.parse_text(text).is_none(),
            // Pieces of a text have no address.
            Value::Array(parts) => {
                parts.iter().all(|part| !self.has_address(part))
                    && parts
                        .iter()
                        .any(|part| part.is_string() && self.is_prose(part) || values::has_passages(part))
            }
            Value::Object(_) => {
                !self.has_address(value) && !self.has_own_title(value) && values::has_passages(value)
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }

    fn has_own_title(self, value: &Value) -> bool {
        value.as_object().is_some_and(|object| self.has_title(object))
    }

    /// Whether any field, also of the object's parts, is of a concept by a telling name.
    fn any(self, object: &Map<String, Value>, fits: impl Fn(Concept, &Value) -> bool + Copy) -> bool {
        object.iter().any(|(name, value)| {
            let squashed = squash(name);
            if let Value::Object(part) = value
                && names::is_part(&squashed)
            {
                return part.iter().any(|(name, value)| self.fits(&squash(name), value, fits));
            }
            self.fits(&squashed, value, fits)
        })
    }

    fn fits(self, squashed: &str, value: &Value, fits: impl Fn(Concept, &Value) -> bool) -> bool {
        if let Some(concept) = self.reading.aliases.concept(squashed) {
            return fits(concept, value);
        }
        let (meanings, _) = names::meanings(squashed);
        // Every program has a `name`, an `id` and a `source`.
        let is_telling = |meaning: &&names::Meaning| {
            meaning.rank <= TELLING_RANK || !matches!(meaning.concept, Concept::Title | Concept::Url)
        };
        let mut telling = meanings.iter().filter(is_telling);
        telling.any(|meaning| fits(meaning.concept, value))
    }
}
