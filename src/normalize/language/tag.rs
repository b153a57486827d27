//! What a source declares, as a BCP 47 tag.
//!
//! Owns the codes and names of languages: ISO 639-1, both forms of 639-2, 639-3 where a shorter code
//! exists, withdrawn codes, English and native names. Promises a canonical tag of language, script and
//! region. Refuses what is not known: a word that merely looks like a code gives nothing.

use std::collections::HashMap;
use std::sync::LazyLock;

/// By line: the code that is published, other codes, names in small letters.
static LANGUAGES: &str = include_str!("languages.txt");

/// Nothing longer is a declaration of a language.
const LONGEST: usize = 128;

/// What stands beside a name ("Brazilian Portuguese", "Chinese (Simplified)"), as further subtags.
const QUALIFIERS: [(&str, &str); 50] = [
    ("simplified", "Hans"),
    ("traditional", "Hant"),
    ("hong kong", "HK"),
    ("taiwan", "TW"),
    ("taiwanese", "TW"),
    ("china", "CN"),
    ("prc", "CN"),
    ("singapore", "SG"),
    ("latin", "Latn"),
    ("cyrillic", "Cyrl"),
    ("brazil", "BR"),
    ("brazilian", "BR"),
    ("brasil", "BR"),
    ("portugal", "PT"),
    ("european", ""),
    ("united states", "US"),
    ("usa", "US"),
    ("us", "US"),
    ("american", "US"),
    ("united kingdom", "GB"),
    ("uk", "GB"),
    ("british", "GB"),
    ("great britain", "GB"),
    ("australia", "AU"),
    ("australian", "AU"),
    ("new zealand", "NZ"),
    ("ireland", "IE"),
    ("canada", "CA"),
    ("canadian", "CA"),
    ("india", "IN"),
    ("south africa", "ZA"),
    ("mexico", "MX"),
    ("mexican", "MX"),
    ("spain", "ES"),
    ("argentina", "AR"),
    ("colombia", "CO"),
    ("chile", "CL"),
    ("latin america", "419"),
    ("latin american", "419"),
    ("france", "FR"),
    ("belgium", "BE"),
    ("netherlands", "NL"),
    ("switzerland", "CH"),
    ("swiss", "CH"),
    ("germany", "DE"),
    ("austria", "AT"),
    ("austrian", "AT"),
    ("italy", "IT"),
    ("modern", ""),
    ("standard", ""),
];

struct Known {
    codes: HashMap<&'static str, &'static str>,
    names: HashMap<&'static str, &'static str>,
}

static KNOWN: LazyLock<Known> = LazyLock::new(|| {
    let mut known = Known { codes: HashMap::new(), names: HashMap::new() };
    for line in LANGUAGES.lines() {
        let mut columns = line.splitn(3, ':');
        let (Some(code), Some(others), Some(names)) = (columns.next(), columns.next(), columns.next()) else {
            continue;
        };
        known.codes.extend(std::iter::once(code).chain(others.split_whitespace()).map(|other| (other, code)));
        known.names.extend(names.split(',').map(|name| (name.trim(), code)));
    }
    known
});

/// `it_IT`, `ita` and `Italiano` are all Italian; of a list, the first counts; nothing for what is unknown.
pub fn bcp47(declared: &str) -> Option<String> {
    let declared = declared.trim();
    if declared.is_empty() || declared.len() > LONGEST {
        return None;
    }
    let first = declared.split([',', ';', '|', '/', '\n']).map(str::trim).find(|part| !part.is_empty())?;
    coded(first).or_else(|| named(&first.to_lowercase()))
}

/// The language subtag of a tag.
pub fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

/// A locale of POSIX or a tag of BCP 47.
fn coded(declared: &str) -> Option<String> {
    // `sr_RS.UTF-8@latin`: the encoding says nothing, the modifier may name a script.
    let (locale, modifier) = declared.split_once('@').unwrap_or((declared, ""));
    let locale = locale.split('.').next().unwrap_or(locale);
    let mut subtags = locale.split(['-', '_']);
    let language = subtags.next()?.to_ascii_lowercase();
    let (language, mut script) = match language.as_str() {
        // Serbo-Croatian is withdrawn.
        "sh" | "hbs" => ("sr", Some("Latn".to_owned())),
        language => (*KNOWN.codes.get(language)?, None),
    };
    let mut region = None;
    for subtag in subtags {
        let is_word = subtag.bytes().all(|byte| byte.is_ascii_alphabetic());
        match subtag.len() {
            // What follows a single letter is private.
            1 => break,
            2 if is_word && region.is_none() => region = Some(country(&subtag.to_ascii_uppercase())),
            3 if subtag.bytes().all(|byte| byte.is_ascii_digit()) && region.is_none() => {
                region = Some(subtag.to_owned());
            }
            4 if is_word && script.is_none() && region.is_none() => script = Some(titled(subtag)),
            _ => {}
        }
    }
    script = script.or_else(|| qualifier(&modifier.to_ascii_lowercase()).map(str::to_owned));
    let subtags = [Some(language.to_owned()), script.filter(|script| script.len() == 4), region];
    Some(subtags.into_iter().flatten().collect::<Vec<_>>().join("-"))
}

