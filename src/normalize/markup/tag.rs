//! Where the tags of a text are.
//!
//! Kinder to text than browsers are: what has no name of HTML, no end, or words in the place of attributes is no
//! tag, and so nothing of it is lost.

use super::attributes;
use super::element::{self, Element};

#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) is_end: bool,
    /// Ends in `/>`.
    pub(super) is_empty: bool,
    /// What stands between its name and its end.
    pub(super) inside: &'a str,
    /// The character that follows the tag.
    pub(super) after: Option<char>,
}

impl Tag<'_> {
    pub(super) fn has_value(&self) -> bool {
        attributes::have_value(self.inside)
    }

    /// Has an attribute that keeps its element from being shown.
    pub(super) fn is_hidden(&self) -> bool {
        attributes::hide(self.inside)
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// Also a declaration, an instruction, a CDATA section, or a tag that is cut off by the end of the text.
    Comment,
    Tag(Tag<'a>),
}

/// The text cut at its tags, in order, without loss of anything else.
#[derive(Debug)]
pub(super) struct Pieces<'a> {
    rest: &'a str,
    /// Bytes that may still be searched for the ends of tags. Without it, tags that never end would be searched
    /// to the end of the text each, which is quadratic.
    budget: usize,
    /// The element whose content is no markup, up to its end tag.
    raw: Option<&'a str>,
    /// Ends of which no more are to come.
    missing: Vec<&'static str>,
    /// Names that HTML does not know, and whether they are those of elements here: of Russian search engines, say.
    unknown: Vec<(&'a str, bool)>,
}

/// Looking for the end of an unknown element may mean reading to the end of the text.
const MOST_UNKNOWN: usize = 24;

/// Ends of comments and the like.
const ENDS: [(&str, &str); 2] = [("--", "-->"), ("[CDATA[", "]]>")];

/// Elements whose content is no markup, with their beginnings and ends.
const RAW: [(&str, &str, &str); 3] =
    [("script", "<script", "</script"), ("style", "<style", "</style"), ("xmp", "<xmp", "</xmp")];

impl<'a> Pieces<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self {
            rest: text,
            budget: text.len().saturating_mul(4),
            raw: None,
            missing: Vec::new(),
            unknown: Vec::new(),
        }
    }

    /// Where the tag that begins at the text's beginning ends, and what it is.
    fn tag(&mut self, text: &'a str) -> Option<(Piece<'a>, usize)> {
        let after = text.strip_prefix('<')?;
        if let Some(declaration) = after.strip_prefix(['!', '?']) {
            return self.comment(declaration).map(|length| (Piece::Comment, length + 2));
        }
        let (is_end, named) = after.strip_prefix('/').map_or((false, after), |named| (true, named));
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '_');
        let length = named.bytes().take(64).take_while(|&byte| is_name(char::from(byte))).count();
        let (name, rest) = named.split_at_checked(length)?;
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        if !rest.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')) {
            return None;
        }
        let Some(end) = self.end(rest) else {
            let is_cut = !rest.contains(['<', '>']) && attributes::are_cut(rest);
            return is_cut.then_some((Piece::Comment, text.len()));
        };
        let (inside, beyond) = rest.split_at_checked(end)?;
        if !attributes::are_some_or_none(inside) {
            return None;
        }
        if element::of(name) == Element::Unknown && !self.is_element(name, is_end, inside, beyond) {
            return None;
        }
        let after = beyond.chars().nth(1);
        let tag = Tag { name, is_end, is_empty: inside.ends_with('/'), inside, after };
        Some((Piece::Tag(tag), 1 + usize::from(is_end) + length + end + 1))
    }

    /// Position of the `>` that ends the tag, not one within quotes; a quote that never ends is none.
    fn end(&mut self, rest: &str) -> Option<usize> {
        let bytes = rest.as_bytes();
        let within = bytes.get(..self.budget).unwrap_or(bytes);
        let mut quote = None;
        let mut first = None;
        let mut before = b' ';
        for (at, &byte) in within.iter().enumerate() {
            match (byte, quote) {
                (b'>', None) => return self.searched(at, Some(at)),
                // Another tag begins before this one ended: this one is broken, or no tag.
                (b'<', None) => return self.searched(at, None),
                (b'"' | b'\'', None) if before == b'=' => quote = Some(byte),
                (byte, Some(open)) if byte == open => quote = None,
                _ => {}
            }
            if byte == b'>' && first.is_none() {
                first = Some(at);
            }
            if !byte.is_ascii_whitespace() {
                before = byte;
            }
        }
        self.searched(within.len(), first)
    }

    fn searched(&mut self, bytes: usize, found: Option<usize>) -> Option<usize> {
        self.budget = self.budget.saturating_sub(bytes);
        found
    }

    fn comment(&mut self, declaration: &'a str) -> Option<usize> {
        if let Some((begin, end)) = ENDS.into_iter().find(|(begin, _)| declaration.starts_with(begin)) {
            let beyond = declaration.get(begin.len()..)?;
            return self.find(beyond, end).map(|at| begin.len() + at + end.len());
        }
        let is_known = ["doctype", "xml", "php"].iter().any(|name| {
            declaration
                .as_bytes()
                .get(..name.len())
                .is_some_and(|it| it.eq_ignore_ascii_case(name.as_bytes()))
        });
        is_known.then(|| self.end(declaration)).flatten().map(|at| at + 1)
    }
}

