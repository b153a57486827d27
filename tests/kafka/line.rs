//! What goes in comes out, once, and as the pipeline alone would have it.

use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine as _;
use copydesk::dead_letter::{self, Code};
use copydesk::outcome::{ItemOutcome, Product};
use copydesk::record::{Header, Position, Record, Topic};
use serde_json::{Value, json};

use crate::broker;
use crate::corpus;
use crate::daemon::{Daemon, Machine};
use crate::proof;
use crate::scene::Scene;

#[test]
fn run_gives_exactly_the_outcomes_that_pipe_gives() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let records = corpus::records(scene.raw(), 1, 20_000, 1);
    scene.feed(&records);

    let daemon = Daemon::start(&scene, &[]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    let seen: Vec<String> = scene.outcomes().iter().map(summary).collect();
    let expected: Vec<String> = piped(&records).iter().map(summary_of_line).collect();
    assert_eq!(seen.len(), expected.len());
    for (seen, expected) in seen.iter().zip(&expected) {
        assert_eq!(seen, expected);
    }
}

/// What of an outcome stands in the line of `pipe` too.
fn summary(outcome: &ItemOutcome) -> String {
    let said = match &outcome.product {
        Product::Event(event) => serde_json::to_value(event).unwrap(),
        Product::Duplicate(duplicate) => serde_json::to_value(duplicate).unwrap(),
        Product::Rejected(reject) => json!({"code": reject.code}),
    };
    condensed(outcome.origin.offset, outcome.origin.item, outcome.outcome().name(), &said)
}

fn summary_of_line(line: &Value) -> String {
    let said = ["event", "duplicate", "reject"].iter().find_map(|name| line.get(name)).unwrap();
    let item = u32::try_from(line["item"].as_u64().unwrap()).unwrap();
    condensed(line["record"].as_i64().unwrap(), item, line["outcome"].as_str().unwrap(), said)
}

/// A dead letter tells the code of its first item only, so codes are compared elsewhere.
fn condensed(record: i64, item: u32, outcome: &str, said: &Value) -> String {
    let parts = ["/article/id", "/article/body", "/revision", "/article_id", "/of/article_id", "/decision"];
    let parts: Vec<_> = parts.iter().filter_map(|part| said.pointer(part)).map(Value::to_string).collect();
    format!("{record}.{item} {outcome} {}", parts.join(" "))
}

/// The records through `copydesk pipe`.
fn piped(records: &[Record]) -> Vec<Value> {
    let mut pipe = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .args(["pipe", "--envelope"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = pipe.stdin.take().unwrap();
    let lines: Vec<String> = records.iter().map(envelope).collect();
    let writer = std::thread::spawn(move || {
        for line in lines {
            writeln!(stdin, "{line}").unwrap();
        }
    });
    let output = pipe.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success());
    output
        .stdout
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect()
}

fn envelope(record: &Record) -> String {
    let encode = |bytes: &Vec<u8>| base64::prelude::BASE64_STANDARD.encode(bytes);
    let mut line = json!({ "timestamp": record.timestamp.map(copydesk::proto::Timestamp::to_millis) });
    if let Some(key) = record.key_text() {
        line["key"] = key.into();
    }
    if let Some(value) = &record.value {
        line["value_base64"] = encode(value).into();
    }
    line.to_string()
}

/// Over several partitions, the order of arrival is what it was; taken in the order of `decision`, the outcomes are
/// those of a fresh decision.
#[test]
fn outcomes_over_several_partitions_are_those_of_a_fresh_decision_in_the_same_order() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(4);
    let records = corpus::records(scene.raw(), 2, 4000, 4);
    scene.feed(&records);

    let daemon = Daemon::start(&scene, &["source.batch.max_records=300"]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    proof::holds(&scene, &Machine::new(), &records);
}

#[test]
fn malformed_records_of_every_kind_become_dead_letters_with_their_bytes_keys_and_headers() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let nested = [b"[".repeat(5000), b"]".repeat(5000)].concat();
    let protobuf = vec![Header::new("content-type", "application/x-protobuf")];
    let kinds: Vec<(Code, Vec<u8>, Vec<Header>)> = vec![
        (Code::EmptyValue, Vec::new(), Vec::new()),
        (Code::NotText, b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0".to_vec(), Vec::new()),
        (Code::InvalidJson, b"{\"url\": ".to_vec(), Vec::new()),
        (Code::UrlMissing, b"{\"title\": \"t\"}".to_vec(), Vec::new()),
        (Code::TooLarge, vec![b'x'; 50 * 1024 * 1024], Vec::new()),
        (Code::TooDeep, nested, Vec::new()),
        (Code::InvalidProtobuf, b"\x08\x01 what is this".to_vec(), protobuf),
        (Code::UnknownForm, b"pages of it".to_vec(), Vec::new()),
        (Code::InvalidXml, b"<rss><item".to_vec(), Vec::new()),
    ];
    let headers = |own: &[Header]| {
        let more = [Header::new("trace", b"\x00\xff".to_vec()), Header { name: "null".into(), value: None }];
        own.iter().cloned().chain(more).collect::<Vec<_>>()
    };
    let records: Vec<Record> = (0..)
        .zip(&kinds)
        .map(|(offset, (_, value, own))| Record {
            position: Position { topic: Topic::new(scene.raw()), partition: 0, offset },
            timestamp: None,
            key: Some(format!("key {offset}").into_bytes()),
            value: Some(value.clone()),
            headers: headers(own),
        })
        .collect();
    scene.feed(&records);

    let daemon = Daemon::start(&scene, &[]);
    scene.wait_until_settled();
    daemon.wait_for("counters", |daemon| daemon.metric("copydesk_records_total") >= 8.0);
    assert!(
        (daemon.metric("copydesk_rejected_items_total{stage=\"decode\",code=\"too_deep\"}") - 1.0).abs()
            < f64::EPSILON
    );
    assert!(daemon.stop().success());

    let letters = scene.drain(&scene.settings.topics.rejected);
    assert_eq!(letters.len(), kinds.len());
    for ((letter, record), (code, ..)) in letters.iter().zip(&records).zip(&kinds) {
        let said = dead_letter::statement(&letter.headers).unwrap();
        assert_eq!(said.reject.code, *code);
        assert_eq!(
            (said.topic.as_str(), said.partition, said.offset),
            (scene.raw(), 0, record.position.offset)
        );
        assert_eq!((&letter.key, &letter.value), (&record.key, &record.value), "{code}");
        assert_eq!(letter.headers[..record.headers.len()], record.headers[..], "{code}");
    }
}

#[test]
fn a_start_at_latest_skips_nothing_that_came_after_it() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(2);
    scene.feed(&corpus::records(scene.raw(), 3, 50, 2));
    let ends = scene.ends(scene.raw());

    let daemon = Daemon::start(&scene, &["source.start=latest"]);
    daemon.wait_at_work();
    assert_eq!(scene.committed(), ends, "the start is committed before the first batch");
    assert!(daemon.stop().success());

    // What comes while nobody is at work is not skipped by the next start.
    scene.feed(&corpus::records(scene.raw(), 4, 50, 2));
    let daemon = Daemon::start(&scene, &["source.start=latest"]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    let records = scene.outcomes().iter().filter(|outcome| outcome.origin.item == 0).count();
    assert_eq!(records, 50);
}
