//! The language of an article: told from title and text, then weighed against what the source declares.
//!
//! Promises a BCP 47 tag with the declared script and region where text and source agree, and a confidence
//! that can be read as the share of such answers that are right. A long text beats a wrong declaration;
//! between near languages, and for short texts, the declaration decides. Refuses to guess: what neither
//! tells stays empty.

mod detect;
mod kin;
mod model;
mod sample;
mod script;
mod seen;
mod tag;

use crate::proto::Language;

use detect::Told;
use script::Script;
pub use tag::bcp47;

/// Below so many letters, a declaration is worth more than the text.
const LEAST_LETTERS: u32 = 40;
/// Less confidence than this is a guess.
const LEAST_CONFIDENCE: f32 = 0.3;
/// How much more probable a language is because the source declares it.
const TRUST: f32 = 20.0;
/// Where the text is in none of the known languages with more than this chance, a declaration is the better guess.
const MOST_UNKNOWN: f32 = 0.3;
/// Confidence where the text only shows that it is in the declared language or in one of its kin.
const KIN: f32 = 0.5;

/// The language of an article; `declared` is whatever its source says of it.
///
/// A confidence of 0 means that the text told nothing: the code is the declared one, or empty.
pub fn tell(title: &str, paragraphs: &[String], declared: &str) -> Language {
    let said = bcp47(declared);
    let told = detect::detect(title, paragraphs);
    let (code, confidence) = match (said, told) {
        (Some(said), Some(told)) => weigh(said, &told),
        (Some(said), None) => (said, 0.0),
        (None, Some(told)) if told.confidence >= LEAST_CONFIDENCE => {
            (tag::primary(told.code).to_owned(), told.confidence)
        }
        (None, _) => (String::new(), 0.0),
    };
    Language { code, confidence, declared: declared.trim().to_owned() }
}

fn weigh(said: String, told: &Told) -> (String, f32) {
    let declared = tag::primary(&said);
    let detected = tag::primary(told.code);
    let everyone = std::iter::once((told.code, told.confidence)).chain(told.rivals.iter().copied());
    let mut agreeing = everyone.filter(|(code, _)| kin::is_same(declared, tag::primary(code)));
    if let Some((code, chance)) = agreeing.next() {
        let trusted = chance * TRUST;
        let confidence = trusted / (trusted + 1.0 - chance);
        if confidence >= 0.5 {
            return (published(&in_script(said, told.script), tag::primary(code)), confidence);
        }
    }
    let known = told.confidence + told.rivals.iter().map(|(_, chance)| chance).sum::<f32>();
    let is_guess = told.confidence < LEAST_CONFIDENCE || 1.0 - known > MOST_UNKNOWN;
    if is_guess || told.letters < LEAST_LETTERS {
        return (said, 0.0);
    }
    let is_near =
        kin::is_taken_for(declared, detected) || kin::are_standards_of_one(declared, detected, told.script);
    if is_near {
        return (in_script(said, told.script), KIN);
    }
    (detected.to_owned(), told.confidence)
}

/// A declared script that the text is not in goes: Serbian is written in two, and declared in one by habit.
fn in_script(said: String, script: Script) -> String {
    let wrong = if script == Script::Cyrillic { "-Latn" } else { "-Cyrl" };
    let is_of_two = [Script::Latin, Script::Cyrillic].contains(&script);
    if is_of_two && said.contains(wrong) { said.replacen(wrong, "", 1) } else { said }
}

