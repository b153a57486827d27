//! `check`: whether the line could run, in bounded time, with every problem named by its setting.

use std::time::Duration;

use serde::Serialize;

use super::topics::wanted;
use crate::config::{Refused, Role, Settings};
use crate::exit::Exit;
use crate::kafka::topics::{Found, Topics, Wanted, reach};
use crate::registry;
use crate::traces;
use crate::wire::Format;

/// One thing looked at.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct Finding {
    key: String,
    ok: bool,
    message: String,
}

#[derive(Serialize)]
struct Report {
    ok: bool,
    findings: Vec<Finding>,
}

/// The settings themselves were checked when they were read.
pub async fn run(settings: &Settings, json: bool) -> anyhow::Result<Exit> {
    let findings = findings(settings).await?;
    let ok = findings.iter().all(|finding| finding.ok);
    if json {
        println!("{}", serde_json::to_string_pretty(&Report { ok, findings })?);
    } else {
        for Finding { key, ok, message } in findings {
            println!("{} {key}: {message}", if ok { "ok  " } else { "MEND" });
        }
    }
    Ok(if ok { Exit::Success } else { Exit::CheckFailed })
}

async fn findings(settings: &Settings) -> anyhow::Result<Vec<Finding>> {
    let finding = |key: &str, ok: bool, message: String| Finding { key: key.to_owned(), ok, message };
    let mut findings = vec![finding("settings", true, "all well-formed".to_owned())];
    // Who only prepares uses no list.
    let lists = if settings.role == Role::Prepare { Ok(()) } else { settings.pipeline().map(drop) };
    if let Err(Refused(problems)) = lists {
        findings.extend(problems.into_iter().map(|problem| finding(&problem.key, false, problem.message)));
    } else if !settings.watch.is_empty() && settings.role != Role::Prepare {
        findings.push(finding("watch", true, format!("{} lists can be read", settings.watch.len())));
    }
    let topics = match Topics::new(&settings.kafka) {
        Ok(topics) => topics,
        Err(error) => {
            findings.push(finding("kafka", false, error.to_string()));
            return Ok(findings);
        }
    };
    match reach(&settings.kafka) {
        Ok(brokers) => {
            findings.push(finding("kafka.brokers", true, format!("{brokers} brokers in the cluster")));
        }
        Err(error) => {
            let message = format!("no answer from {}: {error}", settings.kafka.brokers);
            findings.push(finding("kafka.brokers", false, message));
            return Ok(findings); // nothing else could be asked
        }
    }
    let mut raw_retention = None;
    for wanted in wanted(settings, 1) {
        let described = topics.describe(&wanted.name).await;
        if let (Ok(Some(found)), true) = (&described, wanted.key == "source.topics") {
            raw_retention = raw_retention.max(found.retention);
        }
        let (ok, message) = match described {
            Ok(found) => judge(&wanted, found.as_ref(), settings, raw_retention),
            Err(error) => (false, format!("failed to look at {}: {error}", wanted.name)),
        };
        findings.push(Finding { key: wanted.key, ok, message });
    }
    findings.extend(registry(settings));
    findings.extend(collector(settings));
    Ok(findings)
}

/// None where there is no registry. Changes nothing there.
fn registry(settings: &Settings) -> Option<Finding> {
    if settings.sink.format != Format::Registry {
        return None;
    }
    let Settings { sink, topics, routes, .. } = settings;
    let (ok, message) = match registry::missing(&sink.registry, topics.of_schema(routes)) {
        Ok(missing) if missing.is_empty() => (true, "knows the schema of every topic of events".to_owned()),
        Ok(missing) if sink.registry.register => {
            (true, format!("does not know {} yet: the start registers it", missing.join(", ")))
        }
        Ok(missing) => (
            false,
            format!(
                "does not know {}: register what `copydesk schema` prints, or set sink.registry.register = true",
                missing.join(", ")
            ),
        ),
        Err(fault) => (false, fault.to_string()),
    };
    Some(Finding { key: "sink.registry".to_owned(), ok, message })
}

/// None where nothing is traced.
fn collector(settings: &Settings) -> Option<Finding> {
    if !settings.traces.are_on() {
        return None;
    }
    let (ok, message) = match traces::reach(&settings.traces) {
        Ok(()) => (true, "takes traces".to_owned()),
        Err(fault) => (false, fault),
    };
    Some(Finding { key: "traces.endpoint".to_owned(), ok, message })
}

/// Whether a topic is there, and set so that nothing is refused or forgotten too early.
fn judge(
    wanted: &Wanted,
    found: Option<&Found>,
    settings: &Settings,
    raw_retention: Option<Duration>,
) -> (bool, String) {
    let name = &wanted.name;
    let Some(found) = found else {
        return (
            false,
            format!(
                "topic {name} does not exist, or we may not see it: `copydesk topics create` makes it, the right to Describe shows it"
            ),
        );
    };
    let problem = match wanted.key.as_str() {
        "topics.latest" => unfit_table(found).or_else(|| too_small(wanted, found)),
        "source.topics" => None,
        "topics.ledger" => unfit_ledger(found, settings, raw_retention),
        _ => too_small(wanted, found),
    };
    match problem {
        Some(problem) => (false, format!("topic {name} {problem}")),
        None => (true, format!("topic {name} has {} partitions", found.partitions)),
    }
}

