//! Who we are to a broker, and who it is to us.

use std::process::{Command, Output};

use copydesk::record::Record;

use crate::broker;
use crate::corpus;
use crate::daemon::{Daemon, Machine};
use crate::proof;
use crate::rights::{self, Operation, Resource};
use crate::scene::Scene;
use crate::tls::{CLERK, DESK, Guarded, PASSWORD, PORTER, guarded, token};

const WRONG: &str = "mistral-11";

fn set(settings: &[String]) -> Vec<&str> {
    settings.iter().map(String::as_str).collect()
}

/// A scene whose topics were made without protection, with some records in it.
fn fed(guarded: &Guarded, seed: u64, count: usize) -> Scene {
    let scene = Scene::new(&guarded.open);
    scene.create_topics(1);
    scene.feed(&corpus::records(scene.raw(), seed, count, 1));
    scene
}

fn address(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

fn check(scene: &Scene, settings: &[String]) -> Output {
    let machine = Machine::new();
    let mut command: Command = machine.command(scene, "check");
    for setting in settings {
        command.args(["--set", setting]);
    }
    command.output().unwrap()
}

#[test]
fn a_broker_is_reached_by_tls_certificates_and_every_mechanism_of_sasl() {
    let Some(guarded) = guarded() else { return };
    let ways = [
        (guarded.tls, guarded.trusting("SSL")),
        (guarded.mutual, guarded.with_certificate()),
        (guarded.sasl, guarded.with_password("PLAIN", DESK, PASSWORD)),
        (guarded.sasl, guarded.with_password("SCRAM-SHA-256", DESK, PASSWORD)),
        (guarded.sasl, guarded.with_password("SCRAM-SHA-512", DESK, PASSWORD)),
        (guarded.sasl, guarded.with_token("token", &token(DESK, 3600))),
    ];
    let started: Vec<_> = ways
        .into_iter()
        .map(|(port, settings)| {
            let scene = fed(guarded, 91, 20);
            let theirs = scene.at(&address(port));
            let daemon = Daemon::start(&theirs, &set(&settings));
            (scene, theirs, daemon, settings)
        })
        .collect();
    for (scene, theirs, daemon, settings) in started {
        let checked = check(&theirs, &settings);
        assert!(checked.status.success(), "{settings:?}\n{checked:?}");
        scene.wait_until_settled();
        assert!(daemon.stop().success());
    }
}

#[test]
fn who_can_never_connect_is_told_why_in_one_line_with_the_setting() {
    let Some(guarded) = guarded() else { return };
    let with = |mut settings: Vec<String>, more: &str| {
        settings.push(more.to_owned());
        settings
    };
    let location = |what: &str, file: &str| format!("kafka.properties.ssl.{what}.location={file}");
    let stranger = location("ca", &guarded.file("stranger.pem").display().to_string());
    let [tls, mutual, sasl] = [guarded.tls, guarded.mutual, guarded.sasl].map(address);
    let trusting = |more: &str| with(guarded.trusting("SSL"), more);
    let password = |mechanism: &str| guarded.with_password(mechanism, DESK, WRONG);
    let missing = "kafka.properties_from_files.sasl.password=/nowhere";
    let cases = [
        (&tls, trusting(&stranger), "ssl.ca.location"),
        (&format!("localhost:{}", guarded.tls), guarded.trusting("SSL"), "kafka.brokers"),
        (&mutual, guarded.trusting("SSL"), "ssl.certificate.location"),
        (&tls, Vec::new(), "security.protocol"),
        (&guarded.open, guarded.trusting("SSL"), "security.protocol"),
        (&sasl, guarded.trusting("SSL"), "security.protocol"),
        (&sasl, password("PLAIN"), "sasl.password"),
        (&sasl, password("SCRAM-SHA-512"), "sasl.password"),
        (&sasl, with(password("PLAIN"), "kafka.properties.sasl.mechanisms=SCRAM-SHA-1"), "sasl.mechanisms"),
        (&sasl, guarded.with_token("expired", &token(DESK, -60)), "oauth_token_file"),
        (&sasl, guarded.with_token("strange", "not-a-token"), "oauth_token_file"),
        (&tls, trusting(&location("ca", "/nowhere.pem")), "ssl.ca.location"),
        (&tls, trusting(&location("key", "/nowhere.pem")), "ssl.key.location"),
        (&tls, trusting(missing), "properties_from_files.sasl.password"),
    ];
    // Some wait for an answer until they give up: all at once.
    std::thread::scope(|threads| {
        for (brokers, settings, key) in &cases {
            threads.spawn(move || {
                let output = check(&Scene::new(brokers), settings);
                let told = String::from_utf8(output.stdout).unwrap();
                assert_eq!(output.status.code(), Some(4), "{settings:?}");
                let faults: Vec<_> = told.lines().filter(|line| line.starts_with("MEND")).collect();
                assert!(faults.len() == 1 && faults[0].contains(key), "{settings:?}\n{told}");
                assert!(!told.contains(WRONG) && !told.contains(PASSWORD), "{told}");
            });
        }
    });
}

#[test]
fn a_daemon_that_is_not_known_waits_says_why_once_and_goes_on_when_it_has_a_token() {
    let Some(guarded) = guarded() else { return };
    let scene = fed(guarded, 92, 20);
    let settings = guarded.with_token("later", "not-a-token");
    let daemon = Daemon::start(&scene.at(&address(guarded.sasl)), &set(&settings));
    daemon.wait_logged("kafka.oauth_token_file");
    let unready = daemon.get("/readyz");
    assert!(unready.starts_with("HTTP/1.1 503") && unready.contains("kafka.oauth_token_file"), "{unready}");
    guarded.written("later", &token(DESK, 3600));
    scene.wait_until_settled();
    let told = daemon.log().matches("kafka.oauth_token_file").count();
    assert_eq!(told, 1, "{}", daemon.log());
    assert!(!daemon.log().contains("not-a-token"));
    assert!(daemon.stop().success());
}

/// Behind those that were fed before.
fn feed_more(scene: &Scene, records: &mut Vec<Record>, seed: u64) {
    let mut more = corpus::records(scene.raw(), seed, 50, 1);
    let before = i64::try_from(records.len()).unwrap();
    for record in &mut more {
        record.position.offset += before;
    }
    scene.feed(&more);
    records.extend(more);
}

/// A denial is waited out, told once, and nothing is lost or doubled by it.
#[test]
fn a_right_that_is_taken_away_pauses_the_line_and_given_back_lets_it_go_on() {
    let Some(guarded) = guarded() else { return };
    let scene = Scene::new(&guarded.open);
    scene.create_topics(1);
    rights::allow_all(&guarded.open, CLERK);
    let topics = &scene.settings.topics;
    let office = format!("{}.active", scene.settings.source.group);
    let transactions = format!("copydesk.{}", topics.ledger);

    // Before it starts: what it needs to become the one that decides.
    let at_start = [
        (Resource::Group(&office), Operation::Read, "stand for election"),
        (Resource::Transaction(&transactions), Operation::Write, "open the producer"),
    ];
    for (resource, operation, _) in at_start {
        rights::deny(&guarded.open, CLERK, resource, operation);
    }
    let machine = Machine::new();
    let settings = guarded.with_password("PLAIN", CLERK, PASSWORD);
    let daemon = machine.run(&scene.at(&address(guarded.sasl)), &set(&settings));
    for (resource, operation, told) in at_start {
        daemon.wait_for(told, |daemon| daemon.get("/readyz").contains(told));
        rights::deny_no_more(&guarded.open, CLERK, resource, operation);
    }
    daemon.wait_ready();

    // At work: what it reads, and all that it writes.
    let mut records = Vec::new();
    let at_work = [
        (scene.raw(), Operation::Read),
        (&topics.enriched, Operation::Write),
        (&topics.ledger, Operation::Write),
    ];
    for (round, (topic, operation)) in at_work.into_iter().enumerate() {
        rights::deny(&guarded.open, CLERK, Resource::Topic(topic), operation);
        feed_more(&scene, &mut records, 93 + round as u64);
        daemon.wait_for("the denial", |daemon| daemon.get("/readyz").contains("grant the user"));
        rights::deny_no_more(&guarded.open, CLERK, Resource::Topic(topic), operation);
        scene.wait_until_settled();
        daemon.wait_ready();
    }
    let told = daemon.log().matches("paused: ").count();
    assert_eq!(told, at_work.len(), "{}", daemon.log());
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);
}

