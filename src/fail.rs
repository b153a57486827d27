//! Deliberate failures, for tests of the tests: places at which a process kills itself, and rules that are broken on
//! purpose. Only debug builds have them.

/// A rule of exactly-once, broken on purpose by `COPYDESK_MUTATION`: some test must fail then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mutation {
    /// Offsets are committed before the transaction, not within.
    OffsetsOutside,
    /// The changes of an aborted batch stay in the index.
    OverlayKept,
    /// A start takes the index for the ledger's end.
    LedgerUnread,
    /// Records of settled ranges are decided again.
    SettledIgnored,
    /// Dead letters are not published.
    DeadLetterDropped,
    /// What is unchanged is told as stale.
    OutcomeAltered,
    /// What was prepared twice is not known by its origin.
    OriginIgnored,
    /// Offsets of a topic that had the name before count for the one that has it now.
    TopicIdIgnored,
    /// A restore leaves out the ledger's last entry.
    RestoreShort,
    /// The index on disk says that it reaches further than its entries do.
    IndexAhead,
    /// A replay sends what it sent before.
    ReplayMarksIgnored,
}

#[cfg(debug_assertions)]
mod asked {
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicU64, Ordering};

    use super::Mutation;

    #[expect(clippy::disallowed_methods, reason = "not a setting: release builds have none of this")]
    fn variable(name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    /// Ends the process at once, as SIGKILL would, when `COPYDESK_FAIL_POINT=name:n` asks for it the n-th time it
    /// comes by.
    pub fn point(name: &str) {
        static ASKED: LazyLock<Option<(String, u64)>> = LazyLock::new(|| {
            let asked = variable("COPYDESK_FAIL_POINT")?;
            let (name, count) = asked.split_once(':')?;
            Some((name.to_owned(), count.parse().ok()?))
        });
        static PASSED: AtomicU64 = AtomicU64::new(0);

        if let Some((asked, count)) = &*ASKED
            && asked == name
            && PASSED.fetch_add(1, Ordering::Relaxed) + 1 == *count
        {
            // No destructor runs and no buffer is flushed.
            std::process::abort();
        }
    }

    /// Ends the process as a stack that overflowed would, when a value holds the text of `COPYDESK_FAIL_RECORD`.
    pub fn killer(value: Option<&[u8]>) {
        static ASKED: LazyLock<Option<String>> = LazyLock::new(|| variable("COPYDESK_FAIL_RECORD"));

        if let (Some(text), Some(value)) = (&*ASKED, value)
            && value.windows(text.len()).any(|window| window == text.as_bytes())
        {
            std::process::abort();
        }
    }

    pub fn mutated(rule: Mutation) -> bool {
        static ASKED: LazyLock<Option<String>> = LazyLock::new(|| variable("COPYDESK_MUTATION"));

        let name = match rule {
            Mutation::OffsetsOutside => "offsets-outside",
            Mutation::OverlayKept => "overlay-kept",
            Mutation::LedgerUnread => "ledger-unread",
            Mutation::SettledIgnored => "settled-ignored",
            Mutation::DeadLetterDropped => "dead-letter-dropped",
            Mutation::OutcomeAltered => "outcome-altered",
            Mutation::OriginIgnored => "origin-ignored",
            Mutation::TopicIdIgnored => "topic-id-ignored",
            Mutation::RestoreShort => "restore-short",
            Mutation::IndexAhead => "index-ahead",
            Mutation::ReplayMarksIgnored => "replay-marks-ignored",
        };
        ASKED.as_deref() == Some(name)
    }
}

#[cfg(not(debug_assertions))]
mod asked {
    use super::Mutation;

    pub fn point(_: &str) {}

    pub fn killer(_: Option<&[u8]>) {}

    pub fn mutated(_: Mutation) -> bool {
        false
    }
}

pub use asked::{killer, mutated, point};
