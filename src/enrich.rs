//! What can be said of an article from itself alone.

use crate::proto::{Article, Enrichment};

/// Silent reading of prose, as surveys of reading speed give it.
const WORDS_PER_MINUTE: u32 = 238;
/// Long enough for a summary line, short enough for a list.
const LEAD_CHARS: usize = 280;

pub fn enrich(article: &Article) -> Enrichment {
    let words = count_words(&article.body);
    let paragraphs = article.body.split("\n\n").filter(|paragraph| !paragraph.is_empty()).count();
    Enrichment {
        words,
        characters: number(article.body.chars().count()),
        paragraphs: number(paragraphs),
        reading_seconds: words.saturating_mul(60).div_ceil(WORDS_PER_MINUTE),
        lead: lead(&article.body),
        keywords: Vec::new(),
        mentions: Vec::new(),
        labels: Vec::new(),
    }
}

/// Runs of letters and digits. Scripts without spaces have no such runs: there, three characters count as two
/// words, which is near what dictionaries find.
fn count_words(text: &str) -> u32 {
    let (mut words, mut unspaced, mut in_word) = (0usize, 0usize, false);
    for c in text.chars() {
        let is_unspaced = !c.is_ascii() && is_unspaced(c);
        let is_letter = c.is_ascii_alphabetic() || (!is_unspaced && c.is_alphanumeric());
        unspaced += usize::from(is_unspaced);
        words += usize::from(is_letter && !in_word);
        in_word = is_letter || (in_word && matches!(c, '\'' | '’' | '-'));
    }
    number(words + (unspaced * 2).div_ceil(3))
}

/// Han, kana, Thai, Lao, Khmer and Burmese.
fn is_unspaced(c: char) -> bool {
    let letters = matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}');
    letters && (matches!(c, '\u{4e00}'..='\u{9fff}') || c.is_alphabetic())
}

/// The first sentences of the first paragraph, as many as fit; a first sentence that does not fit is cut at a word.
fn lead(body: &str) -> String {
    let first = body.split("\n\n").next().unwrap_or_default();
    let Some((limit, _)) = first.char_indices().nth(LEAD_CHARS) else { return first.to_owned() };
    let (within, _) = first.split_at_checked(limit).expect("an index of a character");
    let sentence =
        within.char_indices().rev().find(|&(at, c)| ends_sentence(c, first.get(at + c.len_utf8()..)));
    if let Some((at, mark)) = sentence {
        return within.get(..at + mark.len_utf8()).unwrap_or(within).to_owned();
    }
    let cut = within.rfind(char::is_whitespace).and_then(|at| within.get(..at)).unwrap_or(within);
    format!("{cut}…")
}

fn ends_sentence(c: char, rest: Option<&str>) -> bool {
    let before_space = rest.is_none_or(|rest| rest.starts_with(char::is_whitespace));
    matches!(c, '。' | '！' | '？' | '।') || (matches!(c, '.' | '!' | '?' | '…') && before_space)
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_in_scripts_with_and_without_spaces() {
        assert_eq!(count_words("It’s a well-known rule: 1.5 times."), 7);
        assert_eq!(count_words("新华社北京电"), 4);
        assert_eq!(count_words(""), 0);
    }

    #[test]
    fn the_lead_ends_with_a_sentence_where_one_fits() {
        let body = format!("First sentence. Second one. {}", "word ".repeat(80));
        assert_eq!(lead(&body), "First sentence. Second one.");
        assert_eq!(lead("Short.\n\nNext."), "Short.");
        assert!(lead(&"word ".repeat(80)).ends_with("word…"));
    }

    #[test]
    fn reading_takes_a_minute_for_as_many_words_as_people_read_in_one() {
        let article = Article { body: "word ".repeat(238), ..Article::default() };
        assert_eq!(enrich(&article).reading_seconds, 60);
    }
}
