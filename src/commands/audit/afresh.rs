//! A fresh decision over the same records, in the order in which they were decided: whether it comes to the same.
//!
//! Each partition was decided in its own order, so its records are pulled from it one after the other as their decisions
//! come up; what is known meanwhile lies in an index on disk. Memory is bounded by one bucket of outcomes and what is
//! read ahead of each partition.
//!
//! It needs the whole history: where the topics begin after it, or something was known that they do not tell, it
//! says so and decides nothing, since a difference would prove nothing. A rejection is believed: what was too large for
//! the settings of that day is not decided again because it fits today, and what killed a process is not read again.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context as _;

use super::evidence::Conclusion;
use super::order::{Order, Row, Said};
use super::report::{Kind, Report};
use crate::config::Settings;
use crate::dead_letter::{Code, Reject, Stage};
use crate::index::embedded::{Embedded, Horizon};
use crate::index::{self, Index as _, Overlay};
use crate::kafka::Positions;
use crate::kafka::drain::Drain;
use crate::kafka::streams::Streams;
use crate::ledger::{Partition, Progress, Reached};
use crate::outcome::ItemOutcome;
use crate::pipeline::{self, Prepared};
use crate::record::{Record, Topic};

/// Records that are prepared and decided together.
const BATCH_RECORDS: usize = 1000;
const BATCH_BYTES: usize = 16 * 1024 * 1024;

/// Compares what became visible with a fresh decision, where there can be one.
pub fn compare(
    settings: &Settings,
    progress: &Progress,
    (mut order, folder): (Order, &Path),
    conclusion: &Conclusion,
    report: &mut Report,
) -> anyhow::Result<()> {
    let starts = match whole_history(settings, progress, conclusion)? {
        Ok(starts) => starts,
        Err(why) => {
            report.note(&format!("nothing was decided afresh: {why}"));
            return Ok(());
        }
    };
    let mut desk = Desk::open(settings, folder, &starts)?;
    let ended = desk.decide_all(&mut order, report)?;
    report.counts.decided_afresh = desk.decided;
    if let Err(why) = ended {
        report.note(&format!("decided afresh up to decision {}, and no further: {why}", desk.decided));
    }
    if desk.read_otherwise > 0 {
        let text = "rejected items would not be rejected so today: settings or the version changed (see `copydesk replay`)";
        report.note(&format!("{} {text}", desk.read_otherwise));
    }
    if report.has(Kind::AnotherDecision) {
        report.note(
            "a fresh decision goes by the settings and the version of today: where these changed since, they explain \
             differences; and a difference brings others after it, so begin with the first",
        );
    }
    Ok(())
}

/// Where each partition begins; or why what lies in the topics is not all that was known.
fn whole_history(
    settings: &Settings,
    progress: &Progress,
    conclusion: &Conclusion,
) -> anyhow::Result<Result<Positions, String>> {
    if let Some(id) = &conclusion.unpublished {
        return Ok(Err(format!(
            "article {id} is known to the ledger, and nothing in the topics published it"
        )));
    }
    let inputs =
        || progress.settled.iter().filter(|((topic, _), _)| topic.as_str() != settings.topics.prepared);
    let topics: BTreeSet<&Topic> = inputs().map(|((topic, _), _)| topic).collect();
    let mut starts = Positions::new();
    for topic in topics {
        let extent = Drain::new(&settings.kafka, topic.as_str())?.extent()?;
        for (partition, settled) in inputs().filter(|((name, _), _)| name == topic) {
            match extent.get(&partition.1) {
                Some(&(low, _)) if low <= settled.start => starts.insert(partition.clone(), settled.start),
                Some(&(low, _)) => {
                    let lost = low - settled.start;
                    return Ok(Err(format!(
                        "{topic}/{} lost its first {lost} records to retention",
                        partition.1
                    )));
                }
                None => return Ok(Err(format!("{topic}/{} is gone", partition.1))),
            };
        }
    }
    Ok(Ok(starts))
}

/// A record, and what became of its items.
struct Case {
    record: Record,
    seen: Vec<Row>,
}

/// Why it goes no further; the others are faults.
type Ended = Result<(), String>;

struct Desk {
    line: pipeline::Settings,
    index: Embedded,
    streams: Streams,
    batch: Vec<Case>,
    bytes: usize,
    decided: u64,
    /// Rejected items that would not be rejected so today.
    read_otherwise: u64,
}

impl Desk {
    fn open(settings: &Settings, folder: &Path, starts: &Positions) -> anyhow::Result<Self> {
        let index = index::Settings { path: folder.join("index"), ..settings.index.clone() };
        // The horizon never moves, so nothing is forgotten.
        let horizon = Horizon::new(settings.dedup.window);
        let index = Embedded::open(&index, &horizon, settings.dedup.near.decisions)
            .with_context(|| format!("failed to make an index in {}", index.path.display()))?;
        Ok(Self {
            line: settings.deciding(),
            index,
            streams: Streams::open(&settings.kafka, starts)?,
            batch: Vec::new(),
            bytes: 0,
            decided: 0,
            read_otherwise: 0,
        })
    }