/// Norwegian is published as the one of its two written forms that the text is in.
fn published(said: &str, detected: &str) -> String {
    match said.strip_prefix("no") {
        Some(rest) if rest.is_empty() || rest.starts_with('-') => format!("{detected}{rest}"),
        _ => said.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ITALIAN: &str =
        "Il ministro ha annunciato ieri che il porto resterà chiuso fino alla fine del mese per lavori.";
    const ENGLISH: &str = "The minister said yesterday that the harbour would stay closed until the end of the \
                           month, because the old quay has to be rebuilt before the winter storms.";

    fn code(text: &str, declared: &str) -> String {
        tell("", &[text.to_owned()], declared).code
    }

    #[test]
    fn the_text_beats_a_wrong_declaration_and_an_agreeing_one_adds_its_region() {
        assert_eq!(code(ITALIAN, "en"), "it");
        assert_eq!(code(ITALIAN, "it_CH"), "it-CH");
        assert_eq!(code(ITALIAN, "no such language"), "it");
    }

    #[test]
    fn the_declared_script_is_kept_where_the_languages_agree() {
        let serbian = "Ministar je juče najavio da će luka ostati zatvorena do kraja meseca zbog radova na \
                       obali, a meštani kažu da se nada da će sve biti gotovo pre zime.";
        assert_eq!(code(serbian, "sr-Latn"), "sr-Latn");
        assert_eq!(code(serbian, ""), "sr");
        assert_eq!(code("部长昨天宣布港口将关闭至月底以便修复旧码头", "zh-TW"), "zh-TW");
    }

    #[test]
    fn short_text_takes_the_declaration_or_says_unknown() {
        for short in ["Breve.", "", "Porto chiuso per lavori", "2024 - 17:30"] {
            assert_eq!(tell("", &[short.to_owned()], "it-IT").code, "it-IT", "{short}");
            assert_eq!(tell("", &[short.to_owned()], ""), Language::default(), "{short}");
        }
        assert_eq!(code("The harbour stays closed for now", "it"), "it");
    }

    #[test]
    fn between_near_languages_the_declaration_decides() {
        let either = "Vlada je danas usvojila novi zakon o radu, rekao je predsjednik.";
        for declared in ["hr", "bs"] {
            assert_eq!(code(either, declared), declared);
        }
        let either = "Statsministeren sier at regjeringen vil ha mer tid.";
        for declared in ["nb", "nb-NO"] {
            assert_eq!(code(either, declared), declared);
        }
    }

    #[test]
    fn a_long_text_in_one_of_several_near_standards_is_what_its_source_says() {
        let bosnian = "Ministar je jučer najavio da će luka ostati zatvorena do kraja mjeseca zbog radova na obali, \
                       a mještani kažu kako se nadaju da će sve biti gotovo prije zime i tjedna sporta.";
        assert_eq!(code(bosnian, "sr-Cyrl"), "sr");
        for declared in ["bs", "bs-BA", "hr", "sr", "cnr", "sr-Latn"] {
            assert_eq!(code(bosnian, declared), declared);
        }
        assert_eq!(code(bosnian, "sl"), code(bosnian, ""));
        let malay = "Menteri mengatakan semalam bahawa pelabuhan itu akan terus ditutup sehingga akhir bulan kerana \
                     dermaga lama perlu dibina semula sebelum musim hujan tiba di negeri itu.";
        for declared in ["ms", "id", "ms-MY"] {
            assert_eq!(code(malay, declared), declared);
        }
        let norwegian = "Regjeringen sier at havnen skal holdes stengt ut måneden fordi den gamle kaien må bygges \
                         opp igjen før vinteren kommer, og det er ikke alle som liker det.";
        for declared in ["nn", "nb", "nn-NO"] {
            assert_eq!(code(norwegian, declared), declared);
        }
        assert_eq!(code(norwegian, "en"), "nb");
    }

    #[test]
    fn serbian_in_cyrillic_letters_is_no_croatian() {
        let serbian = "Министар је јуче најавио да ће лука остати затворена до краја месеца због радова на обали, а \
                       мештани се надају да ће све бити готово пре зиме.";
        for (declared, expected) in
            [("hr", "sr"), ("bs", "sr"), ("sr", "sr"), ("sr-Cyrl", "sr-Cyrl"), ("cnr", "cnr")]
        {
            assert_eq!(code(serbian, declared), expected);
        }
        assert_eq!(code(serbian, "sr-Latn-RS"), "sr-RS");
    }

    #[test]
    fn norwegian_is_published_as_the_form_that_it_is_written_in() {
        let bokmal = "Regjeringen sier at havnen skal holdes stengt ut måneden fordi den gamle kaien må bygges \
                      opp igjen før vinteren kommer, og det er ikke alle som liker det.";
        let nynorsk = "Regjeringa seier at hamna skal haldast stengd ut månaden fordi den gamle kaia må byggjast \
                       opp att før vinteren kjem, og det er ikkje alle som likar det.";
        assert_eq!(code(bokmal, "no"), "nb");
        assert_eq!(code(bokmal, "no-NO"), "nb-NO");
        assert_eq!(code(nynorsk, "no"), "nn");
        assert_eq!(code(nynorsk, ""), "nn");
    }

    #[test]
    fn a_declared_language_without_a_model_beats_its_kin_only() {
        let frisian = "De minister sei juster dat de haven oant de ein fan 'e moanne ticht bliuwt, om't de âlde \
                       kade foar de winter opnij boud wurde moat.";
        assert_eq!(code(frisian, "fy"), "fy");
        assert_eq!(code(ENGLISH, "fy"), "en");
    }

    #[test]
    fn confidence_tells_how_sure_the_answer_is() {
        assert!(tell("", &[ENGLISH.to_owned()], "").confidence > 0.95);
        assert!(tell("", &["Short.".to_owned()], "en").confidence == 0.0);
        let near = tell("", &["Predsjednik je rekao da vlada neće popustiti.".to_owned()], "");
        assert!(near.confidence < 0.95, "{near:?}");
    }

    #[test]
    fn what_was_declared_is_kept_as_it_was() {
        assert_eq!(tell("", &[ENGLISH.to_owned()], " Klingon ").declared, "Klingon");
    }
}
