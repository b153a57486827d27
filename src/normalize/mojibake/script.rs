//! Which letters belong together, and which characters a text may hold at all.

/// A script, as coarse as it takes to tell that two letters do not stand in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Script {
    Latin,
    /// Letters of Latin that hardly any language writes: phonetic and historic ones.
    RareLatin,
    Greek,
    Cyrillic,
    Armenian,
    Hebrew,
    Arabic,
    /// Devanagari to Sinhala, by block.
    Indic(u32),
    /// Thai, Lao, Myanmar, Khmer, Tibetan, Ethiopic, Georgian, by block.
    Other(u32),
    /// Chinese, Japanese and Korean mix, and stand beside Latin without a space.
    EastAsian,
}

impl Script {
    /// `None` for what is no letter or mark of a script.
    pub(super) fn of(c: char) -> Option<Self> {
        let number = u32::from(c);
        Some(match c {
            'a'..='z' | 'A'..='Z' | 'ª' | 'º' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='ſ' | 'Ḁ'..='ỿ' => {
                Self::Latin
            }
            c if is_latin_beyond_europe(c) => Self::Latin,
            'ƀ'..='ʯ' | 'ᴀ'..='ᶿ' | 'Ⱡ'..='Ɀ' | '\u{a720}'..='\u{a7ff}' => Self::RareLatin,
            'Ͱ'..='Ͽ' | 'ἀ'..='῾' => Self::Greek,
            'Ѐ'..='ӿ' => Self::Cyrillic,
            '\u{531}'..='\u{58f}' => Self::Armenian,
            '\u{591}'..='\u{5f4}' => Self::Hebrew,
            '\u{600}'..='\u{6ff}'
            | '\u{750}'..='\u{77f}'
            | '\u{fb50}'..='\u{fdff}'
            | '\u{fe70}'..='\u{fefc}' => Self::Arabic,
            // The full stop of Devanagari ends sentences in all scripts of India.
            '\u{964}' | '\u{965}' => return None,
            '\u{900}'..='\u{dff}' => Self::Indic(number >> 7),
            '\u{780}'..='\u{7bf}' | '\u{1000}'..='\u{10ff}' | '\u{1200}'..='\u{139f}' => {
                Self::Other(number >> 9)
            }
            '\u{e01}'..='\u{fff}' | '\u{1780}'..='\u{17ff}' => Self::Other(number >> 7),
            '\u{1100}'..='\u{11ff}'
            | '\u{3005}'..='\u{3007}'
            | '\u{3041}'..='\u{30ff}'
            | '\u{3105}'..='\u{318f}'
            | '\u{3400}'..='\u{4dbf}'
            | '\u{4e00}'..='\u{9fff}'
            | '\u{ac00}'..='\u{d7a3}'
            | '\u{f900}'..='\u{faff}'
            | '\u{20000}'..='\u{323af}' => Self::EastAsian,
            _ => return None,
        })
    }

    /// Whether letters of both may stand side by side in a word.
    pub(super) fn joins(self, other: Self) -> bool {
        let latin = [Self::Latin, Self::RareLatin];
        self == other
            || (latin.contains(&self) && latin.contains(&other))
            || self == Self::EastAsian
            || other == Self::EastAsian
    }
}

/// Letters of Hausa, Ewe, Vietnamese, Romanian, Azerbaijani and Pinyin among the rare ones.
fn is_latin_beyond_europe(c: char) -> bool {
    matches!(c, 'Ɓ' | 'Ɔ' | 'Ɖ' | 'Ɗ' | 'Ə' | 'Ɛ' | 'ƒ' | 'Ɠ' | 'Ɣ' | 'Ƙ' | 'ƙ' | 'Ơ' | 'ơ' | 'Ư' | 'ư' | 'Ƴ' | 'ƴ'
        | 'Ǎ'..='ǜ' | 'Ǧ'..='ǭ' | 'Ș'..='ț' | 'ɓ' | 'ɔ' | 'ɖ' | 'ɗ' | 'ə' | 'ɛ' | 'ɣ')
}

/// What else a text may hold besides letters: marks, signs and symbols in use.
pub(super) fn is_sign(c: char) -> bool {
    is_accent(c)
        || matches!(c,
            '\u{a0}'..='¿' | '×' | '÷' | 'ʰ'..='˿' | '\u{964}' | '\u{965}' | '\u{2000}'..='\u{206f}' | '⁰'..='₎' | '₠'..='⃀'
            | '℀'..='⅏' | '⅐'..='↋' | '←'..='⋿' | '⌀'..='⏿' | '①'..='➿' | '⬀'..='⯿' | '\u{3000}'..='〿'
            | '㈀'..='㏿' | '\u{fb00}'..='\u{fb06}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe30}'..='\u{fe4f}' | '\u{feff}'
            | '\u{ff01}'..='\u{ffee}' | '\u{fffd}' | '\u{1f000}'..='\u{1faff}' | '\u{e0020}'..='\u{e007f}')
}

/// Combining marks that languages write, in text that is not composed.
pub(super) fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{304}' | '\u{306}'..='\u{30c}' | '\u{31b}' | '\u{323}' | '\u{327}' | '\u{328}')
}
