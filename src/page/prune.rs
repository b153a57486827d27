//! A scan that leaves out of a page what no reader wants, before any tree is made of it.
//!
//! Comments, styles, scripts without data, drawings, handlers and embedded pictures go: on most pages that is the
//! greater part. What stays is written anew in one plain way (names in lower case, values in double quotes, no other
//! `<` than those of tags), so that the parser behind it sees the same tags as this scan, and never more attributes
//! than allowed. The scan follows the standard where that decides what is text: a page cannot hide a tag from it.
//! Linear in the page, whatever it holds; its output is bounded.

mod names;
mod raw_text;
mod tag;

use memchr::{memchr, memmem};

use self::raw_text::RawText;
use self::tag::Tag;

/// What a page may be made of, and whether it was cut there.
#[derive(Debug, PartialEq, Eq)]
pub struct Pruned {
    pub html: String,
    /// The page was longer than allowed, and its end is missing.
    pub cut: bool,
}

/// Other than short and common names fill a table that all threads share, which is slow when it is full.
const MOST_UNUSUAL_NAMES: usize = 10_000;
/// Before the body there are one or two, with a picture that counts visits and would end the head.
const MOST_HEAD_NOSCRIPTS: usize = 20;
/// In bytes. A longer one holds the page.
const LONGEST_HEAD_NOSCRIPT: usize = 4 << 10;

/// Keeps at most `most` bytes, and those of a tag more.
pub fn prune(html: &str, most: usize) -> Pruned {
    let mut scan = Scan::new(html, most);
    while !scan.is_full() && scan.step() {}
    let cut = scan.text_is_cut || !scan.rest.is_empty();
    Pruned { html: scan.out, cut }
}

struct Scan<'a> {
    rest: &'a str,
    out: String,
    most: usize,
    /// A text was longer than what was left of `most`.
    text_is_cut: bool,
    unusual_names: usize,
    in_head: bool,
    head_noscripts: usize,
    /// A script with a comment in it was not closed as the standard wants: the next are closed by the first end.
    scripts_are_plain: bool,
}

impl<'a> Scan<'a> {
    fn new(html: &'a str, most: usize) -> Self {
        Self {
            rest: html,
            out: String::with_capacity(html.len().min(1 << 20) / 2),
            most,
            text_is_cut: false,
            unusual_names: MOST_UNUSUAL_NAMES,
            in_head: true,
            head_noscripts: MOST_HEAD_NOSCRIPTS,
            scripts_are_plain: false,
        }
    }

    /// Reads a text and the tag after it; false at the end of the page, or of what there is room for.
    fn step(&mut self) -> bool {
        let Some(at) = memchr(b'<', self.rest.as_bytes()) else {
            let rest = std::mem::take(&mut self.rest);
            let text = self.fitting(rest);
            self.out.push_str(text);
            return false;
        };
        let (text, tag) = self.rest.split_at_checked(at).unwrap_or((self.rest, ""));
        let text = self.fitting(text);
        self.out.push_str(text);
        self.rest = tag;
        if self.text_is_cut {
            return false;
        }
        match tag.as_bytes() {
            [_, b'a'..=b'z' | b'A'..=b'Z', ..] => self.start_tag(),
            [_, b'/', b'a'..=b'z' | b'A'..=b'Z', ..] => self.end_tag(),
            [_, b'!', b'-', b'-', ..] => self.skip_comment(),
            [_, b'!', b'd' | b'D', ..] => {
                // Without one the parser would read tables as pages of 1998 wrote them.
                self.skip_to_tag_end();
                self.out.push_str("<!DOCTYPE html>");
            }
            [_, b'!' | b'?' | b'/', ..] => self.skip_to_tag_end(),
            _ => {
                self.out.push_str("&lt;");
                self.skip(1);
            }
        }
        true
    }

    fn is_full(&self) -> bool {
        self.text_is_cut || self.out.len() > self.most
    }

