//! The headline among the titles of a page.
//!
//! The headline of a reader, that of a search engine and that of a share may differ, and each may be cut or carry the name
//! of the site. The one that most of the others repeat, whole or with something around it, is the headline; of equals the
//! one that the page shows.

use super::text::letters;

/// Where a title stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    LinkedData,
    OpenGraph,
    Heading,
    Item,
    Meta,
    Element,
}

impl Source {
    fn weight(self) -> u32 {
        match self {
            Self::Heading => 33,
            Self::LinkedData => 32,
            Self::OpenGraph => 31,
            Self::Item => 25,
            Self::Meta => 15,
            Self::Element => 10,
        }
    }
}

#[derive(Clone, Debug)]
pub struct Candidate {
    pub source: Source,
    pub text: String,
    letters: String,
}

impl Candidate {
    /// Nothing where the text has no letters.
    pub fn new(source: Source, text: &str) -> Option<Self> {
        let letters = letters(text);
        (!letters.is_empty() && text.len() < 1000).then(|| Self { source, text: text.trim().to_owned(), letters })
    }
}

/// More titles are those of other articles.
const MOST: usize = 24;

/// The best, and how sure it is that it is a headline.
pub fn choose(candidates: &[Candidate], site: &str) -> Option<Candidate> {
    let candidates = candidates.get(..MOST.min(candidates.len())).unwrap_or_default();
    let site = letters(site);
    let score = |candidate: &Candidate| -> u32 {
        let others = candidates.iter().filter(|other| !std::ptr::eq(*other, candidate));
        let support: u32 = others.map(|other| support(candidate, other)).sum();
        let own = candidate.source.weight() * 10;
        let is_site = candidate.letters == site || candidate.letters.len() < 4;
        if is_site { 1 } else { own + support }
    };
    let mut best: Option<(u32, &Candidate)> = None;
    for candidate in candidates {
        let score = score(candidate);
        if best.is_none_or(|(highest, _)| score > highest) {
            best = Some((score, candidate));
        }
    }
    best.map(|(_, candidate)| candidate.clone())
}

/// What another title says for this one, in hundredths.
fn support(candidate: &Candidate, other: &Candidate) -> u32 {
    let weight = other.source.weight();
    let (this, that) = (candidate.letters.as_str(), other.letters.as_str());
    if this == that {
        return weight * 10;
    }
    let is_telling = this.len() >= 12;
    if is_telling && that.starts_with(this) {
        return weight * 8;
    }
    if is_telling && that.ends_with(this) {
        return weight * 6;
    }
    // Cut, as it says or not.
    let is_cut = other.text.trim_end().ends_with(['…', '.']) && that.len() >= 12;
    if is_cut && this.starts_with(that) {
        return weight * 6;
    }
    0
}
