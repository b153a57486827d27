//! Dates and times beside names: `Ada Holm / May 1, 2024, 10:00 IST`, `Updated: 1 May | Ada Holm`.
//!
//! A date is known by its numbers: a day beside the name of a month, a whole date in digits, a time of day. Words around
//! it (weekdays, zones, `Updated:`, `at`) go with it. Refuses a month without a number, for people are called so, and
//! a number without more, for outlets are.

use crate::normalize::date::{Word, word};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// `2024-05-01`, `1.5.2024`, `2024年5月1日`.
    Whole,
    /// `10:00`, `10.00am`, `10h30`.
    Clock,
    /// `10.00`, which is a time beside words of time.
    Dotted,
    /// `1`, `1st`, `2024`.
    Number,
    Month,
    Weekday,
    Zone,
    /// `a.m.`, `Uhr`.
    OfTime,
    /// `Updated`, `Published`.
    Stamp,
    /// `on`, `at`, `de`.
    Small,
    Mark,
    Other,
}

impl Kind {
    fn has_digit(self) -> bool {
        matches!(self, Self::Whole | Self::Clock | Self::Dotted | Self::Number)
    }
}

#[derive(Clone, Copy, Debug)]
struct Token {
    start: usize,
    end: usize,
    kind: Kind,
}

/// What stands before, between and after the dates of a byline; all of it where there is none.
pub fn around(byline: &str) -> Vec<&str> {
    if !byline.chars().any(|c| c.is_ascii_digit()) {
        return vec![byline];
    }
    let tokens = tokens(byline);
    let mut parts = Vec::new();
    let (mut from, mut at) = (0, 0);
    while let Some(first) = (at..tokens.len()).find(|&at| is_digit(&tokens, at)) {
        let last = last_digit(&tokens, first);
        at = last + 1;
        let Some((start, end)) = date(byline, &tokens, first, last, from) else { continue };
        parts.extend(part(byline, from, start));
        from = end;
    }
    parts.extend(part(byline, from, byline.len()));
    parts
}

fn part(byline: &str, start: usize, end: usize) -> Option<&str> {
    let part = byline.get(start..end)?.trim_matches(|c: char| c.is_whitespace() || ",|/-–—·•:;(".contains(c));
    part.contains(char::is_alphanumeric).then_some(part)
}

fn tokens(byline: &str) -> Vec<Token> {
    let mut at = 0;
    let mut tokens: Vec<Token> = Vec::new();
    for word in byline.split(' ') {
        let end = at + word.len();
        if !word.is_empty() {
            tokens.push(Token { start: at, end, kind: kind(word) });
        }
        at = end + 1;
    }
    tokens
}

fn kind(text: &str) -> Kind {
    let bare = text.trim_matches(|c: char| matches!(c, ',' | '.' | ':' | ';' | '(' | ')' | '[' | ']' | '|'));
    if !bare.contains(char::is_alphanumeric) {
        return Kind::Mark;
    }
    if bare.starts_with(|c: char| c.is_ascii_digit()) {
        return number(bare);
    }
    if ["am", "pm", "a.m", "p.m"].iter().any(|half| bare.eq_ignore_ascii_case(half)) {
        return Kind::OfTime;
    }
    match word(bare) {
        Some(Word::Month) => Kind::Month,
        Some(Word::Weekday) => Kind::Weekday,
        Some(Word::Zone) => Kind::Zone,
        Some(Word::Stamp) => Kind::Stamp,
        Some(Word::OfTime) => Kind::OfTime,
        Some(Word::Small) if bare.starts_with(char::is_lowercase) => Kind::Small,
        Some(Word::Small) | None => Kind::Other,
    }
}

fn number(bare: &str) -> Kind {
    let digits = bare.bytes().take_while(u8::is_ascii_digit).count();
    let (number, rest) = bare.split_at_checked(digits).unwrap_or_default();
    let groups = || bare.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).count();
    let lower = rest.to_lowercase();
    let is_half = |rest: &str| matches!(rest, "" | "am" | "pm" | "a.m" | "p.m" | "h" | "uhr");
    let after_pair = |mark: char| {
        let rest = lower.strip_prefix(mark)?;
        let rest = rest.strip_prefix(|c: char| c.is_ascii_digit())?;
        rest.strip_prefix(|c: char| c.is_ascii_digit())
    };
    if number.len() > 4 {
        return Kind::Other;
    }
    if rest.is_empty() || ["st", "nd", "rd", "th", "er", "º", "ª", "日"].contains(&lower.as_str()) {
        return Kind::Number;
    }
    let is_clock = number.len() <= 2
        && after_pair(':')
            .is_some_and(|rest| is_half(rest.trim_start_matches(|c: char| c == ':' || c.is_ascii_digit())));
    if is_clock
        || (number.len() <= 2 && (matches!(lower.as_str(), "am" | "pm" | "h") || after_pair('h') == Some("")))
    {
        return Kind::Clock;
    }
    if let Some(rest) = after_pair('.').filter(|rest| number.len() <= 2 && is_half(rest)) {
        return if rest.is_empty() { Kind::Dotted } else { Kind::Clock };
    }
    let of_date = |c: char| {
        c.is_ascii_digit() || matches!(c, '.' | '/' | '-' | '年' | '月' | '日' | '년' | '월' | '일')
    };
    let is_iso = rest
        .split_once('t')
        .or_else(|| rest.split_once('T'))
        .is_some_and(|(day, _)| day.chars().all(of_date));
    if groups() >= 3 && (is_iso || rest.chars().all(of_date)) {
        return Kind::Whole;
    }
    Kind::Other
}

