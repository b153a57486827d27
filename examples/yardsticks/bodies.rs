//! Texts of articles within whole pages, as they are found and as the line publishes them.

use std::collections::HashMap;
use std::io::Read as _;
use std::path::Path;

use copydesk::page::body::{self, Hints};
use dom_query::Document;
use flate2::read::GzDecoder;
use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::{Value, json};

use crate::cases::{Folder, text};
use crate::line::{self, Case};
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

/// A page with the text that was found in it, and that text after the rest of the line.
struct Read {
    case: Value,
    found: String,
    published: String,
}

fn read(folder: &Folder, set: Set) -> Vec<Read> {
    let cases = folder.cases(&format!("{}/cases.jsonl", set.folder));
    let pages: Vec<(Value, Page)> = cases
        .into_iter()
        .map(|case| {
            let page = Page::read(&folder.0.join(set.folder).join(text(&case, "/input/html_gz").unwrap()));
            (case, page)
        })
        .collect();
    let items = pages.iter().map(|(case, page)| {
        // Some sets name a host that cannot be.
        let url = text(case, "/input/url").filter(|url| !url.contains("//fakehost/"));
        let url = url.unwrap_or("https://paper.example/a");
        Case::of_json(&json!({ "url": url, "title": page.title, "text": page.text }))
    });
    let published: Vec<String> = line::articles(items)
        .into_iter()
        .map(|items| line::only(items).map(|article| article.body).unwrap_or_default())
        .collect();
    let read =
        |((case, page), published): ((Value, Page), String)| Read { case, found: page.text, published };
    pages.into_iter().zip(published).map(read).collect()
}

#[derive(Default)]
struct Page {
    title: String,
    text: String,
}

impl Page {
    fn read(path: &Path) -> Self {
        let mut bytes = Vec::new();
        GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
        let document = Document::from(String::from_utf8_lossy(&bytes).into_owned());
        let content =
            |selector: &str| document.select(selector).attr("content").unwrap_or_default().to_string();
        let title = match content("meta[property='og:title']") {
            title if title.is_empty() => document.select("title").text().to_string(),
            title => title,
        };
        let mut article_body = String::new();
        for script in &document.select("script[type='application/ld+json']") {
            if let Ok(data) = serde_json::from_str(&script.text()) {
                longest_body(&data, &mut article_body);
            }
        }
        let hints = Hints {
            title: &title,
            description: &content("meta[property='og:description'], meta[name='description']"),
            article_body: &article_body,
        };
        let text = body::read(&document, &hints).map(|found| found.text).unwrap_or_default();
        Self { title, text }
    }
}

fn longest_body(data: &Value, found: &mut String) {
    match data {
        Value::Object(fields) => {
            if let Some(body) = fields.get("articleBody").and_then(Value::as_str)
                && body.len() > found.len()
            {
                body.clone_into(found);
            }
            fields.values().for_each(|value| longest_body(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| longest_body(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// Precision and recall over the runs of four words, averaged over pages, and F1 of the two averages.
fn shingled(folder: &Folder, set: Set, best_known: [&'static str; 3], floors: [f64; 3]) -> Vec<Score> {
    let pages = read(folder, set);
    if pages.is_empty() {
        return Vec::new();
    }
    let overlaps = |chosen: fn(&Read) -> &str| -> Vec<(f64, f64)> {
        pages.iter().map(|page| overlap(&expected(&page.case), chosen(page))).collect()
    };
    let found = overlaps(|page| &page.found);
    let published = overlaps(|page| &page.published);
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
    let misses =
        pages.iter().zip(&published).filter(|(_, (precision, recall))| precision + recall < 1.9).map(
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
    let precision = published.iter().map(|&(precision, _)| precision).collect();
    let recall = published.iter().map(|&(_, recall)| recall).collect();
    vec![
        mean("text as found: F1", floors[0], best_known[0], f1(&found), Vec::new()),
        mean("text: F1", floors[0], best_known[0], f1(&published), misses),
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
    let pages = read(folder, set);
    if pages.is_empty() {
        return Vec::new();
    }
    let measure = |measure, chosen: fn(&Read) -> &str| {
        let (mut right, mut lacking, mut wrong, mut misses) = (0, 0, 0, Vec::new());
        for page in &pages {
            let body = spaced(chosen(page));
            for piece in pieces(&page.case, "text_must_contain") {
                if body.contains(&piece) {
                    right += 1;
                } else {
                    lacking += 1;
                    misses.push(format!("{} lacks {piece:?}", page.case["id"]));
                }
            }
            for piece in pieces(&page.case, "text_must_not_contain") {
                if body.contains(&piece) {
                    wrong += 1;
                    misses.push(format!("{} holds {piece:?}", page.case["id"]));
                }
            }
        }
        let f1 = 2.0 * number(right) / number(2 * right + lacking + wrong);
        let cases = pages.len();
        let floor = Floor::AtLeast(94.5);
        Score {
            set: set.name,
            measure,
            cases,
            counted: f1 * number(cases),
            floor,
            best_known: "trafilatura 2.2.0 92.4 %",
            misses,
        }
    };
    vec![measure("text as found: F", |page| &page.found), measure("text: F", |page| &page.published)]
}

fn pieces(case: &Value, field: &str) -> Vec<String> {
    let pieces = case["expected"][field].as_array().map(Vec::as_slice).unwrap_or_default();
    pieces.iter().filter_map(Value::as_str).map(spaced).collect()
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