/// The same of a process that only prepares, while another decides.
#[test]
fn a_right_that_is_taken_away_pauses_who_prepares_and_given_back_lets_it_go_on() {
    let Some(guarded) = guarded() else { return };
    let scene = Scene::new(&guarded.open);
    scene.create_topics(1);
    scene.create_prepared(1);
    rights::allow_all(&guarded.open, CLERK);
    let (desk, crew) = (Machine::new(), Machine::new());
    let deciding = desk.run(&scene, &["role=decide"]);
    let mut settings = guarded.with_password("PLAIN", CLERK, PASSWORD);
    settings.push("role=prepare".to_owned());
    let preparing = crew.run(&scene.at(&address(guarded.sasl)), &set(&settings));
    preparing.wait_ready();

    let group = format!("{}.prepare", scene.settings.source.group);
    let rights = [
        (Resource::Topic(&scene.settings.topics.prepared), Operation::Write),
        (Resource::Topic(scene.raw()), Operation::Read),
        (Resource::Group(&group), Operation::Read),
    ];
    let mut records = Vec::new();
    for (round, (resource, operation)) in rights.into_iter().enumerate() {
        rights::deny(&guarded.open, CLERK, resource, operation);
        feed_more(&scene, &mut records, 101 + round as u64);
        preparing.wait_for("the denial", |daemon| daemon.get("/readyz").contains("grant the user"));
        rights::deny_no_more(&guarded.open, CLERK, resource, operation);
        scene.wait_until_settled();
        preparing.wait_ready();
    }
    for daemon in [preparing, deciding] {
        assert!(daemon.stop().success());
    }
    proof::holds(&scene, &desk, &records);
}

