//! Dead letters sent back.

use std::collections::BTreeMap;
use std::process::{Command, Output, Stdio};

use copydesk::dead_letter::{self, Code};
use copydesk::outcome::{ItemOutcome, Product};
use copydesk::proto::{Outcome, Timestamp};
use copydesk::record::{Header, Position, Record, Topic};
use copydesk::wire::Message;
use serde_json::{Value, json};

use crate::broker;
use crate::daemon::Machine;
use crate::proof;
use crate::scene::Scene;
use crate::wait;

const STRICT: [&str; 1] = ["decode.max_bytes=300B"];
/// Most of these records are rejected.
const NO_BREAKER: &str = "breaker.rejected_share=1.0";

/// Records of one partition: `large` articles that are too large for a strict line, and as many that are no JSON.
fn records(scene: &Scene, large: usize) -> Vec<Record> {
    let record = |number: usize| {
        let article = json!({"url": format!("https://a.example/{number}"), "title": format!("Story {number}"),
            "text": format!("The ferry {number} left the harbour in a storm. ").repeat(20)});
        let value = if number.is_multiple_of(2) { article.to_string() } else { "{\"broken\": ".to_owned() };
        Record {
            position: Position {
                topic: Topic::new(scene.raw()),
                partition: i32::try_from(number % 4 / 2).unwrap(),
                offset: 0,
            },
            timestamp: Some(seen(number)),
            key: Some(format!("key-{number}").into_bytes()),
            value: Some(value.into_bytes()),
            headers: vec![Header::new("crawler", "seven"), Header { name: "null".to_owned(), value: None }],
        }
    };
    (0..2 * large).map(record).collect()
}

fn seen(number: usize) -> Timestamp {
    Timestamp::from_seconds(1_770_000_000 + i64::try_from(number).unwrap())
}

/// All of them rejected, and nobody at work.
fn rejected(brokers: &str, large: usize) -> (Scene, Machine, Vec<Record>) {
    let scene = Scene::new(brokers);
    scene.create_topics(2);
    let records = records(&scene, large);
    scene.feed(&records);
    let machine = Machine::new();
    run_until_settled(&scene, &machine, &[&STRICT[..], &[NO_BREAKER]].concat());
    assert_eq!(scene.outcomes().len(), 2 * large);
    (scene, machine, records)
}

/// The group never stands at the end of what a replay wrote: behind it lies the marker of its transaction.
fn run_until_settled(scene: &Scene, machine: &Machine, set: &[&str]) {
    let daemon = machine.run(scene, set);
    let records = scene.count(scene.raw(), true);
    let ask = || (scene.outcomes().len() >= records).then_some(());
    wait::until(wait::patience(), ask, || format!("{} of {records}", scene.outcomes().len()));
    assert!(daemon.stop().success());
}

fn replay(scene: &Scene, machine: &Machine, args: &[&str]) -> Command {
    let mut command = machine.command(scene, "replay");
    command.args(args).arg("--json");
    command
}

/// The letters that were told, and the summary.
fn done(mut replay: Command) -> (Vec<Value>, Value) {
    let Output { status, stdout, stderr } = replay.output().unwrap();
    assert!(status.success(), "{}", String::from_utf8_lossy(&stderr));
    let lines = String::from_utf8(stdout).unwrap();
    let mut lines: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = lines.pop().unwrap()["summary"].clone();
    (lines.into_iter().map(|line| line["letter"].clone()).collect(), summary)
}

fn header<'a>(message: &'a Message, name: &str) -> Option<&'a str> {
    let header = message.headers.iter().find(|header| header.name == name)?;
    std::str::from_utf8(header.value.as_deref()?).ok()
}

/// What was sent back, by where it first came from.
fn sent_back(scene: &Scene) -> BTreeMap<String, usize> {
    let mut sent = BTreeMap::new();
    for message in scene.drain(scene.raw()) {
        if let Some(origin) = header(&message, "copydesk-replayed-from") {
            *sent.entry(origin.to_owned()).or_default() += 1;
        }
    }
    sent
}

fn published(scene: &Scene) -> Vec<ItemOutcome> {
    let mut outcomes = scene.outcomes();
    outcomes.retain(|outcome| outcome.outcome() == Outcome::Published);
    outcomes
}

