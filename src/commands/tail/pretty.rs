//! A short block for each message. What strangers wrote is printed so that no terminal takes it for more than letters.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use super::Found;
use super::entry::{Entry, Letter};
use crate::commands::report::Plain;
use crate::proto::{
    Article, ArticleEvent, DuplicateEvent, Enrichment, Outcome, Relation, RelationKind, Revision,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    Coloured,
    None,
}

impl Paint {
    fn with(self, style: Style) -> Style {
        match self {
            Self::Coloured => style,
            Self::None => Style::new(),
        }
    }
}

pub fn print(found: &Found, paint: Paint, out: &mut dyn Write) -> io::Result<()> {
    let (what, colour) = headline(&found.entry);
    let bold = paint.with(colour.on_default().bold());
    let dim = paint.with(Style::new().dimmed());
    write!(out, "{bold}{what}{bold:#}")?;
    if let Some(time) = found.message.timestamp {
        write!(out, "  {time}")?;
    }
    writeln!(out, "  {dim}{}{dim:#}", found.place)?;
    for line in lines(&found.entry) {
        writeln!(out, "  {}", Plain(&line))?;
    }
    writeln!(out)
}

/// What happened, with the colour of its kind: something new, something less, something wrong.
fn headline(entry: &Entry) -> (&'static str, AnsiColor) {
    match entry {
        Entry::Event(event) => of_outcome(event.outcome()),
        Entry::Duplicate(duplicate) => of_outcome(duplicate.outcome()),
        Entry::DeadLetter(_) => of_outcome(Outcome::Rejected),
        Entry::Replayed(_) => ("replayed", AnsiColor::Blue),
        Entry::Gone { .. } => ("gone", AnsiColor::Yellow),
    }
}

fn of_outcome(outcome: Outcome) -> (&'static str, AnsiColor) {
    let colour = match outcome {
        Outcome::Published | Outcome::Revised => AnsiColor::Green,
        Outcome::Unchanged | Outcome::Stale | Outcome::Copy | Outcome::Unspecified => AnsiColor::Blue,
        Outcome::Withdrawn => AnsiColor::Yellow,
        Outcome::Rejected => AnsiColor::Red,
    };
    (outcome.name(), colour)
}

fn lines(entry: &Entry) -> Vec<String> {
    match entry {
        Entry::Event(event) => of_event(event),
        Entry::Duplicate(duplicate) => of_duplicate(duplicate),
        Entry::DeadLetter(Letter { reject, origin, items, .. }) => {
            let items =
                if items.as_slice() == [0] { String::new() } else { format!(", items {}", list(items)) };
            vec![reject.to_string(), format!("{origin}{items}")]
        }
        Entry::Replayed(offsets) => vec![format!("dead letters at {}", list(offsets))],
        Entry::Gone { article_id } => vec![article_id.clone()],
    }
}

fn of_event(event: &ArticleEvent) -> Vec<String> {
    let ArticleEvent { outcome: _, article, revision, relations, enrichment, origin: _, decision: _ } = event;
    let mut lines = article.as_ref().map_or_else(Vec::new, of_article);
    lines.extend(revision.as_ref().and_then(of_revision));
    lines.extend(relations.iter().map(of_relation));
    let Enrichment { labels, mentions, .. } = enrichment.clone().unwrap_or_default();
    if !labels.is_empty() {
        lines.push(format!("labels {}", labels.join(", ")));
    }
    if !mentions.is_empty() {
        let mentions: Vec<_> = mentions.iter().map(|hit| format!("{} ({})", hit.term, hit.list)).collect();
        lines.push(format!("mentions {}", mentions.join(", ")));
    }
    lines
}

