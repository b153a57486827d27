//! What is counted and measured, as numbers for those who show them.
//!
//! Some of it was measured by a clock, so it is for the admin port alone: who decides must not ask for it, and
//! `tests/architecture.rs` sees to that.

use serde::Serialize;

use super::labels::{BatchResult, OutcomeLabel, RejectLabel, ResultLabel};
use super::recent::Seen;
use super::{Disk, IndexSize, Lag, Metrics};
use crate::dead_letter::{Code, Stage};
use crate::proto::{Outcome, Timestamp};

#[derive(Debug)]
pub struct Reading {
    pub group: String,
    pub role: &'static str,
    /// None without a clock.
    pub now: Option<Timestamp>,
    pub started: Option<Timestamp>,
    /// At work, and not standing by.
    pub active: bool,
    pub records: u64,
    pub skipped: u64,
    /// Of each outcome, in the order of [`Outcome::ALL`].
    pub items: [u64; Outcome::ALL.len()],
    /// In the order of [`Code::ALL`].
    pub rejected: Vec<(Code, u64)>,
    pub batches: Batches,
    /// None before the first, and without a clock.
    pub last_commit: Option<Timestamp>,
    pub lags: Vec<Lag>,
    pub index: IndexSize,
    pub seen: Seen,
}

/// Transactions by how they ended.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Batches {
    pub committed: u64,
    pub aborted: u64,
    pub lost: u64,
}

impl Reading {
    pub fn of(metrics: &Metrics) -> Self {
        let age = metrics.started.instant.elapsed();
        let items = Outcome::ALL.map(|outcome| metrics.items.get_or_create(&OutcomeLabel { outcome }).get());
        let rejects = |code| {
            let label = |stage| RejectLabel { stage, code };
            Stage::ALL.map(|stage| metrics.rejects.get_or_create(&label(stage)).get()).into_iter().sum()
        };
        let batches = |result| metrics.batches.get_or_create(&ResultLabel { result }).get();
        let seen = metrics.recent.lock().expect("no holder panics").seen(age);
        let line = metrics.works_for.get();
        Self {
            group: line.map_or_else(String::new, |line| line.group.clone()),
            role: line.map_or("", |line| line.role),
            now: metrics.clock.map(|now| now()),
            started: metrics.started.time,
            active: metrics.active.get() > 0,
            records: metrics.records.get(),
            skipped: metrics.skipped.get(),
            items,
            rejected: Code::ALL.map(|code| (code, rejects(code))).into(),
            batches: Batches {
                committed: batches(BatchResult::Committed),
                aborted: batches(BatchResult::Aborted),
                lost: batches(BatchResult::Lost),
            },
            last_commit: seen.last_commit,
            lags: metrics.partitions.lags(),
            index: index(metrics),
            seen,
        }
    }
}

fn index(metrics: &Metrics) -> IndexSize {
    let free = metrics.disk_free.get(&[]).map(|free| free.get());
    let reserve = metrics.disk_reserve.get(&[]).map(|reserve| reserve.get());
    IndexSize {
        entries: metrics.index_entries.get(),
        disk_bytes: metrics.index_bytes.get(),
        disk: free.zip(reserve).map(|(free, reserve)| Disk { free, reserve }),
    }
}
