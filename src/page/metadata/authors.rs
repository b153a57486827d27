//! Who wrote it: what is said to machines, against what stands at the headline.
//!
//! What linked data and `<meta>` say is believed where the page shows it too, or shows nothing else. The name of the site is
//! nobody where somebody is named. Names stay as they are written, but for the words that introduce them.

mod parts;
mod signed;

use self::parts::{begins_byline, introduced_within, is_full_name, names_in, without_introduction};
pub use self::signed::beside_date;
use self::signed::signature;
use super::dates::{Headline, has_day};
use super::survey::{Kind, Line, Mark, PART, Survey};
use super::text::letters;

/// Names from one source, as they stand.
#[derive(Clone, Debug, Default)]
pub struct Byline {
    pub names: Vec<String>,
}

/// More are a list of the staff.
const MOST: usize = 40;
/// In bytes.
const LONGEST_NAME: usize = 300;
/// Marks that are compared with one another.
const MOST_MARKS: usize = 24;
/// Lines from one name of a byline to the next.
const TOGETHER: usize = 2;
/// Lines from the headline within which its byline stands.
const AT_HEADLINE: usize = 12;

impl Byline {
    pub fn new(names: impl IntoIterator<Item = String>) -> Self {
        let mut byline = Self::default();
        for name in names.into_iter().filter(|name| is_name(name.trim())).take(MOST) {
            let name = name.trim();
            if !byline.names.iter().any(|known| known == name) {
                byline.names.push(name.to_owned());
            }
        }
        byline
    }

    /// Where a full name is among them, what else stands beside it is a role or a button.
    fn of_marks(marks: &[&Mark]) -> Self {
        let mut byline = Self::new(marks.iter().flat_map(|mark| names_of(mark)));
        if byline.names.iter().any(|name| is_full_name(name)) {
            byline.names.retain(|name| is_full_name(name) || is_short(name));
        }
        byline
    }

    fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// Without the site and the accounts of content systems, where somebody else is named.
    fn without_nobodies(mut self, sites: &[String]) -> Self {
        if !self.is_nobody(sites) {
            self.names.retain(|name| !is_nobody(name, sites));
        }
        self
    }

    /// Whether the names are those of the other with middle names: `Ada Bea Holm` is Ada Holm.
    fn is_fuller(&self, other: &Self) -> bool {
        let ends = |name: &String| {
            let words: Vec<&str> = name.split_whitespace().collect();
            words.first().zip(words.last()).map(|(first, last)| (letters(first), letters(last)))
        };
        self.names.len() == other.names.len()
            && self
                .names
                .iter()
                .zip(&other.names)
                .all(|(own, other)| ends(own) == ends(other) && own.len() > other.len())
    }

    /// Whether all of the others stand here, beside further persons.
    fn completes(&self, other: &Self) -> bool {
        let own: Vec<String> = self.names.iter().map(|name| letters(name)).collect();
        let is_own = |name: &String| own.contains(&letters(name));
        other.names.len() < own.len()
            && other.names.iter().all(is_own)
            && self.names.iter().all(|name| is_full_name(name))
    }

    fn is_nobody(&self, sites: &[String]) -> bool {
        self.names.iter().all(|name| is_nobody(name, sites))
    }
}

/// An agency, or the initials of somebody.
fn is_short(name: &str) -> bool {
    name.len() <= 5 && !name.contains(' ')
}

fn is_name(name: &str) -> bool {
    let is_address = !name.contains(' ') && (name.contains("://") || name.starts_with("www."));
    let is_account = name.starts_with('@');
    !is_address && !is_account && name.len() < LONGEST_NAME && name.chars().any(char::is_alphabetic)
}

/// The site, the account of a content system, or nothing but desks of the site and agencies that nobody names.
fn is_nobody(name: &str, sites: &[String]) -> bool {
    const ACCOUNTS: [&str; 10] = [
        "admin",
        "administrator",
        "wordpressadmin",
        "webmaster",
        "editor",
        "redaktion",
        "redaction",
        "newsroom",
        "staff",
        "author",
    ];
    const DESKS: [&str; 5] = ["red", "agenturen", "agencies", "agences", "agencias"];
    let is_one = |name: &str, words: &[&str]| {
        let name = letters(name);
        sites.contains(&name) || words.contains(&name.as_str())
    };
    let mut parts = name.split([',', '/']);
    is_one(name, &ACCOUNTS) || parts.all(|part| is_one(part, &DESKS))
}

