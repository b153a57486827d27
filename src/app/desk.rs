//! Where batches are decided and committed, from the election to the loss of the producer or the office.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use tokio_util::sync::CancellationToken;

use super::journal::{self, Journal};
use super::line::{Line, Refused};
use super::start::{self, Facts, Plan, Stopped};
use crate::article::Digest;
use crate::breaker::{self, Breaker};
use crate::canonical_url::KEY_VERSION;
use crate::config::Settings;
use crate::fail::{self, Mutation, mutated};
use crate::health::Latch;
use crate::index::{Changes, Fault as IndexFault, Index, Overlay, Room};
use crate::kafka::Positions;
use crate::kafka::inputs::Inputs;
use crate::kafka::ledger::Reader;
use crate::kafka::sink::Fault;
use crate::kafka::source::{Source, Span};
use crate::ledger::{self, Header, Partition, Reached, Settled};
use crate::metrics::{BatchResult, Step, Tally};
use crate::outcome::ItemOutcome;
use crate::pipeline::{self, Prepared};
use crate::record::Topic;
use crate::wire::{self, Message};

/// How often the header, everything settled and all offsets are written again, so that retention never removes them.
const REFRESH: Duration = Duration::from_hours(1);

/// A batch between the threads.
pub struct PreparedBatch {
    pub prepared: Vec<Prepared>,
    pub spans: BTreeMap<Partition, Span>,
}

/// What became of an attempt.
#[derive(Debug, PartialEq, Eq)]
pub enum Attempt {
    Settled,
    /// Ours or the world's fault: decide the batch again, after a pause.
    Again(String),
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
    /// Where the group stands.
    positions: Positions,
    refreshed: Instant,
    breaker: Breaker,
    /// Of each partition, the latest time of a record.
    latest: BTreeMap<Partition, i64>,
}

/// How a start ended.
pub enum Opening<'a> {
    Open(Box<Desk<'a>>),
    /// Told to stop meanwhile.
    Stopped,
    /// The producer is of no more use: start anew.
    Lost(String),
}

/// A decided batch, ready to be committed.
struct Decided {
    changes: Changes,
    outcomes: Vec<ItemOutcome>,
    skipped: usize,
}

impl<'a> Desk<'a> {
    /// A start, in the order that exactly-once needs: fence, then offsets, then the ledger to its end, then the rules.
    /// Waits for Kafka as long as it takes.
    pub fn open(
        line: &'a Line,
        index: &'a mut (dyn Index + Send),
        reader: &mut Reader,
        source: &mut Source,
        stop: &CancellationToken,
    ) -> Result<Opening<'a>, Refused> {
        let inputs = source.inputs();
        // First the producer: it fences whoever was at work and ends their transaction, so that all else stands still.
        let open_sink = || journal::open_sink(line, &inputs);
        let Some(sink) = line.until(stop, "open the producer", open_sink) else {
            return Ok(Opening::Stopped);
        };
        let Some(partitions) = line.until(stop, "find the input", || inputs.partitions()) else {
            return Ok(Opening::Stopped);
        };
        let look = || {
            inputs.committed(&partitions).and_then(|committed| Ok((committed, inputs.extents(&partitions)?)))
        };
        let Some((committed, extents)) =
            line.until(stop, "ask the offsets, which wait for open transactions,", look)
        else {
            return Ok(Opening::Stopped);
        };
        let Some(extent) = line.restore(index, reader, stop)? else { return Ok(Opening::Stopped) };

        let last_settled = index.progress().settled.iter().filter_map(|(partition, settled)| {
            let (offset, _) = settled.last?;
            let lies_there =
                extents.get(partition).is_some_and(|extent| extent.low <= offset && offset < extent.high);
            lies_there.then(|| (partition.clone(), offset))
        });
        let last_settled: Positions = last_settled.collect();
        let read_back = || inputs.digests(&last_settled);
        let Some(digests) = line.until(stop, "read the last records back", read_back) else {
            return Ok(Opening::Stopped);
        };
        let enriched = &line.settings.topics.enriched;
        let Some(enriched_is_empty) = line.until(stop, "look at the output", || inputs.is_empty(enriched))
        else {
            return Ok(Opening::Stopped);
        };

