//! `demo`: the real line on an in-process broker, fed with bundled samples in every accepted form.

mod samples;
mod table;

use std::collections::BTreeSet;
use std::time::Duration;

use anyhow::Context as _;
use tokio_util::sync::CancellationToken;

use super::report::{Line, write_line};
use crate::app::{self, Contest, Launch};
use crate::config::Settings;
use crate::exit::Exit;
use crate::kafka::broker::InProcess;
use crate::kafka::feeder;
use crate::logging;
use crate::outcome::ItemOutcome;
use crate::pipeline;
use crate::record::{Record, Topic};
use crate::wire;

/// Ample: the demo takes about a second.
const PATIENCE: Duration = Duration::from_mins(1);

/// Runs the samples through the line and prints what became of each. Ends by itself.
pub async fn run(settings: &Settings, json: bool) -> anyhow::Result<Exit> {
    logging::start(&logging::Settings { filter: "warn".to_owned(), ..settings.log.clone() })?;
    let broker = InProcess::start()?;
    let settings = for_demo(settings, &broker);
    for topic in super::topics::wanted(&settings, 1) {
        broker.create_topic(&topic.name, topic.partitions)?;
    }
    let input = settings.source.topics.first().context("source.topics names no topic")?;
    let records = samples::records(&Topic::new(input));
    feeder::feed(&settings.kafka, &records)?;

    let stop = CancellationToken::new();
    let expected = items(&records, &settings);
    let reader = {
        let (settings, stop) = (settings.clone(), stop.clone());
        tokio::task::spawn_blocking(move || {
            // However the reading ends, the line ends too.
            let _stop = stop.drop_guard();
            outcomes(&settings, expected)
        })
    };
    let launch = Launch { contest: Contest::Alone, accept: BTreeSet::new(), clock: None };
    let exit = app::run(settings, launch, stop).await?;
    let outcomes = reader.await??;
    if json {
        for outcome in &outcomes {
            write_line(&mut std::io::stdout().lock(), &Line::new(outcome, None))?;
        }
    } else {
        table::print(&records, &outcomes)?;
    }
    Ok(exit)
}

/// A port of its own, so that a daemon at work is not in the way.
fn for_demo(settings: &Settings, broker: &InProcess) -> Settings {
    let mut settings = settings.clone();
    settings.kafka = broker.settings();
    settings.admin.listen.set_port(0);
    settings.sink.format = settings.sink.format.without_registry();
    settings.index.backend = crate::index::Backend::Memory;
    settings
}

fn items(records: &[Record], settings: &Settings) -> usize {
    let prepared = pipeline::prepare(records.to_vec(), &settings.deciding());
    prepared.iter().map(|prepared| prepared.items.len()).sum()
}

/// Reads the output topics as any consumer would, until every item has its outcome.
fn outcomes(settings: &Settings, expected: usize) -> anyhow::Result<Vec<ItemOutcome>> {
    let topics = settings.topics.told(&settings.routes);
    let mut outcomes = Vec::new();
    let mut broken = None;
    feeder::read(&settings.kafka, &topics, PATIENCE, |message| {
        match wire::outcomes(&message, &settings.topics) {
            Ok(told) => outcomes.extend(told),
            Err(error) => broken = Some(error),
        }
        outcomes.len() >= expected || broken.is_some()
    })?;
    outcomes.sort_by_key(|outcome| (outcome.origin.offset, outcome.origin.item));
    broken.map_or(Ok(outcomes), Err)
}
