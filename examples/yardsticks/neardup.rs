//! Pairs of texts, decided one after the other: which are seen as the same article, or as one that is nearly it.

use std::collections::HashMap;

use copydesk::index::{Memory, Overlay};
use copydesk::outcome::Product;
use copydesk::pipeline;
use copydesk::proto::{Outcome, RelationKind};
use copydesk::record::{Position, Record, Topic};
use serde_json::{Value, json};

use crate::cases::{Folder, text};
use crate::score::{Floor, Score, number};

/// What the program said of the second text of a pair.
struct Said {
    same: bool,
    outcome: Outcome,
}

pub fn scores(folder: &Folder) -> Vec<Score> {
    let (docs, pairs) = (folder.cases("neardup/docs.jsonl"), folder.cases("neardup/pairs.jsonl"));
    if pairs.is_empty() {
        return Vec::new();
    }
    let docs: HashMap<&str, &Value> = docs.iter().map(|doc| (text(doc, "/id").unwrap(), doc)).collect();
    let judged: Vec<(&Value, Said)> = pairs.iter().map(|pair| (pair, decide(pair, &docs))).collect();
    let of = |relations: &[&str]| {
        judged.iter().filter(|(pair, _)| relations.contains(&relation(pair))).collect::<Vec<_>>()
    };
    let score = |measure, relations: &[&str], floor, best_known, is_right: fn(&Said) -> bool| {
        let results = of(relations).into_iter().map(|(pair, said)| {
            if is_right(said) {
                Ok(())
            } else {
                Err(format!("{} {} {:?}", pair["id"], pair["note"], said.outcome))
            }
        });
        Score::of(("neardup", measure), floor, best_known, results)
    };
    let is_templated = |pair: &Value| text(pair, "/note").is_some_and(|note| note.starts_with("templated"));
    let templated = judged
        .iter()
        .filter(|(pair, _)| is_templated(pair))
        .map(|(pair, said)| if said.same { Err(format!("{} {}", pair["id"], pair["note"])) } else { Ok(()) });
    let mut scores = vec![
        score(
            "equal as normalized",
            &["exact_after_normalisation"],
            100.0,
            "a skeleton hash 100 %",
            |said| said.same,
        ),
        score("equal as repaired", &["exact_after_repair"], 100.0, "-", |said| said.same),
        score("near and contained: recall", &["near", "containment"], 97.0, "2-grams at 0.45 97 %", |said| {
            said.same
        }),
        score("updates are revisions", &["update"], 100.0, "-", |said| said.outcome == Outcome::Revised),
        score("walls and stubs apart", &["stub", "boilerplate"], 100.0, "any text-only rule 0 %", |said| {
            !said.same
        }),
        Score::of(("neardup", "templated apart"), 90.0, "2-grams at 0.45 33 %", templated),
    ];
    let found: Vec<_> = judged.iter().filter(|(_, said)| said.same).collect();
    let right = found.iter().filter(|(pair, _)| pair["expected"]["same_article"] == true).count();
    let wrong = found.iter().filter(|(pair, _)| pair["expected"]["same_article"] == false);
    scores.push(Score {
        set: "neardup",
        measure: "precision",
        cases: found.len(),
        counted: number(right),
        floor: Floor::AtLeast(99.0),
        best_known: "2-grams at 0.45 89 %",
        misses: wrong.map(|(pair, _)| format!("{} {}", pair["id"], pair["note"])).collect(),
    });
    scores
}

fn relation(pair: &Value) -> &str {
    text(pair, "/expected/relation").unwrap()
}

/// Updates come under one URL; all else under two sites', with the titles that the texts have.
fn decide(pair: &Value, docs: &HashMap<&str, &Value>) -> Said {
    let doc = |side: &str| docs[text(pair, side).unwrap()];
    let second =
        if relation(pair) == "update" { "https://one.example/story" } else { "https://other.example/news" };
    let records = [("https://one.example/story", doc("/input/a")), (second, doc("/input/b"))];
    let records = (0..).zip(records).map(|(offset, (url, doc))| {
        let value = json!({ "url": url, "title": doc["title"], "text": doc["text"] });
        Record {
            position: Position { topic: Topic::new("raw"), partition: 0, offset },
            timestamp: None,
            key: None,
            value: Some(value.to_string().into_bytes()),
            headers: Vec::new(),
        }
    });
    let settings = pipeline::Settings::default();
    let batch = pipeline::prepare(records.collect(), &settings);
    let index = Memory::default();
    let decisions = pipeline::decide(&batch, &mut Overlay::new(&index), &settings).unwrap();
    let second = pipeline::finish(&batch, decisions, &settings).pop().unwrap();
    let outcome = second.outcome();
    let same = match &second.product {
        Product::Event(event) => {
            let is_near = |kind| kind == RelationKind::NearCopyOf || kind == RelationKind::CopyOf;
            outcome == Outcome::Revised || event.relations.iter().any(|relation| is_near(relation.kind()))
        }
        Product::Duplicate(_) => outcome != Outcome::Stale,
        Product::Rejected(_) => false,
    };
    Said { same, outcome }
}
