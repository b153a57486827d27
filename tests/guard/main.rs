//! What a process shows of itself: where it listens, to whom it answers, and what of secrets and of strangers' texts
//! comes out of it. No broker is needed: a daemon that waits for one shows all of that.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod browser;
mod daemon;
mod page;
#[path = "../kafka/until.rs"]
mod until;

use std::fs;
use std::io::Write as _;
use std::os::unix::net::UnixDatagram;
use std::process::{Command, Output, Stdio};

use copydesk::config::Settings;
use copydesk::dead_letter;
use copydesk::index::{Memory, Overlay};
use copydesk::pipeline;
use copydesk::record::{Header, Position, Record, Topic};
use copydesk::wire::{self, Encoding};
use serde_json::{Value, json};

use daemon::{BINARY, Daemon, until};

#[test]
fn nothing_listens_but_on_loopback() {
    assert!(copydesk::admin::Settings::default().listen.ip().is_loopback());
    let loopback = |address: &String| address.starts_with("0100007F:");
    let run = Daemon::start("run", &[], &[]).listens_on();
    assert!(run.len() == 1 && run.iter().all(loopback), "{run:?}");
    // With a broker of its own besides.
    let dev = Daemon::start("dev", &[], &[]).listens_on();
    assert!(dev.len() > 1 && dev.iter().all(loopback), "{dev:?}");
}

#[test]
fn an_admin_port_that_others_reach_is_refused_without_a_token() {
    let output = Command::new(BINARY).args(["run", "--set", "admin.listen=0.0.0.0:0"]).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("admin.listen: ") && told.contains("admin.token_file"), "{told}");
}

#[test]
fn who_shows_no_token_learns_only_whether_it_lives_and_is_ready() {
    const TOKEN: &str = "t0ken-of-the-desk";
    let daemon = Daemon::start("run", &[], &[("COPYDESK__ADMIN__TOKEN", TOKEN)]);
    let status =
        |request: &str, headers: &str| daemon.ask(request, headers).split(' ').nth(1).unwrap().to_owned();
    let shown = format!("Authorization: Bearer {TOKEN}\r\n");
    for wrong in ["", "Authorization: Bearer t0ken\r\n", "Authorization: Basic dDBrZW4=\r\n"] {
        assert_eq!(status("GET /livez", wrong), "200");
        assert_eq!(status("GET /metrics", wrong), "401");
        assert_eq!(status("POST /resume", wrong), "401");
        let unready = daemon.ask("GET /readyz", wrong);
        assert!(unready.starts_with("HTTP/1.1 503") && !unready.contains("start:"), "{unready}");
    }
    assert_eq!(status("GET /metrics", &shown), "200");
    let from_a_page = format!("Origin: https://elsewhere.example\r\n{shown}");
    assert_eq!(status("POST /resume", &from_a_page), "403");
    assert!(daemon.ask("GET /readyz", &shown).contains("start:"));

    let file = daemon.path("token");
    fs::write(&file, format!("{TOKEN}\n")).unwrap();
    let with_token = format!("admin.token_file={}", file.display());
    let ready = daemon.asked_by("health", &[&with_token]);
    assert_eq!(ready.status.code(), Some(1));
    assert!(String::from_utf8(ready.stdout).unwrap().contains("start:"));
    assert_eq!(daemon.asked_by("resume", &[]).status.code(), Some(1));
    assert_eq!(daemon.asked_by("resume", &[&with_token]).status.code(), Some(0));
    assert!(!daemon.log().contains(TOKEN), "{}", daemon.log());
}

