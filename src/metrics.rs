//! What is counted: typed functions, and the Prometheus text of it all.
//!
//! Outcomes are counted once per batch, after its commit. Labels come from closed sets, but for the input
//! partitions, which the operator chose.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::sync::atomic::AtomicI64;
use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::{Registry, Unit};

use crate::dead_letter::Code;
use crate::outcome::{ItemOutcome, Product};
use crate::proto::Outcome;
use crate::record::Topic;

#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    items: Family<OutcomeLabel, Counter>,
    rejects: Family<CodeLabel, Counter>,
    records: Counter,
    batches: Family<ResultLabel, Counter>,
    durations: Family<StepLabel, Histogram>,
    lag: Family<PartitionLabel, Gauge>,
    skipped: Counter,
    ready: Gauge<i64, AtomicI64>,
    active: Gauge<i64, AtomicI64>,
    progress: Mutex<BTreeMap<(Topic, i32), Progress>>,
}

/// What a lag is told from; either may be unknown yet.
#[derive(Debug, Default)]
struct Progress {
    end: Option<i64>,
    settled: Option<i64>,
}

/// Steps whose time is measured, per batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Prepare,
    Decide,
    Finish,
    Commit,
}

/// How a transaction ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BatchResult {
    Committed,
    Aborted,
    /// The producer was lost in it, and replaced.
    Lost,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct OutcomeLabel {
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct CodeLabel {
    code: Code,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct ResultLabel {
    result: BatchResult,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct StepLabel {
    step: Step,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash, EncodeLabelSet)]
struct PartitionLabel {
    topic: String,
    partition: i32,
}

/// Outcomes of a batch, counted before its messages are made and reported after its commit.
#[derive(Debug, Default)]
pub struct Tally {
    records: u64,
    skipped: u64,
    outcomes: Vec<(Outcome, u64)>,
    rejects: Vec<(Code, u64)>,
}

impl Tally {
    /// Of so many records decided and so many skipped.
    pub fn of(records: usize, skipped: usize, outcomes: &[ItemOutcome]) -> Self {
        let mut tally = Self { records: records as u64, skipped: skipped as u64, ..Self::default() };
        for outcome in outcomes {
            add(&mut tally.outcomes, outcome.outcome());
            if let Product::Rejected(reject) = &outcome.product {
                add(&mut tally.rejects, reject.code);
            }
        }
        tally
    }
}

fn add<K: PartialEq>(counts: &mut Vec<(K, u64)>, key: K) {
    match counts.iter_mut().find(|(known, _)| *known == key) {
        Some((_, count)) => *count += 1,
        None => counts.push((key, 1)),
    }
}

impl Default for Metrics {
    fn default() -> Self {
        // From a millisecond to half a minute: a step that takes longer is an incident, not a measurement.
        let histogram = || Histogram::new(exponential_buckets(0.001, 2.0, 16));
        let mut metrics = Self {
            registry: Registry::with_prefix("copydesk"),
            items: Family::default(),
            rejects: Family::default(),
            records: Counter::default(),
            batches: Family::default(),
            durations: Family::new_with_constructor(histogram),
            lag: Family::default(),
            skipped: Counter::default(),
            ready: Gauge::default(),
            active: Gauge::default(),
            progress: Mutex::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    fn register(&mut self) {
        let registry = &mut self.registry;
        registry.register("items", "Items by outcome, after their commit", self.items.clone());
        registry.register("rejected_items", "Rejected items by code", self.rejects.clone());
        registry.register("records", "Records settled", self.records.clone());
        registry.register("batches", "Transactions by how they ended", self.batches.clone());
        let help = "Time of each step of a batch";
        registry.register_with_unit("batch_step_duration", help, Unit::Seconds, self.durations.clone());
        registry.register("lag_records", "Records behind the end of each input partition", self.lag.clone());
        let help = "Records skipped because they were settled before";
        registry.register("skipped_records", help, self.skipped.clone());
        registry.register("ready", "1 while ready", self.ready.clone());
        registry.register("active", "1 while at work, 0 while standing by", self.active.clone());
        // A rate over a series that appears with its first event misses that event: begin at zero.
        for outcome in Outcome::ALL {
            self.items.get_or_create(&OutcomeLabel { outcome }).inc_by(0);
        }
        for code in Code::ALL {
            self.rejects.get_or_create(&CodeLabel { code }).inc_by(0);
        }
        for result in [BatchResult::Committed, BatchResult::Aborted, BatchResult::Lost] {
            self.batches.get_or_create(&ResultLabel { result }).inc_by(0);
        }
    }

    pub fn batch_committed(&self, tally: &Tally) {
        let Tally { records, skipped, outcomes, rejects } = tally;
        self.records.inc_by(*records);
        self.skipped.inc_by(*skipped);
        for &(outcome, count) in outcomes {
            self.items.get_or_create(&OutcomeLabel { outcome }).inc_by(count);
        }
        for &(code, count) in rejects {
            self.rejects.get_or_create(&CodeLabel { code }).inc_by(count);
        }
        self.batch_ended(BatchResult::Committed);
    }

    pub fn batch_ended(&self, result: BatchResult) {
        self.batches.get_or_create(&ResultLabel { result }).inc();
    }

    pub fn step_took(&self, step: Step, duration: Duration) {
        self.durations.get_or_create(&StepLabel { step }).observe(duration.as_secs_f64());
    }

    pub fn active(&self, active: bool) {
        self.active.set(i64::from(active));
    }

    pub fn ready(&self, ready: bool) {
        self.ready.set(i64::from(ready));
    }

    /// The end of an input partition as the broker tells it.
    pub fn end_seen(&self, topic: &Topic, partition: i32, end: i64) {
        self.progress(topic, partition, |progress| progress.end = Some(end));
    }

    /// The offset behind the last settled record.
    pub fn settled(&self, topic: &Topic, partition: i32, offset: i64) {
        self.progress(topic, partition, |progress| progress.settled = Some(offset));
    }

    fn progress(&self, topic: &Topic, partition: i32, change: impl FnOnce(&mut Progress)) {
        let mut all = self.progress.lock().expect("no holder panics");
        let progress = all.entry((topic.clone(), partition)).or_default();
        change(progress);
        if let Progress { end: Some(end), settled: Some(settled) } = *progress {
            let label = PartitionLabel { topic: topic.to_string(), partition };
            self.lag.get_or_create(&label).set(end.saturating_sub(settled).max(0));
        }
    }

    /// In the text form that Prometheus scrapes.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a string takes everything");
        text
    }
}

impl EncodeLabelValue for Outcome {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        self.name().encode(encoder)
    }
}

impl EncodeLabelValue for Code {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        self.as_str().encode(encoder)
    }
}

impl EncodeLabelValue for BatchResult {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        let name = match self {
            Self::Committed => "committed",
            Self::Aborted => "aborted",
            Self::Lost => "lost",
        };
        name.encode(encoder)
    }
}

