//! The JSON line of an item: what `pipe` and `demo --json` print.

use std::io::{self, Write};

use serde::Serialize;

use crate::article::{Candidate, Found};
use crate::dead_letter::Reject;
use crate::decode::Form;
use crate::outcome::{ItemOutcome, Product};
use crate::proto::{ArticleEvent, DuplicateEvent, Flag, Origin};

#[derive(Debug, Serialize)]
pub struct Line<'a> {
    /// From 0, in the order of input.
    record: i64,
    item: u32,
    outcome: &'static str,
    origin: &'a Origin,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a ArticleEvent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duplicate: Option<&'a DuplicateEvent>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reject: Option<&'a Reject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explain: Option<Explanation>,
}

impl<'a> Line<'a> {
    /// Of an item whose record has its number as its offset.
    pub fn new(outcome: &'a ItemOutcome, explain: Option<Explanation>) -> Self {
        let (event, duplicate, reject) = match &outcome.product {
            Product::Event(event) => (Some(event.as_ref()), None, None),
            Product::Duplicate(duplicate) => (None, Some(duplicate.as_ref()), None),
            Product::Rejected(reject) => (None, None, Some(reject)),
        };
        let name = outcome.outcome().name();
        let origin = &outcome.origin;
        Self {
            record: origin.offset,
            item: origin.item,
            outcome: name,
            origin,
            event,
            duplicate,
            reject,
            explain,
        }
    }
}

/// One JSON object and a line feed. A failure to write stays recognizable as one.
pub fn write_line(out: &mut dyn Write, line: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    writeln!(out)
}

/// How an item was read. Of a rejected one, only the form is known, and only if the record as a whole was read.
#[derive(Debug, Serialize)]
pub struct Explanation {
    pub form: Option<Form>,
    #[serde(flatten)]
    pub reading: Option<Reading>,
}

#[derive(Debug, Serialize)]
pub struct Reading {
    pub canonical_url: String,
    pub url_key: String,
    pub url_rules: Vec<&'static str>,
    pub content_hash: String,
    pub published: PublishedReading,
    pub language: LanguageReading,
    pub flags: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
pub struct PublishedReading {
    pub as_found: String,
    pub rule: Option<&'static str>,
    pub candidates: Vec<DateCandidate>,
}

#[derive(Debug, Serialize)]
pub struct DateCandidate {
    pub field: String,
    pub text: String,
}

#[derive(Debug, Serialize)]
pub struct LanguageReading {
    pub code: String,
    pub confidence: f32,
    pub declared: String,
}

impl Explanation {
    pub fn new(form: Option<Form>, candidate: Option<&Candidate>) -> Self {
        Self { form, reading: candidate.map(Reading::of) }
    }
}

impl Reading {
    fn of(candidate: &Candidate) -> Self {
        let Candidate { article, identity, trace, .. } = candidate;
        let published = article.published.as_ref();
        let language = article.language.clone().unwrap_or_default();
        let candidate =
            |found: &Found| DateCandidate { field: found.field.clone(), text: found.text.clone() };
        Self {
            canonical_url: article.canonical_url.clone(),
            url_key: trace.url_key.clone(),
            url_rules: trace.url_rules.clone(),
            content_hash: identity.content.to_string(),
            published: PublishedReading {
                as_found: published.map_or_else(String::new, |instant| instant.as_found.clone()),
                rule: trace.published_rule,
                candidates: trace.published_candidates.iter().map(candidate).collect(),
            },
            language: LanguageReading {
                code: language.code,
                confidence: language.confidence,
                declared: language.declared,
            },
            flags: article.flags().map(|flag: Flag| flag.as_str_name()).collect(),
        }
    }
}
