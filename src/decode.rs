//! Bytes to raw articles.
//!
//! The form is taken from the `content-type` header, else from the bytes themselves. Sizes and nesting are
//! checked before any parser that could be hurt by them. What is refused here is refused for good: the same
//! bytes would be refused again.

mod bounds;
mod charset;
mod dump;
mod envelope;
mod feed;
mod fields;
mod gdelt;
mod inflate;
mod json;
mod names;
mod pages;
mod protobuf;
mod warc;

use std::cell::Cell;
use std::fmt;
use std::num::NonZeroUsize;

use bytesize::ByteSize;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use self::bounds::Bounds;
use self::inflate::Budget;
pub use self::names::Aliases;
use crate::article::Raw;
use crate::dead_letter::{Code, Reject, Stage};
use crate::json::{linked_data, mend, values};
use crate::record::Record;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub max_bytes: ByteSize,
    pub max_depth: NonZeroUsize,
    pub max_values: NonZeroUsize,
    pub max_items: NonZeroUsize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            max_bytes: ByteSize::mib(16),
            max_depth: NonZeroUsize::new(64).expect("not zero"),
            max_values: NonZeroUsize::new(200_000).expect("not zero"),
            max_items: NonZeroUsize::new(1000).expect("not zero"),
        }
    }
}

impl Settings {
    fn most_bytes(&self) -> usize {
        usize::try_from(self.max_bytes.as_u64()).unwrap_or(usize::MAX)
    }

    fn bounds(&self) -> Bounds {
        Bounds { depth: self.max_depth.get(), values: self.max_values.get() }
    }
}

/// What an operator says of the records of a topic.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Every record is read as this, whatever it declares or looks like.
    pub form: Option<Form>,
    pub aliases: &'a Aliases,
}

/// What reading one record needs to know.
#[derive(Debug)]
struct Reading<'a> {
    settings: &'a Settings,
    aliases: &'a Aliases,
    /// Values that texts of JSON within the record may still be made of. Each is looked at before it is opened.
    values: Cell<usize>,
    budget: Budget,
}

impl<'a> Reading<'a> {
    fn new(settings: &'a Settings, aliases: &'a Aliases) -> Self {
        let values = Cell::new(settings.max_values.get().saturating_mul(4));
        Self { settings, aliases, values, budget: Budget::new(settings.most_bytes()) }
    }

    /// A text that is an object or a list, or a text of such a text. No parser sees more than the bounds allow.
    fn parse_text(&self, text: &str) -> Option<Value> {
        let text = text.trim();
        let is_json = ["{", "[", "\"{", "\"[", "\"\\\""].iter().any(|start| text.starts_with(start));
        if !is_json {
            return None;
        }
        let bounds = Bounds { values: self.values.get(), ..self.settings.bounds() };
        let spent = bounds::check(text, bounds).ok()?;
        self.values.set(self.values.get() - spent);
        serde_json::from_str(text).ok()
    }
}

/// What a record was read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Form {
    Json,
    Protobuf,
    /// RSS, Atom, a news sitemap: a whole feed, or one item of it.
    Feed,
    /// A whole page of HTML.
    Html,
    /// Records of a web archive.
    Warc,
    /// The plain-text dump of a crawl: a header line with bucket and URL, then title, date and text.
    CrawlDump,
    /// A URL without a value: the article was taken down.
    #[serde(skip_deserializing)]
    Tombstone,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Json => "JSON",
            Self::Protobuf => "protobuf",
            Self::Feed => "feed",
            Self::Html => "page",
            Self::Warc => "web archive",
            Self::CrawlDump => "crawl dump",
            Self::Tombstone => "tombstone",
        })
    }
}

/// The items of a record, in order; never empty.
#[derive(Debug)]
pub struct Decoded {
    pub form: Form,
    pub items: Vec<Result<Raw, Reject>>,
}

/// Headers that may hold the URL, in the order in which they are asked.
const URL_HEADERS: [&str; 3] = ["url", "x-url", "warc-target-uri"];

pub fn decode(record: &Record, settings: &Settings, expected: Expected<'_>) -> Result<Decoded, Reject> {
    let mut decoded = decode_value(record, settings, expected)?;
    if let ([Ok(raw)], Some(outside)) = (decoded.items.as_mut_slice(), url_beside_value(record)) {
        // A front page is the address of the site, where something else is that of the article.
        let own = raw.url.as_ref().or(raw.canonical_url.as_ref());
        if own.is_none_or(|url| values::is_front_page(url)) {
            raw.url = Some(outside);
        }
    }
    Ok(decoded)
}

