//! ISO 8601 and RFC 3339 in the variants that programs print, without regard to language.
//!
//! Owns: calendar days, months, weeks and ordinal days; basic and extended times; a space or `T` between; a comma or
//! point before fractions; offsets with and without colon, also on a bare day; zone names after a space; the zone in
//! brackets of RFC 9557. The whole text must be of that form, else the general reader looks at it.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::tz::TimeZone;

use super::civil::{Clock, Found, Zone, day};
use super::{Precision, Rule, zone};

/// Gives `None` both for another form and for a day that does not exist; the general reader refuses the latter too.
pub(super) fn read(text: &str) -> Option<Found> {
    let mut rest = Rest(text.as_bytes());
    let year = rest.digits(4)?;
    let mut found = date(&mut rest, i32::try_from(year).ok()?)?;
    if rest.0.is_empty() {
        return Some(found);
    }
    if found.precision != Precision::Day {
        return None;
    }
    if rest.0.first().is_some_and(|byte| matches!(byte, b'T' | b't' | b' ' | b'_')) {
        rest.skip(1);
        found.clock = Some(clock(&mut rest)?);
    }
    while rest.take(b' ') {}
    if !rest.0.is_empty() {
        found.zone = Some(zone_of(&mut rest)?);
    }
    rest.0.is_empty().then_some(found)
}

fn date(rest: &mut Rest<'_>, year: i32) -> Option<Found> {
    if !rest.take(b'-') {
        return basic_date(rest, year);
    }
    if rest.take(b'W') {
        let week = rest.digits(2)?;
        let weekday = if rest.take(b'-') {
            rest.digits(1)?
        } else {
            return None;
        };
        return week_day(year, week, weekday);
    }
    match rest.run() {
        2 => {
            let month = rest.digits(2)?;
            if rest.take(b'-') {
                return (rest.run() == 2)
                    .then(|| rest.digits(2))
                    .flatten()
                    .and_then(|found| day(year, month, found))
                    .map(found_day);
            }
            let first = day(year, month, 1)?;
            Some(Found { precision: Precision::Month, ..found_day(first) })
        }
        3 => ordinal_day(year, rest.digits(3)?),
        _ => None,
    }
}

/// Without separators only a date with a time or a week is beyond doubt; eight bare digits are read with the numbers.
fn basic_date(rest: &mut Rest<'_>, year: i32) -> Option<Found> {
    if rest.take(b'W') {
        let week = rest.digits(2)?;
        return week_day(year, week, rest.digits(1)?);
    }
    if rest.run() != 4 || !matches!(rest.0.get(4), Some(b'T' | b't')) {
        return None;
    }
    let month = rest.digits(2)?;
    day(year, month, rest.digits(2)?).map(found_day)
}

fn found_day(date: Date) -> Found {
    Found::day(date, Rule::Iso8601)
}

fn week_day(year: i32, week: u32, weekday: u32) -> Option<Found> {
    let weekday = Weekday::from_monday_one_offset(i8::try_from(weekday).ok()?).ok()?;
    let date = ISOWeekDate::new(i16::try_from(year).ok()?, i8::try_from(week).ok()?, weekday).ok()?.date();
    super::civil::YEARS.contains(&year).then(|| Found::day(date, Rule::IsoWeek))
}

fn ordinal_day(year: i32, number: u32) -> Option<Found> {
    let date = day(year, 1, 1)?.with().day_of_year(i16::try_from(number).ok()?).build().ok()?;
    Some(Found::day(date, Rule::IsoOrdinal))
}

fn clock(rest: &mut Rest<'_>) -> Option<Clock> {
    let (hour, minute, second) = match rest.run() {
        1 => (rest.digits(1)?, rest.after_colon()?, None),
        2 if rest.0.get(2) == Some(&b':') => (rest.digits(2)?, rest.after_colon()?, None),
        4 => (rest.digits(2)?, rest.digits(2)?, None),
        6 => (rest.digits(2)?, rest.digits(2)?, Some(rest.digits(2)?)),
        _ => return None,
    };
    let second = if rest.0.first() == Some(&b':') { Some(rest.after_colon()?) } else { second };
    if second.is_some() && (rest.take(b'.') || rest.take(b',')) {
        // A reading is exact to the second; what is below is dropped, so that it stays the start of its interval.
        let fraction = rest.run();
        if fraction == 0 {
            return None;
        }
        rest.skip(fraction);
    }
    Clock::new(hour, minute, second)
}

fn zone_of(rest: &mut Rest<'_>) -> Option<Zone> {
    let printed = match rest.0.first()? {
        b'+' | b'-' => Some(offset(rest)?),
        b'[' => None,
        _ => Some(name(rest)?),
    };
    let bracketed = rest.0.strip_prefix(b"[").and_then(|inner| inner.strip_suffix(b"]"));
    let Some(inner) = bracketed else { return printed };
    rest.0 = b"";
    // The printed offset says which of two equal local times is meant, so it goes before the zone in brackets.
    printed.or_else(|| TimeZone::get(str::from_utf8(inner).ok()?).ok().map(Zone::Region))
}

