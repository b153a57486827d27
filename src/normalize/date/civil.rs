//! From what a text says to an instant: years that can be meant, days that exist, and the zone of a time of day.
//!
//! Promises that a day without a printed zone is midnight UTC, and that a time without a printed zone is read in the
//! zone of its source, else in UTC, and marked. Refuses days that do not exist and years outside the age of print.

use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::{Offset, TimeZone};

use super::{Hints, Precision, Reading, Rule};

/// Archives go back to the first newspapers; a year past 2100 is another calendar or a typing error.
pub(super) const YEARS: RangeInclusive<i32> = 1600..=2100;

/// Two digits from here on are a year of the last century.
const CENTURY_TURN: i32 = 70;

/// A date with what was printed beside it, before a zone is settled.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub(super) date: Date,
    /// How much of `date` was printed; `clock` refines it.
    pub(super) precision: Precision,
    pub(super) clock: Option<Clock>,
    pub(super) zone: Option<Zone>,
    pub(super) rule: Rule,
}

/// A time of day; midnight at the end of a day is 24:00.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    hour: i8,
    minute: i8,
    second: Option<i8>,
}

/// A zone as it was printed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Zone {
    /// Seconds east of UTC.
    Offset(i32),
    /// The likeliest offset of an abbreviation that several zones share.
    Likely(i32),
    /// An IANA zone, whose offset depends on the date.
    Region(TimeZone),
}

impl Clock {
    pub(super) fn new(hour: u32, minute: u32, second: Option<u32>) -> Option<Self> {
        let end_of_day = hour == 24 && minute == 0 && second.unwrap_or(0) == 0;
        if (hour > 23 && !end_of_day) || minute > 59 || second.is_some_and(|second| second > 60) {
            return None;
        }
        Some(Self {
            hour: i8::try_from(hour).ok()?,
            minute: i8::try_from(minute).ok()?,
            // A leap second has no place in UTC timestamps; the second before it has.
            second: second.map(|second| second.min(59)).map(i8::try_from).transpose().ok()?,
        })
    }

    pub(super) fn hour(self) -> u32 {
        u32::from(self.hour.unsigned_abs())
    }

    pub(super) fn has_seconds(self) -> bool {
        self.second.is_some()
    }

    /// The same minute in another hour, for times printed on a clock face of twelve hours.
    pub(super) fn at_hour(self, hour: u32) -> Self {
        i8::try_from(hour).map_or(self, |hour| Self { hour, ..self })
    }

    fn on(self, date: Date) -> Option<DateTime> {
        if self.hour == 24 {
            return date.tomorrow().ok().map(|next| next.at(0, 0, 0, 0));
        }
        Some(date.at(self.hour, self.minute, self.second.unwrap_or(0), 0))
    }
}

impl Found {
    pub(super) fn day(date: Date, rule: Rule) -> Self {
        Self { date, precision: Precision::Day, clock: None, zone: None, rule }
    }

    /// Gives `None` for the epoch itself, which is how programs print that they know no date.
    pub(super) fn settle(self, hints: &Hints<'_>) -> Option<Reading> {
        let (precision, local) = match self.clock {
            None => (self.precision, self.date.at(0, 0, 0, 0)),
            Some(clock) if clock.has_seconds() => (Precision::Second, clock.on(self.date)?),
            Some(clock) => (Precision::Minute, clock.on(self.date)?),
        };
        let has_clock = self.clock.is_some();
        let (time, zone_assumed) = match self.zone {
            Some(Zone::Offset(seconds)) => (at_offset(local, seconds)?, false),
            Some(Zone::Region(zone)) => (zone.to_timestamp(local).ok()?, false),
            Some(Zone::Likely(_)) | None if has_clock && hints.default_zone.is_some() => {
                (in_default_zone(local, hints)?, true)
            }
            Some(Zone::Likely(seconds)) => (at_offset(local, seconds)?, has_clock),
            None => (at_offset(local, 0)?, has_clock),
        };
        let reading = Reading { time, precision, zone_assumed, rule: self.rule };
        (time != Timestamp::UNIX_EPOCH).then_some(reading)
    }
}

fn at_offset(local: DateTime, seconds: i32) -> Option<Timestamp> {
    Offset::from_seconds(seconds).ok()?.to_timestamp(local).ok()
}