fn decode_value(record: &Record, settings: &Settings, expected: Expected<'_>) -> Result<Decoded, Reject> {
    let Some(value) = record.value.as_deref() else {
        let raw = Raw { withdrawn: true, ..Raw::default() };
        return Ok(Decoded { form: Form::Tombstone, items: vec![Ok(raw)] });
    };
    if value.is_empty() {
        return Err(reject(Code::EmptyValue, "the value has no bytes"));
    }
    if value.len() > settings.most_bytes() {
        let size = ByteSize(value.len() as u64);
        return Err(reject(
            Code::TooLarge,
            format_args!("{size} is more than decode.max_bytes allows ({})", settings.max_bytes),
        ));
    }
    let reading = Reading::new(settings, expected.aliases);
    let value = &*reading.budget.open(value)?;
    let form = expected.form.or_else(|| declared(record));
    if form == Some(Form::Warc) || (form.is_none() && warc::looks_like_warc(value)) {
        return Ok(Decoded { form: Form::Warc, items: warc::decode(value, &reading)? });
    }
    // Protobuf is asked first: its first bytes may look like text, while text that parses as our message and holds
    // content where content belongs is not seen in practice.
    if form == Some(Form::Protobuf) || (form.is_none() && protobuf::looks_like_raw_article(value)) {
        return Ok(Decoded { form: Form::Protobuf, items: vec![protobuf::decode(value, &reading)] });
    }
    text(value, record, form, &reading)
}

fn text(value: &[u8], record: &Record, form: Option<Form>, reading: &Reading<'_>) -> Result<Decoded, Reject> {
    let charset::Decoded { text, evidence, .. } = charset::to_text(value, record.header("content-type"))
        .map_err(|fault| reject(Code::NotText, fault))?;
    let form = match form {
        // Whoever says XML of a page means XHTML.
        Some(Form::Feed) if pages::is_page(&text) => Form::Html,
        Some(form) => form,
        None => sniff(&text)?,
    };
    let mut items = match form {
        Form::Json => json::decode(&text, reading)?,
        Form::Feed => feed::decode(&text, reading)?,
        Form::Html => vec![Ok(Raw { page: Some(text.into_owned()), ..Raw::default() })],
        Form::CrawlDump => vec![dump::decode(&text)],
        Form::Protobuf | Form::Warc | Form::Tombstone => {
            unreachable!("two were read before, and the last has no value")
        }
    };
    for item in &mut items {
        let opened = item.as_mut().map_or(Ok(()), |raw| {
            raw.charset_guessed = evidence == charset::Evidence::Detected;
            pages::open(raw, &reading.budget)
        });
        if let Err(reject) = opened {
            *item = Err(reject);
        }
    }
    Ok(Decoded { form, items })
}

fn declared(record: &Record) -> Option<Form> {
    let content_type = record.header("content-type")?;
    let essence = content_type.split(';').next()?.trim().to_ascii_lowercase();
    match essence.as_str() {
        "application/json" | "text/json" => Some(Form::Json),
        "application/protobuf" | "application/x-protobuf" | "application/vnd.google.protobuf" => {
            Some(Form::Protobuf)
        }
        "text/html" | "application/xhtml+xml" => Some(Form::Html),
        "application/warc" => Some(Form::Warc),
        "application/rss+xml" | "application/atom+xml" | "application/xml" | "text/xml" => Some(Form::Feed),
        json if json.ends_with("+json") || json.ends_with("/x-ndjson") => Some(Form::Json),
        _ => None,
    }
}

fn sniff(text: &str) -> Result<Form, Reject> {
    let start = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    if start.is_empty() {
        return Err(reject(Code::EmptyValue, "the value holds only white space"));
    }
    if dump::looks_like_dump(start) {
        return Ok(Form::CrawlDump);
    }
    if pages::is_page(start) {
        return Ok(Form::Html);
    }
    if feed::looks_like_feed(start) {
        return Ok(Form::Feed);
    }
    // Everything that begins like JSON is JSON, so that a broken value is called broken and not unknown.
    if start.starts_with(['{', '[', '"', '-']) || start.starts_with(|c: char| c.is_ascii_digit()) {
        return Ok(Form::Json);
    }
    if ["null", "true", "false"].contains(&start.trim_end()) {
        return Ok(Form::Json);
    }
    let begin: String = start.chars().take(24).collect();
    Err(reject(
        Code::UnknownForm,
        format_args!(
            "neither JSON, protobuf, a page, a feed, a web archive nor a crawl dump: begins with {begin:?}"
        ),
    ))
}

fn url_beside_value(record: &Record) -> Option<String> {
    let headers = URL_HEADERS.iter().filter_map(|name| record.header(name));
    // Converters write keys as JSON.
    let plain = |text: &str| text.trim().trim_matches('"').to_owned();
    headers.chain(record.key_text()).map(plain).find(|text| looks_like_url(text))
}

/// Strict on purpose: keys are often ids or host names, and a wrong URL merges articles.
fn looks_like_url(text: &str) -> bool {
    let scheme = text.split_once("://").map(|(scheme, _)| scheme);
    scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https"))
}

