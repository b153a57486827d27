//! How a decider starts: fence, then offsets, then the ledger to its end, then the rules, then all of it written down.

use crate::breach::Breach;
use crate::protocol::{Action, Protocol, places};
use crate::scope::Start;
use crate::set::Set;
use crate::world::{
    BETWEEN, Changes, Committed, Decider, Entry, Index, Ledger, Outcomes, PARTITIONS, PLACES, Phase, Record,
    Role, Settled, Stage, World,
};

/// A person must decide.
struct Refusal;

impl Protocol {
    /// From `Down` to `Planned`.
    pub fn start_steps(&self, world: &World, decider: usize, actions: &mut Vec<Action>) {
        match world.deciders[decider].phase {
            Phase::Down if !self.another_works(world, decider) => {
                actions.extend(self.scope.roles.iter().map(|&role| Action::Start { decider, role }));
            }
            Phase::Starting if self.can_fence(world, decider) => actions.push(Action::Fence { decider }),
            Phase::Fenced if self.can_restore(world, decider) => actions.push(Action::Restore { decider }),
            Phase::Planned(_) if world.transactions[decider].is_none() => {
                actions.push(Action::WriteStart { decider });
            }
            Phase::Down
            | Phase::Starting
            | Phase::Fenced
            | Phase::Planned(_)
            | Phase::Refused
            | Phase::Reading
            | Phase::Publishing(_)
            | Phase::Unknown(_)
            | Phase::Committed(_) => {}
        }
    }

    pub fn another_works(&self, world: &World, decider: usize) -> bool {
        let other = 1 - decider;
        !matches!(world.deciders[other].phase, Phase::Down | Phase::Refused) && !self.is_fenced(world, other)
    }

    pub fn is_fenced(&self, world: &World, decider: usize) -> bool {
        let Decider { phase, epoch, .. } = &world.deciders[decider];
        let has_epoch = !matches!(phase, Phase::Down | Phase::Refused | Phase::Starting);
        has_epoch && *epoch != world.epoch && !self.breaks(Breach::NoFencing)
    }

    pub fn start(&self, world: &mut World, decider: usize, role: Role) {
        let end = world.ledger.end();
        let decider = &mut world.deciders[decider];
        decider.phase = Phase::Starting;
        decider.role = role;
        decider.early_end = self.breaks(Breach::EndBeforeFencing).then_some(end);
    }

    /// A decided transaction is waited for until the ledger shows it.
    fn can_fence(&self, world: &World, decider: usize) -> bool {
        let in_the_way = |at: usize| {
            let transaction = world.transactions[at].as_ref();
            transaction.is_some_and(|transaction| match transaction.stage {
                Stage::Open => false,
                Stage::Committing { ledger_is_visible, .. } => !ledger_is_visible,
            })
        };
        if self.breaks(Breach::NoFencing) { !in_the_way(decider) } else { !(0..2).any(in_the_way) }
    }

    pub fn fence(&self, world: &mut World, decider: usize) {
        for (at, transaction) in world.transactions.iter_mut().enumerate() {
            let is_open = transaction.is_some_and(|transaction| transaction.stage == Stage::Open);
            if is_open && (at == decider || !self.breaks(Breach::NoFencing)) {
                *transaction = None;
            }
        }
        if !self.breaks(Breach::NoFencing) {
            world.epoch += 1;
        }
        world.deciders[decider].epoch = world.epoch;
        world.deciders[decider].phase = Phase::Fenced;
    }

    /// Without fencing, whoever is at work may hold offsets back for ever.
    fn can_restore(&self, world: &World, decider: usize) -> bool {
        world.offsets_are_stable() || self.breaks(Breach::NoFencing) && world.transactions[decider].is_none()
    }

