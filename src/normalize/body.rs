//! A body as found, as clean text: markup gone, entities undone once, misread characters repaired.

use std::borrow::Cow;

use super::{markup, mojibake, text};
use crate::article::Body;

#[derive(Debug)]
pub struct Clean<'a> {
    pub text: Cow<'a, str>,
    /// Characters that had been read in a wrong charset were put right.
    pub repaired: bool,
    /// Characters were lost before the text came here, and nothing brings them back.
    pub damaged: bool,
}

pub fn clean(found: &Body) -> Clean<'_> {
    let plain = match found {
        Body::Absent => Cow::Borrowed(""),
        Body::Text(text) => plain(text),
        Body::Plain(text) => Cow::Borrowed(text.as_str()),
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

/// Tags, shortcodes and marks of Markdown gone.
fn plain(found: &str) -> Cow<'_, str> {
    let has_tags = markup::looks_like_markup(found);
    // A page's builders leave their brackets between its tags; a rule parts paragraphs there, and says nothing.
    let found = markup::shortcodes::without(found, if has_tags { "<hr>" } else { "\n\n" });
    if !(has_tags && markup::has_blocks(&found)) && markup::markdown::is_clear(&found) {
        return Cow::Owned(of_markdown(&found, has_tags));
    }
    if has_tags {
        return Cow::Owned(markup::to_text(&found));
    }
    match found {
        Cow::Borrowed(found) => text::unescape(found),
        Cow::Owned(found) => Cow::Owned(text::unescape(&found).into_owned()),
    }
}

fn of_markdown(found: &str, has_tags: bool) -> String {
    let plain = markup::markdown::to_text(found);
    if has_tags {
        return markup::markdown::with_tags(&plain, markup::to_text).into_owned();
    }
    text::unescape(&plain).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cleaned(found: &str) -> Clean<'static> {
        let found = Body::Text(found.to_owned());
        let Clean { text, repaired, damaged } = clean(&found);
        Clean { text: Cow::Owned(text.into_owned()), repaired, damaged }
    }

    #[test]
    fn markup_becomes_paragraphs_and_entities_are_undone_once() {
        let clean = cleaned("<p>One &amp; two.</p><p>Write &amp;lt;b&gt;.</p>");
        assert_eq!(clean.text, "One & two.\n\nWrite &lt;b>.");
        assert!(!clean.repaired && !clean.damaged);
    }

    #[test]
    fn a_text_without_markup_keeps_what_looks_like_it() {
        let plain = Body::Plain("Write <p>One &amp; two.</p> and [gallery].".into());
        assert_eq!(clean(&plain).text, plain.text());
    }

    #[test]
    fn what_was_misread_is_repaired_and_what_was_lost_is_told() {
        let misread = cleaned("La citt\u{c3}\u{a0} \u{c3}\u{a8} bella, dicono tutti.");
        assert_eq!(
            (misread.text.as_ref(), misread.repaired),
            ("La citt\u{e0} \u{e8} bella, dicono tutti.", true)
        );
        assert!(cleaned("La citt\u{fffd} bella").damaged);
    }

    #[test]
    fn shortcodes_go_and_captions_are_paragraphs() {
        let tagged =
            cleaned("<p>One.</p>[caption id=\"a\" width=\"3\"]<img src=\"a\"/> At dawn[/caption]<p>Two.</p>");
        assert_eq!(tagged.text, "One.\n\nAt dawn\n\nTwo.");
        let bare = cleaned("[vc_row]One.[/vc_row]\n[gallery ids=\"1\"]\nTwo [sic].");
        assert_eq!(bare.text.split_whitespace().collect::<Vec<_>>(), ["One.", "Two", "[sic]."]);
    }

    #[test]
    fn markdown_becomes_paragraphs_also_beside_tags() {
        assert_eq!(
            cleaned("# Harbour\n\nIt **opened** &amp; [so](https://a.example/1).").text,
            "Harbour\n\nIt opened & so."
        );
        let mixed =
            "# Harbour\n\nIt opened<sup>2</sup> at [dawn](https://a.example/1).<br>Boats left.\n\nThe end.";
        assert_eq!(cleaned(mixed).text, "Harbour\n\nIt opened² at dawn.\nBoats left.\n\nThe end.");
        assert_eq!(
            cleaned("<p>The *stars* of [a](https://b.example/).</p>").text,
            "The *stars* of [a](https://b.example/)."
        );
    }

    #[test]
    fn right_text_is_not_even_copied() {
        for text in ["A plain text.\n\nOf two paragraphs.", "Schön ist’s, caffè und “Zitat”."] {
            assert!(matches!(clean(&Body::Text(text.into())).text, Cow::Borrowed(_)));
        }
    }
}
