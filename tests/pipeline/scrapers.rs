//! One article as every tool writes it: whatever the shape, the same article comes out.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const TITLE: &str = "Canal lock reopens after a winter of repairs";
const BODY: &str = "The northern lock took its first barges on Monday after engineers replaced both of its gates.\n\n\
                    Skippers had waited since November, when a crack was found below the water line.";

struct Item {
    tool: String,
    /// What its format has: `body` or `cut`, `authors`, `image`, `time` or `day`, `language`.
    has: String,
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
        has: parse(input)["headers"]["x-has"].as_str().unwrap().to_owned(),
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
        assert_eq!(item.found(), item.has, "{tool}: {article}");
    }
}

impl Item {
    /// What of the article was found, and found right.
    fn found(&self) -> String {
        let article = self.article();
        let body = article["body"].as_str().unwrap();
        let is_cut = self.has_flag("FLAG_TRUNCATED")
            && body.len() > 40
            && BODY.starts_with(body.trim_end_matches(['…', '.']));
        let published = &article["published"];
        let time =
            |precision: &str, time: &str| published["precision"] == precision && published["time"] == time;
        let all = [
            ("body", body == BODY),
            ("cut", is_cut),
            ("authors", article["authors"] == serde_json::json!(["Ida Lund", "Tom Okoro"])),
            ("image", article["images"][0] == "https://img.lantern.example/lock.jpg"),
            ("time", time("PRECISION_SECOND", "2026-03-09T14:05:00Z")),
            ("day", time("PRECISION_DAY", "2026-03-09T00:00:00Z")),
            ("language", article["language"]["code"].as_str().unwrap().starts_with("en")),
        ];
        all.iter().filter(|(_, is_right)| *is_right).map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
    }
}

#[test]
fn nothing_is_found_that_is_not_there() {
    for item in items() {
        let article = item.article();
        for (field, name) in [("authors", "authors"), ("images", "image")] {
            let is_empty = article[field].as_array().unwrap().is_empty();
            assert!(item.has.contains(name) || is_empty, "{}: {}", item.tool, article[field]);
        }
        let body = article["body"].as_str().unwrap();
        assert!(
            item.has.contains("body") || item.has.contains("cut") || body.is_empty(),
            "{}: {body}",
            item.tool
        );
    }
}
