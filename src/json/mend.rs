//! JSON that common tools write and the standard refuses: Python's `NaN`, half of a surrogate pair where a text was cut
//! within an emoji, and several values one after the other.

use std::borrow::Cow;

use serde_json::{Deserializer, Value};

/// The value, or a list of the values, where the text is nearly JSON.
pub fn parse(text: &str) -> Option<Value> {
    let mended = mended(text);
    let mut values: Vec<Value> =
        Deserializer::from_str(&mended).into_iter().collect::<Result<_, _>>().ok()?;
    if values.len() == 1 {
        values.pop()
    } else {
        Some(Value::Array(values)).filter(|_| text.trim_start().starts_with('{'))
    }
}

/// Outside of strings words for numbers become null; within, a lone surrogate becomes U+FFFD.
fn mended(text: &str) -> Cow<'_, str> {
    let mut mended = String::new();
    let (mut kept, mut at, mut in_string) = (0, 0, false);
    let bytes = text.as_bytes();
    while let Some(&byte) = bytes.get(at) {
        let rest = bytes.get(at..).unwrap_or_default();
        let replaced = match byte {
            b'"' => {
                in_string = !in_string;
                None
            }
            b'\\' if in_string => match surrogate(rest) {
                Some(Surrogate::Lone) => Some((6, "\\ufffd")),
                Some(Surrogate::Pair) => {
                    at += 12;
                    continue;
                }
                None => {
                    at += 2;
                    continue;
                }
            },
            b'N' | b'I' | b'-' if !in_string => {
                let word =
                    ["NaN", "Infinity", "-Infinity"].iter().find(|word| rest.starts_with(word.as_bytes()));
                word.map(|word| (word.len(), "null"))
            }
            _ => None,
        };
        if let Some((length, new)) = replaced {
            mended.push_str(text.get(kept..at).unwrap_or_default());
            mended.push_str(new);
            at += length;
            kept = at;
        } else {
            at += 1;
        }
    }
    if kept == 0 {
        return Cow::Borrowed(text);
    }
    mended.push_str(text.get(kept..).unwrap_or_default());
    Cow::Owned(mended)
}

enum Surrogate {
    Lone,
    Pair,
}

fn surrogate(rest: &[u8]) -> Option<Surrogate> {
    let unit = |escape: &[u8]| {
        let digits = escape.strip_prefix(b"\\u")?.get(..4)?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let first = unit(rest)?;
    if !(0xd800..0xe000).contains(&first) {
        return None;
    }
    let second = rest.get(6..).and_then(unit);
    let is_pair = first < 0xdc00 && second.is_some_and(|second| (0xdc00..0xe000).contains(&second));
    Some(if is_pair { Surrogate::Pair } else { Surrogate::Lone })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn words_for_numbers_are_null_and_half_a_character_is_lost() {
        assert_eq!(
            parse(r#"{"a": NaN, "b": [-Infinity], "c": "NaN"}"#),
            Some(json!({ "a": null, "b": [null], "c": "NaN" }))
        );
        assert_eq!(
            parse(r#"{"a": "x\ud83d", "b": "\ud83d\ude00\\ud83d"}"#),
            Some(json!({ "a": "x\u{fffd}", "b": "\u{1f600}\\ud83d" }))
        );
    }

    #[test]
    fn several_values_are_a_list_and_nonsense_is_nothing() {
        assert_eq!(parse("{\"a\": 1}\n{\"a\": 2}\n"), Some(json!([{ "a": 1 }, { "a": 2 }])));
        assert_eq!(parse("404 Not Found"), None);
        assert_eq!(parse("7 8"), None);
        assert_eq!(parse("{\"a\": "), None);
    }
}
