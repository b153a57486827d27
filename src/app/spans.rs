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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::{Memory, Overlay};
    use crate::pipeline::{self, Settings};
    use crate::proto::Outcome;
    use crate::record::{Position, Topic};
    use crate::trace_context::{SpanId, TraceId, Traced};

    fn record(offset: i64, value: &str) -> Record {
        let position = Position { topic: Topic::new("raw"), partition: 0, offset };
        Record { position, timestamp: None, key: None, value: Some(value.into()), headers: Vec::new() }
    }

    fn traced(prepared: &mut Prepared, number: u8) {
        let sends = (0..=u8::MAX).map(|item| SpanId([number, item, 0, 0, 0, 0, 0, 1]));
        prepared.traced = Some(Box::new(Traced {
            read_at: prepared.record.position.clone(),
            parent: None,
            work: TraceContext::sampled(TraceId([number; 16]), SpanId([number; 8])),
            sends: sends.take(prepared.items.len()).collect(),
        }));
    }

    #[test]
    fn messages_of_traced_records_are_told_with_the_outcomes_of_their_own_items() {
        let article =
            |number: u32| format!(r#"{{"url": "https://a.example/{number}", "title": "t{number}"}}"#);
        let several = format!(r#"[{{"title": "no url"}}, {}, {{"title": "none"}}]"#, article(1));
        let records =
            vec![record(0, &article(2)), record(1, &several), record(2, "{"), record(3, &article(3))];
        let settings = Settings::default();
        let mut prepared = pipeline::prepare(records, &settings);
        traced(&mut prepared[1], 1);
        traced(&mut prepared[3], 3);
        let batch: Vec<&Prepared> = prepared.iter().collect();
        let index = Memory::default();
        let decisions = pipeline::decide(&batch, &mut Overlay::new(&index), &settings).unwrap();
        let outcomes = pipeline::finish(&batch, decisions, &settings);
        let told = told(&batch, &outcomes, &Topics::default());
        let seen = |told: &Told| -> Vec<_> {
            let seen = |sent: &Sent| (sent.span.0[1], sent.topic.clone(), sent.outcome.unwrap());
            told.sent.iter().map(seen).collect()
        };
        let published = |item: u8| (item, "articles.enriched".to_owned(), Outcome::Published);
        let letter = (0, "articles.rejected".to_owned(), Outcome::Rejected);
        assert_eq!(told.iter().map(|told| told.origin.offset).collect::<Vec<_>>(), [1, 3]);
        assert_eq!(seen(&told[0]), [letter, published(1)], "a dead letter is one message");
        assert_eq!(seen(&told[1]), [published(0)]);
        let over = handed_over(&prepared, "prepared");
        assert_eq!(
            over.iter().map(|told| told.sent[0].span).collect::<Vec<_>>(),
            [SpanId([1, 0, 0, 0, 0, 0, 0, 1]), SpanId([3, 0, 0, 0, 0, 0, 0, 1]),]
        );
    }
}
