//! Dates with the month in words or marked by a unit: `30 June 2020`, `June 30, 2020`, 2020年6月30日.
//!
//! The position of the day and the year is settled by their size, so that no order needs to be known. Refuses ranges such
//! as `12-14 June 2020`, and a day and month without a year.

use jiff::civil::Date;

use super::calendar;
use super::civil::{self, full_year};
use super::line::Candidate;
use super::order::Calendar;
use super::parts::{Kind, Part};
use super::{Precision, Rule};

/// How many parts may stand between two that belong together.
const NEAR: usize = 6;

/// The dates around each month of the parts.
pub(super) fn find(parts: &[Part], calendar: Calendar) -> Vec<Candidate> {
    (0..parts.len()).filter_map(|at| around(parts, at, calendar)).collect()
}

fn around(parts: &[Part], at: usize, calendar: Calendar) -> Option<Candidate> {
    let month = month(parts, at)?;
    let left = neighbour(parts, at, month, Side::Left);
    let right = neighbour(parts, at, month, Side::Right);
    let left_day =
        left.filter(|&left| !is_label(parts, left, at)).and_then(|at| day(parts, at).map(|day| (at, day)));
    let right_day = right.and_then(|at| day(parts, at).map(|day| (at, day)));
    let left_year = left.and_then(|at| whole_year(parts, at).map(|year| (at, year)));
    let right_year = right.and_then(|at| whole_year(parts, at).map(|year| (at, year)));
    let beyond_left = left
        .and_then(|at| neighbour(parts, at, month, Side::Left))
        .and_then(|at| whole_year(parts, at).map(|year| (at, year)));
    let beyond_right = right.and_then(|at| neighbour(parts, at, month, Side::Right));
    let far_year = beyond_right.and_then(|at| whole_year(parts, at).map(|year| (at, year)));
    let short_year = |at: usize| short_year(parts, at).map(|year| (at, year));

    let (day, year) = match (left_day, right_day) {
        (Some(day), _) if right_year.is_some() => (Some(day), right_year?),
        (_, Some(day)) if far_year.is_some() => (Some(day), far_year?),
        (_, Some(day)) if left_year.is_some() => (Some(day), left_year?),
        (Some(day), _) if beyond_left.is_some() => (Some(day), beyond_left?),
        (Some(day), _) if right.and_then(short_year).is_some() => (Some(day), right.and_then(short_year)?),
        (None, Some(day)) if !is_range(parts, beyond_right) => {
            (Some(day), beyond_right.and_then(short_year)?)
        }
        (Some(_), _) | (_, Some(_)) => return None,
        (None, None) => (None, right_year.or(left_year)?),
    };
    let first = [Some(at), left.filter(|_| day.is_some()), day.map(|(at, _)| at), Some(year.0)]
        .into_iter()
        .flatten()
        .min()?;
    let last = [Some(at), day.map(|(at, _)| at), Some(year.0)].into_iter().flatten().max()?;
    let (date, rule) = date(month, year.1, day.map_or(1, |(_, day)| day), calendar)?;
    if day.is_some_and(|(at, _)| is_range(parts, Some(at))) {
        return None;
    }
    let precision = if day.is_some() { Precision::Day } else { Precision::Month };
    let short = matches!(year.1, Year::Short(_));
    Some(Candidate { date, precision, rule, first, last, short_year: short })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Month {
    Gregorian(u8),
    Persian(u8),
}

#[derive(Debug, Clone, Copy)]
enum Year {
    Whole(i32),
    Marked(i32, Rule),
    Short(u32),
}

#[derive(Debug, Clone, Copy)]
enum Side {
    Left,
    Right,
}

fn month(parts: &[Part], at: usize) -> Option<Month> {
    let kind = &parts.get(at)?.kind;
    if let Kind::Month(month) = kind {
        return Some(Month::Gregorian(*month));
    }
    if let Kind::PersianMonth(month) = kind { Some(Month::Persian(*month)) } else { None }
}

/// The nearest number on one side, across words and marks that belong inside dates.
fn neighbour(parts: &[Part], from: usize, month: Month, side: Side) -> Option<usize> {
    (1..=NEAR)
        .map_while(|distance| match side {
            Side::Left => from.checked_sub(distance),
            Side::Right => Some(from + distance),
        })
        .map_while(|at| parts.get(at).map(|part| (at, &part.kind)))
        .take_while(|(_, kind)| {
            matches!(kind, Kind::Number { .. } | Kind::Year { .. }) || is_inside(kind, month)
        })
        .find(|(_, kind)| matches!(kind, Kind::Number { .. } | Kind::Year { .. }))
        .map(|(at, _)| at)
}

/// The same month may be named twice, as in "أيلول/سبتمبر", and a time may stand before the year, as in Unix dates.
fn is_inside(kind: &Kind, month: Month) -> bool {
    match kind {
        Kind::Glue | Kind::Clock { .. } => true,
        Kind::Mark(mark) => ",.-/()[]".contains(*mark),
        Kind::Month(other) => month == Month::Gregorian(*other),
        Kind::Number { .. }
        | Kind::Year { .. }
        | Kind::PersianMonth(_)
        | Kind::Weekday(_)
        | Kind::Published
        | Kind::Updated
        | Kind::Word => false,
    }
}

fn day(parts: &[Part], at: usize) -> Option<u32> {
    let (value, digits) = parts.get(at)?.number()?;
    (digits <= 2 && (1..=31).contains(&value)).then_some(value)
}

fn whole_year(parts: &[Part], at: usize) -> Option<Year> {
    let part = parts.get(at)?;
    if let Kind::Year { year, rule } = part.kind {
        return Some(Year::Marked(year, rule));
    }
    let (value, _) = part.number().filter(|&(_, digits)| digits == 4)?;
    i32::try_from(value).ok().map(Year::Whole)
}

/// Two digits, unless a time such as `18.37` begins there.
fn short_year(parts: &[Part], at: usize) -> Option<Year> {
    let (value, _) = parts.get(at)?.number().filter(|&(_, digits)| digits == 2)?;
    (!is_tight_pair(parts, at)).then_some(Year::Short(value))
}

fn is_tight_pair(parts: &[Part], at: usize) -> bool {
    let point = parts.get(at + 1).is_some_and(|part| part.is_mark('.') && !part.spaced);
    point && parts.get(at + 2).is_some_and(|part| !part.spaced && part.number().is_some())
}

/// Whether a number and a comma before a month belong to a word before them, as in "Issue 12, June 2020".
fn is_label(parts: &[Part], number: usize, month: usize) -> bool {
    let comma = parts.get(number..month).unwrap_or_default().iter().any(|part| part.is_mark(','));
    comma
        && number
            .checked_sub(1)
            .and_then(|before| parts.get(before))
            .is_some_and(|part| part.kind == Kind::Word)
}

/// Whether a day is the end of "12-14", or its beginning.
fn is_range(parts: &[Part], day_at: Option<usize>) -> bool {
    let Some(at) = day_at else { return false };
    let mark = |at: Option<usize>, mark: char| {
        at.and_then(|at| parts.get(at)).is_some_and(|part| part.is_mark(mark))
    };
    let is_day = |at: Option<usize>| at.is_some_and(|at| day(parts, at).is_some());
    let dash = at.checked_sub(1).filter(|&at| mark(Some(at), '-'));
    // A day before the dash may carry the point of an ordinal.
    let starts = dash.and_then(|at| at.checked_sub(if mark(at.checked_sub(1), '.') { 2 } else { 1 }));
    is_day(starts) || (mark(Some(at + 1), '-') && is_day(Some(at + 2)))
}

fn date(month: Month, year: Year, day: u32, calendar: Calendar) -> Option<(Date, Rule)> {
    let month = match month {
        Month::Gregorian(month) => u32::from(month),
        Month::Persian(month) => {
            let Year::Whole(year) = year else { return None };
            return calendar::jalali(year, u32::from(month), day).map(|date| (date, Rule::Jalali));
        }
    };
    let buddhist = |year, digits| {
        if calendar == Calendar::Buddhist { calendar::buddhist_year(year, digits) } else { None }
    };
    let (year, rule) = match year {
        Year::Marked(year, rule) => (year, rule),
        Year::Short(year) => buddhist(year, 2)
            .map_or_else(|| (full_year(year), Rule::NamedMonth), |year| (year, Rule::Buddhist)),
        Year::Whole(year) => u32::try_from(year)
            .ok()
            .and_then(|year| buddhist(year, 4))
            .map_or((year, Rule::NamedMonth), |year| (year, Rule::Buddhist)),
    };
    civil::day(year, month, day).map(|date| (date, rule))
}

#[cfg(test)]
mod tests {
    use super::super::{Hints, Precision, Rule, read};

    fn day(language: &str, text: &str) -> Option<String> {
        let language = Some(language).filter(|language| !language.is_empty());
        read(text, &Hints { language, ..Hints::default() })
            .map(|reading| reading.time.strftime("%F").to_string())
    }

    #[test]
    fn day_and_year_are_told_apart_by_size() {
        for (language, text) in [
            ("en", "30 June 2020"),
            ("en", "June 30th, 2020"),
            ("en", "2020 June 30"),
            ("lv", "2020. gada 30. jūnijs"),
            ("de", "30. Juni 20"),
            ("es", "30 de junio del 2020"),
            ("hu", "2020. június 30."),
            ("ro", "30-Iun-2020"),
            ("en", "Tue Jun 30 10:20:00 UTC 2020"),
            ("fr", "mardi, juin 30 2020."),
            ("vi", "30 tháng 6, 2020"),
            ("ja", "2020年6月30日(火)"),
            ("mn", "2020 оны 6-р сарын 30"),
            ("ar", "30 حزيران/يونيو 2020"),
            ("zh", "二〇二〇年六月三十日"),
        ] {
            assert_eq!(day(language, text).as_deref(), Some("2020-06-30"), "{language} {text}");
        }
    }

    #[test]
    fn cases_and_endings_are_the_same_month() {
        for (language, text) in [
            ("fi", "30. kesäkuuta 2020"),
            ("pl", "30 czerwca 2020"),
            ("lt", "2020 m. birželio 30 d."),
            ("he", "30 ביוני 2020"),
            ("et", "30. juunil 2020"),
            ("eu", "2020ko ekainaren 30a"),
            ("sk", "30. júna 2020"),
            ("hr", "30. lipnja 2020."),
            ("el", "30 Ιουνίου 2020"),
            ("hu", "2020. júniusi 30."),
        ] {
            assert_eq!(day(language, text).as_deref(), Some("2020-06-30"), "{language} {text}");
        }
    }

    #[test]
    fn a_beginning_of_a_name_is_its_abbreviation() {
        assert_eq!(day("cs", "30. listop. 2020").as_deref(), Some("2020-11-30"));
        assert_eq!(day("en", "30 Ju 2020"), None);
    }

    #[test]
    fn a_name_of_two_months_needs_its_language() {
        assert_eq!(day("pl", "9 lis 2020").as_deref(), Some("2020-11-09"));
        assert_eq!(day("hr", "9 lis 2020").as_deref(), Some("2020-10-09"));
        assert_eq!(day("", "9 lis 2020"), None);
        assert_eq!(day("", "poniedziałek, 9 listopada 2020").as_deref(), Some("2020-11-09"));
    }

    #[test]
    fn a_month_and_a_year_alone_are_a_month() {
        let reading = read("June 2020", &Hints::default()).expect("a month");
        assert_eq!((reading.precision, reading.rule), (Precision::Month, Rule::NamedMonth));
        assert_eq!(day("en", "All stories of June 2020 in review"), None);
        assert_eq!(day("en", "Issue 12, June 2020"), None);
    }

    #[test]
    fn ranges_are_not_days() {
        for text in ["12-14 June 2020", "June 12-14, 2020", "12. – 14. Juni 2020"] {
            assert_eq!(day("en", text), None, "{text}");
        }
    }

    #[test]
    fn years_of_other_calendars_are_converted() {
        for (language, text, rule) in [
            ("th", "30 มิถุนายน 2563", Rule::Buddhist),
            ("th", "30 มิ.ย. 63", Rule::Buddhist),
            ("th", "30 มิ.ย. พ.ศ. 2563", Rule::Buddhist),
            ("", "30 มิถุนายน 2563", Rule::Buddhist),
            ("ja", "令和2年6月30日", Rule::JapaneseEra),
            ("ja", "R2.6.30", Rule::JapaneseEra),
            ("zh-Hant", "民國109年6月30日", Rule::Minguo),
            ("zh-TW", "109年6月30日", Rule::Minguo),
            ("fa", "۱۰ تیر ۱۳۹۹", Rule::Jalali),
        ] {
            let language = Some(language).filter(|language| !language.is_empty());
            let reading = read(text, &Hints { language, ..Hints::default() }).expect("a date");
            assert_eq!(
                (reading.time.strftime("%F").to_string().as_str(), reading.rule),
                ("2020-06-30", rule),
                "{text}"
            );
        }
    }
}
