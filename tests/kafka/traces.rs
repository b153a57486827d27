//! Traces of a real daemon, as a collector of a few lines sees them.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use copydesk::record::{Header, Position, Record, Topic};
use copydesk::wire::Message;
use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::{KeyValue, any_value::Value};
use opentelemetry_proto::tonic::trace::v1::{Span, span::SpanKind};
use prost::Message as _;

use crate::broker::{self, free_port};
use crate::corpus;
use crate::daemon::{Daemon, Machine};
use crate::proof;
use crate::scene::Scene;

/// A span, with what is said of the process that sent it.
#[derive(Clone, Debug)]
struct Seen {
    role: String,
    span: Span,
}

impl Seen {
    fn is(&self, kind: SpanKind) -> bool {
        self.span.kind == kind as i32
    }

    fn attribute(&self, name: &str) -> Option<String> {
        attribute(&self.span.attributes, name)
    }

    fn outcome(&self) -> Option<String> {
        self.attribute("copydesk.outcome")
    }

    fn id(&self) -> String {
        hex(&self.span.span_id)
    }

    fn parent(&self) -> String {
        hex(&self.span.parent_span_id)
    }

    /// What goes out with its message.
    fn traceparent(&self) -> String {
        format!("00-{}-{}-01", hex(&self.span.trace_id), self.id())
    }
}

fn attribute(attributes: &[KeyValue], name: &str) -> Option<String> {
    let found = attributes.iter().find(|attribute| attribute.key == name)?;
    let value = found.value.as_ref()?.value.as_ref()?;
    if let Value::IntValue(number) = value {
        return Some(number.to_string());
    }
    let Value::StringValue(text) = value else { panic!("{name} is {value:?}") };
    Some(text.clone())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
}

/// Takes all spans that anybody sends.
struct Collector {
    port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let noted = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let noted = noted.clone();
                thread::spawn(move || serve(stream.unwrap(), &noted));
            }
        });
        Self { port, seen }
    }

    fn set(&self) -> String {
        endpoint(self.port)
    }

    /// Of the trace of this number, those that came from producers' consumers to their messages.
    fn trace(&self, number: u8) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap();
        seen.iter().filter(|seen| seen.span.trace_id == [number; 16]).cloned().collect()
    }
}

fn endpoint(port: u16) -> String {
    format!("traces.endpoint=http://127.0.0.1:{port}/v1/traces")
}

/// One request after the other, until the connection is closed.
fn serve(stream: TcpStream, seen: &Mutex<Vec<Seen>>) {
    let mut reader = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if reader.read_line(&mut head).unwrap_or(0) == 0 {
                return;
            }
        }
        let head = head.to_lowercase();
        assert!(head.starts_with("post /v1/traces http/1.1\r\n"), "{head}");
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
        let mut body = vec![0; length.parse().unwrap()];
        reader.read_exact(&mut body).unwrap();
        let request = ExportTraceServiceRequest::decode(body.as_slice()).unwrap();
        for of_process in request.resource_spans {
            let about = of_process.resource.unwrap().attributes;
            assert_eq!(attribute(&about, "service.name").as_deref(), Some("copydesk"));
            assert_eq!(attribute(&about, "service.version").as_deref(), Some(env!("CARGO_PKG_VERSION")));
            assert_eq!(attribute(&about, "service.instance.id").unwrap().len(), 32);
            let role = attribute(&about, "copydesk.role").unwrap();
            let spans = of_process.scope_spans.into_iter().flat_map(|scope| scope.spans);
            let spans = spans.map(|span| Seen { role: role.clone(), span });
            seen.lock().unwrap().extend(spans);
        }
        write!(reader.get_mut(), "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").unwrap();
    }
}

/// The span of whoever sent a record.
const SENDER: &str = "00f067aa0ba902b7";
const STATE: &str = "congo=t61rcWkgMzE";

fn traceparent(number: u8, flags: &str) -> String {
    format!("00-{}-{SENDER}-{flags}", hex(&[number; 16]))
}

fn record(scene: &Scene, parent: Option<&str>, value: &str) -> Record {
    let parent = parent.map(|parent| Header::new("traceparent", parent));
    Record {
        position: Position { topic: Topic::new(scene.raw()), partition: 0, offset: 0 },
        timestamp: None,
        key: None,
        value: Some(value.into()),
        headers: parent.into_iter().chain([Header::new("tracestate", STATE)]).collect(),
    }
}

