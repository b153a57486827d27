//! From a decision to what is published of it. Cannot fail.

use crate::article::{ArticleId, Candidate};
use crate::dedup::{Copies, Kin, Known, Step, Verdict};
use crate::outcome::Product;
use crate::proto::{
    Article, ArticleEvent, ChangeKind, DuplicateEvent, Enrichment, Flag, Origin, Outcome, Relation,
    RelationKind, Revision,
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
    let event = |outcome: Outcome, article: Article, revision: Revision, relations: Vec<Relation>| {
        Product::Event(Box::new(ArticleEvent {
            outcome: outcome.into(),
            article: Some(article),
            revision: Some(revision),
            relations,
            enrichment: Some(enrichment()),
            origin: Some(origin.clone()),
            decision,
        }))
    };
    let duplicate = |outcome: Outcome, id: String, of: Relation, known: &Known, stale: Option<Article>| {
        Product::Duplicate(Box::new(DuplicateEvent {
            outcome: outcome.into(),
            article_id: id,
            url: candidate.article.url.clone(),
            canonical_url: candidate.article.canonical_url.clone(),
            title: candidate.article.title.clone(),
            of: Some(of),
            of_revision: Some(latest(known)),
            origin: Some(origin.clone()),
            stale,
            decision,
        }))
    };
    let again = |outcome: Outcome, known: &Known, stale: Option<Article>| {
        let itself = relation(RelationKind::SameArticle, known, 1.0, String::new());
        duplicate(outcome, known.id.to_string(), itself, known, stale)
    };
    match verdict {
        Verdict::Withdrawn(step) => {
            event(Outcome::Withdrawn, article(candidate, step.id), withdrawal(&step), Vec::new())
        }
        Verdict::Revised(step) => {
            event(Outcome::Revised, article(candidate, step.id), revision(candidate, &step), Vec::new())
        }
        Verdict::Published(step) => {
            let mut article = article(candidate, step.id);
            if step.is_boilerplate {
                article.flags.push(Flag::BoilerplateBody.into());
            }
            let relations = step.near.iter().map(kinship).collect();
            event(Outcome::Published, article, revision(candidate, &step), relations)
        }
        Verdict::Copy(kin) if copies == Copies::Publish && kin.kind == RelationKind::CopyOf => {
            event(Outcome::Copy, candidate.article.clone(), first(candidate), vec![kinship(&kin)])
        }
        Verdict::Copy(kin) => {
            duplicate(Outcome::Copy, candidate.article.id.clone(), kinship(&kin), &kin.known, None)
        }
        Verdict::Unchanged(known) => again(Outcome::Unchanged, &known, None),
        Verdict::Stale(known) => again(Outcome::Stale, &known, Some(article(candidate, known.id))),
    }
}

/// Under the id that it was decided as, which is not that of its URL where the URL is an alias.
fn article(candidate: &Candidate, id: ArticleId) -> Article {
    let mut article = candidate.article.clone();
    if id != candidate.identity.article_id {
        article.id = id.to_string();
    }
    article
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

fn kinship(kin: &Kin) -> Relation {
    relation(kin.kind, &kin.known, kin.similarity, kin.cluster.to_string())
}

fn relation(kind: RelationKind, known: &Known, similarity: f32, cluster_id: String) -> Relation {
    Relation {
        kind: kind.into(),
        article_id: known.id.to_string(),
        canonical_url: known.entry.canonical_url.clone(),
        similarity,
        origin: Some(known.entry.origin.clone()),
        cluster_id,
    }
}
