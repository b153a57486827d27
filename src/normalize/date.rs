//! Publication dates: from the words, numbers and paths that sources give to an instant in UTC.
//!
//! Owns every rule by which a date is read, and names the rule that was used. Promises that a reading says no more than
//! its source did: a day stays a day, no missing part is taken from a clock, and an assumed zone is marked as assumed.
//! Where two readings are possible and nothing settles them it gives none: a missing date is seen and repaired, a wrong
//! one is believed. ISO forms mean the same in every language, and `12.9.2023` is never December.
//!
//! Refuses to judge a date: that it lies in the future, or disagrees with another source, is for the caller to decide.

mod calendar;
mod civil;
mod clock;
mod dictionary;
mod iso;
mod lexicon;
mod line;
mod mail;
mod named;
mod number;
mod numeric;
mod order;
mod parts;
mod path;
mod phrases;
mod relative;
mod text;
mod zone;

use std::fmt;

use jiff::{SignedDuration, Timestamp};

pub use self::number::read_struct;
pub use self::path::from_url_path;

/// Longer texts are prose, and a date found in prose is seldom the date of the article.
const LONGEST_TEXT: usize = 200;

/// Clocks and zones set wrong put an article at most this far ahead of its own fetching.
const AHEAD: SignedDuration = SignedDuration::from_hours(36);

/// What is known about a text besides the text itself.
#[derive(Debug, Clone, Copy, Default)]
pub struct Hints<'a> {
    /// BCP 47 tag of the language of the article.
    pub language: Option<&'a str>,
    /// ISO 3166-1 code, from the country-code domain of the host.
    pub country: Option<&'a str>,
    /// IANA zone in which the source prints times without a zone; UTC when absent.
    pub default_zone: Option<&'a str>,
    /// When the page was fetched: the base of phrases such as "yesterday", which are not read without it.
    pub reference: Option<Timestamp>,
}

/// The smallest unit that the source gave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Precision {
    Year,
    Month,
    Day,
    Minute,
    Second,
}

/// A date as it was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// Start, in UTC, of the interval that `precision` leaves open.
    pub time: Timestamp,
    pub precision: Precision,
    /// A time of day was given and its zone was not, or only by an abbreviation that several zones share.
    /// Never set for a day, which has no zone.
    pub zone_assumed: bool,
    pub rule: Rule,
}

/// The rule by which a date was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    Iso8601,
    IsoWeek,
    IsoOrdinal,
    Rfc2822,
    EpochSeconds,
    EpochMilliseconds,
    EpochMicroseconds,
    EpochNanoseconds,
    CompactDigits,
    StructTime,
    YearOnly,
    NumericYearFirst,
    NumericDayFirst,
    NumericMonthFirst,
    NamedMonth,
    MarkedUnits,
    JapaneseEra,
    Minguo,
    Buddhist,
    Jalali,
    Relative,
    UrlPath,
}

impl Reading {
    /// Whether the date lies further after the fetching than wrong clocks and zones explain.
    #[must_use]
    pub fn is_ahead_of(&self, fetched: Timestamp) -> bool {
        self.time.duration_since(fetched) > AHEAD
    }
}

impl Rule {
    /// The name under which the rule is published; stable once released.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Iso8601 => "iso_8601",
            Self::IsoWeek => "iso_week",
            Self::IsoOrdinal => "iso_ordinal",
            Self::Rfc2822 => "rfc_2822",
            Self::EpochSeconds => "epoch_seconds",
            Self::EpochMilliseconds => "epoch_milliseconds",
            Self::EpochMicroseconds => "epoch_microseconds",
            Self::EpochNanoseconds => "epoch_nanoseconds",
            Self::CompactDigits => "compact_digits",
            Self::StructTime => "struct_time",
            Self::YearOnly => "year_only",
            Self::NumericYearFirst => "numeric_year_first",
            Self::NumericDayFirst => "numeric_day_first",
            Self::NumericMonthFirst => "numeric_month_first",
            Self::NamedMonth => "named_month",
            Self::MarkedUnits => "marked_units",
            Self::JapaneseEra => "japanese_era",
            Self::Minguo => "minguo",
            Self::Buddhist => "buddhist",
            Self::Jalali => "jalali",
            Self::Relative => "relative",
            Self::UrlPath => "url_path",
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a word may be beside a date. Alone it is no date: people are called May, and Friday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    Month,
    Weekday,
    /// In capitals, such as `IST`.
    Zone,
    /// `Updated`, `Published`.
    Stamp,
    /// `on`, `at`, `de`.
    Small,
    /// `Uhr`, `p.m.`.
    OfTime,
}

