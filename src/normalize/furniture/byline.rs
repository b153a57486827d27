//! Lines at the top of a text that only say who wrote it.
//!
//! Owns `introductions.txt` and `roles.txt`. A byline is an introduction and names, with roles and agencies beside
//! them, or a name with a role, above text; the line below that says what the writer does goes with it. Refuses any line
//! with a word that is neither (`By popular demand` is a heading), whatever has a second line of its form (several are a
//! panel, a programme, a list), and a line of a book's data.

mod east;
mod heading;
mod office;
mod photograph;

use std::sync::LazyLock;

pub use self::photograph::is_missing_folded as is_missing_picture;
use super::super::phrases::{self, Digits, Lines, fold, head};
use super::super::text;
use super::{agencies, lines};

static INTRODUCTIONS: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("introductions.txt")]));
static ROLES: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("roles.txt")]));

/// Below a headline may come a standfirst, then the byline.
const TOP_LINES: usize = 3;
/// A text with more bylines is a list of names.
const MOST_TAKEN: usize = 6;
const BYLINE_BYTES: usize = 160;
/// A word of so many letters may begin a name: `Di Pietro`, `Af Klint`.
const BRIEF_LETTERS: usize = 3;
/// Of these, the ones that introduce writers nearly everywhere.
const USUAL: [&str; 3] = ["by", "von", "par"];
/// Lower-case parts of names.
const PARTICLES: [&str; 28] = [
    "de", "del", "della", "di", "da", "dos", "das", "do", "van", "von", "der", "den", "ter", "ten", "la",
    "le", "du", "al", "el", "bin", "ibn", "ben", "y", "e", "af", "av", "zu", "of",
];

/// What makes a line a byline: no other line of the text may have the same form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Introduced,
    /// By a word as short as the beginnings of names and headings.
    Briefly,
    Role,
    EastAsian,
}

/// Takes the byline from the top, with the credits of photographs beside it; returns how many lines went.
pub fn take(paragraphs: &mut Vec<String>, title: &str, bylines: &mut Vec<String>) -> usize {
    let mut taken = 0;
    let mut index = 0;
    let mut has_byline = false;
    let mut is_below_byline = false;
    while index < TOP_LINES && taken < MOST_TAKEN && !lines::is_single(paragraphs) {
        let Some(paragraph) = paragraphs.get(index) else { break };
        let line = first_line(paragraph);
        let is_title = || text::letters(line).eq(text::letters(title));
        let was_byline = std::mem::take(&mut is_below_byline);
        let is_ours = if is_title() {
            false
        } else if photograph::is_credit(line)
            || photograph::is_missing(line)
            || (was_byline && office::is_line(line))
        {
            true
        } else if !has_byline && let Some((names, form)) = read(line) {
            has_byline = is_certain(paragraphs, index, taken, (&names, form))
                && !heading::is_one(line, form, &names, paragraphs)
                && !(line.contains([':', '：']) && heading::is_among_data(paragraphs, index));
            is_below_byline = has_byline;
            if has_byline {
                for name in names {
                    if !bylines.contains(&name) {
                        bylines.push(name);
                    }
                }
            }
            has_byline
        } else {
            false
        };
        if is_ours {
            drop_line(paragraphs, index);
            taken += 1;
        } else {
            index += 1;
        }
    }
    taken
}

fn first_line(paragraph: &str) -> &str {
    head(paragraph, BYLINE_BYTES).split_once('\n').map_or(paragraph, |(line, _)| line)
}

fn drop_line(paragraphs: &mut Vec<String>, index: usize) {
    let Some(paragraph) = paragraphs.get_mut(index) else { return };
    match paragraph.split_once('\n') {
        Some((_, rest)) => *paragraph = rest.trim_start().to_owned(),
        None => {
            paragraphs.remove(index);
        }
    }
}

/// The only line of its form, above text: a panel of speakers and a programme of plays have several. What is said in
/// so few words that a heading might say it stands first, and right above a sentence that is no quotation.
fn is_certain(paragraphs: &[String], index: usize, taken: usize, byline: (&[String], Form)) -> bool {
    let (names, form) = byline;
    let same_form = |line: &str| read(line).is_some_and(|(_, other)| other == form);
    let all = || paragraphs.iter().flat_map(|paragraph| paragraph.lines());
    if all().filter(|line| line.len() <= BYLINE_BYTES && same_form(line)).nth(1).is_some() {
        return false;
    }
    let before: usize = paragraphs.iter().take(index).map(|paragraph| paragraph.lines().count()).sum();
    let mut below = all().skip(before + 1).filter(|line| !line.is_empty());
    let is_brief = matches!(form, Form::Briefly | Form::Role);
    if is_brief {
        // An article about `Di Pietro` names him again.
        if all()
            .skip(1)
            .any(|line| names.iter().flat_map(|name| name.split(' ')).any(|word| line.contains(word)))
        {
            return false;
        }
        let is_text = |line: &str| lines::is_sentence(line) && !line.starts_with(phrases::is_quote);
        return before + taken == 0 && below.next().is_some_and(is_text);
    }
    below.take(3).any(lines::is_sentence)
}

