//! Text as it is laid out: runs of white space folded as browsers do, breaks between lines and paragraphs.

/// Longer than any article; what lies beyond is not read.
const LONGEST: usize = 8 << 20;

/// What comes between the last text and the next; the strongest of those met on the way counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    #[default]
    None,
    Space,
    Cell,
    Line,
    Paragraph,
}

#[derive(Debug, Default)]
pub(super) struct Layout {
    text: String,
    gap: Gap,
}

impl Layout {
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes.min(LONGEST)), gap: Gap::None }
    }

    pub(super) fn into_text(self) -> String {
        self.text
    }

    pub(super) fn is_full(&self) -> bool {
        self.text.len() > LONGEST
    }

    pub(super) fn part(&mut self, gap: Gap) {
        self.gap = self.gap.max(gap);
    }

    /// The second break in a row ends the paragraph.
    pub(super) fn break_line(&mut self) {
        self.gap = if self.gap == Gap::Line { Gap::Paragraph } else { self.gap.max(Gap::Line) };
    }

    pub(super) fn push(&mut self, text: &str) {
        if is_folded(text) {
            let words = text.trim_matches(' ');
            if text.starts_with(' ') {
                self.part(Gap::Space);
            }
            if !words.is_empty() {
                self.push_text(words);
                self.gap = if text.ends_with(' ') { Gap::Space } else { Gap::None };
            }
            return;
        }
        if text.starts_with(is_white) {
            self.part(Gap::Space);
        }
        for word in text.split(is_white).filter(|word| !word.is_empty()) {
            self.push_word(word);
            self.gap = Gap::Space;
        }
        if !text.ends_with(is_white) && self.gap == Gap::Space {
            self.gap = Gap::None;
        }
    }

    /// Lines and their indents stay.
    pub(super) fn push_preformatted(&mut self, text: &str) {
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.break_line();
            }
            let line = line.trim_end();
            if !line.is_empty() {
                self.push_word(line);
            }
        }
    }

    fn push_word(&mut self, word: &str) {
        self.push_gap();
        // Where a word may be parted is no part of it.
        self.text.extend(word.split('\u{ad}'));
    }

    fn push_text(&mut self, folded: &str) {
        self.push_gap();
        self.text.push_str(folded);
    }

    fn push_gap(&mut self) {
        if !self.text.is_empty() {
            self.text.push_str(match self.gap {
                Gap::None => "",
                Gap::Space => " ",
                Gap::Cell => "\t",
                Gap::Line => "\n",
                Gap::Paragraph => "\n\n",
            });
        }
        self.gap = Gap::None;
    }
}

/// Whether there is but one space between words, and nothing else that is folded or left out.
#[expect(clippy::needless_bitwise_bool, reason = "without branches, many bytes are compared at once")]
fn is_folded(text: &str) -> bool {
    let bytes = text.as_bytes();
    let after = bytes.get(1..).unwrap_or_default();
    // U+00A0 and U+00AD begin with the byte 0xC2.
    !bytes.iter().fold(false, |odd, &byte| odd | (byte < b' ') | (byte == 0xc2))
        && !bytes.iter().zip(after).fold(false, |odd, (&one, &next)| odd | (one == b' ') & (next == b' '))
}

/// What browsers fold, and the no-break space, which feeds use to indent and to keep empty paragraphs apart.
fn is_white(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}')
}
