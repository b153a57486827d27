//! The headline among the titles of a page.
//!
//! The headline for readers, that for search engines and that for shares may differ, and each may be cut or carry the name
//! of the site or a kicker. The one that the others repeat, whole or with something around it, is the headline. A heading
//! that nothing else says is seldom the headline: it names the site or the section.

use super::text::letters;

/// Where a title stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    LinkedData,
    OpenGraph,
    /// `dc:title`, which only those write who mean it.
    DublinCore,
    FirstHeading,
    /// A heading of a lower level.
    Heading,
    Item,
    Meta,
    Element,
}

impl Source {
    /// What a title is worth that nothing else says.
    fn own(self) -> u32 {
        match self {
            Self::DublinCore => 21,
            Self::LinkedData | Self::OpenGraph => 20,
            Self::Item => 14,
            Self::Meta => 12,
            Self::Element => 8,
            Self::FirstHeading => 7,
            Self::Heading => 1,
        }
    }

    /// What it adds to another title that says the same.
    fn weight(self) -> u32 {
        match self {
            Self::FirstHeading => 33,
            Self::LinkedData => 32,
            Self::OpenGraph => 31,
            Self::Item | Self::Element => 25,
            Self::Meta | Self::DublinCore => 12,
            Self::Heading => 10,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Candidate {
    source: Source,
    pub text: String,
    letters: String,
}

/// In bytes. Longer texts are no titles.
const LONGEST: usize = 1000;

impl Candidate {
    /// Nothing where the text has no letters.
    pub fn new(source: Source, text: &str) -> Option<Self> {
        let text = text.trim();
        let letters = if text.len() < LONGEST { letters(text) } else { String::new() };
        (!letters.is_empty()).then(|| Self { source, text: text.to_owned(), letters })
    }

    /// What content systems write where nobody gave a title.
    fn is_generic(&self) -> bool {
        const WORDS: [&str; 12] = [
            "home",
            "homepage",
            "startseite",
            "accueil",
            "inicio",
            "index",
            "untitled",
            "untitleddocument",
            "blog",
            "news",
            "article",
            "welcome",
        ];
        WORDS.contains(&self.letters.as_str())
    }
}

/// More titles are those of other articles.
const MOST: usize = 40;
/// Letters of the shortest headline that is known within another title.
const TELLING: usize = 12;

/// The best of the candidates; of equals the first.
pub fn choose(candidates: &[Candidate], site: &str) -> Option<Candidate> {
    let site = letters(site);
    let candidates: Vec<&Candidate> = candidates.iter().take(MOST).collect();
    let score = |at: usize, candidate: &Candidate| {
        if candidate.letters == site || candidate.letters.chars().nth(1).is_none() || candidate.is_generic() {
            return 1;
        }
        let others = candidates.iter().enumerate().filter(|(other, _)| *other != at);
        candidate.source.own() * 100 + others.map(|(_, other)| support(candidate, other)).sum::<u32>()
    };
    let mut best: Option<(u32, &Candidate)> = None;
    for (at, candidate) in candidates.iter().enumerate() {
        let score = score(at, candidate);
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.clone())
}

/// What another title says for this one. The more of the other it is, the more; what stands before it may be a kicker, what
/// stands after it the name of the site.
fn support(candidate: &Candidate, other: &Candidate) -> u32 {
    let weight = other.source.weight();
    let (this, that) = (candidate.letters.as_str(), other.letters.as_str());
    if this == that {
        return weight * 100;
    }
    let share = u32::try_from(100 * this.len() / that.len().max(1)).unwrap_or(0);
    if this.len() >= TELLING && this.len() < that.len() {
        let is_part = is_part(candidate, other);
        let is_cut = candidate.text.ends_with('…') || candidate.text.ends_with("...");
        return match (that.starts_with(this), that.ends_with(this)) {
            (true, _) if is_part && share >= 25 => weight * 95,
            (true, _) if !is_cut => weight * (40 + share * 6 / 10),
            (false, true) if is_part && share >= 40 => weight * 90,
            (false, true) => weight * (30 + share * 6 / 10),
            (true | false, true | false) => 0,
        };
    }
    let is_cut = other.text.ends_with(['…', '.']) && that.len() >= TELLING;
    if is_cut && this.starts_with(that) { weight * 60 } else { 0 }
}

/// Whether a mark that divides titles stands between this one and the rest of the other.
fn is_part(candidate: &Candidate, other: &Candidate) -> bool {
    const MARKS: [&str; 10] = [" - ", " | ", " – ", " — ", " » ", " · ", " :: ", " : ", ": ", " • "];
    let is_this = |part: &str| letters(part) == candidate.letters;
    MARKS.iter().any(|mark| {
        let first =
            other.text.split_once(mark).is_some_and(|(before, after)| is_this(before) || is_this(after));
        first || other.text.rsplit_once(mark).is_some_and(|(before, after)| is_this(before) || is_this(after))
    })
}

#[cfg(test)]
mod tests {
    use super::Source::{DublinCore, Element, FirstHeading, Heading, LinkedData, Meta, OpenGraph};
    use super::*;

    fn chosen(candidates: &[(Source, &str)]) -> String {
        let candidates: Vec<_> =
            candidates.iter().filter_map(|(source, text)| Candidate::new(*source, text)).collect();
        choose(&candidates, "Harbour Post").map(|candidate| candidate.text).unwrap_or_default()
    }

    #[test]
    fn what_most_titles_say_is_the_headline() {
        let pier = "Pier reopens after the storm";
        assert_eq!(
            chosen(&[(FirstHeading, pier), (Element, "Pier reopens after the storm | Harbour Post")]),
            pier
        );
        assert_eq!(
            chosen(&[(FirstHeading, pier), (LinkedData, pier), (OpenGraph, "You won't believe this pier")]),
            pier
        );
        assert_eq!(
            chosen(&[(OpenGraph, "Pier reopens after…"), (FirstHeading, pier), (Element, pier)]),
            pier
        );
    }

    #[test]
    fn where_no_two_agree_the_most_telling_source_counts() {
        let titles = [
            (OpenGraph, "Title for shares"),
            (DublinCore, "Title for libraries"),
            (FirstHeading, "Title shown"),
        ];
        assert_eq!(chosen(&titles), "Title for libraries");
        let shown = [titles[0], titles[1], titles[2], (Element, "Title shown")];
        assert_eq!(chosen(&shown), "Title shown");
    }

    #[test]
    fn a_heading_that_nothing_else_says_is_no_headline() {
        let pier = "Pier reopens after the storm";
        assert_eq!(chosen(&[(FirstHeading, "Local news of the coast"), (Element, pier)]), pier);
        assert_eq!(
            chosen(&[
                (FirstHeading, "Harbour Post"),
                (OpenGraph, pier),
                (Element, "Harbour Post: Pier reopens after the storm")
            ]),
            pier
        );
        assert_eq!(chosen(&[(FirstHeading, "Welcome"), (Meta, pier)]), pier);
    }

    #[test]
    fn the_words_of_content_systems_are_no_headline() {
        assert_eq!(chosen(&[(FirstHeading, "Time to leave"), (Element, "Home")]), "Time to leave");
        assert_eq!(chosen(&[(Element, "Home")]), "Home");
    }

    #[test]
    fn a_lower_heading_that_begins_the_title_is_the_headline() {
        let title = "Pier reopens after the storm | Harbour Post";
        assert_eq!(
            chosen(&[
                (Heading, "More news of the day"),
                (Heading, "Pier reopens after the storm"),
                (Element, title)
            ]),
            "Pier reopens after the storm"
        );
    }

    #[test]
    fn a_headline_may_end_in_dots_of_its_own() {
        let title = "And the rain it rains… | Harbour Post";
        assert_eq!(
            chosen(&[(Heading, "And the rain it rains…"), (Element, title)]),
            "And the rain it rains…"
        );
    }

    #[test]
    fn the_name_of_the_site_is_taken_only_where_there_is_nothing_else() {
        assert_eq!(chosen(&[(OpenGraph, "Harbour Post"), (Heading, "Pier reopens")]), "Pier reopens");
        assert_eq!(chosen(&[(OpenGraph, "Harbour Post")]), "Harbour Post");
        assert_eq!(chosen(&[(OpenGraph, " – ")]), "");
    }
}
