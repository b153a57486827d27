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
        prefer_settled(&mut self.found);
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

/// `11/01/2023` may be of January or of November; where the page prints `01.11.2023` as well, which has one order, that says
/// which is meant.
fn prefer_settled(found: &mut [Found]) {
    let parts = |text: &str, mark: char| -> Option<[u32; 3]> {
        let day = text.split_whitespace().find(|word| word.matches(mark).count() == 2)?;
        let mut parts = day.split(mark).map(|part| part.trim_end_matches(',').parse().ok());
        Some([parts.next()??, parts.next()??, parts.next()??])
    };
    let Some([a, b, year]) = found.first().and_then(|first| parts(&first.text, '/')) else { return };
    let settles = |found: &Found| parts(&found.text, '.').is_some_and(|[day, month, other]| other == year && day == b && month == a);
    if a != b
        && let Some(at) = found.iter().position(settles)
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
        .filter(|mark| !headline.is_beside(mark.place) && (mark.text.is_empty() || without_other(&mark.text).len() == mark.text.len() || !is_other(&mark.text)))
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
        .filter(|line| !is_other(&line.text))
        .collect();
    lines.sort_by_key(|line| headline.distance(line.place));
    for line in lines.into_iter().take(4) {
        printed("text.dateline", &line.text, dates);
    }
}

/// Dates that are printed anywhere else, outside of prose.
pub fn anywhere(survey: &Survey, headline: &Headline, dates: &mut Dates) {
    let marks = || survey.marks.iter().filter(|mark| matches!(mark.kind, Kind::Time | Kind::Date));
    let is_own = |place: Place| place.aside == headline.place.aside || place.aside == 0;
    let push = |mark: &Mark, dates: &mut Dates| match mark.value.as_deref().filter(|value| has_day(value)) {
        Some(value) => dates.push("time[datetime]", value),
        None => printed("text.date", &mark.text, dates),
    };
    marks().filter(|mark| is_own(mark.place)).take(4).for_each(|mark| push(mark, dates));
    let lines = survey.lines.iter().filter(|line| !headline.is_beside(line.place) && has_day(&line.text));
    for line in lines.filter(|line| !is_other(&line.text)).take(4) {
        printed("text", &line.text, dates);
    }
    // All that are left are of one day: this page is a notice among others of its day.
    let others: Vec<&Mark> = marks().filter(|mark| has_day(&mark.text)).take(20).collect();
    if let [first, rest @ ..] = others.as_slice()
        && rest.iter().all(|mark| mark.text == first.text)
    {
        push(first, dates);
    }
}

/// A line as it stands, where it is short, and the date in it.
fn printed(field: &str, text: &str, dates: &mut Dates) {
    let text = without_other(text);
    for part in text.split([PART, '|', '•', '·']).filter(|part| has_day(part)).take(2) {
        if part.chars().count() <= 60 {
            dates.push(field, part);
        }
        for window in windows(part) {
            dates.push(field, window);
        }
    }
    let whole = text.replace(PART, " ");
    if whole.chars().count() <= 60 {
        dates.push(field, &whole);
    }
}

/// What stands from the first number of a text to the last, with the word before, which may be a month, and without.
fn windows(text: &str) -> Vec<&str> {
    let mut numbers = text.char_indices().filter(|(_, c)| digit(*c).is_some());
    let Some((first, _)) = numbers.next() else { return Vec::new() };
    let Some((last, c)) = numbers.next_back() else { return Vec::new() };
    let end = last + c.len_utf8();
    let before = text.get(..first).unwrap_or_default().trim_end();
    let word = before.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8());
    let windows = [text.get(word..end), text.get(first..end)];
    windows.into_iter().flatten().filter(|window| window.chars().count() <= 40).collect()
}

/// What introduces a date that is not the one of publication.
const OTHERS: [&str; 22] = [
    "registriert", "registered", "joined", "member since", "mitglied seit", "aktuelles datum", "copyright", "©",
    "updated", "update:", "modified", "aktualisiert", "mis à jour", "actualizado", "aggiornato", "atualizado", "обновлено",
    "bijgewerkt", "güncelleme", "更新", "最終更新", "수정",
];

/// The text before a word that introduces another date.
fn without_other(text: &str) -> &str {
    let lower = text.to_lowercase();
    // Where lower case has other lengths, the place in the text is not known.
    let begin = OTHERS.iter().filter_map(|word| lower.find(word)).min();
    match begin {
        Some(at) if lower.len() == text.len() => text.get(..at).unwrap_or_default(),
        Some(_) => "",
        None => text,
    }
}

/// Whether a line says that its date is another than that of publication.
fn is_other(text: &str) -> bool {
    !has_day(without_other(text))
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
