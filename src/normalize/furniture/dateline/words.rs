//! The words of a dateline: place, date, brackets, dash.
//!
//! Owns `months.txt`. Every step reads one word and says how many bytes it took, with the space behind it.

use std::sync::LazyLock;

use super::super::agencies;

#[derive(Debug, PartialEq, Eq)]
pub enum Word<'a> {
    /// `(Reuters)`, `/ТАСС/`; closes where a mark follows that ends the dateline.
    Bracket {
        inside: &'a str,
        closes: bool,
    },
    Dash,
    /// A day, a month, a year.
    Date,
    /// Anything else; its length without the space behind it. Ends the dateline with a colon or a tight dash.
    Place {
        length: usize,
        ends: bool,
    },
}

/// How the names of months begin, sorted.
static MONTHS: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    let mut months: Vec<&str> = include_str!("../months.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect();
    months.sort_unstable();
    months
});

const BRACKET_BYTES: usize = 80;

/// The first word of a text, and its bytes. A month is one only beside a number: Marseille begins as March does.
pub fn next(text: &str, after_number: bool) -> Option<(Word<'_>, usize)> {
    let (open, close) = match text.chars().next()? {
        '(' => ('(', ')'),
        '[' => ('[', ']'),
        '/' => ('/', '/'),
        _ => return Some(plain(text, after_number)),
    };
    let inner = text.strip_prefix(open)?;
    let (inside, rest) = inner.split_once(close).filter(|(inside, _)| inside.len() <= BRACKET_BYTES)?;
    let marks = rest.trim_start_matches(['.', ',', ' ', '-', '–', '—', ':']);
    let skipped = rest.len() - marks.len();
    let between = rest.get(..skipped)?;
    // Between slashes the agency is followed by a full stop, between brackets by a dash.
    let closes = between.contains(['-', '–', '—', ':']) || (open == '/' && between.starts_with('.'));
    let length = text.len() - marks.len();
    Some((Word::Bracket { inside, closes }, length))
}

fn plain(text: &str, after_number: bool) -> (Word<'_>, usize) {
    let end = text.find([' ', '\n']).unwrap_or(text.len());
    let word = text.get(..end).unwrap_or(text);
    let spaced = text.get(end..).unwrap_or_default();
    let length = end + (spaced.len() - spaced.trim_start_matches(' ').len());
    if matches!(word, "-" | "–" | "—" | "--" | "---" | "=" | ".-") {
        return (Word::Dash, length);
    }
    let bare = word.trim_matches(['.', ',']);
    // "San Marino, 12 set": a comma ends the place, never a month before its day.
    let beside_number = after_number
        || (!word.ends_with(',')
            && text.get(length..).is_some_and(|rest| rest.starts_with(char::is_numeric)));
    let is_month = beside_number && (is_month(bare) || (after_number && matches!(bare, "de" | "di" | "d")));
    if is_number_of_date(bare) || is_month {
        return (Word::Date, length);
    }
    (Word::Place { length: end, ends: word.ends_with(':') }, length)
}

fn is_number_of_date(bare: &str) -> bool {
    let bare =
        ["st", "nd", "rd", "th", "er", "º"].iter().find_map(|end| bare.strip_suffix(end)).unwrap_or(bare);
    if bare.bytes().all(|byte| byte.is_ascii_digit()) {
        return match bare.parse::<u32>() {
            Ok(number) => (1..=31).contains(&number) || (1990..=2100).contains(&number),
            Err(_) => false,
        };
    }
    bare.len() >= 6 && bare.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'/' | b'-'))
}

/// A month's name is short, and begins as one of the known.
fn is_month(word: &str) -> bool {
    let count = word.chars().count();
    if !(2..=12).contains(&count) {
        return false;
    }
    let lower = word.to_lowercase();
    let after = MONTHS.partition_point(|month| *month <= lower.as_str());
    // Those that begin the word sort closest before it; a shorter one may lie a little further up.
    MONTHS.iter().take(after).rev().take(6).any(|month| lower.starts_with(month))
}

/// A name of letters, without digits: what brackets hold where the agency is not known.
pub fn may_be_agency(inside: &str) -> bool {
    let short = inside.chars().nth(30).is_none() && inside.split(' ').count() <= 4;
    short && inside.starts_with(char::is_alphabetic) && !inside.chars().any(char::is_numeric)
}

/// A word of a place's name: a capital first, then capitals or particles. Regions follow a comma.
pub fn is_of_place(word: &str, is_first: bool) -> bool {
    let Some(first) = word.chars().next() else { return false };
    let particle = !is_first && word.chars().nth(3).is_none();
    let letters =
        word.chars().all(|c| c.is_alphabetic() || matches!(c, '/' | '-' | '.' | '\'' | '’') || is_mark(c));
    letters && (!first.is_lowercase() || particle)
}

/// Signs within words of Indian scripts.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{dff}')
}

/// The first word of a place in capitals tells a dateline from a name; a region after it is set as usual.
pub fn is_in_capitals(place: &str) -> bool {
    let city = place.split(',').next().unwrap_or_default();
    city.chars().filter(|c| c.is_uppercase()).nth(1).is_some() && !city.chars().any(char::is_lowercase)
}

/// "РИА Новости. Text": an agency of one to three words before a full stop, colon or dash, and its bytes.
pub fn agency_before_stop(text: &str) -> Option<(&str, usize)> {
    let window: usize = text.chars().take(40).map(char::len_utf8).sum();
    let head = text.get(..window)?;
    for stop in [". ", ": ", " - ", " – ", " — "] {
        if let Some((agency, _)) = head.split_once(stop)
            && agencies::name(agency).is_some()
        {
            return Some((agency, agency.len() + stop.len()));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_months_and_years_are_dates() {
        for text in ["12 Sept", "12. září", "2023, Rome", "12.09.2023", "Sept 12", "September 12.", "1st May"]
        {
            assert_eq!(next(text, false).unwrap().0, Word::Date, "{text}");
        }
        for text in ["сентября. /ТАСС/", "SET (ANSA)", "de septiembre"] {
            assert_eq!(next(text, true).unwrap().0, Word::Date, "{text}");
        }
    }

    #[test]
    fn numbers_and_places_are_no_dates() {
        for text in ["737 Max", "32", "MARSEILLE (AFP)", "Marino", "1.5", "May said"] {
            assert_ne!(next(text, false).unwrap().0, Word::Date, "{text}");
        }
    }

    #[test]
    fn every_month_is_one() {
        for month in MONTHS.iter() {
            assert!(is_month(month), "{month}");
        }
    }

    #[test]
    fn brackets_close_at_their_mark() {
        assert_eq!(
            next("(AP) — The", false),
            Some((Word::Bracket { inside: "AP", closes: true }, "(AP) — ".len()))
        );
        assert_eq!(next("(AP) The", false), Some((Word::Bracket { inside: "AP", closes: false }, 5)));
        assert_eq!(next("(never closed", false), None);
    }
}
