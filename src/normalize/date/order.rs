//! Which languages are known, and in which order they and their countries print the numbers of a date.
//!
//! The order is a fact of a place rather than of a language: the region of a language tag goes before the country of
//! the host, and both before the habit of the language. English alone leans to month first, weakly, so that a
//! date that would then lie in the future is read the other way round. Where habits are mixed, as in Canada, the order is
//! unknown, and only a number over twelve settles it.

use pure_rust_locales::Locale;

use super::Hints;
use super::lexicon::language_set;

/// An ISO 3166-1 code.
pub(super) type Country = [u8; 2];

/// A language whose names of months are known.
pub(super) struct Language {
    pub(super) code: &'static str,
    pub(super) locales: &'static [Locale],
    /// Whether its words count in a text of unknown language; small languages would only make large ones ambiguous.
    pub(super) common: bool,
}

const fn common(code: &'static str, locales: &'static [Locale]) -> Language {
    Language { code, locales, common: true }
}

const fn rare(code: &'static str, locales: &'static [Locale]) -> Language {
    Language { code, locales, common: false }
}

/// At most 128, the most that a set of languages can hold; the order has no meaning.
pub(super) static LANGUAGES: &[Language] = &[
    common("en", &[Locale::en_US]),
    common("es", &[Locale::es_ES]),
    common("fr", &[Locale::fr_FR, Locale::fr_CA]),
    common("de", &[Locale::de_DE, Locale::de_AT]),
    common("it", &[Locale::it_IT]),
    common("pt", &[Locale::pt_BR]),
    common("nl", &[Locale::nl_NL]),
    common("ru", &[Locale::ru_RU]),
    common("ar", &[Locale::ar_EG, Locale::ar_SY]),
    common("zh", &[Locale::zh_CN, Locale::zh_TW]),
    common("ja", &[Locale::ja_JP]),
    common("ko", &[Locale::ko_KR]),
    common("hi", &[Locale::hi_IN]),
    common("tr", &[Locale::tr_TR]),
    common("pl", &[Locale::pl_PL]),
    common("sv", &[Locale::sv_SE]),
    common("da", &[Locale::da_DK]),
    common("nb", &[Locale::nb_NO]),
    common("fi", &[Locale::fi_FI]),
    common("is", &[Locale::is_IS]),
    common("cs", &[Locale::cs_CZ]),
    common("sk", &[Locale::sk_SK]),
    common("hu", &[Locale::hu_HU]),
    common("ro", &[Locale::ro_RO]),
    common("bg", &[Locale::bg_BG]),
    common("uk", &[Locale::uk_UA]),
    common("be", &[Locale::be_BY]),
    common("sr", &[Locale::sr_RS]),
    common("hr", &[Locale::hr_HR]),
    common("sl", &[Locale::sl_SI]),
    common("bs", &[Locale::bs_BA]),
    common("mk", &[Locale::mk_MK]),
    common("sq", &[Locale::sq_AL]),
    common("el", &[Locale::el_GR]),
    common("az", &[Locale::az_AZ]),
    common("kk", &[Locale::kk_KZ]),
    common("ky", &[Locale::ky_KG]),
    common("uz", &[Locale::uz_UZ]),
    common("tg", &[Locale::tg_TJ]),
    common("tk", &[Locale::tk_TM]),
    common("tt", &[Locale::tt_RU]),
    common("hy", &[Locale::hy_AM]),
    common("ka", &[Locale::ka_GE]),
    common("he", &[Locale::he_IL]),
    common("fa", &[Locale::fa_IR]),
    common("ps", &[Locale::ps_AF]),
    common("ur", &[Locale::ur_PK]),
    common("sd", &[Locale::sd_IN]),
    common("ug", &[Locale::ug_CN]),
    common("bn", &[Locale::bn_BD]),
    common("as", &[Locale::as_IN]),
    common("ta", &[Locale::ta_IN]),
    common("te", &[Locale::te_IN]),
    common("kn", &[Locale::kn_IN]),
    common("ml", &[Locale::ml_IN]),
    common("mr", &[Locale::mr_IN]),
    common("gu", &[Locale::gu_IN]),
    common("pa", &[Locale::pa_IN]),
    common("or", &[Locale::or_IN]),
    common("ne", &[Locale::ne_NP]),
    common("si", &[Locale::si_LK]),
    common("th", &[Locale::th_TH]),
    common("lo", &[Locale::lo_LA]),
    common("km", &[Locale::km_KH]),
    common("my", &[Locale::my_MM]),
    common("vi", &[Locale::vi_VN]),
    common("id", &[Locale::id_ID]),
    common("ms", &[Locale::ms_MY]),
    common("fil", &[Locale::fil_PH, Locale::tl_PH]),
    common("lt", &[Locale::lt_LT]),
    common("lv", &[Locale::lv_LV]),
    common("et", &[Locale::et_EE]),
    common("ca", &[Locale::ca_ES]),
    common("eu", &[Locale::eu_ES]),
    common("gl", &[Locale::gl_ES]),
    common("ga", &[Locale::ga_IE]),
    common("cy", &[Locale::cy_GB]),
    common("mt", &[Locale::mt_MT]),
    common("sw", &[Locale::sw_KE]),
    common("am", &[Locale::am_ET]),
    common("mn", &[Locale::mn_MN]),
    common("af", &[Locale::af_ZA]),
    common("yi", &[Locale::yi_US]),
    rare("lb", &[Locale::lb_LU]),
    rare("ast", &[Locale::ast_ES]),
    rare("oc", &[Locale::oc_FR]),
    rare("br", &[Locale::br_FR]),
    rare("gd", &[Locale::gd_GB]),
    rare("fo", &[Locale::fo_FO]),
    rare("fy", &[Locale::fy_NL]),
    rare("eo", &[Locale::eo]),
    rare("ku", &[Locale::ku_TR]),
    rare("ha", &[Locale::ha_NG]),
    rare("ig", &[Locale::ig_NG]),
    rare("so", &[Locale::so_SO]),
    rare("zu", &[Locale::zu_ZA]),
    rare("xh", &[Locale::xh_ZA]),
    rare("rw", &[Locale::rw_RW]),
    rare("mg", &[Locale::mg_MG]),
    rare("ht", &[Locale::ht_HT]),
    rare("os", &[Locale::os_RU]),
    rare("ce", &[Locale::ce_RU]),
];

