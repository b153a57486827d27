//! The language of an article: told from title and text, then weighed against what the source declares.

use std::collections::HashMap;
use std::sync::LazyLock;

use whatlang::Lang;

use crate::proto::Language;

/// More text makes detection slower, not better.
const SHOWN_BYTES: usize = 1000;
/// Below this, guesses are mostly wrong.
const LEAST_LETTERS: usize = 40;
/// Below this, a declaration is the better guess.
const LEAST_CONFIDENCE: f64 = 0.5;

/// ISO 639-3 to 639-1, where a shorter code exists.
const SHORT: [(&str, &str); 68] = [
    ("afr", "af"),
    ("aka", "ak"),
    ("amh", "am"),
    ("ara", "ar"),
    ("aze", "az"),
    ("bel", "be"),
    ("ben", "bn"),
    ("bul", "bg"),
    ("cat", "ca"),
    ("ces", "cs"),
    ("cmn", "zh"),
    ("cym", "cy"),
    ("dan", "da"),
    ("deu", "de"),
    ("ell", "el"),
    ("eng", "en"),
    ("epo", "eo"),
    ("est", "et"),
    ("fin", "fi"),
    ("fra", "fr"),
    ("guj", "gu"),
    ("heb", "he"),
    ("hin", "hi"),
    ("hrv", "hr"),
    ("hun", "hu"),
    ("hye", "hy"),
    ("ind", "id"),
    ("ita", "it"),
    ("jav", "jv"),
    ("jpn", "ja"),
    ("kan", "kn"),
    ("kat", "ka"),
    ("khm", "km"),
    ("kor", "ko"),
    ("lat", "la"),
    ("lav", "lv"),
    ("lit", "lt"),
    ("mal", "ml"),
    ("mar", "mr"),
    ("mkd", "mk"),
    ("mya", "my"),
    ("nep", "ne"),
    ("nld", "nl"),
    ("nob", "nb"),
    ("ori", "or"),
    ("pan", "pa"),
    ("pes", "fa"),
    ("pol", "pl"),
    ("por", "pt"),
    ("ron", "ro"),
    ("rus", "ru"),
    ("sin", "si"),
    ("slk", "sk"),
    ("slv", "sl"),
    ("sna", "sn"),
    ("spa", "es"),
    ("srp", "sr"),
    ("swe", "sv"),
    ("tam", "ta"),
    ("tel", "te"),
    ("tgl", "tl"),
    ("tha", "th"),
    ("tuk", "tk"),
    ("tur", "tr"),
    ("ukr", "uk"),
    ("urd", "ur"),
    ("uzb", "uz"),
    ("vie", "vi"),
];

static SHORT_OF: LazyLock<HashMap<&str, &str>> = LazyLock::new(|| SHORT.into_iter().collect());

pub fn tell(title: &str, paragraphs: &[String], declared: &str) -> Language {
    let said = bcp47(declared);
    let detected = detect(title, paragraphs);
    let (code, confidence) = match (detected, said) {
        (Some((code, confidence)), Some(said)) if primary(&said) == code => (said, confidence),
        (Some((_, confidence)), Some(said)) if confidence < LEAST_CONFIDENCE => (said, 1.0 - confidence),
        (Some((code, confidence)), _) => (code.to_owned(), confidence),
        (None, Some(said)) => (said, 0.0),
        (None, None) => (String::new(), 0.0),
    };
    #[expect(clippy::cast_possible_truncation, reason = "a confidence needs no more than a few digits")]
    Language { code, confidence: confidence as f32, declared: declared.trim().to_owned() }
}

/// Nothing where there is too little text.
fn detect(title: &str, paragraphs: &[String]) -> Option<(&'static str, f64)> {
    let mut shown = String::with_capacity(SHOWN_BYTES + 64);
    for part in std::iter::once(title).chain(paragraphs.iter().map(String::as_str)) {
        let room = SHOWN_BYTES.saturating_sub(shown.len());
        let end = part.floor_char_boundary(room.min(part.len()));
        shown.push_str(part.get(..end).unwrap_or_default());
        shown.push('\n');
        if end < part.len() {
            break;
        }
    }
    if shown.chars().filter(|c| c.is_alphabetic()).take(LEAST_LETTERS).count() < LEAST_LETTERS {
        return None;
    }
    let info = whatlang::detect(&shown)?;
    let code = info.lang().code();
    Some((SHORT_OF.get(code).copied().unwrap_or(code), info.confidence()))
}

/// What a source declares, as a language tag: `it_IT`, `ita` and `Italian` are all known.
fn bcp47(declared: &str) -> Option<String> {
    let declared = declared.trim();
    let mut parts = declared.split(['-', '_']);
    let first = parts.next().filter(|first| !first.is_empty())?.to_ascii_lowercase();
    let language = match first.len() {
        2 => first,
        3 => SHORT_OF.get(first.as_str()).map_or(first, |&short| short.to_owned()),
        _ => {
            let named = Lang::all().iter().find(|lang| lang.eng_name().eq_ignore_ascii_case(declared))?;
            return SHORT_OF.get(named.code()).map(|&short| short.to_owned());
        }
    };
    let is_word = language.bytes().all(|byte| byte.is_ascii_lowercase());
    let region = parts.next_back().filter(|part| part.len() == 2).map(str::to_ascii_uppercase);
    is_word.then(|| region.map_or(language.clone(), |region| format!("{language}-{region}")))
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITALIAN: &str =
        "Il ministro ha annunciato ieri che il porto resterà chiuso fino alla fine del mese per lavori.";

    fn code(text: &str, declared: &str) -> String {
        tell("", &[text.to_owned()], declared).code
    }

    #[test]
    fn declared_forms_become_language_tags() {
        for (declared, tag) in
            [("it_IT", "it-IT"), ("ita", "it"), ("Italian", "it"), ("EN", "en"), ("en-gb", "en-GB")]
        {
            assert_eq!(bcp47(declared).as_deref(), Some(tag), "{declared}");
        }
        for declared in ["", "-", "unknown language", "1x"] {
            assert_eq!(bcp47(declared), None, "{declared}");
        }
    }

    #[test]
    fn the_text_beats_a_wrong_declaration_and_an_agreeing_one_adds_its_region() {
        assert_eq!(code(ITALIAN, "en"), "it");
        assert_eq!(code(ITALIAN, "it-CH"), "it-CH");
    }

    #[test]
    fn short_text_takes_the_declaration_or_says_unknown() {
        assert_eq!(code("Breve.", "it"), "it");
        assert_eq!(code("Breve.", ""), "");
    }

    #[test]
    fn every_detectable_language_with_a_short_code_gets_it() {
        for lang in Lang::all() {
            assert!(
                SHORT_OF.contains_key(lang.code()) || ["yid", "zul"].contains(&lang.code()),
                "{}",
                lang.code()
            );
        }
    }
}
