//! The command line: what was typed, and which command it is for.

mod args;
mod itself;
mod replay;
mod tail;

use std::ffi::OsString;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use anyhow::Context as _;
use clap::Parser as _;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use self::args::{Cli, Command, ExplainCommand, IndexCommand, PipeArgs, TopicsCommand, key_value, misused};
use crate::app::{Contest, Launch};
use crate::commands::{audit, check, demo, dev, explain, health, index, known, pipe, prime, test, topics};
use crate::config::{self, Settings, Sources};
use crate::exit::Exit;
use crate::proto::Timestamp;
use crate::{app, commands, logging};

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
    let beside =
        cli.settings.config.as_deref().and_then(Path::parent).map(Path::to_owned).unwrap_or_default();
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
            let rules = settings.pipeline()?;
            to_stdout(|out| pipe::run(&options, &rules, out))
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
        Command::Tail(args) => match args.options(&settings) {
            Ok(options) => until_told(move |stop| {
                to_stdout(|out| {
                    let mut out = tail::Watched(out);
                    commands::tail::run(&settings, &options, stop, &mut out, &mut io::stderr())
                })
            }),
            Err(why) => misused(&why),
        },
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
        Command::Topics { command: TopicsCommand::Describe { json } } => {
            to_stdout(|out| block_on(topics::describe::run(&settings, json, out)))
        }
        Command::Explain { command: ExplainCommand::Record { file, topic, json } } => {
            let options =
                pipe::Options { files: vec![file], explain: true, topic, ..pipe::Options::default() };
            let rules = settings.pipeline()?;
            to_stdout(|out| explain::record(&options, json, &rules, out))
        }
        Command::Explain { command: ExplainCommand::Url { urls } } => {
            to_stdout(|out| explain::urls(&urls, out))
        }
        Command::Test { files, json } => {
            let files = if files.is_empty() { vec![beside.join(test::FILE)] } else { files };
            to_stdout(|out| test::run(&settings, &test::Options { files, json }, out))
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
        let told = told_to_stop()?;
        let stop = CancellationToken::new();
        let stopped = async {
            told.await;
            stop.cancel();
            std::future::pending::<()>().await;
        };
        tokio::select! {
            exit = run(settings, stop.clone()) => exit,
            () = stopped => unreachable!("only asks the run to stop"),
        }
    })
}

/// The same for what blocks as it waits.
fn until_told(
    run: impl FnOnce(&CancellationToken) -> anyhow::Result<Exit> + Send + 'static,
) -> anyhow::Result<Exit> {
    block_on(async {
        let told = told_to_stop()?;
        let stop = CancellationToken::new();
        let stops = stop.clone();
        let mut run = tokio::task::spawn_blocking(move || run(&stops));
        tokio::select! {
            exit = &mut run => return exit?,
            () = told => stop.cancel(),
        }
        run.await?
    })
}

/// By a signal, from now on.
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
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

#[cfg(test)]
mod tests {
    use super::*;

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
}
