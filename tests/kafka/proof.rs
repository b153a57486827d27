//! Exactly once, proved from outside: by a fresh decision over the same records in the same order, by the offsets, and
//! by `copydesk audit`.

use std::collections::HashMap;

use copydesk::dead_letter::Code;
use copydesk::index::{Memory, Overlay};
use copydesk::outcome::{ItemOutcome, Product};
use copydesk::pipeline::{self, Prepared, Settings};
use copydesk::record::Record;
use serde_json::Value;

use crate::daemon::Machine;
use crate::scene::Scene;

/// Everything that can be said once all is settled and nobody is at work.
pub fn holds(scene: &Scene, machine: &Machine, records: &[Record]) {
    assert_eq!(scene.committed(), scene.ends(scene.raw()), "the group stands at the ends");
    let seen = scene.outcomes();
    let decisions: Vec<u64> = seen.iter().map(|outcome| outcome.decision).collect();
    assert_eq!(decisions, (1..=seen.len() as u64).collect::<Vec<_>>(), "each decision is visible once");

    let sent: HashMap<(i32, i64), &Record> =
        records.iter().map(|record| ((record.position.partition, record.position.offset), record)).collect();
    let firsts = seen.iter().filter(|outcome| outcome.origin.item == 0);
    let order: Vec<Record> = firsts
        .map(|outcome| {
            let found = sent.get(&(outcome.origin.partition, outcome.origin.offset));
            (*found.expect("every origin is a record that was sent")).clone()
        })
        .collect();
    assert_eq!(order.len(), records.len(), "every record has an outcome");
    let fresh = decide_afresh(order);
    for (seen, fresh) in seen.iter().zip(&fresh) {
        assert_eq!(essence(seen), essence(fresh));
    }
    assert_eq!(seen.len(), fresh.len());
    audited(scene, machine, "audit");
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
    let codes: HashMap<(i32, i64), Code> = batch.iter().filter_map(first_code).collect();
    for outcome in &mut outcomes {
        // A dead letter speaks for all its items with the code of the first.
        if let Product::Rejected(reject) = &mut outcome.product {
            reject.code = codes[&(outcome.origin.partition, outcome.origin.offset)];
        }
    }
    outcomes
}

fn first_code(prepared: &Prepared) -> Option<((i32, i64), Code)> {
    let position = &prepared.record.position;
    let code = prepared.items.iter().find_map(|item| item.as_ref().err())?.code;
    Some(((position.partition, position.offset), code))
}
