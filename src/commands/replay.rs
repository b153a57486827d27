//! `replay`: sends dead letters back to where their records came from, each once.
//!
//! Which letters were sent back is written where they lie: the transaction that sends records also writes, into each
//! partition of the dead letters, a mark with the offsets of those that it sent. So there is no state beside the
//! topic. A filter that skips letters loses none, as it would with an offset of a group, and no list has to fit into
//! the offset's metadata. A mark lies behind its letters in their own partition, and retention removes from the
//! begin, so no mark goes before its letters; and where the topic is recreated, the marks go with it.
//!
//! A replay first opens its producer, which ends any other replay of the group, and only then reads the marks to the
//! topic's end: what was sent is marked by then, what is not marked was not sent, and nobody else sends. The end is
//! the real one, behind transactions that the line has open, since marks may lie behind them. A kill at any moment
//! leaves a transaction that is whole or invisible.
//!
//! A record that is rejected again is a new letter, behind the end that was read: a run never sends it a second time.

mod filter;
mod target;
mod telling;

use std::collections::BTreeMap;
use std::io::Write;
use std::num::NonZeroU32;
use std::ops::ControlFlow;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, bail};

use super::progress::{self, tell};
use crate::config::Settings;
use crate::dead_letter::replay::{self, Letter};
use crate::exit::Exit;
use crate::fail::{Mutation, mutated};
use crate::kafka::drain::{Drain, Stretch};
use crate::kafka::replay::Replayer;
use crate::kafka::sink::Fault;
use crate::ledger::Ranges;
use crate::record::{Position, Record, Topic};
use crate::wire::Message;
pub use filter::Filter;
use target::Targets;
use telling::{Tally, Told};

#[derive(Clone, Debug)]
pub struct Options {
    pub filter: Filter,
    pub limit: Option<u64>,
    /// In place of the topics that the records came from.
    pub to: Option<String>,
    /// Records a second.
    pub rate: NonZeroU32,
    pub dry_run: bool,
    pub json: bool,
}

/// By partition of the dead letters.
type Marks = BTreeMap<i32, Ranges>;

pub fn run(settings: &Settings, options: &Options, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let targets = Targets::new(settings, options.to.as_deref())?;
    let replayer = if options.dry_run { None } else { Some(open(settings)?) };
    let topic = &settings.topics.rejected;
    let drain = Drain::new(&settings.kafka, topic)?;
    let stretch = drain.extent().with_context(|| format!("failed to reach {}", settings.kafka.brokers))?;
    if stretch.is_empty() {
        bail!("topic {topic} does not exist: topics.rejected names the one that holds the dead letters");
    }
    tell(&format!("reading what was sent back before from {topic}"));
    let marks = read_marks(&drain, &stretch)?;
    tell(&format!("reading {topic}"));
    let mut run =
        Run { options, targets, replayer, marks, batch: Batch::default(), tally: Tally::default(), out };
    drain.run_while(&stretch, |record| run.take(record))?;
    run.send()?;
    progress::end();
    let Run { tally, out, .. } = run;
    tally.tell(options, out)?;
    Ok(Exit::Success)
}

fn open(settings: &Settings) -> anyhow::Result<Replayer> {
    let opened = Replayer::open(&settings.kafka, &settings.sink, &settings.source.group);
    opened.with_context(|| format!("failed to begin transactions at {}", settings.kafka.brokers))
}

fn read_marks(drain: &Drain, stretch: &Stretch) -> anyhow::Result<Marks> {
    let mut marks = Marks::new();
    drain.run(stretch, |record| {
        let marked = marks.entry(record.position.partition).or_default();
        for offset in replay::marked(&record.headers).into_iter().flatten() {
            marked.add(offset, offset + 1);
        }
    })?;
    Ok(marks)
}

/// Records that are sent together.
#[derive(Debug, Default)]
struct Batch {
    messages: Vec<Message>,
    bytes: usize,
    told: Vec<Told>,
    /// Where their letters lie.
    letters: BTreeMap<i32, Vec<i64>>,
}

