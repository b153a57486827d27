//! The page, its JSON and its events: who gets them, and what of hostile articles comes out.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use serde_json::{Value, json};

use crate::daemon::{Daemon, until};

const TOKEN: &str = "t0ken-of-the-desk";
/// Would set a variable, load a picture, turn a line around or end one, wherever it got through.
pub const MARKUP: &str = "<script>owned=1</script><img src=x onerror=owned=1>\"'>\u{202e}\u{2066}\u{1b}[2J<b>\
                          &lt;i&gt;";
/// Names no element of HTML, so that a title keeps it; a browser would run it all the same.
const LIKE_MARKUP: &str = "<x onfocus=owned=1 autofocus tabindex=1>\" onmouseover=owned=1 x=\"";

/// An article in which all is hostile that may be.
pub fn hostile_article(number: u32) -> Vec<u8> {
    let sentence =
        format!("Sentence {number} of an article that is long enough, {MARKUP} and has more to say. ");
    json!({
        "url": format!("https://a{number}.example/{number}?x=<script>owned=1</script>"),
        "title": format!("Headline {number} {LIKE_MARKUP}"), "text": sentence.repeat(8), "authors": [MARKUP],
        "published": "2026-03-09", "section": MARKUP, "tags": [MARKUP], "language": MARKUP, MARKUP: MARKUP,
    })
    .to_string()
    .into_bytes()
}

/// Dead letters of several codes.
pub fn hostile_letters() -> Vec<Vec<u8>> {
    vec![
        format!("{{\"title\": \"{MARKUP}").into_bytes(),
        json!({ "title": MARKUP, "text": MARKUP }).to_string().into_bytes(),
        json!({ "url": format!("javascript:owned=1//{MARKUP}"), "title": "t" }).to_string().into_bytes(),
        [MARKUP.as_bytes(), &[0xff, 0xfe, 0x00, 0x01]].concat(),
    ]
}

pub fn hostile_desk() -> Daemon {
    let daemon = Daemon::start("dev", &["dedup.copies=divert"], &[]);
    let articles = [1, 2, 1].map(hostile_article);
    daemon.feed(&[articles.to_vec(), hostile_letters()].concat());
    until(|| (daemon.status()["records"]["total"] == 7).then_some(()));
    daemon
}

fn status_of(answer: &str) -> &str {
    answer.split(' ').nth(1).unwrap()
}

