//! JSON in scripts of pages, where templates and content systems have damaged it.
//!
//! What parses is taken as it is. Else what is around the JSON goes (comments, CDATA, a semicolon), and what cannot be
//! meant otherwise is put right: raw control characters and stray quotes in strings, escapes that JSON does not know,
//! commas before nothing, brackets that are missing at the end. Entities are undone where they stand for the quotes.

use std::borrow::Cow;

use serde_json::Value;

use super::mend;

/// In bytes. A longer script is data of a program.
const LONGEST: usize = 2 << 20;
/// Of a few bytes each, they become a hundred times as many in memory.
const MOST_OBJECTS: usize = 20_000;
/// As deep as the parser goes.
const DEEPEST: usize = 120;

/// The value of a script, or a list of its values; nothing where nobody could tell what is meant.
pub fn parse(script: &str) -> Option<Value> {
    let objects = memchr::memchr_iter(b'{', script.as_bytes()).count();
    if script.len() > LONGEST || objects > MOST_OBJECTS {
        return None;
    }
    let text = without_wrapping(script);
    if let Ok(value) = serde_json::from_str(text) {
        return Some(value);
    }
    let text = if text.contains("&quot;") || text.contains("&#34;") {
        Cow::Owned(htmlize::unescape(text).into_owned())
    } else {
        Cow::Borrowed(text)
    };
    mend::parse(&text).or_else(|| serde_json::from_str(&repaired(&text)).ok())
}

fn without_wrapping(script: &str) -> &str {
    const BEFORE: [&str; 5] = ["<!--", "<![CDATA[", "//", "/*", "*/"];
    const AFTER: [&str; 6] = ["-->", "]]>", "//", "/*", "*/", ";"];
    let mut text = script.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
    while let Some(rest) = BEFORE.iter().find_map(|mark| text.strip_prefix(mark)) {
        text = rest.trim_start();
    }
    while let Some(rest) = AFTER.iter().find_map(|mark| text.strip_suffix(mark)) {
        text = rest.trim_end();
    }
    text
}

fn repaired(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    let mut open: Vec<char> = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut in_string = false;
    while let Some((at, c)) = chars.next() {
        if in_string {
            match c {
                '\\' => match chars.next() {
                    Some((_, next @ ('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u'))) => {
                        out.push('\\');
                        out.push(next);
                    }
                    // A quotation mark of scripts, or a stray backslash.
                    Some((_, next)) => out.push(if next.is_control() { ' ' } else { next }),
                    None => {}
                },
                '"' if ends_string(text, at) => {
                    in_string = false;
                    out.push('"');
                }
                '"' => out.push_str("\\\""),
                c if c.is_control() => out.push(' '),
                c => out.push(c),
            }
            continue;
        }
        match c {
            '"' => {
                in_string = true;
                out.push(c);
            }
            '{' | '[' if open.len() >= DEEPEST => return String::new(),
            '{' | '[' => {
                open.push(if c == '{' { '}' } else { ']' });
                out.push(c);
            }
            // One that closes nothing is left over.
            '}' | ']' => {
                if open.last() == Some(&c) {
                    without_comma(&mut out);
                    open.pop();
                    out.push(c);
                }
            }
            ',' if out.ends_with([',', '{', '[']) => {}
            c if c.is_whitespace() || c == '\u{feff}' => {}
            c => out.push(c),
        }
    }
    if in_string {
        out.push('"');
    }
    without_comma(&mut out);
    out.extend(open.into_iter().rev());
    out
}

fn without_comma(out: &mut String) {
    while out.ends_with(',') {
        out.pop();
    }
}

/// Whether a quote is the end of its string: what follows can only stand outside of one.
fn ends_string(text: &str, at: usize) -> bool {
    let mut rest = text.get(at + 1..).unwrap_or_default().chars().filter(|c| !c.is_whitespace()).take(2);
    match rest.next() {
        None | Some(':' | '}' | ']') => true,
        Some(',') => rest.next().is_none_or(|c| {
            matches!(c, '"' | '{' | '[' | '}' | ']' | '-' | 't' | 'f' | 'n') || c.is_ascii_digit()
        }),
        Some(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_parses_is_taken_as_it_is() {
        assert_eq!(parse(" {\"a\": \"x\\\\\"} "), Some(json!({ "a": "x\\" })));
        assert_eq!(parse("{\"a\":1}{\"a\":2}"), Some(json!([{ "a": 1 }, { "a": 2 }])));
        assert_eq!(parse("window.x = 1"), None);
    }

    #[test]
    fn a_script_of_more_objects_than_any_page_has_is_not_parsed() {
        let list = |objects: usize| format!("[{}{{}}]", "{},".repeat(objects - 1));
        assert!(parse(&list(MOST_OBJECTS)).is_some());
        assert_eq!(parse(&list(MOST_OBJECTS + 1)), None);
    }

    #[test]
    fn what_is_around_the_json_goes() {
        for script in [
            "<!-- {\"a\": 1} -->",
            "//<![CDATA[\n{\"a\": 1}\n//]]>",
            "/*<![CDATA[*/{\"a\": 1}/*]]>*/",
            "\u{feff}{\"a\": 1};",
            "{&quot;a&quot;: 1}",
        ] {
            assert_eq!(parse(script), Some(json!({ "a": 1 })), "{script}");
        }
    }

    #[test]
    fn damage_that_can_mean_only_one_thing_is_put_right() {
        assert_eq!(parse("{\"a\": \"one\ntwo\tthree\"}"), Some(json!({ "a": "one two three" })));
        assert_eq!(parse("{\"a\": [1, 2, ], }"), Some(json!({ "a": [1, 2] })));
        assert_eq!(parse("{\"a\": \"it\\'s\"}"), Some(json!({ "a": "it's" })));
        assert_eq!(parse("{\"a\": {\"b\": [1"), Some(json!({ "a": { "b": [1] } })));
        assert_eq!(parse("{\"a\": 1}}"), Some(json!({ "a": 1 })));
        assert_eq!(
            parse("{\"a\": \"He said \"no\" twice\", \"b\": 1}"),
            Some(json!({ "a": "He said \"no\" twice", "b": 1 }))
        );
    }

    #[test]
    fn a_script_that_nests_too_deep_is_none() {
        assert_eq!(parse(&"[".repeat(100_000)), None);
        assert_eq!(parse(&"{\"a\":".repeat(100_000)), None);
    }
}
