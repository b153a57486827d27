//! The line at work: two threads, joined by a queue of one batch. One reads and prepares, the other decides and
//! commits; so the next batch is prepared while one commits, but never decided before.

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use crate::config::Settings;
use crate::health::{Health, Latch};
use crate::index::{Changes, Index, Memory, Overlay};
use crate::kafka::Positions;
use crate::kafka::sink::{Fault, Sink};
use crate::kafka::source::{Offsets, Source};
use crate::metrics::{BatchResult, Metrics, Step, Tally};
use crate::pipeline::{self, Prepared};
use crate::wire::{self, Message};

/// Going on would lose or double articles: a person must decide.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Refused(String);

/// Batches that may wait while one is committed. More would cost memory and gain nothing.
const QUEUE: usize = 1;
const SHORTEST_PAUSE: Duration = Duration::from_millis(100);
const LONGEST_PAUSE: Duration = Duration::from_secs(10);
/// As often as this the producer may be lost without a commit in between: after that, somebody else uses our
/// transactional id.
const LOST_IN_A_ROW: u32 = 8;

#[allow(missing_debug_implementations, reason = "holds clients of a foreign library")]
pub struct Line {
    settings: Settings,
    rules: pipeline::Settings,
    health: Arc<Health>,
    metrics: Arc<Metrics>,
}

/// A batch between the threads.
struct PreparedBatch {
    prepared: Vec<Prepared>,
    ends: Positions,
}

/// What the deciding thread works with.
struct Desk {
    index: Memory,
    sink: Sink,
    offsets: Offsets,
    /// Where the group stands: nothing before is decided again.
    settled: Positions,
    lost_in_a_row: u32,
}

/// What became of a transaction whose producer was lost.
#[derive(Debug, PartialEq, Eq)]
enum Fate {
    Committed,
    NotCommitted,
}

impl Line {
    pub fn new(settings: Settings, health: Arc<Health>, metrics: Arc<Metrics>) -> Self {
        Self { rules: settings.pipeline(), settings, health, metrics }
    }

    /// Works until told to stop, and then until what was prepared is committed.
    pub fn run(&self, mut source: Source, stop: &CancellationToken) -> anyhow::Result<()> {
        let Some(mut desk) = self.open(&mut source, stop) else { return Ok(()) };
        tracing::info!("ready: reading {} partitions", desk.settled.len());
        let (sender, batches) = sync_channel(QUEUE);
        let reader_stop = stop.child_token();
        thread::scope(|threads| {
            let reader = &reader_stop;
            threads.spawn(move || self.read(source, &sender, reader));
            // However the desk ends, the reader ends with it.
            let _ended = reader_stop.clone().drop_guard();
            self.settle(&mut desk, &batches, stop)
        })
    }

    /// Waits for Kafka, as long as it takes. None when told to stop meanwhile.
    fn open(&self, source: &mut Source, stop: &CancellationToken) -> Option<Desk> {
        let offsets = source.offsets();
        // First the producer: it fences whoever was at work and ends their transaction, so that offsets stand still.
        let sink = self.until(stop, "open the producer", || self.open_sink())?;
        let (settled, new) = self.until(stop, "find the start of the input", || source.start_positions())?;
        if !new.is_empty() {
            // Where a start is not committed first, a crash before the first batch would choose `latest` anew and
            // skip what came in between.
            self.until(stop, "commit the start of the input", || sink.commit(&[], &new, &offsets.group()))?;
        }
        self.until(stop, "assign the input", || source.assign(settled.clone()))?;
        self.health.release(Latch::Start);
        Some(Desk { index: Memory::default(), sink, offsets, settled, lost_in_a_row: 0 })
    }

    fn open_sink(&self) -> Result<Sink, Fault> {
        let transactional_id = format!("copydesk.{}", self.settings.source.group);
        Sink::open(&self.settings.kafka, &self.settings.sink, &transactional_id, self.health.clone())
    }

    fn read(&self, mut source: Source, batches: &SyncSender<PreparedBatch>, stop: &CancellationToken) {
        while let Some(batch) = source.next_batch(stop) {
            let began = Instant::now();
            let prepared = pipeline::prepare(batch.records, &self.rules);
            self.metrics.step_took(Step::Prepare, began.elapsed());
            if batches.send(PreparedBatch { prepared, ends: batch.ends }).is_err() {
                return; // the desk has ended, and says why
            }
        }
    }

    fn settle(
        &self,
        desk: &mut Desk,
        batches: &Receiver<PreparedBatch>,
        stop: &CancellationToken,
    ) -> anyhow::Result<()> {
        for batch in batches {
            let mut pause = SHORTEST_PAUSE;
            while let Err(reason) = self.attempt(desk, &batch, stop)? {
                // Ours or the world's fault, never the batch's: it waits, and is decided again from memory.
                if self.health.hold(Latch::Line, &reason) {
                    tracing::warn!("paused, will try again: {reason}");
                }
                if wait(stop, pause) {
                    return Ok(());
                }
                pause = (pause * 2).min(LONGEST_PAUSE);
            }
            if self.health.release(Latch::Line) {
                tracing::info!("going on");
            }
        }
        Ok(())
    }

