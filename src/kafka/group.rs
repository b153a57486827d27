//! How processes are members of a group: for the office, and for preparing.

use std::sync::Arc;
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext, DefaultConsumerContext};
use rdkafka::error::{KafkaResult, RDKafkaErrorCode};
use serde::{Deserialize, Serialize};

use super::{Positions, clients, inputs};
use crate::ledger::Partition;

/// How members agree on who gets what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// Among members, by the classic protocol.
    #[default]
    Classic,
    /// By the broker (KIP-848, Kafka 4.0 and newer), which also sets the session's time-out then.
    Consumer,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub protocol: Protocol,
    #[serde(with = "humantime_serde")]
    pub session_timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self { protocol: Protocol::Classic, session_timeout: Duration::from_secs(10) }
    }
}

/// How far a group has read, where it has. Asks without joining it.
pub fn positions(kafka: &super::Settings, group: &str, partitions: &[Partition]) -> KafkaResult<Positions> {
    let mut config = clients::reader(kafka, "describe")?;
    config.set("group.id", group);
    let consumer: Arc<BaseConsumer> = clients::open(kafka, &config, DefaultConsumerContext)?;
    let committed = inputs::committed(&consumer, partitions)?;
    Ok(committed.into_iter().map(|(partition, committed)| (partition, committed.offset)).collect())
}

/// Why a consumer can never be a member again, if so.
pub(super) fn refusal<C: ConsumerContext>(consumer: &BaseConsumer<C>, settings: &Settings) -> Option<String> {
    let (code, reason) = consumer.client().fatal_error()?;
    let protocol = match settings.protocol {
        Protocol::Classic => "classic",
        Protocol::Consumer => "consumer",
    };
    let hint = if code == RDKafkaErrorCode::UnsupportedVersion || code == RDKafkaErrorCode::UnsupportedFeature
    {
        "; this Kafka does not offer it, set \"classic\""
    } else {
        ""
    };
    Some(format!("membership.protocol = {protocol:?}: cannot join the group ({reason}){hint}"))
}

/// Makes a consumer a member of a group, by whose word alone it reads.
pub(super) fn member<'a>(
    config: &'a mut ClientConfig,
    name: &str,
    settings: &Settings,
) -> &'a mut ClientConfig {
    config
        .set("group.id", name)
        .set("enable.auto.commit", "false")
        .set("enable.auto.offset.store", "false")
        .set("allow.auto.create.topics", "false");
    match settings.protocol {
        Protocol::Classic => {
            let session = settings.session_timeout.as_millis();
            config
                .set("session.timeout.ms", session.to_string())
                .set("heartbeat.interval.ms", (session / 4).to_string())
                // Nothing is ever taken from one who works to give it to one who joins, but for an even share.
                .set("partition.assignment.strategy", "cooperative-sticky")
        }
        Protocol::Consumer => config.set("group.protocol", "consumer"),
    }
}
