//! One spelling for escapes.
//!
//! Owns the two readings of `%XX`: [`normal`] is lossless and makes the canonical URL (RFC 3986, 6.2.2: digits in upper case,
//! unreserved characters in the clear, and the Unicode text behind escapes composed to NFC); [`relaxed`] is lossy and serves the key.
//! Both refuse to decode what can delimit: `%2F`, `%3F`, `%23`, `%25`, `%26`, `%3D`, `%2B`, `%3B` stay, or `/a%2Fb` would become `/a/b`.

use std::borrow::Cow;
use std::str::Chars;

use icu_normalizer::ComposingNormalizerBorrowed;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

const NFC: ComposingNormalizerBorrowed<'static> = ComposingNormalizerBorrowed::new_nfc();

/// The one lossless spelling of a path, query or route as the URL parser left it.
pub(super) fn normal(part: &str) -> Cow<'_, str> {
    if !part.contains('%') {
        return Cow::Borrowed(part);
    }
    let mut text = Spelling::with_capacity(part.len());
    let mut rest = part.chars();
    while let Some(c) = rest.next() {
        if c != '%' {
            text.plain(c);
            continue;
        }
        match escape(&rest) {
            None => text.stray(),
            Some(byte) if byte < 0x80 => {
                skip_digits(&mut rest);
                text.ascii(byte);
            }
            Some(byte) => {
                if let Some((found, after)) = unicode(&rest) {
                    rest = after;
                    text.composing(found);
                } else {
                    skip_digits(&mut rest);
                    text.escaped(byte);
                }
            }
        }
    }
    let spelled = text.finish();
    if spelled == part { Cow::Borrowed(part) } else { Cow::Owned(spelled) }
}

/// The spelling for equality: also decodes printable characters that delimit nothing, which browsers, feeds and mail programs escape
/// each in their own way.
pub(super) fn relaxed(part: &str) -> Cow<'_, str> {
    if !part.contains('%') {
        return Cow::Borrowed(part);
    }
    let mut text = String::with_capacity(part.len());
    let mut rest = part.chars();
    while let Some(c) = rest.next() {
        let decoded = if c == '%' { escape(&rest).filter(|byte| is_inert(*byte)) } else { None };
        match decoded {
            Some(byte) => {
                skip_digits(&mut rest);
                text.push(char::from(byte));
            }
            None => text.push(c),
        }
    }
    Cow::Owned(text)
}

/// Characters with no role in any part of a URL. The first five were unreserved in RFC 2396, so old software never escapes them.
fn is_inert(byte: u8) -> bool {
    matches!(
        byte,
        b'!' | b'\''
            | b'('
            | b')'
            | b'*'
            | b','
            | b'"'
            | b'<'
            | b'>'
            | b'['
            | b']'
            | b'^'
            | b'`'
            | b'{'
            | b'|'
            | b'}'
    )
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~')
}

/// The byte that the two digits after a `%` stand for.
fn escape(after_percent: &Chars<'_>) -> Option<u8> {
    let mut digits = after_percent.clone();
    let high = digits.next()?.to_digit(16)?;
    let low = digits.next()?.to_digit(16)?;
    u8::try_from(high * 16 + low).ok()
}

fn skip_digits(rest: &mut Chars<'_>) {
    rest.nth(1);
}

/// The character that a run of escapes spells in UTF-8, and what follows it. Starts after the first `%`.
fn unicode<'a>(after_percent: &Chars<'a>) -> Option<(char, Chars<'a>)> {
    let mut rest = after_percent.clone();
    let mut bytes = [0_u8; 4];
    bytes[0] = escape(&rest)?;
    let length = match bytes[0] {
        0xC2..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xF4 => 4,
        _ => return None,
    };
    skip_digits(&mut rest);
    for byte in bytes.iter_mut().take(length).skip(1) {
        if rest.next()? != '%' {
            return None;
        }
        *byte = escape(&rest)?;
        skip_digits(&mut rest);
    }
    let spelled = std::str::from_utf8(bytes.get(..length)?).ok()?;
    Some((spelled.chars().next()?, rest))
}

