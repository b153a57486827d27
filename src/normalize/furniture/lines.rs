//! The lines of a text, and the shapes that tell a sentence from a headline.
//!
//! Paragraphs may hold several lines, so what stands at the end of a text is its last line, wherever that is.

/// Marks that end a sentence. A headline may end with a question or an exclamation.
const FULL_STOPS: [char; 7] = ['.', '。', '．', '।', '۔', ';', '…'];
const CLOSERS: [char; 11] = ['"', '\'', '”', '’', '»', '«', '“', ')', ']', '」', '）'];

/// The last line of the text.
pub fn last(paragraphs: &[String]) -> Option<&str> {
    paragraphs.last().map(|paragraph| paragraph.rsplit('\n').next().unwrap_or(paragraph))
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

/// Ends as a sentence does.
pub fn is_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(CLOSERS);
    line.ends_with(FULL_STOPS) || line.ends_with(['!', '?', '！', '？', '؟'])
}

/// As short as a headline, and without its full stop.
pub fn is_headline(line: &str) -> bool {
    line.len() <= 280
        && !line.trim_end_matches(CLOSERS).ends_with(FULL_STOPS)
        && line.chars().nth(140).is_none()
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
}
