//! A decider at work: it reads, decides a batch over what is settled and known, publishes all of it in one
//! transaction, and lets its index know once that is committed.

use crate::breach::Breach;
use crate::protocol::{Action, Protocol, places};
use crate::set::Set;
use crate::world::{
    BETWEEN, Changes, Committed, Decider, Entry, HandedState, Harm, Index, Outcomes, PARTITIONS, PLACES,
    Phase, Record, Role, Settled, Stage, Taken, Trail, Transaction, World,
};

/// What a batch does to what is settled and known, worked out in its order.
struct Desk<'a> {
    protocol: &'a Protocol,
    world: &'a World,
    index: Index,
    outcomes: Outcomes,
    /// The keys that it adds.
    articles: Set,
}

impl Protocol {
    pub fn decider_steps(&self, world: &World, decider: usize, actions: &mut Vec<Action>) {
        let phase = world.deciders[decider].phase;
        if self.is_fenced(world, decider) && !matches!(phase, Phase::Committed(_)) {
            actions.push(Action::StandDown { decider });
            return;
        }
        self.start_steps(world, decider, actions);
        match phase {
            Phase::Reading => self.reading_steps(world, decider, actions),
            Phase::Publishing(_) => actions.push(Action::Commit { decider }),
            Phase::Unknown(_) => {
                actions.push(Action::AskAgain { decider });
                actions.push(Action::OpenAnew { decider });
            }
            Phase::Committed(_) => actions.push(Action::Apply { decider }),
            Phase::Down | Phase::Refused | Phase::Starting | Phase::Fenced | Phase::Planned(_) => {}
        }
    }

    fn reading_steps(&self, world: &World, decider: usize, actions: &mut Vec<Action>) {
        let Decider { batch, role, at, topics, .. } = &world.deciders[decider];
        for place in places(*role) {
            if batch.len() < self.scope.batch && self.next_of(world, decider, place).is_some() {
                actions.push(Action::Read { decider, place });
            }
        }
        let checks = !self.breaks(Breach::NoRecreationCheck);
        for partition in places(*role).filter(|&place| place < PARTITIONS && checks && batch.is_empty()) {
            if at[partition].is_some() && topics[partition] != world.raw[partition].topic {
                actions.push(Action::NoticeTopic { decider, partition });
            }
        }
        if !batch.is_empty() && world.transactions[decider].is_none() {
            actions.push(Action::Decide { decider });
        }
    }

    /// The next record that can be read at a place.
    fn next_of(&self, world: &World, decider: usize, place: usize) -> Option<Taken> {
        let Decider { at, topics, .. } = &world.deciders[decider];
        let from = at[place]?;
        if place == BETWEEN {
            return world.next_handed(from);
        }
        let raw = world.raw[place];
        let partition = u8::try_from(place).expect("few partitions");
        let record = Record { topic: raw.topic, partition, offset: from };
        let trail = Trail { record, topic: topics[place], from };
        let is_seen = from < raw.end && self.sees(record, topics[place]);
        is_seen.then_some(Taken { between: None, trail })
    }

    /// A client reads on in a topic that took the place of another. Topic ids are looked up behind every batch, so what
    /// it read of it goes no further.
    pub fn sees(&self, record: Record, believed: u8) -> bool {
        record.topic == believed
            || self.breaks(Breach::TopicSeenLate)
            || self.breaks(Breach::NoRecreationCheck)
    }

    pub fn read(&self, world: &mut World, decider: usize, place: usize) {
        let Some(taken) = self.next_of(world, decider, place) else { return };
        let decider = &mut world.deciders[decider];
        let offset = taken.between.map_or(taken.trail.record.offset, |(_, offset)| offset);
        decider.at[place] = Some(offset + 1);
        decider.batch.push(taken);
        // Decided in the order of where it lies, whatever came first.
        decider.batch.sort_unstable_by_key(|taken| (taken.between.map(|(_, offset)| offset), taken.trail));
    }

    pub fn decide(&self, world: &mut World, decider: usize) {
        let changes = self.changes(world, &world.deciders[decider]);
        if self.breaks(Breach::KeyBeforePublishing) {
            world.deciders[decider].index.articles.add(changes.outcomes.published);
        }
        self.publish(world, decider, changes);
    }

