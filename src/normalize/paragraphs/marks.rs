//! The marks that end sentences.

/// Whether the mark ends a sentence in some script. A full stop may end an abbreviation, too.
pub fn ends_sentence(c: char) -> bool {
    matches!(c, '.' | '!' | '?' | '…' | '؟' | '۔' | '।' | '॥' | '።' | '։')
}
