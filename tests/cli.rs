//! The commands as people type them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

fn copydesk(args: &[&str]) -> Output {
    run(Command::new(env!("CARGO_BIN_EXE_copydesk")).args(args), "")
}

fn run(command: &mut Command, input: &str) -> Output {
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    // A command that does not read its input may be gone by now.
    let written = child.stdin.take().unwrap().write_all(input.as_bytes());
    assert!(written.is_ok() || input.is_empty());
    child.wait_with_output().unwrap()
}

fn pipe(args: &[&str], input: &str) -> Vec<Value> {
    let output = run(Command::new(env!("CARGO_BIN_EXE_copydesk")).arg("pipe").args(args), input);
    assert!(output.status.success(), "{}", stderr(&output));
    lines(&output)
}

fn lines(output: &Output) -> Vec<Value> {
    stdout(output).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn object(output: &Output) -> Value {
    serde_json::from_slice(&output.stdout).unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

fn outcomes(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["outcome"].as_str().unwrap()).collect()
}

/// A dump as the crawler of the first users wrote them, with all its traps.
const DUMP: &str = " date 2026-03 https://it.corriere.example/20260309/la-nave-scuola-rientra-1749120.html

La nave scuola rientra dopo otto mesi

La nave scuola rientra dopo otto mesi

09.03.2026

La nave scuola è rientrata in porto dopo otto mesi di navigazione, accolta da migliaia di persone lungo il molo. \
Lo ha annunciato la capitaneria.A bordo c'erano ottantadue allievi di nove paesi, che durante il viaggio hanno \
raccolto campioni d'acqua per tre università. La prossima partenza è prevista per settembre, ha detto il comandante.
";

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn file(&self, name: &str, content: &str) -> String {
        let path: PathBuf = self.0.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }
}

#[test]
fn a_crawl_dump_becomes_a_clean_article() {
    let folder = Folder::new();
    let lines = pipe(&["--explain", &folder.file("dump.txt", DUMP)], "");
    assert_eq!(outcomes(&lines), ["published"]);
    let article = &lines[0]["event"]["article"];
    assert_eq!(article["title"], "La nave scuola rientra dopo otto mesi");
    let body = article["body"].as_str().unwrap();
    assert!(!body.contains("rientra dopo"), "the title stands once: {body}");
    assert_eq!(body.split("\n\n").count(), 2, "the glued sentence begins a paragraph: {body}");
    assert_eq!(article["published"]["time"], "2026-03-09T00:00:00Z");
    assert_eq!(article["published"]["precision"], "PRECISION_DAY");
    assert_eq!(article["language"]["code"], "it");
    assert_eq!(article["site"]["host"], "it.corriere.example");
    assert_eq!(article["site"]["domain"], "corriere.example");
    assert_eq!(article["url"], "https://it.corriere.example/20260309/la-nave-scuola-rientra-1749120.html");
    assert_eq!(lines[0]["explain"]["form"], "crawl_dump");
}

#[test]
fn a_dump_twice_corrected_and_copied() {
    let folder = Folder::new();
    let first = folder.file("1.txt", DUMP);
    let corrected = folder.file("2.txt", &DUMP.replace("ottantadue", "novantadue"));
    let elsewhere = folder.file("3.txt", &DUMP.replace("it.corriere.example", "www.gazzetta.example"));
    let lines = pipe(&[&first, &first, &elsewhere, &corrected], "");
    assert_eq!(outcomes(&lines), ["published", "unchanged", "copy", "revised"]);
    assert_eq!(lines[2]["duplicate"]["of"]["article_id"], lines[0]["event"]["article"]["id"]);
    assert_eq!(lines[3]["event"]["revision"]["number"], 2);
    assert_eq!(lines[3]["event"]["decision"], "4", "64-bit integers are texts");
}

#[test]
fn standard_input_holds_one_record_a_line_and_rejects_are_no_failure() {
    let lines = pipe(&[], "{\"url\": \"https://a.example/1\", \"title\": \"t\"}\nnot json\n");
    assert_eq!(outcomes(&lines), ["published", "rejected"]);
    assert_eq!(lines[1]["record"], 1);
    assert_eq!(lines[1]["reject"]["code"], "unknown_form");
    assert_eq!(lines[1]["origin"]["offset"], "1");
}

