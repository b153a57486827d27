//! The marks of editions that show one article in another dress.
//!
//! Owns the closed lists of labels, path segments and parameters that ask for the `www`, mobile, AMP or print edition, and the rule
//! each belongs to. They are marks only in the place where they stand: a section on amplifiers or blueprints is none. Refuses names
//! of content (`news`, `sport`, `it`): such editions have articles of their own.

use super::rule::Rule;
use super::trackers;

/// Leading labels that name an edition, not a site.
const LABELS: [(&str, Rule); 10] = [
    ("www", Rule::KeyWww),
    ("m", Rule::KeyMobile),
    ("mob", Rule::KeyMobile),
    ("mobil", Rule::KeyMobile),
    ("mobile", Rule::KeyMobile),
    ("pda", Rule::KeyMobile),
    ("touch", Rule::KeyMobile),
    ("wap", Rule::KeyMobile),
    ("amp", Rule::KeyAmp),
    ("amphtml", Rule::KeyAmp),
];

/// The edition that the first label of a host names.
pub(super) fn of_label(label: &str) -> Option<Rule> {
    LABELS.iter().find(|(known, _)| *known == label).map(|(_, rule)| *rule)
}

/// A segment or ending that names an edition of the page beside it.
pub(super) fn of_mark(mark: &str) -> Option<Rule> {
    if ["amp", "amphtml"].iter().any(|amp| mark.eq_ignore_ascii_case(amp)) {
        Some(Rule::KeyAmp)
    } else if mark.eq_ignore_ascii_case("print") {
        Some(Rule::KeyPrint)
    } else {
        None
    }
}

const AMP_SWITCHES: &[&str] = &["amp", "isamp", "is_amp", "ampmode", "amppage"];
const PRINT_SWITCHES: &[&str] = &[
    "print",
    "printable",
    "printer",
    "printerfriendly",
    "printer_friendly",
    "printer-friendly",
    "printview",
    "print_view",
    "printversion",
    "printpage",
    "isprint",
    "forprint",
    "prn",
];
const MOBILE_SWITCHES: &[&str] = &["mobile", "ismobile", "is_mobile", "mobileview"];
const VIEW_NAMES: &[&str] = &[
    "output",
    "outputtype",
    "view",
    "viewmode",
    "mode",
    "format",
    "layout",
    "template",
    "tpl",
    "tmpl",
    "display",
    "version",
    "type",
    "style",
    "theme",
    "action",
    "device",
    "pagewanted",
    "rendermode",
    "render",
];

/// The edition that a parameter asks for, when it asks for nothing else.
pub(super) fn of_parameter(parameter: &str) -> Option<Rule> {
    let (name, value) = trackers::split(parameter);
    let named = |names: &[&str]| names.iter().any(|known| name.eq_ignore_ascii_case(known));
    let valued = |values: &[&str]| values.iter().any(|known| value.eq_ignore_ascii_case(known));
    if trackers::is_switch(value) || valued(&["amp", "print", "mobile"]) {
        let switches = [
            (AMP_SWITCHES, Rule::KeyAmp),
            (PRINT_SWITCHES, Rule::KeyPrint),
            (MOBILE_SWITCHES, Rule::KeyMobile),
        ];
        if let Some((_, rule)) = switches.iter().find(|(names, _)| named(names)) {
            return Some(*rule);
        }
    }
    let views: [(&[&str], Rule); 3] = [
        (&["amp", "amphtml"], Rule::KeyAmp),
        (&["print", "printable", "printer", "printerfriendly", "printer-friendly"], Rule::KeyPrint),
        (&["mobile"], Rule::KeyMobile),
    ];
    let (_, rule) = views.iter().find(|(values, _)| valued(values))?;
    named(VIEW_NAMES).then_some(*rule)
}

#[cfg(test)]
mod tests {
    use super::super::canonicalize;

    fn key_of(url: &str) -> String {
        canonicalize(url).expect("test URLs are fine").key
    }

    #[test]
    fn amp_marks_do_not_change_identity() {
        for url in [
            "/2024/a/amp",
            "/2024/a/amp/",
            "/amp/2024/a",
            "/2024/a.amp",
            "/2024/a?amp",
            "/2024/a?amp=1",
            "/2024/a?outputType=amp",
            "/2024/a/amp/index.html",
            "/2024/a/?AMP=true",
        ] {
            assert_eq!(key_of(&format!("https://paper.example{url}")), "paper.example/2024/a", "{url}");
        }
        assert_eq!(key_of("https://paper.example/a.amp.html"), "paper.example/a.html");
        for kept in ["/amp", "/amplifiers/a", "/a/champ", "/a?amp=tube", "/a-amp"] {
            assert_eq!(key_of(&format!("https://paper.example{kept}")), format!("paper.example{kept}"));
        }
    }

    #[test]
    fn print_marks_do_not_change_identity() {
        for url in ["/a/print", "/a?print=1", "/a?view=print", "/a?printable=yes", "/a.print"] {
            assert_eq!(key_of(&format!("https://paper.example{url}")), "paper.example/a", "{url}");
        }
        for kept in ["/print", "/a?print=7", "/blueprint/a", "/a?view=7", "/a?type=story"] {
            assert_eq!(key_of(&format!("https://paper.example{kept}")), format!("paper.example{kept}"));
        }
    }
}
