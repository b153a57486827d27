//! The dates of a page in the order in which they are to be believed.
//!
//! Nothing is read here: which of the texts is a date, and of which day, is for those who read dates. Only days in figures
//! are compared, to see which of the sources agree.

use super::survey::{Kind, Line, Mark, PART, Place, Survey};
use crate::article::Found;

/// No article has more dates of its own.
const MOST: usize = 12;
/// Lines before and after the headline in which the date of an article is printed.
const ABOVE: usize = 8;
const BELOW: usize = 24;

/// Where on the page the headline stands.
#[derive(Clone, Copy, Debug)]
pub struct Headline {
    pub place: Place,
    pub is_known: bool,
}

impl Headline {
    /// Whether something stands beside the article that the headline belongs to.
    pub fn is_beside(&self, place: Place) -> bool {
        let other_article = place.article != 0 && self.is_known && place.article != self.place.article;
        let other_region = place.aside != 0 && place.aside != self.place.aside;
        other_article || other_region
    }

    pub fn is_near(&self, place: Place) -> bool {
        self.is_known && place.line + ABOVE >= self.place.line && place.line <= self.place.line + BELOW
    }

    pub fn distance(&self, place: Place) -> usize {
        place.line.abs_diff(self.place.line)
    }
}

#[derive(Debug, Default)]
pub struct Dates {
    found: Vec<Found>,
}

impl Dates {
    pub fn push(&mut self, field: &str, text: &str) {
        let text = text.trim();
        let is_new = !self.found.iter().any(|found| found.text == text);
        if is_new && !text.is_empty() && text.len() <= 200 && self.found.len() < MOST {
            self.found.push(Found::new(field, text));
        }
    }

    pub fn into_list(mut self) -> Vec<Found> {
        prefer_agreeing(&mut self.found);
        self.found
    }
}

/// Where the first is alone with its day and two others agree on another, these are believed: a template may write the day
/// of the request, or that of a related article.
fn prefer_agreeing(found: &mut [Found]) {
    let days: Vec<Option<String>> = found.iter().map(|found| day(&found.text)).collect();
    let Some(Some(first)) = days.first().cloned() else { return };
    let count = |day: &String| days.iter().flatten().filter(|other| *other == day).count();
    if count(&first) > 1 {
        return;
    }
    let others = days.iter().enumerate().skip(1).filter_map(|(at, day)| Some((at, day.as_ref()?)));
    let agreed = others.into_iter().find(|(_, day)| count(day) > 2);
    if let Some((at, _)) = agreed
        && let Some(part) = found.get_mut(..=at)
    {
        part.rotate_right(1);
    }
}

/// `20240503` of a text that begins with a day in figures, the year first.
fn day(text: &str) -> Option<String> {
    let digits: String = text.chars().take(10).filter(char::is_ascii_digit).collect();
    let is_year_first = text.starts_with("20") || text.starts_with("19");
    (is_year_first && digits.len() == 8).then_some(digits)
}

/// The `<time>` elements and the dates in elements that are named so, of the article itself, the nearest to the headline
/// first; then the printed ones.
pub fn visible(survey: &Survey, headline: &Headline, dates: &mut Dates) {
    let mut marks: Vec<&Mark> = survey
        .marks
        .iter()
        .filter(|mark| matches!(mark.kind, Kind::Time | Kind::Date))
        .filter(|mark| !headline.is_beside(mark.place) && !is_modified(&mark.text))
        .filter(|mark| mark.value.as_deref().is_some_and(has_day) || has_day(&mark.text))
        .collect();
    marks.sort_by_key(|mark| (!headline.is_near(mark.place), mark.kind == Kind::Date, headline.distance(mark.place)));
    for mark in marks.into_iter().take(4) {
        let (element, attribute) = match mark.kind {
            Kind::Time => ("time", "time[datetime]"),
            _ => ("text.date", "[datetime]"),
        };
        if let Some(value) = mark.value.as_deref().filter(|value| has_day(value)) {
            dates.push(attribute, value);
        }
        printed(element, &mark.text, dates);
    }
    let mut lines: Vec<&Line> = survey
        .lines
        .iter()
        .filter(|line| headline.is_near(line.place) && !headline.is_beside(line.place))
        .filter(|line| has_day(&line.text) && !is_modified(&line.text))
        .collect();
    lines.sort_by_key(|line| headline.distance(line.place));
    for line in lines.into_iter().take(4) {
        printed("text.dateline", &line.text, dates);
    }
}

/// Dates that are printed anywhere else, outside of prose.
pub fn anywhere(survey: &Survey, headline: &Headline, dates: &mut Dates) {
    let marks = survey.marks.iter().filter(|mark| matches!(mark.kind, Kind::Time | Kind::Date));
    for mark in marks.filter(|mark| mark.place.aside == headline.place.aside || mark.place.aside == 0).take(4) {
        match mark.value.as_deref().filter(|value| has_day(value)) {
            Some(value) => dates.push("time[datetime]", value),
            None => printed("text.date", &mark.text, dates),
        }
    }
    let lines = survey.lines.iter().filter(|line| !headline.is_beside(line.place) && has_day(&line.text));
    for line in lines.filter(|line| !line.text.contains('©')).take(4) {
        printed("text", &line.text, dates);
    }
}

/// The parts of a line that may be dates, with what stands around a date in them.
fn printed(field: &str, text: &str, dates: &mut Dates) {
    let mut whole = text.replace(PART, " ");
    if whole.chars().count() <= 60 {
        dates.push(field, &whole);
        return;
    }
    for part in text.split([PART, '|', '•', '·']).filter(|part| has_day(part)).take(2) {
        dates.push(field, part);
    }
    whole.clear();
}

fn is_modified(text: &str) -> bool {
    const WORDS: [&str; 14] = [
        "updated", "update:", "modified", "aktualisiert", "mis à jour", "actualizado", "aggiornato", "atualizado", "обновлено",
        "bijgewerkt", "güncelleme", "更新", "最終更新", "수정",
    ];
    let lower = text.to_lowercase();
    WORDS.iter().any(|word| lower.contains(word))
}

/// Whether a text could hold a day: a year, and two more numbers or a word and a number; or a number and a unit of time.
pub fn has_day(text: &str) -> bool {
    let numbers = numbers(text);
    let has_year = numbers.iter().any(|number| (number.len() == 4) && ["19", "20", "13", "14", "25"].iter().any(|century| number.starts_with(century)));
    let is_joined = numbers.iter().any(|number| number.len() == 8 || number.len() == 14 || number.len() == 10 || number.len() == 13);
    let is_short_year = numbers.len() >= 3 && numbers.iter().take(3).all(|number| number.len() <= 2);
    (has_year && numbers.len() >= 2) || is_joined || is_short_year
}

fn numbers(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut open = String::new();
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            open.push(digit);
        } else if !open.is_empty() {
            numbers.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        numbers.push(open);
    }
    numbers
}

/// The value of a digit of the scripts that news are written in.
fn digit(c: char) -> Option<char> {
    const ZEROS: [char; 7] = ['0', '٠', '۰', '०', '০', '０', '๐'];
    ZEROS.iter().find_map(|&zero| {
        let value = u32::from(c).checked_sub(u32::from(zero)).filter(|value| *value < 10)?;
        char::from_digit(value, 10)
    })
}
