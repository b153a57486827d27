//! Names and offsets of zones as mail headers and pages print them.
//!
//! RFC 822 names mean what the RFC says even in the wrong season: a feed that prints EST in summer is five hours behind.
//! An abbreviation that several countries use means what it means in the country of the source; without a country it is
//! only likely. Refuses the military letters other than Z, which RFC 2822 declares meaningless.

use jiff::tz::TimeZone;

use super::civil::Zone;
use super::order::Country;

const HOUR: i32 = 3600;
const HALF: i32 = 1800;

/// The furthest any clock is from UTC; more is the end of a range such as `10:00-18:00`.
const FURTHEST: u32 = 14;

/// The zone of an abbreviation in lower case. Whether it stood in capitals is for the caller to check, because "est" and
/// "ist" are words.
pub(super) fn named(name: &str, country: Option<Country>) -> Option<Zone> {
    if let Some(zone) = shared(name, country) {
        return Some(zone);
    }
    let offset = match name {
        "z" | "utc" | "gmt" | "ut" | "uct" | "tu" | "tuc" | "wet" | "azost" => 0,
        "cet" | "mez" | "met" | "west" | "wat" | "bmt" => HOUR,
        "cest" | "mesz" | "mest" | "eet" | "oez" | "cat" | "sast" | "kalt" | "hec" | "hae" => 2 * HOUR,
        "eest" | "oesz" | "msk" | "trt" | "eat" | "idt" | "мск" | "syot" => 3 * HOUR,
        "irst" => 3 * HOUR + HALF,
        "msd" | "samt" | "azt" | "get" | "mut" | "ret" => 4 * HOUR,
        "irdt" | "aft" => 4 * HOUR + HALF,
        "pkt" | "uzt" | "yekt" | "mvt" | "tjt" | "tmt" => 5 * HOUR,
        "slst" => 5 * HOUR + HALF,
        "npt" => 5 * HOUR + 2700,
        "almt" | "omst" | "kgt" | "btt" => 6 * HOUR,
        "mmt" => 6 * HOUR + HALF,
        "ict" | "wib" | "krat" | "novt" => 7 * HOUR,
        "hkt" | "sgt" | "pht" | "myt" | "wita" | "awst" | "irkt" | "ulat" => 8 * HOUR,
        "jst" | "kst" | "wit" | "yakt" => 9 * HOUR,
        "acst" => 9 * HOUR + HALF,
        "aest" | "vlat" | "chst" | "pgt" => 10 * HOUR,
        "acdt" => 10 * HOUR + HALF,
        "aedt" | "magt" => 11 * HOUR,
        "nzst" | "fjt" => 12 * HOUR,
        "nzdt" => 13 * HOUR,
        "azot" | "cvt" => -HOUR,
        "ndt" => -2 * HOUR - HALF,
        "brst" | "uyst" => -2 * HOUR,
        "brt" | "uyt" | "clst" | "pyst" | "gft" | "srt" | "adt" => -3 * HOUR,
        "nst" => -3 * HOUR - HALF,
        "edt" | "clt" | "pyt" | "vet" | "bot" | "gyt" => -4 * HOUR,
        "est" | "cot" | "pet" | "act" => -5 * HOUR,
        "mdt" => -6 * HOUR,
        "pdt" => -7 * HOUR,
        "akdt" => -8 * HOUR,
        "akst" => -9 * HOUR,
        "hst" => -10 * HOUR,
        "et" => return region("America/New_York"),
        "ct" => return region("America/Chicago"),
        "mt" => return region("America/Denver"),
        "pt" => return region("America/Los_Angeles"),
        "akt" => return region("America/Anchorage"),
        "aet" => return region("Australia/Sydney"),
        _ => return None,
    };
    Some(Zone::Offset(offset))
}

fn region(name: &str) -> Option<Zone> {
    TimeZone::get(name).ok().map(Zone::Region)
}

