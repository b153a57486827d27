//! The last sentence of a feed's article: `The post ... appeared first on Example Daily.`, `Continue reading ... →`.
//!
//! Owns `feeds.txt`. In place of the dots must stand the article's own title, however it is quoted, or nearly so;
//! refuses any other sentence that begins and goes on so.

use std::sync::LazyLock;

use super::super::phrases::{self, Digits, fold, head, tail};

/// How it begins and goes on, folded and without the spaces around; either may be empty.
struct Feed {
    begins: String,
    goes_on: String,
    /// Says so much that no title need stand in it.
    is_marked: bool,
    /// Says that there is more to read.
    is_cut: bool,
}

static FEEDS: LazyLock<Vec<Feed>> = LazyLock::new(|| {
    let lines = include_str!("feeds.txt").lines().filter(|line| !line.starts_with('#'));
    let feed = |line: &str| {
        let (begins, goes_on) = line.split_once("...")?;
        let folded = |part: &str| fold(part, Digits::Keep).trim().to_owned();
        Some(Feed {
            begins: folded(begins),
            goes_on: folded(goes_on),
            is_marked: line.starts_with('!'),
            is_cut: line.starts_with('+'),
        })
    };
    lines.filter_map(feed).collect()
});

/// A longer sentence holds more than a title and a site.
const SENTENCE_BYTES: usize = 400;
/// How much of a sentence is compared first: no beginning is longer.
const BEGINNING_BYTES: usize = 80;
/// A shorter title, in bytes, says too little.
const TITLE_BYTES: usize = 8;
/// A part of a title that says as much as the whole.
const PART_BYTES: usize = 16;
/// After the title comes the name of a site.
const SITE_WORDS: usize = 8;

/// A sentence of a feed at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Where it begins; text may stand before it.
    pub start: usize,
    /// It says that the text goes on elsewhere.
    pub is_cut: bool,
}

/// The feed's sentence with which a line ends.
pub fn ending(line: &str, title: &str) -> Option<Ending> {
    let title = Title(fold(title, Digits::Keep).trim().to_owned());
    if line.len() <= SENTENCE_BYTES
        && let Some(is_cut) = title.sentence(line)
    {
        return Some(Ending { start: 0, is_cut });
    }
    let end = tail(line, SENTENCE_BYTES);
    let from = line.len() - end.len();
    let after = |(at, c): (usize, char)| at + c.len_utf8();
    // After a sentence, or an elision such as `[…]`.
    let begins = end
        .char_indices()
        .filter(|&(_, c)| phrases::is_terminal(c) || matches!(c, ']' | '”' | '»'))
        .map(after);
    begins.into_iter().find_map(|at| {
        let rest = end.get(at..)?;
        let sentence = rest.trim_start();
        let is_apart = sentence.len() < rest.len() || sentence.starts_with(phrases::is_unspaced);
        let is_cut = title.sentence(sentence).filter(|_| is_apart)?;
        Some(Ending { start: from + at, is_cut })
    })
}

/// Takes off a feed's sentence that stands behind others in the last line, and says whether it tells of more.
pub fn take_glued(paragraphs: &mut [String], title: &str) -> bool {
    let Some(last) = paragraphs.last_mut() else { return false };
    let from = last.rfind('\n').map_or(0, |at| at + 1);
    let ending = last.get(from..).and_then(|line| ending(line, title)).filter(|ending| ending.start > 0);
    let Some(Ending { start, is_cut }) = ending else { return false };
    last.truncate(from + start);
    last.truncate(last.trim_end().len());
    is_cut
}

/// Folded.
struct Title(String);

impl Title {
    /// Whether the sentence is a feed's, and then whether it says that there is more.
    fn sentence(&self, sentence: &str) -> Option<bool> {
        let beginning = fold(head(sentence, BEGINNING_BYTES), Digits::Keep);
        let beginning = beginning.trim_start();
        let own = head(&self.0, PART_BYTES);
        let may_be = |feed: &&Feed| match feed.begins.as_str() {
            "" => self.0.len() >= TITLE_BYTES && beginning.starts_with(own),
            begins => beginning.strip_prefix(begins).is_some_and(|rest| phrases::ends_word(begins, rest)),
        };
        let mut feeds = FEEDS.iter().filter(may_be).peekable();
        feeds.peek()?;
        let folded = fold(sentence, Digits::Keep);
        feeds.find(|feed| self.is_in(feed, folded.trim())).map(|feed| feed.is_cut)
    }

