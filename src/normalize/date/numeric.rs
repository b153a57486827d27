//! Dates of three numbers: `30.6.2020`, `30/06/20`, `2020-6-30`.
//!
//! Owns the question which number is which. Points mean day, month, year. With slashes and dashes a number over
//! twelve settles it, then the habit of the place, then a printed weekday; and where nothing does the date stays unread.

use jiff::Timestamp;
use jiff::civil::{Date, Weekday};

use super::calendar;
use super::civil::{self, full_year};
use super::line::Candidate;
use super::order::{Calendar, Order};
use super::parts::{Kind, Part};
use super::{AHEAD, Precision, Rule};

/// What helps to tell day and month apart.
pub(super) struct Evidence {
    pub(super) order: Order,
    pub(super) calendar: Calendar,
    /// From Sunday, which is 0.
    pub(super) weekday: Option<u8>,
    pub(super) reference: Option<Timestamp>,
}

/// The dates that were found, and whether a run of three numbers could not be settled.
#[derive(Default)]
pub(super) struct Runs {
    pub(super) candidates: Vec<Candidate>,
    pub(super) unsettled: bool,
}

pub(super) fn find(parts: &[Part], evidence: &Evidence) -> Runs {
    let mut runs = Runs::default();
    let mut at = 0;
    while at < parts.len() {
        let Some(run) = Run::at(parts, at) else {
            at += 1;
            continue;
        };
        match run.settle(evidence) {
            Some((date, rule)) => {
                let short_year = run.numbers.iter().all(|number| number.digits <= 2) && run.year.is_none();
                runs.candidates.push(Candidate {
                    date,
                    precision: Precision::Day,
                    rule,
                    first: at,
                    last: at + 4,
                    short_year,
                });
            }
            None => runs.unsettled = true,
        }
        at += 5;
    }
    runs
}

#[derive(Debug, Clone, Copy)]
struct Number {
    value: u32,
    digits: u8,
}

/// Three numbers with the same separator between them.
struct Run {
    numbers: [Number; 3],
    /// The first number, where an era before it marks it as a year.
    year: Option<(i32, Rule)>,
    separator: char,
    /// A point after the last number, as Korean and Croatian print it.
    closed: bool,
}

impl Run {
    fn at(parts: &[Part], at: usize) -> Option<Self> {
        let separator = separator(parts, at + 1)?;
        if separator != self::separator(parts, at + 3)? || is_inside_more(parts, at, separator) {
            return None;
        }
        let year =
            if let Kind::Year { year, rule } = parts.get(at)?.kind { Some((year, rule)) } else { None };
        let first = if year.is_some() { Number { value: 0, digits: 4 } } else { number(parts, at)? };
        let numbers = [first, number(parts, at + 2)?, number(parts, at + 4)?];
        let closed = parts.get(at + 5).is_some_and(|part| part.is_mark('.') && !part.spaced);
        Some(Self { numbers, year, separator, closed })
    }

    fn settle(&self, evidence: &Evidence) -> Option<(Date, Rule)> {
        let [first, middle, last] = self.numbers;
        match (first.digits, middle.digits, last.digits) {
            (3 | 4, 1 | 2, 1 | 2) => self.year_first(evidence.calendar),
            (1 | 2, 1 | 2, 4) if self.separator == '.' => year_last(last, middle, first, evidence.calendar),
            (1 | 2, 1 | 2, 4) => {
                let day_first = year_last(last, middle, first, evidence.calendar);
                let month_first = year_last(last, first, middle, evidence.calendar)
                    .map(|(date, rule)| (date, month_first_rule(rule)));
                agree([day_first, month_first], evidence).or_else(|| match evidence.order {
                    Order::DayFirst | Order::YearFirstElseDay => day_first,
                    Order::MonthFirst => month_first,
                    Order::PerhapsMonthFirst => likelier(month_first, day_first, evidence),
                    Order::YearFirst | Order::Unknown => None,
                })
            }
            (1 | 2, 1 | 2, 1 | 2) => self.short(evidence),
            _ => None,
        }
    }

    fn year_first(&self, calendar: Calendar) -> Option<(Date, Rule)> {
        let [first, month, day] = self.numbers;
        let whole = i32::try_from(first.value).ok()?;
        let (year, rule) = match (self.year, first.digits, calendar) {
            (Some(marked), ..) => marked,
            (None, 3, Calendar::Minguo) => calendar::era_year(calendar::MINGUO, true, first.value)?,
            (None, 4, Calendar::Jalali) if calendar::is_jalali_year(whole) => {
                return calendar::jalali(whole, month.value, day.value).map(|date| (date, Rule::Jalali));
            }
            (None, 4, Calendar::Buddhist) => calendar::buddhist_year(first.value, 4)
                .map_or((whole, Rule::NumericYearFirst), |year| (year, Rule::Buddhist)),
            (None, 4, _) => (whole, Rule::NumericYearFirst),
            _ => return None,
        };
        civil::day(year, month.value, day.value).map(|date| (date, rule))
    }

