//! librdkafka properties that pass through, and those that do not.

use std::collections::BTreeMap;
use std::fmt;

use rdkafka::ClientConfig;
use rdkafka::error::KafkaError;
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::secret::REDACTED;

/// By name. May be written quoted (`"ssl.ca.location" = …`) or dotted (`ssl.ca.location = …`), which nests.
/// Values may be secrets: `Debug` shows names only, and what is written leaves those out that are.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Properties(BTreeMap<String, String>);

impl Properties {
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }
}

impl<'a> FromIterator<(&'a str, &'a str)> for Properties {
    fn from_iter<T: IntoIterator<Item = (&'a str, &'a str)>>(pairs: T) -> Self {
        Self(pairs.into_iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
    }
}

/// Names, or the begin of names that end in a dot, each with the reason why the operator cannot set it.
const OWNED: [(&str, &str); 26] = [
    ("acks", "a transaction needs all replicas"),
    ("allow.auto.create.topics", "a misspelled topic must be an error"),
    ("auto.offset.reset", "a lost offset must stop the partition, not skip or repeat records"),
    ("bootstrap.servers", "set kafka.brokers"),
    ("delivery.timeout.ms", "follows sink.transaction_timeout"),
    ("enable.auto.commit", "offsets are committed with the outcomes"),
    ("enable.auto.offset.store", "offsets are committed with the outcomes"),
    ("enable.idempotence", "transactions need it"),
    ("enable.partition.eof", "not used"),
    ("group.id", "set source.group"),
    ("group.instance.id", "members come and go without names"),
    ("group.protocol", "set membership.protocol"),
    ("heartbeat.interval.ms", "follows membership.session_timeout"),
    ("isolation.level", "read_committed, or offsets of a fenced process could be missed"),
    ("max.in.flight", "order of revisions depends on it"),
    ("max.in.flight.requests.per.connection", "order of revisions depends on it"),
    ("message.max.bytes", "the topic's max.message.bytes is the limit"),
    ("message.timeout.ms", "follows sink.transaction_timeout"),
    ("partition.assignment.strategy", "follows membership.protocol"),
    ("partitioner", "order of revisions depends on it"),
    ("queued.max.messages.kbytes", "memory is bounded by source.batch"),
    ("receive.message.max.bytes", "the topic's max.message.bytes is the limit"),
    ("session.timeout.ms", "set membership.session_timeout"),
    ("statistics.interval.ms", "readiness and lag depend on it"),
    ("transaction.timeout.ms", "set sink.transaction_timeout"),
    ("transactional.id", "fences whoever decided before"),
];

/// The properties that cannot be set, each with the reason.
pub fn owned(properties: &Properties) -> impl Iterator<Item = (&str, &'static str)> {
    properties.iter().filter_map(|(name, _)| {
        OWNED.iter().find(|(owned, _)| *owned == name).map(|&(_, reason)| (name, reason))
    })
}

/// The properties that the client does not know, or not with such a value, each with the reason. No value is shown.
pub fn unknown(properties: &Properties) -> impl Iterator<Item = (&str, String)> {
    properties.iter().filter_map(|(name, value)| {
        match ClientConfig::new().set(name, value).create_native_config() {
            Err(KafkaError::ClientConfig(_, why, ..)) => Some((name, why.replace(value, REDACTED))),
            _ => None,
        }
    })
}

/// Of a property, by its name.
fn is_secret(name: &str) -> bool {
    ["password", "secret", "token", "oauthbearer", ".pem"].iter().any(|part| name.contains(part))
}

impl fmt::Debug for Properties {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let redacted = self.0.keys().map(|name| (name, REDACTED));
        f.debug_map().entries(redacted).finish()
    }
}

impl Serialize for Properties {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = |(name, value): (&String, &String)| {
            let value = if is_secret(name) { REDACTED.to_owned() } else { value.clone() };
            (name.clone(), value)
        };
        self.0.iter().map(shown).collect::<BTreeMap<_, _>>().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Properties {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut flat = BTreeMap::new();
        match Node::deserialize(deserializer)? {
            Node::Leaf(value) if value.is_empty() => {}
            Node::Leaf(_) => return Err(serde::de::Error::custom("expected a table of properties")),
            node @ Node::Tree(_) => node.flatten("", &mut flat),
        }
        Ok(Self(flat))
    }
}

/// A property, or the begin of several names that were split at their dots.
enum Node {
    Leaf(String),
    Tree(BTreeMap<String, Node>),
}

impl Node {
    fn flatten(self, path: &str, flat: &mut BTreeMap<String, String>) {
        match self {
            Self::Leaf(value) => {
                flat.insert(path.to_owned(), value);
            }
            Self::Tree(children) => {
                for (name, child) in children {
                    let path = if path.is_empty() { name } else { format!("{path}.{name}") };
                    child.flatten(&path, flat);
                }
            }
        }
    }
}

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NodeVisitor)
    }
}

struct NodeVisitor;

impl<'de> Visitor<'de> for NodeVisitor {
    type Value = Node;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value of a property")
    }

    fn visit_str<E>(self, value: &str) -> Result<Node, E> {
        Ok(Node::Leaf(value.to_owned()))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node, E> {
        Ok(Node::Leaf(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node, E> {
        Ok(Node::Leaf(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node, E> {
        Ok(Node::Leaf(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node, E> {
        Ok(Node::Leaf(value.to_string()))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Node, A::Error> {
        let mut children = BTreeMap::new();
        while let Some((name, child)) = entries.next_entry()? {
            children.insert(name, child);
        }
        Ok(Node::Tree(children))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_never_shown() {
        let properties: Properties = [("sasl.password", "hunter2")].into_iter().collect();
        let shown = format!("{properties:?}");
        assert!(shown.contains("sasl.password") && !shown.contains("hunter2"), "{shown}");
    }

    #[test]
    fn owned_names_are_sorted_and_single() {
        assert!(OWNED.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
