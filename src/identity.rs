//! What an article is compared by: lossy on purpose, and never shown.

mod bytes;
mod facts;
mod runs;
mod skeleton;

use std::sync::Arc;

use crate::article::{
    ArticleId, ContentHash, Digest, Fullness, Identity, Raw, RawDigest, Signature, TitleHash,
};
use crate::proto::Article;

pub fn identify(article: &Article, fullness: Fullness, url_key: &str, raw: RawDigest) -> Identity {
    let title = skeleton::of(&article.title);
    let body = skeleton::of(&article.body);
    let body = skeleton::without_title(&body, &title);
    let (letters, runs) = (letters(body), runs::of(body));
    let signature = || {
        let facts::Found { numbers, names } = facts::of(&article.body);
        Arc::new(Signature { letters, bands: runs.bands(), grain: runs.grain(), numbers, names })
    };
    Identity {
        article_id: article_id(url_key),
        former_id: None, // given by the address
        title: Some(&title).filter(|title| !title.is_empty()).map(|title| TitleHash(Digest::of(title))),
        content: ContentHash(Digest::of(body)),
        raw,
        letters,
        sketch: runs.sketch(),
        signature: (fullness == Fullness::Full).then(signature),
    }
}

/// Names the article of a URL key.
pub fn article_id(url_key: &str) -> ArticleId {
    ArticleId(Digest::of(url_key.as_bytes()))
}

/// Characters of UTF-8: bytes that continue none. So few at once that a byte can hold their number.
fn letters(skeleton: &[u8]) -> u32 {
    let begins = |byte: &u8| u8::from(byte & 0xc0 != 0x80);
    let counts = skeleton.chunks(128).map(|part| u32::from(part.iter().map(begins).sum::<u8>()));
    counts.sum()
}

/// Of what the source sent as title and text, and of the page where it sent one: to be asked before the page is read.
/// The lengths in between keep `ab|c` from `a|bc`.
pub fn raw_digest(raw: &Raw) -> RawDigest {
    let (title, body) = (raw.title.as_bytes(), raw.body.text().as_bytes());
    let length = |bytes: &[u8]| (bytes.len() as u64).to_le_bytes();
    let Some(page) = &raw.page else {
        return RawDigest(Digest::of(&[&length(title)[..], title, body].concat()));
    };
    RawDigest(Digest::of_all(&[&length(title), title, &length(body), body, page.as_bytes()]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Body;

    fn identity(title: &str, body: &str) -> Identity {
        let article = Article { title: title.into(), body: body.into(), ..Article::default() };
        identify(&article, Fullness::Full, "a.example/1", raw_digest(&Raw::default()))
    }

    #[test]
    fn the_article_is_named_by_its_url_key_alone() {
        assert_eq!(identity("a", "b").article_id, identity("c", "d").article_id);
    }

    #[test]
    fn a_title_repeated_in_the_body_changes_no_content_hash() {
        assert_eq!(
            identity("The title", "The title\n\nText.").content,
            identity("The title", "Text.").content
        );
    }

    #[test]
    fn no_title_is_not_the_hash_of_nothing() {
        assert_eq!(identity("—", "Text.").title, None);
    }

    #[test]
    fn the_raw_digest_keeps_title_and_text_apart() {
        let raw = |title: &str, body: &str| {
            raw_digest(&Raw { title: title.into(), body: Body::Text(body.into()), ..Raw::default() })
        };
        assert_ne!(raw("ab", "c"), raw("a", "bc"));
    }
}
