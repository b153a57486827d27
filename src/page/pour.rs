//! An item's own fields and those of its page, made one.
//!
//! What a scraper made of a page it made on purpose, so its fields count where they hold something plausible, and the
//! page fills what is missing. Dates of both are handed on: which of them is right is told by all of them together.

use crate::article::{Raw, Said};

/// A text that is shorter may be a teaser, beside a page that has the text itself.
const TEASER: usize = 600;

/// `page` is what was read of the page, in the form of an item.
pub fn pour(raw: &mut Raw, page: Raw) {
    // Destructured, so that a new field is not forgotten.
    let Raw {
        url,
        canonical_url,
        title,
        body,
        description,
        published,
        modified,
        fetched_at,
        authors,
        language,
        site_name,
        section,
        tags,
        images,
        withdrawn: _,
        said,
        charset_guessed: _,
        page: _,
        extra,
    } = page;
    raw.url = raw.url.take().or(url);
    raw.canonical_url = raw.canonical_url.take().or(canonical_url);
    if is_teaser(raw.body.text(), body.text()) {
        raw.body = body;
    }
    for (own, found) in [
        (&mut raw.title, title),
        (&mut raw.description, description),
        (&mut raw.language, language),
        (&mut raw.site_name, site_name),
        (&mut raw.section, section),
    ] {
        if own.trim().is_empty() {
            *own = found;
        }
    }
    raw.published.extend(published);
    raw.modified.extend(modified);
    raw.fetched_at.extend(fetched_at);
    for (own, found) in [(&mut raw.authors, authors), (&mut raw.tags, tags), (&mut raw.images, images)] {
        if own.iter().all(|name| name.trim().is_empty()) {
            *own = found;
        }
    }
    let Said { truncated, paywalled, listing, failed } = said;
    raw.said.truncated |= truncated;
    raw.said.paywalled |= paywalled;
    raw.said.listing |= listing;
    raw.said.failed |= failed;
    for (name, text) in extra {
        raw.extra.entry(name).or_insert(text);
    }
}

fn is_teaser(own: &str, found: &str) -> bool {
    let (own, found) = (own.trim().len(), found.trim().len());
    found > 0 && (own == 0 || (own < TEASER && found > 2 * own))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Body, Found};

    fn item(title: &str, text: &str) -> Raw {
        Raw { title: title.into(), body: Body::Text(text.into()), ..Raw::default() }
    }

    #[test]
    fn the_page_fills_what_the_item_does_not_say() {
        let mut raw = item("Own title", " ");
        let page = Raw {
            said: Said { paywalled: true, ..Said::default() },
            authors: vec!["Ida Lund".into()],
            url: Some("https://a.example/1".into()),
            ..item("Page title", "Text of the page.")
        };
        pour(&mut raw, page);
        assert_eq!((raw.title.as_str(), raw.body.text()), ("Own title", "Text of the page."));
        assert!(raw.said.paywalled);
        assert_eq!((raw.authors, raw.url.as_deref()), (vec!["Ida Lund".into()], Some("https://a.example/1")));
    }

    #[test]
    fn a_teaser_gives_way_to_the_text_and_a_text_does_not() {
        let long = "Text of it. ".repeat(100);
        let mut teaser = item("", "Text of it.");
        pour(&mut teaser, item("", &long));
        assert_eq!(teaser.body.text(), long);
        let mut own = item("", "Some own words of the story.");
        pour(&mut own, item("", "Accept all cookies?"));
        assert_eq!(own.body.text(), "Some own words of the story.");
    }

    #[test]
    fn dates_of_both_are_kept_the_item_s_first() {
        let mut raw = Raw { published: vec![Found::new("date", "12.09.2023")], ..Raw::default() };
        pour(&mut raw, Raw { published: vec![Found::new("meta", "2023-09-12T14:05Z")], ..Raw::default() });
        let texts: Vec<_> = raw.published.iter().map(|found| found.text.as_str()).collect();
        assert_eq!(texts, ["12.09.2023", "2023-09-12T14:05Z"]);
    }
}
