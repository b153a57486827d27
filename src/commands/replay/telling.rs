//! What a replay did, or would do: for people, and as JSON lines.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;

use super::Options;
use crate::commands::report::write_line;
use crate::dead_letter::{Reject, Statement, replay};
use crate::proto::Timestamp;
use crate::record::{Position, Record};

/// One dead letter.
#[derive(Debug, Serialize)]
pub struct Told {
    /// Where it lies.
    letter: String,
    /// Where its record came from.
    origin: String,
    #[serde(flatten)]
    reject: Reject,
    rejected_at: Option<Timestamp>,
    /// How often the record had been sent back when it was rejected.
    replays: u32,
}

impl Told {
    pub fn new(letter: &Position, rejected_at: Option<Timestamp>, said: Statement, record: &Record) -> Self {
        Self {
            letter: letter.to_string(),
            origin: record.position.to_string(),
            reject: said.reject,
            rejected_at,
            replays: replay::replays(record),
        }
    }
}

#[derive(Debug, Default)]
pub struct Tally {
    /// Chosen, and perhaps not sent yet.
    pub taken: u64,
    pub sent_before: u64,
    pub not_asked_for: u64,
    /// In the topic, and no dead letters.
    pub strange: u64,
    /// Of topics that are not read, by topic.
    unread: BTreeMap<String, u64>,
    codes: BTreeMap<&'static str, u64>,
    /// The most often that one of them had been sent back.
    most_replays: u32,
}

#[derive(Serialize)]
struct Letter<'a> {
    letter: &'a Told,
}

#[derive(Serialize)]
struct Summary<'a> {
    summary: Json<'a>,
}

#[derive(Serialize)]
struct Json<'a> {
    dry_run: bool,
    sent: u64,
    codes: &'a BTreeMap<&'static str, u64>,
    most_replays: u32,
    sent_before: u64,
    not_asked_for: u64,
    unread: &'a BTreeMap<String, u64>,
    no_dead_letters: u64,
}

impl Tally {
    pub fn unread(&mut self, topic: &str) {
        *self.unread.entry(topic.to_owned()).or_default() += 1;
    }

    pub fn sent(&self) -> u64 {
        self.codes.values().sum()
    }

    pub fn tell_one(&mut self, told: &Told, options: &Options, out: &mut dyn Write) -> io::Result<()> {
        *self.codes.entry(told.reject.code.as_str()).or_default() += 1;
        self.most_replays = self.most_replays.max(told.replays);
        if options.json { write_line(out, &Letter { letter: told }) } else { Ok(()) }
    }

    pub fn tell(&self, options: &Options, out: &mut dyn Write) -> io::Result<()> {
        let Self { taken: _, sent_before, not_asked_for, strange, unread, codes, most_replays } = self;
        if options.json {
            let summary = Json {
                dry_run: options.dry_run,
                sent: self.sent(),
                codes,
                most_replays: *most_replays,
                sent_before: *sent_before,
                not_asked_for: *not_asked_for,
                unread,
                no_dead_letters: *strange,
            };
            return write_line(out, &Summary { summary });
        }
        for (code, count) in codes {
            writeln!(out, "{code:<20} {count:>9}")?;
        }
        let did = if options.dry_run { "would be sent back" } else { "were sent back" };
        writeln!(out, "{} dead letters {did}", self.sent())?;
        for (count, what) in [
            (*sent_before, "were sent back before"),
            (*not_asked_for, "were not asked for"),
            (*strange, "records of the topic are no dead letters"),
            (
                u64::from(*most_replays),
                "times is the most that one of them had been sent back before: look at it",
            ),
        ] {
            if count > 0 {
                writeln!(out, "{count} {what}")?;
            }
        }
        for (topic, count) in unread {
            writeln!(
                out,
                "{count} came from {}, which is not in source.topics: --to sends them to one that is",
                topic.escape_debug()
            )?;
        }
        Ok(())
    }
}
