//! Which languages are so near that a text cannot always tell them apart.
//!
//! Two uses: codes that stand for one language, and languages that the table of n-grams does not know,
//! whose texts it takes for a relative's.

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
    fn only_kin_is_taken_for_a_language_without_a_model() {
        assert!(is_taken_for("fy", "nl"));
        assert!(!is_taken_for("fy", "en") && !is_taken_for("it", "es"));
    }
}
