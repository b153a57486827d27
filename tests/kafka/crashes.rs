//! Processes that die at the worst moments.

use copydesk::dead_letter::Code;
use copydesk::outcome::Product;
use copydesk::record::Record;

use crate::broker;
use crate::corpus;
use crate::daemon::{Daemon, Machine};
use crate::proof;
use crate::scene::Scene;
use crate::wait;

const SMALL_BATCHES: [&str; 1] = ["source.batch.max_records=150"];

/// What becomes of the index between a death and the next start.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Index {
    Kept,
    Lost,
}

fn scene(brokers: &str, seed: u64, count: usize) -> (Scene, Vec<Record>) {
    let scene = Scene::new(brokers);
    scene.create_topics(2);
    let records = corpus::records(scene.raw(), seed, count, 2);
    scene.feed(&records);
    (scene, records)
}

fn die_at_every_point(index: Index) {
    let Some(brokers) = broker::shared() else { return };
    let (scene, records) = scene(brokers, 11, 3000);
    let machine = Machine::new();
    for point in
        ["decided:2", "published:3", "offsets:2", "committed:1", "applied:3", "committed:2", "applied:1"]
    {
        let mut daemon = machine.run_with(&scene, &SMALL_BATCHES, &[], Some(point));
        assert!(!daemon.ended().success(), "{point} kills it");
        if index == Index::Lost {
            machine.lose_index();
        }
    }
    let daemon = machine.run(&scene, &SMALL_BATCHES);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);
}

#[test]
fn death_at_any_point_of_a_batch_loses_and_doubles_nothing() {
    die_at_every_point(Index::Kept);
}

#[test]
fn death_at_any_point_of_a_batch_with_the_index_lost_loses_and_doubles_nothing() {
    die_at_every_point(Index::Lost);
}

/// The short form of the campaign: `COPYDESK_TEST_KILLS` and `COPYDESK_TEST_RECORDS` make it long.
fn killed_at_random(index: Index) {
    let Some(brokers) = broker::shared() else { return };
    let (kills, count) =
        (broker::number("COPYDESK_TEST_KILLS", 4), broker::number("COPYDESK_TEST_RECORDS", 4000));
    let (scene, records) = scene(brokers, 12, count);
    let machine = Machine::new();
    for kill in 0..kills {
        let daemon = machine.run(&scene, &SMALL_BATCHES);
        // Somewhere within its share of the work.
        let share = count / (kills + 1);
        daemon.wait_settled(f64::from(u32::try_from(share * (1 + kill % 3) / 3).unwrap()));
        daemon.kill();
        if index == Index::Lost {
            machine.lose_index();
        }
    }
    let daemon = machine.run(&scene, &SMALL_BATCHES);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);
    let (all, committed) = (
        scene.count(&scene.settings.topics.enriched, false),
        scene.count(&scene.settings.topics.enriched, true),
    );
    assert!(all >= committed);
}

#[test]
fn kills_under_load_lose_and_double_nothing() {
    killed_at_random(Index::Kept);
}

#[test]
fn kills_under_load_with_the_index_lost_lose_and_double_nothing() {
    killed_at_random(Index::Lost);
}

#[test]
fn an_index_rolled_back_to_an_old_copy_catches_up() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, records) = scene(brokers, 13, 3000);
    let machine = Machine::new();
    let daemon = machine.run(&scene, &SMALL_BATCHES);
    daemon.wait_settled(600.0);
    assert!(daemon.stop().success());
    let copy = tempfile::tempdir().unwrap();
    let old = copy.path().join("old");
    copy_folder(&machine.index(), &old);

    let daemon = machine.run(&scene, &SMALL_BATCHES);
    daemon.wait_settled(900.0);
    daemon.kill();
    machine.lose_index();
    copy_folder(&old, &machine.index());

    let daemon = machine.run(&scene, &SMALL_BATCHES);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);
}

fn copy_folder(from: &std::path::Path, to: &std::path::Path) {
    let copied = std::process::Command::new("cp").arg("-r").arg(from).arg(to).status().unwrap();
    assert!(copied.success());
}

#[test]
fn what_an_aborted_transaction_wrote_is_there_and_invisible() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, records) = scene(brokers, 14, 600);
    let machine = Machine::new();
    let mut daemon = machine.run_with(&scene, &SMALL_BATCHES, &[], Some("offsets:2"));
    assert!(!daemon.ended().success());
    let daemon = machine.run(&scene, &SMALL_BATCHES);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);
    let topic = &scene.settings.topics.enriched;
    assert!(scene.count(topic, false) > scene.count(topic, true), "aborted records exist");
}

/// As a supervisor would, until it lives; the number of deaths.
fn restarted_until_it_lives(scene: &Scene, machine: &Machine, set: &[&str], poison: &str) -> (Daemon, usize) {
    let ends = scene.ends(scene.raw());
    for deaths in 0..6 {
        let mut daemon = machine.run_poisoned(scene, set, poison);
        let ask = || {
            let died = daemon.try_ended().is_some();
            (died || scene.committed() == ends).then_some(died)
        };
        if !wait::until(wait::patience(), ask, || "neither died nor settled all") {
            return (daemon, deaths);
        }
    }
    panic!("still dies");
}

fn one_record_kills(set: &[&str], beside: impl FnOnce(&Scene) -> Option<Daemon>) {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    scene.create_prepared(1);
    let mut records = corpus::records(scene.raw(), 15, 500, 1);
    records[250].value = Some(br#"{"url": "https://a.example/1", "title": "poison-pill"}"#.to_vec());
    scene.feed(&records);
    let beside = beside(&scene);
    let machine = Machine::new();
    let (daemon, deaths) = restarted_until_it_lives(&scene, &machine, set, "poison-pill");
    assert_eq!(deaths, 3, "once with its batch, twice alone");
    assert!(daemon.stop().success());
    assert!(beside.is_none_or(|daemon| daemon.stop().success()));

    let outcomes = scene.outcomes();
    let killed: Vec<_> = outcomes
        .iter()
        .filter(|outcome| matches!(&outcome.product, Product::Rejected(reject) if reject.code == Code::KilledProcess))
        .map(|outcome| outcome.origin.offset)
        .collect();
    assert_eq!(killed, [250], "the record and no other");
    let letters = scene.drain(&scene.settings.topics.rejected);
    assert!(letters.iter().any(|letter| letter.value == records[250].value), "with its bytes");
    let records = outcomes.iter().filter(|outcome| outcome.origin.item == 0).count();
    assert_eq!(records, 500, "every record has its outcome");
    proof::audit_passes(&scene, &machine);
}

#[test]
fn a_record_that_kills_becomes_a_dead_letter_and_the_line_goes_on() {
    one_record_kills(&[], |_| None);
}

#[test]
fn a_record_that_kills_who_prepares_becomes_a_dead_letter_and_the_line_goes_on() {
    one_record_kills(&["role=prepare"], |scene| Some(Daemon::start(scene, &["role=decide"])));
}
