//! What comes into the output topics, for people and as JSON lines.
//!
//! Looks as any consumer does that reads what was committed, but belongs to no group and commits nothing.

mod entry;
mod json;
mod pretty;
mod topics;

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;

use anyhow::{Context as _, anyhow};
use tokio_util::sync::CancellationToken;

use super::report::Plain;
use crate::config::Settings;
use crate::exit::Exit;
use crate::kafka::Positions;
use crate::kafka::follow::{Extent, Follower, Seen};
use crate::kafka::topics::reach;
use crate::ledger::Partition;
use crate::proto::Timestamp;
use crate::record::{Position, Record, Topic};
pub use crate::route::Condition;
use crate::wire::Message;
use entry::Entry;
pub use pretty::Paint;
pub use topics::named;

#[derive(Clone, Debug)]
pub struct Options {
    pub topics: Vec<Topic>,
    pub begin: Begin,
    pub until: Until,
    /// Of messages that are printed.
    pub limit: Option<u64>,
    pub condition: Option<Condition>,
    pub form: Form,
}

/// Where to begin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Begin {
    Beginning,
    End,
    Time(Timestamp),
    /// So many that are printed before the end.
    Last(usize),
}

/// Where to stop, if nobody says so before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// What was visible at the start.
    Now,
    Told,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    People(Paint),
    Json,
}

/// A message that can be read.
#[derive(Debug)]
struct Found {
    place: Position,
    /// Its value is in the entry.
    message: Message,
    entry: Entry,
}

/// Prints until told to stop, or all that was asked for is printed. What cannot be read is told to `aside`.
pub fn run(
    settings: &Settings,
    options: &Options,
    stop: &CancellationToken,
    out: &mut dyn Write,
    aside: &mut dyn Write,
) -> anyhow::Result<Exit> {
    let brokers = &settings.kafka.brokers;
    reach(&settings.kafka).map_err(|why| anyhow!("failed to reach {brokers}: {why}"))?;
    let follower = Follower::new(&settings.kafka, options.topics.clone())?;
    let extent = follower.extent()?;
    let ends: Positions =
        extent.iter().map(|(partition, visible)| (partition.clone(), visible.end)).collect();
    let mut tail = Tail { settings, options, stop, out, aside, printed: 0 };
    let from = match options.begin {
        Begin::Beginning => {
            extent.iter().map(|(partition, visible)| (partition.clone(), visible.begin)).collect()
        }
        Begin::End => ends.clone(),
        Begin::Time(time) => follower.at(time, &extent).context("failed to look for the time")?,
        Begin::Last(count) => {
            tail.print_last(count, &follower, &extent)?;
            ends.clone()
        }
    };
    if !tail.is_done() {
        let to = match options.until {
            Until::Now => Some(&ends),
            Until::Told => None,
        };
        follower.read(&from, to, |seen| tail.see(seen))?;
    }
    Ok(Exit::Success)
}

struct Tail<'a> {
    settings: &'a Settings,
    options: &'a Options,
    stop: &'a CancellationToken,
    out: &'a mut dyn Write,
    aside: &'a mut dyn Write,
    printed: u64,
}

impl Tail<'_> {
    fn is_done(&self) -> bool {
        self.stop.is_cancelled() || self.options.limit.is_some_and(|limit| self.printed >= limit)
    }

    fn flow(&self) -> ControlFlow<()> {
        if self.is_done() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn see(&mut self, seen: Seen) -> anyhow::Result<ControlFlow<()>> {
        match seen {
            Seen::Record(record) => {
                if let Some(found) = self.choose(record)? {
                    self.print(&found)?;
                }
            }
            Seen::Pause => self.out.flush()?,
        }
        Ok(self.flow())
    }

    /// None where it cannot be read, which is told, or is not asked for.
    fn choose(&mut self, record: Record) -> anyhow::Result<Option<Found>> {
        let place = record.position.clone();
        let mut message = Message::from(record);
        let entry = match Entry::read(&message, &self.settings.topics) {
            Ok(entry) => entry,
            Err(why) => {
                writeln!(self.aside, "{place} cannot be read: {}", Plain(&format!("{why:#}")))?;
                return Ok(None);
            }
        };
        message.value = None;
        let is_asked_for = self.options.condition.as_ref().is_none_or(|condition| {
            // What cannot be told of it counts as not so, as with rules.
            entry.as_event().is_some_and(|event| condition.holds(&event) == Ok(true))
        });
        Ok(is_asked_for.then_some(Found { place, message, entry }))
    }

    fn print(&mut self, found: &Found) -> anyhow::Result<()> {
        match self.options.form {
            Form::People(paint) => pretty::print(found, paint, self.out)?,
            Form::Json => json::print(found, self.out)?,
        }
        self.printed += 1;
        Ok(())
    }

    /// In the order of time, over all partitions. Goes back from the end until there are so many, since markers of
    /// transactions, compaction and the condition leave fewer than there are offsets.
    fn print_last(&mut self, count: usize, follower: &Follower, extent: &Extent) -> anyhow::Result<()> {
        let mut last: BTreeMap<Partition, BTreeMap<i64, Found>> = BTreeMap::new();
        let mut begins: Positions =
            extent.iter().map(|(partition, visible)| (partition.clone(), visible.end)).collect();
        let mut width = i64::try_from(count).unwrap_or(i64::MAX);
        loop {
            begins.retain(|partition, begin| {
                let found = last.get(partition).map_or(0, BTreeMap::len);
                found < count && extent.get(partition).is_some_and(|visible| *begin > visible.begin)
            });
            if begins.is_empty() || self.stop.is_cancelled() {
                break;
            }
            let earlier: Positions = begins
                .iter()
                .filter_map(|(partition, begin)| {
                    let lowest = extent.get(partition)?.begin;
                    Some((partition.clone(), begin.saturating_sub(width).max(lowest)))
                })
                .collect();
            follower.read(&earlier, Some(&begins), |seen| {
                if let Seen::Record(record) = seen
                    && let Some(found) = self.choose(record)?
                {
                    let at = (found.place.topic.clone(), found.place.partition);
                    let kept = last.entry(at).or_default();
                    kept.insert(found.place.offset, found);
                    if kept.len() > count {
                        kept.pop_first();
                    }
                }
                let stop =
                    if self.stop.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
                anyhow::Ok(stop)
            })?;
            begins = earlier;
            width = width.saturating_mul(GROWTH);
        }
        let mut last: Vec<Found> = last.into_values().flat_map(BTreeMap::into_values).collect();
        last.sort_by(|a, b| (a.message.timestamp, &a.place).cmp(&(b.message.timestamp, &b.place)));
        let too_many = last.len().saturating_sub(count);
        for found in last.iter().skip(too_many) {
            if self.is_done() {
                break;
            }
            self.print(found)?;
        }
        Ok(())
    }
}

/// How much farther back each look goes than the one before: few looks, and little read in vain.
const GROWTH: i64 = 4;