/// A message that the broker does not take holds up the line, since nothing is dropped.
fn too_small(wanted: &Wanted, found: &Found) -> Option<String> {
    let least: u64 =
        wanted.config.iter().find(|(config, _)| *config == "max.message.bytes")?.1.parse().ok()?;
    let takes = found.max_message_bytes.filter(|&takes| takes < least)?;
    Some(format!(
        "takes messages of {takes} bytes, but one may have {least}: raise its max.message.bytes, or lower decode.max_bytes"
    ))
}

/// What is deleted by time is missing from a table, however lately it was written.
fn unfit_table(found: &Found) -> Option<String> {
    let policy = found.cleanup_policy.as_deref()?;
    (policy != "compact").then(|| {
        format!("has cleanup.policy={policy}, but a table needs compact: or articles are deleted by time, or kept without end")
    })
}

fn unfit_ledger(found: &Found, settings: &Settings, raw_retention: Option<Duration>) -> Option<String> {
    if found.partitions != 1 {
        return Some(format!(
            "has {} partitions, but the ledger needs one: its order is that of all decisions",
            found.partitions
        ));
    }
    if found.cleanup_policy.as_deref().is_some_and(|policy| !policy.contains("compact")) {
        return Some(
            "is not compacted: set cleanup.policy=compact,delete, or it grows without end".to_owned(),
        );
    }
    let keeps = found
        .retention
        .filter(|_| found.cleanup_policy.as_deref().is_some_and(|policy| policy.contains("delete")))?;
    let window = settings.dedup.window;
    let Some(raw_retention) = raw_retention else {
        let long_enough = keeps >= window;
        return (!long_enough)
            .then(|| format!("keeps entries for {keeps:?}, less than dedup.window: raise its retention.ms"));
    };
    let least = window.saturating_add(raw_retention);
    (keeps < least).then(|| {
        let days = |duration: Duration| duration.as_secs() / 86_400;
        format!(
            "keeps entries for {} days, but dedup.window and the retention of the input make {}: raise its retention.ms, or \
             what is known is forgotten while it counts",
            days(keeps),
            days(least)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(partitions: usize, bytes: u64, days: u64) -> Found {
        Found {
            partitions,
            max_message_bytes: Some(bytes),
            cleanup_policy: Some("compact,delete".to_owned()),
            retention: Some(Duration::from_hours(days * 24)),
        }
    }

    fn verdict(key: &str, found: Option<&Found>) -> (bool, String) {
        let settings = Settings::default();
        let all = wanted(&settings, 1);
        let topic = all.iter().find(|topic| topic.key == key).unwrap();
        judge(topic, found, &settings, Some(Duration::from_hours(7 * 24)))
    }

    #[test]
    fn a_table_of_the_latest_is_compacted_and_never_deleted_by_time() {
        let mut settings = Settings::default();
        assert!(wanted(&settings, 1).iter().all(|topic| topic.key != "topics.latest"));
        settings.topics.latest = "articles.latest".to_owned();
        let all = wanted(&settings, 3);
        let topic = all.iter().find(|topic| topic.key == "topics.latest").unwrap();
        assert_eq!((topic.partitions, &topic.config[0]), (3, &("cleanup.policy", "compact".to_owned())));
        for (policy, fits) in [("compact", true), ("compact,delete", false), ("delete", false)] {
            let found = Found { cleanup_policy: Some(policy.to_owned()), ..found(3, 1 << 30, 7) };
            assert_eq!(judge(topic, Some(&found), &settings, None).0, fits, "{policy}");
        }
    }

    #[test]
    fn a_dead_letter_topic_must_take_whole_records() {
        assert!(!verdict("topics.rejected", Some(&found(1, 1_048_588, 7))).0);
        assert!(verdict("topics.rejected", Some(&found(1, 1 << 30, 7))).0);
        assert!(!verdict("topics.rejected", None).0);
    }

    #[test]
    fn a_ledger_has_one_partition_is_compacted_and_outlives_window_and_input() {
        assert!(verdict("topics.ledger", Some(&found(1, 1 << 20, 37))).0);
        assert!(verdict("topics.ledger", Some(&found(1, 1 << 20, 36))).1.contains("36 days"));
        assert!(verdict("topics.ledger", Some(&found(2, 1 << 20, 90))).1.contains("needs one"));
        let deleted = Found { cleanup_policy: Some("delete".to_owned()), ..found(1, 1 << 20, 90) };
        assert!(verdict("topics.ledger", Some(&deleted)).1.contains("not compacted"));
        let kept = Found { cleanup_policy: Some("compact".to_owned()), ..found(1, 1 << 20, 1) };
        assert!(verdict("topics.ledger", Some(&kept)).0, "what is never deleted is kept long enough");
    }
}
