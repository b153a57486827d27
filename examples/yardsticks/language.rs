//! Languages told from text alone.

use serde_json::{Value, json};

use crate::cases::{Folder, text};
use crate::line::{self, Case};
use crate::score::Score;

pub fn scores(folder: &Folder) -> Vec<Score> {
    let cases = folder.cases("langid/lingua_news_sentences.jsonl");
    let examples = folder.cases("langid/whatlang_examples.jsonl");
    if cases.is_empty() {
        return Vec::new();
    }
    let kind = |kind: &str| {
        let of_kind: Vec<_> = cases
            .iter()
            .filter(|case| text(case, "/kind").is_some_and(|name| name.contains(kind)))
            .cloned()
            .collect();
        results(&of_kind)
    };
    let glued: Vec<_> = cases
        .iter()
        .filter(|case| text(case, "/kind").is_some_and(|name| name.contains("glued")))
        .cloned()
        .collect();
    let paragraphs: Vec<_> = cases
        .iter()
        .filter(|case| {
            text(case, "/kind").is_some_and(|name| name.contains("paragraph") && !name.contains("glued"))
        })
        .cloned()
        .collect();
    vec![
        Score::of(("langid", "sentence"), 95.0, "py3langid 93 %", kind("sentence")),
        Score::of(("langid", "paragraph"), 98.5, "py3langid 94 %", results(&paragraphs)),
        Score::of(("langid", "glued paragraph"), 98.5, "py3langid 94 %", results(&glued)),
        Score::of(("langid", "examples of whatlang"), 94.0, "py3langid 96 %", results(&examples)),
    ]
}

fn results(cases: &[Value]) -> Vec<Result<(), String>> {
    let records = cases.iter().map(|case| {
        Case::of_json(&json!({ "url": "https://paper.example/a", "text": case["input"]["text"] }))
    });
    let judge = |(case, items): (&Value, _)| {
        let language = line::only(items).unwrap().language.unwrap_or_default();
        let expected = text(case, "/expected/lang").unwrap();
        let told = language.code.split('-').next().unwrap_or_default();
        if told == expected {
            Ok(())
        } else {
            Err(format!("{} told as {told:?} {}", case["id"], language.confidence))
        }
    };
    cases.iter().zip(line::articles(records)).map(judge).collect()
}
