//! Articles within their envelopes: what carriers, search engines, feeds and APIs wrap around them.
//!
//! An object is opened where it is no article itself and one of the known names holds one, or several. A text that
//! is JSON is opened too. What the envelope says of all its articles (site, language, time of the crawl) is handed
//! on; the rest of it is the carrier's business and goes no further.

use serde_json::{Map, Value};

use super::bounds::{self, Bounds};
use super::names::{Aliases, squash};
use super::{Reading, fields, linked_data, looks_like_url};
use crate::article::{Found, Raw};

/// Names of lists of articles, in feeds and answers of APIs.
const LISTS: [&str; 22] = [
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
    "url",
    "response",
    "feed",
    "channel",
    "rss",
    "rdfrdf",
];
/// Names of objects, or of texts of JSON, that hold an article.
const CARRIERS: [&str; 24] = [
    "payload", "after", "source", "data", "message", "log", "event", "record", "value", "body", "detail",
    "msg", "object", "doc", "document", "article", "articles", "item", "entry", "post", "story", "result",
    "content", "urlset",
];
/// Envelopes nest: a Kafka connector around a log shipper around an answer of an API.
const DEEPEST: usize = 8;
/// Each text of JSON within JSON is parsed again.
const MOST_TEXTS: usize = 3;
/// Of a text of JSON within JSON.
const TEXT_BOUNDS: Bounds = Bounds { depth: 64, values: 100_000 };

/// One article's object, and what its envelopes say of it.
#[derive(Debug)]
pub struct Enclosed {
    pub content: Value,
    pub outside: Outside,
}

/// What an envelope may say of the articles in it. Short texts only: a list hands them to each of its articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Outside {
    url: Option<String>,
    canonical_url: Option<String>,
    fetched_at: Option<Found>,
    language: String,
    site_name: String,
    withdrawn: bool,
}

/// Longer texts are no names, addresses or dates.
const SHORT: usize = 4096;

impl Outside {
    /// Address and removal belong to one article, never to all of a list.
    fn of(object: Map<String, Value>, single: bool, inherited: &Self, aliases: &Aliases) -> Self {
        let Raw { url, canonical_url, title, fetched_at, language, site_name, withdrawn, .. } =
            fields::read(object, aliases);
        let short = |text: String| if text.len() <= SHORT { text } else { String::new() };
        let or = |own: String, inherited: &String| if own.is_empty() { inherited.clone() } else { own };
        // The title of a feed is the name of its site.
        let site_name = if single || !site_name.is_empty() { site_name } else { title };
        let own = |url: Option<String>, inherited: &Option<String>| {
            url.filter(|url| single && url.len() <= SHORT).or_else(|| inherited.clone().filter(|_| single))
        };
        Self {
            url: own(url, &inherited.url),
            canonical_url: own(canonical_url, &inherited.canonical_url),
            fetched_at: fetched_at
                .into_iter()
                .find(|found| found.text.len() <= SHORT)
                .or_else(|| inherited.fetched_at.clone()),
            language: or(short(language), &inherited.language),
            site_name: or(short(site_name), &inherited.site_name),
            withdrawn: single && (withdrawn || inherited.withdrawn),
        }
    }

    /// Fills in what the article does not say itself.
    pub fn complete(self, raw: &mut Raw) {
        let Self { url, canonical_url, fetched_at, language, site_name, withdrawn } = self;
        if raw.url.is_none() && raw.canonical_url.is_none() {
            (raw.url, raw.canonical_url) = (url, canonical_url);
        }
        if raw.fetched_at.is_empty() {
            raw.fetched_at.extend(fetched_at);
        }
        if raw.language.is_empty() {
            raw.language = language;
        }
        if raw.site_name.is_empty() {
            raw.site_name = site_name;
        }
        raw.withdrawn |= withdrawn;
    }
}

/// More articles than a record may hold.
#[derive(Debug, PartialEq, Eq)]
pub struct TooMany;

