//! The spans of a record, by the semantic conventions of OpenTelemetry for messaging.

use std::ops::Range;
use std::str::FromStr as _;
use std::time::{Duration, Instant, UNIX_EPOCH};

use opentelemetry::trace::{self, SpanContext, SpanKind, Status, TraceFlags, TraceState};
use opentelemetry::{InstrumentationScope, KeyValue};
use opentelemetry_sdk::trace::{SpanData, SpanEvents, SpanLinks};

use crate::dead_letter::Code;
use crate::metrics::Step;
use crate::proto::Outcome;
use crate::record::Position;
use crate::trace_context::{SpanId, TraceContext, TraceId, Traced};

/// A record that was committed.
#[derive(Debug)]
pub struct Told {
    pub traced: Box<Traced>,
    /// Where it came from first: elsewhere than it was read, where it was handed over.
    pub origin: Position,
    pub sent: Vec<Sent>,
}

/// A message that came of it.
#[derive(Debug)]
pub struct Sent {
    pub span: SpanId,
    pub topic: String,
    /// None where it is handed over.
    pub outcome: Option<Outcome>,
    /// Why it is a dead letter.
    pub code: Option<Code>,
    pub article_id: Option<String>,
}

/// How many there are of a record.
pub fn count(told: &Told, steps: &[(Step, Range<Instant>)]) -> usize {
    1 + steps.len() + told.sent.len()
}

/// `steps` are those of its batch, in order, from its reading to its commit. `at` tells the time since the epoch, and `id` is
/// another each time.
pub fn of(
    told: &Told,
    steps: &[(Step, Range<Instant>)],
    group: &str,
    (at, id): (&dyn Fn(Instant) -> Duration, &dyn Fn() -> SpanId),
) -> Vec<SpanData> {
    let Told { traced, origin: _, sent } = told;
    let (_, first) = steps.first().expect("every batch is read");
    let (_, last) = steps.last().expect("every batch is committed");
    let span =
        |own: SpanId, parent: Option<SpanId>, kind: SpanKind, name: String, when: &Range<Instant>| SpanData {
            span_context: context(&traced.work.at(own)),
            parent_span_id: parent.map_or(trace::SpanId::INVALID, |SpanId(id)| trace::SpanId::from_bytes(id)),
            parent_span_is_remote: kind == SpanKind::Consumer && parent.is_some(),
            span_kind: kind,
            name: name.into(),
            start_time: UNIX_EPOCH + at(when.start),
            end_time: UNIX_EPOCH + at(when.end),
            attributes: Vec::new(),
            dropped_attributes_count: 0,
            events: SpanEvents::default(),
            links: SpanLinks::default(),
            status: Status::Unset,
            instrumentation_scope: scope(),
        };
    let work = traced.work.span;
    let whole = first.start..last.end;
    let topic = &traced.read_at.topic;
    let mut spans = vec![SpanData {
        attributes: work_attributes(told, group),
        status: status(sent.iter().find_map(|sent| sent.code)),
        ..span(work, traced.parent, SpanKind::Consumer, format!("process {topic}"), &whole)
    }];
    spans.extend(
        steps
            .iter()
            .map(|(step, when)| span(id(), Some(work), SpanKind::Internal, step.name().to_owned(), when)),
    );
    spans.extend(sent.iter().map(|sent| SpanData {
        attributes: sent_attributes(sent),
        status: status(sent.code),
        // It becomes visible with the commit, the last step.
        ..span(sent.span, Some(work), SpanKind::Producer, format!("send {}", sent.topic), last)
    }));
    spans
}

fn scope() -> InstrumentationScope {
    InstrumentationScope::builder("copydesk").with_version(env!("CARGO_PKG_VERSION")).build()
}

fn context(context: &TraceContext) -> SpanContext {
    let (TraceId(trace), SpanId(span)) = (context.trace, context.span);
    // What others wrote there wrongly is handed on with messages, and left out here.
    let state = context.state.as_deref().and_then(|state| TraceState::from_str(state).ok());
    SpanContext::new(
        trace::TraceId::from_bytes(trace),
        trace::SpanId::from_bytes(span),
        TraceFlags::new(context.flags()),
        false,
        state.unwrap_or_default(),
    )
}

fn status(code: Option<Code>) -> Status {
    code.map_or(Status::Unset, |code| Status::error(code.as_str()))
}

fn messaging(operation: &'static str, topic: &str) -> Vec<KeyValue> {
    vec![
        KeyValue::new("messaging.system", "kafka"),
        KeyValue::new("messaging.operation.name", operation),
        KeyValue::new("messaging.operation.type", operation),
        KeyValue::new("messaging.destination.name", topic.to_owned()),
    ]
}

fn work_attributes(told: &Told, group: &str) -> Vec<KeyValue> {
    let Told { traced, origin, sent } = told;
    let read_at = &traced.read_at;
    let mut attributes = messaging("process", read_at.topic.as_str());
    attributes.extend([
        KeyValue::new("messaging.destination.partition.id", read_at.partition.to_string()),
        KeyValue::new("messaging.kafka.offset", read_at.offset),
        KeyValue::new("messaging.consumer.group.name", group.to_owned()),
        KeyValue::new("copydesk.origin", origin.to_string()),
    ]);
    // Where several items have several outcomes, those of their messages tell.
    let outcome = sent.first().and_then(|first| first.outcome);
    let outcome = outcome.filter(|outcome| sent.iter().all(|sent| sent.outcome == Some(*outcome)));
    attributes.extend(outcome_attributes(outcome, sent.iter().find_map(|sent| sent.code)));
    attributes
}

fn sent_attributes(sent: &Sent) -> Vec<KeyValue> {
    let Sent { span: _, topic, outcome, code, article_id } = sent;
    let mut attributes = messaging("send", topic);
    attributes.extend(outcome_attributes(*outcome, *code));
    attributes.extend(article_id.clone().map(|id| KeyValue::new("copydesk.article_id", id)));
    attributes
}

fn outcome_attributes(outcome: Option<Outcome>, code: Option<Code>) -> impl Iterator<Item = KeyValue> {
    let outcome = outcome.map(|outcome| KeyValue::new("copydesk.outcome", outcome.name()));
    let code = code.map(|code| KeyValue::new("error.type", code.as_str()));
    outcome.into_iter().chain(code)
}
