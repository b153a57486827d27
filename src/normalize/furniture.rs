//! What stands in a text besides the news: datelines, bylines, credits, links to other articles, marks of a cut.
//!
//! Owns the order in which these are looked for: from the end upwards, then from the top. Promises to take only
//! lines that are nothing else, never the last line of a text, and never a word out of a sentence: datelines and
//! credits within paragraphs stay where they are and are told as data. Refuses to decide by a phrase alone: the rest of
//! the line and what stands around it must say the same, or furniture rather stays in the text.

mod agencies;
mod byline;
mod counters;
mod credit;
mod dateline;
mod feed;
mod footer;
mod lines;
mod links;
mod reporting;
mod rights;
#[cfg(test)]
mod tests;
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
    let is_cut = feed::take_glued(paragraphs, title);
    let mut furniture =
        Furniture { truncated: take_truncation(paragraphs) || is_cut, ..Furniture::default() };
    for _ in 0..ROUNDS {
        let links = links::take_trailing(paragraphs);
        let footer = footer::take(paragraphs, title, &mut furniture);
        furniture.removed += links + footer;
        if links + footer == 0 {
            break;
        }
        furniture.truncated |= take_truncation(paragraphs);
    }
    furniture.removed += counters::take_leading(paragraphs);
    furniture.removed += links::take_within(paragraphs);
    furniture.removed += reporting::take_within(paragraphs, &mut furniture.bylines);
    furniture.removed += byline::take(paragraphs, title, &mut furniture.bylines);
    let first = paragraphs.first().and_then(|paragraph| dateline(paragraph)).and_then(|line| line.credit());
    let last = || {
        paragraphs
            .last()
            .and_then(|paragraph| credit::at_end(paragraph))
            .or_else(|| credit::below(paragraphs))
    };
    if let Some(agency) = first {
        furniture.credit = agency;
    } else if furniture.credit.is_empty() {
        furniture.credit = last().unwrap_or_default();
    }
    furniture
}
