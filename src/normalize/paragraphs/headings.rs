//! Headings that lost the break after them: no mark ends them, so other signs must tell them from brands.
//!
//! A heading begins where a paragraph does and holds no sentence. What follows it is a word that stands elsewhere
//! in the text too, in lower case or by itself; the two halves of a brand do not.

use memchr::memmem::{self, Finder};

use super::names;
use super::words;

/// Searches for a word in one text, at most: each reads the text once.
const MOST_SEARCHES: usize = 64;

/// Bytes of the longest heading, which may be a sentence that sums up the article.
const LONGEST_HEADING: usize = 320;

/// What is a word in a text.
#[derive(Debug)]
pub struct Vocabulary<'a> {
    blocks: &'a [String],
    searches_left: usize,
}

impl<'a> Vocabulary<'a> {
    pub fn of(blocks: &'a [String]) -> Self {
        Self { blocks, searches_left: MOST_SEARCHES }
    }

    /// Whether the word stands in the text by itself.
    fn has(&mut self, word: &str) -> bool {
        let finder = Finder::new(word);
        let is_found =
            |block: &String| finder.find_iter(block.as_bytes()).any(|at| is_alone(block, at, word.len()));
        !word.is_empty() && self.search() && self.blocks.iter().any(is_found)
    }

    /// A word that sentences begin with but that no name is: it stands in lower case elsewhere.
    fn is_common(&mut self, word: &str) -> bool {
        self.has(&word.to_lowercase())
    }

    /// Whether the two are one word in another place too.
    fn has_again(&mut self, left: &str, right: &str) -> bool {
        let joined = format!("{left}{right}");
        let finder = Finder::new(&joined);
        let mut found = self.blocks.iter().flat_map(|block| finder.find_iter(block.as_bytes()));
        let is_found_twice = self.searches_left > 0 && found.nth(1).is_some();
        !self.search() || is_found_twice
    }

    fn search(&mut self) -> bool {
        let may = self.searches_left > 0;
        self.searches_left = self.searches_left.saturating_sub(1);
        may
    }
}

fn is_alone(text: &str, at: usize, length: usize) -> bool {
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at + length..).and_then(|text| text.chars().next());
    !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
}

/// Whether a heading ends where `paragraph`, which is all since the last break, meets `next`.
pub fn ends(paragraph: &str, next: &str, vocabulary: &mut Vocabulary<'_>) -> bool {
    let first = next.trim_start_matches(|c: char| !c.is_alphabetic());
    let is_quoted = first.len() < next.len();
    let [left, right] = [words::last(paragraph), words::first(first)];
    let is_heading = is_heading(paragraph);
    let has_words = words::last_run(paragraph).len() < paragraph.len();
    if is_quoted {
        return is_heading && has_words;
    }
    if left.is_empty() {
        return is_heading && has_words && ends_in_number(paragraph) && vocabulary.is_common(right);
    }
    if !is_word(paragraph, left) || has_inner_capital(right) || names::are_one(left, right) {
        return false;
    }
    let is_likely = if words::is_capitalized(left) {
        // The last word may be a name, so only the next can tell; a heading of one word must not be short.
        is_heading
            && words::has_letters(left, if has_words { 2 } else { 5 })
            && (vocabulary.is_common(right) || has_words && (vocabulary.has(right) || vocabulary.has(left)))
    } else if is_heading && words::has_letters(left, 7) {
        true
    } else {
        // A short word must be one: Bantu languages put syllables in lower case before names.
        words::has_letters(left, if is_heading && has_words { 2 } else { 3 })
            && (vocabulary.is_common(right) || is_heading && vocabulary.has(left))
    };
    is_likely && (!vocabulary.has_again(left, right) || is_ending_again(left, right, vocabulary))
}

/// Headings may end in the same word, and what follows may begin alike; the halves of a name are no such words.
fn is_ending_again(left: &str, right: &str, vocabulary: &mut Vocabulary<'_>) -> bool {
    words::has_letters(left, 7)
        && left.chars().all(char::is_lowercase)
        && vocabulary.has(left)
        && vocabulary.is_common(right)
}

/// A whole word, neither the part of a longer name nor of a path.
fn is_word(paragraph: &str, word: &str) -> bool {
    let before = paragraph.strip_suffix(word).and_then(|before| before.chars().next_back());
    let begins =
        before.is_none_or(|c| !c.is_alphanumeric() && !matches!(c, '/' | '.' | '_' | '@' | '#' | '(' | '<'));
    begins && !has_inner_capital(word)
}

