//! What `copydesk replay` is told.

use std::num::NonZeroU32;

use clap::Args;

use super::args::time;
use crate::commands::replay;
use crate::dead_letter::{Code, Stage};
use crate::proto::Timestamp;

/// Dead letters are chosen by all of these together; without any, all are sent that were not sent before.
#[derive(Debug, Args)]
pub struct ReplayArgs {
    /// Only those of this code, as in --code `too_large`; may be repeated
    #[arg(long, value_name = "CODE", value_parser = code)]
    code: Vec<Code>,
    /// Only those that this stage refused: decode, url or normalize; may be repeated
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    stage: Vec<Stage>,
    /// Only those of records of this topic; may be repeated
    #[arg(long, value_name = "TOPIC")]
    topic: Vec<String>,
    /// Only those rejected at this time or later
    #[arg(long, value_name = "TIME", value_parser = time)]
    since: Option<Timestamp>,
    /// Only those rejected before this time
    #[arg(long, value_name = "TIME", value_parser = time)]
    until: Option<Timestamp>,
    /// At most so many
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u64).range(1..))]
    limit: Option<u64>,
    /// Send them to this topic and not to their own
    #[arg(long, value_name = "TOPIC")]
    to: Option<String>,
    /// At most so many a second
    #[arg(long, value_name = "COUNT", default_value = "1000")]
    rate: NonZeroU32,
    /// Say what would be sent, and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Print one JSON line for each dead letter, and one for all
    #[arg(long)]
    json: bool,
}

impl ReplayArgs {
    pub fn options(self) -> replay::Options {
        let Self { code, stage, topic, since, until, limit, to, rate, dry_run, json } = self;
        let filter = replay::Filter { codes: code, stages: stage, topics: topic, since, until };
        replay::Options { filter, limit, to, rate, dry_run, json }
    }
}

fn code(text: &str) -> Result<Code, String> {
    Code::named(text).ok_or_else(|| format!("expected one of {}", Code::ALL.map(Code::as_str).join(", ")))
}

fn stage(text: &str) -> Result<Stage, String> {
    Stage::named(text).ok_or_else(|| format!("expected one of {}", Stage::ALL.map(Stage::as_str).join(", ")))
}
