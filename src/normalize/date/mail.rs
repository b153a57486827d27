//! The dates of mail headers and RSS: RFC 2822 with the weekday optional and the names in English.
//!
//! A fast path for the commonest form in feeds, and only for its exact shape; every deviation is left to the general
//! reader, which knows the same words.

use super::civil::{Clock, Found, Zone, day, full_year};
use super::{Hints, Rule, order, zone};

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// `Tue, 30 Jun 2020 10:20:05 +0200`; year of two or four digits, seconds optional, zone required.
pub(super) fn read(text: &str, hints: &Hints<'_>) -> Option<Found> {
    let text = match text.split_once(", ") {
        Some((weekday, rest)) if weekday.len() == 3 => rest,
        Some(_) => return None,
        None => text,
    };
    let mut words = text.split(' ');
    let day_number = number(words.next()?, 2)?;
    let month = month(words.next()?)?;
    let year = words.next()?;
    let year_number = number(year, 4)?;
    let year = match year.len() {
        4 => i32::try_from(year_number).ok()?,
        2 => full_year(year_number),
        _ => return None,
    };
    let clock = clock(words.next()?)?;
    let zone = zone_of(words.next()?, hints)?;
    if words.next().is_some() {
        return None;
    }
    Some(Found {
        clock: Some(clock),
        zone: Some(zone),
        ..Found::day(day(year, month, day_number)?, Rule::Rfc2822)
    })
}

fn number(text: &str, longest: usize) -> Option<u32> {
    let plain = text.len() <= longest && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok()).flatten()
}

fn month(name: &str) -> Option<u32> {
    (1..).zip(MONTHS).find(|(_, month)| name.eq_ignore_ascii_case(month)).map(|(number, _)| number)
}

fn clock(text: &str) -> Option<Clock> {
    let mut parts = text.split(':');
    let hour = number(parts.next()?, 2)?;
    let minute = number(parts.next().filter(|minute| minute.len() == 2)?, 2)?;
    let second = match parts.next() {
        None => None,
        Some(second) => Some(number(second, 2)?),
    };
    if parts.next().is_some() { None } else { Clock::new(hour, minute, second) }
}

fn zone_of(text: &str, hints: &Hints<'_>) -> Option<Zone> {
    if let Some(digits) = text.strip_prefix('+') {
        return zone::offset(true, 4, number(digits, 4).filter(|_| digits.len() == 4)?, None)
            .map(Zone::Offset);
    }
    if let Some(digits) = text.strip_prefix('-') {
        return zone::offset(false, 4, number(digits, 4).filter(|_| digits.len() == 4)?, None)
            .map(Zone::Offset);
    }
    let capitals = text.bytes().all(|byte| byte.is_ascii_uppercase());
    capitals.then(|| zone::named(&text.to_ascii_lowercase(), order::country(hints))).flatten()
}

#[cfg(test)]
mod tests {
    use super::super::{Hints, Rule, read};

    fn time(text: &str) -> Option<(String, Rule)> {
        read(text, &Hints::default()).map(|reading| (reading.time.to_string(), reading.rule))
    }

    #[test]
    fn every_variant_of_the_header_is_read() {
        for text in [
            "Tue, 30 Jun 2020 10:20:00 +0000",
            "30 Jun 2020 10:20:00 GMT",
            "Tue, 30 Jun 20 10:20 UT",
            "tue, 30 jun 2020 06:20:00 EDT",
            "Tue, 30 Jun 2020 05:20:00 EST",
            "Tue, 30 Jun 2020 12:20:00 CEST",
        ] {
            assert_eq!(time(text), Some(("2020-06-30T10:20:00Z".to_owned(), Rule::Rfc2822)), "{text}");
        }
    }

    #[test]
    fn a_header_that_names_an_impossible_day_is_no_date() {
        assert_eq!(time("Tue, 31 Jun 2020 10:20:00 GMT"), None);
    }

    #[test]
    fn deviations_are_left_to_the_general_reader() {
        let (time, rule) = time("Tuesday, 30 June 2020 10:20:00 GMT").expect("a date");
        assert_eq!((time.as_str(), rule), ("2020-06-30T10:20:00Z", Rule::NamedMonth));
    }
}
