//! A line of text as the parts that a date is put together from.
//!
//! Owns the step from tokens to meanings: longest names first, numbers joined to the units and eras beside them, times of
//! day and their zones taken out as a whole. Knows nothing of the order in which parts make a date.

use super::calendar;
use super::civil::{Clock, Zone, full_year};
use super::clock;
use super::lexicon::{self, Entry, Meaning, Scope, Unit};
use super::order::{self, Calendar, Country};
use super::text::{self, Tokens};
use super::{Hints, Rule};

/// The most words that a name has.
const LONGEST_NAME: usize = 4;

/// A token, or several that are one name.
#[derive(Debug, Clone, Copy)]
pub(super) struct Piece {
    pub(super) kind: text::Kind,
    entry: Option<&'static Entry>,
    meaning: Option<Meaning>,
    first: usize,
    last: usize,
    pub(super) spaced: bool,
    pub(super) capitals: bool,
}

/// The pieces of a text and what is known about them.
pub(super) struct Pieces<'a> {
    list: Vec<Piece>,
    tokens: &'a Tokens,
    pub(super) scope: Scope,
    pub(super) country: Option<Country>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Kind {
    Number {
        value: u32,
        digits: u8,
    },
    /// A year that its unit or era marks as one.
    Year {
        year: i32,
        rule: Rule,
    },
    Month(u8),
    PersianMonth(u8),
    Weekday(u8),
    Clock {
        clock: Clock,
        zone: Option<Zone>,
    },
    Published,
    Updated,
    Glue,
    Word,
    Mark(char),
}

#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) kind: Kind,
    /// The pieces it was made of.
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) spaced: bool,
    /// A word in Latin letters.
    pub(super) latin: bool,
}

impl Part {
    pub(super) fn number(&self) -> Option<(u32, u8)> {
        if let Kind::Number { value, digits } = self.kind { Some((value, digits)) } else { None }
    }

    pub(super) fn clock(&self) -> Option<(Clock, Option<Zone>)> {
        if let Kind::Clock { clock, zone } = &self.kind { Some((*clock, zone.clone())) } else { None }
    }

    pub(super) fn is_mark(&self, mark: char) -> bool {
        self.kind == Kind::Mark(mark)
    }
}

impl<'a> Pieces<'a> {
    pub(super) fn of(tokens: &'a Tokens, hints: &Hints<'_>) -> Self {
        let mut pieces = Self {
            list: Vec::with_capacity(tokens.list.len()),
            tokens,
            scope: Scope::of(hints.language),
            country: order::country(hints),
        };
        let mut at = 0;
        while let Some(piece) = pieces.longest(at) {
            at = piece.last + 1;
            if let Some(entry) = piece.entry {
                pieces.scope.narrow(entry);
            }
            pieces.list.push(piece);
        }
        let scope = pieces.scope;
        for piece in &mut pieces.list {
            piece.meaning = piece.entry.and_then(|entry| scope.meaning(entry));
        }
        pieces
    }

    fn longest(&self, at: usize) -> Option<Piece> {
        let token = *self.tokens.list.get(at)?;
        let mut piece = Piece {
            kind: token.kind,
            entry: None,
            meaning: None,
            first: at,
            last: at,
            spaced: token.spaced,
            capitals: token.capitals,
        };
        if token.kind != text::Kind::Word {
            return Some(piece);
        }
        piece.entry = lexicon::entry(self.tokens.text(at, at));
        if piece.entry.is_some_and(|entry| entry.opens) {
            let words = self
                .tokens
                .list
                .iter()
                .skip(at)
                .take(LONGEST_NAME)
                .take_while(|token| token.kind == text::Kind::Word)
                .count();
            let found = (2..=words).rev().find_map(|words| {
                let last = at + words - 1;
                lexicon::entry(self.tokens.text(at, last)).map(|entry| (entry, last))
            });
            if let Some((entry, last)) = found {
                piece = Piece { entry: Some(entry), last, ..piece };
            }
        }
        Some(piece)
    }

    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<&Piece> {
        self.list.get(at)
    }

    pub(super) fn text(&self, at: usize) -> &str {
        self.get(at).map_or("", |piece| self.tokens.text(piece.first, piece.last))
    }

