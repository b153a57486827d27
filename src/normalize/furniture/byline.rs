//! Lines at the top of a text that only say who wrote it.
//!
//! Owns `introductions.txt` and `roles.txt`. A byline is an introduction and names, with roles and agencies beside
//! them, or a name with a role. Refuses any line with a word that is neither: `By popular demand` is a heading.

use std::sync::LazyLock;

use super::super::phrases::{Digits, Lines, fold, head};
use super::super::text;
use super::{agencies, lines};

static INTRODUCTIONS: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("introductions.txt")]));
static ROLES: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("roles.txt")]));

/// Below a headline may come a standfirst, then the byline.
const TOP_LINES: usize = 3;
/// A text with more bylines is a list of names.
const MOST_TAKEN: usize = 6;
const BYLINE_BYTES: usize = 160;
/// Lower-case parts of names.
const PARTICLES: [&str; 28] = [
    "de", "del", "della", "di", "da", "dos", "das", "do", "van", "von", "der", "den", "ter", "ten", "la",
    "le", "du", "al", "el", "bin", "ibn", "ben", "y", "e", "af", "av", "zu", "of",
];
/// Capitalized words of headings that are in no name.
const WORDS: [&str; 20] = [
    "the", "a", "an", "and", "or", "to", "in", "on", "at", "for", "with", "popular", "numbers", "night",
    "day", "air", "land", "sea", "was", "is",
];
/// Photographs are credited above the text in the same form.
const PHOTOGRAPHS: [&str; 15] = [
    "photo",
    "photos",
    "foto",
    "fotos",
    "image",
    "bild",
    "credit",
    "фото",
    "picture",
    "kuva",
    "fotó",
    "fotoğraf",
    "写真",
    "图",
    "사진",
];

/// Takes bylines from the top, with the credits of photographs among them; returns how many lines went.
pub fn take(paragraphs: &mut Vec<String>, title: &str, bylines: &mut Vec<String>) -> usize {
    let mut taken = 0;
    let mut index = 0;
    while index < TOP_LINES && taken < MOST_TAKEN && !lines::is_single(paragraphs) {
        let Some(paragraph) = paragraphs.get_mut(index) else { break };
        let first_line = head(paragraph, BYLINE_BYTES).split_once('\n').map(|(line, _)| line);
        let (line, rest) = match first_line.and_then(|line| paragraph.split_at_checked(line.len())) {
            Some((line, rest)) => (line, Some(rest.trim_start())),
            None => (paragraph.as_str(), None),
        };
        let is_title = || text::letters(line).eq(text::letters(title));
        let names = if is_photograph(line) { Some(Vec::new()) } else { read(line) };
        let Some(names) = names.filter(|_| !is_title()) else {
            index += 1;
            continue;
        };
        for name in names {
            if !bylines.contains(&name) {
                bylines.push(name);
            }
        }
        if let Some(rest) = rest {
            *paragraph = rest.to_owned();
        } else {
            paragraphs.remove(index);
        }
        taken += 1;
    }
    taken
}

/// The names of a line that is a byline and nothing else.
fn read(line: &str) -> Option<Vec<String>> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "–—-|•*".contains(c));
    if line.len() > BYLINE_BYTES || line.is_empty() || line.ends_with(['.', '!', '?', '。', '"', '”']) {
        return None;
    }
    if !line.is_ascii()
        && let Some(names) = east_asian(line)
    {
        return Some(names);
    }
    if !line.contains(' ') {
        return None;
    }
    let phrase = INTRODUCTIONS.opening(&fold(line, Digits::Keep));
    match phrase {
        Some(phrase) => {
            let words = phrase.text.split(' ').count();
            let after = line.splitn(words + 1, [' ', ':']).nth(words)?.trim_start_matches([':', ' ']);
            parts(after)
        }
        None if has_role(line) => parts(line),
        None => None,
    }
}

fn has_role(line: &str) -> bool {
    line.split([',', '|', '–']).skip(1).any(is_role)
}

/// A part with a word for what the writer does: `Rome correspondent`.
fn is_role(part: &str) -> bool {
    let words = part.split_whitespace().count();
    words <= 6 && part.split_whitespace().any(|word| ROLES.exact(&fold(word, Digits::Keep)).is_some())
}

/// Names, roles and agencies between commas and joints; nothing where any part is something else.
fn parts(text: &str) -> Option<Vec<String>> {
    let mut found = Vec::new();
    let parts = text.split([',', ';', '|', '/', '&', '•']).flat_map(|part| part.split(" and "));
    for part in parts.flat_map(|part| part.split(" und ")).flat_map(|part| part.split(" et ")) {
        let part = without_agency(part.trim());
        if part.is_empty() {
            continue;
        }
        match names(part) {
            Some(name) if !is_role(part) => found.extend(name),
            Some(_) | None if is_role(part) || agencies::credit(part).is_some() => {}
            Some(_) | None => return None,
        }
    }
    (!found.is_empty()).then_some(found)
}

/// `Anna Berti Associated Press`: the agency behind the name, in one word or two.
fn without_agency(part: &str) -> &str {
    let spaces = part.rmatch_indices(' ').take(2).map(|(at, _)| at);
    let mut ends = spaces.filter_map(|at| part.split_at_checked(at));
    ends.find(|(_, agency)| agencies::name(agency).is_some()).map_or(part, |(name, _)| name)
}

/// A name of two to five words, each beginning with a capital or a particle.
pub fn names(text: &str) -> Option<Vec<String>> {
    let text = text.trim();
    let words: Vec<&str> = text.split_whitespace().collect();
    if agencies::credit(text).is_some() || !(2..=5).contains(&words.len()) {
        return None;
    }
    let is_name = words.iter().enumerate().all(|(index, word)| is_word_of_name(word, index));
    let capitals = words.iter().filter(|word| !word.starts_with(char::is_lowercase)).count();
    (is_name && capitals >= 2).then(|| vec![text.to_owned()])
}

