//! A body as found, as clean text: markup gone, entities undone once, misread characters repaired.

use std::borrow::Cow;

use super::{markup, mojibake, text};

#[derive(Debug)]
pub struct Clean<'a> {
    pub text: Cow<'a, str>,
    /// Characters that had been read in a wrong charset were put right.
    pub repaired: bool,
    /// Characters were lost before the text came here, and nothing brings them back.
    pub damaged: bool,
}

pub fn clean(found: &str) -> Clean<'_> {
    let plain = if markup::looks_like_markup(found) {
        Cow::Owned(markup::to_text(found))
    } else {
        text::unescape(found)
    };
    let repaired = mojibake::repair(&plain);
    let is_repaired = repaired.is_some();
    let plain = repaired.map_or(plain, Cow::Owned);
    let damaged = mojibake::is_damaged(&plain);
    let text = match plain {
        Cow::Borrowed(plain) => text::composed(plain),
        Cow::Owned(plain) => Cow::Owned(text::composed(&plain).into_owned()),
    };
    Clean { text, repaired: is_repaired, damaged }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_paragraphs_and_entities_are_undone_once() {
        let clean = clean("<p>One &amp; two.</p><p>Write &amp;lt;b&gt;.</p>");
        assert_eq!(clean.text, "One & two.\n\nWrite &lt;b>.");
        assert!(!clean.repaired && !clean.damaged);
    }

    #[test]
    fn what_was_misread_is_repaired_and_what_was_lost_is_told() {
        let misread = clean("La citt\u{c3}\u{a0} \u{c3}\u{a8} bella, dicono tutti.");
        assert_eq!(
            (misread.text.as_ref(), misread.repaired),
            ("La citt\u{e0} \u{e8} bella, dicono tutti.", true)
        );
        assert!(clean("La citt\u{fffd} bella").damaged);
    }

    #[test]
    fn right_text_is_not_even_copied() {
        assert!(matches!(clean("A plain text.\n\nOf two paragraphs.").text, Cow::Borrowed(_)));
        assert!(matches!(clean("Schön ist’s, caffè und “Zitat”.").text, Cow::Borrowed(_)));
    }
}