    /// Offsets, the ledger, and the rules. Nobody else can write either of them any more, so it is one step.
    pub fn restore(&self, world: &mut World, decider: usize) {
        let mut index = world.deciders[decider].index.clone();
        let restored = self.bring_up(&mut index, &world.ledger, world.deciders[decider].early_end);
        let planned = restored.and_then(|()| self.plan(world, &index, world.deciders[decider].role));
        let decider = &mut world.deciders[decider];
        decider.index = index;
        decider.early_end = None;
        decider.topics = world.raw.map(|raw| raw.topic);
        match planned {
            Err(Refusal) => decider.phase = Phase::Refused,
            Ok(changes) => {
                decider.at = [None; PLACES];
                for place in places(decider.role) {
                    let is_read = changes.entry.is_some_and(|entry| entry.settled[place].is_some());
                    let position = changes.offsets[place].filter(|_| is_read);
                    decider.at[place] = position.map(|committed| committed.offset);
                }
                decider.phase = Phase::Planned(changes);
            }
        }
    }

    /// Everything that the ledger has and the index has not. An index that does not fit is thrown away.
    fn bring_up(&self, index: &mut Index, ledger: &Ledger, early_end: Option<u8>) -> Result<(), Refusal> {
        if !index.fits(ledger) && !self.breaks(Breach::IndexAheadKept) {
            if index.next > ledger.end() {
                return Err(Refusal);
            }
            *index = Index { ledger: ledger.id, ..Index::default() };
        }
        if !self.breaks(Breach::LedgerUnread) {
            self.fold(index, ledger, early_end.unwrap_or(ledger.end()));
        }
        Ok(())
    }

    pub fn fold(&self, index: &mut Index, ledger: &Ledger, end: u8) {
        let is_rebuilt = index.next == 0;
        if is_rebuilt {
            index.ledger = ledger.id;
        }
        let from = usize::from(index.next).min(usize::from(end));
        for entry in &ledger.entries[from..usize::from(end)] {
            self.add(index, entry);
        }
        if is_rebuilt && self.breaks(Breach::RangesAsDifferences) {
            // Compaction has left the last entry of each place.
            for place in 0..PLACES {
                let last = ledger.entries.iter().rev().find_map(|entry| entry.settled[place]);
                index.settled[place] = last;
            }
        }
    }

    pub fn add(&self, index: &mut Index, entry: &Entry) {
        index.next += 1;
        index.last = Some(*entry);
        index.has_header |= entry.has_header;
        index.articles.add(entry.articles);
        for place in 0..PLACES {
            let known = index.settled[place].filter(|_| self.breaks(Breach::RangesAsDifferences));
            let Some(mut settled) = entry.settled[place] else { continue };
            settled.offsets.add(known.map_or(Set::default(), |known| known.offsets));
            index.settled[place] = Some(settled);
        }
    }

    pub fn follow(&self, world: &mut World, decider: usize) {
        let index = &mut world.deciders[decider].index;
        if self.bring_up(index, &world.ledger, None).is_err() {
            world.deciders[decider].phase = Phase::Refused;
        }
    }

    fn plan(&self, world: &World, index: &Index, role: Role) -> Result<Changes, Refusal> {
        Self::check_header(world, index)?;
        Self::check_marks(world, index)?;
        let mut entry = Entry { has_header: true, ..Entry::default() };
        let mut changes = Changes { is_start: true, ..Changes::default() };
        for place in places(role) {
            let committed = self.committed(world, place, role);
            let Some((offset, settled)) = self.place(world, index, place, committed) else {
                changes.offsets[place] = world.decided[place];
                continue;
            };
            entry.settled[place] = Some(settled);
            let topic = (place != BETWEEN).then_some(settled.topic);
            changes.offsets[place] = Some(Committed { offset, mark: None, topic });
        }
        if role == Role::Decide {
            for partition in 0..PARTITIONS {
                let known = index.settled[partition];
                let Some(settled) = known.filter(|settled| settled.topic == world.raw[partition].topic)
                else {
                    continue;
                };
                let end = settled.offsets.end();
                if end > Some(world.raw[partition].end) {
                    return Err(Refusal);
                }
                changes.offsets[partition] =
                    end.map(|offset| Committed { offset, mark: None, topic: Some(settled.topic) });
            }
        }
        changes.entry = Some(entry);
        if !world.told.has_begun && role == Role::All {
            changes.outcomes = Outcomes { waived: changes.before_the_begin(), ..Outcomes::default() };
        }
        Ok(changes)
    }

