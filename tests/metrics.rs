//! What operators watch: the table of metrics, the alert rules and the dashboard name what the program tells, and nothing
//! else.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::time::Duration;

use copydesk::health::Health;
use copydesk::metrics::{Disk, IndexSize, Metrics, Step};
use copydesk::proto::Timestamp;
use copydesk::record::{Position, Record, Topic};

/// What a scrape adds to every series.
const TARGET: [&str; 2] = ["job", "instance"];
/// What Prometheus makes itself.
const FOREIGN: [&str; 2] = ["up", "ALERTS"];

#[derive(Clone, Debug, PartialEq, Eq)]
struct Family {
    kind: String,
    labels: BTreeSet<String>,
}

#[test]
fn the_table_names_every_metric_with_its_type_and_labels_and_no_other() {
    let (told, documented) = (families(), table());
    for (name, family) in &told {
        assert_eq!(documented.get(name), Some(family), "{name} in docs/operating.md");
    }
    for name in documented.keys() {
        assert!(told.contains_key(name), "{name} is documented, and not told");
    }
}

#[test]
fn names_end_in_the_unit_and_the_suffix_that_their_type_wants() {
    for (name, Family { kind, .. }) in families() {
        assert_eq!(name.ends_with("_total"), kind == "counter", "{name}");
        let ends_in_smaller_unit = ["_ms", "_millis", "_milliseconds", "_kb", "_mb", "_percent"]
            .iter()
            .any(|unit| name.trim_end_matches("_total").ends_with(unit));
        assert!(!ends_in_smaller_unit, "{name} is in no base unit");
    }
}

#[test]
fn rules_use_what_is_told() {
    let rules = read("deploy/prometheus/copydesk.rules.yml");
    let used = check("copydesk.rules.yml", &[rules]);
    assert!(used > 10, "found the expressions: {used}");
}

#[test]
fn every_alert_says_what_it_means_and_how_it_is_mended() {
    let rules = read("deploy/prometheus/copydesk.rules.yml");
    let tests = read("deploy/prometheus/copydesk.rules.test.yml");
    let anchors: Vec<_> = read("docs/operating.md").lines().filter_map(anchor).collect();
    let alerts: Vec<_> = rules.split("- alert: ").skip(1).collect();
    assert!(alerts.len() > 5, "found the alerts");
    for alert in alerts {
        let name = alert.lines().next().unwrap();
        for part in ["expr: ", "for: ", "severity: ", "summary: ", "description: ", "runbook: "] {
            assert!(alert.contains(part), "{name} has no {part}");
        }
        for part in ["Means: ", "Look at: ", "Mend: "] {
            assert!(alert.contains(part), "the runbook of {name} has no {part}");
        }
        let (_, link) =
            alert.split_once("docs/operating.md#").unwrap_or_else(|| panic!("{name} has no link"));
        let link: String = link.chars().take_while(|&c| c.is_ascii_alphanumeric() || c == '-').collect();
        assert!(anchors.contains(&link), "{name} links to #{link}, of {anchors:?}");
        assert!(tests.contains(&format!("alertname=\"{name}\"")), "{name} is not in copydesk.rules.test.yml");
    }
}

#[test]
fn the_table_of_alerts_is_that_of_the_rules() {
    let (rules, operating) = (read("deploy/prometheus/copydesk.rules.yml"), read("docs/operating.md"));
    let alerts = rules.split("- alert: ").skip(1).map(|alert| {
        let severity = alert.split_once("severity: ").unwrap().1;
        (alert.lines().next().unwrap().to_owned(), severity.lines().next().unwrap())
    });
    let documented = operating.lines().filter_map(|line| {
        let (name, rest) = line.strip_prefix("| `Copydesk")?.split_once('`')?;
        Some((format!("Copydesk{name}"), rest.trim_end_matches(" |").rsplit('|').next()?.trim()))
    });
    assert_eq!(documented.collect::<BTreeMap<_, _>>(), alerts.collect());
}

#[test]
fn the_dashboard_shows_what_is_told() {
    let dashboard: serde_json::Value = serde_json::from_str(&read("deploy/grafana/copydesk.json")).unwrap();
    let used = check("copydesk.json", &strings(&dashboard, &["expr", "query", "definition"]));
    assert!(used > 10, "found the expressions: {used}");
    let known = all_labels();
    for legend in strings(&dashboard, &["legendFormat"]) {
        for label in legend.split("{{").skip(1).map(|rest| rest.split("}}").next().unwrap().trim()) {
            assert!(known.contains(label), "a legend with {label}");
        }
    }
}

