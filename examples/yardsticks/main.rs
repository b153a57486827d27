//! Scores the program on sets of cases with expected values, and prints one table.
//!
//! `cargo run --release --example yardsticks -- FOLDER` reads a folder that holds a folder for each set; those that are
//! not there are left out. `--floors` fails where a score lies beyond its recorded floor, `--misses` prints the cases
//! that were not right, `--only NAME` runs the sets whose name contains it. Nearly all sets go through the whole of
//! `pipeline::prepare`, as records of JSON, so that what is scored is what consumers get.

#![allow(clippy::unwrap_used, reason = "a case that cannot be read is a fault of the folder")]

mod bodies;
mod cases;
mod dates;
mod html;
mod language;
mod line;
mod neardup;
mod pages;
mod schemas;
mod score;
mod texts;
mod urls;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;

use crate::cases::Folder;
use crate::score::Score;

#[derive(Parser)]
struct Options {
    folder: PathBuf,
    /// Fail where a score lies beyond its floor.
    #[arg(long)]
    floors: bool,
    /// Print the cases that were not right.
    #[arg(long)]
    misses: bool,
    #[arg(long)]
    only: Option<String>,
}

type Scores = fn(&Folder) -> Vec<Score>;

fn main() -> ExitCode {
    let options = Options::parse();
    let folder = Folder(options.folder.clone());
    let sets: [(&str, Scores); 8] = [
        ("input-schemas", schemas::scores),
        ("url-canon", urls::scores),
        ("dates", dates::scores),
        ("langid", language::scores),
        ("texts", texts::scores),
        ("neardup", neardup::scores),
        ("bodies", bodies::scores),
        ("pages", pages::scores),
    ];
    let wanted = |name: &str| options.only.as_deref().is_none_or(|only| name.contains(only));
    let scores: Vec<Score> =
        sets.into_iter().filter(|(name, _)| wanted(name)).flat_map(|(_, scores)| scores(&folder)).collect();
    if scores.is_empty() {
        eprintln!("SKIPPED: {} holds none of the sets", options.folder.display());
        return if options.floors { ExitCode::FAILURE } else { ExitCode::SUCCESS };
    }
    score::print_table(&scores);
    if options.misses {
        for score in &scores {
            score.misses.iter().for_each(|miss| println!("{}: {miss}", score.set));
        }
    }
    let beyond: Vec<_> = scores.iter().filter(|score| !score.holds()).collect();
    for score in &beyond {
        eprintln!("{} {}: {:.2} % lies beyond {}", score.set, score.measure, score.percent(), score.floor);
    }
    if options.floors && !beyond.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}
