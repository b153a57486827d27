//! What may go wrong, and what people do to a line at work.

use crate::breach::Breach;
use crate::protocol::{Action, Protocol};
use crate::scope::Chance;
use crate::set::Set;
use crate::world::{
    BETWEEN, Committed, Entry, Index, Ledger, PARTITIONS, PLACES, PROCESSES, Phase, Preparer, Raw, Record,
    Role, Work, World,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mishap {
    Crash { decider: usize },
    TakeOver { decider: usize, role: Role },
    Abort { decider: usize },
    LostAnswer { decider: usize, was_committed: bool },
    LostOffice { decider: usize },
    LostVolume { decider: usize },
    SetBackVolume { decider: usize, to: u8 },
    ForeignVolume { decider: usize },

    Rewind { place: usize },
    Skip { partition: usize },
    LostOffsets,
    DeletedLedger,
    CutLedger,
    Recreated { partition: usize },

    PreparerCrash { preparer: usize },
    Rebalance { partition: usize, preparer: usize },
    PreparerAbort { preparer: usize },
    PreparerLostAnswer { preparer: usize, was_committed: bool },
    PreparerRewind { partition: usize },
}

impl Mishap {
    fn chance(self) -> Chance {
        match self {
            Self::Crash { .. } => Chance::Crash,
            Self::TakeOver { .. } => Chance::TakeOver,
            Self::Abort { .. } => Chance::Abort,
            Self::LostAnswer { .. } => Chance::LostAnswer,
            Self::LostOffice { .. } => Chance::LostOffice,
            Self::LostVolume { .. } | Self::SetBackVolume { .. } => Chance::LostVolume,
            Self::ForeignVolume { .. } => Chance::ForeignVolume,
            Self::Rewind { .. } => Chance::Rewind,
            Self::Skip { .. } => Chance::Skip,
            Self::LostOffsets => Chance::LostOffsets,
            Self::DeletedLedger => Chance::DeletedLedger,
            Self::CutLedger => Chance::CutLedger,
            Self::Recreated { .. } => Chance::Recreated,
            Self::PreparerCrash { .. } => Chance::PreparerCrash,
            Self::Rebalance { .. } => Chance::Rebalance,
            Self::PreparerAbort { .. } => Chance::PreparerAbort,
            Self::PreparerLostAnswer { .. } => Chance::PreparerLostAnswer,
            Self::PreparerRewind { .. } => Chance::PreparerRewind,
        }
    }
}

impl Protocol {
    pub fn mishaps(&self, world: &World, actions: &mut Vec<Action>) {
        let mut possible = Vec::new();
        for decider in 0..self.scope.deciders {
            self.of_decider(world, decider, &mut possible);
            of_volume(world, decider, &mut possible);
        }
        for preparer in 0..self.scope.preparers {
            of_preparer(world, preparer, &mut possible);
        }
        self.of_topics(world, &mut possible);
        let affordable = possible.into_iter().filter(|mishap| world.left.of(mishap.chance()) > 0);
        actions.extend(affordable.map(Action::GoesWrong));
    }

    fn of_decider(&self, world: &World, decider: usize, possible: &mut Vec<Mishap>) {
        let phase = world.deciders[decider].phase;
        if phase == Phase::Down {
            if self.another_works(world, decider) {
                possible.extend(self.scope.roles.iter().map(|&role| Mishap::TakeOver { decider, role }));
            }
            return;
        }
        if phase == Phase::Refused {
            return;
        }
        possible.push(Mishap::Crash { decider });
        let is_fenced = self.is_fenced(world, decider);
        if matches!(phase, Phase::Publishing(_)) && !is_fenced {
            possible.push(Mishap::Abort { decider });
            possible.push(Mishap::LostAnswer { decider, was_committed: true });
            possible.push(Mishap::LostAnswer { decider, was_committed: false });
        }
        if phase == Phase::Reading && !is_fenced {
            possible.push(Mishap::LostOffice { decider });
        }
    }

    fn of_topics(&self, world: &World, possible: &mut Vec<Mishap>) {
        for place in 0..PLACES {
            if world.decided[place].is_some_and(|decided| decided.offset > 0) {
                possible.push(Mishap::Rewind { place });
            }
        }
        for partition in 0..PARTITIONS {
            let raw = world.raw[partition];
            let stands = world.decided[partition].map_or(u8::MAX, |decided| decided.offset);
            if stands < raw.end && !self.is_anyone_at_work(world) {
                possible.push(Mishap::Skip { partition });
            }
            let has_successor = raw.topic == 0 && !self.scope.records_anew[partition].is_empty();
            if has_successor {
                possible.push(Mishap::Recreated { partition });
            }
            if world.prepare.offsets[partition].is_some_and(|(offset, _)| offset > 0) {
                possible.push(Mishap::PreparerRewind { partition });
            }
        }
        if world.decided.iter().any(Option::is_some) && !self.is_anyone_at_work(world) {
            possible.push(Mishap::LostOffsets);
        }
        possible.push(Mishap::DeletedLedger);
        if world.ledger.end() > 1 {
            possible.push(Mishap::CutLedger);
        }
    }

    fn is_anyone_at_work(&self, world: &World) -> bool {
        (0..PROCESSES).any(|decider| self.another_works(world, decider))
            || world.transactions.iter().any(Option::is_some)
    }

    pub fn suffer(&self, world: &mut World, mishap: Mishap) {
        world.left.spend(mishap.chance());
        match mishap {
            Mishap::Crash { decider } => world.deciders[decider].go_down(),
            Mishap::TakeOver { decider, role } => self.start(world, decider, role),
            Mishap::Abort { decider } => self.abort(world, decider),
            Mishap::LostAnswer { decider, was_committed } => lose_answer(world, decider, was_committed),
            Mishap::LostOffice { decider } => self.lose_office(world, decider),
            Mishap::LostVolume { decider } => world.deciders[decider].index = Index::default(),
            Mishap::SetBackVolume { decider, to } => {
                let mut index = Index::default();
                self.fold(&mut index, &world.ledger, to);
                world.deciders[decider].index = index;
            }
            Mishap::ForeignVolume { decider } => world.deciders[decider].index = foreign_index(world),
            Mishap::Rewind { place } => world.move_group(place, 0),
            Mishap::Skip { partition } => skip(world, partition),
            Mishap::LostOffsets => world.decided = [None; PLACES],
            Mishap::DeletedLedger => delete_ledger(world),
            Mishap::CutLedger => {
                world.ledger.entries.pop();
            }
            Mishap::Recreated { partition } => {
                world.raw[partition] = Raw { topic: 1, end: self.scope.length(1, partition) };
            }
            Mishap::PreparerCrash { preparer } => world.preparers[preparer] = Preparer::default(),
            Mishap::Rebalance { partition, preparer } => world.prepare.assign(partition, preparer),
            Mishap::PreparerAbort { preparer } => world.abort_work(preparer),
            Mishap::PreparerLostAnswer { preparer, was_committed } => {
                if was_committed {
                    world.commit_hand_over(preparer);
                }
                world.preparers[preparer].work = Work::Unknown;
            }
            Mishap::PreparerRewind { partition } => {
                world.prepare.offsets[partition] =
                    world.prepare.offsets[partition].map(|(_, topic)| (0, topic));
            }
        }
    }

    fn abort(&self, world: &mut World, decider: usize) {
        world.abort_transaction(decider);
        let decider = &mut world.deciders[decider];
        let Phase::Publishing(changes) = decider.phase else { return };
        if self.breaks(Breach::OverlayKept) {
            decider.index.articles.add(changes.outcomes.published);
        }
        decider.again(changes);
    }

    fn lose_office(&self, world: &mut World, decider: usize) {
        let decider = &mut world.deciders[decider];
        let batch = std::mem::take(&mut decider.batch);
        decider.go_down();
        if self.breaks(Breach::BatchKept) {
            decider.batch = batch;
        }
    }
}

fn of_volume(world: &World, decider: usize, possible: &mut Vec<Mishap>) {
    let at = &world.deciders[decider];
    if at.phase != Phase::Down {
        return;
    }
    possible.push(Mishap::ForeignVolume { decider });
    if at.index.next > 0 {
        possible.push(Mishap::LostVolume { decider });
        let shorter = 1..at.index.next.min(world.ledger.end() + 1);
        possible.extend(shorter.map(|to| Mishap::SetBackVolume { decider, to }));
    }
}

fn of_preparer(world: &World, preparer: usize, possible: &mut Vec<Mishap>) {
    let at = &world.preparers[preparer];
    if !at.is_alive {
        return;
    }
    possible.push(Mishap::PreparerCrash { preparer });
    for partition in 0..PARTITIONS {
        let owner = world.prepare.owners[partition];
        if owner.is_some_and(|(owner, _)| usize::from(owner) != preparer) {
            possible.push(Mishap::Rebalance { partition, preparer });
        }
    }
    if matches!(at.work, Work::Written(_) | Work::OffsetsSent(_)) {
        possible.push(Mishap::PreparerAbort { preparer });
    }
    if matches!(at.work, Work::OffsetsSent(_)) {
        possible.push(Mishap::PreparerLostAnswer { preparer, was_committed: true });
        possible.push(Mishap::PreparerLostAnswer { preparer, was_committed: false });
    }
}

fn lose_answer(world: &mut World, decider: usize, was_committed: bool) {
    let Phase::Publishing(changes) = world.deciders[decider].phase else { return };
    if was_committed {
        world.end_transaction(decider);
    }
    world.deciders[decider].phase = Phase::Unknown(changes);
}

/// Of a ledger that went on otherwise: it knows articles that nobody published.
fn foreign_index(world: &World) -> Index {
    let last = Entry { has_header: true, articles: Set::span(0, 4), ..Entry::default() };
    Index {
        ledger: world.ledger.id,
        next: world.ledger.end() + 1,
        last: Some(last),
        has_header: true,
        articles: last.articles,
        ..Index::default()
    }
}

fn skip(world: &mut World, partition: usize) {
    let offset = world.decided[partition].map_or(0, |decided| decided.offset);
    let Raw { topic, .. } = world.raw[partition];
    let record = Record { topic, partition: u8::try_from(partition).expect("few partitions"), offset };
    world.told.waived.add(Set::of(record.number()));
    world.move_group(partition, offset + 1);
}

/// What an open transaction wrote into it is gone; its other parts are not.
fn delete_ledger(world: &mut World) {
    world.ledger = Ledger { id: world.ledger.id + 1, entries: Vec::new() };
    for transaction in world.transactions.iter_mut().flatten() {
        transaction.changes.entry = None;
    }
}

impl World {
    fn move_group(&mut self, place: usize, offset: u8) {
        let topic =
            if place == BETWEEN { None } else { self.decided[place].and_then(|decided| decided.topic) };
        self.decided[place] = Some(Committed { offset, mark: None, topic });
    }
}
