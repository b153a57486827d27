//! Datelines: where and when a report was filed, and by which agency, before its first sentence.
//!
//! Owns the grammar, for scripts with spaces here and for East Asian ones in `east`. Promises that nothing is
//! taken out of the text: the length tells what identity may leave out of comparing. Refuses a place alone, since
//! headings in capitals look the same: an agency, or capitals with a date, must say that it is a dateline.

mod east;
mod words;

use super::super::phrases::head;
use super::agencies;
use words::Word;

/// What stands before the first sentence of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dateline<'a> {
    /// Bytes from the start of the paragraph to the first word of the report.
    pub length: usize,
    /// As written; empty where only an agency is named.
    pub place: &'a str,
    /// As written, where one is named.
    pub agency: Option<&'a str>,
}

impl Dateline<'_> {
    /// The agency under the name by which it is credited; one that is not known as written.
    pub fn credit(&self) -> Option<String> {
        self.agency.map(|agency| agencies::credit(agency).unwrap_or_else(|| agency.to_owned()))
    }
}

/// No dateline is longer: place, region, date, agency, dash.
const DATELINE_BYTES: usize = 200;
const MOST_WORDS: usize = 14;

/// The dateline with which a paragraph begins.
pub fn dateline(paragraph: &str) -> Option<Dateline<'_>> {
    let head = head(paragraph, DATELINE_BYTES);
    let found = east::read(head).or_else(|| read(head))?;
    // A dateline without a report is a line of its own, and no beginning.
    (found.length < paragraph.trim_end().len()).then_some(found)
}

/// What was read so far, word by word.
#[derive(Default)]
struct Reading<'a> {
    place: Option<(usize, usize)>,
    agency: Option<&'a str>,
    has_date: bool,
    /// Something in brackets that is no known agency.
    bracket: Option<&'a str>,
    words_of_place: usize,
    words_after_date: usize,
    after_number: bool,
}

fn read(head: &str) -> Option<Dateline<'_>> {
    let first = head.chars().next()?;
    if first.is_lowercase() {
        return None;
    }
    let mut reading = Reading::default();
    let mut at = 0;
    for _ in 0..MOST_WORDS {
        let rest = head.get(at..)?;
        let (word, length) = words::next(rest, reading.after_number)?;
        let next = at + length;
        match word {
            Word::Bracket { inside, closes } => {
                reading.take_bracket(inside)?;
                if closes {
                    return reading.finish(head, next);
                }
            }
            Word::Dash => return reading.finish(head, next),
            Word::Date => reading.take_date(),
            Word::Place { length, ends } => {
                if !reading.take_word(head, at, length) {
                    return None;
                }
                if ends {
                    return reading.finish(head, next);
                }
            }
        }
        at = next;
        // "KYIV, Sept 12 (Ukrinform) The harbour": some agencies set no dash.
        if reading.is_complete_without_dash(head, at) {
            return reading.finish(head, at);
        }
    }
    None
}

impl<'a> Reading<'a> {
    fn take_bracket(&mut self, inside: &'a str) -> Option<()> {
        if agencies::credit(inside).is_some() {
            self.agency = Some(inside);
        } else if self.bracket.is_none() && self.agency.is_none() && words::may_be_agency(inside) {
            self.bracket = Some(inside);
        } else {
            return None;
        }
        Some(())
    }

    fn take_date(&mut self) {
        self.has_date = true;
        self.after_number = true;
    }

    /// A word of the place, or an agency that stands without brackets after the date.
    fn take_word(&mut self, head: &'a str, at: usize, length: usize) -> bool {
        let Some(word) = head.get(at..at + length) else { return false };
        self.after_number = false;
        let bare = word.trim_end_matches(['.', ',', ':']);
        if self.has_date && self.agency.is_none() && agencies::name(bare).is_some() {
            self.agency = Some(bare);
            return true;
        }
        if (self.has_date && self.place.is_some()) || self.agency.is_some() {
            // After the date only the day of the week may come.
            self.words_after_date += 1;
            return self.words_after_date == 1 && self.agency.is_none() && bare.chars().nth(12).is_none();
        }
        self.words_of_place += 1;
        let start = self.place.map_or(at, |(start, _)| start);
        self.place = Some((start, at + bare.len()));
        self.words_of_place <= 5 && words::is_of_place(bare, self.words_of_place == 1)
    }

    fn place(&self, head: &'a str) -> &'a str {
        self.place.and_then(|(start, end)| head.get(start..end)).unwrap_or_default()
    }

    fn is_complete_without_dash(&self, head: &str, at: usize) -> bool {
        let in_capitals = words::is_in_capitals(self.place(head));
        let next_begins =
            head.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric);
        self.agency.is_some() && self.has_date && in_capitals && next_begins
    }

