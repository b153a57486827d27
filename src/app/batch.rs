//! A batch between the threads: what is to be decided, and what that settles.

use std::collections::BTreeMap;

use super::line::Refused;
use crate::article::Digest;
use crate::fail::{Mutation, mutated};
use crate::handover::{self, Trail};
use crate::kafka::batch::{Batch, Span};
use crate::ledger::{Partition, Settling, Stretch};
use crate::pipeline::Prepared;
use crate::record::{Record, Topic};

pub struct PreparedBatch {
    pub prepared: Vec<Prepared>,
    /// Of each record what settles it, where another process prepared it; none where it was read here.
    trails: Option<Vec<Trail>>,
    /// What was read, by partition.
    read: BTreeMap<Partition, Read>,
}

struct Read {
    span: Span,
    last: Option<(i64, Digest)>,
}

/// What a batch changes of what is settled.
pub struct Settlement<'b, 'p> {
    /// What is to be decided: a record that was decided before is not, whoever rewound a group.
    pub fresh: Vec<&'b Prepared>,
    pub settling: Settling<'p>,
}

impl PreparedBatch {
    pub fn of_raw(batch: Batch, prepare: impl FnOnce(Vec<Record>) -> Vec<Prepared>) -> Self {
        let read = read(&batch);
        Self { prepared: prepare(batch.records), trails: None, read }
    }

    /// Nobody but our own kind may write to the topic: what is no prepared record must not be passed over in silence.
    pub fn handed_over(batch: &Batch) -> Result<Self, Refused> {
        let pairs = batch.records.iter().map(|record| {
            handover::read(record.value.as_deref()).map_err(|fault| {
                Refused(format!(
                    "{}: {fault}; to go on behind it, move the offset of source.group",
                    record.position
                ))
            })
        });
        let (prepared, trails): (Vec<_>, Vec<_>) = pairs.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        Ok(Self { prepared, trails: Some(trails), read: read(batch) })
    }

    /// `topic_ids` are those of the topics that are read.
    pub fn settle<'b, 'p>(
        &'b self,
        mut settling: Settling<'p>,
        topic_ids: &BTreeMap<Topic, Vec<u8>>,
    ) -> Settlement<'b, 'p> {
        let id_of = |(topic, _): &Partition| topic_ids.get(topic).map_or(&[][..], Vec::as_slice);
        let mut fresh = Vec::with_capacity(self.prepared.len());
        for (at, prepared) in self.prepared.iter().enumerate() {
            let position = &prepared.record.position;
            let partition = (position.topic.clone(), position.partition);
            let trail = self.trails.as_ref().and_then(|trails| trails.get(at));
            let topic_id = trail.map_or_else(|| id_of(&partition), |trail| &trail.topic_id);
            let is_settled = settling.is_settled(&partition, topic_id, position.offset);
            if !is_settled || mutated(Mutation::SettledIgnored) {
                fresh.push(prepared);
            }
            if let Some(Trail { from, digest, .. }) = trail {
                let last = Some((position.offset, *digest));
                settling.add(&partition, Stretch { from: *from, to: position.offset + 1, topic_id, last });
            }
        }
        for (partition, Read { span: Span { from, to }, last }) in &self.read {
            let topic_id = id_of(partition);
            settling.add(partition, Stretch { from: *from, to: *to, topic_id, last: *last });
        }
        Settlement { fresh, settling }
    }

    /// Where the group stands in a partition once the batch is committed, if it was read by us.
    pub fn end(&self, partition: &Partition) -> Option<i64> {
        self.read.get(partition).map(|read| read.span.to)
    }
}

fn read(batch: &Batch) -> BTreeMap<Partition, Read> {
    let last = batch.last();
    let read = |(partition, &span): (&Partition, &Span)| {
        (partition.clone(), Read { span, last: last.get(partition).copied() })
    };
    batch.spans.iter().map(read).collect()
}
