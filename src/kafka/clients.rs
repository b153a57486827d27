//! How every client is made: what all share, the operator's properties, and what is secret of them.
//!
//! The one place where secrets are read, each time that a client is made, so that one that was changed on disk counts
//! from the next on. No error that leaves here holds a value of the operator's.

use std::path::Path;
use std::sync::Arc;

use rdkafka::ClientConfig;
use rdkafka::client::ClientContext;
use rdkafka::config::{FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, KafkaResult};

use super::Settings;
use super::token::{self, Bearer};
use crate::secret::{self, Secret};

/// Properties that name a file. Of one that cannot be read, OpenSSL would say that something went wrong in its library.
const FILES: [&str; 5] = [
    "ssl.ca.location",
    "ssl.certificate.location",
    "ssl.crl.location",
    "ssl.key.location",
    "ssl.keystore.location",
];
/// Where a system's certificates usually lie.
const PROBE: &str = "probe";

/// What all clients share. The operator's properties come first, so that ours win.
pub(super) fn config(settings: &Settings) -> KafkaResult<ClientConfig> {
    let mut config = ClientConfig::new();
    config.set("client.id", "copydesk");
    // Our own build of OpenSSL knows no system's certificates; librdkafka looks where they usually lie.
    config.set("ssl.ca.location", PROBE);
    for (name, value) in settings.properties.iter() {
        config.set(name, value);
    }
    for (name, path) in settings.properties_from_files.iter() {
        let key = format!("kafka.properties_from_files.{name}");
        let secret = Secret::read(&key, Path::new(path)).map_err(KafkaError::ClientCreation)?;
        config.set(name, secret.reveal());
    }
    for name in FILES {
        let path = config.get(name).filter(|path| *path != PROBE);
        path.map_or(Ok(()), |path| secret::readable(&format!("kafka.properties.{name}"), Path::new(path)))
            .map_err(KafkaError::ClientCreation)?;
    }
    config.set("bootstrap.servers", &settings.brokers);
    config.set_log_level(RDKafkaLogLevel::Warning);
    Ok(config)
}

/// For reading what was committed, without a group: the name is required by the client, and nothing is committed under
/// it.
pub(super) fn reader(settings: &Settings, name: &str) -> KafkaResult<ClientConfig> {
    let mut config = config(settings)?;
    config
        .set("group.id", format!("copydesk.{name}"))
        .set("enable.auto.commit", "false")
        .set("auto.offset.reset", "error")
        .set("isolation.level", "read_committed")
        .set("allow.auto.create.topics", "false");
    Ok(config)
}

/// Makes a client, which holds a token that is valid, where the settings name a file of it.
pub(super) fn open<C, T>(settings: &Settings, config: &ClientConfig, context: C) -> KafkaResult<Arc<T>>
where
    C: ClientContext,
    T: FromClientConfigAndContext<C> + Bearer + 'static,
{
    let client: Arc<T> = Arc::new(config.create_with_context(context).map_err(without_value)?);
    if !settings.oauth_token_file.as_os_str().is_empty() {
        token::keep(&settings.oauth_token_file, &client).map_err(KafkaError::ClientCreation)?;
    }
    Ok(client)
}

/// The client tells the value that it did not understand, which may be a password under a misspelled name.
fn without_value(error: KafkaError) -> KafkaError {
    if let KafkaError::ClientConfig(_, _, name, _) = &error {
        return KafkaError::ClientCreation(format!("kafka.properties.{name}: not understood"));
    }
    if let KafkaError::ClientCreation(why) = &error {
        return KafkaError::ClientCreation(format!("kafka.properties: {why}"));
    }
    error
}
