//! The rules keep the promise. Each test is a scope: what may happen, and how often.

use crate::breach::Breach;
use crate::explore::{holds, holds_even_with};
use crate::scope::{
    Chance::{
        Abort, Crash, CutLedger, DeletedLedger, ForeignVolume, LostAnswer, LostOffice, LostOffsets,
        LostVolume, PreparerAbort, PreparerCrash, PreparerLostAnswer, PreparerRewind, Rebalance, Recreated,
        Rewind, Skip, TakeOver,
    },
    Scope, Start,
};

const TWO_OF_ONE_ARTICLE: [&str; 2] = ["a", "a"];
const TWO_ARTICLES: [&str; 2] = ["ab", ""];

#[test]
fn a_death_at_any_step_and_a_second_decider_at_any_step() {
    let scope = Scope { follows: true, ..Scope::one_hop(TWO_OF_ONE_ARTICLE) };
    holds(scope.with(Crash, 1).with(TakeOver, 1));
}

#[test]
fn commits_that_are_aborted_or_not_answered() {
    let scope = Scope::one_hop(TWO_OF_ONE_ARTICLE);
    holds(scope.clone().with(Crash, 1).with(Abort, 1).with(LostAnswer, 1));
    holds(scope.with(TakeOver, 1).with(LostAnswer, 1));
}

#[test]
fn rejected_records_beside_sound_ones_of_the_same_article() {
    holds(Scope::one_hop(["Ab", "a"]).with(Crash, 1).with(TakeOver, 1));
}

#[test]
fn the_office_lost_and_given_back_in_the_middle_of_a_batch() {
    let scope = Scope { batch: 2, ..Scope::one_hop(["ab", "b"]) };
    holds(scope.with(Crash, 1).with(LostOffice, 1).with(Abort, 1));
}

#[test]
fn an_operator_who_skips_and_rewinds() {
    holds(Scope::one_hop(["abc", ""]).with(Crash, 2).with(Rewind, 1).with(Skip, 1));
    holds(Scope::one_hop(TWO_ARTICLES).with(Crash, 1).with(TakeOver, 1).with(Rewind, 1));
}

#[test]
fn group_offsets_that_expire() {
    holds(Scope::one_hop(TWO_ARTICLES).with(Crash, 2).with(LostOffsets, 1).with(Rewind, 1).with(Skip, 1));
}

#[test]
fn a_first_start_behind_everything_and_records_that_arrive() {
    let scope = Scope { start: Start::Latest, arrived: [1, 0], ..Scope::one_hop(["ab", "a"]) };
    holds(scope.with(Crash, 2).with(LostOffsets, 1));
}

#[test]
fn a_disk_that_is_lost_or_set_back() {
    holds(Scope::one_hop(TWO_OF_ONE_ARTICLE).with(Crash, 2).with(LostVolume, 1));
}

#[test]
fn an_index_of_another_ledger() {
    holds(Scope::one_hop(TWO_OF_ONE_ARTICLE).with(Crash, 2).with(ForeignVolume, 1));
}

#[test]
fn a_ledger_that_is_deleted_or_loses_its_end() {
    let scope = Scope::one_hop(TWO_OF_ONE_ARTICLE).with(Crash, 1);
    holds(scope.clone().with(TakeOver, 1).with(DeletedLedger, 1));
    holds(scope.clone().with(TakeOver, 1).with(CutLedger, 1));
    holds(scope.with(LostOffsets, 1).with(DeletedLedger, 1));
}

#[test]
fn a_recreated_topic_with_more_records_or_the_same() {
    let scope = Scope::one_hop(TWO_ARTICLES).with(Recreated, 1);
    holds(scope.clone().anew(["cde", ""]).with(Crash, 2).with(Rewind, 1));
    holds(scope.anew(TWO_ARTICLES).with(Crash, 1).with(TakeOver, 1));
}

/// One prepares, and all that may happen happens to who decides.
fn one_prepares(records: [&'static str; 2]) -> Scope {
    Scope { preparers: 1, ..Scope::two_hops(records) }
}

#[test]
fn two_hops_and_deaths_on_either_side() {
    holds(one_prepares(TWO_ARTICLES).with(Crash, 1).with(TakeOver, 1));
    holds(one_prepares(TWO_ARTICLES).with(Crash, 1).with(LostAnswer, 1).with(PreparerCrash, 1));
}

#[test]
fn two_hops_and_rewinds_of_either_group() {
    let scope = one_prepares(TWO_ARTICLES).with(Crash, 1).with(PreparerCrash, 1);
    holds(scope.with(Rewind, 1).with(PreparerRewind, 1));
}

#[test]
fn roles_split_and_joined_with_records_on_their_way() {
    holds(Scope { preparers: 1, ..Scope::either(TWO_ARTICLES) }.with(Crash, 2));
}

#[test]
fn a_recreated_raw_topic_with_records_of_the_old_one_on_their_way() {
    let scope = one_prepares(TWO_ARTICLES).with(Recreated, 1);
    holds(scope.clone().anew(["cde", ""]).with(PreparerCrash, 1));
    holds(scope.anew(["cd", ""]).with(Crash, 1).with(Rewind, 1));
}

/// Two prepare, and all that may happen happens to them.
fn two_prepare(records: [&'static str; 2]) -> Scope {
    Scope { deciders: 1, decides_at_once: true, ..Scope::two_hops(records) }
}

#[test]
fn partitions_that_move_between_members_that_may_be_slow_to_learn_of_it() {
    holds(two_prepare(TWO_OF_ONE_ARTICLE).with(Rebalance, 1));
    holds(two_prepare(TWO_ARTICLES).with(Rebalance, 2));
    holds(two_prepare(TWO_ARTICLES).with(Rebalance, 1).with(PreparerRewind, 1));
}

#[test]
fn hand_overs_that_are_aborted_or_not_answered() {
    holds(two_prepare(TWO_ARTICLES).with(Rebalance, 1).with(PreparerLostAnswer, 1));
    holds(two_prepare(["a", ""]).with(Rebalance, 1).with(PreparerAbort, 1).with(PreparerCrash, 1));
}

#[test]
fn a_recreated_raw_topic_and_members_of_the_time_before() {
    holds(two_prepare(["a", ""]).anew(["b", ""]).with(Recreated, 1).with(Rebalance, 2));
}

#[test]
fn as_long_as_no_topic_is_recreated_generations_save_work_only() {
    holds_even_with(Breach::NoGeneration, two_prepare(TWO_ARTICLES).with(Rebalance, 2));
}
