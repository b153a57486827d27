//! A batch between the threads: what is to be decided, and what that settles.

use std::collections::BTreeMap;
use std::ops::Range;
use std::time::Instant;

use super::line::Refused;
use crate::article::Digest;
use crate::fail::{Mutation, mutated};
use crate::handover::{self, Trail};
use crate::kafka::batch::{Batch, Span};
use crate::ledger::{Partition, Settling, Stretch};
use crate::pipeline::Prepared;
use crate::record::{Position, Record, Topic};

pub struct PreparedBatch {
    pub prepared: Vec<Prepared>,
    /// Of each record how it was handed over, where another process prepared it; none where it was read here.
    handed: Option<Vec<Handed>>,
    /// What was read, by partition.
    read: BTreeMap<Partition, Read>,
    /// From its reading until it was prepared.
    pub prepare: Range<Instant>,
}

struct Handed {
    /// What settles the raw record.
    trail: Trail,
    /// Where it lies between the roles.
    between: Position,
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
        let (began, read) = (Instant::now(), read(&batch));
        let prepared = prepare(batch.records);
        Self { prepared, handed: None, read, prepare: began..Instant::now() }
    }

    /// Nobody but our own kind may write to the topic: what is no prepared record must not be passed over in silence.
    /// `take_up` is told of each record what it was read from.
    pub fn handed_over(batch: &Batch, take_up: impl Fn(&mut Prepared, &Record)) -> Result<Self, Refused> {
        let began = Instant::now();
        let pairs = batch.records.iter().map(|record| {
            let between = record.position.clone();
            match handover::read(record.value.as_deref()) {
                Ok((mut prepared, trail)) => {
                    take_up(&mut prepared, record);
                    Ok((prepared, Handed { trail, between }))
                }
                Err(fault) => Err(Refused(format!(
                    "{between}: {fault}; to go on behind it, move the offset of source.group"
                ))),
            }
        });
        let (prepared, handed): (Vec<_>, Vec<_>) = pairs.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
        Ok(Self { prepared, handed: Some(handed), read: read(batch), prepare: began..Instant::now() })
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
            let (partition, offset) = place(&prepared.record.position);
            let handed = self.handed.as_ref().and_then(|handed| handed.get(at));
            let was_read_before = handed.is_some_and(|handed| {
                let (between, offset) = place(&handed.between);
                settling.is_settled(&between, id_of(&between), offset)
            });
            // Its raw topic may have been recreated since: then its origin says no more that it was decided.
            if was_read_before && !mutated(Mutation::SettledIgnored) {
                continue;
            }
            let topic_id = handed.map_or_else(|| id_of(&partition), |handed| &handed.trail.topic_id);
            let is_settled = settling.is_settled(&partition, topic_id, offset)
                && !mutated(Mutation::SettledIgnored)
                && !(handed.is_some() && mutated(Mutation::OriginIgnored));
            if !is_settled {
                fresh.push(prepared);
            }
            if let Some(Handed { trail: Trail { from, digest, .. }, .. }) = handed {
                let last = Some((offset, *digest));
                settling.add(&partition, Stretch { from: *from, to: offset + 1, topic_id, last });
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

fn place(position: &Position) -> (Partition, i64) {
    ((position.topic.clone(), position.partition), position.offset)
}

fn read(batch: &Batch) -> BTreeMap<Partition, Read> {
    let last = batch.last();
    let read = |(partition, &span): (&Partition, &Span)| {
        (partition.clone(), Read { span, last: last.get(partition).copied() })
    };
    batch.spans.iter().map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::Positions;
    use crate::ledger::{Progress, Settled};
    use crate::pipeline;

    const OLD: &[u8] = b"old";
    const NEW: &[u8] = b"new";

    fn at(topic: &str) -> Partition {
        (Topic::new(topic), 0)
    }

    /// The first record of a raw topic, handed over.
    fn first_of(topic_id: &[u8], between: i64) -> Record {
        let raw = record("raw", 0, Some(b"{"));
        let trail = Trail::of(&raw, 0, topic_id.to_vec());
        let prepared = pipeline::prepare(vec![raw], &pipeline::Settings::default()).remove(0);
        record("prepared", between, handover::write("prepared", &prepared, &trail).value.as_deref())
    }

    fn record(topic: &str, offset: i64, value: Option<&[u8]>) -> Record {
        Record {
            position: Position { topic: Topic::new(topic), partition: 0, offset },
            timestamp: None,
            key: None,
            value: value.map(Into::into),
            headers: Vec::new(),
        }
    }

    /// How many records are decided, and what is settled then.
    fn settle(progress: &Progress, records: Vec<Record>) -> (usize, BTreeMap<Partition, Settled>) {
        let batch = Batch::new(records, &mut Positions::new());
        let batch = PreparedBatch::handed_over(&batch, |_, _| ()).unwrap();
        let settlement = batch.settle(Settling::new(progress), &BTreeMap::new());
        (settlement.fresh.len(), settlement.settling.into_changed())
    }

    #[test]
    fn what_is_read_again_between_the_roles_is_not_decided_again_though_its_topic_was_recreated() {
        let read = || vec![first_of(OLD, 0), first_of(NEW, 1)];
        let (decided, settled) = settle(&Progress::default(), read());
        assert_eq!(decided, 2);
        let progress = Progress { settled, ..Progress::default() };
        let (decided, settled) = settle(&progress, read());
        assert_eq!(decided, 0);
        assert!(!settled.contains_key(&at("raw")), "what is settled of the new topic stays");
    }

    #[test]
    fn what_is_handed_over_twice_is_known_by_its_origin() {
        let (_, settled) = settle(&Progress::default(), vec![first_of(NEW, 0)]);
        let progress = Progress { settled, ..Progress::default() };
        assert_eq!(settle(&progress, vec![first_of(NEW, 1)]).0, 0);
        assert_eq!(settle(&Progress::default(), vec![first_of(NEW, 0), first_of(NEW, 1)]).0, 1);
    }
}
