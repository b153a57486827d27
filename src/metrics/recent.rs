//! What happened lately, for whoever looks at the status page.
//!
//! Told after a commit, as the counts are, and never of a batch that was aborted. What is kept is a few short and harmless
//! texts of an outcome, never an article, and all of it is bounded: a megabyte or two as news goes, some ten where every text
//! is as long as it may be.

mod letter;
mod note;
mod rates;
mod samples;
mod text;

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use super::labels::Step;
use crate::dead_letter::Code;
use crate::outcome::{Destination, ItemOutcome, Product};
use crate::proto::{Outcome, Timestamp};
use crate::record::Record;
pub use letter::Letter;
pub use note::{Date, Note, Related, Revised};
use rates::Rates;
pub use rates::{Pace, WINDOW};
pub use samples::Quantiles;
use samples::Samples;
pub use text::{Text, harmless};

/// Outcomes that are remembered. At the pace below that is most of a minute to ask for one that was shown.
const NOTES: usize = 1_000;
/// More outcomes than this at once, or more than so many a second in the long run, are noted by a sample.
const AT_ONCE: usize = 100;
const A_SECOND: u64 = 20;
/// Published articles whose sites and languages are counted.
const PUBLISHED: usize = 1_000;
/// Dead letters of each code.
const LETTERS: usize = 3;

/// The last so many of something.
#[derive(Debug)]
struct Ring<T> {
    last: VecDeque<T>,
    most: usize,
}

impl<T> Ring<T> {
    fn new(most: usize) -> Self {
        Self { last: VecDeque::new(), most }
    }

    fn extend(&mut self, items: impl IntoIterator<Item = T>) {
        for item in items {
            if self.last.len() == self.most {
                self.last.pop_front();
            }
            self.last.push_back(item);
        }
    }

    fn newest_first(&self) -> impl Iterator<Item = &T> {
        self.last.iter().rev()
    }
}

/// Whose article was published, in which language.
#[derive(Clone, Debug)]
struct Published {
    site: Text,
    language: Text,
}

/// Of one batch what is remembered once it is committed.
#[derive(Debug, Default)]
pub struct Lately {
    notes: Vec<Note>,
    published: Vec<Published>,
    letters: Vec<Letter>,
}

impl Lately {
    /// Of all outcomes of these records, both in order.
    pub fn of<'a>(outcomes: &[ItemOutcome], records: impl Iterator<Item = &'a Record>) -> Self {
        Self {
            notes: sample(outcomes, AT_ONCE).map(Note::of).collect(),
            published: published(outcomes),
            letters: letters(outcomes, records),
        }
    }
}

/// At most so many, from all parts.
fn sample<T>(all: &[T], most: usize) -> impl Iterator<Item = &T> {
    let count = all.len().min(most);
    (0..count).filter_map(move |number| all.get(number * all.len() / count))
}

/// The last ones: a batch may hold more than is remembered.
fn published(outcomes: &[ItemOutcome]) -> Vec<Published> {
    let articles = outcomes.iter().rev().filter_map(|outcome| match &outcome.product {
        Product::Event(event)
            if event.outcome() == Outcome::Published && outcome.routing.to != Destination::Dropped =>
        {
            event.article.as_ref()
        }
        Product::Event(_) | Product::Duplicate(_) | Product::Rejected(_) => None,
    });
    let mut last: Vec<Published> = articles
        .take(PUBLISHED)
        .map(|article| Published {
            site: Text::cut(article.site.as_ref().map_or("", |site| &site.domain), note::NAME),
            language: Text::cut(article.language.as_ref().map_or("", |language| &language.code), note::NAME),
        })
        .collect();
    last.reverse();
    last
}

fn letters<'a>(outcomes: &[ItemOutcome], mut records: impl Iterator<Item = &'a Record>) -> Vec<Letter> {
    let mut last: HashMap<Code, Ring<(&ItemOutcome, &Record)>> = HashMap::new();
    let mut record: Option<&Record> = None;
    for outcome in outcomes {
        let Product::Rejected(reject) = &outcome.product else { continue };
        // Both are in order, so its record is the one at hand or lies behind it.
        if !record.is_some_and(|record| letter::is_of(outcome, record)) {
            record = records.by_ref().find(|record| letter::is_of(outcome, record));
        }
        let Some(record) = record else { break };
        last.entry(reject.code).or_insert_with(|| Ring::new(LETTERS)).extend([(outcome, record)]);
    }
    let last = last.into_values().flat_map(|ring| ring.last);
    last.filter_map(|(outcome, record)| Letter::of(outcome, record)).collect()
}

