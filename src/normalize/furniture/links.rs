//! Links to other articles: lists of headlines at the end, single links between paragraphs.
//!
//! Owns the headings, by language, and `works.txt`. A list goes when a known heading stands right below a sentence and above nothing
//! but headlines, to the end of the text. A single link goes when a marked phrase introduces a headline with a
//! colon. Refuses lists that hold a sentence, a quotation, a question or a colon: readers' comments, tables.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::phrases::{self, Digits, Lines, Phrase, fold};
use super::{lines, reporting};

static HEADINGS: LazyLock<Lines> = LazyLock::new(|| {
    Lines::read(&[
        include_str!("headings/west.txt"),
        include_str!("headings/east.txt"),
        include_str!("headings/world.txt"),
    ])
});

/// Words of texts about books, folded: between spaces, and anywhere in scripts that set none.
static WORKS: LazyLock<(HashSet<String>, Vec<String>)> = LazyLock::new(|| {
    let lines = include_str!("works.txt").lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace).map(|word| fold(word, Digits::Keep).trim().to_owned());
    let (unspaced, spaced): (Vec<String>, Vec<String>) =
        words.partition(|word| word.chars().any(phrases::is_unspaced));
    (spaced.into_iter().collect(), unspaced)
});

/// A longer line is no heading.
const HEADING_BYTES: usize = 100;
/// A list of more lines is no list of links below an article.
const MOST_LINES: usize = 60;
/// One line below a heading may be the last sentence of the text.
const FEWEST_LINKS: usize = 2;
const LINK_BYTES: usize = 300;

/// Cuts at the topmost heading of the last lines that are all headlines; returns how many lines went.
pub fn take_trailing(paragraphs: &mut Vec<String>) -> usize {
    let (mut passed, mut links, mut words) = (0, 0, 0);
    let mut cut = 0;
    let mut above_is_text = false;
    for line in lines::upwards(paragraphs) {
        if cut == passed && cut > 0 {
            // Who reported it stands below the last sentence, too.
            above_is_text = lines::closes_text(line) || reporting::names(line).is_some();
        }
        passed += 1;
        if passed > MOST_LINES {
            break;
        }
        if heading(line).is_some() {
            // Names and single words are no headlines.
            if links >= FEWEST_LINKS && words * 2 >= links * 5 {
                cut = passed;
            }
        } else if is_linked_headline(line) {
            links += 1;
            words += words_of(line);
        } else {
            break;
        }
    }
    if cut == 0 || !above_is_text {
        return 0;
    }
    for _ in 0..cut {
        lines::take_last(paragraphs);
    }
    cut
}

/// A headline of some words, without a mark at its end, a quotation, a colon or a list's mark.
fn is_linked_headline(line: &str) -> bool {
    lines::is_headline(line)
        && !lines::is_sentence(line)
        && !lines::has_list_mark(line)
        && !line.contains([':', '：'])
        && !phrases::has_quotation(line)
        && words_of(line) >= 2
}

/// Words, or what stands for as many in scripts without spaces.
fn words_of(line: &str) -> usize {
    let unspaced = line.chars().filter(|c| phrases::is_unspaced(*c)).count();
    line.split_whitespace().count().max(unspaced / 2)
}

fn heading(line: &str) -> Option<&'static Phrase> {
    if line.len() > HEADING_BYTES || lines::has_list_mark(line) || phrases::has_quotation(line) {
        return None;
    }
    HEADINGS.exact(&fold(line, Digits::Keep))
}

/// Takes single links from between paragraphs; returns how many lines went.
pub fn take_within(paragraphs: &mut Vec<String>) -> usize {
    // The first lines lead the article, whatever they say.
    let mut links: Vec<usize> = Vec::new();
    let mut index = 1;
    while let Some(paragraph) = paragraphs.get(index) {
        let is_short = paragraph.len() <= LINK_BYTES && !paragraph.contains('\n');
        let below = |index: usize| paragraphs.get(index).map(String::as_str);
        if is_short && (links.last() == Some(&(index - 1)) || follows_text(paragraphs, index)) {
            if is_link(paragraph) && !recommends_works(paragraphs, index) {
                links.push(index);
            } else if is_heading_of_link(paragraph, below(index + 1), below(index + 2))
                && !recommends_works(paragraphs, index)
            {
                links.extend([index, index + 1]);
                index += 1;
            }
        }
        index += 1;
    }
    if links.is_empty() || links.len() >= paragraphs.len() {
        return 0;
    }
    let taken = links.len();
    let mut links = links.into_iter().peekable();
    let mut index = 0;
    paragraphs.retain(|_| {
        let is_link = links.next_if_eq(&index).is_some();
        index += 1;
        !is_link
    });
    taken
}

