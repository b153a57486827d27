use prost::Message as _;
use prost_types::FileDescriptorSet;

use super::*;
use crate::framing;
use crate::pipeline;
use crate::proto::{DESCRIPTORS, EVENT_FILE};
use crate::record::{Position, Topic};
use crate::trace_context::{SpanId, TraceContext, TraceId, Traced};

fn trace() -> Vec<Header> {
    vec![Header::new("traceparent", "00-a-b-01")]
}

fn origin() -> Origin {
    let timestamp = Some(Timestamp::from_millis(1_694_527_500_250));
    Origin { topic: "articles.raw".into(), partition: 1, offset: 7, timestamp, item: 2 }
}

fn event(outcome: Outcome) -> ArticleEvent {
    let article = Some(Article { id: "ab12".into(), title: "t".into(), ..Article::default() });
    ArticleEvent { outcome: outcome.into(), article, origin: Some(origin()), ..ArticleEvent::default() }
}

fn framed() -> Encoding {
    let ids = [("articles.enriched", 5), ("articles.duplicates", 6), ("articles.latest", 7)];
    let ids = ids.map(|(topic, id)| (topic.to_owned(), id)).into();
    Encoding::Framed(Schemas { url: "https://registry.example".to_owned(), ids })
}

fn header<'m>(message: &'m Message, name: &str) -> Option<&'m str> {
    let found = message.headers.iter().find(|header| header.name == name)?;
    std::str::from_utf8(found.value.as_deref()?).ok()
}

fn published(encoding: &Encoding) -> Message {
    Outgoing::of_event(&event(Outcome::Published), trace(), encoding).message("articles.enriched".into())
}

#[test]
fn the_place_of_a_message_is_that_in_the_file() {
    let descriptors = FileDescriptorSet::decode(DESCRIPTORS).unwrap();
    let file = descriptors.file.iter().find(|file| file.name() == EVENT_FILE.path).unwrap();
    for kind in [Kind::Event, Kind::Duplicate] {
        let place = usize::try_from(kind.place()).unwrap();
        assert_eq!(file.message_type[place].name(), kind.name());
    }
}

#[test]
fn a_framed_value_names_the_schema_of_its_topic_and_its_message() {
    let encoding = framed();
    let value = published(&encoding).value.unwrap();
    assert_eq!(value[..6], [0, 0, 0, 0, 5, 0]);
    assert_eq!(framing::unframed(&value).unwrap(), event(Outcome::Published).encode_to_vec());
    let duplicate = DuplicateEvent { origin: Some(origin()), ..DuplicateEvent::default() };
    let outgoing = Outgoing::of_duplicate(&duplicate, trace(), &encoding);
    assert_eq!(outgoing.message("articles.duplicates".into()).value.unwrap()[..7], [0, 0, 0, 0, 6, 2, 2]);
}

#[test]
fn a_topic_with_values_of_several_encodings_is_read() {
    for encoding in [Encoding::Protobuf, Encoding::Json, framed()] {
        let told = outcomes(&published(&encoding), &Topics::default()).unwrap().remove(0);
        assert_eq!(told.product, Product::Event(Box::new(event(Outcome::Published))), "{encoding:?}");
    }
}

#[test]
fn headers_are_attributes_of_cloud_events() {
    let message = published(&framed());
    let expected = [
        ("ce_specversion", "1.0"),
        ("ce_id", "articles.raw/1/7/2"),
        ("ce_source", "/copydesk/articles.raw"),
        ("ce_type", "copydesk.v1.published"),
        ("ce_subject", "ab12"),
        ("ce_time", "2023-09-12T14:05:00.25Z"),
        ("ce_dataschema", "https://registry.example/schemas/ids/5"),
        ("content-type", "application/x-protobuf; framing=confluent; proto=copydesk.v1.ArticleEvent"),
        ("traceparent", "00-a-b-01"),
    ];
    assert_eq!(message.headers, expected.map(|(name, value)| Header::new(name, value)));
    assert_eq!(header(&published(&Encoding::Protobuf), "ce_dataschema"), None);
}

#[test]
fn a_table_holds_the_latest_event_and_a_tombstone_where_it_is_withdrawn() {
    let encoding = framed();
    let in_table = |outcome| {
        Outgoing::of_event(&event(outcome), trace(), &encoding)
            .in_table("articles.latest", &Destination::Enriched)
    };
    let revised = in_table(Outcome::Revised);
    assert_eq!((revised.topic.as_str(), revised.key.as_deref()), ("articles.latest", Some(&b"ab12"[..])));
    assert_eq!(revised.value.unwrap()[..6], [0, 0, 0, 0, 7, 0]);
    let event = event(Outcome::Revised);
    let dropped = Outgoing::of_event(&event, trace(), &encoding);
    assert_eq!(dropped.in_table("articles.latest", &Destination::Dropped).value, None, "it stands no more");
    let withdrawn = in_table(Outcome::Withdrawn);
    assert_eq!((withdrawn.key.as_deref(), &withdrawn.value), (Some(&b"ab12"[..]), &None));
    assert_eq!(header(&withdrawn, "ce_type"), Some("copydesk.v1.withdrawn"));
    assert_eq!((header(&withdrawn, "content-type"), header(&withdrawn, "ce_dataschema")), (None, None));
}

/// A published record and a dead letter, with the trace of their headers, or traced here.
fn sent(traced: Option<&Traced>) -> Vec<Message> {
    let record = |value: &str| Record {
        position: position(),
        timestamp: None,
        key: None,
        value: Some(value.into()),
        headers: vec![Header::new("traceparent", "00-a-b-01"), Header::new("tracestate", "x=y")],
    };
    let records =
        vec![record(r#"{"url": "https://a.example/1", "title": "t", "text": "One."}"#), record("{")];
    let mut prepared = pipeline::prepare(records, &pipeline::Settings::default());
    for prepared in &mut prepared {
        prepared.traced = traced.cloned().map(Box::new);
    }
    let reject = prepared[1].items[0].as_ref().unwrap_err().clone();
    let outcome = |product| {
        let origin = Origin { item: 0, ..origin() };
        ItemOutcome { origin, decision: 1, product, routing: Routing::default() }
    };
    let event = Product::Event(Box::new(event(Outcome::Published)));
    let outcomes = vec![outcome(event), outcome(Product::Rejected(reject))];
    messages(&prepared, outcomes, &Topics::default(), &Encoding::Protobuf)
}

fn position() -> Position {
    Position { topic: Topic::new("articles.raw"), partition: 1, offset: 7 }
}

#[test]
fn what_is_traced_goes_out_under_the_span_of_its_message_and_a_dead_letter_as_it_came() {
    let (parent, state) = ("00-a-b-01", Some("x=y"));
    for message in sent(None) {
        assert_eq!((header(&message, "traceparent"), header(&message, "tracestate")), (Some(parent), state));
    }
    let mut work = TraceContext::sampled(TraceId([0xab; 16]), SpanId([1; 8]));
    work.state = Some("z=1".to_owned());
    let traced = Traced { read_at: position(), parent: None, work, sends: vec![SpanId([2; 8])] };
    let messages = sent(Some(&traced));
    let expected = "00-abababababababababababababababab-0202020202020202-03";
    let [event, letter] = messages.as_slice() else { panic!("two messages: {messages:?}") };
    assert_eq!((header(event, "traceparent"), header(event, "tracestate")), (Some(expected), Some("z=1")));
    assert_eq!((header(letter, "traceparent"), header(letter, "tracestate")), (Some(parent), state));
}
