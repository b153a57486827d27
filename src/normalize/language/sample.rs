//! Which stretches of an article are looked at, and in which order.
//!
//! A long article is sampled from end to end, so that neither a headline full of names nor a quotation in
//! another language decides alone. Promises that each stretch is shown once, without the addresses in it,
//! and that the work is bounded whatever the size of the article.

/// Bytes in one stretch.
pub const STRETCH: usize = 112;
/// Short articles are read in order.
const IN_ORDER: usize = 6;
/// Paragraphs after these are not sampled, so that a million empty ones cost nothing.
const MOST_PARTS: usize = 2000;
/// A run of letters longer than this, an address at the longest, is cut all the same.
const LONGEST_WORD: usize = 200;
/// Pieces of one stretch, where paragraphs are a word each.
const MOST_PIECES: usize = 32;

/// The title and the paragraphs as one text.
#[derive(Debug)]
pub struct Sample<'a> {
    title: &'a str,
    paragraphs: &'a [String],
    stretches: usize,
    step: usize,
}

impl<'a> Sample<'a> {
    pub fn of(title: &'a str, paragraphs: &'a [String]) -> Self {
        let paragraphs = paragraphs.get(..MOST_PARTS).unwrap_or(paragraphs);
        let bytes = title.len() + paragraphs.iter().map(String::len).sum::<usize>();
        let stretches = bytes.div_ceil(STRETCH);
        let step = if stretches <= IN_ORDER { 1 } else { spread(stretches) };
        Self { title, paragraphs, stretches, step }
    }

    pub fn len(&self) -> usize {
        self.stretches
    }

    /// The pieces of the stretch that is shown as the `turn`-th.
    pub fn stretch(&self, turn: usize) -> impl Iterator<Item = &'a str> {
        let mut start = turn.wrapping_mul(self.step) % self.stretches.max(1) * STRETCH;
        let mut end = start + STRETCH;
        let parts = std::iter::once(self.title).chain(self.paragraphs.iter().map(String::as_str));
        let pieces = parts.filter_map(move |part| {
            let piece = (start < part.len() && end > 0).then(|| part.get(cut(part, start)..cut(part, end)));
            start = start.saturating_sub(part.len());
            end = end.saturating_sub(part.len());
            piece.flatten().filter(|piece| !piece.is_empty())
        });
        pieces.take(MOST_PIECES).flat_map(without_addresses)
    }
}

/// Web and mail addresses are in no language.
fn without_addresses(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let text = rest?;
        let mark = text.find(['@', ':']).map_or(text.len(), |place| address_mark(text, place));
        let (before, after) = text.split_at_checked(mark)?;
        rest = None;
        if after.is_empty() {
            return Some(text);
        }
        let graphic = |text: &str| text.bytes().take_while(u8::is_ascii_graphic).count();
        rest = after.get(graphic(after)..);
        Some(before.trim_end_matches(|letter: char| letter.is_ascii_graphic()))
    })
}

/// The first sign at or after `place` that only an address has, or the end.
fn address_mark(text: &str, place: usize) -> usize {
    let rest = text.get(place..).unwrap_or_default();
    let is_mark = |(at, letter): &(usize, char)| {
        *letter == '@' || *letter == ':' && rest.get(*at..).is_some_and(|rest| rest.starts_with("://"))
    };
    rest.char_indices().find(is_mark).map_or(text.len(), |(at, _)| place + at)
}

/// Where to cut at about this byte: never inside a character, and not inside a word or an address.
fn cut(part: &str, place: usize) -> usize {
    let place = part.floor_char_boundary(place);
    let (before, after) = part.split_at_checked(place).unwrap_or((part, ""));
    let is_inside = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if !is_inside(before.as_bytes().last()) || !is_inside(after.as_bytes().first()) {
        return place;
    }
    let rest = after.as_bytes().iter().take(LONGEST_WORD).position(|byte| !byte.is_ascii_graphic());
    rest.map_or(place, |rest| place + rest)
}

/// A stride of about the golden section that visits all stretches before it returns to the first.
fn spread(stretches: usize) -> usize {
    let wanted = stretches * 382 / 1000;
    (wanted.max(1)..stretches).find(|&step| gcd(step, stretches) == 1).unwrap_or(1)
}

fn gcd(one: usize, other: usize) -> usize {
    if other == 0 { one } else { gcd(other, one % other) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(title: &str, paragraphs: &[String]) -> Vec<String> {
        let sample = Sample::of(title, paragraphs);
        (0..sample.len()).map(|turn| sample.stretch(turn).collect::<Vec<_>>().join("|")).collect()
    }

    #[test]
    fn a_short_article_is_shown_in_order() {
        let paragraphs = ["b".repeat(60), String::new(), "c".repeat(100)];
        let expected = [format!("title|{}|{}", "b".repeat(60), "c".repeat(47)), "c".repeat(53)];
        assert_eq!(shown("title", &paragraphs), expected);
        assert!(shown("", &[]).is_empty());
    }

    #[test]
    fn words_and_addresses_are_not_cut_and_all_others_are() {
        let text = [format!("{}news.example/a/long/path?with=more end", "word ".repeat(20))];
        assert_eq!(
            shown("", &text),
            [format!("{}news.example/a/long/path?with=more", "word ".repeat(20)), " end".to_owned()]
        );
        let text = ["字".repeat(100)];
        assert_eq!(shown("", &text).iter().map(String::len).collect::<Vec<_>>(), [111, 111, 78]);
    }

    #[test]
    fn addresses_are_not_shown() {
        let text =
            ["At 12:30 see https://news.example/a?b=c, or write to desk@news.example: thanks".to_owned()];
        assert_eq!(shown("", &text), ["At 12:30 see | or write to | thanks"]);
        let text = ["见http://news.example/a，谢谢".to_owned()];
        assert_eq!(shown("", &text), ["见|，谢谢"]);
        assert_eq!(shown("", &["@".repeat(100)]), ["|"]);
    }

    #[test]
    fn each_byte_of_a_long_article_is_shown_once() {
        let paragraphs: Vec<String> =
            (0..40).map(|n| char::from(b'a' + n % 26).to_string().repeat(97)).collect();
        let mut letters: Vec<u8> = shown("title", &paragraphs).concat().into_bytes();
        letters.retain(|&byte| byte != b'|');
        let mut expected = format!("title{}", paragraphs.concat()).into_bytes();
        letters.sort_unstable();
        expected.sort_unstable();
        assert_eq!(letters, expected);
    }

    #[test]
    fn the_first_stretches_lie_far_apart() {
        let text = [(0..2000u32).filter_map(|n| char::from_u32(0x4E00 + n)).collect::<String>()];
        let sample = Sample::of("", &text);
        let firsts = (0..3).filter_map(|turn| sample.stretch(turn).next()?.chars().next());
        let places: Vec<u32> = firsts.map(|letter| u32::from(letter) - 0x4E00).collect();
        assert!(places[1] - places[0] > 600 && places[2] - places[1] > 600, "{places:?}");
    }
}
