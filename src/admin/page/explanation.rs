//! `/explain`: what is remembered of one outcome, and how to ask for the rest.

use maud::{Markup, html};
use url::form_urlencoded::{Serializer, parse};

use super::figures::{count, moment};
use super::parts::badge;
use super::{Freshness, document, letters};
use crate::metrics::{Date, Note, Related, Revised, Text};
use crate::proto::Origin;

/// Which outcome is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    topic: String,
    partition: i32,
    offset: i64,
    item: u32,
}

impl Asked {
    pub fn of(origin: &Origin) -> Self {
        let Origin { topic, partition, offset, timestamp: _, item } = origin;
        Self { topic: topic.clone(), partition: *partition, offset: *offset, item: *item }
    }

    /// Of a query. None where a part is missing, or the topic is none that Kafka could have: it comes out in a command that
    /// people copy into a shell.
    pub fn parse(query: &str) -> Option<Self> {
        let value =
            |name: &str| parse(query.as_bytes()).find(|(known, _)| known == name).map(|(_, value)| value);
        let is_topic = |topic: &str| {
            (1..=249).contains(&topic.len())
                && topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte))
        };
        Some(Self {
            topic: value("topic").filter(|topic| is_topic(topic))?.into_owned(),
            partition: value("partition")?.parse().ok()?,
            offset: value("offset")?.parse().ok()?,
            item: value("item")?.parse().ok()?,
        })
    }

    pub fn link(&self) -> String {
        const PAGE: &str = "/explain?";
        let mut query = Serializer::for_suffix(PAGE.to_owned(), PAGE.len());
        query.append_pair("topic", &self.topic).append_pair("partition", &self.partition.to_string());
        query.append_pair("offset", &self.offset.to_string()).append_pair("item", &self.item.to_string());
        query.finish()
    }

    pub fn is_for(&self, origin: &Origin) -> bool {
        *self == Self::of(origin)
    }

    fn place(&self) -> String {
        format!("{}/{}/{}", self.topic, self.partition, self.offset)
    }
}

pub fn explanation(asked: &Asked, note: Option<&Note>) -> String {
    let place = asked.place();
    let content = html! {
        section.wide aria-labelledby="outcome" {
            @if let Some(note) = note {
                h2 #outcome { (badge(note.outcome)) " " bdi { (note.title) } }
                (told(note))
            } @else {
                h2 #outcome { (place) }
                p { "This process remembers nothing of it any more, or never decided it." }
            }
            h3 { "The rest" }
            p { "What the ledger knows, and all that was decided:" }
            pre tabindex="0" { code { "copydesk explain known --origin " (place) } }
        }
    };
    document(&format!("{place} – copydesk"), Freshness::Still, &content)
}

fn told(note: &Note) -> Markup {
    let origin = &note.origin;
    html! {
        dl {
            dt { "Origin" }
            dd { (origin.topic) "/" (origin.partition) "/" (origin.offset) ", item " (origin.item) }
            @if let Some(time) = origin.timestamp { dt { "Record of" } dd { (moment(Some(time))) } }
            dt { "Committed" } dd { (moment(note.committed)) }
            dt { "Decision" } dd { (count(note.decision)) }
            @if !note.topic.is_empty() { dt { "Sent to" } dd { (note.topic) ", by a rule" } }
            @if note.dropped { dt { "Dropped" } dd { "by a rule: its text went to no topic" } }
            @if let Some(reject) = &note.reject {
                dt { "Code" } dd { a href=(letters::link(reject.code)) { (reject.code) } " (" (reject.stage) ")" }
                dt { "Detail" } dd { bdi { (reject.detail) } }
            }
            @if !note.article_id.is_empty() { dt { "Article" } dd { code { (note.article_id) } } }
            @if !note.canonical_url.is_empty() { dt { "Address" } dd { (address(&note.canonical_url)) } }
            @if !note.site.is_empty() { dt { "Site" } dd { bdi { (note.site) } } }
            @if !note.language.is_empty() { dt { "Language" } dd { (note.language) } }
            @if let Some(revision) = &note.revision { dt { "Revision" } dd { (revised(revision)) } }
            @for related in &note.relations { dt { "Relation" } dd { (relation(related)) } }
            @if let Some(published) = &note.published { dt { "Published" } dd { (date(published)) } }
            @if let Some(modified) = &note.modified { dt { "Modified" } dd { (date(modified)) } }
            @if !note.flags.is_empty() {
                dt { "Flags" } dd { @for flag in &note.flags { code { (plain(flag, "FLAG_")) } " " } }
            }
        }
    }
}

