//! The lexicon, put together once: locales of the C library, `names.txt` for what they lack, `words.txt` for the rest.
//!
//! The data files are part of the program: a language or kind in them that is not known here is a mistake that the tests
//! find. Every name goes through the fold of [`super::text`], as the words of a text do.

use pure_rust_locales::{Locale, locale_match};

use super::calendar;
use super::lexicon::{ANY, Half, Lexicon, Meaning, Set, Unit, is_month, language_set};
use super::order::LANGUAGES;
use super::text::{fold, is_han};

const NAMES: &str = include_str!("names.txt");
const WORDS: &str = include_str!("words.txt");

pub(super) fn build() -> Lexicon {
    Lexicon::build()
}

impl Lexicon {
    fn build() -> Self {
        let mut lexicon = Self { english: language_set("en"), ..Self::default() };
        for (at, language) in LANGUAGES.iter().enumerate() {
            let set = 1 << at;
            lexicon.common |= if language.common { set } else { 0 };
            for &locale in language.locales {
                lexicon.add_locale(locale, set);
            }
        }
        lexicon.add_names();
        lexicon.add_words();
        lexicon.add_affixes();
        lexicon.months.sort_by(|(one, ..), (other, ..)| one.cmp(other));
        lexicon
    }

    fn add(&mut self, name: &str, meaning: Meaning, set: Set) {
        let name = fold(name);
        // "1月" and "Tháng 1" are a number and a unit, and are read as such.
        if name.is_empty() || name.contains(|c: char| c.is_ascii_digit() || c == '#') {
            return;
        }
        if let Some((first, _)) = name.split_once(' ') {
            self.entries.entry(first.into()).or_default().opens = true;
        } else if let Some(first) = name.chars().next().filter(|&c| is_han(c)) {
            // Chinese characters are tokens of their own, so that any longer word is opened by its first.
            self.entries.entry((&*first.encode_utf8(&mut [0; 4])).into()).or_default().opens |=
                name.chars().nth(1).is_some();
        }
        if is_month(meaning) {
            self.months.push((name.as_str().into(), meaning, set));
        }
        let senses = &mut self.entries.entry(name.into()).or_default().senses;
        match senses.iter_mut().find(|(known, _)| *known == meaning) {
            Some((_, languages)) => *languages |= set,
            None => senses.push((meaning, set)),
        }
    }

    fn add_locale(&mut self, locale: Locale, set: Set) {
        let months = [
            Some(locale_match!(locale => LC_TIME::MON)),
            Some(locale_match!(locale => LC_TIME::ABMON)),
            locale_match!(locale => LC_TIME::ALT_MON),
            locale_match!(locale => LC_TIME::AB_ALT_MON),
        ];
        for names in months.into_iter().flatten() {
            for (month, name) in (1..).zip(names) {
                self.add(name, Meaning::Month(month), set);
            }
        }
        for names in [locale_match!(locale => LC_TIME::DAY), locale_match!(locale => LC_TIME::ABDAY)] {
            for (weekday, name) in (0..).zip(names) {
                self.add(name, Meaning::Weekday(weekday), set);
            }
        }
        for (half, name) in
            [Half::Morning, Half::Afternoon].into_iter().zip(locale_match!(locale => LC_TIME::AM_PM))
        {
            self.add(name, Meaning::Half(half), set);
        }
    }

    fn add_names(&mut self) {
        for (language, what, words) in lines(NAMES)
            .filter_map(|(language, rest)| rest.split_once(' ').map(|(what, words)| (language, what, words)))
        {
            let set = language_set(language);
            for (at, alternatives) in (0..).zip(words.split_whitespace()) {
                let meaning = match what {
                    "months" => Meaning::Month(at + 1),
                    "persian" => Meaning::PersianMonth(at + 1),
                    "weekdays" => Meaning::Weekday(at),
                    _ => continue,
                };
                for name in alternatives.split('/').filter(|&name| name != "-") {
                    self.add(&name.replace('_', " "), meaning, set);
                }
            }
        }
    }

