//! Rules, tried in order on an event: each that holds adds its labels, which later ones see; the first that holds and has a
//! destination decides it.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::condition::{Condition, Functions, Untold};
use crate::outcome::{Destination, Routing};
use crate::proto::ArticleEvent;
use crate::record::Topic;

/// As it is written in the settings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rule {
    /// An expression in CEL that is true or false of an event.
    pub when: String,
    pub topic: Option<String>,
    pub label: Option<String>,
    pub labels: Vec<String>,
    pub drop: bool,
}

/// What is wrong with a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Number of the rule, and the key within it.
    pub rule: usize,
    pub key: &'static str,
    pub message: String,
}

/// All rules, ready to be tried. A clone is the same rules.
#[derive(Clone, Default)]
pub struct Rules(Arc<[Ready]>);

struct Ready {
    when: Condition,
    to: Option<Destination>,
    labels: Vec<String>,
}

impl fmt::Debug for Rules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Rules({})", self.0.len())
    }
}

impl Rules {
    /// Finds everything that is wrong with them at once.
    pub fn new(rules: &[Rule]) -> Result<Self, Vec<Fault>> {
        if rules.is_empty() {
            return Ok(Self::default());
        }
        let functions = Functions::new();
        let (mut ready, mut faults) = (Vec::new(), Vec::new());
        for (number, rule) in rules.iter().enumerate() {
            let fault = |(key, message)| Fault { rule: number, key, message };
            faults.extend(rule.faults().into_iter().map(fault));
            match Condition::of(&rule.when, &functions) {
                Ok(when) => ready.push(rule.ready(when)),
                Err(message) => faults.push(fault(("when", message))),
            }
        }
        if faults.is_empty() { Ok(Self(ready.into())) } else { Err(faults) }
    }

    /// Labels the event, and says where it goes. What cannot be told of it counts as not so.
    pub fn route(&self, event: &mut ArticleEvent) -> Routing {
        let mut to = None;
        let mut faults = Vec::new();
        for (number, rule) in self.0.iter().enumerate() {
            if to.is_some() && rule.labels.is_empty() {
                continue;
            }
            match rule.when.holds(event) {
                Ok(false) => {}
                Ok(true) => {
                    label(event, &rule.labels);
                    to = to.or_else(|| rule.to.clone());
                }
                Err(Untold) => faults.push(number),
            }
        }
        Routing { to: to.unwrap_or_default(), faults }
    }
}

fn label(event: &mut ArticleEvent, labels: &[String]) {
    let known = &mut event.enrichment.get_or_insert_default().labels;
    for label in labels {
        if !known.contains(label) {
            known.push(label.clone());
        }
    }
}

impl Rule {
    fn all_labels(&self) -> impl Iterator<Item = &String> {
        self.label.iter().chain(&self.labels)
    }

    /// The topics themselves are judged with all others.
    fn faults(&self) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if self.topic.is_some() && self.drop {
            faults.push(("drop", "what is dropped goes to no topic: keep one of topic and drop".to_owned()));
        }
        if self.topic.is_none() && !self.drop && self.all_labels().next().is_none() {
            faults.push(("when", "does nothing: add a topic, a label, labels, or drop = true".to_owned()));
        }
        if self.all_labels().any(|label| label.trim().is_empty()) {
            faults.push(("label", "must not be empty".to_owned()));
        }
        faults
    }

    fn ready(&self, when: Condition) -> Ready {
        let routed = self.topic.as_deref().map(|topic| Destination::Routed(Topic::new(topic)));
        let to = if self.drop { Some(Destination::Dropped) } else { routed };
        Ready { when, to, labels: self.all_labels().cloned().collect() }
    }
}

/// The topics of rules, each once, with the number of the first rule that names it.
pub fn topics(rules: &[Rule]) -> impl Iterator<Item = (usize, &str)> {
    let mut known = BTreeSet::new();
    let named = rules.iter().enumerate().filter_map(|(number, rule)| Some((number, rule.topic.as_deref()?)));
    named.filter(move |&(_, topic)| known.insert(topic))
}

#[cfg(test)]
mod tests;
