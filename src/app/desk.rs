//! Where batches are decided and committed, from the election to the loss of the producer or the office.

mod open;

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::{Duration, Instant};

use super::batch::{PreparedBatch, Settlement};
use super::journal::Journal;
use super::line::{Line, Refused};
use super::pulse::Work;
use super::spans;
use crate::article::Digest;
use crate::breaker::{self, Breaker};
use crate::canonical_url::KEY_VERSION;
use crate::config::Settings;
use crate::fail::{self, Mutation, mutated};
use crate::index::{Changes, Fault as IndexFault, Index, Overlay, Room};
use crate::kafka::Positions;
use crate::kafka::inputs::Inputs;
use crate::kafka::sink::{Cause, Fault};
use crate::ledger::{Header, Partition, Reached, Settling};
use crate::metrics::{BatchResult, Lately, Step, Tally};
use crate::outcome::ItemOutcome;
use crate::pipeline::{self, Prepared};
use crate::record::Topic;
use crate::wire::{self, Message};

pub use open::Opening;

/// How often the header, everything settled and all offsets are written again, so that retention never removes them.
const REFRESH: Duration = Duration::from_hours(1);

/// What became of an attempt.
#[derive(Debug, PartialEq, Eq)]
pub enum Attempt {
    Settled,
    /// Ours or the world's fault: decide the batch again, after a pause.
    Again(String),
    /// The broker does not let us: start anew in time.
    Denied(String),
    /// The producer is of no more use, or the index missed a change: start anew, which reads the ledger to its end.
    Lost(String),
}

/// What the deciding thread works with.
pub struct Desk<'a> {
    line: &'a Line,
    index: &'a mut (dyn Index + Send),
    journal: Journal,
    inputs: Inputs,
    topic_ids: BTreeMap<Topic, Vec<u8>>,
    /// Where the group stands, in all that it has offsets of.
    positions: Positions,
    refreshed: Instant,
    breaker: Breaker,
    /// What the attempt before was refused for.
    refused: Option<String>,
    /// Of each raw partition, the latest time of a record, once there was one.
    latest: BTreeMap<Partition, Option<i64>>,
}

/// A decided batch, ready to be committed.
struct Decided<'b> {
    changes: Changes,
    fresh: Vec<&'b Prepared>,
    outcomes: Vec<ItemOutcome>,
    /// Where the group stands then.
    ends: Positions,
    decide: Range<Instant>,
}