    fn committed(&self, world: &World, place: usize, role: Role) -> Option<u8> {
        if self.breaks(Breach::BackFromPreparers) && role == Role::All {
            return world.prepare.offsets[place].map(|(offset, _)| offset);
        }
        world.decided[place].map(|committed| committed.offset)
    }

    /// Where to read on in a place and what is settled of it. None where it must not be read: it was recreated, or is
    /// shorter than what was read of it.
    fn place(
        &self,
        world: &World,
        index: &Index,
        place: usize,
        committed: Option<u8>,
    ) -> Option<(u8, Settled)> {
        let (topic, end) = if place == BETWEEN {
            (0, u8::try_from(world.between.len()).expect("few records"))
        } else {
            (world.raw[place].topic, world.raw[place].end)
        };
        let Some(mut settled) = index.settled[place] else {
            let start = match self.scope.start {
                Start::Latest if place != BETWEEN && !index.has_header => end,
                Start::Latest | Start::Earliest => 0,
            };
            let begin = committed.unwrap_or(start);
            return (begin <= end)
                .then_some((begin, Settled { topic, start: begin, offsets: Set::default() }));
        };
        if self.breaks(Breach::NoRecreationCheck) {
            settled.topic = topic;
        }
        let is_recreated = settled.topic != topic || settled.offsets.end() > Some(end);
        let begin = committed.unwrap_or_else(|| settled.position());
        let begin = if self.breaks(Breach::NoRecreationCheck) { begin.min(end) } else { begin };
        let is_readable = self.breaks(Breach::NoRecreationCheck) || !is_recreated && begin <= end;
        is_readable.then_some((begin, settled))
    }

    /// A ledger that should not be empty, or has no begin, is not the right one.
    fn check_header(world: &World, index: &Index) -> Result<(), Refusal> {
        let is_new = world.ledger.end() == 0
            && world.decided.iter().all(Option::is_none)
            && world.told.published.is_empty();
        if index.has_header || is_new { Ok(()) } else { Err(Refusal) }
    }

    /// Offsets that were committed with another ledger, or with a longer one.
    fn check_marks(world: &World, index: &Index) -> Result<(), Refusal> {
        let mut marks = world.decided.iter().flatten().filter_map(|committed| committed.mark);
        let fits = |(id, end)| id == world.ledger.id && end <= world.ledger.end();
        if !index.has_header || marks.all(fits) { Ok(()) } else { Err(Refusal) }
    }

    pub fn write_start(&self, world: &mut World, decider: usize) {
        let Phase::Planned(changes) = world.deciders[decider].phase else { return };
        if self.breaks(Breach::LatestUncommitted) {
            world.told.tell(&changes.outcomes);
            let index = &mut world.deciders[decider].index;
            index.settled = changes.entry.expect("a start has an entry").settled;
            world.deciders[decider].phase = Phase::Reading;
            return;
        }
        self.publish(world, decider, changes);
    }
}

impl Changes {
    /// The records that lie before the begin of all work.
    fn before_the_begin(&self) -> Set {
        let mut before = Set::default();
        for (partition, committed) in self.offsets[..PARTITIONS].iter().enumerate() {
            let partition = u8::try_from(partition).expect("few partitions");
            for offset in 0..committed.map_or(0, |committed| committed.offset) {
                before.add(Set::of(Record { topic: 0, partition, offset }.number()));
            }
        }
        before
    }
}

impl Index {
    /// Whether there is something to follow, and nothing that speaks against it.
    pub fn can_follow(&self, ledger: &Ledger) -> bool {
        self.next <= ledger.end() && (self.next < ledger.end() || !self.fits(ledger))
    }

    fn fits(&self, ledger: &Ledger) -> bool {
        let Some(last) = self.next.checked_sub(1) else { return true };
        self.ledger == ledger.id && self.last.as_ref() == ledger.entries.get(usize::from(last))
    }
}

impl World {
    /// Whoever asks for offsets waits until no decided transaction holds some back.
    pub fn offsets_are_stable(&self) -> bool {
        let is_pending = |stage| match stage {
            Stage::Open => true,
            Stage::Committing { offsets_are_visible, .. } => !offsets_are_visible,
        };
        !self.transactions.iter().flatten().any(|transaction| is_pending(transaction.stage))
    }
}
