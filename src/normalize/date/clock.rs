//! Times of day as pages print them, and the zones beside them.
//!
//! Owns: `14:05:00.5`, `14h05`, `14 h 05 min`, `14時05分`, `2:05 p.m.`, 下午2:05, and `14.05` where it cannot be part of a
//! date. An hour without minutes is a time only beside "Uhr", "h", "pm" and their like.

use super::civil::{Clock, Zone};
use super::lexicon::{Half, Meaning, Unit};
use super::parts::Pieces;
use super::text::Kind;
use super::zone;

/// A time of day in a text, up to the piece `next`.
pub(super) struct Match {
    pub(super) clock: Clock,
    pub(super) zone: Option<Zone>,
    pub(super) next: usize,
}

/// Hour, minute and second, and the piece after them.
type Bare = (u32, u32, Option<u32>, usize);

/// The time of day that begins at a piece.
pub(super) fn read(pieces: &Pieces<'_>, at: usize) -> Option<Match> {
    let (hour, digits) = pieces.number(at)?;
    // The rest of "1:20:30:40" is no time, and "05 Uhr" in "14.05 Uhr" is no hour.
    if digits > 2 || continues(pieces, at, ':') {
        return None;
    }
    let without_minutes = || {
        if continues(pieces, at, '.') {
            None
        } else {
            with_units(pieces, at, hour).or_else(|| with_half(pieces, at, hour))
        }
    };
    finish(pieces, at, with_colons(pieces, at, hour).or_else(without_minutes)?)
}

/// `14.05` or `14.05.00`, to be asked only for numbers that belong to no date.
pub(super) fn read_dotted(pieces: &Pieces<'_>, at: usize) -> Option<Match> {
    let (hour, _) = pieces.number(at).filter(|&(_, digits)| digits <= 2)?;
    let after_point = |point: usize| {
        pieces
            .is_mark(point, '.')
            .then(|| pair(pieces, point + 1))
            .flatten()
            .filter(|_| pieces.is_tight(point))
    };
    let minute = after_point(at + 1)?;
    let second = after_point(at + 3);
    let next = if second.is_some() { at + 5 } else { at + 3 };
    let longer = pieces.is_mark(next, '.') && pieces.tight_number(next + 1).is_some();
    if longer || continues(pieces, at, '.') { None } else { finish(pieces, at, (hour, minute, second, next)) }
}

/// Whether a number is joined to one of at most two digits before it.
fn continues(pieces: &Pieces<'_>, at: usize, mark: char) -> bool {
    let joined = pieces.is_tight(at)
        && at.checked_sub(1).is_some_and(|before| pieces.is_mark(before, mark) && pieces.is_tight(before));
    joined
        && at.checked_sub(2).and_then(|number| pieces.number(number)).is_some_and(|(_, digits)| digits <= 2)
}

/// Two digits without a space before.
fn pair(pieces: &Pieces<'_>, at: usize) -> Option<u32> {
    pieces.tight_number(at).filter(|&(_, digits)| digits == 2).map(|(value, _)| value)
}

fn with_colons(pieces: &Pieces<'_>, at: usize, hour: u32) -> Option<Bare> {
    let after_colon = |colon: usize| {
        (pieces.is_mark(colon, ':') && pieces.is_tight(colon)).then(|| pair(pieces, colon + 1)).flatten()
    };
    let minute = after_colon(at + 1)?;
    let Some(second) = after_colon(at + 3) else {
        return Some((hour, minute, None, at + 3));
    };
    let fraction = (pieces.is_mark(at + 5, '.') || pieces.is_mark(at + 5, ','))
        && pieces.is_tight(at + 5)
        && pieces.tight_number(at + 6).is_some();
    Some((hour, minute, Some(second), if fraction { at + 7 } else { at + 5 }))
}

fn with_units(pieces: &Pieces<'_>, at: usize, hour: u32) -> Option<Bare> {
    let unit = at + 1;
    if !pieces.is_unit(unit, Unit::Hour) {
        return None;
    }
    let Some((minute, digits)) = pieces.number(unit + 1).filter(|&(_, digits)| digits <= 2) else {
        return Some((hour, 0, None, unit + 1));
    };
    let marked = pieces.is_unit(unit + 2, Unit::Minute);
    let before_month = pieces
        .meaning(unit + 2)
        .is_some_and(|meaning| matches!(meaning, Meaning::Month(_) | Meaning::PersianMonth(_)));
    // "14 h 05" has minutes; in "14h 12 septembre" the number is the day.
    let beside = digits == 2 && (pieces.is_tight(unit + 1) || (!pieces.is_tight(unit) && !before_month));
    if !marked && !beside {
        return Some((hour, 0, None, unit + 1));
    }
    let next = if marked { unit + 3 } else { unit + 2 };
    let second = pieces.number(next).filter(|_| marked && pieces.is_unit(next + 1, Unit::Second));
    match second {
        Some((second, _)) => Some((hour, minute, Some(second), next + 2)),
        None => Some((hour, minute, None, next)),
    }
}

