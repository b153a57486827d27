//! Control characters U+0080 to U+009F: marks and letters of windows-1252 in text that was read as Latin-1.

use encoding_rs::WINDOWS_1252;

/// `None` where none of them means anything. The next-line control stays, unless others show that it is an
/// ellipsis, or it stands where an ellipsis does: behind a word and before white space or the end.
pub(super) fn replaced(text: &str) -> Option<String> {
    let is_control = |c: char| matches!(c, '\u{80}'..='\u{9f}');
    let others = text.chars().any(|c| is_control(c) && c != '\u{85}');
    let mut replaced = String::with_capacity(text.len());
    let mut changed = false;
    let mut before = ' ';
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let after = chars.as_str().chars().next();
        let stays = c == '\u{85}' && !others && !(before.is_alphanumeric() && after.is_none_or(|c| c == ' '));
        match meant(c).filter(|&meant| is_control(c) && !stays && fits(meant, before, after)) {
            Some(meant) => {
                replaced.push(meant);
                changed = true;
            }
            None => replaced.push(c),
        }
        before = c;
    }
    changed.then_some(replaced)
}

fn meant(c: char) -> Option<char> {
    let byte = u8::try_from(u32::from(c)).ok()?;
    WINDOWS_1252.decode_without_bom_handling(&[byte]).0.chars().next().filter(|meant| !meant.is_control())
}

/// The marks are the same in all charsets of the family; the letters belong to that of the West alone.
fn fits(meant: char, before: char, after: Option<char>) -> bool {
    let is_western = |c: char| !c.is_alphabetic() || u32::from(c) < 0x250;
    !meant.is_alphabetic() || (is_western(before) && after.is_none_or(is_western))
}
