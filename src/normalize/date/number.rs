//! Dates written as one number: Unix time in four units, digits run together, and Python's `struct_time`.
//!
//! A number is Unix time when it falls between 1990 and 2100 in exactly one unit; the ranges do not overlap. Digits run
//! together are tried first where their count could be both, because milliseconds of that length lie before 2001.
//! Refuses every other number: ids and counters are not dates.

use jiff::Timestamp;

use super::civil::{Clock, Found, YEARS, day};
use super::{Hints, Precision, Reading, Rule};

/// 1990-01-01 and 2100-01-01 in Unix seconds.
const SECONDS: std::ops::Range<i64> = 631_152_000..4_102_444_800;

const UNITS: [(i64, Rule); 4] = [
    (1, Rule::EpochSeconds),
    (1_000, Rule::EpochMilliseconds),
    (1_000_000, Rule::EpochMicroseconds),
    (1_000_000_000, Rule::EpochNanoseconds),
];

/// Reads integers as programs write moments: nine (year, month, day, hour, minute, second, and three more) are
/// `feedparser`'s struct, which is UTC; three to seven are what Java writes for a local date, without a zone.
#[must_use]
pub fn read_struct(parts: &[i64], hints: &Hints<'_>) -> Option<Reading> {
    let (&[year, month, day_of_month], clock) = parts.split_first_chunk::<3>()?;
    let unsigned = |part: i64| u32::try_from(part).ok();
    let date = day(i32::try_from(year).ok()?, unsigned(month)?, unsigned(day_of_month)?)?;
    let (hour, minute, second, zone) = match *clock {
        [] => return Found::day(date, Rule::StructTime).settle(hints),
        [hour, minute] => (hour, minute, None, None),
        [hour, minute, second] | [hour, minute, second, _] => (hour, minute, Some(second), None),
        [hour, minute, second, _, _, _] => (hour, minute, Some(second), Some(super::civil::Zone::Offset(0))),
        _ => return None,
    };
    let second = second.map(unsigned);
    if second == Some(None) {
        return None;
    }
    let clock = Clock::new(unsigned(hour)?, unsigned(minute)?, second.flatten())?;
    Found { clock: Some(clock), zone, ..Found::day(date, Rule::StructTime) }.settle(hints)
}

/// Reads a text that is nothing but digits, with or without a fraction.
pub(super) fn read_digits(text: &str, hints: &Hints<'_>) -> Option<Reading> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A fraction of fewer digits belongs to a decimal number, not to a moment: 12.09 or 2023.09.
    if !digits(whole)
        || !digits(fraction)
        || (text.len() != whole.len() && whole.len() < 9)
        || whole.len() > 19
    {
        return None;
    }
    if whole.len() == 4 {
        return year(whole.parse().ok()?);
    }
    integer(whole.parse().ok()?, hints)
}

fn year(year: i32) -> Option<Reading> {
    let found = Found { precision: Precision::Year, ..Found::day(day(year, 1, 1)?, Rule::YearOnly) };
    (1900..=*YEARS.end()).contains(&year).then(|| found.settle(&Hints::default())).flatten()
}

fn integer(number: i64, hints: &Hints<'_>) -> Option<Reading> {
    if let Some(found) = run_together(number) {
        return found.settle(hints);
    }
    let (second, rule) = UNITS
        .into_iter()
        .map(|(per_second, rule)| (number / per_second, rule))
        .find(|(second, _)| SECONDS.contains(second))?;
    let time = Timestamp::from_second(second).ok()?;
    Some(Reading { time, precision: Precision::Second, zone_assumed: false, rule })
}

