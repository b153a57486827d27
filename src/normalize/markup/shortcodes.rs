//! Shortcodes of `WordPress` and its page builders, which a browser never sees: `[caption id="a"]...[/caption]`,
//! `[gallery ids="1,2"]`, `[vc_row]`.
//!
//! What is known, what has attributes with values, and what is both begun and ended is a shortcode; every other bracket is
//! the text's: `[sic]`, `[...]`, `[1]`, `[Reuters]`. Captions stay as paragraphs of their own; players and galleries go with
//! the addresses within them. Time is linear: what is searched for ends is bounded.

use std::borrow::Cow;
use std::collections::HashSet;

/// Whole names. The first show something of their own, and an address within them goes too.
const PLAYERS: [&str; 26] = [
    "embed",
    "audio",
    "video",
    "playlist",
    "youtube",
    "vimeo",
    "twitter",
    "tweet",
    "instagram",
    "facebook",
    "tiktok",
    "soundcloud",
    "spotify",
    "dailymotion",
    "iframe",
    "gallery",
    "googlemaps",
    "slideshow",
    "poll",
    "wpvideo",
    "flickr",
    "pinterest",
    "issuu",
    "scribd",
    "jwplayer",
    "wp_playlist",
];
const FORMS: [&str; 12] = [
    "contact-form",
    "contact-form-7",
    "contact-field",
    "gravityform",
    "mc4wp_form",
    "ninja_form",
    "wpforms",
    "adrotate",
    "ad",
    "newsletter",
    "sociallocker",
    "recent_posts",
];
const CAPTIONS: [&str; 2] = ["caption", "wp_caption"];
/// Beginnings of names, of page builders.
const BUILDERS: [&str; 14] = [
    "vc_",
    "et_pb_",
    "fusion_",
    "av_",
    "su_",
    "tdb_",
    "td_block_",
    "elementor-",
    "cs_",
    "mk_",
    "ult_",
    "nectar_",
    "siteorigin_",
    "wpb_",
];
/// In bytes, from the bracket to its end.
const LONGEST: usize = 4096;
const LONGEST_NAME: usize = 40;
/// The attribute in which older captions hold their words.
const CAPTION: &str = "caption";

/// The text without its shortcodes; `gap` parts what stood on both sides of one.
pub fn without<'t>(text: &'t str, gap: &str) -> Cow<'t, str> {
    if memchr::memchr(b'[', text.as_bytes()).is_none() {
        return Cow::Borrowed(text);
    }
    let found = found(text);
    if found.is_empty() {
        return Cow::Borrowed(text);
    }
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    let mut codes = found.iter().peekable();
    while let Some(code) = codes.next() {
        if code.start < at {
            continue;
        }
        kept.push_str(text.get(at..code.start).unwrap_or_default());
        at = code.end;
        // One that no list holds may stand within a word, as `[dropcap]T[/dropcap]he`.
        if code.is_known() {
            kept.push_str(gap);
        }
        // An address between the tags of a player is no text.
        if code.shows_address()
            && !code.is_end
            && let Some(end) = codes.peek().filter(|next| next.is_end && next.name == code.name)
            && text.get(code.end..end.start).is_some_and(|inner| !inner.trim().contains(char::is_whitespace))
        {
            at = end.start;
        }
        if CAPTIONS.contains(&code.name) && !code.is_end {
            kept.push_str(code.value(CAPTION).unwrap_or_default());
        }
    }
    kept.push_str(text.get(at..).unwrap_or_default());
    Cow::Owned(kept)
}

#[derive(Clone, Copy, Debug)]
struct Code<'t> {
    start: usize,
    end: usize,
    name: &'t str,
    attributes: &'t str,
    is_end: bool,
}

impl<'t> Code<'t> {
    fn is_known(&self) -> bool {
        is_known(self.name)
    }

    fn shows_address(&self) -> bool {
        PLAYERS.contains(&self.name) || FORMS.contains(&self.name) || self.name.starts_with("vc_raw_")
    }

    fn value(&self, wanted: &str) -> Option<&'t str> {
        let (_, after) = self.attributes.split_once(wanted)?;
        let after = after.strip_prefix('=')?;
        let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        after.strip_prefix(quote)?.split_once(quote).map(|(value, _)| value)
    }

    /// Nothing but attributes, each with its value in quotes.
    fn has_values(&self) -> bool {
        let begins = |c: char| matches!(c, '"' | '\'' | '”' | '“' | '″' | '&');
        self.attributes.split_once('=').is_some_and(|(name, value)| {
            let name = name.trim();
            !name.is_empty()
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'))
                && value.starts_with(begins)
        })
    }
}

fn is_known(name: &str) -> bool {
    PLAYERS.contains(&name)
        || FORMS.contains(&name)
        || CAPTIONS.contains(&name)
        || BUILDERS.iter().any(|builder| name.starts_with(builder))
}

/// The shortcodes of a text, in order.
fn found(text: &str) -> Vec<Code<'_>> {
    let candidates = candidates(text);
    if candidates.is_empty() {
        return candidates;
    }
    let names = |is_end: bool| -> HashSet<&str> {
        candidates.iter().filter(|code| code.is_end == is_end).map(|code| code.name).collect()
    };
    let (begun, ended) = (names(false), names(true));
    let is_shortcode = |code: &Code<'_>| {
        let is_pair = begun.contains(code.name) && ended.contains(code.name);
        let is_bare = code.attributes.trim().is_empty() && !code.is_end;
        let is_builder = BUILDERS.iter().any(|builder| code.name.starts_with(builder));
        if code.is_end {
            return is_pair || code.is_known();
        }
        // `[video]` may be a remark, if it does not stand alone.
        is_pair
            || code.has_values()
            || is_builder
            || (code.is_known() && (!is_bare || stands_alone(text, code)))
    };
    let mut found: Vec<Code<'_>> = candidates.iter().copied().filter(is_shortcode).collect();
    found.sort_by_key(|code| code.start);
    found
}

