//! How a record or a URL is read, offline.

use std::io::{self, BufRead, Write};

use anyhow::Context as _;
use serde::Serialize;

use super::pipe;
use super::report::write_line;
use crate::canonical_url;
use crate::exit::Exit;
use crate::pipeline;

/// What became of each item of a record, and why. As JSON it is what `pipe --explain` prints.
pub fn record(
    options: &pipe::Options,
    json: bool,
    settings: &pipeline::Settings,
    out: &mut dyn Write,
) -> anyhow::Result<Exit> {
    if json {
        return pipe::run(options, settings, out);
    }
    let mut lines = Vec::new();
    pipe::run(options, settings, &mut lines)?;
    for line in lines.split(|&byte| byte == b'\n').filter(|line| !line.is_empty()) {
        let line = serde_json::from_slice(line).context("failed to read back a line of pipe")?;
        print(&line, out)?;
    }
    Ok(Exit::Success)
}

/// Label, and where its value stands in the JSON line.
const ROWS: [(&str, &str); 17] = [
    ("form", "/explain/form"),
    ("stage", "/reject/stage"),
    ("code", "/reject/code"),
    ("detail", "/reject/detail"),
    ("url", "/event/article/url"),
    ("canonical url", "/explain/canonical_url"),
    ("url key", "/explain/url_key"),
    ("url rules", "/explain/url_rules"),
    ("title", "/event/article/title"),
    ("language", "/explain/language"),
    ("published", "/event/article/published"),
    ("date rule", "/explain/published/rule"),
    ("date candidates", "/explain/published/candidates"),
    ("authors", "/event/article/authors"),
    ("enrichment", "/event/enrichment"),
    ("content hash", "/explain/content_hash"),
    ("flags", "/explain/flags"),
];

/// Values are printed as JSON, so that nothing in them can speak to the terminal.
fn print(line: &serde_json::Value, out: &mut dyn Write) -> io::Result<()> {
    let outcome = line["outcome"].as_str().unwrap_or_default();
    writeln!(out, "record {}, item {}: {outcome}", line["record"], line["item"])?;
    for (label, pointer) in ROWS {
        if let Some(value) = line.pointer(pointer).filter(|value| !value.is_null()) {
            write!(out, "  {label:<16} ")?;
            write_line(out, value)?;
        }
    }
    Ok(())
}

/// The JSON line of a URL.
#[derive(Serialize)]
struct UrlLine<'a> {
    url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    canonical_url: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url_key: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<Vec<&'static str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<UrlError>,
}

#[derive(Serialize)]
struct UrlError {
    code: &'static str,
    detail: String,
}

/// Explains each URL; those of standard input where none or `-` is given.
pub fn urls(urls: &[String], out: &mut dyn Write) -> anyhow::Result<Exit> {
    if urls.is_empty() || urls == ["-"] {
        for line in io::stdin().lock().lines() {
            url(&line.context("failed to read standard input")?, out)?;
        }
    }
    for given in urls.iter().filter(|given| *given != "-") {
        url(given, out)?;
    }
    Ok(Exit::Success)
}

fn url(given: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut line = UrlLine { url: given, canonical_url: None, url_key: None, rules: None, error: None };
    match canonical_url::canonicalize(given) {
        Ok(read) => {
            line.canonical_url = Some(read.url);
            line.url_key = Some(read.key);
            line.rules = Some(read.rules.iter().map(|rule| rule.as_str()).collect());
        }
        Err(fault) => line.error = Some(UrlError { code: fault.code.as_str(), detail: fault.detail }),
    }
    Ok(write_line(out, &line)?)
}
