//! The consumers of `examples/consumers`, as their page says to run them.

use std::path::PathBuf;
use std::process::Command;

use copydesk::outcome::Product;
use copydesk::proto::{DESCRIPTORS, Outcome};
use rdkafka::producer::Producer as _;

use crate::broker;
use crate::corpus;
use crate::daemon::Machine;
use crate::maven::{self, Goal};
use crate::needs;
use crate::python;
use crate::scene::{CALL, Scene};

const EXAMPLES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/consumers");

/// Reads what lies in a topic, and gives the lines that it prints.
pub struct Python {
    interpreter: PathBuf,
    descriptors: tempfile::NamedTempFile,
}

impl Python {
    /// None where it cannot be had, which has been said then.
    pub fn new() -> Option<Self> {
        let interpreter = python::with("consumers", &format!("{EXAMPLES}/python/requirements.txt"))?;
        Some(Self { interpreter, descriptors: descriptors() })
    }

    pub fn reads(&self, scene: &Scene, topic: &str, more: &[&str]) -> String {
        let mut python = Command::new(&self.interpreter);
        python.arg(format!("{EXAMPLES}/python/consume.py")).args(["--once", "--topic", topic]).args(more);
        python
            .args(["--brokers", &scene.settings.kafka.brokers])
            .arg("--descriptors")
            .arg(self.descriptors.path());
        needs::output(&mut python).unwrap()
    }
}

struct Java {
    jars: PathBuf,
    descriptors: tempfile::NamedTempFile,
}

impl Java {
    fn new() -> Option<Self> {
        let jars = Self::has_compiler()
            .and_then(|()| maven::bring("consumer-jars", &format!("{EXAMPLES}/jvm/pom.xml"), Goal::Copy));
        let jars = needs::met("examples", jars.as_ref(), "Install a JDK from 17 on, and Maven.")?.clone();
        Some(Self { jars, descriptors: descriptors() })
    }

    fn has_compiler() -> Result<(), String> {
        let modules = needs::output(Command::new("java").arg("--list-modules"))?;
        if modules.contains("jdk.compiler") { Ok(()) } else { Err("Java has no compiler".to_owned()) }
    }

    fn reads(&self, scene: &Scene, topic: &str) -> String {
        let mut java = Command::new("java");
        java.args(["-Xmx200m", "-cp"]).arg(self.jars.join("*")).arg(format!("{EXAMPLES}/jvm/Consume.java"));
        java.args([&scene.settings.kafka.brokers, topic]).arg(self.descriptors.path()).arg("--once");
        needs::output(&mut java).unwrap()
    }
}

fn descriptors() -> tempfile::NamedTempFile {
    let file = tempfile::NamedTempFile::new().unwrap();
    let printed =
        Command::new(env!("CARGO_BIN_EXE_copydesk")).args(["schema", "--descriptors"]).output().unwrap();
    assert_eq!(printed.stdout, DESCRIPTORS);
    std::fs::write(file.path(), printed.stdout).unwrap();
    file
}

/// One clean line for each event of the stream, and for each record of the table.
pub fn prints_every_event(scene: &Scene, reads: impl Fn(&str) -> String) {
    let mut expected = Vec::new();
    let mut in_table = Vec::new();
    for outcome in scene.outcomes() {
        let Product::Event(event) = &outcome.product else { continue };
        let (article, revision) = (event.article.as_ref().unwrap(), event.revision.as_ref().unwrap());
        let line = [
            outcome.outcome().name(),
            &article.id,
            &revision.number.to_string(),
            &article.title,
            &article.canonical_url,
        ];
        let line = line.map(str::to_owned).to_vec();
        let gone = vec!["gone".to_owned(), article.id.clone()];
        in_table.push(if outcome.outcome() == Outcome::Withdrawn { gone } else { line.clone() });
        expected.push(line);
    }
    let topics = &scene.settings.topics;
    for (topic, mut expected) in [(&topics.enriched, expected), (&topics.latest, in_table)] {
        let printed = reads(topic);
        let without_time = |line: &str| -> Vec<String> {
            let fields = line.split('\t').map(str::to_owned).enumerate();
            fields.filter(|(place, _)| *place != 3).map(|(_, field)| field).collect()
        };
        let mut printed: Vec<_> = printed.lines().map(without_time).collect();
        printed.sort();
        expected.sort();
        assert_eq!(printed, expected, "{topic}");
    }
}

#[test]
fn consumers_in_python_and_java_print_every_event() {
    let Some(brokers) = broker::shared() else { return };
    let (python, java) = (Python::new(), Java::new());
    if python.is_none() && java.is_none() {
        return;
    }
    let scene = Scene::new(brokers).with_table();
    scene.create_topics(2);
    scene.feed(&corpus::records(scene.raw(), 92, 300, 2));
    let machine = Machine::new();
    let daemon = machine.run(&scene, &[]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    // Records that were never committed lie there too, and no consumer prints them.
    let never_committed = scene.open_transaction(&scene.settings.topics.enriched);
    never_committed.abort_transaction(CALL).unwrap();
    if let Some(python) = python {
        prints_every_event(&scene, |topic| python.reads(&scene, topic, &[]));
    }
    if let Some(java) = java {
        prints_every_event(&scene, |topic| java.reads(&scene, topic));
    }
}
