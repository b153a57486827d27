//! How much of a text is made of known phrases.
//!
//! Owns the search for many phrases at once and what is counted: how many different ones, how many of them are
//! marked, which share of the text they cover, and the longest stretch without any. One phrase never decides:
//! an article about cookies holds the words of a consent notice too, but spread thin.

use super::super::phrases::{self, BEGINNINGS, Phrase, beginning};

/// Phrases by how they begin, so that most words of a text cost one look.
#[derive(Debug)]
pub struct Signals {
    /// Sorted, each text once.
    phrases: Vec<Phrase>,
    /// For each hash of the first bytes, the phrases that begin so, the longest first.
    beginnings: Vec<Vec<u16>>,
}

/// What was found in a folded text. Lengths are in bytes, so that they are shares of the same whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    pub length: usize,
    pub covered: usize,
    /// Different phrases.
    pub distinct: usize,
    /// Of these, the marked ones.
    pub marked: usize,
    /// Of these, the ones whose mark counts wherever they stand, or which begin the text.
    pub certain: usize,
    /// The longest stretch in which no phrase is found.
    pub gap: usize,
}

impl Measure {
    pub fn covers(&self, percent: usize) -> bool {
        self.covered * 100 >= self.length * percent
    }
}

impl Signals {
    pub fn read(files: &[&str]) -> Self {
        let mut phrases: Vec<Phrase> = files.iter().flat_map(|file| phrases::read(file)).collect();
        phrases.sort_by(|a, b| a.text.cmp(&b.text).then(b.marked.cmp(&a.marked)));
        phrases.dedup_by(|a, b| a.text == b.text);
        let mut beginnings = vec![Vec::new(); BEGINNINGS];
        let mut longest_first: Vec<(usize, u16)> =
            phrases.iter().zip(0..).map(|(phrase, id)| (phrase.text.len(), id)).collect();
        longest_first.sort_by(|a, b| b.cmp(a));
        for (_, id) in longest_first {
            let text = phrases.get(usize::from(id)).map_or("", |phrase| phrase.text.as_str());
            if let Some(ids) = beginnings.get_mut(beginning(text)) {
                ids.push(id);
            }
        }
        Self { phrases, beginnings }
    }

    /// Of a folded text.
    pub fn measure(&self, folded: &str) -> Measure {
        let mut measure = Measure { length: folded.len(), ..Measure::default() };
        let mut seen: Vec<u16> = Vec::new();
        let (mut end, mut at) = (0, 0);
        let is_spaced = folded.is_ascii();
        while let Some(next) = next_start(folded, at, is_spaced) {
            at = next;
            let Some((id, phrase)) = self.longest_at(folded, at) else {
                at += 1;
                continue;
            };
            measure.covered += phrase.text.len() + 1;
            measure.gap = measure.gap.max(at.saturating_sub(end));
            at += phrase.text.len();
            end = at;
            if !seen.contains(&id) {
                seen.push(id);
                measure.distinct += 1;
                measure.marked += usize::from(phrase.marked);
                let begins = end == at_of_first(folded) + phrase.text.len();
                measure.certain += usize::from(phrase.marked && (!phrase.begins || begins));
            }
        }
        measure.gap = measure.gap.max(folded.len().saturating_sub(end));
        measure
    }

    /// The longest phrase that begins at this byte, whole words only.
    fn longest_at(&self, folded: &str, at: usize) -> Option<(u16, &Phrase)> {
        let text = folded.get(at..)?;
        let ids = self.beginnings.get(beginning(text))?;
        ids.iter().find_map(|&id| {
            let phrase = self.phrases.get(usize::from(id))?;
            let rest = text.strip_prefix(phrase.text.as_str())?;
            (phrase.open || phrases::ends_word(&phrase.text, rest)).then_some((id, phrase))
        })
    }

    /// The phrase that a whole folded text is.
    pub fn exact(&self, folded: &str) -> Option<&Phrase> {
        let at = self.phrases.binary_search_by(|phrase| phrase.text.as_str().cmp(folded.trim())).ok()?;
        self.phrases.get(at)
    }

    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = &Phrase> {
        self.phrases.iter()
    }
}

/// Where the first word of a folded text begins.
fn at_of_first(folded: &str) -> usize {
    folded.len() - folded.trim_start().len()
}

/// The next byte at which a phrase may begin: after a space; in scripts that set none, at any letter and behind it.
fn next_start(folded: &str, from: usize, is_spaced: bool) -> Option<usize> {
    let bytes = folded.as_bytes();
    if is_spaced {
        let back = from.saturating_sub(1);
        let space = memchr::memchr(b' ', bytes.get(back..bytes.len().saturating_sub(1))?)?;
        return Some(back + space + 1);
    }
    // Letters of these scripts take three bytes, and the first of them is in this range.
    let is_unspaced = |byte: &u8| matches!(byte, 0xe0..=0xed);
    let back = |at: usize, by: usize| at.checked_sub(by).and_then(|at| bytes.get(at));
    (from..bytes.len()).find(|&at| {
        let byte = bytes.get(at);
        let after_unspaced = byte.is_some_and(u8::is_ascii) && back(at, 3).is_some_and(is_unspaced);
        back(at, 1) == Some(&b' ') || byte.is_some_and(is_unspaced) || after_unspaced
    })
}

#[cfg(test)]
mod tests {
    use super::super::super::phrases::{Digits, fold};
    use super::*;

    fn measure(text: &str) -> Measure {
        Signals::read(&["! we use cookies\ncookie*\naccept all\nreject all\n同意"])
            .measure(&fold(text, Digits::Keep))
    }

    #[test]
    fn phrases_are_counted_once_and_their_marks_too() {
        let measure = measure("We use cookies. Cookies! Accept all, reject all.");
        assert_eq!((measure.distinct, measure.marked), (4, 1));
        assert!(measure.covers(90));
    }

    #[test]
    fn words_are_whole_unless_the_phrase_is_open() {
        assert_eq!(measure("accept allegations").distinct, 0);
        assert_eq!(measure("a cookiebanner").distinct, 1);
        assert_eq!(measure("您同意").distinct, 1);
        assert_eq!(measure("使用Cookie来").distinct, 1);
    }

    #[test]
    fn the_gap_is_the_longest_stretch_without_a_phrase() {
        assert_eq!(measure("cookie 0123456789").gap, 12);
        assert_eq!(measure("").distinct, 0);
    }
}
