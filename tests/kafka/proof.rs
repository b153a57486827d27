//! Exactly once, proved from outside: by a fresh decision over the same records in the same order, by the offsets, and
//! by `copydesk audit`.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;

use copydesk::index::{Memory, Overlay};
use copydesk::outcome::{ItemOutcome, Product};
use copydesk::pipeline::{self, Settings};
use copydesk::record::Record;
use serde_json::Value;

use crate::daemon::Machine;
use crate::scene::Scene;

/// What was sent to a raw topic, whose name another may have had before.
#[derive(Default)]
pub struct Life {
    pub records: Vec<Record>,
    /// What was taken away before it was decided.
    taken: BTreeSet<(i32, i64)>,
    /// What retention left, where it took something.
    lows: BTreeMap<i32, i64>,
    /// The last decision over records of the topics before.
    after: u64,
}

impl Life {
    pub fn after(decision: u64) -> Self {
        Self { after: decision, ..Self::default() }
    }

    pub fn low(&self, partition: i32) -> i64 {
        self.lows.get(&partition).copied().unwrap_or_default()
    }

    pub fn take(&mut self, partition: i32, offsets: Range<i64>) {
        self.taken.extend(offsets.map(|offset| (partition, offset)));
    }

    pub fn delete_before(&mut self, partition: i32, offset: i64) {
        self.lows.insert(partition, offset);
    }

    /// What is read from there on is decided after all.
    pub fn give_back(&mut self, from: &[(i32, i64)]) {
        for &(partition, from) in from {
            self.taken.retain(|&(at, offset)| at != partition || offset < from);
        }
    }

    fn there(&self) -> impl Iterator<Item = &Record> {
        let is_there =
            |record: &&Record| !self.taken.contains(&(record.position.partition, record.position.offset));
        self.records.iter().filter(is_there)
    }
}

/// Everything that can be said once all is settled and nobody is at work.
pub fn holds(scene: &Scene, machine: &Machine, records: &[Record]) {
    decided_once(scene, &[Life { records: records.to_vec(), ..Life::default() }]);
    audited(scene, machine, "audit");
}

/// The same where records were taken away, and of several topics that had the name one after the other. The audit
/// looks at what it can tell apart: what lies behind all offsets of the topics before.
pub fn holds_over(scene: &Scene, machine: &Machine, lives: &[Life]) {
    decided_once(scene, lives);
    let (_, before) = lives.split_last().expect("there is a topic");
    let raw = scene.raw();
    let ranges = scene.ends(raw).into_iter().map(|(partition, end)| {
        let of_others = before.iter().flat_map(|life| &life.records).map(|record| &record.position);
        let ends = of_others.filter(|position| position.partition == partition);
        let from = ends.map(|position| position.offset + 1).max().unwrap_or_default();
        format!(" --range {raw}/{partition}/{from}-{end}")
    });
    audited(scene, machine, &format!("audit{}", ranges.collect::<String>()));
}

/// The outcomes are those of a fresh decision over all that was not taken away, and nothing else has any.
fn decided_once(scene: &Scene, lives: &[Life]) {
    assert_eq!(scene.committed(), scene.ends(scene.raw()), "the group stands at the ends");
    let seen = scene.outcomes();
    let decisions: Vec<u64> = seen.iter().map(|outcome| outcome.decision).collect();
    assert_eq!(decisions, (1..=seen.len() as u64).collect::<Vec<_>>(), "each decision is visible once");

    let sent = lives.iter().enumerate().flat_map(|(number, life)| {
        life.there()
            .map(move |record| ((number, record.position.partition, record.position.offset), record.clone()))
    });
    let mut sent: HashMap<(usize, i32, i64), Record> = sent.collect();
    let firsts = seen.iter().filter(|outcome| outcome.origin.item == 0);
    let order: Vec<Record> = firsts
        .map(|outcome| {
            let life = lives.partition_point(|life| life.after < outcome.decision) - 1;
            let found = sent.remove(&(life, outcome.origin.partition, outcome.origin.offset));
            found.unwrap_or_else(|| panic!("nobody sent it, or it was taken away: {}", essence(outcome)))
        })
        .collect();
    assert!(sent.is_empty(), "without an outcome: {:?}", sent.keys());
    let fresh = decide_afresh(order);
    for (seen, fresh) in seen.iter().zip(&fresh) {
        assert_eq!(essence(seen), essence(fresh));
    }
    assert_eq!(seen.len(), fresh.len());
}

/// The same of more records than are kept here: the audit decides afresh, from what lies in the topics.
pub fn holds_of(scene: &Scene, machine: &Machine, records: usize) {
    assert_eq!(scene.committed(), scene.ends(scene.raw()), "the group stands at the ends");
    let report: Value = serde_json::from_slice(&audited(scene, machine, "audit --afresh --json")).unwrap();
    let counts = &report["counts"];
    assert_eq!(counts["records"], records, "{report:#}");
    assert_eq!(counts["decided_afresh"], counts["outcomes"], "{report:#}");
}

/// With a fresh decision, where none was made of what lies in the topics.
pub fn audit_passes(scene: &Scene, machine: &Machine) {
    audited(scene, machine, "audit --afresh");
}

fn audited(scene: &Scene, machine: &Machine, command: &str) -> Vec<u8> {
    let audit = machine.command(scene, command).output().unwrap();
    assert!(
        audit.status.success(),
        "{}{}",
        String::from_utf8_lossy(&audit.stdout),
        String::from_utf8_lossy(&audit.stderr)
    );
    audit.stdout
}

/// Enough to tell two outcomes apart: name, article, revision, what it is a duplicate of.
pub fn essence(outcome: &ItemOutcome) -> String {
    let said = match &outcome.product {
        Product::Event(event) => {
            let revision = event.revision.clone().unwrap_or_default();
            let id = event.article.clone().unwrap_or_default().id;
            format!("{id} #{} {}", revision.number, revision.content_hash)
        }
        Product::Duplicate(duplicate) => {
            let of = duplicate.of.clone().unwrap_or_default();
            format!("{} of {}", duplicate.article_id, of.article_id)
        }
        Product::Rejected(reject) => reject.code.to_string(),
    };
    let origin = &outcome.origin;
    format!("{}/{}/{}: {} {said}", origin.partition, origin.offset, origin.item, outcome.outcome().name())
}

fn decide_afresh(records: Vec<Record>) -> Vec<ItemOutcome> {
    let settings = Settings::default();
    let index = Memory::default();
    let batch = pipeline::prepare(records, &settings);
    let mut overlay = Overlay::new(&index);
    let decisions = pipeline::decide(&batch, &mut overlay, &settings).unwrap();
    let mut outcomes = pipeline::finish(&batch, decisions, &settings);
    let mut each = outcomes.iter_mut();
    for prepared in &batch {
        let first = prepared.items.iter().find_map(|item| item.as_ref().err()).map(|reject| reject.code);
        for outcome in each.by_ref().take(prepared.items.len()) {
            // A dead letter speaks for all its items with the code of the first.
            if let (Product::Rejected(reject), Some(first)) = (&mut outcome.product, first) {
                reject.code = first;
            }
        }
    }
    outcomes
}
