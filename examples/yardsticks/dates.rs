//! Dates as sources print them: a right day, no day, or a wrong one.

use copydesk::normalize::date::{self, Hints};
use copydesk::proto::{Instant, Precision, Timestamp};
use serde_json::{Value, json};

use crate::cases::{Folder, text};
use crate::line::{self, Case};
use crate::score::{Floor, Score, number};

pub fn scores(folder: &Folder) -> Vec<Score> {
    let cldr = folder.cases("dates/cldr.jsonl");
    let news = folder.cases("dates/tz_and_news.jsonl");
    let dateparser = folder.cases("dates/dateparser.jsonl");
    if cldr.is_empty() {
        return Vec::new();
    }
    let known = judge(&cldr, Language::Known, day_is_right);
    let unknown = judge(&cldr, Language::Unknown, day_is_right);
    let news = judge(&news, Language::Known, line_is_right);
    let right = |judged: &[Judged]| judged.iter().map(Judged::result).collect::<Vec<_>>();
    vec![
        Score::of(("dates cldr", "language known: right"), 99.0, "dateparser 90 %", right(&known)),
        wrong("language known: wrong", 0.0, "dateparser 0 %", &known),
        Score::of(("dates cldr", "language unknown: right"), 94.0, "dateparser 81 %", right(&unknown)),
        wrong("language unknown: wrong", 0.5, "dateparser 10 %", &unknown),
        Score::of(("dates", "zones and news lines"), 100.0, "-", right(&news)),
        Score::of(
            ("dates", "tests of dateparser"),
            88.0,
            "dateparser 100 %",
            dateparser.iter().map(local_time_is_right),
        ),
    ]
}

fn wrong(measure: &'static str, most: f64, best_known: &'static str, judged: &[Judged]) -> Score {
    let misses: Vec<_> = judged
        .iter()
        .filter(|judged| !judged.is_right && judged.read.is_some())
        .map(|judged| judged.case.clone())
        .collect();
    let floor = Floor::AtMost(most);
    Score {
        set: "dates cldr",
        measure,
        cases: judged.len(),
        counted: number(misses.len()),
        floor,
        best_known,
        misses,
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Language {
    Known,
    Unknown,
}

struct Judged {
    case: String,
    read: Option<Instant>,
    is_right: bool,
}

impl Judged {
    fn result(&self) -> Result<(), String> {
        if self.is_right { Ok(()) } else { Err(format!("{} read as {:?}", self.case, self.read)) }
    }
}

fn judge(cases: &[Value], language: Language, is_right: fn(&Value, Option<&Instant>) -> bool) -> Vec<Judged> {
    let records = cases.iter().map(|case| {
        let declared = text(case, "/input/lang").filter(|_| language == Language::Known);
        let item = json!({
            "url": "https://paper.example/a", "title": "–", "text": "–", "description": "–",
            "published": case["input"]["text"], "language": declared,
        });
        let now = text(case, "/input/now").and_then(moment);
        let country = text(case, "/input/country").map(str::to_owned);
        Case { timestamp: now, country, ..Case::of_json(&item) }
    });
    let articles = line::articles(records);
    let judge = |(case, items): (&Value, _)| {
        let article = line::only(items).unwrap();
        let is_right = is_right(&case["expected"], article.published.as_ref());
        Judged { case: format!("{} {}", case["id"], case["input"]), read: article.published, is_right }
    };
    cases.iter().zip(articles).map(judge).collect()
}

fn moment(text: &str) -> Option<Timestamp> {
    let zoned = if text.ends_with('Z') { text.to_owned() } else { format!("{text}Z") };
    zoned.parse::<jiff::Timestamp>().ok().map(Timestamp::from)
}

fn printed(instant: &Instant) -> String {
    instant.time.map_or_else(String::new, |time| time.to_string())
}

fn day_is_right(expected: &Value, read: Option<&Instant>) -> bool {
    let Some(read) = read else { return false };
    let zoned = text(expected, "/utc").is_none_or(|utc| printed(read) == utc && !read.zone_assumed);
    let day = expected["date"].as_str().unwrap();
    zoned && printed(read).starts_with(day) && read.precision() >= Precision::Day
}

fn line_is_right(expected: &Value, read: Option<&Instant>) -> bool {
    if expected["reject"] == true {
        return read.is_none();
    }
    let Some(read) = read else { return false };
    if let Some(utc) = text(expected, "/utc") {
        return printed(read).starts_with(utc.trim_end_matches('Z'));
    }
    if let Some(local) = text(expected, "/local") {
        return local_time(read) == moment(local);
    }
    printed(read).starts_with(expected["date"].as_str().unwrap()) && read.precision() == Precision::Day
}

/// The printed time in the zone that its text names, which a case tells by the local time alone.
fn local_time(read: &Instant) -> Option<Timestamp> {
    let zones = [(" ET ", -4 * 3600), (" BST", 3600), (" IST", 19_800)];
    let offset = zones.iter().find(|(name, _)| read.as_found.contains(name)).map_or(0, |&(_, offset)| offset);
    let time = read.time?;
    Some(Timestamp { seconds: time.seconds + offset, ..time })
}

/// These cases know nothing of the time of a crawl, after which no article can be published: the reader alone is asked.
fn local_time_is_right(case: &Value) -> Result<(), String> {
    let moment =
        |pointer| text(case, pointer).map(|text| text.split('.').next().unwrap_or(text)).and_then(moment);
    let hints = Hints {
        language: text(case, "/input/lang"),
        reference: moment("/input/now").and_then(Timestamp::to_jiff),
        ..Hints::default()
    };
    let read = date::read(text(case, "/input/text").unwrap(), &hints);
    let time = read.as_ref().map(|reading| Timestamp::from(reading.time).seconds);
    if time == moment("/expected/local").map(|time| time.seconds) {
        Ok(())
    } else {
        Err(format!("{} read as {read:?}", case["input"]))
    }
}
