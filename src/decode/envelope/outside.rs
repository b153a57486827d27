//! What envelopes say of the articles in them.

use serde_json::{Map, Value};

use crate::article::{Found, Raw};
use crate::decode::{Reading, fields};

/// Longer texts are no names, addresses or dates.
const SHORT: usize = 1024;

#[derive(Clone, Debug, Default)]
pub struct Outside {
    /// Objects that stand around one article alone, the innermost first: their fields are its own, only less binding.
    holders: Vec<Map<String, Value>>,
    /// What a carrier, or a list, says of what it carries. Short, since each article of a list gets it.
    carrier: Box<Carrier>,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Carrier {
    url: Option<String>,
    canonical_url: Option<String>,
    fetched_at: Option<Found>,
    language: String,
    site_name: String,
    withdrawn: bool,
}

impl Outside {
    pub fn of_holder(mut self, object: Map<String, Value>) -> Self {
        if !object.is_empty() {
            self.holders.insert(0, object);
        }
        self
    }

    /// The host, the program and the tags of a carrier are its own; its address, if any, and its clock may be used.
    pub fn of_carrier(
        mut self,
        mut object: Map<String, Value>,
        is_removal: bool,
        reading: &Reading<'_>,
    ) -> Self {
        object.remove("source");
        let clock = ["date", "time"].iter().find_map(|name| object.remove(*name));
        let raw = fields::read(object, Vec::new(), reading.aliases);
        let clock = clock.as_ref().and_then(crate::decode::values::time).map(|text| Found::new("time", text));
        let own = Carrier {
            fetched_at: raw.fetched_at.first().cloned().or(clock),
            site_name: String::new(),
            ..Carrier::of(raw)
        };
        self.carrier.fill(own);
        self.carrier.withdrawn |= is_removal;
        self
    }

    /// The title of a feed is the name of its site. Its address is not that of its items.
    pub fn of_list(mut self, mut object: Map<String, Value>, reading: &Reading<'_>) -> Self {
        let feed = ["channel", "feed"].iter().find_map(|name| object.remove(*name));
        let described = feed.and_then(|feed| if let Value::Object(feed) = feed { Some(feed) } else { None });
        for object in described.into_iter().chain([object]) {
            let mut raw = fields::read(object, Vec::new(), reading.aliases);
            if raw.site_name.is_empty() {
                raw.site_name = std::mem::take(&mut raw.title);
            }
            let own = Carrier { url: None, canonical_url: None, withdrawn: false, ..Carrier::of(raw) };
            self.carrier.fill(own);
        }
        self
    }

    /// What may be handed to each of several articles.
    pub fn shared(mut self, reading: &Reading<'_>) -> Self {
        for object in std::mem::take(&mut self.holders) {
            self.carrier.fill(Carrier::of(fields::read(object, Vec::new(), reading.aliases)));
        }
        (self.carrier.url, self.carrier.canonical_url, self.carrier.withdrawn) = (None, None, false);
        self
    }

    /// Reads the article in it.
    pub fn read(self, content: Map<String, Value>, reading: &Reading<'_>) -> Raw {
        let mut raw = fields::read(content, self.holders, reading.aliases);
        let Carrier { url, canonical_url, fetched_at, language, site_name, withdrawn } = *self.carrier;
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
        raw
    }

    #[cfg(test)]
    pub fn is_removal(&self) -> bool {
        self.carrier.withdrawn
    }
}

impl Carrier {
    fn of(raw: Raw) -> Self {
        let short = |text: String| if text.len() <= SHORT { text } else { String::new() };
        let url = |url: Option<String>| url.filter(|url| url.len() <= SHORT);
        Self {
            url: url(raw.url),
            canonical_url: url(raw.canonical_url),
            fetched_at: raw.fetched_at.into_iter().find(|found| found.text.len() <= SHORT),
            language: short(raw.language),
            site_name: short(raw.site_name),
            withdrawn: raw.withdrawn,
        }
    }

    /// The inner envelope knows better.
    fn fill(&mut self, own: Self) {
        let Self { url, canonical_url, fetched_at, language, site_name, withdrawn } = own;
        self.url = url.or_else(|| self.url.take());
        self.canonical_url = canonical_url.or_else(|| self.canonical_url.take());
        self.fetched_at = fetched_at.or_else(|| self.fetched_at.take());
        if !language.is_empty() {
            self.language = language;
        }
        if !site_name.is_empty() {
            self.site_name = site_name;
        }
        self.withdrawn |= withdrawn;
    }
}
