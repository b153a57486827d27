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
    let of = |is_kind: fn(&str) -> bool| {
        let chosen = cases.iter().filter(|case| text(case, "/kind").is_some_and(is_kind));
        results(&chosen.cloned().collect::<Vec<_>>())
    };
    let sentences = of(|kind| kind.contains("sentence"));
    let paragraphs = of(|kind| kind.contains("paragraph") && !kind.contains("glued"));
    let glued = of(|kind| kind.contains("glued"));
    // The rows of Malay are Indonesian for the most part, and are told as that.
    vec![
        Score::of(("langid", "sentence"), 97.0, "py3langid 93 %", sentences),
        Score::of(("langid", "paragraph"), 97.5, "py3langid 94 %", paragraphs),
        Score::of(("langid", "glued paragraph"), 96.0, "py3langid 94 %", glued),
        Score::of(("langid", "examples of whatlang"), 99.0, "whatlang 100 %", results(&examples)),
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