#[test]
fn who_may_not_stand_for_election_says_so_and_stands_by_when_it_may() {
    let Some(guarded) = guarded() else { return };
    let scene = fed(guarded, 100, 20);
    rights::allow_all(&guarded.open, CLERK);
    let theirs = scene.at(&address(guarded.sasl));
    let first = Daemon::start(&theirs, &set(&guarded.with_password("PLAIN", DESK, PASSWORD)));
    first.wait_at_work();
    let office = format!("{}.active", scene.settings.source.group);
    rights::deny(&guarded.open, CLERK, Resource::Group(&office), Operation::Read);
    let second = Daemon::start(&theirs, &set(&guarded.with_password("PLAIN", CLERK, PASSWORD)));
    second.wait_for("the denial", |daemon| daemon.get("/readyz").contains("stand for election"));
    rights::deny_no_more(&guarded.open, CLERK, Resource::Group(&office), Operation::Read);
    second.wait_ready();
    assert!(first.is_at_work() && !second.is_at_work());
    assert!(first.stop().success());
    second.wait_at_work();
    assert!(second.stop().success());
}

#[test]
fn a_message_that_the_broker_refuses_pauses_the_line_until_the_topic_is_mended() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let machine = Machine::new();
    let daemon = machine.run(&scene, &["sink.transaction_timeout=5s"]);
    daemon.wait_ready();
    let mut records = Vec::new();
    let topics = &scene.settings.topics;
    for (round, topic) in [&topics.enriched, &topics.rejected].into_iter().enumerate() {
        scene.limit_messages(topic, 200);
        feed_more(&scene, &mut records, 96 + round as u64);
        daemon.wait_for("a message that is too large", |daemon| {
            let unready = daemon.get("/readyz");
            unready.contains(topic.as_str()) && unready.contains("max.message.bytes")
        });
        scene.limit_messages(topic, 100_000_000);
        scene.wait_until_settled();
        daemon.wait_ready();
        assert_eq!(daemon.log().matches(" WARN ").count(), round + 1, "{}", daemon.log());
    }
    scene.delete_topic(&topics.duplicates);
    feed_more(&scene, &mut records, 98);
    daemon.wait_for("a topic that is missing", |daemon| daemon.get("/readyz").contains("topics create"));
    scene.create_duplicates();
    scene.wait_until_settled();
    daemon.wait_ready();
    assert!(daemon.stop().success());
}

/// The broker answers late where a user writes more than its quota.
#[test]
fn a_quota_slows_the_line_and_neither_pauses_it_nor_loses_anything() {
    const BYTES_A_SECOND: f64 = 60_000.0;
    let Some(guarded) = guarded() else { return };
    rights::limit_writes(&guarded.open, PORTER, BYTES_A_SECOND);
    let scene = Scene::new(&guarded.open);
    scene.create_topics(1);
    let records = corpus::records(scene.raw(), 99, 600, 1);
    scene.feed(&records);
    let machine = Machine::new();
    let mut settings = guarded.with_password("PLAIN", PORTER, PASSWORD);
    settings.push("source.batch.max_records=100".to_owned());
    let daemon = machine.run(&scene.at(&address(guarded.sasl)), &set(&settings));
    scene.wait_until_settled();
    assert!(!daemon.log().contains(" WARN "), "{}", daemon.log());
    // Or the broker did not hold it back, and nothing was seen.
    let waited = daemon.metric("copydesk_batch_step_duration_seconds_sum{step=\"commit\"}");
    assert!(waited > 5.0, "{waited} s");
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);
}
