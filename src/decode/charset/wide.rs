//! UTF-16 and UTF-32: by their byte order mark, or by where the NUL bytes lie.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE};

use super::{Decoded, Evidence, Undecodable};

/// The pattern shows early; more would only cost time.
const SAMPLE: usize = 8 << 10;

#[derive(Clone, Copy)]
enum Form {
    Utf16Le,
    Utf16Be,
    Utf32Le,
    Utf32Be,
}

/// `None` where no mark of UTF-16, UTF-32 or GB18030 stands at the beginning.
pub(super) fn by_mark(bytes: &[u8]) -> Option<Result<Decoded<'_>, Undecodable>> {
    let marks: [(&[u8], Form); 4] = [
        // The mark of UTF-32 begins with that of UTF-16, so it is asked first.
        (b"\xff\xfe\x00\x00", Form::Utf32Le),
        (b"\x00\x00\xfe\xff", Form::Utf32Be),
        (b"\xff\xfe", Form::Utf16Le),
        (b"\xfe\xff", Form::Utf16Be),
    ];
    if let Some(rest) = bytes.strip_prefix(b"\x84\x31\x95\x33") {
        let text = encoding_rs::GB18030.decode_without_bom_handling(rest).0;
        return Some(Ok(Decoded { text, charset: "gb18030", evidence: Evidence::Bom }));
    }
    let (rest, form) =
        marks.into_iter().find_map(|(mark, form)| bytes.strip_prefix(mark).map(|rest| (rest, form)))?;
    let decoded = decode(rest, form, Evidence::Bom);
    Some(if is_text(&decoded.text) {
        Ok(decoded)
    } else {
        Err(Undecodable("a byte order mark before no text"))
    })
}

/// Text in Latin script, or any with spaces and digits, has a NUL in the same place of every other unit.
pub(super) fn by_pattern(bytes: &[u8]) -> Option<Decoded<'_>> {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if sample.len() < 4 || !sample.contains(&0) {
        return None;
    }
    let mut nul_at = [0_usize; 4];
    for (at, _) in sample.iter().enumerate().filter(|&(_, &byte)| byte == 0) {
        nul_at[at % 4] += 1;
    }
    let units = sample.len() / 4;
    let [first, second, third, fourth] = nul_at;
    let (even, odd) = (first + third, second + fourth);
    let form = if third.min(fourth) * 10 >= units * 9 && first * 10 <= units {
        Form::Utf32Le
    } else if first.min(second) * 10 >= units * 9 && fourth * 10 <= units {
        Form::Utf32Be
    } else if odd * 10 >= units && even * 20 <= odd {
        Form::Utf16Le
    } else if even * 10 >= units && odd * 20 <= even {
        Form::Utf16Be
    } else {
        return None;
    };
    Some(decode(bytes, form, Evidence::Detected)).filter(|decoded| is_text(&decoded.text))
}

fn decode(bytes: &[u8], form: Form, evidence: Evidence) -> Decoded<'_> {
    let (text, charset) = match form {
        Form::Utf16Le => (UTF_16LE.decode_without_bom_handling(bytes).0, UTF_16LE.name()),
        Form::Utf16Be => (UTF_16BE.decode_without_bom_handling(bytes).0, UTF_16BE.name()),
        Form::Utf32Le => (Cow::Owned(utf32(bytes, u32::from_le_bytes)), "UTF-32LE"),
        Form::Utf32Be => (Cow::Owned(utf32(bytes, u32::from_be_bytes)), "UTF-32BE"),
    };
    Decoded { text, charset, evidence }
}

fn utf32(bytes: &[u8], number: fn([u8; 4]) -> u32) -> String {
    let (units, rest) = bytes.as_chunks::<4>();
    let mut text: String =
        units.iter().map(|&unit| char::from_u32(number(unit)).unwrap_or('\u{fffd}')).collect();
    if !rest.is_empty() {
        text.push('\u{fffd}');
    }
    text
}

/// Chance pairs of bytes fall on surrogates, private and control characters, and hardly ever on a space.
fn is_text(text: &str) -> bool {
    let (mut all, mut broken, mut plain) = (0_usize, 0_usize, 0_usize);
    for c in text.chars().take(SAMPLE) {
        all += 1;
        let is_break = matches!(c, '\t'..='\r');
        let is_private = matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{fffd}'..='\u{ffff}' | '\u{f0000}'..);
        broken += usize::from((c.is_control() && !is_break) || is_private);
        plain += usize::from(is_break || matches!(c, ' '..='~' | '\u{3000}'..='\u{3002}'));
    }
    // One may be broken: a value cut in the middle of a character.
    broken * 50 <= all + 49 && (plain * 50 >= all || (broken == 0 && all < 50))
}
