//! Characters that no reader sees: which go, and which mean something where they stand.
//!
//! Joiners shape the letters of Arabic and Indic scripts and tie emoji together; marks of direction order text
//! that has both directions; a zero width space parts words in scripts that write none. There they stay. Elsewhere
//! they are remains of layout that keep equal texts apart. Variation selectors always stay. Every break between
//! lines becomes a line feed, other control characters go.

use std::borrow::Cow;

/// Removing twice removes nothing more.
pub fn removed(text: &str) -> Cow<'_, str> {
    let Some(mut at) = next_suspect(text.as_bytes(), 0) else { return Cow::Borrowed(text) };
    let mut visible = String::with_capacity(text.len());
    let mut both_directions = None;
    let mut from = 0;
    loop {
        visible.push_str(text.get(from..at).unwrap_or_default());
        let mut chars = text.get(at..).unwrap_or_default().chars();
        let Some(c) = chars.next() else { break };
        let next = chars.clone().next();
        let kept = visible.chars().next_back().unwrap_or('\0');
        let stays = match kind(c) {
            Kind::Visible => Some(c),
            Kind::Break => Some('\n'),
            Kind::Never => None,
            Kind::Joiner => joins(c, kept, next).then_some(c),
            Kind::Direction => {
                both_directions.get_or_insert_with(|| text.chars().any(is_right_to_left)).then_some(c)
            }
            Kind::WordBreak => is_without_spaces(kept).then_some(c),
            Kind::Tag => (kept == '\u{1f3f4}' || kind(kept) == Kind::Tag).then_some(c),
            Kind::GraphemeJoiner => matches!(kept, '\u{591}'..='\u{5ff}').then_some(c),
        };
        visible.extend(stays);
        if c == '\r' && next == Some('\n') {
            chars.next();
        }
        from = text.len() - chars.as_str().len();
        match next_suspect(text.as_bytes(), from) {
            Some(next) => at = next,
            None => break,
        }
    }
    visible.push_str(text.get(from..).unwrap_or_default());
    Cow::Owned(visible)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Visible,
    Break,
    Never,
    Joiner,
    Direction,
    WordBreak,
    /// Spells out the region of a flag.
    Tag,
    GraphemeJoiner,
}

fn kind(c: char) -> Kind {
    match c {
        '\t' => Kind::Visible,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => Kind::Break,
        // Soft hyphen, byte order mark, word joiner, invisible operators, deprecated controls of shaping, marks
        // of annotations and replaced objects, separator of Mongolian vowels, fillers of Hangul.
        '\u{ad}'
        | '\u{feff}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206a}'..='\u{206f}'
        | '\u{fff9}'..='\u{fffc}'
        | '\u{180e}'
        | '\u{3164}'
        | '\u{ffa0}'
        | '\u{e0001}' => Kind::Never,
        '\u{200c}' | '\u{200d}' => Kind::Joiner,
        '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Kind::Direction
        }
        '\u{200b}' => Kind::WordBreak,
        '\u{e0020}'..='\u{e007f}' => Kind::Tag,
        '\u{34f}' => Kind::GraphemeJoiner,
        c if c.is_control() => Kind::Never,
        _ => Kind::Visible,
    }
}

/// Behind a letter or mark of a script that joins, or directly before one; between the parts of an emoji.
fn joins(joiner: char, kept: char, next: Option<char>) -> bool {
    let ties_emoji =
        joiner == '\u{200d}' && (is_emoji(kept) || is_within_emoji(kept)) && next.is_some_and(is_emoji);
    is_joining(kept) || next.is_some_and(is_joining) || ties_emoji
}

/// Arabic, Syriac, N'Ko, Mongolian, and the scripts that descend from Brahmi.
fn is_joining(c: char) -> bool {
    matches!(c, '\u{620}'..='\u{8ff}' | '\u{900}'..='\u{dff}' | '\u{f00}'..='\u{109f}' | '\u{1700}'..='\u{180d}'
        | '\u{180f}'..='\u{1aaf}' | '\u{1b00}'..='\u{1c4f}' | '\u{1cd0}'..='\u{1cff}' | '\u{a800}'..='\u{aaff}'
        | '\u{abc0}'..='\u{abff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' | '\u{10a00}'..='\u{10fff}'
        | '\u{11000}'..='\u{11fff}' | '\u{1e900}'..='\u{1e95f}')
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2bff}' | '\u{1f000}'..='\u{1faff}')
}

fn is_within_emoji(c: char) -> bool {
    matches!(c, '\u{fe0f}' | '\u{20e3}' | '\u{e0020}'..='\u{e007f}')
}

/// Thai, Lao, Tibetan, Myanmar and Khmer.
fn is_without_spaces(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{19e0}'..='\u{1aaf}')
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{61b}' | '\u{61d}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}'
        | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
}

/// Where the next character begins that is not plainly visible. Nearly every text has none, so that this is
/// written to be done many bytes at a time.
fn next_suspect(bytes: &[u8], from: usize) -> Option<usize> {
    const BLOCK: usize = 64;
    let whole = bytes.len().saturating_sub(2);
    let mut begin = from;
    while begin < whole {
        let end = (begin + BLOCK).min(whole);
        let (first, second, third) =
            (bytes.get(begin..end)?, bytes.get(begin + 1..end + 1)?, bytes.get(begin + 2..end + 2)?);
        let block = || {
            first
                .iter()
                .zip(second)
                .zip(third)
                .map(|((&first, &second), &third)| is_suspect(first, second, third))
        };
        if block().fold(false, |found, is| found | is) {
            return block().position(|is| is).map(|at| begin + at);
        }
        begin = end;
    }
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(0);
    (begin..bytes.len()).find(|&at| is_suspect(byte(at), byte(at + 1), byte(at + 2)))
}