/// Text under construction.
///
/// `run` holds letters and decoded Unicode that may still compose with what follows. It never holds a delimiter, nor the digits of
/// an escape, so composing cannot swallow either.
struct Spelling {
    out: String,
    run: String,
    run_is_ascii: bool,
    /// How many of the next characters would complete a `%` that escapes nothing; decoding one of them would make up an escape.
    owed_to_stray: u8,
}

impl Spelling {
    fn with_capacity(length: usize) -> Self {
        Self { out: String::with_capacity(length), run: String::new(), run_is_ascii: true, owed_to_stray: 0 }
    }

    fn plain(&mut self, c: char) {
        self.owed_to_stray = self.owed_to_stray.saturating_sub(1);
        if c.is_ascii_alphanumeric() {
            self.run.push(c);
        } else if c.is_ascii() {
            self.flush();
            self.out.push(c);
        } else {
            self.composing(c);
        }
    }

    fn ascii(&mut self, byte: u8) {
        if is_unreserved(byte) && self.owed_to_stray == 0 {
            self.plain(char::from(byte));
        } else {
            self.escaped(byte);
        }
    }

    fn composing(&mut self, c: char) {
        self.owed_to_stray = 0;
        self.run_is_ascii = false;
        self.run.push(c);
    }

    fn escaped(&mut self, byte: u8) {
        self.owed_to_stray = 0;
        self.flush();
        self.out.push_str(percent_encoding::percent_encode_byte(byte));
    }

    fn stray(&mut self) {
        self.flush();
        self.out.push('%');
        self.owed_to_stray = 2;
    }

    fn flush(&mut self) {
        if self.run_is_ascii {
            self.out.push_str(&self.run);
        } else {
            // Composition can yield ASCII delimiters (U+037E becomes a semicolon); escaping all but letters and digits keeps them text.
            self.out.extend(utf8_percent_encode(&NFC.normalize(&self.run), NON_ALPHANUMERIC));
        }
        self.run.clear();
        self.run_is_ascii = true;
    }

    fn finish(mut self) -> String {
        self.flush();
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unreserved_escapes_are_decoded_and_digits_upper_cased() {
        assert_eq!(normal("/%7euser/%6Eews%2d1%c3%bc"), "/~user/news-1%C3%BC");
    }

    #[test]
    fn delimiters_stay_escaped() {
        for kept in ["/a%2Fb", "/why%3F", "/c%23", "/5%25", "a%26b%3Dc", "1%2B1", "/x%3Bv", "/id%3A1.2"] {
            assert_eq!(normal(kept), kept);
            assert_eq!(relaxed(kept), kept);
        }
        assert_eq!(normal("/a%2fb"), "/a%2Fb");
    }

    #[test]
    fn decomposed_letters_are_composed() {
        assert_eq!(normal("/cafe%CC%81"), "/caf%C3%A9");
        assert_eq!(normal("/caf%65%CC%81"), "/caf%C3%A9");
    }

    #[test]
    fn composing_never_swallows_a_delimiter_or_an_escape() {
        assert_eq!(normal("a=%CC%B8b"), "a=%CC%B8b");
        assert_eq!(normal("/x%2F%CC%87"), "/x%2F%CC%87");
        assert_eq!(normal("/a%CD%BEb"), "/a%3Bb");
    }

    #[test]
    fn bytes_that_are_not_utf8_stay() {
        assert_eq!(normal("/caf%e9/%ff%C3"), "/caf%E9/%FF%C3");
        assert_eq!(normal("/%ED%A0%80"), "/%ED%A0%80");
    }

    #[test]
    fn a_stray_percent_sign_stays_and_no_escape_is_made_up() {
        for kept in ["/5%", "/5%zz", "/5%2", "/%%41"] {
            let once = normal(kept).into_owned();
            assert_eq!(normal(&once), once);
        }
        assert_eq!(normal("/%%34%31"), "/%%341");
        assert_eq!(normal("/%4%31"), "/%4%31");
    }

    #[test]
    fn the_relaxed_spelling_decodes_what_delimits_nothing() {
        assert_eq!(relaxed("/story%2C42%28b%29%21"), "/story,42(b)!");
        assert_eq!(relaxed("f%5B0%5D=x%7Cy"), "f[0]=x|y");
    }
}