/// `YYYYMM` of this and the last century, and from 1990 to 2100 `YYYYMMDD`, `YYYYMMDDhhmm` and `YYYYMMDDhhmmss`. Ten
/// digits are always Unix seconds.
fn run_together(number: i64) -> Option<Found> {
    let number = u64::try_from(number).ok()?;
    let (date, clock) = match number {
        // Six digits are a month only where they are not also a day with a year of two digits.
        190_001..=210_012 => {
            let (head, middle, tail) = split(number, 100);
            let short_day = day(2000 + head, middle, tail).is_some();
            let (year, month) = (i32::try_from(number / 100).ok()?, tail);
            let first = day(year, month, 1).filter(|_| !short_day)?;
            return Some(Found { precision: Precision::Month, ..Found::day(first, Rule::CompactDigits) });
        }
        19_900_101..=21_001_231 => (number, None),
        199_001_010_000..=210_012_312_359 => {
            let (_, hour, minute) = split(number, 100);
            (number / 10_000, Some(Clock::new(hour, minute, None)?))
        }
        19_900_101_000_000..=21_001_231_235_959 => {
            let (_, hour, minute) = split(number / 100, 100);
            (number / 1_000_000, Some(Clock::new(hour, minute, u32::try_from(number % 100).ok())?))
        }
        _ => return None,
    };
    let (year, month, day_of_month) = split(date, 100);
    Some(Found { clock, ..Found::day(day(year, month, day_of_month)?, Rule::CompactDigits) })
}

/// Splits the last two pairs of digits from a number.
fn split(number: u64, pair: u64) -> (i32, u32, u32) {
    let small = |value: u64| u32::try_from(value % pair).unwrap_or(u32::MAX);
    let head = i32::try_from(number / (pair * pair)).unwrap_or(i32::MAX);
    (head, small(number / pair), small(number))
}

#[cfg(test)]
mod tests {
    use super::super::{Hints, Precision, Reading, Rule, read};
    use super::read_struct;

    fn text(text: &str) -> Option<Reading> {
        read(text, &Hints::default())
    }

    #[test]
    fn the_unit_of_unix_time_follows_from_its_size() {
        for (number, rule) in [
            ("1593512400", Rule::EpochSeconds),
            ("1593512400.75", Rule::EpochSeconds),
            ("1593512400123", Rule::EpochMilliseconds),
            ("1593512400123456", Rule::EpochMicroseconds),
            ("1593512400123456789", Rule::EpochNanoseconds),
        ] {
            let reading = text(number).expect("Unix time");
            let time = reading.time.to_string();
            assert_eq!((time.as_str(), reading.rule), ("2020-06-30T10:20:00Z", rule), "{number}");
            assert!(!reading.zone_assumed);
        }
    }

    #[test]
    fn digits_run_together_keep_their_precision() {
        for (digits, time, precision) in [
            ("2020", "2020-01-01T00:00:00Z", Precision::Year),
            ("201906", "2019-06-01T00:00:00Z", Precision::Month),
            ("20200630", "2020-06-30T00:00:00Z", Precision::Day),
            ("202006301020", "2020-06-30T10:20:00Z", Precision::Minute),
            ("20200630102005", "2020-06-30T10:20:05Z", Precision::Second),
        ] {
            let reading = text(digits).expect("a date");
            assert_eq!((reading.time.to_string().as_str(), reading.precision), (time, precision), "{digits}");
        }
    }

    #[test]
    fn six_digits_that_could_be_a_short_day_are_neither() {
        assert_eq!(text("201112"), None);
    }

    #[test]
    fn counters_and_ids_are_not_dates() {
        for digits in
            ["0", "7", "1234567", "20201345", "99999999999999999999", "17.5", "2020.06", "5000000000"]
        {
            assert_eq!(text(digits), None, "{digits}");
        }
    }

    #[test]
    fn a_struct_time_is_utc_to_the_second() {
        let reading = read_struct(&[2020, 6, 30, 10, 20, 5, 1, 182, 0], &Hints::default()).expect("a date");
        assert_eq!(
            (reading.time.to_string().as_str(), reading.zone_assumed),
            ("2020-06-30T10:20:05Z", false)
        );
        assert_eq!(read_struct(&[2020, 6, 31, 10, 20, 5, 1, 182, 0], &Hints::default()), None);
        assert_eq!(read_struct(&[2020, 6], &Hints::default()), None);
        let day = read_struct(&[2020, 6, 30], &Hints::default()).expect("a date");
        assert_eq!((day.precision, day.zone_assumed), (Precision::Day, false));
        let local = read_struct(&[2020, 6, 30, 10, 20], &Hints::default()).expect("a date");
        assert_eq!((local.precision, local.zone_assumed), (Precision::Minute, true));
    }
}