    /// The folded text of so many pieces, if all of them are words.
    pub(super) fn phrase(&self, at: usize, words: usize) -> Option<&str> {
        let pieces = self.list.get(at..at + words)?;
        let (first, last) = (pieces.first()?.first, pieces.last()?.last);
        pieces.iter().all(|piece| piece.kind == text::Kind::Word).then(|| self.tokens.text(first, last))
    }

    pub(super) fn number(&self, at: usize) -> Option<(u32, u8)> {
        let text::Kind::Number { value, digits } = self.get(at)?.kind else { return None };
        Some((value, digits))
    }

    /// A number that follows without a space.
    pub(super) fn tight_number(&self, at: usize) -> Option<(u32, u8)> {
        self.number(at).filter(|_| self.is_tight(at))
    }

    pub(super) fn is_mark(&self, at: usize, mark: char) -> bool {
        self.get(at).is_some_and(|piece| piece.kind == text::Kind::Mark(mark))
    }

    pub(super) fn is_tight(&self, at: usize) -> bool {
        self.get(at).is_some_and(|piece| !piece.spaced)
    }

    pub(super) fn meaning(&self, at: usize) -> Option<Meaning> {
        self.get(at)?.meaning
    }

    pub(super) fn is_unit(&self, at: usize, unit: Unit) -> bool {
        self.meaning(at) == Some(Meaning::Unit(unit))
    }

