//! Logs: to standard error, for people or as JSON lines. What strangers wrote comes into none: what is told of a record is
//! its place. Only a panic may quote it, and is made harmless here.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::io::IsTerminal;
use std::panic;

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

/// Whether a terminal, or a reader of lines, would take it for more than a letter: controls, which begin escapes, ends of
/// lines, and what turns the direction of a line around.
pub fn is_command(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// As one line of letters, and no longer than a log bears.
fn one_line(text: &str) -> String {
    const LONGEST: usize = 300;
    text.chars().take(LONGEST).map(|c| if is_command(c) { ' ' } else { c }).collect()
}

/// Panics of code that reads an article may quote it: "… is not a char boundary; it is inside … of `…`".
pub fn tell_panics() {
    panic::set_hook(Box::new(|info| {
        let place = info.location().map_or_else(String::new, ToString::to_string);
        let text = one_line(info.payload_as_str().unwrap_or_default());
        let backtrace = Backtrace::capture();
        let backtrace = if backtrace.status() == BacktraceStatus::Captured {
            format!("\n{backtrace}")
        } else {
            String::new()
        };
        if tracing::dispatcher::has_been_set() {
            tracing::error!("panicked at {place}: {text}{backtrace}");
        } else {
            eprintln!("panicked at {place}: {text}{backtrace}");
        }
    }));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_panic_quotes_is_one_line_of_letters() {
        let hostile = format!("of `\u{1b}[2J\r\nERROR forged\0\u{9b}31m\u{202e}é` {}", "x".repeat(1000));
        let told = one_line(&hostile);
        assert!(!told.chars().any(is_command), "{told:?}");
        assert!(told.starts_with("of ` [2J  ERROR forged  31m é` x") && told.len() < 400, "{told:?}");
    }
}