fn of_article(article: &Article) -> Vec<String> {
    let Article { title, site, language, canonical_url, .. } = article;
    let site = site.as_ref().map_or("", |site| site.domain.as_str());
    let language = language.as_ref().map_or("", |language| language.code.as_str());
    let where_from = [site, language, canonical_url].into_iter().filter(|part| !part.is_empty());
    let lines = [title.clone(), where_from.collect::<Vec<_>>().join("  ")];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// None of a first.
fn of_revision(revision: &Revision) -> Option<String> {
    let Revision { number, changed, .. } = revision;
    let changed = if changed.is_empty() { String::new() } else { format!(": {}", changed.join(", ")) };
    (*number > 1).then(|| format!("revision {number}{changed}"))
}

fn of_duplicate(duplicate: &DuplicateEvent) -> Vec<String> {
    let DuplicateEvent { title, canonical_url, of, stale, .. } = duplicate;
    let own = || {
        let lines = [title, canonical_url].into_iter().filter(|line| !line.is_empty());
        lines.cloned().collect()
    };
    let mut lines = stale.as_ref().map_or_else(own, of_article);
    // That it repeats itself is told by the outcome.
    let other = of.iter().filter(|of| of.kind() != RelationKind::SameArticle);
    lines.extend(other.map(of_relation));
    lines
}

fn of_relation(relation: &Relation) -> String {
    let of = &relation.canonical_url;
    match relation.kind() {
        RelationKind::CopyOf => format!("copy of {of}"),
        RelationKind::NearCopyOf => {
            format!("near copy of {of}, {:.0} % in common", relation.similarity * 100.0)
        }
        RelationKind::SameArticle => format!("the same article as {of}"),
        RelationKind::Unspecified => format!("related to {of}"),
    }
}

fn list<N: ToString>(numbers: &[N]) -> String {
    numbers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_letter::{self, Code, Reject, RejectedItem, Stage};
    use crate::logging::is_command;
    use crate::proto::{Language, Origin, Site, Timestamp};
    use crate::record::{Position, Record, Topic};
    use crate::route::Topics;
    use crate::wire::Message;

    fn printed(entry: Entry, paint: Paint) -> String {
        let place = Position { topic: Topic::new("articles.enriched"), partition: 3, offset: 120 };
        let message = Message::keyed(place.topic.to_string(), None, None, Vec::new());
        let message = Message { timestamp: Some(Timestamp::from_seconds(1_773_100_800)), ..message };
        let mut out = Vec::new();
        print(&Found { place, message, entry }, paint, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn event(title: &str) -> ArticleEvent {
        let article = Article {
            title: title.to_owned(),
            canonical_url: "https://a.example/1".to_owned(),
            site: Some(Site { domain: "a.example".to_owned(), ..Site::default() }),
            language: Some(Language { code: "it".to_owned(), ..Language::default() }),
            ..Article::default()
        };
        let near = Relation {
            kind: RelationKind::NearCopyOf.into(),
            canonical_url: "https://b.example/7".to_owned(),
            similarity: 0.934,
            ..Relation::default()
        };
        ArticleEvent {
            outcome: Outcome::Revised.into(),
            article: Some(article),
            revision: Some(Revision {
                number: 2,
                changed: vec!["title".to_owned(), "body".to_owned()],
                ..Revision::default()
            }),
            relations: vec![near],
            enrichment: Some(Enrichment { labels: vec!["bridge".to_owned()], ..Enrichment::default() }),
            ..ArticleEvent::default()
        }
    }

    #[test]
    fn an_event_is_a_short_block() {
        let expected = "revised  2026-03-10T00:00:00Z  articles.enriched/3/120\n  \
                        La nave scuola rientra\n  \
                        a.example  it  https://a.example/1\n  \
                        revision 2: title, body\n  \
                        near copy of https://b.example/7, 93 % in common\n  \
                        labels bridge\n\n";
        assert_eq!(printed(Entry::Event(event("La nave scuola rientra").into()), Paint::None), expected);
    }

    #[test]
    fn a_duplicate_names_what_it_repeats() {
        let of = Relation {
            kind: RelationKind::CopyOf.into(),
            canonical_url: "https://b.example/7".to_owned(),
            ..Relation::default()
        };
        let duplicate = DuplicateEvent {
            outcome: Outcome::Copy.into(),
            title: "T".to_owned(),
            canonical_url: "https://a.example/1".to_owned(),
            of: Some(of),
            ..DuplicateEvent::default()
        };
        let block = printed(Entry::Duplicate(duplicate.into()), Paint::None);
        let lines: Vec<_> = block.lines().skip(1).collect();
        assert_eq!(lines, ["  T", "  https://a.example/1", "  copy of https://b.example/7", ""]);
        assert!(block.starts_with("copy  "), "{block}");
    }

    #[test]
    fn a_dead_letter_says_code_reason_and_place() {
        let record = Record {
            position: Position { topic: Topic::new("raw"), partition: 0, offset: 7 },
            timestamp: None,
            key: None,
            value: None,
            headers: Vec::new(),
        };
        let reject = Reject::new(Stage::Decode, Code::InvalidJson, "expected a comma");
        let rejected = [0, 4].map(|item| RejectedItem { item, decision: 1, reject: reject.clone() });
        let headers = dead_letter::headers(&record, &rejected);
        let message = Message::keyed("articles.rejected".to_owned(), None, None, headers);
        let block = printed(Entry::read(&message, &Topics::default()).unwrap(), Paint::None);
        let lines: Vec<_> = block.lines().skip(1).collect();
        assert_eq!(lines, ["  invalid_json (decode): expected a comma", "  raw/0/7, items 0, 4", ""]);
        assert!(block.starts_with("rejected  "), "{block}");
    }

    #[test]
    fn no_article_speaks_to_the_terminal() {
        let evil = "a\u{1b}[2J\r\n\u{9b}31m\u{202e}b";
        let mut event = event(evil);
        let article = event.article.get_or_insert_default();
        article.canonical_url = evil.to_owned();
        article.site.get_or_insert_default().domain = evil.to_owned();
        article.language.get_or_insert_default().code = evil.to_owned();
        event.relations[0].canonical_url = evil.to_owned();
        event.origin = Some(Origin::default());
        let block = printed(Entry::Event(event.into()), Paint::None);
        assert!(!block.replace('\n', "").chars().any(is_command), "{block:?}");
        assert!(block.contains("a\\u001b[2J\\u000d\\u000a\\u009b31m\\u202eb"), "{block}");
        assert_eq!(block.lines().count(), 7, "{block}");
    }

    #[test]
    fn colours_are_ours_alone_and_only_where_asked_for() {
        let coloured = printed(Entry::Event(event("a\u{1b}[31m").into()), Paint::Coloured);
        assert!(coloured.starts_with("\u{1b}["), "{coloured:?}");
        let plain = printed(Entry::Event(event("a\u{1b}[31m").into()), Paint::None);
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), plain);
    }
}
