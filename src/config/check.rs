//! Settings that are well-formed but make no sense together. Pure; finds every problem, not only the first.

use std::collections::BTreeSet;
use std::time::Duration;

use super::{Problem, Settings};
use crate::kafka::properties;

/// Kafka's own rule for names of topics.
const TOPIC_NAME_LIMIT: usize = 249;

pub fn problems(settings: &Settings) -> Vec<Problem> {
    let mut found = Vec::new();
    if settings.kafka.brokers.trim().is_empty() {
        found.push(Problem::new("kafka.brokers", "name at least one broker as host:port"));
    }
    for (name, reason) in properties::owned(&settings.kafka.properties) {
        found.push(Problem::new(
            &format!("kafka.properties.{name}"),
            format_args!("belongs to copydesk: {reason}"),
        ));
    }
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
    inputs(settings, &mut found);
    near(settings, &mut found);
    durations(settings, &mut found);
    found
}

fn topics(settings: &Settings, found: &mut Vec<Problem>) {
    if settings.source.topics.is_empty() {
        found.push(Problem::new("source.topics", "name at least one topic of raw articles"));
    }
    let outputs = settings.topics.named().map(|(key, topic)| (format!("topics.{key}"), topic));
    let own = [("prepared", &settings.topics.prepared), ("ledger", &settings.topics.ledger)]
        .map(|(key, topic)| (format!("topics.{key}"), topic.as_str()));
    let inputs = settings.source.topics.iter().map(|topic| ("source.topics".to_owned(), topic.as_str()));
    let mut seen = BTreeSet::new();
    for (key, topic) in outputs.into_iter().chain(own).chain(inputs) {
        let fits = !topic.is_empty() && topic.len() <= TOPIC_NAME_LIMIT && topic != "." && topic != "..";
        if !fits || !topic.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte)) {
            found.push(Problem::new(&key, format_args!("{topic:?} is no name that Kafka takes for a topic")));
        }
        if !seen.insert(topic.to_owned()) {
            found.push(Problem::new(&key, format_args!("{topic:?} is named twice: each topic has one use")));
        }
    }
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
    fn properties_that_exactly_once_depends_on_are_refused() {
        let mut settings = Settings::default();
        settings.kafka.properties =
            [("isolation.level", "read_uncommitted"), ("client.id", "desk")].into_iter().collect();
        let found = problems(&settings);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].key, "kafka.properties.isolation.level");
    }
}