/// A mark must fit into the header of a small message, and a transaction must not hold up those who read.
const BATCH_RECORDS: usize = 500;
const BATCH_BYTES: usize = 16 * 1024 * 1024;

struct Run<'a> {
    options: &'a Options,
    targets: Targets<'a>,
    /// None where nothing is sent.
    replayer: Option<Replayer>,
    marks: Marks,
    batch: Batch,
    tally: Tally,
    out: &'a mut dyn Write,
}

impl Run<'_> {
    /// Breaks where no more is to be sent.
    fn take(&mut self, dead: Record) -> anyhow::Result<ControlFlow<()>> {
        self.choose(dead)?;
        if self.batch.is_full(self.options.rate) {
            self.send()?;
        }
        let is_enough = self.options.limit.is_some_and(|limit| self.tally.taken >= limit);
        Ok(if is_enough { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
    }

    fn choose(&mut self, dead: Record) -> anyhow::Result<()> {
        let (place, rejected_at) = (dead.position.clone(), dead.timestamp);
        if replay::marked(&dead.headers).is_some() {
            return Ok(());
        }
        let Some(Letter { said, record }) = replay::letter(dead) else {
            self.tally.strange += 1;
            return Ok(());
        };
        let is_marked = self.marks.get(&place.partition).is_some_and(|marked| marked.contains(place.offset));
        if is_marked && !mutated(Mutation::ReplayMarksIgnored) {
            self.tally.sent_before += 1;
            return Ok(());
        }
        if !self.options.filter.takes(&said, rejected_at) {
            self.tally.not_asked_for += 1;
            return Ok(());
        }
        let told = Told::new(&place, rejected_at, said, &record);
        let topic = record.position.topic.clone();
        if let Some(message) = self.targets.message(record)? {
            self.batch.add(message, told, &place);
            self.tally.taken += 1;
        } else {
            self.tally.unread(topic.as_str());
        }
        Ok(())
    }

    /// Tells only what was sent.
    fn send(&mut self) -> anyhow::Result<()> {
        let Batch { mut messages, told, letters, .. } = std::mem::take(&mut self.batch);
        if messages.is_empty() {
            return Ok(());
        }
        if let Some(replayer) = &self.replayer {
            let began = Instant::now();
            let topic = &self.targets.dead_letters;
            messages.extend(letters.iter().map(|(&partition, offsets)| mark(topic, partition, offsets)));
            replayer.send(&messages).map_err(|fault| self.explain(&fault))?;
            progress::update(&format!("{} sent back", self.tally.taken));
            let due = Duration::from_secs(told.len() as u64) / self.options.rate.get();
            thread::sleep(due.saturating_sub(began.elapsed()));
        }
        for told in told {
            self.tally.tell_one(&told, self.options, self.out)?;
        }
        Ok(())
    }

    fn explain(&self, fault: &Fault) -> anyhow::Error {
        let sent = self.tally.sent();
        let what = match fault {
            Fault::Retry(_) | Fault::Abort(_) | Fault::Denied(_) | Fault::Replaced(_) => "the next were not",
            Fault::Fatal(_) => "another replay may have begun, and of the next it is not known here",
        };
        anyhow::anyhow!(
            "{fault}; {sent} dead letters were sent back, {what}: run it again, it sends none twice"
        )
    }
}

impl Batch {
    fn add(&mut self, message: Message, told: Told, letter: &Position) {
        self.bytes += message.value.as_ref().map_or(0, Vec::len);
        self.messages.push(message);
        self.told.push(told);
        self.letters.entry(letter.partition).or_default().push(letter.offset);
    }

    /// No batch is more than a second's worth.
    fn is_full(&self, rate: NonZeroU32) -> bool {
        let most = usize::try_from(rate.get()).map_or(BATCH_RECORDS, |rate| rate.min(BATCH_RECORDS));
        self.messages.len() >= most || self.bytes >= BATCH_BYTES
    }
}

fn mark(topic: &Topic, partition: i32, offsets: &[i64]) -> Message {
    let headers = replay::mark(offsets);
    let (partition, timestamp) = (Some(partition), None);
    Message { topic: topic.to_string(), partition, timestamp, key: None, value: None, headers }
}
