//! Who wrote it: one entry a person, without the words around the names.

use super::text;

/// Words that introduce a name, in the languages of the press; followed by a space, so that `Byron` keeps his name.
const INTRODUCTIONS: [&str; 6] = ["by", "von", "par", "por", "di", "door"];
const JOINTS: [&str; 7] = [" and ", " & ", " und ", " et ", " e ", " y ", " | "];

pub fn read(found: &[String]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for entry in found {
        let entry = text::line(entry);
        for name in split(without_introduction(&entry)) {
            let name = without_introduction(name).trim_matches([' ', ',', ';', '.']).to_owned();
            let is_name = name.chars().any(char::is_alphabetic) && !name.contains("://");
            if is_name && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

fn without_introduction(text: &str) -> &str {
    let introduced = text.split_once([' ', ':']).filter(|(first, rest)| {
        let known = INTRODUCTIONS.iter().any(|word| first.eq_ignore_ascii_case(word));
        // "Di Pietro" and "Von Braun" are names: only "by" may precede a single word.
        known && (first.eq_ignore_ascii_case("by") || rest.trim().contains(' '))
    });
    introduced.map_or(text, |(_, rest)| rest.trim_start())
}

/// By semicolons where there are any, else by joints and by commas between whole names. A comma before a single
/// word is part of the name, as in `Schmo, Sr`.
fn split(text: &str) -> Vec<&str> {
    if text.contains(';') {
        return text.split(';').collect();
    }
    let mut parts = vec![text];
    for joint in JOINTS {
        parts = parts.into_iter().flat_map(|part| part.split(joint)).collect();
    }
    parts.into_iter().flat_map(split_commas).collect()
}

fn split_commas(text: &str) -> Vec<&str> {
    let whole_names = text.split(',').all(|part| part.trim().contains(' '));
    if whole_names { text.split(',').collect() } else { vec![text] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authors(found: &[&str]) -> Vec<String> {
        read(&found.iter().map(|&entry| entry.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn one_text_may_name_several() {
        assert_eq!(authors(&["By Anna Berti and Marco Neri"]), ["Anna Berti", "Marco Neri"]);
        assert_eq!(authors(&["Anna Berti; Marco Neri"]), ["Anna Berti", "Marco Neri"]);
        assert_eq!(
            authors(&["Anna Berti, Marco Neri und Eva Groß"]),
            ["Anna Berti", "Marco Neri", "Eva Groß"]
        );
    }

    #[test]
    fn names_that_begin_like_an_introduction_stay_whole() {
        assert_eq!(
            authors(&["Byron Bay", "Von Braun", "Abby Byrne"]),
            ["Byron Bay", "Von Braun", "Abby Byrne"]
        );
    }

    #[test]
    fn suffixes_stay_with_their_names_and_repeats_go() {
        assert_eq!(authors(&["Joe Schmo, Sr", "Joe Schmo, Sr", " "]), ["Joe Schmo, Sr"]);
    }

    #[test]
    fn what_is_no_name_is_left_out() {
        assert!(authors(&["https://a.example/anna", "—"]).is_empty());
    }
}