#[test]
fn after_a_fix_what_was_rejected_is_published_and_a_second_replay_sends_nothing() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, records) = rejected(brokers, 10);
    let (letters, summary) = done(replay(&scene, &machine, &["--code", "too_large"]));
    assert_eq!((letters.len(), &summary["sent"], &summary["not_asked_for"]), (10, &json!(10), &json!(10)));
    assert_eq!(letters[0]["code"], "too_large");
    run_until_settled(&scene, &machine, &[NO_BREAKER]);

    let events = published(&scene);
    assert_eq!(events.len(), 10);
    for event in &events {
        let Product::Event(event) = &event.product else { panic!("{event:?}") };
        let number: usize =
            event.article.as_ref().unwrap().title.strip_prefix("Story ").unwrap().parse().unwrap();
        assert_eq!(
            event.revision.as_ref().unwrap().first_seen,
            Some(seen(number)),
            "as if it had never failed"
        );
    }
    let back: Vec<Message> = scene
        .drain(scene.raw())
        .into_iter()
        .filter(|message| header(message, "copydesk-replays").is_some())
        .collect();
    for message in &back {
        let was = records.iter().find(|record| record.key == message.key).unwrap();
        assert_eq!((&message.value, message.timestamp), (&was.value, was.timestamp));
        assert_eq!(message.partition, Some(was.position.partition));
        assert_eq!(message.headers[..2], was.headers, "nothing of the rejection is left");
        assert_eq!(message.headers.len(), 4);
    }

    let ends = scene.ends(scene.raw());
    let (letters, summary) = done(replay(&scene, &machine, &["--code", "too_large"]));
    assert_eq!((letters.len(), &summary["sent_before"]), (0, &json!(10)));
    assert_eq!(scene.ends(scene.raw()), ends);
    proof::audit_passes(&scene, &machine);
}

#[test]
fn what_is_rejected_again_can_be_sent_again_and_says_how_often_it_was() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, _) = rejected(brokers, 3);
    for round in 0..2u32 {
        let (letters, summary) =
            done(replay(&scene, &machine, &["--code", "invalid_json", "--code", "unknown_form"]));
        assert_eq!(letters.len(), 3, "those of the last round, and none of those before");
        assert_eq!(summary["most_replays"], round);
        run_until_settled(&scene, &machine, &[&STRICT[..], &[NO_BREAKER]].concat());
    }
    let sent = sent_back(&scene);
    assert_eq!(sent.len(), 3, "each names where it came from first: {sent:?}");
    let letters = scene.drain(&scene.settings.topics.rejected);
    let twice = letters.iter().filter(|letter| header(letter, "copydesk-replays") == Some("2"));
    assert_eq!(twice.count(), 3);
    let known =
        machine.command(&scene, "explain known").args(["--origin", &format!("{}/0/1", scene.raw())]).output();
    assert!(known.unwrap().status.success(), "marks are no outcomes");
    proof::audit_passes(&scene, &machine);
}

#[test]
fn a_dry_run_sends_nothing_and_filters_leave_the_others_for_later() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, _) = rejected(brokers, 6);
    let ends = scene.ends(scene.raw());
    let (letters, summary) = done(replay(&scene, &machine, &["--dry-run"]));
    assert_eq!((letters.len(), &summary["dry_run"]), (12, &json!(true)));
    assert_eq!(summary["codes"]["too_large"], 6);
    assert_eq!(scene.ends(scene.raw()), ends);

    let none =
        [["--until", "2000-01-01"], ["--since", "2100-01-01"], ["--stage", "url"], ["--topic", "elsewhere"]];
    for filter in none {
        assert_eq!(done(replay(&scene, &machine, &filter)).1["not_asked_for"], 12, "{filter:?}");
    }
    let mut sent = 0;
    for (args, expected) in [
        (vec!["--limit", "5"], 5),
        (vec!["--code", "too_large", "--limit", "2"], 2),
        (vec!["--stage", "decode", "--since", "2000-01-01"], 5),
        (vec![], 0),
    ] {
        assert_eq!(done(replay(&scene, &machine, &args)).1["sent"], expected, "{args:?}");
        sent += expected;
    }
    assert_eq!(sent, 12);
    assert!(sent_back(&scene).len() == 12 && sent_back(&scene).values().all(|&times| times == 1));
}

