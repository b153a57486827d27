//! The steps of the protocol, and which of them can be taken when.

use stateright::{Model, Property};

use crate::breach::Breach;
use crate::check;
use crate::mishap::Mishap;
use crate::scope::Scope;
use crate::world::{
    BETWEEN, Decider, Group, Ledger, PARTITIONS, PLACES, PROCESSES, Phase, Raw, Role, Stage, Told, World,
};

/// The rules, all or all but one, over a scope.
#[derive(Clone, Debug)]
pub struct Protocol {
    pub scope: Scope,
    pub breach: Option<Breach>,
}

/// What processes and brokers do; the table in `main.rs` says where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    Arrive { partition: usize },
    ShowLedger { decider: usize },
    ShowOffsets { decider: usize },

    Start { decider: usize, role: Role },
    Fence { decider: usize },
    Restore { decider: usize },
    WriteStart { decider: usize },
    Read { decider: usize, place: usize },
    NoticeTopic { decider: usize, partition: usize },
    Decide { decider: usize },
    Commit { decider: usize },
    AskAgain { decider: usize },
    OpenAnew { decider: usize },
    Apply { decider: usize },
    StandDown { decider: usize },
    Follow { decider: usize },

    Join { preparer: usize },
    Assign { partition: usize, preparer: usize },
    Learn { preparer: usize },
    Prepare { preparer: usize, partition: usize },
    Write { preparer: usize },
    SendOffsets { preparer: usize },
    HandOver { preparer: usize },
    JoinAnew { preparer: usize },
    TimeOut { preparer: usize },

    GoesWrong(Mishap),
}

impl Protocol {
    pub fn breaks(&self, breach: Breach) -> bool {
        self.breach == Some(breach)
    }

    /// What goes on by itself, without anything going wrong.
    pub fn progress(&self, world: &World) -> Vec<Action> {
        let mut actions = Vec::new();
        for partition in 0..PARTITIONS {
            let raw = world.raw[partition];
            if raw.end < self.scope.length(raw.topic, partition) {
                actions.push(Action::Arrive { partition });
            }
        }
        for decider in 0..self.scope.deciders {
            broker_steps(world, decider, &mut actions);
            self.decider_steps(world, decider, &mut actions);
        }
        for preparer in 0..self.scope.preparers {
            self.preparer_steps(world, preparer, &mut actions);
        }
        actions
    }

    pub fn take(&self, world: &mut World, action: Action) {
        match action {
            Action::Arrive { partition } => world.raw[partition].end += 1,
            Action::ShowLedger { decider } => world.show_ledger(decider),
            Action::ShowOffsets { decider } => world.show_offsets(decider),
            Action::Start { decider, role } => self.start(world, decider, role),
            Action::Fence { decider } => self.fence(world, decider),
            Action::Restore { decider } => self.restore(world, decider),
            Action::WriteStart { decider } => self.write_start(world, decider),
            Action::Read { decider, place } => self.read(world, decider, place),
            Action::NoticeTopic { decider, partition } => world.deciders[decider].at[partition] = None,
            Action::Decide { decider } => self.decide(world, decider),
            Action::Commit { decider } | Action::AskAgain { decider } => world.commit(decider),
            Action::OpenAnew { decider } => self.open_anew(world, decider),
            Action::Apply { decider } => self.apply(world, decider),
            Action::StandDown { decider } => world.deciders[decider].go_down(),
            Action::Follow { decider } => self.follow(world, decider),
            Action::Join { preparer } => world.join(preparer),
            Action::Assign { partition, preparer } => world.prepare.assign(partition, preparer),
            Action::Learn { preparer } => world.learn(preparer),
            Action::Prepare { preparer, partition } => world.prepare_next(preparer, partition),
            Action::Write { preparer } => self.write(world, preparer),
            Action::SendOffsets { preparer } => self.send_offsets(world, preparer),
            Action::HandOver { preparer } => world.hand_over(preparer),
            Action::JoinAnew { preparer } => world.join_anew(preparer),
            Action::TimeOut { preparer } => world.abort_hand_over(preparer),
            Action::GoesWrong(mishap) => self.suffer(world, mishap),
        }
        if let Action::Decide { decider } | Action::WriteStart { decider } = action
            && self.scope.decides_at_once
        {
            world.commit(decider);
            world.show_ledger(decider);
            world.show_offsets(decider);
            self.apply(world, decider);
        }
    }
}

impl Model for Protocol {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World {
            raw: self.scope.arrived.map(|end| Raw { topic: 0, end }),
            between: Vec::new(),
            ledger: Ledger::default(),
            decided: [None; PLACES],
            prepare: Group::default(),
            epoch: 0,
            transactions: [None; PROCESSES],
            hand_overs: [None; PROCESSES],
            deciders: [Decider::new(), Decider::new()],
            preparers: Default::default(),
            told: Told::default(),
            left: self.scope.budget,
        }]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        actions.extend(self.progress(world));
        self.optional_steps(world, actions);
        self.mishaps(world, actions);
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        self.take(&mut next, action);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        check::properties()
    }
}

impl Protocol {
    /// What may happen at any time, and need not.
    fn optional_steps(&self, world: &World, actions: &mut Vec<Action>) {
        for decider in 0..self.scope.deciders {
            let stands_by = world.deciders[decider].phase == Phase::Down;
            if self.scope.follows && stands_by && world.deciders[decider].index.can_follow(&world.ledger) {
                actions.push(Action::Follow { decider });
            }
        }
    }
}

/// The parts of a decided transaction become visible one by one.
fn broker_steps(world: &World, decider: usize, actions: &mut Vec<Action>) {
    let Some(transaction) = &world.transactions[decider] else { return };
    if let Stage::Committing { ledger_is_visible, offsets_are_visible } = transaction.stage {
        if !ledger_is_visible {
            actions.push(Action::ShowLedger { decider });
        }
        if !offsets_are_visible {
            actions.push(Action::ShowOffsets { decider });
        }
    }
}

/// Where a role reads.
pub fn places(role: Role) -> std::ops::Range<usize> {
    match role {
        Role::All => 0..PARTITIONS,
        Role::Decide => BETWEEN..PLACES,
    }
}
