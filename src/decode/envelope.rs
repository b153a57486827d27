//! Articles within their envelopes: what carriers, search engines, feeds and APIs wrap around them.
//!
//! An object is opened where it has neither title nor text itself and one of the known names holds an article, or
//! several; a feed also where it has a title. A text that is JSON is opened too. What surrounds one article alone under
//! a name such as `article` belongs to it; of a carrier, and of a list, only what may be said of all articles is handed
//! on (site, language, time of the crawl), in short texts, so that no envelope multiplies.

mod look;
mod outside;

use serde_json::{Map, Value};

use self::look::Look;
pub use self::outside::Outside;
use super::names::squash;
use super::{Reading, linked_data};

/// Names of lists of articles, in feeds and answers of APIs.
const LISTS: [&str; 21] = [
    "articles",
    "items",
    "item",
    "entries",
    "entry",
    "objects",
    "posts",
    "stories",
    "docs",
    "documents",
    "results",
    "hits",
    "news",
    "records",
    "data",
    "value",
    "response",
    "feed",
    "channel",
    "rss",
    "rdfrdf",
];
/// Feeds have titles of their own, which an article with such a list would have too.
const FEED_LISTS: [&str; 4] = ["items", "item", "entries", "entry"];
/// Names of objects that hold an article whose other facts stand beside them.
const HOLDERS: [&str; 9] =
    ["article", "item", "entry", "post", "story", "doc", "document", "articles", "content"];
/// Names of objects, or of texts of JSON, that carry an article as they would carry anything.
const CARRIERS: [&str; 15] = [
    "payload", "after", "_source", "data", "message", "log", "event", "record", "value", "body", "detail",
    "msg", "object", "result", "urlset",
];
/// Envelopes nest: a Kafka connector around a log shipper around an answer of an API.
const DEEPEST: usize = 8;
/// Each text of JSON within JSON is parsed again.
const MOST_TEXTS: usize = 3;

/// One article's object, and what its envelopes say of it.
#[derive(Debug)]
pub struct Enclosed {
    pub content: Value,
    pub outside: Outside,
}

/// More articles than a record may hold.
#[derive(Debug, PartialEq, Eq)]
pub struct TooMany;

/// Opens all envelopes. Gives nothing where all that was put in are empty lists.
pub fn open(value: Value, reading: &Reading<'_>) -> Result<Vec<Enclosed>, TooMany> {
    let mut opened = Opened { items: Vec::new(), reading };
    opened.open(value, Outside::default(), Room { depth: DEEPEST, texts: MOST_TEXTS })?;
    Ok(opened.items)
}

/// How many envelopes, and texts of JSON, may still be opened.
#[derive(Clone, Copy)]
struct Room {
    depth: usize,
    texts: usize,
}

/// What of an object is to be opened.
enum Opening {
    /// All lists of articles in it.
    Lists(Vec<String>),
    /// An article beside facts of its own.
    Holder(String),
    Carrier(String),
    /// A list that should hold articles and holds nothing.
    Nothing,
}

struct Opened<'a> {
    items: Vec<Enclosed>,
    reading: &'a Reading<'a>,
}

impl Opened<'_> {
    fn open(&mut self, value: Value, outside: Outside, room: Room) -> Result<(), TooMany> {
        let deeper = Room { depth: room.depth.saturating_sub(1), ..room };
        match value {
            Value::String(text) if room.texts > 0 => match self.reading.parse_text(&text) {
                Some(inner) => self.open(inner, outside, Room { texts: room.texts - 1, ..deeper }),
                None => self.push(Value::String(text), outside),
            },
            Value::Array(parts) if room.depth > 0 => {
                let outside = if parts.len() > 1 { outside.shared(self.reading) } else { outside };
                for part in linked_data::articles_of(parts) {
                    self.open(part, outside.clone(), deeper)?;
                }
                Ok(())
            }
            Value::Object(object) if room.depth > 0 => self.open_object(object, outside, deeper),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_)
            | Value::Object(_) => self.push(value, outside),
        }
    }

    fn open_object(
        &mut self,
        mut object: Map<String, Value>,
        outside: Outside,
        room: Room,
    ) -> Result<(), TooMany> {
        let looks = Look { reading: self.reading };
        if object.contains_key("@graph") && !looks.has_text(&object) {
            let graph = object.remove("@graph").unwrap_or_default();
            let nodes = if let Value::Array(nodes) = graph { nodes } else { vec![graph] };
            let outside = outside.of_holder(object);
            return self.open(Value::Array(linked_data::resolve(nodes)), outside, room);
        }
        match looks.opening(&object, room) {
            None => self.push(Value::Object(object), outside),
            Some(Opening::Nothing) => Ok(()),
            Some(Opening::Lists(keys)) => {
                let inner: Vec<_> = keys.iter().filter_map(|key| object.remove(key)).collect();
                let outside = outside.shared(self.reading).of_list(object, self.reading);
                inner.into_iter().try_for_each(|inner| self.open(inner, outside.clone(), room))
            }
            Some(Opening::Holder(key)) => {
                let inner = object.remove(&key).unwrap_or_default();
                self.open(inner, outside.of_holder(object), room)
            }
            Some(Opening::Carrier(key)) => {
                let inner = object.remove(&key).unwrap_or_default();
                let outside = outside.of_carrier(object, key == "before", self.reading);
                self.open(inner, outside, room)
            }
        }
    }

    fn push(&mut self, content: Value, outside: Outside) -> Result<(), TooMany> {
        if self.items.len() >= self.reading.settings.max_items.get() {
            return Err(TooMany);
        }
        self.items.push(Enclosed { content, outside });
        Ok(())
    }
}

