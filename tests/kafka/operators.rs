//! What operators, and accidents, do to offsets, topics and the ledger.

use copydesk::record::Record;

use crate::broker;
use crate::corpus;
use crate::daemon::Machine;
use crate::proof;
use crate::scene::Scene;

/// Some records, settled, and nobody at work.
fn settled(brokers: &str, seed: u64, count: usize) -> (Scene, Machine, Vec<Record>) {
    let scene = Scene::new(brokers);
    scene.create_topics(2);
    let records = corpus::records(scene.raw(), seed, count, 2);
    scene.feed(&records);
    let machine = Machine::new();
    let daemon = machine.run(&scene, &[]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    (scene, machine, records)
}

/// Starts, and expects the refusal with its exit code.
fn refused(scene: &Scene, machine: &Machine, because: &str) {
    let mut daemon = machine.run(scene, &[]);
    assert_eq!(daemon.ended().code(), Some(5), "{}", daemon.log_tail());
    assert!(daemon.log_tail().contains(because), "{}", daemon.log_tail());
}

#[test]
fn a_rewind_doubles_nothing_and_counts_what_it_skips() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, records) = settled(brokers, 31, 800);
    scene.move_group(&[(0, 0), (1, 0)]);
    let daemon = machine.run(&scene, &[]);
    daemon.wait_for("skips", |daemon| {
        daemon.get("/metrics").contains("copydesk_skipped_records_total")
            && daemon.metric("copydesk_skipped_records_total") >= 800.0
    });
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);
}

#[test]
fn a_skip_leaves_out_what_it_skips_and_a_rewind_brings_it_back() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, records) = settled(brokers, 32, 400);
    let mut more = corpus::records(scene.raw(), 33, 300, 2);
    let before = scene.ends(scene.raw());
    for record in &mut more {
        record.position.offset += before[&record.position.partition];
    }
    scene.feed(&more);
    let ends = scene.ends(scene.raw());
    let skip: Vec<_> = ends.iter().map(|(&partition, &end)| (partition, end - 20)).collect();
    scene.move_group(&skip);
    let daemon = machine.run(&scene, &[]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    let outcomes = |scene: &Scene| scene.outcomes().iter().filter(|outcome| outcome.origin.item == 0).count();
    assert_eq!(outcomes(&scene), 440);

    let back: Vec<_> = before.iter().map(|(&partition, &end)| (partition, end)).collect();
    scene.move_group(&back);
    let daemon = machine.run(&scene, &[]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &[records, more].concat());
}

#[test]
fn a_recreated_topic_stops_loudly_and_is_read_as_new_when_a_person_says_so() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, _) = settled(brokers, 34, 400);
    scene.delete_topic(scene.raw());
    scene.create_raw(2);
    let fresh = corpus::records(scene.raw(), 35, 600, 2);
    scene.feed(&fresh);

    let daemon = machine.run(&scene, &[]);
    daemon.wait_logged("not read");
    let unready = daemon.get("/readyz");
    assert!(unready.contains("503") && unready.contains("recreated"), "{unready}");
    assert!(daemon.stop().success());
    let visible = scene.outcomes().len();

    let daemon = machine.run_with(&scene, &[], &["--accept", "recreated-inputs"], None);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    let firsts = scene.outcomes().iter().skip(visible).filter(|outcome| outcome.origin.item == 0).count();
    assert_eq!(firsts, 600, "none of the new records was swallowed");
}

#[test]
fn retention_that_overtakes_stops_and_says_how_many_are_lost() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, _) = settled(brokers, 36, 200);
    scene.feed(&corpus::records(scene.raw(), 37, 200, 2));
    let ends = scene.ends(scene.raw());
    let low = ends[&0] - 10;
    let lost = low - scene.committed()[&0];
    scene.delete_records(0, low);

    let daemon = machine.run(&scene, &[]);
    daemon.wait_logged(&format!("deleted {lost} records"));
    assert!(daemon.stop().success());
    let daemon = machine.run_with(&scene, &[], &["--accept", "lost-records"], None);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    proof::audit_passes(&scene, &machine);
}

#[test]
fn a_deleted_ledger_refuses_with_and_without_the_index() {
    let Some(brokers) = broker::shared() else { return };
    let (scene, machine, _) = settled(brokers, 38, 200);
    scene.delete_topic(&scene.settings.topics.ledger);
    scene.create_ledger();
    refused(&scene, &machine, "lost its tail");
    machine.lose_index();
    refused(&scene, &machine, "the ledger is empty");
}

#[test]
fn two_groups_never_share_a_ledger() {
    let Some(brokers) = broker::shared() else { return };
    let (mut scene, machine, _) = settled(brokers, 39, 50);
    scene.settings.source.group.push_str("-other");
    refused(&scene, &machine, "belongs to source.group");
}

#[test]
fn removed_inputs_refuse() {
    let Some(brokers) = broker::shared() else { return };
    let (mut scene, machine, _) = settled(brokers, 40, 50);
    let other = format!("{}-other", scene.raw());
    scene.settings.source.topics = vec![other];
    scene.create_raw(1);
    refused(&scene, &machine, "not in source.topics");
}

#[test]
fn a_bad_deploy_does_not_drain_a_topic_into_dead_letters() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let mut records = corpus::records(scene.raw(), 41, 4000, 1);
    for record in &mut records[1000..] {
        record.value = Some(b"{\"broken\": ".to_vec());
    }
    scene.feed(&records);
    let machine = Machine::new();
    let daemon = machine.run(&scene, &["source.batch.max_records=200"]);
    daemon.wait_logged("items are rejected");
    assert!(daemon.get("/readyz").contains("invalid_json"));
    let rejected = scene.drain(&scene.settings.topics.rejected).len();
    assert!((1..1000).contains(&rejected), "{rejected}");

    assert!(daemon.resume().success());
    daemon.wait_logged("going on");
    assert!(daemon.stop().success());
}