/// What a single word may be beside a date, in any language.
#[must_use]
pub fn word(text: &str) -> Option<Word> {
    let is_capital =
        text.len() <= 5 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase());
    if is_capital && zone::named(&text.to_ascii_lowercase(), None).is_some() {
        return Some(Word::Zone);
    }
    let senses = &lexicon::entry(&text::fold(text))?.senses;
    let words = senses.iter().map(|&(meaning, _)| match meaning {
        lexicon::Meaning::Month(_) | lexicon::Meaning::PersianMonth(_) => Word::Month,
        // Two letters are a weekday in some language, and a word or a name in the others.
        lexicon::Meaning::Weekday(_) if text.chars().nth(2).is_some() => Word::Weekday,
        lexicon::Meaning::Published | lexicon::Meaning::Updated => Word::Stamp,
        lexicon::Meaning::Half(_) | lexicon::Meaning::Unit(_) => Word::OfTime,
        lexicon::Meaning::Weekday(_)
        | lexicon::Meaning::Era { .. }
        | lexicon::Meaning::BuddhistEra
        | lexicon::Meaning::Glue => Word::Small,
    });
    words.min_by_key(|word| *word as u8)
}

/// Whether this is the IANA name of a zone.
#[must_use]
pub fn is_zone(name: &str) -> bool {
    jiff::tz::TimeZone::get(name).is_ok()
}

/// Reads a date as sources print it: machine forms, numbers, names of months in about a hundred languages, other
/// calendars, relative phrases, and the words that news pages put around a date.
///
/// Gives `None` for a text without a date, with an impossible one, with one that can be read in two ways, and for
/// a text over 200 characters.
#[must_use]
pub fn read(text: &str, hints: &Hints<'_>) -> Option<Reading> {
    let text = text.trim();
    if text.len() > LONGEST_TEXT && text.chars().nth(LONGEST_TEXT).is_some() {
        return None;
    }
    let text = &*text::clean(text);
    let text = text.trim();

    if let Some(found) = iso::read(text).or_else(|| mail::read(text, hints)) {
        return found.settle(hints);
    }
    if let Some(reading) = number::read_digits(text, hints) {
        return Some(reading);
    }
    match line::read(text, hints) {
        line::Outcome::Found(found) => found.settle(hints),
        line::Outcome::Unsettled => None,
        line::Outcome::NoDate => relative::read(text, hints)?.settle(hints),
    }
}

/// Reads a line that is a date and nothing else, but for the words with which pages introduce one: `Berlin, 9 November
/// 1989` is none.
#[must_use]
pub fn read_line(text: &str, hints: &Hints<'_>) -> Option<Reading> {
    let reading = read(text, hints).filter(|reading| reading.precision >= Precision::Day)?;
    let is_machine = matches!(reading.rule, Rule::Iso8601 | Rule::Rfc2822 | Rule::Relative);
    (is_machine || !line::has_other_words(&text::clean(text), hints)).then_some(reading)
}

#[cfg(test)]
mod tests {
    use super::{Hints, Precision, Rule, Word, read, word};
    use proptest::prelude::*;

    #[test]
    fn a_word_beside_a_date_is_known_in_any_language() {
        for (text, expected) in [
            ("May", Some(Word::Month)),
            ("mayo", Some(Word::Month)),
            ("Wed", Some(Word::Weekday)),
            ("IST", Some(Word::Zone)),
            ("ist", None),
            ("Uhr", Some(Word::OfTime)),
            ("Aktualisiert", Some(Word::Stamp)),
            ("de", Some(Word::Small)),
            ("Holm", None),
        ] {
            assert_eq!(word(text), expected, "{text}");
        }
    }

    fn time(text: &str) -> Option<String> {
        read(text, &Hints::default()).map(|reading| reading.time.to_string())
    }

