//! Cases as records through the line.

use std::collections::BTreeMap;

use copydesk::dead_letter::Reject;
use copydesk::pipeline::{self, Input};
use copydesk::proto::{Article, Timestamp};
use copydesk::record::{Position, Record, Topic};
use serde_json::Value;

/// A record of one case.
#[derive(Default)]
pub struct Case {
    pub value: Vec<u8>,
    pub key: Option<String>,
    pub timestamp: Option<Timestamp>,
    /// Of its sources, as an operator would set it for their topic.
    pub country: Option<String>,
}

impl Case {
    pub fn of_json(value: &Value) -> Self {
        Self { value: value.to_string().into_bytes(), ..Self::default() }
    }
}

/// What becomes of the items of each case.
pub fn articles(cases: impl IntoIterator<Item = Case>) -> Vec<Vec<Result<Article, Reject>>> {
    let mut inputs = BTreeMap::new();
    let records = (0..).zip(cases).map(|(offset, case)| {
        let topic = format!("raw.{}", case.country.as_deref().unwrap_or("any"));
        if let Some(country) = case.country {
            inputs.insert(topic.clone(), Input { country, ..Input::default() });
        }
        Record {
            position: Position { topic: Topic::new(&topic), partition: 0, offset },
            timestamp: case.timestamp,
            key: case.key.map(String::into_bytes),
            value: Some(case.value),
            headers: Vec::new(),
        }
    });
    let records = records.collect();
    let settings = pipeline::Settings { inputs, ..pipeline::Settings::default() };
    let prepared = pipeline::prepare(records, &settings);
    let article =
        |item: Result<Box<copydesk::article::Candidate>, Reject>| item.map(|candidate| candidate.article);
    prepared.into_iter().map(|prepared| prepared.items.into_iter().map(article).collect()).collect()
}

/// The article of a case that holds one.
pub fn only(mut items: Vec<Result<Article, Reject>>) -> Result<Article, String> {
    items.remove(0).map_err(|reject| reject.to_string())
}
