//! What asking and changing the index on disk costs within a decision.

use std::path::Path;

use copydesk::index::embedded::Horizon;
use copydesk::index::{Embedded, Index as _, Overlay};
use copydesk::ledger::Reached;
use copydesk::pipeline::{self, Settings};
use copydesk::record::{Position, Record, Topic};

use crate::cpu_seconds;

const BATCH: i64 = 1000;
const BATCHES: i64 = 40;

/// CPU microseconds of decide and apply per new article; what the tree compacts meanwhile counts too.
pub fn cost(folder: &Path) -> f64 {
    let mut index = Embedded::open(
        folder,
        64 << 20,
        &Horizon::new(std::time::Duration::from_hours(720)),
        copydesk::index::near::SPAN,
    )
    .unwrap();
    let settings = Settings::default();
    let batches: Vec<_> = (0..BATCHES).map(|batch| pipeline::prepare(records(batch), &settings)).collect();
    let before = cpu_seconds("self").unwrap();
    for batch in &batches {
        let mut overlay = Overlay::new(&index);
        pipeline::decide(batch, &mut overlay, &settings).unwrap();
        let changes = overlay.into_changes();
        let reached = Reached { next: index.reached().next + BATCH, ..Reached::default() };
        index.apply(changes, reached).unwrap();
    }
    let spent = cpu_seconds("self").unwrap() - before;
    #[expect(clippy::cast_precision_loss, reason = "for a table")]
    let articles = (BATCH * BATCHES) as f64;
    spent * 1e6 / articles
}

fn records(batch: i64) -> Vec<Record> {
    let record = |number: i64| {
        let number = batch * BATCH + number;
        let text =
            format!("The council of town {number} voted on the bridge, the ferry and the school. ").repeat(6);
        let value = serde_json::json!({ "url": format!("https://bench.example/story/{number}"), "title": format!("Vote {number}"), "text": text });
        Record {
            position: Position { topic: Topic::new("raw"), partition: 0, offset: number },
            timestamp: None,
            key: None,
            value: Some(value.to_string().into_bytes()),
            headers: Vec::new(),
        }
    };
    (0..BATCH).map(record).collect()
}
