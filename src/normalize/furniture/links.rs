//! Links to other articles: lists of headlines at the end, single links between paragraphs.
//!
//! Owns the headings, by language. A list goes when a known heading stands above lines that are all headlines, to
//! the end of the text, and a sentence stands above it. A single link goes when a known phrase introduces a
//! headline on the same line or, as a line of its own, on the next.

use std::sync::LazyLock;

use super::super::phrases::{Digits, Lines, Phrase, fold};
use super::lines;

static HEADINGS: LazyLock<Lines> = LazyLock::new(|| {
    Lines::read(&[
        include_str!("headings/west.txt"),
        include_str!("headings/east.txt"),
        include_str!("headings/world.txt"),
    ])
});

/// A longer line is no heading.
const HEADING_BYTES: usize = 100;
/// A list of more lines is no list of links below an article.
const MOST_LINES: usize = 60;
const LINK_BYTES: usize = 300;

/// Cuts at the topmost heading of the last lines that are all headlines; returns how many lines went.
pub fn take_trailing(paragraphs: &mut Vec<String>) -> usize {
    let mut passed = 0;
    let mut cut = None;
    'text: for (index, paragraph) in paragraphs.iter().enumerate().rev() {
        let mut end = paragraph.len();
        for line in paragraph.rsplit('\n') {
            let start = end.saturating_sub(line.len());
            end = start.saturating_sub(1);
            passed += 1;
            if passed > MOST_LINES || !lines::is_headline(line) {
                break 'text;
            }
            if heading(line).is_some() {
                cut = Some((index, start, passed));
            }
        }
    }
    let Some((index, start, passed)) =
        cut.filter(|&(index, start, _)| sentence_stands_above(paragraphs, index, start))
    else {
        return 0;
    };
    paragraphs.truncate(index + 1);
    if let Some(paragraph) = paragraphs.last_mut() {
        paragraph.truncate(start);
        let kept = paragraph.trim_end().len();
        paragraph.truncate(kept);
        if kept == 0 {
            paragraphs.pop();
        }
    }
    passed
}

/// In a page of nothing but headlines no heading ends an article.
fn sentence_stands_above(paragraphs: &[String], index: usize, start: usize) -> bool {
    let within = paragraphs.get(index).and_then(|paragraph| paragraph.get(..start)).unwrap_or_default();
    let above = paragraphs.get(..index).unwrap_or_default().iter().rev().map(String::as_str);
    let is_text = |line: &str| lines::is_sentence(line) || !lines::is_headline(line);
    std::iter::once(within.trim_end()).chain(above).take(6).flat_map(str::lines).any(is_text)
}

fn heading(line: &str) -> Option<&'static Phrase> {
    if line.len() > HEADING_BYTES {
        return None;
    }
    HEADINGS.exact(&fold(line, Digits::Keep))
}

/// Takes single links from between paragraphs; returns how many lines went.
pub fn take_within(paragraphs: &mut Vec<String>) -> usize {
    let mut taken = 0;
    let mut index = 0;
    // The first lines lead the article, whatever they say.
    let mut links: Vec<usize> = Vec::new();
    while let Some(paragraph) = paragraphs.get(index) {
        if index > 0 && paragraph.len() <= LINK_BYTES && !paragraph.contains('\n') {
            let next = paragraphs.get(index + 1);
            if is_link(paragraph) {
                links.push(index);
            } else if is_heading_of_link(paragraph, next) {
                links.extend([index, index + 1]);
                index += 1;
            }
        }
        index += 1;
    }
    if links.len() < paragraphs.len() && !links.is_empty() {
        taken = links.len();
        let mut links = links.into_iter().peekable();
        let mut index = 0;
        paragraphs.retain(|_| {
            let is_link = links.next_if_eq(&index).is_some();
            index += 1;
            !is_link
        });
    }
    taken
}

/// "Read also: Fishermen leave the old town".
fn is_link(line: &str) -> bool {
    if !lines::is_headline(line) {
        return false;
    }
    let Some((phrase, headline)) = split_link(line) else { return false };
    phrase.marked && has_some_words(headline)
}

/// By its colon or arrow; without one the headline begins in upper case after the phrase.
fn split_link(line: &str) -> Option<(&'static Phrase, &str)> {
    let line = line.trim_start_matches(|c: char| !c.is_alphanumeric());
    let mark = line
        .char_indices()
        .take(40)
        .find(|(_, c)| matches!(c, ':' | '：' | '|' | '»' | '>' | '→' | '►' | '▶'));
    if let Some((at, mark)) = mark {
        let (phrase, rest) = line.split_at_checked(at)?;
        let headline = rest.get(mark.len_utf8()..)?;
        return Some((heading(phrase)?, headline.trim()));
    }
    let head = line.char_indices().nth(40).map_or(line, |(at, _)| line.get(..at).unwrap_or(line));
    let phrase = HEADINGS.opening(&fold(head, Digits::Keep))?;
    let words = phrase.text.split(' ').count();
    // One word, such as "Related", introduces too much else.
    if words < 2 || phrase.open {
        return None;
    }
    let headline = line.splitn(words + 1, ' ').nth(words)?;
    let begins = headline.trim_start_matches(|c: char| !c.is_alphanumeric()).chars().next()?;
    (begins.is_uppercase() && !is_title_case(line, words)).then_some((phrase, headline))
}

