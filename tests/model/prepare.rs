//! Those that prepare: members of a group that shares the raw partitions. Each hands records over in a transaction of
//! its own, with its offsets, under the generation of the group that it belongs to.

use crate::breach::Breach;
use crate::protocol::{Action, Protocol};
use crate::world::{
    Committed, Group, HandOver, Handed, HandedState, PARTITIONS, Preparer, Record, Share, Trail, Work, World,
};

impl Protocol {
    pub fn preparer_steps(&self, world: &World, preparer: usize, actions: &mut Vec<Action>) {
        let Preparer { is_alive, generation, work, .. } = &world.preparers[preparer];
        if !is_alive {
            let orphan = world.hand_overs[preparer].is_some();
            actions.push(if orphan { Action::TimeOut { preparer } } else { Action::Join { preparer } });
            return;
        }
        for partition in 0..PARTITIONS {
            if !self.scope.records[partition].is_empty() && !world.is_owned(partition) {
                actions.push(Action::Assign { partition, preparer });
            }
        }
        let is_stale = *generation != world.prepare.generation;
        match work {
            Work::Idle | Work::Holding(_) if is_stale && world.can_learn(preparer) => {
                actions.push(Action::Learn { preparer });
            }
            Work::Idle | Work::Holding(_) => {}
            Work::Written(_) => actions.push(Action::SendOffsets { preparer }),
            Work::OffsetsSent(_) => actions.push(Action::HandOver { preparer }),
            Work::Unknown => actions.push(Action::JoinAnew { preparer }),
        }
        self.working_steps(world, preparer, actions);
    }

    fn working_steps(&self, world: &World, preparer: usize, actions: &mut Vec<Action>) {
        let Preparer { share, work, was_refused, .. } = &world.preparers[preparer];
        let held = match work {
            Work::Idle => 0,
            Work::Holding(trails) => trails.len(),
            Work::Written(_) | Work::OffsetsSent(_) | Work::Unknown => return,
        };
        if held > 0 && !was_refused {
            actions.push(Action::Write { preparer });
        }
        let is_replaced =
            |at: usize| share[at].is_some_and(|share: Share| share.topic != world.raw[at].topic);
        if held == 0 && (0..PARTITIONS).any(is_replaced) {
            actions.push(Action::JoinAnew { preparer });
        }
        for partition in 0..PARTITIONS {
            let has_next = share[partition].is_some_and(|share| self.has_next(world, partition, share));
            if has_next && held < self.scope.batch {
                actions.push(Action::Prepare { preparer, partition });
            }
        }
    }

    fn has_next(&self, world: &World, partition: usize, share: Share) -> bool {
        let Some(trail) = next_of(world, partition, share) else { return false };
        self.sees(trail.record, trail.topic)
    }

    pub fn write(&self, world: &mut World, preparer: usize) {
        let by = u8::try_from(preparer).expect("few preparers");
        let member = &mut world.preparers[preparer];
        let Work::Holding(trails) = std::mem::take(&mut member.work) else { return };
        let handed = trails.iter().map(|&trail| Handed { trail, by, state: HandedState::Open });
        world.between.extend(handed);
        let mut ends = [None; PARTITIONS];
        for Trail { record, topic, .. } in &trails {
            ends[usize::from(record.partition)] = Some((record.offset + 1, *topic));
        }
        if self.breaks(Breach::OffsetsOutside) {
            world.prepare.commit(ends);
        }
        world.hand_overs[preparer] = Some(HandOver { ends, has_offsets: false });
        world.preparers[preparer].work = Work::Written(trails);
    }

    /// The coordinator of the group refuses whoever it threw out.
    pub fn send_offsets(&self, world: &mut World, preparer: usize) {
        let is_stale = world.preparers[preparer].generation != world.prepare.generation;
        if is_stale && !self.breaks(Breach::NoGeneration) {
            world.abort_work(preparer);
            world.preparers[preparer].was_refused = true;
            return;
        }
        let member = &mut world.preparers[preparer];
        let Work::Written(trails) = std::mem::take(&mut member.work) else { return };
        member.work = Work::OffsetsSent(trails);
        if let Some(hand_over) = &mut world.hand_overs[preparer] {
            hand_over.has_offsets = true;
        }
    }
}

/// Behind what was prepared and what was decided of this topic. Offsets that do not say of which they are count
/// unless others tell of another.
fn enter(world: &World, partition: usize, since: u8) -> Share {
    let raw = world.raw[partition];
    let prepared = world.prepare.offsets[partition];
    let is_recreated = prepared.is_some_and(|(_, topic)| topic != raw.topic);
    let prepared = prepared.filter(|_| !is_recreated).map(|(offset, _)| offset);
    let counts = |decided: &Committed| decided.topic.map_or(!is_recreated, |topic| topic == raw.topic);
    let decided = world.decided[partition].filter(counts).map(|decided| decided.offset);
    let at = prepared.max(decided).unwrap_or(0);
    Share { since, topic: raw.topic, at: (at <= raw.end).then_some(at) }
}

