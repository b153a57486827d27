//! The dates of a page in the order in which they are to be believed.
//!
//! Nothing is read here: which of the texts is a date, and of which day, is for those who read dates. Only days in figures
//! are compared, to see which of the sources agree.

mod day;

use self::day::digit;
pub use self::day::has_day;
use super::survey::{Kind, Line, Mark, PART, Place, Survey};
use crate::article::Found;
use crate::proto::Evidence;

/// No article has more dates of its own.
const MOST: usize = 12;
/// Lines before and after the headline in which the date of an article is printed.
const ABOVE: usize = 8;
const BELOW: usize = 24;

/// Lines from the headline to the end of an `<aside>` that says who wrote and when.
const OWN_ASIDE: usize = 8;

/// Where on the page the headline stands.
#[derive(Clone, Copy, Debug)]
pub struct Headline {
    pub place: Place,
    pub is_known: bool,
    /// The page has so few `<article>` that a headline outside of them is that of one.
    pub may_stand_outside: bool,
}

impl Headline {
    /// Whether something stands beside the article that the headline belongs to.
    pub fn is_beside(&self, place: Place) -> bool {
        let is_outside = self.place.article == 0 && self.may_stand_outside;
        let other_article =
            place.article != 0 && self.is_known && place.article != self.place.article && !is_outside;
        let other_region = place.aside != 0 && place.aside != self.place.aside && !self.is_own_aside(place);
        let other_picture = place.is_of_picture && !self.place.is_of_picture;
        other_article || other_region || other_picture
    }

    /// Whether an `<aside>` stands right below the headline, in its article, and is not named as something else.
    fn is_own_aside(&self, place: Place) -> bool {
        let is_below = (1..=OWN_ASIDE).contains(&place.line.saturating_sub(self.place.line));
        self.is_known
            && self.place.article != 0
            && place.article == self.place.article
            && !place.is_named_beside
            && is_below
    }

    /// Whether something stands in another article, or in a part of the page that is named as no part of the article.
    pub fn is_elsewhere(&self, place: Place) -> bool {
        place.is_named_beside || self.is_beside(Place { aside: 0, ..place })
    }

    pub fn is_near(&self, place: Place) -> bool {
        self.is_known && !self.is_above(place) && place.line <= self.place.line + BELOW
    }

    /// Whether something stands too far above the headline to be of it.
    pub fn is_above(&self, place: Place) -> bool {
        place.line + ABOVE < self.place.line
    }

    pub fn distance(&self, place: Place) -> usize {
        place.line.abs_diff(self.place.line)
    }
}

/// The field of a day in an address.
const ADDRESS: &str = "link[canonical]";

#[derive(Debug, Default)]
pub struct Dates {
    found: Vec<Found>,
}

impl Dates {
    pub fn push(&mut self, field: &str, text: &str) {
        let text = text.trim();
        let is_new = !self.found.iter().any(|found| found.text == text);
        if is_new && !text.is_empty() && text.len() <= 200 && self.found.len() < MOST {
            let evidence = if field.starts_with("text") {
                Evidence::TextLine
            } else if field == ADDRESS {
                Evidence::UrlPath
            } else {
                Evidence::Markup
            };
            self.found.push(Found { evidence, ..Found::new(field, text) });
        }
    }

