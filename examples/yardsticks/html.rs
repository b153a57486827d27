//! Cases that are whole pages, and the articles that the line makes of them.

use std::io::Read as _;
use std::path::Path;

use copydesk::proto::Article;
use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::cases::{Folder, text};
use crate::line::{self, Case};

/// A page and its article: an empty one where the page was refused.
pub struct Page {
    pub case: Value,
    pub article: Article,
}

pub fn pages(folder: &Folder, set: &str) -> Vec<Page> {
    let cases = folder.cases(&format!("{set}/cases.jsonl"));
    let records = cases.iter().map(|case| {
        // Some sets name a host that cannot be.
        let url = text(case, "/input/url").filter(|url| !url.contains("//fakehost/"));
        Case::of_json(&json!({
            "url": url.unwrap_or("https://paper.example/a"),
            "html": html(&folder.0.join(set).join(text(case, "/input/html_gz").unwrap())),
            "fetched_at": text(case, "/input/fetched_at"),
        }))
    });
    let articles: Vec<Article> =
        line::articles(records).into_iter().map(|items| line::only(items).unwrap_or_default()).collect();
    cases.into_iter().zip(articles).map(|(case, article)| Page { case, article }).collect()
}

fn html(path: &Path) -> String {
    let mut bytes = Vec::new();
    GzDecoder::new(std::fs::File::open(path).unwrap()).read_to_end(&mut bytes).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}
