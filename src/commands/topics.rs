//! The topics that the settings name: `topics create` makes them, `topics describe` shows them.

pub mod describe;
mod fitness;

use std::time::Duration;

use anyhow::Context as _;

use crate::config::{Role, Settings};
use crate::exit::Exit;
use crate::kafka::topics::{Creation, Found, Purpose, Topics, Wanted};
use crate::route;
use crate::wire::DEAD_LETTER_OVERHEAD;

/// Every topic that the settings name. Dead letters hold whole records, so their topic takes larger ones.
pub fn wanted(settings: &Settings, partitions: i32) -> Vec<Wanted> {
    let largest = settings.decode.max_bytes.as_u64();
    let topic = |purpose: Purpose, key: String, name: &str, largest: Option<u64>| Wanted {
        purpose,
        key,
        name: name.to_owned(),
        partitions,
        config: largest.map(|bytes| ("max.message.bytes", bytes.to_string())).into_iter().collect(),
    };
    let inputs = settings
        .source
        .topics
        .iter()
        .map(|name| topic(Purpose::Input, "source.topics".to_owned(), name, Some(largest)));
    let outputs = settings.topics.written(&settings.routes).into_iter().map(|(key, name)| {
        let purpose = purpose_of(name, &settings.topics);
        // A text may grow as it becomes an event, by escapes and by what is added, but not to twice its size.
        let holds_records = purpose == Purpose::DeadLetters;
        let most = if holds_records { largest + DEAD_LETTER_OVERHEAD } else { largest * 2 };
        topic(purpose, key, name, Some(most))
    });
    // Only the last of a key counts, and that for good.
    let latest = settings.topics.latest().map(|name| Wanted {
        config: vec![
            ("cleanup.policy", "compact".to_owned()),
            ("max.message.bytes", (largest * 2).to_string()),
        ],
        ..topic(Purpose::Latest, "topics.latest".to_owned(), name, None)
    });
    // Prepared records hold articles, and whole records where these are rejected.
    let prepared = (settings.role != Role::All).then(|| {
        let most = largest * 2 + DEAD_LETTER_OVERHEAD;
        topic(Purpose::Prepared, "topics.prepared".to_owned(), &settings.topics.prepared, Some(most))
    });
    inputs.chain(outputs).chain(latest).chain(prepared).chain([ledger(settings)]).collect()
}

/// Of one that outcomes are written to.
fn purpose_of(name: &str, topics: &route::Topics) -> Purpose {
    if name == topics.enriched {
        Purpose::Articles
    } else if name == topics.duplicates {
        Purpose::Duplicates
    } else if name == topics.rejected {
        Purpose::DeadLetters
    } else if name == topics.dropped {
        Purpose::Dropped
    } else {
        Purpose::Routed
    }
}

/// Raw records may come as late as their topic keeps them; that is not known here, so a month is added.
const RAW_RETENTION: Duration = Duration::from_hours(30 * 24);

/// One partition is one order. Compacted, since only the last entry of a key counts; deleted in time, since what is
/// older than every window counts no more.
fn ledger(settings: &Settings) -> Wanted {
    let retention = settings.dedup.window.saturating_add(RAW_RETENTION).as_millis();
    Wanted {
        purpose: Purpose::Ledger,
        key: "topics.ledger".to_owned(),
        name: settings.topics.ledger.clone(),
        partitions: 1,
        config: vec![
            ("cleanup.policy", "compact,delete".to_owned()),
            ("retention.ms", retention.to_string()),
        ],
    }
}

pub async fn create(settings: &Settings, partitions: i32, replication: i32) -> anyhow::Result<Exit> {
    let wanted = wanted(settings, partitions);
    let topics = Topics::new(&settings.kafka)?;
    let created = topics.create(&wanted, replication).await;
    let created =
        created.with_context(|| format!("failed to create topics at {}", settings.kafka.brokers))?;
    let mut exit = Exit::Success;
    for (topic, creation) in wanted.iter().zip(created) {
        let told = match creation {
            Creation::Created => format!("created, partitions: {}", topic.partitions),
            Creation::Existed => "was there, left as it is".to_owned(),
            Creation::Failed(reason) => {
                exit = Exit::Failed;
                format!("failed: {reason}")
            }
        };
        println!("{:<24} {told}", topic.name);
    }
    Ok(exit)
}

/// A topic that was looked for.
#[derive(Debug)]
pub struct Looked {
    pub wanted: Wanted,
    /// None where it does not exist, or could not be looked at.
    pub found: Option<Found>,
    pub problem: Option<String>,
}

/// Every topic that the settings name, and what should be otherwise.
pub async fn look(settings: &Settings, topics: &Topics) -> Vec<Looked> {
    let mut looked = Vec::new();
    // Inputs come first, so that it is known of the ledger.
    let mut raw_retention = None;
    for wanted in wanted(settings, 1) {
        let (found, problem) = match topics.describe(&wanted.name).await {
            Ok(found) => {
                let problem = fitness::problem(&wanted, found.as_ref(), settings, raw_retention);
                (found, problem)
            }
            Err(error) => (None, Some(format!("could not be looked at: {error}"))),
        };
        if let (Purpose::Input, Some(found)) = (wanted.purpose, &found) {
            raw_retention = raw_retention.max(found.retention);
        }
        looked.push(Looked { wanted, found, problem });
    }
    looked
}

impl Looked {
    /// In a sentence.
    pub fn verdict(&self) -> String {
        let name = &self.wanted.name;
        match &self.problem {
            Some(problem) => format!("topic {name} {problem}"),
            None => {
                format!(
                    "topic {name} is there, partitions: {}",
                    self.found.as_ref().map_or(0, |found| found.partitions)
                )
            }
        }
    }
}
