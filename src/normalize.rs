//! Lossless clean-up of a raw article into the schema.
//!
//! Text is repaired and divided into paragraphs, the language is told before the dates are read, and what the
//! text says of itself (its repeated title, a date line) goes where it belongs. What is lossy on purpose is
//! done elsewhere, for comparing only.

mod authors;
mod country;
pub mod date;
mod instant;
mod language;
mod paragraphs;
mod published;
mod text;
mod title;

use crate::article::{Found, Fullness, Raw};
use crate::dead_letter::{Code, Reject, Stage};
use crate::proto::{Article, Flag, Site, Timestamp};

/// What is known of the item apart from its fields.
#[derive(Clone, Copy, Debug)]
pub struct Surroundings<'a> {
    pub canonical_url: &'a str,
    pub host: &'a str,
    /// Of the page on another site that the article comes from; may be empty.
    pub origin_url: &'a str,
    /// The URL stands for another that cannot be known offline.
    pub unresolved: bool,
    pub homepage: bool,
    /// When the record was produced: stands for the time of the crawl where the item has none.
    pub received: Option<Timestamp>,
    /// IANA name of the zone of times that have none; may be empty.
    pub default_zone: &'a str,
    /// ISO 3166-1 code of the source's country, where the host tells none; may be empty.
    pub country: &'a str,
}

/// An article in the schema, without its id, and what was learned on the way.
#[derive(Debug)]
pub struct Normalized {
    pub article: Article,
    pub fullness: Fullness,
    pub published_rule: Option<&'static str>,
    pub published_candidates: Vec<Found>,
}

/// Texts of fewer words and letters are stubs: they are no evidence that two articles are the same.
pub const STUB_WORDS: usize = 32;
pub const STUB_LETTERS: usize = 200;

pub fn normalize(raw: Raw, around: &Surroundings<'_>) -> Result<Normalized, Reject> {
    let title = text::line(&raw.title);
    let mut body = paragraphs::read(raw.body.text());
    title::drop_repeated(&title, &mut body.paragraphs);

    let site = site(&raw.site_name, around.host);
    let language = language::tell(&title, &body.paragraphs, &raw.language);
    let fetched_at = instant::moment(&raw.fetched_at);
    let reader = instant::Reader {
        language: &language.code,
        country: if site.country.is_empty() { around.country } else { &site.country },
        default_zone: around.default_zone,
        reference: fetched_at.or(around.received),
    };

    let date_line = published::take_date_line(&mut body.paragraphs, &reader);
    title::drop_repeated(&title, &mut body.paragraphs);
    let published = published::published(raw.published, date_line, around.canonical_url, &reader);
    let modified = published::modified(&raw.modified, &reader);

    let truncated = text::take_truncation_mark(&mut body.paragraphs);
    let length = text::Size::of(&body.paragraphs);
    let content = body.paragraphs.join("\n\n");
    if title.is_empty() && content.is_empty() && !raw.withdrawn {
        return Err(Reject::new(Stage::Normalize, Code::NoContent, "neither a title nor a text"));
    }
    let stub = !content.is_empty() && length.words < STUB_WORDS && length.letters < STUB_LETTERS;
    let flags = [
        (Flag::Truncated, truncated),
        (Flag::Stub, stub),
        (Flag::ParagraphsInferred, body.inferred),
        (Flag::UrlUnresolved, around.unresolved),
        (Flag::FutureDateDropped, published.future_dropped),
        (Flag::Homepage, around.homepage),
    ];
    let fullness = match content.is_empty() {
        true => Fullness::Headline,
        false if stub || truncated => Fullness::Partial,
        false => Fullness::Full,
    };

    let article = Article {
        id: String::new(), // given by the identity
        url: raw.url.unwrap_or_default(),
        canonical_url: around.canonical_url.to_owned(),
        title,
        description: text::line(&raw.description),
        body: content,
        language: Some(language),
        published: published.instant,
        modified,
        fetched_at,
        authors: authors::read(&raw.authors),
        site: Some(site),
        section: text::line(&raw.section),
        tags: tags(&raw.tags),
        images: list(&raw.images),
        flags: flags.into_iter().filter(|&(_, is_set)| is_set).map(|(flag, _)| flag.into()).collect(),
        extra: raw.extra,
        credit: String::new(),
        origin_url: around.origin_url.to_owned(),
    };
    Ok(Normalized {
        article,
        fullness,
        published_rule: published.rule,
        published_candidates: published.candidates,
    })
}

fn site(name: &str, host: &str) -> Site {
    // The suffix list knows nothing of addresses: it would call `1.1` the domain of 192.168.1.1.
    let is_address = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    let domain = psl::domain_str(host).filter(|_| !is_address).unwrap_or(host);
    let country = country::of_domain(domain).unwrap_or_default();
    Site {
        name: text::line(name),
        host: host.to_owned(),
        domain: domain.to_owned(),
        country: country.clone(),
    }
}

/// A single text may hold several tags, with semicolons or commas between them.
fn tags(found: &[String]) -> Vec<String> {
    let [joined] = found else { return list(found) };
    let separator = if joined.contains(';') { ';' } else { ',' };
    list(&joined.split(separator).map(str::to_owned).collect::<Vec<_>>())
}

/// Each entry once, in order, without the empty ones.
fn list(found: &[String]) -> Vec<String> {
    let mut list: Vec<String> = Vec::with_capacity(found.len());
    for entry in found.iter().map(|entry| text::line(entry)) {
        if !entry.is_empty() && !list.contains(&entry) {
            list.push(entry);
        }
    }
    list
}
