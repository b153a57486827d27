//! An answer of a web server: what it says of itself, and the page in it.

use std::borrow::Cow;

use crate::article::Raw;
use crate::dead_letter::{Code, Reject};
use crate::decode::inflate::{Budget, Coding};
use crate::decode::{charset, pages, reject};

use super::fields::{self, Fields};

/// Codings are named in the order in which they were laid on; nobody lays on more.
const MOST_CODINGS: usize = 3;

/// An error's page is read, since some servers send articles with it, and flagged.
pub fn read(answer: &[u8], budget: &Budget) -> Result<Raw, Reject> {
    let invalid = || reject(Code::InvalidWarc, "a response that is no answer of HTTP");
    let (status, fields, rest) = fields::read(answer).ok_or_else(invalid)?;
    let status =
        status.split_whitespace().nth(1).and_then(|code| code.parse::<u16>().ok()).ok_or_else(invalid)?;
    if (300..400).contains(&status) {
        let target = fields.get("location").unwrap_or("no address");
        return Err(reject(Code::Redirect, format_args!("HTTP {status} to {target}")));
    }
    let (payload, cut) = payload(&fields, rest, budget)?;
    let mut raw = page(&payload, fields.get("content-type").unwrap_or_default())?;
    raw.said.truncated = cut;
    raw.said.failed = status >= 400;
    Ok(raw)
}

/// Crawlers undo the codings, and leave the fields as they were: what a field says is believed of bytes that fit it.
fn payload<'a>(
    fields: &Fields<'_>,
    rest: &'a [u8],
    budget: &Budget,
) -> Result<(Cow<'a, [u8]>, bool), Reject> {
    let mut payload = Cow::Borrowed(rest);
    let is_chunked =
        fields.get("transfer-encoding").is_some_and(|coding| coding.to_ascii_lowercase().contains("chunked"));
    if is_chunked && let Some(joined) = unchunked(rest) {
        payload = Cow::Owned(joined);
    }
    let mut cut = false;
    let codings = fields.get("content-encoding").unwrap_or_default().rsplit(',');
    for coding in codings.filter_map(Coding::named).take(MOST_CODINGS) {
        match budget.inflate(&payload, coding) {
            Ok(inflated) => {
                cut |= inflated.cut;
                payload = Cow::Owned(inflated.bytes);
            }
            Err(reject) if reject.code == Code::TooLarge || !is_markup(&payload) => return Err(reject),
            Err(_) => {}
        }
    }
    Ok((payload, cut))
}

fn is_markup(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"<") || bytes.starts_with(b"\xef\xbb\xbf<")
}

/// Nothing where it does not begin with the length of a chunk; what broke off is taken as far as it goes.
fn unchunked(mut rest: &[u8]) -> Option<Vec<u8>> {
    let mut joined = Vec::with_capacity(rest.len());
    loop {
        let size = chunk_size(&mut rest);
        let Some(size) = size else { return Some(joined).filter(|joined| !joined.is_empty()) };
        if size == 0 {
            return Some(joined);
        }
        let (chunk, after) = rest.split_at_checked(size).unwrap_or((rest, b""));
        joined.extend_from_slice(chunk);
        rest = after.strip_prefix(b"\r\n").or_else(|| after.strip_prefix(b"\n")).unwrap_or(after);
    }
}

/// A line with a number in hexadecimal, perhaps with extensions behind a semicolon.
fn chunk_size(rest: &mut &[u8]) -> Option<usize> {
    let end = memchr::memchr(b'\n', rest.get(..256).unwrap_or(rest))?;
    let (line, after) = rest.split_at_checked(end)?;
    let number = std::str::from_utf8(line.split(|&byte| byte == b';').next()?).ok()?;
    let size = usize::from_str_radix(number.trim(), 16).ok()?;
    *rest = after.get(1..)?;
    Some(size)
}

/// A page by what it is declared to be, or by what it is.
pub fn page(payload: &[u8], content_type: &str) -> Result<Raw, Reject> {
    let other = |what: &dyn std::fmt::Display| {
        reject(Code::NotHtml, format_args!("{what}, declared {content_type:?}"))
    };
    if payload.trim_ascii().is_empty() {
        return Err(reject(Code::EmptyValue, "an answer without a page"));
    }
    let charset::Decoded { text, evidence, .. } =
        charset::to_text(payload, Some(content_type)).map_err(|fault| other(&fault))?;
    let is_declared =
        content_type.to_ascii_lowercase().contains("html") && text.trim_start().starts_with('<');
    if !pages::is_page(&text) && !is_declared {
        return Err(other(&"no page of HTML"));
    }
    Ok(Raw {
        page: Some(text.into_owned()),
        charset_guessed: evidence == charset::Evidence::Detected,
        ..Raw::default()
    })
}
