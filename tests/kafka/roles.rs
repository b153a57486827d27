//! Preparing and deciding in processes of their own: exactly once across both hops.

use copydesk::record::{Header, Record};

use crate::broker;
use crate::corpus;
use crate::daemon::{Daemon, Machine};
use crate::proof;
use crate::scene::Scene;
use crate::wait;

const PREPARE: [&str; 2] = ["role=prepare", "source.batch.max_records=100"];
const DECIDE: [&str; 2] = ["role=decide", "source.batch.max_records=100"];
const ALL: [&str; 1] = ["source.batch.max_records=100"];

fn scene(brokers: &str) -> Scene {
    let scene = Scene::new(brokers);
    scene.create_topics(4);
    scene.create_prepared(3);
    scene
}

fn stop(daemons: Vec<Daemon>) {
    for daemon in daemons {
        assert!(daemon.stop().success());
    }
}

/// Two that prepare, one that decides and one that stands by; each kind dies under load.
#[test]
fn deaths_on_either_side_of_the_hop_lose_and_double_nothing() {
    let Some(brokers) = broker::shared() else { return };
    let scene = scene(brokers);
    let records = corpus::records(scene.raw(), 51, 8000, 4);
    let (desks, crew) = ([Machine::new(), Machine::new()], Machine::new());
    let mut deciding: Vec<Daemon> = desks.iter().map(|machine| machine.run(&scene, &DECIDE)).collect();
    let mut preparing: Vec<Daemon> = (0..2).map(|_| crew.run(&scene, &PREPARE)).collect();
    for daemon in deciding.iter().chain(&preparing) {
        daemon.wait_ready();
    }
    scene.feed(&records);
    for round in 1..=2 {
        preparing[0].wait_settled(f64::from(round) * 400.0);
        preparing.remove(0).kill();
        preparing.push(crew.run(&scene, &PREPARE));

        let ask = || deciding.iter().position(Daemon::is_at_work);
        let active = wait::until(wait::patience(), ask, || "nobody decides");
        deciding[active].wait_settled(f64::from(round) * 300.0);
        deciding.remove(active).kill();
        if round == 1 {
            deciding.push(desks[active].run(&scene, &DECIDE));
        }
    }
    scene.wait_until_settled();
    stop(preparing);
    stop(deciding);
    proof::holds(&scene, &crew, &records);
}

#[test]
fn death_at_any_point_of_handing_over_loses_and_doubles_nothing() {
    let Some(brokers) = broker::shared() else { return };
    let scene = scene(brokers);
    let records = corpus::records(scene.raw(), 52, 2000, 4);
    scene.feed(&records);
    let (desk, crew) = (Machine::new(), Machine::new());
    let deciding = desk.run(&scene, &DECIDE);
    for point in ["published:2", "offsets:2", "published:1", "offsets:3"] {
        let mut dying = crew.run_with(&scene, &PREPARE, &[], Some(point));
        assert!(!dying.ended().success(), "{point} kills it");
    }
    let preparing = crew.run(&scene, &PREPARE);
    scene.wait_until_settled();
    stop(vec![preparing, deciding]);
    proof::holds(&scene, &desk, &records);
}

#[test]
fn a_preparing_process_that_was_suspended_beyond_its_session_doubles_nothing() {
    let Some(brokers) = broker::shared() else { return };
    let scene = scene(brokers);
    let records = corpus::records(scene.raw(), 53, 6000, 4);
    let (desk, crew) = (Machine::new(), Machine::new());
    let deciding = desk.run(&scene, &DECIDE);
    let zombie = crew.run(&scene, &PREPARE);
    zombie.wait_ready();
    scene.feed(&records);
    zombie.wait_settled(300.0);
    zombie.signal("STOP");
    let other = crew.run(&scene, &PREPARE);
    scene.wait_until_settled();
    zombie.signal("CONT");
    zombie.wait_ready();
    scene.feed(&[]);
    stop(vec![zombie, other, deciding]);
    proof::holds(&scene, &desk, &records);
}

