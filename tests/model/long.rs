//! Wider scopes, which take minutes: only where `COPYDESK_MODEL_LONG` asks for them.

use crate::explore::{holds, is_long};
use crate::scope::{
    Chance::{
        Abort, Crash, LostAnswer, LostVolume, PreparerAbort, PreparerCrash, PreparerLostAnswer,
        PreparerRewind, Rebalance, Recreated, Rewind, Skip, TakeOver,
    },
    Scope,
};

/// A scope that is left out says so.
fn holds_if_asked(scope: Scope) {
    if is_long() {
        holds(scope);
    } else {
        println!("SKIPPED: COPYDESK_MODEL_LONG=1 explores this scope");
    }
}

#[test]
fn two_more_deciders_and_every_fault_of_a_commit() {
    let scope = Scope::one_hop(["a", "a"]).with(Crash, 1).with(TakeOver, 1);
    holds_if_asked(scope.with(Abort, 1).with(LostAnswer, 1));
}

#[test]
fn batches_of_two_with_articles_across() {
    let scope = Scope { batch: 2, ..Scope::one_hop(["ab", "b"]) };
    holds_if_asked(scope.with(TakeOver, 1).with(LostAnswer, 1).with(Abort, 1).with(Crash, 1));
}

#[test]
fn operators_beside_a_second_decider() {
    let scope = Scope::one_hop(["abc", ""]).with(Crash, 2).with(TakeOver, 1);
    holds_if_asked(scope.with(Rewind, 1).with(Skip, 1));
}

#[test]
fn disks_lost_beside_a_second_decider() {
    let scope = Scope { follows: true, ..Scope::one_hop(["a", "a"]) };
    holds_if_asked(scope.with(Crash, 2).with(TakeOver, 1).with(LostVolume, 1));
}

#[test]
fn roles_that_change_with_deaths_on_either_side() {
    let scope = Scope { preparers: 1, ..Scope::either(["a", "a"]) };
    holds_if_asked(scope.with(Crash, 2).with(PreparerCrash, 1));
}

#[test]
fn two_that_prepare_and_two_that_decide() {
    holds_if_asked(Scope::two_hops(["ab", ""]).with(Crash, 1).with(Rebalance, 1).with(PreparerCrash, 1));
}

#[test]
fn every_fault_of_a_hand_over() {
    let scope = Scope { deciders: 1, decides_at_once: true, ..Scope::two_hops(["ab", ""]) };
    let scope = scope.with(Rebalance, 1).with(PreparerAbort, 1).with(PreparerLostAnswer, 1);
    holds_if_asked(scope.with(PreparerCrash, 1));
}

#[test]
fn a_recreated_topic_among_members_and_operators() {
    let scope = Scope { deciders: 1, decides_at_once: true, ..Scope::two_hops(["ab", ""]) }.anew(["cd", ""]);
    holds_if_asked(scope.with(Recreated, 1).with(Rebalance, 2).with(PreparerRewind, 1));
}

#[test]
fn a_recreated_topic_and_deaths_of_who_decides() {
    let scope = Scope { preparers: 1, ..Scope::two_hops(["ab", ""]) }.anew(["cd", ""]);
    let scope = scope.with(Recreated, 1).with(Crash, 1);
    holds_if_asked(scope.with(Rewind, 1).with(PreparerCrash, 1));
}