    /// At the dash: is what was read a dateline? Then what follows may be the agency.
    fn finish(mut self, head: &'a str, at: usize) -> Option<Dateline<'a>> {
        let mut length = at;
        let rest = head.get(at..)?;
        if self.agency.is_none() && self.bracket.is_none() {
            if let Some((agency, more)) = words::agency_before_stop(rest) {
                self.agency = Some(agency);
                length += more;
            }
        } else if self.place.is_none()
            && let Some(line) = read_place_after_agency(head, at)
        {
            self.place = Some(line.place);
            length = line.end;
        }
        let place = self.place(head);
        // "The Associated Press (AP) - ..." explains a name.
        if agencies::name(place).is_some() {
            return None;
        }
        let in_capitals = words::is_in_capitals(place);
        let is_dateline = self.agency.is_some() || (in_capitals && self.has_date);
        is_dateline.then_some(Dateline { length, place, agency: self.agency.or(self.bracket) })
    }
}

struct PlaceLine {
    place: (usize, usize),
    end: usize,
}

/// "(ANSA) - ROMA, 12 SET - ": the place comes second. Without a dash after it, it is the report's first word.
fn read_place_after_agency(head: &str, from: usize) -> Option<PlaceLine> {
    let mut at = from;
    let mut reading = Reading::default();
    for _ in 0..MOST_WORDS {
        let (word, length) = words::next(head.get(at..)?, reading.after_number)?;
        let next = at + length;
        match word {
            Word::Dash => {
                let place = reading.place?;
                let known = reading.has_date || words::is_in_capitals(reading.place(head));
                return known.then_some(PlaceLine { place, end: next });
            }
            Word::Date => reading.take_date(),
            Word::Place { length, ends: false } if reading.take_word(head, at, length) => {}
            Word::Place { .. } | Word::Bracket { .. } => return None,
        }
        at = next;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(&str, Option<&str>, &str)> {
        dateline(text).map(|line| (line.place, line.agency, text.get(line.length..).unwrap()))
    }

    #[test]
    fn datelines_of_the_agencies_are_read() {
        for (text, place, agency) in [
            ("ROME, Sept 12 (Reuters) - The harbour", "ROME", "Reuters"),
            ("OSTIA, Sept 12 (Newswire) - The harbour", "OSTIA", "Newswire"),
            ("Sept 12 (Reuters) - The harbour", "", "Reuters"),
            ("12 сентября, Минск /Корр. БЕЛТА/. The harbour", "Минск", "Корр. БЕЛТА"),
            ("Zagreb, 12. rujna (Hina) - The harbour", "Zagreb", "Hina"),
            ("MARSEILLE (Reuters) - The harbour", "MARSEILLE", "Reuters"),
            ("SAN MARINO, 12 set (ANSA) - The harbour", "SAN MARINO", "ANSA"),
            ("MADRID, 12 de septiembre (EFE) - The harbour", "MADRID", "EFE"),
            ("WASHINGTON (AP) — The harbour", "WASHINGTON", "AP"),
            ("NEW DELHI, Sept. 12, 2023 (AFP) -- The harbour", "NEW DELHI", "AFP"),
            ("AUSTIN, Texas (AP) — The harbour", "AUSTIN, Texas", "AP"),
            ("BERLIN (dpa) - The harbour", "BERLIN", "dpa"),
            ("Berlin (dpa/bb) - The harbour", "Berlin", "dpa/bb"),
            ("Wien/Linz (APA) – The harbour", "Wien/Linz", "APA"),
            ("PARIS (AFP) —The harbour", "PARIS", "AFP"),
            ("Madrid, 12 sep (EFE).- The harbour", "Madrid", "EFE"),
            ("(ANSA) - ROMA, 12 SET - The harbour", "ROMA", "ANSA"),
            ("(ANSA) - The harbour", "", "ANSA"),
            ("ROMA, 12 SET (ANSA) - The harbour", "ROMA", "ANSA"),
            ("МОСКВА, 12 сентября. /ТАСС/. The harbour", "МОСКВА", "ТАСС"),
            ("ПАРИЖ, 12 сен - РИА Новости. The harbour", "ПАРИЖ", "РИА Новости"),
            ("КИЕВ. 12 сентября. УНН. The harbour", "КИЕВ", "УНН"),
            ("BEIJING, Sept. 12 (Xinhua) -- The harbour", "BEIJING", "Xinhua"),
            ("Praha 12. září (ČTK) - The harbour", "Praha", "ČTK"),
            ("Budapest, 2023. szeptember 12., kedd (MTI) - The harbour", "Budapest", "MTI"),
            ("İSTANBUL (AA) - The harbour", "İSTANBUL", "AA"),
            ("القاهرة (رويترز) - The harbour", "القاهرة", "رويترز"),
            ("KYIV, Sept 12 (Ukrinform) The harbour", "KYIV", "Ukrinform"),
            ("MOSCOW, September 12. /TASS/. The harbour", "MOSCOW", "TASS"),
        ] {
            assert_eq!(read(text), Some((place, Some(agency), "The harbour")), "{text}");
        }
    }

    #[test]
    fn capitals_and_a_date_need_no_agency() {
        assert_eq!(read("ROME, Sept 12 - The harbour"), Some(("ROME", None, "The harbour")));
    }

    #[test]
    fn what_is_no_dateline_is_text() {
        for text in [
            "LIVE - The harbour opened.",
            "ANALYSIS: The harbour opened.",
            "The harbour (AP) opened - at last.",
            "Rome - The harbour opened.",
            "On Sept 12 the harbour - closed since May - opened.",
            "12 boats (AP) of the harbour - all of them - left.",
            "2023 - The harbour opened.",
            "BOEING, 737 Max - The harbour",
            "Anna Berti (Greens) - The harbour",
            "The Associated Press (AP) - a news agency - said so.",
            "ROME, Sept 12 (Reuters) -",
            "",
        ] {
            assert_eq!(dateline(text), None, "{text}");
        }
    }

    #[test]
    fn the_credit_is_the_agencys_own_name() {
        assert_eq!(
            dateline("ROMA, 12 SET (Рейтер) - Il porto").unwrap().credit().as_deref(),
            Some("Reuters")
        );
    }
}