/// The order of three numbers, of which the year may have two digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    DayFirst,
    MonthFirst,
    /// Month first for want of anything better.
    PerhapsMonthFirst,
    /// Year, month, day; with the year last the order of the others is unknown.
    YearFirst,
    /// Year, month, day; with the year last the day comes first.
    YearFirstElseDay,
    Unknown,
}

/// What the source counts its years in besides the Gregorian calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Calendar {
    Gregorian,
    Buddhist,
    Jalali,
    Minguo,
}

impl Order {
    pub(super) fn of(hints: &Hints<'_>) -> Self {
        let language = primary(hints);
        let english = language.is_some_and(|language| language.eq_ignore_ascii_case("en"));
        if !english && language.is_some() {
            return language_order(hints);
        }
        match country(hints) {
            Some(country) => country_order(country, english),
            None if english => Self::PerhapsMonthFirst,
            None => Self::Unknown,
        }
    }
}

impl Calendar {
    /// Thai letters tell the calendar where no language does.
    pub(super) fn of(hints: &Hints<'_>, text: &str) -> Self {
        let traditional = hints
            .language
            .is_some_and(|tag| tag.split(['-', '_']).any(|subtag| subtag.eq_ignore_ascii_case("hant")));
        match (primary(hints).unwrap_or(""), &country(hints).unwrap_or_default()) {
            ("th", _) | ("en" | "", b"TH") => Self::Buddhist,
            ("fa" | "prs" | "ps", _) | ("en" | "", b"IR" | b"AF") => Self::Jalali,
            ("zh" | "", b"TW") => Self::Minguo,
            ("zh", [0, 0]) if traditional => Self::Minguo,
            ("", _) if text.contains(|c: char| matches!(c, 'ก'..='๎')) => Self::Buddhist,
            _ => Self::Gregorian,
        }
    }
}

fn primary<'a>(hints: &Hints<'a>) -> Option<&'a str> {
    hints
        .language
        .and_then(|language| language.split(['-', '_']).next())
        .filter(|primary| !primary.is_empty() && *primary != "und")
}

