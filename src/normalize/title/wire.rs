//! Marks that wire services put before a headline to number its versions, as in `UPDATE 2-Ferry runs`.
//!
//! Versions of a story and notes on its transmission are taken off, where they are set as the wires set them. Words
//! that tell what kind of story it is (`Live:`, `EXCLUSIVE-`, `Opinion |`), or that it was wrong (`CORRECTED-`), are
//! content and stay.

/// A headline, and which version of it the wire said it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versioned<'t> {
    pub headline: &'t str,
    pub update: Option<u32>,
}

/// Numbered: `UPDATE 1-`.
const NUMBERED: [&str; 4] = ["UPDATE", "WRAPUP", "ROUNDUP", "LEAD"];
/// Sent again as it was: `RPT-`. No words, so that no headline begins with them.
const SENT_AGAIN: [&str; 2] = ["RPT", "REFILE"];
/// Within brackets words are marks, too.
const SENT_AGAIN_IN_BRACKETS: [&str; 5] = ["RPT", "REFILE", "REPEAT", "RESEND", "WDH"];
/// They tell the reader that something was wrong, and stay; a number may stand behind them.
const CORRECTED: [&str; 2] = ["CORRECTED-", "OFFICIAL CORRECTED-"];
/// More than that were never sent one after the other.
const MOST_MARKS: usize = 4;

pub fn without_marks(title: &str) -> Versioned<'_> {
    let versioned = after_marks(title);
    let behind = CORRECTED.iter().find_map(|word| versioned.headline.strip_prefix(word));
    let update = versioned.update.or_else(|| after_marks(behind?).update);
    Versioned { update, ..versioned }
}

fn after_marks(title: &str) -> Versioned<'_> {
    let mut versioned = Versioned { headline: title, update: None };
    // Every mark begins with a bracket, a capital or a digit and ends within a few words.
    for _ in 0..MOST_MARKS {
        let Some((update, rest)) = bracketed(versioned.headline).or_else(|| bare(versioned.headline)) else {
            break;
        };
        let rest = rest.trim_start();
        if !rest.chars().any(char::is_alphabetic) {
            break;
        }
        versioned.headline = rest;
        versioned.update = versioned.update.or(update);
    }
    versioned
}

/// `(LEAD)`, `(2nd LD)`, `[UPDATE 3]`.
fn bracketed(title: &str) -> Option<(Option<u32>, &str)> {
    let (close, inner) = title
        .strip_prefix('(')
        .map(|inner| (')', inner))
        .or_else(|| title.strip_prefix('[').map(|inner| (']', inner)))?;
    let end = inner.bytes().take(24).position(|byte| byte == u8::try_from(close).unwrap_or(b')'))?;
    let (mark, rest) = inner.split_at_checked(end)?;
    let rest = rest.strip_prefix(close)?;
    if let Some(number) = lead(mark) {
        return Some((Some(number), rest));
    }
    SENT_AGAIN_IN_BRACKETS.contains(&mark).then_some((None, rest))
}

/// The number that `LEAD`, `2nd LD`, `UPDATE 3`, `3RD UPDATE` or `UPDATED` stands for.
fn lead(mark: &str) -> Option<u32> {
    let mark = mark.strip_suffix("-Writethru").or_else(|| mark.strip_suffix("-WRITETHRU")).unwrap_or(mark);
    let is_word = |word: &str| matches!(word, "LEAD" | "Lead" | "LD" | "Ld" | "UPDATE" | "UPDATED");
    match mark.split_once(' ') {
        None if is_word(mark) => Some(1),
        None => mark.strip_suffix("LD").and_then(ordinal),
        Some((first, second)) if is_word(second) => ordinal(first),
        Some((first, second)) if is_word(first) => number(second),
        Some(_) => None,
    }
}

