//! Settings: the documented defaults, then the operator's file, then the environment, then flags.
//!
//! Every module owns its own `Settings`; here they are composed, read and checked as a whole. Nothing else reads
//! the environment.

mod check;
mod told;
mod watch;

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use config::{Config, Environment, File, FileFormat};
use serde::{Deserialize, Serialize};

use crate::{
    admin, breaker, decode, dedup, enrich, index, kafka, logging, pipeline, quarantine, route, traces,
};

/// `deploy/copydesk.toml` is the documentation of every setting and at once the source of the defaults.
pub const TEMPLATE: &str = include_str!("../deploy/copydesk.toml");

const ENVIRONMENT_PREFIX: &str = "COPYDESK";

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub role: Role,
    pub kafka: kafka::Settings,
    pub source: kafka::source::Settings,
    pub decode: decode::Settings,
    /// By the name of the topic.
    pub inputs: BTreeMap<String, pipeline::Input>,
    pub dedup: dedup::Settings,
    /// Lists of terms by their names.
    pub watch: BTreeMap<String, enrich::watch::Settings>,
    pub routes: Vec<route::Rule>,
    pub index: index::Settings,
    pub topics: route::Topics,
    pub sink: kafka::sink::Settings,
    pub membership: kafka::group::Settings,
    pub breaker: breaker::Settings,
    pub quarantine: quarantine::Settings,
    pub admin: admin::Settings,
    pub log: logging::Settings,
    pub traces: traces::Settings,
    pub shutdown: Shutdown,
}

/// What a process does of the line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Everything.
    #[default]
    All,
    /// Reads raw records and hands them over prepared, beside others of its kind.
    Prepare,
    /// Decides what was prepared, while others of its kind stand by.
    Decide,
}

impl Role {
    pub fn name(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Prepare => "prepare",
            Self::Decide => "decide",
        }
    }
}

impl Settings {
    /// The topics that this process reads.
    pub fn read(&self) -> kafka::source::Settings {
        let mut source = self.source.clone();
        if self.role == Role::Decide {
            source.topics = vec![self.topics.prepared.clone()];
        }
        source
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Shutdown {
    #[serde(with = "humantime_serde")]
    pub deadline: Duration,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self { deadline: Duration::from_secs(25) }
    }
}

impl Settings {
    /// What the stages need of it up to the decisions.
    pub fn deciding(&self) -> pipeline::Settings {
        pipeline::Settings {
            decode: self.decode.clone(),
            dedup: self.dedup.clone(),
            inputs: self.inputs.clone(),
            ..pipeline::Settings::default()
        }
    }

    /// What all stages need of it. Reads the watch-lists, which may have changed since.
    pub fn pipeline(&self) -> Result<pipeline::Settings, Refused> {
        let watch = watch::read(&self.watch);
        let routes = check::rules(&self.routes);
        match (watch, routes) {
            (Ok(watch), Ok(routes)) => Ok(pipeline::Settings { watch, routes, ..self.deciding() }),
            (watch, routes) => Err(Refused(watch.err().into_iter().chain(routes.err()).flatten().collect())),
        }
    }
}

/// Where settings come from, besides the defaults and the environment.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    pub file: Option<PathBuf>,
    /// `key=value` from flags; they win.
    pub overrides: Vec<(String, String)>,
}

/// One thing that is wrong with a setting, and its way out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// Dotted path, as in `source.batch.max_records`.
    pub key: String,
    pub message: String,
}

impl Problem {
    pub fn new(key: &str, message: impl fmt::Display) -> Self {
        Self { key: key.to_owned(), message: message.to_string() }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.message)
    }
}

/// Settings that cannot be used; holds every problem that could be found at once.
#[derive(Debug, thiserror::Error)]
#[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
pub struct Refused(pub Vec<Problem>);

/// Reads and checks all settings.
pub fn load(sources: &Sources) -> Result<Settings, Refused> {
    let mut settings = read(sources)?;
    let folder = sources.file.as_deref().and_then(Path::parent);
    watch::locate(&mut settings.watch, folder.unwrap_or_else(|| Path::new("")));
    let problems = check::problems(&settings);
    if problems.is_empty() { Ok(settings) } else { Err(Refused(problems)) }
}

fn read(sources: &Sources) -> Result<Settings, Refused> {
    let mut layers = Config::builder().add_source(File::from_str(TEMPLATE, FileFormat::Toml));
    if let Some(path) = &sources.file {
        layers = layers.add_source(File::from_str(&text_of(path)?, FileFormat::Toml));
    }
    layers = layers
        .add_source(Environment::with_prefix(ENVIRONMENT_PREFIX).prefix_separator("__").separator("__"));
    for (key, value) in &sources.overrides {
        layers = layers
            .set_override(key.as_str(), value.as_str())
            .map_err(|error| Refused(vec![Problem::new(key, error)]))?;
    }
    let merged = layers.build().map_err(|error| {
        let place = sources.file.as_deref().map_or("settings".into(), Path::to_string_lossy);
        Refused(vec![Problem::new(&place, without_source(&error.to_string()))])
    })?;
    serde_path_to_error::deserialize(merged).map_err(|error| {
        let key = error.path().to_string();
        Refused(vec![told::problem(&key, error.into_inner())])
    })
}

