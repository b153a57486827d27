//! The last sentence of a feed's article: `The post ... appeared first on Example Daily.`, `Continue reading ... →`.
//!
//! Owns `feeds.txt`. In place of the dots must stand the article's own title, however it is quoted, or nearly so;
//! refuses any other sentence that begins and goes on so.

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::super::letters::base;
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

/// What some begin with, by the first character.
static BEGINNINGS: LazyLock<BTreeMap<char, Vec<&str>>> = LazyLock::new(|| {
    let mut beginnings: BTreeMap<char, Vec<&str>> = BTreeMap::new();
    for begins in FEEDS.iter().map(|feed| feed.begins.as_str()) {
        for first in begins.chars().take(1) {
            beginnings.entry(first).or_default().push(begins);
        }
    }
    beginnings
});

/// A longer sentence holds more than a title and a site.
const SENTENCE_BYTES: usize = 400;
/// How much of a sentence is compared first: no beginning is longer.
const BEGINNING_BYTES: usize = 80;
/// So many letters tell that a sentence does not begin with the title.
const LETTERS: usize = 6;
/// A shorter title, in bytes, says too little.
const TITLE_BYTES: usize = 8;
/// A part of a title that says as much as the whole.
const PART_BYTES: usize = 16;
/// After the title comes the name of a site.
const SITE_WORDS: usize = 8;

/// A sentence of a feed at the end of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Ending {
    /// Where it begins; text stands before it.
    start: usize,
    /// It says that the text goes on elsewhere.
    is_cut: bool,
}

/// The feed's sentence that a line is, and whether it says that there is more.
pub fn line(line: &str, title: &str) -> Option<bool> {
    if line.len() > SENTENCE_BYTES { None } else { Title::of(title).sentence(line) }
}

/// The feed's sentence with which a line ends, behind other sentences.
fn ending(line: &str, title: &str) -> Option<Ending> {
    let end = tail(line, SENTENCE_BYTES);
    let from = line.len() - end.len();
    let title = Title::of(title);
    last_boundaries(end).into_iter().flatten().find_map(|at| {
        let rest = end.get(at..)?;
        let sentence = rest.trim_start();
        let is_apart = sentence.len() < rest.len() || sentence.starts_with(phrases::is_unspaced);
        let is_cut = title.sentence(sentence).filter(|_| is_apart)?;
        Some(Ending { start: from + at, is_cut })
    })
}

/// Behind the last sentences and elisions such as `[…]`, where another sentence may begin. A title may hold some.
fn last_boundaries(text: &str) -> [Option<usize>; 4] {
    let bytes = text.as_bytes();
    let mut last = [None; 4];
    let mut keep = |at: usize| {
        last.rotate_left(1);
        if let Some(newest) = last.last_mut() {
            *newest = Some(at);
        }
    };
    if text.is_ascii() {
        for at in memchr::memchr3_iter(b'.', b'!', b']', bytes) {
            if bytes.get(at + 1) == Some(&b' ') {
                keep(at + 1);
            }
        }
    } else {
        for (at, c) in text.char_indices() {
            if matches!(c, '.' | '!' | ']' | '…' | '。' | '！' | '”' | '»' | '」') {
                keep(at + c.len_utf8());
            }
        }
    }
    last
}

/// Takes off a feed's sentence that stands behind others in the last line, and says whether it tells of more.
pub fn take_glued(paragraphs: &mut [String], title: &str) -> bool {
    let Some(last) = paragraphs.last_mut() else { return false };
    let from = last.rfind('\n').map_or(0, |at| at + 1);
    let ending = last.get(from..).and_then(|line| ending(line, title));
    let Some(Ending { start, is_cut }) = ending else { return false };
    last.truncate(from + start);
    last.truncate(last.trim_end().len());
    is_cut
}

/// Folded where it is needed, which is seldom.
struct Title<'t> {
    title: &'t str,
    folded: OnceCell<String>,
}

impl<'t> Title<'t> {
    fn of(title: &'t str) -> Self {
        Self { title, folded: OnceCell::new() }
    }

    fn folded(&self) -> &str {
        self.folded.get_or_init(|| fold(self.title, Digits::Keep).trim().to_owned())
    }

    /// Whether the sentence is a feed's, and then whether it says that there is more.
    fn sentence(&self, sentence: &str) -> Option<bool> {
        let first = letters(sentence).next()?;
        let may_begin = |begins: &&str| {
            begins.chars().filter(|c| *c != ' ').zip(letters(sentence)).all(|(one, other)| one == other)
        };
        // A title may open the sentence, too.
        let may_be_title =
            || letters(sentence).zip(letters(self.title)).take(LETTERS).all(|(one, other)| one == other);
        if !BEGINNINGS.get(&first).is_some_and(|known| known.iter().any(may_begin)) && !may_be_title() {
            return None;
        }
        let beginning = fold(head(sentence, BEGINNING_BYTES), Digits::Keep);
        let beginning = beginning.trim_start();
        let begins = |feed: &&Feed| match feed.begins.as_str() {
            "" => {
                self.folded().len() >= TITLE_BYTES && beginning.starts_with(head(self.folded(), PART_BYTES))
            }
            begins => beginning.strip_prefix(begins).is_some_and(|rest| phrases::ends_word(begins, rest)),
        };
        let mut feeds = FEEDS.iter().filter(begins).peekable();
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
        let title = self.folded();
        let is_title = title.len() >= TITLE_BYTES
            && text.strip_prefix(title).is_some_and(|rest| rest.split(' ').count() <= SITE_WORDS);
        is_title || (text.len() >= PART_BYTES && title.starts_with(text)) || has_most_words(text, title)
    }
}

/// Letters and digits as folding has them, one by one.
fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    let lower = |c: char| {
        if c.is_ascii() { c.to_ascii_lowercase() } else { base(c.to_lowercase().next().unwrap_or(c)) }
    };
    text.chars().filter(|c| c.is_ascii_alphanumeric() || c.is_alphanumeric()).map(lower)
}

/// A headline that was edited after the feed had gone out.
fn has_most_words(text: &str, title: &str) -> bool {
    let words: Vec<&str> = title.split(' ').collect();
    let common = text.split(' ').filter(|word| words.contains(word)).count();
    let most = text.split(' ').count().max(words.len());
    (5..=40).contains(&most) && common * 3 >= most * 2
}

#[cfg(test)]
mod tests {
    use super::*;

    const TITLE: &str = "Harbour opens again";

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
            assert_eq!(super::line(line, TITLE), Some(false), "{line}");
            assert_eq!(super::line(line, "Markets close higher"), None, "{line}");
        }
        assert!(line("投稿 旧港が再び開く は 例新聞 に最初に表示されました。", "旧港が再び開く").is_some());
        let edited = "The post Harbour of the old town opens again appeared first on Example Daily.";
        assert!(line(edited, "Harbour of the old town opens at last").is_some());
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
            assert_eq!(super::line(line, TITLE), Some(true), "{line}");
        }
        for line in [
            "Continue reading the letter, he said",
            "Continue reading Harbour bulletins",
            "Harbour opens again",
        ] {
            assert_eq!(super::line(line, TITLE), None, "{line}");
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
