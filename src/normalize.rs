//! Clean-up of a raw article into the schema, without loss of a word of news.
//!
//! Text is repaired and divided into paragraphs, the language is told before the dates are read, and what the
//! text says of itself (its repeated title, a date line, a byline, a credit) goes where it belongs. Lines that are
//! certainly no news are taken off, and where that is not certain they stay. What is lossy on purpose is done
//! elsewhere, for comparing only.

mod authors;
mod body;
mod composition;
mod country;
pub mod date;
mod furniture;
mod images;
mod instant;
mod invisible;
mod labels;
mod language;
mod letters;
mod markup;
mod mojibake;
mod paragraphs;
mod phrases;
mod plain;
mod published;
mod scripts;
mod site;
mod text;
pub mod title;
mod walls;

use self::paragraphs::Paragraphs;
use self::site::SiteNames;
use self::walls::Wall;
use crate::article::{Found, Fullness, Raw};
use crate::dead_letter::{Code, Reject, Stage};
use crate::proto::{Article, Flag, Instant, Precision, Timestamp};
use crate::words::{self, Count};

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

/// Clocks of two machines differ by this much without being wrong.
const CLOCK_DRIFT: jiff::SignedDuration = jiff::SignedDuration::from_mins(5);

pub fn normalize(raw: Raw, around: &Surroundings<'_>) -> Result<Normalized, Reject> {
    let site = site::site(&raw.site_name, around.host);
    let names = SiteNames::of(&site);
    let title = title::clean(&raw.title, &names);
    let clean = body::clean(&raw.body);
    let Paragraphs { mut paragraphs, inferred } = paragraphs::read(&clean.text);
    title::drop_repeated(&title.text, &raw.title, &names, &mut paragraphs);

    let language = language::tell(&title.text, &paragraphs, &raw.language);
    let fetched_at = instant::moment(&raw.fetched_at);
    let reader = instant::Reader {
        language: &language.code,
        country: if site.country.is_empty() { around.country } else { &site.country },
        default_zone: around.default_zone,
        reference: fetched_at.or(around.received),
    };

    let take_date_line = |paragraphs: &mut Vec<String>| {
        published::take_date_line(paragraphs, &raw.published, around.canonical_url, &reader)
    };
    let date_line = take_date_line(&mut paragraphs);
    title::drop_repeated(&title.text, &raw.title, &names, &mut paragraphs);
    let furniture = furniture::take(&mut paragraphs, &title.text);
    let date_line = date_line.or_else(|| take_date_line(&mut paragraphs));
    let Standing { wall, is_stub } = standing(&title.text, &mut paragraphs);
    let published = published::published(raw.published, date_line, around.canonical_url, &reader);
    let modified = published::modified(&raw.modified, &reader);

    let content = paragraphs.join("\n\n");
    if title.text.is_empty() && content.is_empty() && !raw.withdrawn {
        return Err(Reject::new(Stage::Normalize, Code::NoContent, "neither a title nor a text"));
    }
    let is_truncated = furniture.truncated || raw.said.truncated;
    let is_late = published.instant.as_ref().is_some_and(|instant| is_after(instant, fetched_at));
    let flags = [
        (Flag::Truncated, is_truncated),
        (Flag::Stub, is_stub),
        (Flag::ConsentWall, wall == Some(Wall::Consent)),
        (Flag::Paywall, raw.said.paywalled || matches!(wall, Some(Wall::Paywall { .. }))),
        (Flag::ErrorPage, raw.said.failed || wall == Some(Wall::ErrorPage)),
        (Flag::Placeholder, wall == Some(Wall::Placeholder)),
        (Flag::Homepage, around.homepage || raw.said.listing || wall == Some(Wall::Listing)),
        (Flag::TitleIsSite, title.is_site_name),
        (Flag::ParagraphsInferred, inferred),
        (Flag::TextRepaired, clean.repaired),
        (Flag::TextDamaged, clean.damaged),
        (Flag::CharsetGuessed, raw.charset_guessed),
        (Flag::UrlUnresolved, around.unresolved),
        (Flag::FutureDateDropped, published.future_dropped),
        (Flag::PublishedAfterFetch, is_late),
    ];
    let fullness = match content.is_empty() {
        true => Fullness::Headline,
        false if is_stub || is_truncated || raw.said.failed || wall.is_some() => Fullness::Partial,
        false => Fullness::Full,
    };

    let authors = authors::read_either(&raw.authors, &furniture.bylines, &names);
    let sections = labels::sections(&raw.section);
    let article = Article {
        id: String::new(), // given by the identity
        url: raw.url.unwrap_or_default(),
        canonical_url: around.canonical_url.to_owned(),
        title: title.text,
        description: plain::plain(&raw.description),
        body: content,
        language: Some(language),
        published: published.instant,
        modified,
        fetched_at,
        authors,
        site: Some(site),
        section: sections.section,
        tags: labels::tags(&raw.tags, &sections.others),
        images: images::images(&raw.images, around.canonical_url),
        flags: flags.into_iter().filter(|&(_, is_set)| is_set).map(|(flag, _)| flag.into()).collect(),
        extra: raw.extra,
        credit: furniture.credit,
        origin_url: around.origin_url.to_owned(),
        wire_update: title.update.unwrap_or_default(),
    };
    Ok(Normalized {
        article,
        fullness,
        published_rule: published.rule,
        published_candidates: published.candidates,
    })
}

