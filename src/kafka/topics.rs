//! Topics: made, and looked at.

use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::error::{KafkaResult, RDKafkaErrorCode};

use super::client;

/// A topic as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The setting that names it.
    pub key: String,
    pub name: String,
    pub partitions: i32,
    pub config: Vec<(&'static str, String)>,
}

/// What became of the wish to have a topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Creation {
    Created,
    Existed,
    Failed(String),
}

/// A topic as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    pub partitions: usize,
    pub max_message_bytes: Option<u64>,
    pub cleanup_policy: Option<String>,
    /// None where nothing is ever deleted by time, or the broker does not tell.
    pub retention: Option<Duration>,
}

const CALL: Duration = Duration::from_secs(10);

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Topics {
    admin: AdminClient<DefaultClientContext>,
}

impl Topics {
    pub fn new(kafka: &super::Settings) -> KafkaResult<Self> {
        Ok(Self { admin: client(kafka).create()? })
    }

    /// Makes what is missing and leaves alone what is there.
    pub async fn create(&self, wanted: &[Wanted], replication: i32) -> KafkaResult<Vec<Creation>> {
        let topics = wanted.iter().map(|topic| {
            let new = NewTopic::new(&topic.name, topic.partitions, TopicReplication::Fixed(replication));
            topic.config.iter().fold(new, |new, (name, value)| new.set(name, value))
        });
        let options = AdminOptions::new().request_timeout(Some(CALL)).operation_timeout(Some(CALL));
        let results = self.admin.create_topics(&topics.collect::<Vec<_>>(), &options).await?;
        let creation = |result| match result {
            Ok(_) => Creation::Created,
            Err((_, RDKafkaErrorCode::TopicAlreadyExists)) => Creation::Existed,
            Err((_, code)) => Creation::Failed(code.to_string()),
        };
        Ok(results.into_iter().map(creation).collect())
    }

    /// Asks any broker; the number of brokers that answered.
    pub fn reach(&self) -> KafkaResult<usize> {
        Ok(self.admin.inner().fetch_metadata(None, CALL)?.brokers().len())
    }

    /// None where the topic does not exist.
    pub async fn describe(&self, name: &str) -> KafkaResult<Option<Found>> {
        // The list of all topics, since asking for one by name may create it.
        let metadata = self.admin.inner().fetch_metadata(None, CALL)?;
        let Some(topic) =
            metadata.topics().iter().find(|topic| topic.name() == name && topic.error().is_none())
        else {
            return Ok(None);
        };
        let options = AdminOptions::new().request_timeout(Some(CALL));
        let described = self.admin.describe_configs(&[ResourceSpecifier::Topic(name)], &options).await?;
        let config = described.into_iter().find_map(Result::ok);
        let value = |name: &str| config.as_ref().and_then(|config| config.get(name)?.value.clone());
        Ok(Some(Found {
            partitions: topic.partitions().len(),
            max_message_bytes: value("max.message.bytes").and_then(|bytes| bytes.parse().ok()),
            cleanup_policy: value("cleanup.policy"),
            retention: value("retention.ms")
                .and_then(|millis| millis.parse().ok())
                .map(Duration::from_millis),
        }))
    }
}