impl Desk<'_> {
    /// Decides and commits one batch.
    pub fn attempt(&mut self, batch: &PreparedBatch) -> Result<Attempt, Refused> {
        let Line { health, pulse, room, .. } = self.line;
        if let Some(reason) = room.as_ref().and_then(Room::shortage) {
            health.await_resume(false);
            return Ok(Attempt::Again(reason));
        }
        let Decided { changes, fresh, outcomes, ends, decide } =
            match pulse.during(Work::Deciding, || self.decide(batch)) {
                Ok(decided) => decided,
                Err(fault) => {
                    health.await_resume(false);
                    return Ok(Attempt::Again(format!("failed to ask the index: {fault}")));
                }
            };
        let codes = breaker::codes(&outcomes);
        let mut tripped = self.breaker.trips(&codes);
        if tripped.is_some() && health.take_resume() {
            self.breaker.reset();
            tripped = None;
        }
        health.await_resume(tripped.is_some());
        if let Some(reason) = tripped {
            return Ok(Attempt::Again(reason));
        }
        fail::point("decided");
        let tally = Tally::of(fresh.len(), batch.prepared.len() - fresh.len(), &outcomes)
            .came(fresh.iter().map(|prepared| prepared.record.timestamp))
            .lately(Lately::of(&outcomes, fresh.iter().map(|prepared| &prepared.record)));
        let encoding = self.line.encoding.get().expect("is learned before the office is stood for");
        let told = spans::told(&fresh, &outcomes, &self.line.settings.topics);
        let messages = wire::messages(&fresh, outcomes, &self.line.settings.topics, encoding);

        let began = Instant::now();
        if mutated(Mutation::OffsetsOutside) {
            self.inputs.commit(&ends).map_err(|error| Refused(error.to_string()))?;
        }
        let committed = self.commit(&changes, messages, &ends);
        self.line.metrics.step_took(Step::Commit, began.elapsed());
        if committed.is_err() && mutated(Mutation::OverlayKept) {
            let reached = self.index.reached().clone();
            let _kept = self.apply(Changes { settled: BTreeMap::new(), ..changes.clone() }, reached);
        }
        let reached = match committed {
            Ok(reached) => reached,
            Err(Fault::Retry(cause) | Fault::Abort(cause)) => {
                self.line.metrics.batch_ended(BatchResult::Aborted);
                return Ok(Attempt::Again(self.told(&cause)));
            }
            Err(Fault::Denied(cause)) => {
                self.line.metrics.batch_ended(BatchResult::Lost);
                return Ok(Attempt::Denied(format!("failed to publish: {cause}")));
            }
            Err(Fault::Fatal(error)) => {
                self.line.metrics.batch_ended(BatchResult::Lost);
                return Ok(Attempt::Lost(format!("lost the producer: {error}")));
            }
            Err(fault @ Fault::Replaced(_)) => {
                return Err(replaced(&fault));
            }
        };
        fail::point("committed");
        if let Some(traces) = &self.line.traces {
            let (prepare, commit) = (batch.prepare.clone(), began..Instant::now());
            traces.tell(&told, &[(Step::Prepare, prepare), (Step::Decide, decide), (Step::Commit, commit)]);
        }
        if let lost @ Attempt::Lost(_) = pulse.during(Work::Deciding, || self.apply(changes, reached)) {
            return Ok(lost);
        }
        self.breaker.committed(&codes);
        for ((topic, partition), &end) in &ends {
            self.line.metrics.settled(topic, *partition, end);
        }
        self.positions.extend(ends);
        self.line.metrics.batch_committed(tally);
        self.move_horizon(batch);
        Ok(Attempt::Settled)
    }

    pub fn measure(&self) {
        self.line.measure(&*self.index);
    }

    /// What comes in while the line is paused is seen to wait.
    pub fn look_at_ends(&self) {
        self.inputs.look_at_ends();
    }

    /// The attempt after a refusal fails in its wake, which must not take the place of what says how to mend it.
    fn told(&mut self, cause: &Cause) -> String {
        let reason = format!("failed to publish: {cause}");
        let refused = self.refused.take();
        if cause.is_clear() {
            self.refused = Some(reason.clone());
            return reason;
        }
        refused.unwrap_or(reason)
    }

    /// Writes again what retention would remove in time.
    pub fn refresh(&mut self) -> Result<Attempt, Refused> {
        if self.refreshed.elapsed() < REFRESH {
            return Ok(Attempt::Settled);
        }
        self.refreshed = Instant::now();
        let progress = self.index.progress();
        let changes = Changes {
            header: progress.header.clone(),
            settled: progress.settled.clone(),
            last_decision: progress.last_decision,
            ..Changes::default()
        };
        match self.commit(&changes, Vec::new(), &self.positions) {
            Ok(reached) => Ok(self.apply(changes, reached)),
            Err(Fault::Denied(cause)) => {
                Ok(Attempt::Denied(format!("failed to refresh the ledger: {cause}")))
            }
            Err(Fault::Fatal(error)) => Ok(Attempt::Lost(format!("lost the producer: {error}"))),
            Err(fault @ Fault::Replaced(_)) => Err(replaced(&fault)),
            Err(Fault::Retry(error) | Fault::Abort(error)) => {
                tracing::warn!("failed to refresh the ledger, will try again in time: {error}");
                Ok(Attempt::Settled)
            }
        }
    }

    fn decide<'b>(&self, batch: &'b PreparedBatch) -> Result<Decided<'b>, IndexFault> {
        let began = Instant::now();
        let settling = Settling::new(self.index.progress());
        let Settlement { fresh, settling } = batch.settle(settling, &self.topic_ids);
        let mut overlay = Overlay::new(&*self.index);
        let rules = self.line.rules.now();
        let decisions = pipeline::decide(&fresh, &mut overlay, &rules)?;
        let mut ends = Positions::new();
        for (partition, settled) in settling.into_changed() {
            // What others read stands where it was decided last.
            let end = batch.end(&partition).or_else(|| settled.ranges.end());
            ends.extend(end.map(|end| (partition.clone(), end)));
            overlay.put_settled(partition, settled);
        }
        let decide = began..Instant::now();
        self.line.metrics.step_took(Step::Decide, decide.end - decide.start);

        let began = Instant::now();
        let outcomes = pipeline::finish(&fresh, decisions, &rules);
        self.line.metrics.step_took(Step::Finish, began.elapsed());
        Ok(Decided { changes: overlay.into_changes(), fresh, outcomes, ends, decide })
    }

    fn commit(&self, changes: &Changes, messages: Vec<Message>, ends: &Positions) -> Result<Reached, Fault> {
        self.journal.commit(changes, messages, ends, &*self.index)
    }

    /// What cannot be applied is in the ledger: starting anew reads it there, once the disk works again.
    fn apply(&mut self, changes: Changes, reached: Reached) -> Attempt {
        if let Err(fault) = self.index.apply(changes, reached) {
            return Attempt::Lost(format!("failed to apply to the index: {fault}"));
        }
        fail::point("applied");
        Attempt::Settled
    }

    /// Old is what was noted long ago, by the clock of the slowest partition's records: a late backfill brings old articles
    /// with new records, and they must be known as long as others.
    fn move_horizon(&mut self, batch: &PreparedBatch) {
        for Prepared { record, .. } in &batch.prepared {
            let partition = (record.position.topic.clone(), record.position.partition);
            if let Some(time) = record.timestamp {
                let latest = self.latest.entry(partition).or_default();
                *latest = Some(time.seconds).max(*latest);
            }
        }
        // Nothing is less than something: all must have moved.
        if let Some(slowest) = self.latest.values().min().copied().flatten() {
            self.line.horizon.advance(slowest);
        }
    }
}

fn replaced(fault: &Fault) -> Refused {
    Refused(format!("the ledger was replaced while we were at work: {fault}"))
}

/// Of the rules that decide what is the same article. None of them is a setting yet.
fn identity_rules() -> Digest {
    Digest::of(b"identity rules 1")
}

/// What the header of our ledger is, or would be.
pub fn own_header(settings: &Settings) -> Header {
    Header {
        ledger_id: random_id(),
        group: settings.source.group.clone(),
        inputs: settings.source.topics.clone(),
        identity: identity_rules(),
        key_version: KEY_VERSION,
    }
}

/// Never the same twice.
pub fn random_id() -> Vec<u8> {
    let mut id = vec![0; 16];
    getrandom::fill(&mut id).expect("the system gives random bytes: TLS needs them too");
    id
}