impl EncodeLabelValue for Step {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        let name = match self {
            Self::Prepare => "prepare",
            Self::Decide => "decide",
            Self::Finish => "finish",
            Self::Commit => "commit",
        };
        name.encode(encoder)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_letter::{Reject, Stage};
    use crate::proto::Origin;

    #[test]
    fn outcomes_are_counted_once_per_batch() {
        let metrics = Metrics::default();
        let product = Product::Rejected(Reject::new(Stage::Decode, Code::InvalidJson, "x"));
        let outcome = ItemOutcome { origin: Origin::default(), decision: 1, product };
        metrics.batch_committed(&Tally::of(1, 0, &[outcome.clone(), outcome]));
        let text = metrics.text();
        for line in [
            "copydesk_items_total{outcome=\"rejected\"} 2",
            "copydesk_items_total{outcome=\"published\"} 0",
            "copydesk_rejected_items_total{code=\"invalid_json\"} 2",
            "copydesk_records_total 1",
            "copydesk_batches_total{result=\"committed\"} 1",
        ] {
            assert!(text.contains(line), "{line} in\n{text}");
        }
    }

    #[test]
    fn lag_is_told_once_both_ends_are_known() {
        let (metrics, topic) = (Metrics::default(), Topic::new("raw"));
        metrics.end_seen(&topic, 0, 10);
        assert!(!metrics.text().contains("copydesk_lag_records{"));
        metrics.settled(&topic, 0, 7);
        assert!(metrics.text().contains("copydesk_lag_records{topic=\"raw\",partition=\"0\"} 3"));
    }
}
