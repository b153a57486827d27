//! The topics that are written, but for those of rules.

use serde::{Deserialize, Serialize};

use super::rules::{self, Rule};
use crate::outcome::{Destination, Product};
use crate::record::Topic;

/// Names of the topics that are written.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Topics {
    pub enriched: String,
    pub duplicates: String,
    pub rejected: String,
    /// The table beside the enriched stream; none where it is empty.
    pub latest: String,
    /// Of events that a rule dropped, what is needed to count them.
    pub dropped: String,
    /// Topics of rules that are no more; still read by who looks for outcomes.
    pub former: Vec<String>,
    /// From those that prepare to the one that decides, where these are processes of their own.
    pub prepared: String,
    /// Ours alone: what is known and what is settled.
    pub ledger: String,
}

impl Default for Topics {
    fn default() -> Self {
        Self {
            enriched: "articles.enriched".to_owned(),
            duplicates: "articles.duplicates".to_owned(),
            rejected: "articles.rejected".to_owned(),
            latest: String::new(),
            dropped: "articles.dropped".to_owned(),
            former: Vec::new(),
            prepared: "articles.prepared".to_owned(),
            ledger: "copydesk.ledger".to_owned(),
        }
    }
}

impl Topics {
    /// Those that outcomes are written to, each with the key of its setting: those of rules too, and that of dropped events
    /// where a rule drops any.
    pub fn written<'a>(&'a self, rules: &'a [Rule]) -> Vec<(String, &'a str)> {
        let Self { enriched, duplicates, rejected, latest: _, dropped, former: _, prepared: _, ledger: _ } =
            self;
        let own = [("enriched", enriched), ("duplicates", duplicates), ("rejected", rejected)];
        let dropped = rules.iter().any(|rule| rule.drop).then_some(("dropped", dropped));
        let own =
            own.into_iter().chain(dropped).map(|(key, topic)| (format!("topics.{key}"), topic.as_str()));
        own.chain(rules::topics(rules).map(|(number, topic)| (format!("routes[{number}].topic"), topic)))
            .collect()
    }

    /// Those that hold outcomes, also of rules that are no more.
    pub fn told<'a>(&'a self, rules: &'a [Rule]) -> Vec<&'a str> {
        let mut told: Vec<&str> = self.written(rules).into_iter().map(|(_, topic)| topic).collect();
        for former in &self.former {
            if !told.contains(&former.as_str()) {
                told.push(former);
            }
        }
        told
    }

    /// Of those, the ones that hold events, whole or dropped.
    pub fn told_of_events<'a>(&'a self, rules: &'a [Rule]) -> Vec<&'a str> {
        self.told(rules).into_iter().filter(|topic| self.is_of_events(topic)).collect()
    }

    /// Those that events are written to, whole or dropped.
    pub fn events<'a>(&'a self, rules: &'a [Rule]) -> Vec<&'a str> {
        self.written(rules)
            .into_iter()
            .map(|(_, topic)| topic)
            .filter(|topic| self.is_of_events(topic))
            .collect()
    }

    /// Of those that outcomes are written to.
    fn is_of_events(&self, topic: &str) -> bool {
        topic != self.duplicates && topic != self.rejected
    }

    /// The table of the latest events, where there is one.
    pub fn latest(&self) -> Option<&str> {
        Some(self.latest.as_str()).filter(|name| !name.is_empty())
    }

    /// Those whose values are messages of our schema.
    pub fn of_schema<'a>(&'a self, rules: &'a [Rule]) -> impl Iterator<Item = &'a str> {
        self.events(rules).into_iter().chain([self.duplicates.as_str()]).chain(self.latest())
    }

    /// Whether nobody but copydesk writes to it.
    pub fn is_own(&self, name: &str, rules: &[Rule]) -> bool {
        [&self.latest, &self.dropped, &self.prepared, &self.ledger].into_iter().any(|own| own == name)
            || self.told(rules).contains(&name)
    }

    pub fn of<'a>(&'a self, product: &Product, to: &'a Destination) -> &'a str {
        match (product, to) {
            (Product::Event(_), Destination::Enriched) => &self.enriched,
            (Product::Event(_), Destination::Routed(topic)) => topic.as_str(),
            (Product::Event(_), Destination::Dropped) => &self.dropped,
            (Product::Duplicate(_), _) => &self.duplicates,
            (Product::Rejected(_), _) => &self.rejected,
        }
    }

    /// Where an event that lies in a topic was sent.
    pub fn destination(&self, topic: &str) -> Destination {
        if topic == self.enriched {
            Destination::Enriched
        } else if topic == self.dropped {
            Destination::Dropped
        } else {
            Destination::Routed(Topic::new(topic))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(topic: Option<&str>, drop: bool) -> Rule {
        Rule { topic: topic.map(str::to_owned), drop, ..Rule::default() }
    }

    #[test]
    fn topics_of_rules_are_written_each_once_and_dropped_events_only_where_a_rule_drops() {
        let topics = Topics { former: vec!["old".to_owned(), "b".to_owned()], ..Topics::default() };
        assert_eq!(topics.written(&[]).len(), 3);
        assert!(!topics.told(&[]).contains(&"articles.dropped"));
        let rules = [rule(None, true), rule(Some("b"), false), rule(Some("b"), false)];
        let written = topics.written(&rules);
        let more: Vec<_> = written[3..].iter().map(|(key, topic)| (key.as_str(), *topic)).collect();
        assert_eq!(more, [("topics.dropped", "articles.dropped"), ("routes[1].topic", "b")]);
        assert_eq!(topics.told(&rules)[5..], ["old"]);
        assert_eq!(topics.events(&rules), ["articles.enriched", "articles.dropped", "b"]);
        for own in ["articles.dropped", "b", "old", "copydesk.ledger"] {
            assert!(topics.is_own(own, &rules), "{own}");
        }
        assert!(!topics.is_own("articles.raw", &rules));
    }

    #[test]
    fn an_event_is_known_by_its_topic_as_sent_there() {
        let topics = Topics::default();
        let event = Product::Event(Box::default());
        for to in [Destination::Enriched, Destination::Dropped, Destination::Routed(Topic::new("b"))] {
            assert_eq!(topics.destination(topics.of(&event, &to)), to);
        }
    }
}
