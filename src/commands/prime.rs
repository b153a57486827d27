//! `index prime`: takes what an archive already holds as known, without publishing anything.
//!
//! An archive is lines of JSON, each an article or an address alone, or a topic of our events. What is known already is left as
//! it is, so that an archive may be primed again, or for the rest after it was broken off.

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};
use serde::Serialize;

use super::input::{self, Holding, Input};
use super::progress;
use crate::app::prime::Primer;
use crate::config::Settings;
use crate::dead_letter::Reject;
use crate::exit::Exit;
use crate::kafka::drain::Drain;
use crate::outcome::Product;
use crate::pipeline;
use crate::pipeline::archive::{self, Archived, Primed};
use crate::proto::{ArticleEvent, Timestamp};
use crate::record::Record;
use crate::route::Topics;
use crate::wire;

#[derive(Clone, Debug)]
pub struct Options {
    pub archive: Archive,
    /// Where the window ends, and when that was seen of which nobody says it.
    pub now: Timestamp,
    pub json: bool,
}

#[derive(Clone, Debug)]
pub enum Archive {
    /// Files of lines, read as records of a topic; standard input where one is `-`.
    Lines { files: Vec<PathBuf>, topic: String },
    /// Events of a topic; where none is named, of all topics that events go to.
    Events { topic: Option<String> },
}

/// Events that are made known in one transaction.
const BATCH: usize = 1000;
/// First reasons that are kept; all are counted.
const REASONS: usize = 10;

/// What became of the archive.
#[derive(Debug, Default, PartialEq, Eq, Serialize)]
struct Summary {
    /// Lines, or events.
    read: u64,
    made_known: u64,
    already_known: u64,
    outside_window: u64,
    unreadable: u64,
    /// Of the first that were unreadable.
    reasons: Vec<String>,
}

/// Exits with 4 where anything was unreadable.
pub fn run(settings: &Settings, options: &Options) -> anyhow::Result<Exit> {
    let mut priming = Priming {
        primer: Primer::open(settings.clone())?,
        now: options.now,
        summary: Summary::default(),
        told: Instant::now(),
    };
    match &options.archive {
        Archive::Lines { files, topic } => {
            let options = input::Options {
                files: files.clone(),
                holding: Holding::Lines,
                envelope: false,
                at: Some(options.now),
                topic: topic.clone(),
            };
            priming.lines(Input::new(&options), &settings.deciding())?;
        }
        Archive::Events { topic } => priming.events(settings, topic.as_deref())?,
    }
    progress::end();
    let Priming { summary, .. } = priming;
    summary.print(options.json)?;
    Ok(if summary.unreadable == 0 { Exit::Success } else { Exit::CheckFailed })
}

struct Priming {
    primer: Primer,
    now: Timestamp,
    summary: Summary,
    told: Instant,
}

impl Priming {
    fn lines(&mut self, mut input: Input<'_>, settings: &pipeline::Settings) -> anyhow::Result<()> {
        while let Some(mut records) = input.next_batch()? {
            records.retain(|record| record.value.as_ref().is_some_and(|line| !line.trim_ascii().is_empty()));
            self.summary.read += records.len() as u64;
            let read = archive::of_records(records, settings).into_iter();
            self.take(read.map(|(at, read)| (format!("line {}", at.offset + 1), read)))?;
        }
        Ok(())
    }

    fn events(&mut self, settings: &Settings, topic: Option<&str>) -> anyhow::Result<()> {
        let all = || settings.topics.told_of_events(&settings.routes);
        for topic in topic.map_or_else(all, |topic| vec![topic]) {
            self.events_of(settings, topic)?;
        }
        Ok(())
    }

    fn events_of(&mut self, settings: &Settings, topic: &str) -> anyhow::Result<()> {
        let drain = Drain::new(&settings.kafka, topic)?;
        let stretch = drain.extent()?;
        if stretch.is_empty() {
            bail!("the topic {topic} does not exist");
        }
        let topics = &settings.topics;
        let mut waiting = Vec::new();
        drain.try_run(&stretch, |record| {
            // Without a value it is a tombstone of a table, and tells of no article.
            if record.value.is_some() {
                waiting.push(record);
            }
            if waiting.len() < BATCH {
                return Ok(());
            }
            self.take_events(std::mem::take(&mut waiting), topics)
        })?;
        self.take_events(waiting, topics)
    }

    fn take_events(&mut self, records: Vec<Record>, topics: &Topics) -> anyhow::Result<()> {
        self.summary.read += records.len() as u64;
        let mut events = Vec::with_capacity(records.len());
        for record in records {
            let position = record.position.clone();
            match event(record, topics) {
                Ok(event) => events.push((position, event)),
                Err(error) => self.summary.unread(&position, &format!("{error:#}")),
            }
        }
        self.take(archive::of_events(events).into_iter().map(|(at, read)| (at.to_string(), read)))
    }

    fn take(
        &mut self,
        read: impl Iterator<Item = (String, Result<Option<Archived>, Reject>)>,
    ) -> anyhow::Result<()> {
        let mut archived = Vec::new();
        for (place, read) in read {
            match read {
                Ok(Some(known)) => archived.push(known),
                // The copy of another article, which is what is known.
                Ok(None) => self.summary.already_known += 1,
                Err(reject) => self.summary.unread(&place, &reject),
            }
        }
        for primed in self.primer.take(&archived, self.now)? {
            self.summary.count(primed);
        }
        self.tell();
        Ok(())
    }

    fn tell(&mut self) {
        const TELL: Duration = Duration::from_secs(1);
        if self.told.elapsed() >= TELL {
            self.told = Instant::now();
            let Summary { read, made_known, .. } = self.summary;
            progress::update(&format!("{read} read, {made_known} made known ..."));
        }
    }
}

fn event(record: Record, topics: &Topics) -> anyhow::Result<ArticleEvent> {
    let outcomes = wire::outcomes(&record.into(), topics)?;
    let event = outcomes.into_iter().find_map(|outcome| match outcome.product {
        Product::Event(event) => Some(*event),
        Product::Duplicate(_) | Product::Rejected(_) => None,
    });
    event.context("no event of an article")
}

impl Summary {
    fn count(&mut self, primed: Primed) {
        match primed {
            Primed::MadeKnown => self.made_known += 1,
            Primed::AlreadyKnown => self.already_known += 1,
            Primed::OutsideWindow => self.outside_window += 1,
        }
    }

    fn unread(&mut self, place: &dyn fmt::Display, reason: &dyn fmt::Display) {
        self.unreadable += 1;
        if self.reasons.len() < REASONS {
            self.reasons.push(format!("{place}: {reason}"));
        }
    }

    fn print(&self, json: bool) -> anyhow::Result<()> {
        if json {
            println!("{}", serde_json::to_string_pretty(self)?);
            return Ok(());
        }
        let Self { read, made_known, already_known, outside_window, unreadable, reasons } = self;
        println!("{read:>12} read");
        println!("{made_known:>12} made known");
        println!("{already_known:>12} known already");
        println!("{outside_window:>12} outside of dedup.window");
        println!("{unreadable:>12} unreadable");
        for reason in reasons {
            println!("  {reason}");
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_unreadable_is_counted_and_the_first_reasons_are_kept() {
        let mut summary = Summary::default();
        for line in 1..=15 {
            summary.unread(&format!("line {line}"), &"no JSON");
        }
        assert_eq!((summary.unreadable, summary.reasons.len()), (15, REASONS));
        assert_eq!(summary.reasons[0], "line 1: no JSON");
    }
}
