//! `audit`: proves the promise from what lies in the topics.
//!
//! Every settled item has exactly one visible outcome, every revision was published once, every duplicate names
//! something that exists, the ledger agrees with what was published, and the index on disk is the fold of the ledger.
//! Asked to, it also decides everything afresh and compares: as long as the line itself took, so not always.
//! What is gathered lies in the temporary folder, some hundred bytes for each outcome and each entry of the ledger; memory holds
//! a share of it at a time, and a bit for each decision.

mod afresh;
mod articles;
mod evidence;
mod order;
mod records;
mod report;
mod spill;

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, bail};
use jiff::SignedDuration;
use tokio_util::sync::CancellationToken;

use super::progress::tell;
use crate::config::Settings;
use crate::exit::Exit;
use crate::handover;
use crate::index::embedded::{Embedded, Horizon, OpenFault};
use crate::index::{Backend, Changes, Index as _};
use crate::kafka::drain::{Drain, Stretch};
use crate::kafka::ledger::{RawEntry, Reader};
use crate::ledger::{self, Entry, Progress, Settling};
use crate::wire;
use evidence::{Evidence, Stretches};
use order::Order;
use report::{Kind, Report};

/// Where to look: a partition, and the offsets from one up to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Range {
    pub topic: String,
    pub partition: i32,
    pub from: i64,
    pub to: i64,
}

impl std::str::FromStr for Range {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parse = || {
            let mut parts = text.rsplitn(3, '/');
            let (offsets, partition, topic) = (parts.next()?, parts.next()?, parts.next()?);
            let (from, to) = offsets.split_once('-')?;
            Some(Self {
                topic: topic.to_owned(),
                partition: partition.parse().ok()?,
                from: from.parse().ok()?,
                to: to.parse().ok()?,
            })
        };
        parse().ok_or_else(|| "expected TOPIC/PARTITION/FROM-TO, as in articles.raw/0/100-200".to_owned())
    }
}

#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Only these, of what is settled and still there; everything where none is given.
    pub ranges: Vec<Range>,
    /// Also decide everything again.
    pub afresh: bool,
    pub json: bool,
}

pub fn run(settings: &Settings, options: &Options) -> anyhow::Result<Exit> {
    let mut report = Report::default();
    let folder = tempfile::Builder::new().prefix("copydesk-audit-").tempdir();
    let folder = folder.context("failed to make a temporary folder")?;
    let mut evidence = Evidence::new(folder.path(), SignedDuration::try_from(settings.dedup.window)?);
    tell("reading the ledger");
    let progress = read_ledger(settings, &mut evidence, &mut report)?;
    if progress.header.is_none() {
        bail!("the ledger {} has no header: nothing was ever settled", settings.topics.ledger);
    }
    let stretches = stretches(settings, &progress, &options.ranges)?;
    evidence.look_at(&stretches);
    let mut order = options.afresh.then(|| Order::new(folder.path()));
    for topic in settings.topics.told(&settings.routes) {
        tell(&format!("reading {topic}"));
        read_outcomes(settings, topic, progress.last_decision, (&mut evidence, &mut order, &mut report))?;
    }
    let topics: BTreeSet<&str> = stretches.keys().map(|(topic, _)| topic.as_str()).collect();
    for topic in topics {
        tell(&format!("reading {topic}"));
        read_input(settings, topic, &stretches, &mut evidence, &mut report)?;
    }
    compare_with_prepared(settings, &progress, &mut report)?;
    read_index(settings, &mut evidence, &mut report)?;
    tell("comparing");
    let conclusion = evidence.conclude(&mut report).context(GATHER)?;
    if let Some(order) = order {
        tell("deciding afresh");
        afresh::compare(settings, &progress, (order, folder.path()), &conclusion, &mut report)?;
    }
    report.print(options.json)?;
    Ok(if report.passed() { Exit::Success } else { Exit::CheckFailed })
}

/// What fails where the temporary folder is full.
const GATHER: &str = "failed to gather evidence in the temporary folder, which TMPDIR names";