    #[test]
    fn absent_values_written_as_words_are_not_dates() {
        for text in [
            "",
            "   ",
            "None",
            "NaT",
            "nan",
            "null",
            "undefined",
            "N/A",
            "-",
            "Invalid date",
            "0000-00-00 00:00:00",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn the_epoch_itself_is_an_absent_value() {
        for text in ["1970-01-01T00:00:00Z", "1970-01-01", "Thu, 01 Jan 1970 00:00:00 GMT", "0"] {
            assert_eq!(time(text), None, "{text}");
        }
        assert!(time("1970-01-02").is_some());
    }

    #[test]
    fn a_text_that_merely_contains_a_number_is_not_a_date() {
        for text in [
            "(c) 2021 Example Media",
            "12 comments",
            "Page 3 of 10",
            "192.168.10.1",
            "+49 30 12 34 56",
            "v2.10.2020.1",
        ] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    #[test]
    fn a_day_keeps_the_precision_of_a_day_and_has_no_zone() {
        let hints = Hints { default_zone: Some("Asia/Tokyo"), ..Hints::default() };
        let reading = read("2020-06-30", &hints).expect("an ISO day is a date");
        assert_eq!(reading.time.to_string(), "2020-06-30T00:00:00Z");
        assert_eq!(reading.precision, Precision::Day);
        assert!(!reading.zone_assumed);
    }

    #[test]
    fn a_line_that_tells_of_a_day_is_no_date_line() {
        let is_line = |text, language| {
            let hints = Hints { language: Some(language), ..Hints::default() };
            super::read_line(text, &hints).is_some()
        };
        for (text, language) in [
            ("12.09.2023", "it"),
            ("12 settembre 2023, ore 14:05", "it"),
            ("Stand: 12.09.2023, 14:05 Uhr", "de"),
            ("Published: 30 June 2020, 10:20 GMT", "en"),
            ("Tuesday, June 30th, 2020", "en"),
            ("2023年9月12日", "ja"),
            ("2023-09-12T14:05:00Z", "en"),
        ] {
            assert!(is_line(text, language), "{text}");
        }
        for (text, language) in [
            ("Nagasaki, 9 August 1945", "en"),
            ("Born 12 May 1930", "en"),
            ("Geboren am 12. Mai 1930", "de"),
            ("Berlin, 9. November 1989", "de"),
            ("Kickoff: 12 May 2024 20:45", "en"),
            ("Election day: 5 November 2024", "en"),
            ("1989", "en"),
            ("May 2024", "en"),
        ] {
            assert!(!is_line(text, language), "{text}");
        }
    }

    #[test]
    fn a_missing_year_is_never_borrowed() {
        let hints = Hints {
            language: Some("en"),
            reference: "2020-07-01T00:00:00Z".parse().ok(),
            ..Hints::default()
        };
        for text in ["30 June", "June 30, 10:00", "30/06"] {
            assert_eq!(read(text, &hints), None, "{text}");
        }
    }

    #[test]
    fn a_day_and_a_half_ahead_is_within_the_errors_of_zones() {
        let fetched = "2020-06-30T00:00:00Z".parse().expect("a timestamp");
        let ahead = |text| read(text, &Hints::default()).is_some_and(|reading| reading.is_ahead_of(fetched));
        assert!(!ahead("2020-07-01T12:00:00Z"));
        assert!(ahead("2020-07-01T12:00:01Z"));
    }

    #[test]
    fn long_texts_are_not_searched() {
        let text = format!("2020-06-30 {}", "x".repeat(200));
        assert_eq!(time(&text), None);
    }

    #[test]
    fn invisible_marks_do_not_hide_a_date() {
        assert_eq!(
            time("\u{feff}30\u{200f}/6\u{200f}/2020\u{200e}").as_deref(),
            Some("2020-06-30T00:00:00Z")
        );
    }

    #[test]
    fn names_of_rules_are_distinct() {
        let rules = [Rule::Iso8601, Rule::NumericDayFirst, Rule::NamedMonth, Rule::Relative];
        let names: std::collections::HashSet<_> = rules.iter().map(ToString::to_string).collect();
        assert_eq!(names.len(), rules.len());
    }

    /// The same digits in the other scripts that news is printed in.
    fn in_digits_of(zero: char, text: &str) -> String {
        text.chars()
            .map(|c| c.to_digit(10).and_then(|digit| char::from_u32(u32::from(zero) + digit)).unwrap_or(c))
            .collect()
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,60}", language in proptest::option::of("[a-z]{2}(-[A-Z]{2})?")) {
            let hints = Hints { language: language.as_deref(), reference: "2020-07-01T00:00:00Z".parse().ok(), ..Hints::default() };
            prop_assert!(read(&text, &hints).is_none_or(|reading| reading.precision <= Precision::Second));
        }

        #[test]
        fn reading_never_panics_on_what_looks_like_dates(text in "([0-9]{1,4}|[ .:/,+T-]|jan|märz|月|年|日|pm|UTC|令和|ago|vor){0,16}") {
            let hints = Hints { reference: "2020-07-01T00:00:00Z".parse().ok(), ..Hints::default() };
            prop_assert!(read(&text, &hints).is_none_or(|reading| reading.precision <= Precision::Second));
        }

        #[test]
        fn an_iso_instant_reads_back_as_itself(second in 0_i64..4_000_000_000) {
            prop_assume!(second > 0);
            let instant = jiff::Timestamp::from_second(second).expect("in range");
            let reading = read(&instant.to_string(), &Hints::default()).expect("an ISO instant is a date");
            prop_assert_eq!(reading.time, instant);
            prop_assert_eq!(reading.precision, Precision::Second);
            prop_assert!(!reading.zone_assumed);
        }

        #[test]
        fn digits_of_any_script_read_alike(
            zero in prop::sample::select(vec!['٠', '۰', '०', '০', '๐', '၀', '០', '０']),
            text in prop::sample::select(vec!["2020-06-30T10:20:00Z", "30.6.2020", "30 June 2020 10:20", "1593512400", "20200630", "2020年6月30日"]),
        ) {
            prop_assert_eq!(read(&in_digits_of(zero, text), &Hints::default()), read(text, &Hints::default()));
        }
    }
}
