//! `topics create`: the topics that the settings name.

use std::time::Duration;

use anyhow::Context as _;

use crate::config::{Role, Settings};
use crate::exit::Exit;
use crate::kafka::topics::{Creation, Topics, Wanted};
use crate::wire::DEAD_LETTER_OVERHEAD;

/// Every topic that the settings name. Dead letters hold whole records, so their topic takes larger ones.
pub fn wanted(settings: &Settings, partitions: i32) -> Vec<Wanted> {
    let largest = settings.decode.max_bytes.as_u64();
    let topic = |key: String, name: &str, largest: Option<u64>| Wanted {
        key,
        name: name.to_owned(),
        partitions,
        config: largest.map(|bytes| ("max.message.bytes", bytes.to_string())).into_iter().collect(),
    };
    let inputs =
        settings.source.topics.iter().map(|name| topic("source.topics".to_owned(), name, Some(largest)));
    let outputs = settings.topics.written(&settings.routes).into_iter().map(|(key, name)| {
        // A text may grow as it becomes an event, by escapes and by what is added, but not to twice its size.
        let holds_records = name == settings.topics.rejected;
        let most = if holds_records { largest + DEAD_LETTER_OVERHEAD } else { largest * 2 };
        topic(key, name, Some(most))
    });
    // Only the last of a key counts, and that for good.
    let latest = settings.topics.latest().map(|name| Wanted {
        config: vec![
            ("cleanup.policy", "compact".to_owned()),
            ("max.message.bytes", (largest * 2).to_string()),
        ],
        ..topic("topics.latest".to_owned(), name, None)
    });
    // Prepared records hold articles, and whole records where these are rejected.
    let prepared = (settings.role != Role::All).then(|| {
        let most = largest * 2 + DEAD_LETTER_OVERHEAD;
        topic("topics.prepared".to_owned(), &settings.topics.prepared, Some(most))
    });
    inputs.chain(outputs).chain(latest).chain(prepared).chain([ledger(settings)]).collect()
}

/// Raw records may come as late as their topic keeps them; that is not known here, so a month is added.
const RAW_RETENTION: Duration = Duration::from_hours(30 * 24);

/// One partition is one order. Compacted, since only the last entry of a key counts; deleted in time, since what is
/// older than every window counts no more.
fn ledger(settings: &Settings) -> Wanted {
    let retention = settings.dedup.window.saturating_add(RAW_RETENTION).as_millis();
    Wanted {
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
            Creation::Created => format!("created with {} partitions", topic.partitions),
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