        let plan = start::plan(&Facts {
            own: &own_header(&line.settings),
            start: line.settings.source.start,
            progress: index.progress(),
            ledger_is_empty: extent.high == 0,
            ledger_end: extent.high,
            enriched_is_empty,
            extents: &extents,
            committed: &committed,
            digests: &digests,
            accept: &line.accept(),
        });
        let Plan { positions, stopped, changes } = plan.map_err(|refusal| Refused(refusal.to_string()))?;
        let header = changes.header.as_ref().expect("a plan has a header");
        let mut desk = Self {
            journal: Journal::new(line, sink, header, extent.topic_id.clone()),
            topic_ids: extents
                .iter()
                .map(|((topic, _), extent)| (topic.clone(), extent.topic_id.clone()))
                .collect(),
            breaker: Breaker::new(&line.settings.breaker),
            refreshed: Instant::now(),
            latest: BTreeMap::new(),
            positions: positions.clone(),
            inputs: inputs.clone(),
            line,
            index,
        };
        // A partition that is not read keeps its offset, now beside the mark of this ledger.
        let mut offsets = positions.clone();
        for Stopped { partition, .. } in &stopped {
            offsets.extend(committed.get(partition).map(|committed| (partition.clone(), committed.offset)));
        }
        // Only what may succeed with this producer is tried again with it.
        let begin = || match desk.commit(&changes, Vec::new(), &offsets) {
            Err(fault @ (Fault::Retry(_) | Fault::Abort(_))) => Err(fault),
            ended => Ok(ended),
        };
        let reached = match line.until(stop, "write down the start", begin) {
            None => return Ok(Opening::Stopped),
            Some(Ok(reached)) => reached,
            Some(Err(fault @ Fault::Replaced(_))) => return Err(replaced(&fault)),
            Some(Err(fault)) => return Ok(Opening::Lost(format!("lost the producer: {fault}"))),
        };
        if let Attempt::Lost(reason) = desk.apply(changes, reached) {
            return Ok(Opening::Lost(reason));
        }
        line.accepted();

