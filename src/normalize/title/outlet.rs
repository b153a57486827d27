//! The name of the outlet, and of the section beside it, taken off a title.
//!
//! A part goes only when it *is* the name of the site; a section only beside such a part. What is left is always a
//! headline of some length, or the title stays as it is.

use super::parts::{Mark, Part, split};
use super::sections::{before_sections, is_section};
use crate::normalize::scripts::is_dense;
use crate::normalize::site::{Closeness, KnownNames, SiteNames};

/// Longer texts are no titles.
const LONGEST_TITLE: usize = 1000;
/// In words.
const LONGEST_NAME: usize = 6;
/// As many sections as stand between a headline and its outlet, or after the outlet.
const MOST_SECTIONS: usize = 2;
/// Letters that a headline needs: `Fogs` alone may be anything.
const LEAST_LETTERS: usize = 5;
/// Letters that a headline needs when a section is taken off as well: `Dortmund - Sport` may be one.
const LEAST_LETTERS_BESIDE_SECTION: usize = 14;

/// A title without its outlet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Headline<'t> {
    Found(&'t str),
    /// There is nothing but the name of the site, or that and the word for its front page.
    NoneButSite,
}

pub fn without_outlet<'t>(title: &'t str, site: &SiteNames<'_>) -> Headline<'t> {
    let whole = Headline::Found(title);
    if title.is_empty() || title.len() > LONGEST_TITLE {
        return whole;
    }
    let parts = split(title);
    let could_be_name = title.len() < 60 && title.split(' ').nth(LONGEST_NAME).is_none();
    let may_divide = parts.iter().skip(1).any(|part| part.mark != Mark::Colon)
        || parts.first().is_some_and(|part| part.text.len() < 60 && is_telling(part.text));
    if !could_be_name && (parts.len() < 2 || !may_divide) {
        return whole;
    }
    let names = site.known();
    if names.is_empty() {
        return whole;
    }
    if could_be_name && names.contain(title, Closeness::Same) {
        return Headline::NoneButSite;
    }
    let (first, last) = (after_prefix(&parts, &names), parts.len());
    let end = before_suffix(&parts, &names, first);
    if first >= end || parts.iter().all(|part| is_site_or_front_page(part, &names)) {
        return if end < last || first > 0 { Headline::NoneButSite } else { whole };
    }
    if first == 0 && end == last {
        return whole;
    }
    let start = if first == 0 { Some(0) } else { parts.get(first).map(|part| part.start) };
    let stop = if end == last { Some(title.len()) } else { parts.get(end - 1).map(|part| part.end) };
    let headline = start.zip(stop).and_then(|(start, stop)| title.get(start..stop));
    match headline {
        Some(headline) if weight(headline) >= LEAST_LETTERS && !is_section(headline) => {
            Headline::Found(headline)
        }
        _ => whole,
    }
}

fn is_site_or_front_page(part: &Part<'_>, names: &KnownNames) -> bool {
    let front_page = [
        "home",
        "homepage",
        "front page",
        "startseite",
        "accueil",
        "inicio",
        "portada",
        "首页",
        "ホーム",
        "главная",
    ];
    let is_front_page = part.text.len() <= 20 && front_page.contains(&part.text.to_lowercase().as_str());
    is_front_page || names.contain(part.text, Closeness::Near)
}