/// A zone name that does not exist counts as none: settings are validated where they are read, not per article.
fn in_default_zone(local: DateTime, hints: &Hints<'_>) -> Option<Timestamp> {
    match hints.default_zone.map(TimeZone::get) {
        Some(Ok(zone)) => zone.to_timestamp(local).ok(),
        Some(Err(_)) | None => at_offset(local, 0),
    }
}

/// The day on which the reference falls where the source prints its times.
pub(super) fn local_reference(hints: &Hints<'_>) -> Option<DateTime> {
    let reference = hints.reference?;
    match hints.default_zone.map(TimeZone::get) {
        Some(Ok(zone)) => Some(zone.to_datetime(reference)),
        Some(Err(_)) | None => Some(Offset::UTC.to_datetime(reference)),
    }
}

/// A day of the Gregorian calendar in a year that can be meant.
pub(super) fn day(year: i32, month: u32, day: u32) -> Option<Date> {
    if !YEARS.contains(&year) {
        return None;
    }
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// The year that two printed digits stand for.
pub(super) fn full_year(two_digits: u32) -> i32 {
    let year = i32::try_from(two_digits).unwrap_or(i32::MAX);
    if year < CENTURY_TURN { 2000 + year } else { year.saturating_add(1900) }
}

#[cfg(test)]
mod tests {
    use super::super::{Hints, Rule};
    use super::{Clock, Found, Zone, day, full_year};

    fn evening(zone: Option<Zone>) -> Found {
        let date = day(2020, 6, 30).expect("a day of June");
        Found { clock: Clock::new(22, 30, None), zone, ..Found::day(date, Rule::NamedMonth) }
    }

    fn settled(found: Found, default_zone: Option<&str>) -> (String, bool) {
        let reading = found.settle(&Hints { default_zone, ..Hints::default() }).expect("settles");
        (reading.time.to_string(), reading.zone_assumed)
    }

    #[test]
    fn a_time_without_zone_takes_the_zone_of_its_source() {
        assert_eq!(settled(evening(None), Some("Europe/Rome")), ("2020-06-30T20:30:00Z".to_owned(), true));
        assert_eq!(settled(evening(None), None), ("2020-06-30T22:30:00Z".to_owned(), true));
    }

    #[test]
    fn a_printed_offset_beats_the_zone_of_the_source() {
        assert_eq!(
            settled(evening(Some(Zone::Offset(-3600))), Some("Europe/Rome")),
            ("2020-06-30T23:30:00Z".to_owned(), false)
        );
    }

    #[test]
    fn an_ambiguous_abbreviation_yields_to_the_zone_of_the_source() {
        assert_eq!(
            settled(evening(Some(Zone::Likely(3600))), Some("Asia/Dhaka")),
            ("2020-06-30T16:30:00Z".to_owned(), true)
        );
        assert_eq!(
            settled(evening(Some(Zone::Likely(3600))), None),
            ("2020-06-30T21:30:00Z".to_owned(), true)
        );
    }

    #[test]
    fn a_time_that_clocks_skip_is_moved_past_the_gap() {
        let date = day(2021, 3, 28).expect("a day of March");
        let found = Found { clock: Clock::new(2, 30, None), ..Found::day(date, Rule::NamedMonth) };
        assert_eq!(settled(found, Some("Europe/Berlin")), ("2021-03-28T01:30:00Z".to_owned(), true));
    }

    #[test]
    fn twenty_four_hours_are_midnight_of_the_next_day() {
        let found = Found { clock: Clock::new(24, 0, None), ..evening(None) };
        assert_eq!(settled(found, None).0, "2020-07-01T00:00:00Z");
        assert_eq!(Clock::new(24, 1, None), None);
    }

    #[test]
    fn two_digits_turn_the_century_at_seventy() {
        assert_eq!((full_year(0), full_year(69), full_year(70), full_year(99)), (2000, 2069, 1970, 1999));
    }

    #[test]
    fn days_that_do_not_exist_are_refused() {
        assert_eq!(day(2021, 2, 29), None);
        assert_eq!(day(2021, 13, 1), None);
        assert_eq!(day(0, 1, 1), None);
    }
}
