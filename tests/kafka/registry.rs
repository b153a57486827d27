//! A real schema registry beside a real Kafka.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use copydesk::proto::{EVENT_FILE, Outcome};
use copydesk::registry;
use serde_json::{Value, json};
use ureq::RequestBuilder;
use ureq::typestate::WithBody;

use crate::broker::{self, free_port};
use crate::consumers::{self, Python};
use crate::corpus;
use crate::daemon::Machine;
use crate::maven::{self, Goal};
use crate::needs::{self, Tied};
use crate::proof;
use crate::scene::Scene;
use crate::wait;

/// Apicurio's, which keeps what it is told in memory and speaks Confluent's interface beside its own.
struct Registry {
    dir: tempfile::TempDir,
    port: u16,
    java: Command,
    running: Option<Tied>,
}

impl Registry {
    /// Not started yet. None where it cannot be had, which has been said then.
    fn new() -> Option<Self> {
        static FOLDER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
        let pom = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kafka/apicurio.xml");
        let folder = FOLDER.get_or_init(|| maven::bring("apicurio", pom, Goal::Unpack));
        let folder = needs::met("examples", folder.as_ref(), "Install Java 17 and Maven.")?;
        let port = free_port();
        let mut java = Command::new("java");
        java.args([
            "-Xmx400m",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Dquarkus.http.host=127.0.0.1",
        ]);
        java.arg(format!("-Dquarkus.http.port={port}")).arg("-jar");
        java.arg(folder.join("apicurio-registry-app-2.6.13.Final-runner.jar")).current_dir(folder);
        Some(Self { dir: tempfile::tempdir().unwrap(), port, java, running: None })
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}/apis/ccompat/v7", self.port)
    }

    fn start(&mut self) {
        let log = self.dir.path().join("registry.log");
        self.running = Some(Tied::start(&self.java, File::create(&log).unwrap()));
        wait::until(
            wait::patience(),
            || self.get("/subjects").ok(),
            || format!("the registry did not start\n{}", fs::read_to_string(&log).unwrap()),
        );
    }

    fn get(&self, path: &str) -> Result<String, ureq::Error> {
        ureq::get(format!("{}{path}", self.url())).call()?.body_mut().read_to_string()
    }

    fn register(&self, subject: &str, schema: &str) {
        let request = ureq::post(format!("{}/subjects/{subject}/versions", self.url()));
        tell(request, &json!({"schemaType": "PROTOBUF", "schema": schema}));
    }

    fn set_compatibility(&self, level: &str) {
        tell(ureq::put(format!("{}/config", self.url())), &json!({"compatibility": level}));
    }

    /// As settings of a daemon.
    fn set(&self) -> Vec<String> {
        vec!["sink.format=registry".to_owned(), format!("sink.registry.url={}", self.url())]
    }
}

/// As whoever set the registry up before us.
fn tell(request: RequestBuilder<WithBody>, body: &Value) {
    let request = request.header("content-type", "application/vnd.schemaregistry.v1+json");
    request.send(body.to_string()).unwrap();
}

fn as_args(set: &[String]) -> Vec<&str> {
    set.iter().map(String::as_str).collect()
}

#[test]
fn a_line_waits_for_its_registry_and_everybody_reads_what_it_frames() {
    let Some(brokers) = broker::shared() else { return };
    let Some(mut registry) = Registry::new() else { return };
    let scene = Scene::new(brokers).with_table();
    scene.create_topics(2);
    let records = corpus::records(scene.raw(), 91, 400, 2);
    scene.feed(&records);
    let machine = Machine::new();
    let daemon = machine.run(&scene, &as_args(&registry.set()));
    daemon.wait_for("the reason", |daemon| daemon.get("/readyz").contains("the schema registry at"));
    assert!(scene.drain(&scene.settings.topics.enriched).is_empty());
    registry.start();
    daemon.wait_ready();
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);

    let topics = &scene.settings.topics;
    for topic in topics.of_schema(&[]) {
        let versions = registry.get(&format!("/subjects/{topic}-value/versions/1")).unwrap();
        let registered: Value = serde_json::from_str(&versions).unwrap();
        let text = registered["schema"].as_str().unwrap();
        assert_eq!(text, EVENT_FILE.text);
        let id = u32::try_from(registered["id"].as_u64().unwrap()).unwrap();
        let values = scene.drain(topic).into_iter().filter_map(|message| message.value);
        let ids: Vec<u32> = values.map(|value| u32::from_be_bytes(value[1..5].try_into().unwrap())).collect();
        assert!(!ids.is_empty() && ids.iter().all(|&found| found == id), "{topic}: {ids:?} are not {id}");
    }
    assert_eq!(table(&scene), latest_events(&scene));
    if let Some(python) = Python::new() {
        consumers::prints_every_event(&scene, |topic| python.reads(&scene, topic, &["--framed"]));
    }
    commands_read_framed_values(&scene, &machine);
}