/// Opens all envelopes; gives at least what was put in, unless that is an empty list.
pub fn open(value: Value, reading: &Reading<'_>) -> Result<Vec<Enclosed>, TooMany> {
    let mut opened = Opened { items: Vec::new(), reading };
    opened.open(value, &Outside::default(), Room { depth: DEEPEST, texts: MOST_TEXTS })?;
    Ok(opened.items)
}

#[derive(Clone, Copy)]
struct Room {
    depth: usize,
    texts: usize,
}

struct Opened<'a> {
    items: Vec<Enclosed>,
    reading: &'a Reading<'a>,
}

impl Opened<'_> {
    fn open(&mut self, value: Value, outside: &Outside, room: Room) -> Result<(), TooMany> {
        let deeper = Room { depth: room.depth.saturating_sub(1), ..room };
        match value {
            Value::String(text) if room.texts > 0 => match parse(&text).or_else(|| parse_quoted(&text)) {
                Some(inner) => self.open(inner, outside, Room { texts: room.texts - 1, ..deeper }),
                None => self.push(Value::String(text), outside),
            },
            Value::Array(parts) if room.depth > 0 => {
                for part in linked_data::articles_of(parts) {
                    self.open(part, outside, deeper)?;
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
        outside: &Outside,
        room: Room,
    ) -> Result<(), TooMany> {
        if let Some(Value::Array(nodes)) = object.remove("@graph") {
            return self.open(Value::Array(linked_data::resolve(nodes)), outside, room);
        }
        let Some(key) = carrier(&object, room) else { return self.push(Value::Object(object), outside) };
        let inner = object.remove(&key).expect("the carrier is a key of the object");
        let single = !is_feed_list(&key) && !holds_list(&inner);
        // What a carrier calls its source is a program or a table.
        object.retain(|name, _| !single || name != "source");
        // A change of a database that has only a state before it is a removal.
        if key == "before" {
            object.insert("withdrawn".to_owned(), Value::Bool(true));
        }
        let outside = Outside::of(object, single, outside, self.reading.aliases);
        self.open(inner, &outside, room)
    }

    fn push(&mut self, content: Value, outside: &Outside) -> Result<(), TooMany> {
        if self.items.len() >= self.reading.settings.max_items.get() {
            return Err(TooMany);
        }
        self.items.push(Enclosed { content, outside: outside.clone() });
        Ok(())
    }
}

/// Only what begins like an object or a list is worth a parser, and no text within is worth more than a record.
fn parse(text: &str) -> Option<Value> {
    let text = text.trim();
    let fits = text.starts_with(['{', '[']) && bounds::check(text, TEXT_BOUNDS).is_ok();
    if fits { serde_json::from_str(text).ok() } else { None }
}

/// A text of JSON that was made into a text of JSON once more.
fn parse_quoted(text: &str) -> Option<Value> {
    let text = text.trim();
    let is_quoted = text.starts_with("\"{") || text.starts_with("\"[") || text.starts_with("\"\\\"");
    if is_quoted { serde_json::from_str(text).ok() } else { None }
}

fn holds_list(value: &Value) -> bool {
    match value {
        Value::Array(parts) => parts.len() > 1,
        Value::Object(_) if looks_like_article(value) => false,
        Value::Object(object) => {
            object.values().any(|value| value.as_array().is_some_and(|parts| parts.len() > 1))
        }
        Value::String(text) => text.trim_start().starts_with('['),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The key under which an object holds articles, where it is none itself.
fn carrier(object: &Map<String, Value>, room: Room) -> Option<String> {
    let has_text = object.iter().any(|(name, value)| is_body(&squash(name), value));
    if has_text {
        return None;
    }
    let has_title = object.iter().any(|(name, value)| is_title(&squash(name)) && value.is_string());
    let fits = |name: &str, names: &[&str]| names.contains(&squash(name).as_str());
    let list = object.iter().filter(|(name, _)| fits(name, &LISTS)).find(|(name, value)| {
        // Only feeds have titles and lists; a list of anything else belongs to the article that bears the title.
        let of_feed = is_feed_list(name);
        let may_hold = of_feed || !has_title;
        may_hold && (holds_articles(value, room.depth) || (of_feed && looks_like_article(value)))
    });
    if let Some((name, _)) = list {
        return Some(name.clone());
    }
    if has_title {
        return None;
    }
    if object.get("op").and_then(Value::as_str) == Some("d") && object.get("after").is_none_or(Value::is_null)
    {
        return object.get("before").filter(|before| before.is_object()).map(|_| "before".to_owned());
    }
    CARRIERS.iter().find_map(|carrier| {
        let (name, _) = object.iter().find(|(name, value)| {
            fits(name.trim_start_matches('_'), &[carrier]) && holds_article(value, room)
        })?;
        Some(name.clone())
    })
}

/// A feed may hold one item only.
fn is_feed_list(name: &str) -> bool {
    ["items", "item", "entries", "entry", "url"].contains(&squash(name).as_str())
}

fn is_title(squashed: &str) -> bool {
    ["title", "headline", "articletitle"].contains(&squashed)
}

/// A text of some length under a name that bodies have; JSON is none.
fn is_body(squashed: &str, value: &Value) -> bool {
    let named = [
        "maintext",
        "articlebody",
        "text",
        "body",
        "content",
        "fulltext",
        "html",
        "article",
        "textcontent",
        "cleanedtext",
    ];
    named.contains(&squashed)
        && value.as_str().is_some_and(|text| !text.trim().is_empty() && parse(text).is_none())
}

fn holds_articles(value: &Value, depth: usize) -> bool {
    match value {
        Value::Array(parts) => parts.iter().take(8).any(|part| {
            looks_like_article(part) || holds_article(part, Room { depth: depth.min(2), texts: 0 })
        }),
        Value::Object(object) => {
            depth > 0
                && object.iter().any(|(name, value)| {
                    LISTS.contains(&squash(name).as_str())
                        && (holds_articles(value, depth - 1) || looks_like_article(value))
                })
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
    }
}

fn holds_article(value: &Value, room: Room) -> bool {
    match value {
        Value::String(text) => {
            room.texts > 0
                && parse(text)
                    .is_some_and(|inner| holds_article(&inner, Room { texts: room.texts - 1, ..room }))
        }
        Value::Object(object) => {
            looks_like_article(value)
                || (room.depth > 0 && carrier(object, Room { depth: room.depth - 1, ..room }).is_some())
        }
        Value::Array(_) => holds_articles(value, room.depth.min(2)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Has a title or a text, or an address and something else that articles have.
fn looks_like_article(value: &Value) -> bool {
    let Value::Object(object) = value else { return false };
    object.iter().any(|(name, value)| {
        let squashed = squash(name);
        let titled = is_title(&squashed) && !value.is_null();
        let addressed = ["url", "link", "loc", "weburl"].contains(&squashed.as_str())
            && super::values::url(value).is_some_and(|url| looks_like_url(&url));
        titled || addressed || is_body(&squashed, value)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Settings;
    use serde_json::json;
    use std::num::NonZeroUsize;

    fn article() -> Value {
        json!({ "url": "https://a.example/1", "title": "T" })
    }

    fn open_at_most(most: usize, value: Value) -> Result<Vec<Enclosed>, TooMany> {
        let settings = Settings { max_items: NonZeroUsize::new(most).unwrap(), ..Settings::default() };
        open(value, &Reading { settings: &settings, aliases: &Aliases::default() })
    }

    fn contents(value: Value) -> Vec<Value> {
        open_at_most(100, value).unwrap().into_iter().map(|enclosed| enclosed.content).collect()
    }

    #[test]
    fn envelopes_of_carriers_are_opened() {
        let text = article().to_string();
        for value in [
            article(),
            json!([article()]),
            json!({ "schema": { "type": "struct", "name": "x" }, "payload": article() }),
            json!({ "schema": null, "payload": text }),
            json!({ "payload": { "before": null, "after": article(), "op": "c" } }),
            json!({ "@timestamp": "2023-09-12T15:00:00Z", "message": text, "host": { "name": "h" } }),
            json!({ "log": text, "stream": "stdout" }),
            json!({ "specversion": "1.0", "type": "x", "source": "/s", "id": "1", "data": article() }),
            json!({ "_index": "i", "_id": "1", "_source": article() }),
            json!({ "hits": { "total": { "value": 1 }, "hits": [{ "_source": article() }] } }),
            json!({ "Type": "Notification", "Message": text }),
            json!({ "status": "ok", "totalResults": 1, "articles": [article()] }),
            json!({ "articles": { "results": [article()], "page": 1 } }),
            json!({ "request": { "pageUrl": "https://a.example/1" }, "objects": [article()] }),
            json!({ "response": { "status": "ok", "results": [article()] } }),
            json!({ "rss": { "channel": { "title": "Feed", "item": [article()] } } }),
            json!({ "rss": { "channel": { "title": "Feed", "item": article() } } }),
            json!({ "version": "https://jsonfeed.org/version/1.1", "title": "Feed", "items": [article()] }),
            json!({ "article": article() }),
            json!(text),
            json!(json!(text).to_string()),
        ] {
            assert_eq!(contents(value.clone()), [article()], "{value}");
        }
    }

    #[test]
    fn an_article_is_no_envelope_whatever_it_holds() {
        for value in [
            json!({ "title": "T", "url": "https://a.example/1", "text": "Long.", "items": [article()] }),
            json!({ "title": "T", "url": "https://a.example/1", "articles": [article()] }),
            json!({ "title": "T", "data": article() }),
            json!({ "title": "T", "source": { "name": "N", "url": "https://a.example" } }),
            json!({ "url": "https://a.example/1", "title": null, "body": "{not json" }),
        ] {
            assert_eq!(contents(value.clone()), [value]);
        }
    }

    #[test]
    fn several_articles_are_several_items_and_more_than_the_limit_are_refused() {
        let value = json!({ "data": [article(), article(), 7] });
        assert_eq!(contents(value.clone()).len(), 3);
        assert_eq!(open_at_most(2, value).unwrap_err(), TooMany);
    }

    #[test]
    fn a_removal_in_a_database_withdraws() {
        let opened = open_at_most(1, json!({ "before": article(), "after": null, "op": "d" })).unwrap();
        assert!(opened[0].outside.withdrawn);
    }

    #[test]
    fn an_envelope_speaks_for_what_its_articles_do_not_say() {
        let complete = |value: Value| {
            let mut raw = Raw::default();
            open_at_most(9, value).unwrap().remove(0).outside.complete(&mut raw);
            (raw.url, raw.site_name, raw.language)
        };
        let inner = json!({ "title": "T" });
        let single = json!({ "url": "https://a.example/1", "language": "it", "article": inner });
        assert_eq!(complete(single), (Some("https://a.example/1".into()), String::new(), "it".into()));
        let feed = json!({ "title": "The Lantern", "language": "en", "link": "https://a.example/", "items": [inner, inner] });
        assert_eq!(complete(feed), (None, "The Lantern".into(), "en".into()));
    }

    #[test]
    fn endless_envelopes_end() {
        let mut value = article();
        for _ in 0..60 {
            value = json!({ "payload": value });
        }
        assert_eq!(contents(value).len(), 1);
        let mut text = article().to_string();
        for _ in 0..5 {
            text = json!({ "message": text }).to_string();
        }
        assert_eq!(contents(json!(text)).len(), 1);
    }
}