    fn decide_all(&mut self, order: &mut Order, report: &mut Report) -> anyhow::Result<Ended> {
        let mut next = 1;
        for rows in order.buckets().context("failed to sort decisions on disk")? {
            for row in rows.context("failed to sort decisions on disk")? {
                let (seen, expected) = (row.decision, next);
                next += 1;
                let taken = if seen == expected {
                    self.take(row, report)?
                } else {
                    Err(format!("after it comes decision {seen}, where {expected} should be visible"))
                };
                if taken.is_err() {
                    return self.decide(report).map(|decided| decided.and(taken));
                }
            }
        }
        self.decide(report)
    }

    /// The next outcome: of another item of the last record, or of the next record of its partition.
    fn take(&mut self, row: Row, report: &mut Report) -> anyhow::Result<Ended> {
        if row.item > 0
            && let Some(case) = self.batch.last_mut()
        {
            case.seen.push(row);
            return Ok(Ok(()));
        }
        if self.batch.len() >= BATCH_RECORDS || self.bytes >= BATCH_BYTES {
            let decided = self.decide(report)?;
            if decided.is_err() {
                return Ok(decided);
            }
        }
        let Some(record) = self.pull(&row)? else {
            let Row { topic, partition, offset, .. } = &row;
            let why = "is gone, or was decided after records behind it, as after a rewind";
            return Ok(Err(format!("record {topic}/{partition}/{offset} {why}")));
        };
        self.bytes += record.size();
        self.batch.push(Case { record, seen: vec![row] });
        Ok(Ok(()))
    }

    /// Records before it that were skipped are passed over.
    fn pull(&mut self, row: &Row) -> anyhow::Result<Option<Record>> {
        let partition: Partition = (Topic::new(&row.topic), row.partition);
        while let Some(record) = self.streams.next(&partition)? {
            if record.position.offset >= row.offset {
                return Ok(Some(record).filter(|record| record.position.offset == row.offset));
            }
        }
        Ok(None)
    }

    fn decide(&mut self, report: &mut Report) -> anyhow::Result<Ended> {
        self.bytes = 0;
        let (prepared, seen): (Vec<Prepared>, Vec<Vec<Row>>) = self.prepare().into_iter().unzip();
        let mut pairs = prepared.iter().zip(&seen);
        if let Some((prepared, seen)) = pairs.find(|(prepared, seen)| prepared.items.len() != seen.len()) {
            let (position, now, then) = (&prepared.record.position, prepared.items.len(), seen.len());
            return Ok(Err(format!("{position} has {now} items now, and had {then} outcomes")));
        }
        let mut overlay = Overlay::new(&self.index);
        let decisions = pipeline::decide(&prepared, &mut overlay, &self.line)?;
        let changes = overlay.into_changes();
        let outcomes = pipeline::finish(&prepared, decisions, &self.line);
        self.index.apply(changes, Reached::default())?;
        self.decided += outcomes.len() as u64;
        outcomes.iter().zip(seen.iter().flatten()).for_each(|(fresh, seen)| compare_one(fresh, seen, report));
        Ok(Ok(()))
    }

    /// Reads the batch again, but for what killed a process, and believes the rejections.
    fn prepare(&mut self) -> Vec<(Prepared, Vec<Row>)> {
        let (mut records, mut cases) = (Vec::new(), Vec::new());
        for Case { record, seen } in std::mem::take(&mut self.batch) {
            if seen.iter().any(|row| row.said.rejection() == Some(Code::KilledProcess)) {
                cases.push((Some(record), seen));
            } else {
                records.push(record);
                cases.push((None, seen));
            }
        }
        let mut read = pipeline::prepare(records, &self.line).into_iter();
        let mut prepared = Vec::with_capacity(cases.len());
        for (killer, seen) in cases {
            let Some(mut again) = killer.map(pipeline::condemned).or_else(|| read.next()) else { break };
            self.read_otherwise += believe(&mut again, &seen);
            prepared.push((again, seen));
        }
        prepared
    }
}

/// Puts the rejections that were seen in the place of what the items are now; of how many that changes something.
fn believe(prepared: &mut Prepared, seen: &[Row]) -> u64 {
    let first = prepared.items.iter().find_map(|item| item.as_ref().err()).map(|reject| reject.code);
    let codes: Vec<Option<Code>> = seen.iter().map(|row| row.said.rejection()).collect();
    if codes.iter().all(Option::is_some) && codes.len() != prepared.items.len() {
        prepared.items = codes.into_iter().flatten().map(|code| Err(rejected(code))).collect();
        return seen.len() as u64;
    }
    let mut changed = 0;
    for (item, code) in prepared.items.iter_mut().zip(codes) {
        let Some(code) = code else { continue };
        // A dead letter tells the code of its first item alone.
        changed += u64::from(item.is_ok() || first != Some(code));
        *item = Err(rejected(code));
    }
    changed
}

fn rejected(code: Code) -> Reject {
    Reject::new(Stage::Decode, code, "as it was rejected before")
}

fn compare_one(fresh: &ItemOutcome, seen: &Row, report: &mut Report) {
    let (said, Row { decision, topic, partition, offset, item, said: was }) = (Said::of(fresh), seen);
    if fresh.decision != *decision || said != *was {
        let text = format!(
            "decision {decision} of {topic}/{partition}/{offset}/{item}: visible is {}, a fresh one is {}",
            was.as_str(),
            said.as_str()
        );
        report.fault(Kind::AnotherDecision, text);
    }
}
