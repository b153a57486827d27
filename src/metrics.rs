//! What is counted and measured: typed functions, and the Prometheus text of it all.
//!
//! Outcomes are counted once per batch, after its commit. Labels come from closed sets, but for the group and the input
//! partitions, which the operator chose. Who counts is told nothing: what is here flows to those who watch and to nobody
//! else, so that the clock which ages are told by can change no outcome.

mod labels;
mod partitions;
mod process;
mod reading;
mod recent;
mod tally;

use std::collections::BTreeMap;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::dead_letter::{Code, Stage};
use crate::health::{Health, Latch};
use crate::proto::{Outcome, Timestamp};
use crate::record::{Record, Topic};
pub use labels::{BatchResult, Step};
use labels::{
    BuildLabel, LatchLabel, LineLabel, OutcomeLabel, RejectLabel, ResultLabel, RuleLabel, StepLabel, Way,
    WayLabel,
};
pub use partitions::Lag;
use partitions::Partitions;
use process::Process;
pub use reading::{Batches, Reading};
use recent::Recent;
pub use recent::{Date, Lately, Letter, Note, Quantiles, Related, Revised, Seen, Text, WINDOW, harmless};
pub use tally::Tally;

/// The time of day.
pub type Clock = fn() -> Timestamp;

/// Of a family of at most one series, which may be absent.
type Unlabelled = [(&'static str, &'static str); 0];

/// From what a busy line takes to a day: who is later than that was away, or sends what lay in an archive.
const LATENCIES: [f64; 15] =
    [0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0, 3_600.0, 21_600.0, 86_400.0];

#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    clock: Option<Clock>,
    items: Family<OutcomeLabel, Counter>,
    rejects: Family<RejectLabel, Counter>,
    routed: Family<WayLabel, Counter>,
    rule_faults: Family<RuleLabel, Counter>,
    records: Counter,
    skipped: Counter,
    batches: Family<ResultLabel, Counter>,
    durations: Family<StepLabel, Histogram>,
    latency: Histogram,
    last_commit: Gauge<f64, AtomicU64>,
    partitions: Arc<Partitions>,
    index_entries: Gauge<u64, AtomicU64>,
    index_bytes: Gauge<u64, AtomicU64>,
    /// Without series where the index lies on no disk.
    disk_free: Family<Unlabelled, Gauge<u64, AtomicU64>>,
    disk_reserve: Family<Unlabelled, Gauge<u64, AtomicU64>>,
    ready: Gauge,
    latches: Family<LatchLabel, Gauge>,
    active: Gauge,
    line: Family<LineLabel, Gauge>,
    works_for: OnceLock<LineLabel>,
    spans_dropped: Counter,
    started: Started,
    recent: Mutex<Recent>,
}

/// By both clocks; the time of day only where it is known.
#[derive(Clone, Copy, Debug)]
struct Started {
    instant: Instant,
    time: Option<Timestamp>,
}

/// How large the index is.
#[derive(Clone, Copy, Debug)]
pub struct IndexSize {
    pub entries: u64,
    pub disk_bytes: u64,
    /// None where it lies on no disk.
    pub disk: Option<Disk>,
}

#[derive(Clone, Copy, Debug)]
pub struct Disk {
    pub free: u64,
    /// What is to stay free.
    pub reserve: u64,
}

/// Since the Unix epoch.
#[expect(clippy::cast_precision_loss, reason = "a double tells microseconds until the year 2255")]
fn seconds(time: Timestamp) -> f64 {
    time.seconds as f64 + f64::from(time.nanos) / 1e9
}

impl Default for Metrics {
    /// Without a clock: no age is told.
    fn default() -> Self {
        Self::new(None)
    }
}

impl Metrics {
    pub fn new(clock: Option<Clock>) -> Self {
        // From a millisecond to half a minute: a step that takes longer is an incident, not a measurement.
        let durations = || Histogram::new(exponential_buckets(0.001, 2.0, 16));
        let mut metrics = Self {
            registry: Registry::default(),
            clock,
            items: Family::default(),
            rejects: Family::default(),
            routed: Family::default(),
            rule_faults: Family::default(),
            records: Counter::default(),
            skipped: Counter::default(),
            batches: Family::default(),
            durations: Family::new_with_constructor(durations),
            latency: Histogram::new(LATENCIES),
            last_commit: Gauge::default(),
            partitions: Arc::default(),
            index_entries: Gauge::default(),
            index_bytes: Gauge::default(),
            disk_free: Family::default(),
            disk_reserve: Family::default(),
            ready: Gauge::default(),
            latches: Family::default(),
            active: Gauge::default(),
            line: Family::default(),
            works_for: OnceLock::new(),
            spans_dropped: Counter::default(),
            started: Started { instant: Instant::now(), time: clock.map(|now| now()) },
            recent: Mutex::default(),
        };
        metrics.register();
        metrics.begin_at_zero();
        metrics
    }

