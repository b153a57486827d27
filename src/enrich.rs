//! What can be said of an article from itself alone.

use crate::proto::{Article, Enrichment};
use crate::words;

/// Silent reading of prose, as surveys of reading speed give it.
const WORDS_PER_MINUTE: u32 = 238;
/// Long enough for a summary line, short enough for a list.
const LEAD_CHARS: usize = 280;

pub fn enrich(article: &Article) -> Enrichment {
    let words = number(words::count(&article.body).words());
    let seams = memchr::memmem::find_iter(article.body.as_bytes(), "\n\n").count();
    let paragraphs = if article.body.is_empty() { 0 } else { seams + 1 };
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

/// The first sentences of the first paragraph, as many as fit; a first sentence that does not fit is cut at a word.
fn lead(body: &str) -> String {
    let end = memchr::memmem::find(body.as_bytes(), b"\n\n").unwrap_or(body.len());
    let first = body.get(..end).unwrap_or(body);
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
