//! The line of a process that only prepares: reads its share of the raw topics, and hands what it prepared to whoever
//! decides, over a topic.
//!
//! It has no state. Each record is handed over in the transaction that moves the group; should one be handed over twice
//! all the same, as after a rewind, the decider knows it by its origin.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Instant;

use tokio_util::sync::CancellationToken;

use super::line::{Line, Refused};
use super::waiting::{LONGEST_PAUSE, SHORTEST_PAUSE, wait};
use super::{spans, start};
use crate::handover::{self, Trail};
use crate::health::Latch;
use crate::kafka::Positions;
use crate::kafka::batch::Batch;
use crate::kafka::inputs::Inputs;
use crate::kafka::member::{self, Member};
use crate::kafka::sink::{Fault, Identity, Offsets, Sink, Transaction};
use crate::ledger::Partition;
use crate::metrics::{BatchResult, Step, Tally};
use crate::traces::Told;
use crate::wire::Message;

#[allow(missing_debug_implementations, reason = "holds clients of a foreign library")]
pub struct Preparer<'a> {
    line: &'a Line,
    inputs: Inputs,
    /// Different in every process: whom the group threw out is fenced by its generation.
    transactional_id: String,
}

/// How the handing over of a batch ended.
enum Handed {
    Over,
    /// Told to stop, or to begin anew.
    Not,
    /// The producer is of no more use.
    Lost(String),
}

/// Prepared records, ready to be handed over.
struct Outgoing {
    messages: Vec<Message>,
    /// Of each message, where its record was read.
    sources: Vec<Partition>,
    ends: Positions,
    /// Of what is traced.
    told: Vec<Told>,
    prepare: Range<Instant>,
}

impl<'a> Preparer<'a> {
    pub fn new(line: &'a Line, inputs: Inputs) -> Self {
        let group = member::group_of(&line.settings.source.group);
        let transactional_id = format!("copydesk.{group}.{}", start::hex(&super::desk::random_id()));
        Self { line, inputs, transactional_id }
    }

    /// Prepares until told to stop. After the producer or a topic was lost it begins anew, from what was committed.
    pub fn run(&self, stop: &CancellationToken) -> anyhow::Result<()> {
        while !stop.is_cancelled() {
            let Some(sink) = self.line.until(stop, "open the producer", || self.open_sink()) else { break };
            let Some(_) = self.line.until(stop, "find the input", || self.inputs.partitions()) else { break };
            let mut member = self.join(stop)?;
            self.line.accepted();
            self.line.health.release(Latch::Start);
            self.line.metrics.active(true);
            while let Some(batch) = member.next_batch(stop) {
                match self.hand_over(batch, &mut member, &sink, stop) {
                    Handed::Over => {}
                    Handed::Not => break,
                    Handed::Lost(reason) => {
                        self.line.health.hold(Latch::Start, &reason);
                        tracing::warn!("starting anew: {reason}");
                        break;
                    }
                }
            }
            self.line.metrics.active(false);
            self.line.metrics.reads(&Positions::new());
            // Whoever joins next finds out anew.
            self.line.health.release(Latch::Rights);
            if let Some(refusal) = member.refusal() {
                return Err(Refused(refusal).into());
            }
        }
        Ok(())
    }

    fn open_sink(&self) -> Result<Sink, Fault> {
        let identity = Identity { transactional_id: &self.transactional_id, ledger: "" };
        let settings = &self.line.settings;
        Sink::open(&settings.kafka, &settings.sink, identity, self.line.health.clone())
    }

