//! Fragments of HTML in fields, as text: what a browser would show, with its paragraphs.
//!
//! For the fields of feeds and scrapers, which hold a few paragraphs with markup, and not for whole pages: nothing
//! here looks for the article within a page. Blank lines part paragraphs. What browsers do not show is left out,
//! entities are undone exactly once. Only names of HTML make markup, so that `a < b`, `<3` and `<unk>` are text, and
//! a sentence may name an element. No text is lost to a tag that is never closed. A list of pieces and a short one
//! of open elements do the work: nesting cannot hurt, time is linear.

mod attributes;
mod element;
mod layout;
pub mod markdown;
mod open;
mod reader;
pub mod shortcodes;
mod tag;
mod unseen;

use std::borrow::Cow;

use element::Element;
use tag::{Piece, Pieces, Tag};
use unseen::Seen;

/// Whether the text holds HTML, plainly or escaped once more, as descriptions in feeds often are.
pub fn looks_like_markup(text: &str) -> bool {
    is_markup(text) || is_escaped_markup(text)
}

/// Whether its paragraphs are told by tags, so that its line feeds say nothing.
pub fn has_blocks(text: &str) -> bool {
    Pieces::of(text).any(|piece| match piece {
        Piece::Tag(tag) => {
            let element = element::of(tag.name);
            element.is_block() && element != Element::Rule
        }
        Piece::Text(_) | Piece::Comment => false,
    })
}

/// The text of a fragment. Blank lines part paragraphs, a single line feed is a line break within one, a tab
/// parts the cells of a table. A text without markup comes out with its white space folded.
pub fn to_text(fragment: &str) -> String {
    let fragment = without_cdata(fragment);
    if !is_markup(fragment) && is_escaped_markup(fragment) {
        return reader::read(without_cdata(&htmlize::unescape(fragment)));
    }
    reader::read(fragment)
}

/// A field of one line without its tags; entities stay as they are. A tag that parts lines becomes a space.
pub fn strip_tags(line: &str) -> Cow<'_, str> {
    if !is_markup(line) {
        if is_escaped_markup(line) {
            return Cow::Owned(without_tags(&htmlize::unescape(line)));
        }
        return Cow::Borrowed(line);
    }
    Cow::Owned(without_tags(line))
}

fn without_tags(line: &str) -> String {
    let mut stripped = String::with_capacity(line.len());
    for piece in Seen::of(line) {
        match piece {
            Piece::Text(text) => stripped.push_str(text),
            Piece::Tag(tag) if element::of(tag.name).parts_text() => stripped.push(' '),
            Piece::Tag(_) | Piece::Comment => {}
        }
    }
    stripped
}

/// Names of open elements that are kept for comparison with the ends.
const MOST_OPEN: usize = 64;

/// A tag that cannot be anything else, an element with both its tags, or blocks where blocks may be.
fn is_markup(text: &str) -> bool {
    if memchr::memchr(b'<', text.as_bytes()).is_none() {
        return false;
    }
    let mut open: Vec<&str> = Vec::new();
    let mut breaks = 0;
    let mut before = "";
    for piece in Pieces::of(text) {
        let tag = match piece {
            Piece::Text(text) => {
                before = text;
                continue;
            }
            Piece::Comment => return true,
            Piece::Tag(tag) => tag,
        };
        let element = element::of(tag.name);
        if element == Element::Unknown {
            continue;
        }
        let is_named = is_named(before, &tag);
        let is_sure = if tag.is_end {
            !is_named || open.iter().any(|name| name.eq_ignore_ascii_case(tag.name))
        } else {
            let is_block =
                element.parts_text() && (!is_named || before.ends_with(' ') && may_begin_block(before));
            breaks += usize::from(element == Element::Break);
            is_block || breaks > 1 || tag.is_empty || tag.has_value()
        };
        if is_sure {
            return true;
        }
        if open.len() < MOST_OPEN && !tag.is_end {
            open.push(tag.name);
        }
        before = "";
    }
    false
}

/// A sentence may name an element, and then it stands there as a word does: `the <p> element`, `(<nav>)`.
fn is_named(before: &str, tag: &Tag<'_>) -> bool {
    let begins = before.ends_with([' ', '(', '"', '\'', '“', '«', '„', '`']);
    begins
        && tag.after.is_none_or(|c| matches!(c, ' ' | ',' | '.' | ')' | '"' | '\'' | '”' | '“' | '»' | '`'))
}

/// Whether a paragraph may begin after this text: after a sentence, another tag, or nothing.
fn may_begin_block(before: &str) -> bool {
    let end = before.trim_end().chars().next_back();
    end.is_none_or(|c| matches!(c, '.' | '!' | '?' | ':' | '…' | '"' | '”' | '»' | ')' | '。'))
        || before.ends_with('\n')
}

/// Stricter than for plain markup, for the escaped tags of an article about HTML are its text: it begins with a
/// tag, or holds one that ends a block, breaks a line, links or shows an image.
fn is_escaped_markup(text: &str) -> bool {
    const LESS: [&str; 4] = ["&lt;", "&#60;", "&#x3c;", "&#x3C;"];
    if memchr::memmem::find(text.as_bytes(), b"&lt;").is_none() && !text.contains("&#") {
        return false;
    }
    let begins_so = LESS.iter().any(|mark| text.trim_start().starts_with(mark));
    LESS.iter().any(|mark| text.split(mark).skip(1).any(escaped_tag_is_sure))
        || (begins_so && is_markup(&htmlize::unescape(text)))
}

/// `after` is what follows an escaped `<`.
fn escaped_tag_is_sure(after: &str) -> bool {
    const GREATER: [&str; 4] = [">", "&gt;", "&#62;", "&#x3e;"];
    let (is_end, named) = after.strip_prefix('/').map_or((false, after), |named| (true, named));
    let length = named.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let Some((name, rest)) = named.split_at_checked(length) else { return false };
    let inside = rest.trim_start_matches([' ', '/']);
    let ends = GREATER.iter().any(|mark| inside.starts_with(mark));
    let element = element::of(name);
    if is_end {
        return ends && (element.is_block() || name.eq_ignore_ascii_case("a"));
    }
    let has_attribute = {
        let length = inside.bytes().take_while(|&byte| byte.is_ascii_alphabetic() || byte == b'-').count();
        rest.starts_with(' ') && length > 0 && inside.as_bytes().get(length) == Some(&b'=')
    };
    (element == Element::Break && ends) || (element != Element::Unknown && has_attribute)
}

/// A fragment that is one CDATA section as a whole: its marks came along from the XML around it.
fn without_cdata(fragment: &str) -> &str {
    let trimmed = fragment.trim();
    match trimmed.strip_prefix("<![CDATA[") {
        Some(inner) => inner.strip_suffix("]]>").unwrap_or(inner),
        None => fragment,
    }
}

#[cfg(test)]
mod tests;
