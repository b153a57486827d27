//! One line of plain text out of a value that may have been cut from a page: markup off, entities undone.
//!
//! For titles, names and tags, where markup is never the subject: text bodies are read elsewhere. Only what is
//! markup for certain goes, that is a tag of HTML which needs no end or has one; `a < b` and a headline about
//! `the <b> tag` stay as they are.

use std::borrow::Cow;

use super::{markup, text};

/// Markup off, entities undone (twice where they were escaped twice), white space folded.
pub fn plain(raw: &str) -> String {
    if is_tidy(raw) {
        return raw.to_owned();
    }
    if !raw.bytes().any(|byte| matches!(byte, b'<' | b'&')) {
        return text::fold_spaces(&text::composed(raw));
    }
    let stripped = without_tags(raw);
    // Feeds escape their markup, so that a tag may only be seen in what was escaped; and some escape everything twice.
    let once = text::entities(&stripped);
    let bare = without_tags(&once);
    text::fold_spaces(&text::composed(&text::entities(&bare)))
}

/// The marks of CDATA are no markup of a page: what they hold is the text.
fn without_tags(text: &str) -> Cow<'_, str> {
    if !text.contains("<![CDATA[") {
        return markup::strip_tags(text);
    }
    let text = text.replace("<![CDATA[", "").replace("]]>", "");
    Cow::Owned(markup::strip_tags(&text).into_owned())
}

/// Most labels: ASCII without markup, with single spaces between the words.
fn is_tidy(raw: &str) -> bool {
    let mut before = b' ';
    let is_tidy = raw.bytes().all(|byte| {
        let fits =
            matches!(byte, b'!'..=b'~') && !matches!(byte, b'<' | b'&') || (byte == b' ' && before != b' ');
        before = byte;
        fits
    });
    is_tidy && (before != b' ' || raw.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_goes_and_its_text_stays() {
        assert_eq!(plain("<i>Quiet</i> night <span class=\"x\">at sea</span>"), "Quiet night at sea");
        assert_eq!(plain("Ferry<br/>late"), "Ferry late");
        assert_eq!(plain("<p>Ferry late"), "Ferry late");
        assert_eq!(plain("<![CDATA[Ferry late]]>"), "Ferry late");
        assert_eq!(plain("Ferry <!-- ad --> late<script>x < y</script>"), "Ferry late");
    }

    #[test]
    fn what_only_looks_like_markup_stays() {
        for text in [
            "if a < b and c > d",
            "How the <b> tag came to be",
            "Vec<String> explained",
            "I <3 ferries",
            "<-- here",
            "x]]>",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn entities_are_undone_even_when_escaped_twice() {
        assert_eq!(plain("Salt &amp; Sea&#39;s &laquo;end&raquo;"), "Salt & Sea's «end»");
        assert_eq!(plain("The captain&amp;#039;s log"), "The captain's log");
        assert_eq!(plain("&lt;b&gt;Late&lt;/b&gt; ferry"), "Late ferry");
    }

    #[test]
    fn an_ampersand_is_not_always_an_entity() {
        assert_eq!(plain("B&B and Q&A"), "B&B and Q&A");
    }

    proptest! {
        #[test]
        fn nothing_panics_and_no_line_break_is_left(text in "[<>/!a-c&;#\\[\\]é\\n -]{0,60}") {
            prop_assert!(!plain(&text).contains('\n'));
        }
    }
}
