//! A word in lower case, for looking it up: short ASCII words need no memory of their own.

/// In bytes. Longer words are seldom in a list.
const SHORT: usize = 32;

pub fn lowered<T>(word: &str, read: impl FnOnce(&str) -> T) -> T {
    let mut bytes = [0; SHORT];
    let is_short = word.is_ascii() && word.len() <= SHORT;
    if is_short && let Some(bytes) = bytes.get_mut(..word.len()) {
        bytes.copy_from_slice(word.as_bytes());
        bytes.make_ascii_lowercase();
        if let Ok(lower) = std::str::from_utf8(bytes) {
            return read(lower);
        }
    }
    read(&word.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_lowered_as_the_language_does() {
        for word in ["", "Ada", "ADA-Holm", "ÉCRIT", "ΣΊΓΜΑΣ", &"Long".repeat(20)] {
            assert_eq!(lowered(word, str::to_owned), word.to_lowercase());
        }
    }
}