    fn join(&self, stop: &CancellationToken) -> anyhow::Result<Member> {
        let settings = &self.line.settings;
        let accept = self.line.accept();
        let place = Box::new(move |standing: &member::Standing<'_>| start::to_prepare(standing, &accept));
        let as_member = (&settings.source, &settings.membership);
        Ok(Member::join(&settings.kafka, as_member, self.inputs.clone(), place, stop.clone())?)
    }

    /// Tries until the batch is handed over. What went to another member meanwhile is left to it.
    fn hand_over(&self, batch: Batch, member: &mut Member, sink: &Sink, stop: &CancellationToken) -> Handed {
        let mut outgoing = self.prepare(batch, member);
        let mut pause = SHORTEST_PAUSE;
        let commit = loop {
            match self.attempt(&outgoing, member, sink) {
                Ok(commit) => break commit,
                Err(Fault::Retry(error) | Fault::Abort(error)) => {
                    self.line.metrics.batch_ended(BatchResult::Aborted);
                    self.line.paused(&format!("failed to hand over: {error}"));
                }
                Err(Fault::Denied(cause)) => {
                    self.line.metrics.batch_ended(BatchResult::Lost);
                    self.line.paused(&format!("failed to hand over: {cause}"));
                    // Of no more use is the producer alone, but beginning anew is as good, and rare.
                    wait(stop, LONGEST_PAUSE);
                    return Handed::Not;
                }
                Err(fault @ (Fault::Fatal(_) | Fault::Replaced(_))) => {
                    self.line.metrics.batch_ended(BatchResult::Lost);
                    return Handed::Lost(format!("lost the producer: {fault}"));
                }
            }
            if wait(stop, pause) {
                return Handed::Not;
            }
            if pause == LONGEST_PAUSE {
                self.inputs.look_at_ends();
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
            for partition in member.take_revoked() {
                outgoing.leave(&partition);
            }
        };
        if let Some(traces) = &self.line.traces {
            traces.tell(&outgoing.told, &[(Step::Prepare, outgoing.prepare), (Step::Commit, commit)]);
        }
        if self.line.health.release(Latch::Line) {
            tracing::info!("going on");
        }
        for ((topic, partition), &end) in &outgoing.ends {
            self.line.metrics.settled(topic, *partition, end);
        }
        self.line.metrics.batch_committed(Tally::of(outgoing.messages.len(), 0, &[]));
        Handed::Over
    }

    fn prepare(&self, batch: Batch, member: &Member) -> Outgoing {
        let began = Instant::now();
        self.line.metrics.read(&batch.records);
        let (ends, topic_ids) = (batch.ends(), member.topic_ids());
        let mut next: BTreeMap<Partition, i64> =
            batch.spans.iter().map(|(partition, span)| (partition.clone(), span.from)).collect();
        let mut trails = Vec::with_capacity(batch.records.len());
        let mut sources = Vec::with_capacity(batch.records.len());
        for record in &batch.records {
            let partition = (record.position.topic.clone(), record.position.partition);
            let from = next.insert(partition.clone(), record.position.offset + 1);
            let topic_id = topic_ids.get(&partition.0).cloned().unwrap_or_default();
            trails.push(Trail::of(record, from.unwrap_or(record.position.offset), topic_id));
            sources.push(partition);
        }
        let prepared = self.line.prepare(batch.records);
        let topic = &self.line.settings.topics.prepared;
        let messages =
            prepared.iter().zip(&trails).map(|(prepared, trail)| handover::write(topic, prepared, trail));
        let messages = messages.collect();
        let told = spans::handed_over(&prepared, topic);
        self.line.metrics.step_took(Step::Prepare, began.elapsed());
        Outgoing { messages, sources, ends, told, prepare: began..Instant::now() }
    }

    fn attempt(&self, outgoing: &Outgoing, member: &Member, sink: &Sink) -> Result<Range<Instant>, Fault> {
        let began = Instant::now();
        let known = member.topic_ids();
        let topic_id = |at: &Partition| Some((at.clone(), known.get(&at.0)?.clone()));
        let offsets = Offsets {
            ends: &outgoing.ends,
            group: &member.group(),
            topic_ids: &outgoing.ends.keys().filter_map(topic_id).collect(),
            ledger: None,
        };
        let transaction = Transaction { messages: &outgoing.messages, offsets: Some(offsets) };
        let committed = if outgoing.ends.is_empty() { Ok(None) } else { sink.commit(&transaction) };
        self.line.metrics.step_took(Step::Commit, began.elapsed());
        committed.map(|_| began..Instant::now())
    }
}

impl Outgoing {
    fn leave(&mut self, partition: &Partition) {
        self.ends.remove(partition);
        let mut sources = self.sources.iter();
        self.messages.retain(|_| sources.next() != Some(partition));
        self.sources.retain(|source| source != partition);
        let (topic, number) = partition;
        self.told.retain(|Told { origin, .. }| (&origin.topic, &origin.partition) != (topic, number));
    }
}
