//! Makes the table that tells languages apart; see README.md.

mod counts;
mod file;
mod groups;
mod ngram;
mod profiles;
mod select;
mod smooth;

use std::path::{Path, PathBuf};

use counts::Counts;
use groups::{BOTH, GROUPS, RELATIVES};
use ngram::Ngram;
use smooth::Language;

fn main() {
    let mut arguments = std::env::args().skip(1);
    let (Some(registry), Some(profiles), Some(target)) =
        (arguments.next(), arguments.next(), arguments.next())
    else {
        eprintln!("usage: language-model REGISTRY-SOURCES PROFILES MODEL-FILE");
        std::process::exit(2);
    };
    let (registry, profiles) = (PathBuf::from(registry), PathBuf::from(profiles));
    let rankings = profiles::read(&registry.join("whatlang-0.18.0/src/trigrams/profiles.rs"));
    let mut out = Vec::new();
    let mut shares = Vec::new();
    for group in GROUPS {
        let counted =
            group.counted.iter().map(|&(name, code)| (code, read(&registry, name, code, group.is_letter)));
        let mut languages: Vec<(&str, Counts)> = counted.collect();
        if shares.is_empty() {
            shares = profiles::shares(&rankings, &both(&languages));
        }
        for code in group.short {
            let mut counts = profiles::counts(&profiles.join(code));
            counts.retain(|ngram, _| is_written(*ngram, group.is_letter));
            languages.push((code, counts));
        }
        let ranked =
            group.ranked.iter().map(|(long, code)| (*code, profiles::estimated(&rankings[*long], &shares)));
        languages.extend(ranked);
        let languages = with_relatives(&languages);
        let rows = select::rows(&languages, group.rows);
        file::write(&mut out, &languages, &rows);
        println!("{} languages, {} rows", languages.len(), rows.len());
    }
    std::fs::write(&target, &out).unwrap_or_else(|error| panic!("{target}: {error}"));
    println!("{} bytes", out.len());
}

/// The languages with counts whose trigrams are also ranked.
fn both<'a>(languages: &'a [(&str, Counts)]) -> Vec<(&'static str, &'a Counts)> {
    let counts = |short| languages.iter().find(|(code, _)| *code == short).map(|(_, counts)| counts);
    BOTH.iter().filter_map(|&(long, short)| Some((long, counts(short)?))).collect()
}

fn with_relatives(languages: &[(&str, Counts)]) -> Vec<Language> {
    let language = |(code, counts): &(&str, Counts)| Language::new(code, counts.clone());
    let relatives = |code: &str| {
        let near = RELATIVES.iter().filter(|(relative_of, _)| *relative_of == code);
        near.filter_map(|(_, near)| languages.iter().find(|(code, _)| code == near)).map(language).collect()
    };
    languages.iter().map(|one| language(one).with_relatives(relatives(one.0))).collect()
}

/// Letters of other scripts are left out, as the reader of text leaves them out.
fn read(registry: &Path, name: &str, code: &str, is_letter: fn(char) -> bool) -> Counts {
    let mut counts =
        counts::read(&registry.join(format!("lingua-{name}-language-model-1.3.0/models/ngrams.fst")));
    if code == "sr-Latn" {
        counts = counts::serbian_in_latin(&counts);
    }
    counts.retain(|ngram, _| is_written(*ngram, is_letter));
    counts
}

fn is_written(ngram: Ngram, is_letter: fn(char) -> bool) -> bool {
    ngram.letters().into_iter().all(|letter| letter == ngram::BORDER || is_letter(letter))
}