#[test]
fn the_record_time_may_be_given() {
    let lines = pipe(&["--at", "2026-01-31"], "{\"url\": \"https://a.example/1\", \"title\": \"t\"}\n");
    assert_eq!(lines[0]["origin"]["timestamp"], "2026-01-31T00:00:00Z");
    assert_eq!(lines[0]["event"]["revision"]["first_seen"], "2026-01-31T00:00:00Z");
}

#[test]
fn records_are_read_as_their_topic_is_known_to_be() {
    let folder = Folder::new();
    let settings = folder.file(
        "copydesk.toml",
        "[source]\ntopics = [\"raw.rome\"]\n[inputs.\"raw.rome\"]\ndefault_zone = \"Europe/Rome\"\n\
         aliases = { url = [\"indirizzo\"], published = [\"uscita\"] }",
    );
    let record = r#"{"indirizzo": "https://a.example/1", "title": "T", "uscita": "2023-09-12T14:05:00"}"#;
    let known = pipe(&["-c", &settings, "--topic", "raw.rome"], record);
    assert_eq!(known[0]["event"]["article"]["published"]["time"], "2023-09-12T12:05:00Z");
    assert_eq!(known[0]["origin"]["topic"], "raw.rome");
    assert_eq!(pipe(&[], record)[0]["reject"]["code"], "url_missing");
}

#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let line = "{\"url\": \"https://a.example/1\", \"title\": \"t\"}\n".repeat(20_000);
    let folder = Folder::new();
    let path = folder.file("in.jsonl", &line);
    let script = "\"$0\" pipe \"$1\" 2>&1 >/dev/null | head -c 100; \"$0\" pipe \"$1\" | head -n 1 > /dev/null; exit \"${PIPESTATUS[0]}\"";
    let output = run(Command::new("bash").args(["-c", script, env!("CARGO_BIN_EXE_copydesk"), &path]), "");
    assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(0), ""));
}

