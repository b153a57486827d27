//! Against a collector of a few lines.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::Mutex;
use std::thread;

use opentelemetry::trace::{SpanKind, Status};
use opentelemetry_sdk::trace::SpanData;

use super::*;
use crate::dead_letter::Code;
use crate::health::Health;
use crate::proto::{Outcome, Timestamp};
use crate::record::{Header, Topic};
use crate::secret::Secret;

const PARENT: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

fn start(settings: &Settings, begins: bool) -> (Traces, Arc<Metrics>) {
    let metrics = Arc::<Metrics>::default();
    let sender = Sender { instance: "i".to_owned(), group: "g".to_owned(), role: "all", begins };
    let clock = || Timestamp::from_seconds(1000);
    (Traces::start(settings, sender, clock, metrics.clone()).unwrap(), metrics)
}

/// Where nobody answers.
fn nowhere() -> Settings {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let timeout = Duration::from_millis(50);
    Settings { endpoint: format!("http://127.0.0.1:{port}/v1/traces"), timeout, ..Settings::default() }
}

fn position() -> Position {
    Position { topic: Topic::new("raw"), partition: 3, offset: 77 }
}

fn context(flags: &str) -> Option<TraceContext> {
    TraceContext::of(&[
        Header::new("traceparent", format!("{PARENT}-{flags}")),
        Header::new("tracestate", "a=b"),
    ])
}

fn told(traces: &Traces) -> Told {
    let taken_up = traces.take_up(context("01"), &position(), 1).unwrap();
    let sent = Sent {
        span: taken_up.sends[0],
        topic: "enriched".to_owned(),
        outcome: Some(Outcome::Published),
        code: None,
        article_id: Some("ab12".to_owned()),
    };
    Told { traced: taken_up, origin: position(), sent: vec![sent] }
}

fn dropped(metrics: &Metrics) -> usize {
    let text = metrics.text(&Health::default());
    let line = text.lines().find_map(|line| line.strip_prefix("copydesk_trace_spans_dropped_total "));
    line.unwrap().parse().unwrap()
}

