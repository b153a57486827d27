//! The index as the daemon fills it: decide and apply, batch by batch, with what the tree compacts meanwhile.

use std::path::Path;
use std::time::Instant;

use copydesk::dedup;
use copydesk::index::embedded::Horizon;
use copydesk::index::{Embedded, Index as _, Overlay, Settings};
use copydesk::ledger::Reached;

use crate::{as_float, cpu_seconds, disk_mib, made_up, process};

/// As many as `source.batch.max_records`.
const BATCH: u64 = 2000;
/// Articles that are asked for again at each size.
const AGAIN: u64 = 100_000;

/// Prints a row at each size; sizes ascend.
pub fn table(folder: &Path, sizes: &[u64]) {
    println!(
        "{:>12} {:>13} {:>9} {:>9} {:>16} {:>18} {:>10} {:>10} {:>10}",
        "articles",
        "bytes/article",
        "disk MiB",
        "peak MiB",
        "CPU-us, new one",
        "CPU-us, known one",
        "median ms",
        "p99 ms",
        "worst ms"
    );
    let mut grown = Grown::open(folder);
    for &size in sizes {
        let Stretch { cpu_us, mut batches } = grown.to(size);
        let known_us = grown.ask_again();
        batches.sort_by(f64::total_cmp);
        let quantile = |share: f64| batches[place(batches.len(), share)];
        let disk = disk_mib(folder);
        println!(
            "{size:>12} {:>13.0} {disk:>9} {:>9} {cpu_us:>16.1} {known_us:>18.1} {:>10.1} {:>10.1} {:>10.1}",
            as_float(disk << 20) / as_float(size),
            process::peak("self").unwrap(),
            quantile(0.5),
            quantile(0.99),
            quantile(1.0),
        );
    }
}

struct Grown {
    index: Embedded,
    rules: dedup::Settings,
    articles: u64,
}

/// What it cost since the size before.
struct Stretch {
    /// Of the whole process per article, without the making of articles.
    cpu_us: f64,
    /// Milliseconds that each batch took, by the clock.
    batches: Vec<f64>,
}

impl Grown {
    fn open(folder: &Path) -> Self {
        let rules = dedup::Settings::default();
        let settings = Settings { path: folder.to_owned(), ..Settings::default() };
        let index = Embedded::open(&settings, &Horizon::new(rules.window), rules.near.decisions).unwrap();
        Self { index, rules, articles: 0 }
    }

    fn to(&mut self, size: u64) -> Stretch {
        let (before, from, mut making) = (cpu_seconds("self").unwrap(), self.articles, 0.0);
        let mut batches = Vec::new();
        while self.articles < size {
            let (made, numbers) = (cpu_time::ThreadTime::now(), self.articles..self.articles + BATCH);
            let candidates: Vec<_> =
                numbers.map(|number| (made_up::candidate(number), made_up::origin(number))).collect();
            making += made.elapsed().as_secs_f64();
            let began = Instant::now();
            let mut overlay = Overlay::new(&self.index);
            for (candidate, origin) in &candidates {
                overlay.next_decision();
                dedup::decide(candidate, origin, &mut overlay, &self.rules).unwrap();
            }
            let changes = overlay.into_changes();
            let reached = Reached { next: self.index.reached().next + 1, ..Reached::default() };
            self.index.apply(changes, reached).unwrap();
            batches.push(began.elapsed().as_secs_f64() * 1e3);
            self.articles += BATCH;
        }
        let spent = cpu_seconds("self").unwrap() - before - making;
        Stretch { cpu_us: spent * 1e6 / as_float(self.articles - from), batches }
    }

    /// CPU microseconds of deciding an article that is known, wherever it lies.
    fn ask_again(&self) -> f64 {
        let numbers = (0..AGAIN).map(|at| at * (self.articles / AGAIN));
        let candidates: Vec<_> =
            numbers.map(|number| (made_up::candidate(number), made_up::origin(number))).collect();
        let began = cpu_time::ThreadTime::now();
        let mut overlay = Overlay::new(&self.index);
        for (candidate, origin) in &candidates {
            let verdict = dedup::decide(candidate, origin, &mut overlay, &self.rules).unwrap();
            assert!(matches!(verdict, dedup::Verdict::Unchanged(_)), "{verdict:?}");
        }
        began.elapsed().as_secs_f64() * 1e6 / as_float(AGAIN)
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "for a table"
)]
fn place(length: usize, share: f64) -> usize {
    ((length as f64 * share) as usize).min(length - 1)
}