impl<'a> Pieces<'a> {
    /// An unknown name is that of an element where it has attributes, or an end.
    fn is_element(&mut self, name: &'a str, is_end: bool, inside: &str, beyond: &str) -> bool {
        if let Some(&(_, is)) = self.unknown.iter().find(|(unknown, _)| *unknown == name) {
            return is;
        }
        if is_end || self.unknown.len() >= MOST_UNKNOWN {
            return false;
        }
        let end = format!("</{name}>");
        let is = inside.ends_with('/')
            || attributes::have_value(inside)
            || memchr::memmem::find(beyond.as_bytes(), end.as_bytes()).is_some();
        self.unknown.push((name, is));
        is
    }

    /// Where the end begins. What is not found once is not searched again.
    fn find(&mut self, text: &str, end: &'static str) -> Option<usize> {
        if self.missing.contains(&end) {
            return None;
        }
        let found = find_ignoring_case(text, end);
        if found.is_none() {
            self.missing.push(end);
        }
        found
    }

    /// What stands in an element whose content is no markup. One that is only mentioned ends nowhere, or not
    /// before the next of its name begins.
    fn raw_content(&mut self, name: &str) -> Option<Piece<'a>> {
        let (_, begin, end) = RAW.into_iter().find(|(raw, ..)| raw.eq_ignore_ascii_case(name))?;
        let at = self.find(self.rest, end)?;
        let (content, rest) = self.rest.split_at_checked(at)?;
        let is_mention = content.starts_with(' ') && find_ignoring_case(content, begin).is_some();
        if content.is_empty() || is_mention {
            self.searched(at, None);
            return None;
        }
        self.rest = rest;
        Some(Piece::Text(content))
    }
}

fn find_ignoring_case(text: &str, wanted: &str) -> Option<usize> {
    let [text, wanted] = [text.as_bytes(), wanted.as_bytes()];
    let &first = wanted.first()?;
    memchr::memchr_iter(first, text)
        .find(|&at| text.get(at..at + wanted.len()).is_some_and(|found| found.eq_ignore_ascii_case(wanted)))
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        if let Some(content) = self.raw.take().and_then(|name| self.raw_content(name)) {
            return Some(content);
        }
        if self.rest.is_empty() {
            return None;
        }
        let mut from = 0;
        while self.budget > 0 {
            let Some(found) = self.rest.get(from..).and_then(|rest| memchr::memchr(b'<', rest.as_bytes()))
            else {
                break;
            };
            let (text, candidate) = self.rest.split_at_checked(from + found)?;
            if let Some((piece, length)) = self.tag(candidate) {
                if !text.is_empty() {
                    self.rest = candidate;
                    return Some(Piece::Text(text));
                }
                self.rest = candidate.get(length..).unwrap_or_default();
                if let Piece::Tag(tag) = piece {
                    self.raw = (!tag.is_end && !tag.is_empty).then_some(tag.name);
                }
                return Some(piece);
            }
            from += found + 1;
        }
        Some(Piece::Text(std::mem::take(&mut self.rest)))
    }
}