    fn changes(&self, world: &World, decider: &Decider) -> Changes {
        let mut desk = Desk {
            protocol: self,
            world,
            index: decider.index.clone(),
            outcomes: Outcomes::default(),
            articles: Set::default(),
        };
        for taken in &decider.batch {
            desk.decide(*taken);
        }
        for taken in &decider.batch {
            match taken.between {
                Some((from, offset)) => desk.settle(BETWEEN, 0, from, offset + 1),
                None => desk.settle_trail(taken.trail),
            }
        }
        let Desk { index, outcomes, articles, .. } = desk;
        let mut changes = Changes { outcomes, ..Changes::default() };
        let mut entry =
            Entry { has_header: self.breaks(Breach::LatestUncommitted), articles, ..Entry::default() };
        for taken in &decider.batch {
            let raw = usize::from(taken.trail.record.partition);
            for place in [Some(raw), taken.between.map(|_| BETWEEN)].into_iter().flatten() {
                entry.settled[place] = index.settled[place];
                let settled = index.settled[place].expect("the batch settled it");
                let offset = decider.at[place].or_else(|| settled.offsets.end());
                let topic = (place != BETWEEN).then_some(settled.topic);
                changes.offsets[place] = offset.map(|offset| Committed { offset, mark: None, topic });
            }
        }
        if self.breaks(Breach::RangesAsDifferences) {
            entry.settled = decider.differences();
        }
        changes.entry = Some(entry);
        changes
    }

    /// Opens the transaction, unless its entry landed below what the index holds: then the ledger is another one.
    pub fn publish(&self, world: &mut World, decider: usize, mut changes: Changes) {
        changes.landed = world.ledger.end();
        let index = &world.deciders[decider].index;
        if changes.landed < index.next && !self.breaks(Breach::IndexAheadKept) {
            world.deciders[decider].phase = Phase::Refused;
            return;
        }
        for committed in changes.offsets.iter_mut().flatten() {
            committed.mark = Some((world.ledger.id, changes.landed + 1));
            committed.topic = committed.topic.filter(|_| !self.breaks(Breach::DecidedWithoutTopic));
        }
        world.transactions[decider] = Some(Transaction { changes, stage: Stage::Open });
        world.deciders[decider].phase = Phase::Publishing(changes);
    }

    pub fn open_anew(&self, world: &mut World, decider: usize) {
        let Phase::Unknown(changes) = world.deciders[decider].phase else { return };
        if self.breaks(Breach::UnknownIsCommitted) {
            world.abort_transaction(decider);
            world.deciders[decider].phase = Phase::Committed(changes);
        } else if self.breaks(Breach::UnknownIsAborted) {
            world.abort_transaction(decider);
            world.deciders[decider].again(changes);
        } else {
            world.deciders[decider].batch.clear();
            world.deciders[decider].phase = Phase::Starting;
        }
    }

    pub fn apply(&self, world: &mut World, decider: usize) {
        let decider = &mut world.deciders[decider];
        let Phase::Committed(changes) = decider.phase else { return };
        if let Some(entry) = &changes.entry {
            self.add(&mut decider.index, entry);
        }
        decider.index.next = changes.landed + 1;
        if self.breaks(Breach::MarkAfterCommit) {
            decider.index.articles.add(changes.outcomes.published);
        }
        if !changes.is_start {
            decider.batch.clear();
        }
        decider.phase = Phase::Reading;
    }

    /// By where it came from, or because it was read before.
    fn is_settled(&self, index: &Index, taken: Taken) -> bool {
        let Trail { record, topic, .. } = taken.trail;
        let by_origin = index.settled[usize::from(record.partition)].is_some_and(|raw| {
            if self.breaks(Breach::RangesAsMaximum) {
                raw.offsets.end() > Some(record.offset)
            } else {
                raw.topic == topic && raw.offsets.has(record.offset)
            }
        });
        let between = taken.between.zip(index.settled[BETWEEN]);
        let by_reading = between.is_some_and(|((_, offset), settled)| settled.offsets.has(offset));
        let ignores_origin = self.breaks(Breach::RangesIgnored)
            || self.breaks(Breach::OffsetsBetweenOnly) && taken.between.is_some();
        by_origin && !ignores_origin || by_reading && !self.breaks(Breach::OriginOnly)
    }
}

