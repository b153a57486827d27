//! Languages for which no long n-grams are published.
//!
//! Some have counts of one to three letters. Others have only a ranking of their 300 commonest trigrams:
//! what a rank is worth is taken from the languages that have both a ranking and counts.

use std::path::Path;

use rustc_hash::FxHashMap;

use crate::counts::Counts;
use crate::ngram::{BORDER, Ngram};

/// As if that much text had been counted: little, so that the smoothing stays strong.
const LETTERS_READ: f64 = 30_000.0;
/// The part of a text that its 300 commonest trigrams cover.
const COVERED: f64 = 0.5;

/// Trigrams by rank, by the three-letter code with a capital (`Tuk`).
pub type Rankings = FxHashMap<String, Vec<Option<Ngram>>>;

/// Reads the source text of the profiles; trigrams across two words become `None`.
pub fn read(file: &Path) -> Rankings {
    let source = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let mut rankings = Rankings::default();
    let mut language = String::new();
    for line in source.lines().map(str::trim) {
        if let Some(code) = line.strip_prefix("Lang::").and_then(|rest| rest.strip_suffix(',')) {
            code.clone_into(&mut language);
        } else if let Some(inside) = line.strip_prefix("Trigram(") {
            let letters = inside.split('\'').skip(1).step_by(2).filter_map(|part| part.chars().next());
            let trigram = ngram(letters).filter(|ngram| ngram.len() == 3);
            rankings.entry(language.clone()).or_default().push(trigram);
        }
    }
    rankings
}

/// Reads a file of counts of one to three letters.
pub fn counts(file: &Path) -> Counts {
    let source = std::fs::read_to_string(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let profile: serde_json::Value = serde_json::from_str(&source).expect("a profile is JSON");
    let mut counts = Counts::default();
    for (letters, count) in profile["freq"].as_object().expect("a profile has frequencies") {
        let Some(ngram) = ngram(letters.chars()) else { continue };
        let count = count.as_f64().expect("a frequency is a number");
        *counts.entry(ngram).or_default() += count;
        if ngram.len() == 2 && ngram.last() == BORDER {
            *counts.entry(Ngram::of(&[BORDER])).or_default() += count;
        }
    }
    counts
}

/// All that is no letter counts as a border, as in the counted languages; nothing where a border is inside.
fn ngram(letters: impl Iterator<Item = char>) -> Option<Ngram> {
    let small = |letter: char| letter.to_lowercase().next().unwrap_or(letter);
    let ngram: Vec<char> =
        letters.map(|letter| if is_letter(letter) { small(letter) } else { BORDER }).collect();
    let is_crossing = ngram == [BORDER] || ngram.windows(2).any(|pair| pair == [BORDER; 2]);
    let is_inside = ngram.len() == 3 && ngram[1] == BORDER;
    (!is_crossing && !is_inside).then(|| Ngram::of(&ngram))
}

/// Without what is a letter in name only, such as the turned comma of Uzbek; with the vowels of Devanagari.
fn is_letter(letter: char) -> bool {
    let is_vowel = matches!(letter, '\u{0900}'..='\u{0963}');
    (letter.is_alphabetic() || is_vowel) && !matches!(letter, '\u{02B0}'..='\u{02FF}')
}

/// The share of a text that the trigram of each rank has.
pub fn shares(rankings: &Rankings, counted: &[(&str, &Counts)]) -> Vec<f64> {
    let mut sums = vec![(0.0, 0.0); 300];
    for (code, counts) in counted {
        let Some(ranking) = rankings.get(*code) else { continue };
        let total: f64 = counts.iter().filter(|(ngram, _)| ngram.len() == 1).map(|(_, count)| count).sum();
        for (rank, trigram) in ranking.iter().enumerate().take(sums.len()) {
            if let Some(count) = trigram.and_then(|trigram| counts.get(&trigram)) {
                sums[rank].0 += count / total;
                sums[rank].1 += 1.0;
            }
        }
    }
    sums.into_iter().map(|(sum, languages)| sum / f64::max(languages, 1.0)).collect()
}

pub fn estimated(ranking: &[Option<Ngram>], shares: &[f64]) -> Counts {
    let mut counts = Counts::default();
    for (trigram, share) in ranking.iter().zip(shares) {
        let Some(trigram) = *trigram else { continue };
        let count = share * LETTERS_READ;
        *counts.entry(trigram).or_default() += count;
        // Shorter n-grams also occur in trigrams that are not in the ranking.
        let shorter = count / COVERED;
        let first_two = trigram.without_last();
        *counts.entry(first_two).or_default() += shorter;
        if trigram.last() == BORDER {
            *counts.entry(trigram.without_first()).or_default() += shorter;
            *counts.entry(Ngram::of(&[BORDER])).or_default() += shorter;
        }
        let first = first_two.without_last();
        if first == Ngram::of(&[BORDER]) {
            *counts.entry(Ngram::of(&[first_two.last()])).or_default() += shorter / 2.0;
        } else {
            *counts.entry(first).or_default() += shorter;
        }
    }
    counts
}
