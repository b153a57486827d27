//! A record that could not become articles, and what is told about it.
//!
//! Key, value and headers of the record go out untouched; what we say stands in `copydesk-*` headers beside
//! them. Reading those back gives the same record and the same statement, so that a dead letter can be replayed: see
//! [`replay`].

pub mod replay;

use std::fmt;

use serde::Serialize;

use crate::record::{Header, Record};

/// The step that refused the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Decode,
    Url,
    Normalize,
}

/// Why an item was refused. Stable: operators filter, count and alert by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// A value of no bytes.
    EmptyValue,
    TooLarge,
    TooDeep,
    /// More values than a tree may be made of.
    TooManyValues,
    TooManyItems,
    /// Bytes that are no text in any encoding.
    NotText,
    InvalidJson,
    InvalidXml,
    InvalidProtobuf,
    /// Readable text of a form that is none of ours.
    UnknownForm,
    /// Well-formed, but not an object that could be an article, or an array without items.
    NotAnArticle,
    /// An archived answer, or a field for the page, that holds a PDF, a picture, data and no page.
    NotHtml,
    /// An archived answer that sends elsewhere: the article is there.
    Redirect,
    InvalidWarc,
    /// Compressed or encoded bytes that cannot be undone.
    InvalidEncoding,
    UrlMissing,
    UrlInvalid,
    /// Neither a title nor a text.
    NoContent,
    /// Code that reads the item failed; the item is the witness.
    Panicked,
    /// The process died with it, alone, twice.
    KilledProcess,
}

impl Stage {
    pub const ALL: [Self; 3] = [Self::Decode, Self::Url, Self::Normalize];

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    pub fn as_str(self) -> &'static str {
        match self {
            Self::Decode => "decode",
            Self::Url => "url",
            Self::Normalize => "normalize",
        }
    }
}

impl Code {
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == name)
    }

    pub const ALL: [Self; 20] = [
        Self::EmptyValue,
        Self::TooLarge,
        Self::TooDeep,
        Self::TooManyValues,
        Self::TooManyItems,
        Self::NotText,
        Self::InvalidJson,
        Self::InvalidXml,
        Self::InvalidProtobuf,
        Self::UnknownForm,
        Self::NotAnArticle,
        Self::NotHtml,
        Self::Redirect,
        Self::InvalidWarc,
        Self::InvalidEncoding,
        Self::UrlMissing,
        Self::UrlInvalid,
        Self::NoContent,
        Self::Panicked,
        Self::KilledProcess,
    ];

    pub fn as_str(self) -> &'static str {
        match self {
            Self::EmptyValue => "empty_value",
            Self::TooLarge => "too_large",
            Self::TooDeep => "too_deep",
            Self::TooManyValues => "too_many_values",
            Self::TooManyItems => "too_many_items",
            Self::NotText => "not_text",
            Self::InvalidJson => "invalid_json",
            Self::InvalidXml => "invalid_xml",
            Self::InvalidProtobuf => "invalid_protobuf",
            Self::UnknownForm => "unknown_form",
            Self::NotAnArticle => "not_an_article",
            Self::NotHtml => "not_html",
            Self::Redirect => "redirect",
            Self::InvalidWarc => "invalid_warc",
            Self::InvalidEncoding => "invalid_encoding",
            Self::UrlMissing => "url_missing",
            Self::UrlInvalid => "url_invalid",
            Self::NoContent => "no_content",
            Self::Panicked => "panicked",
            Self::KilledProcess => "killed_process",
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The item's fault. A malformed article is not an error: retrying it would fail forever.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reject {
    pub stage: Stage,
    pub code: Code,
    /// For people; at most [`DETAIL_LIMIT`] bytes, without control characters.
    pub detail: String,
}

/// Longer details would make headers that brokers and consoles refuse.
pub const DETAIL_LIMIT: usize = 300;

impl Reject {
    pub fn new(stage: Stage, code: Code, detail: impl fmt::Display) -> Self {
        let mut text = String::new();
        for c in detail.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }) {
            if text.len() + c.len_utf8() > DETAIL_LIMIT {
                break;
            }
            text.push(c);
        }
        Self { stage, code, detail: text }
    }
}

impl fmt::Display for Reject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({}): {}", self.code, self.stage, self.detail)
    }
}

/// One refused item of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RejectedItem {
    pub item: u32,
    pub decision: u64,
    pub reject: Reject,
}

const PREFIX: &str = "copydesk-";

