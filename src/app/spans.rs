//! What is told of records that are traced: see [`crate::traces`].

use super::line::Line;
use crate::outcome::{ItemOutcome, Product};
use crate::pipeline::Prepared;
use crate::record::Record;
use crate::route::Topics;
use crate::trace_context::TraceContext;
use crate::traces::{Sent, Told};

impl Line {
    /// Begins to trace a raw record, if it is sampled.
    pub(super) fn take_up(&self, prepared: &mut Prepared) {
        if let Some(traces) = &self.traces {
            let Prepared { record, items, .. } = prepared;
            prepared.traced =
                traces.take_up(TraceContext::of(&record.headers), &record.position, items.len());
        }
    }

    /// The same of a record that was handed over, as the trace of whoever prepared it goes on; or that of the raw record, which
    /// was not traced there.
    pub(super) fn take_up_from(&self, prepared: &mut Prepared, between: &Record) {
        if let Some(traces) = &self.traces {
            let Prepared { record, items, .. } = prepared;
            let context = TraceContext::of(&between.headers).or_else(|| TraceContext::of(&record.headers));
            prepared.traced = traces.take_up(context, &between.position, items.len());
        }
    }
}

/// Of records that are decided. A dead letter is one message, however many items it holds.
pub fn told(batch: &[&Prepared], outcomes: &[ItemOutcome], topics: &Topics) -> Vec<Told> {
    let mut told = Vec::new();
    let mut outcomes = outcomes.iter();
    for Prepared { record, items, traced, form: _ } in batch {
        let outcomes = outcomes.by_ref().take(items.len());
        let Some(traced) = traced else {
            outcomes.for_each(drop);
            continue;
        };
        let mut sent: Vec<Sent> = Vec::with_capacity(items.len());
        for (&span, outcome) in traced.sends.iter().zip(outcomes) {
            let (code, article_id) = match &outcome.product {
                Product::Event(event) => (None, event.article.as_ref().map(|article| article.id.clone())),
                Product::Duplicate(duplicate) => (None, Some(duplicate.article_id.clone())),
                Product::Rejected(_) if sent.iter().any(|sent| sent.code.is_some()) => continue,
                Product::Rejected(reject) => (Some(reject.code), None),
            };
            let topic = topics.of(&outcome.product, &outcome.routing.to).to_owned();
            sent.push(Sent { span, topic, outcome: Some(outcome.outcome()), code, article_id });
        }
        told.push(Told { traced: traced.clone(), origin: record.position.clone(), sent });
    }
    told
}

/// Of records that are handed over.
pub fn handed_over(prepared: &[Prepared], topic: &str) -> Vec<Told> {
    let told = |prepared: &Prepared| {
        let (traced, origin) = (prepared.traced.clone()?, prepared.record.position.clone());
        let sent = traced.sends.first().map(|&span| Sent {
            span,
            topic: topic.to_owned(),
            outcome: None,
            code: None,
            article_id: None,
        });
        Some(Told { traced, origin, sent: sent.into_iter().collect() })
    };
    prepared.iter().filter_map(told).collect()
}
