//! Phrases that count from the moment the page was fetched: "3 hours ago", "ieri, 14:05", "vor einem Tag", a weekday.
//!
//! Read only with a reference, never with the clock of this machine. Promises no more than the phrase says: hours give a
//! minute, days and weeks a day, months a month. Refuses a time of day alone, and a day word inside a sentence, such as
//! the name of a newspaper.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::Offset;

use super::civil::{Clock, Found, Zone, local_reference};
use super::lexicon::{Set, language_set};
use super::order::Calendar;
use super::parts::{Kind, Pieces};
use super::phrases::{Meaning, Unit, meanings, spoken};
use super::text;
use super::{Hints, Precision, Rule, clock};

/// Shorter names of weekdays are also other words, such as "Sun"; they count only beside a time.
const LONGEST_SHORT_NAME: usize = 3;

/// Larger counts are not printed by people, and would leave the range of dates.
const LARGEST_COUNT: u32 = 1000;

pub(super) fn read(text: &str, hints: &Hints<'_>) -> Option<Found> {
    let now = local_reference(hints)?;
    let tokens = text::tokens(text);
    let pieces = Pieces::of(&tokens, hints);
    let english = language_set("en");
    let attempt = |set: Set| ago(&pieces, set, hints, now).or_else(|| named_day(&pieces, set, hints, now));
    if let Some(language) = hints.language.map(language_set).filter(|&set| set != 0) {
        return attempt(language).or_else(|| attempt(english));
    }
    // In an unknown language the phrase must mean the same in every language in which it means anything.
    let spoken = spoken(&pieces);
    let mut readings = (0..Set::BITS).map(|bit| 1 << bit).filter(|bit| spoken & bit != 0).filter_map(attempt);
    let first = readings.next()?;
    readings.all(|reading| reading == first).then_some(first)
}

/// "3 hours ago", "vor einer Stunde", "1 hour 20 minutes ago": counts of units with a word that turns them back.
fn ago(pieces: &Pieces<'_>, set: Set, hints: &Hints<'_>, now: DateTime) -> Option<Found> {
    let (mut turned, mut amounts) = (false, Vec::new());
    let (mut count, mut may_be_one) = (None, true);
    let mut at = 0;
    while at < pieces.len() {
        if let Some((value, _)) = pieces.number(at) {
            count = Some(value);
            at += 1;
            continue;
        }
        let Some((meanings, next)) = meanings(pieces, at, set) else {
            // A word between a count and its unit, as in "a few hours", makes the count unknown.
            let is_word = pieces.get(at).is_some_and(|piece| piece.kind == text::Kind::Word);
            count = if is_word { None } else { count };
            may_be_one &= !is_word;
            at += 1;
            continue;
        };
        for meaning in meanings {
            match meaning {
                Meaning::Ago => turned = true,
                Meaning::One => count = count.or(Some(1)),
                Meaning::Unit(unit, times) => {
                    let counted = count.take().or((may_be_one && amounts.is_empty()).then_some(1));
                    amounts.extend(counted.map(|count| (unit, count.saturating_mul(times))));
                }
                Meaning::Now | Meaning::DaysBack(_) => {}
            }
        }
        may_be_one = true;
        at = next;
    }
    if turned && amounts.iter().all(|&(_, count)| count <= LARGEST_COUNT) {
        before(&amounts, hints, now)
    } else {
        None
    }
}

fn before(amounts: &[(Unit, u32)], hints: &Hints<'_>, now: DateTime) -> Option<Found> {
    let seconds = amounts.iter().map(|&(unit, count)| match unit {
        Unit::Second => Some(i64::from(count)),
        Unit::Minute => Some(i64::from(count) * 60),
        Unit::Hour => Some(i64::from(count) * 3600),
        Unit::Day | Unit::Week | Unit::Month | Unit::Year => None,
    });
    if let Some(seconds) = seconds.sum::<Option<i64>>().filter(|_| !amounts.is_empty()) {
        return instant(Offset::UTC.to_datetime(hints.reference?).checked_sub(seconds.seconds()).ok()?);
    }
    let &[(unit, count)] = amounts else {
        return None;
    };
    let count = i64::from(count);
    let (span, precision) = match unit {
        Unit::Day => (count.days(), Precision::Day),
        Unit::Week => (count.weeks(), Precision::Day),
        Unit::Month => (count.months(), Precision::Month),
        Unit::Year => (count.years(), Precision::Year),
        Unit::Second | Unit::Minute | Unit::Hour => return None,
    };
    let date = now.date().checked_sub(span).ok()?;
    let start = match precision {
        Precision::Month => date.first_of_month(),
        Precision::Year => date.first_of_year(),
        Precision::Day | Precision::Minute | Precision::Second => date,
    };
    Some(Found { precision, ..Found::day(start, Rule::Relative) })
}

