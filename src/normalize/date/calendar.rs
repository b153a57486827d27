//! Years and days of other calendars that news is dated in.
//!
//! Owns the eras of Japan, the years of the Republic of China (Minguo), the Buddhist years of Thailand, and the solar
//! Hijri calendar of Iran and Afghanistan. Refuses the lunar Hijri calendar: its months begin with a sighting, so that
//! a printed day names no certain day elsewhere.

use jiff::ToSpan;
use jiff::civil::{Date, date};

use super::Rule;

/// Solar Hijri years in which news can have been printed.
const JALALI_YEARS: std::ops::RangeInclusive<i32> = 1250..=1499;

/// Buddhist years that no Gregorian date reaches.
const BUDDHIST_YEARS: std::ops::RangeInclusive<i32> = 2400..=2643;

/// From two digits of a Thai year: above, the Buddhist 25xx; below, the Gregorian 20xx. Both are 2007 or later.
const SHORT_BUDDHIST: u32 = 50;

/// The year before the first of each Japanese era.
pub(super) const REIWA: i32 = 2018;
pub(super) const HEISEI: i32 = 1988;
pub(super) const SHOWA: i32 = 1925;
pub(super) const TAISHO: i32 = 1911;
pub(super) const MEIJI: i32 = 1867;
/// The year before the first of the Republic.
pub(super) const MINGUO: i32 = 1911;

/// The rule and the Gregorian year of a year counted in an era.
pub(super) fn era_year(before_first: i32, is_minguo: bool, year: u32) -> Option<(i32, Rule)> {
    let longest = if is_minguo { 150 } else { 64 };
    let rule = if is_minguo { Rule::Minguo } else { Rule::JapaneseEra };
    let year = i32::try_from(year).ok().filter(|year| (1..=longest).contains(year))?;
    Some((before_first + year, rule))
}

pub(super) fn buddhist_year(year: u32, digits: u8) -> Option<i32> {
    let full = if digits == 2 && year >= SHORT_BUDDHIST { 2500 + year } else { year };
    i32::try_from(full).ok().filter(|year| BUDDHIST_YEARS.contains(year)).map(|year| year - 543)
}

/// Whether a year can only be of the solar Hijri calendar, in a source that uses it.
pub(super) fn is_jalali_year(year: i32) -> bool {
    JALALI_YEARS.contains(&year)
}

/// The Gregorian day of a solar Hijri day.
///
/// Leap years follow the cycle of 33 years, which agrees with the astronomical calendar over the years accepted here.
pub(super) fn jalali(year: i32, month: u32, day: u32) -> Option<Date> {
    if !is_jalali_year(year) || day == 0 {
        return None;
    }
    let (days_before, days_in_month) = match month {
        1..=6 => ((month - 1) * 31, 31),
        7..=11 => (186 + (month - 7) * 30, 30),
        12 => (336, if is_jalali_leap(year) { 30 } else { 29 }),
        _ => return None,
    };
    if day > days_in_month {
        return None;
    }
    // New year's day of 1403, from which the years are counted in either direction.
    let anchor = date(2024, 3, 20);
    let years = if year < 1403 { year..1403 } else { 1403..year };
    let leap_days = i64::try_from(years.clone().filter(|&year| is_jalali_leap(year)).count()).ok()?;
    let whole_years = 365 * i64::try_from(years.len()).ok()? + leap_days;
    let to_new_year = if year < 1403 { -whole_years } else { whole_years };
    anchor.checked_add((to_new_year + i64::from(days_before + day - 1)).days()).ok()
}

fn is_jalali_leap(year: i32) -> bool {
    matches!(year % 33, 1 | 5 | 9 | 13 | 17 | 22 | 26 | 30)
}

#[cfg(test)]
mod tests {
    use super::super::Rule;
    use super::{REIWA, buddhist_year, era_year, jalali};
    use jiff::civil::date;

    #[test]
    fn new_years_days_of_iran_fall_where_the_almanac_has_them() {
        for (year, expected) in [
            (1357, date(1978, 3, 21)),
            (1375, date(1996, 3, 20)),
            (1399, date(2020, 3, 20)),
            (1400, date(2021, 3, 21)),
            (1402, date(2023, 3, 21)),
            (1404, date(2025, 3, 21)),
            (1408, date(2029, 3, 20)),
        ] {
            assert_eq!(jalali(year, 1, 1), Some(expected), "{year}");
        }
    }

    #[test]
    fn only_leap_years_have_thirty_days_of_esfand() {
        assert_eq!(jalali(1399, 12, 30), Some(date(2021, 3, 20)));
        assert_eq!(jalali(1400, 12, 30), None);
        assert_eq!(jalali(1400, 7, 31), None);
    }

    #[test]
    fn eras_count_from_their_first_year() {
        assert_eq!(era_year(REIWA, false, 1), Some((2019, Rule::JapaneseEra)));
        assert_eq!(era_year(REIWA, false, 0), None);
        assert_eq!(era_year(super::MINGUO, true, 109), Some((2020, Rule::Minguo)));
    }

    #[test]
    fn buddhist_years_are_543_ahead() {
        assert_eq!(buddhist_year(2563, 4), Some(2020));
        assert_eq!(buddhist_year(63, 2), Some(2020));
        assert_eq!(buddhist_year(20, 2), None);
        assert_eq!(buddhist_year(2020, 4), None);
    }
}
