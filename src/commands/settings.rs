//! `config`: the settings as they count, those that differ from the defaults, and what each means.

use std::collections::BTreeMap;
use std::io::{self, Write};

use anyhow::bail;
use serde_json::Value;

use crate::config::{self, Settings};
use crate::exit::Exit;

/// All of them, as a settings file or as JSON. Secrets are not shown.
pub fn print(settings: &Settings, json: bool, out: &mut dyn Write) -> anyhow::Result<Exit> {
    if json {
        serde_json::to_writer_pretty(&mut *out, settings)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", toml::to_string(settings)?)?;
    }
    Ok(Exit::Success)
}

/// Those that are not the defaults, a line each, with the default.
pub fn diff(settings: &Settings, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let (now, defaults) = (flat(settings)?, flat(&Settings::default())?);
    for (key, value) in &now {
        match defaults.get(key) {
            Some(default) if default == value => {}
            Some(default) => writeln!(out, "{key} = {value}  # default: {default}")?,
            None => writeln!(out, "{key} = {value}")?,
        }
    }
    for (key, default) in defaults.iter().filter(|(key, _)| !now.contains_key(*key)) {
        writeln!(out, "# {key} is not set  # default: {default}")?;
    }
    Ok(Exit::Success)
}

/// What each means, or one of them, or those of a section.
pub fn doc(key: Option<&str>, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let Some(key) = key else {
        write!(out, "{}", config::TEMPLATE)?;
        return Ok(Exit::Success);
    };
    let found: Vec<_> = documented().into_iter().filter(|entry| entry.is_of(key)).collect();
    if found.is_empty() {
        bail!("there is no setting {key}; `copydesk config doc` shows all");
    }
    for Documented { key, line, words } in found {
        for word in words {
            writeln!(out, "{word}")?;
        }
        match line.and_then(|line| line.split_once('=')) {
            Some((_, value)) => writeln!(out, "{key} = {}\n", value.trim())?,
            None => writeln!(out, "[{key}]\n")?,
        }
    }
    Ok(Exit::Success)
}

/// All of them with what they mean, as a page: `docs/configuring.md`.
pub fn page(out: &mut dyn Write) -> anyhow::Result<Exit> {
    write!(out, "{PAGE_HEAD}")?;
    for Documented { key, line, words } in documented() {
        match line {
            None if words.is_empty() => write!(out, "## {key}\n\n")?,
            None => {
                write!(out, "## {key}\n\n")?;
                prose(&words, "", out)?;
            }
            Some(line) => {
                let (_, default) = line.split_once('=').unwrap_or_default();
                let breaks = if words.is_empty() { "" } else { "\\" };
                writeln!(out, "- `{key} = {}`{breaks}", default.trim())?;
                prose(&words, "  ", out)?;
            }
        }
    }
    Ok(Exit::Success)
}

const PAGE_HEAD: &str = "\
# Configuring

Every setting with its default, as [deploy/copydesk.toml](../deploy/copydesk.toml) has them, which is built into the program and is
what this page is made from (`copydesk config doc --markdown`). A setting counts from the first of these that names it: a flag (`--set
dedup.window=7d`), the environment (`COPYDESK__DEDUP__WINDOW=7d`), the file that `-c` or `COPYDESK_CONFIG` names, its default. Lists in
flags and the environment have commas (`source.topics=raw.a,raw.b`). An unknown key, a wrong unit or a value that cannot work is refused
at the start, with the key and the way out (exit code 3).

`copydesk config print` shows what counts, `copydesk config diff` what is not the default, and `copydesk check` what the brokers make
of it.

## Of the process

";

/// Lines of a comment as a paragraph, in which what is set off as an example stays so.
fn prose(words: &[&str], indent: &str, out: &mut dyn Write) -> io::Result<()> {
    let mut in_example = false;
    for word in words.iter().map(|word| word.trim_start_matches('#')) {
        let example = word.strip_prefix("   ");
        if example.is_some() != in_example {
            writeln!(out, "{indent}```{}", if in_example { "" } else { "toml" })?;
            in_example = !in_example;
        }
        writeln!(out, "{indent}{}", example.unwrap_or(word.trim()))?;
    }
    if in_example {
        writeln!(out, "{indent}```")?;
    }
    writeln!(out)
}