#[test]
fn a_replay_that_is_killed_at_any_point_and_run_again_sends_each_letter_once() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, _) = rejected(brokers, 20);
    // Batches of as many as a second takes.
    for (point, sent) in [("published:1", 0), ("offsets:2", 10), ("published:2", 20)] {
        let killed =
            replay(&scene, &machine, &["--rate", "10"]).env("COPYDESK_FAIL_POINT", point).output().unwrap();
        assert!(!killed.status.success(), "{point} kills it");
        let (_, summary) = done(replay(&scene, &machine, &["--dry-run"]));
        assert_eq!(summary["sent_before"], sent, "{point}");
    }
    assert_eq!(done(replay(&scene, &machine, &[])).1["sent"], 20);
    let sent = sent_back(&scene);
    assert_eq!(sent.len(), 40);
    assert!(sent.values().all(|&times| times == 1), "{sent:?}");
    run_until_settled(&scene, &machine, &[NO_BREAKER]);
    assert_eq!(published(&scene).len(), 20);
    proof::audit_passes(&scene, &machine);
}

#[test]
fn of_two_replays_at_once_the_later_ends_the_earlier_and_none_is_sent_twice() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, _) = rejected(brokers, 20);
    let mut slow = replay(&scene, &machine, &["--rate", "1"]);
    let slow = slow.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    wait::until(wait::patience(), || (!sent_back(&scene).is_empty()).then_some(()), || "nothing was sent");
    done(replay(&scene, &machine, &[]));
    let ended = slow.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    let said = String::from_utf8_lossy(&ended.stderr);
    assert!(said.contains("another replay may have begun"), "{said}");
    let sent = sent_back(&scene);
    assert_eq!(sent.len(), 40);
    assert!(sent.values().all(|&times| times == 1), "{sent:?}");
}

/// Until the broker ends it, an open transaction of another hides what lies behind it from who asks for the last stable
/// offset.
#[test]
fn marks_behind_a_transaction_that_is_still_open_are_waited_for() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, _) = rejected(brokers, 4);
    let mut slow = replay(&scene, &machine, &["--rate", "2"]);
    let mut slow = slow.stdout(Stdio::null()).spawn().unwrap();
    wait::until(wait::patience(), || (!sent_back(&scene).is_empty()).then_some(()), || "nothing was sent");
    let open = scene.open_transaction(&scene.settings.topics.rejected);
    assert!(slow.wait().unwrap().success());
    let (_, summary) = done(replay(&scene, &machine, &[]));
    drop(open);
    assert_eq!((&summary["sent"], &summary["sent_before"]), (&json!(0), &json!(8)));
    assert!(sent_back(&scene).values().all(|&times| times == 1));
}

#[test]
fn letters_of_topics_that_nobody_reads_wait_for_a_topic_to_be_named() {
    let Some(brokers) = broker::shared() else { return };
    let (mut scene, machine, _) = rejected(brokers, 2);
    let gone = scene.raw().to_owned();
    scene.settings.source.topics = vec![format!("{gone}-new")];
    scene.create_raw(1);
    let (_, summary) = done(replay(&scene, &machine, &[]));
    assert_eq!((&summary["sent"], &summary["unread"][&gone]), (&json!(0), &json!(4)));

    let own = replay(&scene, &machine, &["--to", &scene.settings.topics.enriched]).output().unwrap();
    assert!(String::from_utf8_lossy(&own.stderr).contains("writes this topic itself"));
    let there = scene.raw().to_owned();
    assert_eq!(done(replay(&scene, &machine, &["--to", &there])).1["sent"], 4);
    let sent = scene.drain(&there);
    let replays: Vec<_> = sent.iter().map(|message| header(message, "copydesk-replays")).collect();
    assert_eq!(replays, [Some("1"); 4], "{sent:?}");
    let letters = scene.drain(&scene.settings.topics.rejected);
    let said: Vec<_> = letters.iter().filter_map(|letter| dead_letter::statement(&letter.headers)).collect();
    assert!(said.iter().any(|said| said.reject.code == Code::TooLarge) && said.len() == 4);
}