fn instant(utc: DateTime) -> Option<Found> {
    let part = |part: i8| u32::from(part.unsigned_abs());
    let clock = Clock::new(part(utc.hour()), part(utc.minute()), None);
    Some(Found { clock: Some(clock?), zone: Some(Zone::Offset(0)), ..Found::day(utc.date(), Rule::Relative) })
}

/// "Yesterday", "heute, 14:05 Uhr", "Thursday 15:12", "just now", and nothing else but the furniture of a line.
fn named_day(pieces: &Pieces<'_>, set: Set, hints: &Hints<'_>, now: DateTime) -> Option<Found> {
    let parts = pieces.parts(Calendar::Gregorian);
    let (mut day, mut time) = (None, None);
    let mut at = 0;
    while let Some(part) = parts.iter().find(|part| part.first >= at) {
        at = part.last + 1;
        if let Some((named, next)) = named(pieces, part.first, set) {
            day = day.or(Some(named));
            at = at.max(next);
        } else if let Some(found) = part.clock() {
            time = time.or(Some(found));
        } else if part.number().is_some() {
            let found = clock::read_dotted(pieces, part.first)?;
            at = found.next;
            time = time.or(Some((found.clock, found.zone)));
        } else if let Some(weekday) = weekday(pieces, part.first) {
            day = day.or(Some(weekday));
        } else if !is_furniture(&part.kind) {
            return None;
        }
    }
    let today = now.date();
    let date = match day? {
        Day::Now => return instant(Offset::UTC.to_datetime(hints.reference?)).filter(|_| time.is_none()),
        Day::Back(days) => today.checked_sub(days.days()).ok()?,
        Day::ShortWeekday(_) if time.is_none() => return None,
        Day::Weekday(weekday) | Day::ShortWeekday(weekday) => latest(today, weekday)?,
    };
    let (clock, zone) = time.unzip();
    Some(Found { clock, zone: zone.flatten(), ..Found::day(date, Rule::Relative) })
}

#[derive(Debug, Clone, Copy)]
enum Day {
    Now,
    Back(i64),
    /// From Sunday, which is 0.
    Weekday(u8),
    /// Only beside a time: see [`LONGEST_SHORT_NAME`].
    ShortWeekday(u8),
}

fn named(pieces: &Pieces<'_>, at: usize, set: Set) -> Option<(Day, usize)> {
    let (meanings, next) = meanings(pieces, at, set)?;
    let day = meanings.into_iter().find_map(|meaning| match meaning {
        Meaning::Now => Some(Day::Now),
        Meaning::DaysBack(days) => Some(Day::Back(days)),
        Meaning::Ago | Meaning::One | Meaning::Unit(..) => None,
    })?;
    Some((day, next))
}

/// A weekday of the known language; without one too many short words are a weekday somewhere.
fn weekday(pieces: &Pieces<'_>, at: usize) -> Option<Day> {
    let entry = pieces.entry(at).filter(|_| pieces.scope.knows_language())?;
    let weekday = pieces.scope.weekday(entry)?;
    let is_short = pieces.text(at).chars().count() <= LONGEST_SHORT_NAME;
    Some(if is_short { Day::ShortWeekday(weekday) } else { Day::Weekday(weekday) })
}

fn is_furniture(kind: &Kind) -> bool {
    matches!(kind, Kind::Published | Kind::Updated | Kind::Glue | Kind::Mark(_))
}

/// The last day of that name, today among them.
fn latest(today: Date, weekday: u8) -> Option<Date> {
    let weekday = Weekday::from_sunday_zero_offset(i8::try_from(weekday).ok()?).ok()?;
    today.checked_sub(i64::from(weekday.until(today.weekday())).days()).ok()
}

#[cfg(test)]
mod tests {
    use super::super::{Hints, Precision, read};

    /// Read on Wednesday, 1 July 2020, at 10:20:30 UTC.
    fn found(language: &str, text: &str) -> Option<(String, Precision)> {
        let language = Some(language).filter(|language| !language.is_empty());
        let hints = Hints { language, reference: "2020-07-01T10:20:30Z".parse().ok(), ..Hints::default() };
        read(text, &hints).map(|reading| (reading.time.strftime("%F %H:%M").to_string(), reading.precision))
    }

