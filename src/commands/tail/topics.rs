//! Which topics are meant.

use crate::record::Topic;
use crate::route::{Rule, Topics};

/// What stands for the enriched topic and those of rules.
const ARTICLES: &str = "articles";

/// By the names of their settings in `[topics]`, or by their own; all topics of whole articles where none is named. Or
/// what is wrong with one, and which there are.
pub fn named(names: &[String], topics: &Topics, rules: &[Rule]) -> Result<Vec<Topic>, String> {
    let mut meant: Vec<&str> = Vec::new();
    let all = [ARTICLES.to_owned()];
    for name in if names.is_empty() { &all } else { names } {
        for topic in one(name, topics, rules)? {
            if !meant.contains(&topic) {
                meant.push(topic);
            }
        }
    }
    Ok(meant.into_iter().map(Topic::new).collect())
}

fn one<'a>(name: &str, topics: &'a Topics, rules: &'a [Rule]) -> Result<Vec<&'a str>, String> {
    let Topics { enriched, duplicates, rejected, latest: _, dropped, former: _, prepared: _, ledger: _ } =
        topics;
    Ok(match name {
        ARTICLES => topics.events(rules).into_iter().filter(|topic| topic != dropped).collect(),
        "enriched" => vec![enriched],
        "duplicates" => vec![duplicates],
        "rejected" => vec![rejected],
        "dropped" => vec![dropped],
        "latest" => vec![topics.latest().ok_or("there is no table: topics.latest is not set")?],
        other => {
            let mut own = topics.told(rules);
            own.extend([dropped.as_str()].into_iter().chain(topics.latest()));
            let found = own.iter().find(|topic| **topic == other);
            vec![found.ok_or_else(|| {
                format!(
                    "{other} is no topic that copydesk publishes to: name one of articles, enriched, duplicates, rejected, \
                     dropped, latest, or of {}",
                    own.join(", ")
                )
            })?]
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    fn rules() -> [Rule; 2] {
        [Rule { topic: Some("rivers".to_owned()), ..Rule::default() }, Rule { drop: true, ..Rule::default() }]
    }

    fn meant(asked: &[&str], topics: &Topics) -> Result<Vec<String>, String> {
        let found = named(&names(asked), topics, &rules())?;
        Ok(found.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn topics_are_named_by_their_settings_or_their_own_names_each_once() {
        let topics = Topics {
            latest: "articles.latest".to_owned(),
            former: vec!["old".to_owned()],
            ..Topics::default()
        };
        let cases: [(&[&str], &[&str]); 4] = [
            (&[], &["articles.enriched", "rivers"]),
            (&["articles", "rivers", "enriched"], &["articles.enriched", "rivers"]),
            (
                &["duplicates", "rejected", "dropped", "latest"],
                &["articles.duplicates", "articles.rejected", "articles.dropped", "articles.latest"],
            ),
            (&["old", "articles.latest"], &["old", "articles.latest"]),
        ];
        for (asked, expected) in cases {
            assert_eq!(meant(asked, &topics), Ok(names(expected)), "{asked:?}");
        }
    }

    #[test]
    fn what_is_no_topic_of_outcomes_is_refused_with_those_that_are() {
        for wrong in ["articles.raw", "copydesk.ledger", "articles.prepared"] {
            let refused = meant(&[wrong], &Topics::default()).unwrap_err();
            assert!(refused.contains(wrong) && refused.contains("rivers"), "{refused}");
        }
        assert!(meant(&["latest"], &Topics::default()).unwrap_err().contains("topics.latest is not set"));
    }
}
