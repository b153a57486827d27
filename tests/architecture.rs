//! Dependencies run one way. This table says which module may use which; a file that breaks it fails the test.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// Plain data that everybody may use.
const VOCABULARY: &[&str] =
    &["article", "dead_letter", "exit", "outcome", "proto", "record", "trace_context"];

/// Each module, and what it may use besides the vocabulary and itself. Top to bottom: what stands lower never uses
/// what stands higher.
const ALLOWED: &[(&str, &[&str])] = &[
    ("cli", &["app", "commands", "config", "logging", "pipeline", "process"]),
    (
        "commands",
        &[
            "app",
            "canonical_url",
            "config",
            "decode",
            "fail",
            "handover",
            "identity",
            "index",
            "kafka",
            "ledger",
            "logging",
            "metrics",
            "pipeline",
            "registry",
            "route",
            "secret",
            "traces",
            "wire",
        ],
    ),
    (
        "app",
        &[
            "admin",
            "breaker",
            "canonical_url",
            "config",
            "fail",
            "handover",
            "health",
            "index",
            "kafka",
            "ledger",
            "metrics",
            "pipeline",
            "quarantine",
            "registry",
            "route",
            "traces",
            "wire",
        ],
    ),
    ("handover", &["canonical_url", "ledger", "pipeline", "wire"]),
    (
        "config",
        &[
            "admin",
            "breaker",
            "decode",
            "dedup",
            "enrich",
            "index",
            "kafka",
            "logging",
            "pipeline",
            "quarantine",
            "route",
            "traces",
            "wire",
        ],
    ),
    ("kafka", &["fail", "health", "ledger", "metrics", "registry", "secret", "wire"]),
    ("wire", &["fail", "framing", "pipeline", "route"]),
    ("registry", &["http", "secret"]),
    ("traces", &["health", "http", "metrics", "secret"]),
    ("http", &["secret"]),
    ("admin", &["health", "metrics", "secret"]),
    ("metrics", &["health", "logging", "process"]),
    ("health", &[]),
    ("logging", &[]),
    ("process", &[]),
    ("breaker", &[]),
    ("quarantine", &[]),
    (
        "pipeline",
        &[
            "canonical_url",
            "decode",
            "dedup",
            "enrich",
            "events",
            "fail",
            "identity",
            "index",
            "normalize",
            "page",
            "route",
        ],
    ),
    ("events", &["dedup"]),
    ("dedup", &["canonical_url", "identity", "index", "ledger"]),
    ("decode", &["framing", "json", "page"]),
    ("page", &["json"]),
    ("json", &[]),
    ("canonical_url", &[]),
    ("normalize", &["words"]),
    ("identity", &["words"]),
    ("enrich", &["words"]),
    ("route", &[]),
    ("words", &[]),
    ("framing", &[]),
    ("index", &["fail", "ledger"]),
    ("fail", &[]),
    ("ledger", &[]),
    ("article", &[]),
    ("dead_letter", &[]),
    ("exit", &[]),
    ("outcome", &[]),
    ("proto", &[]),
    ("record", &[]),
    ("trace_context", &[]),
    ("secret", &[]),
];

/// Crates that belong to one place.
const CONFINED: &[(&str, &[&str])] = &[
    ("rdkafka::", &["kafka"]),
    ("axum::", &["admin"]),
    ("tokio::", &["cli", "commands", "app", "admin", "health"]),
    ("tracing::", &["app", "kafka", "logging", "admin", "config", "traces"]),
    ("prometheus_client::", &["metrics"]),
    ("clap::", &["cli", "app"]),
    ("std::fs", &["config", "commands", "http", "process", "quarantine", "index", "registry", "secret"]),
    ("std::env", &["cli", "config", "fail"]),
    ("lsm_tree::", &["index"]),
    ("rustix::", &["index", "process"]),
    ("html5ever::", &["page"]),
    ("ureq::", &["http", "registry", "traces"]),
    ("opentelemetry", &["traces"]),
    ("aho_corasick::", &["enrich"]),
    ("cel::", &["route"]),
    ("regex::", &["route"]),
];

const LINES_LIMIT: usize = 500;

