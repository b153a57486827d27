//! Topics of random names, deleted when their owner goes.

use std::hash::{BuildHasher as _, RandomState};
use std::time::Duration;

use anyhow::Context as _;
use rdkafka::ClientConfig;
use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, TopicReplication};
use rdkafka::client::DefaultClientContext;

pub const PARTITIONS: i32 = 4;
const CALL: Duration = Duration::from_secs(30);

pub struct Topics {
    admin: AdminClient<DefaultClientContext>,
    names: Vec<String>,
}

impl Topics {
    pub fn create(brokers: &str, wanted: &[NewTopic<'_>]) -> anyhow::Result<Self> {
        let mut config = ClientConfig::new();
        config.set("bootstrap.servers", brokers);
        let names = wanted.iter().map(|topic| topic.name.to_owned()).collect();
        let topics = Self { admin: config.create()?, names };
        let created = block_on(topics.admin.create_topics(wanted, &options()))?;
        for result in created.context("failed to create topics")? {
            result.map_err(|(name, code)| anyhow::anyhow!("failed to create {name}: {code}"))?;
        }
        Ok(topics)
    }
}

impl Drop for Topics {
    fn drop(&mut self) {
        let names: Vec<_> = self.names.iter().map(String::as_str).collect();
        let deleted = block_on(self.admin.delete_topics(&names, &options()));
        if !matches!(deleted, Ok(Ok(results)) if results.iter().all(Result::is_ok)) {
            eprintln!("failed to delete topics, please do: {}", names.join(" "));
        }
    }
}

/// Made-up records are older than any retention.
pub fn wanted(name: &str, partitions: i32) -> NewTopic<'_> {
    NewTopic::new(name, partitions, TopicReplication::Fixed(1)).set("retention.ms", "-1")
}

/// Runs do not meet.
pub fn unique(what: &str) -> String {
    format!("bench-{:016x}-{what}", RandomState::new().hash_one(what))
}

fn options() -> AdminOptions {
    AdminOptions::new().operation_timeout(Some(CALL))
}

fn block_on<T>(future: impl Future<Output = T>) -> anyhow::Result<T> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    Ok(runtime.block_on(future))
}
