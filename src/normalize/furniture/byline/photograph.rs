//! Lines of the photograph above a text: who took it, or that it is missing.
//!
//! Owns `pictures.txt`.

use std::sync::LazyLock;

use super::super::super::phrases::{Digits, Lines, fold};
use super::super::{agencies, lines};

static MISSING: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("pictures.txt")]));

/// Photographs are credited above the text in the same form.
pub const PHOTOGRAPHS: [&str; 15] = [
    "photo",
    "photos",
    "foto",
    "fotos",
    "image",
    "bild",
    "credit",
    "фото",
    "picture",
    "kuva",
    "fotó",
    "fotoğraf",
    "写真",
    "图",
    "사진",
];
const CREDIT_BYTES: usize = 100;
/// In bytes. What stands in for a picture says no more.
const MISSING_BYTES: usize = 80;

/// `Photo: Anna Berti / Reuters`: only with a mark of credit, since captions begin so too.
pub fn is_credit(line: &str) -> bool {
    // Most first lines are text, and longer than any credit.
    if line.len() > CREDIT_BYTES {
        return false;
    }
    let Some((word, credit)) = line.split_once([':', '：', '/']) else { return false };
    let word = word.trim().to_lowercase();
    if lines::is_sentence(line) || !PHOTOGRAPHS.contains(&word.as_str()) {
        return false;
    }
    let short = credit.split_whitespace().count() <= 7;
    let has_agency = || credit.split(['/', '|', ',']).any(|part| agencies::credit(part.trim()).is_some());
    short && (credit.contains('©') || has_agency())
}

/// `Image not available`, in place of a photograph.
pub fn is_missing(line: &str) -> bool {
    line.len() <= MISSING_BYTES && is_missing_folded(&fold(line, Digits::Keep))
}

pub fn is_missing_folded(folded: &str) -> bool {
    MISSING.exact(folded).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_for_a_picture_is_known() {
        for line in
            ["Image not available", "[No image]", "画像はありません", "Bild saknas.", "이미지 준비중입니다"]
        {
            assert!(is_missing(line), "{line}");
        }
        for line in ["Image of a harbour", "No images of the boats survive."] {
            assert!(!is_missing(line), "{line}");
        }
    }
}
