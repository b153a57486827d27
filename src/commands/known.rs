//! What is known of an article, and what was decided of it and why: out of the ledger and the output topics.
//!
//! Reads the topics from where they begin, so it works beside a daemon and without one; on topics of many millions of
//! records it takes minutes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use anyhow::{Context as _, bail};
use serde::Serialize;
use tokio_util::sync::CancellationToken;

use super::report::write_line;
use crate::article::{ArticleId, Digest};
use crate::canonical_url;
use crate::config::Settings;
use crate::exit::Exit;
use crate::identity;
use crate::kafka::drain::Drain;
use crate::kafka::ledger::{RawEntry, Reader};
use crate::ledger::{self, ArticleEntry, Entry, Presence};
use crate::outcome::{ItemOutcome, Product};
use crate::proto::{Origin, Relation, Revision, Timestamp};
use crate::wire;

/// Which article is asked about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    Url(String),
    Id(ArticleId),
    /// All that came of one record.
    Origin {
        topic: String,
        partition: i32,
        offset: i64,
    },
}

impl Question {
    /// From 32 hexadecimal digits.
    pub fn id(text: &str) -> Result<Self, String> {
        let id =
            id_of(text).ok_or_else(|| "expected the 32 hexadecimal digits of an article id".to_owned())?;
        Ok(Self::Id(id))
    }

    /// From `TOPIC/PARTITION/OFFSET`.
    pub fn origin(text: &str) -> Result<Self, String> {
        let parse = || {
            let mut parts = text.rsplitn(3, '/');
            let (offset, partition, topic) = (parts.next()?, parts.next()?, parts.next()?);
            let (partition, offset) = (partition.parse().ok()?, offset.parse().ok()?);
            (!topic.is_empty()).then(|| Self::Origin { topic: topic.to_owned(), partition, offset })
        };
        parse().ok_or_else(|| "expected TOPIC/PARTITION/OFFSET, as in articles.raw/0/100".to_owned())
    }
}

fn id_of(text: &str) -> Option<ArticleId> {
    Digest::parse(text).map(ArticleId)
}

/// What the ledger knows of an article.
#[derive(Debug, Serialize)]
struct Known {
    article_id: String,
    withdrawn: bool,
    revision: u32,
    canonical_url: String,
    content_hash: String,
    letters: u32,
    first_seen: Timestamp,
    revision_seen: Timestamp,
    seen: Timestamp,
    /// Of the record that brought the latest revision.
    origin: Origin,
    /// The ids that its other URLs would give.
    aliases: Vec<String>,
    /// The first of the articles that are nearly the same; empty where none is listed.
    cluster_id: String,
}

/// One outcome.
#[derive(Debug, Serialize)]
struct Told {
    decision: u64,
    outcome: &'static str,
    /// Where it lies.
    topic: String,
    origin: Origin,
    article_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    revision: Option<Revision>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    relations: Vec<Relation>,
    #[serde(skip_serializing_if = "String::is_empty")]
    reason: String,
}

/// Prints one JSON line for each article that is known, and one for each outcome, in the order of decisions. Exits with
/// 4 where nothing is known and nothing was decided.
pub fn run(settings: &Settings, question: &Question, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let (known, told) = match question {
        Question::Url(url) => {
            let canonical = canonical_url::canonicalize(url)
                .map_err(|fault| anyhow::anyhow!("{url}: {}: {}", fault.code, fault.detail))?;
            let keys = [Some(canonical.key), canonical.former_key];
            of_articles(
                settings,
                question,
                keys.iter().flatten().map(|key| identity::article_id(key)).collect(),
            )?
        }
        Question::Id(id) => of_articles(settings, question, [*id].into())?,
        Question::Origin { .. } => {
            let told = told(settings, question, &BTreeSet::new())?;
            let ids = told.values().filter_map(|told| id_of(&told.article_id)).collect();
            (Fold::read(settings, ids)?, told)
        }
    };
    let known: Vec<Known> = known.known().collect();
    for known in &known {
        write_line(out, &serde_json::json!({ "known": known }))?;
    }
    for told in told.values() {
        write_line(out, &serde_json::json!({ "decided": told }))?;
    }
    if known.is_empty() && told.is_empty() {
        eprintln!(
            "nothing is known of it, and nothing was decided: no such record was settled, or the topics keep it no more"
        );
        return Ok(Exit::CheckFailed);
    }
    Ok(Exit::Success)
}

/// What is known of articles, those included that one of the ids is an alias of, and what was decided of them.
fn of_articles(
    settings: &Settings,
    question: &Question,
    ids: BTreeSet<ArticleId>,
) -> anyhow::Result<(Fold, BTreeMap<u64, Told>)> {
    let mut fold = Fold::read(settings, ids)?;
    let meant: Vec<ArticleId> = fold
        .aliases
        .iter()
        .filter(|(alias, _)| fold.ids.contains(alias))
        .map(|(_, article)| *article)
        .collect();
    if meant.iter().any(|article| !fold.ids.contains(article)) {
        // The article may lie before its alias.
        let ids = fold.ids.into_iter().chain(meant).collect();
        fold = Fold::read(settings, ids)?;
    }
    let told = told(settings, question, &fold.ids)?;
    Ok((fold, told))
}

