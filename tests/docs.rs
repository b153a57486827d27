//! What is written beside the code holds: links lead somewhere, commands can be typed, settings exist, and the files under
//! `deploy` are taken.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use copydesk::config::Settings;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

#[test]
fn links_lead_somewhere() {
    let mut faults = Vec::new();
    let mut count = 0;
    for page in pages() {
        for link in page.links.iter().filter(|link| !link.contains("://") && !link.starts_with("mailto:")) {
            count += 1;
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target =
                if path.is_empty() { page.path.clone() } else { page.path.parent().unwrap().join(path) };
            if !target.exists() {
                faults.push(format!("{}: {link} is not there", page.name()));
            } else if !anchor.is_empty() && !Page::read(&target).anchors.contains(anchor) {
                faults.push(format!("{}: {link} has no such heading", page.name()));
            }
        }
    }
    assert!(count > 30, "found the links: {count}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// The parser reads arguments in order, so whatever it does not know it refuses before it comes to `--help`.
#[test]
fn commands_can_be_typed() {
    let mut faults = BTreeSet::new();
    let mut count = 0;
    for page in pages() {
        for command in page.commands() {
            count += 1;
            let output =
                Command::new(env!("CARGO_BIN_EXE_copydesk")).args(&command).arg("--help").output().unwrap();
            if output.status.code() != Some(0) {
                let error = String::from_utf8_lossy(&output.stderr);
                let error = error.lines().next().unwrap_or_default().to_owned();
                faults.insert(format!("{}: copydesk {}: {error}", page.name(), command.join(" ")));
            }
        }
    }
    assert!(count > 30, "found the commands: {count}");
    assert!(faults.is_empty(), "{}", faults.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn the_page_of_settings_is_that_of_the_program() {
    let mut doc = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    let made = String::from_utf8(doc.args(["config", "doc", "--markdown"]).output().unwrap().stdout).unwrap();
    let kept = fs::read_to_string(root().join("docs/configuring.md")).unwrap();
    assert!(made == kept, "run: cargo run -- config doc --markdown > docs/configuring.md");
}

#[test]
fn settings_that_are_named_exist() {
    let settings = serde_json::to_value(Settings::default()).unwrap();
    let sections: Vec<_> = settings.as_object().unwrap().keys().cloned().collect();
    let mut faults = BTreeSet::new();
    let mut count = 0;
    for page in pages() {
        for code in &page.inline {
            let key = code.split([' ', '=']).next().unwrap();
            let section = key.split('.').next().unwrap();
            let is_file = [".yaml", ".yml", ".json", ".toml"].iter().any(|end| key.ends_with(end));
            let is_path = !is_file
                && key.contains('.')
                && key.chars().all(|c| c.is_ascii_lowercase() || "._".contains(c));
            if is_path && sections.iter().any(|known| known == section) {
                count += 1;
                if !exists(&settings, key) {
                    faults.insert(format!("{}: {key}", page.name()));
                }
            }
        }
    }
    assert!(count > 50, "found the settings: {count}");
    assert!(faults.is_empty(), "{faults:#?}");
}

#[test]
fn settings_of_the_environment_exist() {
    let settings = serde_json::to_value(Settings::default()).unwrap();
    let mut files: Vec<PathBuf> = pages().into_iter().map(|page| page.path).collect();
    files.extend(files_below(&root().join("deploy")));
    files.push(root().join("docker-compose.yml"));
    let mut count = 0;
    for path in files {
        let text = fs::read_to_string(&path).unwrap();
        for name in text.split("COPYDESK__").skip(1) {
            let name: String = name.chars().take_while(|c| c.is_ascii_uppercase() || *c == '_').collect();
            let key = name.trim_end_matches('_').to_lowercase().replace("__", ".");
            // In prose it stands for any.
            if key.starts_with("section") {
                continue;
            }
            count += 1;
            assert!(exists(&settings, &key), "{}: COPYDESK__{name}", path.display());
        }
    }
    assert!(count > 8, "found the names: {count}");
}

#[test]
fn settings_for_kubernetes_are_taken() {
    let manifest = fs::read_to_string(root().join("deploy/kubernetes/settings.yaml")).unwrap();
    let (_, block) = manifest.split_once("copydesk.toml: |\n").unwrap();
    let text: Vec<&str> = block.lines().map(|line| line.strip_prefix("    ").unwrap_or(line)).collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("copydesk.toml");
    fs::write(&file, text.join("\n")).unwrap();
    let mut diff = Command::new(env!("CARGO_BIN_EXE_copydesk"));
    let output = diff.args(["config", "diff", "-c"]).arg(&file).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(String::from_utf8_lossy(&output.stdout).contains("kafka.brokers"), "they were read");
}

/// What lies below a path of keys that the operator chooses freely exists as well.
fn exists(settings: &Value, key: &str) -> bool {
    const FREE: [&str; 3] = ["kafka.properties", "kafka.properties_from_files", "inputs"];
    if FREE
        .iter()
        .any(|free| key.strip_prefix(free).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
    {
        return true;
    }
    let mut value = settings;
    key.split('.').all(|part| match value.get(part) {
        Some(below) => {
            value = below;
            true
        }
        None => false,
    })
}

struct Page {
    path: PathBuf,
    anchors: BTreeSet<String>,
    links: Vec<String>,
    /// Pieces of code within sentences.
    inline: Vec<String>,
    /// What stands behind the prompt in examples of a terminal.
    typed: Vec<String>,
}

impl Page {
    #[expect(clippy::wildcard_enum_match_arm, reason = "of all that Markdown can hold, these count")]
    fn read(path: &Path) -> Self {
        let text = fs::read_to_string(path).unwrap();
        let mut page = Self {
            path: path.to_owned(),
            anchors: BTreeSet::new(),
            links: Vec::new(),
            inline: Vec::new(),
            typed: Vec::new(),
        };
        let (mut heading, mut terminal) = (None::<String>, None::<String>);
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::End(TagEnd::Heading(_)) => {
                    page.anchors.insert(slug(&heading.take().unwrap()));
                }
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    page.links.push(dest_url.to_string());
                }
                Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(kind))) if &*kind == "console" => {
                    terminal = Some(String::new());
                }
                Event::End(TagEnd::CodeBlock) => {
                    let lines = terminal.take().unwrap_or_default().replace("\\\n", " ");
                    page.typed
                        .extend(lines.lines().filter_map(|line| line.strip_prefix("$ ")).map(str::to_owned));
                }
                Event::Text(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    } else if let Some(terminal) = &mut terminal {
                        terminal.push_str(&text);
                    }
                }
                Event::Code(code) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&code);
                    }
                    page.inline.push(code.to_string());
                }
                _ => {}
            }
        }
        page
    }

    fn name(&self) -> String {
        self.path.strip_prefix(root()).unwrap().display().to_string()
    }

    /// The arguments of each call of copydesk.
    fn commands(&self) -> Vec<Vec<String>> {
        let inline = self.inline.iter().filter(|code| code.starts_with("copydesk "));
        self.typed.iter().chain(inline).flat_map(|line| calls(line)).collect()
    }
}

