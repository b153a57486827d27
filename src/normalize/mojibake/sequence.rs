//! Characters that are, byte by byte, one character of UTF-8 misread; and how sure that is.
//!
//! Nearly every such sequence may also be right text: a capital before a closing quote, a guillemet behind its
//! no-break space. What tells is the place: a capital within a word in lower case, a currency sign or a control
//! character behind a letter, letters of two scripts in one word.

use super::script::{self, Script};
use super::table::Misreading;

#[derive(Clone, Copy, Debug)]
pub(super) struct Sequence {
    /// Byte positions in the text.
    pub(super) begin: usize,
    pub(super) end: usize,
    pub(super) decoded: char,
    /// How odd the characters are as they stand, where they stand; from `SURE` on they cannot be right.
    pub(super) oddness: u32,
    /// A capital comes out within a word in lower case: most likely another charset was it.
    clashes: bool,
    before: char,
    characters: [char; 4],
    after: char,
}

pub(super) const SURE: u32 = 3;

/// What stands for "no character": the edge of the text.
const EDGE: char = '\n';

/// All sequences that make a plausible character, in order, weighed.
pub(super) fn all(text: &str, misreading: Misreading) -> Vec<Sequence> {
    let mut found = Vec::new();
    let mut before = EDGE;
    let mut chars = text.char_indices();
    while let Some((begin, c)) = chars.next() {
        if !c.is_ascii()
            && let Some((decoded, characters, length)) = sequence(c, chars.as_str(), misreading)
        {
            for _ in 1..length {
                chars.next();
            }
            let end = chars.offset();
            let after = chars.as_str().chars().next().unwrap_or(EDGE);
            found.push(Sequence {
                begin,
                end,
                decoded,
                oddness: 0,
                clashes: false,
                before,
                characters,
                after,
            });
            before = characters[length - 1];
        } else {
            before = c;
        }
    }
    weigh(&mut found);
    found
}

/// The character that `first` and those after it are misread from, and how many they are.
fn sequence(first: char, rest: &str, misreading: Misreading) -> Option<(char, [char; 4], usize)> {
    let lead = misreading.byte(first);
    let length = match lead {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    if !misreading.may_begin(lead) {
        return None;
    }
    let mut characters = ['\0'; 4];
    let mut bytes = [0; 4];
    (characters[0], bytes[0]) = (first, lead);
    let mut rest = rest.chars();
    for at in 1..length {
        let c = rest.next()?;
        let byte = misreading.byte(c);
        if !(0x80..=0xbf).contains(&byte) {
            return None;
        }
        (characters[at], bytes[at]) = (c, byte);
    }
    let decoded = std::str::from_utf8(bytes.get(..length)?).ok()?.chars().next()?;
    Some((decoded, characters, length))
}

/// Sequences that make no plausible character go; the others get their oddness.
fn weigh(found: &mut Vec<Sequence>) {
    let mut weighed = Vec::with_capacity(found.len());
    for (at, sequence) in found.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| found.get(at)).filter(|it| it.end == sequence.begin);
        let after = found.get(at + 1).filter(|it| it.begin == sequence.end);
        if let Some(oddness) = sequence.weight(before, after) {
            let decoded_before = before.map_or(sequence.before, |it| it.decoded);
            let clashes = sequence.decoded.is_uppercase() && decoded_before.is_lowercase();
            weighed.push(Sequence { oddness, clashes, ..*sequence });
        }
    }
    *found = weighed;
}

impl Sequence {
    /// How much it speaks for the misreading by which it was found.
    pub(super) fn worth(&self, misreading: Misreading) -> i64 {
        // What was misread twice brings out capitals within words rightly.
        let counts = self.clashes && misreading != Misreading::Western;
        if counts { -8 } else { 1 + i64::from(self.oddness) }
    }

    fn weight(&self, before: Option<&Self>, after: Option<&Self>) -> Option<u32> {
        let neighbours = before.is_some() || after.is_some();
        let decoded_before = before.map_or(self.before, |it| it.decoded);
        let decoded_after = after.map_or(self.after, |it| it.decoded);
        let script = Script::of(self.decoded);
        match script {
            // Read wrongly more than once: what comes out is again to be repaired.
            None if self.decoded.is_control() => return neighbours.then_some(1),
            // Fonts of symbols, and letters that Unicode did not have then.
            None if matches!(self.decoded, '\u{e000}'..='\u{f8ff}') => return Some(0),
            None if !script::is_sign(self.decoded) => return None,
            None => {}
            Some(script) => {
                let fits = |c: char| Script::of(c).is_none_or(|other| script.joins(other));
                if !fits(decoded_before) || !fits(decoded_after) {
                    return Some(0);
                }
                let company = [before, after].into_iter().flatten();
                let has_company =
                    company.filter_map(|it| Script::of(it.decoded)).any(|other| other == script);
                if script == Script::RareLatin || (script != Script::Latin && !has_company) {
                    return Some(0);
                }
                if script != Script::Latin {
                    return Some(2 + self.oddness_in_place(after.is_some()));
                }
            }
        }
        Some(u32::from(neighbours) + self.oddness_in_place(after.is_some()))
    }