fn reject(code: Code, detail: impl fmt::Display) -> Reject {
    Reject::new(Stage::Decode, code, detail)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::{Header, Position, Topic};
    use proptest::prelude::*;

    fn record(key: Option<&str>, value: Option<&[u8]>, headers: Vec<Header>) -> Record {
        Record {
            position: Position { topic: Topic::new("raw"), partition: 0, offset: 0 },
            timestamp: None,
            key: key.map(|key| key.as_bytes().to_vec()),
            value: value.map(<[u8]>::to_vec),
            headers,
        }
    }

    fn read(record: &Record) -> Result<Decoded, Reject> {
        decode(record, &Settings::default(), Expected { form: None, aliases: &Aliases::default() })
    }

    fn code(value: &[u8]) -> Code {
        let decoded = read(&record(None, Some(value), Vec::new()));
        match decoded {
            Err(reject) => reject.code,
            Ok(mut decoded) => decoded.items.remove(0).expect_err("should be refused").code,
        }
    }

    #[test]
    fn every_kind_of_malformed_value_has_a_code_of_its_own() {
        let nested = [b"[".repeat(200), b"]".repeat(200)].concat();
        let cases: [(&[u8], Code); 9] = [
            (b"", Code::EmptyValue),
            (b" \n", Code::EmptyValue),
            (b"\xff\xfe\xfd garbage", Code::NotText),
            (b"{\"url\": \"https://a.example/1\", \"title\": ", Code::InvalidJson),
            (b"\"404 Not Found\"", Code::NotAnArticle),
            (b"[]", Code::NotAnArticle),
            (b"404 Not Found, sorry", Code::InvalidJson),
            (b"Not found", Code::UnknownForm),
            (&nested, Code::TooDeep),
        ];
        for (value, expected) in cases {
            assert_eq!(code(value), expected, "{}", String::from_utf8_lossy(value));
        }
    }

    #[test]
    fn size_is_checked_before_anything_else() {
        let settings = Settings { max_bytes: ByteSize::b(10), ..Settings::default() };
        let value = Some(&b"{\"url\":\"https://a.example/\"}"[..]);
        let expected = Expected { form: None, aliases: &Aliases::default() };
        let reject = decode(&record(None, value, Vec::new()), &settings, expected).unwrap_err();
        assert_eq!(reject.code, Code::TooLarge);
    }

    #[test]
    fn a_declared_form_is_believed() {
        let headers =
            vec![Header::new("Content-Type", "application/x-protobuf; proto=copydesk.v1.RawArticle")];
        let decoded = read(&record(None, Some(b"{}"), headers)).unwrap();
        assert_eq!(decoded.form, Form::Protobuf);
        assert_eq!(decoded.items[0].as_ref().unwrap_err().code, Code::InvalidProtobuf);
    }

    #[test]
    fn the_url_may_stand_in_a_header_or_in_the_key() {
        let value: &[u8] = br#"{"title": "t"}"#;
        let url = |record: &Record| read(record).unwrap().items[0].clone().unwrap().url;
        let header = vec![Header::new("X-URL", "https://a.example/h")];

        assert_eq!(
            url(&record(Some("https://a.example/k"), Some(value), header)).unwrap(),
            "https://a.example/h"
        );
        assert_eq!(
            url(&record(Some("https://a.example/k"), Some(value), Vec::new())).unwrap(),
            "https://a.example/k"
        );
        assert_eq!(url(&record(Some("a.example"), Some(value), Vec::new())), None);
        assert!(url(&record(Some("https://a.example/k"), None, Vec::new())).is_some());
    }

    #[test]
    fn an_array_gives_several_items_each_judged_alone() {
        let value = br#"[{"url": "https://a.example/1", "title": "t"}, 7, {"url": "https://a.example/2", "title": "t"}]"#;
        let decoded = read(&record(None, Some(value), Vec::new())).unwrap();
        assert_eq!(decoded.items.len(), 3);
        assert_eq!(decoded.items[1].as_ref().unwrap_err().code, Code::NotAnArticle);
        assert!(decoded.items[2].is_ok());
    }

    proptest! {
        #[test]
        fn decode_never_panics(value in prop::collection::vec(any::<u8>(), 0..300)) {
            let decoded = read(&record(None, Some(&value), Vec::new()));
            prop_assert!(decoded.is_err() || !decoded.unwrap().items.is_empty());
        }

        #[test]
        fn decode_never_panics_on_text(value in r#"[\[\]{}":,a-z0-9\\ \n]{0,200}"#) {
            let decoded = read(&record(None, Some(value.as_bytes()), Vec::new()));
            prop_assert!(decoded.is_err() || !decoded.unwrap().items.is_empty());
        }
    }
}
