//! A dead letter as an operator looks at it: the begin of its bytes, and what is said of them.

use serde::Serialize;

use super::Text;
use crate::dead_letter::{Code, DETAIL_LIMIT, Stage};
use crate::outcome::{ItemOutcome, Product};
use crate::proto::{Origin, Timestamp};
use crate::record::Record;

/// Of a value.
const BYTES: usize = 2_048;
/// Of a key.
const KEY: usize = 256;

#[derive(Clone, Debug, Serialize)]
pub struct Letter {
    /// None where nobody knows the time.
    pub committed: Option<Timestamp>,
    pub origin: Origin,
    pub stage: Stage,
    pub detail: Text,
    /// How long the value was; none of a record without one.
    pub bytes: Option<usize>,
    #[serde(skip)]
    pub code: Code,
    /// The begin of its key.
    #[serde(skip)]
    pub key: Box<[u8]>,
    /// The begin of its value.
    #[serde(skip)]
    pub value: Box<[u8]>,
}

impl Letter {
    /// None where the item was not rejected.
    pub fn of(outcome: &ItemOutcome, record: &Record) -> Option<Self> {
        let Product::Rejected(reject) = &outcome.product else { return None };
        Some(Self {
            committed: None,
            origin: outcome.origin.clone(),
            stage: reject.stage,
            detail: Text::cut(&reject.detail, DETAIL_LIMIT),
            bytes: record.value.as_ref().map(Vec::len),
            code: reject.code,
            key: begin(record.key.as_deref(), KEY),
            value: begin(record.value.as_deref(), BYTES),
        })
    }
}

fn begin(bytes: Option<&[u8]>, most: usize) -> Box<[u8]> {
    bytes.map_or_else(Box::default, |bytes| bytes.get(..most).unwrap_or(bytes).into())
}

/// Whether the outcome is that of an item of the record.
pub fn is_of(outcome: &ItemOutcome, record: &Record) -> bool {
    let (origin, position) = (&outcome.origin, &record.position);
    (origin.offset, origin.partition, origin.topic.as_str())
        == (position.offset, position.partition, position.topic.as_str())
}