    /// Decides and commits one batch. The inner error says why it must be tried again.
    fn attempt(
        &self,
        desk: &mut Desk,
        batch: &PreparedBatch,
        stop: &CancellationToken,
    ) -> Result<Result<(), String>, Refused> {
        let Attempt { changes, messages, tally } = match self.decide(&desk.index, batch) {
            Ok(attempt) => attempt,
            Err(fault) => return Ok(Err(format!("failed to ask the index: {fault}"))),
        };
        let began = Instant::now();
        let committed = desk.sink.commit(&messages, &batch.ends, &desk.offsets.group());
        self.metrics.step_took(Step::Commit, began.elapsed());
        match committed {
            Ok(()) => {}
            Err(Fault::Retry(error) | Fault::Abort(error)) => {
                self.metrics.batch_ended(BatchResult::Aborted);
                return Ok(Err(format!("failed to publish: {error}")));
            }
            Err(Fault::Fatal(error)) => {
                self.metrics.batch_ended(BatchResult::Lost);
                tracing::warn!("lost the producer, opening another: {error}");
                match self.learn_fate(desk, batch, stop)? {
                    Some(Fate::Committed) => {}
                    Some(Fate::NotCommitted) | None => return Ok(Err(format!("lost the producer: {error}"))),
                }
            }
        }
        desk.lost_in_a_row = 0;
        desk.index
            .apply(changes)
            .map_err(|fault| Refused(format!("failed to apply to the index: {fault}")))?;
        for ((topic, partition), &end) in &batch.ends {
            self.metrics.settled(topic, *partition, end);
        }
        desk.settled.extend(batch.ends.clone());
        self.metrics.batch_committed(&tally);
        Ok(Ok(()))
    }

    fn decide(&self, index: &Memory, batch: &PreparedBatch) -> Result<Attempt, crate::index::Fault> {
        let began = Instant::now();
        let mut overlay = Overlay::new(index);
        let decisions = pipeline::decide(&batch.prepared, &mut overlay, &self.rules)?;
        self.metrics.step_took(Step::Decide, began.elapsed());

        let began = Instant::now();
        let outcomes = pipeline::finish(&batch.prepared, decisions, &self.rules);
        let tally = Tally::of(batch.prepared.len(), &outcomes);
        let messages =
            wire::messages(&batch.prepared, outcomes, &self.settings.topics, self.settings.sink.format);
        self.metrics.step_took(Step::Finish, began.elapsed());
        Ok(Attempt { changes: overlay.into_changes(), messages, tally })
    }

    /// Opens another producer, which ends the transaction one way or the other, and asks which. Offsets are
    /// committed with the batch, so they tell. None when told to stop meanwhile.
    fn learn_fate(
        &self,
        desk: &mut Desk,
        batch: &PreparedBatch,
        stop: &CancellationToken,
    ) -> Result<Option<Fate>, Refused> {
        desk.lost_in_a_row += 1;
        if desk.lost_in_a_row > LOST_IN_A_ROW {
            return Err(Refused(format!(
                "lost the producer {LOST_IN_A_ROW} times in a row: does another process use source.group {:?}?",
                self.settings.source.group
            )));
        }
        let Some(sink) = self.until(stop, "open the producer", || self.open_sink()) else { return Ok(None) };
        desk.sink = sink;
        let partitions: Vec<_> = batch.ends.keys().cloned().collect();
        let asked = self.until(stop, "ask the offsets of the group", || desk.offsets.committed(&partitions));
        self.health.release(Latch::Start);
        asked.map(|committed| fate(&committed, &desk.settled, &batch.ends)).transpose()
    }

    /// Repeats an attempt until it succeeds, unready and saying why. None when told to stop.
    fn until<T, E: fmt::Display>(
        &self,
        stop: &CancellationToken,
        what: &str,
        mut attempt: impl FnMut() -> Result<T, E>,
    ) -> Option<T> {
        let mut pause = SHORTEST_PAUSE;
        loop {
            let error = match attempt() {
                Ok(value) => return Some(value),
                Err(error) => error,
            };
            let reason = format!("failed to {what} at {}: {error}", self.settings.kafka.brokers);
            if self.health.hold(Latch::Start, &reason) {
                tracing::warn!("waiting for Kafka: {reason}");
            }
            if wait(stop, pause) {
                return None;
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }
}

/// A decided batch, ready to be committed.
struct Attempt {
    changes: Changes,
    messages: Vec<Message>,
    tally: Tally,
}

fn fate(committed: &Positions, settled: &Positions, ends: &Positions) -> Result<Fate, Refused> {
    let stands_at =
        |wanted: &Positions| ends.keys().all(|partition| committed.get(partition) == wanted.get(partition));
    if stands_at(ends) {
        Ok(Fate::Committed)
    } else if stands_at(settled) {
        Ok(Fate::NotCommitted)
    } else {
        Err(Refused(
            "the offsets of source.group were moved by somebody else while we were at work".to_owned(),
        ))
    }
}

/// True when told to stop.
fn wait(stop: &CancellationToken, pause: Duration) -> bool {
    const STEP: Duration = Duration::from_millis(20);
    let until = Instant::now() + pause;
    while Instant::now() < until && !stop.is_cancelled() {
        thread::sleep(STEP);
    }
    stop.is_cancelled()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Topic;

    fn positions(offsets: &[i64]) -> Positions {
        (0..).zip(offsets).map(|(partition, &offset)| ((Topic::new("raw"), partition), offset)).collect()
    }

    #[test]
    fn the_groups_offsets_tell_what_became_of_a_lost_transaction() {
        let (settled, ends) = (positions(&[5, 7]), positions(&[9, 8]));
        assert_eq!(fate(&ends, &settled, &ends).unwrap(), Fate::Committed);
        assert_eq!(fate(&settled, &settled, &ends).unwrap(), Fate::NotCommitted);
        assert!(fate(&positions(&[9, 7]), &settled, &ends).is_err());
        assert!(fate(&Positions::new(), &settled, &ends).is_err());
    }
}