/// Where the words of the phrase are capitals too, the line may be a heading of the article ("See Also Places").
fn is_title_case(line: &str, words: usize) -> bool {
    let is_upper = |word: &str| word.starts_with(char::is_uppercase);
    words >= 2 && line.split(' ').take(words).all(is_upper)
}

fn has_some_words(headline: &str) -> bool {
    let unspaced = || headline.chars().filter(|c| super::super::phrases::is_unspaced(*c)).count();
    headline.split_whitespace().count() >= 3 || unspaced() >= 6
}

/// "Read also:" on a line of its own, and a headline on the next, which is not the last of the text.
fn is_heading_of_link(line: &str, next: Option<&String>) -> bool {
    if !line.ends_with([':', '：']) || !heading(line).is_some_and(|phrase| phrase.marked) {
        return false;
    }
    next.is_some_and(|next| !next.contains('\n') && lines::is_headline(next) && has_some_words(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|&line| line.to_owned()).collect()
    }

    #[test]
    fn headlines_below_a_known_heading_go_however_they_are_divided() {
        for lines in [
            &["The harbour opened.", "Latest News", "Bridge closed", "Will the mayor go?"][..],
            &["The harbour opened.", "Latest News\nBridge closed\nWill the mayor go?"],
            &["The harbour opened.\nLatest News:\nBridge closed", "Will the mayor go?"],
            &["The harbour opened.", "Leggi anche", "Il ponte è chiuso", "Commenti"],
            &["The harbour opened.", "Читайте также:", "Мост закрыт", "Мэр уходит"],
            &["The harbour opened.", "関連記事", "橋が閉鎖された", "市長が辞任へ"],
        ] {
            let mut paragraphs = text(lines);
            assert!(take_trailing(&mut paragraphs) >= 2);
            assert_eq!(paragraphs, ["The harbour opened."]);
        }
    }

    #[test]
    fn a_heading_above_sentences_or_below_none_stays() {
        for lines in [
            &["The harbour opened.", "Latest news", "The bridge was closed on Monday."][..],
            &["Bridge closed", "Latest news", "Will the mayor go?"],
            &["Latest news", "Will the mayor go?"],
            &["The harbour opened.", "The winners", "Rossi", "Neri"],
            &["The harbour opened.", "Advertisement", "The winners", "Rossi", "Neri"],
        ] {
            let mut paragraphs = text(lines);
            assert_eq!(take_trailing(&mut paragraphs), 0);
            assert_eq!(paragraphs, lines);
        }
    }

    #[test]
    fn single_links_between_paragraphs_go() {
        let kept = ["The harbour opened.", "The mayor spoke."];
        for link in [
            &["Read also: Fishermen leave the old town"][..],
            &["Leggi anche: Il ponte resta chiuso"],
            &["Lesen Sie auch: Die Brücke bleibt gesperrt"],
            &["À lire aussi : Le pont reste fermé"],
            &["Читайте также: Мост остаётся закрытым"],
            &["Читайте также:", "Мост остаётся закрытым до весны"],
            &["Lees ook De brug blijft tot de lente dicht"],
            &["延伸閱讀：舊橋仍然關閉到明年春天"],
        ] {
            let mut paragraphs = text(&[&kept[..1], link, &kept[1..]].concat());
            assert_eq!(take_within(&mut paragraphs), link.len(), "{link:?}");
            assert_eq!(paragraphs, kept);
        }
    }

    #[test]
    fn sentences_that_begin_like_a_link_stay() {
        for line in [
            "See also: the ruling of 1990, which said the opposite.",
            "Related: two more cases were reported on Monday.",
            "Read more books",
            "Related Costs Of Building",
            "Comments: the mayor on the harbour",
        ] {
            let mut paragraphs = text(&["The harbour opened.", line, "The mayor spoke."]);
            assert_eq!(take_within(&mut paragraphs), 0, "{line}");
        }
    }

    #[test]
    fn every_heading_is_found_by_itself() {
        for phrase in HEADINGS.iter() {
            assert_eq!(heading(&phrase.text), Some(phrase), "{}", phrase.text);
        }
    }
}
