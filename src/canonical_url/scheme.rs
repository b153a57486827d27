//! The scheme of an address: one, with two slashes.
//!
//! Owns doubled, missing and mangled schemes. Adds one only to what begins with a host; a file name, a mail address or a number is
//! left for the parser to refuse.

use std::borrow::Cow;

use super::rule::{Rule, Rules};

/// The text with one scheme and two slashes, where it has a scheme or lacks nothing else.
pub(super) fn mend<'a>(text: Cow<'a, str>, rules: &mut Rules) -> Cow<'a, str> {
    let (mut name, mut rest) = match of_web(&text) {
        Some(found) => found,
        None if lacks_only_a_scheme(&text) => {
            rules.note(Rule::SchemeAdded);
            return Cow::Owned(format!("https://{}", text.trim_start_matches(['/', '\\'])));
        }
        None => return text,
    };
    let mut doubled = false;
    while let Some((inner, after)) = of_web(rest.trim_start_matches(['/', '\\'])) {
        (name, rest) = (inner, after);
        doubled = true;
    }
    if doubled {
        rules.note(Rule::DoubleScheme);
    }
    let authority = rest.trim_start_matches(['/', '\\']);
    let sound = rest.strip_prefix("//") == Some(authority)
        && text.get(name.len()..).is_some_and(|tail| tail.starts_with(':'));
    if sound && !doubled {
        return text;
    }
    if !sound {
        rules.note(Rule::SchemeSlashes);
    }
    Cow::Owned(format!("{name}://{authority}"))
}

/// A leading `http:` or `https:` and what follows; also without the colon, where two slashes show what is meant.
pub(super) fn of_web(text: &str) -> Option<(&str, &str)> {
    ["https", "http"].into_iter().find_map(|scheme| {
        let (name, rest) = text.split_at_checked(scheme.len())?;
        let after = rest.strip_prefix(':').or_else(|| rest.starts_with("//").then_some(rest))?;
        name.eq_ignore_ascii_case(scheme).then_some((name, after))
    })
}

/// Endings of file names that are not top-level domains: `index.html` is a relative reference, not a host.
const FILE_ENDINGS: &[&str] = &[
    "asp", "aspx", "cfm", "css", "gif", "htm", "html", "jpeg", "jpg", "js", "json", "jsp", "pdf", "php",
    "png", "shtml", "svg", "txt", "webp", "xhtml", "xml",
];

/// Whether the text begins with a host: `//paper.example/a`, `paper.example/a`, `paper.example:8443/a`.
fn lacks_only_a_scheme(text: &str) -> bool {
    if text.starts_with("//") || text.starts_with("\\\\") {
        return true;
    }
    let (host, rest) =
        text.find([':', '/', '\\', '?', '#']).and_then(|at| text.split_at_checked(at)).unwrap_or((text, ""));
    if let Some(port) = rest.strip_prefix(':') {
        let after = port.trim_start_matches(|c: char| c.is_ascii_digit());
        if !(after.is_empty() || after.starts_with(['/', '\\', '?', '#'])) {
            return false;
        }
    }
    let Some((_, top)) = host.trim_end_matches('.').rsplit_once('.') else {
        return false;
    };
    // A mail address is no page, and a bare number such as 3.14 would parse as an IP address.
    !host.contains(|c: char| c.is_whitespace() || c == '@')
        && top.starts_with(char::is_alphabetic)
        && !FILE_ENDINGS.iter().any(|ending| top.eq_ignore_ascii_case(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(found: &str) -> String {
        mend(Cow::Borrowed(found), &mut Rules::default()).into_owned()
    }

    #[test]
    fn the_innermost_scheme_counts() {
        for found in [
            "http://https://paper.example/a",
            "https://https//paper.example/a",
            "http:https://paper.example/a",
            "http://http://https:/paper.example/a",
        ] {
            assert_eq!(mended(found), "https://paper.example/a", "{found}");
        }
        assert_eq!(mended("https://http.example/a"), "https://http.example/a");
    }

    #[test]
    fn slashes_after_the_scheme_are_two() {
        for found in [
            "https:/paper.example/a",
            "https:\\\\paper.example/a",
            "https:////paper.example/a",
            "https//paper.example/a",
        ] {
            assert_eq!(mended(found), "https://paper.example/a", "{found}");
        }
    }

    #[test]
    fn a_missing_scheme_is_added_to_a_host_only() {
        assert_eq!(mended("//paper.example/a"), "https://paper.example/a");
        assert_eq!(mended("paper.example"), "https://paper.example");
        assert_eq!(mended("paper.example:8443/a"), "https://paper.example:8443/a");
        assert_eq!(mended("zeitung-köln.example/a"), "https://zeitung-köln.example/a");
        for kept in [
            "index.html",
            "/a/b.c",
            "desk@paper.example",
            "3.14",
            "mailto:a@b.example",
            "tag:paper.example,2024:1",
            "a b.example",
            "newsroom/a",
        ] {
            assert_eq!(mended(kept), kept);
        }
    }
}
