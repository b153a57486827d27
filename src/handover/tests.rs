use super::*;
use crate::article::ArticleId;
use crate::dead_letter::Code;
use crate::pipeline::Settings;
use crate::proto::Timestamp;
use crate::record::{Position, Topic};
use crate::trace_context::{SpanId, TraceId, Traced};

fn record(offset: i64, value: &str) -> Record {
    Record {
        position: Position { topic: Topic::new("raw"), partition: 2, offset },
        timestamp: Some(Timestamp::from_seconds(1_770_000_000 + offset)),
        key: Some(b"key".to_vec()),
        value: Some(value.into()),
        headers: vec![Header::new("traceparent", "00-1-2-03"), Header::new("own", "x")],
    }
}

fn records() -> Vec<Record> {
    let text = "The council met in the harbour on Monday and voted for the bridge of 12 million. ".repeat(12);
    vec![
        record(7, &format!(r#"{{"url": "https://a.example/news/1", "title": "Bridge", "text": "{text}"}}"#)),
        record(8, &format!(r#"{{"url": "https://b.example/x", "title": "Bridge", "text": "{text}"}}"#)),
        record(9, r#"[{"url": "https://a.example/2", "title": "Two"}, {"title": "no address"}]"#),
        record(10, r#"{"url": "https://a.example/news/1", "text": ""}"#),
        record(11, "{"),
    ]
}

fn over(prepared: &Prepared) -> Prepared {
    let trail = Trail::of(&prepared.record, prepared.record.position.offset, b"id".to_vec());
    let message = write("prepared", prepared, &trail);
    let (there, back) = read(message.value.as_deref()).unwrap();
    assert_eq!(back, trail);
    there
}

#[test]
fn only_a_record_with_a_rejected_item_takes_its_bytes_along() {
    let here = pipeline::prepare(records(), &Settings::default());
    let there: Vec<Record> = here.iter().map(|prepared| over(prepared).record).collect();
    assert_eq!(there[0].value, None);
    assert_eq!(there[0].headers, [Header::new("traceparent", "00-1-2-03")]);
    for at in [2, 4] {
        assert_eq!(there[at], here[at].record);
    }
}

#[test]
fn ids_by_the_rules_of_another_version_are_made_again() {
    let mut prepared = pipeline::prepare(records(), &Settings::default()).remove(0);
    let known = prepared.items[0].as_ref().unwrap().identity.article_id;
    prepared.items[0].as_mut().unwrap().identity.article_id = ArticleId(Digest::of(b"another"));
    let trail = Trail::of(&prepared.record, 7, Vec::new());
    let mut wire = codec::record_out(&prepared, &trail);
    let id = |wire: &PreparedRecord| {
        let (prepared, _) = read(Some(&wire.encode_to_vec())).unwrap();
        prepared.items[0].as_ref().unwrap().identity.article_id
    };
    assert_ne!(id(&wire), known);
    wire.key_version = KEY_VERSION + 1;
    assert_eq!(id(&wire), known);
}

#[test]
fn what_is_no_prepared_record_is_refused_with_a_reason() {
    let prepared = pipeline::prepare(records(), &Settings::default()).remove(0);
    let wire = codec::record_out(&prepared, &Trail::of(&prepared.record, 7, Vec::new()));
    let refusal = |change: &dyn Fn(&mut PreparedRecord)| {
        let mut wire = wire.clone();
        change(&mut wire);
        read(Some(&wire.encode_to_vec())).unwrap_err().to_string()
    };
    assert!(refusal(&|wire| wire.format = FORMAT + 1).contains("run a newer one"));
    assert!(refusal(&|wire| wire.format = 0).contains("no format"));
    assert!(refusal(&|wire| wire.items.clear()).contains("no items"));
    assert!(refusal(&|wire| wire.from = 8).contains("offsets"));
    assert!(refusal(&|wire| wire.digest.clear()).contains("digest"));
    assert!(read(None).is_err());
    assert!(read(Some(b"{\"url\": 1}")).is_err());
}

#[test]
fn every_reason_of_a_rejection_goes_over() {
    let mut prepared = pipeline::prepare(records(), &Settings::default()).remove(4);
    for code in Code::ALL {
        prepared.items[0].as_mut().unwrap_err().code = code;
        assert_eq!(over(&prepared).items[0].as_ref().unwrap_err().code, code);
    }
}

#[test]
fn what_is_traced_goes_over_under_the_span_of_its_message_beside_the_headers_of_the_record() {
    let mut prepared = pipeline::prepare(records(), &Settings::default()).remove(0);
    let trail = Trail::of(&prepared.record, 7, Vec::new());
    let handed = |prepared: &Prepared| TraceContext::of(&write("prepared", prepared, &trail).headers);
    assert_eq!(handed(&prepared), None);
    let work = TraceContext::sampled(TraceId([1; 16]), SpanId([2; 8]));
    let sent = work.at(SpanId([3; 8]));
    let read_at = prepared.record.position.clone();
    prepared.traced = Some(Box::new(Traced { read_at, parent: None, work, sends: vec![sent.span] }));
    assert_eq!(handed(&prepared), Some(sent));
    assert_eq!(over(&prepared).record.headers, [Header::new("traceparent", "00-1-2-03")]);
}