    fn is_in(&self, feed: &Feed, sentence: &str) -> bool {
        let Some(after) = sentence.strip_prefix(feed.begins.as_str()) else { return false };
        let (middle, end) = match feed.goes_on.as_str() {
            "" => (after, ""),
            goes_on => match after.rsplit_once(goes_on) {
                Some(parts) => parts,
                None => return false,
            },
        };
        let (middle, end) = (middle.trim(), end.trim());
        let is_site = end.split(' ').count() <= SITE_WORDS;
        (self.is_repeated(middle) && is_site) || (feed.is_marked && end.is_empty())
    }

    /// The title, its beginning, or the title and what a site adds to it.
    fn is_repeated(&self, text: &str) -> bool {
        let title = self.0.as_str();
        let is_title = title.len() >= TITLE_BYTES
            && text.strip_prefix(title).is_some_and(|rest| rest.split(' ').count() <= SITE_WORDS);
        is_title || (text.len() >= PART_BYTES && title.starts_with(text)) || has_most_words(text, title)
    }
}

/// A headline that was edited after the feed had gone out.
fn has_most_words(text: &str, title: &str) -> bool {
    let words: Vec<&str> = title.split(' ').collect();
    let common = text.split(' ').filter(|word| words.contains(word)).count();
    let most = text.split(' ').count().max(words.len());
    most >= 5 && most <= 40 && common * 3 >= most * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "Harbour opens again";

    fn is_whole(line: &str) -> bool {
        ending(line, TITLE).is_some_and(|ending| ending.start == 0)
    }

    #[test]
    fn the_sentences_of_feeds_are_known_in_their_languages() {
        for line in [
            "The post Harbour opens again appeared first on Example Daily.",
            "L'articolo Harbour opens again proviene da Esempio.",
            "Der Beitrag „Harbour opens again“ erschien zuerst auf Beispiel.",
            "La entrada Harbour opens again se publicó primero en Ejemplo.",
            "Cet article Harbour opens again est apparu en premier sur Exemple.",
            "Harbour opens again yazısı ilk önce Örnek üzerinde ortaya çıktı.",
            "投稿 Harbour opens again は 例新聞 に最初に表示されました。",
            "帖子Harbour opens again最先出现在例报。",
            "A Harbour opens again bejegyzés először Példa-én jelent meg.",
        ] {
            assert!(is_whole(line), "{line}");
            assert_eq!(ending(line, "Markets close higher"), None, "{line}");
        }
        assert!(ending("投稿 旧港が再び開く は 例新聞 に最初に表示されました。", "旧港が再び開く").is_some());
        let edited = "The post Harbour of the old town opens again appeared first on Example Daily.";
        assert!(ending(edited, "Harbour of the old town opens at last").is_some());
    }

    #[test]
    fn a_link_to_the_rest_names_the_title() {
        for line in [
            "Continue reading Harbour opens again →",
            "Continue reading “Harbour opens again”",
            "„Harbour opens again“ weiterlesen",
            "Continuer la lecture de « Harbour opens again »",
            "Sigue leyendo Harbour opens again",
            "Leggi tutto “Harbour opens again”",
            "Czytaj dalej „Harbour opens again”",
            "Читать далее «Harbour opens again»",
        ] {
            assert_eq!(ending(line, TITLE), Some(Ending { start: 0, is_cut: true }), "{line}");
        }
        for line in [
            "Continue reading the letter, he said",
            "Continue reading Harbour bulletins",
            "Harbour opens again",
        ] {
            assert_eq!(ending(line, TITLE), None, "{line}");
        }
    }

    #[test]
    fn text_before_the_sentence_stays() {
        for text in ["The harbour opened.", "The harbour opened […]", "港が開いた。"] {
            let line = format!("{text} The post Harbour opens again appeared first on Example Daily.");
            assert_eq!(ending(&line, TITLE).map(|ending| ending.start), Some(text.len()), "{line}");
        }
        let quoted = "He said the post Harbour opens again appeared first on Example Daily.";
        assert_eq!(ending(quoted, TITLE), None);
    }

    #[test]
    fn every_line_of_the_data_is_a_feeds() {
        let lines =
            include_str!("feeds.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        assert_eq!(lines.count(), FEEDS.len());
        assert!(FEEDS.iter().all(|feed| !(feed.begins.is_empty() && feed.goes_on.is_empty())));
    }
}
