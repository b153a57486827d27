//! What became of an item: exactly one for each, in order.

use crate::dead_letter::Reject;
use crate::proto::{ArticleEvent, DuplicateEvent, Origin, Outcome};
use crate::record::Topic;

#[derive(Clone, Debug, PartialEq)]
pub struct ItemOutcome {
    pub origin: Origin,
    /// Monotone over everything that was decided.
    pub decision: u64,
    pub product: Product,
    /// Of an event.
    pub routing: Routing,
}

/// What the operator's rules said of an event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Routing {
    pub to: Destination,
    /// The numbers of rules that could not be evaluated.
    pub faults: Vec<usize>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Destination {
    /// Where no rule says otherwise.
    #[default]
    Enriched,
    /// To a topic of a rule.
    Routed(Topic),
    /// To nobody who reads articles: only that there was one is told.
    Dropped,
}

/// What is published of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Product {
    Event(Box<ArticleEvent>),
    Duplicate(Box<DuplicateEvent>),
    Rejected(Reject),
}

impl ItemOutcome {
    pub fn outcome(&self) -> Outcome {
        match &self.product {
            Product::Event(event) => event.outcome(),
            Product::Duplicate(duplicate) => duplicate.outcome(),
            Product::Rejected(_) => Outcome::Rejected,
        }
    }
}

impl Outcome {
    /// All that an item can have, in the order in which they are tried.
    pub const ALL: [Self; 7] = [
        Self::Rejected,
        Self::Withdrawn,
        Self::Stale,
        Self::Unchanged,
        Self::Revised,
        Self::Copy,
        Self::Published,
    ];

    /// As in the table of outcomes: lower case.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unspecified => "unspecified",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Stale => "stale",
            Self::Unchanged => "unchanged",
            Self::Revised => "revised",
            Self::Copy => "copy",
            Self::Published => "published",
        }
    }
}
