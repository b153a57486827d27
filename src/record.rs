//! What comes in: a Kafka message as plain data, and where it came from.
//!
//! Nothing here knows Kafka, so that files, samples and tests make records just as the broker does.

use std::fmt;
use std::sync::Arc;

use crate::proto::{self, Timestamp};

/// A topic's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topic(Arc<str>);

impl Topic {
    pub fn new(name: &str) -> Self {
        Self(name.into())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Topic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Coordinates of a record: unique within a cluster, for as long as its topics are not recreated.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    pub topic: Topic,
    pub partition: i32,
    pub offset: i64,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.topic, self.partition, self.offset)
    }
}

/// A header; names may repeat, values may be null or any bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    pub name: String,
    pub value: Option<Vec<u8>>,
}

impl Header {
    pub fn new(name: &str, value: impl Into<Vec<u8>>) -> Self {
        Self { name: name.to_owned(), value: Some(value.into()) }
    }
}

/// Whether whoever hands a header on over HTTP may: it holds no end of a line, and nothing but ASCII.
pub fn is_visible(value: &str) -> bool {
    value.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

/// One message of a raw topic, exactly as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    pub position: Position,
    pub timestamp: Option<Timestamp>,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<Header>,
}

impl Record {
    /// The first header of this name that holds text; names are compared without case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let header = self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name))?;
        std::str::from_utf8(header.value.as_deref()?).ok()
    }

    pub fn key_text(&self) -> Option<&str> {
        std::str::from_utf8(self.key.as_deref()?).ok()
    }

    /// Bytes that the record holds in memory, near enough to bound a batch by.
    pub fn size(&self) -> usize {
        let headers: usize = self
            .headers
            .iter()
            .map(|header| header.name.len() + header.value.as_ref().map_or(0, Vec::len))
            .sum();
        self.key.as_ref().map_or(0, Vec::len) + self.value.as_ref().map_or(0, Vec::len) + headers
    }

    /// `item` counts the articles within the record, from 0.
    pub fn origin(&self, item: u32) -> proto::Origin {
        proto::Origin {
            topic: self.position.topic.as_str().to_owned(),
            partition: self.position.partition,
            offset: self.position.offset,
            timestamp: self.timestamp,
            item,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_ordered_by_topic_partition_and_offset() {
        let at = |topic, partition, offset| Position { topic: Topic::new(topic), partition, offset };
        let mut positions = vec![at("b", 0, 0), at("a", 1, 0), at("a", 0, 10), at("a", 0, 9)];
        positions.sort();
        assert_eq!(positions, [at("a", 0, 9), at("a", 0, 10), at("a", 1, 0), at("b", 0, 0)]);
    }
}
