//! What an audit found: for people, and as JSON.

use std::collections::BTreeMap;

use serde::Serialize;

/// A way to break the promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A settled item without a visible outcome.
    Lost,
    TwoOutcomes,
    PublishedTwice,
    /// A decision number that two outcomes share, or that lies behind a later one in its partition.
    Decision,
    /// A duplicate of an article that does not exist.
    NamesNothing,
    /// The ledger and what was published disagree.
    Ledger,
    /// The index and the ledger disagree.
    Index,
    /// A fresh decision over the same records comes to something else.
    AnotherDecision,
    Unreadable,
}

#[derive(Clone, Debug, Default, Serialize)]
pub struct Counts {
    pub records: u64,
    pub items: u64,
    /// Records that a process prepared for the one that decided them.
    pub handed_over: u64,
    pub outcomes: u64,
    pub published: u64,
    pub ledger_entries: u64,
    pub index_articles: u64,
    pub decided_afresh: u64,
}

/// Examples of one kind that are kept; all are counted.
const EXAMPLES: usize = 10;

#[derive(Debug, Default)]
pub struct Report {
    pub counts: Counts,
    /// Behind the last entry.
    pub ledger_end: i64,
    faults: BTreeMap<Kind, (u64, Vec<String>)>,
    notes: Vec<String>,
}

#[derive(Serialize)]
struct Json<'a> {
    passed: bool,
    counts: &'a Counts,
    faults: Vec<JsonFault<'a>>,
    notes: &'a [String],
}

#[derive(Serialize)]
struct JsonFault<'a> {
    kind: Kind,
    count: u64,
    examples: &'a [String],
}

impl Report {
    pub fn fault(&mut self, kind: Kind, example: String) {
        let (count, examples) = self.faults.entry(kind).or_default();
        *count += 1;
        if examples.len() < EXAMPLES {
            examples.push(example);
        }
    }

    pub fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }

    pub fn has(&self, kind: Kind) -> bool {
        self.faults.contains_key(&kind)
    }

    #[cfg(test)]
    pub fn kinds(&self) -> Vec<Kind> {
        self.faults.keys().copied().collect()
    }

    pub fn passed(&self) -> bool {
        self.faults.is_empty()
    }

    pub fn print(&self, json: bool) -> anyhow::Result<()> {
        let faults =
            self.faults.iter().map(|(&kind, (count, examples))| JsonFault { kind, count: *count, examples });
        let faults: Vec<_> = faults.collect();
        if json {
            let report = Json { passed: self.passed(), counts: &self.counts, faults, notes: &self.notes };
            println!("{}", serde_json::to_string_pretty(&report)?);
            return Ok(());
        }
        let Counts {
            records,
            items,
            handed_over,
            outcomes,
            published,
            ledger_entries,
            index_articles,
            decided_afresh,
        } = &self.counts;
        println!(
            "{records} settled records with {items} items; {outcomes} outcomes visible, {published} of them published"
        );
        if *handed_over > 0 {
            println!("{handed_over} records were handed over prepared, and decided");
        }
        println!("{ledger_entries} entries of the ledger, {index_articles} articles of the index compared");
        if *decided_afresh > 0 {
            println!("{decided_afresh} items decided afresh and compared");
        }
        self.notes.iter().for_each(|note| println!("note: {note}"));
        for JsonFault { kind, count, examples } in &faults {
            println!("FAULT {}: {count}", serde_json::to_value(kind)?.as_str().unwrap_or_default());
            examples.iter().for_each(|example| println!("  {example}"));
        }
        println!(
            "{}",
            if self.passed() { "passed: every settled item has exactly one outcome" } else { "FAILED" }
        );
        Ok(())
    }
}
