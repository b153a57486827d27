//! Whether a topic is as it should be, so that nothing is refused or forgotten too early.

use std::time::Duration;

use crate::config::Settings;
use crate::kafka::topics::{Found, Purpose, Wanted};

/// What should be otherwise, as it follows the name of the topic. `raw_retention` is the longest of the input.
pub fn problem(
    wanted: &Wanted,
    found: Option<&Found>,
    settings: &Settings,
    raw_retention: Option<Duration>,
) -> Option<String> {
    let Some(found) = found else {
        return Some(
            "does not exist, or we may not see it: `copydesk topics create` makes it, the right to Describe shows it"
                .to_owned(),
        );
    };
    let of_purpose = match wanted.purpose {
        Purpose::Input => None,
        Purpose::Latest => unfit_table(found).or_else(|| too_small(wanted, found)),
        Purpose::Ledger => unfit_ledger(found, settings, raw_retention),
        Purpose::Articles
        | Purpose::Routed
        | Purpose::Duplicates
        | Purpose::DeadLetters
        | Purpose::Dropped
        | Purpose::Prepared => compacted(found).or_else(|| too_small(wanted, found)),
    };
    of_purpose.or_else(|| unwritable(found))
}

/// A producer that waits for all of them waits for ever.
fn unwritable(found: &Found) -> Option<String> {
    let least = found.min_insync_replicas?;
    let replicas = found.replicas;
    (u64::try_from(replicas).is_ok_and(|replicas| replicas < least)).then(|| {
        format!("has min.insync.replicas={least} and {replicas} replicas: nothing can be written to it")
    })
}

/// A message that the broker does not take holds up the line, since nothing is dropped.
fn too_small(wanted: &Wanted, found: &Found) -> Option<String> {
    let least: u64 =
        wanted.config.iter().find(|(config, _)| *config == "max.message.bytes")?.1.parse().ok()?;
    let takes = found.max_message_bytes.filter(|&takes| takes < least)?;
    Some(format!(
        "takes messages of {takes} bytes, but one may have {least}: raise its max.message.bytes, or lower decode.max_bytes"
    ))
}

/// Compaction keeps the last message of a key, and of an article every revision counts.
fn compacted(found: &Found) -> Option<String> {
    let policy = found.cleanup_policy.as_deref().filter(|policy| policy.contains("compact"))?;
    Some(format!("has cleanup.policy={policy}, but each of its messages counts: set delete"))
}

/// What is deleted by time is missing from a table, however lately it was written.
fn unfit_table(found: &Found) -> Option<String> {
    let policy = found.cleanup_policy.as_deref()?;
    (policy != "compact").then(|| {
        format!("has cleanup.policy={policy}, but a table needs compact: or articles are deleted by time, or kept without end")
    })
}

