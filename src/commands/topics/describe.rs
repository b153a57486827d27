//! `topics describe`: the topics that the settings name, as they are.

use std::io::{self, Write};

use anyhow::{Context as _, anyhow};
use serde::Serialize;

use super::{Looked, look};
use crate::commands::report::write_line;
use crate::config::{Role, Settings};
use crate::exit::Exit;
use crate::kafka::follow::{Follower, Visible};
use crate::kafka::topics::{Found, Purpose, Topics, reach};
use crate::kafka::{Positions, group, member};
use crate::ledger::Partition;
use crate::record::Topic;

#[derive(Debug, Serialize)]
struct Description {
    topic: String,
    /// That names it.
    setting: String,
    purpose: Purpose,
    #[serde(flatten)]
    state: Option<State>,
    exists: bool,
    /// Who reads it, of what belongs to us.
    group: Option<String>,
    holds: Vec<Held>,
    /// What should be otherwise.
    problem: Option<String>,
}

#[derive(Debug, Serialize)]
struct State {
    partitions: usize,
    replicas: usize,
    min_insync_replicas: Option<u64>,
    cleanup_policy: Option<String>,
    retention_seconds: Option<u64>,
    max_message_bytes: Option<u64>,
}

/// What lies in a partition, by offsets.
#[derive(Debug, Serialize)]
struct Held {
    partition: i32,
    begin: i64,
    end: i64,
    /// How far the group has read.
    read: Option<i64>,
}

pub async fn run(settings: &Settings, json: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let brokers = &settings.kafka.brokers;
    reach(&settings.kafka).map_err(|why| anyhow!("failed to reach {brokers}: {why}"))?;
    let topics = Topics::new(&settings.kafka).context("failed to make a client")?;
    let follower = Follower::new(&settings.kafka, Vec::new())?;
    let mut descriptions = Vec::new();
    for looked in look(settings, &topics).await {
        descriptions.push(describe(looked, settings, &follower));
    }
    if json {
        write_line(out, &serde_json::json!({ "topics": descriptions }))?;
    } else {
        table(&descriptions, out)?;
    }
    Ok(Exit::Success)
}

fn describe(looked: Looked, settings: &Settings, follower: &Follower) -> Description {
    let Looked { wanted, found, mut problem } = looked;
    let group = group_of(wanted.purpose, settings);
    let held = match &found {
        Some(_) => held(&Topic::new(&wanted.name), group.as_deref(), settings, follower),
        None => Ok(Vec::new()),
    };
    let holds = held.unwrap_or_else(|error| {
        problem.get_or_insert_with(|| format!("could not be looked into: {error:#}"));
        Vec::new()
    });
    Description {
        topic: wanted.name,
        setting: wanted.key,
        purpose: wanted.purpose,
        exists: found.is_some(),
        state: found.map(State::from),
        group,
        holds,
        problem,
    }
}

/// None of topics that we only write, or read without a group.
fn group_of(purpose: Purpose, settings: &Settings) -> Option<String> {
    let group = &settings.source.group;
    match (purpose, settings.role) {
        (Purpose::Input, Role::All) | (Purpose::Prepared, _) => Some(group.clone()),
        (Purpose::Input, Role::Prepare | Role::Decide) => Some(member::group_of(group)),
        (
            Purpose::Ledger
            | Purpose::Articles
            | Purpose::Routed
            | Purpose::Duplicates
            | Purpose::DeadLetters
            | Purpose::Dropped
            | Purpose::Latest,
            _,
        ) => None,
    }
}

fn held(
    topic: &Topic,
    group: Option<&str>,
    settings: &Settings,
    follower: &Follower,
) -> anyhow::Result<Vec<Held>> {
    let extent = follower.extent_of(topic)?;
    let partitions: Vec<Partition> = extent.keys().cloned().collect();
    let read = match group {
        Some(group) => group::positions(&settings.kafka, group, &partitions)
            .with_context(|| format!("failed to ask how far the group {group} is"))?,
        None => Positions::new(),
    };
    let of = |(partition, visible): (Partition, Visible)| Held {
        read: read.get(&partition).copied(),
        partition: partition.1,
        begin: visible.begin,
        end: visible.end,
    };
    Ok(extent.into_iter().map(of).collect())
}

impl From<Found> for State {
    fn from(found: Found) -> Self {
        let Found { partitions, replicas, min_insync_replicas, max_message_bytes, cleanup_policy, retention } =
            found;
        let retention_seconds = retention.map(|kept| kept.as_secs());
        Self {
            partitions,
            replicas,
            min_insync_replicas,
            cleanup_policy,
            retention_seconds,
            max_message_bytes,
        }
    }
}

impl Description {
    /// By offsets: markers of transactions count, and what compaction took.
    fn messages(&self) -> i64 {
        self.holds.iter().map(|held| held.end - held.begin).sum()
    }

    /// Where the group has not read yet, all that is there lies before it.
    fn behind(&self) -> i64 {
        let behind = |held: &Held| (held.end - held.read.unwrap_or(held.begin).max(held.begin)).max(0);
        self.holds.iter().map(behind).sum()
    }

    fn cells(&self) -> [String; COLUMNS] {
        let told = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), |number| number.to_string());
        let (topic, purpose) = (self.topic.clone(), self.purpose.name().to_owned());
        let Some(state) = &self.state else {
            let [partitions, replicas, in_sync, cleanup, kept, messages, behind] =
                ["missing", "", "", "", "", "", ""].map(str::to_owned);
            return [topic, purpose, partitions, replicas, in_sync, cleanup, kept, messages, behind];
        };
        let behind = if self.group.is_some() { self.behind().to_string() } else { String::new() };
        [
            topic,
            purpose,
            state.partitions.to_string(),
            state.replicas.to_string(),
            told(state.min_insync_replicas),
            state.cleanup_policy.clone().unwrap_or_else(|| "-".to_owned()),
            state.retention_seconds.map_or_else(|| "-".to_owned(), days),
            self.messages().to_string(),
            behind,
        ]
    }
}

fn days(seconds: u64) -> String {
    const DAY: u64 = 86_400;
    if seconds.is_multiple_of(DAY) { format!("{} d", seconds / DAY) } else { format!("{seconds} s") }
}

const COLUMNS: usize = 9;
const HEADS: [&str; COLUMNS] =
    ["topic", "purpose", "partitions", "replicas", "min in sync", "cleanup", "kept", "messages", "behind"];

fn table(descriptions: &[Description], out: &mut dyn Write) -> io::Result<()> {
    let mut rows = vec![HEADS.map(str::to_owned)];
    rows.extend(descriptions.iter().map(Description::cells));
    let widths: [usize; COLUMNS] = std::array::from_fn(|column| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count())
            .max()
            .unwrap_or_default()
    });
    for row in &rows {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
        writeln!(out, "{}", cells.collect::<Vec<_>>().join("  ").trim_end())?;
    }
    let problems = descriptions.iter().filter_map(|it| Some((it, it.problem.as_ref()?)));
    for (number, (Description { setting, topic, .. }, problem)) in problems.enumerate() {
        if number == 0 {
            writeln!(out)?;
        }
        writeln!(out, "MEND {setting}: topic {topic} {problem}")?;
    }
    Ok(())
}
