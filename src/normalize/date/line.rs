//! The date of a line such as news pages print: one date chosen among those in it, with the time of day that is its own.
//!
//! Promises that a date marked as an update yields to one that is not, and that a month without a day counts only
//! where the line holds nothing else. Words that are not known do not hide a whole date.

use jiff::civil::Date;

use super::civil::{Clock, Found, Zone};
use super::order::{Calendar, Order};
use super::parts::{Kind, Part, Pieces};
use super::{Hints, Precision, Rule, clock, named, numeric, text};

/// What a line says.
pub(super) enum Outcome {
    Found(Found),
    /// There is a date whose order nothing settles.
    Unsettled,
    NoDate,
}

/// A date in the parts of a line.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) date: Date,
    pub(super) precision: Precision,
    pub(super) rule: Rule,
    pub(super) first: usize,
    pub(super) last: usize,
    /// Its year was printed with two digits.
    pub(super) short_year: bool,
}

pub(super) fn read(text: &str, hints: &Hints<'_>) -> Outcome {
    let tokens = text::tokens(text);
    // Every date has a number, and most texts that are no dates have none.
    if !tokens.list.iter().any(|token| matches!(token.kind, text::Kind::Number { .. })) {
        return Outcome::NoDate;
    }
    let mut pieces = Pieces::of(&tokens, hints);
    let calendar = Calendar::of(hints, text);
    let outcome = dates(&pieces, calendar, hints);
    // Beginnings of names are looked up only where whole names gave no date: they cost more and mean less.
    if matches!(outcome, Outcome::NoDate) && pieces.stem() {
        dates(&pieces, calendar, hints)
    } else {
        outcome
    }
}

/// Whether a line holds words that have nothing to do with dates: it may tell of a day then, and is not dated by it.
pub(super) fn has_other_words(text: &str, hints: &Hints<'_>) -> bool {
    let tokens = text::tokens(text);
    let is_other = |pieces: &Pieces<'_>| {
        pieces.parts(Calendar::of(hints, text)).iter().any(|part| part.kind == Kind::Word)
    };
    let mut pieces = Pieces::of(&tokens, hints);
    // Beginnings of names may make sense of words that are no whole ones.
    is_other(&pieces) && (!pieces.stem() || is_other(&pieces))
}

fn dates(pieces: &Pieces<'_>, calendar: Calendar, hints: &Hints<'_>) -> Outcome {
    let parts = pieces.parts(calendar);
    let mut candidates = named::find(&parts, calendar);
    candidates.retain(|candidate| candidate.precision == Precision::Day || is_alone(&parts, candidate));
    let has_named = !candidates.is_empty();
    let evidence = numeric::Evidence {
        order: Order::of(hints),
        calendar,
        weekday: pieces.weekday(),
        reference: hints.reference,
    };
    let runs = numeric::find(&parts, &evidence);
    candidates.extend(runs.candidates.iter().filter(|candidate| !(has_named && candidate.short_year)));
    if candidates.iter().any(|candidate| !candidate.short_year) {
        // Beside a whole year three short numbers are a time such as 14.05.00.
        candidates.retain(|candidate| !candidate.short_year);
    }
    candidates.sort_by_key(|candidate| candidate.first);

    let chosen = candidates.iter().position(|candidate| !is_update(&parts, candidate)).unwrap_or(0);
    let Some(candidate) = candidates.get(chosen) else {
        return if runs.unsettled { Outcome::Unsettled } else { Outcome::NoDate };
    };
    let mut found = Found { precision: candidate.precision, ..Found::day(candidate.date, candidate.rule) };
    if candidate.precision == Precision::Day {
        let from = chosen
            .checked_sub(1)
            .and_then(|before| candidates.get(before))
            .map_or(0, |before| before.last + 1);
        let to = candidates.get(chosen + 1).map_or(parts.len(), |after| after.first);
        if let Some((clock, zone)) = time_of_day(pieces, &parts, candidate, from..to) {
            found.clock = Some(clock);
            found.zone = zone;
        }
    }
    Outcome::Found(found)
}

