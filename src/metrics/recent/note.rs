//! An outcome in a few short texts: what the desk decided, and what it went by.

use serde::Serialize;

use super::Text;
use crate::dead_letter::Reject;
use crate::outcome::{Destination, ItemOutcome, Product};
use crate::proto::{
    Article, ArticleEvent, DuplicateEvent, Instant, Origin, Precision, Relation, Revision, Timestamp,
};

/// Characters of a title.
const TITLE: usize = 200;
/// Of an address, which is longer than nearly all are.
const URL: usize = 512;
/// Of the name of a host or a language.
pub const NAME: usize = 100;
/// Of a date as found.
const AS_FOUND: usize = 100;
const RELATIONS: usize = 3;
const FLAGS: usize = 16;

#[derive(Clone, Debug, Default, Serialize)]
pub struct Note {
    /// None where nobody knows the time.
    pub committed: Option<Timestamp>,
    pub outcome: &'static str,
    pub decision: u64,
    pub origin: Origin,
    /// Where a rule sent it; empty where none did.
    pub topic: Text,
    /// By a rule.
    pub dropped: bool,
    /// Empty, as is what follows, of what was rejected.
    pub article_id: Text,
    pub canonical_url: Text,
    pub site: Text,
    pub title: Text,
    pub language: Text,
    /// What this version is, or of a duplicate the latest one that is known.
    pub revision: Option<Revised>,
    pub relations: Vec<Related>,
    pub published: Option<Date>,
    pub modified: Option<Date>,
    pub flags: Vec<&'static str>,
    pub reject: Option<Reject>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Revised {
    pub number: u32,
    pub change: &'static str,
    pub changed: Vec<Text>,
    pub first_seen: Option<Timestamp>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Related {
    pub kind: &'static str,
    pub article_id: Text,
    pub canonical_url: Text,
    pub similarity: f32,
    pub origin: Option<Origin>,
}

#[derive(Clone, Debug, Serialize)]
pub struct Date {
    pub time: Option<Timestamp>,
    pub precision: &'static str,
    pub zone_assumed: bool,
    pub as_found: Text,
    pub evidence: &'static str,
    pub confirmed_by: Vec<&'static str>,
}

impl Note {
    pub fn of(outcome: &ItemOutcome) -> Self {
        let note = match &outcome.product {
            Product::Event(event) => of_event(event),
            Product::Duplicate(duplicate) => of_duplicate(duplicate),
            Product::Rejected(reject) => Self { reject: Some(harmless(reject)), ..Self::default() },
        };
        Self {
            outcome: outcome.outcome().name(),
            decision: outcome.decision,
            origin: outcome.origin.clone(),
            topic: match &outcome.routing.to {
                Destination::Routed(topic) => Text::cut(topic.as_str(), NAME),
                Destination::Enriched | Destination::Dropped => Text::default(),
            },
            dropped: outcome.routing.to == Destination::Dropped,
            ..note
        }
    }
}

fn of_event(event: &ArticleEvent) -> Note {
    let article = event.article.as_ref().map_or_else(Note::default, of_article);
    Note {
        revision: event.revision.as_ref().map(revised),
        relations: event.relations.iter().take(RELATIONS).map(related).collect(),
        ..article
    }
}

fn of_article(article: &Article) -> Note {
    Note {
        article_id: Text::cut(&article.id, NAME),
        canonical_url: Text::cut(&article.canonical_url, URL),
        site: host(&article.canonical_url),
        title: Text::cut(&article.title, TITLE),
        language: Text::cut(article.language.as_ref().map_or("", |language| &language.code), NAME),
        published: article.published.as_ref().and_then(date),
        modified: article.modified.as_ref().and_then(date),
        flags: article.flags().take(FLAGS).map(|flag| flag.as_str_name()).collect(),
        ..Note::default()
    }
}

fn of_duplicate(duplicate: &DuplicateEvent) -> Note {
    // Only a stale one carries its article.
    let article = duplicate.stale.as_ref().map_or_else(Note::default, of_article);
    Note {
        article_id: Text::cut(&duplicate.article_id, NAME),
        canonical_url: Text::cut(&duplicate.canonical_url, URL),
        site: host(&duplicate.canonical_url),
        title: Text::cut(&duplicate.title, TITLE),
        revision: duplicate.of_revision.as_ref().map(revised),
        relations: duplicate.of.iter().map(related).collect(),
        ..article
    }
}

fn harmless(reject: &Reject) -> Reject {
    let detail = reject.detail.chars().map(super::harmless).collect();
    Reject { detail, ..reject.clone() }
}

fn host(url: &str) -> Text {
    let behind_scheme = url.split_once("://").map_or("", |(_, rest)| rest);
    Text::cut(behind_scheme.split(['/', '?', '#']).next().unwrap_or_default(), NAME)
}

fn revised(revision: &Revision) -> Revised {
    Revised {
        number: revision.number,
        change: revision.change().as_str_name(),
        changed: revision.changed.iter().take(RELATIONS).map(|field| Text::cut(field, NAME)).collect(),
        first_seen: revision.first_seen,
    }
}

fn related(relation: &Relation) -> Related {
    Related {
        kind: relation.kind().as_str_name(),
        article_id: Text::cut(&relation.article_id, NAME),
        canonical_url: Text::cut(&relation.canonical_url, URL),
        similarity: relation.similarity,
        origin: relation.origin.clone(),
    }
}

/// None where no time was found.
fn date(instant: &Instant) -> Option<Date> {
    (instant.precision() != Precision::Unspecified).then(|| Date {
        time: instant.time,
        precision: instant.precision().as_str_name(),
        zone_assumed: instant.zone_assumed,
        as_found: Text::cut(&instant.as_found, AS_FOUND),
        evidence: instant.evidence().as_str_name(),
        confirmed_by: instant.confirmed_by().take(RELATIONS).map(|evidence| evidence.as_str_name()).collect(),
    })
}