/// All that it says, however much it is asked to say.
#[test]
fn secrets_come_out_of_nothing() {
    const SECRET: &str = "sw0rdfish";
    let secrets = [
        ("COPYDESK__KAFKA__PROPERTIES__SASL__PASSWORD", SECRET),
        ("COPYDESK__KAFKA__PROPERTIES__SSL__KEY__PASSWORD", SECRET),
        ("COPYDESK__KAFKA__PROPERTIES__SSL__KEYSTORE__PASSWORD", SECRET),
        ("COPYDESK__ADMIN__TOKEN", SECRET),
    ];
    let settings = [
        "log.filter=trace",
        "kafka.properties.debug=all",
        "kafka.properties.security.protocol=SASL_PLAINTEXT",
        "kafka.properties.sasl.mechanisms=PLAIN",
        "kafka.properties.sasl.username=desk",
    ];
    let daemon = Daemon::start("run", &settings, &secrets);
    until(|| daemon.log().contains("waiting for Kafka").then_some(()));
    let shown = format!("Authorization: Bearer {SECRET}\r\n");
    let answers =
        ["/readyz", "/metrics", "/status", "/"].map(|path| daemon.ask(&format!("GET {path}"), &shown));
    let answers = answers.concat();
    assert!(answers.contains("copydesk_ready") && !answers.contains(SECRET), "{answers}");
    assert!(daemon.log().contains("DEBUG") && !daemon.log().contains(SECRET), "{}", daemon.log());

    // And where they are refused, under a name that nobody knows, or with a client that is not made.
    for (name, code) in [("SASL__PASWORD", 3), ("SSL__KEY__PEM", 1), ("SSL__CERTIFICATE__PEM", 1)] {
        let variable = format!("COPYDESK__KAFKA__PROPERTIES__{name}");
        let mut run = Command::new(BINARY);
        run.args([
            "run",
            "--set",
            "admin.listen=127.0.0.1:0",
            "--set",
            "kafka.properties.security.protocol=SSL",
        ]);
        let output = run.env(&variable, SECRET).current_dir(daemon.folder.path()).output().unwrap();
        let told = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(code), "{told}");
        assert!(told.contains("kafka.properties") && !told.contains(SECRET), "{told}");
    }
}

/// Escapes of terminals, ends of lines, NUL, and what turns a line around.
const HOSTILE: &str =
    "\u{1b}[2J\u{1b}]0;owned\u{7}\r\nERROR forged\0\u{9b}31m\u{85}\u{2028}\u{202e}../../etc/passwd";

fn hostile_lines() -> String {
    let text =
        "A sentence that is long enough to be an article, with nothing in it that anybody needs to know. "
            .repeat(4);
    let fields = json!({
        "url": "https://a.example/../../1?x=%0d%0aX-Evil:%201", "title": format!("Title {HOSTILE}"),
        "text": format!("{text}{HOSTILE}{text}"), "authors": [HOSTILE, "Ada Holm"], "published": HOSTILE,
        "language": HOSTILE, "section": HOSTILE, "tags": [HOSTILE], HOSTILE: HOSTILE, "image": HOSTILE,
    });
    let values = [
        fields.to_string(),
        json!({ "url": HOSTILE, "title": "t", "text": text }).to_string(),
        json!({ "url": format!("file:///etc/passwd{HOSTILE}"), "title": "t", "text": text }).to_string(),
        json!({ "title": HOSTILE }).to_string(),
        format!("{{\"url\": \"{HOSTILE}"),
        HOSTILE.to_owned(),
    ];
    let headers = json!({
        "copydesk-stage": "url", "copydesk-code": "panicked", "copydesk-topic": "../other", "copydesk-replayed": "0,1",
        "ce_type": HOSTILE, "content-type": HOSTILE, "traceparent": HOSTILE, HOSTILE: HOSTILE,
    });
    let line =
        |value: &String| format!("{}\n", json!({ "key": HOSTILE, "headers": headers, "value": value }));
    values.iter().map(line).collect()
}

