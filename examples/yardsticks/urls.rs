//! Pairs of addresses that are one article or two, and addresses of all kinds.

use std::panic::catch_unwind;

use copydesk::canonical_url::canonicalize;
use serde_json::Value;

use crate::cases::{Folder, text, texts};
use crate::score::Score;

pub fn scores(folder: &Folder) -> Vec<Score> {
    let pairs = folder.cases("url-canon/pairs.jsonl");
    if pairs.is_empty() {
        return Vec::new();
    }
    let of = |confidence: &str| {
        let chosen = pairs.iter().filter(|pair| text(pair, "/confidence") == Some(confidence));
        chosen.map(pair).collect::<Vec<_>>()
    };
    let wpt = folder.cases("url-canon/wpt.jsonl");
    vec![
        Score::of(("url-canon pairs", "safe merges"), 100.0, "Media Cloud 43/92", of("safe")),
        Score::of(("url-canon pairs", "kept apart"), 100.0, "Media Cloud 17/33", of("must-not-merge")),
        Score::of(("url-canon pairs", "likely merges"), 90.0, "Media Cloud 6/23", of("likely")),
        Score::of(
            ("url-canon", "fixed points, no panic"),
            100.0,
            "w3lib 100 %",
            every_address(folder).iter().map(stable),
        ),
        Score::of(("url-canon", "as the URL standard says"), 100.0, "-", wpt.iter().map(standard)),
    ]
}

fn pair(pair: &Value) -> Result<(), String> {
    let (a, b) = (text(pair, "/input/a").unwrap(), text(pair, "/input/b").unwrap());
    let key = |url: &str| canonicalize(url).map(|canonical| canonical.key);
    let same = matches!((key(a), key(b)), (Ok(a), Ok(b)) if a == b);
    if pair["expected"]["same"] == same { Ok(()) } else { Err(format!("{} {a} {b}", pair["id"])) }
}

fn every_address(folder: &Folder) -> Vec<String> {
    let mut addresses = Vec::new();
    for file in ["pairs", "wpt", "w3lib", "courlan", "url_normalize", "mcmetadata"] {
        for case in folder.cases(&format!("url-canon/{file}.jsonl")) {
            texts(&case["input"], &mut addresses);
            texts(&case["expected"], &mut addresses);
        }
    }
    addresses
}

/// Canonicalizing twice is canonicalizing once, or the text is no address at all.
fn stable(address: &String) -> Result<(), String> {
    let twice = catch_unwind(|| {
        let once = canonicalize(address).ok()?;
        let twice = canonicalize(&once.url).ok();
        Some(twice.is_some_and(|twice| twice.url == once.url && twice.key == once.key))
    });
    match twice {
        Ok(None | Some(true)) => Ok(()),
        Ok(Some(false)) => Err(format!("{address} is no fixed point")),
        Err(_) => Err(format!("{address} panics")),
    }
}

fn standard(case: &Value) -> Result<(), String> {
    let input = text(case, "/input").unwrap();
    let parsed = url::Url::parse(input).ok().map(String::from);
    if parsed.as_deref() == case["expected"].as_str() {
        Ok(())
    } else {
        Err(format!("{input} parsed as {parsed:?}"))
    }
}