/// `said` to machines, the most telling first, and `shown` at the headline; `sites` are the names of the site.
pub fn choose(
    survey: &Survey,
    headline: &Headline,
    said: Vec<Byline>,
    shown: Vec<Byline>,
    sites: &[&str],
) -> Option<Byline> {
    let sites: Vec<String> = sites.iter().map(|site| letters(site)).filter(|site| !site.is_empty()).collect();
    let first = |bylines: &[Byline]| {
        let somebody = bylines.iter().find(|byline| !byline.is_empty() && !byline.is_nobody(&sites));
        somebody.cloned().map(|byline| byline.without_nobodies(&sites))
    };
    let shown_first = first(&shown);
    let said_first = first(&said);
    match (said_first, shown_first) {
        (Some(said), Some(shown)) if said.is_fuller(&shown) => Some(said),
        (Some(said), Some(shown)) if !is_shown(survey, headline, &said) && is_person(&shown) => Some(shown),
        (Some(said), Some(shown)) if shown.completes(&said) => Some(shown),
        (Some(said), _) => Some(said),
        (None, Some(shown)) => Some(shown),
        (None, None) => {
            let said = said.into_iter().chain(shown).find(|byline| !byline.is_empty())?;
            let signature = signature(survey, headline);
            Some(if signature.is_empty() { said } else { signature })
        }
    }
}

/// Whether one of the names stands near the headline.
fn is_shown(survey: &Survey, headline: &Headline, byline: &Byline) -> bool {
    if !headline.is_known {
        return true;
    }
    let near = survey.lines.iter().filter(|line| headline.distance(line.place) <= AT_HEADLINE);
    let near: String = near.map(|line| letters(&line.text)).collect();
    // One text may hold all names of a byline.
    let names = byline.names.iter().flat_map(|names| names.split([',', ';', '/', '&', '|']));
    let mut names = names.map(|name| letters(without_introduction(name))).filter(|name| !name.is_empty());
    names.any(|name| near.contains(&name))
}

fn is_person(byline: &Byline) -> bool {
    byline.names.first().is_some_and(|name| {
        let words: Vec<&str> = name.split_whitespace().collect();
        (2..=5).contains(&words.len()) && words.iter().all(|word| word.chars().all(|c| !c.is_numeric()))
    })
}

/// Names in elements near the headline that are marked as those of authors.
pub fn marked(survey: &Survey, headline: &Headline) -> Vec<Byline> {
    [is_item, is_classed].map(|is_kind| Byline::of_marks(&near(survey, headline, is_kind))).into()
}

/// The first name in the article that is marked as that of an author, however far from the headline.
pub fn anywhere(survey: &Survey, headline: &Headline) -> Vec<Byline> {
    // A link to somebody's page may stand anywhere; alone it says nothing.
    let is_author = |kind: &Kind| *kind == Kind::Author;
    let first = |is_kind: fn(&Kind) -> bool| {
        let mark = marks_of(survey, headline, is_kind).next();
        Byline::of_marks(&mark.into_iter().collect::<Vec<_>>())
    };
    vec![first(is_item), first(is_author), in_own_aside(survey, headline)]
}

fn is_item(kind: &Kind) -> bool {
    matches!(kind, Kind::Item(name) if name == "author")
}

fn is_classed(kind: &Kind) -> bool {
    matches!(kind, Kind::Author | Kind::AuthorLink)
}

/// The one name that all items of an author give, in an `<aside>` or a footer of the article.
fn in_own_aside(survey: &Survey, headline: &Headline) -> Byline {
    let mut items =
        survey.marks.iter().filter(|mark| is_item(&mark.kind) && !headline.is_elsewhere(mark.place));
    let Some(names) = items.next().map(names_of) else { return Byline::default() };
    if items.all(|mark| names_of(mark) == names) { Byline::new(names) } else { Byline::default() }
}

