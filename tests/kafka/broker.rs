//! A real broker: one that all tests share, and such as a test may kill.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use crate::maven::{self, Goal};
use crate::needs::{self, Tied};
use crate::proxy::Proxy;
use crate::wait;

/// Where the shared broker listens; None where there is none, which has been said then.
pub fn shared() -> Option<&'static str> {
    static SHARED: OnceLock<Result<(String, Option<Broker>), String>> = OnceLock::new();
    let started = SHARED.get_or_init(|| match needs::setting("COPYDESK_TEST_KAFKA").ok_or(()) {
        Ok(brokers) => Ok((brokers, None)),
        Err(()) => own(Clients::Direct).map(|mut broker| {
            broker.start();
            (broker.address(), Some(broker))
        }),
    });
    available(started.as_ref().map(|(address, _)| address.as_str()))
}

/// A broker that is not started yet, for one test alone.
pub fn killable() -> Option<Broker> {
    alone(own(Clients::Direct))
}

/// The same, of a Kafka without KIP-848.
pub fn without_the_newer_protocol() -> Option<Broker> {
    let broker = killable()?;
    let path = broker.properties();
    let properties = fs::read_to_string(&path).unwrap();
    fs::write(path, properties + "\ngroup.coordinator.rebalance.protocols=classic").unwrap();
    Some(broker)
}

/// The same, with a network between it and its clients.
pub fn behind_a_proxy() -> Option<(Broker, Proxy)> {
    let port = free_port();
    let proxy = Proxy::to(port);
    let broker = alone(own(Clients::Through { port, proxy: proxy.port() }))?;
    Some((broker, proxy))
}

fn alone(made: Result<Broker, String>) -> Option<Broker> {
    available(made.as_ref()).is_some().then(|| made.expect("was made"))
}

fn available<T>(found: Result<T, &String>) -> Option<T> {
    needs::met("kafka", found, "Install Java 17 and Maven, or set COPYDESK_TEST_KAFKA=host:port.")
}

/// How large a test is, by its environment variable.
pub fn number(name: &str, usually: usize) -> usize {
    needs::setting(name).map_or(usually, |text| text.parse().expect("a number"))
}

/// Listeners and properties besides those of every broker.
#[derive(Default)]
pub struct More {
    /// Name, protocol and port.
    pub listeners: Vec<(&'static str, &'static str, u16)>,
    pub properties: Vec<String>,
    /// Of the storage tool, such as the users that a new cluster knows.
    pub format: Vec<String>,
}

/// A broker that is more than others, not started yet.
pub fn with(more: &More) -> Option<Broker> {
    alone(made(Clients::Direct, more))
}

/// Files and ports of a broker; its data lives as long as this.
pub struct Broker {
    dir: TempDir,
    port: u16,
    /// The port that clients know.
    told: u16,
    running: Option<Tied>,
}

/// How clients come to a broker.
#[derive(Clone, Copy)]
enum Clients {
    Direct,
    /// The broker listens at one port and tells its clients another.
    Through {
        port: u16,
        proxy: u16,
    },
}

fn own(clients: Clients) -> Result<Broker, String> {
    made(clients, &More::default())
}

fn made(clients: Clients, more: &More) -> Result<Broker, String> {
    static JARS: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let jars = JARS.get_or_init(fetch).as_ref().map_err(String::clone)?;
    let dir = tempfile::tempdir().map_err(|error| error.to_string())?;
    let (own_port, inner, controller) = (free_port(), free_port(), free_port());
    let (port, told) = match clients {
        Clients::Direct => (own_port, own_port),
        Clients::Through { port, proxy } => (port, proxy),
    };
    let data = dir.path().join("data");
    let listed =
        |entry: fn(&(&str, &str, u16)) -> String| -> String { more.listeners.iter().map(entry).collect() };
    let addresses = listed(|(name, _, port)| format!(",{name}://127.0.0.1:{port}"));
    let protocols = listed(|(name, protocol, _)| format!(",{name}:{protocol}"));
    let properties = [
        "process.roles=broker,controller".to_owned(),
        "node.id=1".to_owned(),
        format!("controller.quorum.voters=1@127.0.0.1:{controller}"),
        // The broker's own way to itself never leads through a proxy.
        format!(
            "listeners=CLIENTS://127.0.0.1:{port},OWN://127.0.0.1:{inner},CONTROLLER://127.0.0.1:{controller}{addresses}"
        ),
        format!("advertised.listeners=CLIENTS://127.0.0.1:{told},OWN://127.0.0.1:{inner}{addresses}"),
        "inter.broker.listener.name=OWN".to_owned(),
        "controller.listener.names=CONTROLLER".to_owned(),
        format!(
            "listener.security.protocol.map=CONTROLLER:PLAINTEXT,CLIENTS:PLAINTEXT,OWN:PLAINTEXT{protocols}"
        ),
        format!("log.dirs={}", data.display()),
        "auto.create.topics.enable=false".to_owned(),
        "offsets.topic.replication.factor=1".to_owned(),
        "offsets.topic.num.partitions=3".to_owned(),
        "transaction.state.log.replication.factor=1".to_owned(),
        "transaction.state.log.min.isr=1".to_owned(),
        "transaction.state.log.num.partitions=3".to_owned(),
        "group.initial.rebalance.delay.ms=0".to_owned(),
        "socket.request.max.bytes=209715200".to_owned(),
    ];
    let properties = properties.into_iter().chain(more.properties.iter().cloned());
    fs::write(dir.path().join("server.properties"), properties.collect::<Vec<_>>().join("\n"))
        .map_err(|error| error.to_string())?;
    let broker = Broker { dir, port, told, running: None };
    let id = ["-t", "Y29weWRlc2stdGVzdC1pZA", "-c"]; // 16 bytes in base64
    let formatted = broker
        .java(jars)
        .arg("kafka.tools.StorageTool")
        .arg("format")
        .args(&more.format)
        .args(id)
        .arg(broker.properties())
        .output();
    match formatted {
        Ok(output) if output.status.success() => Ok(broker),
        Ok(output) => Err(format!("the storage tool failed: {}", String::from_utf8_lossy(&output.stderr))),
        Err(error) => Err(format!("java failed to start: {error}")),
    }
}

impl Broker {
    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.told)
    }

    /// Starts, or starts again on the same data, and waits until it answers.
    pub fn start(&mut self) {
        let jars = fetch().expect("were there a moment ago");
        let log = fs::File::create(self.dir.path().join("server.log")).unwrap();
        let mut java = self.java(&jars);
        java.arg("kafka.Kafka").arg(self.properties());
        self.running = Some(Tied::start(&java, log));
        wait::until(
            wait::patience(),
            || TcpStream::connect(("127.0.0.1", self.port)).ok(),
            || format!("the broker did not start: see {}", self.dir.path().display()),
        );
    }

    /// As a power failure would.
    pub fn kill(&mut self) {
        drop(self.running.take().expect("is running"));
    }

    fn properties(&self) -> PathBuf {
        self.dir.path().join("server.properties")
    }

    fn java(&self, jars: &Path) -> Command {
        let mut java = Command::new("java");
        java.args(["-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp"]).arg(jars.join("*"));
        java.current_dir(self.dir.path());
        java
    }
}

/// Brings the jars once; later runs find them.
fn fetch() -> Result<PathBuf, String> {
    maven::bring("kafka-jars", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/kafka/pom.xml"), Goal::Copy)
}

pub fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port()
}
