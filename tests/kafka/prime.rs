//! `index prime` on a real Kafka: by lines, by events, twice, and never beside a daemon.

use std::path::PathBuf;
use std::process::Output;

use copydesk::outcome::Product;
use copydesk::proto::Timestamp;
use copydesk::record::{Position, Record, Topic};
use serde_json::{Value, json};

use crate::broker;
use crate::corpus;
use crate::daemon::Machine;
use crate::proof;
use crate::scene::Scene;

/// The time of the first record.
const NOW: &str = "2026-03-10T00:00:00Z";
const SECONDS: i64 = 1_773_100_800;

fn story(number: usize) -> String {
    let places = ["lock", "harbour", "weir", "bridge", "ferry", "quay", "barge", "tide"];
    let word = |at: usize| places[(at * at + number * at + at / 3) % places.len()];
    let sentence = |at: usize| {
        let words: Vec<&str> = (0..9).map(|place| word(at * 7 + place * (number + 3))).collect();
        format!("The {} was said to be of no use.", words.join(" "))
    };
    (0..24).map(sentence).collect::<Vec<_>>().join("\n\n")
}

fn article(url: &str, text: &str) -> Value {
    json!({"url": url, "title": "The lock", "text": text})
}

fn record(scene: &Scene, offset: i64, value: &Value) -> Record {
    Record {
        position: Position { topic: Topic::new(scene.raw()), partition: 0, offset },
        timestamp: Some(Timestamp::from_seconds(SECONDS + offset)),
        key: None,
        value: Some(value.to_string().into_bytes()),
        headers: Vec::new(),
    }
}

fn archive(folder: &tempfile::TempDir, lines: &[String]) -> PathBuf {
    // Lines whatever the name says.
    let path = folder.path().join("archive.json");
    std::fs::write(&path, lines.join("\n")).unwrap();
    path
}

fn prime(scene: &Scene, machine: &Machine, args: &[&str]) -> Output {
    machine.command(scene, "index prime").arg("--json").args(args).output().unwrap()
}

fn primed(scene: &Scene, machine: &Machine, args: &[&str]) -> Value {
    let output = prime(scene, machine, args);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn counts(summary: &Value) -> [u64; 5] {
    ["read", "made_known", "already_known", "outside_window", "unreadable"]
        .map(|name| summary[name].as_u64().unwrap())
}

fn run_to_the_end(scene: &Scene, machine: &Machine) {
    let daemon = machine.run(scene, &[]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
}

fn names(scene: &Scene) -> Vec<&'static str> {
    scene.outcomes().iter().map(|outcome| outcome.outcome().name()).collect()
}

#[test]
fn what_lines_make_known_is_decided_as_if_it_had_been_published() {
    let Some(brokers) = broker::shared() else { return };
    for is_lost in [false, true] {
        let (scene, machine) = (Scene::new(brokers), Machine::new());
        scene.create_topics(1);
        let (first, address, old) =
            ("https://one.example/a", "https://one.example/b", "https://one.example/c");
        let mut outside = article(old, &story(9));
        outside["fetched_at"] = json!("2026-01-01T00:00:00Z");
        let lines =
            [article(first, &story(1)), json!({"url": address}), outside].map(|line| line.to_string());
        let folder = tempfile::tempdir().unwrap();
        let path = archive(&folder, &[lines.as_slice(), &["no article".to_owned()]].concat());
        let file = path.to_str().unwrap();

        let output = prime(&scene, &machine, &[file, "--at", NOW]);
        assert_eq!(output.status.code(), Some(4), "{output:?}");
        let summary: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(counts(&summary), [4, 2, 0, 1, 1]);
        assert!(summary["reasons"][0].as_str().unwrap().starts_with("line 4: "), "{summary}");
        let ends = scene.ends(&scene.settings.topics.ledger);
        let again: Value =
            serde_json::from_slice(&prime(&scene, &machine, &[file, "--at", NOW]).stdout).unwrap();
        assert_eq!(counts(&again), [4, 0, 2, 1, 1]);
        assert_eq!(scene.ends(&scene.settings.topics.ledger), ends, "nothing was written twice");
        assert!(scene.outcomes().is_empty() && scene.committed().is_empty());

        if is_lost {
            machine.lose_index();
        }
        let part = story(1).split_at(900).0.to_owned();
        let values = [
            article(first, &story(1)),
            article("https://two.example/a", &story(1)),
            article("https://three.example/a", &part),
            article(first, &story(2)),
            article(address, &story(3)),
            article(old, &story(9)),
            article("https://one.example/d", &story(4)),
        ];
        let records: Vec<_> =
            (0..).zip(&values).map(|(offset, value)| record(&scene, offset, value)).collect();
        scene.feed(&records);
        run_to_the_end(&scene, &machine);
        let expected = ["unchanged", "copy", "published", "revised", "unchanged", "published", "published"];
        assert_eq!(names(&scene), expected);
        let near = scene.outcomes().remove(2).product;
        let Product::Event(event) = near else { panic!("{near:?}") };
        assert_eq!(event.relations[0].canonical_url, first);
        proof::audit_passes(&scene, &machine);
    }
}

#[test]
fn a_lost_ledger_is_made_anew_from_what_was_published() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine) = (Scene::new(brokers), Machine::new());
    scene.create_topics(2);
    let records = corpus::records(scene.raw(), 51, 500, 2);
    scene.feed(&records);
    run_to_the_end(&scene, &machine);
    let latest = records.iter().filter_map(|record| record.timestamp).max().unwrap().to_string();
    let before = scene.outcomes();
    let published = before.iter().filter(|outcome| matches!(outcome.product, Product::Event(_))).count();

    scene.delete_topic(&scene.settings.topics.ledger);
    scene.create_ledger();
    machine.lose_index();
    let summary = primed(&scene, &machine, &["--from-topic", "--at", &latest]);
    let [read, made_known, _, outside, unreadable] = counts(&summary);
    assert_eq!((read, outside, unreadable), (published as u64, 0, 0));
    assert!(made_known > 0);

    // The same records again: what was published is known, with its revisions.
    scene.move_group(&[(0, 0), (1, 0)]);
    let daemon = machine.run(&scene, &[]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    let after = scene.outcomes();
    assert_eq!(after.len(), 2 * before.len());
    let again = after.iter().filter(|outcome| outcome.outcome().name() == "published").count();
    let first = before.iter().filter(|outcome| outcome.outcome().name() == "published").count();
    assert_eq!(again, first, "nothing is published anew");
}

