//! `copydesk run` as a process, so that it can be stopped and killed as in life.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::broker::free_port;
use crate::scene::{PATIENCE, Scene};

pub struct Daemon {
    process: Child,
    port: u16,
    log: PathBuf,
    _dir: tempfile::TempDir,
}

impl Daemon {
    pub fn start(scene: &Scene, set: &[&str]) -> Self {
        let port = free_port();
        let dir = tempfile::tempdir().unwrap();
        let log = dir.path().join("log");
        let settings = &scene.settings;
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        command.arg("run").args(["--brokers", &settings.kafka.brokers]);
        let own = [
            format!("source.group={}", settings.source.group),
            format!("source.topics={}", settings.source.topics.join(",")),
            format!("topics.enriched={}", settings.topics.enriched),
            format!("topics.duplicates={}", settings.topics.duplicates),
            format!("topics.rejected={}", settings.topics.rejected),
            format!("admin.listen=127.0.0.1:{port}"),
            "log.filter=info".to_owned(),
        ];
        for setting in own.iter().map(String::as_str).chain(set.iter().copied()) {
            command.args(["--set", setting]);
        }
        let file = std::fs::File::create(&log).unwrap();
        let process = command.stdin(Stdio::null()).stderr(file).spawn().unwrap();
        Self { process, port, log, _dir: dir }
    }

    pub fn wait_ready(&self) {
        self.wait_for("ready", |daemon| daemon.get("/readyz").starts_with("HTTP/1.1 200"));
    }

    /// Waits until the log says so.
    pub fn wait_logged(&self, text: &str) {
        self.wait_for(text, |daemon| daemon.log().contains(text));
    }

    pub fn wait_for(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !is_so(self) {
            assert!(Instant::now() < until, "waited in vain for: {what}\n{}", self.log());
            sleep(Duration::from_millis(50));
        }
    }

    /// Status line, headers and body; empty where nobody answers.
    pub fn get(&self, path: &str) -> String {
        let mut answer = String::new();
        if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
            let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            if stream.write_all(request.as_bytes()).is_err() || stream.read_to_string(&mut answer).is_err() {
                return String::new();
            }
        }
        answer
    }

    /// The value of a metric, by its name and labels as they stand in the text.
    pub fn metric(&self, series: &str) -> f64 {
        let text = self.get("/metrics");
        let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {series} in\n{text}")).parse().unwrap()
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        self.signal("TERM");
        self.ended()
    }

    pub fn signal(&self, name: &str) {
        let sent =
            Command::new("kill").arg(format!("-{name}")).arg(self.process.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for it to end by itself.
    pub fn ended(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.process.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "did not end\n{}", self.log());
            sleep(Duration::from_millis(20));
        }
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the daemon said:\n{}", self.log());
        }
        if self.process.try_wait().ok().flatten().is_none() {
            self.process.kill().expect("can be killed");
            self.process.wait().expect("ends when killed");
        }
    }
}
