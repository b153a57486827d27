//! Short texts of strangers, made harmless.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::logging;

/// Never longer than where it was cut, and letters alone: nothing in it turns a line around, ends it, or speaks to a
/// terminal. What it means in HTML is not its matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Text(Box<str>);

impl Text {
    /// As many characters of it, an ellipsis included where it was longer.
    pub fn cut(text: &str, most: usize) -> Self {
        let is_whole = text.char_indices().nth(most).is_none();
        if is_whole {
            return Self(text.chars().map(harmless).collect());
        }
        let kept = text.chars().take(most.saturating_sub(1)).map(harmless);
        Self(kept.chain(['…']).collect())
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What is no letter is shown as something that is missing.
pub fn harmless(c: char) -> char {
    // The marks of direction are weaker than what turns a line around, and as invisible.
    let is_mark = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}');
    if logging::is_command(c) || is_mark { char::REPLACEMENT_CHARACTER } else { c }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_between_characters_and_says_so() {
        assert_eq!(Text::cut("żółw", 4).as_str(), "żółw");
        assert_eq!(Text::cut("żółwie", 4).as_str(), "żół…");
        assert!(Text::cut("", 4).is_empty());
    }

    #[test]
    fn what_commands_is_shown_as_missing() {
        let text = Text::cut("a\u{202e}b\0\r\n\u{1b}[2J\u{2069}\u{200f}\u{e0041}é", 100);
        assert_eq!(text.as_str(), "a�b����[2J���é");
    }
}
