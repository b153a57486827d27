//! `check`: whether the line could run, in bounded time, with every problem named by its setting.

use serde::Serialize;

use super::topics::look;
use crate::config::{Refused, Role, Settings};
use crate::exit::Exit;
use crate::kafka::topics::{Topics, reach};
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
            findings.push(finding("kafka.brokers", true, format!("brokers in the cluster: {brokers}")));
        }
        Err(error) => {
            let message = format!("no answer from {}: {error}", settings.kafka.brokers);
            findings.push(finding("kafka.brokers", false, message));
            return Ok(findings); // nothing else could be asked
        }
    }
    for looked in look(settings, &topics).await {
        let message = looked.verdict();
        findings.push(Finding { key: looked.wanted.key, ok: looked.problem.is_none(), message });
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
