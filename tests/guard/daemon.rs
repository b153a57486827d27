//! A daemon that is asked from outside.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Output};
use std::time::Duration;

use copydesk::kafka::feeder;
use copydesk::record::{Position, Record, Topic};
use serde_json::Value;

pub const BINARY: &str = env!("CARGO_BIN_EXE_copydesk");
pub const PATIENCE: Duration = Duration::from_mins(1);

pub fn until<T>(ask: impl FnMut() -> Option<T>) -> T {
    crate::until::until(PATIENCE, ask, || "it did not become so")
}

/// A daemon whose broker never answers, or is its own.
pub struct Daemon {
    pub process: Child,
    pub port: u16,
    pub folder: tempfile::TempDir,
}

impl Daemon {
    pub fn start(command: &str, settings: &[&str], environment: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let log = File::create(folder.path().join("log")).unwrap();
        let mut run = Command::new(BINARY);
        run.args([command, "--brokers", "127.0.0.1:1"]).current_dir(folder.path());
        run.args(["--set", &format!("admin.listen=127.0.0.1:{port}")]);
        for setting in settings {
            run.args(["--set", setting]);
        }
        let (out, err) = (log.try_clone().unwrap(), log);
        let process = run.envs(environment.iter().copied()).stdout(out).stderr(err).spawn().unwrap();
        let daemon = Self { process, port, folder };
        until(|| TcpStream::connect(("127.0.0.1", port)).ok());
        daemon
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn log(&self) -> String {
        fs::read_to_string(self.path("log")).unwrap()
    }

    /// By a name that is nobody's.
    pub fn ask(&self, request: &str, headers: &str) -> String {
        self.send(request, &format!("Host: a\r\n{headers}"), "")
    }

    /// As a program on this machine asks.
    pub fn get(&self, path: &str) -> String {
        self.send(&format!("GET {path}"), &format!("Host: 127.0.0.1:{}\r\n", self.port), "")
    }

    /// Status line, headers and body.
    pub fn send(&self, request: &str, headers: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        let length = body.len();
        write!(
            stream,
            "{request} HTTP/1.1\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Sends records to the broker that a `dev` has of its own.
    pub fn feed(&self, values: &[Vec<u8>]) {
        let told = until(|| {
            let log = self.log();
            let (_, rest) = log.split_once("a broker for trying listens at ")?;
            Some(rest.split_once('\n')?.0.to_owned())
        });
        let kafka = copydesk::kafka::Settings { brokers: told, ..copydesk::kafka::Settings::default() };
        let topic = Topic::new("articles.raw");
        let record = |value: &Vec<u8>| Record {
            position: Position { topic: topic.clone(), partition: 0, offset: 0 },
            timestamp: None,
            key: None,
            value: Some(value.clone()),
            headers: Vec::new(),
        };
        feeder::feed(&kafka, &values.iter().map(record).collect::<Vec<_>>()).unwrap();
    }

    pub fn status(&self) -> Value {
        let answer = self.get("/status");
        serde_json::from_str(answer.split_once("\r\n\r\n").unwrap().1).unwrap()
    }

    /// A command that asks it.
    pub fn asked_by(&self, command: &str, settings: &[&str]) -> Output {
        let mut asking = Command::new(BINARY);
        asking.args([command, "--set", &format!("admin.listen=127.0.0.1:{}", self.port)]);
        for setting in settings {
            asking.args(["--set", setting]);
        }
        asking.output().unwrap()
    }

    /// Local addresses of all sockets that it listens on, as the kernel writes them.
    pub fn listens_on(&self) -> BTreeSet<String> {
        let pid = self.process.id();
        let open = fs::read_dir(format!("/proc/{pid}/fd")).unwrap();
        let links = open.filter_map(|entry| fs::read_link(entry.ok()?.path()).ok());
        let inodes: BTreeSet<String> = links
            .filter_map(|link| Some(link.to_str()?.strip_prefix("socket:[")?.strip_suffix(']')?.to_owned()))
            .collect();
        let tables = ["tcp", "tcp6"].map(|table| fs::read_to_string(format!("/proc/{pid}/net/{table}")));
        let rows: Vec<String> = tables
            .into_iter()
            .flatten()
            .flat_map(|table| table.lines().map(str::to_owned).collect::<Vec<_>>())
            .collect();
        let listening = rows.iter().filter_map(|row| {
            let columns: Vec<_> = row.split_whitespace().collect();
            (columns.get(3) == Some(&"0A") && inodes.contains(*columns.get(9)?))
                .then(|| columns[1].to_owned())
        });
        listening.collect()
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}