fn follows_text(paragraphs: &[String], index: usize) -> bool {
    index
        .checked_sub(1)
        .and_then(|above| paragraphs.get(above))
        .is_some_and(|above| lines::is_sentence(above))
}

/// Whether the text right above or below is about books: then the link may be a title.
fn recommends_works(paragraphs: &[String], index: usize) -> bool {
    let above = index.checked_sub(1).and_then(|above| paragraphs.get(above));
    above.into_iter().chain(paragraphs.get(index + 1)).any(|text| names_works(text))
}

fn names_works(text: &str) -> bool {
    let folded = fold(text, Digits::Keep);
    let (spaced, unspaced) = &*WORKS;
    folded.split(' ').any(|word| spaced.contains(word))
        || (folded.chars().any(phrases::is_unspaced)
            && unspaced.iter().any(|word| folded.contains(word.as_str())))
}

/// Articles and prepositions, but no verb: `War and Peace`, `The Name of the Rose`. Headlines have a verb, or another word
/// in lower case.
fn is_title_of_work(headline: &str) -> bool {
    const SMALL: [&str; 8] = ["of", "the", "and", "in", "a", "to", "on", "for"];
    let words = || headline.split(' ');
    let small = words().filter(|word| SMALL.contains(&word.to_lowercase().as_str())).count();
    let are_capital = words().all(|word| word.starts_with(char::is_uppercase) || SMALL.contains(&word));
    let large = words().count() - small;
    are_capital && small > 0 && large <= 3
}

/// "Read also: Fishermen leave the old town".
fn is_link(line: &str) -> bool {
    let line = line.trim_start_matches(['►', '▶', '→', '»', '>', ' ']);
    let Some((at, mark)) =
        line.char_indices().take(40).find(|(_, c)| matches!(c, ':' | '：' | '→' | '►' | '▶'))
    else {
        return false;
    };
    let Some((phrase, rest)) = line.split_at_checked(at) else { return false };
    let is_marked = || heading(phrase.trim()).is_some_and(|phrase| phrase.marked);
    is_marked() && rest.get(mark.len_utf8()..).is_some_and(|headline| is_certain_headline(headline.trim()))
}

/// A headline that no sentence, reference or address is: it has some words, begins as one, and ends without a mark.
fn is_certain_headline(headline: &str) -> bool {
    let digits = headline.bytes().filter(u8::is_ascii_digit).count();
    let has_words = words_of(headline) >= 3;
    has_words
        && digits <= 4
        && !is_title_of_work(headline)
        && is_linked_headline(headline)
        && !headline.starts_with(|c: char| !c.is_alphanumeric() || c.is_lowercase())
        && !headline.contains([';', '@', '/', '('])
}

