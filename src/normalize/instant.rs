//! How a date of one article is read: in its language, its site's country and zone, and from the time of its crawl.

use super::date;
use crate::article::Found;
use crate::proto::{Evidence, Instant, Precision, Timestamp};

/// What the dates of one article have in common.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub language: &'a str,
    pub country: &'a str,
    /// IANA name; empty where the operator named none.
    pub default_zone: &'a str,
    pub reference: Option<Timestamp>,
}

impl Reader<'_> {
    /// The clock of a machine speaks no language.
    pub fn of_machines() -> Self {
        Self { language: "", country: "", default_zone: "", reference: None }
    }

    fn hints(&self) -> date::Hints<'_> {
        let some = |text| Some(text).filter(|text: &&str| !text.is_empty());
        date::Hints {
            language: some(self.language),
            country: some(self.country),
            default_zone: some(self.default_zone),
            reference: self.reference.and_then(Timestamp::to_jiff),
        }
    }

    fn reading_of(&self, text: &str) -> Option<date::Reading> {
        date::read(text, &self.hints())
    }

    /// Of a line that is nothing but a date.
    pub fn reading_of_line(&self, text: &str) -> Option<date::Reading> {
        date::read_line(text, &self.hints())
    }

    pub fn reading(&self, found: &Found) -> Option<date::Reading> {
        if let Some(parts) = numbers(&found.text) {
            return date::read_struct(&parts, &self.hints());
        }
        match found.zone.as_deref().map(str::trim) {
            Some(zone) if date::is_zone(zone) => {
                let reading =
                    date::read(&found.text, &date::Hints { default_zone: Some(zone), ..self.hints() })?;
                Some(date::Reading { zone_assumed: false, ..reading })
            }
            // An offset or an abbreviation is read where dates usually have it.
            Some(zone) => {
                self.reading_of(&format!("{} {zone}", found.text)).or_else(|| self.reading_of(&found.text))
            }
            None => self.reading_of(&found.text),
        }
    }

    /// Whether a date lies so far after the crawl that no wrong clock or zone explains it.
    pub fn is_future(&self, reading: &date::Reading) -> bool {
        self.reference.and_then(Timestamp::to_jiff).is_some_and(|reference| reading.is_ahead_of(reference))
    }
}

/// A moment written as a list of whole numbers.
fn numbers(text: &str) -> Option<Vec<i64>> {
    let inside = text.trim().strip_prefix('[')?.strip_suffix(']')?;
    inside.split(',').take(10).map(|part| part.trim().parse().ok()).collect()
}

pub fn instant(reading: &date::Reading, found: &Found, evidence: Evidence) -> Instant {
    let precision = match reading.precision {
        date::Precision::Year => Precision::Year,
        date::Precision::Month => Precision::Month,
        date::Precision::Day => Precision::Day,
        date::Precision::Minute => Precision::Minute,
        date::Precision::Second => Precision::Second,
    };
    Instant {
        time: Some(reading.time.into()),
        precision: precision.into(),
        zone_assumed: reading.zone_assumed,
        as_found: found.text.trim().to_owned(),
        evidence: evidence.into(),
        confirmed_by: Vec::new(),
    }
}

/// When a crawler says it was there.
pub fn moment(found: &[Found]) -> Option<Timestamp> {
    let machines = Reader::of_machines();
    found.iter().find_map(|found| machines.reading(found)).map(|reading| reading.time.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn time(text: &str, zone: Option<&str>, default_zone: &str) -> (String, bool) {
        let reader = Reader { default_zone, ..Reader::of_machines() };
        let found = Found { zone: zone.map(str::to_owned), ..Found::new("date", text) };
        let reading = reader.reading(&found).unwrap();
        (reading.time.to_string(), reading.zone_assumed)
    }

    #[test]
    fn a_zone_in_a_field_of_its_own_is_no_assumption() {
        let naive = "2023-09-12 14:05:00";
        assert_eq!(time(naive, Some("UTC"), ""), ("2023-09-12T14:05:00Z".into(), false));
        assert_eq!(time(naive, Some("Europe/Rome"), ""), ("2023-09-12T12:05:00Z".into(), false));
        assert_eq!(time(naive, Some("+02:00"), ""), ("2023-09-12T12:05:00Z".into(), false));
        assert_eq!(time(naive, Some("nonsense"), ""), ("2023-09-12T14:05:00Z".into(), true));
    }

    #[test]
    fn a_time_without_zone_is_meant_in_the_default_zone_and_marked() {
        assert_eq!(time("2023-09-12T14:05:00", None, "Europe/Rome"), ("2023-09-12T12:05:00Z".into(), true));
        assert_eq!(time("2023-09-12T14:05:00", None, ""), ("2023-09-12T14:05:00Z".into(), true));
    }

    #[test]
    fn a_list_of_numbers_is_a_moment() {
        assert_eq!(
            time("[2023, 9, 12, 14, 5, 0, 1, 255, 0]", None, ""),
            ("2023-09-12T14:05:00Z".into(), false)
        );
        assert_eq!(Reader::of_machines().reading(&Found::new("date", "[1,2,3,4,5,6,7,8,9,10,11,12]")), None);
    }

    #[test]
    fn the_first_moment_that_can_be_read_is_when_the_crawler_was_there() {
        let found = [Found::new("a", "soon"), Found::new("b", "1694530800.25")];
        assert_eq!(moment(&found).unwrap().seconds, 1_694_530_800);
    }
}