#[derive(Debug)]
pub struct Recent {
    notes: Ring<Arc<Note>>,
    allowance: Allowance,
    published: Ring<Published>,
    letters: HashMap<Code, Ring<Arc<Letter>>>,
    rates: Rates,
    steps: HashMap<Step, Samples>,
    latency: Samples,
    last_commit: Option<Timestamp>,
}

/// What of it is shown.
#[derive(Debug)]
pub struct Seen {
    pub pace: Pace,
    pub steps: Vec<(Step, Quantiles)>,
    pub latency: Option<Quantiles>,
    /// None before the first, and where nobody knows the time.
    pub last_commit: Option<Timestamp>,
    /// Of how many published articles sites and languages are counted.
    pub published: usize,
    /// The most frequent first.
    pub sites: Vec<(Text, usize)>,
    pub languages: Vec<(Text, usize)>,
    /// The newest first.
    pub notes: Vec<Arc<Note>>,
    /// By code, the newest first.
    pub letters: HashMap<Code, Vec<Arc<Letter>>>,
}

impl Default for Recent {
    fn default() -> Self {
        Self {
            notes: Ring::new(NOTES),
            allowance: Allowance { left: AT_ONCE, second: 0 },
            published: Ring::new(PUBLISHED),
            letters: HashMap::new(),
            rates: Rates::default(),
            steps: HashMap::new(),
            latency: Samples::default(),
            last_commit: None,
        }
    }
}

impl Recent {
    /// `age` is the process's; `now` the time of day, where anybody knows it.
    pub fn committed(&mut self, lately: Lately, now: Option<Timestamp>, age: Duration) {
        let Lately { notes, published, letters } = lately;
        self.last_commit = now;
        let count = self.allowance.take(notes.len(), age.as_secs());
        let taken = sample(&notes, count).cloned();
        self.notes.extend(taken.map(|note| Arc::new(Note { committed: now, ..note })));
        self.published.extend(published);
        for letter in letters {
            let ring = self.letters.entry(letter.code).or_insert_with(|| Ring::new(LETTERS));
            ring.extend([Arc::new(Letter { committed: now, ..letter })]);
        }
    }

    pub fn counted(&mut self, records: u64, outcomes: &[(Outcome, u64)], age: Duration) {
        self.rates.add(age.as_secs(), records, outcomes);
    }

    pub fn took(&mut self, step: Step, duration: Duration) {
        self.steps.entry(step).or_default().add(duration.as_secs_f64());
    }

    /// Seconds from a record's timestamp to its commit.
    pub fn was_late(&mut self, seconds: f64) {
        self.latency.add(seconds);
    }

    pub fn seen(&self, age: Duration) -> Seen {
        let steps = Step::ALL.iter().filter_map(|step| Some((*step, self.steps.get(step)?.quantiles()?)));
        let newest = |ring: &Ring<Arc<Letter>>| ring.newest_first().cloned().collect();
        Seen {
            pace: self.rates.pace(age.as_secs()),
            steps: steps.collect(),
            latency: self.latency.quantiles(),
            last_commit: self.last_commit,
            published: self.published.last.len(),
            sites: most_frequent(self.published.last.iter().map(|published| &published.site)),
            languages: most_frequent(self.published.last.iter().map(|published| &published.language)),
            notes: self.notes.newest_first().cloned().collect(),
            letters: self.letters.iter().map(|(&code, ring)| (code, newest(ring))).collect(),
        }
    }
}

fn most_frequent<'a>(names: impl Iterator<Item = &'a Text>) -> Vec<(Text, usize)> {
    const SHOWN: usize = 10;
    let mut counts: HashMap<&Text, usize> = HashMap::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(a, more), (b, less)| less.cmp(more).then_with(|| a.cmp(b)));
    counts.into_iter().take(SHOWN).map(|(name, count)| (name.clone(), count)).collect()
}

/// How many outcomes may still be noted.
#[derive(Debug)]
struct Allowance {
    left: usize,
    /// Up to which it has grown.
    second: u64,
}

impl Allowance {
    fn take(&mut self, wanted: usize, second: u64) -> usize {
        let grown = second.saturating_sub(self.second).saturating_mul(A_SECOND);
        self.left = usize::try_from(grown).unwrap_or(AT_ONCE).saturating_add(self.left).min(AT_ONCE);
        self.second = second;
        let taken = wanted.min(self.left);
        self.left -= taken;
        taken
    }
}

#[cfg(test)]
mod tests;