/// Nothing but furniture stands around a candidate.
fn is_alone(parts: &[Part], candidate: &Candidate) -> bool {
    let furniture = |kind: &Kind| {
        matches!(kind, Kind::Published | Kind::Updated | Kind::Glue | Kind::Mark(_) | Kind::Month(_))
    };
    let outside = parts.iter().enumerate().filter(|(at, _)| !(candidate.first..=candidate.last).contains(at));
    outside.into_iter().all(|(_, part)| furniture(&part.kind))
}

/// Whether the nearest label before a date calls it an update.
fn is_update(parts: &[Part], candidate: &Candidate) -> bool {
    let before = parts.get(..candidate.first).unwrap_or_default();
    before
        .iter()
        .rev()
        .find(|part| matches!(part.kind, Kind::Published | Kind::Updated))
        .is_some_and(|part| part.kind == Kind::Updated)
}

/// The first time after a date, else the last before it, within the parts that belong to no other date.
fn time_of_day(
    pieces: &Pieces<'_>,
    parts: &[Part],
    candidate: &Candidate,
    own: std::ops::Range<usize>,
) -> Option<(Clock, Option<Zone>)> {
    let after = parts.get(candidate.first..own.end).unwrap_or_default();
    let before = parts.get(own.start..candidate.first).unwrap_or_default();
    after.iter().find_map(Part::clock).or_else(|| before.iter().rev().find_map(Part::clock)).or_else(|| {
        let rest = parts.get(candidate.last + 1..own.end)?;
        (rest.first()?.first..=rest.last()?.last)
            .find_map(|at| clock::read_dotted(pieces, at))
            .map(|found| (found.clock, found.zone))
    })
}

#[cfg(test)]
mod tests {
    use super::super::{Hints, read};

    fn time(language: &str, text: &str) -> Option<String> {
        read(text, &Hints { language: Some(language), ..Hints::default() })
            .map(|reading| reading.time.strftime("%F %H:%M").to_string())
    }

    #[test]
    fn words_around_a_date_do_not_hide_it() {
        for (language, text) in [
            ("en", "Published: 30 June 2020, 10:20"),
            ("en", "By A. Reporter | June 30, 2020 | 10:20"),
            ("de", "Stand: 30.06.2020, 10:20 Uhr"),
            ("it", "Pubblicato il 30 giugno 2020 alle ore 10:20"),
            ("ru", "Опубликовано 30 июня 2020 г. в 10:20"),
            ("pl", "30 czerwca 2020, godz. 10:20"),
            ("ko", "입력 2020.06.30 오전 10:20"),
            ("it", "30 Giugno 2020 10:20 moka"),
            ("en", "10:20 a.m. June 30, 2020"),
        ] {
            assert_eq!(time(language, text).as_deref(), Some("2020-06-30 10:20"), "{text}");
        }
    }

    #[test]
    fn the_first_publication_goes_before_updates() {
        assert_eq!(
            time("en", "Updated 1 July 2020 09:00; published 30 June 2020 10:20").as_deref(),
            Some("2020-06-30 10:20")
        );
        assert_eq!(
            time("en", "Published 30 June 2020 10:20, updated 1 July 2020 09:00").as_deref(),
            Some("2020-06-30 10:20")
        );
        assert_eq!(time("en", "Updated 30 June 2020, 10:20").as_deref(), Some("2020-06-30 10:20"));
    }

    #[test]
    fn a_time_printed_with_points_is_not_a_second_date() {
        assert_eq!(time("fi", "30.6.2020 10.20.30").as_deref(), Some("2020-06-30 10:20"));
        assert_eq!(time("da", "30. juni 2020 10.20.30").as_deref(), Some("2020-06-30 10:20"));
    }

    #[test]
    fn an_islamic_date_beside_a_common_one_is_passed_over() {
        assert_eq!(
            time("ar", "الثلاثاء 9 ذو القعدة 1441 هـ - 30 يونيو 2020 م").as_deref(),
            Some("2020-06-30 00:00")
        );
    }
}
