//! Output topics as `copydesk tail` prints them.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, Command, Output, Stdio};

use copydesk::proto::Timestamp;
use copydesk::record::{Position, Record, Topic};
use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use serde_json::{Value, json};

use crate::broker;
use crate::daemon::Machine;
use crate::scene::{CALL, Scene};
use crate::wait;

const BEGIN: i64 = 1_773_100_800;

/// One an hour, each of a site of its own, in turn in both partitions.
fn article(scene: &Scene, number: i64) -> Record {
    let value = json!({
        "url": format!("https://paper{number}.example/{number}"),
        "title": format!("Story {number}"),
        "text": format!("The ferry {number} left the harbour in a storm, and came back the day after."),
    });
    record(scene, number, value.to_string().into_bytes())
}

fn record(scene: &Scene, number: i64, value: Vec<u8>) -> Record {
    let partition = i32::try_from(number % 2).unwrap();
    Record {
        position: Position { topic: Topic::new(scene.raw()), partition, offset: 0 },
        timestamp: Some(Timestamp::from_seconds(BEGIN + number * 3600)),
        key: None,
        value: Some(value),
        headers: Vec::new(),
    }
}

/// So many articles, one of them twice, and a record that is none.
fn published(scene: &Scene, count: i64, set: &[&str]) -> Machine {
    scene.create_topics(2);
    let mut records: Vec<_> = (0..count).map(|number| article(scene, number)).collect();
    records.push(article(scene, 0));
    records.push(record(scene, count, b"{\"broken\": ".to_vec()));
    scene.feed(&records);
    let machine = Machine::new();
    let daemon = machine.run(scene, set);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    machine
}

fn tail(scene: &Scene, machine: &Machine, args: &[&str]) -> Command {
    let mut command = machine.command(scene, "tail");
    command.args(args);
    command
}

/// What is printed up to the end of now.
fn printed(scene: &Scene, machine: &Machine, args: &[&str]) -> String {
    let Output { status, stdout, stderr } = tail(scene, machine, args).arg("--no-follow").output().unwrap();
    assert_eq!(
        (status.code(), stderr.as_slice()),
        (Some(0), &b""[..]),
        "{}",
        String::from_utf8_lossy(&stderr)
    );
    String::from_utf8(stdout).unwrap()
}

