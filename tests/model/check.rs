//! What must hold in every state.

use stateright::Property;

use crate::protocol::{Protocol, places};
use crate::scope::Chance;
use crate::world::{
    BETWEEN, HandedState, Harm, Index, PARTITIONS, PROCESSES, Phase, Preparer, Record, Role, World,
};

pub const DOUBLED: &str = "no record has two outcomes";
pub const PUBLISHED_TWICE: &str = "no article is published twice";
pub const COPY_OF_NOTHING: &str = "no record is a copy of what nobody published";
pub const SWALLOWED: &str = "no record without outcome is skipped as settled";
pub const LOST: &str = "when nothing is left to do, every record has its outcome";
pub const STUCK: &str = "when nothing is left to do, somebody is at work";
pub const STOPPED: &str = "nothing stops or refuses without a cause";
pub const FOLD: &str = "when nothing is left to do, the index is the fold of the ledger";
/// Without it, what is promised of the end would be promised of nothing.
pub const ENDS: &str = "it may come to an end";

pub fn properties() -> Vec<Property<Protocol>> {
    vec![
        Property::<Protocol>::always(DOUBLED, |_, world| world.told.harm != Some(Harm::Doubled)),
        Property::<Protocol>::always(PUBLISHED_TWICE, |_, world| {
            world.told.harm != Some(Harm::PublishedTwice)
        }),
        Property::<Protocol>::always(COPY_OF_NOTHING, |_, world| {
            world.told.harm != Some(Harm::CopyOfNothing)
        }),
        Property::<Protocol>::always(SWALLOWED, |_, world| world.told.harm != Some(Harm::Swallowed)),
        Property::<Protocol>::always(STOPPED, |protocol, world| {
            protocol.has_cause(world) || !has_stopped(world)
        }),
        Property::<Protocol>::always(LOST, |protocol, world| !protocol.is_quiet(world) || all_is_told(world)),
        Property::<Protocol>::always(STUCK, |protocol, world| !protocol.is_quiet(world) || is_at_work(world)),
        Property::<Protocol>::always(FOLD, |protocol, world| {
            !protocol.is_quiet(world) || protocol.is_folded(world)
        }),
        Property::<Protocol>::sometimes(ENDS, |protocol, world| {
            !world.told.records.is_empty() && protocol.is_quiet(world) && all_is_told(world)
        }),
    ]
}

fn has_stopped(world: &World) -> bool {
    let is_refused = world.deciders.iter().any(|decider| decider.phase == Phase::Refused);
    let is_shut = |preparer: &Preparer| preparer.share.iter().flatten().any(|share| share.at.is_none());
    is_refused
        || world.preparers.iter().any(is_shut)
        || world.working().any(|at| !stopped(world, at).is_empty())
}

/// The places that a decider at work does not read.
fn stopped(world: &World, decider: usize) -> Vec<usize> {
    let decider = &world.deciders[decider];
    let places = places(decider.role);
    places.filter(|&place| decider.at[place].is_none()).collect()
}

fn is_at_work(world: &World) -> bool {
    world.working().next().is_some() || world.deciders.iter().any(|decider| decider.phase == Phase::Refused)
}

impl World {
    fn working(&self) -> impl Iterator<Item = usize> + '_ {
        (0..PROCESSES).filter(|&decider| self.deciders[decider].phase == Phase::Reading)
    }
}

impl Protocol {
    fn is_quiet(&self, world: &World) -> bool {
        self.progress(world).is_empty()
    }

    /// The ledger is not what it was, or an index is of another one; or a topic, which stops whoever reads it and settles
    /// it. Those that prepare go on with the new one.
    fn has_cause(&self, world: &World) -> bool {
        let reads_raw = self.scope.roles.contains(&Role::All);
        self.has_lost_ledger(world) || reads_raw && self.happened(world, Chance::Recreated)
    }

    fn has_lost_ledger(&self, world: &World) -> bool {
        let chances = [Chance::DeletedLedger, Chance::CutLedger, Chance::ForeignVolume];
        chances.into_iter().any(|chance| self.happened(world, chance))
    }

    fn happened(&self, world: &World, chance: Chance) -> bool {
        world.left.of(chance) < self.scope.budget.of(chance)
    }

    fn is_folded(&self, world: &World) -> bool {
        let mut fold = Index::default();
        self.fold(&mut fold, &world.ledger, world.ledger.end());
        self.has_lost_ledger(world) || world.working().all(|decider| world.deciders[decider].index == fold)
    }
}

/// Of all that somebody reads.
fn all_is_told(world: &World) -> bool {
    let mut working = world.working();
    let Some(decider) = working.next() else { return true };
    let stopped = stopped(world, decider);
    let role = world.deciders[decider].role;
    let is_told =
        |record: Record| world.told.records.has(record.number()) || world.told.waived.has(record.number());
    let handed = world.between.iter().filter(|handed| handed.state == HandedState::Committed);
    let is_read = role == Role::Decide && !stopped.contains(&BETWEEN);
    if is_read && !handed.map(|handed| handed.trail.record).all(is_told) {
        return false;
    }
    (0..PARTITIONS).filter(|&at| !stopped.contains(&at) && !is_shut(world, at)).all(|at| {
        let topic = world.raw[at].topic;
        let partition = u8::try_from(at).expect("few partitions");
        (0..world.raw[at].end).all(|offset| is_told(Record { topic, partition, offset }))
    })
}

/// Whether those that prepare do not read a partition.
fn is_shut(world: &World, partition: usize) -> bool {
    let shares = world.preparers.iter().filter_map(|preparer| preparer.share[partition]);
    shares.into_iter().any(|share| share.at.is_none())
}