impl Desk<'_> {
    fn decide(&mut self, taken: Taken) {
        let record = taken.trail.record.number();
        if self.protocol.is_settled(&self.index, taken) {
            if !self.world.told.records.has(record) && !self.outcomes.records.has(record) {
                self.outcomes.harm = Some(Harm::Swallowed);
            }
            return;
        }
        if self.outcomes.records.has(record) {
            self.outcomes.harm = Some(Harm::Doubled);
        }
        self.outcomes.records.add(Set::of(record));
        self.conclude(taken.trail.record);
        if taken.between.is_some() {
            // Handed over twice, it may come twice in a batch.
            self.settle_trail(taken.trail);
        }
    }

    /// Rejected, published, or a copy of what is known.
    fn conclude(&mut self, record: Record) {
        let content = self.protocol.scope.content(record);
        let article = Set::of(content.article);
        let claims = content.is_sound || self.protocol.breaks(Breach::ClaimBeforeValidation);
        let is_known = self.index.articles.has(content.article);
        if content.is_sound && is_known {
            self.outcomes.repeated.add(article);
        } else if content.is_sound {
            self.outcomes.published.add(article);
        }
        if claims && !is_known {
            self.index.articles.add(article);
            if !self.protocol.breaks(Breach::MarkAfterCommit) {
                self.articles.add(article);
            }
        }
    }

    fn settle_trail(&mut self, Trail { record, topic, from }: Trail) {
        self.settle(usize::from(record.partition), topic, from, record.offset + 1);
    }

    /// What is settled of a topic that had the name before says nothing of this one.
    fn settle(&mut self, place: usize, topic: u8, from: u8, to: u8) {
        let begun = Settled { topic, start: from, offsets: Set::default() };
        let settled = self.index.settled[place].get_or_insert(begun);
        if settled.topic != topic {
            *settled = begun;
        }
        settled.offsets.add(Set::span(from, to));
    }
}

impl Decider {
    pub fn go_down(&mut self) {
        *self = Self { phase: Phase::Down, index: std::mem::take(&mut self.index), ..Self::new() };
    }

    pub fn new() -> Self {
        Self {
            phase: Phase::Down,
            role: Role::All,
            epoch: 0,
            index: Index::default(),
            at: Default::default(),
            topics: Default::default(),
            batch: Vec::new(),
            early_end: None,
        }
    }

    /// What a batch adds to what is settled, without what was settled before.
    fn differences(&self) -> [Option<Settled>; PLACES] {
        let mut settled = [None::<Settled>; PLACES];
        for Taken { trail: Trail { record, topic, .. }, .. } in &self.batch {
            let added = settled[usize::from(record.partition)].get_or_insert_default();
            added.topic = *topic;
            added.offsets.add(Set::of(record.offset));
        }
        settled
    }

    /// After an abort, from memory.
    pub fn again(&mut self, changes: Changes) {
        self.phase = if changes.is_start { Phase::Planned(changes) } else { Phase::Reading };
    }
}

impl World {
    /// The next prepared record that is committed. Nothing is read behind an open transaction.
    fn next_handed(&self, from: u8) -> Option<Taken> {
        for (handed, offset) in self.between.iter().zip(0u8..).skip(usize::from(from)) {
            match handed.state {
                HandedState::Open => return None,
                HandedState::Committed => {
                    return Some(Taken { between: Some((from, offset)), trail: handed.trail });
                }
                HandedState::Aborted => {}
            }
        }
        None
    }

    /// Asks for the commit, or asks again: what is decided already stays.
    pub fn commit(&mut self, decider: usize) {
        let (Phase::Publishing(changes) | Phase::Unknown(changes)) = self.deciders[decider].phase else {
            return;
        };
        self.end_transaction(decider);
        self.deciders[decider].phase = Phase::Committed(changes);
    }

    /// From here on the outcomes are told, whoever dies.
    pub fn end_transaction(&mut self, decider: usize) {
        let Some(transaction) = &mut self.transactions[decider] else { return };
        if transaction.stage == Stage::Open {
            transaction.stage = Stage::Committing {
                ledger_is_visible: transaction.changes.entry.is_none(),
                offsets_are_visible: false,
            };
            self.told.tell(&transaction.changes.outcomes);
        }
    }

    pub fn abort_transaction(&mut self, decider: usize) {
        let is_open = self.transactions[decider].is_some_and(|transaction| transaction.stage == Stage::Open);
        if is_open {
            self.transactions[decider] = None;
        }
    }

    pub fn show_ledger(&mut self, decider: usize) {
        let shown = self.show(decider, |ledger_is_visible, _| *ledger_is_visible = true);
        self.ledger.entries.extend(shown.and_then(|changes| changes.entry));
    }

    pub fn show_offsets(&mut self, decider: usize) {
        let Some(changes) = self.show(decider, |_, offsets_are_visible| *offsets_are_visible = true) else {
            return;
        };
        for (offset, moved) in self.decided.iter_mut().zip(changes.offsets) {
            *offset = moved.or(*offset);
        }
    }

    /// A marker of a transaction that commits; with the last of them it is over.
    fn show(&mut self, decider: usize, marker: impl Fn(&mut bool, &mut bool)) -> Option<Changes> {
        let transaction = self.transactions[decider].as_mut()?;
        let Stage::Committing { ledger_is_visible, offsets_are_visible } = &mut transaction.stage else {
            return None;
        };
        marker(ledger_is_visible, offsets_are_visible);
        let (is_over, changes) = (*ledger_is_visible && *offsets_are_visible, transaction.changes);
        if is_over {
            self.transactions[decider] = None;
        }
        Some(changes)
    }
}
