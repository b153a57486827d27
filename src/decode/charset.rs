//! Bytes to text: which charset they are in, and how that is known.
//!
//! UTF-8 is told by its bytes and not by what is declared of it, for servers and libraries declare Latin-1 where
//! they know nothing. A declaration counts where the bytes leave it open; without one the charset is detected
//! from the first few kilobytes around characters outside ASCII. Bytes that are no text are refused, with what
//! they seem to be. Text that is nearly UTF-8 keeps its broken places as U+FFFD. Linear, and never panics.

mod binary;
mod detect;
mod label;
mod misread;
mod utf8;
mod wide;

use std::borrow::Cow;
use std::fmt;

use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

pub use self::misread::reread;

/// Text, and how its charset is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// Without a byte order mark.
    pub text: Cow<'a, str>,
    /// By its name in the Encoding Standard, or one of the two forms of UTF-32.
    pub charset: &'static str,
    pub evidence: Evidence,
}

/// What the choice of the charset rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A byte order mark.
    Bom,
    /// The declaration handed in.
    Declared,
    /// A declaration within the first bytes: `<?xml encoding>` or `<meta charset>`.
    InBand,
    /// The bytes are UTF-8, all or nearly all of them.
    Utf8,
    /// The bytes are most plausible so.
    Detected,
}

/// Bytes that hold no text, with what they seem to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Undecodable(pub &'static str);

impl fmt::Display for Undecodable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not text: {}", self.0)
    }
}

impl std::error::Error for Undecodable {}

/// Whether a label or a content type names a charset.
pub fn is_known(declared: &str) -> bool {
    label::read(declared).is_some()
}

/// `declared` is a label (`gbk`) or a content type that holds one (`text/html; charset=gbk`).
pub fn to_text<'a>(bytes: &'a [u8], declared: Option<&str>) -> Result<Decoded<'a>, Undecodable> {
    match simdutf8::basic::from_utf8(bytes) {
        Ok(text) if !binary::has_controls(bytes) => Ok(valid(text, declared)),
        Ok(text) => with_controls(bytes, text, declared),
        Err(_) => other(bytes, declared),
    }
}

fn valid<'a>(text: &'a str, declared: Option<&str>) -> Decoded<'a> {
    if let Some(rest) = text.strip_prefix('\u{feff}') {
        return decoded(Cow::Borrowed(rest), UTF_8, Evidence::Bom);
    }
    if let Some(encoding) = declared.and_then(label::read)
        && is_double_byte(encoding)
        && utf8::valid_by_chance(text)
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(text.as_bytes())
    {
        return decoded(text, encoding, Evidence::Declared);
    }
    decoded(Cow::Borrowed(text), UTF_8, Evidence::Utf8)
}

/// ASCII in UTF-16 and in ISO-2022-JP passes for UTF-8, and so do small binary values.
fn with_controls<'a>(
    bytes: &'a [u8],
    text: &'a str,
    declared: Option<&str>,
) -> Result<Decoded<'a>, Undecodable> {
    if let Some(wide) = wide::by_pattern(bytes) {
        return Ok(wide);
    }
    let is_declared = declared.and_then(label::read) == Some(ISO_2022_JP);
    if (is_declared || detect::shifts_to_japanese(bytes))
        && let Some(text) = ISO_2022_JP.decode_without_bom_handling_and_without_replacement(bytes)
    {
        let evidence = if is_declared { Evidence::Declared } else { Evidence::Detected };
        return Ok(decoded(text, ISO_2022_JP, evidence));
    }
    match binary::kind(bytes) {
        Some(kind) => Err(Undecodable(kind)),
        None => Ok(valid(text, declared)),
    }
}

fn other<'a>(bytes: &'a [u8], declared: Option<&str>) -> Result<Decoded<'a>, Undecodable> {
    if let Some(wide) = wide::by_mark(bytes) {
        return wide;
    }
    if let Some(wide) = wide::by_pattern(bytes) {
        return Ok(wide);
    }
    let declared = declared.and_then(label::read);
    // Asked before the bytes are judged: Chinese in UTF-16 may hold no NUL at all.
    if let Some(encoding) = declared.filter(|&it| it == UTF_16LE || it == UTF_16BE)
        && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes)
    {
        return Ok(decoded(text, encoding, Evidence::Declared));
    }
    if let Some(kind) = binary::kind(bytes) {
        return Err(Undecodable(kind));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return Ok(decoded(utf8::lossy(rest), UTF_8, Evidence::Bom));
    }
    if utf8::is_nearly(bytes, declared) {
        return Ok(decoded(utf8::lossy(bytes), UTF_8, Evidence::Utf8));
    }
    legacy(bytes, declared)
}

fn legacy<'a>(bytes: &'a [u8], declared: Option<&'static Encoding>) -> Result<Decoded<'a>, Undecodable> {
    let in_band = label::in_band(bytes);
    let candidates = [(declared, Evidence::Declared), (in_band, Evidence::InBand)];
    // HTTP libraries say Latin-1 where nothing was declared, so that anything else said within is worth more.
    let in_band_first = declared == Some(WINDOWS_1252) && in_band.is_some();
    let order = if in_band_first { [1, 0] } else { [0, 1] };
    for (encoding, evidence) in order.map(|at| candidates[at]) {
        let Some(encoding) = encoding.filter(|&it| it != UTF_8) else { continue };
        if encoding == WINDOWS_1252 && !detect::may_be_latin(bytes) {
            continue;
        }
        let text = encoding.decode_without_bom_handling(bytes).0;
        if is_plausible(&text) {
            return Ok(decoded(text, encoding, evidence));
        }
    }
    let encoding = detect::encoding(bytes);
    let text = encoding.decode_without_bom_handling(bytes).0;
    if !is_plausible(&text) {
        return Err(Undecodable("bytes that are text in no known charset"));
    }
    Ok(decoded(text, encoding, Evidence::Detected))
}

/// A wrong charset of several bytes shows by what it cannot decode; damage in the right one is rare.
fn is_plausible(text: &str) -> bool {
    let mut foreign = 0_usize;
    let mut broken = 0_usize;
    for c in text.chars().filter(|c| !c.is_ascii()) {
        foreign += 1;
        broken += usize::from(c == '\u{fffd}');
    }
    broken == 0 || (broken * 20 <= foreign && foreign > 20)
}

/// The charsets of East Asia, in which chance may make a few characters look like UTF-8.
fn is_double_byte(encoding: &'static Encoding) -> bool {
    !encoding.is_single_byte()
        && ![UTF_8, UTF_16LE, UTF_16BE, encoding_rs::REPLACEMENT, ISO_2022_JP].contains(&encoding)
}

fn decoded<'a>(text: Cow<'a, str>, encoding: &'static Encoding, evidence: Evidence) -> Decoded<'a> {
    Decoded { text, charset: encoding.name(), evidence }
}

#[cfg(test)]
mod tests;
