//! Which values only tell by what channel a reader came.
//!
//! Owns `channels.txt`. Judges values of names that mean tracking on one site and content on another; `trackers` knows the names.
//! Refuses a value with any word it does not know: `ref=rss` is a channel, `ref=rss-2024-17` may be a file number.

use std::sync::LazyLock;

use super::trackers;

static WORDS: LazyLock<Words> = LazyLock::new(|| Words::read(include_str!("channels.txt")));

/// Whether a lower-case value is empty or a channel's name, in one word or several.
pub(super) fn are_named_by(value: &str) -> bool {
    if value.is_empty() || is_in(&WORDS.channels, value) {
        return true;
    }
    let mut named = false;
    for word in value.split(|c: char| !c.is_ascii_alphanumeric()) {
        if is_in(&WORDS.channels, word) {
            named = true;
        } else if !is_in(&WORDS.fillers, word) {
            return false;
        }
    }
    named
}

fn is_in(sorted: &[&str], word: &str) -> bool {
    sorted.binary_search(&word).is_ok()
}

/// Both lists sorted.
struct Words {
    channels: Vec<&'static str>,
    fillers: Vec<&'static str>,
}

impl Words {
    fn read(text: &'static str) -> Self {
        let (mut channels, mut fillers) = (Vec::new(), Vec::new());
        for line in trackers::lines(text) {
            match line.strip_prefix('+') {
                Some(filler) => fillers.push(filler),
                None => channels.push(line),
            }
        }
        channels.sort_unstable();
        fillers.sort_unstable();
        Self { channels, fillers }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_channel_counts_alone_and_no_filler_does() {
        for channel in &WORDS.channels {
            assert!(are_named_by(channel), "{channel}");
        }
        for filler in &WORDS.fillers {
            assert!(!are_named_by(filler), "{filler}");
        }
    }

    #[test]
    fn several_words_must_all_be_known() {
        for value in ["", "rss", "rss-feed", "twitter_share", "google_news", "news.ycombinator.com", "t.co"] {
            assert!(are_named_by(value), "{value}");
        }
        for value in ["news", "7", "rss-7", "twitter-files", "rss feed me", "p12"] {
            assert!(!are_named_by(value), "{value}");
        }
    }
}