fn kind_at(tokens: &[Token], at: usize) -> Kind {
    tokens.get(at).map_or(Kind::Other, |token| token.kind)
}

fn is_digit(tokens: &[Token], at: usize) -> bool {
    kind_at(tokens, at).has_digit()
}

/// The last number that only words of dates part from the first.
fn last_digit(tokens: &[Token], first: usize) -> usize {
    let run = (first..tokens.len()).take_while(|&at| kind_at(tokens, at) != Kind::Other);
    run.filter(|&at| is_digit(tokens, at)).last().unwrap_or(first)
}

/// Where the date of these numbers begins and ends, if they are one.
fn date(byline: &str, tokens: &[Token], first: usize, last: usize, from: usize) -> Option<(usize, usize)> {
    let before = |at: usize| at.checked_sub(1).map_or(Kind::Other, |at| kind_at(tokens, at));
    let within = || (first..=last).map(|at| kind_at(tokens, at));
    let month_after = kind_at(tokens, last + 1) == Kind::Month;
    let month_within = within().any(|kind| kind == Kind::Month);
    let month_before = !month_after && before(first) == Kind::Month && !is_month_of_next(tokens, first);
    let mut end = last;
    end += usize::from(month_after && !month_within);
    while matches!(kind_at(tokens, end + 1), Kind::Zone | Kind::OfTime) {
        end += 1;
    }
    let of_time = || (last + 1..=end).any(|at| matches!(kind_at(tokens, at), Kind::Zone | Kind::OfTime));
    let is_sure = within().any(|kind| matches!(kind, Kind::Whole | Kind::Clock))
        || (within().any(|kind| kind == Kind::Dotted) && of_time());
    let has_month = month_before || month_within || month_after;
    if !is_sure && !has_month {
        return None;
    }
    let mut begin = first - usize::from(month_before);
    while matches!(before(begin), Kind::Stamp | Kind::Small | Kind::Weekday | Kind::Mark | Kind::OfTime) {
        begin -= 1;
    }
    let start = tokens.get(begin)?.start.max(from);
    // `Theresa May 1`: a single word beside a bare day may have lost its family.
    let has_year = within().filter(|kind| *kind == Kind::Number).count() > 1;
    let name = byline.get(from..start)?.trim();
    let is_bare = !is_sure && !has_year && begin == first - usize::from(month_before);
    if is_bare && !name.is_empty() && !name.contains(' ') {
        return None;
    }
    Some((start, tokens.get(end)?.end))
}

/// `May 1 May`: the second is the day's month, the first a name.
fn is_month_of_next(tokens: &[Token], at: usize) -> bool {
    kind_at(tokens, at + 1) == Kind::Month
}

#[cfg(test)]
mod tests {
    use super::around;

    #[test]
    fn dates_go_with_the_words_around_them() {
        for text in [
            "Ada Holm / May 1, 2024, 10:00 IST",
            "Ada Holm | Updated: May 1, 2024",
            "Ada Holm - May 1, 2024",
            "Ada Holm May 1",
            "Ada Holm 10.00 BST",
            "Ada Holm Wed 1 May",
            "Ada Holm Wed 1 May 2024 10.00 BST",
            "Ada Holm, 1st May 2024",
            "Ada Holm (1 May 2024)",
            "Ada Holm on 1 May 2024 at 10:30 a.m.",
            "Ada Holm, 01.05.2024, 10:30 Uhr",
            "Ada Holm • 1. Mai 2024",
            "Ada Holm, le 1er mai 2024 à 10h30",
            "Ada Holm - 1 de mayo de 2024",
            "Ada Holm, 1 maggio 2024 alle 10:30",
            "Ada Holm 1 мая 2024, 10:30",
            "Ada Holm 2024-05-01T10:30:00Z",
            "Ada Holm Published: 1 May 2024 Updated: 2 May 2024",
            "1 May 2024 | Ada Holm",
            "10:30, 01/05/2024 - Ada Holm",
        ] {
            assert_eq!(around(text), ["Ada Holm"], "{text}");
        }
        assert_eq!(around("Ada Holm / May 1, 2024 / Bo Berg"), ["Ada Holm", "Bo Berg"]);
        assert_eq!(around("Theresa May 1 May 2024"), ["Theresa May"]);
        assert_eq!(around("Theresa May, May 1, 2024"), ["Theresa May"]);
        assert!(around("1 May 2024").is_empty());
    }

    #[test]
    fn numbers_of_names_and_months_that_are_names_stay() {
        for text in [
            "Radio 5",
            "3sat",
            "Class of 2024",
            "Channel 4 News",
            "Theresa May",
            "Theresa May 1",
            "24 Sata",
            "Ada Holm 2 hours ago",
            "Studio 10 and Ada Holm",
            "June Holm",
            "Sky 5 News, Ada Holm",
        ] {
            assert_eq!(around(text), [text]);
        }
    }
}
