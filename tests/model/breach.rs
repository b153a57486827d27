//! Schemes that were rejected, each a rule of the protocol left out or turned round. The checker must find what each
//! of them loses or doubles.

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breach {
    /// What an aborted batch decided stays known.
    OverlayKept,
    /// A start takes the index for the ledger's end.
    LedgerUnread,
    /// A start reads the ledger up to where it ended before the predecessor was fenced.
    EndBeforeFencing,
    /// Only the group's offsets say what is settled.
    RangesIgnored,
    /// Everything below the highest settled offset counts as settled.
    RangesAsMaximum,
    /// Each entry of the ledger says what it settles, and compaction keeps the last.
    RangesAsDifferences,
    /// Each process has a transactional id of its own.
    NoFencing,
    /// A commit without answer counts as committed.
    UnknownIsCommitted,
    /// A commit without answer counts as aborted.
    UnknownIsAborted,
    /// Who loses the office keeps what it had read.
    BatchKept,
    /// Where `source.start = latest` found the end is written down with the first batch only.
    LatestUncommitted,
    /// Nobody looks at topic ids.
    NoRecreationCheck,
    /// Topic ids are looked up now and then, not behind every batch.
    TopicSeenLate,
    /// An index that does not fit the ledger is used as it is.
    IndexAheadKept,
    /// Keys are set in a shared store, unless they are there, and then the article is published.
    KeyBeforePublishing,
    /// Articles are published, and then marked in a shared store.
    MarkAfterCommit,
    /// A record claims its article before anybody looks whether the record is sound.
    ClaimBeforeValidation,
    /// What was handed over twice is known by its offset between the roles alone.
    OffsetsBetweenOnly,
    /// What was handed over is known by its origin alone.
    OriginOnly,
    /// A preparer commits its offsets before its transaction.
    OffsetsOutside,
    /// Whoever the group threw out can commit all the same.
    NoGeneration,
    /// A process that does both begins where the preparers are.
    BackFromPreparers,
    /// The offsets of what is decided do not say which topic they are of.
    DecidedWithoutTopic,
}
