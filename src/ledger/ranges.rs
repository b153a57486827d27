//! Sets of offsets, kept as ranges.

/// Half-open ranges, sorted, with gaps between them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranges(Vec<(i64, i64)>);

impl Ranges {
    /// Joins `from..to` with what it touches. An empty range adds nothing.
    pub fn add(&mut self, from: i64, to: i64) {
        if from >= to {
            return;
        }
        let begin = self.0.partition_point(|&(_, end)| end < from);
        let end = self.0.partition_point(|&(start, _)| start <= to);
        let touched = self.0.get(begin..end).unwrap_or_default();
        let low = touched.first().map_or(from, |&(start, _)| start.min(from));
        let high = touched.last().map_or(to, |&(_, end)| end.max(to));
        self.0.splice(begin..end, [(low, high)]);
    }

    pub fn contains(&self, offset: i64) -> bool {
        let after = self.0.partition_point(|&(start, _)| start <= offset);
        after.checked_sub(1).and_then(|at| self.0.get(at)).is_some_and(|&(_, end)| offset < end)
    }

    /// The first offset from `start` on that is in no range.
    pub fn first_gap(&self, start: i64) -> i64 {
        let around = self.0.iter().find(|&&(from, to)| from <= start && start < to);
        around.map_or(start, |&(_, to)| to)
    }

    /// How many offsets of `from..to` are in no range.
    pub fn missing(&self, from: i64, to: i64) -> i64 {
        let covered: i64 = self.0.iter().map(|&(start, end)| (end.min(to) - start.max(from)).max(0)).sum();
        (to - from).max(0) - covered
    }

    /// Behind the last range; none where there is none.
    pub fn end(&self) -> Option<i64> {
        self.0.last().map(|&(_, end)| end)
    }

    pub fn iter(&self) -> impl Iterator<Item = (i64, i64)> {
        self.0.iter().copied()
    }
}

impl FromIterator<(i64, i64)> for Ranges {
    fn from_iter<T: IntoIterator<Item = (i64, i64)>>(ranges: T) -> Self {
        let mut set = Self::default();
        for (from, to) in ranges {
            set.add(from, to);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn touching_ranges_become_one_and_gaps_stay() {
        let ranges: Ranges = [(0, 5), (10, 12), (5, 7)].into_iter().collect();
        assert_eq!(ranges.iter().collect::<Vec<_>>(), [(0, 7), (10, 12)]);
        assert_eq!((ranges.first_gap(0), ranges.first_gap(7), ranges.first_gap(11)), (7, 7, 12));
    }

    proptest! {
        #[test]
        fn ranges_are_the_set_of_their_offsets(added in prop::collection::vec((0i64..40, 0i64..12), 0..12)) {
            let mut set = BTreeSet::new();
            let mut ranges = Ranges::default();
            for (from, length) in added {
                ranges.add(from, from + length);
                set.extend(from..from + length);
            }
            for offset in -1..60 {
                prop_assert_eq!(ranges.contains(offset), set.contains(&offset));
            }
            let all: Vec<_> = ranges.iter().collect();
            let missing = (3i64..50).filter(|offset| !set.contains(offset)).count();
            prop_assert_eq!(ranges.missing(3, 50), i64::try_from(missing).unwrap());
            prop_assert_eq!(ranges.end(), set.last().map(|last| last + 1));
            prop_assert!(all.windows(2).all(|pair| pair[0].1 < pair[1].0), "{:?} are sorted and apart", all);
        }
    }
}
