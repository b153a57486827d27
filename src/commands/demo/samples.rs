//! The samples: made-up articles, one of each kind that matters.

use prost::Message as _;

use crate::proto::{RawArticle, Timestamp};
use crate::record::{Position, Record, Topic};

/// Text, and how it is described to the reader of the demo.
const FILES: [(&str, &str); 10] = [
    ("a crawl dump in Italian, paragraphs glued", include_str!("samples/dump.txt")),
    ("JSON from a scraper", include_str!("samples/article.json")),
    ("the same page, crawled again with tracking", include_str!("samples/recrawl.json")),
    ("the same page, one figure corrected", include_str!("samples/correction.json")),
    ("an older crawl of it, arriving late", include_str!("samples/late.json")),
    ("the same text on a partner's site", include_str!("samples/copy.json")),
    ("an array: two articles in one record", include_str!("samples/array.json")),
    ("a whole page of HTML, in French", include_str!("samples/page.html")),
    ("JSON that was cut off", include_str!("samples/cut.json")),
    ("JSON without any URL", include_str!("samples/no_url.json")),
];

const GERMAN: &str = include_str!("samples/protobuf.txt");

/// What each record is, in order.
pub fn descriptions() -> Vec<&'static str> {
    let mut descriptions: Vec<_> = FILES.iter().map(|&(description, _)| description).collect();
    descriptions.extend(["protobuf, in German", "a URL without a value: taken down"]);
    descriptions
}

pub fn records(topic: &Topic) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    let mut add = |key: Option<&str>, value: Option<Vec<u8>>| {
        let offset = i64::try_from(records.len()).expect("a handful");
        records.push(Record {
            position: Position { topic: topic.clone(), partition: 0, offset },
            // The night after the articles, a minute apart.
            timestamp: Some(Timestamp::from_seconds(1_773_093_600 + offset * 60)),
            key: key.map(|key| key.as_bytes().to_vec()),
            value,
            headers: Vec::new(),
        });
    };
    for (_, text) in FILES {
        add(None, Some(text.into()));
    }
    add(None, Some(protobuf()));
    add(Some("https://www.rheinbote.example/lokales/faehre-wieder-in-betrieb-20481"), None);
    records
}

fn protobuf() -> Vec<u8> {
    let (title, text) = GERMAN.split_once("\n\n").expect("a title, then the text");
    let article = RawArticle {
        url: "https://www.rheinbote.example/lokales/faehre-wieder-in-betrieb-20481?utm_source=rss".to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        published: "9. März 2026, 18:15 Uhr".to_owned(),
        authors: vec!["Von Jana Rieck und Tom Albers".to_owned()],
        language: "de-DE".to_owned(),
        site_name: "Rheinbote".to_owned(),
        ..RawArticle::default()
    };
    article.encode_to_vec()
}
