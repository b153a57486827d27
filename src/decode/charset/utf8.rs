//! Bytes that are UTF-8 but for a few places, and bytes that are UTF-8 only by chance.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8};

use super::is_double_byte;

/// Broken places a whole text of UTF-8 may have for each that is right.
const RIGHT_FOR_ONE_BROKEN: usize = 4;
/// From so many characters on, UTF-8 cannot be another charset's chance.
const BEYOND_CHANCE: usize = 20;

/// Whether most of what lies outside ASCII is valid UTF-8. A few accidental sequences in text of a charset of
/// East Asia are not enough where that charset is declared.
pub(super) fn is_nearly(bytes: &[u8], declared: Option<&'static Encoding>) -> bool {
    let (mut right, mut broken) = (0_usize, 0_usize);
    let mut cut_at_end = false;
    let bytes = joined_surrogates(bytes);
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
        cut_at_end = chunk.invalid().len() > 1;
    }
    if let Some(encoding) = declared
        && encoding != UTF_8
        && is_double_byte(encoding)
        && right < BEYOND_CHANCE
    {
        return false;
    }
    match right {
        // A lead byte and what should follow it, at the very end: a value cut within its only such character.
        0 => broken == 1 && cut_at_end && bytes.last().is_some_and(|&byte| byte >= 0x80),
        right => broken * RIGHT_FOR_ONE_BROKEN <= right || (broken == 1 && cut_at_end),
    }
}

/// Broken places as U+FFFD; halves of a character that were written one by one (CESU-8) are joined.
pub(super) fn lossy(bytes: &[u8]) -> Cow<'_, str> {
    match joined_surrogates(bytes) {
        Cow::Borrowed(bytes) => String::from_utf8_lossy(bytes),
        Cow::Owned(bytes) => Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()),
    }
}

/// A pair of surrogates, three bytes each, becomes the four bytes of its character. One that stands alone
/// becomes U+FFFD once, and not once for each byte.
fn joined_surrogates(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.windows(2).any(|pair| pair[0] == 0xed && pair[1] >= 0xa0) {
        return Cow::Borrowed(bytes);
    }
    let mut joined = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        if let Some((high, after)) = surrogate(rest) {
            let pair = surrogate(after)
                .filter(|&(low, _)| (0xd800..0xdc00).contains(&high) && low >= 0xdc00)
                .and_then(|(low, after)| {
                    char::from_u32(0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00)).map(|c| (c, after))
                });
            let (c, after) = pair.unwrap_or(('\u{fffd}', after));
            joined.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            rest = after;
        } else {
            joined.push(first);
            rest = after;
        }
    }
    Cow::Owned(joined)
}

fn surrogate(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (&[first, second, third], rest) = bytes.split_first_chunk::<3>()?;
    let is_surrogate = first == 0xed && (0xa0..=0xbf).contains(&second) && (0x80..=0xbf).contains(&third);
    is_surrogate.then(|| (0xd000 | (u32::from(second & 0x3f) << 6) | u32::from(third & 0x3f), rest))
}

/// A few words in a charset of two bytes may be valid UTF-8, but then of letters that hardly any text has:
/// all in two bytes, and some between the extensions of Latin and the combining marks.
pub(super) fn valid_by_chance(text: &str) -> bool {
    let (mut foreign, mut rare) = (0_usize, 0_usize);
    for c in text.chars().filter(|c| !c.is_ascii()) {
        foreign += 1;
        if foreign > BEYOND_CHANCE || c.len_utf8() != 2 {
            return false;
        }
        rare += usize::from(matches!(c, '\u{180}'..='\u{36f}'));
    }
    rare * 2 >= foreign && rare > 0
}