    /// Whether there is one that is no printed text.
    pub fn are_said(&self) -> bool {
        self.found.iter().any(|found| !found.field.starts_with("text"))
    }

    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The dates of another list before the own.
    pub fn put_first(&mut self, others: &Self) {
        self.found.splice(0..0, others.found.iter().cloned());
        self.found.truncate(MOST);
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
    let settles = |found: &Found| {
        parts(&found.text, '.').is_some_and(|[day, month, other]| other == year && day == b && month == a)
    };
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

/// What may be a date near the headline.
enum Shown<'s> {
    Mark(&'s Mark),
    Line(&'s Line),
}

/// The `<time>` elements, the dates in elements that are named so, and the printed ones, of the article itself: the nearest to
/// the headline first.
pub fn visible(survey: &Survey, headline: &Headline, dates: &mut Dates) {
    let is_own = |place: Place| !headline.is_beside(place);
    // A mark is surer than a line, but not than a line much nearer.
    let marks = survey
        .marks
        .iter()
        .filter(|mark| matches!(mark.kind, Kind::Time | Kind::Date) && is_own(mark.place))
        .filter(|mark| {
            if mark.text.is_empty() { has_value(mark) } else { !is_other(&mark.text) || has_own_value(mark) }
        })
        .map(|mark| {
            let handicap = if mark.kind == Kind::Time { 0 } else { 3 }
                + if headline.is_near(mark.place) { 0 } else { FAR };
            (headline.distance(mark.place) + handicap, Shown::Mark(mark))
        });
    let lines = survey
        .lines
        .iter()
        .filter(|line| headline.is_near(line.place) && is_own(line.place) && !is_other(&line.text))
        .map(|line| (headline.distance(line.place) + 5, Shown::Line(line)));
    let mut shown: Vec<(usize, Shown<'_>)> = marks.chain(lines).collect();
    shown.sort_by_key(|(rank, _)| *rank);
    for (_, shown) in shown.into_iter().take(6) {
        match shown {
            Shown::Mark(mark) => push_mark(mark, dates),
            Shown::Line(line) => printed("text.dateline", &line.text, dates),
        }
    }
}

/// Further than any line near the headline.
const FAR: usize = 1000;

fn has_value(mark: &Mark) -> bool {
    mark.value.as_deref().is_some_and(has_day)
}

/// A machine's form, and a text that does not say that it is of another date.
fn has_own_value(mark: &Mark) -> bool {
    has_value(mark) && without_other(&mark.text).len() == mark.text.len()
}

fn push_mark(mark: &Mark, dates: &mut Dates) {
    let (named, machine) =
        if mark.kind == Kind::Time { ("time", "time[datetime]") } else { ("text.date", "[datetime]") };
    if let Some(value) = mark.value.as_deref().filter(|value| has_day(value)) {
        // An attribute for readers may say more than the date.
        if value.len() <= 40 { dates.push(machine, value) } else { printed(named, value, dates) }
    }
    printed(named, &mark.text, dates);
}

/// The day in the path of an address: `/2024/05/03/` or `/2024-05-03-`.
pub fn of_address(address: &str, dates: &mut Dates) {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let numbers = path.split(['/', '-', '_', '.']).map(|part| (part.len(), part.parse::<u32>()));
    let numbers: Vec<_> = numbers.take(40).collect();
    for window in numbers.windows(3) {
        if let [(4, Ok(year @ 1990..=2099)), (1..=2, Ok(month @ 1..=12)), (1..=2, Ok(day @ 1..=31))] = window
        {
            dates.push(ADDRESS, &format!("{year}-{month:02}-{day:02}"));
            return;
        }
    }
}

/// The day of the last change, where it is printed near the headline: the text is of that day, if nothing else is said.
pub fn updated(survey: &Survey, headline: &Headline, dates: &mut Dates) {
    let is_own = |place: Place| headline.is_near(place) && !headline.is_beside(place);
    let lines = survey.lines.iter().filter(|line| is_own(line.place) && line.text.len() <= 120);
    let lines = lines.filter_map(|line| {
        let lower = line.text.to_lowercase();
        let after = UPDATES.iter().filter_map(|word| lower.find(word).map(|at| at + word.len())).max()?;
        // Where lower case has other lengths, the place in the text is not known.
        line.text.get(after..).filter(|rest| lower.len() == line.text.len() && has_day(rest))
    });
    lines.take(1).for_each(|text| windows_of(text, dates));
}

fn windows_of(text: &str, dates: &mut Dates) {
    for part in text.split([PART, '|', '•', '·']).filter(|part| has_day(part)).take(1) {
        for window in windows(part) {
            dates.push("text.updated", window);
        }
    }
}

/// Dates that are printed anywhere else, outside of prose.
pub fn anywhere(survey: &Survey, headline: &Headline, dates: &mut Dates) {
    let marks = || survey.marks.iter().filter(|mark| matches!(mark.kind, Kind::Time | Kind::Date));
    let is_own = |place: Place| place.aside == headline.place.aside || place.aside == 0;
    marks().filter(|mark| is_own(mark.place)).take(4).for_each(|mark| push_mark(mark, dates));
    let lines = survey.lines.iter().filter(|line| !headline.is_beside(line.place) && has_day(&line.text));
    for line in lines.filter(|line| !is_other(&line.text)).take(4) {
        printed("text", &line.text, dates);
    }
    if !dates.found.is_empty() {
        return;
    }
    // All that are left are of one day: this page is a notice among others of its day.
    let others: Vec<&Mark> = marks().filter(|mark| has_day(&mark.text)).take(20).collect();
    if let [first, rest @ ..] = others.as_slice()
        && rest.iter().all(|mark| mark.text == first.text)
    {
        push_mark(first, dates);
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
    if whole.chars().count() <= 60 && has_day(&whole) {
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
    let word =
        before.char_indices().rev().find(|(_, c)| c.is_whitespace()).map_or(0, |(at, c)| at + c.len_utf8());
    let windows = [text.get(word..end), text.get(first..end)];
    windows.into_iter().flatten().filter(|window| window.chars().count() <= 40).collect()
}

/// What introduces a date of something else.
const OTHERS: [&str; 8] = [
    "registriert",
    "registered",
    "joined",
    "member since",
    "mitglied seit",
    "aktuelles datum",
    "copyright",
    "©",
];
/// What introduces the date of the last change.
const UPDATES: [&str; 16] = [
    "updated",
    "update:",
    "modified",
    "aktualisiert",
    "mis à jour",
    "actualizado",
    "aggiornato",
    "atualizado",
    "обновлено",
    "bijgewerkt",
    "güncelleme",
    "更新",
    "最終更新",
    "수정",
    "uppfært",
    "oppdatert",
];

/// The text before a word that introduces another date.
fn without_other(text: &str) -> &str {
    let lower = text.to_lowercase();
    // Where lower case has other lengths, the place in the text is not known.
    let begin = OTHERS.iter().chain(&UPDATES).filter_map(|word| lower.find(word)).min();
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

#[cfg(test)]
mod tests {
    use super::*;

    fn list(texts: &[&str]) -> Vec<String> {
        let mut dates = Dates::default();
        for text in texts {
            dates.push("x", text);
        }
        dates.into_list().into_iter().map(|found| found.text).collect()
    }

    #[test]
    fn a_day_that_others_agree_on_comes_before_one_that_stands_alone() {
        let alone = ["2024-06-01T00:00:00Z", "2024-05-03T10:00:00Z", "2024-05-03", "2024/05/03 12:00"];
        assert_eq!(list(&alone)[0], alone[1]);
        let even = ["2024-06-01T00:00:00Z", "2024-05-03T10:00:00Z", "2024-05-03"];
        assert_eq!(list(&even)[0], even[0]);
    }

    #[test]
    fn a_dotted_date_says_in_which_order_the_same_digits_are_meant() {
        assert_eq!(list(&["11/01/2023 12:43:42", "01.11.2023"])[0], "01.11.2023");
        assert_eq!(list(&["11/01/2023 12:43:42", "11.01.2023"])[0], "11/01/2023 12:43:42");
        assert_eq!(list(&["11/11/2023", "11.11.2023"])[0], "11/11/2023");
    }

    #[test]
    fn a_date_of_something_else_is_none_of_publication() {
        assert!(is_other("Updated: 3 May 2024"));
        assert!(!is_other("3 May 2024, updated 4 May 2024"));
        assert_eq!(without_other("3 May 2024, updated 4 May 2024"), "3 May 2024, ");
        assert!(is_other("Joined 3 May 2024"));
    }

    #[test]
    fn an_address_may_hold_the_day() {
        let of = |address: &str| {
            let mut dates = Dates::default();
            of_address(address, &mut dates);
            dates.into_list().into_iter().map(|found| found.text).collect::<Vec<_>>()
        };
        assert_eq!(of("https://a.example/news/2024/05/03/pier"), ["2024-05-03"]);
        assert_eq!(of("https://a.example/2024-5-3-pier"), ["2024-05-03"]);
        for address in [
            "https://a.example/2024/05/pier",
            "https://a.example/2024/13/03/",
            "https://a.example/?d=2024/05/03",
        ] {
            assert!(of(address).is_empty(), "{address}");
        }
    }

    #[test]
    fn the_date_of_a_line_is_cut_out_of_it() {
        let mut dates = Dates::default();
        printed("x", "Posted by Ada Holm on January 5, 2020 under News", &mut dates);
        let texts: Vec<_> = dates.into_list().into_iter().map(|found| found.text).collect();
        assert!(texts.contains(&"January 5, 2020".to_owned()), "{texts:?}");
    }
}
