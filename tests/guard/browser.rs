//! The page in a real browser: nothing that strangers wrote runs, what changes is seen, and the button works.
//!
//! Runs where a Chromium is installed (`chromium`, `chromium-browser` or `google-chrome`, or what `COPYDESK_TEST_BROWSER`
//! names). Without one it says loudly what was skipped; `COPYDESK_TEST_REQUIRE=browser` turns that into a failure.
//! `COPYDESK_TEST_SHOTS=FOLDER` keeps pictures of the page, of a desk's width and a phone's, light and dark.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use base64::Engine as _;
use serde_json::{Value, json};

use crate::daemon::{Daemon, until};
use crate::page::{hostile_article, hostile_desk};

#[expect(clippy::disallowed_methods, reason = "of the suite, not of the program")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// None, with a loud word, where there is no browser and none is required.
fn installed() -> Option<PathBuf> {
    let names = ["chromium", "chromium-browser", "google-chrome"].map(str::to_owned);
    let names = setting("COPYDESK_TEST_BROWSER").map_or_else(|| names.to_vec(), |name| vec![name]);
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&folders).collect();
    let found = names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|path| path.is_file());
    if found.is_none() {
        let required = setting("COPYDESK_TEST_REQUIRE").is_some_and(|names| names.contains("browser"));
        assert!(!required, "COPYDESK_TEST_REQUIRE asks for a browser, but none of {names:?} is in PATH");
        eprintln!("SKIPPED the page in a real browser: none of {names:?} is in PATH");
    }
    found
}

/// A browser without a window, steered by the protocol of its developer tools over pipes.
struct Browser {
    process: Child,
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    session: String,
    sent: u64,
    /// What it complained of: errors of scripts, and what the policy forbade.
    complaints: Vec<Value>,
    _profile: tempfile::TempDir,
}

impl Browser {
    fn start(program: &Path) -> Self {
        let profile = tempfile::tempdir().unwrap();
        // It reads commands from descriptor 3 and answers on 4.
        let mut shell = Command::new("sh");
        shell.args(["-c", "exec \"$0\" \"$@\" 3<&0 4>&1 </dev/null >/dev/null 2>&1"]).arg(program);
        // Its sandbox needs rights that root in a container has not; it loads nothing but our own page.
        shell.args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
        ]);
        shell.args(["--remote-debugging-pipe", "--hide-scrollbars", "--no-proxy-server"]);
        shell.arg(format!("--user-data-dir={}", profile.path().display())).arg("about:blank");
        let mut process = shell.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let commands = process.stdin.take().unwrap();
        let answers = BufReader::new(process.stdout.take().unwrap());
        let (session, complaints) = (String::new(), Vec::new());
        let mut browser =
            Self { process, commands, answers, session, sent: 0, complaints, _profile: profile };
        let target = browser.ask("Target.createTarget", &json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = browser.ask("Target.attachToTarget", &attach);
        attached["sessionId"].as_str().unwrap().clone_into(&mut browser.session);
        for domain in ["Page.enable", "Runtime.enable", "Log.enable"] {
            browser.ask(domain, &json!({}));
        }
        browser
    }

    fn ask(&mut self, method: &str, params: &Value) -> Value {
        self.sent += 1;
        let mut command = json!({ "id": self.sent, "method": method, "params": params });
        if !self.session.is_empty() {
            command["sessionId"] = json!(self.session);
        }
        write!(self.commands, "{command}\0").unwrap();
        self.commands.flush().unwrap();
        loop {
            let mut answer = Vec::new();
            self.answers.read_until(0, &mut answer).unwrap();
            let mut answer: Value = serde_json::from_slice(answer.strip_suffix(b"\0").unwrap()).unwrap();
            if ["Log.entryAdded", "Runtime.exceptionThrown"].iter().any(|event| answer["method"] == *event) {
                self.complaints.push(answer["params"].take());
            } else if answer["id"] == self.sent {
                assert!(answer["error"].is_null(), "{method}: {answer}");
                return answer["result"].take();
            }
        }
    }

    fn evaluate(&mut self, expression: &str) -> Value {
        let params = json!({ "expression": expression, "returnByValue": true });
        self.ask("Runtime.evaluate", &params)["result"]["value"].take()
    }

    fn wait_for(&mut self, expression: &str) {
        until(|| (self.evaluate(expression) == true).then_some(()));
    }

    /// Loads a page of the daemon, to its end.
    fn open(&mut self, daemon: &Daemon, path: &str) {
        let url = format!("http://127.0.0.1:{}{path}", daemon.port);
        self.ask("Page.navigate", &json!({ "url": url }));
        let arrived = format!("document.readyState === 'complete' && location.href === {}", json!(url));
        self.wait_for(&arrived);
    }

    /// Only where somebody asked for pictures.
    fn shoot(&mut self, name: &str, width: u32, scheme: &str) {
        let Some(folder) = setting("COPYDESK_TEST_SHOTS") else { return };
        let metrics = json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.ask("Emulation.setDeviceMetricsOverride", &metrics);
        let features = json!([{ "name": "prefers-color-scheme", "value": scheme }]);
        self.ask("Emulation.setEmulatedMedia", &json!({ "features": features }));
        let whole = json!({ "format": "png", "captureBeyondViewport": true });
        let picture = self.ask("Page.captureScreenshot", &whole)["data"].take();
        let bytes = base64::engine::general_purpose::STANDARD.decode(picture.as_str().unwrap()).unwrap();
        fs::create_dir_all(&folder).unwrap();
        fs::write(Path::new(&folder).join(format!("{name}-{width}-{scheme}.png")), bytes).unwrap();
    }

    fn shoot_all(&mut self, name: &str) {
        for (width, scheme) in [(1280, "light"), (1280, "dark"), (390, "light")] {
            self.shoot(name, width, scheme);
        }
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }
}

