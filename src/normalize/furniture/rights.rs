//! Lines of copyright: a sign or the word, a year, a name.
//!
//! Refuses sentences about copyright, and the third point of a list, which also begins with `(c)`.

/// Words that stand beside the sign, and small words within names of firms.
const BESIDE: [&str; 22] = [
    "copyright",
    "all",
    "rights",
    "reserved",
    "by",
    "and",
    "of",
    "the",
    "for",
    "und",
    "et",
    "y",
    "e",
    "de",
    "der",
    "des",
    "la",
    "le",
    "du",
    "di",
    "inc",
    "ltd",
];
const RIGHT_CHARS: usize = 90;
const MOST_WORDS: usize = 10;

/// A glance: whether a line begins as one of copyright does, or holds its sign.
pub fn may_begin(line: &str) -> bool {
    line.contains('©') || after_marks(line).is_some()
}

/// `© 2023 Example Media`. The word and `(c)` need a year or the sign behind them.
pub fn is_right(sentence: &str) -> bool {
    if sentence.chars().nth(RIGHT_CHARS).is_some() {
        return false;
    }
    let Some((has_sign, rest)) = after_marks(sentence) else { return false };
    let words: Vec<&str> = rest
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '-' | '–' | '—'))
        .filter(|word| !word.is_empty())
        .collect();
    let begins_with_year = words.first().is_some_and(|word| is_year(word));
    let names = words.iter().filter(|word| !is_year(word));
    let are_names = names.clone().all(|word| is_of_name(word)) && words.len() <= MOST_WORDS;
    let is_last_stop = !rest.trim_end_matches('.').contains(['.', ':', ';', '?', '!', '(', ')', '。'])
        || names.clone().any(|word| word.contains('.'));
    (has_sign || begins_with_year)
        && are_names
        && is_last_stop
        && !rest.contains(['(', ')', '?', '!', ':', ';'])
}

/// What follows the signs and the word, and whether there is the sign itself.
fn after_marks(sentence: &str) -> Option<(bool, &str)> {
    let mut rest = sentence.trim_start();
    let (mut any, mut has_sign) = (false, false);
    loop {
        let (sign, after) = if let Some(after) = rest.strip_prefix(['©', 'ⓒ']) {
            (true, after)
        } else if let Some(after) = strip_word(rest, "(c)").or_else(|| strip_word(rest, "copyright")) {
            (false, after)
        } else {
            return any.then_some((has_sign, rest));
        };
        any = true;
        has_sign |= sign;
        rest = after.trim_start();
    }
}

fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let (head, rest) = text.split_at_checked(word.len())?;
    (head.eq_ignore_ascii_case(word) && !rest.starts_with(char::is_alphabetic)).then_some(rest)
}

fn is_year(word: &str) -> bool {
    let word = word.trim_end_matches('.');
    word.len() == 4
        && (word.starts_with("19") || word.starts_with("20"))
        && word.bytes().all(|b| b.is_ascii_digit())
}

/// Begins in upper case, or is a small word or an address; scripts without case cannot tell a verb, and stay short.
fn is_of_name(word: &str) -> bool {
    let lower = word.trim_end_matches('.').to_lowercase();
    let has_case = word.chars().any(|c| c.is_lowercase() || c.is_uppercase());
    BESIDE.contains(&lower.as_str())
        || word == "&"
        || (word.starts_with(char::is_uppercase) && word.chars().any(char::is_alphabetic))
        || (word.is_ascii() && word.contains('.') && word.len() > 4)
        || (!has_case && word.chars().all(char::is_alphabetic) && word.chars().count() <= 12)
}

#[cfg(test)]
mod tests {
    use super::is_right;

    #[test]
    fn a_sign_and_a_name_or_a_year_are_a_right() {
        for line in [
            "© 2023 Example Media",
            "© Example Media",
            "Copyright 2023 Example Media Ltd.",
            "Copyright © 2019-2023 Example Media and Sons",
            "(c) 2020 Example",
            "©2019 Example Media LLC",
            "© 2024, Example Mail, All Rights Reserved",
            "© 2023 例報社",
        ] {
            assert!(is_right(line), "{line}");
        }
    }

    #[test]
    fn a_sentence_or_a_point_of_a_list_is_none() {
        for line in [
            "(c) the lease expires in May 2025.",
            "(c) 2 eggs, (d) 100 g flour",
            "(c) 2024 Games, (d) 2028 Games",
            "Copyright claims rose by a third in 2023, the court said.",
            "Copyright 2023 was the theme of the fair",
            "Copyright Office Opens In 2024",
            "© means that a work is protected",
            "(c) Anna Berti",
            "(c) 2020 was a good year",
        ] {
            assert!(!is_right(line), "{line}");
        }
    }
}