#[test]
fn the_dashboard_works_in_any_grafana() {
    const OWN: [&str; 7] = ["prometheus", "timeseries", "stat", "table", "row", "datasource", "query"];
    let dashboard: serde_json::Value = serde_json::from_str(&read("deploy/grafana/copydesk.json")).unwrap();
    for source in strings(&dashboard, &["uid"]) {
        assert!(source == "${datasource}" || source == "copydesk", "{source} is somebody's own");
    }
    let panels = dashboard["panels"].as_array().unwrap();
    for panel in panels {
        let kind = panel["type"].as_str().unwrap();
        assert!(OWN.contains(&kind), "{kind} is a plugin");
    }
    let ids: BTreeSet<_> = panels.iter().map(|panel| panel["id"].as_u64().unwrap()).collect();
    assert_eq!(ids.len(), panels.len());
}

/// Names everything unknown, and gives the number of uses.
fn check(file: &str, texts: &[String]) -> usize {
    let (families, all) = (families(), all_labels());
    let (mut count, mut faults) = (0, Vec::new());
    for text in texts {
        for Use { metric, labels } in uses(text) {
            count += 1;
            let Some(family) = family_of(&metric, &families) else {
                faults.push(format!("{file}: {metric} is not told"));
                continue;
            };
            let has = |label: &str| family.labels.contains(label) || TARGET.contains(&label) || label == "le";
            let unknown = labels.into_iter().filter(|label| !has(label));
            faults.extend(unknown.map(|label| format!("{file}: {metric} has no label {label}")));
        }
        let unknown = grouped(text).into_iter().filter(|label| !all.contains(label));
        faults.extend(unknown.map(|label| format!("{file}: nothing has a label {label}: {text}")));
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    count
}

/// A metric in an expression, with the labels that it is chosen by.
#[derive(Debug, PartialEq, Eq)]
struct Use {
    metric: String,
    labels: Vec<String>,
}

fn is_name(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

fn uses(text: &str) -> Vec<Use> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(begin) = rest.find(is_name) {
        let (_, word) = rest.split_at(begin);
        let end = word.find(|c| !is_name(c)).unwrap_or(word.len());
        let (word, behind) = word.split_at(end);
        rest = behind;
        // Names of files and of jobs are no metrics.
        if !["copydesk_", "process_"].iter().any(|prefix| word.starts_with(prefix)) {
            continue;
        }
        let matchers = behind.strip_prefix('{').and_then(|inside| inside.split_once('}'));
        let labels = matchers.map_or_else(Vec::new, |(inside, _)| {
            let name = |matcher: &str| matcher.trim().chars().take_while(|&c| is_name(c)).collect::<String>();
            without_values(inside).split(',').map(name).filter(|name| !name.is_empty()).collect()
        });
        found.push(Use { metric: word.to_owned(), labels });
    }
    found
}

/// What stands in quotes may hold anything.
fn without_values(text: &str) -> String {
    text.split('"').step_by(2).collect()
}

/// Labels that series are grouped or matched by.
fn grouped(text: &str) -> Vec<String> {
    const WORDS: [&str; 6] = ["by", "without", "on", "ignoring", "group_left", "group_right"];
    let mut found = Vec::new();
    let mut before = text;
    while let Some((head, tail)) = before.split_once('(') {
        let last = head.trim_end().rsplit(|c| !is_name(c)).next().unwrap_or_default();
        if WORDS.contains(&last) {
            let inside = tail.split(')').next().unwrap();
            found.extend(inside.split(',').map(|label| label.trim().to_owned()).filter(|l| !l.is_empty()));
        }
        before = tail;
    }
    found
}

fn family_of<'f>(metric: &str, families: &'f BTreeMap<String, Family>) -> Option<&'f Family> {
    let parts = ["_bucket", "_sum", "_count"].iter().filter_map(|part| metric.strip_suffix(part));
    let histogram = || parts.filter_map(|name| families.get(name)).find(|family| family.kind == "histogram");
    families.get(metric).filter(|family| family.kind != "histogram").or_else(histogram)
}

fn all_labels() -> BTreeSet<String> {
    let own = families().into_values().flat_map(|family| family.labels);
    own.chain(TARGET.iter().chain(&FOREIGN).chain(&["le"]).map(|&label| label.to_owned())).collect()
}

