//! What stands in a text besides the news: datelines, bylines, credits, links to other articles, marks of a cut.
//!
//! Owns the order in which these are looked for: from the end upwards, then from the top. Promises to take only
//! lines that are nothing else, never the last line of a text, and never a word out of a sentence: datelines and
//! credits within paragraphs stay where they are and are told as data. Refuses what it does not know: phrases are
//! kept in data files by language.

mod agencies;
mod byline;
mod credit;
mod dateline;
mod footer;
mod lines;
mod links;
mod truncation;

pub use dateline::dateline;
pub use truncation::take_truncation;

/// What was found beside the news.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Furniture {
    /// The agency that the text names, such as `Reuters`, or several with a slash between them; empty where none.
    pub credit: String,
    /// Names from byline lines, for articles that declare no authors.
    pub bylines: Vec<String>,
    /// The text was cut, and says so.
    pub truncated: bool,
    /// How many lines were taken off.
    pub removed: usize,
}

/// How often the end is looked at again after something was taken: a footer of more parts is rare.
const ROUNDS: usize = 8;

/// Takes from a text what is not the article and tells what that was. The title is the article's: a line that
/// repeats it is never taken for a byline.
pub fn take(paragraphs: &mut Vec<String>, title: &str) -> Furniture {
    let mut furniture = Furniture { truncated: take_truncation(paragraphs), ..Furniture::default() };
    for _ in 0..ROUNDS {
        let links = links::take_trailing(paragraphs);
        let footer = footer::take(paragraphs, &mut furniture);
        furniture.removed += links + footer;
        if links + footer == 0 {
            break;
        }
        furniture.truncated |= take_truncation(paragraphs);
    }
    furniture.removed += links::take_within(paragraphs);
    furniture.removed += byline::take(paragraphs, title, &mut furniture.bylines);
    let first = paragraphs.first().and_then(|paragraph| dateline(paragraph)).and_then(|line| line.credit());
    let last = || paragraphs.last().and_then(|paragraph| credit::at_end(paragraph));
    if let Some(agency) = first {
        furniture.credit = agency;
    } else if furniture.credit.is_empty() {
        furniture.credit = last().unwrap_or_default();
    }
    furniture
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|&line| line.to_owned()).collect()
    }

    #[test]
    fn everything_around_the_news_is_taken_and_told() {
        let mut paragraphs = text(&[
            "By Anna Berti",
            "ROME, Sept 12 (Reuters) - The harbour opened again on Monday.",
            "Read also: Fishermen leave the old town",
            "The first boats left before dawn.",
            "Reporting by Anna Berti; Editing by Marco Neri",
            "Follow us on Facebook. All rights reserved.",
            "Latest News",
            "Bridge closed for repairs",
            "Markets close higher",
        ]);
        let furniture = take(&mut paragraphs, "Harbour opens");
        assert_eq!(
            paragraphs,
            [
                "ROME, Sept 12 (Reuters) - The harbour opened again on Monday.",
                "The first boats left before dawn."
            ]
        );
        assert_eq!(furniture.credit, "Reuters");
        assert_eq!(furniture.bylines, ["Anna Berti"]);
        assert_eq!(furniture.removed, 7);
        assert!(!furniture.truncated);
    }

    #[test]
    fn a_text_of_nothing_but_furniture_keeps_it() {
        for lines in [["Latest News", "Bridge closed for repairs"], ["Follow us on Facebook.", "dpa"]] {
            let mut paragraphs = text(&lines);
            take(&mut paragraphs, "");
            assert!(!paragraphs.is_empty());
        }
        let mut nothing = Vec::new();
        assert_eq!(take(&mut nothing, ""), Furniture::default());
    }

    #[test]
    fn plain_news_stays_as_it_is() {
        let lines = ["The harbour opened again.", "Why now", "The mayor had promised it."];
        let mut paragraphs = text(&lines);
        assert_eq!(take(&mut paragraphs, "Harbour opens"), Furniture::default());
        assert_eq!(paragraphs, lines);
    }

    proptest! {
        #[test]
        fn whatever_the_text_lines_are_only_taken_and_never_all(
            lines in prop::collection::vec(
                "Latest News|Read also: A b c d|By Anna Berti|\\(ANSA\\)|One\\.|© Reuters|\\PC{0,30}",
                1..9,
            ),
        ) {
            let mut paragraphs = lines.clone();
            let furniture = take(&mut paragraphs, "Harbour opens");
            prop_assert!(!paragraphs.is_empty() || furniture.truncated);
            if !furniture.truncated && lines.iter().all(|line| !line.contains('\n')) {
                prop_assert_eq!(paragraphs.len() + furniture.removed, lines.len());
                prop_assert!(paragraphs.iter().all(|kept| lines.contains(kept)));
            }
        }

        #[test]
        fn a_dateline_lies_within_its_paragraph(
            text in "(ROME|東京|新华社|\\(|Berlin, )?( ?(12|Sept|\\(AFP\\)|（|共同|=|-|/|日电|\\PC)){0,9}",
        ) {
            if let Some(line) = dateline(&text) {
                prop_assert!(text.get(line.length..).is_some_and(|rest| !rest.is_empty()));
                prop_assert!(text.contains(line.place));
            }
        }
    }
}
