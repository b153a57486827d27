//! The layout of the model file; `src/normalize/language/model.rs` reads it.
//!
//! For each group of languages that share a script, little-endian: the number of languages (u8), the
//! number of letters (u8), the number of rows (u32); the codes (8 bytes each, padded with zeros); the
//! letters (u32 each; the n-th has the sign n, the border has the sign 0); per row its signs (5 bytes,
//! last first, padded with 255); then per row its penalties (one byte per language).

use crate::ngram::{BORDER, LONGEST};
use crate::select::Row;
use crate::smooth::Language;

/// Steps of a penalty in one unit of natural logarithm.
pub const STEPS: f64 = 24.0;

pub fn write(out: &mut Vec<u8>, languages: &[Language], rows: &[Row]) {
    let mut letters: Vec<char> =
        rows.iter().flat_map(|row| row.ngram.letters()).filter(|&letter| letter != BORDER).collect();
    letters.sort_unstable();
    letters.dedup();
    out.push(u8::try_from(languages.len()).expect("few languages"));
    out.push(u8::try_from(letters.len()).expect("at most 254 letters"));
    out.extend(u32::try_from(rows.len()).expect("few rows").to_le_bytes());
    for language in languages {
        let mut code = language.code.clone().into_bytes();
        code.resize(8, 0);
        out.extend(code);
    }
    for &letter in &letters {
        out.extend(u32::from(letter).to_le_bytes());
    }
    let sign = |letter: char| match letter {
        BORDER => 0,
        _ => u8::try_from(letters.binary_search(&letter).expect("all letters are listed") + 1)
            .expect("few letters"),
    };
    for row in rows {
        let mut signs: Vec<u8> = row.ngram.letters().into_iter().rev().map(sign).collect();
        signs.resize(LONGEST, 255);
        out.extend(signs);
    }
    for row in rows {
        let best = row.logs.iter().copied().fold(f64::MIN, f64::max);
        out.extend(row.logs.iter().map(|log| penalty(best - log)));
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
fn penalty(units: f64) -> u8 {
    (units * STEPS).round().clamp(0.0, 255.0) as u8
}
