//! One JSON object for each message.

use std::io::{self, Write};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Serialize;

use super::Found;
use super::entry::Entry;
use crate::commands::report::write_line;
use crate::proto::Timestamp;
use crate::record;

#[derive(Serialize)]
struct Line<'a> {
    topic: &'a str,
    partition: i32,
    offset: i64,
    time: Option<Timestamp>,
    key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key_base64: Option<String>,
    headers: Vec<Header<'a>>,
    #[serde(flatten)]
    entry: &'a Entry,
}

/// Names may repeat, and so they make no object.
#[derive(Serialize)]
struct Header<'a> {
    name: &'a str,
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    value_base64: Option<String>,
}

impl<'a> Header<'a> {
    fn of(header: &'a record::Header) -> Self {
        let (value, value_base64) = text_or_base64(header.value.as_deref());
        Self { name: &header.name, value, value_base64 }
    }
}

pub fn print(found: &Found, out: &mut dyn Write) -> io::Result<()> {
    let Found { place, message, entry } = found;
    let (key, key_base64) = text_or_base64(message.key.as_deref());
    let line = Line {
        topic: place.topic.as_str(),
        partition: place.partition,
        offset: place.offset,
        time: message.timestamp,
        key,
        key_base64,
        headers: message.headers.iter().map(Header::of).collect(),
        entry,
    };
    write_line(out, &line)
}

/// The latter of bytes that are no text.
fn text_or_base64(bytes: Option<&[u8]>) -> (Option<&str>, Option<String>) {
    let Some(bytes) = bytes else { return (None, None) };
    match std::str::from_utf8(bytes) {
        Ok(text) => (Some(text), None),
        Err(_) => (None, Some(BASE64_STANDARD.encode(bytes))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::proto::ArticleEvent;
    use crate::record::{Position, Topic};
    use crate::wire::Message;
    use serde_json::{Value, json};

    #[test]
    fn a_line_tells_place_key_headers_and_the_event_as_its_json() {
        let place = Position { topic: Topic::new("t"), partition: 3, offset: 120 };
        let headers = vec![
            record::Header::new("ce_type", "copydesk.v1.published"),
            record::Header::new("bytes", [0xff]),
            record::Header { name: "null".to_owned(), value: None },
        ];
        let message = Message::keyed("t".to_owned(), Some(b"id".to_vec()), None, headers);
        let message = Message { timestamp: Some(Timestamp::from_seconds(0)), ..message };
        let event = ArticleEvent { decision: 9, ..ArticleEvent::default() };
        let mut out = Vec::new();
        print(&Found { place, message, entry: Entry::Event(event.into()) }, &mut out).unwrap();
        assert_eq!(out.split_inclusive(|&byte| byte == b'\n').count(), 1);
        let line: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(line["event"]["decision"], "9", "64-bit integers are texts");
        assert_eq!(
            (&line["topic"], &line["partition"], &line["offset"], &line["time"], &line["key"]),
            (&json!("t"), &json!(3), &json!(120), &json!("1970-01-01T00:00:00Z"), &json!("id"))
        );
        let expected = json!([
            {"name": "ce_type", "value": "copydesk.v1.published"},
            {"name": "bytes", "value": null, "value_base64": "/w=="},
            {"name": "null", "value": null},
        ]);
        assert_eq!(line["headers"], expected);
    }

    #[test]
    fn a_key_that_is_no_text_is_in_base64() {
        let place = Position { topic: Topic::new("t"), partition: 0, offset: 0 };
        let message = Message::keyed("t".to_owned(), Some(vec![0xff]), None, Vec::new());
        let mut out = Vec::new();
        print(&Found { place, message, entry: Entry::Replayed(vec![4]) }, &mut out).unwrap();
        let line: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!(
            (&line["key"], &line["key_base64"], &line["replayed"]),
            (&json!(null), &json!("/w=="), &json!([4]))
        );
    }
}