/// By dotted key; the value as TOML has it.
fn flat(settings: &Settings) -> anyhow::Result<BTreeMap<String, String>> {
    let mut flat = BTreeMap::new();
    flatten("", &serde_json::to_value(settings)?, &mut flat);
    Ok(flat)
}

fn flatten(path: &str, value: &Value, flat: &mut BTreeMap<String, String>) {
    match value {
        Value::Object(children) => {
            for (name, child) in children {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                flatten(&path, child, flat);
            }
        }
        Value::Null => {}
        Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            flat.insert(path.to_owned(), value.to_string());
        }
    }
}

/// A setting or a section, as the settings file explains it.
struct Documented {
    key: String,
    /// None of a section.
    line: Option<&'static str>,
    words: Vec<&'static str>,
}

impl Documented {
    fn is_of(&self, key: &str) -> bool {
        self.key.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }
}

fn documented() -> Vec<Documented> {
    let (mut all, mut section, mut words) = (Vec::new(), "", Vec::new());
    for line in config::TEMPLATE.lines() {
        if line.starts_with('#') {
            words.push(line);
        } else if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name;
            all.push(Documented { key: name.to_owned(), line: None, words: std::mem::take(&mut words) });
        } else if let Some((name, _)) = line.split_once('=') {
            let key = if section.is_empty() {
                name.trim().to_owned()
            } else {
                format!("{section}.{}", name.trim())
            };
            all.push(Documented { key, line: Some(line), words: std::mem::take(&mut words) });
        } else {
            words.clear();
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(print: impl FnOnce(&mut dyn Write) -> anyhow::Result<Exit>) -> String {
        let mut out = Vec::new();
        print(&mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn changed() -> Settings {
        let mut settings = Settings::default();
        settings.source.topics = vec!["raw.rome".to_owned()];
        settings.kafka.properties =
            [("sasl.password", "hunter2"), ("sasl.username", "desk")].into_iter().collect();
        settings.admin.token = crate::secret::Secret::new("hunter2".to_owned());
        settings
    }

    #[test]
    fn what_is_printed_is_a_settings_file_that_says_the_same_and_no_secret() {
        let defaults = Settings::default();
        let text = printed(|out| print(&defaults, false, out));
        assert_eq!(toml::from_str::<Settings>(&text).unwrap(), defaults);
        for json in [true, false] {
            let text = printed(|out| print(&changed(), json, out));
            assert!(
                text.contains("raw.rome") && text.contains("[redacted]") && !text.contains("hunter2"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_difference_names_the_key_and_the_default() {
        assert_eq!(printed(|out| diff(&Settings::default(), out)), "");
        let text = printed(|out| diff(&changed(), out));
        assert!(text.contains("source.topics = [\"raw.rome\"]  # default: [\"articles.raw\"]\n"), "{text}");
        assert!(
            text.contains("kafka.properties.sasl.username = \"desk\"\n") && !text.contains("hunter2"),
            "{text}"
        );
        assert_eq!(text.lines().count(), 4, "{text}");
    }

    #[test]
    fn every_setting_is_explained() {
        let documented: Vec<_> = documented().into_iter().map(|entry| entry.key).collect();
        for key in flat(&Settings::default()).unwrap().into_keys() {
            assert!(documented.contains(&key), "{key}");
        }
        let text = printed(|out| doc(Some("dedup.window"), out));
        assert!(
            text.contains("known after it was last seen") && text.contains("dedup.window = \"30d\""),
            "{text}"
        );
        assert!(printed(|out| doc(Some("index"), out)).contains("index.cache = "));
        assert!(doc(Some("no.such"), &mut Vec::new()).is_err());
    }
}
