//! Words whose full stop ends no sentence. The lists are sorted.

/// Titles and the like that stand before a name, as they are written.
#[rustfmt::skip]
const BEFORE_NAMES: &[&str] = &[
    "Abs", "Adm", "Arch", "Art", "Av", "Avda", "Avv", "Bc", "Bros", "Cad", "Capt", "Card", "Cmdr", "Co",
    "Col", "Cpl", "Dipl", "Dn", "Dott", "Doç", "Dr", "Dra", "Drs", "Eng", "Exmo", "Fig", "Fr", "Ft", "Gen",
    "Gov", "Gral", "Hj", "Hon", "Hr", "Ing", "Ir", "Jl", "Jln", "Kab", "Kec", "Lic", "Lt", "Mag", "Mah",
    "Maj", "Me", "Messrs", "Mgr", "Mlle", "Mme", "Mons", "Mr", "Mrs", "Ms", "Mt", "Nr", "Ny", "On", "Op",
    "Pres", "Prof", "Profa", "Rep", "Rev", "Rp", "Sen", "Sgt", "Sig", "Sn", "Sok", "Sr", "Sra", "Srta",
    "St", "Sta", "Ste", "Str", "Ths", "Tn", "Tp", "Tte", "Ud", "Uds", "Uzm", "Vol", "Yrd", "avv", "bzw",
    "ca", "dott", "dr", "geb", "ing", "inż", "ks", "mgr", "mr", "mrs", "prof", "sig", "str", "sv", "ul",
    "vgl", "vs", "św", "Δρ", "акад", "вул", "им", "просп", "проф", "св", "ст", "тов", "ул", "ім",
];

/// Words before a number, in lower case.
#[rustfmt::skip]
const BEFORE_NUMBERS: &[&str] = &[
    "abb", "abs", "approx", "art", "bd", "ca", "cap", "ch", "fax", "fig", "kap", "kl", "max", "min", "no", "nos",
    "nr", "num", "núm", "ord", "pag", "par", "pos", "pp", "pág", "reg", "sec", "str", "sz", "tab", "tel",
    "ver", "vol", "гл", "рис", "ст", "стр",
];

/// What German counts: `5.Mai`, `2.Bundesliga`.
#[rustfmt::skip]
const COUNTED: &[&str] = &[
    "April", "Auflage", "August", "Bezirk", "Bundesliga", "Dezember", "Etage", "Feber", "Februar",
    "Geburtstag", "Halbzeit", "Jahrestag", "Jahrhundert", "Jahrhunderte", "Jahrhunderts", "Januar", "Juli",
    "Juni", "Jänner", "Kapitel", "Klasse", "Liga", "Mai", "Mal", "Minute", "März", "November", "Oktober",
    "Platz", "Runde", "September", "Spieltag", "Stock", "Tag", "Weltkrieg", "Weltkrieges", "Weltkriegs",
];

/// Ends of domains, files and firms, in lower case.
#[rustfmt::skip]
const ENDINGS: &[&str] = &[
    "com", "csv", "exe", "html", "io", "jpg", "js", "ltd", "net", "org", "pdf", "php", "png",  "txt",
    "xml",
];

/// No abbreviation has more bytes.
const LONGEST: usize = 12;

/// `Mr`, `Prof`, `ул`.
pub fn before_name(word: &str) -> bool {
    word.len() <= LONGEST && BEFORE_NAMES.binary_search(&word).is_ok()
}

/// `Nr`, `vol`, `стр`.
pub fn before_number(word: &str) -> bool {
    word.len() <= LONGEST && is_in(BEFORE_NUMBERS, word)
}

/// A word that makes the number before it an ordinal.
pub fn is_counted(word: &str) -> bool {
    COUNTED.binary_search(&word).is_ok()
}

/// The end of a domain, of a file's name or of a firm's: `Node.JS`, `Co.Ltd`.
pub fn is_name_ending(word: &str) -> bool {
    word.len() <= 4 && is_in(ENDINGS, word)
}

fn is_in(list: &[&str], word: &str) -> bool {
    list.binary_search(&word.to_lowercase().as_str()).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        for list in [BEFORE_NAMES, BEFORE_NUMBERS, COUNTED, ENDINGS] {
            assert!(list.is_sorted());
        }
    }

    #[test]
    fn the_case_of_an_abbreviation_before_names_counts() {
        assert!(before_name("Sen") && before_name("dr"));
        assert!(!before_name("sen") && !before_name("Haus"));
    }
}
