//! Brokers that go away, and stops in the middle of work.

use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::broker;
use crate::corpus;
use crate::daemon::{Daemon, Machine};
use crate::proof;
use crate::scene::Scene;
use crate::wait::{self, patience};

fn each_record_has_one_outcome(scene: &Scene, records: usize) {
    let outcomes = scene.outcomes();
    let mut origins: Vec<_> = outcomes
        .iter()
        .map(|outcome| (outcome.origin.partition, outcome.origin.offset, outcome.origin.item))
        .collect();
    let visible = origins.len();
    origins.sort_unstable();
    origins.dedup();
    assert_eq!(origins.len(), visible, "no item has two outcomes");
    let firsts = origins.iter().filter(|(_, _, item)| *item == 0).count();
    assert_eq!(firsts, records, "every record has an outcome");
}

#[test]
fn a_broker_that_is_away_at_the_start_is_waited_for() {
    let Some(mut kafka) = broker::killable() else { return };
    let scene = Scene::new(&kafka.address());
    let daemon = Daemon::start(&scene, &[]);
    daemon.wait_logged("waiting for Kafka");
    assert!(daemon.get("/livez").starts_with("HTTP/1.1 200"));
    let unready = daemon.get("/readyz");
    assert!(unready.starts_with("HTTP/1.1 503") && unready.contains(&kafka.address()), "{unready}");

    kafka.start();
    daemon.wait_logged("does not exist");
    scene.create_topics(2);
    scene.feed(&corpus::records(scene.raw(), 5, 200, 2));
    daemon.wait_ready();
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    each_record_has_one_outcome(&scene, 200);
}

#[test]
fn a_broker_that_dies_in_the_middle_is_waited_for_and_nothing_is_lost_or_doubled() {
    let Some(mut kafka) = broker::killable() else { return };
    kafka.start();
    let scene = Scene::new(&kafka.address());
    scene.create_topics(2);
    let records = corpus::records(scene.raw(), 6, 6000, 2);
    scene.feed(&records);
    let machine = Machine::new();
    let daemon = machine.run(&scene, &["source.batch.max_records=100", "sink.transaction_timeout=5s"]);
    for round in 1..=3 {
        let progress = f64::from(round) * 600.0;
        daemon.wait_for("progress", |daemon| {
            daemon.get("/metrics").contains("copydesk_records_total")
                && daemon.metric("copydesk_records_total") >= progress
        });
        kafka.kill();
        daemon.wait_for("unreadiness", |daemon| daemon.get("/readyz").starts_with("HTTP/1.1 503"));
        kafka.start();
    }
    scene.wait_until_settled();
    daemon.wait_ready();
    assert!(daemon.stop().success());
    proof::holds(&scene, &machine, &records);
}

/// Counted by a thread that ends with the process: whoever is not heard waits in vain.
fn words_to_the_watchdog(socket: UnixDatagram) -> Arc<AtomicUsize> {
    let words = Arc::new(AtomicUsize::new(0));
    let heard = Arc::clone(&words);
    std::thread::spawn(move || {
        let mut message = [0; 4096];
        while let Ok(length) = socket.recv(&mut message) {
            heard.fetch_add(usize::from(message[..length].starts_with(b"WATCHDOG=1")), Ordering::Relaxed);
        }
    });
    words
}

/// A commit that waits for its broker is no hanging, however long it takes.
#[test]
fn who_waits_for_a_broker_in_the_middle_of_a_batch_is_not_taken_for_dead() {
    const PATIENCE: Duration = Duration::from_secs(3);
    let Some(mut kafka) = broker::killable() else { return };
    kafka.start();
    let scene = Scene::new(&kafka.address());
    scene.create_topics(2);
    scene.feed(&corpus::records(scene.raw(), 8, 6000, 2));
    let (machine, folder) = (Machine::new(), tempfile::tempdir().unwrap());
    let path = folder.path().join("notify");
    let words = words_to_the_watchdog(UnixDatagram::bind(&path).unwrap());
    let settings = ["source.batch.max_records=100", "sink.transaction_timeout=60s"];
    let daemon = machine.run_watched(&scene, &settings, &path, PATIENCE);
    daemon.wait_settled(300.0);
    kafka.kill();
    daemon.wait_for("unreadiness", |daemon| daemon.get("/readyz").starts_with("HTTP/1.1 503"));
    // It speaks thrice as often as it must: so often it is beyond any doubt.
    let before = words.load(Ordering::Relaxed);
    let goes_on = || (words.load(Ordering::Relaxed) >= before + 9).then_some(());
    wait::until(patience(), goes_on, || "words to the watchdog".to_owned());
    kafka.start();
    scene.wait_until_settled();
    assert!(daemon.stop().success());
}

#[test]
fn a_stop_commits_what_is_in_work_and_the_next_start_goes_on_from_there() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(2);
    scene.feed(&corpus::records(scene.raw(), 7, 3000, 2));
    for _ in 0..3 {
        let daemon = Daemon::start(&scene, &["source.batch.max_records=200"]);
        daemon.wait_at_work();
        daemon.wait_for("a batch", |daemon| {
            daemon.metric("copydesk_batches_total{result=\"committed\"}") >= 1.0
        });
        assert_eq!(daemon.stop().code(), Some(0));
    }
    let daemon = Daemon::start(&scene, &[]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    each_record_has_one_outcome(&scene, 3000);
}

#[test]
fn a_stop_ends_in_time_while_no_broker_answers() {
    let Some(mut kafka) = broker::killable() else { return };
    kafka.start();
    let scene = Scene::new(&kafka.address());
    scene.create_topics(1);
    let daemon = Daemon::start(&scene, &["shutdown.deadline=3s"]);
    daemon.wait_ready();
    kafka.kill();
    let status = daemon.stop();
    assert!([0, 6].contains(&status.code().expect("ends by itself")), "{status}");
}