/// The parser shows the line that it stumbled over, which may hold a password; where it is, and why, is enough.
fn without_source(error: &str) -> String {
    error.lines().filter(|line| !line.contains('|')).collect::<Vec<_>>().join(": ")
}

fn text_of(path: &Path) -> Result<String, Refused> {
    std::fs::read_to_string(path).map_err(|error| {
        Refused(vec![Problem::new(&path.to_string_lossy(), format_args!("failed to read the file: {error}"))])
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::Form;

    fn load_toml(text: &str, overrides: &[(&str, &str)]) -> Result<Settings, Refused> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("copydesk.toml");
        std::fs::write(&path, text).unwrap();
        let overrides = overrides.iter().map(|&(key, value)| (key.to_owned(), value.to_owned())).collect();
        load(&Sources { file: Some(path), overrides })
    }

    fn refusal(text: &str) -> String {
        load_toml(text, &[]).unwrap_err().to_string()
    }

    /// Dotted paths of all values; an empty table is a value.
    fn keys(table: &toml::Table) -> Vec<String> {
        let below = |(key, value): (&String, &toml::Value)| {
            let inner = value.as_table().filter(|table| !table.is_empty()).map(keys);
            inner.map_or_else(
                || vec![key.clone()],
                |inner| inner.iter().map(|name| format!("{key}.{name}")).collect(),
            )
        };
        table.iter().flat_map(below).collect()
    }

    #[test]
    fn the_template_documents_every_setting_with_its_default() {
        let documented: toml::Table = toml::from_str(TEMPLATE).unwrap();
        let all = toml::Table::try_from(Settings::default()).unwrap();
        assert_eq!(keys(&documented), keys(&all));
        assert_eq!(load(&Sources::default()).unwrap(), Settings::default());
    }

    #[test]
    fn later_layers_win() {
        let settings =
            load_toml("[source]\ngroup = \"file\"\n[dedup]\nwindow = \"7d\"", &[("source.group", "flag")]);
        let settings = settings.unwrap();
        assert_eq!(settings.source.group, "flag");
        assert_eq!(settings.dedup.window, Duration::from_hours(7 * 24));
    }

    #[test]
    fn a_list_may_be_written_as_text_with_commas() {
        let settings = load_toml("", &[("source.topics", "raw.a, raw.b")]).unwrap();
        assert_eq!(settings.source.topics, ["raw.a", "raw.b"]);
    }

    #[test]
    fn an_unknown_key_is_named_with_its_path() {
        let text = refusal("[source.batch]\nmax_recrods = 5");
        assert!(text.contains("source.batch") && text.contains("max_recrods"), "{text}");
    }

    #[test]
    fn a_wrong_unit_is_named_with_its_key() {
        let text = refusal("[dedup]\nwindow = \"30 parsecs\"");
        assert!(text.starts_with("dedup.window: "), "{text}");
        let text = refusal("[source.batch]\nmax_records = 0");
        assert!(text.starts_with("source.batch.max_records: "), "{text}");
    }

    #[test]
    fn broken_toml_says_where() {
        let text = refusal("[source\n");
        assert!(text.contains("copydesk.toml") && text.contains("line 1"), "{text}");
    }

    #[test]
    fn settings_that_cannot_be_read_are_not_shown() {
        let broken = [
            "sasl.password = \"hunter2",
            "sasl.password = 'hunter2' x",
            "sasl.password = hunter2",
            "sasl.password = [\"hunter2\"]",
            "\"hunter2",
            "sasl.pasword = \"hunter2\"",
        ];
        for line in broken {
            let text = refusal(&format!("[kafka.properties]\n{line}\n"));
            assert!(!text.contains("hunter2"), "{text}");
        }
        let settings =
            load_toml("[kafka.properties]\nsasl.password = \"hunter2\"\n[admin]\ntoken = \"hunter2\"", &[]);
        assert!(!format!("{:?}", settings.unwrap()).contains("hunter2"));
    }

    #[test]
    fn inputs_are_known_by_the_names_of_their_topics() {
        let text = "[source]\ntopics = [\"Raw.Rome\"]\n[inputs.\"Raw.Rome\"]\nform = \"feed\"\ndefault_zone = \"Europe/Rome\"\n\
                    aliases = { url = [\"indirizzo\"], body = [\"testo\"] }";
        let input = load_toml(text, &[]).unwrap().inputs.remove("Raw.Rome").unwrap();
        assert_eq!((input.form, input.default_zone.as_str()), (Some(Form::Feed), "Europe/Rome"));
        let text = refusal("[inputs.\"articles.raw\"]\naliases = { link = [\"x\"] }");
        assert!(text.contains("inputs.articles.raw") && text.contains("link"), "{text}");
    }

    #[test]
    fn kafka_properties_may_be_quoted_or_dotted() {
        let text = "[kafka.properties]\n\"client.id\" = \"desk\"\nsecurity.protocol = \"SSL\"\nsocket.keepalive.enable = true";
        let properties =
            load_toml(text, &[("kafka.properties.ssl.ca.location", "/ca.pem")]).unwrap().kafka.properties;
        let all: Vec<_> = properties.iter().collect();
        assert_eq!(
            all,
            [
                ("client.id", "desk"),
                ("security.protocol", "SSL"),
                ("socket.keepalive.enable", "true"),
                ("ssl.ca.location", "/ca.pem")
            ]
        );
    }
}
