//! Whole pages: told from fragments, and taken out of what tools wrap them in where a field can hold only text.

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use super::inflate::Budget;
use super::{charset, reject};
use crate::article::Raw;
use crate::dead_letter::{Code, Reject};
use crate::json::squash;

/// Shorter texts are names and ids, and no page in base64.
const SHORTEST_ENCODED: usize = 64;

/// Padding is often lost.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// Whether a text is a whole page, which is for the reader of pages. A fragment is a text with markup.
pub fn is_page(text: &str) -> bool {
    let mut rest = text.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    // What may stand before: an XML declaration, notes such as the address that a browser saved it from, and what a
    // program complained of.
    loop {
        let after = if rest.starts_with("<!--") {
            rest.split_once("-->")
        } else if rest.starts_with("<?") {
            rest.split_once('>')
        } else if rest.starts_with("<br />") {
            complaint(rest)
        } else {
            break;
        };
        let Some((_, after)) = after else { return false };
        rest = after.trim_start();
    }
    let begins = |with: &str| {
        let begin = rest.get(..with.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(with));
        begin && !rest.as_bytes().get(with.len()).is_some_and(u8::is_ascii_alphanumeric)
    };
    ["<!doctype html", "<html", "<head", "<body"].iter().any(|root| begins(root))
}

/// A message of PHP, and what follows it.
fn complaint(text: &str) -> Option<(&str, &str)> {
    const LONGEST: usize = 2000;
    let found = text.split_once("</b><br />");
    found.filter(|(message, _)| message.len() <= LONGEST && message.contains(" on line <b>"))
}

/// Whether a text may be bytes of a page that were made fit for JSON.
pub fn may_be_encoded(text: &str) -> bool {
    let encoded = encoded(text);
    let sample = encoded.as_bytes().get(..256).unwrap_or(encoded.as_bytes());
    encoded.len() >= SHORTEST_ENCODED
        && sample.iter().all(|byte| byte.is_ascii_alphanumeric() || b"+/-_=\r\n".contains(byte))
}

/// Brings an item's page into readable form. Where that fails, an item with a text of its own goes on without it.
pub fn open(raw: &mut Raw, budget: &Budget) -> Result<(), Reject> {
    let Some(page) = raw.page.take() else { return Ok(()) };
    if page.trim_start().starts_with(['<', '\u{feff}']) {
        let reread = charset::reread(&page, said_of_charset(raw));
        raw.page = Some(reread.unwrap_or(page));
        return Ok(());
    }
    let opened = decoded(&page, said_of_charset(raw).next(), budget);
    match opened {
        Ok(Page { text, charset_guessed }) => {
            raw.page = Some(text);
            raw.charset_guessed |= charset_guessed;
        }
        Err(reject) if raw.body.text().trim().is_empty() => return Err(reject),
        Err(_) => {}
    }
    Ok(())
}

/// What stands beside the page of its charset: labels and content types. Other things are called encodings, too.
fn said_of_charset(raw: &Raw) -> impl Iterator<Item = &str> {
    const NAMES: [&str; 5] = ["charset", "encoding", "contenttype", "pagecharset", "pageencoding"];
    const LONGEST: usize = 200;
    raw.extra.iter().filter_map(|(path, value)| {
        let name = path.rsplit('.').next().unwrap_or(path);
        let is_said = NAMES.contains(&&*squash(name)) && value.len() <= LONGEST && charset::is_known(value);
        is_said.then_some(value.as_str())
    })
}

/// The address form of inline data may stand before it.
fn encoded(text: &str) -> &str {
    let text = text.trim();
    let inline = text.strip_prefix("data:").and_then(|text| text.split_once(";base64,"));
    inline.map_or(text, |(_, encoded)| encoded)
}

fn decoded(page: &str, declared: Option<&str>, budget: &Budget) -> Result<Page, Reject> {
    let plain = |byte: u8| match byte {
        b'-' => Some(b'+'),
        b'_' => Some(b'/'),
        b'\r' | b'\n' => None,
        byte => Some(byte),
    };
    let encoded: Vec<u8> = encoded(page).bytes().filter_map(plain).collect();
    let bytes = BASE64.decode(encoded).map_err(|error| reject(Code::InvalidEncoding, error))?;
    of_bytes(&bytes, declared, budget)
}

/// A page in text.
#[derive(Debug)]
pub struct Page {
    pub text: String,
    /// Its charset was told from its bytes alone.
    pub charset_guessed: bool,
}