/// On a line, or in an element, of its own.
fn stands_alone(text: &str, code: &Code<'_>) -> bool {
    let before = text.get(..code.start).unwrap_or_default().trim_end_matches(' ').chars().next_back();
    let after = text.get(code.end..).unwrap_or_default().trim_start_matches(' ').chars().next();
    before.is_none_or(|c| matches!(c, '\n' | '>' | ']'))
        && after.is_none_or(|c| matches!(c, '\n' | '\r' | '<' | '['))
}

fn candidates(text: &str) -> Vec<Code<'_>> {
    let mut candidates = Vec::new();
    // Brackets that end nowhere are not searched to the end of the text each.
    let mut budget = text.len().saturating_mul(4);
    let mut from = 0;
    for start in memchr::memchr_iter(b'[', text.as_bytes()) {
        if start < from {
            continue;
        }
        // `[[gallery]]` is written to be read.
        let is_escaped = start.checked_sub(1).and_then(|before| text.as_bytes().get(before)) == Some(&b'[');
        let Some(code) = candidate(text, start, &mut budget).filter(|_| !is_escaped) else { continue };
        from = code.end;
        candidates.push(code);
    }
    candidates
}

fn candidate<'t>(text: &'t str, start: usize, budget: &mut usize) -> Option<Code<'t>> {
    let after = text.get(start + 1..)?;
    let (is_end, named) = after.strip_prefix('/').map_or((false, after), |named| (true, named));
    let length = named
        .bytes()
        .take(LONGEST_NAME)
        .take_while(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'_' | b'-'))
        .count();
    let (name, rest) = named.split_at_checked(length)?;
    let begins = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !begins || !rest.starts_with([']', ' ', '=', '/', '\n', '\u{a0}']) {
        return None;
    }
    let end = end(rest, budget)?;
    let attributes = rest.get(..end)?;
    if is_end && !attributes.trim().is_empty() {
        return None;
    }
    let head = text.len() - rest.len();
    Some(Code { start, end: head + end + 1, name, attributes, is_end })
}

/// Where the bracket closes, not within quotes after `=`.
fn end(rest: &str, budget: &mut usize) -> Option<usize> {
    let mut quote = None;
    let mut before = b' ';
    for (at, byte) in rest.bytes().enumerate().take(LONGEST.min(*budget)) {
        match (byte, quote) {
            (b']', None) => {
                *budget -= at;
                return Some(at);
            }
            (b'[', None) => break,
            (b'"' | b'\'', None) if before == b'=' => quote = Some(byte),
            (byte, Some(open)) if byte == open => quote = None,
            _ => {}
        }
        before = byte;
    }
    *budget = budget.saturating_sub(LONGEST.min(rest.len()));
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shortcodes_vanish_and_what_they_hold_stays() {
        for (text, kept) in [
            (
                "[vc_row][vc_column_text]The harbour opened.[/vc_column_text][/vc_row]",
                "||The harbour opened.||",
            ),
            ("One.\n[gallery ids=\"1,2\" columns=\"2\"]\nTwo.", "One.\n|\nTwo."),
            ("One.\n[gallery]\nTwo.", "One.\n|\nTwo."),
            ("One. [embed]https://a.example/v[/embed] Two.", "One. || Two."),
            ("[youtube https://a.example/watch?v=1&w=2]", "|"),
            ("[video mp4=\"a.mp4\"][/video]One.", "||One."),
            (
                "[caption id=\"a_1\" align=\"left\" width=\"3\"]<img src=\"a\"/> At dawn[/caption]",
                "|<img src=\"a\"/> At dawn|",
            ),
            ("[caption id=\"a\" caption=\"At dawn\"]<img src=\"a\"/>[/caption]", "|At dawn<img src=\"a\"/>|"),
            ("[dropcap]T[/dropcap]he harbour", "The harbour"),
            ("[button link=\"https://a.example\"]Open[/button]", "Open"),
            ("[/et_pb_text]One.", "|One."),
            ("[et_pb_text text=\"a]b\"]One.", "|One."),
            ("[gallery ids=”1,2″]", "|"),
            ("[b]Bold[/b] and [url=https://a.example]a link[/url]", "Bold and a link"),
        ] {
            assert_eq!(without(text, "|"), kept, "{text}");
        }
    }

    #[test]
    fn other_brackets_stay() {
        for text in [
            "He said [sic] and [...] and […].",
            "A cut [+123 chars]",
            "As shown [1], [2] and [a].",
            "[Reuters] The harbour opened.",
            "The [video] shows boats, the [gallery] shows more.",
            "[emphasis added] [see p. 12] [he said]",
            "[x = 3] and [a=b]",
            "Write [[gallery]] for a gallery.",
            "[/nothing] ends",
            "[link](https://a.example/) and [ ] and [",
            "[update 10:30] The harbour opened.",
        ] {
            assert!(matches!(without(text, "|"), Cow::Borrowed(_)), "{text}");
        }
    }

    #[test]
    fn brackets_that_end_nowhere_cost_little() {
        let text = "[a b=\"".repeat(200_000);
        assert_eq!(without(&text, "|"), text);
    }

    proptest! {
        #[test]
        fn nothing_panics_and_text_without_brackets_stays(text in "(\\[|\\]|/|[a-c]|gallery|caption| |=|\"|é|x=\"y\"){0,40}") {
            let kept = without(&text, "|");
            prop_assert!(kept.len() <= text.len() + 40);
        }
    }
}
