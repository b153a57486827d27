//! Probabilities from counts: each order leans on the shorter one, the more the less it has seen.

use crate::counts::Counts;
use crate::ngram::{BORDER, Ngram};

/// How many occurrences of a context outweigh what the shorter context says.
const LEAN: f64 = 100.0;
/// How much a relative may sharpen a probability.
const MOST_CHANGE: f64 = 4.0;
/// The part of a text that is foreign to its language; names, mostly.
const FOREIGN: f64 = 0.002;
/// How probable a letter is in the foreign part.
const FOREIGN_LETTER: f64 = 0.02;

pub struct Language {
    pub code: String,
    counts: Counts,
    /// By context, the occurrences of all that is known to follow.
    followed: Counts,
    total: f64,
    /// The letters of the longest n-grams that are known; longer ones are taken from the relatives.
    longest: u32,
    relatives: Vec<Language>,
}

impl Language {
    pub fn new(code: &str, counts: Counts) -> Self {
        let total = counts.iter().filter(|(ngram, _)| ngram.len() == 1).map(|(_, count)| count).sum();
        let mut followed = Counts::default();
        for (ngram, count) in &counts {
            *followed.entry(ngram.without_last()).or_default() += count;
        }
        let longest = counts.keys().map(|ngram| ngram.len()).max().unwrap_or(0);
        Self { code: code.to_owned(), counts, followed, total, longest, relatives: Vec::new() }
    }

    pub fn with_relatives(self, relatives: Vec<Language>) -> Self {
        Self { relatives, ..self }
    }

    pub fn ngrams(&self) -> impl Iterator<Item = Ngram> {
        self.counts.keys().copied()
    }

    /// The share of a text's letters at which this n-gram ends.
    pub fn share(&self, ngram: Ngram) -> f64 {
        self.count(ngram) / self.total
    }

    /// The natural logarithm of the probability of the last letter after the others.
    pub fn log_probability(&self, ngram: Ngram) -> f64 {
        (self.refined(ngram) * (1.0 - FOREIGN) + FOREIGN * FOREIGN_LETTER).ln()
    }

    /// What more letters of context change in the relatives, they are taken to change here.
    ///
    /// Otherwise a language with short n-grams would lose its own texts to a near one with long n-grams.
    fn refined(&self, ngram: Ngram) -> f64 {
        let mut known = ngram;
        while known.len() > self.longest {
            known = known.without_first();
        }
        let sum = |ngram| self.relatives.iter().map(|relative| relative.probability(ngram)).sum::<f64>();
        let change = if known == ngram || self.relatives.is_empty() { 1.0 } else { sum(ngram) / sum(known) };
        (self.probability(known) * change.clamp(0.2, MOST_CHANGE)).min(1.0)
    }

    fn probability(&self, ngram: Ngram) -> f64 {
        if ngram.len() == 1 {
            return (self.count(ngram) + 0.5) / (self.total + 50.0);
        }
        let shorter = self.probability(ngram.without_first());
        let context = ngram.without_last();
        let followed = self.followed.get(&context).copied().unwrap_or(0.0);
        // Where rare n-grams were left out of the figures, what is missing leans on the shorter context.
        let lean = LEAN.max(self.count(context) - followed);
        (self.count(ngram) + lean * shorter) / (followed + lean)
    }

    fn count(&self, ngram: Ngram) -> f64 {
        self.counts.get(&ngram).copied().unwrap_or(0.0)
    }
}

/// What begins with a border or has none before its last letter: the only n-grams that a reader of text meets.
pub fn is_within_a_word(ngram: Ngram) -> bool {
    let letters = ngram.letters();
    let inner = letters.get(1..letters.len().max(2) - 1).unwrap_or_default();
    !inner.contains(&BORDER) && (letters.len() == 1 || letters != [BORDER, BORDER])
}
