//! `copydesk run` as a process, so that it can be stopped and killed as in life.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use copydesk::config::Settings;

use crate::broker::free_port;
use crate::scene::Scene;
use crate::wait::{self, patience};

/// A machine with a disk, on which daemons run one after the other.
pub struct Machine(tempfile::TempDir);

impl Machine {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Whose disk is this folder's.
    pub fn new_in(folder: &std::path::Path) -> Self {
        Self(tempfile::tempdir_in(folder).unwrap())
    }

    pub fn index(&self) -> PathBuf {
        self.0.path().join("index")
    }

    pub fn lose_index(&self) {
        std::fs::remove_dir_all(self.index()).unwrap();
    }

    /// Starts `copydesk run` with these settings.
    pub fn run(&self, scene: &Scene, set: &[&str]) -> Daemon {
        self.run_with(scene, set, &[], None)
    }

    /// The same, with more arguments, and perhaps a place at which it kills itself.
    pub fn run_with(&self, scene: &Scene, set: &[&str], args: &[&str], fail_point: Option<&str>) -> Daemon {
        let fail_point = fail_point.map(|point| ("COPYDESK_FAIL_POINT", point));
        self.run_in(scene, set, args, fail_point.as_slice())
    }

    /// The same, with a text that kills it where a record holds it.
    pub fn run_poisoned(&self, scene: &Scene, set: &[&str], poison: &str) -> Daemon {
        self.run_in(scene, set, &[], &[("COPYDESK_FAIL_RECORD", poison)])
    }

    /// The same, with a rule broken on purpose.
    pub fn run_mutated(&self, scene: &Scene, mutation: &str) -> Daemon {
        self.run_in(scene, &[], &[], &[("COPYDESK_MUTATION", mutation)])
    }

    /// The same, for a service manager that listens at a socket and wants a word every so many seconds.
    pub fn run_watched(&self, scene: &Scene, set: &[&str], socket: &Path, patience: Duration) -> Daemon {
        let microseconds = patience.as_micros().to_string();
        let socket = socket.to_str().unwrap();
        self.run_in(scene, set, &[], &[("NOTIFY_SOCKET", socket), ("WATCHDOG_USEC", &microseconds)])
    }

    fn run_in(&self, scene: &Scene, set: &[&str], args: &[&str], variables: &[(&str, &str)]) -> Daemon {
        let port = free_port();
        let log = self.0.path().join(format!("log-{port}"));
        let mut command = self.command(scene, "run");
        command.args(args).args(["--set", &format!("admin.listen=127.0.0.1:{port}")]);
        for setting in set {
            command.args(["--set", setting]);
        }
        command.envs(variables.iter().copied());
        let file = std::fs::File::create(&log).unwrap();
        let process = command.stdin(Stdio::null()).stderr(file).spawn().unwrap();
        Daemon { process, port, log, own: None }
    }

    /// A settings file with what no flag can say.
    fn rules(&self, settings: &Settings) -> PathBuf {
        let path = self.0.path().join("rules.toml");
        let mut rules = toml::Table::new();
        rules.insert("routes".to_owned(), toml::Value::try_from(&settings.routes).unwrap());
        rules.insert("watch".to_owned(), toml::Value::try_from(&settings.watch).unwrap());
        let former = toml::Value::try_from(&settings.topics.former).unwrap();
        rules.insert("topics".to_owned(), toml::Table::from_iter([("former".to_owned(), former)]).into());
        std::fs::write(&path, rules.to_string()).unwrap();
        path
    }

    /// A command on this machine, such as `index stats`, with the scene's settings.
    pub fn command(&self, scene: &Scene, name: &str) -> Command {
        let settings = &scene.settings;
        let mut command = Command::new(env!("CARGO_BIN_EXE_copydesk"));
        command.args(name.split(' ')).args(["--brokers", &settings.kafka.brokers]);
        if !settings.routes.is_empty() || !settings.watch.is_empty() {
            command.arg("-c").arg(self.rules(settings));
        }
        for setting in [
            format!("source.group={}", settings.source.group),
            format!("source.topics={}", settings.source.topics.join(",")),
            format!("topics.enriched={}", settings.topics.enriched),
            format!("topics.duplicates={}", settings.topics.duplicates),
            format!("topics.rejected={}", settings.topics.rejected),
            format!("topics.latest={}", settings.topics.latest),
            format!("topics.dropped={}", settings.topics.dropped),
            format!("topics.prepared={}", settings.topics.prepared),
            format!("topics.ledger={}", settings.topics.ledger),
            format!("index.path={}", self.index().display()),
            // Some of it lies on disk when a process dies, and some does not.
            "index.memtable_entries=700".to_owned(),
            format!("quarantine.path={}", self.0.path().join("quarantine").display()),
            format!("membership.session_timeout={}s", SESSION.as_secs()),
            "log.filter=info".to_owned(),
        ] {
            command.args(["--set", &setting]);
        }
        command
    }
}

