//! Records of web archives (ISO 28500): one, or several one after the other, as they stand in a `.warc` file.
//!
//! A response is undone as a browser would undo it; a resource is a page without an answer around it; a conversion is
//! the text that a crawler made of a page. Requests, metadata and revisits tell no article and are passed over.

mod fields;
mod http;

use self::fields::Fields;
use super::{Reading, charset, looks_like_url, reject};
use crate::article::{Body, Found, Raw};
use crate::dead_letter::{Code, Reject};

/// Longer lines begin no title.
const LONGEST_TITLE: usize = 200;

pub fn looks_like_warc(value: &[u8]) -> bool {
    value.trim_ascii_start().starts_with(b"WARC/1.") || value.trim_ascii_start().starts_with(b"WARC/0.")
}

/// An archived record.
struct Archived<'a> {
    fields: Fields<'a>,
    block: &'a [u8],
    /// The value ends before the block does.
    cut: bool,
}

pub fn decode(value: &[u8], reading: &Reading<'_>) -> Result<Vec<Result<Raw, Reject>>, Reject> {
    let mut items = Vec::new();
    let mut rest = value.trim_ascii_start();
    while !rest.is_empty() {
        let Some((record, after)) = next(rest) else {
            items.push(Err(reject(
                Code::InvalidWarc,
                "no header of an archive's record, or one without length",
            )));
            break;
        };
        rest = after.trim_ascii_start();
        items.extend(item(&record, reading));
        if items.len() > reading.settings.max_items.get() {
            let most = reading.settings.max_items;
            return Err(reject(
                Code::TooManyItems,
                format_args!("more items than decode.max_items allows ({most})"),
            ));
        }
    }
    if items.is_empty() {
        return Err(reject(Code::NotAnArticle, "records of an archive, and no page among them"));
    }
    Ok(items)
}

fn next(value: &[u8]) -> Option<(Archived<'_>, &[u8])> {
    if !looks_like_warc(value) {
        return None;
    }
    let (_, fields, rest) = fields::read(value)?;
    let length = fields.get("content-length")?.parse().ok()?;
    let (block, after) = rest.split_at_checked(length).unwrap_or((rest, b""));
    Some((Archived { fields, block, cut: block.len() < length }, after))
}

/// Nothing for a record that tells no article.
fn item(record: &Archived<'_>, reading: &Reading<'_>) -> Option<Result<Raw, Reject>> {
    let Archived { fields, block, cut } = record;
    // Version 1.0 puts the address in angle brackets.
    let url = fields.get("warc-target-uri")?.trim_matches(['<', '>']);
    if !looks_like_url(url) {
        return None;
    }
    let content_type = fields.get("content-type").unwrap_or_default();
    let read = match fields.get("warc-type")? {
        "response" if is_http(content_type, block) => http::read(block, &reading.budget),
        "response" | "resource" => page(block, content_type, reading),
        "conversion" => text(block),
        _ => return None,
    };
    Some(read.map(|raw| {
        let mut raw = Raw { url: Some(url.to_owned()), ..raw };
        raw.fetched_at.extend(fields.get("warc-date").map(|date| Found::new("WARC-Date", date)));
        raw.said.truncated |= *cut || fields.get("warc-truncated").is_some();
        if let Some(id) = fields.get("warc-record-id") {
            raw.extra.insert("WARC-Record-ID".to_owned(), id.to_owned());
        }
        raw
    }))
}

fn is_http(content_type: &str, block: &[u8]) -> bool {
    content_type.starts_with("application/http") || block.starts_with(b"HTTP/")
}

fn page(block: &[u8], content_type: &str, reading: &Reading<'_>) -> Result<Raw, Reject> {
    http::page(&reading.budget.open(block)?, content_type)
}

fn text(block: &[u8]) -> Result<Raw, Reject> {
    let charset::Decoded { text, evidence, .. } =
        charset::to_text(block, None).map_err(|fault| reject(Code::NotText, fault))?;
    // The title of the page is its first text.
    let title = text.trim().split_once('\n').map(|(first, _)| first.trim());
    Ok(Raw {
        title: title.filter(|title| title.len() <= LONGEST_TITLE).unwrap_or_default().to_owned(),
        body: Body::Text(text.into_owned()),
        charset_guessed: evidence == charset::Evidence::Detected,
        ..Raw::default()
    })
}

#[cfg(test)]
mod tests;
