//! Which topic an outcome goes to.

use serde::{Deserialize, Serialize};

use crate::outcome::Product;

/// Names of the topics that are written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Topics {
    pub enriched: String,
    pub duplicates: String,
    pub rejected: String,
    /// The table beside the enriched stream; none where it is empty.
    pub latest: String,
    /// From those that prepare to the one that decides, where these are processes of their own.
    pub prepared: String,
    /// Ours alone: what is known and what is settled.
    pub ledger: String,
}

impl Default for Topics {
    fn default() -> Self {
        Self {
            enriched: "articles.enriched".to_owned(),
            duplicates: "articles.duplicates".to_owned(),
            rejected: "articles.rejected".to_owned(),
            latest: String::new(),
            prepared: "articles.prepared".to_owned(),
            ledger: "copydesk.ledger".to_owned(),
        }
    }
}

impl Topics {
    /// Those that tell every outcome once, each with the key of its setting.
    pub fn named(&self) -> [(&'static str, &str); 3] {
        let Self { enriched, duplicates, rejected, latest: _, prepared: _, ledger: _ } = self;
        [("enriched", enriched), ("duplicates", duplicates), ("rejected", rejected)]
    }

    /// The table of the latest events, where there is one.
    pub fn latest(&self) -> Option<&str> {
        Some(self.latest.as_str()).filter(|name| !name.is_empty())
    }

    /// Those whose values are messages of our schema.
    pub fn of_events(&self) -> impl Iterator<Item = &str> {
        let Self { enriched, duplicates, rejected: _, latest: _, prepared: _, ledger: _ } = self;
        [enriched.as_str(), duplicates].into_iter().chain(self.latest())
    }

    /// Whether nobody but copydesk writes to it.
    pub fn is_own(&self, name: &str) -> bool {
        let Self { enriched, duplicates, rejected, latest, prepared, ledger } = self;
        [enriched, duplicates, rejected, latest, prepared, ledger].into_iter().any(|own| own == name)
    }

    pub fn of(&self, product: &Product) -> &str {
        match product {
            Product::Event(_) => &self.enriched,
            Product::Duplicate(_) => &self.duplicates,
            Product::Rejected(_) => &self.rejected,
        }
    }
}
