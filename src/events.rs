//! From a decision to what is published of it. Cannot fail.

use crate::article::Candidate;
use crate::dedup::{Copies, Known, Step, Verdict};
use crate::outcome::Product;
use crate::proto::{
    Article, ArticleEvent, ChangeKind, DuplicateEvent, Enrichment, Origin, Outcome, Relation, RelationKind,
    Revision,
};

/// Where and as what the item was decided.
#[derive(Clone, Debug)]
pub struct Decided {
    pub origin: Origin,
    pub decision: u64,
    pub verdict: Verdict,
}

/// `enrichment` is asked for only where an article goes out.
pub fn of(
    candidate: &Candidate,
    decided: Decided,
    copies: Copies,
    enrichment: impl FnOnce() -> Enrichment,
) -> Product {
    let Decided { origin, decision, verdict } = decided;
    let event = |outcome: Outcome, revision: Revision, relations: Vec<Relation>| {
        Product::Event(Box::new(ArticleEvent {
            outcome: outcome.into(),
            article: Some(candidate.article.clone()),
            revision: Some(revision),
            relations,
            enrichment: Some(enrichment()),
            origin: Some(origin.clone()),
            decision,
        }))
    };
    let duplicate = |outcome: Outcome, kind: RelationKind, known: &Known, stale: Option<Article>| {
        Product::Duplicate(Box::new(DuplicateEvent {
            outcome: outcome.into(),
            article_id: candidate.article.id.clone(),
            url: candidate.article.url.clone(),
            canonical_url: candidate.article.canonical_url.clone(),
            title: candidate.article.title.clone(),
            of: Some(relation(kind, known)),
            of_revision: Some(latest(known)),
            origin: Some(origin.clone()),
            stale,
            decision,
        }))
    };
    match verdict {
        Verdict::Withdrawn(step) => event(Outcome::Withdrawn, withdrawal(&step), Vec::new()),
        Verdict::Revised(step) => event(Outcome::Revised, revision(candidate, &step), Vec::new()),
        Verdict::Published(step) => event(Outcome::Published, revision(candidate, &step), Vec::new()),
        Verdict::Copy(known) if copies == Copies::Publish => {
            event(Outcome::Copy, first(candidate), vec![relation(RelationKind::CopyOf, &known)])
        }
        Verdict::Copy(known) => duplicate(Outcome::Copy, RelationKind::CopyOf, &known, None),
        Verdict::Unchanged(known) => duplicate(Outcome::Unchanged, RelationKind::SameArticle, &known, None),
        Verdict::Stale(known) => {
            duplicate(Outcome::Stale, RelationKind::SameArticle, &known, Some(candidate.article.clone()))
        }
    }
}

fn revision(candidate: &Candidate, step: &Step) -> Revision {
    Revision {
        number: step.number,
        content_hash: candidate.identity.content.to_string(),
        previous_content_hash: step
            .previous
            .as_ref()
            .map_or_else(String::new, |entry| entry.content.to_string()),
        changed: step.changed.iter().map(|&field| field.to_owned()).collect(),
        first_seen: Some(step.first_seen),
        change: step.kind.into(),
    }
}

/// A withdrawal has no content of its own; it names the content that it takes down.
fn withdrawal(step: &Step) -> Revision {
    Revision {
        number: step.number,
        content_hash: String::new(),
        previous_content_hash: step
            .previous
            .as_ref()
            .map_or_else(String::new, |entry| entry.content.to_string()),
        changed: Vec::new(),
        first_seen: Some(step.first_seen),
        change: ChangeKind::Unspecified.into(),
    }
}

fn first(candidate: &Candidate) -> Revision {
    Revision {
        number: 1,
        content_hash: candidate.identity.content.to_string(),
        first_seen: Some(candidate.seen_at),
        ..Revision::default()
    }
}

/// The revision that was the latest when the item was decided.
fn latest(known: &Known) -> Revision {
    Revision {
        number: known.entry.revision,
        content_hash: known.entry.content.to_string(),
        first_seen: Some(known.entry.first_seen),
        ..Revision::default()
    }
}

fn relation(kind: RelationKind, known: &Known) -> Relation {
    Relation {
        kind: kind.into(),
        article_id: known.id.to_string(),
        canonical_url: known.entry.canonical_url.clone(),
        similarity: 1.0,
        origin: Some(known.entry.origin.clone()),
        cluster_id: String::new(),
    }
}
