//! What the words of relative phrases mean, by language, from `relative.txt`.
//!
//! Knows words and phrases of up to four words; how they are put together is for [`super::relative`].

use std::collections::HashMap;
use std::sync::LazyLock;

use super::lexicon::{Set, language_set};
use super::parts::Pieces;
use super::text::fold;

const PHRASES: &str = include_str!("relative.txt");

/// The most words that a phrase has.
const LONGEST_PHRASE: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Ago,
    Now,
    /// A day, by how many lie between it and the reference.
    DaysBack(i64),
    One,
    /// A unit, and how many of it the word says by itself.
    Unit(Unit, u32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// What each phrase means, and in which languages.
type Phrases = HashMap<Box<str>, Vec<(Meaning, Set)>>;

static MEANINGS: LazyLock<Phrases> = LazyLock::new(build);

/// The languages of which a text has any phrase.
pub(super) fn spoken(pieces: &Pieces<'_>) -> Set {
    let phrases = (0..pieces.len())
        .flat_map(|at| (1..=LONGEST_PHRASE).map_while(move |words| pieces.phrase(at, words)));
    phrases.filter_map(|phrase| MEANINGS.get(phrase)).flatten().fold(0, |all, &(_, set)| all | set)
}

/// The longest phrase at a piece, in one language, and the piece after it.
pub(super) fn meanings(pieces: &Pieces<'_>, at: usize, set: Set) -> Option<(Vec<Meaning>, usize)> {
    (1..=LONGEST_PHRASE).rev().find_map(|words| {
        let senses = MEANINGS.get(pieces.phrase(at, words)?)?;
        let here: Vec<_> = senses
            .iter()
            .filter(|(_, languages)| languages & set != 0)
            .map(|&(meaning, _)| meaning)
            .collect();
        (!here.is_empty()).then_some((here, at + words))
    })
}

fn build() -> Phrases {
    let mut meanings = Phrases::new();
    for line in PHRASES.lines().filter(|line| !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(language), Some(meaning)) = (words.next(), words.next().and_then(meaning)) else {
            continue;
        };
        for word in words {
            meanings
                .entry(fold(&word.replace('_', " ")).into())
                .or_default()
                .push((meaning, language_set(language)));
        }
    }
    meanings
}

fn meaning(kind: &str) -> Option<Meaning> {
    let (kind, times) = kind.strip_suffix('2').map_or((kind, 1), |kind| (kind, 2));
    Some(match kind {
        "ago" => Meaning::Ago,
        "now" => Meaning::Now,
        "today" => Meaning::DaysBack(0),
        "yesterday" => Meaning::DaysBack(1),
        "before" => Meaning::DaysBack(2),
        "one" => Meaning::One,
        "second" => Meaning::Unit(Unit::Second, times),
        "minute" => Meaning::Unit(Unit::Minute, times),
        "hour" => Meaning::Unit(Unit::Hour, times),
        "day" => Meaning::Unit(Unit::Day, times),
        "week" => Meaning::Unit(Unit::Week, times),
        "month" => Meaning::Unit(Unit::Month, times),
        "year" => Meaning::Unit(Unit::Year, times),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::language_set;
    use super::super::text::fold;
    use super::{MEANINGS, Meaning, PHRASES, meaning};

    #[test]
    fn every_line_of_the_data_is_understood() {
        for line in PHRASES.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
            let mut words = line.split_whitespace();
            let language = words.next().expect("a language");
            assert_ne!(language_set(language), 0, "{line}");
            assert!(words.next().and_then(meaning).is_some(), "{line}");
            assert!(words.next().is_some(), "{line}");
        }
    }

    #[test]
    fn the_same_word_may_mean_different_things_in_different_languages() {
        let in_language = |word: &str, language: &str| {
            let senses = MEANINGS.get(fold(word).as_str()).expect("a phrase");
            let set = language_set(language);
            senses.iter().find(|(_, languages)| languages & set != 0).map(|&(meaning, _)| meaning)
        };
        assert_eq!(in_language("hier", "fr"), Some(Meaning::DaysBack(1)));
        assert_eq!(in_language("hier", "de"), None);
    }
}
