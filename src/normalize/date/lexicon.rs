//! What words mean: names of months and weekdays in about a hundred languages, and the words around dates.
//!
//! Promises that a word of the known language wins over the same word elsewhere, and that a word of an unknown
//! language counts only when all languages that have it agree. Refuses to guess between `lis` of November and of October.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::dictionary;
use super::order::LANGUAGES;

/// A set of languages; bit `n` is the `n`th of [`LANGUAGES`].
pub(super) type Set = u128;

pub(super) const ANY: Set = Set::MAX;

/// Shorter beginnings of names are syllables of other words.
const SHORTEST_STEM: usize = 3;

/// Across all languages three letters fit too much: "mae" is March in old German spelling and May in Breton.
const SHORTEST_STEM_ANYWHERE: usize = 4;

/// How many letters an ending may add to the name of a month.
const LONGEST_ENDING: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Month(u8),
    PersianMonth(u8),
    /// From Sunday, which is 0.
    Weekday(u8),
    Half(Half),
    Unit(Unit),
    /// A count of years, by the year before its first.
    Era {
        before_first: i32,
        minguo: bool,
    },
    BuddhistEra,
    Published,
    Updated,
    Glue,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Half {
    Morning,
    Afternoon,
    Midday,
    Night,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Month,
    Hour,
    Minute,
    Second,
}

/// What a word can mean, and whether longer names begin with it.
#[derive(Debug, Default)]
pub(super) struct Entry {
    pub(super) senses: Vec<(Meaning, Set)>,
    pub(super) opens: bool,
}

/// Whose words are meant.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Scope {
    /// The known language; empty when unknown.
    language: Set,
    /// Languages that the other words of the text belong to; empty when they say nothing.
    evidence: Set,
}

/// All words, and the names of months once more in alphabetical order, to find those that begin alike.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    pub(super) entries: HashMap<Box<str>, Entry>,
    pub(super) months: Vec<(Box<str>, Meaning, Set)>,
    /// Languages consulted when the language is unknown.
    pub(super) common: Set,
    pub(super) english: Set,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(dictionary::build);

pub(super) fn entry(word: &str) -> Option<&'static Entry> {
    LEXICON.entries.get(word)
}

impl Scope {
    pub(super) fn of(language: Option<&str>) -> Self {
        Self { language: language.map_or(0, language_set), evidence: 0 }
    }

    pub(super) fn knows_language(self) -> bool {
        self.language != 0
    }

    /// Lets the weekday of a text tell the language of its month.
    pub(super) fn narrow(&mut self, entry: &Entry) {
        let weekday = |&&(meaning, _): &&(Meaning, Set)| matches!(meaning, Meaning::Weekday(_));
        let only_weekday = entry.senses.iter().all(|sense| weekday(&sense));
        let languages = entry.senses.iter().filter(weekday).fold(0, |all, &(_, set)| all | set);
        if only_weekday && languages != 0 {
            let narrowed = if self.evidence == 0 { languages } else { self.evidence & languages };
            // Words of no common language are no evidence; keep what the first of them said.
            self.evidence = if narrowed == 0 { self.evidence } else { narrowed };
        }
    }

    /// The one meaning of a word here, months before all else: "mar" in a date is March, not Tuesday.
    pub(super) fn meaning(self, entry: &Entry) -> Option<Meaning> {
        self.month(|set| {
            agreed(
                entry.senses.iter().filter(|(meaning, languages)| is_month(*meaning) && languages & set != 0),
            )
        })
        .or_else(|| self.other(entry))
    }

    fn month(self, among: impl Fn(Set) -> Option<Meaning>) -> Option<Meaning> {
        let common = LEXICON.common;
        if self.language != 0 {
            return among(self.language).or_else(|| among(LEXICON.english)).or_else(|| among(common));
        }
        let evidence = if self.evidence == 0 { common } else { self.evidence & common };
        among(evidence).or_else(|| among(common))
    }

    fn other(self, entry: &Entry) -> Option<Meaning> {
        let here = if self.language == 0 { LEXICON.common } else { self.language };
        let others = entry.senses.iter().filter(|(meaning, _)| !is_month(*meaning));
        others
            .clone()
            .filter(|(_, languages)| languages & here != 0)
            .min_by_key(|(meaning, _)| rank(*meaning))
            .or_else(|| others.min_by_key(|(meaning, _)| rank(*meaning)))
            .map(|&(meaning, _)| meaning)
    }

    /// The half of the day that a word beside a time of day stands for.
    pub(super) fn half(self, entry: &Entry) -> Option<Half> {
        // Without a language only words without another meaning count: "de" is the morning in Hungarian alone.
        let only_half = entry.senses.iter().all(|(meaning, _)| matches!(meaning, Meaning::Half(_)));
        let here = |languages: Set| {
            if self.language == 0 { only_half || languages == ANY } else { languages & self.language != 0 }
        };
        let mut senses = entry.senses.iter().filter(|(_, languages)| here(*languages));
        senses.find_map(|&(meaning, _)| if let Meaning::Half(half) = meaning { Some(half) } else { None })
    }

    /// Whether the language is known to be this one.
    pub(super) fn speaks(self, code: &str) -> bool {
        self.language != 0 && bit(code) == Some(self.language)
    }

    /// The weekday that a word can be, even where it also names a month.
    pub(super) fn weekday(self, entry: &Entry) -> Option<u8> {
        let here = if self.language == 0 { LEXICON.common } else { self.language };
        let mut senses = entry.senses.iter().filter(|(_, languages)| languages & here != 0);
        senses.find_map(|&(meaning, _)| if let Meaning::Weekday(day) = meaning { Some(day) } else { None })
    }

