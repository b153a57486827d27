//! Topics to write to, new in each round: the program refuses to begin where another has written.

use crate::topics::{PARTITIONS, Topics, unique, wanted};

pub struct Outputs {
    /// Of the bare loop.
    pub copies: String,
    pub enriched: String,
    pub duplicates: String,
    pub rejected: String,
    pub ledger: String,
    _topics: Topics,
}

impl Outputs {
    pub fn create(brokers: &str) -> anyhow::Result<Self> {
        let [copies, enriched, duplicates, rejected, ledger] =
            ["copies", "enriched", "duplicates", "rejected", "ledger"].map(unique);
        let mut all: Vec<_> =
            [&copies, &enriched, &duplicates, &rejected].map(|name| wanted(name, PARTITIONS)).into();
        all.push(wanted(&ledger, 1).set("cleanup.policy", "compact"));
        let topics = Topics::create(brokers, &all)?;
        Ok(Self { copies, enriched, duplicates, rejected, ledger, _topics: topics })
    }
}
