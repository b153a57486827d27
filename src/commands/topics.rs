//! `topics create`: the topics that the settings name.

use anyhow::Context as _;

use crate::config::Settings;
use crate::exit::Exit;
use crate::kafka::topics::{Creation, Topics, wanted};

pub async fn create(settings: &Settings, partitions: i32, replication: i32) -> anyhow::Result<Exit> {
    let wanted = wanted(settings, partitions);
    let topics = Topics::new(&settings.kafka)?;
    let created = topics.create(&wanted, replication).await;
    let created =
        created.with_context(|| format!("failed to create topics at {}", settings.kafka.brokers))?;
    let mut exit = Exit::Success;
    for (topic, creation) in wanted.iter().zip(created) {
        let told = match creation {
            Creation::Created => format!("created with {partitions} partitions"),
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
