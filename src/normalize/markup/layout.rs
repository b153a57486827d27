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
        // Where a word may be parted is no part of it.
        self.text.extend(word.split('\u{ad}'));
    }
}

/// What browsers fold, and the no-break space, which feeds use to indent and to keep empty paragraphs apart.
fn is_white(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{c}' | '\u{a0}')
}