    /// All three numbers have at most two digits.
    fn short(&self, evidence: &Evidence) -> Option<(Date, Rule)> {
        let [first, middle, last] = self.numbers;
        let year = |number: Number| {
            (number.digits == 2).then(|| match evidence.calendar {
                Calendar::Buddhist => {
                    calendar::buddhist_year(number.value, 2).unwrap_or_else(|| full_year(number.value))
                }
                Calendar::Gregorian | Calendar::Jalali | Calendar::Minguo => full_year(number.value),
            })
        };
        let date = |year: Option<i32>, month: Number, day: Number, rule| {
            civil::day(year?, month.value, day.value).map(|date| (date, rule))
        };
        let day_first = date(year(last), middle, first, Rule::NumericDayFirst);
        let month_first =
            date(year(last), first, middle, Rule::NumericMonthFirst).filter(|_| self.separator != '.');
        let year_first = date(year(first), middle, last, Rule::NumericYearFirst);
        match evidence.order {
            Order::DayFirst => day_first.or(month_first).or(year_first),
            Order::MonthFirst => month_first.or(day_first).or(year_first),
            Order::PerhapsMonthFirst => likelier(month_first, day_first, evidence).or(year_first),
            Order::YearFirst | Order::YearFirstElseDay => year_first.or(day_first).or(month_first),
            // A point at the end is the habit of those who put the year first, but not of them alone.
            Order::Unknown if self.separator == '.' && !self.closed => {
                likelier(day_first, year_first, evidence)
            }
            Order::Unknown => agree([day_first, month_first, year_first], evidence),
        }
    }
}

fn number(parts: &[Part], at: usize) -> Option<Number> {
    parts.get(at)?.number().map(|(value, digits)| Number { value, digits })
}

fn separator(parts: &[Part], at: usize) -> Option<char> {
    ['.', '/', '-'].into_iter().find(|&mark| parts.get(at).is_some_and(|part| part.is_mark(mark)))
}

/// Whether the three numbers are part of something longer: an address, a version, a telephone number.
fn is_inside_more(parts: &[Part], at: usize, separator: char) -> bool {
    let tight = |at: usize| parts.get(at).is_some_and(|part| !part.spaced);
    let mark = |at: usize| parts.get(at).is_some_and(|part| part.is_mark(separator));
    let after = mark(at + 5) && tight(at + 5) && tight(at + 6) && number(parts, at + 6).is_some();
    let before = at.checked_sub(1).is_some_and(|before| {
        // Words of scripts without spaces may touch a date; Latin letters that do are a version or an id.
        let joined = parts.get(before).is_some_and(|part| {
            part.latin || matches!(part.kind, Kind::Mark('.' | '/' | '-' | '+' | '_' | '=' | '#'))
        });
        joined && tight(at)
    });
    before || after
}

/// A year of four digits at the end.
fn year_last(year: Number, month: Number, day: Number, calendar: Calendar) -> Option<(Date, Rule)> {
    let whole = i32::try_from(year.value).ok()?;
    if calendar == Calendar::Jalali && calendar::is_jalali_year(whole) {
        return calendar::jalali(whole, month.value, day.value).map(|date| (date, Rule::Jalali));
    }
    let buddhist = if calendar == Calendar::Buddhist { calendar::buddhist_year(year.value, 4) } else { None };
    let (year, rule) = buddhist.map_or((whole, Rule::NumericDayFirst), |year| (year, Rule::Buddhist));
    civil::day(year, month.value, day.value).map(|date| (date, rule))
}

fn month_first_rule(rule: Rule) -> Rule {
    if rule == Rule::NumericDayFirst { Rule::NumericMonthFirst } else { rule }
}

/// The reading that all possible ones share, or that the weekday points to, or that alone is not in the future.
fn agree<const N: usize>(readings: [Option<(Date, Rule)>; N], evidence: &Evidence) -> Option<(Date, Rule)> {
    let possible = || readings.into_iter().flatten();
    let on_weekday =
        possible().filter(|(date, _)| evidence.weekday.is_some_and(|weekday| is_weekday(*date, weekday)));
    let printed = possible().filter(|(date, _)| !is_future(*date, evidence.reference));
    unanimous(possible()).or_else(|| unanimous(on_weekday)).or_else(|| {
        // With a habit known the future is no argument: the caller drops such dates, and a swap would hide the fault.
        if evidence.order == Order::Unknown { unanimous(printed) } else { None }
    })
}

fn unanimous(mut readings: impl Iterator<Item = (Date, Rule)>) -> Option<(Date, Rule)> {
    let first = readings.next()?;
    readings.all(|(date, _)| date == first.0).then_some(first)
}

