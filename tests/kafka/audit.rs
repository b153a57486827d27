//! `audit --afresh`: what it notices, and where it says that it cannot know.

use serde_json::Value;

use crate::broker;
use crate::corpus;
use crate::daemon::{Daemon, Machine};
use crate::scene::Scene;

const SMALL_BATCHES: &str = "source.batch.max_records=100";

fn scene(brokers: &str, seed: u64, count: usize) -> Scene {
    let scene = Scene::new(brokers);
    scene.create_topics(3);
    scene.create_prepared(2);
    scene.feed(&corpus::records(scene.raw(), seed, count, 3));
    scene
}

fn run_until_settled(scene: &Scene, daemons: Vec<Daemon>) {
    scene.wait_until_settled();
    for daemon in daemons {
        assert!(daemon.stop().success());
    }
}

fn audit(scene: &Scene, machine: &Machine, args: &[&str]) -> (Option<i32>, Value) {
    let output = machine.command(scene, "audit --json").args(args).output().unwrap();
    let report = serde_json::from_slice(&output.stdout);
    (output.status.code(), report.unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&output.stderr))))
}

#[test]
fn a_fresh_decision_comes_to_the_same_also_across_two_hops() {
    let Some(brokers) = broker::shared() else { return };
    let scene = scene(brokers, 61, 3000);
    let machine = Machine::new();
    let roles = ["role=decide", "role=prepare"];
    run_until_settled(&scene, roles.map(|role| machine.run(&scene, &[role, SMALL_BATCHES])).into());
    let (code, report) = audit(&scene, &machine, &["--afresh"]);
    assert_eq!((code, &report["passed"]), (Some(0), &true.into()), "{report}");
    assert_eq!(report["counts"]["decided_afresh"], scene.outcomes().len(), "{report}");
}

#[test]
fn a_wrong_outcome_that_no_count_betrays_is_found_by_a_fresh_decision() {
    let Some(brokers) = broker::shared() else { return };
    let scene = scene(brokers, 62, 600);
    let machine = Machine::new();
    run_until_settled(&scene, vec![machine.run_mutated(&scene, "outcome-altered")]);
    let (code, report) = audit(&scene, &machine, &[]);
    assert_eq!(code, Some(0), "each item has one outcome, if a wrong one: {report}");
    let (code, report) = audit(&scene, &machine, &["--afresh"]);
    assert_eq!((code, &report["faults"][0]["kind"]), (Some(4), &"another_decision".into()), "{report}");
    let example = report["faults"][0]["examples"][0].as_str().unwrap();
    assert!(
        example.contains("visible is stale") && example.contains("a fresh one is unchanged"),
        "{example}"
    );
}

#[test]
fn where_history_is_gone_nothing_is_decided_afresh_and_no_fault_is_found() {
    let Some(brokers) = broker::shared() else { return };
    let scene = scene(brokers, 63, 600);
    let machine = Machine::new();
    run_until_settled(&scene, vec![machine.run(&scene, &[])]);
    scene.delete_records(1, 20);
    let (code, report) = audit(&scene, &machine, &["--afresh"]);
    assert_eq!((code, &report["counts"]["decided_afresh"]), (Some(0), &0.into()), "{report}");
    assert!(report["notes"].to_string().contains("lost its first 20 records"), "{report}");
}
