//! What a line misread in windows-1252 lost besides: bytes that a later step dropped or took for white space.

/// Letters outside ASCII that cannot be remains of misread UTF-8.
pub(super) fn right_letters(text: &str) -> usize {
    if text.is_ascii() {
        return 0;
    }
    text.chars()
        .filter(|&c| !c.is_ascii() && c.is_alphabetic() && !matches!(c, 'Ã' | 'Â' | 'â' | 'Å'))
        .count()
}

/// Appends text of a misread line, with what can be told from the remains: the no-break space in `Ã ` (à), `Å `
/// (Š) and `Â ` (itself), the soft hyphen in `Ã` (í), the undefined byte in `â€` (”).
pub(super) fn push(repaired: &mut String, text: &str) {
    let mut rest = text;
    while let Some(found) = rest.find(['Ã', 'Å', 'Â', 'â']) {
        let Some((before, at)) = rest.split_at_checked(found) else { break };
        repaired.push_str(before);
        let mut chars = at.chars();
        let lead = chars.next().unwrap_or_default();
        let next = chars.clone().next();
        let after_next = chars.clone().nth(1);
        match (lead, next) {
            ('Ã', Some(' ')) => {
                repaired.push('à');
                // Where white space was not folded, one of the two is the lost byte; no space stands before a comma.
                if matches!(after_next, Some(' ' | ',' | '.' | ')' | '\n')) {
                    chars.next();
                }
            }
            ('Ã', Some(letter)) if letter.is_ascii_lowercase() => repaired.push('í'),
            ('Å', Some(' ')) if after_next.is_some_and(|c| c.is_ascii_lowercase()) => {
                repaired.push('Š');
                chars.next();
            }
            ('Â', Some(' ')) => {}
            ('â', Some('€')) => {
                repaired.push('”');
                chars.next();
            }
            _ => repaired.push(lead),
        }
        rest = chars.as_str();
    }
    repaired.push_str(rest);
}
