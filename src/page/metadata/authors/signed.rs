//! Names that no word and no mark calls those of authors: a paragraph that is nothing but a name in bold above or below
//! the text, or a name in the line of the date.
//!
//! A subheading may look like a name, and so may a place. They are asked only where the page names nobody else, and
//! where there are several, which are speakers or the parts of a text, none is believed.

use super::super::dates::{Headline, has_day};
use super::super::survey::{Kind, Line, PART, Survey};
use super::Byline;
use super::parts::is_full_name;

/// In bytes. A sentence that follows a signature is longer.
const SHORTEST_SENTENCE: usize = 80;

/// The bold name in a paragraph of its own right above the text, or right below it.
pub fn signature(survey: &Survey, headline: &Headline) -> Byline {
    let is_own = |line: &&Line| !headline.is_beside(line.place) && line.place.line > headline.place.line;
    let text = || survey.lines.iter().filter(is_own).filter(|line| is_text(line)).map(|line| line.place.line);
    let (Some(first), Some(last)) = (text().next(), text().next_back()) else { return Byline::default() };
    let mut marks =
        survey.marks.iter().filter(|mark| mark.kind == Kind::Bold && !headline.is_beside(mark.place));
    let mut signatures = marks.by_ref().filter_map(|mark| Some((mark.place.line, names_of(&mark.text)?)));
    let (Some((line, names)), None) = (signatures.next(), signatures.next()) else {
        return Byline::default();
    };
    if line + 1 == first || line == last + 1 { Byline::new(names) } else { Byline::default() }
}

fn is_text(line: &Line) -> bool {
    // An empty line is prose.
    line.text.is_empty()
        || (line.text.len() >= SHORTEST_SENTENCE && line.text.ends_with(['.', '!', '?', '…', '"', '”', '»']))
}

fn names_of(text: &str) -> Option<Vec<String>> {
    let names = || text.split(['/', ',']).map(str::trim);
    names().all(is_full_name).then(|| names().map(str::to_owned).collect())
}

/// The name in a line near the headline that else holds nothing but date and time: `3 May 2024 | 13:10 | Ada Holm`. Where
/// elements divide the line, the name may be a link to a section.
pub fn beside_date(survey: &Survey, headline: &Headline) -> Byline {
    let lines =
        survey.lines.iter().filter(|line| headline.is_near(line.place) && !headline.is_beside(line.place));
    let names = lines.filter_map(|line| name_beside_date(&line.text));
    Byline::new(names.take(1))
}

fn name_beside_date(line: &str) -> Option<String> {
    if line.len() > 120 || line.contains(PART) || !has_day(line) {
        return None;
    }
    let parts = || line.split(['|', '•', '·']).map(str::trim).filter(|part| !part.is_empty());
    let mut names = parts().filter(|part| !part.chars().any(char::is_numeric));
    let name = names.next().filter(|name| is_full_name(name))?;
    (names.next().is_none() && parts().count() > 1).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_beside_date_and_time_is_that_of_the_author() {
        assert_eq!(name_beside_date("04.02.2022 | 13:10 Uhr | Ada Holm").as_deref(), Some("Ada Holm"));
        for line in [
            "04.02.2022 | 13:10 Uhr",
            "04.02.2022 | Ada Holm | Local News",
            "04.02.2022 | the harbour",
            "Ada Holm | Eva Lund",
            "04.02.2022\u{1f} | \u{1f}Ada Holm",
        ] {
            assert_eq!(name_beside_date(line), None, "{line}");
        }
    }
}
