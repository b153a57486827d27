//! The demo's outcomes for people: a table, and one event in full.

use std::io::{self, Write};

use super::samples;
use crate::outcome::{ItemOutcome, Product};
use crate::proto::Outcome;
use crate::record::Record;

pub fn print(records: &[Record], outcomes: &[ItemOutcome]) -> anyhow::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let descriptions = samples::descriptions();
    writeln!(out, "{} raw records went through the line; this became of each item:\n", records.len())?;
    writeln!(out, "  {:<4} {:<44} {:<10} what it is", "#", "what came in", "outcome")?;
    for outcome in outcomes {
        let record = usize::try_from(outcome.origin.offset)?;
        let description = descriptions.get(record).copied().unwrap_or_default();
        let number = match outcome.origin.item {
            0 => record.to_string(),
            item => format!("{record}.{item}"),
        };
        writeln!(
            out,
            "  {number:<4} {description:<44} {:<10} {}",
            outcome.outcome().name(),
            what(&outcome.product)
        )?;
    }
    let event = outcomes.iter().find_map(|outcome| match &outcome.product {
        Product::Event(event) if outcome.outcome() == Outcome::Revised => Some(event),
        Product::Event(_) | Product::Duplicate(_) | Product::Rejected(_) => None,
    });
    if let Some(event) = event {
        writeln!(out, "\nThe revised article as its consumers get it:\n")?;
        serde_json::to_writer_pretty(&mut out, event)?;
        writeln!(out)?;
    }
    writeln!(out, "\nNext: `copydesk pipe FILE` on what your own scraper writes, then `copydesk dev`.")?;
    out.flush()?;
    Ok(())
}

/// In one line.
fn what(product: &Product) -> String {
    match product {
        Product::Event(event) => {
            let article = event.article.clone().unwrap_or_default();
            let revision = event.revision.as_ref().map_or(0, |revision| revision.number);
            let language = article.language.unwrap_or_default().code;
            let title = if article.title.is_empty() { &article.canonical_url } else { &article.title };
            let language = if language.is_empty() { language } else { format!(" [{language}]") };
            match revision {
                0 | 1 => format!("{title}{language}"),
                number => format!("{title}{language}, revision {number}"),
            }
        }
        Product::Duplicate(duplicate) => {
            let of = duplicate.of.clone().unwrap_or_default();
            format!("of {}", of.canonical_url)
        }
        Product::Rejected(reject) => format!("{}: {}", reject.code, reject.detail),
    }
}