/// Linked to only where a browser would load a page: other schemes can run or open something.
fn address(url: &Text) -> Markup {
    let is_page = ["http://", "https://"].iter().any(|scheme| url.as_str().starts_with(scheme));
    let is_whole = !url.as_str().ends_with('…');
    html! {
        @if is_page && is_whole { a href=(url) rel="noopener noreferrer" { bdi { (url) } } } @else { bdi { (url) } }
    }
}

fn revised(revision: &Revised) -> Markup {
    html! {
        "number " (revision.number)
        @if revision.change != "CHANGE_KIND_UNSPECIFIED" { ", " (plain(revision.change, "CHANGE_KIND_")) }
        @if !revision.changed.is_empty() {
            ", of " @for (place, field) in revision.changed.iter().enumerate() { @if place > 0 { ", " } (field) }
        }
        "; first seen " (moment(revision.first_seen))
    }
}

fn relation(related: &Related) -> Markup {
    html! {
        (plain(related.kind, "RELATION_KIND_")) " " (address(&related.canonical_url))
        ", " (format!("{:.0}", related.similarity * 100.0)) " % in common, article " code { (related.article_id) }
        @if let Some(origin) = &related.origin { ", from " (Asked::of(origin).place()) }
    }
}

fn date(date: &Date) -> Markup {
    html! {
        (moment(date.time)) ", to the " (plain(date.precision, "PRECISION_"))
        @if date.zone_assumed { ", zone assumed" }
        "; found as “" bdi { (date.as_found) } "”, evidence: " (plain(date.evidence, "EVIDENCE_"))
        @for evidence in &date.confirmed_by { ", confirmed by " (plain(evidence, "EVIDENCE_")) }
    }
}

/// The name of a value of an enum, without that of its enum.
fn plain(name: &str, prefix: &str) -> String {
    name.strip_prefix(prefix).unwrap_or(name).to_lowercase().replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_asks_for_the_outcome_that_it_is_made_of() {
        let origin =
            Origin { topic: "raw.x_y-z".to_owned(), partition: 3, offset: 12, item: 1, timestamp: None };
        let link = Asked::of(&origin).link();
        let asked = Asked::parse(link.split_once('?').unwrap().1).unwrap();
        assert!(asked.is_for(&origin) && !asked.is_for(&Origin { item: 0, ..origin }));
    }

    #[test]
    fn what_is_no_topic_comes_into_no_command() {
        let query = |topic: &str| {
            let pairs = [("topic", topic), ("partition", "0"), ("offset", "1"), ("item", "0")];
            Serializer::new(String::new()).extend_pairs(pairs).finish()
        };
        assert!(Asked::parse(&query("articles.raw")).is_some());
        for topic in ["", "a b", "a;rm -rf ~", "$(x)", "<b>", "a\nb", "é", &"a".repeat(250)] {
            assert_eq!(Asked::parse(&query(topic)), None, "{topic}");
        }
        for query in ["", "topic=a", "topic=a&partition=x&offset=0&item=0", "topic=a&partition=0&offset=0"] {
            assert_eq!(Asked::parse(query), None, "{query}");
        }
    }

    #[test]
    fn only_pages_are_linked_to() {
        let shown = |url: &str| address(&Text::cut(url, 30)).into_string();
        assert!(
            shown("https://a.example/1").contains("href=\"https://a.example/1\" rel=\"noopener noreferrer\"")
        );
        for other in [
            "javascript:alert(1)",
            "data:text/html,x",
            "//a.example",
            "",
            "httpx://a",
            &format!("https://a.example/{}", "x".repeat(40)),
        ] {
            assert!(!shown(other).contains("href"), "{other}");
        }
    }
}
