//! The letters of a text, counted by script.
//!
//! Promises one cheap look at each character. Refuses to weigh all signs alike: a Chinese character says
//! as much as three Latin letters, and a letter that only one language writes as much as two.

use super::script::{self, Script};

/// Weight of a letter of an alphabet; the others are measured by it.
const ALPHABET: u32 = 4;
/// Chinese texts have hardly any kana, Japanese ones a third and more.
const KANA_PERCENT: u32 = 6;
/// Every text long enough to be judged has more different letters than this.
const LEAST_DIFFERENT: u32 = 7;
/// A text with more of its letters from these than this is not in one of the languages of a model.
const SIGNATURE_PERMILLE: u32 = 12;

/// Letters that set languages without a model apart from those with one in the same script.
const SIGNATURES: [(&str, &str); 8] = [
    ("as", "ৰৱ"),
    ("ba", "ҙҫҡ"),
    ("ckb", "ڕڵۆێ"),
    ("ps", "ټډړږښڼۍې"),
    ("sd", "ڄڃٻڀٿٺٽڏڍڊڻڪ"),
    ("tg", "ҷӣӯ"),
    ("tt", "җ"),
    ("ug", "ۇۈۋې"),
];

/// Weights of what was seen so far.
#[derive(Debug, Default)]
pub struct Seen {
    latin: u32,
    kana: u32,
    han: u32,
    /// Letters of scripts that nothing covers; marks of vowels too, which are fewer than letters.
    uncovered: u32,
    others: Vec<(Script, u32)>,
    /// A bit for each letter, as far as 64 bits go.
    different: u64,
    signatures: [u32; SIGNATURES.len()],
}

impl Seen {
    pub fn add(&mut self, text: &str) {
        for letter in text.chars() {
            let script = script::of(letter);
            if script.is_some() {
                self.different |= 1 << (u32::from(letter) % 64);
            }
            match script {
                None => self.uncovered += u32::from(!letter.is_ascii() && letter.is_alphabetic()) * ALPHABET,
                Some(Script::Latin) => self.latin += ALPHABET,
                Some(Script::Kana) => self.kana += ALPHABET * 3,
                Some(Script::Han) => self.han += ALPHABET * 3,
                Some(script) => self.add_other(script, letter),
            }
        }
    }

    fn add_other(&mut self, script: Script, letter: char) {
        let weight = weight(script);
        match self.others.iter_mut().find(|(other, _)| *other == script) {
            Some((_, sum)) => *sum += weight,
            None => self.others.push((script, weight)),
        }
        // Only these blocks have signatures.
        if matches!(letter, 'Ҋ'..='ӿ' | '\u{671}'..='\u{6D3}' | 'ৰ' | 'ৱ') {
            let small = letter.to_lowercase().next().unwrap_or(letter);
            for ((_, letters), sum) in SIGNATURES.iter().zip(&mut self.signatures) {
                *sum += u32::from(letters.contains(small)) * weight;
            }
        }
    }

    /// What the text is written in, and the weight in letters of an alphabet; Japanese counts as kana.
    pub fn script(&self) -> (Script, u32) {
        let (script, weight) = self.ranked().max_by_key(|(_, weight)| *weight).unwrap_or((Script::Latin, 0));
        let is_japanese = script == Script::Han
            && self.kana > 0
            && self.kana * 100 >= (self.kana + self.han) * KANA_PERCENT;
        (if is_japanese { Script::Kana } else { script }, weight / ALPHABET)
    }

    /// The language that only the letters give away.
    pub fn signature(&self) -> Option<&'static str> {
        let (script, letters) = self.script();
        let marked = SIGNATURES.iter().zip(self.signatures);
        let ((code, signs), sum) = marked.max_by_key(|(_, sum)| *sum)?;
        let is_in_script = signs.chars().next().and_then(script::of) == Some(script);
        let is_often = sum * 1000 > letters * ALPHABET * SIGNATURE_PERMILLE;
        (is_in_script && is_often).then_some(*code)
    }

    /// The same few letters over and over are no text, and a script that nothing covers tells nothing.
    pub fn is_of_no_use(&self) -> bool {
        self.different.count_ones() < LEAST_DIFFERENT || self.uncovered > self.script().1 * ALPHABET
    }

    /// One script has two thirds of all.
    pub fn is_clear(&self) -> bool {
        let all: u32 = self.ranked().map(|(_, weight)| weight).sum();
        let most = self.ranked().map(|(_, weight)| weight).max().unwrap_or(0);
        most * 3 >= all * 2
    }

    fn ranked(&self) -> impl Iterator<Item = (Script, u32)> {
        let fixed = [(Script::Han, self.han + self.kana), (Script::Latin, self.latin)];
        self.others.iter().copied().chain(fixed)
    }
}

fn weight(script: Script) -> u32 {
    match script {
        Script::Latin | Script::Cyrillic => ALPHABET,
        Script::Arabic | Script::Hebrew | Script::Devanagari => ALPHABET * 5 / 4,
        Script::Han | Script::Kana | Script::Hangul => ALPHABET * 3,
        Script::Bengali | Script::Ethiopic | Script::Of(_) => ALPHABET * 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(text: &str) -> Seen {
        let mut seen = Seen::default();
        seen.add(text);
        seen
    }

    #[test]
    fn the_script_that_says_most_counts() {
        assert_eq!(seen("Привет from Москва").script(), (Script::Cyrillic, 12));
        assert_eq!(seen("会议 today").script(), (Script::Han, 6));
        assert_eq!(seen("12:30 - 45 %").script(), (Script::Latin, 0));
    }

    #[test]
    fn a_little_kana_makes_japanese_and_a_single_one_does_not() {
        assert_eq!(seen("東京都は新しい計画を発表した").script().0, Script::Kana);
        let chinese = "市政府昨天宣布新的计划将在明年春天开始实施".repeat(2);
        assert_eq!(seen(&format!("{chinese}の")).script().0, Script::Han);
    }

    #[test]
    fn letters_give_away_languages_without_a_model() {
        assert_eq!(seen("Ҳукумати ҷумҳурӣ имрӯз қарори нав қабул кард").signature(), Some("tg"));
        assert_eq!(seen("Правительство сегодня приняло новое решение").signature(), None);
        let quoting = "The word for council, ҷумҳурӣ, stands on the wall of the old town hall.";
        assert_eq!(seen(quoting).signature(), None);
    }
}
