//! Who wrote it: what is said to machines, against what stands at the headline.
//!
//! What linked data and `<meta>` say is believed where the page shows it too, or shows nothing else. The name of the site is
//! nobody where somebody is named. Names stay as they are written, but for the words that introduce them.

use super::dates::Headline;
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
        let names = names.into_iter().map(|name| name.trim().to_owned()).filter(|name| is_name(name));
        Self { names: names.take(MOST).collect() }
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

    fn is_nobody(&self, sites: &[String]) -> bool {
        self.names.iter().all(|name| is_nobody(name, sites))
    }
}

fn is_name(name: &str) -> bool {
    let is_address = !name.contains(' ') && (name.contains("://") || name.starts_with("www."));
    let is_account = name.starts_with('@');
    !is_address && !is_account && name.len() < LONGEST_NAME && name.chars().any(char::is_alphabetic)
}

fn is_nobody(name: &str, sites: &[String]) -> bool {
    const ACCOUNTS: [&str; 9] = [
        "admin",
        "administrator",
        "webmaster",
        "editor",
        "redaktion",
        "redaction",
        "newsroom",
        "staff",
        "author",
    ];
    let name = letters(name);
    sites.contains(&name) || ACCOUNTS.contains(&name.as_str())
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
        (Some(said), Some(shown)) if !is_shown(survey, headline, &said) && is_person(&shown) => Some(shown),
        (Some(said), _) => Some(said),
        (None, Some(shown)) => Some(shown),
        (None, None) => said.into_iter().chain(shown).find(|byline| !byline.is_empty()),
    }
}

/// Whether one of the names stands near the headline.
fn is_shown(survey: &Survey, headline: &Headline, byline: &Byline) -> bool {
    if !headline.is_known {
        return true;
    }
    let near = survey.lines.iter().filter(|line| headline.distance(line.place) <= AT_HEADLINE);
    let near: String = near.map(|line| letters(&line.text)).collect();
    byline.names.iter().any(|name| near.contains(&letters(name)))
}

fn is_person(byline: &Byline) -> bool {
    byline.names.first().is_some_and(|name| {
        let words: Vec<&str> = name.split_whitespace().collect();
        (2..=5).contains(&words.len()) && words.iter().all(|word| word.chars().all(|c| !c.is_numeric()))
    })
}

/// Names in elements that are marked as those of authors: near the headline, or else anywhere in the article.
pub fn marked(survey: &Survey, headline: &Headline) -> Vec<Byline> {
    let is_item = |kind: &Kind| matches!(kind, Kind::Item(name) if name == "author");
    let items = near(survey, headline, is_item);
    let classed = near(survey, headline, |kind| *kind == Kind::Author);
    vec![
        Byline::new(items.iter().flat_map(|mark| names_of(mark))),
        Byline::new(classed.iter().flat_map(|mark| names_of(mark))),
    ]
}

/// The innermost of the marks of a kind, at the headline where some stand there.
fn near<'s>(survey: &'s Survey, headline: &Headline, is_kind: impl Fn(&Kind) -> bool) -> Vec<&'s Mark> {
    let all = || {
        let marks = survey.marks.iter().filter(|mark| is_kind(&mark.kind) && !headline.is_beside(mark.place));
        marks.filter(|mark| mark.text.len() < 400 && !names_of(mark).is_empty())
    };
    let mut marks: Vec<&Mark> = all().filter(|mark| headline.is_near(mark.place)).take(MOST_MARKS).collect();
    keep_together(&mut marks, headline);
    if marks.is_empty() {
        marks = all().take(1).collect();
    }
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

/// The names in a text in parts: the first part that may be a name, after a word that introduces one where there is such a
/// part, and those that separators join to it.
fn names_in(text: &str) -> Vec<String> {
    const JOINTS: [&str; 11] = [",", "and", "und", "et", "y", "e", "&", "/", ", and", "og", "och"];
    let parts = text.split([PART, '|', '•', '·', '»']).map(str::trim).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.take(20).collect();
    let begin = parts.iter().position(|part| begins_byline(part)).unwrap_or(0);
    let mut names = Vec::new();
    let mut is_joined = true;
    for part in parts.into_iter().skip(begin) {
        if JOINTS.contains(&part.to_lowercase().as_str()) {
            is_joined = true;
            continue;
        }
        let Some(name) = name_in(part) else { continue };
        if !is_joined {
            break;
        }
        is_joined = part.ends_with([',', '&']);
        names.push(name);
    }
    names
}

/// A part without the words that introduce a name; nothing where it can be no name.
fn name_in(part: &str) -> Option<String> {
    const NO_NAMES: [&str; 19] = [
        "follow",
        "share",
        "twitter",
        "facebook",
        "email",
        "e-mail",
        "view",
        "author",
        "autor",
        "posted in",
        "about the author",
        "published",
        "publiziert",
        "publiziert am",
        "details",
        "published on",
        "posted on",
        "photograph by",
        "photo by",
    ];
    let name = without_introduction(part);
    let end = AFTERWORDS.iter().filter_map(|word| name.find(word)).min();
    let is_cut = || AFTERWORDS.iter().find_map(|word| name.strip_suffix(word.trim_end()));
    let name = end.and_then(|end| name.get(..end)).or_else(is_cut).unwrap_or(name);
    let name = name.trim_matches([' ', ',', ':', ';', '-', '–', '—', '|']);
    let lower = name.to_lowercase();
    // An account may have figures in its name, a person has none.
    let has_number = name.chars().any(char::is_numeric);
    let is_account = !name.contains(char::is_whitespace) && name.starts_with(|c: char| c.is_alphabetic());
    let is_short = name.len() < 120 && name.split_whitespace().count() <= 12;
    let is_word = name.len() <= 3 && name.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_none = NO_NAMES.contains(&lower.as_str())
        || NO_NAMES.contains(&part.to_lowercase().as_str())
        || introduces(name)
        || is_word;
    (is_short && (!has_number || is_account) && !is_none && is_name(name)).then(|| name.to_owned())
}

