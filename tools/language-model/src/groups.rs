//! Which languages there are, where their figures come from, and how many rows each script gets.

/// The languages that share a script, and the number of n-grams that they get.
pub struct Group {
    pub rows: usize,
    /// Name of the crate with the counts, code.
    pub counted: &'static [(&'static str, &'static str)],
    /// Languages with counts of up to three letters.
    pub short: &'static [&'static str],
    /// Code in the rankings, code.
    pub ranked: &'static [(&'static str, &'static str)],
    pub is_letter: fn(char) -> bool,
}

pub const GROUPS: [Group; 5] = [
    Group {
        rows: 40_000,
        counted: &LATIN,
        short: &["br", "gl", "ht", "mt", "oc"],
        ranked: &[("Aka", "ak"), ("Jav", "jv"), ("Tuk", "tk"), ("Uzb", "uz")],
        is_letter: is_latin,
    },
    Group {
        rows: 16_000,
        counted: &CYRILLIC,
        short: &[],
        ranked: &[],
        is_letter: |c| matches!(c, '\u{0400}'..='\u{052F}'),
    },
    Group {
        rows: 8_000,
        counted: &[("arabic", "ar"), ("persian", "fa"), ("urdu", "ur")],
        short: &[],
        ranked: &[],
        is_letter: |c| matches!(c, '\u{0620}'..='\u{06FF}'),
    },
    Group {
        rows: 4_000,
        counted: &[],
        short: &["hi", "mr", "ne"],
        ranked: &[],
        is_letter: |c| matches!(c, '\u{0900}'..='\u{0963}' | '\u{0971}'..='\u{097F}'),
    },
    Group {
        rows: 2_000,
        counted: &[("hebrew", "he")],
        short: &["yi"],
        ranked: &[],
        is_letter: |c| matches!(c, '\u{05D0}'..='\u{05F2}'),
    },
];

const LATIN: [(&str, &str); 50] = [
    ("afrikaans", "af"),
    ("azerbaijani", "az"),
    ("bosnian", "bs"),
    ("catalan", "ca"),
    ("czech", "cs"),
    ("welsh", "cy"),
    ("danish", "da"),
    ("german", "de"),
    ("english", "en"),
    ("esperanto", "eo"),
    ("spanish", "es"),
    ("estonian", "et"),
    ("basque", "eu"),
    ("finnish", "fi"),
    ("french", "fr"),
    ("irish", "ga"),
    ("croatian", "hr"),
    ("hungarian", "hu"),
    ("indonesian", "id"),
    ("icelandic", "is"),
    ("italian", "it"),
    ("latin", "la"),
    ("ganda", "lg"),
    ("lithuanian", "lt"),
    ("latvian", "lv"),
    ("maori", "mi"),
    ("malay", "ms"),
    ("bokmal", "nb"),
    ("dutch", "nl"),
    ("nynorsk", "nn"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("romanian", "ro"),
    ("slovak", "sk"),
    ("slovene", "sl"),
    ("shona", "sn"),
    ("somali", "so"),
    ("albanian", "sq"),
    ("serbian", "sr-Latn"),
    ("sotho", "st"),
    ("swedish", "sv"),
    ("swahili", "sw"),
    ("tagalog", "tl"),
    ("tswana", "tn"),
    ("turkish", "tr"),
    ("tsonga", "ts"),
    ("vietnamese", "vi"),
    ("xhosa", "xh"),
    ("yoruba", "yo"),
    ("zulu", "zu"),
];

const CYRILLIC: [(&str, &str); 8] = [
    ("belarusian", "be"),
    ("bulgarian", "bg"),
    ("kazakh", "kk"),
    ("macedonian", "mk"),
    ("mongolian", "mn"),
    ("russian", "ru"),
    ("serbian", "sr"),
    ("ukrainian", "uk"),
];

/// Three-letter codes of languages that have both counts and a ranking.
pub const BOTH: [(&str, &str); 12] = [
    ("Spa", "es"),
    ("Eng", "en"),
    ("Por", "pt"),
    ("Ind", "id"),
    ("Fra", "fr"),
    ("Deu", "de"),
    ("Ita", "it"),
    ("Tur", "tr"),
    ("Pol", "pl"),
    ("Ron", "ro"),
    ("Aze", "az"),
    ("Fin", "fi"),
];

/// Languages without long n-grams, and those that are near enough to lend them.
pub const RELATIVES: [(&str, &str); 10] = [
    ("gl", "pt"),
    ("gl", "es"),
    ("oc", "ca"),
    ("oc", "fr"),
    ("jv", "id"),
    ("jv", "ms"),
    ("tk", "tr"),
    ("tk", "az"),
    ("uz", "az"),
    ("uz", "tr"),
];

fn is_latin(letter: char) -> bool {
    matches!(letter, 'a'..='z' | '\u{00DF}'..='\u{00F6}' | '\u{00F8}'..='\u{024F}' | '\u{0250}'..='\u{02AF}' | '\u{1E00}'..='\u{1EFF}')
}