    fn register(&mut self) {
        let process = Process { started: self.started.time };
        self.registry.register_collector(Box::new(process));
        let registry = self.registry.sub_registry_with_prefix("copydesk");
        registry.register("items", "Items by outcome, after their commit", self.items.clone());
        registry.register("rejected_items", "Rejected items by stage and code", self.rejects.clone());
        registry.register("events", "Events by where rules sent them", self.routed.clone());
        let help = "Events that a rule could not be evaluated on, which counts as no match";
        registry.register("rule_faults", help, self.rule_faults.clone());
        registry.register("records", "Records settled", self.records.clone());
        let help = "Records skipped because they were settled before";
        registry.register("skipped_records", help, self.skipped.clone());
        registry.register("batches", "Transactions by how they ended", self.batches.clone());
        let help = "Time of each step of a batch";
        registry.register_with_unit("batch_step_duration", help, Unit::Seconds, self.durations.clone());
        let help = "From the timestamp of a record to the commit of its outcomes";
        registry.register_with_unit("record_latency", help, Unit::Seconds, self.latency.clone());
        let help = "When a batch was committed last, 0 before the first";
        registry.register_with_unit("last_commit_timestamp", help, Unit::Seconds, self.last_commit.clone());
        registry.register_collector(Box::new(self.partitions.clone()));
        registry.register("index_entries", "Entries of the index, about", self.index_entries.clone());
        let help = "What the index takes of its disk";
        registry.register_with_unit("index_disk", help, Unit::Bytes, self.index_bytes.clone());
        let help = "What is free on the disk of the index";
        registry.register_with_unit("index_disk_free", help, Unit::Bytes, self.disk_free.clone());
        let help = "What stays free there: below it the line pauses";
        registry.register_with_unit("index_disk_reserve", help, Unit::Bytes, self.disk_reserve.clone());
        registry.register("ready", "1 while ready", self.ready.clone());
        registry.register("latch_held", "1 while that keeps it from being ready", self.latches.clone());
        registry.register("active", "1 while at work, 0 while standing by", self.active.clone());
        registry.register("line_info", "Which line this is, and what it does of it", self.line.clone());
        let help = "Spans of traces that did not fit into the queue, or that the collector did not take";
        registry.register("trace_spans_dropped", help, self.spans_dropped.clone());
        let build = BuildLabel { version: env!("CARGO_PKG_VERSION") };
        registry.register("build", "Which program this is", Info::new(build));
    }

    /// A rate over a series that appears with its first event misses that event.
    fn begin_at_zero(&self) {
        for outcome in Outcome::ALL {
            self.items.get_or_create(&OutcomeLabel { outcome }).inc_by(0);
        }
        for (stage, code) in Stage::ALL.into_iter().flat_map(|stage| Code::ALL.map(|code| (stage, code))) {
            self.rejects.get_or_create(&RejectLabel { stage, code }).inc_by(0);
        }
        for way in Way::ALL {
            self.routed.get_or_create(&WayLabel { to: way }).inc_by(0);
        }
        for result in BatchResult::ALL {
            self.batches.get_or_create(&ResultLabel { result }).inc_by(0);
        }
    }

