//! Whole pages: what they say of their article.

use copydesk::proto::{Evidence, Instant};
use serde_json::Value;

use crate::cases::{Folder, text};
use crate::html::{self, Page};
use crate::score::Score;

pub fn scores(folder: &Folder) -> Vec<Score> {
    let mut scores = Vec::new();
    for set in [days, fundus, readability, trafilatura] {
        scores.extend(set(folder));
    }
    scores
}

/// Days of publication.
fn days(folder: &Folder) -> Vec<Score> {
    let pages = html::pages(folder, "html-date-htmldate");
    if pages.is_empty() {
        return Vec::new();
    }
    let results = pages.iter().map(|page| day_is_right(page, text(&page.case, "/expected/date")));
    vec![Score::of(("html-date-htmldate", "day of publication"), 93.0, "htmldate 90.6 %", results)]
}

fn fundus(folder: &Folder) -> Vec<Score> {
    const SET: &str = "html-article-fundus";
    let pages = html::pages(folder, SET);
    if pages.is_empty() {
        return Vec::new();
    }
    // Of some pages the set expects day and month exchanged, which the address and the time of the crawl refute.
    let (odd, plain): (Vec<_>, Vec<_>) = pages.iter().partition(|page| is_after_crawl(&page.case));
    vec![
        Score::of((SET, "title"), 91.0, "trafilatura 70 %", pages.iter().map(title_is_right)),
        Score::of((SET, "date"), 99.0, "trafilatura 94 %", plain.into_iter().map(moment_is_right)),
        Score::of((SET, "date, expected after the crawl"), 0.0, "-", odd.into_iter().map(moment_is_right)),
        Score::of((SET, "authors"), 92.0, "trafilatura 72 %", pages.iter().filter_map(authors_are_right)),
    ]
}

fn readability(folder: &Folder) -> Vec<Score> {
    const SET: &str = "html-article-readability";
    let pages = html::pages(folder, SET);
    if pages.is_empty() {
        return Vec::new();
    }
    let with =
        |field: &'static str| pages.iter().filter(move |page| text(&page.case["expected"], field).is_some());
    // Of some pages the set expects the date in the place of the byline.
    let names = || with("/byline").filter(|page| !has_number(text(&page.case, "/expected/byline")));
    let day = |page: &Page| {
        let expected = text(&page.case, "/expected/publishedTime").and_then(|time| time.get(..10));
        day_is_right(page, expected)
    };
    vec![
        Score::of((SET, "title"), 72.0, "readability.js 100 %", pages.iter().map(title_is_right)),
        Score::of((SET, "title, site name aside"), 91.0, "-", pages.iter().map(title_is_right_without_site)),
        Score::of((SET, "byline"), 82.0, "readability.js 100 %", with("/byline").map(byline_is_right)),
        Score::of((SET, "byline, dates aside"), 87.0, "-", names().map(byline_is_right)),
        Score::of((SET, "date"), 100.0, "readability.js 100 %", with("/publishedTime").map(day)),
        Score::of((SET, "language"), 100.0, "readability.js 100 %", with("/lang").map(language_is_right)),
    ]
}

fn trafilatura(folder: &Folder) -> Vec<Score> {
    const SET: &str = "html-article-trafilatura";
    let pages = html::pages(folder, SET);
    if pages.is_empty() {
        return Vec::new();
    }
    let with =
        |field: &'static str| pages.iter().filter(move |page| text(&page.case["expected"], field).is_some());
    vec![
        Score::of((SET, "title"), 85.0, "-", with("/title").map(title_is_right)),
        Score::of(
            (SET, "date"),
            93.0,
            "-",
            with("/date").map(|page| day_is_right(page, text(&page.case, "/expected/date"))),
        ),
        Score::of((SET, "author"), 74.0, "-", with("/author").map(author_is_right)),
    ]
}

