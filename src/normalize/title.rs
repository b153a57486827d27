//! The headline: without markup, without the outlet's name, without the marks of the wires.
//!
//! What is taken off is either nothing a reader would call the headline, or kept as data. Words that belong to the
//! headline are never touched, and a title is never made empty.

pub mod group;
mod outlet;
mod parts;
mod sections;
mod wire;

use super::plain::plain;
use super::site::SiteNames;
use super::text;
use outlet::Headline;

/// A title as it is stored, and what was learned from what was taken off.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CleanTitle {
    pub text: String,
    /// Which version of the story a wire service said it was, from 1.
    pub update: Option<u32>,
    /// The title is nothing but the name of the site: kept, but no headline.
    pub is_site_name: bool,
}

pub fn clean(raw: &str, site: &SiteNames<'_>) -> CleanTitle {
    let line = without_loose_marks(plain(raw));
    if is_none(&line) {
        return CleanTitle::default();
    }
    let before = wire::without_marks(&line);
    let headline = match outlet::without_outlet(before.headline, site) {
        Headline::Found(headline) => headline,
        Headline::NoneButSite => return CleanTitle { text: line, update: None, is_site_name: true },
    };
    let after = if headline.len() < before.headline.len() {
        wire::without_marks(headline)
    } else {
        wire::Versioned { headline, update: None }
    };
    let update = before.update.or(after.update);
    let is_whole = after.headline.len() == line.len();
    let text = if is_whole { line } else { after.headline.to_owned() };
    CleanTitle { text, update, is_site_name: false }
}

/// A mark that divides the title from nothing is left over from a page without a name.
fn without_loose_marks(mut line: String) -> String {
    while let Some(rest) =
        [" |", " »", " ›", " ::", " ·", " -", " –", " —"].iter().find_map(|mark| line.strip_suffix(mark))
    {
        line.truncate(rest.trim_end().len());
    }
    match line.strip_prefix("| ") {
        Some(rest) => rest.trim_start().to_owned(),
        None => line,
    }
}

/// What programs write where they have no title.
fn is_none(line: &str) -> bool {
    matches!(line, "None" | "null" | "NULL" | "undefined" | "NaN" | "[Removed]")
}

/// Takes leading paragraphs that say the title again: as it is stored, as it was found, or with the outlet's name.
pub fn drop_repeated(title: &str, raw: &str, site: &SiteNames<'_>, paragraphs: &mut Vec<String>) {
    if text::letters(title).next().is_none() {
        return;
    }
    let repeats = paragraphs.iter().take_while(|paragraph| repeats(title, raw, site, paragraph)).count();
    paragraphs.drain(..repeats);
}

fn repeats(title: &str, raw: &str, site: &SiteNames<'_>, paragraph: &str) -> bool {
    if text::letters(title).eq(text::letters(paragraph)) {
        return true;
    }
    // A longer paragraph says more than the title with the names around it.
    let may_carry_more = paragraph.len() <= title.len().max(raw.len()) + 100 && paragraph.len() > title.len();
    may_carry_more
        && (text::letters(raw).eq(text::letters(paragraph))
            || (holds(paragraph, title)
                && text::letters(&clean(paragraph, site).text).eq(text::letters(title))))
}

/// Whether the paragraph begins or ends like the title.
fn holds(paragraph: &str, title: &str) -> bool {
    let begins = text::letters(paragraph).take(8).eq(text::letters(title).take(8));
    let last = |text: &str| {
        text.chars()
            .rev()
            .filter(|c| c.is_alphanumeric())
            .take(8)
            .flat_map(char::to_lowercase)
            .collect::<String>()
    };
    begins || last(paragraph) == last(title)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const HARBOUR: SiteNames<'_> =
        SiteNames { name: "Harbour Post", host: "www.harbour-post.example", domain: "harbour-post.example" };

    fn text_of(raw: &str) -> String {
        clean(raw, &HARBOUR).text
    }

    fn left(title: &str, raw: &str, paragraphs: &[&str]) -> Vec<String> {
        let mut paragraphs = paragraphs.iter().map(|&text| text.to_owned()).collect();
        drop_repeated(title, raw, &HARBOUR, &mut paragraphs);
        paragraphs
    }

    #[test]
    fn a_title_is_plain_text_on_one_line() {
        assert_eq!(text_of(" The <em>quiet</em>\n pier &amp; its\u{a0}cats "), "The quiet pier & its cats");
        assert_eq!(text_of("Why a < b matters"), "Why a < b matters");
    }

    #[test]
    fn outlet_and_wire_marks_go_together() {
        let title = clean("Harbour Post: UPDATE 2-Pier reopens after storm - Local - Harbour Post", &HARBOUR);
        let expected =
            CleanTitle { text: "Pier reopens after storm".to_owned(), update: Some(2), is_site_name: false };
        assert_eq!(title, expected);
    }

    #[test]
    fn the_name_of_the_site_is_kept_and_flagged() {
        let expected = CleanTitle { text: "The Harbour Post".to_owned(), update: None, is_site_name: true };
        assert_eq!(clean("The Harbour Post", &HARBOUR), expected);
        assert!(!clean("The Harbour Post", &SiteNames::default()).is_site_name);
    }

    #[test]
    fn nothing_is_taken_for_a_site_that_is_not_known() {
        let title = "Pier reopens - Harbour Post";
        assert_eq!(clean(title, &SiteNames::default()).text, title);
    }

    #[test]
    fn a_mark_before_nothing_goes() {
        assert_eq!(text_of("Pier reopens |"), "Pier reopens");
        assert_eq!(text_of("| Pier reopens - "), "Pier reopens");
        assert_eq!(text_of("– Pier reopens, says he"), "– Pier reopens, says he");
    }

    #[test]
    fn the_words_of_programs_are_no_titles() {
        assert_eq!(clean("None", &HARBOUR), CleanTitle::default());
        assert_eq!(text_of("None of the boats came back"), "None of the boats came back");
    }

    #[test]
    fn a_repeated_title_is_dropped_however_it_is_set() {
        assert_eq!(left("The title", "The title", &["The  TITLE!", "Text."]), ["Text."]);
    }

    #[test]
    fn a_repeat_may_carry_the_outlet_or_the_mark_of_the_wire() {
        let raw = "UPDATE 2-Pier reopens after storm | Harbour Post";
        let repeats = [
            raw,
            "Pier reopens after storm - Harbour Post",
            "Harbour Post: Pier reopens after storm",
            "Text.",
        ];
        assert_eq!(left("Pier reopens after storm", raw, &repeats), ["Text."]);
        let more = ["Pier reopens after storm - and closes again", "Text."];
        assert_eq!(left("Pier reopens after storm", raw, &more), more);
    }

    #[test]
    fn a_title_without_letters_repeats_nothing() {
        assert_eq!(left("", "", &["—", "Text."]).len(), 2);
        assert_eq!(left("***", "***", &["—", "Text."]).len(), 2);
    }

    proptest! {
        #[test]
        fn a_title_is_never_made_empty(raw in "[A-Zа-г 0-9()<>&;|:/–-]{0,40}|(UPDATE 1-|Harbour Post| - |: |x){0,8}") {
            let line = without_loose_marks(plain(&raw));
            prop_assert_eq!(clean(&raw, &HARBOUR).text.is_empty(), line.is_empty());
        }
    }
}
