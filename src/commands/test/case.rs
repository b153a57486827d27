//! The form of a file of cases.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Deserialize;

use super::compare::Expected;
use crate::proto::Timestamp;
use crate::record::{Header, Position, Record, Topic};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct File {
    #[serde(default)]
    pub case: Vec<Case>,
}

/// One input, or several in order.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    name: String,
    #[serde(default)]
    input: Option<String>,
    #[serde(default)]
    file: Option<PathBuf>,
    #[serde(default)]
    topic: Option<String>,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    headers: BTreeMap<String, String>,
    #[serde(default)]
    timestamp: Option<Timestamp>,
    #[serde(default)]
    expect: Expected,
    #[serde(default)]
    inputs: Vec<Step>,
}

/// An input, and what is expected of it.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Step {
    input: Option<String>,
    file: Option<PathBuf>,
    topic: Option<String>,
    key: Option<String>,
    headers: BTreeMap<String, String>,
    timestamp: Option<Timestamp>,
    pub expect: Expected,
}

type Fault = (String, String);

impl Case {
    /// A key, and why.
    pub fn check(&self) -> Result<(), Fault> {
        let is_one = self.input.is_some() || self.file.is_some();
        match (is_one, self.inputs.is_empty()) {
            (true, false) => {
                Err(("inputs".to_owned(), "the case has an input of its own too: keep one".to_owned()))
            }
            (false, true) => Err(("input".to_owned(), "name an input, a file, or inputs".to_owned())),
            (true, true) => {
                one_of(self.input.as_ref(), self.file.as_ref()).map_err(|why| ("file".to_owned(), why))
            }
            (false, false) => {
                let mut steps = self.inputs.iter().enumerate();
                steps.try_for_each(|(number, step)| {
                    one_of(step.input.as_ref(), step.file.as_ref())
                        .map_err(|why| (format!("inputs[{number}].input"), why))
                })
            }
        }?;
        if self.inputs.last().is_some_and(|last| !last.expect.is_empty()) && !self.expect.is_empty() {
            let why = "the case says too what it expects of the last input: keep one";
            return Err((format!("inputs[{}].expect", self.inputs.len() - 1), why.to_owned()));
        }
        let expected = self.inputs.iter().map(|step| &step.expect).chain([&self.expect]);
        if expected.into_iter().all(Expected::is_empty) {
            return Err(("expect".to_owned(), "expects nothing, so it cannot fail".to_owned()));
        }
        Ok(())
    }

    /// What is said of the case holds for each of its inputs that does not say otherwise, but for what is expected: that is
    /// expected of the last.
    pub fn into_steps(self) -> (String, Vec<Step>) {
        let Self { name, input, file, topic, key, headers, timestamp, expect, inputs } = self;
        if inputs.is_empty() {
            return (name, vec![Step { input, file, topic, key, headers, timestamp, expect }]);
        }
        let mut steps: Vec<Step> = inputs
            .into_iter()
            .map(|step| Step {
                topic: step.topic.or_else(|| topic.clone()),
                key: step.key.or_else(|| key.clone()),
                headers: headers.clone().into_iter().chain(step.headers).collect(),
                timestamp: step.timestamp.or(timestamp),
                ..step
            })
            .collect();
        if let Some(last) = steps.last_mut().filter(|last| last.expect.is_empty()) {
            last.expect = expect;
        }
        (name, steps)
    }
}

fn one_of(input: Option<&String>, file: Option<&PathBuf>) -> Result<(), String> {
    match (input, file) {
        (Some(_), None) | (None, Some(_)) => Ok(()),
        (None, None) => Err("name an input or a file".to_owned()),
        (Some(_), Some(_)) => Err("the input stands here too: keep one of them".to_owned()),
    }
}

impl Step {
    /// Files are named as seen from the file of cases.
    pub fn record(&self, offset: i64, default_topic: &str, folder: &Path) -> anyhow::Result<Record> {
        let value = match (&self.input, &self.file) {
            (Some(text), _) => text.clone().into_bytes(),
            (None, Some(file)) => {
                let path = folder.join(file);
                std::fs::read(&path).with_context(|| format!("failed to read {}", path.display()))?
            }
            (None, None) => Vec::new(),
        };
        let topic = self.topic.as_deref().unwrap_or(default_topic);
        Ok(Record {
            position: Position { topic: Topic::new(topic), partition: 0, offset },
            timestamp: self.timestamp,
            key: self.key.clone().map(String::into_bytes),
            value: Some(value),
            headers: self.headers.iter().map(|(name, value)| Header::new(name, value.as_str())).collect(),
        })
    }
}