#[test]
fn a_missing_file_is_named() {
    let output = copydesk(&["pipe", "/nowhere/at/all.json"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("/nowhere/at/all.json"), "{}", stderr(&output));
}

#[test]
fn urls_are_explained_with_the_rules_that_were_used() {
    let output =
        copydesk(&["explain", "url", "http://www.a.example/x/?utm_source=feed", "mailto:desk@a.example"]);
    let lines = lines(&output);
    assert_eq!(lines[0]["canonical_url"], "http://www.a.example/x/");
    assert_eq!(lines[0]["url_key"], "a.example/x");
    assert!(lines[0]["rules"].as_array().unwrap().len() > 1);
    assert_eq!(lines[1]["error"]["code"], "url_scheme");
    let from_stdin = run(
        Command::new(env!("CARGO_BIN_EXE_copydesk")).args(["explain", "url", "-"]),
        "https://a.example/x\n",
    );
    assert_eq!(stdout(&from_stdin).lines().count(), 1);
}

#[test]
fn a_record_is_explained_for_people_and_as_json() {
    let folder = Folder::new();
    let path = folder.file("dump.txt", DUMP);
    let people = stdout(&copydesk(&["explain", "record", &path]));
    assert!(people.contains("published") && people.contains("numeric_day_first"), "{people}");
    let json = lines(&copydesk(&["explain", "record", &path, "--json"]));
    assert_eq!(json[0]["explain"]["published"]["rule"], "numeric_day_first");
    let evil = folder.file(
        "evil.json",
        "{\"url\": \"https://a.example/1\", \"title\": \"\\u001b[2J\", \"text\": \"\\u001b]0;x\\u0007\"}",
    );
    assert!(
        !stdout(&copydesk(&["explain", "record", &evil])).contains('\u{1b}'),
        "nothing speaks to the terminal"
    );
}

#[test]
fn the_demo_shows_every_outcome_and_ends_by_itself() {
    let output = copydesk(&["demo"]);
    let text = stdout(&output);
    assert!(output.status.success(), "{}", stderr(&output));
    for outcome in ["published", "unchanged", "revised", "stale", "copy", "rejected", "withdrawn"] {
        assert!(text.contains(outcome), "{outcome} in\n{text}");
    }
    assert!(text.contains("OUTCOME_REVISED"), "one event in full");
    assert_eq!(stderr(&output), "");

    let json = lines(&copydesk(&["demo", "--json"]));
    assert_eq!(json.len(), 13);
    assert!(
        json.iter().all(|line| ["event", "duplicate", "reject"]
            .iter()
            .filter(|part| line.get(part).is_some())
            .count()
            == 1)
    );
}

#[test]
fn wrong_settings_are_named_with_their_keys_and_an_exit_code_of_their_own() {
    let folder = Folder::new();
    let mistyped = folder.file("mistyped.toml", "[sink]\nformt = \"json\"\n");
    let broken = folder.file("broken.toml", "[sink\nformat = \"json\"\n");
    let rule = folder.file("rule.toml", "[[routes]]\nwhen = 'article.titel == 1'\nlabel = 'x'\n");
    let cases: [(&[&str], &str, &str); 13] = [
        (&["-c", &mistyped], "sink.formt", "expected one of `transaction_timeout`, `format`, `registry`"),
        (&["-c", &broken], &broken, "line 1, column 6"),
        (&["-c", "/nowhere.toml"], "/nowhere.toml", "failed to read the file"),
        (&["-c", &rule], "routes[0].when", "column 8: there is no field \"titel\"; there are "),
        (
            &["--set", "dedup.window=soon"],
            "dedup.window",
            "such as 30d or 250ms; `copydesk config doc dedup.window`",
        ),
        (
            &["--set", "decode.max_bytes=9 lines"],
            "decode.max_bytes",
            "such as 512MiB; `copydesk config doc decode.max",
        ),
        (
            &["--set", "source.batch.max_records=0"],
            "source.batch.max_records",
            "expected a whole number above 0",
        ),
        (
            &["--set", "role=boss"],
            "role",
            "\"boss\" is none of the words that it takes; `copydesk config doc role`",
        ),
        (&["--set", "admin.listen=here"], "admin.listen", "such as 127.0.0.1:9600"),
        (
            &["--set", "admin.listen=0.0.0.0:9600"],
            "admin.listen",
            "name a file with a token in admin.token_file",
        ),
        (&["--set", "source.topics="], "source.topics", "name at least one topic"),
        (
            &["--set", "kafka.properties.isolation.level=read_uncommitted"],
            "kafka.properties.isolation.level",
            "belongs to copydesk",
        ),
        (
            &["--set", "kafka.properties.ssl.ca.locatoin=/ca.pem"],
            "kafka.properties.ssl.ca.locatoin",
            "No such configuration property",
        ),
    ];
    for (args, key, way_out) in cases {
        for command in ["check", "run"] {
            let output = copydesk(&[&[command], args].concat());
            let told = stderr(&output);
            assert_eq!(output.status.code(), Some(3), "{args:?}: {told}");
            let line =
                told.strip_prefix(&format!("error: {key}: ")).unwrap_or_else(|| panic!("{args:?}: {told}"));
            assert!(line.contains(way_out) && line.trim_end().lines().count() == 1, "{args:?}: {told}");
        }
    }
}

/// Each block of the page is the file that its first line names.
#[test]
fn the_examples_of_the_page_on_routing_pass_their_own_cases() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/routing.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("lists")).unwrap();
    let blocks = page.split("```").skip(1).step_by(2).filter_map(|block| block.split_once("\n# "));
    let files: Vec<&str> = blocks
        .map(|(_, block)| {
            let (name, content) = block.split_once('\n').unwrap();
            std::fs::write(folder.path().join(name), content).unwrap();
            name
        })
        .collect();
    assert_eq!(files, ["copydesk.toml", "lists/companies.txt", "copydesk.test.toml"]);
    let settings = folder.path().join("copydesk.toml");
    let output = copydesk(&["test", "-c", settings.to_str().unwrap()]);
    assert_eq!(stdout(&output), "4 of 4 cases passed\n", "{}", stderr(&output));
    let output = copydesk(&["test", "--json", folder.path().join("copydesk.test.toml").to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(4), "without the settings they fail");
    assert_eq!(object(&output)["failed"], 3);
}

