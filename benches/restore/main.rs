//! The index at size: what it costs on disk, in memory and within a decision as it grows, and how fast it is restored from
//! the ledger.
//!
//! `cargo bench --bench restore` fills an index of default settings with made-up articles, as the daemon would, and prints a
//! row at each of `COPYDESK_BENCH_ARTICLES` (`1000000,10000000,30000000` where it is not set; seven gigabytes of disk and half an
//! hour of one core). With `COPYDESK_BENCH_KAFKA=localhost:9092` it then fills a ledger on that broker with the entries of as many
//! articles and restores it, at each of `COPYDESK_BENCH_RESTORED` (`1000000,10000000`; half a kilobyte of the broker's disk for
//! each).

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

mod grow;
mod ledger;
mod made_up;
mod process;

use std::path::Path;

/// As the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let folder = tempfile::tempdir().unwrap();
    grow::table(&folder.path().join("index"), &sizes("COPYDESK_BENCH_ARTICLES", "1000000,10000000,30000000"));
    drop(folder);
    match setting("COPYDESK_BENCH_KAFKA") {
        Some(brokers) => restore(&brokers, &sizes("COPYDESK_BENCH_RESTORED", "1000000,10000000")),
        None => println!(
            "SKIPPED: set COPYDESK_BENCH_KAFKA=host:port to a broker that may be filled, to see restores"
        ),
    }
}

fn restore(brokers: &str, sizes: &[u64]) {
    println!(
        "\n{:>12} {:>12} {:>9} {:>12} {:>9} {:>14} {:>10} {:>9}",
        "articles", "entries", "seconds", "entries/s", "CPU-s", "entries/CPU-s", "peak MiB", "disk MiB"
    );
    for &articles in sizes {
        let topic = ledger::Topic::fill(brokers, articles);
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path().join("index");
        let restored = process::restore(brokers, &topic.name, &index);
        let entries = as_float(topic.entries);
        println!(
            "{articles:>12} {:>12} {:>9.1} {:>12.0} {:>9.1} {:>14.0} {:>10} {:>9}",
            topic.entries,
            restored.seconds,
            entries / restored.seconds,
            restored.cpu_seconds,
            entries / restored.cpu_seconds,
            restored.peak_mib,
            disk_mib(&index),
        );
    }
}

fn sizes(name: &str, otherwise: &str) -> Vec<u64> {
    let list = setting(name).unwrap_or_else(|| otherwise.to_owned());
    list.split(',').map(|size| size.trim().parse().unwrap()).collect()
}

#[expect(clippy::disallowed_methods, reason = "a bench has no settings of its own")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[expect(clippy::cast_precision_loss, reason = "for a table")]
fn as_float(number: u64) -> f64 {
    number as f64
}

fn disk_mib(folder: &Path) -> u64 {
    let output = std::process::Command::new("du").args(["-sm"]).arg(folder).output().unwrap();
    String::from_utf8(output.stdout).unwrap().split_whitespace().next().unwrap().parse().unwrap()
}

/// User and system seconds of a process so far, from its line in /proc.
fn cpu_seconds(process: &str) -> Option<f64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let (user, system): (u64, u64) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    // The unit has been a hundredth of a second on Linux for as long as this file has existed.
    Some(as_float(user + system) / 100.0)
}
