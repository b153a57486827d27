//! Whether a text reports what somebody said. Notices and prompts speak for themselves.
//!
//! Owns `speech.txt`.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::phrases::{Digits, fold, is_unspaced};

/// Words between spaces, and words to be found anywhere in scripts that set none.
static WORDS: LazyLock<(HashSet<String>, Vec<String>)> = LazyLock::new(|| {
    let lines = include_str!("speech.txt").lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace).map(|word| fold(word, Digits::Keep).trim().to_owned());
    let (unspaced, spaced) = words.partition(|word: &String| word.chars().any(is_unspaced));
    let unspaced: HashSet<String> = unspaced;
    (spaced, unspaced.into_iter().collect())
});

/// Of a folded text.
pub fn is_reported(folded: &str) -> bool {
    let (spaced, unspaced) = &*WORDS;
    folded.split(' ').any(|word| spaced.contains(word))
        || (folded.chars().any(is_unspaced) && unspaced.iter().any(|word| folded.contains(word.as_str())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reported_speech_is_known_by_its_verb() {
        let is = |text: &str| is_reported(&fold(text, Digits::Keep));
        for text in [
            "The cult is closed, prosecutors said.",
            "a déclaré le juge",
            "と彼は言う、と述べた。",
            "сказал министр",
            "他说",
        ] {
            assert!(is(text), "{text}");
        }
        for text in [
            "Subscribe to continue reading.",
            "続きを読むにはログイン",
            "Войдите, чтобы читать дальше",
            "登录后继续阅读",
        ] {
            assert!(!is(text), "{text}");
        }
    }
}