/// Everything that can be told, by the name under which it is asked for.
fn families() -> BTreeMap<String, Family> {
    let text = everything();
    let mut families = BTreeMap::new();
    for (name, kind) in text.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' ')) {
        let suffix = match kind {
            "counter" => "_total",
            "info" => "_info",
            _ => "",
        };
        let samples =
            text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('{'));
        let parts = ["", "_total", "_info", "_bucket"].map(|part| format!("{name}{part}"));
        let labels =
            samples.filter(|(sample, _)| parts.iter().any(|part| part == sample)).flat_map(|(_, labels)| {
                let labels = without_values(labels.split('}').next().unwrap());
                labels.split(',').map(|label| label.trim_end_matches('=').to_owned()).collect::<Vec<_>>()
            });
        let labels = labels.filter(|label| label != "le").collect();
        families.insert(format!("{name}{suffix}"), Family { kind: kind.to_owned(), labels });
    }
    families
}

/// The text of a process that has done all that is told of.
fn everything() -> String {
    let metrics = Metrics::new(Some(|| Timestamp::from_seconds(100)));
    metrics.works_for("copydesk", "all");
    metrics.has_rules(1);
    metrics.step_took(Step::Commit, Duration::from_millis(5));
    let disk = Some(Disk { free: 3, reserve: 2 });
    metrics.index_is(IndexSize { entries: 1, disk_bytes: 1, disk });
    let topic = Topic::new("raw");
    metrics.read(&[record(&topic, 0)]);
    metrics.settled(&topic, 0, 1);
    metrics.read(&[record(&topic, 1)]);
    metrics.end_seen(&topic, 0, 5);
    metrics.text(&Health::default())
}

fn record(topic: &Topic, offset: i64) -> Record {
    Record {
        position: Position { topic: topic.clone(), partition: 0, offset },
        timestamp: Some(Timestamp::from_seconds(offset)),
        key: None,
        value: None,
        headers: Vec::new(),
    }
}

fn table() -> BTreeMap<String, Family> {
    let operating = read("docs/operating.md");
    let (_, section) = operating.split_once("\n## Metrics\n").unwrap();
    let section = section.split("\n## ").next().unwrap();
    let mut table = BTreeMap::new();
    for row in section.lines().filter(|line| line.starts_with("| `")) {
        let cells: Vec<_> = row.split('|').map(|cell| cell.replace('`', "").trim().to_owned()).collect();
        let [_, name, kind, labels, what, _] = cells.as_slice() else { panic!("five bars: {row}") };
        assert!(!what.is_empty(), "{name} says nothing");
        let labels = labels.split(',').map(|label| label.trim().to_owned()).filter(|label| !label.is_empty());
        let family = Family { kind: kind.clone(), labels: labels.collect() };
        assert_eq!(table.insert(name.clone(), family), None, "{name} stands there twice");
    }
    table
}

/// As a heading is linked to.
fn anchor(line: &str) -> Option<String> {
    let heading = line.strip_prefix("## ").or_else(|| line.strip_prefix("### "))?;
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || [' ', '-'].contains(c));
    Some(kept.collect::<String>().to_lowercase().replace(' ', "-"))
}

/// All strings below keys of these names.
fn strings(json: &serde_json::Value, keys: &[&str]) -> Vec<String> {
    let below = |(key, value): (&String, &serde_json::Value)| match value.as_str() {
        Some(text) if keys.contains(&key.as_str()) => vec![text.to_owned()],
        _ => strings(value, keys),
    };
    let listed = json.as_array().into_iter().flatten().flat_map(|value| strings(value, keys));
    listed.chain(json.as_object().into_iter().flatten().flat_map(below)).collect()
}

fn read(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

#[test]
fn an_expression_is_taken_apart() {
    let text =
        "sum by (group, le) (rate(copydesk_a_bucket{x=~\"a,b=c\", y!=\"1\"}[5m])) > on (job) process_b";
    let expected = [
        Use { metric: "copydesk_a_bucket".to_owned(), labels: vec!["x".to_owned(), "y".to_owned()] },
        Use { metric: "process_b".to_owned(), labels: Vec::new() },
    ];
    assert_eq!(uses(text), expected);
    assert_eq!(grouped(text), ["group", "le", "job"]);
}
