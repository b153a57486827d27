//! Compatible forms of characters, which most texts can be given one by one.

use std::borrow::Cow;

use icu_normalizer::ComposingNormalizerBorrowed;

/// NFKC.
pub fn normalized(text: &str) -> Cow<'_, str> {
    ComposingNormalizerBorrowed::new_nfkc().normalize(text)
}

/// NFKC of a character that becomes one, whatever stands beside it; the usual letters and marks of most scripts.
pub fn compatible(c: char) -> Option<char> {
    match c {
        // Spaces.
        '\u{a0}' | '\u{2002}'..='\u{200a}' | '\u{202f}' | '\u{3000}' => Some(' '),
        // ASCII; Latin letters and the signs among them.
        '\0'..='\u{7f}'
        | '\u{a1}'..='\u{a7}'
        | '\u{a9}'
        | '\u{ab}'..='\u{ae}'
        | '\u{b0}'
        | '\u{b1}'
        | '\u{b6}'
        | '\u{b7}'
        | '\u{bb}'
        | '\u{bf}'..='\u{131}'
        | '\u{134}'..='\u{13e}'
        | '\u{141}'..='\u{148}'
        | '\u{14a}'..='\u{17e}'
        | '\u{180}'..='\u{1c3}'
        | '\u{1cd}'..='\u{1f0}'
        | '\u{1f4}'..='\u{24f}'
        // Greek, Cyrillic, Georgian, Hebrew, Arabic and Thai letters.
        | '\u{386}'
        | '\u{388}'..='\u{38a}'
        | '\u{38c}'
        | '\u{38e}'..='\u{3a1}'
        | '\u{3a3}'..='\u{3ce}'
        | '\u{400}'..='\u{45f}'
        | '\u{490}'..='\u{4f9}'
        | '\u{10d0}'..='\u{10f0}'
        | '\u{5d0}'..='\u{5ea}'
        | '\u{621}'..='\u{64a}'
        | '\u{660}'..='\u{669}'
        | '\u{671}'..='\u{674}'
        | '\u{679}'..='\u{6d3}'
        | '\u{6f0}'..='\u{6f9}'
        | '\u{e01}'..='\u{e30}'
        // Invisible characters, dashes, quotes, currencies.
        | '\u{200b}'..='\u{2010}'
        | '\u{2012}'..='\u{2016}'
        | '\u{2018}'..='\u{2023}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2030}'
        | '\u{2032}'
        | '\u{2039}'
        | '\u{203a}'
        | '\u{20a0}'..='\u{20a7}'
        | '\u{20a9}'..='\u{20bf}'
        // Marks, kana, ideographs, syllables.
        | '\u{3001}'..='\u{3003}'
        | '\u{3008}'..='\u{3015}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30a1}'..='\u{30fe}'
        | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' => Some(c),
        // ASCII in the width of ideographs.
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_character_is_what_nfkc_makes_of_it_whatever_stands_beside_it() {
        for (c, mapped) in ('\0'..=char::MAX).filter_map(|c| Some((c, compatible(c)?))) {
            for beside in
                ["a", "E", "é", "ß", "α", "и", "가", "각", "は", "ウ", "ا", "ي", "ש", "ก", "中", "-"]
            {
                assert_eq!(normalized(&format!("{beside}{c}")), format!("{beside}{mapped}"), "{c:?}");
                assert_eq!(normalized(&format!("{c}{beside}")), format!("{mapped}{beside}"), "{c:?}");
            }
        }
    }

    #[test]
    fn characters_that_combine_or_become_several_are_left_to_the_normalizer() {
        for c in ['\u{301}', '½', 'ﬁ', '…', '\u{3099}', '\u{e33}', 'ﾊ', '\u{11a8}', '²'] {
            assert_eq!(compatible(c), None, "{c:?}");
        }
    }
}
