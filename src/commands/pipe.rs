//! The line as a Unix filter: records from files or standard input, JSON lines out, no Kafka.

use std::io::Write;
use std::path::PathBuf;

use super::input::{self, Holding, Input};
use super::offline::Offline;
use super::report::{Explanation, Line, write_line};
use crate::exit::Exit;
use crate::pipeline::{self, Prepared};
use crate::proto::Timestamp;

/// Where records that no topic brought are said to come from.
pub const TOPIC: &str = "pipe";

#[derive(Clone, Debug)]
pub struct Options {
    /// Standard input where there are none.
    pub files: Vec<PathBuf>,
    pub envelope: bool,
    pub explain: bool,
    /// Stands for the record timestamp where there is none.
    pub at: Option<Timestamp>,
    /// Whose records they are read as.
    pub topic: String,
}

impl Default for Options {
    fn default() -> Self {
        Self { files: Vec::new(), envelope: false, explain: false, at: None, topic: TOPIC.to_owned() }
    }
}

/// Exits with success also when records are rejected: a dead letter is an outcome, not a failure.
pub fn run(options: &Options, settings: &pipeline::Settings, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let mut offline = Offline::new(settings);
    let Options { files, envelope, explain: _, at, topic } = options.clone();
    let read = input::Options { files, holding: Holding::ByName, envelope, at, topic };
    let mut input = Input::new(&read);
    while let Some(records) = input.next_batch()? {
        let (batch, outcomes) = offline.run(records)?;
        let mut explanations = explanations(&batch);
        for outcome in &outcomes {
            let explanation = explanations.next().filter(|_| options.explain);
            write_line(out, &Line::new(outcome, explanation))?;
        }
        out.flush()?;
    }
    Ok(Exit::Success)
}

/// One for each item, in order.
fn explanations(batch: &[Prepared]) -> impl Iterator<Item = Explanation> {
    batch.iter().flat_map(|Prepared { form, items, .. }| {
        items.iter().map(|item| Explanation::new(*form, item.as_deref().ok()))
    })
}