fn read_ledger(
    settings: &Settings,
    evidence: &mut Evidence,
    report: &mut Report,
) -> anyhow::Result<Progress> {
    let mut reader = Reader::new(&settings.kafka, &settings.topics.ledger)?;
    let extent = reader.extent().with_context(|| format!("failed to reach {}", settings.kafka.brokers))?;
    let extent = extent.with_context(|| format!("the ledger {} does not exist", settings.topics.ledger))?;
    let mut progress = Progress::default();
    let mut gathered = Ok(());
    let each = |entry: RawEntry<'_>| -> Result<(), ledger::Fault> {
        report.counts.ledger_entries += 1;
        // Behind it lie only markers of transactions, which no index waits for.
        report.ledger_end = entry.offset + 1;
        let mut step = Changes::default();
        match ledger::decode(entry.key, entry.value)? {
            Entry::Article(id, article) if gathered.is_ok() => gathered = evidence.ledger_says(id, &article),
            Entry::Article(..) | Entry::Content(..) | Entry::Alias(..) | Entry::Near(..) => {}
            other @ (Entry::Header(_) | Entry::Settled(..)) => step.add(other),
        }
        step.update(&mut progress);
        Ok(())
    };
    let read = reader.read(extent.low, extent.high, &CancellationToken::new(), each);
    read.map_err(|error| anyhow::anyhow!("failed to read the ledger: {error}"))?;
    gathered.context(GATHER)?;
    Ok(progress)
}

/// Of each partition what is settled from its first offset on that is still there, up to the first gap.
fn stretches(settings: &Settings, progress: &Progress, ranges: &[Range]) -> anyhow::Result<Stretches> {
    let mut extents: BTreeMap<String, Stretch> = BTreeMap::new();
    let mut stretches = Stretches::new();
    for (partition, settled) in &progress.settled {
        let topic = partition.0.as_str();
        if topic == settings.topics.prepared {
            continue; // the way of a record, and no origin of one
        }
        if !extents.contains_key(topic) {
            extents.insert(topic.to_owned(), Drain::new(&settings.kafka, topic)?.extent()?);
        }
        let low = extents.get(topic).and_then(|extent| extent.get(&partition.1)).map(|&(low, _)| low);
        let Some(low) = low else { continue };
        let (mut from, mut to) = (low.max(settled.start), settled.position());
        if !ranges.is_empty() {
            let asked = ranges.iter().find(|range| range.topic == topic && range.partition == partition.1);
            let Some(asked) = asked else { continue };
            (from, to) = (from.max(asked.from), to.min(asked.to));
        }
        if from < to {
            stretches.insert(partition.clone(), (from, to));
        }
    }
    Ok(stretches)
}

/// What was decided after the ledger was read is left to another audit.
fn read_outcomes(
    settings: &Settings,
    topic: &str,
    last_decision: u64,
    (evidence, order, report): (&mut Evidence, &mut Option<Order>, &mut Report),
) -> anyhow::Result<()> {
    let drain = Drain::new(&settings.kafka, topic)?;
    let extent = drain.extent()?;
    let mut gathered = Ok(());
    drain.run(&extent, |record| {
        let position = record.position.clone();
        match wire::outcomes(&record.into(), &settings.topics) {
            Ok(outcomes) => {
                for outcome in outcomes.iter().filter(|outcome| outcome.decision <= last_decision) {
                    if gathered.is_ok() {
                        gathered = evidence.see(outcome, &position, report);
                    }
                    if let Some(order) = order.as_mut().filter(|_| gathered.is_ok()) {
                        gathered = order.note(outcome);
                    }
                }
            }
            Err(error) => report.fault(Kind::Unreadable, format!("{position}: {error}")),
        }
    })?;
    gathered.context(GATHER)
}

