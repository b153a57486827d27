//! `test`: cases that stand beside the settings, each an input and what should become of it.
//!
//! They run through the line itself, over an index in memory, so that a change of rules, lists or aliases can be tried before
//! it is deployed. Every case begins with nothing known.

mod case;
mod compare;

use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::Serialize;

use super::offline::Offline;
use super::report::write_line;
use crate::config::{Problem, Refused, Settings};
use crate::exit::Exit;
use crate::pipeline;
use case::{Case, File};
use compare::Difference;

/// The file that is looked for beside the settings.
pub const FILE: &str = "copydesk.test.toml";

#[derive(Clone, Debug)]
pub struct Options {
    pub files: Vec<PathBuf>,
    pub json: bool,
}

/// What a case came to.
#[derive(Debug, Serialize)]
struct Ran {
    file: String,
    name: String,
    ok: bool,
    differences: Vec<Difference>,
}

/// Exits with 4 where a case came out otherwise than it says.
pub fn run(settings: &Settings, options: &Options, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let line = settings.pipeline()?;
    let mut ran = Vec::new();
    for path in &options.files {
        for case in read(path)?.case {
            ran.push(run_case(settings, &line, path, case)?);
        }
    }
    let failed = ran.iter().filter(|ran| !ran.ok).count();
    let passed = ran.len() - failed;
    if options.json {
        write_line(out, &serde_json::json!({ "passed": passed, "failed": failed, "cases": ran }))?;
    } else {
        for ran in ran.iter().filter(|ran| !ran.ok) {
            ran.tell(out)?;
        }
        writeln!(out, "{passed} of {} cases passed", ran.len())?;
    }
    Ok(if failed == 0 { Exit::Success } else { Exit::CheckFailed })
}

fn read(path: &Path) -> anyhow::Result<File> {
    let place = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("failed to read {place}"))?;
    let refused = |key: &str, why: String| Refused(vec![Problem::new(&format!("{place}: {key}"), why)]);
    let parsed = toml::Deserializer::parse(&text).map_err(|error| refused("toml", error.to_string()))?;
    let file: File = serde_path_to_error::deserialize(parsed).map_err(|error| {
        let key = error.path().to_string();
        refused(&key, error.into_inner().message().to_owned())
    })?;
    if file.case.is_empty() {
        return Err(refused("case", "holds no case: write [[case]]".to_owned()).into());
    }
    for (number, case) in file.case.iter().enumerate() {
        case.check().map_err(|(key, why)| refused(&format!("case[{number}].{key}"), why))?;
    }
    Ok(file)
}

fn run_case(settings: &Settings, line: &pipeline::Settings, path: &Path, case: Case) -> anyhow::Result<Ran> {
    let mut offline = Offline::new(line);
    let mut differences = Vec::new();
    let folder = path.parent().unwrap_or_else(|| Path::new(""));
    let default_topic = settings.source.topics.first().map_or("", String::as_str);
    let (name, steps) = case.into_steps();
    let several = steps.len() > 1;
    for (number, step) in (0i64..).zip(steps) {
        let record = step.record(number, default_topic, folder);
        let record = record.with_context(|| format!("{}: case {name:?}", path.display()))?;
        let (_, outcomes) = offline.run(vec![record])?;
        let found = step.expect.differences(&outcomes, &settings.topics);
        let at = |difference: Difference| if several { difference.of_input(number) } else { difference };
        differences.extend(found.into_iter().map(at));
    }
    Ok(Ran { file: path.display().to_string(), name, ok: differences.is_empty(), differences })
}

impl Ran {
    /// Values as JSON, so that nothing in them can speak to the terminal.
    fn tell(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        for Difference { what, expected, came } in &self.differences {
            write!(out, "FAIL {}: ", self.name.escape_debug())?;
            write!(out, "{what}: expected ")?;
            super::report::write_json(out, expected)?;
            write!(out, ", came ")?;
            write_line(out, came)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