fn fed(args: &[&str], input: &str) -> Output {
    let mut command = Command::new(BINARY);
    let piped = command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = piped.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// Whether each line holds letters alone.
fn is_harmless(output: &[u8]) -> bool {
    let text = std::str::from_utf8(output).unwrap();
    !text.chars().any(|c| c != '\n' && copydesk::logging::is_command(c))
}

#[test]
fn what_strangers_wrote_speaks_to_no_terminal() {
    let lines = hostile_lines();
    let piped = fed(&["pipe", "--envelope", "--explain"], &lines);
    assert!(piped.status.success() && is_harmless(&piped.stderr), "{piped:?}");
    assert!(is_harmless(&piped.stdout), "{}", String::from_utf8_lossy(&piped.stdout).escape_debug());
    let items: Vec<Value> = piped
        .stdout
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    assert_eq!(items.len(), 6, "each record has its one line");

    let folder = tempfile::tempdir().unwrap();
    for (number, line) in lines.lines().enumerate() {
        let record: Value = serde_json::from_str(line).unwrap();
        let file = folder.path().join(format!("{number}.json"));
        fs::write(&file, record["value"].as_str().unwrap()).unwrap();
        let explained = fed(&["explain", "record", file.to_str().unwrap()], "");
        assert!(is_harmless(&explained.stdout) && is_harmless(&explained.stderr), "{explained:?}");
    }
    let urls = fed(&["explain", "url", "-"], &format!("https://a.example/{HOSTILE}\n"));
    assert!(is_harmless(&urls.stdout) && is_harmless(&urls.stderr), "{urls:?}");
}

/// Neither what stands in a record nor what it is called chooses where it goes, or speaks for us.
#[test]
fn what_strangers_wrote_chooses_no_topic_and_no_header_of_ours() {
    let settings = Settings::default();
    let names = ["ce_id", "ce_type", "ce_source", "content-type", "traceparent", "tracestate"];
    let forged = names.into_iter().chain(["copydesk-topic", "copydesk-replayed", HOSTILE]);
    let headers: Vec<_> = forged.map(|name| Header::new(name, HOSTILE)).collect();
    let record = |(offset, line): (i64, &str)| {
        let line: Value = serde_json::from_str(line).unwrap();
        Record {
            position: Position { topic: Topic::new("articles.raw"), partition: 0, offset },
            timestamp: None,
            key: Some(HOSTILE.as_bytes().to_vec()),
            value: line["value"].as_str().map(|value| value.as_bytes().to_vec()),
            headers: headers.clone(),
        }
    };
    let records: Vec<Record> = (0..).zip(hostile_lines().lines()).map(record).collect();
    let rules = settings.pipeline().unwrap();
    let index = Memory::default();
    let batch = pipeline::prepare(records, &rules);
    let decided = pipeline::decide(&batch, &mut Overlay::new(&index), &rules).unwrap();
    let outcomes = pipeline::finish(&batch, decided, &rules);
    let messages = wire::messages(&batch, outcomes, &settings.topics, &Encoding::Json);
    assert_eq!(messages.len(), 6);

    let (letters, events): (Vec<_>, Vec<_>) =
        messages.iter().partition(|message| message.topic == settings.topics.rejected);
    for event in &events {
        assert!([&settings.topics.enriched, &settings.topics.duplicates].contains(&&event.topic));
        let names: Vec<_> = event.headers.iter().map(|header| header.name.as_str()).collect();
        assert_eq!(names, ["ce_specversion", "ce_id", "ce_source", "ce_type", "ce_subject", "content-type"]);
        assert!(event.headers.iter().all(|header| header.value.as_ref().unwrap().is_ascii()));
    }
    assert!(!letters.is_empty() && !events.is_empty());
    for letter in letters {
        let said = dead_letter::statement(&letter.headers).unwrap();
        assert_eq!(
            (said.topic.as_str(), said.partition),
            ("articles.raw", 0),
            "ours are the last of their names"
        );
        assert!(!said.reject.detail.chars().any(char::is_control), "{:?}", said.reject.detail);
        assert_eq!(dead_letter::replay::marked(&letter.headers), None);
    }
}

/// Waiting is no hanging: what cannot reach a broker is alive, and says so as often as the service manager wants.
#[test]
fn a_watchdog_is_fed_while_a_broker_is_waited_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notify");
    let socket = UnixDatagram::bind(&path).unwrap();
    socket.set_nonblocking(true).unwrap();
    let environment = [("NOTIFY_SOCKET", path.to_str().unwrap()), ("WATCHDOG_USEC", "300000")];
    let _daemon = Daemon::start("run", &[], &environment);
    let is_food = || {
        let mut message = [0; 4096];
        let length = socket.recv(&mut message).ok()?;
        message[..length].starts_with(b"WATCHDOG=1").then_some(())
    };
    for _ in 0..5 {
        until(is_food);
    }
}
