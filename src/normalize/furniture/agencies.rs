//! News agencies and how texts name them.
//!
//! Owns `agencies.txt`. Reads credits as they are set: one agency or several, with local services, numbers and
//! dates beside them (`dpa/lnw`, `APA, 12.9.2023`). Refuses anything with a word that is no agency's.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::super::phrases::{Digits, fold};

/// Folded spellings, each with the name as credited.
static AGENCIES: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let mut agencies = HashMap::new();
    for line in include_str!("agencies.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (name, others) = line.split_once('=').unwrap_or((line, ""));
        let name = name.trim();
        for spelling in others.split(',').chain([name]).filter(|spelling| !spelling.trim().is_empty()) {
            agencies.insert(fold(spelling, Digits::Keep).trim().to_owned(), name);
        }
    }
    agencies
});

/// Spellings as they are written, by which short names are known: `Mía` is a name, and `MIA` an agency.
static AS_WRITTEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lines = include_str!("agencies.txt").lines().filter(|line| !line.starts_with('#'));
    lines.flat_map(|line| line.split(['=', ','])).map(str::trim).filter(|name| !name.is_empty()).collect()
});

/// A name of so many letters is also a word of some language.
const SHORT: usize = 5;
/// Longer texts are no credits.
const CREDIT_BYTES: usize = 90;
/// More words are a sentence.
const MOST_SPACES: usize = 8;
/// Agencies that German desks credit in lower case; other short names are words unless they are capitals.
const LOWER_CASE: [&str; 13] =
    ["ap", "afp", "apa", "sid", "rtr", "epd", "kna", "dpa", "sda", "dts", "dapd", "ddp", "efe"];

/// The name under which an agency is credited, if the text names one and nothing else.
pub fn name(text: &str) -> Option<&'static str> {
    if text.len() > CREDIT_BYTES {
        return None;
    }
    let name = *AGENCIES.get(fold(text, Digits::Keep).trim())?;
    let text = text.trim_matches(|c: char| !c.is_alphanumeric());
    let is_short = text.chars().count() <= SHORT;
    let is_written_so =
        || AS_WRITTEN.contains(text) || LOWER_CASE.iter().any(|word| text.eq_ignore_ascii_case(word));
    (!is_short || is_written_so()).then_some(name)
}

/// A credit of one or several agencies: their names with a slash between them.
pub fn credit(text: &str) -> Option<String> {
    let spaces = text.bytes().filter(|&byte| byte == b' ').count();
    if text.len() > CREDIT_BYTES || text.is_empty() || spaces > MOST_SPACES {
        return None;
    }
    if let Some(name) = name(text) {
        return Some(name.to_owned());
    }
    let mut names: Vec<&str> = Vec::new();
    for part in text.split(['/', ',', ';', '+', '|', '&', '、', '・']).flat_map(|part| part.split(" - ")) {
        for part in part.split(" and ").flat_map(|part| part.split(" und ")) {
            match part_of_credit(part.trim())? {
                Part::Agency(name) if !names.contains(&name) => names.push(name),
                Part::Agency(_) | Part::Beside => {}
            }
        }
    }
    (!names.is_empty()).then(|| names.join("/"))
}

enum Part {
    Agency(&'static str),
    /// A date, a number, a local service.
    Beside,
}

fn part_of_credit(part: &str) -> Option<Part> {
    if let Some(name) = name(part) {
        return Some(Part::Agency(name));
    }
    let letters = part.chars().filter(|c| c.is_alphabetic()).count();
    let local = (1..=4).contains(&letters) && part.chars().all(|c| c.is_ascii_lowercase());
    if letters == 0 || local {
        return Some(Part::Beside);
    }
    // The number of a report, as in `dpa:230912-99-123456`.
    let (agency, number) = part.split_once([':', ' '])?;
    let is_number = number.chars().all(|c| !c.is_alphabetic());
    name(agency).filter(|_| is_number).map(Part::Agency)
}

/// The agency with which a text begins, and the rest after it.
pub fn leading(text: &str) -> Option<(&'static str, &str)> {
    AGENCIES_UNSPACED.iter().find_map(|(spelling, name)| Some((*name, text.strip_prefix(spelling.as_str())?)))
}

/// Spellings in scripts without spaces, the longest first.
static AGENCIES_UNSPACED: LazyLock<Vec<(String, &'static str)>> = LazyLock::new(|| {
    let is_unspaced = |text: &str| text.chars().all(super::super::phrases::is_unspaced);
    let mut unspaced: Vec<(String, &str)> =
        AGENCIES.iter().filter(|(key, _)| is_unspaced(key)).map(|(key, name)| (key.clone(), *name)).collect();
    unspaced.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then(a.cmp(b)));
    unspaced
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_agency_is_credited_by_its_own_name() {
        for line in
            include_str!("agencies.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
        {
            let display = line.split('=').next().unwrap().trim();
            assert_eq!(credit(display).as_deref(), Some(display));
        }
    }

    #[test]
    fn several_agencies_local_services_and_dates_are_one_credit() {
        assert_eq!(credit("dpa/ap").as_deref(), Some("dpa/AP"));
        assert_eq!(credit("AFP/MIA").as_deref(), Some("AFP/MIA"));
        assert_eq!(credit("APA, 12.9.2023").as_deref(), Some("APA"));
        assert_eq!(credit("dpa/lnw").as_deref(), Some("dpa"));
        assert_eq!(credit("dpa-infocom, dpa:230912-99-123456/2").as_deref(), Some("dpa-infocom/dpa"));
        assert_eq!(credit("Рейтер").as_deref(), Some("Reuters"));
        assert_eq!(credit("Hina/Afp").as_deref(), Some("HINA/AFP"));
    }

    #[test]
    fn words_are_no_agencies() {
        for text in [
            "Anna Berti",
            "map",
            "tap",
            "12.9.2023",
            "",
            "Reuters said so",
            "sta",
            "dpa and the minister",
            "Mía",
            "Belgà",
            "Tap",
        ] {
            assert_eq!(credit(text), None, "{text}");
        }
    }
}
