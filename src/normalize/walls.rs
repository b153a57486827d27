//! Bodies that are no article: consent notices, subscription prompts, error pages, listings, placeholders.
//!
//! Owns how each is recognised and the phrases by which it is, in data files by language. Promises that one
//! phrase never makes a wall: several different ones must fill most of a short text, or stand at its end, and nobody
//! is quoted or reported in it. A prompt that is told is never the whole text. Refuses long texts: an article about consent notices, or with one above it, is an article. Takes nothing
//! off by itself: how many trailing paragraphs are nothing but a prompt is told, and the caller decides.

mod consent;
mod listing;
mod page;
mod paywall;
mod signals;
mod speech;

/// What stands in place of an article.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wall {
    /// The body is a notice that asks for consent.
    Consent,
    /// The text ends in, or is, a request to subscribe or to log in. The last `trailing` paragraphs are nothing
    /// but that request and may go; there may be none that is (the request stands in a sentence of the text).
    Paywall { trailing: usize },
    /// The page was missing or refused, or the reader had to prove something.
    ErrorPage,
    /// Headlines of other articles: a homepage, a section.
    Listing,
    /// The text is still to come.
    Placeholder,
}

/// What the body is, where it is no article. `words` is the number of words in all paragraphs.
pub fn recognize(title: &str, paragraphs: &[String], words: usize) -> Option<Wall> {
    if page::is_error(title, paragraphs, words) {
        return Some(Wall::ErrorPage);
    }
    if page::is_placeholder(paragraphs, words) {
        return Some(Wall::Placeholder);
    }
    if consent::is_notice(paragraphs) {
        return Some(Wall::Consent);
    }
    if let Some(trailing) = paywall::prompt(paragraphs, words) {
        return Some(Wall::Paywall { trailing });
    }
    listing::is_listing(paragraphs).then_some(Wall::Listing)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn wall(title: &str, text: &str) -> Option<Wall> {
        let paragraphs: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
        recognize(title, &paragraphs, text.split_whitespace().count())
    }

    #[test]
    fn each_kind_is_told_from_the_others() {
        assert_eq!(
            wall("Harbour opens", "We use cookies. Accept all or reject all. Privacy policy."),
            Some(Wall::Consent)
        );
        assert_eq!(
            wall("Harbour opens", "The harbour opened.\n\nSubscribe to continue reading."),
            Some(Wall::Paywall { trailing: 1 })
        );
        assert_eq!(wall("404 Not Found", ""), Some(Wall::ErrorPage));
        assert_eq!(wall("Harbour opens", "More to follow."), Some(Wall::Placeholder));
        assert_eq!(wall("Harbour opens", "The harbour opened on Monday."), None);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_a_prompt_is_within_the_text(
            title in "\\PC{0,20}",
            paragraphs in prop::collection::vec("(we use cookies|log in|to continue reading|続きを読むには|\\PC){0,9}", 0..5),
        ) {
            if let Some(Wall::Paywall { trailing }) = recognize(&title, &paragraphs, 10) {
                prop_assert!(trailing <= paragraphs.len());
            }
        }
    }
}
