//! What lies between two letters or digits.

use super::is_unit;

/// Adds what the text before a digit says of the number that begins there: what separates it from another one, or a
/// minus.
pub fn close(before: &str, map: impl Fn(char) -> Option<char>, skeleton: &mut Vec<u8>) {
    let mapped = |c| map(c).unwrap_or(c);
    let last = before.char_indices().rev().find(|&(_, c)| mapped(c).is_alphanumeric());
    let after_digit = last.is_some_and(|(_, c)| mapped(c).is_numeric());
    let gap = last.map_or(Some(before), |(at, c)| before.get(at + c.len_utf8()..)).unwrap_or_default();
    if gap.is_empty() {
        return;
    }
    let begins = if last.is_some() { Minus::Impossible } else { Minus::Possible };
    let mut gap_read = Gap { minus: begins, separators: String::new(), spaced: false };
    gap.chars().map(mapped).filter(|c| !is_unit(*c)).for_each(|c| gap_read.push(c));
    let Gap { minus, separators, spaced } = gap_read;
    if after_digit && !separators.is_empty() {
        skeleton.extend_from_slice(separators.as_bytes());
    } else if after_digit && spaced {
        skeleton.push(b' ');
    } else if minus == Minus::Seen {
        skeleton.push(b'-');
    }
}

struct Gap {
    minus: Minus,
    separators: String,
    spaced: bool,
}

/// At the start of the text or after white space or an opening bracket a dash may be a minus.
#[derive(PartialEq)]
enum Minus {
    Possible,
    Seen,
    Impossible,
}

impl Gap {
    fn push(&mut self, c: char) {
        if c.is_whitespace() || matches!(c, '(' | '[') {
            self.spaced |= c.is_whitespace();
            self.minus = Minus::Possible;
            return;
        }
        let c = match c {
            '‐' | '‑' | '‒' | '–' | '—' | '−' => '-',
            '’' | '‘' | 'ʼ' => '\'',
            other => other,
        };
        self.minus = if c == '-' && self.minus == Minus::Possible { Minus::Seen } else { Minus::Impossible };
        // Whatever else may stand between digits, such as quotes and invisible characters, separates nothing.
        if matches!(c, '.' | ',' | ':' | '/' | '-' | '\'' | ';') {
            self.separators.push(c);
        }
    }
}