#[test]
fn in_a_browser_no_article_runs_and_what_changes_is_seen() {
    let Some(program) = installed() else { return };
    let daemon = hostile_desk();
    let mut browser = Browser::start(&program);
    browser.open(&daemon, "/");
    browser.wait_for("document.documentElement.dataset.live === 'yes'");
    let links = browser.evaluate("[...document.querySelectorAll('main a')].map(a => a.pathname + a.search)");
    browser.evaluate("document.kept = true");
    daemon.feed(&[hostile_article(77)]);
    browser.wait_for("document.querySelector('#outcomes').textContent.includes('Headline 77')");
    assert_eq!(browser.evaluate("document.kept"), true, "it was not loaded again");
    assert_eq!(browser.evaluate("typeof owned"), "undefined");
    browser.shoot_all("overview");

    let links: Vec<String> = serde_json::from_value(links).unwrap();
    assert!(links.len() > 8, "{links:?}");
    for (number, link) in links.iter().enumerate() {
        browser.open(&daemon, link);
        assert_eq!(browser.evaluate("typeof owned"), "undefined", "{link}");
        assert_eq!(browser.evaluate("document.querySelectorAll('img, b, script, x').length"), 0, "{link}");
        browser.shoot(&format!("page-{number}"), 1280, "light");
    }
    assert_eq!(browser.complaints, Vec::<Value>::new(), "neither the policy nor a script complains");

    // And were it not escaped, the policy would hold.
    browser.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'owned = 1'}))",
    );
    browser.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"owned=1\">')");
    until(|| (browser.evaluate("1") == 1 && browser.complaints.len() >= 2).then_some(()));
    assert_eq!(browser.evaluate("typeof owned"), "undefined");
}

#[test]
fn in_a_browser_a_paused_line_is_resumed_by_its_button() {
    let Some(program) = installed() else { return };
    let daemon = Daemon::start("dev", &["source.batch.max_records=2000", "source.batch.max_wait=2s"], &[]);
    daemon.feed(&vec![b"no article".to_vec(); 1_500]);
    until(|| (daemon.status()["resumable"] == true).then_some(()));
    let mut browser = Browser::start(&program);
    browser.open(&daemon, "/");
    browser.wait_for("document.documentElement.dataset.live === 'yes'");
    browser.shoot_all("paused");
    browser.evaluate("document.querySelector('form[action=\"/resume\"] button').click()");
    until(|| (daemon.status()["records"]["total"] == 1_500).then_some(()));
    assert_eq!(daemon.status()["dead_letters"][0]["total"], 1_500);
    browser.wait_for("location.pathname === '/' && !document.querySelector('form')");
    assert_eq!(daemon.status()["state"], "at_work");
}