/// `audit` was asked with the proof.
fn commands_read_framed_values(scene: &Scene, machine: &Machine) {
    let event = scene.outcomes().into_iter().find(|outcome| outcome.outcome() == Outcome::Published).unwrap();
    let at = format!("{}/{}/{}", event.origin.topic, event.origin.partition, event.origin.offset);
    let known = needs::output(machine.command(scene, "explain known").args(["--origin", &at])).unwrap();
    assert!(known.contains("\"decided\""), "{known}");
    for topic in [&scene.settings.topics.enriched, &scene.settings.topics.latest] {
        let other = Scene::new(&scene.settings.kafka.brokers);
        other.create_topics(1);
        let elsewhere = Machine::new();
        let mut prime = elsewhere.command(&other, "index prime");
        let primed = needs::output(prime.args([
            "--json",
            "--at",
            &corpus::begin().to_string(),
            "--from-topic",
            topic,
        ]))
        .unwrap();
        let primed: Value = serde_json::from_str(&primed).unwrap();
        assert!(primed["made_known"].as_u64() > Some(0) && primed["unreadable"] == 0, "{primed}");
    }
}

/// The decision that each article stands by, as the table tells.
fn table(scene: &Scene) -> BTreeMap<String, u64> {
    let mut table = BTreeMap::new();
    let topics = copydesk::route::Topics {
        enriched: scene.settings.topics.latest.clone(),
        ..scene.settings.topics.clone()
    };
    for message in scene.drain(&scene.settings.topics.latest) {
        let id = String::from_utf8(message.key.clone().unwrap()).unwrap();
        if message.value.is_none() {
            table.remove(&id);
        } else {
            table.insert(id, copydesk::wire::outcomes(&message, &topics).unwrap()[0].decision);
        }
    }
    table
}

/// The same, as the stream tells.
fn latest_events(scene: &Scene) -> BTreeMap<String, u64> {
    let mut latest = BTreeMap::new();
    for outcome in scene.outcomes() {
        let copydesk::outcome::Product::Event(event) = &outcome.product else { continue };
        let id = event.article.as_ref().unwrap().id.clone();
        if outcome.outcome() == Outcome::Withdrawn {
            latest.remove(&id);
        } else {
            latest.insert(id, outcome.decision);
        }
    }
    latest
}

#[test]
fn a_registry_that_will_not_have_the_schema_ends_the_start_with_one_line() {
    let Some(brokers) = broker::shared() else { return };
    let Some(mut registry) = Registry::new() else { return };
    registry.start();
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let machine = Machine::new();
    let refused = |set: &[String], because: &str| {
        let mut daemon = machine.run(&scene, &as_args(set));
        assert_eq!(daemon.ended().code(), Some(5), "{}", daemon.log_tail());
        assert!(daemon.log_tail().contains(because), "{}", daemon.log_tail());
    };
    let look_up_only = [registry.set(), vec!["sink.registry.register=false".to_owned()]].concat();
    refused(&look_up_only, "sink.registry.register = true");
    assert_eq!(registry.get("/subjects").unwrap(), "[]", "nothing was registered");

    // The first message of another file has the number of ours for another thing.
    let other = "syntax = \"proto3\"; package copydesk.v1; message ArticleEvent { string outcome = 1; }";
    let subject = format!("{}-value", scene.settings.topics.duplicates);
    registry.register(&subject, other);
    registry.set_compatibility("BACKWARD");
    refused(&registry.set(), &subject);
    assert!(scene.drain(&scene.settings.topics.ledger).is_empty(), "nothing was begun");

    // What is mended goes on: the same schema is looked up from now on.
    registry.set_compatibility("NONE");
    let daemon = machine.run(&scene, &as_args(&registry.set()));
    daemon.wait_ready();
    assert!(daemon.stop().success());
    let settings = registry::Settings { url: registry.url(), ..registry::Settings::default() };
    assert_eq!(registry::missing(&settings, scene.settings.topics.of_schema(&[])).unwrap(), [""; 0]);
}