#[test]
fn modules_use_only_what_stands_below_them() {
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        let Some(may) = allowed.get(module.as_str()) else {
            faults.push(format!("{}: module {module} is not in the table", path.display()));
            continue;
        };
        for used in used_modules(&text) {
            let fits = used == module || VOCABULARY.contains(&used.as_str()) || may.contains(&used.as_str());
            if !fits {
                faults.push(format!("{} uses crate::{used}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_names_no_module_that_is_gone() {
    let modules: Vec<_> = sources().iter().map(|(path, _)| module_of(path)).collect();
    for (module, _) in ALLOWED {
        assert!(modules.iter().any(|known| known == module), "{module}");
    }
}

#[test]
fn the_table_itself_runs_one_way() {
    let place = |name: &str| ALLOWED.iter().position(|(module, _)| *module == name);
    for (module, uses) in ALLOWED {
        for used in *uses {
            assert!(place(used) > place(module), "{module} stands above {used}");
        }
    }
}

/// A jump of the clock can change no outcome. Who types a command may mean now, and whoever runs a daemon hands its metrics
/// a clock, which flows to nobody: see the next test.
#[test]
fn nobody_asks_for_the_time_of_day() {
    let clocks = ["SystemTime", "Timestamp::now", "Zoned::now"];
    for (path, text) in sources().into_iter().filter(|(path, _)| module_of(path) != "cli") {
        for clock in clocks {
            assert!(!code(&text).contains(clock), "{} uses {clock}", path.display());
        }
    }
}

/// What is measured by the clock must not come back to who decides: it is given as text, to the admin port, and to a
/// collector of traces.
#[test]
fn the_metrics_and_traces_give_nothing_of_the_clock_back() {
    let gives = |file: &str| -> Vec<(String, String)> {
        let text = fs::read_to_string(root().join(file)).unwrap();
        let signature = |function: &str| {
            let signature = function.split('{').next().unwrap_or_default().to_owned();
            let gives = signature.split_once("->").map_or("", |(_, gives)| gives.trim()).to_owned();
            (signature, gives)
        };
        code(&text).split("    pub fn ").skip(1).map(signature).collect()
    };
    for (file, least, may) in [
        ("metrics.rs", 10, ["", "Self", "String", "Reading"]),
        ("traces.rs", 4, ["", "Result<Self, String>", "Option<Box<Traced>>", "usize"]),
    ] {
        let functions = gives(file);
        assert!(functions.len() >= least, "found the functions of {file}");
        for (signature, gives) in functions {
            assert!(may.contains(&gives.as_str()), "{file}: {signature}");
        }
    }
    let is_passed_on =
        |path: &Path| ["app.rs", "commands/dev.rs", "metrics.rs", "traces.rs"].map(Path::new).contains(&path);
    for (path, text) in sources() {
        let (code, module) = (code(&text), module_of(&path));
        let has_clock = code.contains("Clock") && code.contains("metrics::");
        assert!(!has_clock || is_passed_on(&path), "{} has the clock of the metrics", path.display());
        let may_read = ["admin", "metrics"].contains(&module.as_str());
        assert!(may_read || !code.contains(".figures("), "{} reads the metrics", path.display());
    }
}

#[test]
fn foreign_crates_stay_where_they_belong() {
    let mut faults = Vec::new();
    for (path, text) in sources() {
        let module = module_of(&path);
        for (name, places) in CONFINED {
            if !places.contains(&module.as_str()) && code(&text).contains(name) {
                faults.push(format!("{} uses {name}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_is_checked_against_real_uses() {
    let text =
        "use crate::kafka::Sink;\nlet x = crate::wire::y();\nuse crate::{enrich, identity};\n// crate::cli\n";
    assert_eq!(used_modules(text), ["enrich", "identity", "kafka", "wire"]);
}

#[test]
fn no_file_grew_because_nobody_split_it() {
    let long: Vec<_> = sources()
        .into_iter()
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|&(_, lines)| lines > LINES_LIMIT)
        .collect();
    assert!(long.is_empty(), "{long:?}");
    let main = fs::read_to_string(root().join("main.rs")).unwrap();
    assert!(main.lines().count() < 40);
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// All files below `src`, apart from the two that only begin.
fn sources() -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = fs::read_to_string(&path).unwrap();
                found.push((path.strip_prefix(root()).unwrap().to_owned(), text));
            }
        }
    }
    found.retain(|(path, _)| path != Path::new("main.rs") && path != Path::new("lib.rs"));
    assert!(found.len() > 20, "found the sources");
    found
}

/// The first part of the path.
fn module_of(path: &Path) -> String {
    let first = path.components().next().unwrap().as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

/// Without comments, and without the tests at the end.
fn code(text: &str) -> String {
    let text = text.split("#[cfg(test)]").next().unwrap_or_default();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

/// Every module named after `crate::`, alone or in braces.
fn used_modules(text: &str) -> Vec<String> {
    let code = code(text);
    let mut used: Vec<String> = Vec::new();
    for rest in code.split("crate::").skip(1) {
        let list = match rest.strip_prefix('{') {
            Some(inside) => inside.split('}').next().unwrap_or_default().split(',').collect(),
            None => vec![rest],
        };
        for name in list {
            let name: String = name.trim().chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect();
            let is_module = name.chars().next().is_some_and(char::is_lowercase);
            if is_module && !used.contains(&name) {
                used.push(name);
            }
        }
    }
    used.sort();
    used
}
