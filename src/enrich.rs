//! What can be said of an article from itself alone, and from the operator's watch-lists.

mod fold;
pub mod watch;

use watch::Watch;

use crate::proto::{Article, Enrichment};
use crate::words;

/// Silent reading of prose, as surveys of reading speed give it.
const WORDS_PER_MINUTE: u32 = 238;
/// Long enough for a summary line, short enough for a list.
const LEAD_CHARS: usize = 280;

/// A consumer's list, and no second copy of the article.
const MOST_KEYWORDS: usize = 10;

pub fn enrich(article: &Article, watch: &Watch) -> Enrichment {
    let words = number(words::count(&article.body).words());
    let seams = memchr::memmem::find_iter(article.body.as_bytes(), "\n\n").count();
    let paragraphs = if article.body.is_empty() { 0 } else { seams + 1 };
    Enrichment {
        words,
        characters: number(article.body.chars().count()),
        paragraphs: number(paragraphs),
        reading_seconds: words.saturating_mul(60).div_ceil(WORDS_PER_MINUTE),
        lead: lead(&article.body),
        keywords: keywords(&article.tags),
        mentions: watch.mentions(article),
        labels: Vec::new(),
    }
}

/// The publisher's own, and nothing that was guessed: the first of the tags, each once whatever its case.
fn keywords(tags: &[String]) -> Vec<String> {
    let mut known = Vec::with_capacity(MOST_KEYWORDS);
    let is_new = |tag: &&String| {
        let folded = fold::folded(tag);
        let is_new = !known.contains(&folded);
        known.extend(is_new.then_some(folded));
        is_new
    };
    tags.iter().filter(is_new).take(MOST_KEYWORDS).cloned().collect()
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
    fn keywords_are_the_first_ten_tags_each_once() {
        let tags = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
        assert_eq!(keywords(&tags(&["Energy", "ENERGY", "Gas"])), ["Energy", "Gas"]);
        let many: Vec<String> = (0..30).map(|number| number.to_string()).collect();
        assert_eq!(keywords(&many), many[..10]);
        assert_eq!(keywords(&[]), tags(&[]), "nothing is guessed");
    }

    #[test]
    fn reading_takes_a_minute_for_as_many_words_as_people_read_in_one() {
        let article = Article { body: "word ".repeat(238), ..Article::default() };
        assert_eq!(enrich(&article, &Watch::default()).reading_seconds, 60);
    }
}
