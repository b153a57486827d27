//! Rules and watch-lists on a real Kafka: exactly once for what is routed and dropped too, whatever dies.

use std::collections::BTreeMap;
use std::path::Path;

use copydesk::enrich::watch;
use copydesk::outcome::{Destination, Product};
use copydesk::proto::{ArticleEvent, Outcome, Timestamp};
use copydesk::record::{Position, Record, Topic};
use copydesk::route::Rule;
use copydesk::wire;
use serde_json::{Value, json};

use crate::broker;
use crate::corpus;
use crate::daemon::Machine;
use crate::proof;
use crate::scene::Scene;

/// Each death comes at the same place as the one before, while other records are read: none may be held guilty of them.
const SMALL_BATCHES: [&str; 1] = ["source.batch.max_records=150"];

fn rule(when: &str) -> Rule {
    Rule { when: when.to_owned(), ..Rule::default() }
}

/// Rivers go to a topic of their own, markets nowhere.
fn with_rules(brokers: &str) -> (Scene, String) {
    let mut scene = Scene::new(brokers).with_table();
    let rivers = scene.settings.topics.enriched.replace("enriched", "rivers");
    scene.settings.routes = vec![
        Rule { label: Some("bridge".to_owned()), ..rule(r#"article.title.contains("bridge")"#) },
        Rule { topic: Some(rivers.clone()), ..rule(r#"article.title.contains("river")"#) },
        Rule { drop: true, ..rule(r#"article.title.contains("market") || article.extra.gone == "x""#) },
    ];
    (scene, rivers)
}

fn events(scene: &Scene, topic: &str) -> Vec<ArticleEvent> {
    let outcomes = scene
        .drain(topic)
        .into_iter()
        .flat_map(|message| wire::outcomes(&message, &scene.settings.topics).unwrap());
    let event = |outcome: copydesk::outcome::ItemOutcome| match outcome.product {
        Product::Event(event) => *event,
        Product::Duplicate(_) | Product::Rejected(_) => panic!("no event in {topic}"),
    };
    outcomes.map(event).collect()
}

fn title(event: &ArticleEvent) -> &str {
    &event.article.as_ref().unwrap().title
}

fn audit(scene: &Scene, machine: &Machine) -> (Option<i32>, Value) {
    let output = machine.command(scene, "audit --afresh --json").output().unwrap();
    (output.status.code(), serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn what_is_routed_and_what_is_dropped_has_one_outcome_though_processes_die() {
    let Some(brokers) = broker::shared() else { return };
    let (mut scene, rivers) = with_rules(brokers);
    scene.create_topics(2);
    let records = corpus::records(scene.raw(), 71, 2000, 2);
    scene.feed(&records);
    let machine = Machine::new();
    for point in ["decided:2", "published:3", "offsets:2", "committed:1", "applied:2"] {
        let mut daemon = machine.run_with(&scene, &SMALL_BATCHES, &[], Some(point));
        assert!(!daemon.ended().success(), "{point} kills it");
    }
    let daemon = machine.run(&scene, &SMALL_BATCHES);
    scene.wait_until_settled();
    let metrics = daemon.get("/metrics");
    for more_than_none in
        ["copydesk_events_total{to=\"dropped\"}", "copydesk_rule_faults_total{rule=\"routes[2]\"}"]
    {
        assert!(daemon.metric(more_than_none) > 0.0, "{more_than_none} in {metrics}");
    }
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);
    proof::audit_passes(&scene, &machine);

    let topics = scene.settings.topics.clone();
    let (routed, enriched) = (events(&scene, &rivers), events(&scene, &topics.enriched));
    assert!(!routed.is_empty() && routed.iter().all(|event| title(event).contains("river")));
    assert!(!enriched.is_empty());
    for event in &enriched {
        let title = title(event);
        assert!(!title.contains("river") && !title.contains("market"), "{title}");
        let labels = &event.enrichment.as_ref().unwrap().labels;
        assert_eq!(labels.contains(&"bridge".to_owned()), title.contains("bridge"), "{title}");
    }
    let dropped = events(&scene, &topics.dropped);
    assert!(!dropped.is_empty());
    for event in &dropped {
        let article = event.article.as_ref().unwrap();
        assert!(article.title.is_empty() && article.body.is_empty() && !article.id.is_empty());
    }
    let mut decided = [routed, enriched, dropped.clone()].concat();
    decided.sort_by_key(|event| event.decision);
    let is_gone = |event: &ArticleEvent| {
        event.outcome() == Outcome::Withdrawn
            || dropped.iter().any(|dropped| dropped.decision == event.decision)
    };
    let stands = decided.iter().map(|event| (event.article.as_ref().unwrap().id.clone(), !is_gone(event)));
    let table = scene.drain(&topics.latest).into_iter();
    let table =
        table.map(|message| (String::from_utf8(message.key.unwrap()).unwrap(), message.value.is_some()));
    assert_eq!(table.collect::<BTreeMap<_, _>>(), stands.collect(), "the table is the fold of all of them");

    let id = &dropped[0].article.as_ref().unwrap().id;
    let known = machine.command(&scene, "explain known").args(["--id", id]).output().unwrap();
    let known = String::from_utf8(known.stdout).unwrap();
    assert!(known.contains(&topics.dropped), "{known}");

    // Rules that changed since are no fault, once it is said where else events may lie.
    scene.settings.routes = Vec::new();
    let (code, report) = audit(&scene, &machine);
    assert_eq!(code, Some(4), "what lies elsewhere is missed: {report}");
    scene.settings.topics.former = vec![rivers, topics.dropped];
    let other = Rule { label: Some("any".to_owned()), ..rule("true") };
    scene.settings.routes = vec![other];
    let (code, report) = audit(&scene, &machine);
    assert_eq!(
        (code, &report["counts"]["decided_afresh"]),
        (Some(0), &report["counts"]["outcomes"]),
        "{report}"
    );
}

fn article(scene: &Scene, offset: i64, title: &str) -> Record {
    let value = json!({"url": format!("https://a.example/{offset}"), "title": title, "text": format!("Body number {offset}.")});
    Record {
        position: Position { topic: Topic::new(scene.raw()), partition: 0, offset },
        timestamp: Some(Timestamp::from_seconds(1_773_100_800 + offset)),
        key: None,
        value: Some(value.to_string().into_bytes()),
        headers: Vec::new(),
    }
}

fn write(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
}

#[test]
fn lists_are_read_again_at_a_hangup_and_a_list_that_cannot_be_used_changes_nothing() {
    let Some(brokers) = broker::shared() else { return };
    let mut scene = Scene::new(brokers);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("firms.txt");
    let list = watch::Settings { file: Some(file.clone()), terms: Vec::new() };
    scene.settings.watch.insert("firms".to_owned(), list);
    let acme = scene.settings.topics.enriched.replace("enriched", "acme");
    let mentioned = rule(r#"event.enrichment.mentions.exists(m, m.list == "firms")"#);
    scene.settings.routes = vec![Rule { topic: Some(acme.clone()), ..mentioned }];
    scene.create_topics(1);
    write(&file, "Acme\n");
    let machine = Machine::new();
    let daemon = machine.run(&scene, &[]);
    scene.feed(&[article(&scene, 0, "Acme opens a mill")]);
    scene.wait_until_settled();
    for (offset, terms, said) in [(1, "", "names no term"), (2, "Emca\n", "were read again")] {
        write(&file, terms);
        daemon.signal("HUP");
        daemon.wait_logged(said);
        scene.feed(&[article(&scene, offset, "Acme sells a mill")]);
        scene.wait_until_settled();
    }
    assert!(daemon.stop().success());
    let went: Vec<Destination> = scene.outcomes().into_iter().map(|outcome| outcome.routing.to).collect();
    let acme = Destination::Routed(Topic::new(&acme));
    assert_eq!(
        went,
        [acme.clone(), acme, Destination::Enriched],
        "Acme is watched for until the second hangup"
    );
}

#[test]
fn topics_of_rules_are_made_and_looked_at() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, rivers) = with_rules(brokers);
    let machine = Machine::new();
    let output = machine.command(&scene, "topics create --partitions 2").output().unwrap();
    let told = String::from_utf8(output.stdout).unwrap();
    for topic in [&rivers, &scene.settings.topics.dropped] {
        assert!(told.contains(topic.as_str()), "{told}");
    }
    let output = machine.command(&scene, "check --json").output().unwrap();
    let report: Value = serde_json::from_slice(&output.stdout).unwrap();
    let findings = report["findings"].as_array().unwrap();
    for (key, topic) in [("routes[1].topic", &rivers), ("topics.dropped", &scene.settings.topics.dropped)] {
        let said =
            json!({"key": key, "ok": true, "message": format!("topic {topic} is there, partitions: 2")});
        assert!(findings.contains(&said), "{report:#}");
    }
}
