//! Characters and lines: what no reader would miss goes, what means something stays.
//!
//! Stored text stays as the publisher wrote it: quotes, dashes, ligatures and width are never changed here.

use std::borrow::Cow;

use super::{composition, invisible, mojibake};

/// NFC, misread characters repaired, invisible characters gone, every break a line feed; white space within lines is as
/// found. For text whose entities are undone already: what looks like one is meant to.
pub fn composed(text: &str) -> Cow<'_, str> {
    if is_plain(text) {
        return Cow::Borrowed(text);
    }
    // Soft hyphens and control characters are bytes of what was misread, so that they are needed here.
    if let Some(repaired) = mojibake::repair(text) {
        return Cow::Owned(composition::composed(&invisible::removed(&repaired)).into_owned());
    }
    // An invisible character may part a letter from its accent, so they go before letters are composed.
    match invisible::removed(text) {
        Cow::Borrowed(text) => composition::composed(text),
        Cow::Owned(text) => Cow::Owned(composition::composed(&text).into_owned()),
    }
}

/// Printable ASCII and line feeds. Written to be done many bytes at a time.
fn is_plain(text: &str) -> bool {
    let plain = |&byte: &u8| byte == b'\n' || (b' '..=b'~').contains(&byte);
    text.as_bytes().chunks(64).all(|chunk| chunk.iter().fold(true, |all, byte| all & plain(byte)))
}

/// Text that holds markup keeps its entities: they may be what the article is about.
pub fn unescape(text: &str) -> Cow<'_, str> {
    if text.contains('<') { Cow::Borrowed(text) } else { entities(text) }
}

/// Undoes entities that end as they should. Browsers know some without their semicolon, but then `?a=1&copy=2` and `AT&T&not`
/// would be entities too.
pub fn entities(text: &str) -> Cow<'_, str> {
    const LONGEST: usize = 33;
    let mut undone = String::new();
    let mut kept = 0;
    for at in memchr::memchr_iter(b'&', text.as_bytes()) {
        let after = text.as_bytes().get(at + 1..).unwrap_or_default();
        let name = after
            .iter()
            .take(LONGEST)
            .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'#')
            .count();
        let end = at + 1 + name + 1;
        if at < kept || name == 0 || after.get(name) != Some(&b';') {
            continue;
        }
        let entity = text.get(at..end).unwrap_or_default();
        let character = htmlize::unescape(entity);
        if character != entity {
            undone.push_str(text.get(kept..at).unwrap_or_default());
            undone.push_str(&character);
            kept = end;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    undone.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(undone)
}

/// Runs of white space, no-break ones too, become one space.
pub fn fold_spaces(line: &str) -> String {
    let mut folded = String::with_capacity(line.len());
    for word in line.split(char::is_whitespace).filter(|word| !word.is_empty()) {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.push_str(word);
    }
    folded
}

/// Letters and digits alone, in lower case: for comparing lines, never for storing.
pub fn letters(text: &str) -> impl Iterator<Item = char> + '_ {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn characters(text: &str) -> String {
        composed(&unescape(text)).into_owned()
    }

    #[test]
    fn text_is_composed_and_invisible_characters_go() {
        assert_eq!(
            characters("Cafe\u{301} Donau\u{ad}dampf\u{200b}schiff\u{feff}fahrt"),
            "Café Donaudampfschifffahrt"
        );
        assert_eq!(characters("a\r\nb\rc\u{2028}d"), "a\nb\nc\nd");
    }

    #[test]
    fn misread_text_is_repaired_before_its_bytes_are_taken_for_invisible() {
        assert_eq!(
            characters("Una dÃ\u{ad}a, le garÃ§on dit\u{a0}: câ\u{80}\u{99}est l\u{e0}"),
            "Una día, le garçon dit\u{a0}: c’est l\u{e0}"
        );
        assert_eq!(characters("l&#146;&Atilde;&copy;t&Atilde;&copy;"), "l’été");
    }

    #[test]
    fn text_that_needs_nothing_is_borrowed() {
        for text in ["plain", "déjà vu – “oui”", "今天天气晴朗。", "Привет, мир"] {
            assert!(matches!(composed(text), Cow::Borrowed(same) if same == text));
        }
    }

    #[test]
    fn entities_that_were_undone_already_stay_as_they_are() {
        assert_eq!(composed("write &lt;b&gt;, said Ren\u{65}\u{301}"), "write &lt;b&gt;, said René");
    }

    #[test]
    fn entities_are_undone_except_beside_markup() {
        assert_eq!(characters("Smith &amp; Sons &#8211; 5 &euro;"), "Smith & Sons – 5 €");
        assert_eq!(characters("write &lt;b> for <b>"), "write &lt;b> for <b>");
        for text in ["?a=1&copy=2&section=4&reg=1", "AT&T&not so", "R&D", "&nosuch;", "&&;"] {
            assert_eq!(characters(text), text);
        }
    }

    #[test]
    fn quotes_and_dashes_are_stored_as_written() {
        let text = "“It’s – ‘so’ … ﬁne”";
        assert_eq!(fold_spaces(&composed(text)), text);
    }

    proptest! {
        #[test]
        fn cleaning_twice_changes_nothing(text in "[a-z&;é\u{301}\u{ad}\u{200f}א\r\n \u{a0}<]{0,40}") {
            // An entity may appear by undoing another; that is the writer's double escape, left for him to see.
            prop_assume!(!text.contains('&'));
            let once = characters(&text);
            prop_assert_eq!(characters(&once), once.as_str());
        }
    }
}
