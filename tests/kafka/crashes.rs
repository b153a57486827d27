//! Processes that die at the worst moments.

use copydesk::record::Record;

use crate::broker;
use crate::corpus;
use crate::daemon::Machine;
use crate::proof;
use crate::scene::Scene;

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