fn article(number: u8) -> String {
    let text = format!(
        "The council met {number} times in the harbour and voted for the bridge of {number}0 million. "
    );
    format!(
        r#"{{"url": "https://a.example/news/{number}", "title": "Bridge {number}", "text": "{}"}}"#,
        text.repeat(9)
    )
}

fn header(message: &Message, name: &str) -> Option<String> {
    let found = message.headers.iter().find(|header| header.name == name)?;
    Some(String::from_utf8(found.value.clone().unwrap()).unwrap())
}

/// Each message by the trace that it came with.
fn parents(messages: &[Message]) -> Vec<Option<String>> {
    messages.iter().map(|message| header(message, "traceparent")).collect()
}

fn one<'s>(seen: &'s [Seen], role: &str, kind: SpanKind) -> &'s Seen {
    let found: Vec<_> = seen.iter().filter(|seen| seen.role == role && seen.is(kind)).collect();
    let [one] = found.as_slice() else { panic!("one {kind:?} of {role}: {seen:#?}") };
    one
}

#[test]
fn a_sampled_record_is_told_once_however_often_its_batch_is_tried_and_others_are_handed_on_as_they_came() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let collector = Collector::start();
    let [sampled, again, broken, unsampled] =
        [(1, "01"), (2, "01"), (3, "01"), (4, "00")].map(|(number, flags)| traceparent(number, flags));
    let bad = "00-not-a-trace-01";
    scene.feed(&[
        record(&scene, Some(&sampled), &article(1)),
        record(&scene, Some(&again), &article(1)),
        record(&scene, Some(&broken), "{"),
        record(&scene, Some(&unsampled), &article(2)),
        record(&scene, None, &article(3)),
        record(&scene, Some(bad), &article(4)),
    ]);
    let (enriched, duplicates) = (&scene.settings.topics.enriched, &scene.settings.topics.duplicates);
    scene.limit_messages(enriched, 200);
    let daemon = Daemon::start(&scene, &[&collector.set(), "breaker.rejected_share=1.0"]);
    daemon.wait_for("tries", |daemon| {
        let text = daemon.get("/metrics");
        !text.is_empty() && daemon.metric("copydesk_batches_total{result=\"aborted\"}") >= 2.0
    });
    scene.limit_messages(enriched, 100_000_000);
    scene.wait_until_settled();
    assert!(daemon.stop().success(), "what waits is sent then");

    let published = scene.drain(enriched);
    for (number, outcome, offset, topic) in [
        (1, "published", 0, enriched),
        (2, "unchanged", 1, duplicates),
        (3, "rejected", 2, &scene.settings.topics.rejected),
    ] {
        let trace = collector.trace(number);
        let work = one(&trace, "all", SpanKind::Consumer);
        assert_eq!(work.parent(), SENDER);
        assert_eq!(work.span.name, format!("process {}", scene.raw()));
        assert_eq!(work.outcome().as_deref(), Some(outcome));
        assert_eq!(work.attribute("messaging.kafka.offset"), Some(offset.to_string()));
        assert_eq!(work.span.trace_state, STATE);
        let steps = trace.iter().filter(|seen| seen.is(SpanKind::Internal));
        let steps: Vec<_> = steps.map(|seen| (seen.span.name.as_str(), seen.parent())).collect();
        assert_eq!(steps, ["prepare", "decide", "commit"].map(|name| (name, work.id())));
        let sent = one(&trace, "all", SpanKind::Producer);
        assert_eq!((sent.parent(), sent.outcome()), (work.id(), work.outcome()));
        assert_eq!(sent.span.name, format!("send {topic}"));
        assert_eq!(trace.len(), 5, "{trace:#?}");
        let within = |seen: &&Seen| {
            seen.span.start_time_unix_nano >= work.span.start_time_unix_nano
                && seen.span.end_time_unix_nano <= work.span.end_time_unix_nano
        };
        assert!(trace.iter().all(|seen| within(&seen)), "{trace:#?}");
        let message = scene.drain(topic).remove(0);
        let parent = if outcome == "rejected" { broken.clone() } else { sent.traceparent() };
        assert_eq!(header(&message, "traceparent"), Some(parent));
        assert_eq!(header(&message, "tracestate").as_deref(), Some(STATE));
        assert_eq!(sent.attribute("copydesk.article_id"), header(&message, "ce_subject"));
    }
    let rejected = collector.trace(3);
    let work = one(&rejected, "all", SpanKind::Consumer);
    assert_eq!(work.attribute("error.type").as_deref(), Some("invalid_json"));
    assert_eq!(collector.seen.lock().unwrap().len(), 15, "and nothing else was told");
    assert_eq!(parents(&published)[1..], [Some(unsampled), None, Some(bad.to_owned())]);
}

