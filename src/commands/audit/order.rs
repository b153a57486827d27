//! What became visible, in the order in which it was decided: sorted on disk.

use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::spill::Spill;
use crate::dead_letter::Code;
use crate::outcome::{ItemOutcome, Product};
use crate::proto::Relation;

/// One outcome.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    pub decision: u64,
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
    pub item: u32,
    pub said: Said,
}

/// As much as tells two outcomes apart. Of a rejection only its code; of a dead letter that is the code of its first
/// item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Said {
    Rejected(String),
    Other(String),
}

impl Said {
    pub fn of(outcome: &ItemOutcome) -> Self {
        let name = outcome.outcome().name();
        match &outcome.product {
            Product::Rejected(reject) => Self::Rejected(reject.code.as_str().to_owned()),
            Product::Event(event) => {
                let id = event.article.as_ref().map_or("", |article| article.id.as_str());
                let revision = event.revision.clone().unwrap_or_default();
                let related: String = event.relations.iter().map(related).collect();
                Self::Other(format!("{name} {id} #{} {}{related}", revision.number, revision.content_hash))
            }
            Product::Duplicate(duplicate) => {
                let of = duplicate.of.as_ref().map(related).unwrap_or_default();
                Self::Other(format!("{name} {}{of}", duplicate.article_id))
            }
        }
    }

    pub fn rejection(&self) -> Option<Code> {
        match self {
            Self::Rejected(code) => Code::named(code),
            Self::Other(_) => None,
        }
    }

    pub fn as_str(&self) -> &str {
        match self {
            Self::Rejected(text) | Self::Other(text) => text,
        }
    }
}

fn related(relation: &Relation) -> String {
    format!(" of {} {}", relation.article_id, relation.kind)
}

/// Decisions of one bucket: sorted in memory when their turn comes.
const BUCKET: u64 = 100_000;

/// Takes outcomes as they come.
#[derive(Debug)]
pub struct Order(Spill<Row>);

impl Order {
    pub fn new(folder: &Path) -> Self {
        Self(Spill::new(folder, "decisions"))
    }

    pub fn note(&mut self, outcome: &ItemOutcome) -> io::Result<()> {
        let origin = &outcome.origin;
        let row = Row {
            decision: outcome.decision,
            topic: origin.topic.clone(),
            partition: origin.partition,
            offset: origin.offset,
            item: origin.item,
            said: Said::of(outcome),
        };
        self.0.note(outcome.decision / BUCKET, &row)
    }

    /// Bucket after bucket, each sorted.
    pub fn buckets(&mut self) -> io::Result<impl Iterator<Item = io::Result<Vec<Row>>>> {
        Ok(self.0.buckets()?.map(|bucket| {
            let (_, mut rows) = bucket?;
            rows.sort_by_key(|row| row.decision);
            Ok(rows)
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_letter::{Reject, Stage};
    use crate::outcome::Routing;
    use crate::proto::Origin;

    fn outcome(decision: u64) -> ItemOutcome {
        let product = Product::Rejected(Reject::new(Stage::Url, Code::UrlMissing, ""));
        let origin = Origin { topic: "raw".to_owned(), partition: 2, offset: 7, item: 1, timestamp: None };
        ItemOutcome { origin, decision, product, routing: Routing::default() }
    }

    #[test]
    fn outcomes_come_back_in_the_order_of_their_decisions() {
        let folder = tempfile::tempdir().unwrap();
        let mut order = Order::new(folder.path());
        let decisions = (1..=1500).map(|number| number * 7919 % 1501).map(|number| number * 1000);
        for decision in decisions {
            order.note(&outcome(decision)).unwrap();
        }
        let rows: Vec<Row> = order.buckets().unwrap().flat_map(Result::unwrap).collect();
        assert!(rows.iter().map(|row| row.decision).eq((1..=1500).map(|number| number * 1000)));
        let Row { topic, partition, offset, item, said, .. } = &rows[0];
        assert_eq!((topic.as_str(), *partition, *offset, *item), ("raw", 2, 7, 1));
        assert_eq!(said.rejection(), Some(Code::UrlMissing));
    }
}
