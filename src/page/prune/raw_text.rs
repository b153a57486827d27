//! Elements in which the standard knows no tags: scripts, styles, titles.

use memchr::{memchr2, memmem};

/// What becomes of the content of such an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RawText {
    /// Kept with its entities.
    Title,
    /// Kept where it is JSON, or holds some.
    Script,
    /// The element tells that something is shown there; what stands in it is for browsers without frames.
    Frame,
    Dropped,
}

impl RawText {
    pub fn of(name: &str) -> Option<Self> {
        match name {
            "title" => Some(Self::Title),
            "script" => Some(Self::Script),
            "iframe" => Some(Self::Frame),
            "style" | "textarea" | "noembed" | "noframes" | "xmp" => Some(Self::Dropped),
            _ => None,
        }
    }
}

/// Content of an element whose start tag was read, and what follows its end tag; nothing where it has no end.
pub fn content<'a>(rest: &'a str, name: &str, scripts_are_plain: bool) -> Option<(&'a str, &'a str)> {
    let bytes = rest.as_bytes();
    let at = if name == "script" && !scripts_are_plain {
        script_end(bytes)?
    } else {
        memmem::find_iter(bytes, b"</").find(|&at| is_tag(bytes, at + 2, name))?
    };
    let (content, end) = rest.split_at_checked(at)?;
    let after = super::tag::Tag::read(end.get(2..)?).map_or("", |tag| tag.after);
    Some((content, after))
}

/// Within a comment a script may hold a script, whose end is not its own.
fn script_end(bytes: &[u8]) -> Option<usize> {
    let (mut is_comment, mut is_nested) = (false, false);
    let mut at = 0;
    loop {
        at += memchr2(b'<', b'-', bytes.get(at..)?)?;
        match bytes.get(at..)? {
            [b'<', b'!', b'-', b'-', ..] => {
                is_comment = true;
                at += 2;
            }
            [b'-', b'-', b'>', ..] => (is_comment, is_nested) = (false, false),
            [b'<', b'/', ..] if is_tag(bytes, at + 2, "script") => {
                if !is_nested {
                    return Some(at);
                }
                is_nested = false;
            }
            [b'<', ..] if is_comment && is_tag(bytes, at + 1, "script") => is_nested = true,
            _ => {}
        }
        at += 1;
    }
}

fn is_tag(bytes: &[u8], at: usize, name: &str) -> bool {
    let Some((found, after)) = bytes.get(at..).and_then(|bytes| bytes.split_at_checked(name.len())) else {
        return false;
    };
    found.eq_ignore_ascii_case(name.as_bytes())
        && matches!(after, [b' ' | b'\t' | b'\n' | b'\r' | 0x0c | b'/' | b'>', ..])
}

/// Whether a script has strings under names, as in the state that programs leave in their page. More is a program.
pub fn holds_data(script: &str) -> bool {
    const MOST: usize = 1 << 20;
    let has = |part: &[u8]| memmem::find(script.as_bytes(), part).is_some();
    script.len() <= MOST && (has(b"\":\"") || has(b"\": \"") || has(b"\\\":\\\""))
}

/// What authors put around scripts for programs of long ago.
const OPENINGS: [&str; 4] = ["//<![CDATA[", "/*<![CDATA[*/", "<![CDATA[", "<!--"];
const CLOSINGS: [&str; 5] = ["//]]>", "/*]]>*/", "]]>", "//-->", "-->"];

/// In data `<` stands only within strings, where it may be written as its code: so no end of the script, and no
/// comment, can be seen in it.
pub fn write_json(content: &str, out: &mut String) {
    let mut content = content.trim();
    if let Some(inner) = OPENINGS.iter().find_map(|opening| content.strip_prefix(opening)) {
        content = CLOSINGS.iter().find_map(|closing| inner.strip_suffix(closing)).unwrap_or(inner).trim();
    }
    replace(content, "\\u003c", out);
}

/// Entities may stand in a title, so `<` can be one.
pub fn write_escaped(content: &str, out: &mut String) {
    replace(content, "&lt;", out);
}

fn replace(content: &str, by: &str, out: &mut String) {
    let mut rest = content;
    while let Some((before, after)) = rest.split_once('<') {
        out.extend([before, by]);
        rest = after;
    }
    out.push_str(rest);
}
