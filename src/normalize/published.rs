//! The publication date: which of the texts that could be it is believed, and what the others add.
//!
//! Fields come before the text, the text before the URL. A later candidate that tells the same day more precisely
//! refines the first; where a date of digits can be read in two ways and the URL says which is meant, the URL decides.
//! Nothing is ever filled in from a clock.

use jiff::tz::Offset;
use jiff::{SignedDuration, ToSpan as _};

use super::date::{self, Precision};
use super::instant::{Reader, instant};
use crate::article::Found;
use crate::proto::{Evidence, Instant};

/// A longer paragraph that holds a date is text.
const DATE_LINE_CHARS: usize = 60;
/// A printed date and that of a field may be those of two zones, or of an update.
const NEAR: SignedDuration = SignedDuration::from_hours(3 * 24);
/// Further candidates are noise, or an attack.
const MOST_CANDIDATES: usize = 12;

/// Takes the first paragraph where it is nothing but a date, and the only such one, as in a diary. One that a field or the
/// URL contradicts is what the text is about, and stays.
pub fn take_date_line(
    paragraphs: &mut Vec<String>,
    fields: &[Found],
    url: &str,
    reader: &Reader<'_>,
) -> Option<Found> {
    let [first, rest @ ..] = paragraphs.as_slice() else { return None };
    let reading = date_of(first, reader).filter(|_| !rest.is_empty())?;
    let said = fields.iter().take(MOST_CANDIDATES).find_map(|found| reader.reading(found));
    let said = said.or_else(|| of_url(url).map(|(_, reading)| reading));
    let is_contradicted = said.is_some_and(|said| {
        said.precision >= Precision::Day && reading.time.duration_since(said.time).abs() > NEAR
    });
    if is_contradicted || rest.iter().any(|line| date_of(line, reader).is_some()) {
        return None;
    }
    Some(Found::new("text", paragraphs.remove(0)))
}

