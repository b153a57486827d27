//! Topics: made, and looked at.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::metadata::{Metadata, MetadataPartition, MetadataTopic};

use super::clients;
use super::refusal::{self, LastRefusal};

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

/// Partitions of a topic, of which alone was asked; none where it does not exist. That we may not know it is an error.
pub(super) fn partitions(metadata: &Metadata) -> KafkaResult<&[MetadataPartition]> {
    let Some(topic) = metadata.topics().first() else { return Ok(&[]) };
    match topic.error().map(RDKafkaErrorCode::from) {
        Some(code @ RDKafkaErrorCode::TopicAuthorizationFailed) => Err(KafkaError::MetadataFetch(code)),
        Some(_) => Ok(&[]),
        None => Ok(topic.partitions()),
    }
}

/// A listener with TLS tells a client without it nothing at all.
const NO_ANSWER: &str =
    "does kafka.brokers name a listener of the protocol in kafka.properties.security.protocol?";

/// Asks any broker; the number of brokers in the cluster, or why none answers.
pub fn reach(kafka: &super::Settings) -> Result<usize, String> {
    const STEP: Duration = Duration::from_secs(2);
    let config = clients::reader(kafka, "check").map_err(|error| error.to_string())?;
    let consumer = clients::open::<_, BaseConsumer<LastRefusal>>(kafka, &config, LastRefusal::default());
    let consumer = consumer.map_err(|error| error.to_string())?;
    let until = Instant::now() + CALL;
    loop {
        match consumer.fetch_metadata(None, STEP) {
            Ok(metadata) => return Ok(metadata.brokers().len()),
            Err(error) => match refusal::last(&consumer) {
                Some(refusal) => return Err(refusal),
                None if Instant::now() >= until => return Err(format!("{error}; {NO_ANSWER}")),
                None => {}
            },
        }
    }
}

#[allow(missing_debug_implementations, reason = "holds a client of a foreign library")]
pub struct Topics {
    admin: Arc<AdminClient<DefaultClientContext>>,
}

impl Topics {
    pub fn new(kafka: &super::Settings) -> KafkaResult<Self> {
        Ok(Self { admin: clients::open(kafka, &clients::config(kafka)?, DefaultClientContext)? })
    }

    /// Makes what is missing and leaves alone what is there. Returns once a broker tells of what was made, so that who asks next
    /// finds it.
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
        let creations: Vec<_> = results.into_iter().map(creation).collect();
        let made = wanted.iter().zip(&creations).filter(|(_, creation)| **creation == Creation::Created);
        self.wait_for(made.map(|(topic, _)| topic.name.as_str()).collect())?;
        Ok(creations)
    }

    /// Brokers learn of a topic a moment after their controller has said that it is made. Who may not see it waits in vain.
    fn wait_for(&self, mut awaited: Vec<&str>) -> KafkaResult<()> {
        const PAUSE: Duration = Duration::from_millis(100);
        let until = Instant::now() + CALL;
        while !awaited.is_empty() && Instant::now() < until {
            let metadata = self.admin.inner().fetch_metadata(None, CALL)?;
            let told = metadata.topics().iter().filter(|topic| topic.error().is_none());
            let told: Vec<_> = told.map(MetadataTopic::name).collect();
            awaited.retain(|name| !told.contains(name));
            if !awaited.is_empty() {
                thread::sleep(PAUSE);
            }
        }
        Ok(())
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
