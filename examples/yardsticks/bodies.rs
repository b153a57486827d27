//! Texts of articles within whole pages, as the line publishes them.

use std::collections::HashMap;

use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::Value;

use crate::cases::{Folder, text};
use crate::html::{self, Page};
use crate::score::{Floor, Score, number};

pub fn scores(folder: &Folder) -> Vec<Score> {
    let aeb = Set { name: "body aeb", folder: "html-article-aeb" };
    let fundus = Set { name: "body fundus", folder: "html-article-fundus" };
    let readability = Set { name: "body readability", folder: "html-article-readability" };
    let trafilatura = Set { name: "body trafilatura", folder: "html-article-trafilatura" };
    let mut scores = Vec::new();
    scores.extend(shingled(folder, aeb, ["trafilatura F1 96.0 %", "-", "-"], [97.0, 97.0, 97.0]));
    let others = ["-", "trafilatura 93.9 %", "trafilatura 96.6 %"];
    scores.extend(shingled(folder, fundus, others, [96.5, 96.0, 97.0]));
    scores.extend(shingled(folder, readability, ["readability.js 100 %", "-", "-"], [93.0, 96.0, 90.0]));
    scores.extend(segments(folder, trafilatura));
    scores
}

#[derive(Clone, Copy)]
struct Set {
    name: &'static str,
    folder: &'static str,
}

/// Precision and recall over the runs of four words, averaged over pages, and F1 of the two averages.
fn shingled(folder: &Folder, set: Set, best_known: [&'static str; 3], floors: [f64; 3]) -> Vec<Score> {
    let pages = html::pages(folder, set.folder);
    if pages.is_empty() {
        return Vec::new();
    }
    let overlaps: Vec<(f64, f64)> =
        pages.iter().map(|page| overlap(&expected(&page.case), &page.article.body)).collect();
    let mean = |measure, floor, best_known, values: Vec<f64>, misses| {
        let cases = values.len();
        Score {
            set: set.name,
            measure,
            cases,
            counted: values.into_iter().sum(),
            floor: Floor::AtLeast(floor),
            best_known,
            misses,
        }
    };
    let misses = pages.iter().zip(&overlaps).filter(|(_, (precision, recall))| precision + recall < 1.9).map(
        |(page, (precision, recall))| {
            format!("{} precision {precision:.3} recall {recall:.3}", page.case["id"])
        },
    );
    let misses: Vec<String> = misses.collect();
    let f1 = |overlaps: &[(f64, f64)]| {
        let (precision, recall) =
            overlaps.iter().fold((0.0, 0.0), |(p, r), (precision, recall)| (p + precision, r + recall));
        vec![2.0 * precision * recall / (precision + recall) / number(overlaps.len()); overlaps.len()]
    };
    let precision = overlaps.iter().map(|&(precision, _)| precision).collect();
    let recall = overlaps.iter().map(|&(_, recall)| recall).collect();
    vec![
        mean("text: F1", floors[0], best_known[0], f1(&overlaps), misses),
        mean("text: precision", floors[1], best_known[1], precision, Vec::new()),
        mean("text: recall", floors[2], best_known[2], recall, Vec::new()),
    ]
}

fn expected(case: &Value) -> String {
    match case["expected"]["paragraphs"].as_array() {
        Some(paragraphs) => paragraphs.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n\n"),
        None => text(case, "/expected/text").unwrap_or_default().to_owned(),
    }
}

fn overlap(expected: &str, found: &str) -> (f64, f64) {
    // Some pages, and what was copied from them, write accents as marks of their own.
    let composer = ComposingNormalizerBorrowed::new_nfc();
    let (expected, found) = (composer.normalize(expected), composer.normalize(found));
    let (expected, found) = (shingles(&expected), shingles(&found));
    let common: usize =
        found.iter().map(|(run, count)| expected.get(run).copied().unwrap_or_default().min(*count)).sum();
    let share = |of: &HashMap<Vec<&str>, usize>| {
        let all: usize = of.values().sum();
        if all == 0 {
            f64::from(u8::from(expected.is_empty() && found.is_empty()))
        } else {
            number(common) / number(all)
        }
    };
    (share(&found), share(&expected))
}

fn shingles(text: &str) -> HashMap<Vec<&str>, usize> {
    const WORDS: usize = 4;
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = text.split(|c| !is_part(c)).filter(|word| !word.is_empty()).collect();
    let mut shingles = HashMap::new();
    for at in 0..(words.len() + 1).saturating_sub(WORDS).max(usize::from(!words.is_empty())) {
        let run = words.iter().skip(at).take(WORDS).copied().collect();
        *shingles.entry(run).or_default() += 1;
    }
    shingles
}

/// Pieces that a text must hold and others that it must not: precision and recall over all pieces of all pages.
fn segments(folder: &Folder, set: Set) -> Vec<Score> {
    let pages = html::pages(folder, set.folder);
    if pages.is_empty() {
        return Vec::new();
    }
    let (mut right, mut lacking, mut wrong, mut misses) = (0, 0, 0, Vec::new());
    for Page { case, article } in &pages {
        let body = spaced(&article.body);
        for piece in pieces(case, "text_must_contain") {
            if body.contains(&piece) {
                right += 1;
            } else {
                lacking += 1;
                misses.push(format!("{} lacks {piece:?}", case["id"]));
            }
        }
        for piece in pieces(case, "text_must_not_contain") {
            if body.contains(&piece) {
                wrong += 1;
                misses.push(format!("{} holds {piece:?}", case["id"]));
            }
        }
    }
    let f1 = 2.0 * number(right) / number(2 * right + lacking + wrong);
    let cases = pages.len();
    vec![Score {
        set: set.name,
        measure: "text: F",
        cases,
        counted: f1 * number(cases),
        floor: Floor::AtLeast(94.5),
        best_known: "trafilatura 2.2.0 92.4 %",
        misses,
    }]
}

fn pieces(case: &Value, field: &str) -> Vec<String> {
    let pieces = case["expected"][field].as_array().map(Vec::as_slice).unwrap_or_default();
    pieces.iter().filter_map(Value::as_str).map(spaced).collect()
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
