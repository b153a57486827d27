//! How values of events are written, and read back.
//!
//! Whoever reads needs no setting: a topic may hold values of several encodings, as after the setting was changed.

use std::collections::BTreeMap;

use prost::Message;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::Kind;
use crate::framing;

/// As the settings say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Protobuf,
    /// Proto3 JSON with `snake_case` names.
    Json,
    /// Protobuf behind the framing of a schema registry.
    Registry,
}

impl Format {
    /// For a line that nobody but its own user knows of, which writes nothing to a registry.
    #[must_use]
    pub fn without_registry(self) -> Self {
        match self {
            Self::Protobuf | Self::Registry => Self::Protobuf,
            Self::Json => Self::Json,
        }
    }
}

/// With all that writing needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Encoding {
    Protobuf,
    Json,
    Framed(Schemas),
}

/// Under which ids a schema registry knows the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schemas {
    /// Where the registry answers.
    pub url: String,
    /// Of each topic of events.
    pub ids: BTreeMap<String, u32>,
}

impl Schemas {
    fn id(&self, topic: &str) -> u32 {
        *self.ids.get(topic).expect("the registry was asked for every topic of events")
    }
}

impl Encoding {
    pub(super) fn value(&self, topic: &str, kind: Kind, event: &(impl Message + Serialize)) -> Vec<u8> {
        match self {
            Self::Protobuf => event.encode_to_vec(),
            Self::Json => serde_json::to_vec(event).expect("events have nothing that JSON cannot hold"),
            Self::Framed(schemas) => {
                let mut value = framing::prefix(schemas.id(topic), kind.place());
                event.encode(&mut value).expect("a vector grows");
                value
            }
        }
    }

    /// Of the value. Framed bytes are no protobuf to who does not know the framing, and it says so.
    pub(super) fn content_type(&self, kind: Kind) -> String {
        match self {
            Self::Protobuf => format!("application/protobuf; proto=copydesk.v1.{}", kind.name()),
            Self::Json => "application/json".to_owned(),
            Self::Framed(_) => {
                format!("application/x-protobuf; framing=confluent; proto=copydesk.v1.{}", kind.name())
            }
        }
    }

    /// Where the schema of the topic's values can be read.
    pub(super) fn data_schema(&self, topic: &str) -> Option<String> {
        match self {
            Self::Protobuf | Self::Json => None,
            Self::Framed(schemas) => Some(format!("{}/schemas/ids/{}", schemas.url, schemas.id(topic))),
        }
    }
}

/// Of any encoding: only framing begins with a zero, and no field of ours has the tag that a brace would be.
pub(super) fn decode<E: Message + Default + DeserializeOwned>(value: &[u8]) -> anyhow::Result<E> {
    if value.starts_with(b"{") {
        return Ok(serde_json::from_slice(value)?);
    }
    Ok(E::decode(framing::unframed(value).unwrap_or(value))?)
}