#[test]
fn what_another_line_published_is_known_by_its_topic() {
    let Some(brokers) = broker::shared() else { return };
    let (elsewhere, scene, machine) = (Scene::new(brokers), Scene::new(brokers), Machine::new());
    elsewhere.create_topics(2);
    let records = corpus::records(elsewhere.raw(), 52, 300, 2);
    elsewhere.feed(&records);
    run_to_the_end(&elsewhere, &Machine::new());

    scene.create_topics(2);
    let latest = records.iter().filter_map(|record| record.timestamp).max().unwrap().to_string();
    let args = ["--from-topic", &elsewhere.settings.topics.enriched, "--at", &latest];
    let [read, made_known, ..] = counts(&primed(&scene, &machine, &args));
    assert!(made_known > 0);
    assert_eq!(counts(&primed(&scene, &machine, &args)), [read, 0, read, 0, 0]);
    scene.feed(&records);
    run_to_the_end(&scene, &machine);
    assert!(!names(&scene).contains(&"published"), "{:?}", names(&scene));
    proof::audit_passes(&scene, &machine);
}

#[test]
fn a_prime_that_was_killed_is_run_again_for_the_rest() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine) = (Scene::new(brokers), Machine::new());
    scene.create_topics(1);
    let url = |number: usize| format!("https://one.example/{number}");
    let lines: Vec<_> = (0..2500).map(|number| json!({"url": url(number)}).to_string()).collect();
    let folder = tempfile::tempdir().unwrap();
    let path = archive(&folder, &lines);
    let args = ["--at", NOW, path.to_str().unwrap()];
    let mut command = machine.command(&scene, "index prime");
    let killed = command.args(args).env("COPYDESK_FAIL_POINT", "offsets:2").output().unwrap();
    assert_eq!(killed.status.code(), None, "it killed itself: {killed:?}");
    assert_eq!(counts(&primed(&scene, &machine, &args)), [2500, 1500, 1000, 0, 0]);
    scene.feed(&[
        record(&scene, 0, &article(&url(0), &story(1))),
        record(&scene, 1, &article(&url(2499), &story(2))),
    ]);
    run_to_the_end(&scene, &machine);
    assert_eq!(names(&scene), ["unchanged", "unchanged"]);
    proof::audit_passes(&scene, &machine);
}

#[test]
fn priming_leaves_a_daemon_alone_and_a_daemon_waits_for_it_to_end() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, other) = (Scene::new(brokers), Machine::new(), Machine::new());
    scene.create_topics(1);
    let folder = tempfile::tempdir().unwrap();
    let path = archive(&folder, &[article("https://one.example/a", &story(1)).to_string()]);
    let file = path.to_str().unwrap();
    let daemon = machine.run(&scene, &[]);
    daemon.wait_at_work();
    for elsewhere in [&machine, &other] {
        let output = prime(&scene, elsewhere, &[file, "--at", NOW]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(5), "{said}");
        assert!(said.contains("stop it first"), "{said}");
    }
    scene.feed(&[record(&scene, 0, &article("https://one.example/b", &story(2)))]);
    scene.wait_until_settled();
    assert!(!daemon.log().contains("starting anew"), "{}", daemon.log());
    assert!(daemon.stop().success());

    assert_eq!(counts(&primed(&scene, &machine, &[file, "--at", NOW])), [1, 1, 0, 0, 0]);
    scene.feed(&[
        record(&scene, 1, &article("https://one.example/a", &story(1))),
        record(&scene, 2, &article("https://one.example/b", &story(2))),
    ]);
    run_to_the_end(&scene, &machine);
    assert_eq!(names(&scene), ["published", "unchanged", "unchanged"]);
    proof::audit_passes(&scene, &machine);
}