/// What the ledger says of some articles. Of others nothing is kept: a ledger may hold a hundred million.
struct Fold {
    ids: BTreeSet<ArticleId>,
    articles: BTreeMap<ArticleId, ArticleEntry>,
    /// Of the id that a URL would give, the article's.
    aliases: BTreeMap<ArticleId, ArticleId>,
    clusters: BTreeMap<ArticleId, ArticleId>,
}

impl Fold {
    fn read(settings: &Settings, ids: BTreeSet<ArticleId>) -> anyhow::Result<Self> {
        let mut reader = Reader::new(&settings.kafka, &settings.topics.ledger)?;
        let extent =
            reader.extent().with_context(|| format!("failed to reach {}", settings.kafka.brokers))?;
        let Some(extent) = extent else { bail!("the ledger {} does not exist", settings.topics.ledger) };
        let (articles, aliases, clusters) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        let mut fold = Self { ids, articles, aliases, clusters };
        let each = |entry: RawEntry<'_>| -> Result<(), ledger::Fault> {
            match ledger::decode(entry.key, entry.value)? {
                Entry::Article(id, article) if fold.ids.contains(&id) => {
                    fold.articles.insert(id, article);
                }
                Entry::Alias(id, alias) if fold.ids.contains(&id) || fold.ids.contains(&alias.article) => {
                    fold.aliases.insert(id, alias.article);
                }
                Entry::Near(id, near) if fold.ids.contains(&id) => {
                    fold.clusters.insert(id, near.cluster);
                }
                Entry::Article(..)
                | Entry::Alias(..)
                | Entry::Near(..)
                | Entry::Header(_)
                | Entry::Content(..)
                | Entry::Settled(..) => {}
            }
            Ok(())
        };
        let read = reader.read(extent.low, extent.high, &CancellationToken::new(), each);
        read.map_err(|error| anyhow::anyhow!("failed to read the ledger: {error}"))?;
        Ok(fold)
    }

    fn known(&self) -> impl Iterator<Item = Known> {
        self.articles.iter().map(|(id, entry)| {
            let aliases = self.aliases.iter().filter(|(_, article)| *article == id);
            Known {
                article_id: id.to_string(),
                withdrawn: entry.presence == Presence::Withdrawn,
                revision: entry.revision,
                canonical_url: entry.canonical_url.clone(),
                content_hash: entry.content.to_string(),
                letters: entry.letters,
                first_seen: entry.first_seen,
                revision_seen: entry.revision_seen,
                seen: entry.seen,
                origin: entry.origin.clone(),
                aliases: aliases.map(|(alias, _)| alias.to_string()).collect(),
                cluster_id: self.clusters.get(id).map_or_else(String::new, ToString::to_string),
            }
        })
    }
}

/// By decision, the outcomes of these articles, or of the record.
fn told(
    settings: &Settings,
    question: &Question,
    ids: &BTreeSet<ArticleId>,
) -> anyhow::Result<BTreeMap<u64, Told>> {
    let ids: BTreeSet<String> = ids.iter().map(ToString::to_string).collect();
    let is_asked = |told: &Told| match question {
        Question::Origin { topic, partition, offset } => {
            let origin = &told.origin;
            (&origin.topic, origin.partition, origin.offset) == (topic, *partition, *offset)
        }
        Question::Url(_) | Question::Id(_) => ids.contains(&told.article_id),
    };
    let mut found = BTreeMap::new();
    for topic in settings.topics.told(&settings.routes) {
        let drain = Drain::new(&settings.kafka, topic)?;
        drain.run(&drain.extent()?, |record| {
            // What cannot be read is for `audit` to tell.
            let outcomes = wire::outcomes(&record.into(), &settings.topics);
            let told = outcomes.unwrap_or_default().into_iter().map(|outcome| tell(outcome, topic));
            found.extend(told.filter(is_asked).map(|told| (told.decision, told)));
        })?;
    }
    Ok(found)
}

fn tell(outcome: ItemOutcome, topic: &str) -> Told {
    let name = outcome.outcome().name();
    let ItemOutcome { origin, decision, product, routing: _ } = outcome;
    let (article_id, revision, relations, reason) = match product {
        Product::Event(event) => {
            let id = event.article.map_or_else(String::new, |article| article.id);
            (id, event.revision, event.relations, String::new())
        }
        Product::Duplicate(duplicate) => {
            (duplicate.article_id, duplicate.of_revision, duplicate.of.into_iter().collect(), String::new())
        }
        Product::Rejected(reject) => (String::new(), None, Vec::new(), reject.to_string()),
    };
    Told { decision, outcome: name, topic: topic.to_owned(), origin, article_id, revision, relations, reason }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_and_origins_are_read_or_refused() {
        let id = ArticleId(Digest::of(b"a.example/1"));
        assert_eq!(Question::id(&id.to_string()), Ok(Question::Id(id)));
        for wrong in ["", "12", "zz8e52b83af174240e3a3057e956189e", "é8e52b83af174240e3a3057e956189e"] {
            assert!(Question::id(wrong).is_err(), "{wrong}");
        }
        let origin = Question::Origin { topic: "raw/news".to_owned(), partition: 3, offset: 12 };
        assert_eq!(Question::origin("raw/news/3/12"), Ok(origin));
        for wrong in ["", "raw", "raw/3", "/3/12", "raw/x/12", "raw/3/x"] {
            assert!(Question::origin(wrong).is_err(), "{wrong}");
        }
    }
}