#[test]
fn one_trace_tells_the_whole_path_from_who_prepares_to_who_decides() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    scene.create_prepared(1);
    let collector = Collector::start();
    scene.feed(&[
        record(&scene, Some(&traceparent(1, "01")), &article(1)),
        record(&scene, Some(&traceparent(2, "00")), &article(2)),
        record(&scene, None, &article(3)),
    ]);
    let (desk, crew) = (Machine::new(), Machine::new());
    let endpoint = collector.set();
    let deciding = desk.run(&scene, &["role=decide", &endpoint, "traces.ratio=1.0"]);
    let preparing = crew.run(&scene, &["role=prepare", &endpoint, "traces.ratio=1.0"]);
    scene.wait_until_settled();
    assert!(preparing.stop().success());
    assert!(deciding.stop().success());

    let published = parents(&scene.drain(&scene.settings.topics.enriched));
    let handed = parents(&scene.drain(&scene.settings.topics.prepared));
    let all = collector.seen.lock().unwrap().clone();
    let begun = all.iter().find(|seen| seen.is(SpanKind::Consumer) && seen.span.parent_span_id.is_empty());
    let mut traces: BTreeMap<String, Vec<Seen>> = BTreeMap::new();
    for seen in &all {
        traces.entry(hex(&seen.span.trace_id)).or_default().push(seen.clone());
    }
    assert_eq!(traces.len(), 2, "the second record was not sampled: {all:#?}");
    let begun = hex(&begun.unwrap().span.trace_id);
    for (trace, at, sender) in [(hex(&[1; 16]), 0, SENDER), (begun, 2, "")] {
        let trace = &traces[&trace];
        let prepares = one(trace, "prepare", SpanKind::Consumer);
        assert_eq!(prepares.parent(), sender);
        let hands_over = one(trace, "prepare", SpanKind::Producer);
        assert_eq!(hands_over.parent(), prepares.id());
        let decides = one(trace, "decide", SpanKind::Consumer);
        assert_eq!(decides.parent(), hands_over.id());
        assert_eq!(decides.span.name, format!("process {}", scene.settings.topics.prepared));
        assert_eq!(decides.attribute("copydesk.origin"), Some(format!("{}/0/{at}", scene.raw())));
        assert_eq!(decides.outcome().as_deref(), Some("published"));
        let sent = one(trace, "decide", SpanKind::Producer);
        assert_eq!(sent.parent(), decides.id());
        let begins = |parent: &Option<String>, of: &Seen| {
            let parent = parent.as_deref().unwrap();
            parent.starts_with(of.traceparent().rsplit_once('-').unwrap().0)
        };
        assert!(begins(&handed[at], hands_over) && begins(&published[at], sent));
    }
    assert_eq!((&handed[1], published[1].as_deref()), (&None, Some(traceparent(2, "00").as_str())));
}

#[test]
fn a_collector_that_is_away_or_does_not_answer_holds_nothing_up_and_is_counted() {
    let Some(brokers) = broker::shared() else { return };
    // One that takes what is sent, and says nothing.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    for port in [free_port(), silent.local_addr().unwrap().port()] {
        let scene = Scene::new(brokers);
        scene.create_topics(2);
        let records = corpus::records(scene.raw(), 81, 6000, 2);
        scene.feed(&records);
        let machine = Machine::new();
        let set = [&endpoint(port), "traces.ratio=1.0", "traces.timeout=500ms"];
        let daemon = machine.run(&scene, &set);
        scene.wait_until_settled();
        daemon.wait_for("spans that are dropped", |daemon| {
            daemon.metric("copydesk_trace_spans_dropped_total") > 1000.0
        });
        daemon.wait_logged("traces are dropped, nothing else is held up: the collector at http://127.0.0.1:");
        assert!(daemon.get("/readyz").starts_with("HTTP/1.1 200"));
        let log = daemon.log();
        assert!(daemon.stop().success());
        assert_eq!(log.matches("traces are dropped").count(), 1, "{log}");
        proof::holds(&scene, &machine, &records);
    }
}