        let reasons: Vec<_> = stopped.iter().map(|stopped| stopped.reason.as_str()).collect();
        if reasons.is_empty() {
            line.health.release(Latch::Input);
        } else if line.health.hold(Latch::Input, &reasons.join("; ")) {
            for reason in reasons {
                tracing::error!("not read: {reason}");
            }
        }
        source.expect(desk.topic_ids.clone());
        let assign = || source.assign(desk.positions.clone(), partitions.clone());
        Ok(line
            .until(stop, "assign the input", assign)
            .map_or(Opening::Stopped, |()| Opening::Open(Box::new(desk))))
    }

    pub fn partitions(&self) -> usize {
        self.positions.len()
    }

    /// Decides and commits one batch.
    pub fn attempt(&mut self, batch: &PreparedBatch) -> Result<Attempt, Refused> {
        if let Some(reason) = self.line.room.as_ref().and_then(Room::shortage) {
            return Ok(Attempt::Again(reason));
        }
        let Decided { changes, outcomes, skipped } = match self.decide(batch) {
            Ok(decided) => decided,
            Err(fault) => return Ok(Attempt::Again(format!("failed to ask the index: {fault}"))),
        };
        if self.line.health.take_resume() {
            self.breaker.reset();
        }
        let codes = breaker::codes(&outcomes);
        if let Some(reason) = self.breaker.trips(&codes) {
            return Ok(Attempt::Again(reason));
        }
        fail::point("decided");
        let tally = Tally::of(batch.prepared.len() - skipped, skipped, &outcomes);
        let ends = batch.spans.iter().map(|(partition, span)| (partition.clone(), span.to)).collect();
        let fresh: Vec<&Prepared> = self.fresh(batch).collect();
        let messages =
            wire::messages(&fresh, outcomes, &self.line.settings.topics, self.line.settings.sink.format);

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
            Err(Fault::Retry(error) | Fault::Abort(error)) => {
                self.line.metrics.batch_ended(BatchResult::Aborted);
                return Ok(Attempt::Again(format!("failed to publish: {error}")));
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
        if let lost @ Attempt::Lost(_) = self.apply(changes, reached) {
            return Ok(lost);
        }
        self.breaker.committed(&codes);
        for ((topic, partition), &end) in &ends {
            self.line.metrics.settled(topic, *partition, end);
        }
        self.positions.extend(ends);
        self.line.metrics.batch_committed(&tally);
        self.move_horizon(batch);
        Ok(Attempt::Settled)
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
            Err(Fault::Fatal(error)) => Ok(Attempt::Lost(format!("lost the producer: {error}"))),
            Err(fault @ Fault::Replaced(_)) => Err(replaced(&fault)),
            Err(Fault::Retry(error) | Fault::Abort(error)) => {
                tracing::warn!("failed to refresh the ledger, will try again in time: {error}");
                Ok(Attempt::Settled)
            }
        }
    }

    /// What is not settled yet. A record in a settled range was decided before, whoever rewound the group.
    fn fresh<'b>(&'b self, batch: &'b PreparedBatch) -> impl Iterator<Item = &'b Prepared> {
        let is_settled = |prepared: &Prepared| self.index.progress().is_settled(&prepared.record);
        batch
            .prepared
            .iter()
            .filter(move |prepared| mutated(Mutation::SettledIgnored) || !is_settled(prepared))
    }

    fn decide(&self, batch: &PreparedBatch) -> Result<Decided, IndexFault> {
        let began = Instant::now();
        let fresh: Vec<&Prepared> = self.fresh(batch).collect();
        let mut overlay = Overlay::new(&*self.index);
        let decisions = pipeline::decide(&fresh, &mut overlay, &self.line.rules)?;
        for (partition, settled) in self.settle(batch) {
            overlay.put_settled(partition, settled);
        }
        self.line.metrics.step_took(Step::Decide, began.elapsed());

        let began = Instant::now();
        let outcomes = pipeline::finish(&fresh, decisions, &self.line.rules);
        self.line.metrics.step_took(Step::Finish, began.elapsed());
        Ok(Decided { changes: overlay.into_changes(), outcomes, skipped: batch.prepared.len() - fresh.len() })
    }

    /// Each partition of the batch with all that is settled of it once the batch is committed.
    fn settle(&self, batch: &PreparedBatch) -> BTreeMap<Partition, Settled> {
        let mut all = BTreeMap::new();
        for (partition, span) in &batch.spans {
            let known = self.index.progress().settled.get(partition).cloned();
            let mut settled = known.unwrap_or_else(|| Settled {
                topic_id: self.topic_ids.get(&partition.0).cloned().unwrap_or_default(),
                start: span.from,
                ..Settled::default()
            });
            settled.ranges.add(span.from, span.to);
            all.insert(partition.clone(), settled);
        }
        // Records are in order: the first from behind is the last of its partition.
        let mut seen: Vec<&Partition> = Vec::new();
        for Prepared { record, .. } in batch.prepared.iter().rev() {
            let at = (&record.position.topic, record.position.partition);
            let Some((partition, _)) = batch.spans.iter().find(|((topic, number), _)| (topic, *number) == at)
            else {
                continue;
            };
            if seen.contains(&partition) {
                continue;
            }
            seen.push(partition);
            let digest = ledger::digest_of(record.key.as_deref(), record.value.as_deref());
            let settled = all.get_mut(partition).expect("every span is settled");
            if settled.last.is_none_or(|(offset, _)| offset <= record.position.offset) {
                settled.last = Some((record.position.offset, digest));
            }
            if seen.len() == batch.spans.len() {
                break;
            }
        }
        all
    }

    fn commit(&self, changes: &Changes, messages: Vec<Message>, ends: &Positions) -> Result<Reached, Fault> {
        self.journal.commit(changes, messages, ends, self.index.reached())
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
                let latest = self.latest.entry(partition).or_insert(time.seconds);
                *latest = time.seconds.max(*latest);
            }
        }
        let all_moved = self.positions.keys().all(|partition| self.latest.contains_key(partition));
        if let Some(&slowest) = self.latest.values().min().filter(|_| all_moved) {
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
        ledger_id: new_ledger_id(),
        group: settings.source.group.clone(),
        inputs: settings.source.topics.clone(),
        identity: identity_rules(),
        key_version: KEY_VERSION,
    }
}

/// Different for every ledger, without a clock or a crate for it.
fn new_ledger_id() -> Vec<u8> {
    use std::hash::{BuildHasher, Hasher, RandomState};
    let half = || RandomState::new().build_hasher().finish().to_be_bytes();
    [half(), half()].concat()
}