    fn oddness_in_place(&self, sequence_follows: bool) -> u32 {
        let [lead, cont, ..] = self.characters;
        let conts = self.characters.iter().skip(1).take_while(|&&c| c != '\0');
        let before_is_capital = self.before.is_uppercase();
        let goes_on = is_letter(self.after) || sequence_follows;
        let within = is_letter(self.before) && goes_on;
        let stops = conts.clone().all(|&c| may_end_word(c));
        let mut oddness = 0;
        if conts.clone().any(|c| c.is_control()) {
            oddness += 4;
        }
        if lead.is_uppercase() && self.before.is_lowercase() {
            oddness += 3;
        }
        if lead.is_lowercase() && cont.is_uppercase() {
            oddness += 3;
        }
        if mixes(self.before, lead) || mixes(lead, cont) {
            oddness += 3;
        }
        if !is_letter(lead) && is_letter(self.before) {
            oddness += 3;
        } else if is_drawn(lead) {
            // Boxes and trees are drawn with both.
            oddness += if is_drawn(cont) { 1 } else { 3 };
        }
        if is_letter(lead) && conts.clone().any(|&c| is_drawn(c)) {
            oddness += 3;
        }
        if conts.clone().any(|&c| is_odd_behind_letter(c)) {
            oddness += 2;
        }
        if !is_letter(cont) && goes_on && (!stops || (within && !before_is_capital)) {
            oddness += 2;
        }
        // `Â£`, `Â°`, `Â»`: the sign alone was meant.
        if lead == 'Â' && !is_letter(cont) && !before_is_capital {
            let alone = self.before.is_whitespace() || self.before.is_numeric();
            oddness += if alone && cont != '\u{a0}' { 3 } else { 2 };
        }
        // `Ã` begins no word, except where it is spoken of in quotes.
        if lead == 'Ã' && !self.before.is_alphabetic() && !is_quote(cont) {
            oddness += 3;
        }
        // No language writes both.
        if matches!(lead, 'Ã' | 'Å') && matches!(cont, 'Š' | 'š' | 'Ž' | 'ž' | 'Œ' | 'œ' | 'Ÿ') {
            oddness += 3;
        }
        // A single capital or an abbreviation may stand before any sign: `10 Å²`.
        if lead.is_uppercase() && !goes_on && !self.before.is_lowercase() && !matches!(lead, 'Â' | 'Ã') {
            oddness = oddness.min(SURE - 1);
        }
        if is_common_mark(self.decoded) {
            oddness += 2;
        }
        oddness
    }
}

/// Letters of two scripts side by side, as in no word.
fn mixes(first: char, second: char) -> bool {
    match (Script::of(first), Script::of(second)) {
        (Some(first), Some(second)) => !first.joins(second),
        _ => false,
    }
}

fn is_drawn(c: char) -> bool {
    matches!(c, '\u{2500}'..='\u{259f}')
}

/// The signs that Unicode counts among letters are none here.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() && !matches!(c, 'µ' | 'ª' | 'º')
}

/// Quotes and dashes, which are what most misread text outside letters is.
fn is_common_mark(c: char) -> bool {
    matches!(c, '‐'..='”' | '„' | '•' | '…' | '‹' | '›' | '€' | '™' | '\u{fffd}' | '\u{feff}')
}

fn is_quote(c: char) -> bool {
    matches!(c, '’' | '‘' | '”' | '“' | '„' | '‚' | '»' | '«' | '›' | '‹')
}

/// What may follow the last letter of a word in right text.
fn may_end_word(c: char) -> bool {
    is_quote(c)
        || matches!(
            c,
            '…' | '–'
                | '—'
                | '•'
                | '·'
                | '®'
                | '™'
                | '©'
                | '\u{a0}'
                | '\u{ad}'
                | 'ª'
                | 'º'
                | '°'
                | '´'
                | '¹'
                | '²'
                | '³'
        )
}

/// Signs that stand before a number, within one, or alone.
fn is_odd_behind_letter(c: char) -> bool {
    matches!(c, '¡'..='¦' | '§' | '¨' | '¬' | '¯' | '±' | '´'..='¶' | '¸' | '¼'..='¿' | 'ƒ' | 'ˆ' | '˜' | '†' | '‡' | '‰' | '€'
        | '‚' | '„' | 'Œ' | 'œ' | 'Ÿ' | 'ˇ' | '˘' | '˙' | '˛' | '˝' | '√' | '∞' | '≤' | '≥' | '∂' | '∑' | '∏' | '∫' | '⌐' | '╗' | '║' | '░' | '▒' | '▓')
}