/// By the first bytes of the characters that `kind` does not call visible; a few visible ones are among them.
#[expect(clippy::needless_bitwise_bool, reason = "branches would keep compilers from doing many at a time")]
fn is_suspect(first: u8, second: u8, third: u8) -> bool {
    let control = within(first, 0, 0x1f) & (first != b'\n') & (first != b'\t') | (first == 0x7f);
    let latin = (first == 0xc2) & (within(second, 0x80, 0x9f) | (second == 0xad));
    let mark = (second == 0x80) & (within(third, 0x8b, 0x8f) | within(third, 0xa8, 0xae));
    let general = (first == 0xe2) & (mark | (second == 0x81) & within(third, 0xa0, 0xaf));
    let special = (first == 0xef)
        & ((second == 0xbb) & (third == 0xbf)
            | (second == 0xbf) & within(third, 0xb9, 0xbc)
            | (second == 0xbe) & (third == 0xa0));
    let rare = (first == 0xcd) & (second == 0x8f)
        | (first == 0xd8) & (second == 0x9c)
        | (first == 0xe1) & (second == 0xa0)
        | (first == 0xe3) & (second == 0x85)
        | (first == 0xf3) & (second == 0xa0);
    control | latin | general | special | rare
}

/// Without a branch, unlike the range of the standard library.
fn within(byte: u8, first: u8, last: u8) -> bool {
    byte.wrapping_sub(first) <= last - first
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_no_reader_sees_goes() {
        assert_eq!(removed("Donau\u{ad}dampf\u{200b}schiff\u{feff}fahrt\u{2060}"), "Donaudampfschifffahrt");
        assert_eq!(removed("f\u{2061}(x)\u{2062}y \u{fffc}\u{7f}\u{1}\u{206a}\u{180e}z"), "f(x)y z");
        assert_eq!(removed("offline\u{200c}bar te\u{200d}xt Сло\u{200c}во"), "offlinebar text Слово");
        assert_eq!(removed("plain\u{200e} te\u{202a}xt\u{202c} ок\u{200f}о"), "plain text око");
    }

    #[test]
    fn every_break_is_a_line_feed() {
        assert_eq!(removed("a\r\nb\rc\u{2028}d\u{85}e\u{b}f\n\tg"), "a\nb\nc\nd\ne\nf\n\tg");
    }

    #[test]
    fn joiners_stay_between_letters_that_they_shape() {
        for text in ["می\u{200c}خواهم", "क्\u{200d}ष और न\u{200d}", "ශ්\u{200d}රී ලංකා", "\u{200d}ه"]
        {
            assert_eq!(removed(text), text);
        }
    }

    #[test]
    fn emoji_stay_whole() {
        for text in [
            "👩\u{200d}👩\u{200d}👧 x",
            "❤\u{fe0f}\u{200d}🔥",
            "🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "☎\u{fe0e} 7\u{fe0f}\u{20e3}",
        ] {
            assert_eq!(removed(text), text);
        }
        assert_eq!(removed("a\u{e0067}b 😀\u{200d} c"), "ab 😀 c");
    }

    #[test]
    fn marks_of_direction_stay_where_both_directions_are() {
        for text in ["שלום\u{200f}!", "\u{202b}مرحبا\u{202c} ABC"] {
            assert_eq!(removed(text), text);
        }
    }

    #[test]
    fn a_break_between_words_stays_where_no_spaces_are_written() {
        assert_eq!(removed("ภาษา\u{200b}ไทย"), "ภาษา\u{200b}ไทย");
        assert_eq!(removed("ភាសា\u{200b}ខ្មែរ"), "ភាសា\u{200b}ខ្មែរ");
        assert_eq!(removed("日本\u{200b}語"), "日本語");
    }

    #[test]
    fn visible_text_is_borrowed() {
        for text in ["", "a\n\tb", "déjà “vu” – …", "今天，晴。", "한국어", "Привет", "สวัสดี"]
        {
            assert!(matches!(removed(text), Cow::Borrowed(same) if same == text), "{text}");
        }
    }

    #[test]
    fn the_quick_look_misses_nothing() {
        let all = (0..=0x0010_ffff).filter_map(char::from_u32);
        for c in all.filter(|&c| kind(c) != Kind::Visible && c != '\n') {
            for text in
                [format!("{c}"), format!("日{c}"), format!("{c}ab"), format!("{}{c}é", "x".repeat(70))]
            {
                assert!(next_suspect(text.as_bytes(), 0).is_some(), "{:x}", u32::from(c));
            }
        }
    }

    proptest! {
        #[test]
        fn removing_twice_removes_nothing_more(text in "[a é\u{ad}\u{200b}-\u{200f}\u{202a}א\u{61c}یकก\r\n\u{85}👩\u{fe0f}🏴\u{e0067}\u{e007f}\u{feff}\u{34f}]{0,40}") {
            let once = removed(&text).into_owned();
            prop_assert_eq!(removed(&once), once.as_str());
        }
    }
}
