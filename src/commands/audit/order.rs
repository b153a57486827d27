//! What became visible, in the order in which it was decided: more than memory may hold, so sorted on disk.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tempfile::TempDir;

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

/// Decisions of one file: sorted in memory when their turn comes.
const BUCKET: u64 = 100_000;
/// Outcomes come from several partitions, each in order: a few buckets are written at once.
const BUFFER: usize = 64 * 1024;

/// Takes outcomes as they come.
#[derive(Debug)]
pub struct Order {
    folder: TempDir,
    buffers: BTreeMap<u64, Vec<u8>>,
}

impl Order {
    pub fn new() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("copydesk-audit-").tempdir()?;
        Ok(Self { folder, buffers: BTreeMap::new() })
    }

    /// For more that lives as long; gone when this is.
    pub fn folder(&self) -> &Path {
        self.folder.path()
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
        let bucket = outcome.decision / BUCKET;
        let buffer = self.buffers.entry(bucket).or_default();
        serde_json::to_writer(&mut *buffer, &row)?;
        buffer.push(b'\n');
        if buffer.len() >= BUFFER { self.write(bucket) } else { Ok(()) }
    }

    /// Bucket after bucket, each sorted.
    pub fn buckets(&mut self) -> io::Result<impl Iterator<Item = io::Result<Vec<Row>>>> {
        let buckets: Vec<u64> = self.buffers.keys().copied().collect();
        for &bucket in &buckets {
            self.write(bucket)?;
        }
        Ok(buckets.into_iter().map(|bucket| {
            let path = self.path(bucket);
            let rows = BufReader::new(File::open(&path)?).lines();
            let rows = rows.map(|line| Ok(serde_json::from_str(&line?)?));
            let mut rows: Vec<Row> = rows.collect::<io::Result<_>>()?;
            rows.sort_by_key(|row| row.decision);
            fs::remove_file(path)?;
            Ok(rows)
        }))
    }

    fn write(&mut self, bucket: u64) -> io::Result<()> {
        let path = self.path(bucket);
        let Some(buffer) = self.buffers.get_mut(&bucket) else { return Ok(()) };
        OpenOptions::new().create(true).append(true).open(path)?.write_all(buffer)?;
        buffer.clear();
        Ok(())
    }

    fn path(&self, bucket: u64) -> PathBuf {
        self.folder().join(format!("decisions-{bucket}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_letter::{Reject, Stage};
    use crate::proto::Origin;

    fn outcome(decision: u64) -> ItemOutcome {
        let product = Product::Rejected(Reject::new(Stage::Url, Code::UrlMissing, ""));
        let origin = Origin { topic: "raw".to_owned(), partition: 2, offset: 7, item: 1, timestamp: None };
        ItemOutcome { origin, decision, product }
    }

    #[test]
    fn outcomes_come_back_in_the_order_of_their_decisions() {
        let mut order = Order::new().unwrap();
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