/// "5 pm": the only time without minutes that has no unit.
fn with_half(pieces: &Pieces<'_>, at: usize, hour: u32) -> Option<Bare> {
    let (half, next) = half(pieces, at + 1)?;
    let turns = matches!(half, Half::Morning | Half::Afternoon) && (1..=12).contains(&hour);
    // In "2020.06.12 오후 2:05" the half of the day belongs to the time after it.
    let belongs_to_next = pieces.number(next).is_some() && !pieces.text(at + 1).is_ascii();
    let ends_date = pieces.is_tight(at)
        && at
            .checked_sub(1)
            .is_some_and(|before| ['.', '/', '-'].iter().any(|&mark| pieces.is_mark(before, mark)));
    (turns && !belongs_to_next && !ends_date).then_some((hour, 0, None, at + 1))
}

fn finish(pieces: &Pieces<'_>, at: usize, (hour, minute, second, mut next): Bare) -> Option<Match> {
    let clock = Clock::new(hour, minute, second)?;
    if pieces.is_unit(next, Unit::Hour) && pieces.number(next + 1).is_none() {
        next += 1;
    }
    let half = match half(pieces, next) {
        Some((half, after)) => {
            next = after;
            Some(half)
        }
        None => half_before(pieces, at),
    };
    let clock = half.map_or(clock, |half| clock.at_hour(hour_of_day(clock.hour(), half)));
    let (zone, next) = match zone_at(pieces, next, second.is_some()) {
        Some((zone, after)) => (Some(zone), after),
        None => (zone_before(pieces, at), next),
    };
    Some(Match { clock, zone, next })
}

fn half(pieces: &Pieces<'_>, at: usize) -> Option<(Half, usize)> {
    // "p. m." with a space is three pieces.
    let letters = match pieces.text(at) {
        "a" => Some(Half::Morning),
        "p" => Some(Half::Afternoon),
        _ => None,
    };
    if let Some(half) = letters {
        let m = if pieces.is_mark(at + 1, '.') { at + 2 } else { at + 1 };
        return (pieces.text(m) == "m").then_some((half, m + 1));
    }
    pieces.scope.half(pieces.entry(at)?).map(|half| (half, at + 1))
}

/// The half of the day may go first, as in 下午2:05; a single letter there belongs to what stands before.
fn half_before(pieces: &Pieces<'_>, at: usize) -> Option<Half> {
    let point = at.checked_sub(1).filter(|&before| pieces.is_mark(before, '.') && !pieces.is_tight(at));
    let before = point.unwrap_or(at).checked_sub(1)?;
    let text = pieces.text(before);
    let single = text.chars().count() == 1 && !text.chars().all(super::text::is_han);
    if single { None } else { pieces.scope.half(pieces.entry(before)?) }
}

fn hour_of_day(hour: u32, half: Half) -> u32 {
    match (half, hour) {
        (Half::Morning | Half::Night, 12) => 0,
        (Half::Afternoon, 1..=11) | (Half::Midday, 1..=9) | (Half::Night, 5..=11) => hour + 12,
        _ => hour,
    }
}

fn zone_at(pieces: &Pieces<'_>, mut at: usize, has_seconds: bool) -> Option<(Zone, usize)> {
    // Closes an abbreviation, sets the zone apart, or encloses it; a number after a point is no zone.
    let apart = ['.', ',', '(', '['];
    at += (at..at + 3).take_while(|&at| apart.iter().any(|&mark| pieces.is_mark(at, mark))).count();
    if let Some(found) = offset(pieces, at, has_seconds) {
        return Some(found);
    }
    let zone = name(pieces, at)?;
    // "GMT+0200" is the offset; the name only says from where it counts.
    match pieces.text(at) {
        "gmt" | "utc" => Some(offset(pieces, at + 1, true).unwrap_or((zone, at + 1))),
        _ => Some((zone, at + 1)),
    }
}