fn unfit_ledger(found: &Found, settings: &Settings, raw_retention: Option<Duration>) -> Option<String> {
    if found.partitions != 1 {
        return Some(format!(
            "has {} partitions, but the ledger needs one: its order is that of all decisions",
            found.partitions
        ));
    }
    if found.cleanup_policy.as_deref().is_some_and(|policy| !policy.contains("compact")) {
        return Some(
            "is not compacted: set cleanup.policy=compact,delete, or it grows without end".to_owned(),
        );
    }
    let keeps = found
        .retention
        .filter(|_| found.cleanup_policy.as_deref().is_some_and(|policy| policy.contains("delete")))?;
    let window = settings.dedup.window;
    let Some(raw_retention) = raw_retention else {
        let long_enough = keeps >= window;
        return (!long_enough)
            .then(|| format!("keeps entries for {keeps:?}, less than dedup.window: raise its retention.ms"));
    };
    let least = window.saturating_add(raw_retention);
    (keeps < least).then(|| {
        let days = |duration: Duration| duration.as_secs() / 86_400;
        format!(
            "keeps entries for {} days, but dedup.window and the retention of the input make {}: raise its retention.ms, or \
             what is known is forgotten while it counts",
            days(keeps),
            days(least)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::topics::wanted;

    fn found(partitions: usize, bytes: u64, days: u64) -> Found {
        Found {
            partitions,
            replicas: 3,
            min_insync_replicas: Some(2),
            max_message_bytes: Some(bytes),
            cleanup_policy: Some("compact,delete".to_owned()),
            retention: Some(Duration::from_hours(days * 24)),
        }
    }

    fn is_wrong(purpose: Purpose, found: Option<&Found>) -> Option<String> {
        let settings = Settings::default();
        let all = wanted(&settings, 1);
        let topic = all.iter().find(|topic| topic.purpose == purpose).unwrap();
        problem(topic, found, &settings, Some(Duration::from_hours(7 * 24)))
    }

    #[test]
    fn a_table_of_the_latest_is_compacted_and_never_deleted_by_time() {
        let mut settings = Settings::default();
        assert!(wanted(&settings, 1).iter().all(|topic| topic.purpose != Purpose::Latest));
        settings.topics.latest = "articles.latest".to_owned();
        let all = wanted(&settings, 3);
        let topic = all.iter().find(|topic| topic.purpose == Purpose::Latest).unwrap();
        assert_eq!((topic.partitions, &topic.config[0]), (3, &("cleanup.policy", "compact".to_owned())));
        for (policy, fits) in [("compact", true), ("compact,delete", false), ("delete", false)] {
            let found = Found { cleanup_policy: Some(policy.to_owned()), ..found(3, 1 << 30, 7) };
            assert_eq!(problem(topic, Some(&found), &settings, None).is_none(), fits, "{policy}");
        }
    }

    #[test]
    fn a_dead_letter_topic_must_take_whole_records_and_keep_each() {
        let with = |policy: &str, bytes| {
            let found = Found { cleanup_policy: Some(policy.to_owned()), ..found(1, bytes, 7) };
            is_wrong(Purpose::DeadLetters, Some(&found))
        };
        assert_eq!(with("delete", 1 << 30), None);
        assert!(with("delete", 1_048_588).unwrap().contains("max.message.bytes"));
        assert!(with("compact", 1 << 30).unwrap().contains("each of its messages counts"));
        assert!(is_wrong(Purpose::DeadLetters, None).unwrap().contains("does not exist"));
    }

    #[test]
    fn a_ledger_has_one_partition_is_compacted_and_outlives_window_and_input() {
        assert_eq!(is_wrong(Purpose::Ledger, Some(&found(1, 1 << 20, 37))), None);
        assert!(is_wrong(Purpose::Ledger, Some(&found(1, 1 << 20, 36))).unwrap().contains("36 days"));
        assert!(is_wrong(Purpose::Ledger, Some(&found(2, 1 << 20, 90))).unwrap().contains("needs one"));
        let deleted = Found { cleanup_policy: Some("delete".to_owned()), ..found(1, 1 << 20, 90) };
        assert!(is_wrong(Purpose::Ledger, Some(&deleted)).unwrap().contains("not compacted"));
        let kept = Found { cleanup_policy: Some("compact".to_owned()), ..found(1, 1 << 20, 1) };
        assert_eq!(is_wrong(Purpose::Ledger, Some(&kept)), None, "what is never deleted is kept long enough");
    }

    #[test]
    fn a_topic_of_fewer_replicas_than_must_be_in_sync_takes_nothing() {
        for (replicas, takes) in [(3, true), (2, true), (1, false)] {
            let found = Found { replicas, ..found(1, 1 << 30, 90) };
            assert_eq!(is_wrong(Purpose::Input, Some(&found)).is_none(), takes, "{replicas}");
            assert_eq!(is_wrong(Purpose::Ledger, Some(&found)).is_none(), takes, "{replicas}");
        }
    }
}
