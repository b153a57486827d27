//! The program as it runs, against a real broker, beside the least that a program with the same promises must do:
//! read, write, and commit both in one transaction.
//!
//! Both read the same topic, in batches of the same size, and write to topics alike, on the same machine; so the
//! ratio of their processor time says most. Rates also tell of the broker and of what else runs. Both run by
//! turns, and the cheapest run counts: librdkafka spins while it waits for a slow broker, so that a busy machine
//! makes every run dearer, and none cheaper.

#[path = "../articles/mod.rs"]
mod articles;
mod bare;
mod line;
mod outputs;
mod scene;
mod topics;
mod usage;

use anyhow::Context as _;

use outputs::Outputs;
use scene::Scene;
use usage::Usage;

const HOW_TO_RUN: &str = "\
Measures the program against a real broker. To run it:

    COPYDESK_BENCH_KAFKA=host:port cargo bench --bench end_to_end

COPYDESK_BENCH_RECORDS says how many articles to send through (200000). Each takes 10 KB of the broker's disk. The
topics are deleted in the end; a run that was killed leaves those whose names begin with bench- behind.";

/// Each measures both once.
const ROUNDS: usize = 3;

fn main() -> anyhow::Result<()> {
    // `cargo test --all-targets` runs this too, without the flag.
    let asked = std::env::args().any(|argument| argument == "--bench");
    let Some(brokers) = setting("COPYDESK_BENCH_KAFKA").filter(|_| asked) else {
        println!("{HOW_TO_RUN}");
        return Ok(());
    };
    let records = setting("COPYDESK_BENCH_RECORDS").unwrap_or_else(|| "200000".to_owned());
    let records = records.parse().context("COPYDESK_BENCH_RECORDS is not a number")?;

    let scene = Scene::create(&brokers)?;
    println!("sending {records} articles to {brokers}");
    scene.fill(records)?;
    let (mut bare, mut line) = (Vec::new(), Vec::new());
    for round in 1..=ROUNDS {
        println!("round {round} of {ROUNDS}");
        let outputs = Outputs::create(&brokers)?;
        bare.push(bare::run(&scene, &outputs)?);
        line.push(line::run(&scene, &outputs)?);
    }
    print(records, cheapest(&bare), cheapest(&line));
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "the bench has no settings of its own")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn cheapest(runs: &[Usage]) -> &Usage {
    runs.iter().min_by_key(|usage| usage.processor).expect("there is a round")
}

#[expect(clippy::cast_precision_loss, reason = "a table shows a few digits")]
fn print(records: u64, bare: &Usage, line: &Usage) {
    let rate = |usage: &Usage| records as f64 / usage.elapsed.as_secs_f64();
    let cost = |usage: &Usage| usage.processor.as_secs_f64() * 1e6 / records as f64;
    println!();
    println!("{:12} {:>12} {:>22}", "", "articles/s", "CPU-s per million");
    for (name, usage) in [("bare loop", bare), ("copydesk", line)] {
        println!("{name:12} {:>12.0} {:>22.1}", rate(usage), cost(usage));
    }
    println!("{:12} {:>12.2} {:>22.2}", "ratio", rate(line) / rate(bare), cost(line) / cost(bare));
}
