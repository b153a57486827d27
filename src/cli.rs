//! The command line: what was typed, and which command it is for.

mod itself;
mod replay;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::sync::LazyLock;

use anyhow::Context as _;
use clap::{Args, Parser, Subcommand};
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use crate::app::{Accept, Contest, Launch};
use crate::commands::{audit, check, demo, dev, explain, health, index, known, pipe, prime, topics};
use crate::config::{self, Settings, Sources};
use crate::exit::Exit;
use crate::pipeline::archive;
use crate::proto::Timestamp;
use crate::{app, commands, logging};

/// The end of `--help`. Tested to name every exit code.
const AFTER_HELP: &str = "\
Exit codes:
  0  done
  1  failed for a reason outside of copydesk (broker, disk, file); trying again may help
  2  the command line was not understood
  3  settings that cannot be used; every problem is named
  4  `check` or `audit` found something to mend, or `index prime` something unreadable
  5  refused: going on would lose or double articles; a person must decide
  6  the stop took longer than shutdown.deadline; nothing is lost

Begin with `copydesk demo`, then `copydesk pipe FILE` on what your scraper writes.";

/// What `--version` says; `-V` says the first line alone.
static VERSION: LazyLock<String> = LazyLock::new(commands::version);

#[derive(Debug, Parser)]
#[command(
    name = "copydesk",
    version,
    long_version = VERSION.as_str(),
    about = "Raw news articles in, clean events out, each article once",
    after_help = AFTER_HELP
)]
struct Cli {
    #[command(flatten)]
    settings: SettingsArgs,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Settings")]
struct SettingsArgs {
    /// Settings file; all settings and their defaults are in deploy/copydesk.toml
    #[arg(short, long, global = true, value_name = "FILE", env = "COPYDESK_CONFIG")]
    config: Option<PathBuf>,
    /// One setting, as in --set dedup.window=7d; wins over file and environment
    #[arg(long, global = true, value_name = "KEY=VALUE", value_parser = key_value)]
    set: Vec<(String, String)>,
    /// Short for --set kafka.brokers=…
    #[arg(long, global = true, value_name = "HOST:PORT,…")]
    brokers: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
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
    /// Look at what is known of articles, have it rebuilt, or add to it
    Index {
        #[command(subcommand)]
        command: IndexCommand,
    },
    /// Make the topics that the settings name
    Topics {
        #[command(subcommand)]
        command: TopicsCommand,
    },
    /// Show how a record or a URL is read, offline
    Explain {
        #[command(subcommand)]
        command: ExplainCommand,
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
struct PipeArgs {
    /// Each file is one record; .jsonl and .ndjson files and standard input hold one a line
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Lines are objects with key, headers, timestamp, and value or `value_base64`
    #[arg(long)]
    envelope: bool,
    /// Add how each item was read
    #[arg(long)]
    explain: bool,
    /// Stands for the record timestamp where there is none
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<Timestamp>,
    /// Read them as records of this topic, as its [inputs] say
    #[arg(long, value_name = "NAME", default_value = pipe::TOPIC)]
    topic: String,
}

#[derive(Debug, Subcommand)]
enum IndexCommand {
    /// How much it holds, and how far of the ledger
    Stats,
    /// Empty it; the next run rebuilds it from the ledger
    Rebuild,
    /// Take what an archive holds as known, without publishing it; the daemon must be stopped
    Prime(PrimeArgs),
}

#[derive(Debug, Args)]
struct PrimeArgs {
    /// Lines of JSON, each an article or an address alone, as `pipe` takes them; - is standard input
    #[arg(value_name = "FILE", required_unless_present = "from_topic", conflicts_with = "from_topic")]
    files: Vec<PathBuf>,
    /// Events that were published, instead of files: those of topics.enriched, or of another topic
    #[arg(long, value_name = "NAME", num_args = 0..=1, default_missing_value = "")]
    from_topic: Option<String>,
    /// Read lines as records of this topic, as its [inputs] say
    #[arg(long, value_name = "NAME", default_value = archive::TOPIC)]
    topic: String,
    /// Count dedup.window from here, and take lines that do not say it as seen then; now where it is not given
    #[arg(long, value_name = "TIME", value_parser = time)]
    at: Option<Timestamp>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

impl PrimeArgs {
    fn options(self) -> prime::Options {
        let Self { files, from_topic, topic, at, json } = self;
        let archive = match from_topic {
            Some(topic) => prime::Archive::Events { topic: Some(topic).filter(|name| !name.is_empty()) },
            None => prime::Archive::Lines { files, topic },
        };
        prime::Options { archive, now: at.unwrap_or_else(now), json }
    }
}

#[derive(Debug, Subcommand)]
enum TopicsCommand {
    /// Make the topics that are missing; leave alone what is there
    Create {
        /// Of each topic
        #[arg(long, default_value_t = 6, value_parser = clap::value_parser!(i32).range(1..))]
        partitions: i32,
        /// The broker's default where it is not given
        #[arg(long, default_value_t = -1, allow_negative_numbers = true)]
        replication_factor: i32,
    },
}

#[derive(Debug, Subcommand)]
enum ExplainCommand {
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
struct KnownArgs {
    /// Any URL of the article
    #[arg(long)]
    url: Option<String>,
    /// Its id, 32 hexadecimal digits
    #[arg(long, value_parser = known::Question::id)]
    id: Option<known::Question>,
    /// The record that it came from
    #[arg(long, value_name = "TOPIC/PARTITION/OFFSET", value_parser = known::Question::origin)]
    origin: Option<known::Question>,
}

impl KnownArgs {
    fn question(self) -> Option<known::Question> {
        self.url.map(known::Question::Url).or(self.id).or(self.origin)
    }
}

/// Runs what the command line says.
pub fn main() -> Exit {
    logging::tell_panics();
    let cli = match parse(std::env::args_os()) {
        Ok(cli) => cli,
        Err(exit) => return exit,
    };
    match run(cli) {
        Ok(exit) => exit,
        Err(error) => report(&error),
    }
}

fn parse(args: impl Iterator<Item = OsString>) -> Result<Cli, Exit> {
    let (args, overrides) = take_overrides(args);
    let cli = Cli::try_parse_from(args).map_err(|error| {
        let printed = error.print();
        if printed.is_err() || error.use_stderr() { Exit::Usage } else { Exit::Success }
    });
    cli.map(|mut cli| {
        cli.settings.set.extend(overrides);
        cli
    })
}

/// Of an option that may be repeated, and stands before the command and behind it, the parser would keep the latter
/// alone. What is not well-formed is left to it, to say so.
fn take_overrides(args: impl Iterator<Item = OsString>) -> (Vec<OsString>, Vec<(String, String)>) {
    let (mut others, mut overrides) = (Vec::new(), Vec::new());
    let mut args = args.peekable();
    while let Some(arg) = args.next() {
        if arg == "--" {
            others.push(arg);
            others.extend(args);
            break;
        }
        let joined = arg.to_str().and_then(|arg| arg.strip_prefix("--set="));
        let next = args.peek().and_then(|next| next.to_str()).filter(|_| arg == "--set");
        match joined.or(next).and_then(|pair| key_value(pair).ok()) {
            Some(pair) => {
                overrides.push(pair);
                if joined.is_none() {
                    args.next();
                }
            }
            None => others.push(arg),
        }
    }
    (others, overrides)
}

fn run(cli: Cli) -> anyhow::Result<Exit> {
    let mut overrides = cli.settings.set;
    overrides.extend(cli.settings.brokers.map(|brokers| ("kafka.brokers".to_owned(), brokers)));
    let settings = config::load(&Sources { file: cli.settings.config, overrides })?;
    match cli.command {
        Command::Run { accept } => daemon(settings, |settings, stop| {
            let accept = accept.into_iter().collect();
            let launch = Launch { contest: Contest::Elected, accept, clock: Some(now) };
            Box::pin(app::run(settings, launch, stop))
        }),
        Command::Dev { partitions } => {
            daemon(settings, move |settings, stop| Box::pin(dev::run(settings, partitions, now, stop)))
        }
        Command::Demo { json } => block_on(demo::run(&settings, json)),
        Command::Pipe(PipeArgs { files, envelope, explain, at, topic }) => {
            let options = pipe::Options { files, envelope, explain, at, topic };
            to_stdout(|out| pipe::run(&options, &settings.pipeline(), out))
        }
        Command::Check { json } => block_on(check::run(&settings, json)),
        Command::Health { live } => {
            health::run(&settings, if live { health::Question::Live } else { health::Question::Ready })
        }
        Command::Resume => health::run(&settings, health::Question::Resume),
        Command::Audit { range, afresh, json } => {
            audit::run(&settings, &audit::Options { ranges: range, afresh, json })
        }
        Command::Replay(args) => to_stdout(|out| commands::replay::run(&settings, &args.options(), out)),
        Command::Index { command: IndexCommand::Stats } => index::stats(&settings),
        Command::Index { command: IndexCommand::Rebuild } => index::rebuild(&settings),
        Command::Index { command: IndexCommand::Prime(args) } => {
            // What waits says so, and what goes well says nothing where nobody looks.
            let filter = if io::stderr().is_terminal() { settings.log.filter.as_str() } else { "warn" };
            logging::start(&logging::Settings { filter: filter.to_owned(), ..settings.log.clone() })?;
            prime::run(&settings, &args.options())
        }
        Command::Topics { command: TopicsCommand::Create { partitions, replication_factor } } => {
            block_on(topics::create(&settings, partitions, replication_factor))
        }
        Command::Explain { command: ExplainCommand::Record { file, topic, json } } => {
            let options =
                pipe::Options { files: vec![file], explain: true, topic, ..pipe::Options::default() };
            to_stdout(|out| explain::record(&options, json, &settings.pipeline(), out))
        }
        Command::Explain { command: ExplainCommand::Url { urls } } => {
            to_stdout(|out| explain::urls(&urls, out))
        }
        Command::Config { command } => to_stdout(|out| command.run(&settings, out)),
        Command::Schema(args) => to_stdout(|out| args.run(out)),
        Command::Completions { shell } => to_stdout(|out| itself::complete(shell, out)),
        Command::Man => to_stdout(itself::man),
        Command::Explain { command: ExplainCommand::Known(args) } => {
            let question = args.question().context("name a URL, an id or an origin")?;
            to_stdout(|out| known::run(&settings, &question, out))
        }
    }
}

type Daemon = std::pin::Pin<Box<dyn Future<Output = anyhow::Result<Exit>>>>;

/// Runs what goes on until SIGTERM or SIGINT.
fn daemon(
    settings: Settings,
    run: impl FnOnce(Settings, CancellationToken) -> Daemon,
) -> anyhow::Result<Exit> {
    logging::start(&settings.log)?;
    block_on(async {
        let (mut terminate, mut interrupt) =
            (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
        let stop = CancellationToken::new();
        let stopped = async {
            tokio::select! {
                _ = terminate.recv() => {}
                _ = interrupt.recv() => {}
            }
            stop.cancel();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            exit = run(settings, stop.clone()) => exit,
            () = stopped => unreachable!("only asks the run to stop"),
        }
    })
}

fn block_on(run: impl Future<Output = anyhow::Result<Exit>>) -> anyhow::Result<Exit> {
    let runtime = Runtime::new()?;
    let result = runtime.block_on(run);
    // Threads that missed the deadline must not hold up the end of the process.
    runtime.shutdown_background();
    result
}

/// A reader that went away, as `head` does, is no failure.
fn to_stdout(write: impl FnOnce(&mut dyn Write) -> anyhow::Result<Exit>) -> anyhow::Result<Exit> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let result = write(&mut out).and_then(|exit| {
        out.flush()?;
        Ok(exit)
    });
    match result {
        Err(error) if is_broken_pipe(&error) => Ok(Exit::Success),
        result => result,
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// Says what went wrong, once, and chooses the exit code.
fn report(error: &anyhow::Error) -> Exit {
    let (begin, end) = if io::stderr().is_terminal() { ("\x1b[1;31m", "\x1b[0m") } else { ("", "") };
    if let Some(config::Refused(problems)) = error.downcast_ref() {
        for problem in problems {
            eprintln!("{begin}error{end}: {problem}");
        }
        return Exit::Settings;
    }
    eprintln!("{begin}error{end}: {error:#}");
    if error.downcast_ref::<app::Refused>().is_some() { Exit::Refused } else { Exit::Failed }
}

fn now() -> Timestamp {
    jiff::Timestamp::now().into()
}

fn key_value(text: &str) -> Result<(String, String), String> {
    let (key, value) = text.split_once('=').ok_or("expected key=value, as in dedup.window=7d")?;
    Ok((key.to_owned(), value.to_owned()))
}

fn time(text: &str) -> Result<Timestamp, String> {
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
    use clap::CommandFactory;

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
    fn settings_before_the_command_and_behind_it_all_count() {
        let args = "copydesk --set a=1 --set=b=2 index --set c=3 stats --set d=4 --set a=5";
        let cli = parse(args.split(' ').map(OsString::from)).unwrap();
        let keys: Vec<_> = cli.settings.set.iter().map(|(key, value)| format!("{key}{value}")).collect();
        assert_eq!(keys, ["a1", "b2", "c3", "d4", "a5"], "in order, so that the last wins");
        let args = "copydesk pipe -- --set x=1";
        let cli = parse(args.split(' ').map(OsString::from)).unwrap();
        assert!(cli.settings.set.is_empty(), "names of files are none");
        for wrong in ["copydesk check --set", "copydesk check --set nothing", "copydesk check --set=nothing"]
        {
            assert!(
                Cli::try_parse_from(take_overrides(wrong.split(' ').map(OsString::from)).0).is_err(),
                "{wrong}"
            );
        }
    }

    #[test]
    fn times_may_be_days() {
        assert_eq!(time("2023-09-12").unwrap().to_string(), "2023-09-12T00:00:00Z");
        assert_eq!(time("2023-09-12T14:00:00+02:00").unwrap().to_string(), "2023-09-12T12:00:00Z");
        assert!(time("yesterday").is_err());
    }
}