    /// As much of a text as there is room for. An entity that is cut in two is a few letters of text.
    fn fitting<'t>(&mut self, text: &'t str) -> &'t str {
        let room = self.room();
        if text.len() <= room {
            return text;
        }
        self.text_is_cut = true;
        text.get(..text.floor_char_boundary(room)).unwrap_or_default()
    }

    fn room(&self) -> usize {
        self.most.saturating_sub(self.out.len())
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn skip_to_tag_end(&mut self) {
        let end = memchr(b'>', self.rest.as_bytes()).map_or(self.rest.len(), |at| at + 1);
        self.skip(end);
    }

    /// `<!-->` and `<!--->` are whole comments; `--!>` ends one too.
    fn skip_comment(&mut self) {
        self.skip("<!--".len());
        for whole in [">", "->"] {
            if let Some(after) = self.rest.strip_prefix(whole) {
                self.rest = after;
                return;
            }
        }
        while let Some(at) = memmem::find(self.rest.as_bytes(), b"--") {
            match self.rest.as_bytes().get(at + 2..) {
                Some([b'>', ..]) => return self.skip(at + 3),
                Some([b'!', b'>', ..]) => return self.skip(at + 4),
                _ => self.skip(at + 1),
            }
        }
        self.rest = "";
    }

    fn end_tag(&mut self) {
        let Some(tag) = Tag::read(self.rest.get(2..).unwrap_or_default()) else { return self.rest = "" };
        self.rest = tag.after;
        self.in_head &= tag.name != "head";
        // What no start was written for needs no end.
        if self.is_written(&tag.name) {
            self.out.extend(["</", &*tag.name, ">"]);
        }
    }

    fn start_tag(&mut self) {
        // The page ends within the tag: browsers leave it out.
        let Some(tag) = Tag::read(self.rest.get(1..).unwrap_or_default()) else { return self.rest = "" };
        self.rest = tag.after;
        self.in_head &= names::belongs_to_head(&tag.name);
        if let Some(kind) = RawText::of(&tag.name) {
            return self.raw_text(&tag, kind);
        }
        match &*tag.name {
            "svg" => self.skip_drawing(&tag),
            "noscript" if self.in_head && self.skip_head_noscript() => {}
            // Its content is shown where it stands, other templates are not.
            "template" if tag.has("shadowrootmode") => {}
            name if self.is_written(name) => self.write(&tag),
            _ => {}
        }
    }

    /// Frames have no text, `plaintext` has no end, and names that are no words are noise. Formulas are read as the
    /// text in them: within `math` the parser keeps other rules, by which even `col` can be nested.
    fn is_written(&mut self, name: &str) -> bool {
        !["frameset", "frame", "math", "plaintext", "svg", "xmp"].contains(&name) && self.takes(name)
    }

    fn takes(&mut self, name: &str) -> bool {
        let is_free = names::is_free(name);
        let is_taken = tag::is_plain_name(name) && (is_free || self.unusual_names > 0);
        self.unusual_names -= usize::from(is_taken && !is_free);
        is_taken
    }

    fn write(&mut self, tag: &Tag<'_>) {
        self.out.extend(["<", &*tag.name]);
        for attribute in tag.attributes() {
            if self.takes(&attribute.name) {
                attribute.write(&mut self.out);
            }
        }
        self.out.push('>');
    }

    /// An element without tags in it, up to its end tag; to the end of the page where there is none, as in browsers.
    fn raw_text(&mut self, tag: &Tag<'_>, kind: RawText) {
        let (content, after) = match raw_text::content(self.rest, &tag.name, self.scripts_are_plain) {
            Some(found) => found,
            None if kind == RawText::Script && !self.scripts_are_plain => {
                self.scripts_are_plain = true;
                raw_text::content(self.rest, &tag.name, true).unwrap_or((self.rest, ""))
            }
            None => (self.rest, ""),
        };
        self.rest = after;
        let is_kept = match kind {
            RawText::Title => true,
            // Data that is cut is none.
            RawText::Script => {
                content.len() <= self.room() && (tag.is_json() || raw_text::holds_data(content))
            }
            RawText::Frame => {
                self.write(tag);
                self.out.extend(["</", &*tag.name, ">"]);
                false
            }
            RawText::Dropped => false,
        };
        if !is_kept {
            return;
        }
        self.write(tag);
        if kind == RawText::Script {
            raw_text::write_json(content, &mut self.out);
        } else {
            let content = self.fitting(content);
            raw_text::write_escaped(content, &mut self.out);
        }
        self.out.extend(["</", &*tag.name, ">"]);
    }

    /// A picture in a `noscript` would end the head for the parser, and what is said below would count as text.
    fn skip_head_noscript(&mut self) -> bool {
        let Some(left) = self.head_noscripts.checked_sub(1) else { return false };
        self.head_noscripts = left;
        let near = self.rest.as_bytes();
        let near = near.get(..LONGEST_HEAD_NOSCRIPT).unwrap_or(near);
        let Some(at) = memmem::find(near, b"</noscript") else { return false };
        self.skip(at);
        self.skip_to_tag_end();
        true
    }

    /// To the end of the drawing, or to an element that cannot stand in one, which closes it in browsers too.
    fn skip_drawing(&mut self, tag: &Tag<'_>) {
        let mut depth = usize::from(!tag.closes_itself);
        while depth > 0 {
            let Some(at) = memchr(b'<', self.rest.as_bytes()) else { return self.rest = "" };
            self.skip(at);
            let (start, is_end) = match self.rest.as_bytes() {
                [_, b'a'..=b'z' | b'A'..=b'Z', ..] => (1, false),
                [_, b'/', b'a'..=b'z' | b'A'..=b'Z', ..] => (2, true),
                [_, b'!', b'-', b'-', ..] => {
                    self.skip_comment();
                    continue;
                }
                _ => {
                    self.skip(1);
                    continue;
                }
            };
            let Some(inner) = Tag::read(self.rest.get(start..).unwrap_or_default()) else {
                return self.rest = "";
            };
            if !is_end && names::ends_drawing(&inner.name) {
                return;
            }
            self.rest = inner.after;
            let is_drawing = inner.name == "svg" && !inner.closes_itself;
            if is_drawing && is_end {
                depth -= 1;
            } else if is_drawing {
                depth += 1;
            }
        }
    }
}

#[cfg(test)]
mod tests;