fn date_of(line: &str, reader: &Reader<'_>) -> Option<date::Reading> {
    let is_short = line.len() <= DATE_LINE_CHARS * 4 && line.chars().nth(DATE_LINE_CHARS).is_none();
    let has_digit = || line.chars().any(char::is_numeric);
    if is_short && has_digit() { reader.reading_of_line(line) } else { None }
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
    let line = line.map(|line| Found { evidence: Evidence::TextLine, ..line });
    for found in fields.into_iter().take(MOST_CANDIDATES).chain(line) {
        if let Some(reading) = reader.reading(&found) {
            readable.push(Candidate { reading, evidence: found.evidence, found: found.clone() });
        }
        published.candidates.push(found);
    }
    if let Some((found, reading)) = of_url(url) {
        let of_url = Candidate { reading, evidence: Evidence::UrlPath, found };
        if let Some(first) = readable.first_mut() {
            settle_order(first, &of_url);
        }
        published.candidates.push(of_url.found.clone());
        readable.push(of_url);
    }

    let all = readable.len();
    readable.retain(|candidate| !reader.is_future(&candidate.reading));
    let Some(first) = readable.first() else {
        published.future_dropped = all > 0;
        return published;
    };
    let best = readable.iter().fold(first, |best, other| if refines(other, best) { other } else { best });
    let mut chosen = instant(&best.reading, &best.found, best.evidence);
    for other in readable.iter().filter(|other| other.evidence != best.evidence && agree(other, best)) {
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
    Some(instant(&reading, found, found.evidence))
}

fn of_url(url: &str) -> Option<(Found, date::Reading)> {
    let (_, path) = url.split_once("://")?.1.split_once('/')?;
    let path = format!("/{}", path.split(['?', '#']).next().unwrap_or_default());
    let reading = date::from_url_path(&path).filter(|reading| reading.precision == Precision::Day)?;
    Some((Found::new("url", path), reading))
}

/// Where day and month of a date of digits, exchanged, give the day of the URL, they were read in the wrong order.
fn settle_order(candidate: &mut Candidate, url: &Candidate) {
    let reading = candidate.reading;
    let by_order = matches!(reading.rule, date::Rule::NumericDayFirst | date::Rule::NumericMonthFirst);
    if !by_order || agree(candidate, url) {
        return;
    }
    let date = Offset::UTC.to_datetime(reading.time);
    let exchanged = jiff::civil::Date::new(date.year(), date.day(), date.month()).ok();
    let exchanged = exchanged.and_then(|day| Offset::UTC.to_timestamp(day.to_datetime(date.time())).ok());
    if let Some(time) = exchanged.filter(|&time| time.duration_since(url.reading.time).abs() < DAY) {
        let rule = if reading.rule == date::Rule::NumericDayFirst {
            date::Rule::NumericMonthFirst
        } else {
            date::Rule::NumericDayFirst
        };
        candidate.reading = date::Reading { time, rule, ..reading };
    }
}

const DAY: SignedDuration = SignedDuration::from_hours(24);
/// Where people live, a local day begins up to 14 hours before that of UTC, and ends up to 10 hours after it.
const EAST: SignedDuration = SignedDuration::from_hours(14);
const WEST: SignedDuration = SignedDuration::from_hours(10);

/// Whether a candidate tells the same more precisely. A month of a field is refined by the day of the URL too.
fn refines(other: &Candidate, best: &Candidate) -> bool {
    other.reading.precision > best.reading.precision && lies_within(other, &best.reading)
}

/// Whether one date lies within what the other leaves open.
fn agree(a: &Candidate, b: &Candidate) -> bool {
    if a.reading.precision < b.reading.precision {
        lies_within(b, &a.reading)
    } else {
        lies_within(a, &b.reading)
    }
}

/// Days are those of the place: a time with an offset says which, a time in UTC may be of any place.
fn lies_within(candidate: &Candidate, interval: &date::Reading) -> bool {
    let start = Offset::UTC.to_datetime(interval.time);
    let end = match interval.precision {
        Precision::Year => start.checked_add(1.year()),
        Precision::Month => start.checked_add(1.month()),
        Precision::Day => start.checked_add(1.day()),
        Precision::Minute | Precision::Second => {
            return candidate.reading.time.duration_since(interval.time).abs() < SignedDuration::from_mins(1);
        }
    };
    let Ok(end) = end else { return false };
    if candidate.reading.precision <= Precision::Day {
        let day = Offset::UTC.to_datetime(candidate.reading.time);
        return start <= day && day < end;
    }
    if let Some(offset) = offset(&candidate.found.text) {
        let local = offset.to_datetime(candidate.reading.time);
        return start <= local && local < end;
    }
    let utc = Offset::UTC.to_datetime(candidate.reading.time);
    let (start, end) = (start.checked_sub(EAST), end.checked_add(WEST));
    start.is_ok_and(|start| start <= utc) && end.is_ok_and(|end| utc < end)
}

/// `+02:00` or `-0700` at the end of a text, but no zero: programs that know no zone write UTC.
fn offset(text: &str) -> Option<Offset> {
    let sign = text.rfind(['+', '-'])?;
    let (_, tail) = text.split_at_checked(sign)?;
    let digits: String = tail.chars().filter(char::is_ascii_digit).collect();
    let is_offset = digits.len() == 4 && tail.len() <= 6 && text.contains(':');
    let minutes: i32 = digits.get(..2)?.parse::<i32>().ok()? * 60 + digits.get(2..4)?.parse::<i32>().ok()?;
    let seconds = if tail.starts_with('-') { -minutes * 60 } else { minutes * 60 };
    Offset::from_seconds(seconds).ok().filter(|_| is_offset && minutes != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(reference: Option<&str>) -> Reader<'static> {
        let reference = reference.map(|text| text.parse::<jiff::Timestamp>().unwrap().into());
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
        assert_eq!(read(&["2023-09-12", "2023-09-13T10:00:00+02:00"]), "2023-09-12T00:00:00Z");
        assert_eq!(read(&["2023-09-12", "2023-09-13T00:30:00+02:00"]), "2023-09-12T00:00:00Z");
        assert_eq!(read(&["2023-09-12", "2023-09-12T00:30:00+02:00"]), "2023-09-11T22:30:00Z");
        assert_eq!(read(&["2023-02", "2023-03-03"]), "2023-02-01T00:00:00Z");
        assert_eq!(
            time(&published(fields(&["2023-09"]), None, DATED, &reader(None))),
            "2023-09-12T00:00:00Z"
        );
    }

    #[test]
    fn another_source_of_the_same_day_confirms_it() {
        let agreed = published(fields(&["12.09.2023"]), None, DATED, &reader(None)).instant.unwrap();
        assert_eq!(agreed.confirmed_by, [i32::from(Evidence::UrlPath)]);
        for other in ["13.10.2023", "2023-09-13T10:00:00Z"] {
            let alone = published(fields(&[other]), None, DATED, &reader(None)).instant.unwrap();
            assert!(alone.confirmed_by.is_empty(), "{other}");
        }
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
        let take = |lines: &[&str], said: &[&str], url: &str| {
            let mut paragraphs = lines.iter().map(|&line| line.to_owned()).collect();
            let line = take_date_line(&mut paragraphs, &fields(said), url, &reader(None));
            (line.map(|found| found.text), paragraphs.len())
        };
        let line = Some("12.09.2023".to_owned());
        assert_eq!(take(&["12.09.2023", "Testo."], &[], DATED), (line.clone(), 1));
        assert_eq!(take(&["12.09.2023", "Testo."], &["2023-09-13T01:00:00Z"], PLAIN), (line, 1));

        let sentence = "Il 12.09.2023 il ministro ha lasciato l'incarico.";
        for lines in [
            &[sentence, "x"][..],
            &["Nagasaki, 9 agosto 1945", "x"],
            &["12.09.2023", "Primo.", "13.09.2023", "Secondo."],
            &["12.09.2023"],
        ] {
            assert_eq!(take(lines, &[], PLAIN), (None, lines.len()), "{lines:?}");
        }
        assert_eq!(take(&["9 agosto 1945", "x"], &["2023-09-12"], PLAIN), (None, 2));
        assert_eq!(take(&["9 agosto 1945", "x"], &[], DATED), (None, 2));
    }
}
