//! Everything that can differ between two moments: what the broker holds, what each process knows, and what
//! consumers were told.

use crate::scope::Budget;
use crate::set::Set;

pub const PARTITIONS: usize = 2;
/// The topic between the roles, as a place to read from; the places before it are the raw partitions.
pub const BETWEEN: usize = PARTITIONS;
pub const PLACES: usize = PARTITIONS + 1;
/// Of each kind two: one that works, and one that takes over, whether the first is dead or only slow.
pub const PROCESSES: usize = 2;

/// A record by where it lies. A recreated topic has another id, so its records are others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Record {
    pub topic: u8,
    pub partition: u8,
    pub offset: u8,
}

impl Record {
    /// As a member of a set.
    pub fn number(self) -> u8 {
        const OFFSETS: u8 = 4;
        const RAW: u8 = 2;
        assert!(self.offset < OFFSETS, "scopes are small");
        (self.topic * RAW + self.partition) * OFFSETS + self.offset
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub raw: [Raw; PARTITIONS],
    pub between: Vec<Handed>,
    pub ledger: Ledger,
    /// Offsets of `source.group`.
    pub decided: [Option<Committed>; PLACES],
    pub prepare: Group,
    /// Of the deciders' transactional id: who has an older one is fenced.
    pub epoch: u8,
    pub transactions: [Option<Transaction>; PROCESSES],
    pub hand_overs: [Option<HandOver>; PROCESSES],
    pub deciders: [Decider; PROCESSES],
    pub preparers: [Preparer; PROCESSES],
    pub told: Told,
    pub left: Budget,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Raw {
    pub topic: u8,
    pub end: u8,
}

/// A prepared record in the topic between the roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Handed {
    pub trail: Trail,
    pub by: u8,
    pub state: HandedState,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum HandedState {
    /// Its transaction is open: nobody reads it, nor what lies behind it.
    Open,
    Committed,
    Aborted,
}

/// A record as its reader knows it: which topic they take it to be of, and where they stood before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Trail {
    pub record: Record,
    pub topic: u8,
    pub from: u8,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Ledger {
    pub id: u8,
    pub entries: Vec<Entry>,
}

impl Ledger {
    pub fn end(&self) -> u8 {
        u8::try_from(self.entries.len()).expect("a ledger of few entries")
    }
}

/// All that one transaction writes into the ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Entry {
    pub has_header: bool,
    pub articles: Set,
    pub settled: [Option<Settled>; PLACES],
}

/// What is settled of a place: all of it, not what was added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Settled {
    pub topic: u8,
    pub start: u8,
    pub offsets: Set,
}

impl Settled {
    pub fn position(self) -> u8 {
        self.offsets.first_gap(self.start)
    }
}

/// The fold of a ledger up to a position. It survives its process: a crash leaves it as the disk has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Index {
    pub ledger: u8,
    pub next: u8,
    pub last: Option<Entry>,
    pub has_header: bool,
    pub articles: Set,
    pub settled: [Option<Settled>; PLACES],
}

/// An offset of `source.group`, with what stands beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Committed {
    pub offset: u8,
    /// The ledger and how long it was; none where an operator moved the offset.
    pub mark: Option<(u8, u8)>,
    pub topic: Option<u8>,
}

/// What a decider's transaction changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Changes {
    /// The first one, which writes down the start.
    pub is_start: bool,
    /// None where the ledger was deleted meanwhile.
    pub entry: Option<Entry>,
    /// Where the entry lands.
    pub landed: u8,
    pub offsets: [Option<Committed>; PLACES],
    pub outcomes: Outcomes,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Outcomes {
    pub records: Set,
    pub published: Set,
    /// The articles of which a record was taken for another copy.
    pub repeated: Set,
    /// Records before the begin of all work.
    pub waived: Set,
    /// Seen while deciding: the batch itself does harm.
    pub harm: Option<Harm>,
}

/// A decider's transaction at the broker. Once it is decided, its parts become visible one by one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Transaction {
    pub changes: Changes,
    pub stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stage {
    Open,
    Committing { ledger_is_visible: bool, offsets_are_visible: bool },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Role {
    /// Reads the raw partitions.
    All,
    /// Reads what others prepared.
    Decide,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Decider {
    pub phase: Phase,
    pub role: Role,
    pub epoch: u8,
    pub index: Index,
    /// Of each place that is read, the next offset.
    pub at: [Option<u8>; PLACES],
    /// The ids of the raw topics as they were at the start.
    pub topics: [u8; PARTITIONS],
    pub batch: Vec<Taken>,
    /// The end of the ledger, where it is looked up too early.
    pub early_end: Option<u8>,
}

/// A record of a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Taken {
    /// Where it was read between the roles, with where the reader stood before it.
    pub between: Option<(u8, u8)>,
    pub trail: Trail,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Not running, or standing by.
    Down,
    /// Ended: a person must decide.
    Refused,
    Starting,
    Fenced,
    /// The start is about to be written down.
    Planned(Changes),
    Reading,
    Publishing(Changes),
    /// The commit was not answered.
    Unknown(Changes),
    /// The commit was answered; the index does not know it yet.
    Committed(Changes),
}

/// The group of those that prepare, at its coordinator.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Group {
    pub generation: u8,
    /// Of each partition the member that it belongs to, and since which generation.
    pub owners: [Option<(u8, u8)>; PARTITIONS],
    /// Offsets, with the topic that they are of.
    pub offsets: [Option<(u8, u8)>; PARTITIONS],
}

/// A preparer's open transaction at the broker.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct HandOver {
    pub ends: [Option<(u8, u8)>; PARTITIONS],
    /// Whether the coordinator of the group has its offsets: whoever asks for them waits.
    pub has_offsets: bool,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Preparer {
    pub is_alive: bool,
    /// The generation that it believes in.
    pub generation: u8,
    /// Whether the group refused its offsets since: it looks around before it tries again.
    pub was_refused: bool,
    pub share: [Option<Share>; PARTITIONS],
    pub work: Work,
}

/// A partition that a preparer believes to be its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Share {
    pub since: u8,
    pub topic: u8,
    /// None where it is not read.
    pub at: Option<u8>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub enum Work {
    #[default]
    Idle,
    /// Prepared, and not written.
    Holding(Vec<Trail>),
    Written(Vec<Trail>),
    OffsetsSent(Vec<Trail>),
    /// The commit was not answered.
    Unknown,
}

/// What consumers who read committed have seen, and how that broke the promise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Told {
    pub records: Set,
    pub published: Set,
    /// Records that need no outcome: before the begin of all work, or left out by an operator.
    pub waived: Set,
    /// Whether work has begun.
    pub has_begun: bool,
    pub harm: Option<Harm>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Harm {
    /// A record has two outcomes.
    Doubled,
    /// An article was published as new twice: somebody decided on a stale view.
    PublishedTwice,
    /// A record was taken for a copy of an article that nobody published: it is lost.
    CopyOfNothing,
    /// A record without outcome was skipped as settled: it is lost.
    Swallowed,
}

impl Told {
    pub fn tell(&mut self, outcomes: &Outcomes) {
        let Outcomes { records, published, repeated, waived, harm } = *outcomes;
        let doubled = self.records.meets(records).then_some(Harm::Doubled);
        let twice = self.published.meets(published).then_some(Harm::PublishedTwice);
        self.records.add(records);
        self.published.add(published);
        self.waived.add(waived);
        self.has_begun = true;
        let of_nothing = (!repeated.is_within(self.published)).then_some(Harm::CopyOfNothing);
        self.harm = self.harm.or(harm).or(doubled).or(twice).or(of_nothing);
    }
}