/// The index of the first part that is not the site's name set before the headline.
fn after_prefix(parts: &[Part<'_>], names: &KnownNames) -> usize {
    let mut first = 0;
    while let (Some(part), Some(next)) = (parts.get(first), parts.get(first + 1)) {
        // `Space: A new frontier` speaks of space, even on a site of that name.
        let is_colon = matches!(next.mark, Mark::Colon | Mark::WideColon);
        let is_subject =
            !begins_headline(next.text) && (is_colon || next.text.starts_with(char::is_lowercase));
        let may_be_name = !is_subject && (next.mark != Mark::Colon || is_telling(part.text));
        if !may_be_name || !names.contain(part.text, Closeness::Same) {
            break;
        }
        first += 1;
    }
    first
}

/// A capital or a quotation, in a script with case. After a colon, what begins otherwise is said of what stands
/// before: in `Harbour Post: office closed` the outlet is the news.
fn begins_headline(text: &str) -> bool {
    let words = text.trim_start_matches([
        '"', '“', '”', '„', '«', '»', '‹', '‘', '’', '‚', '\'', ' ', '\u{a0}', '¿', '¡',
    ]);
    let is_quoted = words.len() < text.len();
    words.chars().next().is_some_and(|c| c.is_uppercase() || (is_quoted && c.is_lowercase()))
}

/// Whether a text is hardly a word of the headline: several words, an abbreviation, a host, a name with inner capitals.
fn is_telling(text: &str) -> bool {
    text.chars().skip(1).any(|c| c.is_uppercase() || c.is_whitespace() || c == '.')
        || text.chars().any(is_dense)
}

/// The index after the last part of the headline, where the site's name ends the title, with or without sections.
fn before_suffix(parts: &[Part<'_>], names: &KnownNames, first: usize) -> usize {
    let mut end = parts.len();
    let mut sections = 0;
    let mut found = None;
    for (index, part) in parts.iter().enumerate().skip(first + 1).rev() {
        if part.mark == Mark::Colon {
            break;
        }
        if is_outlet(part.text, names) {
            found = Some(part.mark);
            end = index;
            sections = 0;
        } else if sections < MOST_SECTIONS && is_section_beside(part, found) {
            sections += 1;
        } else {
            break;
        }
    }
    let Some(mark) = found else { return parts.len() };
    let mut taken = 0;
    while taken < MOST_SECTIONS
        && end > first + 1
        && let Some(part) = parts.get(end - 1)
        && part.mark != Mark::Colon
        && is_section_beside(part, Some(mark))
        && has_headline(parts.get(first..end - 1).unwrap_or_default())
    {
        end -= 1;
        taken += 1;
    }
    end
}

/// `Harbour Post`, and `Harbour Post Sport` of the same site.
fn is_outlet(text: &str, names: &KnownNames) -> bool {
    names.contain(text, Closeness::Near)
        || before_sections(text).any(|name| names.contain(name, Closeness::Same))
}

/// Between bars a capital word alone is a section, too. Two may be a person, after a dash also one.
fn is_section_beside(part: &Part<'_>, site_mark: Option<Mark>) -> bool {
    let between_bars = part.mark == Mark::Bar && site_mark.is_none_or(|mark| mark == Mark::Bar);
    is_section(part.text) || (between_bars && is_capital_word(part.text))
}

fn is_capital_word(text: &str) -> bool {
    text.chars().count() <= 30
        && text.starts_with(char::is_uppercase)
        && text.chars().all(|c| c.is_alphabetic() || c == '-')
}

fn has_headline(parts: &[Part<'_>]) -> bool {
    parts.iter().map(|part| weight(part.text)).sum::<usize>() >= LEAST_LETTERS_BESIDE_SECTION
}

/// Letters and digits; a character of a dense script says as much as several letters.
fn weight(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).map(|c| if is_dense(c) { 3 } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARBOUR: SiteNames<'_> =
        SiteNames { name: "Harbour Post", host: "www.harbour-post.example", domain: "harbour-post.example" };

    fn headline(title: &str) -> &str {
        match without_outlet(title, &HARBOUR) {
            Headline::Found(text) => text,
            Headline::NoneButSite => "(site)",
        }
    }

    #[test]
    fn what_begins_in_lower_case_is_said_of_what_stands_before() {
        let site = SiteNames { name: "The Post", host: "thepost.example", domain: "thepost.example" };
        for title in ["The Post - review", "The Post – a paper and its town"] {
            assert!(
                matches!(without_outlet(title, &site), Headline::Found(found) if found == title),
                "{title}"
            );
        }
    }

    #[test]
    fn the_outlet_goes_from_either_end() {
        for title in [
            "Council approves new pier - Harbour Post",
            "Council approves new pier — The Harbour Post",
            "Council approves new pier | HarbourPost",
            "Council approves new pier · harbour-post.example",
            "Council approves new pier » Harbour Post Online",
            "Harbour Post: Council approves new pier",
            "Harbour Post | Council approves new pier",
            "Council approves new pier | Harbour Post | Harbour Post",
        ] {
            assert_eq!(headline(title), "Council approves new pier", "{title}");
        }
    }

    #[test]
    fn sections_go_with_the_outlet_only() {
        for title in [
            "Council approves new pier – Politics – Harbour Post",
            "Council approves new pier | Quayside | Harbour Post",
            "Council approves new pier | Harbour Post Sport",
            "Council approves new pier - Harbour Post Arts & Culture",
            "Council approves new pier - World News - News - Harbour Post",
            "Council approves new pier - Harbour Post - Local News",
        ] {
            assert_eq!(headline(title), "Council approves new pier", "{title}");
        }
        for title in ["Council approves new pier – Politics", "Council approves new pier - Harbour Gazette"]
        {
            assert_eq!(headline(title), title);
        }
    }

    #[test]
    fn marks_within_the_headline_survive() {
        assert_eq!(headline("Moon-Boy - the return - Harbour Post"), "Moon-Boy - the return");
        assert_eq!(headline("Ten hurt in blast - Police - Harbour Post"), "Ten hurt in blast - Police");
        assert_eq!(headline("Mayor: pier will stay - Harbour Post"), "Mayor: pier will stay");
        assert_eq!(headline("Why I love the Harbour Post"), "Why I love the Harbour Post");
    }

    #[test]
    fn a_title_is_never_left_tiny() {
        for title in ["Fogs – Harbour Post", "Politics - Harbour Post", "9/11 | Harbour Post"] {
            assert_eq!(headline(title), title);
        }
    }

    #[test]
    fn a_title_of_names_alone_is_no_headline() {
        for title in ["Harbour Post", "Harbour Post | harbour-post.example", "Home - Harbour Post"] {
            assert_eq!(headline(title), "(site)", "{title}");
        }
    }

    #[test]
    fn a_word_before_a_colon_is_a_word() {
        let site = SiteNames { name: "Space", host: "space.example", domain: "space.example" };
        let title = "Space: what lies beyond";
        assert_eq!(without_outlet(title, &site), Headline::Found(title));
    }

    #[test]
    fn the_outlet_may_be_what_the_headline_speaks_of() {
        let site = SiteNames { name: "Radio Est", host: "hbc.example", domain: "hbc.example" };
        for title in [
            "Radio Est: office in the old town closed",
            "HBC: funding cut by Congress",
            "Radio Est : la fin d'une antenne",
            "Radio Est: 12 jobs go",
        ] {
            assert_eq!(without_outlet(title, &site), Headline::Found(title));
        }
        let dense = SiteNames { name: "港口新闻网", host: "", domain: "" };
        let title = "港口新闻网：总编辑辞职";
        assert_eq!(without_outlet(title, &dense), Headline::Found(title));
        for (title, left) in [
            ("Radio Est: Minister resigns after audit", "Minister resigns after audit"),
            ("Radio Est: “the tide is ours”", "“the tide is ours”"),
            ("Radio Est : Le ministre s'en va", "Le ministre s'en va"),
            ("Le ministre s'en va : Radio Est", "Le ministre s'en va"),
            ("Funding cut by Congress | HBC Politics", "Funding cut by Congress"),
        ] {
            assert_eq!(without_outlet(title, &site), Headline::Found(left));
        }
    }

    #[test]
    fn a_name_between_bars_is_no_section() {
        for headline_and_name in [
            "Interview | “We are at the end” | Ada Holm",
            "Lost in the fog of the bay | Bo Berg",
            "Lost in the fog of the bay | Bo Law",
            "Lost in the fog of the bay | The Last Ferry",
        ] {
            let title = format!("{headline_and_name} | Harbour Post");
            assert_eq!(headline(&title), headline_and_name);
        }
    }

    #[test]
    fn dense_scripts_have_outlets_too() {
        let site = SiteNames { name: "港口新闻网", host: "", domain: "" };
        for title in [
            "潮位上升致码头关闭_港口新闻网",
            "潮位上升致码头关闭-社会-港口新闻网",
            "潮位上升致码头关闭 | 港口新闻网",
        ] {
            assert_eq!(without_outlet(title, &site), Headline::Found("潮位上升致码头关闭"), "{title}");
        }
    }
}
