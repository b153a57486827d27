//! What a batch settles, worked out in its order before anything of it is written.

use std::collections::BTreeMap;

use super::{Partition, Progress, Settled};
use crate::article::Digest;

/// Offsets of a partition that are settled together.
#[derive(Clone, Copy, Debug)]
pub struct Stretch<'a> {
    pub from: i64,
    pub to: i64,
    /// Of the topic that they were read from; empty where the broker does not tell.
    pub topic_id: &'a [u8],
    /// The last record of them, by its offset and the digest of what it is.
    pub last: Option<(i64, Digest)>,
}

#[derive(Debug)]
pub struct Settling<'a> {
    progress: &'a Progress,
    changed: BTreeMap<Partition, Settled>,
}

impl<'a> Settling<'a> {
    pub fn new(progress: &'a Progress) -> Self {
        Self { progress, changed: BTreeMap::new() }
    }

    /// Whether a record is settled already, by an earlier batch or by this one. What was settled of another topic that
    /// had the name before says nothing of it.
    pub fn is_settled(&self, partition: &Partition, topic_id: &[u8], offset: i64) -> bool {
        let known = self.changed.get(partition).or_else(|| self.progress.settled.get(partition));
        known.is_some_and(|settled| !is_of_another(settled, topic_id) && settled.ranges.contains(offset))
    }

    /// Whether what is settled of the partition is of another topic that has the name now, or had it then.
    pub fn is_of_another(&self, partition: &Partition, topic_id: &[u8]) -> bool {
        let known = self.changed.get(partition).or_else(|| self.progress.settled.get(partition));
        known.is_some_and(|settled| is_of_another(settled, topic_id))
    }

    pub fn add(&mut self, partition: &Partition, stretch: Stretch<'_>) {
        let Stretch { from, to, topic_id, last } = stretch;
        let begun = || Settled { topic_id: topic_id.to_vec(), start: from, ..Settled::default() };
        let settled = self
            .changed
            .entry(partition.clone())
            .or_insert_with(|| self.progress.settled.get(partition).cloned().unwrap_or_else(begun));
        if is_of_another(settled, topic_id) {
            *settled = begun();
        }
        settled.ranges.add(from, to);
        if let Some((offset, _)) = last
            && settled.last.is_none_or(|(known, _)| known <= offset)
        {
            settled.last = last;
        }
    }

    /// Each partition of the batch with all that is settled of it once the batch is committed.
    pub fn into_changed(self) -> BTreeMap<Partition, Settled> {
        self.changed
    }
}

fn is_of_another(settled: &Settled, topic_id: &[u8]) -> bool {
    !settled.topic_id.is_empty() && !topic_id.is_empty() && settled.topic_id != topic_id
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::Topic;

    fn raw() -> Partition {
        (Topic::new("raw"), 0)
    }

    fn progress(topic_id: &[u8], to: i64) -> Progress {
        let settled = Settled {
            topic_id: topic_id.to_vec(),
            ranges: [(0, to)].into_iter().collect(),
            last: Some((to - 1, Digest::of(b"last"))),
            ..Settled::default()
        };
        Progress { settled: BTreeMap::from([(raw(), settled)]), ..Progress::default() }
    }

    fn one(from: i64, to: i64, topic_id: &[u8]) -> Stretch<'_> {
        Stretch { from, to, topic_id, last: Some((to - 1, Digest::of(&to.to_le_bytes()))) }
    }

    #[test]
    fn a_record_that_comes_twice_in_one_batch_is_settled_the_second_time() {
        let known = progress(b"a", 5);
        let mut settling = Settling::new(&known);
        assert!(settling.is_settled(&raw(), b"a", 4));
        assert!(!settling.is_settled(&raw(), b"a", 5));
        settling.add(&raw(), one(5, 6, b"a"));
        assert!(settling.is_settled(&raw(), b"a", 5));
    }

    #[test]
    fn a_rewind_takes_nothing_back() {
        let known = progress(b"a", 5);
        let mut settling = Settling::new(&known);
        settling.add(&raw(), one(2, 3, b"a"));
        let settled = settling.into_changed().remove(&raw()).unwrap();
        assert_eq!(settled, known.settled[&raw()]);
    }

    #[test]
    fn offsets_of_a_recreated_topic_are_not_those_that_were_settled() {
        let known = progress(b"a", 5);
        let mut settling = Settling::new(&known);
        assert!(!settling.is_settled(&raw(), b"b", 1));
        assert!(settling.is_of_another(&raw(), b"b") && !settling.is_of_another(&raw(), b"a"));
        assert!(settling.is_settled(&raw(), b"", 1), "a broker that tells no ids must not undo anything");
        settling.add(&raw(), one(0, 2, b"b"));
        assert!(settling.is_settled(&raw(), b"b", 1));
        let settled = settling.into_changed().remove(&raw()).unwrap();
        assert_eq!(settled.topic_id, b"b");
        assert_eq!(settled.ranges.iter().collect::<Vec<_>>(), [(0, 2)]);
        assert_eq!(settled.last.unwrap().0, 1);
    }

    #[test]
    fn a_partition_begins_where_it_was_read_from() {
        let none = Progress::default();
        let mut settling = Settling::new(&none);
        settling.add(&raw(), one(7, 9, b""));
        let settled = settling.into_changed().remove(&raw()).unwrap();
        assert_eq!((settled.start, settled.position()), (7, 9));
    }
}