fn marks_of<'s>(
    survey: &'s Survey,
    headline: &Headline,
    is_kind: fn(&Kind) -> bool,
) -> impl Iterator<Item = &'s Mark> {
    let headline = *headline;
    let marks =
        survey.marks.iter().filter(move |mark| is_kind(&mark.kind) && !headline.is_beside(mark.place));
    marks.filter(|mark| mark.text.len() < 400 && !names_of(mark).is_empty())
}

/// The innermost of the marks of a kind at the headline.
fn near<'s>(survey: &'s Survey, headline: &Headline, is_kind: fn(&Kind) -> bool) -> Vec<&'s Mark> {
    // A byline of many may begin near the headline and end further on.
    let marks = marks_of(survey, headline, is_kind).filter(|mark| !headline.is_above(mark.place));
    let mut marks: Vec<&Mark> = marks.take(MOST_MARKS).collect();
    if !marks.iter().any(|mark| headline.is_near(mark.place)) {
        marks.clear();
    }
    keep_together(&mut marks, headline);
    let holds = |outer: &Mark, inner: &Mark| {
        outer.text.len() > inner.text.len() && outer.text.contains(&inner.text) && !inner.text.is_empty()
    };
    marks.iter().copied().filter(|outer| !marks.iter().any(|inner| holds(outer, inner))).collect()
}

/// Those of one byline stand together; others further on are of pictures, boxes and comments.
fn keep_together(marks: &mut Vec<&Mark>, headline: &Headline) {
    let nearest = marks.iter().enumerate().min_by_key(|(_, mark)| headline.distance(mark.place));
    let Some(nearest) = nearest.map(|(at, _)| at) else { return };
    let is_next = |pair: &[&Mark]| match pair {
        [one, other] => one.place.line.abs_diff(other.place.line) <= TOGETHER,
        _ => false,
    };
    let after = marks.windows(2).skip(nearest).take_while(|pair| is_next(pair)).count();
    let before = marks.windows(2).take(nearest).rev().take_while(|pair| is_next(pair)).count();
    marks.truncate(nearest + after + 1);
    marks.drain(..nearest - before);
}

fn names_of(mark: &Mark) -> Vec<String> {
    let content = mark.value.as_deref().filter(|value| mark.text.is_empty() && is_name(value));
    content.map_or_else(|| names_in(&mark.text), |content| vec![content.to_owned()])
}

/// The line near the headline in which a word introduces a name, or anywhere with a word that introduces nothing else.
pub fn printed(survey: &Survey, headline: &Headline) -> Byline {
    let lines = survey.lines.iter().filter(|line| line.text.len() < 160 && !headline.is_beside(line.place));
    let bylines = lines.filter_map(|line| {
        let is_sure = ["：", "Autor: ", "Author: "].iter().any(|word| line.text.contains(word));
        // With its day beside it, a byline is that of an article wherever it stands.
        let is_byline = is_sure || headline.is_near(line.place) || has_day(&line.text);
        let begin = is_byline.then(|| begin_of_byline(line)).flatten()?;
        let byline = Byline::new(names_in(begin.text));
        let is_sure =
            begin.is_first || byline.names.iter().all(|name| is_full_name(name) || !name.contains(' '));
        (is_sure && !byline.is_empty()).then(|| (headline.distance(line.place), byline))
    });
    bylines.min_by_key(|(distance, _)| *distance).map(|(_, byline)| byline).unwrap_or_default()
}

/// The text of a line from where a name is introduced.
struct Begin<'t> {
    text: &'t str,
    /// The word that introduces it is the first of its part.
    is_first: bool,
}

fn begin_of_byline(line: &Line) -> Option<Begin<'_>> {
    let mut rest = line.text.as_str();
    loop {
        let (part, after) = rest.split_once(PART).unwrap_or((rest, ""));
        if begins_byline(part) {
            return Some(Begin { text: rest, is_first: true });
        }
        if let Some((before, _)) = introduced_within(part).filter(|(before, _)| has_day(before)) {
            return Some(Begin { text: rest.get(before.len()..)?, is_first: false });
        }
        if after.is_empty() {
            return None;
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests;
