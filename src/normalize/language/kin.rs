//! Which languages are so near that a text cannot always tell them apart.
//!
//! Three uses: codes that stand for one language, languages that the table of n-grams does not know, whose texts
//! it takes for a relative's, and languages that it knows but whose texts differ by a word here and there.

use super::script::Script;

/// Pairs of a declared code and a detected one that do not contradict each other.
const SAME: [(&str, &str); 13] = [
    ("no", "nb"),
    ("no", "nn"),
    ("fil", "tl"),
    ("yue", "zh"),
    ("wuu", "zh"),
    ("arz", "ar"),
    ("tw", "ak"),
    ("cnr", "sr"),
    ("cnr", "bs"),
    ("cnr", "hr"),
    ("dz", "bo"),
    ("ku", "ckb"),
    ("ti", "am"),
];

/// Languages without a model, and those that their texts look like.
const WITHOUT_MODEL: [(&str, &[&str]); 54] = [
    ("an", &["es", "ca", "oc", "gl"]),
    ("ast", &["es", "gl", "pt", "ca"]),
    ("ba", &["kk", "tt"]),
    ("bho", &["hi", "ne", "mr"]),
    ("bi", &["en"]),
    ("ce", &["mn", "kk", "ru", "bg"]),
    ("ceb", &["tl"]),
    ("ckb", &["fa", "ur", "ar"]),
    ("co", &["it", "la"]),
    ("crh", &["tr", "az", "tk"]),
    ("cv", &["bg", "kk", "mn", "ru"]),
    ("dsb", &["cs", "sk", "pl", "sl"]),
    ("fo", &["is", "da", "nn", "nb"]),
    ("fur", &["it", "oc", "ca"]),
    ("fy", &["nl", "af"]),
    ("gd", &["ga"]),
    ("gsw", &["de", "nl"]),
    ("gv", &["ga", "cy"]),
    ("haw", &["mi"]),
    ("hsb", &["cs", "sk", "pl", "sl"]),
    ("kok", &["mr", "hi"]),
    ("ks", &["ur", "fa"]),
    ("ku", &["tr", "fa", "ar"]),
    ("kw", &["cy", "br"]),
    ("ky", &["kk", "mn", "ru"]),
    ("lad", &["es", "he"]),
    ("lb", &["de", "nl"]),
    ("li", &["nl", "de", "af"]),
    ("lmo", &["it", "oc"]),
    ("ltg", &["lv", "lt"]),
    ("mai", &["hi", "ne", "mr"]),
    ("nap", &["it"]),
    ("nds", &["de", "nl"]),
    ("nso", &["tn", "st"]),
    ("os", &["ru", "bg", "mk"]),
    // In the Arabic script of Pakistan.
    ("pa", &["ur"]),
    ("pap", &["es", "pt"]),
    ("pcm", &["en"]),
    ("ps", &["fa", "ur", "ar"]),
    ("rm", &["it", "oc", "fr", "ca"]),
    ("rn", &["lg", "sw", "sn", "zu"]),
    ("rup", &["ro"]),
    ("rw", &["lg", "sw", "sn", "zu"]),
    ("sa", &["hi", "ne", "mr"]),
    ("sah", &["kk", "mn"]),
    ("sc", &["it", "la", "es", "ca"]),
    ("scn", &["it"]),
    ("sco", &["en"]),
    ("sd", &["ur", "fa", "ar"]),
    ("ss", &["zu", "xh"]),
    ("su", &["id", "ms", "jv"]),
    ("szl", &["pl"]),
    ("ug", &["fa", "ar", "ur"]),
    ("wa", &["fr"]),
];

/// Written standards of one language, or nearly so: the table of n-grams sees which is likelier, never which it is.
const STANDARDS: [&[&str]; 3] = [&["bs", "cnr", "hr", "sr"], &["id", "ms"], &["nb", "nn"]];

/// Those of them that no source writes in another script than Latin.
const LATIN_ONLY: [&str; 2] = ["bs", "hr"];

/// A text in one cannot be told from a text in the other safely, so that the source decides.
pub fn are_standards_of_one(declared: &str, detected: &str, script: Script) -> bool {
    let may_be_written = script == Script::Latin || !LATIN_ONLY.contains(&declared);
    may_be_written && STANDARDS.iter().any(|near| near.contains(&declared) && near.contains(&detected))
}

/// Both codes can stand for one and the same text.
pub fn is_same(declared: &str, detected: &str) -> bool {
    declared == detected || SAME.contains(&(declared, detected))
}

/// The declared language has no model of its own and its texts are taken for the detected one.
pub fn is_taken_for(declared: &str, detected: &str) -> bool {
    WITHOUT_MODEL.iter().any(|(code, near)| *code == declared && near.contains(&detected))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norwegian_stands_for_both_of_its_forms() {
        assert!(is_same("no", "nb") && is_same("no", "nn") && is_same("nb", "nb"));
        assert!(!is_same("nb", "nn") && !is_same("da", "nb"));
    }

    #[test]
    fn standards_of_one_language_are_near_in_the_scripts_they_are_written_in() {
        assert!(
            are_standards_of_one("bs", "hr", Script::Latin)
                && are_standards_of_one("ms", "id", Script::Latin)
        );
        assert!(are_standards_of_one("cnr", "sr", Script::Cyrillic));
        assert!(!are_standards_of_one("hr", "sr", Script::Cyrillic));
        assert!(
            !are_standards_of_one("sl", "hr", Script::Latin)
                && !are_standards_of_one("da", "nb", Script::Latin)
        );
    }

    #[test]
    fn only_kin_is_taken_for_a_language_without_a_model() {
        assert!(is_taken_for("fy", "nl"));
        assert!(!is_taken_for("fy", "en") && !is_taken_for("it", "es"));
    }
}