/// Whether a part begins with a word that introduces a name, and is no sentence.
fn begins_byline(part: &str) -> bool {
    let part = part.trim_start_matches([' ', '(', '（']);
    let is_long = part.split(' ').count() > 16;
    introduces(part) || (!is_long && without_introduction(part).len() < part.len())
}

/// Whether a part is nothing but a word that introduces a name.
fn introduces(part: &str) -> bool {
    let lower = part.to_lowercase();
    let word = lower.trim_end_matches(':');
    INTRODUCTIONS.iter().any(|introduction| introduction.trim_end_matches([' ', ':', '：']) == word)
}

/// Words between the name of the author and place or time.
const AFTERWORDS: [&str; 11] =
    [", in ", " in ", " under ", " on ", " am ", " el ", " le ", " at ", " - ", " – ", " — "];

/// Words before the name of the author in the languages of the press.
const INTRODUCTIONS: [&str; 35] = [
    "gespeichert von ",
    "written by ",
    "posted by ",
    "published by ",
    "reported by ",
    "story by ",
    "by: ",
    "by ",
    "text von ",
    "ein artikel von ",
    "artikel von ",
    "von ",
    "vom ",
    "text: ",
    "autor: ",
    "autorin: ",
    "author: ",
    "par ",
    "por: ",
    "por ",
    "escrito por ",
    "di ",
    "door ",
    "av ",
    "af ",
    "yazan: ",
    "автор: ",
    "автор ",
    "oleh ",
    "penulis: ",
    "作者：",
    "记者：",
    "記者：",
    "责编：",
    "责任编辑：",
];

fn without_introduction(part: &str) -> &str {
    let part = part.trim_start_matches(['(', '（', ' ']);
    for word in INTRODUCTIONS {
        let begins = part
            .get(..word.len())
            .is_some_and(|begin| begin.eq_ignore_ascii_case(word) || begin.to_lowercase() == word);
        if begins {
            return part.get(word.len()..).unwrap_or_default().trim_start();
        }
    }
    part
}

/// The line near the headline in which a word introduces a name, or anywhere with a word that introduces nothing else.
pub fn printed(survey: &Survey, headline: &Headline) -> Byline {
    let lines = survey.lines.iter().filter(|line| line.text.len() < 160 && !headline.is_beside(line.place));
    let bylines = lines.filter_map(|line| {
        let is_sure = ["：", "Autor: ", "Author: "].iter().any(|word| line.text.contains(word));
        let begin = (is_sure || headline.is_near(line.place)).then(|| begin_of_byline(line)).flatten()?;
        Some((headline.distance(line.place), begin))
    });
    let best = bylines.min_by_key(|(distance, _)| *distance);
    Byline::new(best.map(|(_, text)| names_in(text)).unwrap_or_default())
}

/// The text of a line from the part on in which a name is introduced.
fn begin_of_byline(line: &Line) -> Option<&str> {
    let mut rest = line.text.as_str();
    loop {
        let (part, after) = rest.split_once(PART).unwrap_or((rest, ""));
        if begins_byline(part) {
            return Some(rest);
        }
        if after.is_empty() {
            return None;
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_stands_alone_or_after_the_word_that_introduces_it() {
        let cases: [(&str, &[&str]); 10] = [
            ("Ada Holm", &["Ada Holm"]),
            ("By\u{1f}Ada Holm\u{1f}Senior Reporter", &["Ada Holm"]),
            ("By Ada Holm, in\u{1f}Business", &["Ada Holm"]),
            ("Von\u{1f}Ada Holm\u{1f}und\u{1f}Eva Lund", &["Ada Holm", "Eva Lund"]),
            ("Posted in\u{1f}News\u{1f}by ada_h on", &["ada_h"]),
            ("Ada Holm am 21. April 2020", &["Ada Holm"]),
            ("3. Mai 2024 · von\u{1f}freeman7 · in\u{1f}Allgemein", &["freeman7"]),
            ("Follow\u{1f}Share", &[]),
            ("21 January 2020", &[]),
            ("(责编：牛镛、岳弘彬)", &["牛镛、岳弘彬)"]),
        ];
        for (text, names) in cases {
            assert_eq!(names_in(text), names, "{text}");
        }
    }

    #[test]
    fn addresses_are_no_names_and_accounts_of_systems_nobody() {
        let byline = Byline::new(["https://a.example/ada".to_owned(), "@ada".to_owned(), "12".to_owned()]);
        assert!(byline.is_empty());
        let sites = [letters("Harbour Post")];
        let byline = Byline::new(["Harbour Post".to_owned(), "Ada Holm".to_owned(), "admin".to_owned()]);
        assert_eq!(byline.without_nobodies(&sites).names, ["Ada Holm"]);
        assert!(Byline::new(["harbour post".to_owned()]).is_nobody(&sites));
    }
}