/// Abbreviations that mean different offsets in different countries.
#[expect(
    clippy::match_same_arms,
    reason = "a table by name: equal offsets of different names are not one rule"
)]
fn shared(name: &str, country: Option<Country>) -> Option<Zone> {
    let known = |offset| Some(Zone::Offset(offset));
    match (name, &country.unwrap_or_default()) {
        ("ist", b"IN" | b"LK") => known(5 * HOUR + HALF),
        ("ist", b"IE") => known(HOUR),
        ("ist", b"IL") => known(2 * HOUR),
        ("ist", _) => Some(Zone::Likely(5 * HOUR + HALF)),
        ("bst", b"GB" | b"UK" | b"IM" | b"GG" | b"JE" | b"IE") => known(HOUR),
        ("bst", b"BD") => known(6 * HOUR),
        ("bst", b"PG") => known(11 * HOUR),
        ("bst", _) => Some(Zone::Likely(HOUR)),
        ("cst", b"CN" | b"TW" | b"HK" | b"MO") => known(8 * HOUR),
        ("cst", b"CU") => known(-5 * HOUR),
        ("cst", _) => known(-6 * HOUR),
        ("cdt", b"CU") => known(-4 * HOUR),
        ("cdt", _) => known(-5 * HOUR),
        ("mst", b"MY") => known(8 * HOUR),
        ("mst", b"MM") => known(6 * HOUR + HALF),
        ("mst", _) => known(-7 * HOUR),
        ("pst", b"PH") => known(8 * HOUR),
        ("pst", _) => known(-8 * HOUR),
        ("ast", b"SA" | b"IQ" | b"KW" | b"QA" | b"BH" | b"YE") => known(3 * HOUR),
        ("ast", b"CA" | b"PR" | b"BM" | b"BB" | b"TT" | b"DO" | b"JM" | b"US") => known(-4 * HOUR),
        ("ast", _) => Some(Zone::Likely(-4 * HOUR)),
        ("gst", b"AE" | b"OM") => known(4 * HOUR),
        ("gst", _) => Some(Zone::Likely(4 * HOUR)),
        ("sst", b"SG") => known(8 * HOUR),
        ("sst", _) => Some(Zone::Likely(-11 * HOUR)),
        ("wst", b"AU") => known(8 * HOUR),
        ("wst", _) => Some(Zone::Likely(13 * HOUR)),
        ("art", b"AR") => known(-3 * HOUR),
        ("art", _) => Some(Zone::Likely(-3 * HOUR)),
        ("amt", b"BR") => known(-4 * HOUR),
        ("amt", b"AM") => known(4 * HOUR),
        ("ect", b"EC") => known(-5 * HOUR),
        _ => None,
    }
}

/// The offset of `+hhmm`, `+hh` or `+h`, with minutes apart where they were printed apart.
pub(super) fn offset(east: bool, digits: u8, value: u32, minutes: Option<u32>) -> Option<i32> {
    let (hours, minutes) = match (digits, minutes) {
        (4 | 3, None) => (value / 100, value % 100),
        (1 | 2, minutes) => (value, minutes.unwrap_or(0)),
        _ => return None,
    };
    if hours > FURTHEST || minutes > 59 {
        return None;
    }
    let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
    Some(if east { seconds } else { -seconds })
}

#[cfg(test)]
mod tests {
    use super::{Zone, named, offset};

    #[test]
    fn shared_abbreviations_are_settled_by_the_country() {
        assert_eq!(named("ist", Some(*b"IN")), Some(Zone::Offset(19_800)));
        assert_eq!(named("ist", Some(*b"IE")), Some(Zone::Offset(3600)));
        assert_eq!(named("bst", Some(*b"BD")), Some(Zone::Offset(21_600)));
        assert_eq!(named("cst", Some(*b"CN")), Some(Zone::Offset(28_800)));
    }

    #[test]
    fn shared_abbreviations_without_a_country_are_only_likely() {
        assert_eq!(named("ist", None), Some(Zone::Likely(19_800)));
        assert_eq!(named("bst", None), Some(Zone::Likely(3600)));
    }

    #[test]
    fn mail_names_are_taken_literally() {
        assert_eq!(named("est", Some(*b"AU")), Some(Zone::Offset(-18_000)));
        assert_eq!(named("edt", None), Some(Zone::Offset(-14_400)));
        assert_eq!(named("cst", None), Some(Zone::Offset(-21_600)));
    }

    #[test]
    fn names_without_a_season_follow_the_date() {
        assert!(named("et", None).is_some_and(|zone| matches!(zone, Zone::Region(_))));
    }

    #[test]
    fn military_letters_mean_nothing() {
        assert_eq!(named("a", None), None);
        assert_eq!(named("z", None), Some(Zone::Offset(0)));
    }

    #[test]
    fn offsets_beyond_any_clock_are_refused() {
        assert_eq!(offset(true, 4, 530, None), Some(19_800));
        assert_eq!(offset(false, 2, 3, Some(30)), Some(-12_600));
        assert_eq!(offset(false, 2, 18, Some(0)), None);
    }
}