/// A page as its server sent it, with what is declared of its charset.
pub fn of_bytes(bytes: &[u8], declared: Option<&str>, budget: &Budget) -> Result<Page, Reject> {
    let bytes = budget.open(bytes)?;
    let charset::Decoded { text, evidence, .. } =
        charset::to_text(&bytes, declared).map_err(|fault| reject(Code::NotHtml, fault))?;
    if text.trim_start().starts_with('<') {
        Ok(Page { text: text.into_owned(), charset_guessed: evidence == charset::Evidence::Detected })
    } else {
        Err(reject(Code::NotHtml, "a field for the page holds a text without markup"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Body;
    use base64::prelude::BASE64_STANDARD;
    use std::io::Write as _;

    #[test]
    fn pages_are_told_from_fragments_and_feeds() {
        for page in [
            "<!DOCTYPE html><p>x",
            "\u{feff}\n<HTML lang=it>",
            "<?xml version=\"1.0\"?>\n<!DOCTYPE html PUBLIC \"x\"><html>",
            "<!-- saved from url=(0022)https://a.example/ -->\n<html>",
            "<br />\n<b>Warning</b>:  no such file in <b>/a.php</b> on line <b>7</b><br />\n<!DOCTYPE html><p>x",
            "<head><title>x",
            "<body class=x>",
        ] {
            assert!(is_page(page), "{page}");
        }
        for other in [
            "<p>x</p>",
            "<header>x</header>",
            "<article><html>",
            "<br />One <b>line</b><br /><html>",
            "<?xml version=\"1.0\"?><rss><description><![CDATA[<html>",
            "<!-- never closed <html>",
            "html",
        ] {
            assert!(!is_page(other), "{other}");
        }
    }

    fn opened(page: &str, text: &str) -> Result<Option<String>, Code> {
        let body = if text.is_empty() { Body::Absent } else { Body::Text(text.into()) };
        let mut raw = Raw { page: Some(page.into()), body, ..Raw::default() };
        open(&mut raw, &Budget::new(10_000)).map_err(|reject| reject.code)?;
        Ok(raw.page)
    }

    #[test]
    fn a_page_in_base64_is_read_also_where_it_was_compressed_first() {
        let page = format!("<html><p>citt\u{e0} {}", "text ".repeat(20));
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(page.as_bytes()).unwrap();
        let gzip = BASE64_STANDARD.encode(gzip.finish().unwrap());
        let bare = BASE64_STANDARD.encode(&page).trim_end_matches('=').to_owned();
        for encoded in [page.clone(), bare.clone(), gzip, format!("data:text/html;base64,{bare}")] {
            assert_eq!(opened(&encoded, "").unwrap().as_deref(), Some(page.as_str()), "{encoded}");
        }
    }

    fn beside(page: &str, fields: &[(&str, &str)]) -> Raw {
        let extra = fields.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect();
        let mut raw = Raw { page: Some(page.to_owned()), extra, ..Raw::default() };
        open(&mut raw, &Budget::new(10_000)).unwrap();
        raw
    }

    #[test]
    fn the_charset_of_a_page_in_base64_may_stand_beside_it() {
        let page = format!("<html><p>Wie wir fr\u{fc}her sagten: {}", "so ist es. ".repeat(9));
        let russian = "<html><p>\u{427}\u{442}\u{43e} \u{431}\u{44b}\u{43b}\u{43e} \u{432}\u{447}\u{435}\u{440}\u{430}, \u{442}\u{43e} \u{43f}\u{440}\u{43e}\u{448}\u{43b}\u{43e}";
        let encoded = |encoding: &'static encoding_rs::Encoding, page: &str| {
            BASE64_STANDARD.encode(encoding.encode(page).0)
        };
        let latin = encoded(encoding_rs::WINDOWS_1252, &page);
        let raw = beside(&latin, &[("encoding", "base64"), ("response.charset", "iso-8859-1")]);
        assert_eq!((raw.page.as_deref(), raw.charset_guessed), (Some(page.as_str()), false));
        let koi8 = encoded(encoding_rs::KOI8_R, russian);
        let raw = beside(&koi8, &[("headers.Content-Type", "text/html; charset=koi8-r")]);
        assert_eq!((raw.page.as_deref(), raw.charset_guessed), (Some(russian), false));
        assert!(beside(&koi8, &[]).charset_guessed);
    }

    #[test]
    fn a_page_that_a_client_took_for_latin_1_is_read_in_the_charset_beside_it() {
        let bytes = encoding_rs::WINDOWS_1251.encode("<html><p>\u{427}\u{442}\u{43e} \u{431}\u{44b}\u{43b}\u{43e} \u{432}\u{447}\u{435}\u{440}\u{430}").0;
        let misread: String = bytes.iter().map(|&byte| char::from(byte)).collect();
        let right = encoding_rs::WINDOWS_1251.decode(&bytes).0;
        assert_eq!(beside(&misread, &[("encoding", "cp1251")]).page.as_deref(), Some(&*right));
        assert_eq!(beside(&misread, &[("encoding", "base64")]).page.as_deref(), Some(misread.as_str()));
        assert_eq!(beside(&right, &[("encoding", "cp1251")]).page.as_deref(), Some(&*right));
    }

    #[test]
    fn a_page_that_cannot_be_read_is_a_fault_only_where_nothing_else_is_there() {
        let picture = BASE64_STANDARD.encode([b"\x89PNG\r\n".as_slice(), &[0; 99]].concat());
        assert_eq!(opened(&picture, ""), Err(Code::NotHtml));
        assert_eq!(opened(&picture, "Text."), Ok(None));
        assert_eq!(opened("A=A", ""), Err(Code::InvalidEncoding));
    }
}
