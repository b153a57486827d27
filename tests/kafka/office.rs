//! Several processes: one works, the others stand by.

use std::time::{Duration, Instant};

use crate::broker;
use crate::corpus;
use crate::daemon::{Daemon, Machine, SESSION};
use crate::proof;
use crate::scene::Scene;
use crate::wait;

const SMALL_BATCHES: [&str; 1] = ["source.batch.max_records=100"];

fn at_work(daemons: &[Daemon]) -> usize {
    daemons.iter().filter(|daemon| daemon.is_at_work()).count()
}

#[test]
fn of_three_processes_one_works_and_when_it_dies_another_takes_over() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(2);
    let records = corpus::records(scene.raw(), 21, 6000, 2);
    let machines = [Machine::new(), Machine::new(), Machine::new()];
    let mut daemons: Vec<Daemon> =
        machines.iter().map(|machine| machine.run(&scene, &SMALL_BATCHES)).collect();
    for daemon in &daemons {
        daemon.wait_ready();
    }
    wait::until(wait::patience(), || at_work(&daemons).checked_sub(1), || "nobody took the office");
    scene.feed(&records);
    let active = daemons.iter().position(Daemon::is_at_work).unwrap();
    daemons[active].wait_settled(800.0);
    assert_eq!(at_work(&daemons), 1, "one works, two stand by");
    daemons.remove(active).kill();

    let in_time = SESSION + Duration::from_secs(10);
    wait::until(in_time, || at_work(&daemons).checked_sub(1), || "nobody took the office over in time");
    scene.wait_until_settled();
    let last = daemons.iter().position(Daemon::is_at_work).unwrap();
    for daemon in daemons {
        assert!(daemon.stop().success());
    }
    let remaining: Vec<&Machine> =
        machines.iter().enumerate().filter(|(at, _)| *at != active).map(|(_, machine)| machine).collect();
    proof::holds(&scene, remaining[last], &records);
}

#[test]
fn a_process_that_was_suspended_beyond_its_session_is_fenced_and_stands_by() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(2);
    let records = corpus::records(scene.raw(), 22, 8000, 2);
    scene.feed(&records);
    let machines = [Machine::new(), Machine::new()];
    let zombie = machines[0].run(&scene, &SMALL_BATCHES);
    zombie.wait_settled(300.0);
    let other = machines[1].run(&scene, &SMALL_BATCHES);
    other.wait_ready();
    zombie.signal("STOP");
    other.wait_at_work();
    other.wait_settled(300.0);
    zombie.signal("CONT");
    zombie.wait_for("the loss of the office", |zombie| {
        !zombie.is_at_work() && zombie.get("/readyz").contains("200")
    });
    scene.wait_until_settled();
    assert!(other.is_at_work());
    assert!(zombie.stop().success());
    assert!(other.stop().success());
    proof::holds(&scene, &machines[1], &records);
}

#[test]
fn a_process_that_stops_hands_the_office_on_at_once() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let first = Daemon::start(&scene, &[]);
    first.wait_at_work();
    let second = Daemon::start(&scene, &[]);
    second.wait_ready();
    assert!(!second.is_at_work());
    assert!(first.stop().success());
    let stopped = Instant::now();
    second.wait_at_work();
    assert!(stopped.elapsed() < SESSION, "it left the group rather than fall silent");
    assert!(second.stop().success());
}

#[test]
fn two_processes_never_share_an_index_on_disk() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let machine = Machine::new();
    let first = machine.run(&scene, &[]);
    first.wait_at_work();
    let mut second = machine.run(&scene, &[]);
    assert_eq!(second.ended().code(), Some(1));
    assert!(second.log_tail().contains("another process has it open"), "{}", second.log_tail());
    assert!(first.stop().success());
}

#[test]
fn a_protocol_of_groups_that_the_broker_does_not_offer_is_refused() {
    let Some(mut kafka) = broker::without_the_newer_protocol() else { return };
    kafka.start();
    let scene = Scene::new(&kafka.address());
    scene.create_topics(1);
    for role in ["role=all", "role=prepare"] {
        let mut daemon = Daemon::start(&scene, &[role, "membership.protocol=consumer"]);
        assert_eq!(daemon.ended().code(), Some(5));
        let said = daemon.log_tail();
        assert!(said.contains("membership.protocol") && said.contains("set \"classic\""), "{said}");
    }
}
