//! How much may happen: records, roles, and how often what may go wrong goes wrong.

use crate::world::{PARTITIONS, Record, Role};

/// What lies in a record: an article by its letter; in capitals where the record cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    pub article: u8,
    pub is_sound: bool,
}

/// What may go wrong, each so often as a scope says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chance {
    /// A decider dies.
    Crash,
    /// A second decider starts while the first is at work.
    TakeOver,
    /// A decider's transaction is aborted.
    Abort,
    /// A decider's commit is not answered.
    LostAnswer,
    /// A decider loses the office and gets it back.
    LostOffice,
    /// An operator moves `source.group` back to the begin of a place.
    Rewind,
    /// An operator moves `source.group` over a record.
    Skip,
    /// The offsets of `source.group` expire.
    LostOffsets,
    /// A decider's disk is lost, or is set back.
    LostVolume,
    /// A decider gets an index that knows more than the ledger.
    ForeignVolume,
    /// The ledger's topic is deleted and made again.
    DeletedLedger,
    /// The ledger loses its last entry.
    CutLedger,
    /// A raw topic is deleted and made again, with other records.
    Recreated,
    /// A preparer dies.
    PreparerCrash,
    /// The group gives a partition to another member, while its owner is alive and may be slow to learn of it.
    Rebalance,
    /// A preparer's transaction is aborted.
    PreparerAbort,
    /// A preparer's commit is not answered.
    PreparerLostAnswer,
    /// An operator moves the group of those that prepare back to a partition's begin.
    PreparerRewind,
}

const CHANCES: usize = Chance::PreparerRewind as usize + 1;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Budget([u8; CHANCES]);

impl Budget {
    pub fn of(&self, chance: Chance) -> u8 {
        self.0[chance as usize]
    }

    pub fn spend(&mut self, chance: Chance) {
        self.0[chance as usize] -= 1;
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Start {
    Earliest,
    Latest,
}

#[derive(Clone, Debug)]
pub struct Scope {
    /// Of each raw partition, its records, a letter each.
    pub records: [&'static str; PARTITIONS],
    /// The same of the topic that takes its place.
    pub records_anew: [&'static str; PARTITIONS],
    /// How many records lie there at first; the others arrive.
    pub arrived: [u8; PARTITIONS],
    /// What a decider may be started as.
    pub roles: &'static [Role],
    pub deciders: usize,
    pub preparers: usize,
    /// Whether a decider takes a batch in one step, for scopes that are about those that prepare.
    pub decides_at_once: bool,
    /// Most records of a batch.
    pub batch: usize,
    pub start: Start,
    /// Whether who stands by follows the ledger.
    pub follows: bool,
    pub budget: Budget,
}

impl Scope {
    /// One process reads, prepares and decides.
    pub fn one_hop(records: [&'static str; PARTITIONS]) -> Self {
        let length = |records: &str| u8::try_from(records.len()).expect("few records");
        Self {
            records,
            records_anew: [""; PARTITIONS],
            arrived: records.map(length),
            roles: &[Role::All],
            deciders: 2,
            preparers: 0,
            decides_at_once: false,
            batch: 1,
            start: Start::Earliest,
            follows: false,
            budget: Budget::default(),
        }
    }

    /// Two may prepare, one decides.
    pub fn two_hops(records: [&'static str; PARTITIONS]) -> Self {
        Self { roles: &[Role::Decide], preparers: 2, ..Self::one_hop(records) }
    }

    /// As [`Self::two_hops`], and whoever decides may be started as a process that does both.
    pub fn either(records: [&'static str; PARTITIONS]) -> Self {
        Self { roles: &[Role::All, Role::Decide], ..Self::two_hops(records) }
    }

    pub fn with(mut self, chance: Chance, times: u8) -> Self {
        self.budget.0[chance as usize] = times;
        self
    }

    pub fn anew(self, records_anew: [&'static str; PARTITIONS]) -> Self {
        Self { records_anew, ..self }
    }

    pub fn content(&self, record: Record) -> Content {
        let letter =
            self.all(record.topic, usize::from(record.partition)).as_bytes()[usize::from(record.offset)];
        Content { article: letter.to_ascii_lowercase() - b'a', is_sound: letter.is_ascii_lowercase() }
    }

    /// How many records a partition will have.
    pub fn length(&self, topic: u8, partition: usize) -> u8 {
        u8::try_from(self.all(topic, partition).len()).expect("few records")
    }

    fn all(&self, topic: u8, partition: usize) -> &'static str {
        if topic == 0 { self.records[partition] } else { self.records_anew[partition] }
    }
}