/// `UPDATE 2-`, `RPT-`, `WDH/`, `ROUNDUP 2:`, `2ND LD:`, as the wires set them: what follows a hyphen touches it.
fn bare(title: &str) -> Option<(Option<u32>, &str)> {
    let starts = title.bytes().next().is_some_and(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    if !starts {
        return None;
    }
    let end = title.bytes().take(26).position(|byte| matches!(byte, b'-' | b':' | b'/' | 0xe2))?;
    let (mark, rest) = title.split_at_checked(end)?;
    if let Some(rest) = rest.strip_prefix("-Writethru").or_else(|| rest.strip_prefix("-WRITETHRU"))
        && let Some(number) = lead(mark).filter(|_| mark.contains("LD"))
    {
        let rest = after_hyphen(rest).or_else(|| rest.strip_prefix(':'))?;
        return Some((Some(number), rest));
    }
    if SENT_AGAIN.contains(&mark) {
        return after_hyphen(rest).map(|rest| (None, rest));
    }
    if mark == "WDH" {
        return rest.strip_prefix('/').or_else(|| after_hyphen(rest)).map(|rest| (None, rest));
    }
    let (word, count) = mark.rsplit_once(' ')?;
    if NUMBERED.contains(&word) {
        // dpa-AFX sets a colon. Before a colon the others are words as well: `UPDATE 2: the sequel`.
        let colon = rest.strip_prefix(':').filter(|_| word == "ROUNDUP");
        return number(count).zip(after_hyphen(rest).or(colon)).map(|(number, rest)| (Some(number), rest));
    }
    let is_version = matches!(count, "LD" | "LEAD" | "UPDATE");
    let rest = after_hyphen(rest).or_else(|| rest.strip_prefix(':'))?;
    ordinal(word).filter(|_| is_version).map(|number| (Some(number), rest))
}

/// What touches a hyphen; a digit behind it is the other half of a score, as in `LEAD 2-1`.
fn after_hyphen(text: &str) -> Option<&str> {
    let rest = ["-", "–", "—"].iter().find_map(|mark| text.strip_prefix(mark))?;
    (!rest.starts_with(|c: char| c.is_whitespace() || c.is_ascii_digit())).then_some(rest)
}

fn number(text: &str) -> Option<u32> {
    let is_number = (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok()).flatten()
}

/// `2nd`, `3RD`, `4th`; or the bare number, as in `2LD`.
fn ordinal(text: &str) -> Option<u32> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = text.get(digits.len()..)?;
    let is_ordinal = ["", "st", "nd", "rd", "th"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    is_ordinal.then(|| number(digits)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_taken_off_and_kept_as_numbers() {
        for (title, update) in [
            ("UPDATE 3-Ferry runs again", Some(3)),
            ("UPDATE 1–Ferry runs again", Some(1)),
            ("WRAPUP 2-Ferry runs again", Some(2)),
            ("ROUNDUP 2: Ferry runs again", Some(2)),
            ("(LEAD) Ferry runs again", Some(1)),
            ("(4th LD) Ferry runs again", Some(4)),
            ("(2LD) Ferry runs again", Some(2)),
            ("2ND LD: Ferry runs again", Some(2)),
            ("1st LD-Writethru: Ferry runs again", Some(1)),
            ("(UPDATED) Ferry runs again", Some(1)),
            ("[UPDATE 2] Ferry runs again", Some(2)),
        ] {
            assert_eq!(without_marks(title), Versioned { headline: "Ferry runs again", update }, "{title}");
        }
    }

    #[test]
    fn what_was_sent_again_is_the_same_headline() {
        for (title, update) in [
            ("RPT-Ferry runs again", None),
            ("REFILE-UPDATE 2-Ferry runs again", Some(2)),
            ("(REPEAT) Ferry runs again", None),
            ("WDH/ROUNDUP 3: Ferry runs again", Some(3)),
        ] {
            assert_eq!(without_marks(title), Versioned { headline: "Ferry runs again", update }, "{title}");
        }
    }

    #[test]
    fn that_something_was_wrong_stays_in_the_title() {
        for title in [
            "CORRECTION: Holm was not on the ferry",
            "KORREKTUR: Holm war nicht auf der Fähre",
            "CORRECTED-Ferry runs again",
            "(CORRECTED) Ferry runs again",
        ] {
            assert_eq!(without_marks(title), Versioned { headline: title, update: None }, "{title}");
        }
        let title = "CORRECTED-UPDATE 2-Ferry runs again";
        assert_eq!(without_marks(title), Versioned { headline: title, update: Some(2) });
    }

    #[test]
    fn the_kind_of_a_story_is_content() {
        for title in [
            "Live: ferry runs again",
            "REPEAT: the ferry that ran twice",
            "ADDS - we miss you",
            "REFILE - a life among folders",
            "UPDATE 2: the sequel",
            "LEAD 2-1 at half-time",
            "EXCLUSIVE-Ferry runs again",
            "Update 2 of the game is out",
            "UPDATE: ferry runs again",
            "LEAD 2024: the awards",
            "Lead - a heavy metal",
            "(Movie review) Ferry",
            "(LEAD)",
            "UPDATE 2-",
            "2 dead: ferry sinks",
            "",
        ] {
            assert_eq!(without_marks(title), Versioned { headline: title, update: None }, "{title}");
        }
    }
}
