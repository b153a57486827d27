//! The publication date: which of the texts that could be it is believed, and what the others add.
//!
//! Fields come before the text, the text before the URL. A later candidate that tells the same day more precisely
//! refines the first; where a date of digits can be read in two ways and the URL says which is meant, the URL decides.
//! Nothing is ever filled in from a clock.

use jiff::{SignedDuration, Timestamp};

use super::date::{self, Precision};
use super::instant::{Reader, instant};
use crate::article::Found;
use crate::proto::{Evidence, Instant};

/// A longer paragraph that holds a date is text.
const DATE_LINE_CHARS: usize = 60;
/// Further candidates are noise, or an attack.
const MOST_CANDIDATES: usize = 12;

/// Takes the first paragraph where it is nothing but a date.
pub fn take_date_line(paragraphs: &mut Vec<String>, reader: &Reader<'_>) -> Option<Found> {
    let [first, _, ..] = paragraphs.as_slice() else { return None };
    let short = first.chars().nth(DATE_LINE_CHARS).is_none();
    let has_digit = first.chars().any(char::is_numeric);
    if !short || !has_digit || reader.reading_of(first).is_none() {
        return None;
    }
    Some(Found::new("text", paragraphs.remove(0)))
}

/// The publication date, and how it was found.
#[derive(Debug, Default)]
pub struct Published {
    pub instant: Option<Instant>,
    pub rule: Option<&'static str>,
    pub candidates: Vec<Found>,
    pub future_dropped: bool,
}

#[derive(Debug)]
struct Candidate {
    reading: date::Reading,
    evidence: Evidence,
    found: Found,
}

/// `line` is a date line of the text. A year and month of a URL without a day name a folder, and are no date.
pub fn published(fields: Vec<Found>, line: Option<Found>, url: &str, reader: &Reader<'_>) -> Published {
    let mut published = Published::default();
    let mut readable = Vec::new();
    let fields = fields.into_iter().take(MOST_CANDIDATES).map(|found| (found, Evidence::Field));
    for (found, evidence) in fields.chain(line.map(|found| (found, Evidence::TextLine))) {
        if let Some(reading) = reader.reading(&found) {
            readable.push(Candidate { reading, evidence, found: found.clone() });
        }
        published.candidates.push(found);
    }
    if let Some((found, reading)) = of_url(url) {
        if let Some(first) = readable.first_mut() {
            settle_order(&mut first.reading, &reading);
        }
        published.candidates.push(found.clone());
        readable.push(Candidate { reading, evidence: Evidence::UrlPath, found });
    }

    let all = readable.len();
    readable.retain(|candidate| !reader.is_future(&candidate.reading));
    let Some(first) = readable.first() else {
        published.future_dropped = all > 0;
        return published;
    };
    let best = readable.iter().fold(first, |best, other| if refines(other, best) { other } else { best });
    let mut chosen = instant(&best.reading, &best.found, best.evidence);
    for other in readable
        .iter()
        .filter(|other| other.evidence != best.evidence && agree(&other.reading, &best.reading))
    {
        let evidence = other.evidence.into();
        if !chosen.confirmed_by.contains(&evidence) {
            chosen.confirmed_by.push(evidence);
        }
    }
    published.future_dropped = all > readable.len() && best.evidence == Evidence::UrlPath;
    published.rule = Some(best.reading.rule.as_str());
    published.instant = Some(chosen);
    published
}

/// The first that can be read and does not lie ahead.
pub fn modified(found: &[Found], reader: &Reader<'_>) -> Option<Instant> {
    let mut readable =
        found.iter().take(MOST_CANDIDATES).filter_map(|found| Some((reader.reading(found)?, found)));
    let (reading, found) = readable.find(|(reading, _)| !reader.is_future(reading))?;
    Some(instant(&reading, found, Evidence::Field))
}

fn of_url(url: &str) -> Option<(Found, date::Reading)> {
    let (_, path) = url.split_once("://")?.1.split_once('/')?;
    let path = format!("/{}", path.split(['?', '#']).next().unwrap_or_default());
    let reading = date::from_url_path(&path).filter(|reading| reading.precision == Precision::Day)?;
    Some((Found::new("url", path), reading))
}

/// Where day and month of a date of digits, exchanged, give the day of the URL, they were read in the wrong order.
fn settle_order(reading: &mut date::Reading, url: &date::Reading) {
    let by_order = matches!(reading.rule, date::Rule::NumericDayFirst | date::Rule::NumericMonthFirst);
    if !by_order || agree(reading, url) {
        return;
    }
    let date = jiff::tz::Offset::UTC.to_datetime(reading.time);
    let exchanged = jiff::civil::Date::new(date.year(), date.day(), date.month()).ok();
    let exchanged =
        exchanged.and_then(|day| jiff::tz::Offset::UTC.to_timestamp(day.to_datetime(date.time())).ok());
    if let Some(time) = exchanged.filter(|&time| time.duration_since(url.time).abs() < DAY) {
        let rule = if reading.rule == date::Rule::NumericDayFirst {
            date::Rule::NumericMonthFirst
        } else {
            date::Rule::NumericDayFirst
        };
        *reading = date::Reading { time, rule, ..*reading };
    }
}

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// A local day begins up to 14 hours before that of UTC, and ends up to 12 hours after it.
const EAST: SignedDuration = SignedDuration::from_hours(14);
const WEST: SignedDuration = SignedDuration::from_hours(12);