impl Look<'_> {
    /// Nothing for what is an article, or nothing that is known.
    fn opening(self, object: &Map<String, Value>, room: Room) -> Option<Opening> {
        if self.has_text(object) {
            return None;
        }
        let has_title = self.has_title(object);
        let is_of = |name: &str, names: &[&str]| names.contains(&&*squash(name));
        let lists = object.iter().filter(|(name, value)| {
            let may_hold = if has_title { is_of(name, &FEED_LISTS) } else { is_of(name, &LISTS) };
            // A feed may hold one item only.
            let is_item = is_of(name, &FEED_LISTS) && value.is_object() && self.is_article(value);
            (may_hold && (is_item || self.holds_articles(value, room))) || self.is_sitemap_entry(name, value)
        });
        let lists: Vec<String> = lists.map(|(name, _)| name.clone()).collect();
        if !lists.is_empty() {
            return Some(Opening::Lists(lists));
        }
        if has_title {
            return None;
        }
        let is_deleted = object.get("op").and_then(Value::as_str) == Some("d");
        if is_deleted && object.get("after").is_none_or(Value::is_null) && object.contains_key("before") {
            return Some(Opening::Carrier("before".to_owned()));
        }
        let find = |wanted: &str, squashed: bool| {
            let fits = |name: &str| if squashed { squash(name) == wanted } else { name == wanted };
            let found = object.iter().find(|(name, value)| fits(name) && self.holds_article(value, room));
            found.map(|(name, _)| name.clone())
        };
        let holder = HOLDERS.iter().find_map(|name| find(name, true)).map(Opening::Holder);
        let carrier =
            || CARRIERS.iter().find_map(|name| find(name, !name.starts_with('_'))).map(Opening::Carrier);
        let is_empty = |(name, value): (&String, &Value)| {
            is_of(name, &LISTS) && value.as_array().is_some_and(Vec::is_empty)
        };
        holder.or_else(carrier).or_else(|| object.iter().any(is_empty).then_some(Opening::Nothing))
    }

    /// `url` is a list of entries in sitemaps alone.
    fn is_sitemap_entry(self, name: &str, value: &Value) -> bool {
        let first = value.as_array().and_then(|entries| entries.first()).unwrap_or(value);
        name == "url"
            && first.get("loc").is_some()
            && self.is_article(value.as_array().map_or(value, |_| first))
    }

    fn holds_articles(self, value: &Value, room: Room) -> bool {
        let deeper = Room { depth: room.depth.min(3).saturating_sub(1), ..room };
        match value {
            Value::Array(parts) => {
                parts.iter().any(|part| self.is_article(part))
                    || parts.iter().take(8).any(|part| deeper.depth > 0 && self.holds_article(part, deeper))
            }
            Value::Object(object) => {
                let of_feed = |name: &str| FEED_LISTS.contains(&&*squash(name));
                deeper.depth > 0
                    && object.iter().any(|(name, value)| {
                        LISTS.contains(&&*squash(name))
                            && (self.holds_articles(value, deeper)
                                || (of_feed(name) && self.is_article(value)))
                    })
            }
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }

    fn holds_article(self, value: &Value, room: Room) -> bool {
        let deeper = Room { depth: room.depth.saturating_sub(1), ..room };
        match value {
            Value::String(text) => {
                let texts = room.texts.saturating_sub(1);
                room.texts > 0
                    && self
                        .reading
                        .parse_text(text)
                        .is_some_and(|inner| self.holds_article(&inner, Room { texts, ..deeper }))
            }
            Value::Object(object) => {
                self.is_article(value) || (room.depth > 0 && self.opening(object, deeper).is_some())
            }
            Value::Array(parts) => parts.iter().any(|part| self.has_address(part)),
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
}

#[cfg(test)]
mod tests;