fn region<'a>(hints: &Hints<'a>) -> Option<&'a str> {
    let subtags = hints.language?.split(['-', '_']).skip(1);
    subtags
        .into_iter()
        .find(|subtag| subtag.len() == 2 && subtag.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// The country of the text, in capitals: the region of its language, else the country of its host.
pub(super) fn country(hints: &Hints<'_>) -> Option<Country> {
    let code: Country = region(hints).or(hints.country)?.as_bytes().try_into().ok()?;
    Some(code.map(|letter| letter.to_ascii_uppercase()))
}

fn language_order(hints: &Hints<'_>) -> Order {
    match (primary(hints).unwrap_or(""), region(hints).unwrap_or("")) {
        ("fil" | "tl", _) | ("es", "PR" | "PA") => Order::MonthFirst,
        ("eu" | "ne" | "si" | "sv" | "fa" | "ps" | "eo", _)
        | ("fr", "CA")
        | ("zh", "HK" | "MO" | "SG" | "MY") => Order::YearFirstElseDay,
        // Month first by the standard tables, day first in much of what is printed.
        ("or" | "zu" | "xh", _) => Order::Unknown,
        ("ja" | "zh" | "ko" | "hu" | "mn" | "lt" | "dz" | "ug" | "bo", _) => Order::YearFirst,
        (language, _) if language_set(language) != 0 => Order::DayFirst,
        // A language without names here may have any habit.
        _ => country(hints).map_or(Order::Unknown, |country| country_order(country, false)),
    }
}

fn country_order(country: Country, english: bool) -> Order {
    match &country {
        b"US" | b"PH" | b"PR" | b"GU" | b"AS" | b"VI" | b"UM" | b"MP" | b"FM" | b"MH" | b"PW" => {
            Order::MonthFirst
        }
        b"CA" => Order::Unknown,
        // English pages of these countries follow either habit.
        b"CN" | b"JP" | b"KR" | b"TW" | b"HU" | b"LT" | b"MN" if english => Order::Unknown,
        b"CN" | b"JP" | b"KR" | b"TW" | b"HU" | b"LT" | b"MN" => Order::YearFirst,
        b"ZA" | b"SE" | b"NP" | b"LK" | b"IR" | b"AF" => Order::YearFirstElseDay,
        _ => Order::DayFirst,
    }
}

#[cfg(test)]
mod tests {
    use super::super::Hints;
    use super::{Calendar, LANGUAGES, Order};

    fn hints<'a>(language: Option<&'a str>, country: Option<&'a str>) -> Hints<'a> {
        Hints { language, country, ..Hints::default() }
    }

    #[test]
    fn english_follows_the_place_and_leans_to_month_first_without_one() {
        for (language, country, order) in [
            ("en-US", None, Order::MonthFirst),
            ("en", Some("US"), Order::MonthFirst),
            ("en-GB", Some("US"), Order::DayFirst),
            ("en", Some("AU"), Order::DayFirst),
            ("en", Some("DE"), Order::DayFirst),
            ("en-CA", None, Order::Unknown),
            ("en", None, Order::PerhapsMonthFirst),
        ] {
            assert_eq!(Order::of(&hints(Some(language), country)), order, "{language} {country:?}");
        }
    }

    #[test]
    fn without_a_language_the_country_decides() {
        assert_eq!(Order::of(&hints(None, Some("FR"))), Order::DayFirst);
        assert_eq!(Order::of(&hints(None, Some("JP"))), Order::YearFirst);
        assert_eq!(Order::of(&hints(None, None)), Order::Unknown);
    }

    #[test]
    fn the_calendar_of_taiwan_is_not_that_of_hong_kong() {
        assert_eq!(Calendar::of(&hints(Some("zh-Hant"), None), ""), Calendar::Minguo);
        assert_eq!(Calendar::of(&hints(Some("zh-Hant-HK"), None), ""), Calendar::Gregorian);
        assert_eq!(Calendar::of(&hints(Some("zh"), Some("TW")), ""), Calendar::Minguo);
    }

    #[test]
    fn languages_fit_into_a_set_and_are_listed_once() {
        assert!(LANGUAGES.len() <= 128);
        let codes: std::collections::HashSet<_> = LANGUAGES.iter().map(|language| language.code).collect();
        assert_eq!(codes.len(), LANGUAGES.len());
    }
}
