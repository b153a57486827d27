//! What must be mended before a URL parser can help.
//!
//! Owns the leftovers of mail, HTML, JSON and careless templates around an address; `scheme` does the rest. Of HTML's character references it
//! undoes `&amp;` and the numeric ones only: by the legacy names, `&section=` would become `§ion=` and name another article. Promises
//! to leave a clean address as it is, without copying it. Refuses nothing: what it cannot mend, the parser will name.

use std::borrow::Cow;

use super::rule::{Rule, Rules};
use super::scheme;

/// The address within `found`, as far as it can be told.
pub(super) fn repair<'a>(found: &'a str, rules: &mut Rules) -> Cow<'a, str> {
    let trimmed = trim(found);
    if trimmed.len() < found.len() {
        rules.note(Rule::Trimmed);
    }
    let bare = without_debris(unquote(trimmed));
    if bare.len() < trimmed.len() {
        rules.note(Rule::Unquoted);
    }
    let text = json_escapes(Cow::Borrowed(bare), rules);
    let text = entities(text, rules);
    scheme::mend(text, rules)
}

fn trim(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || c.is_control() || is_invisible(c))
}

/// Zero-width and direction marks and the byte order mark, which travel along when text is copied.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Pairs that people and formats put around an address. None of the openers can begin one.
const QUOTES: [(&str, &str); 8] = [
    ("<![CDATA[", "]]>"),
    ("<", ">"),
    ("\"", "\""),
    ("'", "'"),
    ("(", ")"),
    ("“", "”"),
    ("«", "»"),
    ("`", "`"),
];

/// What stands before an address in mail (RFC 3986, appendix C), browsers and feed readers.
const PREFIXES: [&str; 3] = ["url:", "view-source:", "feed:"];

fn unquote(text: &str) -> &str {
    let mut text = text;
    loop {
        let inner = trim(unquote_once(text));
        if inner.len() == text.len() {
            return text;
        }
        text = inner;
    }
}

fn unquote_once(text: &str) -> &str {
    for (open, close) in QUOTES {
        if let Some(inner) = text.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
            return inner;
        }
    }
    for prefix in PREFIXES {
        if let Some((head, rest)) = text.split_at_checked(prefix.len())
            && head.eq_ignore_ascii_case(prefix)
            && scheme::of_web(trim(rest)).is_some()
        {
            return rest;
        }
    }
    // Half of a CDATA section, cut by a tool that splits on tags.
    text.strip_prefix("<![CDATA[").or_else(|| text.strip_suffix("]]>")).unwrap_or(text)
}

/// The address without a closing tag or an unpaired quote at its end, as when a pattern cut it out of HTML one character too late.
fn without_debris(text: &str) -> &str {
    let mut text = text;
    loop {
        let tag = text.strip_suffix('>').and_then(|rest| rest.rsplit_once("</"));
        text = match tag {
            Some((before, name)) if name.chars().all(|c| c.is_ascii_alphanumeric()) => before,
            Some(_) | None => match text.strip_suffix(['"', '<']) {
                Some(before) if !before.contains(['"', '<']) => before,
                Some(_) | None => return text,
            },
        };
    }
}

/// Where the slashes of the scheme are escaped as JSON allows, so are the others.
fn json_escapes<'a>(text: Cow<'a, str>, rules: &mut Rules) -> Cow<'a, str> {
    if !(text.contains('\\') && text.contains(":\\/\\/")) {
        return text;
    }
    rules.note(Rule::JsonEscapes);
    Cow::Owned(text.replace("\\/", "/").replace("\\u0026", "&"))
}

