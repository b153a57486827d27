//! What a case expects, beside what came.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::outcome::{ItemOutcome, Product};
use crate::route::Topics;

/// All that is named must be so; what is not named may be as it likes.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Expected {
    /// Of a record that holds several articles; the last where none is named.
    item: Option<usize>,
    outcome: Option<String>,
    /// The topic that it goes to.
    topic: Option<String>,
    /// Of a rejection.
    code: Option<String>,
    /// All that there are, in any order.
    labels: Option<Vec<String>>,
    /// The terms of all lists, in any order.
    mentions: Option<Vec<String>>,
    /// By their paths in the JSON of the event: `article.title`, `article.authors.0`.
    fields: BTreeMap<String, toml::Value>,
}

#[derive(Debug, PartialEq, Serialize)]
pub struct Difference {
    pub what: String,
    pub expected: Value,
    pub came: Value,
}

impl Difference {
    #[must_use]
    pub fn of_input(self, number: i64) -> Self {
        Self { what: format!("input {number}: {}", self.what), ..self }
    }
}

impl Expected {
    pub fn is_empty(&self) -> bool {
        let Self { item, outcome, topic, code, labels, mentions, fields } = self;
        let texts = [outcome, topic, code];
        item.is_none()
            && texts.into_iter().all(Option::is_none)
            && [labels, mentions].into_iter().all(Option::is_none)
            && fields.is_empty()
    }

    pub fn differences(&self, outcomes: &[ItemOutcome], topics: &Topics) -> Vec<Difference> {
        if self.is_empty() {
            return Vec::new();
        }
        let Self { item, outcome, topic, code, labels, mentions, fields } = self;
        let number = item.unwrap_or(outcomes.len().saturating_sub(1));
        let Some(came) = outcomes.get(number) else {
            let what = "item".to_owned();
            return vec![Difference { what, expected: json!(number), came: json!(outcomes.len()) }];
        };
        let json = json_of(&came.product);
        let to = topics.of(&came.product, &came.routing.to);
        let told = |path: &str| json.pointer(&pointer(path)).cloned().unwrap_or_default();
        let mut found = Vec::new();
        let mut compare = |what: &str, expected: Option<Value>, came: Value| {
            if let Some(expected) = expected.filter(|expected| !is_same(expected, &came)) {
                found.push(Difference { what: what.to_owned(), expected, came });
            }
        };
        compare("outcome", outcome.as_ref().map(|outcome| json!(outcome)), json!(came.outcome().name()));
        compare("topic", topic.as_ref().map(|topic| json!(topic)), json!(to));
        compare("code", code.as_ref().map(|code| json!(code)), told("code"));
        compare("labels", labels.as_deref().map(sorted), sorted(&texts(&told("enrichment.labels"), "")));
        let terms = texts(&told("enrichment.mentions"), "/term");
        compare("mentions", mentions.as_deref().map(sorted), sorted(&terms));
        for (path, expected) in fields {
            compare(path, serde_json::to_value(expected).ok().map(plain), told(path));
        }
        found
    }
}

fn json_of(product: &Product) -> Value {
    let json = match product {
        Product::Event(event) => serde_json::to_value(event),
        Product::Duplicate(duplicate) => serde_json::to_value(duplicate),
        Product::Rejected(reject) => serde_json::to_value(reject),
    };
    json.expect("events have nothing that JSON cannot hold")
}

fn pointer(path: &str) -> String {
    format!("/{}", path.replace('.', "/"))
}

/// The texts of a list, or those that stand in its parts.
fn texts(list: &Value, within: &str) -> Vec<String> {
    let each = list.as_array().into_iter().flatten();
    each.filter_map(|part| Some(part.pointer(within)?.as_str()?.to_owned())).collect()
}

fn sorted(texts: &[String]) -> Value {
    json!(texts.iter().collect::<BTreeSet<_>>())
}

/// Dates of TOML are tables to serde.
fn plain(value: Value) -> Value {
    const DATE: &str = "$__toml_private_datetime";
    value.get(DATE).cloned().unwrap_or(value)
}

/// Large numbers are texts in the JSON of events.
fn is_same(expected: &Value, came: &Value) -> bool {
    match (expected, came) {
        (Value::Number(expected), Value::String(came)) => expected.to_string() == *came,
        (Value::Number(expected), Value::Number(came)) => expected.as_f64() == came.as_f64(),
        (expected, came) => expected == came,
    }
}
