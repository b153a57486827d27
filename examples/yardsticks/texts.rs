//! Titles and paragraphs.

use std::collections::HashMap;

use copydesk::normalize::title::group::same_headline;
use serde_json::{Value, json};

use crate::cases::{Folder, text};
use crate::line::{self, Case};
use crate::score::{Floor, Score, number};

pub fn scores(folder: &Folder) -> Vec<Score> {
    let mut scores = Vec::new();
    let titles = folder.cases("titles/clean.jsonl");
    if !titles.is_empty() {
        scores.push(Score::of(("titles", "cleaned"), 100.0, "-", self::titles(&titles)));
    }
    let groups = folder.cases("titles/groups.jsonl");
    if !groups.is_empty() {
        scores.push(Score::of(("titles", "grouped"), 100.0, "-", groups.iter().map(group)));
    }
    let paragraphs = folder.cases("paragraph-restore/cases.jsonl");
    if !paragraphs.is_empty() {
        scores.extend(boundaries(&paragraphs));
    }
    scores
}

fn titles(cases: &[Value]) -> Vec<Result<(), String>> {
    let records = cases.iter().map(|case| {
        let (title, site) = (&case["input"]["title"], &case["input"]["site"]);
        Case::of_json(&json!({ "url": "https://paper.example/a", "title": title, "site_name": site }))
    });
    let judge = |(case, items): (&Value, _)| {
        let title = line::only(items)?.title;
        if text(case, "/expected/title") == Some(title.as_str()) {
            Ok(())
        } else {
            Err(format!("{} {title:?}", case["id"]))
        }
    };
    cases.iter().zip(line::articles(records)).map(judge).collect()
}

/// Every two titles of a group are one headline, or none are.
fn group(case: &Value) -> Result<(), String> {
    let titles: Vec<&str> =
        case["input"]["titles"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let same = case["expected"]["same"] == true;
    let pairs = titles.iter().enumerate().flat_map(|(at, a)| titles.iter().skip(at + 1).map(move |b| (a, b)));
    let wrong: Vec<_> = pairs.filter(|(a, b)| same_headline(a, b) != same).collect();
    if wrong.is_empty() { Ok(()) } else { Err(format!("{} {wrong:?}", case["id"])) }
}

/// Precision and recall over all boundaries. A boundary is known by the letters on its two sides, so that a line
/// which was taken off shifts no other.
fn boundaries(cases: &[Value]) -> Vec<Score> {
    let records = cases.iter().map(|case| {
        let item = json!({ "url": "https://paper.example/a", "text": case["input"]["text"] });
        Case::of_json(&item)
    });
    let (mut found, mut right, mut expected, mut misses) = (0, 0, 0, Vec::new());
    for (case, items) in cases.iter().zip(line::articles(records)) {
        let truth: Vec<&str> =
            case["expected"]["paragraphs"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let body = line::only(items).unwrap().body;
        let ours: Vec<&str> = body.split("\n\n").collect();
        let (truth, ours) = (sides(&truth), sides(&ours));
        expected += truth.values().sum::<usize>();
        found += ours.values().sum::<usize>();
        for (side, count) in &ours {
            let hits = truth.get(side).copied().unwrap_or_default().min(*count);
            right += hits;
            if hits < *count {
                misses.push(format!("{} {} | {}", case["id"], side.0, side.1));
            }
        }
    }
    let score = |measure, cases, floor, best_known, misses| Score {
        set: "paragraph-restore",
        measure,
        cases,
        counted: number(right),
        floor: Floor::AtLeast(floor),
        best_known,
        misses,
    };
    vec![
        score("precision", found, 98.5, "a rule of one line 92 %", misses),
        score("recall", expected, 90.0, "a rule of one line 75 %", Vec::new()),
    ]
}

type Sides = (String, String);

/// The letters and digits before and after each boundary.
fn sides(paragraphs: &[&str]) -> HashMap<Sides, usize> {
    const LETTERS: usize = 15;
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<Vec<char>>();
    let mut sides = HashMap::new();
    for pair in paragraphs.windows(2) {
        let (before, after) = (letters(pair[0]), letters(pair[1]));
        let before = before.iter().skip(before.len().saturating_sub(LETTERS)).collect();
        let after = after.iter().take(LETTERS).collect();
        *sides.entry((before, after)).or_default() += 1;
    }
    sides
}
