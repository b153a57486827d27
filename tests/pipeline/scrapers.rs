//! One article as every tool writes it: whatever the shape, the same article comes out.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const TITLE: &str = "Canal lock reopens after a winter of repairs";
const BODY: &str = "The northern lock took its first barges on Monday after engineers replaced both of its gates.\n\n\
                    Skippers had waited since November, when a crack was found below the water line.";

struct Item {
    tool: String,
    address: String,
    line: Value,
}

impl Item {
    fn article(&self) -> &Value {
        &self.line["event"]["article"]
    }

    fn has_flag(&self, flag: &str) -> bool {
        self.article()["flags"].as_array().unwrap().iter().any(|set| set == flag)
    }
}

fn items() -> Vec<Item> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipeline/fixtures/scrapers.jsonl");
    let tools = std::fs::read_to_string(&path).unwrap();
    let output =
        Command::new(env!("CARGO_BIN_EXE_copydesk")).args(["pipe", "--envelope"]).arg(&path).output();
    let output = String::from_utf8(output.unwrap().stdout).unwrap();
    let parse = |line: &str| serde_json::from_str::<Value>(line).unwrap();
    let item = |(number, (input, line)): (u32, (&str, &str))| Item {
        tool: parse(input)["headers"]["x-scraper"].as_str().unwrap().to_owned(),
        address: format!("https://www.lantern.example/2026/03/09/lock-reopens-{}.html", 8_841_201 + number),
        line: parse(line),
    };
    let items: Vec<_> = (0..).zip(tools.lines().zip(output.lines())).map(item).collect();
    assert_eq!(items.len(), tools.lines().count());
    items
}

#[test]
fn every_tool_gives_the_same_article() {
    for item in items() {
        let (tool, article) = (&item.tool, item.article());
        assert_eq!(item.line["outcome"], "published", "{tool}: {}", item.line);
        assert_eq!(article["title"], TITLE, "{tool}");
        assert_eq!(article["canonical_url"], item.address, "{tool}");
        let language = article["language"]["code"].as_str().unwrap();
        assert!(language.is_empty() || language.starts_with("en"), "{tool}: {language}");
        let authors = article["authors"].as_array().unwrap();
        let first = authors.first().is_none_or(|author| author == "Ida Lund");
        assert!(first && authors.get(1).is_none_or(|author| author == "Tom Okoro"), "{tool}: {authors:?}");
        let image = article["images"].as_array().unwrap().first();
        assert!(
            image.is_none_or(|image| image == "https://img.lantern.example/lock.jpg"),
            "{tool}: {image:?}"
        );
    }
}

#[test]
fn the_text_is_whole_absent_or_flagged_as_cut() {
    for item in items() {
        let body = item.article()["body"].as_str().unwrap();
        let cut = item.has_flag("FLAG_TRUNCATED") && BODY.starts_with(body.trim_end_matches(['…', '.']));
        assert!(body == BODY || body.is_empty() || cut, "{}: {body:?}", item.tool);
    }
}

#[test]
fn the_date_is_the_moment_its_day_or_what_the_url_says() {
    for item in items() {
        let published = &item.article()["published"];
        let (time, precision) = (published["time"].as_str().unwrap(), &published["precision"]);
        let right = match precision.as_str().unwrap() {
            "PRECISION_SECOND" | "PRECISION_MINUTE" => time == "2026-03-09T14:05:00Z",
            "PRECISION_DAY" => time == "2026-03-09T00:00:00Z",
            _ => false,
        };
        assert!(right, "{}: {published}", item.tool);
    }
}
