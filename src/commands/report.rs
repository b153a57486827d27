//! The JSON line of an item: what `pipe` and `demo --json` print.

use std::fmt;
use std::io::{self, Write};

use serde::Serialize;

use crate::article::{Candidate, Found};
use crate::dead_letter::Reject;
use crate::decode::Form;
use crate::logging::is_command;
use crate::outcome::{Destination, ItemOutcome, Product};
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
    /// Of the rule that sent the event elsewhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    topic: Option<&'a str>,
    /// By a rule.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    dropped: bool,
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
            topic: match &outcome.routing.to {
                Destination::Routed(topic) => Some(topic.as_str()),
                Destination::Enriched | Destination::Dropped => None,
            },
            dropped: outcome.routing.to == Destination::Dropped,
            explain,
        }
    }
}

/// One JSON object and a line feed. A failure to write stays recognizable as one.
pub fn write_line(out: &mut dyn Write, line: &impl Serialize) -> io::Result<()> {
    write_json(out, line)?;
    writeln!(out)
}

/// JSON in which nothing speaks to a terminal: more is escaped than JSON asks for.
pub fn write_json(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    Ok(value.serialize(&mut serde_json::Serializer::with_formatter(out, Harmless))?)
}

struct Harmless;

impl serde_json::ser::Formatter for Harmless {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, out: &mut W, text: &str) -> io::Result<()> {
        write!(out, "{}", Plain(text))
    }
}

fn split_at_command(text: &str) -> Option<(&str, char, &str)> {
    let command = text.chars().find(|&c| is_command(c))?;
    let (before, after) = text.split_once(command)?;
    Some((before, command, after))
}

/// Text of strangers in a line for people: what would speak to a terminal is escaped as in JSON.
#[derive(Clone, Copy, Debug)]
pub struct Plain<'a>(pub &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((before, command, after)) = split_at_command(rest) {
            write!(f, "{before}\\u{:04x}", u32::from(command))?;
            rest = after;
        }
        f.write_str(rest)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_speaks_to_a_terminal_and_all_say_what_they_said() {
        let text = "a\u{1b}[31m\r\n\0\u{7f}\u{9b}2J\u{85}\u{2028}\u{202e}z\u{2069}\"\\é 漢";
        let mut line = Vec::new();
        write_line(&mut line, &serde_json::json!({ text: text })).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert!(!line.trim_end_matches('\n').chars().any(is_command), "{line:?}");
        let read: serde_json::Value = serde_json::from_str(&line).unwrap();
        assert_eq!(read[text], text);
    }
}