fn zone_before(pieces: &Pieces<'_>, at: usize) -> Option<Zone> {
    name(pieces, at.checked_sub(1)?)
}

fn name(pieces: &Pieces<'_>, at: usize) -> Option<Zone> {
    let piece = pieces.get(at).filter(|piece| piece.kind == Kind::Word)?;
    let text = pieces.text(at);
    let certain = matches!(text, "utc" | "gmt" | "мск") || (text == "z" && !piece.spaced);
    (piece.capitals || certain).then(|| zone::named(text, pieces.country)).flatten()
}

fn offset(pieces: &Pieces<'_>, at: usize, has_seconds: bool) -> Option<(Zone, usize)> {
    let east = pieces.is_mark(at, '+');
    if !east && !pieces.is_mark(at, '-') {
        return None;
    }
    let (value, digits) = pieces.tight_number(at + 1)?;
    let minutes = pieces.is_mark(at + 2, ':').then(|| pair(pieces, at + 3)).flatten();
    // `10:00-11:30` is a range of times; an offset stands apart, has four digits, or follows seconds.
    if !east && pieces.is_tight(at) && digits != 4 && !has_seconds {
        return None;
    }
    let zone = zone::offset(east, digits, value, minutes).map(Zone::Offset)?;
    Some((zone, if minutes.is_some() { at + 4 } else { at + 2 }))
}

#[cfg(test)]
mod tests {
    use super::super::{Hints, Precision, read};

    /// The time of day read beside a fixed date.
    fn time(language: &str, clock: &str) -> Option<String> {
        let text = format!("30.06.2020 {clock}");
        let reading = read(&text, &Hints { language: Some(language), ..Hints::default() })?;
        (reading.precision > Precision::Day).then(|| reading.time.strftime("%d %H:%M:%S").to_string())
    }

    #[test]
    fn every_way_to_write_a_time_is_the_same_time() {
        for (language, clock) in [
            ("de", "14:05 Uhr"),
            ("fr", "14h05"),
            ("fr", "14 h 05"),
            ("fr", "à 14 h 05 min"),
            ("fi", "klo 14.05"),
            ("en", "2:05 p.m."),
            ("es", "2:05 p. m."),
            ("zh", "下午2:05"),
            ("ko", "오후 2:05"),
            ("ko", "오후 2시 5분"),
            ("ja", "14時05分"),
            ("ar", "2:05 م"),
            ("el", "2:05 μ.μ."),
            ("th", "14 นาฬิกา 05 นาที"),
            ("hu", "du. 2:05"),
            ("da", "kl. 14.05"),
            ("en", "14:05"),
        ] {
            assert_eq!(time(language, clock).as_deref(), Some("30 14:05:00"), "{language} {clock}");
        }
    }

    #[test]
    fn twelve_o_clock_is_noon_or_midnight() {
        assert_eq!(time("en", "12:30 am").as_deref(), Some("30 00:30:00"));
        assert_eq!(time("en", "12:30 pm").as_deref(), Some("30 12:30:00"));
        assert_eq!(time("zh", "凌晨12:30").as_deref(), Some("30 00:30:00"));
    }

    #[test]
    fn an_hour_alone_needs_a_word_beside_it() {
        assert_eq!(time("en", "5 pm").as_deref(), Some("30 17:00:00"));
        assert_eq!(time("de", "17 Uhr").as_deref(), Some("30 17:00:00"));
        assert_eq!(time("de", "17"), None);
    }

    #[test]
    fn zones_are_read_beside_the_time() {
        for zone in [
            "14:05 +0200",
            "14:05+02:00",
            "14:05 (CEST)",
            "14:05 MESZ",
            "14:05 GMT+2",
            "14:05 UTC+02:00",
            "14:05:00-1000",
        ] {
            let expected = if zone.ends_with("1000") { "01 00:05:00" } else { "30 12:05:00" };
            assert_eq!(time("de", zone).as_deref(), Some(expected), "{zone}");
        }
    }

    #[test]
    fn words_that_spell_zones_are_not_zones() {
        let read_as = |text: &str| {
            read(text, &Hints { language: Some("fr"), ..Hints::default() })
                .map(|reading| reading.zone_assumed)
        };
        assert_eq!(read_as("30/06/2020 14:05 est en ligne"), Some(true));
        assert_eq!(read_as("30/06/2020 14:05 EST"), Some(false));
    }

    #[test]
    fn the_end_of_a_range_is_not_an_offset() {
        assert_eq!(time("en", "10:00-11:30").as_deref(), Some("30 10:00:00"));
    }
}
