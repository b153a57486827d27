//! `check`: whether the line could run, in bounded time, with every problem named by its setting.

use serde::Serialize;

use super::topics::wanted;
use crate::config::Settings;
use crate::exit::Exit;
use crate::kafka::topics::{Found, Topics, Wanted};

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
    let topics = Topics::new(&settings.kafka)?;
    let mut findings = vec![finding("settings", true, "all well-formed".to_owned())];
    match topics.reach() {
        Ok(brokers) => {
            findings.push(finding("kafka.brokers", true, format!("{brokers} brokers in the cluster")));
        }
        Err(error) => {
            let message = format!("no answer from {}: {error}", settings.kafka.brokers);
            findings.push(finding("kafka.brokers", false, message));
            return Ok(findings); // nothing else could be asked
        }
    }
    for wanted in wanted(settings, 1) {
        let (ok, message) = match topics.describe(&wanted.name).await {
            Ok(found) => judge(&wanted, found.as_ref()),
            Err(error) => (false, format!("failed to look at {}: {error}", wanted.name)),
        };
        findings.push(Finding { key: wanted.key, ok, message });
    }
    Ok(findings)
}

/// An input may take larger records than are decoded: they become dead letters, which must fit.
fn judge(wanted: &Wanted, found: Option<&Found>) -> (bool, String) {
    let name = &wanted.name;
    let Some(Found { partitions, max_message_bytes }) = found else {
        return (false, format!("topic {name} does not exist: `copydesk topics create` makes it"));
    };
    let least = wanted.config.iter().find(|(config, _)| *config == "max.message.bytes");
    let least =
        least.and_then(|(_, value)| value.parse::<u64>().ok()).filter(|_| wanted.key == "topics.rejected");
    match (least, max_message_bytes) {
        (Some(least), Some(takes)) if *takes < least => (
            false,
            format!(
                "topic {name} takes messages of {takes} bytes, but a dead letter may have {least}: raise its max.message.bytes"
            ),
        ),
        _ => (true, format!("topic {name} has {partitions} partitions")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_letter_topic_must_take_whole_records() {
        let all = wanted(&Settings::default(), 1);
        let rejected = all.iter().find(|topic| topic.key == "topics.rejected").unwrap();
        assert!(!judge(rejected, Some(&Found { partitions: 1, max_message_bytes: Some(1_048_588) })).0);
        assert!(judge(rejected, Some(&Found { partitions: 1, max_message_bytes: Some(1 << 30) })).0);
        assert!(!judge(rejected, None).0);
    }
}