    #[test]
    fn hours_and_minutes_count_back_to_a_minute() {
        for (language, text) in [
            ("en", "3 hours ago"),
            ("en", "Published 3h ago"),
            ("de", "vor 3 Stunden"),
            ("fr", "il y a 3 heures"),
            ("es", "hace 3 horas"),
            ("it", "3 ore fa"),
            ("pt", "há 3 horas"),
            ("ru", "3 часа назад"),
            ("tr", "3 saat önce"),
            ("ar", "منذ 3 ساعات"),
            ("fa", "۳ ساعت پیش"),
            ("zh", "3小时前"),
            ("ja", "3時間前"),
            ("ko", "3시간 전"),
            ("hi", "3 घंटे पहले"),
            ("th", "3 ชั่วโมงที่แล้ว"),
            ("vi", "3 giờ trước"),
            ("id", "3 jam yang lalu"),
            ("pl", "3 godziny temu"),
            ("el", "πριν από 3 ώρες"),
            ("he", "לפני 3 שעות"),
            ("sv", "för 3 timmar sedan"),
            ("nl", "3 uur geleden"),
            ("uk", "3 години тому"),
            ("", "3 hours ago"),
            ("it", "3 hours ago"),
        ] {
            assert_eq!(
                found(language, text),
                Some(("2020-07-01 07:20".to_owned(), Precision::Minute)),
                "{language} {text}"
            );
        }
    }

    #[test]
    fn one_may_be_a_word_or_nothing() {
        for (language, text) in [
            ("en", "an hour ago"),
            ("de", "vor einer Stunde"),
            ("ru", "час назад"),
            ("it", "un'ora fa"),
            ("ar", "منذ ساعة"),
            ("zh", "1小时前"),
        ] {
            assert_eq!(
                found(language, text).map(|(time, _)| time).as_deref(),
                Some("2020-07-01 09:20"),
                "{language} {text}"
            );
        }
        assert_eq!(found("ar", "منذ ساعتين").map(|(time, _)| time).as_deref(), Some("2020-07-01 08:20"));
        assert_eq!(
            found("en", "1 hour 20 minutes ago").map(|(time, _)| time).as_deref(),
            Some("2020-07-01 09:00")
        );
        assert_eq!(found("en", "a few hours ago"), None);
    }

    #[test]
    fn longer_units_keep_their_precision() {
        assert_eq!(found("en", "2 days ago"), Some(("2020-06-29 00:00".to_owned(), Precision::Day)));
        assert_eq!(found("de", "vor 2 Wochen"), Some(("2020-06-17 00:00".to_owned(), Precision::Day)));
        assert_eq!(found("en", "2 months ago"), Some(("2020-05-01 00:00".to_owned(), Precision::Month)));
        assert_eq!(found("en", "2 years ago"), Some(("2018-01-01 00:00".to_owned(), Precision::Year)));
    }

    #[test]
    fn named_days_take_a_time_of_day() {
        for (language, text) in [
            ("en", "Yesterday, 14:05"),
            ("de", "Gestern, 14.05 Uhr"),
            ("it", "Ieri alle 14:05"),
            ("fr", "Hier à 14h05"),
            ("ru", "вчера в 14:05"),
            ("ja", "昨日 14:05"),
            ("en", "Tuesday 14:05"),
        ] {
            assert_eq!(
                found(language, text),
                Some(("2020-06-30 14:05".to_owned(), Precision::Minute)),
                "{language} {text}"
            );
        }
        assert_eq!(found("de", "heute"), Some(("2020-07-01 00:00".to_owned(), Precision::Day)));
        assert_eq!(found("de", "vorgestern"), Some(("2020-06-29 00:00".to_owned(), Precision::Day)));
        assert_eq!(found("en", "Wednesday"), Some(("2020-07-01 00:00".to_owned(), Precision::Day)));
    }

    #[test]
    fn day_words_in_sentences_are_not_dates() {
        for text in ["USA Today", "What we know today", "The Sun", "24 hours", "14:05", "Yesterday's papers"]
        {
            assert_eq!(found("en", text), None, "{text}");
        }
    }

    #[test]
    fn now_is_the_minute_of_the_reference() {
        for (language, text) in
            [("en", "Just now"), ("en", "Published just now."), ("zh", "刚刚"), ("ru", "только что")]
        {
            assert_eq!(
                found(language, text),
                Some(("2020-07-01 10:20".to_owned(), Precision::Minute)),
                "{text}"
            );
        }
    }

    #[test]
    fn without_a_reference_nothing_is_relative() {
        assert_eq!(read("yesterday", &Hints { language: Some("en"), ..Hints::default() }), None);
    }

    #[test]
    fn the_day_is_that_of_the_source() {
        let hints = Hints {
            language: Some("ja"),
            default_zone: Some("Asia/Tokyo"),
            reference: "2020-07-01T20:00:00Z".parse().ok(),
            ..Hints::default()
        };
        let reading = read("今日 04:30", &hints).expect("a date");
        assert_eq!(reading.time.to_string(), "2020-07-01T19:30:00Z");
    }
}
