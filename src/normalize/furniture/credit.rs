//! Credits of agencies at the end of a text.
//!
//! A line that is only a credit may go; one within the last paragraph stays there and is told.

use super::super::phrases::tail;
use super::{agencies, lines};

/// Words before the name of a source, in the languages of the press.
const SOURCE: [&str; 24] = [
    "source",
    "quelle",
    "fonte",
    "fuente",
    "bron",
    "kilde",
    "källa",
    "lähde",
    "źródło",
    "zdroj",
    "izvor",
    "vir",
    "forrás",
    "sursa",
    "kaynak",
    "πηγή",
    "источник",
    "джерело",
    "източник",
    "المصدر",
    "منبع",
    "מקור",
    "sumber",
    "nguồn",
];
/// Words before the agencies that a desk used.
const INPUTS: [&str; 8] = [
    "with inputs from",
    "with input from",
    "with files from",
    "inputs from",
    "mit material von",
    "con información de",
    "con informaciones de",
    "com informações da",
];
const RIGHTS: [&str; 4] = ["riproduzione riservata", "all rights reserved", "copyright", "(c)"];
/// A credit and the end of the sentence before it; what is longer is no credit.
const CREDIT_BYTES: usize = 160;
const CREDIT_CHARS: usize = 60;

/// A line that is nothing but a credit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credit {
    pub agency: String,
    /// Brackets, a dash, the sign of copyright or other words say that it is a credit. A bare name may be anything.
    pub is_set_off: bool,
}

/// The credit that a line is, if it is nothing else.
pub fn line(line: &str) -> Option<Credit> {
    if line.len() > CREDIT_BYTES {
        return None;
    }
    let is_frame = |c: char| c.is_whitespace() || "()[]（）【】/–—-*.•".contains(c);
    let mut rest = line.trim_matches(is_frame);
    let begins = line.trim_start();
    let mut is_set_off = begins.starts_with(['(', '[', '（', '【', '/', '–', '—', '-']);
    loop {
        let before = rest;
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || "©–—-:/.,".contains(c));
        is_set_off |= before.starts_with('©');
        if let Some(after) = RIGHTS.iter().chain(&INPUTS).find_map(|words| strip_words(rest, words)) {
            is_set_off = true;
            rest = after;
        }
        rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        if rest.len() == before.len() {
            break;
        }
    }
    let unnamed = rest.split_once([':', '：']).filter(|(word, _)| {
        let word = word.trim().to_lowercase();
        SOURCE.contains(&word.as_str())
    });
    is_set_off |= unnamed.is_some();
    let rest = unnamed.map_or(rest, |(_, agency)| agency.trim());
    let agency = agencies::credit(rest)?;
    // Several names with slashes between them are set in no other way.
    let is_set_off = is_set_off || (agency.contains('/') && rest.contains('/') && !rest.contains(' '));
    Some(Credit { agency, is_set_off })
}

/// The agency of a line that is nothing but a credit.
pub fn whole(text: &str) -> Option<String> {
    line(text).map(|credit| credit.agency)
}

/// The agency that stands alone below the text, in capitals or as the desks write it. It is told, and stays.
pub fn below(paragraphs: &[String]) -> Option<String> {
    let mut lines = lines::upwards(paragraphs);
    let (last, above) = (lines.next()?, lines.next()?);
    if !lines::closes_text(above) || lines::has_list_mark(last) || last.chars().nth(2).is_none() {
        return None;
    }
    line(last).map(|credit| credit.agency)
}

fn strip_words<'a>(text: &'a str, words: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(words.len())?;
    (head.eq_ignore_ascii_case(words) && !rest.starts_with(char::is_alphanumeric)).then_some(rest)
}

/// The agency credited at the end of a paragraph of text: in brackets after the last sentence, or after a dash.
pub fn at_end(paragraph: &str) -> Option<String> {
    let text = tail(paragraph.trim_end(), CREDIT_BYTES);
    let unstopped = text.strip_suffix(['.', '。']).unwrap_or(text);
    for (open, close) in [('(', ')'), ('[', ']'), ('（', '）'), ('/', '/')] {
        let Some(inside) = unstopped.strip_suffix(close) else { continue };
        let Some((before, credit)) = inside.rsplit_once(open) else { continue };
        if credit.chars().nth(CREDIT_CHARS).is_some() {
            continue;
        }
        // "the Associated Press (AP)." explains a name; a credit follows the end of a sentence.
        return ends_sentence(before).then(|| whole(credit)).flatten();
    }
    let (before, credit) = text.rsplit_once(['–', '—']).or_else(|| text.rsplit_once(" - "))?;
    if !ends_sentence(before) {
        return None;
    }
    agencies::credit(credit.trim())
}

fn ends_sentence(before: &str) -> bool {
    lines::is_sentence(before.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_credit_name_their_agency() {
        for (line, agency) in [
            ("(ANSA)", "ANSA"),
            ("© Reuters", "Reuters"),
            ("© 2023 AFP", "AFP"),
            ("dpa/ap", "dpa/AP"),
            ("(APA, 12.9.2023)", "APA"),
            ("AFP/MIA", "AFP/MIA"),
            ("RIPRODUZIONE RISERVATA © Copyright ANSA", "ANSA"),
            ("Copyright 2023 The Associated Press", "AP"),
            ("Source: Reuters", "Reuters"),
            ("Źródło: PAP", "PAP"),
            ("– Reuters", "Reuters"),
            ("/ТАСС/", "TASS"),
            ("(With inputs from ANI)", "ANI"),
            ("Con información de EFE", "EFE"),
            ("（共同）", "Kyodo"),
        ] {
            assert_eq!(whole(line).as_deref(), Some(agency), "{line}");
        }
        for line in ["© 2023 Example Media", "The AP said so.", "Source: the ministry", "", "12.9.2023"] {
            assert_eq!(whole(line), None, "{line}");
        }
    }

    #[test]
    fn a_bare_name_is_not_set_off() {
        for text in ["Reuters", "AFP", "Belga", "Bloomberg"] {
            assert!(!line(text).unwrap().is_set_off, "{text}");
        }
        for text in ["(Belga)", "© AFP", "– Reuters", "dpa/ap", "Source: Reuters", "/ТАСС/"] {
            assert!(line(text).unwrap().is_set_off, "{text}");
        }
        assert_eq!(line("Mía"), None);
        let text = |above: &str, last: &str| vec![above.to_owned(), last.to_owned()];
        assert_eq!(below(&text("The harbour opened.", "AFP")).as_deref(), Some("AFP"));
        assert_eq!(below(&text("They asked:", "AFP")), None);
        assert_eq!(below(&text("Which one?", "AFP")), None);
    }

    #[test]
    fn a_credit_follows_the_last_sentence() {
        assert_eq!(at_end("The harbour opened. (ANSA)").as_deref(), Some("ANSA"));
        assert_eq!(at_end("The harbour opened. (ANSA).").as_deref(), Some("ANSA"));
        assert_eq!(at_end("The harbour opened. – Reuters").as_deref(), Some("Reuters"));
        assert_eq!(at_end("港が開いた。（共同）").as_deref(), Some("Kyodo"));
        assert_eq!(at_end("So said the Associated Press (AP)."), None);
        assert_eq!(at_end("The harbour opened (late)."), None);
        assert_eq!(at_end("It was told by two people – Reuters"), None);
    }
}