#[test]
fn rules_and_lists_that_cannot_be_used_are_named_with_key_and_place() {
    let rule = |rule: &str| format!("[[routes]]\nwhen = 'true'\nlabel = 'x'\n[[routes]]\n{rule}");
    let cases = [
        (rule("when = 'article.titel == \"x\"'\nlabel = 'x'"), "routes[1].when: column 8: there is no field"),
        (rule("when = 'true'\ntopic = 'articles.raw'"), "routes[1].topic: \"articles.raw\" is named twice"),
        (
            rule("when = 'true'\ntopic = 'articles.dropped'"),
            "routes[1].topic: \"articles.dropped\" is named twice",
        ),
        (rule("when = 'true'\ntopic = 'a b'"), "routes[1].topic: \"a b\" is no name"),
        (rule("when = 'true'\ntopics = 'a'"), "topics"),
        (rule("when = 'true'"), "routes[1].when: does nothing"),
        ("[watch.firms]\nfile = 'gone.txt'".to_owned(), "watch.firms.file: failed to read"),
        ("[watch.firms]\nterms = []".to_owned(), "watch.firms.terms"),
    ];
    let folder = Folder::new();
    for (settings, named) in cases {
        let file = folder.file("copydesk.toml", &settings);
        let output = run(Command::new(env!("CARGO_BIN_EXE_copydesk")).args(["pipe", "-c", &file]), "");
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(3), ""), "{settings}");
        assert!(stderr(&output).contains(named), "{settings}: {}", stderr(&output));
    }
}

