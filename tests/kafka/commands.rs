//! Commands that look at a broker.

use std::process::{Command, Output};

use crate::broker;
use crate::scene::Scene;

fn copydesk(scene: &Scene, args: &[&str]) -> Output {
    let settings = &scene.settings;
    let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    command.args(args).args(["--brokers", &settings.kafka.brokers]);
    for setting in [
        format!("source.topics={}", settings.source.topics.join(",")),
        format!("topics.enriched={}", settings.topics.enriched),
        format!("topics.duplicates={}", settings.topics.duplicates),
        format!("topics.rejected={}", settings.topics.rejected),
        format!("topics.ledger={}", settings.topics.ledger),
    ] {
        command.args(["--set", &setting]);
    }
    command.output().unwrap()
}

#[test]
fn check_names_what_is_missing_and_topics_create_mends_it() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    let text = |output: &Output| String::from_utf8(output.stdout.clone()).unwrap();

    let before = copydesk(&scene, &["check"]);
    assert_eq!(before.status.code(), Some(4));
    assert!(text(&before).contains("MEND topics.enriched"), "{}", text(&before));

    let created = copydesk(&scene, &["topics", "create", "--partitions", "3", "--replication-factor", "1"]);
    assert!(created.status.success(), "{created:?}");
    let after = copydesk(&scene, &["check", "--json"]);
    assert_eq!(after.status.code(), Some(0), "{}", text(&after));
    let report: serde_json::Value = serde_json::from_slice(&after.stdout).unwrap();
    assert_eq!(report["ok"], true);

    let again = copydesk(&scene, &["topics", "create"]);
    assert!(again.status.success() && text(&again).contains("was there"), "{}", text(&again));
}

#[test]
fn a_ledger_that_forgets_before_the_window_has_passed_is_named_with_the_way_out() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    let created = copydesk(&scene, &["topics", "create", "--replication-factor", "1"]);
    assert!(created.status.success(), "{created:?}");
    let output = copydesk(&scene, &["check", "--set", "dedup.window=400d"]);
    assert_eq!(output.status.code(), Some(4));
    let told = String::from_utf8(output.stdout).unwrap();
    let faults: Vec<_> = told.lines().filter(|line| line.starts_with("MEND")).collect();
    let [fault] = faults.as_slice() else { panic!("{told}") };
    assert!(fault.starts_with("MEND topics.ledger: ") && fault.contains("dedup.window"), "{fault}");
    assert!(fault.contains("raise its retention.ms"), "{fault}");
}

#[test]
fn check_ends_in_time_without_a_broker() {
    let scene = Scene::new("127.0.0.1:1");
    let output = copydesk(&scene, &["check"]);
    assert_eq!(output.status.code(), Some(4));
    assert!(String::from_utf8_lossy(&output.stdout).contains("MEND kafka.brokers"));
}
