//! Hostile pages go through the line like others: each has an outcome, in bounded work, and hurts no other record.
//!
//! No test here asks the clock: work is counted in nodes, depth and bytes. What each page costs is printed by
//! `cargo bench --bench pages -- torture`.

#[path = "../../benches/pages/torture.rs"]
mod pages;

use std::io::Write as _;
use std::process::{Command, Stdio};

use copydesk::article::Raw;
use copydesk::dead_letter::Code;
use copydesk::page::tree::Tree;
use copydesk::page::{self, Limits};
use copydesk::pipeline::{self, Settings};
use copydesk::proto::{Article, Flag};
use copydesk::record::{Header, Position, Record, Topic};
use serde_json::{Value, json};

use self::pages::{ALL, TITLE, Torture, URL};

/// Small, since tests are not optimized; what is bounded is so in proportion.
const BYTES: usize = 24 << 10;

fn deepest(tree: &Tree) -> usize {
    let depth = |id| std::iter::successors(tree.node(id).parent, |&id| tree.node(id).parent).count();
    tree.descendants(Tree::ROOT).map(depth).max().unwrap_or_default()
}

#[test]
fn no_page_makes_a_larger_or_deeper_tree_than_the_limits_allow() {
    let limits = Limits { depth: 40, nodes: 2000, steps: 100_000, bytes: 16 << 10, ..Limits::default() };
    for torture in ALL {
        let parsed = page::parse(&torture.page(BYTES), &limits);
        // One token more than the limit may make all formatting elements anew.
        assert!(
            parsed.tree.size() <= limits.nodes + limits.depth,
            "{}: {}",
            torture.name,
            parsed.tree.size()
        );
        let deepest = deepest(&parsed.tree);
        assert!(deepest <= 2 * limits.depth, "{}: {deepest} deep", torture.name);
        let text: usize = parsed
            .tree
            .descendants(Tree::ROOT)
            .filter_map(|id| parsed.tree.node(id).text())
            .map(str::len)
            .sum();
        assert!(text <= 2 * BYTES, "{}: {text} bytes", torture.name);
    }
}

#[test]
fn what_is_read_of_a_page_is_in_proportion_and_a_page_that_was_cut_says_so() {
    for torture in ALL {
        let html = torture.page(BYTES);
        let mut raw = Raw { url: Some(URL.to_owned()), ..Raw::default() };
        page::read(&html, &mut raw);
        assert_eq!(raw.title, TITLE, "{}", torture.name);
        let lists: usize =
            [&raw.authors, &raw.tags, &raw.images].map(|list| list.concat().len()).iter().sum();
        let dates = raw.published.len() + raw.modified.len();
        let size = raw.body.text().len() + raw.description.len() + lists;
        assert!(size <= 2 * html.len() && dates <= 100, "{}: {size} bytes, {dates} dates", torture.name);
        // What ends in a panic of the reader of texts would be told by this, too.
        assert_eq!(raw.said.truncated, page::parse(&html, &Limits::default()).cut, "{}", torture.name);
    }
}

fn record(html: &str) -> Record {
    Record {
        position: Position { topic: Topic::new("raw"), partition: 0, offset: 0 },
        timestamp: None,
        key: None,
        value: Some(html.as_bytes().to_vec()),
        headers: vec![Header { name: "url".into(), value: Some(URL.into()) }],
    }
}

fn article(html: &str) -> Result<Article, Code> {
    let prepared = pipeline::prepare(vec![record(html)], &Settings::default()).remove(0);
    let item = prepared.items.into_iter().next().unwrap();
    item.map(|candidate| candidate.article).map_err(|reject| reject.code)
}

fn of(name: &str) -> &'static Torture {
    ALL.iter().find(|torture| torture.name == name).unwrap()
}

#[test]
fn a_page_beyond_the_limits_is_cut_and_flagged_or_refused_by_its_code() {
    let nodes = Limits::default().nodes;
    let cut = article(&of("siblings").page(nodes * "<i>x</i>".len())).unwrap();
    assert_eq!(cut.title, TITLE);
    assert!(cut.flags.contains(&i32::from(Flag::Truncated)), "{:?}", cut.flags);
    let whole = article(&of("siblings").page(BYTES)).unwrap();
    assert!(!whole.flags.contains(&i32::from(Flag::Truncated)), "{:?}", whole.flags);
    let limit = usize::try_from(Settings::default().decode.max_bytes.as_u64()).unwrap();
    assert_eq!(article(&of("words").page(limit + 1)).unwrap_err(), Code::TooLarge);
}

#[test]
fn hostile_pages_and_one_of_fifty_megabytes_keep_no_other_record_from_its_outcome() {
    let story = |number: usize| {
        json!({
            "url": format!("https://www.lantern.example/2026/03/09/story-{number}.html"),
            "title": format!("Story {number} of the harbour"),
            "text": format!("The harbour office said on day {number} that the ferry number {number} had sailed."),
        })
    };
    let hostile = |number: usize, html: &str| json!({"url": format!("https://www.lantern.example/2026/03/09/torture-{number}.html"), "html": html});
    let mut lines: Vec<Value> = Vec::new();
    for (number, torture) in ALL.iter().enumerate() {
        lines.push(story(number));
        lines.push(hostile(number, &torture.page(BYTES)));
    }
    lines.push(story(ALL.len()));
    lines.push(hostile(ALL.len(), &of("paragraphs_of_prose").page(50 << 20)));
    lines.push(story(ALL.len() + 1));

    let mut child = Command::new(env!("CARGO_BIN_EXE_copydesk"))
        .arg("pipe")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    let text = lines.iter().map(|line| format!("{line}\n")).collect::<Vec<_>>().concat();
    let feeding = std::thread::spawn(move || input.write_all(text.as_bytes()).unwrap());
    let output = child.wait_with_output().unwrap();
    feeding.join().unwrap();
    assert!(output.status.success());

    let outcomes: Vec<Value> = output
        .stdout
        .split(|&byte| byte == b'\n')
        .filter(|line| !line.is_empty())
        .map(|line| serde_json::from_slice(line).unwrap())
        .collect();
    assert_eq!(outcomes.len(), lines.len());
    for (number, (line, outcome)) in lines.iter().zip(&outcomes).enumerate() {
        assert_eq!(outcome["record"], number);
        if let Some(title) = line["title"].as_str() {
            assert_eq!(outcome["outcome"], "published", "{outcome}");
            assert_eq!(outcome["event"]["article"]["title"], title);
        }
    }
    let giant = &outcomes[lines.len() - 2];
    assert_eq!((&giant["outcome"], &giant["reject"]["code"]), (&json!("rejected"), &json!("too_large")));
}