fn has_inner_capital(word: &str) -> bool {
    word.chars().skip(1).any(char::is_uppercase)
}

/// After initials only a word that no name begins with shows that a sentence does.
pub fn begins_sentence(next: &str, vocabulary: &mut Vocabulary<'_>) -> bool {
    let right = words::first(next.trim_start_matches(|c: char| !c.is_alphabetic()));
    !names::is_particle(right) && vocabulary.is_common(right)
}

fn ends_in_number(paragraph: &str) -> bool {
    let digits = words::last_run(paragraph).trim_end_matches('%');
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','))
}

/// Whether the text is short enough, and no sentence ends within it: no mark after a word, before a space.
pub fn is_heading(text: &str) -> bool {
    let has_stop = || {
        let mut stops = memmem::find_iter(text.as_bytes(), ". ").filter_map(|at| text.get(..at));
        stops.any(|before| words::has_letters(words::last(before), 2))
    };
    text.len() <= LONGEST_HEADING && !text.contains("! ") && !text.contains("? ") && !has_stop()
}

#[cfg(test)]
mod tests {
    use super::super::read;

    fn assert_parted(text: &str, expected: &[&str]) {
        assert_eq!(read(text).paragraphs, expected);
    }

    #[test]
    fn a_heading_between_two_paragraphs_is_parted_from_the_second() {
        assert_parted(
            "Das Haus ist alt.Was nun geschehen sollDie Stadt hofft auf Hilfe, die kommt.",
            &["Das Haus ist alt.", "Was nun geschehen soll", "Die Stadt hofft auf Hilfe, die kommt."],
        );
        assert_parted(
            "La casa è vecchia.Le speranze di ArdeaIl comune spera che il tetto regga.",
            &["La casa è vecchia.", "Le speranze di Ardea", "Il comune spera che il tetto regga."],
        );
    }

    #[test]
    fn brands_with_an_inner_capital_stay_whole() {
        for brand in [
            "iPhone",
            "eBay",
            "McDonald",
            "YouTube",
            "LaTeX",
            "WhatsApp",
            "LinkedIn",
            "DataHarbor",
            "FooBarBaz",
        ] {
            let text = format!("The shop opened.The {brand} page was new, says the owner.");
            assert_parted(
                &text,
                &["The shop opened.", &format!("The {brand} page was new, says the owner.")],
            );
        }
    }

    #[test]
    fn a_word_found_twice_with_its_inner_capital_is_a_name() {
        let text = "It fell.Seen at smartHouse fairs, house of the year. A smartHouse costs more.";
        assert_parted(
            text,
            &["It fell.", "Seen at smartHouse fairs, house of the year. A smartHouse costs more."],
        );
    }

    #[test]
    fn forms_for_both_sexes_stay_whole() {
        let text = "Das ist neu.Viele BürgerInnen und StudentIn kamen, auch von innen und in Gruppen.";
        assert_parted(
            text,
            &["Das ist neu.", "Viele BürgerInnen und StudentIn kamen, auch von innen und in Gruppen."],
        );
    }

    #[test]
    fn languages_that_put_syllables_before_names_are_left_alone() {
        let text = "Kuhle kakhulu.Wadlala kwiBafana naseSweden, nakwiZambia futhi kuBidvest.";
        assert_parted(
            text,
            &["Kuhle kakhulu.", "Wadlala kwiBafana naseSweden, nakwiZambia futhi kuBidvest."],
        );
    }

    #[test]
    fn a_heading_in_capitals_ends_before_its_last_capital() {
        assert_parted(
            "It was done.STRATEGIC ROADSIn May the work began.",
            &["It was done.", "STRATEGIC ROADS", "In May the work began."],
        );
        assert_parted(
            "It was done.Three NGOs and two MPs came.",
            &["It was done.", "Three NGOs and two MPs came."],
        );
    }

    #[test]
    fn after_initials_only_a_common_word_begins_a_sentence() {
        assert_parted(
            "He left.She wrote it on X.The answer came at once, the same day.",
            &["He left.", "She wrote it on X.", "The answer came at once, the same day."],
        );
        assert_parted(
            "He left.So J.Young and U.S.Army men met.",
            &["He left.", "So J.Young and U.S.Army men met."],
        );
    }
}