fn wait_until(is_so: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_mins(1);
    while !is_so() {
        assert!(Instant::now() < end, "waited in vain");
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn whoever_sent_a_record_has_the_say_and_the_ratio_where_nobody_has() {
    let take_up = |ratio: f64, begins: bool, context: Option<TraceContext>| {
        let (traces, _) = start(&Settings { ratio, ..nowhere() }, begins);
        traces.take_up(context, &position(), 2)
    };
    for (ratio, begins) in [(0.0, true), (1.0, true), (1.0, false)] {
        let parent = context("01").unwrap();
        let traced = take_up(ratio, begins, Some(parent.clone())).unwrap();
        assert_eq!((traced.parent, traced.work.trace), (Some(parent.span), parent.trace));
        assert_eq!((traced.work.state.as_deref(), traced.work.flags()), (Some("a=b"), 1));
        let ids = [parent.span, traced.work.span, traced.sends[0], traced.sends[1]];
        let others = |at: usize| ids.iter().enumerate().filter(move |(other, _)| *other != at);
        assert!((0..4).all(|at| others(at).all(|(_, id)| *id != ids[at])), "{ids:?}");
        assert_eq!(take_up(ratio, begins, context("00")), None);
    }
    assert_eq!(take_up(0.0, true, None), None);
    assert_eq!(take_up(1.0, false, None), None, "another process read it, and did not choose it");
    let traced = take_up(1.0, true, None).unwrap();
    assert!(traced.parent.is_none() && traced.work.is_sampled());
    assert_ne!(traced.work.trace, take_up(1.0, true, None).unwrap().work.trace);
}

#[test]
fn a_ratio_chooses_that_share_of_all_ids() {
    let id = |tail: [u8; 2]| {
        let mut id = [0xff; 16];
        id[8..10].copy_from_slice(&tail);
        id
    };
    assert!(is_chosen(id([0, 0]), 0.01) && !is_chosen(id([0x10, 0]), 0.01));
    assert!(is_chosen(id([0x7f, 0xff]), 0.5) && !is_chosen(id([0x80, 0]), 0.5));
    assert!(is_chosen([0xff; 16], 1.0) && !is_chosen([0xff; 16], 0.999_999));
}

#[test]
fn a_record_is_told_as_work_with_its_steps_and_its_messages() {
    let (traces, _) = start(&nowhere(), true);
    let told = told(&traces);
    let began = Instant::now();
    let at = |seconds| began + Duration::from_secs(seconds);
    let steps = [(Step::Prepare, at(0)..at(1)), (Step::Decide, at(3)..at(4)), (Step::Commit, at(4)..at(6))];
    let time = |then: Instant| then - began;
    let spans = span::of(&told, &steps, "g", (&time, &|| SpanId([9; 8])));
    assert_eq!(spans.len(), span::count(&told, &steps));
    let [work, prepare, decide, commit, sent] = spans.as_slice() else { panic!("{spans:?}") };
    let names: Vec<_> = spans.iter().map(|span| span.name.as_ref()).collect();
    assert_eq!(names, ["process raw", "prepare", "decide", "commit", "send enriched"]);
    assert_eq!(work.parent_span_id.to_string(), "00f067aa0ba902b7");
    assert!(work.parent_span_is_remote && !sent.parent_span_is_remote);
    for child in [prepare, decide, commit, sent] {
        assert_eq!(child.parent_span_id, work.span_context.span_id());
        assert_eq!(child.span_context.trace_id().to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(child.span_context.trace_state().header(), "a=b");
    }
    assert_eq!((&work.span_kind, &sent.span_kind), (&SpanKind::Consumer, &SpanKind::Producer));
    let took = |span: &SpanData| span.end_time.duration_since(span.start_time).unwrap().as_secs();
    assert_eq!([work, prepare, decide, commit, sent].map(took), [6, 1, 1, 2, 2]);
    let attributes = |span: &SpanData| {
        let text = |attribute: &KeyValue| format!("{}={}", attribute.key, attribute.value);
        span.attributes.iter().map(text).collect::<Vec<_>>()
    };
    let expected = [
        "messaging.system=kafka",
        "messaging.operation.name=process",
        "messaging.operation.type=process",
        "messaging.destination.name=raw",
        "messaging.destination.partition.id=3",
        "messaging.kafka.offset=77",
        "messaging.consumer.group.name=g",
        "copydesk.origin=raw/3/77",
        "copydesk.outcome=published",
    ];
    assert_eq!(attributes(work), expected);
    assert!(attributes(sent).ends_with(&["copydesk.article_id=ab12".to_owned()]));
}

#[test]
fn a_rejection_is_an_error_and_several_outcomes_are_told_of_their_messages_alone() {
    let (traces, _) = start(&nowhere(), true);
    let mut told = told(&traces);
    let code = Some(Code::UrlMissing);
    let letter = Sent { outcome: Some(Outcome::Rejected), code, article_id: None, ..told.sent.remove(0) };
    told.sent = vec![letter];
    let steps = [(Step::Commit, Instant::now()..Instant::now())];
    let spans = |told: &Told| span::of(told, &steps, "g", (&|_| Duration::ZERO, &|| SpanId([9; 8])));
    let has =
        |span: &SpanData, name: &str| span.attributes.iter().any(|attribute| attribute.key.as_str() == name);
    let rejected = spans(&told);
    assert_eq!(rejected[0].status, Status::error("url_missing"));
    assert!(has(&rejected[0], "error.type") && has(&rejected[0], "copydesk.outcome"));
    told.sent.push(self::told(&traces).sent.remove(0));
    let several = spans(&told);
    assert!(has(&several[0], "error.type") && !has(&several[0], "copydesk.outcome"));
    assert!(has(&several[2], "copydesk.outcome") && has(&several[3], "copydesk.outcome"));
}

const OF_ONE: usize = 3;

fn tell(traces: &Traces, records: usize) {
    let all: Vec<Told> = (0..records).map(|_| told(traces)).collect();
    traces.tell(&all, &[(Step::Commit, Instant::now()..Instant::now())]);
}

#[test]
fn what_does_not_fit_is_counted_at_once_all_spans_of_a_record_or_none() {
    // Takes a request, and never answers it.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/v1/traces", silent.local_addr().unwrap());
    let (traces, metrics) =
        start(&Settings { endpoint, timeout: Duration::from_mins(1), ..Settings::default() }, true);
    let fit = QUEUE / OF_ONE;
    tell(&traces, fit);
    assert_eq!(dropped(&metrics), 0);
    tell(&traces, 100);
    assert_eq!(dropped(&metrics), 100 * OF_ONE);
    assert_eq!(traces.stop(Duration::from_millis(1)), fit * OF_ONE, "nobody took them");
}

#[test]
fn what_cannot_be_sent_is_counted() {
    let (traces, metrics) = start(&nowhere(), true);
    let records = QUEUE / OF_ONE + 100;
    tell(&traces, records);
    wait_until(|| dropped(&metrics) == records * OF_ONE);
    assert_eq!(traces.stop(Duration::from_secs(10)), 0);
}

type Asked = Arc<Mutex<Vec<(String, usize)>>>;

/// Answers everything with this status. Notes who asks, and with how many bytes.
fn collector(status: &'static str) -> (Settings, Asked) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    let asked = Asked::default();
    let noted = asked.clone();
    thread::spawn(move || {
        for stream in listener.incoming() {
            answer(stream.unwrap(), status, &noted);
        }
    });
    (Settings { endpoint, token: Secret::new("hunter2".to_owned()), ..Settings::default() }, asked)
}

fn answer(stream: TcpStream, status: &str, asked: &Asked) {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).unwrap() == 0 {
            return;
        }
    }
    let head = head.to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    let mut body = vec![0; length.parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    asked.lock().unwrap().push((head, body.len()));
    write!(reader.get_mut(), "HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
}

#[test]
fn spans_are_sent_with_the_token_and_what_waits_is_sent_at_a_stop() {
    let (settings, asked) = collector("200 OK");
    let (traces, metrics) = start(&settings, true);
    tell(&traces, 1);
    assert_eq!((traces.stop(Duration::from_mins(1)), dropped(&metrics)), (0, 0));
    let asked = asked.lock().unwrap();
    let [(head, bytes)] = asked.as_slice() else { panic!("{asked:?}") };
    assert!(head.starts_with("post /v1/traces http/1.1\r\n") && *bytes > 100, "{head}");
    assert!(head.contains("\r\nauthorization: bearer hunter2\r\n"), "{head}");
    assert!(head.contains("\r\ncontent-type: application/x-protobuf\r\n"), "{head}");
}

#[test]
fn a_collector_that_does_not_let_us_is_told_with_the_setting_and_its_spans_are_counted() {
    let (settings, _) = collector("401 Unauthorized");
    assert!(reach(&settings).unwrap_err().ends_with("does not let us: see traces.token_file"));
    let (traces, metrics) = start(&settings, true);
    tell(&traces, 1);
    assert_eq!((traces.stop(Duration::from_mins(1)), dropped(&metrics)), (0, 3));
    assert!(reach(&nowhere()).unwrap_err().contains("does not answer"));
    assert_eq!(reach(&collector("200 OK").0), Ok(()));
    let missing = Settings { ca_file: "nowhere/ca.pem".into(), ..nowhere() };
    assert!(reach(&missing).unwrap_err().starts_with("traces.ca_file: failed to read "));
}