/// As GitHub makes them.
fn slug(heading: &str) -> String {
    let kept = heading.to_lowercase();
    kept.chars()
        .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
        .map(|c| if c == ' ' { '-' } else { c })
        .collect()
}

/// A line of a shell may hold several programs. What a reader fills in, as `…` or FILE, is left out or taken as it is.
fn calls(line: &str) -> Vec<Vec<String>> {
    const NAMES: [&[&str]; 2] = [&["copydesk"], &["cargo", "run", "--release", "--"]];
    let words = shlex::split(line).unwrap_or_else(|| panic!("a shell would not take {line}"));
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let programs = words.split(|word| ["|", "&&", ";", "<", ">"].contains(word));
    let calls = programs.filter_map(|program| {
        let args = NAMES.iter().find_map(|name| program.strip_prefix(*name))?;
        Some(args.iter().filter(|arg| !arg.contains('…')).map(|arg| (*arg).to_owned()).collect())
    });
    calls.collect()
}

#[test]
fn calls_are_found_as_a_shell_would_read_them() {
    let line = r#"cat a | copydesk tail --where 'a > "b" | c' -n 3 && cargo run --release -- pipe … > x # copydesk no"#;
    let expected = [vec!["tail", "--where", r#"a > "b" | c"#, "-n", "3"], vec!["pipe"]];
    assert_eq!(calls(line), expected);
    assert!(calls("grep copydesk").is_empty());
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn pages() -> Vec<Page> {
    let mut paths: Vec<PathBuf> = ["docs", "deploy", "benches", "examples", "tools"]
        .iter()
        .flat_map(|folder| files_below(&root().join(folder)))
        .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
        .collect();
    paths.extend(["README.md", "CHANGELOG.md"].map(|name| root().join(name)));
    paths.iter().map(|path| Page::read(path)).collect()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let entries = entries.filter(|path| !path.ends_with("target") && !path.ends_with("node_modules"));
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}