    fn add_words(&mut self) {
        for (kind, words) in lines(WORDS) {
            let meaning = word_meaning(kind);
            for word in words.split_whitespace() {
                let (set, word) = match word.split_once(':') {
                    Some((language, word)) => (language_set(language), word),
                    None => (ANY, word),
                };
                self.add(&word.replace('_', " "), meaning, set);
            }
        }
    }

    /// Joins the syllables of a language to all its names of months.
    fn add_affixes(&mut self) {
        for (language, rest) in lines(NAMES) {
            let Some((what, affixes)) = rest.split_once(' ') else {
                continue;
            };
            let set = language_set(language);
            let names: Vec<_> = self
                .months
                .iter()
                .filter(|(_, _, languages)| languages & set != 0)
                .map(|(name, meaning, _)| (name.clone(), *meaning))
                .collect();
            for (affix, (name, meaning)) in
                affixes.split_whitespace().flat_map(|affix| names.iter().map(move |name| (affix, name)))
            {
                match what {
                    "prefix" => self.add(&format!("{affix}{name}"), *meaning, set),
                    "suffix" => self.add(&format!("{name}{affix}"), *meaning, set),
                    _ => break,
                }
            }
        }
    }
}

/// The lines of a data file without comments, parted at the first word.
fn lines(file: &'static str) -> impl Iterator<Item = (&'static str, &'static str)> {
    file.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .map(|(head, rest)| (head, rest.trim_start()))
}

fn word_meaning(kind: &str) -> Meaning {
    let japanese = |before_first| Meaning::Era { before_first, minguo: false };
    match kind {
        "year" => Meaning::Unit(Unit::Year),
        "month" => Meaning::Unit(Unit::Month),
        "hour" => Meaning::Unit(Unit::Hour),
        "minute" => Meaning::Unit(Unit::Minute),
        "second" => Meaning::Unit(Unit::Second),
        "buddhist" => Meaning::BuddhistEra,
        "reiwa" => japanese(calendar::REIWA),
        "heisei" => japanese(calendar::HEISEI),
        "showa" => japanese(calendar::SHOWA),
        "taisho" => japanese(calendar::TAISHO),
        "meiji" => japanese(calendar::MEIJI),
        "minguo" => Meaning::Era { before_first: calendar::MINGUO, minguo: true },
        "morning" => Meaning::Half(Half::Morning),
        "afternoon" => Meaning::Half(Half::Afternoon),
        "midday" => Meaning::Half(Half::Midday),
        "night" => Meaning::Half(Half::Night),
        "published" => Meaning::Published,
        "updated" => Meaning::Updated,
        _ => Meaning::Glue,
    }
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::{Meaning, Scope, entry};
    use super::super::text::fold;
    use super::{LANGUAGES, NAMES, WORDS, lines, word_meaning};
    use pure_rust_locales::locale_match;

    #[test]
    fn data_files_name_known_languages_and_kinds() {
        for (language, rest) in lines(NAMES) {
            assert!(LANGUAGES.iter().any(|known| known.code == language), "{language}");
            let (what, words) = rest.split_once(' ').expect("a kind and its words");
            let count = match what {
                "months" | "persian" => 12,
                "weekdays" => 7,
                "prefix" | "suffix" => words.split_whitespace().count(),
                what => panic!("unknown kind {what}"),
            };
            assert_eq!(words.split_whitespace().count(), count, "{language} {words}");
        }
        for (kind, words) in lines(WORDS) {
            assert!(kind == "glue" || word_meaning(kind) != Meaning::Glue, "{kind}");
            for (language, _) in words.split_whitespace().filter_map(|word| word.split_once(':')) {
                assert!(LANGUAGES.iter().any(|known| known.code == language), "{language}");
            }
        }
    }

    #[test]
    fn every_language_knows_its_twelve_months() {
        for language in LANGUAGES {
            for &locale in language.locales {
                for (month, name) in (1..).zip(locale_match!(locale => LC_TIME::MON)) {
                    let name = fold(name);
                    if !name.contains(|c: char| c.is_ascii_digit() || c == '#') {
                        let found =
                            entry(&name).and_then(|entry| Scope::of(Some(language.code)).meaning(entry));
                        assert_eq!(found, Some(Meaning::Month(month)), "{} {name}", language.code);
                    }
                }
            }
        }
    }
}
