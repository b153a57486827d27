//! The index at size: how fast it is restored from the ledger, and what it costs within a decision.
//!
//! Against a real broker: `COPYDESK_BENCH_KAFKA=localhost:9092 cargo bench --bench restore`. `COPYDESK_BENCH_ENTRIES` gives
//! the sizes, `1000000,10000000` where it is not set; ten million entries take about four gigabytes of the broker's disk.

#![allow(clippy::unwrap_used, reason = "a bench that cannot go on has failed")]

mod decide;
mod ledger;
mod process;

use std::path::Path;

fn main() {
    let Some(brokers) = setting("COPYDESK_BENCH_KAFKA") else {
        println!("SKIPPED: set COPYDESK_BENCH_KAFKA=host:port to a broker that may be filled");
        return;
    };
    let sizes = setting("COPYDESK_BENCH_ENTRIES").unwrap_or_else(|| "1000000,10000000".to_owned());
    println!(
        "{:>12} {:>9} {:>12} {:>9} {:>10} {:>9} {:>22}",
        "entries", "seconds", "entries/s", "CPU-s", "peak MiB", "disk MiB", "decide CPU-us/article"
    );
    println!(
        "{:>12} {:>74}",
        "empty",
        format!("{:.1}", decide::cost(&tempfile::tempdir().unwrap().path().join("index")))
    );
    for entries in sizes.split(',').map(|size| size.trim().parse::<u64>().unwrap()) {
        let topic = ledger::Topic::fill(&brokers, entries);
        let folder = tempfile::tempdir().unwrap();
        let index = folder.path().join("index");
        let restored = process::restore(&brokers, &topic.name, &index);
        let decide = decide::cost(&index);
        println!(
            "{entries:>12} {:>9.1} {:>12.0} {:>9.1} {:>10} {:>9} {decide:>22.1}",
            restored.seconds,
            as_float(entries) / restored.seconds,
            restored.cpu_seconds,
            restored.peak_mib,
            disk_mib(&index),
        );
    }
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
