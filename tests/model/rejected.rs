//! Schemes that were rejected: the checker finds what each of them loses or doubles.

use crate::breach::Breach;
use crate::check::{COPY_OF_NOTHING, DOUBLED, LOST, PUBLISHED_TWICE, SWALLOWED};
use crate::explore::fails;
use crate::scope::{
    Chance::{
        Abort, Crash, ForeignVolume, LostAnswer, LostOffice, LostVolume, PreparerCrash, PreparerRewind,
        Rebalance, Recreated, Rewind, Skip, TakeOver,
    },
    Scope, Start,
};

fn same_article() -> Scope {
    Scope::one_hop(["a", "a"])
}

fn two_articles() -> Scope {
    Scope::one_hop(["ab", ""])
}

fn handed_over() -> Scope {
    Scope { preparers: 1, ..Scope::two_hops(["ab", ""]) }
}

#[test]
fn an_overlay_that_is_kept_on_abort_loses() {
    fails(Breach::OverlayKept, same_article().with(Abort, 1), COPY_OF_NOTHING);
}

#[test]
fn a_ledger_that_is_not_read_to_its_end_publishes_twice() {
    fails(Breach::LedgerUnread, same_article().with(Crash, 2), PUBLISHED_TWICE);
}

#[test]
fn an_end_of_the_ledger_that_is_taken_before_fencing_publishes_twice() {
    fails(Breach::EndBeforeFencing, same_article().with(TakeOver, 1), PUBLISHED_TWICE);
}

#[test]
fn settled_ranges_that_are_ignored_double() {
    fails(Breach::RangesIgnored, two_articles().with(Crash, 1).with(Rewind, 1), DOUBLED);
}

#[test]
fn settled_ranges_kept_as_a_maximum_swallow_what_was_skipped() {
    let scope = Scope::one_hop(["abc", ""]).with(Crash, 2);
    fails(Breach::RangesAsMaximum, scope.with(Skip, 1).with(Rewind, 1), SWALLOWED);
}

#[test]
fn settled_ranges_written_as_differences_double() {
    fails(
        Breach::RangesAsDifferences,
        two_articles().with(Crash, 1).with(LostVolume, 1).with(Rewind, 1),
        DOUBLED,
    );
}

#[test]
fn without_fencing_two_deciders_double() {
    fails(Breach::NoFencing, same_article().with(TakeOver, 1), DOUBLED);
}

#[test]
fn an_unknown_commit_taken_for_committed_loses() {
    fails(Breach::UnknownIsCommitted, same_article().with(LostAnswer, 1), LOST);
}

#[test]
fn an_unknown_commit_taken_for_aborted_doubles() {
    fails(Breach::UnknownIsAborted, same_article().with(LostAnswer, 1), DOUBLED);
}

#[test]
fn a_lost_office_that_leaves_prepared_records_doubles() {
    let scope = Scope { batch: 2, ..two_articles() };
    fails(Breach::BatchKept, scope.with(LostOffice, 1), DOUBLED);
}

#[test]
fn latest_that_is_not_committed_first_loses_what_arrives_meanwhile() {
    let scope = Scope { start: Start::Latest, arrived: [1, 0], ..two_articles() };
    fails(Breach::LatestUncommitted, scope.with(Crash, 1), LOST);
}

#[test]
fn a_recreated_topic_that_nobody_notices_is_swallowed() {
    let scope = two_articles().anew(["cd", ""]).with(Recreated, 1);
    fails(Breach::NoRecreationCheck, scope.with(Crash, 1).with(Rewind, 1), SWALLOWED);
}

#[test]
fn a_recreated_topic_that_is_noticed_late_doubles() {
    fails(Breach::TopicSeenLate, handed_over().anew(["cd", ""]).with(Recreated, 1), DOUBLED);
}

#[test]
fn an_index_ahead_that_is_not_rebuilt_loses() {
    fails(Breach::IndexAheadKept, same_article().with(Crash, 1).with(ForeignVolume, 1), COPY_OF_NOTHING);
}

#[test]
fn keys_set_before_publishing_lose() {
    fails(Breach::KeyBeforePublishing, same_article().with(Crash, 2), COPY_OF_NOTHING);
}

#[test]
fn marks_set_after_the_commit_publish_twice() {
    fails(Breach::MarkAfterCommit, same_article().with(Crash, 1), PUBLISHED_TWICE);
}

#[test]
fn claims_before_validation_lose() {
    fails(Breach::ClaimBeforeValidation, Scope::one_hop(["Aa", ""]), COPY_OF_NOTHING);
}

#[test]
fn offsets_between_the_roles_alone_double_what_is_prepared_again() {
    let scope = handed_over().with(PreparerCrash, 1).with(PreparerRewind, 1);
    fails(Breach::OffsetsBetweenOnly, scope, DOUBLED);
}

#[test]
fn origins_alone_double_what_is_read_again_after_a_recreation() {
    let scope = Scope { preparers: 1, ..Scope::two_hops(["a", ""]) }.anew(["b", ""]).with(Recreated, 1);
    fails(Breach::OriginOnly, scope.with(Crash, 1).with(Rewind, 1), DOUBLED);
}

#[test]
fn offsets_of_a_preparer_outside_its_transaction_lose() {
    fails(Breach::OffsetsOutside, handed_over().with(PreparerCrash, 1), LOST);
}

#[test]
fn without_generations_a_member_of_the_time_before_doubles() {
    let scope = Scope { deciders: 1, decides_at_once: true, ..Scope::two_hops(["a", ""]) };
    fails(Breach::NoGeneration, scope.anew(["b", ""]).with(Recreated, 1).with(Rebalance, 2), DOUBLED);
}

#[test]
fn going_back_to_one_process_from_the_offsets_of_preparers_loses() {
    let scope = Scope { preparers: 1, ..Scope::either(["ab", ""]) };
    fails(Breach::BackFromPreparers, scope.with(Crash, 1), LOST);
}

#[test]
fn decided_offsets_that_do_not_say_their_topic_lose() {
    let scope = Scope { deciders: 1, decides_at_once: true, ..handed_over() };
    let scope = scope.anew(["cd", ""]).with(Recreated, 1).with(PreparerCrash, 1);
    fails(Breach::DecidedWithoutTopic, scope, LOST);
}
