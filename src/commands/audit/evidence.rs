//! What the output topics say, kept small.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::SignedDuration;

use super::report::{Kind, Report};
use crate::ledger::Partition;
use crate::outcome::{ItemOutcome, Product};
use crate::proto::{ArticleEvent, Outcome, Timestamp};
use crate::record::{Position, Topic};

/// The outcomes of one record: how many, and the sum of their item numbers. A count and a sum that fit can only be
/// each item once: a missing and a doubled item change the sum.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    count: u32,
    sum: u32,
}

/// The latest of an article.
#[derive(Clone, Copy, Debug)]
struct Published {
    revision: u32,
    first_seen: Timestamp,
}

/// Everything that outcomes said.
#[derive(Debug)]
pub struct Evidence {
    /// Of each partition, from its first offset that is looked at.
    seen: BTreeMap<Partition, (i64, Vec<Seen>)>,
    published: HashMap<String, Published>,
    window: SignedDuration,
    /// What duplicates name, each with one place that names it.
    named: HashMap<String, String>,
    decisions: HashSet<u64>,
}

impl Evidence {
    pub fn new(stretches: &BTreeMap<Partition, (i64, i64)>, window: SignedDuration) -> Self {
        let seen = stretches.iter().map(|(partition, &(from, to))| {
            let length = usize::try_from(to - from).expect("a stretch is not empty");
            (partition.clone(), (from, vec![Seen::default(); length]))
        });
        Self {
            seen: seen.collect(),
            published: HashMap::new(),
            window,
            named: HashMap::new(),
            decisions: HashSet::new(),
        }
    }

    pub fn see(&mut self, outcome: &ItemOutcome, place: &str, report: &mut Report) {
        report.counts.outcomes += 1;
        let origin = &outcome.origin;
        if let Some((from, seen)) = self.seen.get_mut(&(Topic::new(&origin.topic), origin.partition))
            && let Some(seen) = usize::try_from(origin.offset - *from).ok().and_then(|at| seen.get_mut(at))
        {
            seen.count += 1;
            seen.sum = seen.sum.wrapping_add(origin.item);
        }
        if !self.decisions.insert(outcome.decision) {
            report.fault(Kind::Decision, format!("{place}: decision {} was seen before", outcome.decision));
        }
        match &outcome.product {
            Product::Event(event) if outcome.outcome() != Outcome::Copy => self.publish(event, place, report),
            Product::Event(_) | Product::Rejected(_) => {}
            Product::Duplicate(duplicate) => {
                let of = duplicate.of.as_ref().map(|of| of.article_id.clone()).unwrap_or_default();
                self.named.entry(of).or_insert_with(|| place.to_owned());
            }
        }
    }

    /// Revisions of an article lie in one partition, in order. Once its window has closed, it begins again with the first.
    fn publish(&mut self, event: &ArticleEvent, place: &str, report: &mut Report) {
        let id = event.article.as_ref().map(|article| article.id.clone()).unwrap_or_default();
        let revision = event.revision.clone().unwrap_or_default();
        let first_seen = revision.first_seen.unwrap_or_default();
        report.counts.published += 1;
        let now = Published { revision: revision.number, first_seen };
        let Some(before) = self.published.insert(id.clone(), now) else { return };
        let begins_again = revision.number == 1 && before.first_seen.distance(first_seen) > self.window;
        if revision.number <= before.revision && !begins_again {
            let number = revision.number;
            report.fault(
                Kind::PublishedTwice,
                format!("{place}: revision {number} of article {id} was published before"),
            );
        }
    }

    /// What is wrong with the outcomes of a record that has so many items.
    pub fn judge(&self, position: &Position, items: usize) -> Option<Kind> {
        let (from, seen) = self.seen.get(&(position.topic.clone(), position.partition))?;
        let seen = usize::try_from(position.offset - from).ok().and_then(|at| seen.get(at))?;
        let items = u32::try_from(items).unwrap_or(u32::MAX);
        let sum = items.wrapping_mul(items.wrapping_sub(1)) / 2;
        match seen.count.cmp(&items) {
            std::cmp::Ordering::Less => Some(Kind::Lost),
            std::cmp::Ordering::Greater => Some(Kind::TwoOutcomes),
            std::cmp::Ordering::Equal => (seen.sum != sum).then_some(Kind::TwoOutcomes),
        }
    }

    pub fn has_published(&self, id: &str) -> bool {
        self.published.contains_key(id)
    }

    /// What can be said only after everything was read.
    pub fn conclude(&self, report: &mut Report) {
        for (id, place) in &self.named {
            if !self.published.contains_key(id) && !report.fold.knows(id) {
                report.fault(
                    Kind::NamesNothing,
                    format!("{place}: names article {id}, which nobody published"),
                );
            }
        }
        for (id, Published { revision, .. }) in &self.published {
            if let Some(known) = report.fold.revision(id).filter(|known| known != revision) {
                let text =
                    format!("article {id} is at revision {known} in the ledger, {revision} was published");
                report.fault(Kind::Ledger, text);
            }
        }
    }
}
