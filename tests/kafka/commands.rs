//! Commands that look at a broker.

use std::process::{Command, Output};

use crate::broker;
use crate::corpus;
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
        format!("topics.latest={}", settings.topics.latest),
        format!("topics.ledger={}", settings.topics.ledger),
        format!("source.group={}", settings.source.group),
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

#[test]
fn describe_tells_what_is_there_what_is_missing_and_what_should_be_otherwise() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers).with_table();
    scene.create_raw(2);
    scene.create_ledger();
    scene.create(scene.settings.topics.latest().unwrap(), 3, "delete");
    let records = corpus::records(scene.raw(), 51, 40, 2);
    scene.feed(&records);
    scene.move_group(&[(0, 5)]);

    let output = copydesk(&scene, &["topics", "describe", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let described: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let topics = described["topics"].as_array().unwrap();
    let of = |purpose: &str| topics.iter().find(|topic| topic["purpose"] == purpose).unwrap();
    let names: Vec<_> = topics.iter().map(|topic| topic["purpose"].as_str().unwrap()).collect();
    assert_eq!(names, ["input", "articles", "duplicates", "dead_letters", "latest", "ledger"]);

    let input = of("input");
    assert_eq!((&input["topic"], &input["setting"]), (&scene.raw().into(), &"source.topics".into()));
    assert_eq!(
        (&input["partitions"], &input["replicas"], &input["exists"]),
        (&2.into(), &1.into(), &true.into())
    );
    assert_eq!((&input["cleanup_policy"], &input["problem"]), (&"delete".into(), &serde_json::Value::Null));
    assert_eq!(input["min_insync_replicas"], 1);
    let ends = scene.ends(scene.raw());
    let expected = serde_json::json!([
        {"partition": 0, "begin": 0, "end": ends[&0], "read": 5},
        {"partition": 1, "begin": 0, "end": ends[&1], "read": null},
    ]);
    assert_eq!((&input["holds"], &input["group"]), (&expected, &scene.settings.source.group.as_str().into()));

    let missing = of("articles");
    assert_eq!((&missing["exists"], &missing["partitions"]), (&false.into(), &serde_json::Value::Null));
    assert!(missing["problem"].as_str().unwrap().contains("copydesk topics create"), "{missing}");
    let table = of("latest")["problem"].as_str().unwrap();
    assert!(table.contains("cleanup.policy=delete, but a table needs compact"), "{table}");

    let output = copydesk(&scene, &["topics", "describe"]);
    let told = String::from_utf8(output.stdout).unwrap();
    let row = |name: &str| -> Vec<&str> {
        told.lines().find(|line| line.starts_with(name)).unwrap().split_whitespace().collect()
    };
    assert_eq!(row(scene.raw())[1..], ["input", "2", "1", "1", "delete", "-", "40", "35"]);
    assert_eq!(row(&scene.settings.topics.enriched)[1..], ["articles", "missing"]);
    assert!(told.contains("MEND topics.latest: topic latest-"), "{told}");
}