/// What was handed over and read by the decider is settled by its origin.
fn compare_with_prepared(
    settings: &Settings,
    progress: &Progress,
    report: &mut Report,
) -> anyhow::Result<()> {
    let topic = &settings.topics.prepared;
    let hop: BTreeMap<i32, i64> = progress
        .settled
        .iter()
        .filter(|((name, _), _)| name.as_str() == topic)
        .map(|((_, partition), settled)| (*partition, settled.position()))
        .collect();
    if hop.is_empty() {
        return Ok(());
    }
    tell(&format!("reading {topic}"));
    let drain = Drain::new(&settings.kafka, topic)?;
    let read = drain.extent()?.into_iter().filter_map(|(partition, (low, high))| {
        hop.get(&partition).map(|&position| (partition, (low, high.min(position))))
    });
    let stretch: Stretch = read.collect();
    let settling = Settling::new(progress);
    let mut of_others = 0;
    drain.run(&stretch, |record| match handover::read(record.value.as_deref()) {
        Ok((prepared, trail)) => {
            report.counts.handed_over += 1;
            let origin = &prepared.record.position;
            let at = (origin.topic.clone(), origin.partition);
            if settling.is_of_another(&at, &trail.topic_id) {
                of_others += 1;
            } else if !settling.is_settled(&at, &trail.topic_id, origin.offset) {
                report.fault(
                    Kind::Lost,
                    format!("{}: read by the decider, but {origin} is not settled", record.position),
                );
            }
        }
        Err(fault) => report.fault(Kind::Unreadable, format!("{}: {fault}", record.position)),
    })?;
    if of_others > 0 {
        report.note(&format!(
            "{of_others} records that were handed over are of a topic that had the name before: the ledger no longer tells \
             what was settled of it"
        ));
    }
    Ok(())
}

/// How many items each record has.
fn read_input(
    settings: &Settings,
    topic: &str,
    stretches: &Stretches,
    evidence: &mut Evidence,
    report: &mut Report,
) -> anyhow::Result<()> {
    let own = stretches.iter().filter(|((name, _), _)| name.as_str() == topic);
    let stretch: Stretch = own.map(|((_, partition), &range)| (*partition, range)).collect();
    let line = settings.deciding();
    let mut gathered = Ok(());
    Drain::new(&settings.kafka, topic)?.run(&stretch, |record| {
        let items = line.decode(&record).map_or(1, |decoded| decoded.items.len());
        report.counts.records += 1;
        report.counts.items += items as u64;
        if gathered.is_ok() {
            gathered = evidence.expect(&record.position, items);
        }
    })?;
    gathered.context(GATHER)
}

/// Skipped where there is no index on disk, or a daemon has it open.
fn read_index(settings: &Settings, evidence: &mut Evidence, report: &mut Report) -> anyhow::Result<()> {
    let folder = &settings.index.path;
    if settings.index.backend == Backend::Memory || !folder.exists() {
        report.note("the index was not compared: there is none on this machine's disk");
        return Ok(());
    }
    let mut index = match Embedded::open(
        &settings.index,
        &Horizon::new(settings.dedup.window),
        settings.dedup.near.decisions,
    ) {
        Ok(index) => index,
        Err(OpenFault::Locked) => {
            report.note("the index was not compared: a daemon has it open");
            return Ok(());
        }
        Err(fault) => {
            return Err(fault).with_context(|| format!("failed to open the index at {}", folder.display()));
        }
    };
    if index.reached().next < report.ledger_end {
        report.note("the index was not compared: it has not caught up with the ledger yet");
        return Ok(());
    }
    tell("reading the index");
    for article in index.articles()? {
        let (id, entry) = article?;
        evidence.index_says(id, &entry).context(GATHER)?;
    }
    evidence.index_was_read();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_name_a_topic_a_partition_and_offsets() {
        let range: Range = "a/topic/3/10-20".parse().unwrap();
        assert_eq!(range, Range { topic: "a/topic".into(), partition: 3, from: 10, to: 20 });
        assert!("raw/0".parse::<Range>().is_err());
        assert!("raw/0/ten-20".parse::<Range>().is_err());
    }
}