#[test]
fn what_is_prepared_again_after_a_rewind_is_skipped_by_its_origin() {
    let Some(brokers) = broker::shared() else { return };
    let scene = scene(brokers);
    let records = corpus::records(scene.raw(), 54, 1200, 4);
    scene.feed(&records);
    let (desk, crew) = (Machine::new(), Machine::new());
    for _ in 0..2 {
        let preparing = crew.run(&scene, &PREPARE);
        preparing.wait_settled(1200.0);
        stop(vec![preparing]);
        // Nothing is decided yet: all that was handed over is handed over again.
        scene.move_prepared(&[(0, 0), (1, 0), (2, 0), (3, 0)]);
    }
    let deciding = desk.run(&scene, &DECIDE);
    deciding.wait_for("skipped records", |daemon| {
        daemon.get("/metrics").contains("copydesk_skipped_records_total 1200")
    });
    scene.wait_until_settled();
    stop(vec![deciding]);
    proof::holds(&scene, &desk, &records);

    // What is decided is not even prepared again.
    let preparing = crew.run(&scene, &PREPARE);
    preparing.wait_ready();
    wait::until(
        wait::patience(),
        || (scene.prepared() == scene.committed()).then_some(()),
        || "stands elsewhere",
    );
    stop(vec![preparing]);
}

#[test]
fn a_recreated_raw_topic_loses_and_doubles_nothing_while_records_of_the_old_one_are_on_their_way() {
    let Some(brokers) = broker::shared() else { return };
    let scene = scene(brokers);
    let (desk, crew) = (Machine::new(), Machine::new());
    scene.feed(&corpus::records(scene.raw(), 61, 400, 4));
    let preparing = crew.run(&scene, &PREPARE);
    preparing.wait_settled(400.0);
    stop(vec![preparing]);
    scene.delete_topic(scene.raw());
    scene.create_raw(4);
    scene.feed(&corpus::records(scene.raw(), 62, 600, 4));
    // Of the new topic less is handed over than what is decided of the old one then.
    let mut dying = crew.run_with(&scene, &PREPARE, &[], Some("published:3"));
    assert!(!dying.ended().success());

    let deciding = desk.run(&scene, &DECIDE);
    deciding.wait_settled(400.0);
    let preparing = crew.run(&scene, &PREPARE);
    scene.wait_until_settled();
    stop(vec![preparing, deciding]);
    let firsts = scene.outcomes().iter().filter(|outcome| outcome.origin.item == 0).count();
    assert_eq!(firsts, 1000);
}

#[test]
fn roles_can_be_split_and_joined_again_at_any_time() {
    let Some(brokers) = broker::shared() else { return };
    let scene = scene(brokers);
    let records = corpus::records(scene.raw(), 55, 4000, 4);
    scene.feed(&records);
    let (desk, crew) = (Machine::new(), Machine::new());
    let both = desk.run(&scene, &ALL);
    both.wait_settled(500.0);
    stop(vec![both]);

    let deciding = desk.run(&scene, &DECIDE);
    let preparing = crew.run(&scene, &PREPARE);
    deciding.wait_settled(500.0);
    // With records on their way, which are left behind.
    deciding.kill();
    preparing.wait_settled(900.0);
    stop(vec![preparing]);

    let both = desk.run(&scene, &ALL);
    both.wait_settled(500.0);
    both.kill();
    let deciding = desk.run(&scene, &DECIDE);
    let preparing = crew.run(&scene, &PREPARE);
    scene.wait_until_settled();
    stop(vec![preparing, deciding]);
    proof::holds(&scene, &desk, &records);
}

#[test]
fn a_message_that_is_no_prepared_record_stops_who_decides_with_its_place() {
    let Some(brokers) = broker::shared() else { return };
    let scene = scene(brokers);
    let mut stray: Record = corpus::records(&scene.settings.topics.prepared, 56, 1, 1).remove(0);
    stray.headers = vec![Header::new("who", "me")];
    scene.feed_to(&scene.settings.topics.prepared, &[stray]);
    let desk = Machine::new();
    let mut deciding = desk.run(&scene, &DECIDE);
    assert_eq!(deciding.ended().code(), Some(5));
    assert!(deciding.log_tail().contains("/0/0: no prepared record"), "{}", deciding.log_tail());
}
