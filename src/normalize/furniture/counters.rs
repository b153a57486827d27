//! Lines that count: `12 comments`, `3 min read`, `阅读 1234`. A page changes them with each visit.
//!
//! Owns `counters.txt`. A line goes when it is nothing but numbers and words of the list, one of which names what is
//! counted. Refuses lines with any other word.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::phrases::{Digits, fold};

/// Whether a word names what is counted.
static WORDS: LazyLock<HashMap<String, bool>> = LazyLock::new(|| {
    let lines = include_str!("counters.txt").lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace);
    words
        .map(|word| {
            let (is_counted, word) = word.strip_prefix('+').map_or((false, word), |word| (true, word));
            (fold(word, Digits::Keep).trim().to_owned(), is_counted)
        })
        .collect()
});

const LINE_BYTES: usize = 80;
/// Such lines stand below the headline, if not at the end.
const FIRST_LINES: usize = 4;

/// Takes such lines from the top of a text; returns how many went.
pub fn take_leading(paragraphs: &mut Vec<String>) -> usize {
    let before = paragraphs.len();
    let mut at = 0;
    while at < FIRST_LINES.min(paragraphs.len().saturating_sub(1)) {
        if paragraphs.get(at).is_some_and(|line| is_counter(line)) {
            paragraphs.remove(at);
        } else {
            at += 1;
        }
    }
    before - paragraphs.len()
}

pub fn is_counter(line: &str) -> bool {
    if line.len() > LINE_BYTES || !line.contains(char::is_numeric) {
        return false;
    }
    let folded = fold(line, Digits::Keep);
    let mut is_counted = false;
    for word in folded.split(' ').flat_map(parts) {
        match WORDS.get(word) {
            Some(counted) => is_counted |= *counted,
            None => return false,
        }
    }
    is_counted
}

/// What is not a digit, each run of it: `1 234`, `15条`, `1.2k`.
fn parts(word: &str) -> impl Iterator<Item = &str> {
    word.split(char::is_numeric).filter(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_numbers_and_what_they_count_are_counters() {
        for line in [
            "12 comments",
            "Comments (12)",
            "1,234 views",
            "1.2k shares",
            "3 min read",
            "12 comments · 5 shares",
            "♥ 12 likes",
            "Lesezeit: 4 Minuten",
            "Temps de lecture : 4 min",
            "Tempo di lettura: 3 minuti",
            "12 Kommentare",
            "Просмотров: 1 234",
            "阅读 1234",
            "评论 12条",
            "阅读数：1.2万",
            "コメント 15件",
            "조회수 1,301",
        ] {
            assert!(is_counter(line), "{line}");
        }
    }

    #[test]
    fn lines_that_say_anything_else_are_none() {
        for line in [
            "Comments",
            "12",
            "12 May",
            "Shares fell 12 per cent",
            "12 people like this view",
            "Team A 3 Team B 1",
            "In 12 minutes",
            "3 minutes",
            "5 of 12",
            "阅读 新闻 12",
        ] {
            assert!(!is_counter(line), "{line}");
        }
    }

    #[test]
    fn they_go_from_the_top_of_a_text_and_the_last_line_stays() {
        let mut lines: Vec<String> =
            ["3 min read", "The harbour opened.", "12 comments"].map(str::to_owned).into();
        assert_eq!(take_leading(&mut lines), 1);
        assert_eq!(lines, ["The harbour opened.", "12 comments"]);
        let mut only = vec!["3 min read".to_owned()];
        assert_eq!(take_leading(&mut only), 0);
    }
}
