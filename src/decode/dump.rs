//! The plain-text dump of a crawl.
//!
//! A header line `date YYYY-MM URL`, then blocks divided by blank lines: the title, often twice, a date line,
//! and the text. Year and month of the header name the crawl's bucket; they are not the article's date.

use super::{looks_like_url, reject};
use crate::article::{Body, Raw};
use crate::dead_letter::{Code, Reject};

const MARK: &str = "date";

pub fn looks_like_dump(text: &str) -> bool {
    header(text).is_some()
}

/// Bucket, URL and what follows the header line.
fn header(text: &str) -> Option<(&str, &str, &str)> {
    let marked = text.strip_prefix(MARK)?;
    let (line, rest) = marked.split_once('\n').unwrap_or((marked, ""));
    let mut words = line.strip_prefix(char::is_whitespace)?.split_whitespace();
    let (bucket, url) = (words.next()?, words.next()?);
    let complete = is_bucket(bucket) && looks_like_url(url) && words.next().is_none();
    complete.then_some((bucket, url, rest))
}

fn is_bucket(word: &str) -> bool {
    word.split_once('-').is_some_and(|(year, month)| {
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        year.len() == 4 && month.len() == 2 && digits(year) && digits(month)
    })
}

/// The title is the first block; that it is repeated, and which line is a date, is for normalizing to find, as it
/// is with every other form.
pub fn decode(text: &str) -> Result<Raw, Reject> {
    let (bucket, url, rest) = header(text.trim_start_matches('\u{feff}').trim_start())
        .ok_or_else(|| reject(Code::UnknownForm, "a crawl dump begins with `date YYYY-MM URL`"))?;
    let rest = rest.trim_start();
    let (title, body) = rest.split_once('\n').unwrap_or((rest, ""));
    let mut raw = Raw {
        url: Some(url.to_owned()),
        title: title.to_owned(),
        body: Body::Text(body.to_owned()),
        ..Raw::default()
    };
    raw.extra.insert("crawl_bucket".to_owned(), bucket.to_owned());
    Ok(raw)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bucket_is_not_a_date() {
        let raw =
            decode(" date 2023-09 https://a.example/1\n\nTitle\n\nTitle\n\n12.09.2023\n\nText.\n").unwrap();
        assert_eq!((raw.published.len(), raw.title.as_str()), (0, "Title"));
        assert_eq!(raw.extra["crawl_bucket"], "2023-09");
        assert!(raw.body.text().contains("12.09.2023"));
    }

    #[test]
    fn only_the_whole_header_makes_a_dump() {
        for text in [
            "date 2023-09",
            "date 2023-09 a.example",
            "dates 2023-09 https://a.example/",
            "date 23-9 https://a.example/",
        ] {
            assert!(!looks_like_dump(text), "{text}");
        }
        assert!(looks_like_dump("date 2023-09 https://a.example/1"));
    }
}
