//! A real Prometheus scrapes the daemon and judges by the rules under `deploy`.
//!
//! It is the program `prometheus` on the path, or what `COPYDESK_TEST_PROMETHEUS` names; without it the test says loudly that
//! it was skipped. `.ci/prometheus` brings it.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

use crate::broker::{self, free_port};
use crate::corpus;
use crate::daemon::{Machine, get};
use crate::needs::{self, Tied};
use crate::scene::Scene;
use crate::wait::{self, patience};

struct Prometheus {
    _process: Tied,
    port: u16,
    _folder: TempDir,
}

impl Prometheus {
    /// None where there is none, which has been said then.
    fn start(target: &str) -> Option<Self> {
        let program = program()?;
        let folder = tempfile::tempdir().unwrap();
        let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/prometheus/copydesk.rules.yml");
        // What lasts is tested by `promtool`; here it is to fire at once.
        let rules = fs::read_to_string(rules).unwrap().lines().map(at_once).collect::<Vec<_>>().join("\n");
        fs::write(folder.path().join("copydesk.rules.yml"), rules).unwrap();
        let config = format!(
            "global: {{scrape_interval: 1s, evaluation_interval: 1s}}\n\
             rule_files: [copydesk.rules.yml]\n\
             scrape_configs: [{{job_name: copydesk, static_configs: [{{targets: ['{target}']}}]}}]\n"
        );
        let file = folder.path().join("prometheus.yml");
        fs::write(&file, config).unwrap();
        let port = free_port();
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let mut command = Command::new(program);
        command.arg(format!("--config.file={}", file.display()));
        command.arg(format!("--storage.tsdb.path={}", folder.path().join("data").display()));
        command.arg(format!("--web.listen-address=127.0.0.1:{port}"));
        Some(Self { _process: Tied::start(&command, log), port, _folder: folder })
    }

    fn ask(&self, path: &str) -> Value {
        let answer = get(self.port, path, "HTTP/1.0");
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        serde_json::from_str(body).unwrap_or_default()
    }

    /// The health of its one target, and why it is not good.
    fn scrape(&self) -> (String, String) {
        let target = &self.ask("/api/v1/targets")["data"]["activeTargets"][0];
        let text = |name: &str| target[name].as_str().unwrap_or_default().to_owned();
        (text("health"), text("lastError"))
    }

    fn firing(&self) -> Vec<String> {
        let alerts = self.ask("/api/v1/alerts");
        let alerts = alerts["data"]["alerts"].as_array().cloned().unwrap_or_default();
        let firing = alerts.iter().filter(|alert| alert["state"] == "firing");
        firing.map(|alert| alert["labels"]["alertname"].as_str().unwrap().to_owned()).collect()
    }

    fn wait_firing(&self, alert: &str) {
        let fires = || self.firing().iter().any(|firing| firing == alert).then_some(());
        wait::until(patience(), fires, || format!("{alert}, but these fire: {:?}", self.firing()));
    }
}

fn at_once(line: &str) -> &str {
    if line.trim_start().starts_with("for: ") { "        for: 0s" } else { line }
}

fn program() -> Option<String> {
    let name = needs::setting("COPYDESK_TEST_PROMETHEUS").unwrap_or_else(|| "prometheus".to_owned());
    let found = needs::output(Command::new(&name).arg("--version")).map(|_| name);
    needs::met("prometheus", found.as_ref(), "Install it, or set COPYDESK_TEST_PROMETHEUS to the program.")
        .cloned()
}

#[test]
fn prometheus_scrapes_the_daemon_and_wakes_somebody_when_it_is_paused() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let machine = Machine::new();
    let daemon = machine.run(&scene, &["source.batch.max_records=200"]);
    daemon.wait_at_work();
    let Some(prometheus) = Prometheus::start(&daemon.admin()) else {
        assert!(daemon.stop().success());
        return;
    };
    let up = || (prometheus.scrape().0 == "up").then_some(());
    wait::until(patience(), up, || format!("a scrape: {:?}", prometheus.scrape()));
    // A few evaluations. What looks at a whole hour, as at a disk that fills, cannot know after seconds.
    wait::lasts(Duration::from_secs(3));
    let firing = prometheus.firing();
    for alert in ["CopydeskPaused", "CopydeskLate", "CopydeskLagGrows", "CopydeskNotReady", "CopydeskDown"] {
        assert!(!firing.iter().any(|firing| firing == alert), "{alert} of a daemon that is well");
    }

    let mut records = corpus::records(scene.raw(), 77, 14_000, 1);
    for record in &mut records[..2_000] {
        record.value = Some(b"{\"broken\": ".to_vec());
    }
    scene.feed(&records[..2_000]);
    prometheus.wait_firing("CopydeskPaused");
    prometheus.wait_firing("CopydeskLate");
    scene.feed(&records[2_000..]);
    prometheus.wait_firing("CopydeskLagGrows");
    assert!(daemon.stop().success());
}