    pub fn batch_committed(&self, tally: Tally) {
        let Tally { records, skipped, outcomes, rejects, routed, rule_faults, came, lately } = tally;
        self.records.inc_by(records);
        self.skipped.inc_by(skipped);
        for &(outcome, count) in &outcomes {
            self.items.get_or_create(&OutcomeLabel { outcome }).inc_by(count);
        }
        for ((stage, code), count) in rejects {
            self.rejects.get_or_create(&RejectLabel { stage, code }).inc_by(count);
        }
        for (way, count) in routed {
            self.routed.get_or_create(&WayLabel { to: way }).inc_by(count);
        }
        for (rule, count) in rule_faults {
            self.rule_faults.get_or_create(&RuleLabel { rule: format!("routes[{rule}]") }).inc_by(count);
        }
        self.batch_ended(BatchResult::Committed);
        let (now, age) = (self.clock.map(|now| now()), self.started.instant.elapsed());
        let mut recent = self.recent.lock().expect("no holder panics");
        recent.counted(records, &outcomes, age);
        recent.committed(lately, now, age);
        if let Some(now) = now.map(seconds) {
            self.last_commit.set(now);
            for time in came {
                // A clock that is ahead of ours stamps records that come from the future.
                let late = (now - seconds(time)).max(0.0);
                self.latency.observe(late);
                recent.was_late(late);
            }
        }
    }

    pub fn batch_ended(&self, result: BatchResult) {
        self.batches.get_or_create(&ResultLabel { result }).inc();
    }

    pub fn step_took(&self, step: Step, duration: Duration) {
        self.durations.get_or_create(&StepLabel { step }).observe(duration.as_secs_f64());
        self.recent.lock().expect("no holder panics").took(step, duration);
    }

    pub fn spans_dropped(&self, spans: usize) {
        self.spans_dropped.inc_by(spans as u64);
    }

    pub fn active(&self, active: bool) {
        self.active.set(i64::from(active));
    }

    /// How many rules there are: each has its series from the begin.
    pub fn has_rules(&self, rules: usize) {
        for rule in 0..rules {
            self.rule_faults.get_or_create(&RuleLabel { rule: format!("routes[{rule}]") }).inc_by(0);
        }
    }

    /// Which line this process works for, and in which role.
    pub fn works_for(&self, group: &str, role: &'static str) {
        let label = LineLabel { group: group.to_owned(), role };
        self.line.get_or_create(&label).set(1);
        self.works_for.get_or_init(|| label);
    }

    pub fn index_is(&self, size: IndexSize) {
        let IndexSize { entries, disk_bytes, disk } = size;
        self.index_entries.set(entries);
        self.index_bytes.set(disk_bytes);
        if let Some(Disk { free, reserve }) = disk {
            self.disk_free.get_or_create(&[]).set(free);
            self.disk_reserve.get_or_create(&[]).set(reserve);
        }
    }

    /// Those partitions are read from there on, and no others.
    pub fn reads(&self, positions: &BTreeMap<(Topic, i32), i64>) {
        self.partitions.reads(positions);
    }

    /// A batch was read, and is in work from now on.
    pub fn read(&self, records: &[Record]) {
        self.partitions.read(records);
    }

    /// The end of an input partition as the broker tells it.
    pub fn end_seen(&self, topic: &Topic, partition: i32, end: i64) {
        self.partitions.end_seen(&(topic.clone(), partition), end);
    }

    /// The offset behind the last settled record.
    pub fn settled(&self, topic: &Topic, partition: i32, offset: i64) {
        self.partitions.settled((topic.clone(), partition), offset);
    }

    /// As numbers, for those who show them.
    pub fn figures(&self) -> Reading {
        Reading::of(self)
    }

