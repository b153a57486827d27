//! Dates in the paths of URLs: `/2020/06/30/`, `/2020/jun/30/`, `/20200630/`, `/2020-06-30-slug`.
//!
//! Promises at most what the path says: year and month alone are a month. Refuses numbers that merely look alike, such
//! as DOIs and ids, by taking only whole segments or whole dated prefixes between 1990 and 2100.

use jiff::civil::Date;

use super::civil::{Found, day};
use super::{Hints, Precision, Reading, Rule};

/// News sites did not exist before; a smaller number is an id.
const YEARS: std::ops::RangeInclusive<i32> = 1990..=2100;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Takes a path or a whole URL; the query is not looked at.
#[must_use]
pub fn from_url_path(path: &str) -> Option<Reading> {
    let path = path.split(['?', '#']).next()?;
    let (date, precision) = in_segments(path).or_else(|| path.split('/').find_map(in_segment))?;
    Found { precision, ..Found::day(date, Rule::UrlPath) }.settle(&Hints::default())
}

/// A year, a month and perhaps a day in segments of their own.
fn in_segments(path: &str) -> Option<(Date, Precision)> {
    let mut segments = path.split('/');
    let year = loop {
        match segments.next() {
            Some(segment) => {
                if let Some(year) = year(segment) {
                    break year;
                }
            }
            None => return None,
        }
    };
    let month_and_day = segments.next()?;
    let (month, day_segment) = match month_and_day.split_once('-') {
        Some((month, day)) => (month, day),
        None if month_and_day.len() == 4 => month_and_day.split_at_checked(2)?,
        None => (month_and_day, segments.next().unwrap_or("")),
    };
    let month = number(month, 2).or_else(|| month_name(month))?;
    let first = day(year, month, 1)?;
    // A third short number that is no day of the month shows that the first two were no date either.
    match number(day_segment, 2) {
        Some(number) => Some((day(year, month, number)?, Precision::Day)),
        None => Some((first, Precision::Month)),
    }
}

/// A whole date at the start of one segment, or at its end after a slug.
fn in_segment(segment: &str) -> Option<(Date, Precision)> {
    let (head, rest) = segment.split_at_checked(segment.bytes().take_while(u8::is_ascii_digit).count())?;
    let bounded = rest.is_empty() || rest.starts_with(['-', '_', '.']);
    let date = match head.len() {
        8 | 12 | 14 if bounded => {
            let (year_digits, rest) = head.split_at_checked(4)?;
            let (month, rest) = rest.split_at_checked(2)?;
            let day_digits = rest.split_at_checked(2)?.0;
            day(year(year_digits)?, number(month, 2)?, number(day_digits, 2)?)
        }
        4 => dashed(segment).filter(|_| bounded),
        _ => segment.len().checked_sub("-2020-06-30".len()).and_then(|start| {
            let tail = segment.get(start..)?.strip_prefix(['-', '_'])?;
            dashed(tail)
        }),
    };
    date.map(|date| (date, Precision::Day))
}

/// `2020-06-30` or `2020_06_30`, with more after another separator.
fn dashed(text: &str) -> Option<Date> {
    let mut parts = text.split(['-', '_', '.']);
    let year = year(parts.next()?)?;
    let month = parts.next().filter(|part| part.len() == 2)?;
    let day_digits = parts.next().filter(|part| part.len() == 2)?;
    day(year, number(month, 2)?, number(day_digits, 2)?)
}

fn year(segment: &str) -> Option<i32> {
    let year = number(segment, 4).filter(|_| segment.len() == 4)?;
    i32::try_from(year).ok().filter(|year| YEARS.contains(year))
}

fn number(segment: &str, longest: usize) -> Option<u32> {
    let plain = segment.len() <= longest && segment.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| segment.parse().ok()).flatten()
}

fn month_name(segment: &str) -> Option<u32> {
    (1..).zip(MONTHS).find(|(_, month)| segment.eq_ignore_ascii_case(month)).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::super::Precision;
    use super::from_url_path;

    fn found(path: &str) -> Option<(String, Precision)> {
        from_url_path(path).map(|reading| (reading.time.to_string(), reading.precision))
    }

    #[test]
    fn every_form_of_a_whole_date_is_a_day() {
        for path in [
            "/world/2020/06/30/story",
            "/2020/6/30",
            "/2020/jun/30/story",
            "/20200630/story-17491176.html",
            "/2020/0630/story",
            "/2020/06-30/story",
            "/news/2020-06-30-story",
            "/news/2020_06_30.html",
            "/story-2020-06-30",
            "/20200630-story",
            "https://news.example/2020/06/30/?page=2",
        ] {
            assert_eq!(found(path), Some(("2020-06-30T00:00:00Z".to_owned(), Precision::Day)), "{path}");
        }
    }

    #[test]
    fn year_and_month_do_not_become_a_day() {
        for path in ["/2020/06/story", "/2020/06/", "/2020/06", "/2020/06/123456"] {
            assert_eq!(found(path), Some(("2020-06-01T00:00:00Z".to_owned(), Precision::Month)), "{path}");
        }
    }

    #[test]
    fn numbers_that_look_like_dates_are_not() {
        for path in [
            "/articles/10.1186/s12905-022-02136-8",
            "/2020/13/01/",
            "/2020/06/45/",
            "/story-17491176",
            "/2020",
            "/20201345/",
            "/1812/06/30/",
            "/2020/story",
            "/v2020-06-30x",
            "",
        ] {
            assert_eq!(found(path), None, "{path}");
        }
    }
}
