//! Text whose UTF-8 was once read in another charset, made right again.
//!
//! Owns the repair of `cafÃ©`, `donâ€™t`, `РџСЂРёРІРµС‚` and their kind, also where it happened twice, and of
//! control characters that stand for the quotes and dashes of windows-1252. A place is changed only where what
//! comes out is plausible and what stands there cannot be right; what may be right is changed only in a line that
//! is misread as a whole. Nothing else changes, quotes and dashes come out as they were. Text without tell-tales
//! costs about a microsecond.

mod controls;
mod lost;
mod script;
mod sequence;
mod table;
mod tell_tale;

use sequence::{SURE, Sequence};
use table::Misreading;
use tell_tale::TellTales;

/// Text that went through a wrong charset more often is past repair.
const MOST_PASSES: usize = 4;

/// `None` where nothing is to be done, which is usual.
pub fn repair(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut repaired: Option<String> = None;
    let mut seen = TellTales::of(text);
    for _ in 0..MOST_PASSES {
        let Some(better) = reread(repaired.as_deref().unwrap_or(text), seen) else { break };
        seen = TellTales::of(&better);
        repaired = Some(better);
    }
    if seen.controls {
        let now = repaired.as_deref().unwrap_or(text);
        return controls::replaced(now).or(repaired);
    }
    repaired
}

/// Whether characters were lost on the way, which nothing can bring back.
pub fn is_damaged(text: &str) -> bool {
    const REPLACEMENTS: [&str; 4] = ["\u{fffd}", "ï¿½", "锟斤拷", "пїЅ"];
    !text.is_ascii() && REPLACEMENTS.iter().any(|mark| text.contains(mark))
}

/// The text with its most likely misreading undone once.
fn reread(text: &str, seen: TellTales) -> Option<String> {
    let mut best: Option<(i64, Misreading, Vec<Sequence>)> = None;
    for misreading in seen.misreadings() {
        let found = sequence::all(text, misreading);
        if !found.iter().any(|it| it.oddness >= SURE) {
            continue;
        }
        let weight = found.iter().map(|it| it.worth(misreading)).sum();
        if best.as_ref().is_none_or(|&(most, ..)| weight > most) {
            best = Some((weight, misreading, found));
        }
    }
    let (_, misreading, found) = best?;
    let mut repaired = String::with_capacity(text.len());
    let mut rest = found.as_slice();
    let mut begin = 0;
    for line in text.split_inclusive('\n') {
        let end = begin + line.len();
        let (here, later) = rest.split_at(rest.partition_point(|it| it.begin < end));
        push_line(&mut repaired, &Line { text, begin, end, found: here }, misreading);
        (rest, begin) = (later, end);
    }
    (repaired != text).then_some(repaired)
}

/// A line of the text, with the sequences in it.
struct Line<'a> {
    text: &'a str,
    begin: usize,
    end: usize,
    found: &'a [Sequence],
}

impl<'a> Line<'a> {
    fn part(&self, begin: usize, end: usize) -> &'a str {
        self.text.get(begin..end).unwrap_or_default()
    }

    /// Misread as a whole: hardly a letter is left that no misreading makes.
    fn is_misread(&self) -> bool {
        let mut from = self.begin;
        let mut right = 0;
        for sequence in self.found {
            right += lost::right_letters(self.part(from, sequence.begin));
            from = sequence.end;
        }
        right += lost::right_letters(self.part(from, self.end));
        right * 8 <= self.found.iter().filter(|it| it.oddness > 0).count()
    }
}

fn push_line(repaired: &mut String, line: &Line<'_>, misreading: Misreading) {
    let is_misread = line.is_misread();
    let brings_back = is_misread && misreading == Misreading::Western;
    let mut from = line.begin;
    let push_between = |repaired: &mut String, between: &str| {
        if brings_back { lost::push(repaired, between) } else { repaired.push_str(between) }
    };
    for sequence in line.found.iter().filter(|it| is_misread || it.oddness >= SURE) {
        push_between(repaired, line.part(from, sequence.begin));
        repaired.push(sequence.decoded);
        from = sequence.end;
    }
    push_between(repaired, line.part(from, line.end));
}

#[cfg(test)]
mod tests;
