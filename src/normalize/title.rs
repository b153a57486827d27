//! The title, where the text repeats it.

use super::text;

/// Takes leading paragraphs that say the title again.
pub fn drop_repeated(title: &str, paragraphs: &mut Vec<String>) {
    if text::letters(title).next().is_none() {
        return;
    }
    let repeats =
        paragraphs.iter().take_while(|paragraph| text::letters(title).eq(text::letters(paragraph))).count();
    paragraphs.drain(..repeats);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repeated_title_is_dropped_however_it_is_set() {
        let mut paragraphs = vec!["The  TITLE!".to_owned(), "Text.".to_owned()];
        drop_repeated("The title", &mut paragraphs);
        assert_eq!(paragraphs, ["Text."]);
    }

    #[test]
    fn a_title_without_letters_repeats_nothing() {
        let mut paragraphs = vec!["—".to_owned(), "Text.".to_owned()];
        drop_repeated("", &mut paragraphs);
        drop_repeated("***", &mut paragraphs);
        assert_eq!(paragraphs.len(), 2);
    }
}
