//! Logs: to standard error, for people or as JSON lines.

use std::io::IsTerminal;

use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub format: Format,
    /// As `tracing` reads it: `info`, or `info,copydesk::kafka=debug`.
    pub filter: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Human,
    Json,
}

impl Default for Settings {
    fn default() -> Self {
        Self { format: Format::Human, filter: "info".to_owned() }
    }
}

/// Starts logging for the process; a second call changes nothing.
pub fn start(settings: &Settings) -> anyhow::Result<()> {
    // The tree on disk tells its housekeeping as news; a filter of the operator's comes later and wins.
    let filter = EnvFilter::try_new(format!("lsm_tree=warn,{}", settings.filter))
        .map_err(|error| anyhow::anyhow!("log.filter: failed to read {:?}: {error}", settings.filter))?;
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match settings.format {
        Format::Human => builder.with_ansi(std::io::stderr().is_terminal()).with_target(false).try_init(),
        Format::Json => builder.json().flatten_event(true).try_init(),
    };
    if started.is_err() {
        tracing::debug!("logging was started before");
    }
    Ok(())
}