/// Status line, headers and body of what somebody on this machine serves; empty where nobody answers.
pub fn get(port: u16, path: &str, version: &str) -> String {
    let mut answer = String::new();
    if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", port)) {
        let request = format!("GET {path} {version}\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        if stream.write_all(request.as_bytes()).is_err() || stream.read_to_string(&mut answer).is_err() {
            return String::new();
        }
    }
    answer
}

/// As short as brokers allow.
pub const SESSION: Duration = Duration::from_secs(6);

pub struct Daemon {
    process: Child,
    port: u16,
    log: PathBuf,
    /// The machine, where it is for this daemon alone: its disk must live as long.
    own: Option<Machine>,
}

impl Daemon {
    /// On a machine of its own.
    pub fn start(scene: &Scene, set: &[&str]) -> Self {
        let machine = Machine::new();
        let daemon = machine.run(scene, set);
        daemon.owning(machine)
    }

    fn owning(mut self, machine: Machine) -> Self {
        self.own = Some(machine);
        self
    }

    pub fn wait_ready(&self) {
        self.wait_for("ready", |daemon| daemon.get("/readyz").starts_with("HTTP/1.1 200"));
    }

    /// Waits until it has the office and decides.
    pub fn wait_at_work(&self) {
        self.wait_for("the office", Self::is_at_work);
    }

    /// Waits until the log says so.
    pub fn wait_logged(&self, text: &str) {
        self.wait_for(text, |daemon| daemon.log().contains(text));
    }

    pub fn wait_for(&self, what: &str, is_so: impl Fn(&Self) -> bool) {
        let ask = || is_so(self).then_some(());
        wait::until(patience(), ask, || format!("{what}\n{}", self.log()));
    }

    /// Status line, headers and body; empty where nobody answers.
    pub fn get(&self, path: &str) -> String {
        get(self.port, path, "HTTP/1.1")
    }

    /// Where it can be scraped.
    pub fn admin(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// The value of a metric, by its name and labels as they stand in the text.
    pub fn metric(&self, series: &str) -> f64 {
        let text = self.get("/metrics");
        let line = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {series} in\n{text}")).parse().unwrap()
    }

    /// `copydesk resume` for this daemon.
    pub fn resume(&self) -> ExitStatus {
        let listen = format!("admin.listen=127.0.0.1:{}", self.port);
        Command::new(env!("CARGO_BIN_EXE_copydesk")).args(["resume", "--set", &listen]).status().unwrap()
    }

    /// What it said last.
    pub fn log_tail(&self) -> String {
        let log = self.log();
        log.lines().rev().take(3).collect::<Vec<_>>().join("\n")
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap()
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        self.signal("TERM");
        self.ended()
    }

    /// As the kernel would for want of memory.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    pub fn is_at_work(&self) -> bool {
        self.get("/metrics").contains("\ncopydesk_active 1\n")
    }

    /// At work, and not as one who only prepares.
    pub fn is_deciding(&self) -> bool {
        self.is_at_work() && !self.log().contains("role=Prepare")
    }

    /// Waits until so many records were settled by it.
    pub fn wait_settled(&self, records: f64) {
        self.wait_for("progress", |daemon| {
            daemon.get("/metrics").contains("copydesk_records_total")
                && daemon.metric("copydesk_records_total") >= records
        });
    }

    /// What it holds of the machine's memory.
    pub fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.trim().trim_end_matches(" kB").parse().unwrap()
    }

    pub fn signal(&self, name: &str) {
        let sent =
            Command::new("kill").arg(format!("-{name}")).arg(self.process.id().to_string()).status().unwrap();
        assert!(sent.success());
    }

    /// How it ended, if it has.
    pub fn try_ended(&mut self) -> Option<ExitStatus> {
        self.process.try_wait().unwrap()
    }

    /// Waits for it to end by itself.
    pub fn ended(&mut self) -> ExitStatus {
        let Self { process, log, .. } = self;
        wait::until(
            patience(),
            || process.try_wait().unwrap(),
            || format!("did not end\n{}", std::fs::read_to_string(&*log).unwrap_or_default()),
        )
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