    pub(super) fn entry(&self, at: usize) -> Option<&'static Entry> {
        self.get(at)?.entry
    }

    /// Reads words that are no known form as beginnings of names or as names with endings. Says whether any became one.
    pub(super) fn stem(&mut self) -> bool {
        let mut found = false;
        for at in 0..self.list.len() {
            let unknown =
                self.get(at).is_some_and(|piece| piece.kind == text::Kind::Word && piece.meaning.is_none());
            let meaning = if unknown { self.scope.stem(self.text(at)) } else { None };
            if let (Some(meaning), Some(piece)) = (meaning, self.list.get_mut(at)) {
                piece.meaning = Some(meaning);
                found = true;
            }
        }
        found
    }

    /// The weekday printed in the text.
    pub(super) fn weekday(&self) -> Option<u8> {
        self.list.iter().filter_map(|piece| piece.entry).find_map(|entry| self.scope.weekday(entry))
    }

    pub(super) fn parts(&self, calendar: Calendar) -> Vec<Part> {
        let mut parts = Vec::with_capacity(self.list.len());
        let mut at = 0;
        while let Some(piece) = self.get(at) {
            let (kind, next) = self.part(at, calendar);
            let latin = piece.kind == text::Kind::Word && self.text(at).is_ascii();
            parts.push(Part { kind, first: at, last: next - 1, spaced: piece.spaced, latin });
            at = next;
        }
        parts
    }

    fn part(&self, at: usize, calendar: Calendar) -> (Kind, usize) {
        if let Some(found) = clock::read(self, at) {
            return (Kind::Clock { clock: found.clock, zone: found.zone }, found.next);
        }
        if let Some(found) =
            self.era(at).or_else(|| self.marked_year(at, calendar)).or_else(|| self.marked_month(at))
        {
            return found;
        }
        let kind = match (self.get(at).map(|piece| piece.kind), self.meaning(at)) {
            (Some(text::Kind::Number { value, digits }), _) => Kind::Number { value, digits },
            (Some(text::Kind::Mark(mark)), _) => Kind::Mark(mark),
            (_, Some(Meaning::Month(month))) => Kind::Month(month),
            (_, Some(Meaning::PersianMonth(month))) => Kind::PersianMonth(month),
            (_, Some(Meaning::Weekday(weekday))) => Kind::Weekday(weekday),
            (_, Some(Meaning::Published)) => Kind::Published,
            (_, Some(Meaning::Updated)) => Kind::Updated,
            (_, Some(Meaning::Glue | Meaning::Unit(Unit::Year | Unit::Month))) => Kind::Glue,
            (_, None) if self.is_ending(at) => Kind::Glue,
            (
                _,
                Some(Meaning::Half(_) | Meaning::Unit(_) | Meaning::Era { .. } | Meaning::BuddhistEra) | None,
            ) => Kind::Word,
        };
        (kind, at + 1)
    }

    /// "5th", "1er", "12-го": letters joined to a number as its ending.
    fn is_ending(&self, at: usize) -> bool {
        let short = self.text(at).chars().count() <= 4 && self.is_tight(at);
        let Some(before) = at.checked_sub(1) else {
            return false;
        };
        let hyphenated = self.is_mark(before, '-')
            && before.checked_sub(1).is_some_and(|number| self.number(number).is_some());
        short && (self.number(before).is_some() || hyphenated)
    }

    /// An era before a year: 令和5年, 民國112年, พ.ศ. 2566, and R5 in Japanese.
    fn era(&self, at: usize) -> Option<(Kind, usize)> {
        let number_at = if self.is_mark(at + 1, '.') { at + 2 } else { at + 1 };
        let (value, digits) = self.number(number_at)?;
        if let Some(before_first) =
            self.era_letter(at).filter(|_| digits <= 2 && number_at == at + 1 && self.is_tight(number_at))
        {
            let (year, rule) = calendar::era_year(before_first, false, value)?;
            return Some((Kind::Year { year, rule }, number_at + 1));
        }
        let (year, rule) = match self.meaning(at)? {
            Meaning::Era { before_first, minguo } => calendar::era_year(before_first, minguo, value)?,
            Meaning::BuddhistEra => (calendar::buddhist_year(value, digits)?, Rule::Buddhist),
            Meaning::Month(_) | Meaning::PersianMonth(_) | Meaning::Weekday(_) | Meaning::Half(_) => {
                return None;
            }
            Meaning::Unit(_) | Meaning::Published | Meaning::Updated | Meaning::Glue => return None,
        };
        let marked = self.is_unit(number_at + 1, Unit::Year);
        Some((Kind::Year { year, rule }, number_at + 1 + usize::from(marked)))
    }

    /// The initial by which Japanese forms name an era.
    fn era_letter(&self, at: usize) -> Option<i32> {
        let is_initial = self.scope.speaks("ja") && self.get(at).is_some_and(|piece| piece.capitals);
        match self.text(at) {
            "r" if is_initial => Some(calendar::REIWA),
            "h" if is_initial => Some(calendar::HEISEI),
            "s" if is_initial => Some(calendar::SHOWA),
            _ => None,
        }
    }

    fn marked_year(&self, at: usize, calendar: Calendar) -> Option<(Kind, usize)> {
        let (value, digits) = self.number(at)?;
        if !self.is_unit(at + 1, Unit::Year) {
            return None;
        }
        let (year, rule) = match (digits, calendar) {
            (4, _) => (i32::try_from(value).ok()?, Rule::MarkedUnits),
            (1..=3, Calendar::Minguo) => calendar::era_year(calendar::MINGUO, true, value)?,
            // In Japanese two digits may be a year of any era; Korean and mainland Chinese shorten the common year.
            (2, Calendar::Gregorian) if self.scope.speaks("zh") || self.scope.speaks("ko") => {
                (full_year(value), Rule::MarkedUnits)
            }
            _ => return None,
        };
        Some((Kind::Year { year, rule }, at + 2))
    }

    /// 9月, 9월, "9-р сарын" and "tháng 9".
    fn marked_month(&self, at: usize) -> Option<(Kind, usize)> {
        let month =
            |value: u32| u8::try_from(value).ok().filter(|month| (1..=12).contains(month)).map(Kind::Month);
        // In Vietnamese, alone in Latin letters, the unit goes before its number, and a number before it is the day.
        if self.is_unit(at, Unit::Month) && self.text(at).is_ascii() {
            let (value, digits) = self.number(at + 1)?;
            return (digits <= 2).then(|| month(value)).flatten().map(|kind| (kind, at + 2));
        }
        let (value, _) = self.number(at).filter(|&(_, digits)| digits <= 2)?;
        let unit_at = if self.is_mark(at + 1, '-') { at + 3 } else { at + 1 };
        let follows = self.is_unit(unit_at, Unit::Month) && !self.text(unit_at).is_ascii();
        follows.then(|| month(value)).flatten().map(|kind| (kind, unit_at + 1))
    }
}
