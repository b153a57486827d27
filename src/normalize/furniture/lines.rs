//! The lines of a text, and the shapes that tell a sentence from a headline and from an item of a list.
//!
//! Paragraphs may hold several lines, so what stands at the end of a text is its last line, wherever that is.

use super::super::phrases::{End, end, ends_sentence};

/// The last line of the text.
pub fn last(paragraphs: &[String]) -> Option<&str> {
    upwards(paragraphs).next()
}

/// The lines from the last to the first.
pub fn upwards(paragraphs: &[String]) -> impl Iterator<Item = &str> {
    paragraphs.iter().rev().flat_map(|paragraph| paragraph.rsplit('\n'))
}

/// Takes the last line, and with it the paragraph that it was.
pub fn take_last(paragraphs: &mut Vec<String>) {
    let Some(paragraph) = paragraphs.last_mut() else { return };
    match paragraph.rfind('\n') {
        Some(at) => {
            paragraph.truncate(at);
            let kept = paragraph.trim_end().len();
            paragraph.truncate(kept);
        }
        None => {
            paragraphs.pop();
        }
    }
}

/// Whether the text is a single line, which is never taken: it is all there is.
pub fn is_single(paragraphs: &[String]) -> bool {
    match paragraphs {
        [] => true,
        [only] => !only.contains('\n'),
        _ => false,
    }
}

/// As short as a headline, and without its full stop.
pub fn is_headline(line: &str) -> bool {
    line.len() <= 280
        && !matches!(end(line), Some(End::Stop | End::Ellipsis))
        && !line.ends_with([';', ','])
        && line.chars().nth(140).is_none()
}

/// Text has come to its end: a short word below is no item, no answer, no part of a sentence.
pub fn closes_text(line: &str) -> bool {
    matches!(end(line), Some(End::Stop | End::Ellipsis | End::Exclamation)) && !has_list_mark(line)
}

/// What stands below belongs to this line.
pub fn announces(line: &str) -> bool {
    line.trim_end().ends_with([':', '：', '﹕', ','])
}

/// A bullet, a dash, a number or a letter before an item.
pub fn has_list_mark(line: &str) -> bool {
    let line = line.trim_start();
    let bullet = [
        '-', '–', '—', '*', '•', '·', '▪', '▸', '►', '‣', '◦', '○', '●', '■', '□', '→', '+', '✓', '✔', '・',
        '※',
    ];
    let mut chars = line.chars();
    let Some(first) = chars.next() else { return false };
    if bullet.contains(&first) {
        // "-5 degrees" begins with a number.
        return !chars.as_str().starts_with(|c: char| c.is_ascii_digit());
    }
    let inner = line.strip_prefix('(').unwrap_or(line);
    let numbers = inner.len() - inner.trim_start_matches(|c: char| c.is_numeric()).len();
    let letter = inner.chars().next().filter(|c| c.is_alphabetic()).map_or(0, char::len_utf8);
    let rest = inner.get(numbers.max(letter)..).unwrap_or_default();
    let is_closed = rest.starts_with([')', '）']) || (numbers > 0 && rest.starts_with(['.', '、', '．']));
    let is_short = numbers <= 3 && (numbers > 0 || letter > 0);
    let next = rest.chars().nth(1);
    is_closed && is_short && !next.is_some_and(|c| c.is_numeric() || (letter > 0 && c.is_alphabetic()))
}

/// Ends as a sentence does.
pub fn is_sentence(line: &str) -> bool {
    ends_sentence(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_line_is_taken_from_its_paragraph() {
        let mut paragraphs = vec!["One.".to_owned(), "Two.\nThree".to_owned()];
        assert_eq!(last(&paragraphs), Some("Three"));
        take_last(&mut paragraphs);
        assert_eq!(paragraphs, ["One.", "Two."]);
        take_last(&mut paragraphs);
        assert_eq!(paragraphs, ["One."]);
        assert!(is_single(&paragraphs));
    }

    #[test]
    fn a_headline_has_no_full_stop() {
        assert!(is_headline("Will the harbour open?") && is_headline("旧港が再び開く"));
        assert!(!is_headline("It opened.”") && is_sentence("It opened.”") && is_sentence("港が開いた。"));
        assert!(!is_headline(&"word ".repeat(40)));
    }

    #[test]
    fn items_of_lists_are_marked() {
        for line in
            ["- Google", "• AFP", "1. Reuters", "2) dpa", "(c) 2 eggs", "a) boats", "– Reuters", "１、新华社"]
        {
            assert!(has_list_mark(line), "{line}");
        }
        for line in ["Google", "1.5 million", "(ANSA)", "2023 Example", "A bridge", "-5 degrees", ""] {
            assert!(!has_list_mark(line), "{line}");
        }
    }
}
