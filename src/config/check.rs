//! Settings that are well-formed but make no sense together. Pure; finds every problem, not only the first.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Problem, Settings};
use crate::kafka::properties;
use crate::route::{Rule, Rules, Topics};
use crate::wire::Format;

/// Kafka's own rule for names of topics.
const TOPIC_NAME_LIMIT: usize = 249;

pub fn problems(settings: &Settings) -> Vec<Problem> {
    let mut found = Vec::new();
    kafka(settings, &mut found);
    admin(settings, &mut found);
    registry(settings, &mut found);
    traces(settings, &mut found);
    if settings.source.group.trim().is_empty() {
        found.push(Problem::new("source.group", "must not be empty"));
    }
    let share = settings.breaker.rejected_share;
    if !(share > 0.0 && share <= 1.0) {
        found.push(Problem::new(
            "breaker.rejected_share",
            "must lie above 0 and at most at 1, which never trips",
        ));
    }
    // Deeper than this the parser of JSON refuses, and trees are freed by recursion.
    if settings.decode.max_depth.get() > 128 {
        found.push(Problem::new("decode.max_depth", "must be at most 128"));
    }
    topics(settings, &mut found);
    former(settings, &mut found);
    found.extend(rules(&settings.routes).err().into_iter().flatten());
    inputs(settings, &mut found);
    near(settings, &mut found);
    durations(settings, &mut found);
    found
}

fn kafka(settings: &Settings, found: &mut Vec<Problem>) {
    let kafka = &settings.kafka;
    if kafka.brokers.trim().is_empty() {
        found.push(Problem::new("kafka.brokers", "name at least one broker as host:port"));
    }
    for (section, named) in
        [("properties", &kafka.properties), ("properties_from_files", &kafka.properties_from_files)]
    {
        for (name, reason) in properties::owned(named) {
            let key = format!("kafka.{section}.{name}");
            found.push(Problem::new(&key, format_args!("belongs to copydesk: {reason}")));
        }
    }
    for (name, reason) in properties::unknown(&kafka.properties) {
        found.push(Problem::new(&format!("kafka.properties.{name}"), reason));
    }
    for (name, _) in kafka.properties_from_files.iter() {
        if kafka.properties.iter().any(|(other, _)| other == name) {
            let key = format!("kafka.properties_from_files.{name}");
            found.push(Problem::new(&key, "stands in kafka.properties too: name it once"));
        }
    }
}

/// Whoever reaches the port may read what the process does, and end a pause that a person should end.
fn admin(settings: &Settings, found: &mut Vec<Problem>) {
    let admin = &settings.admin;
    if !admin.listen.ip().is_loopback() && !admin.wants_token() {
        let listen = admin.listen;
        found.push(Problem::new(
            "admin.listen",
            format_args!(
                "{listen} is reached from elsewhere: name a file with a token in admin.token_file, or listen on 127.0.0.1"
            ),
        ));
    }
    if !admin.token.is_empty() && !admin.token_file.as_os_str().is_empty() {
        found.push(Problem::new("admin.token_file", "admin.token is set too: keep one of them"));
    }
}

/// Looked at only where it is used.
fn registry(settings: &Settings, found: &mut Vec<Problem>) {
    if settings.sink.format == Format::Registry {
        let faults = settings.sink.registry.faults().into_iter();
        found.extend(faults.map(|(name, why)| Problem::new(&format!("sink.registry.{name}"), why)));
    }
}

/// Likewise.
fn traces(settings: &Settings, found: &mut Vec<Problem>) {
    if settings.traces.are_on() {
        let faults = settings.traces.faults().into_iter();
        found.extend(faults.map(|(name, why)| Problem::new(&format!("traces.{name}"), why)));
    }
}

fn topics(settings: &Settings, found: &mut Vec<Problem>) {
    if settings.source.topics.is_empty() {
        found.push(Problem::new("source.topics", "name at least one topic of raw articles"));
    }
    let topics = &settings.topics;
    let own = [("prepared", &topics.prepared), ("ledger", &topics.ledger), ("dropped", &topics.dropped)];
    let own = own.map(|(key, topic)| (key, topic.as_str())).into_iter();
    let own = own.chain(topics.latest().map(|latest| ("latest", latest)));
    let own = own.map(|(key, topic)| (format!("topics.{key}"), topic));
    let inputs = settings.source.topics.iter().map(|topic| ("source.topics".to_owned(), topic.as_str()));
    let (routed, outputs): (Vec<_>, Vec<_>) =
        topics.written(&settings.routes).into_iter().partition(|(key, _)| key.starts_with("routes"));
    let outputs = outputs.into_iter().filter(|(_, topic)| *topic != topics.dropped);
    let mut seen = BTreeSet::new();
    // Those of rules last: it is they that are at fault where a name is taken.
    for (key, topic) in outputs.chain(own).chain(inputs).chain(routed) {
        let fits = !topic.is_empty() && topic.len() <= TOPIC_NAME_LIMIT && topic != "." && topic != "..";
        if !fits || !topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
            found.push(Problem::new(&key, format_args!("{topic:?} is no name that Kafka takes for a topic")));
        }
        if !seen.insert(topic.to_owned()) {
            found.push(Problem::new(&key, format_args!("{topic:?} is named twice: each topic has one use")));
        }
    }
}

