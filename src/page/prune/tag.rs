//! One tag, read as the standard's tokenizer reads it.

use std::borrow::Cow;

use memchr::memchr;

use super::names;

/// Each is compared with those before it by the parser. Elements of text have few, since copies of them are made.
const MOST_ATTRIBUTES: usize = 64;
const MOST_OF_FORMATTING: usize = 12;
/// In bytes.
const LONGEST_NAME: usize = 40;
/// In bytes. Longer ones are pictures, or the state of a program.
const LONGEST_VALUE: usize = 64 << 10;
/// A picture written into its address says nothing.
const LONGEST_DATA_URL: usize = 100;

/// A tag with its attributes as they stand.
#[derive(Debug)]
pub struct Tag<'a> {
    /// In lower case.
    pub name: Cow<'a, str>,
    /// All behind the name, with `>`.
    inside: &'a str,
    pub closes_itself: bool,
    /// What follows the tag.
    pub after: &'a str,
}

#[derive(Debug)]
pub struct Attribute<'a> {
    /// In lower case.
    pub name: Cow<'a, str>,
    value: &'a str,
}

impl<'a> Tag<'a> {
    /// `from` begins with the name. Nothing where the page ends within the tag.
    pub fn read(from: &'a str) -> Option<Self> {
        let bytes = from.as_bytes();
        let end = bytes.iter().position(|&byte| is_space(byte) || byte == b'/' || byte == b'>')?;
        let (name, rest) = from.split_at_checked(end)?;
        let mut cursor = Cursor { rest };
        while cursor.next_attribute().is_some() {}
        let after = cursor.rest.strip_prefix('>')?;
        let inside = rest.get(..rest.len() - after.len())?;
        Some(Self { name: lower(name), inside, closes_itself: inside.ends_with("/>"), after })
    }

    /// Those that readers may ask for, bounded in number and size. Of two of one name the parser takes the first.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> {
        let most = if is_formatting(&self.name) { MOST_OF_FORMATTING } else { MOST_ATTRIBUTES };
        self.all_attributes().filter(Attribute::is_kept).take(most)
    }

    fn all_attributes(&self) -> impl Iterator<Item = Attribute<'a>> {
        let mut cursor = Cursor { rest: self.inside };
        std::iter::from_fn(move || cursor.next_attribute())
    }

    pub fn has(&self, name: &str) -> bool {
        self.all_attributes().any(|attribute| attribute.name == name)
    }

    /// `application/ld+json`, `application/json` and their like.
    pub fn is_json(&self) -> bool {
        let kind = self.all_attributes().find(|attribute| attribute.name == "type");
        kind.is_some_and(|kind| kind.value.to_ascii_lowercase().contains("json"))
    }
}

/// Elements that are opened again in each block until they are closed.
pub fn is_formatting(name: &str) -> bool {
    const FORMATTING: [&str; 14] =
        ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
    FORMATTING.contains(&name)
}

/// Of letters and digits and what may join them, and short.
pub fn is_plain_name(name: &str) -> bool {
    name.len() <= LONGEST_NAME
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b':' | b'.'))
}

impl Attribute<'_> {
    fn is_kept(&self) -> bool {
        if names::is_idle(&self.name) || self.value.len() > LONGEST_VALUE {
            return false;
        }
        match &*self.name {
            // Only whether the element is shown.
            "style" => ["none", "hidden"].iter().any(|word| self.value.contains(word)),
            "src" | "href" | "poster" => {
                self.value.len() <= LONGEST_DATA_URL || !self.value.starts_with("data:")
            }
            _ => true,
        }
    }

    pub fn write(&self, out: &mut String) {
        out.extend([" ", &*self.name]);
        if self.value.is_empty() {
            return;
        }
        out.push_str("=\"");
        let mut rest = self.value;
        while let Some((before, after)) = rest.split_once('"') {
            out.extend([before, "&quot;"]);
            rest = after;
        }
        out.extend([rest, "\""]);
    }
}

/// Walks over the attributes of a tag; stands at `>` in the end, or at the end of a page that ends within the tag.
struct Cursor<'a> {
    rest: &'a str,
}

impl<'a> Cursor<'a> {
    fn next_attribute(&mut self) -> Option<Attribute<'a>> {
        self.skip_while(|byte| is_space(byte) || byte == b'/');
        if self.first()? == b'>' {
            return None;
        }
        let found = self.attribute();
        if found.is_none() {
            self.rest = "";
        }
        found
    }

    fn attribute(&mut self) -> Option<Attribute<'a>> {
        let name = self.name()?;
        self.skip_while(is_space);
        let mut value = "";
        if self.first()? == b'=' {
            self.take(1)?;
            self.skip_while(is_space);
            value = self.value()?;
        }
        Some(Attribute { name: lower(name), value })
    }

    /// The sign of equality may begin a name.
    fn name(&mut self) -> Option<&'a str> {
        let bytes = self.rest.as_bytes().get(1..)?;
        let is_end = |byte: u8| is_space(byte) || matches!(byte, b'/' | b'>' | b'=');
        let end = bytes.iter().position(|&byte| is_end(byte))? + 1;
        self.take(end)
    }

    fn value(&mut self) -> Option<&'a str> {
        let first = self.first()?;
        if first != b'"' && first != b'\'' {
            let end = self.rest.bytes().position(|byte| is_space(byte) || byte == b'>')?;
            return self.take(end);
        }
        self.take(1)?;
        let value = self.take(memchr(first, self.rest.as_bytes())?)?;
        self.take(1)?;
        Some(value)
    }

    fn first(&self) -> Option<u8> {
        self.rest.as_bytes().first().copied()
    }

    fn skip_while(&mut self, is_skipped: impl Fn(u8) -> bool) {
        let skipped = self.rest.bytes().position(|byte| !is_skipped(byte));
        self.rest = skipped.map_or("", |skipped| self.rest.get(skipped..).unwrap_or_default());
    }

    /// `end` is a place of an ASCII character or the end.
    fn take(&mut self, end: usize) -> Option<&'a str> {
        let (taken, rest) = self.rest.split_at_checked(end)?;
        self.rest = rest;
        Some(taken)
    }
}

fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | 0x0c)
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}