/// "Read also:" on a line of its own, a headline on the next, and text below it.
fn is_heading_of_link(line: &str, next: Option<&str>, below: Option<&str>) -> bool {
    if !line.ends_with([':', '：']) || !heading(line).is_some_and(|phrase| phrase.marked) {
        return false;
    }
    let goes_on = below.is_some_and(|below| lines::is_sentence(below) && !lines::has_list_mark(below));
    goes_on && next.is_some_and(|next| !next.contains('\n') && is_certain_headline(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(lines: &[&str]) -> Vec<String> {
        lines.iter().map(|&line| line.to_owned()).collect()
    }

    #[test]
    fn headlines_below_a_known_heading_go_however_they_are_divided() {
        for lines in [
            &["The harbour opened.", "Latest News", "Bridge closed for repairs", "Mayor may go"][..],
            &["The harbour opened.", "Latest News\nBridge closed for repairs\nMayor may go"],
            &["The harbour opened.\nLatest News:\nBridge closed for repairs", "Mayor may go"],
            &["The harbour opened.", "Leggi anche", "Il ponte è chiuso", "Il sindaco se ne va"],
            &["The harbour opened.", "Читайте также:", "Мост закрыт до весны", "Мэр уходит"],
            &["The harbour opened.", "関連記事", "橋が閉鎖された", "市長が辞任へ"],
        ] {
            let mut paragraphs = text(lines);
            assert!(take_trailing(&mut paragraphs) >= 2, "{lines:?}");
            assert_eq!(paragraphs, ["The harbour opened."]);
        }
    }

    #[test]
    fn headlines_below_the_names_of_the_reporters_go() {
        let credit = "Reporting by Anna Berti; Editing by Marco Neri";
        let lines = [
            "The harbour opened.",
            credit,
            "Latest news",
            "Bridge closed for repairs",
            "Markets close higher",
        ];
        let mut paragraphs = text(&lines);
        assert_eq!(take_trailing(&mut paragraphs), 3);
        assert_eq!(paragraphs, ["The harbour opened.", credit]);
    }

    #[test]
    fn a_heading_above_anything_but_headlines_stays() {
        for lines in [
            &["The harbour opened.", "Latest news", "The bridge was closed on Monday."][..],
            &["Bridge closed", "Latest news", "Will the mayor go", "The bridge is closed"],
            &["Latest news", "Will the mayor go?"],
            &["The harbour opened.", "The winners", "Rossi", "Neri"],
            &["The harbour opened.", "Advertisement", "The winners", "Rossi", "Neri"],
            &["The harbour opened.", "Latest news", "The bridge is closed until spring"],
            &["The harbour opened.", "Comments", "A good day for the town", "At last a harbour again"],
            &[
                "The harbour opened.",
                "Trending",
                "Up: cargo bikes on every street",
                "Down: cars in the old town",
            ],
            &["The harbour opened.", "In other news", "The bridge closed on Monday.", "The mayor resigned."],
            &[
                "The harbour opened.",
                "Related stories",
                "“A good day for the town”",
                "The mayor goes at last",
            ],
            &["The harbour opened.", "Latest news", "Will the mayor go?", "The bridge is closed again"],
            &["The harbour opened.", "Most read", "War and Peace", "Pride and Prejudice"],
            &["Her shelf holds two books:", "Latest news", "War and Peace", "Pride and Prejudice"],
        ] {
            let mut paragraphs = text(lines);
            assert_eq!(take_trailing(&mut paragraphs), 0, "{lines:?}");
            assert_eq!(paragraphs, lines);
        }
    }

    #[test]
    fn single_links_between_paragraphs_go() {
        let kept = ["The harbour opened.", "The mayor spoke."];
        for link in [
            &["Read also: Fishermen leave the old town"][..],
            &["Leggi anche: Il ponte resta chiuso"],
            &["Lesen Sie auch: Die Brücke bleibt gesperrt"],
            &["À lire aussi : Le pont reste fermé"],
            &["Читайте также: Мост остаётся закрытым"],
            &["Читайте также:", "Мост остаётся закрытым до весны"],
            &["Lees ook: De brug blijft tot de lente dicht"],
            &["延伸閱讀：舊橋仍然關閉到明年春天"],
        ] {
            let mut paragraphs = text(&[&kept[..1], link, &kept[1..]].concat());
            assert_eq!(take_within(&mut paragraphs), link.len(), "{link:?}");
            assert_eq!(paragraphs, kept);
        }
    }

    #[test]
    fn what_is_no_certain_link_stays() {
        for line in [
            "See also: the ruling of 1990, which said the opposite.",
            "Related: two more people were arrested in Oldtown",
            "Read more books",
            "Related Costs Of Building",
            "Comments: the mayor on the harbour",
            "En contexto: el alcalde había dimitido en mayo por el escándalo",
            "По теме: министр не сказал ни слова журналистам",
            "See also: Article 5 of the NATO treaty",
            "Más información: teléfono 900 123 456 del ayuntamiento",
            "Don't miss: the jazz concert in the harbour on Friday",
            "Da leggere: «Il nome della rosa» di Umberto Eco",
            "Read also: “The mayor spoke for an hour”",
            "Read also: The mayor spoke for an hour.",
            "Read also: the second part of the treaty",
            "Leggi anche La Divina Commedia di Dante",
            "Zum Thema: Der Rat hat am Montag nichts gesagt",
            "Saiba mais: O telefone da prefeitura fica livre",
        ] {
            let mut paragraphs = text(&["The harbour opened.", line, "The mayor spoke."]);
            assert_eq!(take_within(&mut paragraphs), 0, "{line}");
        }
        for (above, line) in [
            ("He recommends several novels.", "Also read: Fishermen leave the old town"),
            ("Consiglia due romanzi di mare.", "Leggi anche: Il nome della rosa rossa"),
            ("Sie empfiehlt zwei Bücher.", "Lesen Sie auch: Der Zauberberg am Meer"),
            ("The mayor spoke.", "Also read: The Name of the Rose"),
            ("The mayor spoke.", "Read also: War and Peace"),
            ("He praised the film.", "Read also: The Old Man and the Sea"),
        ] {
            assert_eq!(take_within(&mut text(&[above, line, "The harbour opened."])), 0, "{line}");
        }
        let list =
            ["Her advice for the winter:", "Read also: Fishermen leave the old town", "The mayor spoke."];
        assert_eq!(take_within(&mut text(&list)), 0);
    }

    #[test]
    fn every_heading_is_found_by_itself() {
        for phrase in HEADINGS.iter() {
            assert_eq!(heading(&phrase.text), Some(phrase), "{}", phrase.text);
        }
    }
}