fn has_number(text: Option<&str>) -> bool {
    text.is_some_and(|text| text.contains(|c: char| c.is_ascii_digit()))
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn miss(page: &Page, what: &str, expected: impl std::fmt::Debug, read: impl std::fmt::Debug) -> String {
    format!("{} {what} {read:?} should be {expected:?}", page.case["id"].as_str().unwrap())
}

fn title_is_right(page: &Page) -> Result<(), String> {
    let expected = text(&page.case, "/expected/title").unwrap_or_default();
    let title = &page.article.title;
    if letters(expected) == letters(title) { Ok(()) } else { Err(miss(page, "title", expected, title)) }
}

/// The set keeps the name of the site after some titles.
fn title_is_right_without_site(page: &Page) -> Result<(), String> {
    let expected = text(&page.case, "/expected/title").unwrap_or_default();
    let (whole, title) = (letters(expected), letters(&page.article.title));
    let has_name = expected.contains(['|', '-', '–', '—', '_', '·', '[']);
    if has_name && !title.is_empty() && whole.starts_with(&title) { Ok(()) } else { title_is_right(page) }
}

fn printed(instant: &Instant) -> String {
    instant.time.map_or_else(String::new, |time| time.to_string())
}

/// The day in UTC, or that of the place where the page prints it.
fn day_is_right(page: &Page, expected: Option<&str>) -> Result<(), String> {
    let expected = expected.unwrap();
    let read = page.article.published.as_ref();
    // A time in UTC is of the day of its place, where the address tells that.
    let url = page.article.url.replace('/', "-");
    let is_right = read.is_some_and(|read| {
        let of_url = read.confirmed_by.contains(&Evidence::UrlPath.into()) && url.contains(expected);
        printed(read).starts_with(expected) || read.as_found.starts_with(expected) || of_url
    });
    if is_right {
        Ok(())
    } else {
        Err(miss(page, "date", expected, read.map(|read| (&read.as_found, printed(read)))))
    }
}

fn moment(text: &str) -> Option<jiff::Timestamp> {
    let text = text.replacen(' ', "T", 1);
    text.parse().or_else(|_| format!("{text}Z").parse()).ok()
}

fn is_after_crawl(case: &Value) -> bool {
    let (expected, fetched) = (text(case, "/expected/published"), text(case, "/input/fetched_at"));
    match (expected.and_then(moment), fetched.and_then(moment)) {
        (Some(expected), Some(fetched)) => {
            expected.duration_since(fetched) > jiff::SignedDuration::from_hours(24)
        }
        _ => false,
    }
}

/// Equal as an instant; as a day, where the expected time has no zone; within its second.
fn moment_is_right(page: &Page) -> Result<(), String> {
    let Some(expected) = text(&page.case, "/expected/published") else { return Ok(()) };
    let read = page.article.published.as_ref();
    let is_zoned = expected.get(19..).is_some_and(|rest| rest.contains(['+', '-', 'Z']));
    let is_right = read.is_some_and(|read| match (read.time, moment(expected)) {
        (Some(time), Some(expected)) if is_zoned => time.seconds == expected.as_second(),
        _ => printed(read).get(..10) == expected.get(..10) || read.as_found.get(..10) == expected.get(..10),
    });
    if is_right {
        Ok(())
    } else {
        Err(miss(page, "date", expected, read.map(|read| (&read.as_found, printed(read)))))
    }
}

fn authors_are_right(page: &Page) -> Option<Result<(), String>> {
    let expected = page.case["expected"]["authors"].as_array()?;
    let mut expected: Vec<String> = expected.iter().filter_map(Value::as_str).map(letters).collect();
    let mut read: Vec<String> = page.article.authors.iter().map(|name| letters(name)).collect();
    expected.sort();
    read.sort();
    Some(if expected == read {
        Ok(())
    } else {
        Err(miss(page, "authors", &page.case["expected"]["authors"], &page.article.authors))
    })
}

/// The byline as the page prints it: one within the other.
fn byline_is_right(page: &Page) -> Result<(), String> {
    let expected = text(&page.case, "/expected/byline").unwrap();
    let (printed, read) = (letters(expected), letters(&page.article.authors.concat()));
    let authors = page.article.authors.iter();
    let is_right = !read.is_empty()
        && (authors.clone().all(|name| printed.contains(&letters(name))) || read.contains(&printed));
    if is_right { Ok(()) } else { Err(miss(page, "byline", expected, &page.article.authors)) }
}

fn author_is_right(page: &Page) -> Result<(), String> {
    let expected = text(&page.case, "/expected/author").unwrap();
    let mut names: Vec<String> = expected.split(';').map(letters).collect();
    let mut read: Vec<String> = page.article.authors.iter().map(|name| letters(name)).collect();
    names.sort();
    read.sort();
    if names == read { Ok(()) } else { Err(miss(page, "author", expected, &page.article.authors)) }
}

fn language_is_right(page: &Page) -> Result<(), String> {
    let expected = text(&page.case, "/expected/lang").unwrap();
    let read = page.article.language.as_ref().map(|language| language.declared.as_str()).unwrap_or_default();
    if expected.eq_ignore_ascii_case(read) { Ok(()) } else { Err(miss(page, "language", expected, read)) }
}
