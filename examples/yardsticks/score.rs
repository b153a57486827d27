//! A score, its floor, and the table of them.

use std::fmt;

/// What is expected of a score, in per cent. Floors are what was reached, less what chance may take.
#[derive(Clone, Copy, Debug)]
pub enum Floor {
    AtLeast(f64),
    AtMost(f64),
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::AtLeast(percent) => write!(f, ">= {percent} %"),
            Self::AtMost(percent) => write!(f, "<= {percent} %"),
        }
    }
}

#[derive(Debug)]
pub struct Score {
    pub set: &'static str,
    pub measure: &'static str,
    /// Cases that were counted, and those of them that the measure is about; some count in part.
    pub cases: usize,
    pub counted: f64,
    pub floor: Floor,
    /// As its authors or others measured it on the whole set.
    pub best_known: &'static str,
    pub misses: Vec<String>,
}

impl Score {
    pub fn percent(&self) -> f64 {
        if self.cases == 0 { 0.0 } else { 100.0 * self.counted / number(self.cases) }
    }

    pub fn holds(&self) -> bool {
        match self.floor {
            Floor::AtLeast(percent) => self.percent() >= percent,
            Floor::AtMost(percent) => self.percent() <= percent,
        }
    }

    /// Right or wrong for each case; a wrong one says how.
    pub fn of(
        (set, measure): (&'static str, &'static str),
        floor: f64,
        best_known: &'static str,
        results: impl IntoIterator<Item = Result<(), String>>,
    ) -> Self {
        let (mut cases, mut misses) = (0, Vec::new());
        for result in results {
            cases += 1;
            misses.extend(result.err());
        }
        Self {
            set,
            measure,
            cases,
            counted: number(cases - misses.len()),
            floor: Floor::AtLeast(floor),
            best_known,
            misses,
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "sets have thousands of cases")]
pub fn number(count: usize) -> f64 {
    count as f64
}

pub fn print_table(scores: &[Score]) {
    println!("{:<18} {:<30} {:>7} {:>9} {:>9}  best known", "set", "measure", "cases", "score", "floor");
    for score in scores {
        let percent = format!("{:.2} %", score.percent());
        println!(
            "{:<18} {:<30} {:>7} {percent:>9} {:>9}  {}",
            score.set,
            score.measure,
            score.cases,
            score.floor.to_string(),
            score.best_known
        );
    }
}