    /// The month of a word that is no known form: the beginning of a name, or a name with an ending.
    pub(super) fn stem(self, word: &str) -> Option<Meaning> {
        let letters = word.chars().count();
        if self.language == 0 && letters < SHORTEST_STEM_ANYWHERE {
            return None;
        }
        self.month(|set| begins_names(word, letters, set)).or_else(|| {
            // An ending is looked for only where the language is known: across all of them too much would fit.
            let known = Some(self.language).filter(|_| self.knows_language())?;
            word.char_indices().rev().take(LONGEST_ENDING).zip(1..).find_map(|((cut, _), removed)| {
                let stem = word.get(..cut)?;
                let remaining =
                    letters.checked_sub(removed).filter(|&remaining| remaining > SHORTEST_STEM)?;
                begins_names(stem, remaining, known)
            })
        })
    }
}

pub(super) fn is_month(meaning: Meaning) -> bool {
    matches!(meaning, Meaning::Month(_) | Meaning::PersianMonth(_))
}

/// Which of several meanings counts: "h" is an hour before it is a Hungarian Monday.
fn rank(meaning: Meaning) -> u8 {
    match meaning {
        Meaning::Month(_) | Meaning::PersianMonth(_) => 0,
        Meaning::Unit(_) | Meaning::Era { .. } | Meaning::BuddhistEra => 1,
        Meaning::Published | Meaning::Updated => 2,
        Meaning::Glue => 3,
        Meaning::Weekday(_) => 4,
        Meaning::Half(_) => 5,
    }
}

/// The meaning that all senses share.
fn agreed<'a>(mut senses: impl Iterator<Item = &'a (Meaning, Set)>) -> Option<Meaning> {
    let (first, _) = senses.next()?;
    senses.all(|(meaning, _)| meaning == first).then_some(*first)
}

fn begins_names(stem: &str, letters: usize, set: Set) -> Option<Meaning> {
    if letters < SHORTEST_STEM {
        return None;
    }
    let months = &LEXICON.months;
    let from = months.partition_point(|(name, ..)| &**name < stem);
    let mut named = months
        .iter()
        .skip(from)
        .take_while(|(name, ..)| name.starts_with(stem))
        .filter(|(_, _, languages)| languages & set != 0);
    let (_, first, _) = named.next()?;
    named.all(|(_, meaning, _)| meaning == first).then_some(*first)
}

/// The language of a tag, by itself; empty when it is not known.
pub(super) fn language_set(language: &str) -> Set {
    let primary = language.split(['-', '_']).next().unwrap_or("").to_ascii_lowercase();
    let code = match primary.as_str() {
        "no" | "nn" => "nb",
        "iw" => "he",
        "in" => "id",
        "tl" => "fil",
        "mo" => "ro",
        "sh" => "sr",
        "prs" => "fa",
        "cmn" | "yue" => "zh",
        code => code,
    };
    bit(code).unwrap_or(0)
}

pub(super) fn bit(code: &str) -> Option<Set> {
    LANGUAGES.iter().position(|language| language.code == code).map(|at| 1 << at)
}

#[cfg(test)]
mod tests {
    use super::{Half, Meaning, Scope, entry, language_set};

    fn meaning(language: Option<&str>, word: &str) -> Option<Meaning> {
        Scope::of(language).meaning(entry(word)?)
    }

    #[test]
    fn the_known_language_goes_before_all_others() {
        assert_eq!(meaning(Some("pl"), "lis"), Some(Meaning::Month(11)));
        assert_eq!(meaning(Some("hr"), "lis"), Some(Meaning::Month(10)));
        assert_eq!(meaning(Some("it"), "dec"), Some(Meaning::Month(12)));
    }

    #[test]
    fn an_unknown_language_needs_agreement() {
        assert_eq!(meaning(None, "lis"), None);
        assert_eq!(meaning(None, "mai"), Some(Meaning::Month(5)));
    }

    #[test]
    fn a_weekday_tells_the_language_of_a_month() {
        let mut scope = Scope::of(None);
        scope.narrow(entry("sroda").expect("a Polish Wednesday"));
        assert_eq!(scope.meaning(entry("lis").expect("a month")), Some(Meaning::Month(11)));
    }

    #[test]
    fn stems_need_letters_and_endings_need_a_language() {
        assert_eq!(Scope::of(None).stem("septemb"), Some(Meaning::Month(9)));
        assert_eq!(Scope::of(Some("en")).stem("ju"), None);
        assert_eq!(Scope::of(Some("en")).stem("jan"), Some(Meaning::Month(1)));
        assert_eq!(Scope::of(Some("et")).stem("oktoobrini"), Some(Meaning::Month(10)));
        assert_eq!(Scope::of(None).stem("oktoobrini"), None);
    }

    #[test]
    fn a_half_of_the_day_that_is_also_an_article_needs_its_language() {
        let de = entry("de").expect("a word");
        assert_eq!(Scope::of(Some("hu")).half(de), Some(Half::Morning));
        assert_eq!(Scope::of(Some("es")).half(de), None);
        assert_eq!(Scope::of(None).half(de), None);
    }

    #[test]
    fn old_and_wide_codes_name_the_same_languages() {
        assert_eq!(language_set("iw"), language_set("he"));
        assert_eq!(language_set("nn-NO"), language_set("nb"));
        assert_eq!(language_set("tlh"), 0);
    }
}