#[test]
fn a_line_of_pipe_says_where_rules_send_its_event() {
    let folder = Folder::new();
    let rules = "[[routes]]\nwhen = 'article.title == \"A\"'\ntopic = 'clients.a'\n[[routes]]\nwhen = 'article.title == \"B\"'\ndrop = true";
    let file = folder.file("copydesk.toml", rules);
    let article =
        |title: &str| format!(r#"{{"url": "https://a.example/{title}", "title": "{title}", "text": "So."}}"#);
    let lines = pipe(&["-c", &file], &["A", "B", "C"].map(article).join("\n"));
    let to: Vec<_> = lines.iter().map(|line| (line.get("topic"), line.get("dropped"))).collect();
    let (topic, dropped) = (Value::from("clients.a"), Value::from(true));
    assert_eq!(to, [(Some(&topic), None), (None, Some(&dropped)), (None, None)]);
}

#[test]
fn settings_are_shown_as_they_count_and_for_what_they_mean() {
    let diff = copydesk(&["config", "diff", "--set", "dedup.window=7d"]);
    assert_eq!(stdout(&diff), "dedup.window = \"7days\"  # default: \"30days\"\n");
    let printed = copydesk(&["config", "print", "--json", "--set", "dedup.window=7d"]);
    assert_eq!(object(&printed)["dedup"]["window"], "7days");
    assert!(stdout(&copydesk(&["config", "doc", "dedup.window"])).contains("known after it was last seen"));
    let unknown = copydesk(&["config", "doc", "dedup.windows"]);
    assert!(!unknown.status.success() && stderr(&unknown).contains("there is no setting dedup.windows"));
}

#[test]
fn the_program_says_how_it_is_called_and_what_it_publishes() {
    assert!(stdout(&copydesk(&["schema", "event"])).contains("message ArticleEvent"));
    assert!(copydesk(&["schema", "--descriptors"]).stdout.windows(12).any(|bytes| bytes == b"ArticleEvent"));
    assert!(stdout(&copydesk(&["completions", "bash"])).contains("complete -F _copydesk"));
    assert!(stdout(&copydesk(&["man"])).starts_with(".ie"));
    let version = stdout(&copydesk(&["--version"]));
    assert!(
        version.contains(env!("CARGO_PKG_VERSION"))
            && version.contains("librdkafka 2.")
            && version.contains("sasl_scram"),
        "{version}"
    );
}

#[test]
fn a_wrong_command_line_has_an_exit_code_of_its_own() {
    let wrong: [&[&str]; 11] = [
        &["fly"],
        &["--set", "nonsense", "run"],
        &["pipe", "--at", "soon"],
        &[],
        &["explain", "known"],
        &["explain", "known", "--id", "12"],
        &["explain", "known", "--origin", "articles.raw/0"],
        &["explain", "known", "--url", "https://a.example/1", "--origin", "articles.raw/0/1"],
        &["index", "prime"],
        &["index", "prime", "archive.jsonl", "--from-topic"],
        &["index", "prime", "archive.jsonl", "--at", "soon"],
    ];
    for args in wrong {
        assert_eq!(copydesk(args).status.code(), Some(2), "{args:?}");
    }
    assert_eq!(copydesk(&["--help"]).status.code(), Some(0));
    assert!(stdout(&copydesk(&["--version"])).starts_with("copydesk "));
}

#[test]
fn what_is_known_of_no_address_is_not_asked_of_a_broker() {
    let output =
        copydesk(&["explain", "known", "--url", "mailto:desk@a.example", "--brokers", "127.0.0.1:1"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("mailto:desk@a.example: url_scheme"), "{}", stderr(&output));
}

#[test]
fn priming_without_a_broker_fails_and_names_it() {
    let folder = tempfile::tempdir().unwrap();
    let index = format!("index.path={}", folder.path().join("index").display());
    let args = ["index", "prime", "-", "--brokers", "127.0.0.1:1", "--set", &index];
    let output = copydesk(&args);
    assert_eq!(output.status.code(), Some(1), "{}", stderr(&output));
    assert!(stderr(&output).contains("failed to reach 127.0.0.1:1"), "{}", stderr(&output));
}

#[test]
fn health_of_nobody_is_a_failure() {
    let output = copydesk(&["health", "--set", "admin.listen=127.0.0.1:1"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("127.0.0.1:1"), "{}", stderr(&output));
}

#[test]
fn a_taken_admin_port_is_named() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let listen = format!("admin.listen={}", taken.local_addr().unwrap());
    let output = copydesk(&["run", "--set", &listen]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains("admin.listen"), "{}", stderr(&output));
}

/// The exit codes stand in `--help` and in the operator's page alike.
#[test]
fn documented_exit_codes_agree() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/operating.md")).unwrap();
    for exit in copydesk::exit::Exit::ALL {
        assert!(page.contains(&format!("| {} |", exit.code())), "{exit:?}");
    }
}

#[test]
fn a_code_that_does_not_exist_is_answered_with_those_that_do() {
    let output = copydesk(&["replay", "--code", "to_large"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("too_large, too_deep"), "{}", stderr(&output));
}

#[test]
fn a_fresh_decision_is_refused_over_a_part_of_history() {
    let output = copydesk(&["audit", "--afresh", "--range", "articles.raw/0/1-2"]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_tail_that_cannot_be_meant_is_refused_before_a_broker_is_asked() {
    let folder = Folder::new();
    let rules = folder.file("copydesk.toml", "[[routes]]\nwhen = 'true'\ntopic = 'clients.a'");
    let cases: [(&[&str], &str); 9] = [
        (&["--where", "article.titel == \"x\""], "column 8: there is no field \"titel\""),
        (&["--where", "article.title"], "column 8: is a text, where true or false is wanted"),
        (&["articles.raw"], "articles.raw is no topic that copydesk publishes to"),
        (&["-c", &rules, "ledger"], "clients.a"),
        (&["latest"], "topics.latest is not set"),
        (&["--from", "beginning", "--last", "3"], "cannot be used with"),
        (&["--from", "end", "--no-follow"], "keep one of them"),
        (&["--from", "soon"], "or beginning, or end"),
        (&["--limit", "0"], "--limit"),
    ];
    for (args, named) in cases {
        let output = copydesk(&[&["tail", "--brokers", "127.0.0.1:1"], args].concat());
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(2), ""), "{args:?}");
        assert!(stderr(&output).contains(named), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn a_broker_that_is_away_is_named_by_who_looks_at_topics() {
    for command in [&["tail"][..], &["topics", "describe"]] {
        let output = copydesk(&[command, &["--brokers", "127.0.0.1:1"]].concat());
        assert_eq!((output.status.code(), stdout(&output).as_str()), (Some(1), ""), "{command:?}");
        let said = stderr(&output);
        assert!(said.contains("failed to reach 127.0.0.1:1") && said.lines().count() == 1, "{said}");
    }
}