/// When an item says that it was fetched.
pub fn fetched_at(raw: &Raw) -> Option<Timestamp> {
    instant::moment(&raw.fetched_at)
}

/// How much of its text an article in the schema brings, as far as its flags tell. Where they leave it open, as with a
/// page that readers must pay for, it is a part.
pub fn fullness(article: &Article) -> Fullness {
    let is_partial = |flag: Flag| match flag {
        Flag::Truncated
        | Flag::Stub
        | Flag::ConsentWall
        | Flag::Paywall
        | Flag::ErrorPage
        | Flag::Placeholder
        | Flag::Homepage => true,
        Flag::Unspecified
        | Flag::BoilerplateBody
        | Flag::ParagraphsInferred
        | Flag::TextRepaired
        | Flag::TextDamaged
        | Flag::CharsetGuessed
        | Flag::UrlUnresolved
        | Flag::FutureDateDropped
        | Flag::PublishedAfterFetch
        | Flag::TitleIsSite => false,
    };
    match article.body.is_empty() {
        true => Fullness::Headline,
        false if article.flags().any(is_partial) => Fullness::Partial,
        false => Fullness::Full,
    }
}

/// What a body is worth as the text of an article.
struct Standing {
    wall: Option<Wall>,
    is_stub: bool,
}

/// Takes off what is nothing but a request to subscribe; the text above it may be all that is free.
fn standing(title: &str, paragraphs: &mut Vec<String>) -> Standing {
    let mut size = size(paragraphs);
    let wall = walls::recognize(title, paragraphs, size.spaced);
    if let Some(Wall::Paywall { trailing }) = wall {
        paragraphs.truncate(paragraphs.len() - trailing);
        size = self::size(paragraphs);
    }
    let is_stub = !paragraphs.is_empty() && size.spaced < STUB_WORDS && size.letters < STUB_LETTERS;
    Standing { wall, is_stub }
}

/// Counts until a text is long: how long then makes no difference.
fn size(paragraphs: &[String]) -> Count {
    const LONG_WORDS: usize = 250;
    const LONG_LETTERS: usize = 1500;
    let mut size = Count::default();
    for paragraph in paragraphs {
        if size.spaced >= LONG_WORDS || size.letters >= LONG_LETTERS {
            break;
        }
        size += words::count(paragraph);
    }
    size
}

/// A clock or zone is wrong somewhere, if only by little.
fn is_after(published: &Instant, fetched: Option<Timestamp>) -> bool {
    let (Some(time), Some(fetched)) = (published.time, fetched) else { return false };
    published.precision() >= Precision::Minute && time.since(fetched) > CLOCK_DRIFT
}