fn entities<'a>(text: Cow<'a, str>, rules: &mut Rules) -> Cow<'a, str> {
    if !text.contains(';') {
        return text;
    }
    // The separator that `?amp;` belonged to is gone: someone removed the first parameter from escaped text.
    let mended = text.replace("?amp;", "?");
    let mut out = String::with_capacity(mended.len());
    let mut rest = mended.as_str();
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let (c, after) = reference(after).unwrap_or(('&', after));
        out.push(c);
        rest = after;
    }
    out.push_str(rest);
    if out == *text {
        return text;
    }
    rules.note(Rule::Entities);
    Cow::Owned(out)
}

/// The character that a reference stands for and what follows it. Starts after the ampersand.
fn reference(after: &str) -> Option<(char, &str)> {
    let name = after.split_at_checked(4).filter(|(name, _)| name.eq_ignore_ascii_case("amp;"));
    if let Some((_, rest)) = name {
        // Escaped more than once, the ampersand trails one `amp;` for each time.
        return Some(('&', rest.trim_start_matches("amp;")));
    }
    // Seven characters hold the longest number, `x10FFFF`; looking no further keeps hostile texts cheap.
    let number = after.strip_prefix('#')?;
    let end = number.bytes().take(8).position(|byte| byte == b';')?;
    let (number, rest) = number.split_at_checked(end)?;
    let rest = rest.strip_prefix(';')?;
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok()?,
        None => number.parse().ok()?,
    };
    let c = char::from_u32(code).filter(|c| !c.is_control())?;
    Some((c, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(found: &str) -> String {
        repair(found, &mut Rules::default()).into_owned()
    }

    #[test]
    fn a_clean_address_is_not_copied() {
        let url = "https://paper.example/a?id=1&page=2#!x";
        assert!(matches!(repair(url, &mut Rules::default()), Cow::Borrowed(text) if text == url));
    }

    #[test]
    fn blanks_and_invisible_marks_go() {
        assert_eq!(mended("\u{FEFF} \u{200B}https://paper.example/a\u{A0}\r\n"), "https://paper.example/a");
    }

    #[test]
    fn quotes_of_every_kind_go() {
        for found in [
            "<https://paper.example/a>",
            "<URL:https://paper.example/a>",
            "<![CDATA[ https://paper.example/a ]]>",
            "https://paper.example/a]]>",
            "\"https://paper.example/a\"",
            "“https://paper.example/a”",
            "(<https://paper.example/a>)",
            "view-source:https://paper.example/a",
        ] {
            assert_eq!(mended(found), "https://paper.example/a", "{found}");
        }
    }

    #[test]
    fn a_closing_tag_or_lone_quote_goes_but_pairs_stay() {
        assert_eq!(mended("https://paper.example/a</a></p>"), "https://paper.example/a");
        assert_eq!(mended("https://paper.example/a\""), "https://paper.example/a");
        assert_eq!(mended("https://paper.example/?q=\"a\""), "https://paper.example/?q=\"a\"");
        assert_eq!(mended("https://paper.example/cup_(2024)"), "https://paper.example/cup_(2024)");
    }

    #[test]
    fn amp_and_numeric_references_are_undone() {
        assert_eq!(
            mended("https://paper.example/?a=1&amp;amp;b=2&#38;c=3&#x26;d=4"),
            "https://paper.example/?a=1&b=2&c=3&d=4"
        );
        assert_eq!(mended("https://paper.example/?amp;b=2"), "https://paper.example/?b=2");
    }

    #[test]
    fn legacy_names_are_parameters() {
        for kept in [
            "&section=2",
            "&copy=1",
            "&lang=en",
            "&reg;=1",
            "&not=x",
            "&lt;=1",
            "&quot;",
            "&#;",
            "&#x;",
            "&#0;",
            "&#xD800;",
        ] {
            let url = format!("https://paper.example/?a=1{kept}");
            assert_eq!(mended(&url), url);
        }
    }

    #[test]
    fn json_escapes_are_undone_where_the_scheme_shows_them() {
        assert_eq!(mended("https:\\/\\/paper.example\\/a?b=1\\u0026c=2"), "https://paper.example/a?b=1&c=2");
    }
}
