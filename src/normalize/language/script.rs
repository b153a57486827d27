//! Which script a character belongs to, as far as telling languages apart needs it.
//!
//! Promises an answer for each character in a few comparisons. Refuses scripts that neither a table of
//! n-grams covers nor one language has for itself: their letters count as no script.

/// A script, or a family of scripts that only occur together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Script {
    Latin,
    Cyrillic,
    Arabic,
    Devanagari,
    Hebrew,
    Bengali,
    Han,
    Kana,
    Hangul,
    Ethiopic,
    /// A script that one language alone writes, as far as news goes; its code.
    Of(&'static str),
}

/// Nothing for what is no letter, and for scripts that are not covered; of the scripts with marks for
/// vowels, only Devanagari has them counted as letters, because its languages differ in them.
pub fn of(letter: char) -> Option<Script> {
    let script = match letter {
        '\0'..='\u{7F}' => return letter.is_ascii_alphabetic().then_some(Script::Latin),
        'ª' | 'º' | 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{2AF}' | '\u{1E00}'..='\u{1EFF}' => Script::Latin,
        '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' => Script::Cyrillic,
        '\u{370}'..='\u{373}' | '\u{376}'..='\u{377}' | '\u{386}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => {
            Script::Of("el")
        }
        '\u{531}'..='\u{556}' | '\u{561}'..='\u{587}' => Script::Of("hy"),
        '\u{5D0}'..='\u{5F2}' => Script::Hebrew,
        '\u{620}'..='\u{64A}'
        | '\u{66E}'..='\u{66F}'
        | '\u{671}'..='\u{6D3}'
        | '\u{6D5}'
        | '\u{6EE}'..='\u{6EF}'
        | '\u{6FA}'..='\u{6FC}'
        | '\u{6FF}'
        | '\u{750}'..='\u{77F}' => Script::Arabic,
        '\u{780}'..='\u{7A5}' => Script::Of("dv"),
        '\u{900}'..='\u{963}' | '\u{971}'..='\u{97F}' => Script::Devanagari,
        '\u{985}'..='\u{9B9}' | '\u{9CE}' | '\u{9DC}'..='\u{9E1}' | '\u{9F0}'..='\u{9F1}' => Script::Bengali,
        '\u{A05}'..='\u{A39}' | '\u{A59}'..='\u{A5E}' | '\u{A72}'..='\u{A74}' => Script::Of("pa"),
        '\u{A85}'..='\u{AB9}' | '\u{AE0}' => Script::Of("gu"),
        '\u{B05}'..='\u{B39}' | '\u{B5C}'..='\u{B61}' => Script::Of("or"),
        '\u{B83}'..='\u{BB9}' => Script::Of("ta"),
        '\u{C05}'..='\u{C39}' => Script::Of("te"),
        '\u{C85}'..='\u{CB9}' | '\u{CDE}'..='\u{CE1}' => Script::Of("kn"),
        '\u{D05}'..='\u{D3A}' | '\u{D7A}'..='\u{D7F}' => Script::Of("ml"),
        '\u{D85}'..='\u{DC6}' => Script::Of("si"),
        '\u{E01}'..='\u{E30}' | '\u{E32}'..='\u{E33}' | '\u{E40}'..='\u{E45}' => Script::Of("th"),
        '\u{E81}'..='\u{EB0}' | '\u{EB2}'..='\u{EB3}' | '\u{EC0}'..='\u{EC4}' | '\u{EDC}'..='\u{EDD}' => {
            Script::Of("lo")
        }
        '\u{F40}'..='\u{F6C}' => Script::Of("bo"),
        '\u{1000}'..='\u{102A}' | '\u{103F}' => Script::Of("my"),
        '\u{10A0}'..='\u{10FF}' | '\u{1C90}'..='\u{1CBF}' => Script::Of("ka"),
        '\u{1100}'..='\u{11FF}' | '\u{3131}'..='\u{318E}' | '\u{AC00}'..='\u{D7A3}' => Script::Hangul,
        '\u{1200}'..='\u{135A}' => Script::Ethiopic,
        '\u{1780}'..='\u{17B3}' => Script::Of("km"),
        '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{FF66}'..='\u{FF9D}' => Script::Kana,
        '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{323AF}' => Script::Han,
        _ => return None,
    };
    Some(script)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_a_script_and_signs_have_none() {
        for (letter, script) in [
            ('e', Script::Latin),
            ('Đ', Script::Latin),
            ('ệ', Script::Latin),
            ('Ж', Script::Cyrillic),
            ('ی', Script::Arabic),
            ('漢', Script::Han),
            ('ア', Script::Kana),
            ('글', Script::Hangul),
            ('ს', Script::Of("ka")),
        ] {
            assert_eq!(of(letter), Some(script), "{letter}");
        }
        for sign in ['1', ' ', '×', '÷', '।', 'ি', '、', '\u{301}', '🙂', '\u{10FFFF}'] {
            assert_eq!(of(sign), None, "{sign}");
        }
    }
}
