//! Messages in the shapes of the tools that people run.

use copydesk::dead_letter::Reject;
use copydesk::proto::{Article, Evidence, Flag, Instant};
use serde_json::Value;

use crate::cases::{Folder, text};
use crate::line::{self, Case};
use crate::score::Score;

/// Of messages that bring none themselves.
const URL: &str = "https://www.news.example/2023/09/12/port-audit-17491176.html";

pub fn scores(folder: &Folder) -> Vec<Score> {
    let cases = folder.cases("input-schemas/messages.jsonl");
    if cases.is_empty() {
        return Vec::new();
    }
    let records = cases.iter().map(|case| {
        let record = match case["input"].as_str() {
            Some(text) => Case { value: text.as_bytes().to_vec(), ..Case::default() },
            None => Case::of_json(&case["input"]),
        };
        let from_key = text(case, "/expected/url").is_some_and(|url| url.starts_with('('));
        Case { key: from_key.then(|| URL.to_owned()), ..record }
    });
    let judged = cases.iter().zip(line::articles(records)).map(judge);
    vec![Score::of(("input-schemas", "all fields right"), 100.0, "-", judged)]
}

type Items = Vec<Result<Article, Reject>>;

fn judge((case, items): (&Value, Items)) -> Result<(), String> {
    let expected = case["expected"].as_object().unwrap();
    if let Some(count) = expected.get("articles") {
        let read = items.iter().filter(|item| item.is_ok()).count();
        return if *count == read { Ok(()) } else { Err(format!("{} gives {read} articles", case["id"])) };
    }
    let article = line::only(items).map_err(|reject| format!("{} {}: {reject}", case["id"], case["tool"]))?;
    let wrong: Vec<_> = expected
        .iter()
        .filter(|(field, value)| !is_right(field, value, &article))
        .map(|(field, value)| format!("{field} should be {value}"))
        .collect();
    if wrong.is_empty() {
        Ok(())
    } else {
        Err(format!("{} {}: {wrong:?} in {article:?}", case["id"], case["tool"]))
    }
}

fn is_right(field: &str, value: &Value, article: &Article) -> bool {
    let is = |text: &str| value.as_str() == Some(text);
    let list = |texts: &[String]| value.as_array().is_some_and(|list| list.iter().eq(texts.iter()));
    let flag = |flag: Flag| value.as_bool() == Some(article.flags().any(|set| set == flag));
    match field {
        "url" => is(&article.canonical_url) || value.as_str().is_some_and(|text| text.starts_with('(')),
        "canonical_url" => is(&article.canonical_url),
        "title" => is(&article.title),
        "description" => is(&article.description),
        "text_paragraphs" => {
            let paragraphs: Vec<_> =
                article.body.split("\n\n").filter(|part| !part.is_empty()).map(str::to_owned).collect();
            list(&paragraphs)
        }
        "authors" => list(&article.authors),
        "keywords" => list(&article.tags),
        "section" => value.get(0).and_then(Value::as_str) == Some(article.section.as_str()),
        "image" => article.images.first().is_some_and(|image| is(image)),
        "language" => article.language.as_ref().is_some_and(|language| is(&language.code)),
        "site" => {
            article.site.as_ref().is_some_and(|site| is(&site.name) || is(&site.host) || is(&site.domain))
        }
        // Where no field tells it: a day that the address tells may be there all the same.
        "published" if value.is_null() => {
            article.published.as_ref().is_none_or(|found| found.evidence() == Evidence::UrlPath)
        }
        "published" => instant(value, article.published.as_ref()),
        "modified" => instant(value, article.modified.as_ref()),
        "fetched_at" => article.fetched_at.is_some_and(|time| is(&whole_second(&time.to_string()))),
        "published_precision" => article.published.as_ref().is_some_and(|published| {
            let name = published.precision().as_str_name();
            is(&name.trim_start_matches("PRECISION_").to_ascii_lowercase())
        }),
        "zone_assumed" => article
            .published
            .as_ref()
            .is_some_and(|published| value.as_bool() == Some(published.zone_assumed)),
        "truncated" => flag(Flag::Truncated),
        "paywalled" => flag(Flag::Paywall),
        _ => false,
    }
}

fn instant(expected: &Value, read: Option<&Instant>) -> bool {
    let printed = read.and_then(|read| read.time).map(|time| whole_second(&time.to_string()));
    match (expected.as_str(), printed) {
        (None, None) => true,
        (Some(expected), Some(printed)) => printed == expected || printed == format!("{expected}T00:00:00Z"),
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn whole_second(time: &str) -> String {
    time.split('.').next().map_or_else(String::new, |whole| {
        if whole.ends_with('Z') { whole.to_owned() } else { format!("{whole}Z") }
    })
}
