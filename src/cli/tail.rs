//! What `copydesk tail` is told.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use clap::Args;

use super::args::time;
use crate::commands::tail::{Begin, Condition, Form, Options, Paint, Until, named};
use crate::config::Settings;
use crate::process::is_reader_gone;

#[derive(Debug, Args)]
pub struct TailArgs {
    /// A name of [topics] (enriched, duplicates, rejected, dropped, latest) or of a topic that is published to; the enriched topic and
    /// those of rules where none is given
    #[arg(value_name = "TOPIC")]
    topics: Vec<String>,
    /// Begin at the beginning, at the end, or at a time; at the end where it is not given, at the beginning with --no-follow
    #[arg(long, value_name = "beginning|end|TIME", value_parser = begin)]
    from: Option<Begin>,
    /// Begin with so many before the end; with --where, so many for which it holds
    #[arg(long, value_name = "COUNT", conflicts_with = "from", value_parser = clap::value_parser!(u32).range(1..))]
    last: Option<u32>,
    /// Stop at what was the end at the start
    #[arg(long)]
    no_follow: bool,
    /// Stop after so many
    #[arg(short = 'n', long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Only what this holds for: a condition as in `when` of a rule
    #[arg(long = "where", value_name = "CEL", value_parser = Condition::new)]
    condition: Option<Condition>,
    /// Print one JSON object for each message
    #[arg(long)]
    json: bool,
}

impl TailArgs {
    /// Or why they make no sense.
    pub fn options(self, settings: &Settings) -> Result<Options, String> {
        let Self { topics, from, last, no_follow, limit, condition, json } = self;
        let topics = named(&topics, &settings.topics, &settings.routes)?;
        let until = if no_follow { Until::Now } else { Until::Told };
        let last = last.map(|count| Begin::Last(usize::try_from(count).unwrap_or(usize::MAX)));
        let begin = match (from.or(last), until) {
            (Some(Begin::End), Until::Now) => {
                return Err("--from end and --no-follow leave nothing to print: keep one of them".to_owned());
            }
            (Some(begin), _) => begin,
            (None, Until::Now) => Begin::Beginning,
            (None, Until::Told) => Begin::End,
        };
        let form = if json { Form::Json } else { Form::People(paint()) };
        Ok(Options { topics, begin, until, limit, condition, form })
    }
}

fn begin(text: &str) -> Result<Begin, String> {
    match text {
        "beginning" => Ok(Begin::Beginning),
        "end" => Ok(Begin::End),
        text => time(text).map(Begin::Time).map_err(|error| format!("{error}, or beginning, or end")),
    }
}

/// Colours are for terminals, unless the environment says otherwise.
fn paint() -> Paint {
    match AutoStream::choice(&io::stdout()) {
        ColorChoice::Never => Paint::None,
        ColorChoice::Auto | ColorChoice::AlwaysAnsi | ColorChoice::Always => Paint::Coloured,
    }
}

/// A way to standard output that fails where it is flushed and nobody reads it any more: who waits for something to write
/// would not know.
pub struct Watched<'a>(pub &'a mut dyn Write);

impl Write for Watched<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()?;
        if is_reader_gone(io::stdout()) { Err(io::ErrorKind::BrokenPipe.into()) } else { Ok(()) }
    }
}
