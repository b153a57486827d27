//! How often each language writes each n-gram, with the borders of words.
//!
//! The published figures are conditional probabilities of letters inside words: one to five letters,
//! no borders. What is missing from the sum over all next letters is the probability that the word
//! ends there, and likewise for beginnings; so the borders are recovered exactly.

use std::path::Path;

use fst::Streamer;
use rustc_hash::FxHashMap;

use crate::ngram::{BORDER, LONGEST, Ngram};

/// Occurrences by n-gram; borders count as letters.
pub type Counts = FxHashMap<Ngram, f64>;

/// Less than one occurrence is an error of rounding.
const ONCE: f64 = 0.3;

/// Reads one language's file of natural logarithms of conditional probabilities.
pub fn read(file: &Path) -> Counts {
    let bytes = std::fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    let map = fst::Map::new(bytes).expect("a file of the lingua crates is a map");
    let mut stream = map.stream();
    // The keys come sorted, so all beginnings of a key are still on the path.
    let mut path: Vec<(Ngram, Vec<u8>, f64)> = Vec::new();
    let mut letters = Counts::default();
    while let Some((key, value)) = stream.next() {
        let text = std::str::from_utf8(key).expect("keys are text");
        let ngram = text.chars().fold(Ngram::EMPTY, Ngram::then);
        while path.last().is_some_and(|(_, prefix, _)| !key.starts_with(prefix)) {
            path.pop();
        }
        let before = match path.last() {
            Some((prefix, _, joint)) if *prefix == ngram.without_last() => *joint,
            None if ngram.len() == 1 => 1.0,
            _ => continue,
        };
        let joint = before * f64::from_bits(value).exp();
        path.push((ngram, key.to_vec(), joint));
        letters.insert(ngram, joint);
    }
    let singles = letters.iter().filter(|(ngram, _)| ngram.len() == 1).map(|(_, &joint)| joint);
    let total = 1.0 / singles.fold(1.0, f64::min);
    for joint in letters.values_mut() {
        *joint *= total;
    }
    with_borders(&letters)
}

fn with_borders(letters: &Counts) -> Counts {
    let longer = |counts: &Counts, shorten: fn(Ngram) -> Ngram| {
        let mut sums = Counts::default();
        for (&ngram, &count) in counts.iter().filter(|(ngram, _)| ngram.len() > 1) {
            *sums.entry(shorten(ngram)).or_default() += count;
        }
        sums
    };
    let followed = longer(letters, Ngram::without_last);
    let preceded = longer(letters, Ngram::without_first);
    let mut all = letters.clone();
    let mut words = 0.0;
    let mut beginnings = Counts::default();
    for (&ngram, &count) in letters.iter().filter(|(ngram, _)| (ngram.len() as usize) < LONGEST) {
        let ends = count - followed.get(&ngram).copied().unwrap_or(0.0);
        if ends > ONCE {
            all.insert(ngram.then(BORDER), ends);
            if ngram.len() == 1 {
                words += ends;
            }
        }
        let begins = count - preceded.get(&ngram).copied().unwrap_or(0.0);
        if begins > ONCE {
            all.insert(ngram.after(BORDER), begins);
            beginnings.insert(ngram, begins);
        }
    }
    let carried_on = longer(&beginnings, Ngram::without_last);
    for (&ngram, &count) in beginnings.iter().filter(|(ngram, _)| ngram.len() as usize + 2 <= LONGEST) {
        let whole = count - carried_on.get(&ngram).copied().unwrap_or(0.0);
        if whole > ONCE {
            all.insert(ngram.after(BORDER).then(BORDER), whole);
        }
    }
    all.insert(Ngram::of(&[BORDER]), words);
    all
}

/// Serbian is published in Cyrillic only; each letter has one Latin spelling, of one or two letters.
///
/// A Latin n-gram may begin or end inside such a pair, so each Cyrillic n-gram gives all the Latin ones
/// that need exactly its letters.
pub fn serbian_in_latin(cyrillic: &Counts) -> Counts {
    let mut latin = Counts::default();
    for (ngram, &count) in cyrillic {
        let spelled: Vec<Vec<char>> = ngram.letters().into_iter().map(latin_of).collect();
        if spelled.iter().any(Vec::is_empty) {
            continue;
        }
        let text = spelled.concat();
        let (first, last) = (spelled[0].len(), spelled[spelled.len() - 1].len());
        for start in 0..first {
            for end in text.len() - last + 1..=text.len() {
                if start < end && end - start <= LONGEST {
                    *latin.entry(Ngram::of(&text[start..end])).or_default() += count;
                }
            }
        }
    }
    latin
}

fn latin_of(letter: char) -> Vec<char> {
    const CYRILLIC: &str = "абвгдђежзијклмнопрстћуфхцчш_";
    const LATIN: &str = "abvgdđežzijklmnoprstćufhcčš_";
    match letter {
        'љ' => vec!['l', 'j'],
        'њ' => vec!['n', 'j'],
        'џ' => vec!['d', 'ž'],
        _ => {
            let place = CYRILLIC.chars().position(|cyrillic| cyrillic == letter);
            place.and_then(|place| LATIN.chars().nth(place)).into_iter().collect()
        }
    }
}
