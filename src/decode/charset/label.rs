//! Declarations of a charset, from outside and from within the first bytes.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};
use memchr::memmem;

/// The HTML standard has browsers look at 1,024 bytes, and they look further: many pages declare their charset behind
/// scripts. Asked only of bytes that are not UTF-8.
const SEARCHED: usize = 16 << 10;

/// A label alone, or a content type with a `charset` parameter. `None` where nothing known is named.
pub(super) fn read(declared: &str) -> Option<&'static Encoding> {
    let lower = declared.to_ascii_lowercase();
    let label = lower.rsplit_once("charset").map_or(&*lower, |(_, rest)| rest);
    let label = label.split([';', ',']).next()?;
    named(label.trim_matches(is_around).as_bytes())
}

/// An XML declaration or a `meta` element near the beginning.
pub(super) fn in_band(bytes: &[u8]) -> Option<&'static Encoding> {
    let begin = bytes.get(..SEARCHED).unwrap_or(bytes).to_ascii_lowercase();
    let found = xml(&begin).or_else(|| meta(&begin))?;
    // Who could read the declaration byte by byte did not read UTF-16. The standard says what is meant.
    Some(match found {
        found if found == UTF_16LE || found == UTF_16BE => UTF_8,
        found if found == X_USER_DEFINED => WINDOWS_1252,
        found => found,
    })
}

fn xml(begin: &[u8]) -> Option<&'static Encoding> {
    let declaration = begin.trim_ascii_start().strip_prefix(b"<?xml")?;
    let end = declaration.iter().position(|&byte| byte == b'>')?;
    value_of(declaration.get(..end)?, b"encoding")
}

fn meta(begin: &[u8]) -> Option<&'static Encoding> {
    let mut rest = begin;
    while let Some(after) = after(rest, b"<meta") {
        let end = after.iter().position(|&byte| byte == b'>').unwrap_or(after.len());
        let (tag, next) = after.split_at_checked(end)?;
        if let Some(found) = value_of(tag, b"charset") {
            return Some(found);
        }
        rest = next;
    }
    None
}

fn value_of(tag: &[u8], name: &[u8]) -> Option<&'static Encoding> {
    let value = after(tag, name)?.trim_ascii_start().strip_prefix(b"=")?;
    // Within JSON the quotes are escaped.
    let begin = value.iter().position(|&byte| !is_around(char::from(byte)))?;
    let value = value.get(begin..)?;
    let end = value.iter().position(|&byte| is_around(char::from(byte)) || byte == b';' || byte == b'/');
    named(value.get(..end.unwrap_or(value.len()))?)
}

fn after<'a>(bytes: &'a [u8], needle: &[u8]) -> Option<&'a [u8]> {
    let at = memmem::find(bytes, needle)?;
    bytes.get(at + needle.len()..)
}

fn is_around(c: char) -> bool {
    matches!(c, '"' | '\'' | '\\' | '=' | '?') || c.is_ascii_whitespace()
}

/// The standard's labels, and a few spellings that libraries and scrapers use besides.
fn named(label: &[u8]) -> Option<&'static Encoding> {
    if let Some(encoding) = Encoding::for_label_no_replacement(label) {
        return Some(encoding);
    }
    let plain: String =
        label.iter().filter(|byte| byte.is_ascii_alphanumeric()).map(|&byte| char::from(byte)).collect();
    let plain = plain.strip_prefix("win").filter(|rest| rest.starts_with("12")).unwrap_or(&plain);
    let plain = plain.strip_prefix("windows").or_else(|| plain.strip_prefix("cp")).unwrap_or(plain);
    let known = match plain {
        "1250" | "1251" | "1252" | "1253" | "1254" | "1255" | "1256" | "1257" | "1258" => {
            format!("windows-{plain}")
        }
        "utf8mb4" | "utf8sig" | "utf" | "65001" => "utf-8".to_owned(),
        "932" | "ms932" | "31j" => "shift_jis".to_owned(),
        "936" | "ms936" => "gbk".to_owned(),
        "949" | "ms949" | "uhc" => "euc-kr".to_owned(),
        "950" | "ms950" | "big5hkscs" => "big5".to_owned(),
        "macroman" => "macintosh".to_owned(),
        "koi8" => "koi8-r".to_owned(),
        _ => match plain.strip_prefix("iso8859") {
            Some(part) if !part.is_empty() => format!("iso-8859-{part}"),
            _ => return None,
        },
    };
    Encoding::for_label_no_replacement(known.as_bytes())
}
