//! A sorted list of words, that tells most words which are not in it by their first byte and length.

#[derive(Debug)]
pub struct List {
    words: &'static [&'static str],
    /// For each first byte, a bit for each length, modulo 32.
    lengths: [u32; 256],
}

impl List {
    pub const fn new(words: &'static [&'static str]) -> Self {
        let mut lengths = [0; 256];
        let mut at = 0;
        while at < words.len() {
            let word = words[at].as_bytes();
            lengths[word[0] as usize] |= 1 << (word.len() % 32);
            at += 1;
        }
        Self { words, lengths }
    }

    pub fn has(&self, word: &str) -> bool {
        self.may_have(word) && self.words.binary_search(&word).is_ok()
    }

    fn may_have(&self, word: &str) -> bool {
        let lengths = word.bytes().next().and_then(|first| self.lengths.get(usize::from(first)));
        lengths.is_some_and(|lengths| lengths & (1 << (word.len() % 32)) != 0)
    }

    #[cfg(test)]
    pub fn is_sorted(&self) -> bool {
        self.words.is_sorted()
    }
}

/// The first words of a list of phrases.
#[derive(Debug)]
pub struct Beginnings {
    phrases: &'static [&'static str],
    lengths: [u32; 256],
}

impl Beginnings {
    pub const fn new(phrases: &'static [&'static str]) -> Self {
        let mut lengths = [0; 256];
        let mut at = 0;
        while at < phrases.len() {
            let phrase = phrases[at].as_bytes();
            let mut end = 0;
            while end < phrase.len() && phrase[end] != b' ' {
                end += 1;
            }
            lengths[phrase[0] as usize] |= 1 << (end % 32);
            at += 1;
        }
        Self { phrases, lengths }
    }

    /// Whether the word is the first of a phrase.
    pub fn have(&self, word: &str) -> bool {
        let lengths = word.bytes().next().and_then(|first| self.lengths.get(usize::from(first)));
        if lengths.is_none_or(|lengths| lengths & (1 << (word.len() % 32)) == 0) {
            return false;
        }
        // What begins with the word stands after it, and what goes on without a space may stand between.
        let at = self.phrases.partition_point(|phrase| *phrase < word);
        let rests = self.phrases.iter().skip(at).map_while(|phrase| phrase.strip_prefix(word));
        rests.into_iter().any(|rest| rest.is_empty() || rest.starts_with(' '))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_and_others_are_not() {
        const WORDS: [&str; 4] = ["by", "sea", "words by", "были"];
        let list = List::new(&WORDS);
        assert!(list.is_sorted() && WORDS.iter().all(|word| list.has(word)));
        assert!(!["", "b", "be", "tea", "words", "words be"].iter().any(|word| list.has(word)));
        let beginnings = Beginnings::new(&WORDS);
        assert!(["by", "words", "были"].iter().all(|word| beginnings.have(word)));
        assert!(!["", "b", "word", "words by"].iter().any(|word| beginnings.have(word)));
    }
}