fn header<'a>(answer: &'a str, name: &str) -> Option<&'a str> {
    let lines = answer.split_once("\r\n\r\n").unwrap().0.lines();
    lines
        .filter_map(|line| line.split_once(": "))
        .find(|(known, _)| known.eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

#[test]
fn every_answer_tells_browsers_to_run_nothing_that_is_not_ours() {
    let daemon = Daemon::start("run", &[], &[]);
    for path in [
        "/",
        "/status",
        "/explain",
        "/dead-letters?code=not_text",
        "/metrics",
        "/livez",
        "/readyz",
        "/page.js",
        "/x",
    ] {
        let answer = daemon.get(path);
        assert_eq!(
            header(&answer, "content-security-policy"),
            Some(
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; \
                 frame-ancestors 'none'; base-uri 'none'"
            ),
            "{path}"
        );
        assert_eq!(header(&answer, "x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(header(&answer, "referrer-policy"), Some("no-referrer"), "{path}");
        assert_eq!(header(&answer, "cache-control"), Some("no-store"), "{path}");
    }
    assert_eq!(header(&daemon.get("/"), "content-type"), Some("text/html; charset=utf-8"));
    assert_eq!(header(&daemon.get("/page.js"), "content-type"), Some("text/javascript"));
    assert_eq!(header(&daemon.get("/page.css"), "content-type"), Some("text/css"));
}

#[test]
fn on_loopback_our_own_page_may_resume_and_no_other() {
    let daemon = Daemon::start("run", &[], &[]);
    let host = format!("127.0.0.1:{}", daemon.port);
    let resume = |headers: &str| {
        let answer = daemon.send("POST /resume", headers, "");
        status_of(&answer).to_owned()
    };
    assert_eq!(resume(&format!("Host: {host}\r\n")), "200");
    assert_eq!(resume(&format!("Host: {host}\r\nOrigin: http://{host}\r\n")), "200");
    assert_eq!(resume(&format!("Host: {host}\r\nOrigin: http://{host}\r\nAccept: text/html\r\n")), "303");
    for foreign in [
        format!("Host: {host}\r\nOrigin: http://elsewhere.example\r\n"),
        format!("Host: {host}\r\nOrigin: null\r\n"),
        format!("Host: {host}\r\nSec-Fetch-Site: cross-site\r\n"),
        // A name that its owner points at loopback: the page and its host agree.
        "Host: elsewhere.example:9600\r\nOrigin: http://elsewhere.example:9600\r\n".to_owned(),
        "Host: elsewhere.example:9600\r\nSec-Fetch-Site: same-origin\r\n".to_owned(),
    ] {
        assert_eq!(resume(&foreign), "403", "{foreign}");
    }
    for path in ["/", "/status", "/events", "/metrics", "/explain?topic=a", "/dead-letters?code=not_text"] {
        assert_eq!(
            status_of(&daemon.send(&format!("GET {path}"), "Host: elsewhere.example\r\n", "")),
            "403",
            "{path}"
        );
    }
    let unready = daemon.send("GET /readyz", "Host: elsewhere.example\r\n", "");
    assert!(unready.starts_with("HTTP/1.1 503") && !unready.contains("start:"), "{unready}");
}

#[test]
fn with_a_token_a_page_is_seen_after_a_login_whose_cookie_is_not_the_token() {
    let daemon = Daemon::start("run", &[], &[("COPYDESK__ADMIN__TOKEN", TOKEN)]);
    let host = "Host: desk.example\r\n";
    for path in ["/", "/status", "/events", "/explain?topic=a", "/dead-letters?code=not_text"] {
        assert_eq!(status_of(&daemon.send(&format!("GET {path}"), host, "")), "401", "{path}");
    }
    let form = daemon.send("GET /", &format!("{host}Accept: text/html\r\n"), "");
    assert!(
        form.starts_with("HTTP/1.1 401") && form.contains("<form method=\"post\" action=\"/login\">"),
        "{form}"
    );
    assert!(!form.contains("Kafka"), "it tells nothing of the process: {form}");

    let login = |origin: &str, body: &str| {
        daemon.send("POST /login", &format!("{host}{origin}Accept: text/html\r\n"), body)
    };
    let failed = login("", "token=guess");
    assert!(failed.starts_with("HTTP/1.1 401") && failed.contains("That is not the token"), "{failed}");
    assert_eq!(header(&failed, "set-cookie"), None);
    assert_eq!(status_of(&login("Origin: http://elsewhere.example\r\n", &format!("token={TOKEN}"))), "403");
    assert_eq!(status_of(&login("", &"x".repeat(5_000))), "413");
    let answer = login("Origin: null\r\n", &format!("token={TOKEN}"));
    assert_eq!((status_of(&answer), header(&answer, "location")), ("303", Some("/")));
    let cookie = header(&answer, "set-cookie").unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict") && !cookie.contains(TOKEN),
        "{cookie}"
    );

    let session = format!("{host}Cookie: {}\r\n", cookie.split(';').next().unwrap());
    assert_eq!(status_of(&daemon.send("GET /", &session, "")), "200");
    assert_eq!(status_of(&daemon.send("GET /status", &session, "")), "200");
    let resume = |origin: &str| daemon.send("POST /resume", &format!("{session}{origin}"), "");
    assert_eq!(status_of(&resume("Origin: https://desk.example\r\n")), "200");
    assert_eq!(status_of(&resume("Origin: https://elsewhere.example\r\n")), "403");
    assert!(!daemon.log().contains(TOKEN) && !daemon.send("GET /", &session, "").contains(TOKEN));
    let bearer = format!("{host}Authorization: Bearer {TOKEN}\r\n");
    assert_eq!(status_of(&daemon.send("GET /status", &bearer, "")), "200");
}

#[test]
fn a_daemon_that_waits_for_kafka_says_so_on_its_page() {
    let daemon = Daemon::start("run", &["source.group=night"], &[]);
    until(|| daemon.get("/").contains("failed to read the ledger").then_some(()));
    let status = daemon.status();
    assert_eq!(
        (&status["state"], &status["role"], &status["group"]),
        (&json!("starting"), &json!("all"), &json!("night"))
    );
    assert_eq!((&status["ready"], &status["resumable"]), (&json!(false), &json!(false)));
    let prepare = Daemon::start("run", &["role=prepare"], &[]);
    assert_eq!(prepare.status()["role"], "prepare");
}

#[test]
fn hostile_articles_are_text_on_every_page() {
    let daemon = hostile_desk();
    let status = daemon.status();
    let outcomes = status["outcomes"].as_array().unwrap();
    assert_eq!(outcomes.len(), 7);
    assert_eq!(
        (&status["state"], &status["items"][0]),
        (
            &json!("at_work"),
            &json!({ "outcome": "published", "total": 2, "per_second": status["items"][0]["per_second"] })
        )
    );
    let page = daemon.get("/");
    let links: Vec<&str> =
        page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let ours = |link: &&&str| link.starts_with("/explain?") || link.starts_with("/dead-letters?");
    let pages: Vec<String> =
        links.iter().filter(ours).map(|link| daemon.get(&link.replace("&amp;", "&"))).collect();
    assert!(pages.len() > 8, "{links:?}");
    for page in pages.iter().chain([&page]) {
        assert!(page.starts_with("HTTP/1.1 200"), "{page}");
        for ran in [
            "<script>owned",
            "<img",
            "<b>",
            "<x ",
            "onerror=owned=1>",
            "javascript:owned=1\"",
            "\u{202e}",
            "\u{1b}",
        ] {
            assert!(!page.contains(ran), "{ran} in {page}");
        }
    }
    let all = pages.concat();
    for told in [
        "rel=\"noopener noreferrer\"",
        "copydesk explain known --origin articles.raw/0/0",
        "&lt;script&gt;owned=1",
        "3c 73 63 72 69 70 74 3e",
        "same article",
        "2026-03-09 00:00:00 UTC</time>, to the day",
    ] {
        assert!(all.contains(told), "{told} in {all}");
    }
    assert!(page.contains("&lt;x onfocus"), "titles keep what is no HTML: {page}");
    let forgotten = daemon.get("/explain?topic=articles.raw&partition=0&offset=999&item=0");
    assert!(
        forgotten.starts_with("HTTP/1.1 404") && forgotten.contains("--origin articles.raw/0/999"),
        "{forgotten}"
    );
    let command = daemon.get("/explain?topic=%24%28id%29&partition=0&offset=0&item=0");
    assert!(command.starts_with("HTTP/1.1 400") && !command.contains("$(id)"), "{command}");
    assert!(daemon.get("/dead-letters?code=%3Cb%3E").starts_with("HTTP/1.1 404"));
}

/// A browser that listens.
struct Listening(BufReader<TcpStream>);

impl Listening {
    fn to(daemon: &Daemon) -> Self {
        let mut stream = TcpStream::connect(("127.0.0.1", daemon.port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        write!(stream, "GET /events HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n").unwrap();
        Self(BufReader::new(stream))
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.0.read_line(&mut line).unwrap() > 0, "the stream ended");
        line.trim_end().to_owned()
    }

    fn status(&mut self) -> String {
        self.line()
    }

    /// The parts of the next event.
    fn parts(&mut self) -> Vec<Value> {
        loop {
            if let Some(data) = self.line().strip_prefix("data: ") {
                return serde_json::from_str(data).unwrap();
            }
        }
    }
}

#[test]
fn events_tell_what_changed_to_so_many_listeners_and_free_their_places() {
    let daemon = hostile_desk();
    let mut first = Listening::to(&daemon);
    assert_eq!(first.status(), "HTTP/1.1 200 OK");
    assert_eq!(first.parts().len(), 8, "the first event has all parts");
    daemon.feed(&[hostile_article(77)]);
    until(|| {
        let parts = first.parts();
        let html =
            parts.iter().find(|part| part["id"] == "outcomes").map(|part| part["html"].as_str().unwrap());
        html.map(|html| assert!(html.contains("Headline 77") && !html.contains("<script>"), "{html}"))
    });
    let mut others: Vec<_> = (0..7).map(|_| Listening::to(&daemon)).collect();
    assert!(others.iter_mut().all(|listening| listening.status() == "HTTP/1.1 200 OK"));
    assert_eq!(Listening::to(&daemon).status(), "HTTP/1.1 503 Service Unavailable");
    drop(others);
    until(|| (Listening::to(&daemon).status() == "HTTP/1.1 200 OK").then_some(()));
}

#[test]
fn who_listens_does_not_hold_up_the_stop() {
    let mut daemon = Daemon::start("dev", &["shutdown.deadline=10s"], &[]);
    let mut listening = Listening::to(&daemon);
    assert_eq!(listening.status(), "HTTP/1.1 200 OK");
    listening.parts();
    let pid = daemon.process.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(daemon.process.wait().unwrap().code(), Some(0), "{}", daemon.log());
}

/// Also that nothing else is told.
#[test]
fn what_the_status_tells_is_what_the_operators_page_says() {
    let manual = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operating.md");
    let manual = fs::read_to_string(manual).unwrap();
    let table = manual.split_once("### `/status`").unwrap().1.split("\n## ").next().unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.split_once(" |"));
    let documented: BTreeSet<&str> =
        rows.flat_map(|(keys, _)| keys.split(", ").map(|key| key.trim_matches('`'))).collect();
    let status = hostile_desk().status();
    let told: BTreeSet<&str> = status.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(told, documented);
    for part in ["records", "batches", "partitions", "index", "published"] {
        for key in status[part].as_object().unwrap().keys() {
            assert!(table.contains(&format!("`{key}`")), "{part}.{key}");
        }
    }
    let listed =
        [&status["outcomes"][0], &status["dead_letters"][0]["last"][0], &status["partitions"]["list"][0]];
    for key in listed.iter().flat_map(|listed| listed.as_object().unwrap().keys()) {
        assert!(table.contains(&format!("`{key}`")), "{key}");
    }
}