fn lines(scene: &Scene, machine: &Machine, args: &[&str]) -> Vec<Value> {
    let printed = printed(scene, machine, &[args, &["--json"]].concat());
    printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn titles(lines: &[Value]) -> Vec<&str> {
    let mut titles: Vec<_> =
        lines.iter().map(|line| line["event"]["article"]["title"].as_str().unwrap()).collect();
    titles.sort_unstable();
    titles
}

#[test]
fn articles_are_seen_filtered_and_limited_and_the_end_stops() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers).with_table();
    let machine = published(&scene, 8, &[]);
    // What was never committed is printed by nobody, and holds nobody up.
    let open = scene.open_transaction(&scene.settings.topics.enriched);

    let all = lines(&scene, &machine, &[]);
    assert_eq!(titles(&all), (0..8).map(|number| format!("Story {number}")).collect::<Vec<_>>());
    assert!(all.iter().all(|line| line["topic"] == scene.settings.topics.enriched.as_str()));
    assert!(all.iter().all(|line| line["key"] == line["event"]["article"]["id"]));
    let some = lines(&scene, &machine, &["--where", r#"article.title in ["Story 3", "Story 5"]"#]);
    assert_eq!(titles(&some), ["Story 3", "Story 5"]);
    assert_eq!(lines(&scene, &machine, &["-n", "3"]).len(), 3);
    let last = lines(&scene, &machine, &["--last", "1", "--where", r#"article.title == "Story 3""#]);
    assert_eq!(titles(&last), ["Story 3"]);
    assert_eq!(lines(&scene, &machine, &["--last", "5"]).len(), 5);
    assert_eq!(lines(&scene, &machine, &["--last", "500", "latest"]).len(), 8);
    assert_eq!(lines(&scene, &machine, &["--from", "2000-01-01"]).len(), 8);
    assert_eq!(lines(&scene, &machine, &["--from", "2100-01-01"]).len(), 0);

    let duplicates = lines(&scene, &machine, &["duplicates", "--where", "outcome == \"unchanged\""]);
    assert_eq!(duplicates.len(), 1);
    assert_eq!(duplicates[0]["duplicate"]["title"], "Story 0");
    let letters = lines(&scene, &machine, &["rejected", "--where", "source != \"\""]);
    assert_eq!((letters.len(), &letters[0]["dead_letter"]["code"]), (1, &json!("invalid_json")));
    let people = printed(&scene, &machine, &["articles", "rejected"]);
    for said in ["published  ", "  Story 7\n", "paper7.example", "rejected  ", "invalid_json (decode)"] {
        assert!(people.contains(said), "{said} in {people}");
    }
    assert!(!people.contains('\u{1b}'), "no colours without a terminal");
    drop(open);
}

#[test]
fn events_in_json_and_what_cannot_be_read_are_told() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    let machine = published(&scene, 4, &["sink.format=json"]);
    let strange = record(&scene, 0, b"{\"outcome\": \x1b".to_vec());
    scene.feed_to(&scene.settings.topics.enriched, &[strange]);
    let output = tail(&scene, &machine, &["--no-follow", "--json"]).output().unwrap();
    assert!(output.status.success());
    let printed = String::from_utf8(output.stdout).unwrap();
    let lines: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(titles(&lines), ["Story 0", "Story 1", "Story 2", "Story 3"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("cannot be read") && said.lines().count() == 1, "{said}");
    assert!(said.starts_with(&format!("{}/0/", scene.settings.topics.enriched)), "{said}");
}

/// With its standard output open.
fn following(scene: &Scene, machine: &Machine, args: &[&str]) -> Child {
    tail(scene, machine, args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn code(mut child: Child) -> Option<i32> {
    let status = wait::until(wait::patience(), || child.try_wait().unwrap(), || "the tail did not end");
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(said, "");
    status.code()
}

#[test]
fn what_comes_is_followed_without_a_group_until_a_signal_or_nobody_reads() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    let machine = published(&scene, 4, &[]);
    let mut children: Vec<Child> =
        ["TERM", "INT", "gone"].map(|_| following(&scene, &machine, &["--last", "1"])).into();
    let mut readers: Vec<_> =
        children.iter_mut().map(|child| BufReader::new(child.stdout.take().unwrap()).lines()).collect();
    let mut wait_for = |title: &str| {
        for reader in &mut readers {
            assert!(reader.any(|line| line.unwrap().contains(title)), "{title}");
        }
    };
    wait_for("Story");
    let daemon = machine.run(&scene, &[]);
    scene.feed(&[article(&scene, 90)]);
    wait_for("Story 90");
    assert!(daemon.stop().success());
    assert!(!knows_group(&scene, "copydesk.tail"));

    drop(readers);
    for (child, signal) in children.into_iter().zip([Some("TERM"), Some("INT"), None]) {
        if let Some(signal) = signal {
            let kill = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
            assert!(kill.unwrap().success());
        }
        assert_eq!(code(child), Some(0), "{signal:?}");
    }
}

fn knows_group(scene: &Scene, group: &str) -> bool {
    let mut config = ClientConfig::new();
    let consumer: BaseConsumer =
        config.set("bootstrap.servers", &scene.settings.kafka.brokers).create().unwrap();
    let known = consumer.fetch_group_list(None, CALL).unwrap();
    known.groups().iter().any(|known| known.name() == group)
}

#[test]
fn a_topic_that_is_missing_is_named_with_the_way_out() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    let machine = Machine::new();
    let output = tail(&scene, &machine, &["duplicates"]).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!((output.status.code(), said.lines().count()), (Some(1), 1), "{said}");
    assert!(
        said.contains(&scene.settings.topics.duplicates) && said.contains("copydesk topics create"),
        "{said}"
    );
}
