//! Breaks that the text has itself: blank lines, line feeds, and the width at which a mail's lines were broken.

use super::marks;
use crate::normalize::text;

/// Lines with white space folded; joined into blocks by blank lines, where there are any between lines. Lines
/// that were broken at a fixed width are one again.
pub fn blocks(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.trim().lines().map(folded).collect();
    let width = width(&lines);
    if !lines.iter().any(String::is_empty) {
        return match width {
            Some(width) => unwrapped(&lines, width),
            None => lines,
        };
    }
    match width {
        Some(width) => lines.split(String::is_empty).flat_map(|block| unwrapped(block, width)).collect(),
        None => joined(lines),
    }
}

/// The lines between blank ones, as one text each. Most paragraphs are one line, which stays where it is.
fn joined(lines: Vec<String>) -> Vec<String> {
    let mut blocks: Vec<String> = Vec::with_capacity(lines.len() / 2 + 1);
    let mut goes_on = false;
    for line in lines {
        let is_empty = line.is_empty();
        match blocks.last_mut().filter(|_| goes_on && !is_empty) {
            Some(block) => {
                block.push('\n');
                block.push_str(&line);
            }
            None if is_empty => {}
            None => blocks.push(line),
        }
        goes_on = !is_empty;
    }
    blocks
}

/// Most lines have nothing to fold.
fn folded(line: &str) -> String {
    if has_odd_space(line) { text::fold_spaces(line) } else { line.to_owned() }
}

/// White space that is not one space between words.
#[expect(clippy::needless_bitwise_bool, reason = "without branches, many bytes are compared at once")]
fn has_odd_space(line: &str) -> bool {
    let is_blank = |c: char| c.is_whitespace() || c.is_control();
    if line.starts_with(is_blank) || line.ends_with(is_blank) {
        return true;
    }
    let bytes = line.as_bytes();
    let [after, third] = [1, 2].map(|skipped| bytes.get(skipped..).unwrap_or_default());
    bytes.iter().zip(after).zip(third).fold(false, |odd, ((&first, &second), &third)| {
        odd | (first < b' ')
            | ((first == b' ') & (second == b' '))
            // U+00A0, U+1680, U+2000 to 200A, U+202F, U+205F, U+3000.
            | ((first == 0xc2) & (second == 0xa0))
            | ((first == 0xe1) & (second == 0x9a) & (third == 0x80))
            | ((first == 0xe2) & (second == 0x80) & ((third <= 0x8a) | (third == 0xaf)))
            | ((first == 0xe2) & (second == 0x81) & (third == 0x9f))
            | ((first == 0xe3) & (second == 0x80) & (third == 0x80))
    })
}

/// Widths at which mails and press releases are broken, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 50..=100;

/// The width at which all lines were broken, if they were: a line ends where the next one's first word would not
/// have fitted, or else at the end of a paragraph. Some sentence must go on over a line's end; a poem or a list
/// has lines that end in the middle of nothing.
fn width(lines: &[String]) -> Option<usize> {
    let mut width = 0;
    for line in lines {
        // Four bytes a character at most: a text of long lines is known by the first of them.
        let length = if line.len() > 4 * WIDTHS.end() { usize::MAX } else { line.chars().count() };
        width = width.max(length);
        if width > *WIDTHS.end() {
            return None;
        }
    }
    if width < *WIDTHS.start() {
        return None;
    }
    let [mut full, mut within_sentence] = [0, 0];
    for (line, next) in lines.iter().zip(lines.iter().skip(1)) {
        if line.is_empty() || next.is_empty() {
            continue;
        }
        let ends = line.ends_with(ends_paragraph);
        if is_full(line, next, width) {
            full += 1;
            within_sentence += usize::from(!ends && !next.starts_with(char::is_uppercase));
        } else if !ends {
            return None;
        }
    }
    (full >= 3 && within_sentence * 2 >= full).then_some(width)
}

fn is_full(line: &str, next: &str, width: usize) -> bool {
    let word = next.split(' ').next().unwrap_or_default();
    line.chars().count() + 1 + word.chars().count() > width
}

fn ends_paragraph(c: char) -> bool {
    marks::ends_sentence(c) || matches!(c, ':' | '"' | '”' | '“' | '»' | '«' | ')')
}

fn unwrapped(lines: &[String], width: usize) -> Vec<String> {
    let mut paragraphs: Vec<String> = Vec::new();
    let mut before: Option<&String> = None;
    for line in lines {
        match (paragraphs.last_mut(), before) {
            (Some(paragraph), Some(before)) if is_full(before, line, width) => {
                paragraph.push(' ');
                paragraph.push_str(line);
            }
            _ => paragraphs.push(line.clone()),
        }
        before = Some(line);
    }
    paragraphs
}

#[cfg(test)]
mod tests {
    use super::blocks;

    #[test]
    fn lines_broken_at_a_width_are_one_again() {
        let text = "The council of the town met on Tuesday to hear what the harbour\n\
                    master had to say about the old quay, which has been closed to\n\
                    all traffic since the storm, and about the money that would be\n\
                    needed for it.\n\
                    Nobody spoke against the plan, and the vote was over within the\n\
                    hour.";
        let [first, second] = blocks(text).try_into().unwrap();
        assert!(
            first.starts_with("The council")
                && first.ends_with(
                    "closed to all traffic since the storm, and about the money that would be needed for it."
                )
        );
        assert_eq!(second, "Nobody spoke against the plan, and the vote was over within the hour.");
        assert_eq!(blocks(&text.replace("it.\n", "it.\n\n")).len(), 2);
    }

    #[test]
    fn verses_lists_and_short_paragraphs_keep_their_lines() {
        for text in [
            "The road goes ever on and on\nand down to where the rivers meet\nwith many a bend and many a stone\nthat lies before the tired feet\nof those who left their homes alone and never came to rest or eat",
            "The mayor spoke at noon of roads and bridges in the north.\nThe opposition left the hall before the speech was over.\nThe vote will follow in the spring, when the money is there.\nThe work itself is planned for the year after.",
        ] {
            assert_eq!(blocks(text).len(), text.lines().count());
        }
    }

    #[test]
    fn white_space_within_lines_is_folded() {
        for space in ["  ", "\t", "\u{a0}", "\u{2009}", "\u{202f}", "\u{205f}", "\u{3000}", "\u{1680}"] {
            assert_eq!(blocks(&format!("one{space}two")), ["one two"]);
            assert_eq!(blocks(&format!("one\n{space}two{space}\nthree")), ["one", "two", "three"]);
        }
        assert_eq!(blocks("“one” – à ten。「二」"), ["“one” – à ten。「二」"]);
    }
}
