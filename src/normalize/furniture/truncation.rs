//! Marks by which a source says that it cut the text.
//!
//! Owns `truncation.txt`. A count of what is missing, an elision in brackets, a link to the rest at the very end.
//! Refuses a bare ellipsis as proof in a long text, and single words such as "more" after one: writers end sentences
//! with them.

use std::sync::LazyLock;

use super::super::phrases::{self, Digits, Lines, fold, tail};
use super::lines;

static LINKS: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("truncation.txt")]));

/// No link to the rest of a text is longer.
const LINK_BYTES: usize = 90;
/// A line of this length without an end is text that was cut, no heading and no item.
const TEXT_BYTES: usize = 80;
/// Fewer words are a line of their own kind; in scripts without spaces, fewer letters.
const TEXT_WORDS: usize = 4;
const TEXT_UNSPACED: usize = 12;
/// Interfaces that send excerpts cut below this; an article that short and without an end was cut.
const EXCERPT_CHARS: usize = 300;

/// Takes off the mark and says whether there was one. An ellipsis stays: it is the text's.
pub fn take_truncation(paragraphs: &mut Vec<String>) -> bool {
    let Some(last) = lines::last(paragraphs) else { return false };
    if let Some(kept) = without_count(last).or_else(|| without_elision(last)).or_else(|| without_link(last)) {
        let mark = last.len() - kept.trim_end().len();
        drop_end(paragraphs, mark);
        return true;
    }
    if let Some(is_proof) = is_link_line(paragraphs, last) {
        lines::take_last(paragraphs);
        return is_proof;
    }
    ends_in_ellipsis(last) && is_excerpt(paragraphs) && is_text(paragraphs, last)
}

/// A few words that end in an ellipsis below whole sentences are no text that was cut: `Loading...`, `Wait...`.
fn is_text(paragraphs: &[String], last: &str) -> bool {
    let unspaced = last.chars().filter(|c| phrases::is_unspaced(*c)).count();
    let is_short = last.split_whitespace().count() < TEXT_WORDS && unspaced < TEXT_UNSPACED;
    let above = lines::upwards(paragraphs).nth(1);
    !(is_short && above.is_some_and(lines::closes_text))
}

/// Shortens the last paragraph, which goes where nothing is left of it.
fn drop_end(paragraphs: &mut Vec<String>, bytes: usize) {
    let Some(last) = paragraphs.last_mut() else { return };
    last.truncate(last.len().saturating_sub(bytes));
    last.truncate(last.trim_end().len());
    if last.is_empty() {
        paragraphs.pop();
    }
}

/// News APIs end a text with how much is missing, as in `[+1234 chars]`.
fn without_count(line: &str) -> Option<&str> {
    let (text, mark) = line.trim_end().strip_suffix(']')?.rsplit_once('[')?;
    let (count, unit) = mark.trim_start_matches('+').split_once(' ')?;
    let is_count = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    let is_unit = matches!(unit, "chars" | "characters" | "more chars")
        || (mark.starts_with('+') && matches!(unit, "words" | "more words"));
    (is_count && is_unit).then_some(text)
}

/// The excerpt of a feed ends with `[…]`.
fn without_elision(line: &str) -> Option<&str> {
    let inside = line.trim_end().strip_suffix([']', '］'])?;
    let (text, mark) = inside.rsplit_once(['[', '［'])?;
    let mark = mark.trim();
    (matches!(mark, "…" | "..." | "&hellip;" | "....") || (is_link(mark) && ends_in_ellipsis(text)))
        .then_some(text)
}

fn is_link(mark: &str) -> bool {
    mark.len() <= LINK_BYTES && LINKS.exact(&fold(mark, Digits::Keep)).is_some()
}

/// A link in brackets, or after an ellipsis, at the end of a line of text. A word that ends a sentence or a quotation
/// is no link.
fn without_link(line: &str) -> Option<&str> {
    let line = line.trim_end_matches(|c: char| c.is_whitespace() || "→›>".contains(c));
    if let Some((text, mark)) =
        line.strip_suffix([')', '）']).and_then(|inside| inside.rsplit_once(['(', '（']))
    {
        return (is_proof(mark) && !text.trim().is_empty()).then_some(text);
    }
    let (text, words) = split_at_ellipsis(line)?;
    if !words.is_empty() {
        return (is_plain(words) && is_link(words)).then_some(text);
    }
    // "Read more…" after the last sentence: the ellipsis is the link's own.
    let unfinished = text.trim_end_matches(['…', '.']);
    let at = unfinished.char_indices().rev().take(LINK_BYTES).find(|(_, c)| phrases::is_terminal(*c))?;
    let (sentence, words) = unfinished.split_at_checked(at.0 + at.1.len_utf8())?;
    let ends_text = !phrases::has_quotation(tail(sentence, 200));
    (ends_text && !words.trim().is_empty() && is_plain(words) && is_link(words)).then_some(sentence)
}

/// Nothing but letters and spaces, and begun as a button is.
fn is_plain(words: &str) -> bool {
    let begins = !words.trim_start().starts_with(char::is_lowercase);
    begins && words.chars().all(|c| !phrases::is_quote(c) && !phrases::is_terminal(c))
}

/// The text up to its last ellipsis and with it, and what follows, if that is short.
fn split_at_ellipsis(line: &str) -> Option<(&str, &str)> {
    let end = tail(line, LINK_BYTES + 6);
    let from = line.len() - end.len();
    let one = end.rfind('…').map(|at| from + at + '…'.len_utf8());
    let three = end.rfind("...").map(|at| from + at + 3);
    line.split_at_checked(one.max(three)?)
}

