//! Whether each item of a record has one outcome.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::report::{Kind, Report};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct OfRecord {
    pub(super) offset: i64,
    pub(super) said: OfItems,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum OfItems {
    /// An outcome of this item became visible.
    Outcome(u32),
    /// The record itself holds so many.
    Record(u32),
}

/// A count and a sum of item numbers that fit can only be each item once: a missing and a doubled item change the sum.
#[derive(Debug, Default)]
struct Seen {
    count: u32,
    sum: u32,
    items: Option<u32>,
}

/// As many outcomes as a record has items, and each of another item.
pub(super) fn judge_records(facts: Vec<OfRecord>, place: impl Fn(i64) -> String, report: &mut Report) {
    let mut records: BTreeMap<i64, Seen> = BTreeMap::new();
    for OfRecord { offset, said } in facts {
        let seen = records.entry(offset).or_default();
        match said {
            OfItems::Outcome(item) => (seen.count, seen.sum) = (seen.count + 1, seen.sum.wrapping_add(item)),
            OfItems::Record(items) => seen.items = Some(items),
        }
    }
    for (offset, Seen { count, sum, items }) in records {
        // Outcomes alone are those of a record that is gone.
        let Some(items) = items else { continue };
        let fault = match count.cmp(&items) {
            std::cmp::Ordering::Less => Some(Kind::Lost),
            std::cmp::Ordering::Greater => Some(Kind::TwoOutcomes),
            std::cmp::Ordering::Equal => {
                (sum != items.wrapping_mul(items.wrapping_sub(1)) / 2).then_some(Kind::TwoOutcomes)
            }
        };
        if let Some(fault) = fault {
            report.fault(fault, format!("{} has {items} items", place(offset)));
        }
    }
}