fn likelier(
    likely: Option<(Date, Rule)>,
    other: Option<(Date, Rule)>,
    evidence: &Evidence,
) -> Option<(Date, Rule)> {
    let future =
        |reading: Option<(Date, Rule)>| reading.is_none_or(|(date, _)| is_future(date, evidence.reference));
    if future(likely) && !future(other) { other } else { likely.or(other) }
}

fn is_weekday(date: Date, weekday: u8) -> bool {
    Weekday::from_sunday_zero_offset(i8::try_from(weekday).unwrap_or(-1))
        .is_ok_and(|weekday| date.weekday() == weekday)
}

fn is_future(date: Date, reference: Option<Timestamp>) -> bool {
    let midnight = jiff::tz::Offset::UTC.to_timestamp(date.at(0, 0, 0, 0));
    reference
        .is_some_and(|reference| midnight.is_ok_and(|midnight| midnight.duration_since(reference) > AHEAD))
}

#[cfg(test)]
mod tests {
    use super::super::{Hints, Rule, read};

    fn day(language: Option<&str>, country: Option<&str>, text: &str) -> Option<String> {
        let reference = "2021-01-01T00:00:00Z".parse().ok();
        read(text, &Hints { language, country, reference, ..Hints::default() })
            .map(|reading| reading.time.strftime("%F").to_string())
    }

    #[test]
    fn points_never_mean_month_first() {
        for language in [None, Some("en-US"), Some("de"), Some("ja")] {
            assert_eq!(day(language, None, "5.6.2020").as_deref(), Some("2020-06-05"), "{language:?}");
            assert_eq!(day(language, None, "6.30.2020"), None);
            assert_eq!(day(language, None, "32.01.2020"), None);
        }
    }

    #[test]
    fn slashes_follow_the_place() {
        for (language, country, expected) in [
            (Some("en-US"), None, "2020-05-06"),
            (Some("en"), None, "2020-05-06"),
            (Some("en"), Some("AU"), "2020-06-05"),
            (Some("en-GB"), None, "2020-06-05"),
            (Some("it"), None, "2020-06-05"),
            (None, Some("BR"), "2020-06-05"),
            (Some("fil"), None, "2020-05-06"),
        ] {
            for text in ["05/06/2020", "5/6/20", "05-06-2020"] {
                assert_eq!(
                    day(language, country, text).as_deref(),
                    Some(expected),
                    "{language:?} {country:?} {text}"
                );
            }
        }
    }

    #[test]
    fn a_number_over_twelve_settles_the_order() {
        for language in [None, Some("en-US"), Some("fr"), Some("en-CA")] {
            assert_eq!(day(language, None, "30/06/2020").as_deref(), Some("2020-06-30"));
            assert_eq!(day(language, None, "06/30/2020").as_deref(), Some("2020-06-30"));
        }
    }

    #[test]
    fn without_a_place_the_weekday_settles_or_nothing_does() {
        assert_eq!(day(None, None, "05/06/2020"), None);
        assert_eq!(day(None, None, "Friday, 05/06/2020").as_deref(), Some("2020-06-05"));
        assert_eq!(day(None, None, "Wednesday, 05/06/2020").as_deref(), Some("2020-05-06"));
        assert_eq!(day(None, None, "06/06/2020").as_deref(), Some("2020-06-06"));
    }

    #[test]
    fn the_year_goes_first_where_it_is_printed_first() {
        assert_eq!(day(Some("ja"), None, "20/6/30").as_deref(), Some("2020-06-30"));
        assert_eq!(day(Some("ko"), None, "20. 6. 5.").as_deref(), Some("2020-06-05"));
        assert_eq!(day(Some("de"), None, "2020/6/5").as_deref(), Some("2020-06-05"));
        assert_eq!(day(None, None, "12. 6. 10."), None);
    }

    #[test]
    fn a_reading_in_the_future_loses_where_the_habit_is_weak() {
        assert_eq!(day(Some("en"), None, "12/11/2020").as_deref(), Some("2020-12-11"));
        assert_eq!(day(Some("en"), None, "02/01/2021").as_deref(), Some("2021-01-02"));
    }

    #[test]
    fn parts_of_longer_numbers_are_no_dates() {
        for text in ["10.6.2020.1", "1.10.6.2020", "x5.6.2020", "5/6/2020/7", "05-06-2020-77"] {
            assert_eq!(day(Some("de"), None, text), None, "{text}");
        }
    }

    #[test]
    fn other_calendars_are_known_by_language_and_size() {
        for (language, text, rule) in [
            ("th", "30/6/2563", Rule::Buddhist),
            ("fa", "1399/4/10", Rule::Jalali),
            ("zh-TW", "109/06/30", Rule::Minguo),
        ] {
            let reading =
                read(text, &Hints { language: Some(language), ..Hints::default() }).expect("a date");
            assert_eq!(
                (reading.time.strftime("%F").to_string().as_str(), reading.rule),
                ("2020-06-30", rule)
            );
        }
        assert_eq!(day(Some("ar"), None, "1441/11/9"), None);
    }
}
