//! Protobuf records: `copydesk.v1.RawArticle`, bare or behind schema-registry framing.

use prost::Message;

use super::{Reading, looks_like_url, pages, reject};
use crate::article::{Body, Found, Raw, Said};
use crate::dead_letter::{Code, Reject};
use crate::framing;
use crate::proto::{RawArticle, Timestamp};

/// Whether the bytes parse as our message and hold something where an article has it. Any bytes may parse as
/// some message, so that alone says little.
pub fn looks_like_raw_article(value: &[u8]) -> bool {
    // As a tag these would begin a group, which the message has not.
    let begins_like_text = value.starts_with(b"{") || value.starts_with(b"[") || value.starts_with(b"<");
    if begins_like_text {
        return false;
    }
    parse(value).is_ok_and(|raw| {
        let url_fits = raw.url.is_empty() || looks_like_url(&raw.url);
        let has_url = looks_like_url(&raw.url) || looks_like_url(&raw.canonical_url);
        url_fits && (has_url || (!raw.title.is_empty() && !raw.text.is_empty()))
    })
}

pub fn decode(value: &[u8], reading: &Reading<'_>) -> Result<Raw, Reject> {
    let raw = parse(value).map_err(|error| reject(Code::InvalidProtobuf, error))?;
    let some = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    let found =
        |field: &str, text: String| some(text).map(|text| Found::new(field, text)).into_iter().collect();
    // Beside a text a page that cannot be read is no loss.
    let page = match page(&raw, reading) {
        Err(reject) if raw.text.trim().is_empty() => return Err(reject),
        page => page.ok().flatten(),
    };
    let fetched = raw.fetched_at.map(|time: Timestamp| Found::new("fetched_at", time.to_string()));
    Ok(Raw {
        url: some(raw.url),
        canonical_url: some(raw.canonical_url),
        title: raw.title,
        // The form cannot tell an empty text from none; it has a field of its own for what was taken down.
        body: some(raw.text).map_or(Body::Absent, Body::Text),
        description: raw.description,
        published: found("published", raw.published),
        modified: found("modified", raw.modified),
        fetched_at: fetched.into_iter().collect(),
        authors: raw.authors,
        language: raw.language,
        site_name: raw.site_name,
        section: raw.section,
        tags: raw.tags,
        images: raw.images,
        withdrawn: raw.withdrawn,
        said: Said::default(),
        charset_guessed: page.as_ref().is_some_and(|page| page.charset_guessed),
        page: page.map(|page| page.text),
        extra: raw.extra,
    })
}

fn page(raw: &RawArticle, reading: &Reading<'_>) -> Result<Option<pages::Page>, Reject> {
    if raw.html.is_empty() {
        return Ok(None);
    }
    let charset = Some(raw.charset.as_str()).filter(|charset| !charset.is_empty());
    pages::of_bytes(&raw.html, charset, &reading.budget).map(Some)
}

fn parse(value: &[u8]) -> Result<RawArticle, prost::DecodeError> {
    RawArticle::decode(framing::unframed(value).unwrap_or(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::{Aliases, Settings};

    fn decode(value: &[u8]) -> Result<Raw, Reject> {
        super::decode(value, &Reading::new(&Settings::default(), &Aliases::default()))
    }

    fn sample() -> RawArticle {
        RawArticle {
            url: "https://a.example/1".into(),
            title: "t".into(),
            text: "x".into(),
            ..RawArticle::default()
        }
    }

    #[test]
    fn framing_of_a_schema_registry_is_taken_off() {
        let bare = sample().encode_to_vec();
        let first = [&[0, 0, 0, 0, 9, 0][..], &bare].concat();
        let nested = [&[0, 0, 0, 0, 9, 4, 2, 0][..], &bare].concat();
        for value in [bare, first, nested] {
            assert!(looks_like_raw_article(&value));
            assert_eq!(decode(&value).unwrap().url.unwrap(), "https://a.example/1");
        }
    }

    #[test]
    fn text_is_not_taken_for_protobuf() {
        let texts = [
            "\n{\"url\": \"https://a.example/\"}",
            "\"quoted\"",
            " date 2023-09 https://a.example/1\n",
            "[1]",
            "plain",
        ];
        for text in texts {
            assert!(!looks_like_raw_article(text.as_bytes()), "{text}");
        }
    }

    #[test]
    fn the_page_is_read_in_its_charset() {
        let html = b"<html><p>citt\xe0".to_vec();
        let raw = RawArticle { text: String::new(), html, charset: "latin1".into(), ..sample() };
        assert_eq!(decode(&raw.encode_to_vec()).unwrap().page.unwrap(), "<html><p>citt\u{e0}");
        let broken = RawArticle { html: b"%PDF-1.7 \x00\x01\x02".to_vec(), ..raw };
        assert_eq!(decode(&broken.encode_to_vec()).unwrap_err().code, Code::NotHtml);
        let beside = RawArticle { text: "x".into(), ..broken };
        assert_eq!(decode(&beside.encode_to_vec()).unwrap().page, None);
    }

    #[test]
    fn a_time_out_of_range_is_kept_as_text_and_not_a_panic() {
        let fetched_at = Some(Timestamp { seconds: i64::MAX, nanos: -1 });
        let raw = decode(&RawArticle { fetched_at, ..sample() }.encode_to_vec()).unwrap();
        assert_eq!(raw.fetched_at.len(), 1);
    }
}
