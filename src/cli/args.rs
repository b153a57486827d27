//! What may be typed: commands, their arguments, and what `--help` says of them.

use std::path::PathBuf;
use std::sync::LazyLock;

use clap::error::ErrorKind;
use clap::{Args, CommandFactory as _, Parser, Subcommand};

use super::{itself, now, replay, tail};
use crate::app::Accept;
use crate::commands::{self, audit, known, pipe, prime};
use crate::exit::Exit;
use crate::pipeline::archive;
use crate::proto::Timestamp;

/// The end of `--help`. Tested to name every exit code.
pub(super) const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  failed for a reason outside of copydesk (broker, disk, file); trying again may help
  2  the command line was not understood
  3  settings that cannot be used, named with their keys
  4  `check` or `audit` found something to mend, `test` a case that fails, `index prime`
     something unreadable, or `explain known` nothing
  5  refused: going on would lose or double articles, or the schema registry will not have
     the schema; a person must decide
  6  the stop took longer than shutdown.deadline; nothing is lost

Begin with `copydesk demo`, then `copydesk pipe FILE` on what your scraper writes.";

/// What `--version` says; `-V` says the first line alone.
pub(super) static VERSION: LazyLock<String> = LazyLock::new(commands::version);

#[derive(Debug, Parser)]
#[command(
    name = "copydesk",
    version,
    long_version = VERSION.as_str(),
    about = "Raw news articles in, clean events out, each article once",
    after_help = AFTER_HELP
)]
pub(super) struct Cli {
    #[command(flatten)]
    pub(super) settings: SettingsArgs,
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
pub(super) struct SettingsArgs {
    /// Settings file; all settings and their defaults are in deploy/copydesk.toml
    #[arg(short, long, global = true, value_name = "FILE", env = "COPYDESK_CONFIG")]
    pub(super) config: Option<PathBuf>,
    /// One setting, as in --set dedup.window=7d; wins over file and environment
    #[arg(long, global = true, value_name = "KEY=VALUE", value_parser = key_value)]
    pub(super) set: Vec<(String, String)>,
    /// Short for --set kafka.brokers=…
    #[arg(long, global = true, value_name = "HOST:PORT,…")]
    pub(super) brokers: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run the line: read raw topics, publish events, until told to stop
    Run {
        /// Go on once where a start refuses, or stops a partition, and a person has decided to
        #[arg(long, value_enum, value_name = "NAME")]
        accept: Vec<Accept>,
    },
    /// Run the line with a broker of its own on loopback, for trying with real Kafka clients
    Dev {
        /// Of each topic
        #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(i32).range(1..))]
        partitions: i32,
    },
    /// See the line at work on bundled samples; needs nothing installed
    Demo {
        /// Print what `pipe` would, one JSON line for each item
        #[arg(long)]
        json: bool,
    },
    /// Run files or standard input through the line without Kafka, one JSON line for each item
    Pipe(PipeArgs),
    /// Check settings, brokers and topics, and name everything that must be mended
    Check {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Ask the daemon on this machine whether it is ready; for health checks of containers
    Health {
        /// Ask only whether it runs, even if it waits for Kafka
        #[arg(long)]
        live: bool,
    },
    /// Tell the daemon on this machine to go on after it paused over too many rejected items
    Resume,
    /// Prove from the topics that every item has exactly one outcome
    Audit {
        /// Only these settled offsets; all that are still there where none is given
        #[arg(long, value_name = "TOPIC/PARTITION/FROM-TO")]
        range: Vec<audit::Range>,
        /// Also decide all records again and compare; takes as long as the line did, and room in the temporary folder
        #[arg(long, conflicts_with = "range")]
        afresh: bool,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Send dead letters back to the topics that they came from, after a fix; each once, however often it is run
    Replay(replay::ReplayArgs),
    /// Print what comes into the output topics, until told to stop
    Tail(tail::TailArgs),
    /// Look at what is known of articles, have it rebuilt, or add to it
    Index {
        #[command(subcommand)]
        command: IndexCommand,
    },
    /// Make the topics that the settings name, or look at them
    Topics {
        #[command(subcommand)]
        command: TopicsCommand,
    },
    /// Show how a record or a URL is read, offline, or what was decided of an article
    Explain {
        #[command(subcommand)]
        command: ExplainCommand,
    },
    /// Run the cases that stand beside the settings through the line, offline, and say which come out otherwise
    Test {
        /// copydesk.test.toml beside the settings file where none is given
        #[arg(value_name = "FILE")]
        files: Vec<PathBuf>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Show settings: all, those that are not the defaults, or what they mean
    Config {
        #[command(subcommand)]
        command: itself::ConfigCommand,
    },
    /// Print the schema of what is sent and published
    Schema(itself::SchemaArgs),
    /// Print what a shell needs to complete commands
    Completions {
        #[arg(value_enum, value_name = "SHELL")]
        shell: clap_complete::Shell,
    },
    /// Print the manual page, for `man -l -`
    Man,
}

#[derive(Debug, Args)]
pub(super) struct PipeArgs {
    /// Each file is one record; .jsonl and .ndjson files and standard input hold one a line
    #[arg(value_name = "FILE")]
    pub(super) files: Vec<PathBuf>,
    /// Lines are objects with key, headers, timestamp, and value or `value_base64`
    #[arg(long)]
    pub(super) envelope: bool,
    /// Add how each item was read
    #[arg(long)]
    pub(super) explain: bool,
    /// Stands for the record timestamp where there is none
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(super) at: Option<Timestamp>,
    /// Read them as records of this topic, as its [inputs] say
    #[arg(long, value_name = "NAME", default_value = pipe::TOPIC)]
    pub(super) topic: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum IndexCommand {
    /// How much it holds, and how far of the ledger
    Stats,
    /// Empty it; the next run rebuilds it from the ledger
    Rebuild,
    /// Take what an archive holds as known, without publishing it; the daemon must be stopped
    Prime(PrimeArgs),
}

#[derive(Debug, Args)]
pub(super) struct PrimeArgs {
    /// Lines of JSON, each an article or an address alone, as `pipe` takes them; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "from_topic", conflicts_with = "from_topic")]
    pub(super) files: Vec<PathBuf>,
    /// Events that were published, instead of files: those of all our topics of events, or of one
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    pub(super) from_topic: Option<String>,
    /// Read lines as records of this topic, as its [inputs] say
    #[arg(long, value_name = "NAME", default_value = archive::TOPIC)]
    pub(super) topic: String,
    /// Count dedup.window from here, and take lines that do not say it as seen then; now where it is not given
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(super) at: Option<Timestamp>,
    /// Print one JSON object
    #[arg(long)]
    pub(super) json: bool,
}

impl PrimeArgs {
    pub(super) fn options(self) -> prime::Options {
        let Self { files, from_topic, topic, at, json } = self;
        let archive = match from_topic {
            Some(topic) => prime::Archive::Events { topic: Some(topic).filter(|name| !name.is_empty()) },
            None => prime::Archive::Lines { files, topic },
        };
        prime::Options { archive, now: at.unwrap_or_else(now), json }
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum TopicsCommand {
    /// Make the topics that are missing; leave alone what is there
    Create {
        /// Of each topic
        #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(i32).range(1..))]
        partitions: i32,
        /// The broker's default where it is not given
        #[arg(long, default_value_t = -1, allow_negative_numbers = true)]
        replication_factor: i32,
    },
    /// Show each with its settings, what lies in it, how far it is read, and what should be otherwise
    Describe {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum ExplainCommand {
    /// What became of each item of a record, and why
    Record {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Read it as a record of this topic, as its [inputs] say
        #[arg(long, value_name = "NAME", default_value = pipe::TOPIC)]
        topic: String,
        /// Print what `pipe --explain` does
        #[arg(long)]
        json: bool,
    },
    /// Canonical URL, URL key and the rules that made them, one JSON line for each URL
    Url {
        /// From standard input, one a line, where none or - is given
        #[arg(value_name = "URL")]
        urls: Vec<String>,
    },
    /// What is known of an article and what was decided of it, from the ledger and the output topics; JSON lines
    Known(KnownArgs),
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
pub(super) struct KnownArgs {
    /// Any URL of the article
    #[arg(long)]
    pub(super) url: Option<String>,
    /// Its id, 32 hexadecimal digits
    #[arg(long, value_parser = known::Question::id)]
    pub(super) id: Option<known::Question>,
    /// The record that it came from
    #[arg(long, value_name = "TOPIC/PARTITION/OFFSET", value_parser = known::Question::origin)]
    pub(super) origin: Option<known::Question>,
}

impl KnownArgs {
    pub(super) fn question(self) -> Option<known::Question> {
        self.url.map(known::Question::Url).or(self.id).or(self.origin)
    }
}

/// Says what is wrong with arguments that were understood one by one.
pub(super) fn misused(why: &str) -> anyhow::Result<Exit> {
    Cli::command().error(ErrorKind::ValueValidation, why).print()?;
    Ok(Exit::Usage)
}

pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected key=value, as in dedup.window=7d")?;
    Ok((key.to_owned(), value.to_owned()))
}

pub(super) fn time(text: &str) -> Result<Timestamp, String> {
    let moment = text.parse::<jiff::Timestamp>().or_else(|error| {
        // A day stands for its first moment.
        format!("{text}T00:00:00Z").parse::<jiff::Timestamp>().map_err(|_| error)
    });
    moment
        .map(Timestamp::from)
        .map_err(|error| format!("{error}; expected RFC 3339, as in 2026-01-31T12:00:00Z"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Cli::command().debug_assert();
    }

    #[test]
    fn help_names_every_exit_code() {
        for exit in Exit::ALL {
            assert!(AFTER_HELP.contains(&format!("\n  {}  ", exit.code())), "{exit:?}");
        }
    }

    #[test]
    fn times_may_be_days() {
        assert_eq!(time("2023-09-12").unwrap().to_string(), "2023-09-12T00:00:00Z");
        assert_eq!(time("2023-09-12T14:00:00+02:00").unwrap().to_string(), "2023-09-12T12:00:00Z");
        assert!(time("yesterday").is_err());
    }
}