/// Headers of the dead letter: the record's own, then ours. Stage, code and detail are those of the first item;
/// `copydesk-items` and `copydesk-decisions` list all items at fault.
pub fn headers(record: &Record, rejected: &[RejectedItem]) -> Vec<Header> {
    let first = &rejected.first().expect("a dead letter has an item at fault").reject;
    let list = |number: fn(&RejectedItem) -> u64| {
        rejected.iter().map(|item| number(item).to_string()).collect::<Vec<_>>().join(",")
    };
    let mut headers = record.headers.clone();
    let mut add = |name: &str, value: String| headers.push(Header::new(&format!("{PREFIX}{name}"), value));

    add("stage", first.stage.to_string());
    add("code", first.code.to_string());
    add("detail", first.detail.clone());
    add("topic", record.position.topic.to_string());
    add("partition", record.position.partition.to_string());
    add("offset", record.position.offset.to_string());
    if let Some(timestamp) = record.timestamp {
        add("timestamp", timestamp.to_string());
    }
    add("items", list(|item| u64::from(item.item)));
    add("decisions", list(|item| item.decision));
    headers
}

/// What a dead letter says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    pub reject: Reject,
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
    pub items: Vec<u32>,
    pub decisions: Vec<u64>,
}

/// Reads our headers back; nothing where they are not ours. Our headers are the last of their names: a record
/// may have been a dead letter before.
pub fn statement(headers: &[Header]) -> Option<Statement> {
    let text = |name: &str| {
        let header = headers.iter().rev().find(|header| header.name.strip_prefix(PREFIX) == Some(name))?;
        std::str::from_utf8(header.value.as_deref()?).ok()
    };
    Some(Statement {
        reject: Reject {
            stage: Stage::named(text("stage")?)?,
            code: Code::named(text("code")?)?,
            detail: text("detail")?.to_owned(),
        },
        topic: text("topic")?.to_owned(),
        partition: text("partition")?.parse().ok()?,
        offset: text("offset")?.parse().ok()?,
        items: numbers(text("items")?)?,
        decisions: numbers(text("decisions")?)?,
    })
}

fn numbers<N: std::str::FromStr>(list: &str) -> Option<Vec<N>> {
    list.split(',').map(|number| number.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::Timestamp;
    use crate::record::{Position, Topic};
    use proptest::prelude::*;

    fn record(headers: Vec<Header>) -> Record {
        Record {
            position: Position { topic: Topic::new("raw"), partition: 3, offset: 77 },
            timestamp: Some(Timestamp::from_millis(1_694_512_345_678)),
            key: Some(b"key".to_vec()),
            value: Some(b"{".to_vec()),
            headers,
        }
    }

    #[test]
    fn every_name_is_listed_once_and_agrees_with_its_json() {
        for code in Code::ALL {
            assert_eq!(serde_json::to_value(code).unwrap(), code.as_str());
            assert_eq!(Code::ALL.iter().filter(|other| other.as_str() == code.as_str()).count(), 1);
        }
        for stage in Stage::ALL {
            assert_eq!(serde_json::to_value(stage).unwrap(), stage.as_str());
        }
    }

    #[test]
    fn details_are_one_short_line() {
        let reject =
            Reject::new(Stage::Decode, Code::InvalidJson, format!("a\r\nb\u{1b}[31m{}", "é".repeat(400)));
        assert!(reject.detail.starts_with("a  b [31m"));
        assert!(reject.detail.len() <= DETAIL_LIMIT);
    }

    #[test]
    fn a_dead_letter_of_a_dead_letter_speaks_for_the_last() {
        let reject = Reject::new(Stage::Decode, Code::InvalidJson, "first");
        let first = headers(&record(Vec::new()), &[RejectedItem { item: 0, decision: 1, reject }]);
        let reject = Reject::new(Stage::Url, Code::UrlMissing, "second");
        let second = headers(&record(first), &[RejectedItem { item: 0, decision: 9, reject }]);
        assert_eq!(statement(&second).unwrap().reject.detail, "second");
    }

    proptest! {
        #[test]
        fn a_dead_letter_round_trips(
            names in prop::collection::vec(("[a-z-]{1,12}", prop::option::of(prop::collection::vec(any::<u8>(), 0..20))), 0..4),
            items in prop::collection::vec((any::<u32>(), any::<u64>()), 1..5),
            detail in ".{0,400}",
            code in prop::sample::select(Code::ALL.to_vec()),
            stage in prop::sample::select(Stage::ALL.to_vec()),
        ) {
            let own: Vec<Header> = names.into_iter().map(|(name, value)| Header { name, value }).collect();
            let record = record(own.clone());
            let reject = Reject::new(stage, code, detail);
            let rejected: Vec<_> =
                items.iter().map(|&(item, decision)| RejectedItem { item, decision, reject: reject.clone() }).collect();

            let headers = headers(&record, &rejected);
            prop_assert_eq!(&headers[..own.len()], &own[..]);
            let said = statement(&headers).unwrap();
            prop_assert_eq!(said.reject, reject);
            prop_assert_eq!((said.topic.as_str(), said.partition, said.offset), ("raw", 3, 77));
            prop_assert_eq!(said.items, items.iter().map(|item| item.0).collect::<Vec<_>>());
            prop_assert_eq!(said.decisions, items.iter().map(|item| item.1).collect::<Vec<_>>());
        }
    }
}
