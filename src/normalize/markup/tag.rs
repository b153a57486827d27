//! A light look at where tags are, for judging a text and for fields of one line. What browsers would make of
//! the text is the reader's business.

use super::element::{self, Element};

#[derive(Clone, Copy, Debug)]
pub(super) struct Tag<'a> {
    pub(super) name: &'a str,
    pub(super) is_end: bool,
    /// Ends in `/>`.
    pub(super) is_empty: bool,
    /// Has an attribute with a value.
    pub(super) has_attributes: bool,
    /// The character that follows the tag.
    pub(super) after: Option<char>,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Piece<'a> {
    Text(&'a str),
    /// Also a declaration, an instruction or a CDATA section.
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
}

impl<'a> Pieces<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { rest: text, budget: text.len().saturating_mul(4) }
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
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || element::of(name) == Element::Unknown {
            return None;
        }
        if !rest.starts_with(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>')) {
            return None;
        }
        let end = self.end(rest)?;
        let (inside, beyond) = rest.split_at_checked(end)?;
        let after = beyond.chars().nth(1);
        let tag = Tag {
            name,
            is_end,
            is_empty: inside.ends_with('/'),
            has_attributes: inside.contains('='),
            after,
        };
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

    fn comment(&mut self, declaration: &str) -> Option<usize> {
        let ends = [("--", "-->"), ("[CDATA[", "]]>")];
        if let Some((begin, end)) = ends.into_iter().find(|(begin, _)| declaration.starts_with(begin)) {
            let found = memchr::memmem::find(declaration.as_bytes(), end.as_bytes());
            return self
                .searched(found.unwrap_or(declaration.len()), found)
                .filter(|&at| at >= begin.len())
                .map(|at| at + end.len());
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

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
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
                return Some(piece);
            }
            from += found + 1;
        }
        Some(Piece::Text(std::mem::take(&mut self.rest)))
    }
}