    /// In the text form that Prometheus scrapes, with the health of now.
    pub fn text(&self, health: &Health) -> String {
        let held = health.held();
        self.ready.set(i64::from(held.is_empty()));
        for latch in Latch::ALL {
            let is_held = held.iter().any(|(held, _)| *held == latch);
            self.latches.get_or_create(&LatchLabel { latch }).set(i64::from(is_held));
        }
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a string takes everything");
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_letter::Reject;
    use crate::outcome::{Destination, ItemOutcome, Product, Routing};
    use crate::proto::Origin;

    fn told(metrics: &Metrics, lines: &[&str]) {
        let text = metrics.text(&Health::default());
        for line in lines {
            assert!(text.lines().any(|told| told == *line), "{line} in\n{text}");
        }
    }

    #[test]
    fn outcomes_are_counted_once_per_batch() {
        let metrics = Metrics::default();
        let product = Product::Rejected(Reject::new(Stage::Decode, Code::InvalidJson, "x"));
        let outcome =
            ItemOutcome { origin: Origin::default(), decision: 1, product, routing: Routing::default() };
        metrics.batch_committed(Tally::of(1, 0, &[outcome.clone(), outcome]));
        let lines = [
            "copydesk_items_total{outcome=\"rejected\"} 2",
            "copydesk_items_total{outcome=\"published\"} 0",
            "copydesk_rejected_items_total{stage=\"decode\",code=\"invalid_json\"} 2",
            "copydesk_rejected_items_total{stage=\"url\",code=\"url_missing\"} 0",
            "copydesk_records_total 1",
            "copydesk_batches_total{result=\"committed\"} 1",
        ];
        told(&metrics, &lines);
    }

    #[test]
    fn events_are_counted_by_where_they_went_and_rules_by_what_they_could_not_tell() {
        let metrics = Metrics::default();
        metrics.has_rules(2);
        let event = |to: Destination, faults: Vec<usize>| ItemOutcome {
            origin: Origin::default(),
            decision: 1,
            product: Product::Event(Box::default()),
            routing: Routing { to, faults },
        };
        let outcomes = [
            event(Destination::Enriched, vec![1]),
            event(Destination::Routed(Topic::new("a")), vec![1]),
            event(Destination::Routed(Topic::new("b")), Vec::new()),
        ];
        metrics.batch_committed(Tally::of(3, 0, &outcomes));
        let lines = [
            "copydesk_events_total{to=\"enriched\"} 1",
            "copydesk_events_total{to=\"routed\"} 2",
            "copydesk_events_total{to=\"dropped\"} 0",
            "copydesk_rule_faults_total{rule=\"routes[0]\"} 0",
            "copydesk_rule_faults_total{rule=\"routes[1]\"} 2",
        ];
        told(&metrics, &lines);
    }

    #[test]
    fn a_record_is_as_late_as_the_clock_says_at_its_commit_and_never_early() {
        let metrics = Metrics::new(Some(|| Timestamp::from_millis(100_500)));
        let times = [Some(98), None, Some(101)].map(|time| time.map(Timestamp::from_seconds));
        metrics.batch_committed(Tally::of(3, 0, &[]).came(times.into_iter()));
        let lines = [
            "copydesk_record_latency_seconds_sum 2.5",
            "copydesk_record_latency_seconds_count 2",
            "copydesk_record_latency_seconds_bucket{le=\"0.05\"} 1",
            "copydesk_last_commit_timestamp_seconds 100.5",
            "process_start_time_seconds 100.5",
        ];
        told(&metrics, &lines);
    }

    #[test]
    fn without_a_clock_no_age_is_told() {
        let metrics = Metrics::default();
        let times = [Some(Timestamp::from_seconds(98))];
        metrics.batch_committed(Tally::of(1, 0, &[]).came(times.into_iter()));
        told(
            &metrics,
            &["copydesk_record_latency_seconds_count 0", "copydesk_last_commit_timestamp_seconds 0.0"],
        );
        assert!(!metrics.text(&Health::default()).contains("process_start_time_seconds"));
    }

    #[test]
    fn every_latch_is_told_held_or_not() {
        let (metrics, health) = (Metrics::default(), Health::default());
        health.hold(Latch::Line, "paused");
        health.release(Latch::Start);
        let text = metrics.text(&health);
        for (latch, held) in Latch::ALL.into_iter().zip([0, 0, 1, 0, 0]) {
            assert!(text.contains(&format!("copydesk_latch_held{{latch=\"{latch}\"}} {held}\n")), "{text}");
        }
        assert!(text.contains("\ncopydesk_ready 0\n"), "{text}");
        health.release(Latch::Line);
        assert!(metrics.text(&health).contains("\ncopydesk_ready 1\n"));
    }

    #[test]
    fn an_index_in_memory_tells_of_no_disk() {
        let metrics = Metrics::default();
        metrics.index_is(IndexSize { entries: 3, disk_bytes: 0, disk: None });
        told(&metrics, &["copydesk_index_entries 3"]);
        assert!(!metrics.text(&Health::default()).contains("copydesk_index_disk_free_bytes"));
        let disk = Some(Disk { free: 7, reserve: 5 });
        metrics.index_is(IndexSize { entries: 3, disk_bytes: 9, disk });
        let lines = [
            "copydesk_index_disk_bytes 9",
            "copydesk_index_disk_free_bytes 7",
            "copydesk_index_disk_reserve_bytes 5",
        ];
        told(&metrics, &lines);
    }
}