fn next_of(world: &World, partition: usize, share: Share) -> Option<Trail> {
    let from = share.at.filter(|&at| at < world.raw[partition].end)?;
    let number = u8::try_from(partition).expect("few partitions");
    let record = Record { topic: world.raw[partition].topic, partition: number, offset: from };
    Some(Trail { record, topic: share.topic, from })
}

impl Work {
    fn leave(&mut self, partition: usize) {
        if let Self::Holding(trails) = self {
            trails.retain(|trail| usize::from(trail.record.partition) != partition);
            if trails.is_empty() {
                *self = Self::Idle;
            }
        }
    }
}

impl Group {
    pub fn assign(&mut self, partition: usize, member: usize) {
        self.generation += 1;
        let member = u8::try_from(member).expect("few members");
        self.owners[partition] = Some((member, self.generation));
    }

    fn leave(&mut self, member: usize) {
        for partition in 0..PARTITIONS {
            if self.owned_since(partition, member).is_some() {
                self.owners[partition] = None;
                self.generation += 1;
            }
        }
    }

    fn owned_since(&self, partition: usize, member: usize) -> Option<u8> {
        let (owner, since) = self.owners[partition]?;
        (usize::from(owner) == member).then_some(since)
    }

    fn commit(&mut self, ends: [Option<(u8, u8)>; PARTITIONS]) {
        for (offset, end) in self.offsets.iter_mut().zip(ends) {
            *offset = end.or(*offset);
        }
    }
}

impl World {
    pub fn join(&mut self, preparer: usize) {
        self.preparers[preparer] = Preparer { is_alive: true, ..Preparer::default() };
    }

    /// Takes part in the group as it is now: lets go of what was taken, and of what was prepared of it, and looks up
    /// where to begin in what was given.
    pub fn learn(&mut self, preparer: usize) {
        for partition in 0..PARTITIONS {
            let since = self.prepare.owned_since(partition, preparer);
            let known = self.preparers[preparer].share[partition];
            if since == known.map(|share| share.since) {
                continue;
            }
            let share = since.map(|since| enter(self, partition, since));
            let member = &mut self.preparers[preparer];
            member.share[partition] = share;
            member.work.leave(partition);
        }
        let member = &mut self.preparers[preparer];
        member.generation = self.prepare.generation;
        member.was_refused = false;
    }

    /// Whoever asks where to read on waits for transactions that may still move it.
    fn can_learn(&self, preparer: usize) -> bool {
        let enters = |partition: usize| {
            let own = self.prepare.owned_since(partition, preparer);
            own.is_some() && own != self.preparers[preparer].share[partition].map(|share| share.since)
        };
        (0..PARTITIONS).all(|partition| !enters(partition) || self.is_stable(partition))
    }

    pub fn prepare_next(&mut self, preparer: usize, partition: usize) {
        let Some(share) = self.preparers[preparer].share[partition] else { return };
        let Some(trail) = next_of(self, partition, share) else { return };
        let member = &mut self.preparers[preparer];
        member.share[partition] = Some(Share { at: Some(trail.record.offset + 1), ..share });
        match &mut member.work {
            Work::Holding(trails) => trails.push(trail),
            work @ Work::Idle => *work = Work::Holding(vec![trail]),
            Work::Written(_) | Work::OffsetsSent(_) | Work::Unknown => {}
        }
    }

    /// What was written is kept in memory, to be written again.
    pub fn abort_work(&mut self, preparer: usize) {
        self.abort_hand_over(preparer);
        let member = &mut self.preparers[preparer];
        if let Work::Written(trails) | Work::OffsetsSent(trails) = std::mem::take(&mut member.work) {
            member.work = Work::Holding(trails);
        }
    }

    pub fn hand_over(&mut self, preparer: usize) {
        self.commit_hand_over(preparer);
        self.preparers[preparer].work = Work::Idle;
    }

    /// A producer of no more use, or a topic that was replaced: begins anew, as another member.
    pub fn join_anew(&mut self, preparer: usize) {
        self.abort_hand_over(preparer);
        self.prepare.leave(preparer);
        self.join(preparer);
    }

    /// Whether a partition belongs to somebody alive.
    fn is_owned(&self, partition: usize) -> bool {
        let owner = self.prepare.owners[partition];
        owner.is_some_and(|(owner, _)| self.preparers[usize::from(owner)].is_alive)
    }

    fn is_stable(&self, partition: usize) -> bool {
        let is_pending = |open: &HandOver| open.has_offsets && open.ends[partition].is_some();
        !self.hand_overs.iter().flatten().any(is_pending) && self.offsets_are_stable()
    }

    pub fn commit_hand_over(&mut self, preparer: usize) {
        if let Some(hand_over) = self.hand_overs[preparer].take() {
            self.end_handed(preparer, HandedState::Committed);
            self.prepare.commit(hand_over.ends);
        }
    }

    pub fn abort_hand_over(&mut self, preparer: usize) {
        if self.hand_overs[preparer].take().is_some() {
            self.end_handed(preparer, HandedState::Aborted);
        }
    }

    fn end_handed(&mut self, preparer: usize, state: HandedState) {
        for handed in &mut self.between {
            if usize::from(handed.by) == preparer && handed.state == HandedState::Open {
                handed.state = state;
            }
        }
    }
}
