//! Points in time of an article: which of the texts that could be a date is believed, and what it says.

use super::date;
use crate::article::Found;
use crate::proto::{Evidence, Instant, Precision, Timestamp};

/// Clocks and zones of sources err by up to a day and a half; what is later than that is no publication date.
const FUTURE_TOLERANCE: jiff::SignedDuration = jiff::SignedDuration::from_hours(36);
/// A longer paragraph that holds a date is text.
const DATE_LINE_CHARS: usize = 60;

/// How the dates of one article are read: in its language, its site's country, and from the time of its crawl.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    pub language: &'a str,
    pub country: &'a str,
    pub reference: Option<Timestamp>,
}

impl Reader<'_> {
    pub fn read(&self, found: &Found) -> Option<Instant> {
        self.reading(&found.text).map(|reading| instant(&reading, found, Evidence::Field))
    }

    fn reading(&self, text: &str) -> Option<date::Reading> {
        let some = |text| Some(text).filter(|text: &&str| !text.is_empty());
        let hints = date::Hints {
            language: some(self.language),
            country: some(self.country),
            default_zone: None,
            reference: self.reference.and_then(Timestamp::to_jiff),
        };
        date::read(text, &hints)
    }

    fn is_future(&self, time: jiff::Timestamp) -> bool {
        self.reference.is_some_and(|reference| Timestamp::from(time).since(reference) > FUTURE_TOLERANCE)
    }
}

fn instant(reading: &date::Reading, found: &Found, evidence: Evidence) -> Instant {
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
    }
}

/// When a crawler says it was there: the machine's own time, in no language.
pub fn moment(found: &Found) -> Option<Timestamp> {
    let machine = Reader { language: "", country: "", reference: None };
    machine.reading(&found.text).map(|reading| reading.time.into())
}

/// Takes the first paragraph where it is nothing but a date.
pub fn take_date_line(paragraphs: &mut Vec<String>, reader: &Reader<'_>) -> Option<Found> {
    let [first, _, ..] = paragraphs.as_slice() else { return None };
    let short = first.chars().nth(DATE_LINE_CHARS).is_none();
    let has_digit = first.chars().any(char::is_numeric);
    if !short || !has_digit || reader.reading(first).is_none() {
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

/// The first that can be read: what the source says, what the text says, what the URL says. A URL's year and
/// month without a day are the name of a folder, and no date.
pub fn published(field: Option<Found>, line: Option<Found>, url: &str, reader: &Reader<'_>) -> Published {
    let mut published = Published::default();
    let said = field.map(|found| (found, Evidence::Field)).into_iter();
    for (found, evidence) in said.chain(line.map(|found| (found, Evidence::TextLine))) {
        let reading = reader.reading(&found.text);
        if let Some(reading) = reading {
            published.take(&reading, &found, evidence, reader);
        }
        published.candidates.push(found);
    }
    let path = url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if let Some(reading) =
        date::from_url_path(&format!("/{path}")).filter(|reading| reading.precision == date::Precision::Day)
    {
        let found = Found::new("url", format!("/{path}"));
        published.take(&reading, &found, Evidence::UrlPath, reader);
        published.candidates.push(found);
    }
    published
}

impl Published {
    fn take(&mut self, reading: &date::Reading, found: &Found, evidence: Evidence, reader: &Reader<'_>) {
        if self.instant.is_some() {
            return;
        }
        if reader.is_future(reading.time) {
            self.future_dropped = true;
            return;
        }
        self.instant = Some(instant(reading, found, evidence));
        self.rule = Some(reading.rule.as_str());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(reference: Option<&str>) -> Reader<'static> {
        let reference = reference.map(|text| text.parse::<jiff::Timestamp>().unwrap().into());
        Reader { language: "it", country: "IT", reference }
    }

    fn day(published: &Published) -> String {
        let time = published.instant.as_ref().and_then(|instant| instant.time);
        time.map_or_else(String::new, |time| time.to_string())
    }

    #[test]
    fn the_field_is_believed_before_the_text_and_the_text_before_the_url() {
        let field = Some(Found::new("date", "2023-09-10"));
        let line = Some(Found::new("text", "11.09.2023"));
        let url = "https://a.example/2023/09/12/x";
        let read = |field: &Option<Found>, line: &Option<Found>| {
            published(field.clone(), line.clone(), url, &reader(None))
        };

        assert_eq!(day(&read(&field, &line)), "2023-09-10T00:00:00Z");
        assert_eq!(day(&read(&None, &line)), "2023-09-11T00:00:00Z");
        let from_url = read(&None, &None);
        assert_eq!(day(&from_url), "2023-09-12T00:00:00Z");
        assert_eq!(from_url.instant.unwrap().evidence(), Evidence::UrlPath);
    }

    #[test]
    fn year_and_month_of_a_url_are_no_date() {
        assert!(published(None, None, "https://a.example/2014/04/story", &reader(None)).instant.is_none());
    }

    #[test]
    fn a_date_beyond_36_hours_after_the_crawl_is_dropped_and_flagged() {
        let reader = reader(Some("2023-09-12T12:00:00Z"));
        let far =
            published(Some(Found::new("date", "2023-09-14T00:00:01Z")), None, "https://a.example/", &reader);
        assert!(far.instant.is_none() && far.future_dropped);
        let near =
            published(Some(Found::new("date", "2023-09-14T00:00:00Z")), None, "https://a.example/", &reader);
        assert!(near.instant.is_some() && !near.future_dropped);
    }

    #[test]
    fn a_line_that_is_only_a_date_leaves_the_text() {
        let mut paragraphs = vec!["12.09.2023".to_owned(), "Testo.".to_owned()];
        assert_eq!(take_date_line(&mut paragraphs, &reader(None)).unwrap().text, "12.09.2023");
        assert_eq!(paragraphs, ["Testo."]);

        let mut sentence = vec![
            "Il 12.09.2023 il ministro ha lasciato l'incarico senza dire nulla.".to_owned(),
            "x".to_owned(),
        ];
        assert!(take_date_line(&mut sentence, &reader(None)).is_none());
    }
}