/// The names of a line that is a byline and nothing else.
fn read(line: &str) -> Option<(Vec<String>, Form)> {
    let line = line.trim_matches(|c: char| c.is_whitespace() || "–—-|•*".contains(c));
    if line.len() > BYLINE_BYTES || lines::is_sentence(line) || phrases::has_quotation(line) {
        return None;
    }
    if !line.is_ascii()
        && let Some(names) = east::names(line)
    {
        return Some((names, Form::EastAsian));
    }
    if !line.contains(' ') {
        return None;
    }
    let Some(phrase) = INTRODUCTIONS.opening(&fold(line, Digits::Keep)) else {
        return if has_role(line) { Some((parts(line)?, Form::Role)) } else { None };
    };
    let words = phrase.text.split(' ').count();
    let after = line.splitn(words + 1, [' ', ':']).nth(words)?;
    let before = line.get(..line.len() - after.len())?.trim_end();
    let has_colon = before.ends_with(':') || after.trim_start().starts_with(':');
    let after = after.trim_start_matches([':', ' ']);
    // Where letters have no case, nothing but the mark tells a name from a sentence.
    let has_case = after.chars().any(char::is_uppercase);
    let may_follow = has_colon || (phrase.marked && has_case);
    if !may_follow {
        return None;
    }
    let is_brief = !has_colon && phrase.text.chars().nth(BRIEF_LETTERS).is_none();
    let is_usual = USUAL.contains(&phrase.text.as_str());
    if is_brief {
        let count = after.split_whitespace().count();
        let has_heading_word = |word: &str| {
            word.starts_with(char::is_uppercase) && PARTICLES.contains(&word.to_lowercase().as_str())
        };
        if (!is_usual && !(2..=3).contains(&count)) || after.split_whitespace().any(has_heading_word) {
            return None;
        }
    }
    let form = if is_brief && !is_usual { Form::Briefly } else { Form::Introduced };
    Some((parts(after)?, form))
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
    if heading::has_word(&lower) {
        return false;
    }
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return false };
    let rest_is_name =
        chars.all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '\'' | '’' | '\u{93c}' | '\u{94d}'));
    let begins = first.is_uppercase() || (first.is_alphabetic() && !first.is_lowercase());
    rest_is_name && (begins || (index > 0 && PARTICLES.contains(&lower.as_str())))
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
            ("本报记者：王明", &["王明"]),
            ("[서울=연합뉴스] 홍길동 기자", &["홍길동"]),
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
            "記者会見",
            "女记者遇害",
            "女记者 遇害",
            "记者调查",
            "新华社记者",
            "여성 기자",
            "유명한 기자",
            "De Rode Duivels",
            "Da Vinci Code",
            "De Gaulle Revient",
            "Von Berlin Nach Wien",
            "Per Gynt Suite",
            "Por Siempre Jamás",
            "Par Amour Du Jeu",
            "By Royal Appointment",
            "Door Opens Wide",
            "Reporter Ohne Grenzen",
            "Haber Yok",
            "Laporan Keuangan Tahunan",
            "كتب السيسي رسالة",
            "Του Αγίου Βαλεντίνου",
            "От София Варна",
            "Anna Berti, producer",
        ] {
            assert_eq!(taken(&[line, "The harbour opened."]), (0, vec![]), "{line}");
        }
        assert_eq!(taken(&["By Anna Berti"]), (0, vec![]));
    }

    #[test]
    fn what_the_writer_does_goes_with_the_byline_and_never_alone() {
        for office in ["Political Correspondent", "Senior reporter, BBC News", "Corresponsal en Roma"] {
            let lines = ["By Anna Berti", office, "The harbour opened."];
            assert_eq!(taken(&lines), (2, vec!["Anna Berti".to_owned()]), "{office}");
            assert_eq!(taken(&lines[1..]), (0, vec![]), "{office}");
        }
        assert_eq!(taken(&["By Anna Berti", "Reporter shot in Rome", "The harbour opened."]).0, 1);
    }

    #[test]
    fn standfirsts_in_title_case_are_no_bylines() {
        for (line, text) in [
            ("By Sword Alone", "The harbour opened."),
            ("By Steam Engine", "The engine ran on steam."),
            ("Par Amour Fou", "Un amour comme un autre, dit-elle."),
            ("Von Mund zu Mund", "Der Hafen ist offen."),
        ] {
            assert_eq!(taken(&[line, text]), (0, vec![]), "{line}");
        }
        // A name that is a word as well.
        assert_eq!(taken(&["By Will Young", "The young mayor will go."]).0, 1);
    }

    #[test]
    fn the_data_of_a_book_are_no_byline() {
        for lines in [
            &["Author: Anna Berti", "Publisher: Harbour Books", "The novel opens at sea."][..],
            &["Title: The Sea", "Author: Anna Berti", "The novel opens at sea."],
            &["Author: Anna Berti / Publisher: Harbour Books", "The novel opens at sea."],
            &["Autor: Anna Berti", "Verlag: Hafen", "Der Roman beginnt am Meer."],
        ] {
            assert_eq!(taken(lines), (0, vec![]), "{lines:?}");
        }
        for below in ["Published: 1 May 2024", "Foto: Marco Neri"] {
            assert_eq!(taken(&["Author: Anna Berti", below, "The harbour opened."]).0, 1, "{below}");
        }
    }

    #[test]
    fn several_lines_of_one_form_are_no_bylines() {
        for lines in [
            &["Anna Berti, reporter", "Marco Neri, editor, Example Bank", "The panel met on Monday."][..],
            &["Marco Neri, editor", "“The harbour opens again.”"],
            &["Marco Neri, editor", "Harbour opens"],
            &["By Anna Berti", "The first poem.", "By Marco Neri", "The second poem."],
            &["The harbour opened.", "Di Anna Berti", "The mayor spoke."],
            &["By Anna Berti", "Harbour", "Bridge", "Mayor"],
            &["Di Canio Torna", "Canio era partito in maggio."],
        ] {
            assert_eq!(taken(lines), (0, vec![]), "{lines:?}");
        }
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