fn is_word_of_name(word: &str, index: usize) -> bool {
    let lower = word.to_lowercase();
    if WORDS.contains(&lower.as_str()) {
        return false;
    }
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return false };
    let rest_is_name =
        chars.all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’' | '\u{93c}' | '\u{94d}'));
    let begins = first.is_uppercase() || (first.is_alphabetic() && !first.is_lowercase());
    rest_is_name && (begins || (index > 0 && PARTICLES.contains(&lower.as_str())))
}

/// Short words that stand between names only in sentences.
pub fn is_verb_or_article(word: &str) -> bool {
    matches!(
        word,
        "the" | "a" | "an" | "was" | "is" | "are" | "had" | "has" | "he" | "she" | "it" | "der" | "die"
    )
}

/// `新华社记者 王明`, `記者王小明`, `홍길동 기자`.
fn east_asian(line: &str) -> Option<Vec<String>> {
    if let Some(before) = line.strip_suffix("기자").or_else(|| line.strip_suffix("특파원")) {
        let name = before.trim().rsplit(' ').next()?;
        let is_name = (2..=4).contains(&name.chars().count()) && name.chars().all(is_hangul);
        let is_short = before.chars().count() <= 16;
        return (is_name && is_short).then(|| vec![name.to_owned()]);
    }
    let (before, after) = line.split_once("记者").or_else(|| line.split_once("記者"))?;
    let is_outlet = before.chars().count() <= 8 && !before.contains(['，', '。', ' ']);
    let after = after.trim_matches([' ', ':', '：', '/', '／']);
    let people: Vec<&str> = after.split(['、', ' ', '，']).filter(|name| !name.is_empty()).collect();
    let are_names =
        people.iter().all(|name| (2..=4).contains(&name.chars().count()) && name.chars().all(is_han));
    let is_agency = || agencies::name(before).is_some();
    let is_byline = is_outlet && are_names && people.len() <= 4 && (!people.is_empty() || is_agency());
    is_byline.then(|| people.into_iter().map(str::to_owned).collect())
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// `Photo: Anna Berti / Reuters`: only with a mark of credit, since captions begin so too.
fn is_photograph(line: &str) -> bool {
    let Some((word, credit)) = line.split_once([':', '：', '/']) else { return false };
    let word = word.trim().to_lowercase();
    if line.len() > 100 || lines::is_sentence(line) || !PHOTOGRAPHS.contains(&word.as_str()) {
        return false;
    }
    let short = credit.split_whitespace().count() <= 7;
    let has_agency = || credit.split(['/', '|', ',']).any(|part| agencies::credit(part.trim()).is_some());
    short && (credit.contains('©') || has_agency())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken(lines: &[&str]) -> (usize, Vec<String>) {
        let mut paragraphs: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
        let mut names = Vec::new();
        let taken = take(&mut paragraphs, "Harbour opens", &mut names);
        (taken, names)
    }

    #[test]
    fn a_line_that_only_says_who_wrote_it_goes() {
        for (line, expected) in [
            ("By Anna Berti", &["Anna Berti"][..]),
            ("BY ANNA BERTI", &["ANNA BERTI"]),
            ("By Anna Berti and Marco Neri, Rome correspondent", &["Anna Berti", "Marco Neri"]),
            ("By Anna Berti, Reuters", &["Anna Berti"]),
            ("By ANNA BERTI Associated Press", &["ANNA BERTI"]),
            ("Di Anna Berti", &["Anna Berti"]),
            ("Von Anna von Berg", &["Anna von Berg"]),
            ("Par Anna Berti", &["Anna Berti"]),
            ("Автор: Анна Петрова", &["Анна Петрова"]),
            ("Anna Berti, Rome correspondent", &["Anna Berti"]),
            ("新华社记者 王明、李小红", &["王明", "李小红"]),
            ("홍길동 기자", &["홍길동"]),
        ] {
            let (count, names) = taken(&[line, "The harbour opened."]);
            assert_eq!(
                (count, names.iter().map(String::as_str).collect::<Vec<_>>()),
                (1, expected.to_vec()),
                "{line}"
            );
        }
        assert_eq!(taken(&["A standfirst.", "By Anna Berti\nThe harbour opened."]).0, 1);
    }

    #[test]
    fn what_is_more_than_a_byline_stays() {
        for line in [
            "By popular demand",
            "By The Numbers",
            "By Monday, the harbour had opened.",
            "Von Rom nach Paris",
            "Di Pietro",
            "Anna Berti",
            "By Anna Berti 12 September 2023",
            "Photo: the harbour of the old town",
            "By Anna Berti.",
        ] {
            assert_eq!(taken(&[line, "The harbour opened."]), (0, vec![]), "{line}");
        }
        assert_eq!(taken(&["By Anna Berti"]), (0, vec![]));
    }

    #[test]
    fn a_credit_of_a_photograph_goes_only_with_its_mark() {
        assert_eq!(taken(&["Photo: Anna Berti / Reuters", "The harbour opened."]), (1, vec![]));
        assert_eq!(taken(&["Foto: © Anna Berti", "The harbour opened."]), (1, vec![]));
    }

    #[test]
    fn every_introduction_and_role_is_found_by_itself() {
        for phrases in [&*INTRODUCTIONS, &*ROLES] {
            for phrase in phrases.iter() {
                assert_eq!(phrases.exact(&fold(&phrase.text, Digits::Keep)), Some(phrase));
            }
        }
    }
}