fn is_proof(text: &str) -> bool {
    text.len() <= LINK_BYTES && LINKS.exact(&fold(text, Digits::Keep)).is_some_and(|phrase| phrase.marked)
}

/// A last line that is only the link, below other text: whether it proves that the text was cut. The text of a
/// mere button proves it where the text above has no end.
fn is_link_line(paragraphs: &[String], last: &str) -> Option<bool> {
    if last.len() > LINK_BYTES || lines::is_single(paragraphs) {
        return None;
    }
    let link = LINKS.exact(&fold(last, Digits::Keep))?;
    let words = last.trim_end_matches([' ', '»', '›']);
    let above = lines::upwards(paragraphs).nth(1)?;
    let is_unfinished = ends_in_ellipsis(above) || (above.len() >= TEXT_BYTES && !lines::is_sentence(above));
    if lines::has_list_mark(last) || lines::announces(above) || phrases::has_quotation(words) {
        return None;
    }
    (lines::closes_text(above) || is_unfinished).then_some(link.marked || is_unfinished)
}

fn ends_in_ellipsis(line: &str) -> bool {
    let line = line.trim_end();
    line.ends_with(['…', '⋯']) || line.ends_with("...")
}

fn is_excerpt(paragraphs: &[String]) -> bool {
    let chars = paragraphs.iter().flat_map(|paragraph| paragraph.chars()).take(EXCERPT_CHARS).count();
    chars < EXCERPT_CHARS
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(lines: &[&str]) -> (bool, Vec<String>) {
        let mut paragraphs: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
        let truncated = take_truncation(&mut paragraphs);
        (truncated, paragraphs)
    }

    #[test]
    fn a_cut_text_says_how_much_is_missing() {
        for mark in ["[+1234 chars]", "[1234 chars]", "[+12 characters]"] {
            let cut = taken(&["One.", &format!("The minister res… {mark}")]);
            assert_eq!(cut, (true, vec!["One.".to_owned(), "The minister res…".to_owned()]));
        }
        assert_eq!(taken(&["[+1234 chars]"]), (true, vec![]));
        assert!(!taken(&["costs [+x chars]"]).0);
    }

    #[test]
    fn an_elision_or_a_link_at_the_end_goes() {
        for (line, kept) in [
            ("The harbour opened and […]", "The harbour opened and"),
            ("The harbour opened and [...]", "The harbour opened and"),
            ("The harbour opened and... [read more]", "The harbour opened and..."),
            ("The harbour opened and… Read more", "The harbour opened and…"),
            ("The harbour opened. Read more…", "The harbour opened."),
            ("Il porto ha riaperto (continua a leggere)", "Il porto ha riaperto"),
            ("Le port a rouvert… Lire la suite →", "Le port a rouvert…"),
        ] {
            assert_eq!(taken(&[line]), (true, vec![kept.to_owned()]), "{line}");
        }
    }

    #[test]
    fn a_line_that_is_the_link_goes_and_proves_a_cut_unless_it_is_a_button() {
        let harbour = |proof| (proof, vec!["The harbour opened.".to_owned()]);
        assert_eq!(taken(&["The harbour opened.", "Continue reading"]), harbour(true));
        assert_eq!(taken(&["The harbour opened.", "Weiterlesen »"]), harbour(true));
        assert_eq!(taken(&["The harbour opened.", "続きを読む"]), harbour(true));
        assert_eq!(taken(&["The harbour opened.\nRead more"]), harbour(false));
        let cut =
            "The harbour of the old town, which had been closed since the great storm of May, was opened and";
        assert_eq!(taken(&[cut, "Read more"]), (true, vec![cut.to_owned()]));
    }

    #[test]
    fn an_ellipsis_proves_a_cut_only_in_an_excerpt() {
        assert_eq!(taken(&["The minister res..."]), (true, vec!["The minister res...".to_owned()]));
        assert!(!taken(&[&"The harbour opened. ".repeat(20), "And then…"]).0);
        for line in ["Wait...", "Loading…", "Please wait...", "加载中...", "読み込み中…", "Wird geladen ..."]
        {
            assert!(!taken(&["The harbour opened on Monday.", line]).0, "{line}");
        }
        assert!(taken(&["The harbour opened on Monday.", "The mayor said that he…"]).0);
        assert!(taken(&["The mayor and", "his wife…"]).0);
    }

    #[test]
    fn words_of_the_text_stay() {
        assert_eq!(taken(&["Read more"]), (false, vec!["Read more".to_owned()]));
        for line in [
            "He asked for more",
            "It was (more or less) so",
            "The vote (see above)",
            "“Please, sir, I want some… more.”",
            "Please, I want some… more",
            "\"Mehr Licht … mehr!\"",
            "Mehr Licht … mehr",
            "The word comes from the Latin (continued)",
            "He wished that he could… read more",
            "She said: “Go on… Read more”",
            "\"Learn,\" he said. \"And then. Read more…",
            "Un temps d’arrêt… La suite",
            "他想要……更多",
            "The note was long [12 words]",
        ] {
            assert_eq!(taken(&["One.", line]).1, ["One.", line], "{line}");
        }
        for lines in [
            &["He asked what to do.", "- Read more"][..],
            &["What should children do?", "Read more"],
            &["Three rules:", "Read more"],
            &["Run", "Read more"],
            &["Le film est sorti en salle.", "La suite"],
            &["They opened it.", "更多"],
            &["They opened it.", "More"],
        ] {
            assert_eq!(taken(lines), (false, lines.iter().map(|&line| line.to_owned()).collect()));
        }
    }

    #[test]
    fn every_link_is_found_by_itself() {
        for phrase in LINKS.iter() {
            assert!(is_link(&phrase.text), "{}", phrase.text);
        }
    }
}