/// What is read as if it held events must be nothing else.
fn former(settings: &Settings, found: &mut Vec<Problem>) {
    let topics = &settings.topics;
    let Topics { duplicates, rejected, prepared, ledger, .. } = topics;
    let own = [duplicates, rejected, prepared, ledger].map(String::as_str).into_iter().chain(topics.latest());
    let others = settings.source.topics.iter().map(String::as_str).chain(own);
    if topics.former.iter().any(String::is_empty) {
        found.push(Problem::new("topics.former", "must not name an empty topic"));
    }
    for topic in others.filter(|topic| topics.former.iter().any(|former| former == topic)) {
        found.push(Problem::new(
            "topics.former",
            format_args!("{topic:?} is a topic of no rule, now or before"),
        ));
    }
}

/// The rules ready to be tried, or what is wrong with them.
pub fn rules(rules: &[Rule]) -> Result<Rules, Vec<Problem>> {
    Rules::new(rules).map_err(|faults| {
        let problem = |fault: crate::route::Fault| {
            Problem::new(&format!("routes[{}].{}", fault.rule, fault.key), fault.message)
        };
        faults.into_iter().map(problem).collect()
    })
}

/// A topic that is misspelled here would be read as if nothing were known of it.
fn inputs(settings: &Settings, found: &mut Vec<Problem>) {
    for (topic, input) in &settings.inputs {
        let key = format!("inputs.{topic:?}");
        if !settings.source.topics.contains(topic) {
            found.push(Problem::new(&key, "is none of source.topics"));
        }
        found.extend(
            input.faults().into_iter().map(|(name, why)| Problem::new(&format!("{key}.{name}"), why)),
        );
    }
}

/// The table of near copies keeps about 500 bytes for each.
fn near(settings: &Settings, found: &mut Vec<Problem>) {
    const MOST: u64 = 100_000_000;
    if !(1..=MOST).contains(&settings.dedup.near.decisions) {
        found.push(Problem::new("dedup.near.decisions", format_args!("must lie between 1 and {MOST}")));
    }
}

