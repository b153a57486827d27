//! Who wrote it: of the sources that name authors, the first that names persons.

use super::dates::Headline;
use super::survey::{Kind, Line, PART, Survey};
use super::text::letters;

/// Names from one source, as they stand.
#[derive(Clone, Debug, Default)]
pub struct Byline {
    pub names: Vec<String>,
    pub field: &'static str,
}

/// More are a list of the staff.
const MOST: usize = 40;

impl Byline {
    pub fn new(field: &'static str, names: Vec<String>) -> Self {
        let is_name = |name: &String| {
            let name = name.trim();
            let is_address = name.contains("://") || name.starts_with("www.") || name.starts_with('@');
            !name.is_empty() && !is_address && name.len() < 300 && name.chars().any(char::is_alphabetic)
        };
        Self { names: names.into_iter().filter(is_name).take(MOST).collect(), field }
    }

    /// Nobody but the site itself, or the account of a content system.
    fn is_nobody(&self, site: &str) -> bool {
        const ACCOUNTS: [&str; 8] =
            ["admin", "administrator", "webmaster", "editor", "redaktion", "redaction", "newsroom", "staff"];
        let site = letters(site);
        self.names.iter().all(|name| {
            let name = letters(name);
            name == site || ACCOUNTS.contains(&name.as_str())
        })
    }
}

/// The first that names somebody; else the first that names anything.
pub fn choose(bylines: Vec<Byline>, site: &str) -> Option<Byline> {
    let mut bylines: Vec<Byline> = bylines.into_iter().filter(|byline| !byline.names.is_empty()).collect();
    let at = bylines.iter().position(|byline| !byline.is_nobody(site)).unwrap_or(0);
    if at < bylines.len() { Some(bylines.swap_remove(at)) } else { None }
}

/// Names in elements that are marked as those of authors, near the headline.
pub fn marked(survey: &Survey, headline: &Headline) -> Vec<Byline> {
    let near = |kind: &dyn Fn(&Kind) -> bool, field: &'static str| {
        let mut marks: Vec<_> = survey
            .marks
            .iter()
            .filter(|mark| kind(&mark.kind) && !headline.is_beside(mark.place))
            .filter(|mark| mark.text.len() < 200)
            .collect();
        marks.sort_by_key(|mark| !headline.is_near(mark.place));
        let is_near = marks.first().is_some_and(|mark| headline.is_near(mark.place));
        let names = marks
            .into_iter()
            .filter(|mark| headline.is_near(mark.place) == is_near)
            .map(|mark| mark.text.replace(PART, " "))
            .take(6)
            .collect();
        Byline::new(field, names)
    };
    vec![
        near(&|kind| *kind == Kind::Item("author".to_owned()), "itemprop.author"),
        near(&|kind| *kind == Kind::Author, "text.author"),
    ]
}

/// Lines near the headline that begin as a byline does.
pub fn printed(survey: &Survey, headline: &Headline) -> Byline {
    const WORDS: [&str; 18] = [
        "by ", "von ", "par ", "por ", "di ", "door ", "av ", "af ", "yazan ", "автор ", "автор:", "text: ", "text von ",
        "written by ", "author: ", "autor: ", "oleh ", "penulis",
    ];
    let begins = |line: &&Line| {
        let text = line.text.replace(PART, " ").to_lowercase();
        WORDS.iter().any(|word| text.starts_with(word)) && text.split(' ').count() <= 10
    };
    let mut lines: Vec<&Line> = survey
        .lines
        .iter()
        .filter(|line| headline.is_near(line.place) && !headline.is_beside(line.place) && line.text.len() < 120)
        .filter(begins)
        .collect();
    lines.sort_by_key(|line| headline.distance(line.place));
    Byline::new("text.byline", lines.into_iter().take(1).map(|line| line.text.replace(PART, " ")).collect())
}
