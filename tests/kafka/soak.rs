//! What the line takes while it runs on and on: memory that settles, whatever the sizes of records are.
//!
//! `COPYDESK_TEST_ROUNDS` and `COPYDESK_TEST_RECORDS` (of a round) make it long; `.ci/long` runs it for about an hour.

use copydesk::record::Record;

use crate::broker;
use crate::corpus;
use crate::daemon::Machine;
use crate::scene::Scene;

/// What is bounded by a setting is bounded early, so that a short run comes to its end.
const SMALL: [&str; 4] = [
    "dedup.near.decisions=1000",
    "index.memtable_entries=2000",
    "index.cache=4MiB",
    "source.batch.max_records=500",
];
/// Each so many records one is a whole page, and a large one: from 4 KB to 2 MB.
const PAGES: usize = 100;

fn page(number: usize) -> Vec<u8> {
    let paragraph =
        "<p>The harbour council met on the bridge and spoke of the ferry, the market and the winter.</p>";
    let paragraphs = paragraph.repeat(40 << (number / PAGES % 10));
    let title = format!("<title>Minutes of meeting {number}</title>");
    let address = format!("<link rel=canonical href='https://www.town.example/minutes/{number}'>");
    format!("<!doctype html><html lang=en><head>{title}{address}</head><body><article><h1>Meeting {number}</h1>{paragraphs}</article></body></html>")
        .into_bytes()
}

fn round(records: &mut corpus::Records, count: usize) -> Vec<Record> {
    let mut round: Vec<Record> = records.take(count).collect();
    for (number, record) in round.iter_mut().enumerate().filter(|(number, _)| number % PAGES == 0) {
        record.value = Some(page(number));
    }
    round
}

#[test]
fn memory_settles_however_long_the_line_runs() {
    let Some(brokers) = broker::shared() else { return };
    let rounds = broker::number("COPYDESK_TEST_ROUNDS", 9);
    let count = broker::number("COPYDESK_TEST_RECORDS", 600);
    let scene = Scene::new(brokers);
    scene.create_topics(4);
    let machine = Machine::new();
    let daemon = machine.run(&scene, &SMALL);
    let mut records = corpus::Records::new(scene.raw(), 73, 4);
    let mut resident = Vec::new();
    for _ in 0..rounds {
        scene.feed(&round(&mut records, count));
        scene.wait_until_settled();
        resident.push(daemon.resident_kib());
    }
    println!("KiB resident after each of {rounds} rounds of {count} records: {resident:?}");
    let (before, last) = resident.split_at(rounds * 2 / 3);
    let (before, last) = (before.iter().max().unwrap(), last.iter().max().unwrap());
    assert!(*last <= before + before / 8, "{last} KiB in the last third, {before} KiB before");
    assert!(daemon.stop().success());
}