fn offset(rest: &mut Rest<'_>) -> Option<Zone> {
    let east = rest.take(b'+');
    if !east {
        rest.skip(1);
    }
    let digits = u8::try_from(rest.run()).ok().filter(|digits| matches!(digits, 2 | 4))?;
    let value = rest.digits(usize::from(digits))?;
    let minutes = if rest.0.first() == Some(&b':') { Some(rest.after_colon()?) } else { None };
    zone::offset(east, digits, value, minutes).map(Zone::Offset)
}

fn name(rest: &mut Rest<'_>) -> Option<Zone> {
    let text = str::from_utf8(rest.0).ok()?;
    let name = text.split_once('[').map_or(text, |(name, _)| name);
    let zone = match name {
        "Z" | "z" | "UTC" | "GMT" => Zone::Offset(0),
        name if name.contains('/') => Zone::Region(TimeZone::get(name).ok()?),
        _ => return None,
    };
    rest.skip(name.len());
    Some(zone)
}

/// What is left of the text.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn skip(&mut self, count: usize) {
        self.0 = self.0.get(count..).unwrap_or_default();
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.0.first() == Some(&byte);
        if found {
            self.skip(1);
        }
        found
    }

    /// How many digits come next.
    fn run(&self) -> usize {
        self.0.iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    fn digits(&mut self, count: usize) -> Option<u32> {
        let digits = self.0.get(..count)?;
        let value = digits.iter().try_fold(0_u32, |value, byte| {
            byte.is_ascii_digit().then(|| value * 10 + u32::from(byte - b'0'))
        })?;
        self.skip(count);
        Some(value)
    }

    /// Two digits after a colon.
    fn after_colon(&mut self) -> Option<u32> {
        let colon = self.take(b':');
        (colon && self.run() == 2).then(|| self.digits(2)).flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Hints, Precision, Rule, read};

    fn time(text: &str) -> Option<(String, Precision)> {
        read(text, &Hints { language: Some("de"), ..Hints::default() })
            .map(|reading| (reading.time.to_string(), reading.precision))
    }

    #[test]
    fn every_spelling_of_an_instant_is_the_same_instant() {
        for text in [
            "2020-06-30T10:20:05Z",
            "2020-06-30t10:20:05z",
            "2020-06-30 10:20:05 UTC",
            "2020-06-30T12:20:05+02:00",
            "2020-06-30T12:20:05+0200",
            "2020-06-30 12:20:05 +0200",
            "2020-06-30T12:20:05+02",
            "20200630T102005Z",
            "2020-06-30T10:20:05.999Z",
            "2020-06-30T10:20:05,5Z",
            "2020-06-30T12:20:05+02:00[Europe/Rome]",
            "2020-06-30T12:20:05[Europe/Rome]",
            "2020-06-30 12:20:05 Europe/Rome",
        ] {
            assert_eq!(time(text), Some(("2020-06-30T10:20:05Z".to_owned(), Precision::Second)), "{text}");
        }
    }

    #[test]
    fn without_seconds_the_precision_is_a_minute() {
        assert_eq!(time("2020-06-30T10:20Z"), Some(("2020-06-30T10:20:00Z".to_owned(), Precision::Minute)));
    }

    #[test]
    fn day_and_month_are_never_swapped_by_the_language() {
        assert_eq!(time("2020-06-05"), Some(("2020-06-05T00:00:00Z".to_owned(), Precision::Day)));
        assert_eq!(time("2020-13-05"), None);
        assert_eq!(time("2020-02-30"), None);
    }

    #[test]
    fn a_month_stays_a_month() {
        assert_eq!(time("2020-06"), Some(("2020-06-01T00:00:00Z".to_owned(), Precision::Month)));
    }

    #[test]
    fn weeks_and_ordinal_days_are_days() {
        for (text, rule) in
            [("2020-W27-2", Rule::IsoWeek), ("2020W272", Rule::IsoWeek), ("2020-182", Rule::IsoOrdinal)]
        {
            let reading = read(text, &Hints::default()).expect("an ISO day");
            assert_eq!(
                (reading.time.to_string().as_str(), reading.rule),
                ("2020-06-30T00:00:00Z", rule),
                "{text}"
            );
        }
        assert_eq!(time("2020-W54-1"), None);
        assert_eq!(time("2021-366"), None);
    }

    #[test]
    fn a_zone_printed_on_a_day_moves_its_midnight() {
        assert_eq!(time("2020-06-30+02:00"), Some(("2020-06-29T22:00:00Z".to_owned(), Precision::Day)));
    }

    #[test]
    fn a_time_without_zone_is_marked() {
        let reading = read("2020-06-30T10:20:05", &Hints::default()).expect("an ISO time");
        assert!(reading.zone_assumed);
    }
}