/// Whether a candidate tells the same more precisely. A month of a field is refined by the day of the URL too.
fn refines(other: &Candidate, best: &Candidate) -> bool {
    other.reading.precision > best.reading.precision && lies_within(other.reading.time, &best.reading)
}

/// Whether one date lies within what the other leaves open.
fn agree(a: &date::Reading, b: &date::Reading) -> bool {
    if a.precision < b.precision { lies_within(b.time, a) } else { lies_within(a.time, b) }
}

fn lies_within(time: Timestamp, interval: &date::Reading) -> bool {
    let days = match interval.precision {
        Precision::Year => 366,
        Precision::Month => 31,
        Precision::Day => 1,
        Precision::Minute | Precision::Second => 0,
    };
    let after = time.duration_since(interval.time);
    if days == 0 {
        return after.abs() < SignedDuration::from_mins(1);
    }
    after >= -EAST && after < DAY * days + WEST
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(reference: Option<&str>) -> Reader<'static> {
        let reference = reference.map(|text| text.parse::<Timestamp>().unwrap().into());
        Reader { language: "it", country: "IT", default_zone: "", reference }
    }

    fn fields(texts: &[&str]) -> Vec<Found> {
        texts.iter().map(|&text| Found::new("date", text)).collect()
    }

    fn time(published: &Published) -> String {
        let time = published.instant.as_ref().and_then(|instant| instant.time);
        time.map_or_else(String::new, |time| time.to_string())
    }

    const DATED: &str = "https://a.example/2023/09/12/x";
    const PLAIN: &str = "https://a.example/x";

    #[test]
    fn the_field_is_believed_before_the_text_and_the_text_before_the_url() {
        let line = Some(Found::new("text", "11.09.2023"));
        let read = |texts: &[&str], line: &Option<Found>| {
            published(fields(texts), line.clone(), DATED, &reader(None))
        };

        assert_eq!(time(&read(&["2023-09-10"], &line)), "2023-09-10T00:00:00Z");
        assert_eq!(time(&read(&["no date", "2023-09-10"], &line)), "2023-09-10T00:00:00Z");
        assert_eq!(time(&read(&[], &line)), "2023-09-11T00:00:00Z");
        let from_url = read(&[], &None);
        assert_eq!(time(&from_url), "2023-09-12T00:00:00Z");
        assert_eq!(from_url.instant.unwrap().evidence(), Evidence::UrlPath);
    }

    #[test]
    fn a_later_candidate_refines_the_same_day_and_no_other() {
        let read = |texts: &[&str]| time(&published(fields(texts), None, PLAIN, &reader(None)));
        assert_eq!(read(&["2023-09-12", "Tue, 12 Sep 2023 14:05:00 +0000"]), "2023-09-12T14:05:00Z");
        assert_eq!(read(&["2023-09-12", "2023-09-11T23:30:00+00:00"]), "2023-09-11T23:30:00Z");
        assert_eq!(read(&["2023-09-12", "2023-09-15T14:05:00Z"]), "2023-09-12T00:00:00Z");
        assert_eq!(
            time(&published(fields(&["2023-09"]), None, DATED, &reader(None))),
            "2023-09-12T00:00:00Z"
        );
    }

    #[test]
    fn another_source_of_the_same_day_confirms_it() {
        let agreed = published(fields(&["12.09.2023"]), None, DATED, &reader(None)).instant.unwrap();
        assert_eq!(agreed.confirmed_by, [i32::from(Evidence::UrlPath)]);
        let alone = published(fields(&["13.10.2023"]), None, DATED, &reader(None)).instant.unwrap();
        assert!(alone.confirmed_by.is_empty());
    }

    #[test]
    fn the_url_decides_in_which_order_digits_are_read() {
        let url = "https://a.example/2023/03/04/x";
        let read = |text: &str| time(&published(fields(&[text]), None, url, &reader(None)));
        assert_eq!(read("03/04/2023"), "2023-03-04T00:00:00Z");
        assert_eq!(read("04/03/2023"), "2023-03-04T00:00:00Z");
        assert_eq!(read("05/03/2023"), "2023-03-05T00:00:00Z");
    }

    #[test]
    fn year_and_month_of_a_url_are_no_date() {
        let read = published(Vec::new(), None, "https://a.example/2014/04/story", &reader(None));
        assert!(read.instant.is_none());
    }

    #[test]
    fn a_date_beyond_36_hours_after_the_crawl_is_dropped_and_flagged() {
        let reader = reader(Some("2023-09-12T12:00:00Z"));
        let far = published(fields(&["2023-09-14T00:00:01Z"]), None, PLAIN, &reader);
        assert!(far.instant.is_none() && far.future_dropped);
        let near = published(fields(&["2023-09-14T00:00:00Z"]), None, PLAIN, &reader);
        assert!(near.instant.is_some() && !near.future_dropped);
        let replaced = published(fields(&["2023-12-09"]), None, DATED, &reader);
        assert_eq!((time(&replaced).as_str(), replaced.future_dropped), ("2023-09-12T00:00:00Z", true));
    }

    #[test]
    fn a_line_that_is_only_a_date_leaves_the_text() {
        let mut paragraphs = vec!["12.09.2023".to_owned(), "Testo.".to_owned()];
        assert_eq!(take_date_line(&mut paragraphs, &reader(None)).unwrap().text, "12.09.2023");
        assert_eq!(paragraphs, ["Testo."]);

        let sentence = "Il 12.09.2023 il ministro ha lasciato l'incarico senza dire nulla.";
        let mut text = vec![sentence.to_owned(), "x".to_owned()];
        assert!(take_date_line(&mut text, &reader(None)).is_none());
    }
}