/// A name in small letters, alone or with a script or a country.
fn named(declared: &str) -> Option<String> {
    let name = declared.replace(['’', 'ʼ'], "'");
    let (name, beside) = match name.split_once('(') {
        Some((name, beside)) => (name.trim().to_owned(), beside.trim_end_matches(')').trim().to_owned()),
        None => (name.split_whitespace().collect::<Vec<_>>().join(" "), String::new()),
    };
    if let Some(code) = KNOWN.names.get(name.as_str()) {
        return Some(qualified(code, qualifier(&beside)));
    }
    let (before, last) = name.rsplit_once(' ')?;
    if let (Some(code), Some(subtag)) = (KNOWN.names.get(last), qualifier(before)) {
        return Some(qualified(code, Some(subtag)));
    }
    let (first, after) = name.split_once([' '])?;
    let subtag = qualifier(after.trim_start_matches(['-', ' ']))?;
    KNOWN.names.get(first).map(|code| qualified(code, Some(subtag)))
}

fn qualified(code: &str, subtag: Option<&str>) -> String {
    match subtag {
        Some(subtag) if !subtag.is_empty() => format!("{code}-{subtag}"),
        _ => code.to_owned(),
    }
}

fn qualifier(name: &str) -> Option<&'static str> {
    QUALIFIERS.iter().find(|(qualifier, _)| *qualifier == name).map(|&(_, subtag)| subtag)
}

/// `UK` is no code of a country, yet common.
fn country(code: &str) -> String {
    if code == "UK" { "GB".to_owned() } else { code.to_owned() }
}

fn titled(script: &str) -> String {
    let mut titled = script.to_ascii_lowercase();
    if let Some(first) = titled.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    titled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_all_kinds_become_tags() {
        for (declared, tag) in [
            ("it_IT", "it-IT"),
            ("ita", "it"),
            ("EN", "en"),
            ("en-gb", "en-GB"),
            ("en-UK", "en-GB"),
            ("ger", "de"),
            ("deu", "de"),
            ("fre", "fr"),
            ("zh-Hans-CN", "zh-Hans-CN"),
            ("zh_hant_tw", "zh-Hant-TW"),
            ("cmn", "zh"),
            ("en_US.UTF-8", "en-US"),
            ("sr_RS@latin", "sr-Latn-RS"),
            ("SR-latn", "sr-Latn"),
            ("in", "id"),
            ("iw-IL", "he-IL"),
            ("ji", "yi"),
            ("sh", "sr-Latn"),
            ("es-419", "es-419"),
            ("de-DE-1996", "de-DE"),
            ("en-x-twain", "en"),
            ("no", "no"),
            ("nob", "nb"),
            ("fil-PH", "fil-PH"),
        ] {
            assert_eq!(bcp47(declared).as_deref(), Some(tag), "{declared}");
        }
    }

    #[test]
    fn names_become_tags() {
        for (declared, tag) in [
            ("Italian", "it"),
            ("italiano", "it"),
            ("Deutsch", "de"),
            ("ESPAÑOL", "es"),
            ("Espanol", "es"),
            ("Norwegian Bokmal", "nb"),
            ("Norwegian Bokmål", "nb"),
            ("norsk", "no"),
            ("Chinese (Simplified)", "zh-Hans"),
            ("Traditional Chinese", "zh-Hant"),
            ("Brazilian Portuguese", "pt-BR"),
            ("English (United States)", "en-US"),
            ("British English", "en-GB"),
            ("English - UK", "en-GB"),
            ("Spanish (somewhere)", "es"),
            ("Farsi", "fa"),
            ("русский", "ru"),
            ("日本語", "ja"),
            ("ไทย", "th"),
            ("Bahasa Indonesia", "id"),
        ] {
            assert_eq!(bcp47(declared).as_deref(), Some(tag), "{declared}");
        }
    }

    #[test]
    fn of_a_list_the_first_counts() {
        assert_eq!(bcp47("en, it").as_deref(), Some("en"));
        assert_eq!(bcp47("it-CH;q=0.9,en").as_deref(), Some("it-CH"));
        assert_eq!(bcp47("; fr|en").as_deref(), Some("fr"));
    }

    #[test]
    fn junk_gives_none() {
        let long = "en-".repeat(100);
        for declared in [
            "",
            "-",
            " _ ",
            "unknown language",
            "1x",
            "xx",
            "abc",
            "und",
            "mul",
            "none",
            "null",
            "C",
            "(",
            "é",
            "日",
            &long,
        ] {
            assert_eq!(bcp47(declared), None, "{declared}");
        }
    }

    #[test]
    fn each_code_and_each_name_stands_for_one_language() {
        let mut seen = std::collections::HashSet::new();
        for line in LANGUAGES.lines() {
            let columns: Vec<&str> = line.splitn(3, ':').collect();
            let &[code, others, names] = columns.as_slice() else { panic!("{line}") };
            for key in std::iter::once(code).chain(others.split_whitespace()) {
                assert!(seen.insert(key), "{key}");
            }
            for name in names.split(',').map(str::trim).filter(|name| !name.is_empty()) {
                assert!(seen.insert(name) || name.len() < 4, "{name}");
            }
        }
    }
}