fn durations(settings: &Settings, found: &mut Vec<Problem>) {
    const CENTURY: Duration = Duration::from_hours(24 * 366 * 100);
    let mut within = |key: &str, value: Duration, least: Duration, most: Duration| {
        if value < least || value > most {
            found.push(Problem::new(key, format_args!("must lie between {least:?} and {most:?}")));
        }
    };
    let (millisecond, second) = (Duration::from_millis(1), Duration::from_secs(1));
    within("dedup.window", settings.dedup.window, second, CENTURY);
    within("dedup.near.window", settings.dedup.near.window, Duration::ZERO, CENTURY);
    within("dedup.skew", settings.dedup.skew, Duration::ZERO, CENTURY);
    within("source.batch.max_wait", settings.source.batch.max_wait, millisecond, Duration::from_mins(1));
    within("sink.transaction_timeout", settings.sink.transaction_timeout, second, Duration::from_mins(15));
    within("sink.registry.timeout", settings.sink.registry.timeout, millisecond, Duration::from_mins(5));
    within("traces.timeout", settings.traces.timeout, millisecond, Duration::from_mins(1));
    // Brokers refuse shorter sessions by default.
    within(
        "membership.session_timeout",
        settings.membership.session_timeout,
        6 * second,
        Duration::from_mins(5),
    );
    within("shutdown.deadline", settings.shutdown.deadline, second, Duration::from_hours(1));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::Input;
    use crate::secret::Secret;

    #[test]
    fn defaults_have_no_problem() {
        assert_eq!(problems(&Settings::default()), []);
    }

    #[test]
    fn every_problem_is_found_at_once() {
        let mut settings = Settings::default();
        settings.kafka.brokers.clear();
        settings.source.topics = vec!["raw articles".into(), settings.topics.rejected.clone()];
        settings.dedup.window = Duration::ZERO;
        settings.dedup.near.decisions = 0;
        let keys: Vec<_> = problems(&settings).into_iter().map(|problem| problem.key).collect();
        assert_eq!(
            keys,
            ["kafka.brokers", "source.topics", "source.topics", "dedup.near.decisions", "dedup.window"]
        );
    }

    #[test]
    fn a_topic_has_one_use_also_where_rules_name_it() {
        let mut settings = Settings::default();
        let keys = |settings: &Settings| -> Vec<_> {
            problems(settings).into_iter().map(|problem| problem.key).collect()
        };
        let rule =
            |topic: &str| Rule { when: "true".to_owned(), topic: Some(topic.to_owned()), ..Rule::default() };
        settings.routes = vec![rule("a"), rule("b"), rule("a")];
        settings.topics.former = vec!["a".to_owned(), "c".to_owned(), settings.topics.dropped.clone()];
        assert_eq!(keys(&settings), [""; 0], "rules may share a topic");
        for taken in ["articles.raw", "articles.enriched", "articles.dropped", "copydesk.ledger"] {
            settings.routes = vec![rule("a"), rule(taken)];
            assert_eq!(keys(&settings), ["routes[1].topic"], "{taken}");
        }
        settings.routes = Vec::new();
        settings.topics.former = vec![String::new()];
        assert_eq!(keys(&settings), ["topics.former"], "once, though no table is named");
        settings.topics.former = vec!["articles.raw".to_owned()];
        assert_eq!(keys(&settings), ["topics.former"]);
    }

    #[test]
    fn what_is_said_of_inputs_is_checked() {
        let mut settings = Settings::default();
        let input = |zone: &str, country: &str| Input {
            default_zone: zone.to_owned(),
            country: country.to_owned(),
            ..Input::default()
        };
        settings.inputs.insert("articles.raw".into(), input("Europe/Rome", "IT"));
        assert_eq!(problems(&settings), []);
        settings.inputs.insert("articles.row".into(), input("Rome", "Italy"));
        let keys: Vec<_> = problems(&settings).into_iter().map(|problem| problem.key).collect();
        let key = "inputs.\"articles.row\"";
        assert_eq!(keys, [key.to_owned(), format!("{key}.default_zone"), format!("{key}.country")]);
    }

    #[test]
    fn an_admin_port_that_is_reached_from_elsewhere_wants_a_token() {
        let mut settings = Settings::default();
        let keys = |settings: &Settings| -> Vec<_> {
            problems(settings).into_iter().map(|problem| problem.key).collect()
        };
        for wide in ["0.0.0.0:9600", "[::]:9600", "192.0.2.1:9600"] {
            settings.admin.listen = wide.parse().unwrap();
            assert_eq!(keys(&settings), ["admin.listen"], "{wide}");
        }
        settings.admin.token_file = "/run/secrets/admin".into();
        assert_eq!(keys(&settings), [""; 0]);
        settings.admin.token = Secret::new("token".to_owned());
        assert_eq!(keys(&settings), ["admin.token_file"]);
        settings = Settings::default();
        for loopback in ["127.0.0.1:1", "127.1.2.3:1", "[::1]:1"] {
            settings.admin.listen = loopback.parse().unwrap();
            assert_eq!(keys(&settings), [""; 0], "{loopback}");
        }
    }

    #[test]
    fn a_property_that_the_client_does_not_know_is_named_without_its_value() {
        let mut settings = Settings::default();
        settings.kafka.properties =
            [("sasl.pasword", "hunter2"), ("security.protocol", "SASL_SSL")].into_iter().collect();
        settings.kafka.properties_from_files =
            [("acks", "/x"), ("security.protocol", "/y")].into_iter().collect();
        let found = problems(&settings);
        let keys: Vec<_> = found.iter().map(|problem| problem.key.as_str()).collect();
        let from_files = "kafka.properties_from_files";
        assert_eq!(
            keys,
            [
                &format!("{from_files}.acks"),
                "kafka.properties.sasl.pasword",
                &format!("{from_files}.security.protocol")
            ]
        );
        assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
    }

    #[test]
    fn a_registry_is_looked_at_only_where_it_is_used() {
        let mut settings = Settings::default();
        let keys = |settings: &Settings| -> Vec<_> {
            problems(settings).into_iter().map(|problem| problem.key).collect()
        };
        for wrong in ["", "localhost:8081", "ftp://a.example"] {
            settings.sink.registry.url = wrong.to_owned();
            settings.sink.format = Format::Json;
            assert_eq!(keys(&settings), [""; 0], "{wrong}");
            settings.sink.format = Format::Registry;
            assert_eq!(keys(&settings), ["sink.registry.url"], "{wrong}");
        }
        settings.sink.registry.url = "https://user:hunter2@a.example".to_owned();
        settings.sink.registry.token = Secret::new("token".to_owned());
        settings.sink.registry.password = Secret::new("hunter2".to_owned());
        settings.sink.registry.password_file = "/run/secrets/registry".into();
        let found = ["url", "password_file", "token"].map(|name| format!("sink.registry.{name}"));
        assert_eq!(keys(&settings), found);
        assert!(!format!("{:?}", problems(&settings)).contains("hunter2"));
    }

    #[test]
    fn the_table_of_the_latest_has_a_topic_of_its_own() {
        let mut settings = Settings::default();
        settings.topics.latest = "articles.latest".to_owned();
        assert_eq!(problems(&settings), []);
        settings.topics.latest.clone_from(&settings.topics.enriched);
        assert_eq!(problems(&settings)[0].key, "topics.latest");
    }

    #[test]
    fn properties_that_exactly_once_depends_on_are_refused() {
        let mut settings = Settings::default();
        settings.kafka.properties =
            [("isolation.level", "read_uncommitted"), ("client.id", "desk")].into_iter().collect();
        let found = problems(&settings);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].key, "kafka.properties.isolation.level");
    }
}
