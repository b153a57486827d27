//! The last lines of a text: credits, rights, requests to follow and to subscribe, rows of buttons.
//!
//! Owns `footers.txt`, `closed.txt`, `networks.txt` and `buttons.txt`. A line goes only when every sentence of it is furniture to its last word: an opening alone decides nothing. Refuses quotations, items of lists and
//! what stands below a colon.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::super::phrases::{self, Digits, End, Lines, fold, head};
use super::{Furniture, byline, counters, credit, feed, lines, reporting, rights};

static FOOTERS: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("footers.txt")]));
static BUTTONS: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("buttons.txt")]));
static NETWORKS: LazyLock<Lines> = LazyLock::new(|| Lines::read(&[include_str!("networks.txt")]));

/// The words that may follow an opening, folded.
static CLOSED: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = include_str!("closed.txt").lines().filter(|line| !line.starts_with('#'));
    let words = lines.flat_map(str::split_whitespace).map(|word| fold(word, Digits::Keep).trim().to_owned());
    words.chain(NETWORKS.words().map(str::to_owned)).collect()
});

const FOOTER_BYTES: usize = 400;
/// How much of a sentence is compared: no opening is longer.
const OPENING_BYTES: usize = 120;
/// A longer row of buttons is a list.
const MOST_BUTTONS: usize = 24;
/// A name after a colon, as of the editor in charge.
const NAME_CHARS: usize = 12;

/// Takes the last lines while they are footers, and returns how many.
pub fn take(paragraphs: &mut Vec<String>, title: &str, furniture: &mut Furniture) -> usize {
    let mut taken = 0;
    while !lines::is_single(paragraphs) {
        let Some(line) = lines::last(paragraphs).filter(|line| line.len() <= FOOTER_BYTES) else { break };
        let above = lines::upwards(paragraphs).nth(1).unwrap_or_default();
        if lines::announces(above) {
            break;
        }
        let count = if let Some(agency) = set_off_credit(line, above) {
            if furniture.credit.is_empty() {
                furniture.credit = agency;
            }
            1
        } else if lines::has_list_mark(line) {
            0
        } else if let Some(names) = reporting::names(line) {
            furniture.bylines.extend(names);
            1
        } else if let Some(is_cut) = feed::line(line, title) {
            furniture.truncated |= is_cut;
            1
        } else if is_footer(line) || counters::is_counter(line) {
            1
        } else {
            buttons(paragraphs)
        };
        if count == 0 {
            break;
        }
        for _ in 0..count {
            if !lines::is_single(paragraphs) {
                lines::take_last(paragraphs);
                taken += 1;
            }
        }
    }
    taken
}

/// A credit in brackets or after a mark, where no list stands above it.
fn set_off_credit(line: &str, above: &str) -> Option<String> {
    let credit = credit::line(line).filter(|credit| credit.is_set_off)?;
    let ends = lines::is_sentence(above) && !lines::has_list_mark(above);
    (ends || reporting::names(above).is_some() || is_footer(above)).then_some(credit.agency)
}

/// How many of the last lines are buttons: those that are nothing else, and rows of several with such a word among
/// them, below a sentence.
fn buttons(paragraphs: &[String]) -> usize {
    let (mut row, mut marked, mut has_button) = (0, 0, false);
    for line in lines::upwards(paragraphs).take(MOST_BUTTONS + 1) {
        let Some(button) = button(line) else {
            if row >= 2 && has_button && lines::closes_text(line) {
                return row;
            }
            let is_phrase = lines::last(paragraphs).is_some_and(|last| last.contains(' '));
            let stands_alone = phrases::end(line) != Some(End::Question) && !lines::has_list_mark(line);
            let may_go = marked < row || lines::closes_text(line) || (is_phrase && stands_alone);
            return if may_go && !lines::announces(line) { marked } else { 0 };
        };
        has_button |= button != Button::Network;
        if marked == row && button == Button::Marked {
            marked += 1;
        }
        row += 1;
    }
    0
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Button {
    /// Nothing else wherever it stands.
    Marked,
    Action,
    Network,
}

fn button(line: &str) -> Option<Button> {
    if line.len() > OPENING_BYTES || phrases::has_quotation(line) || lines::has_list_mark(line) {
        return None;
    }
    let folded = fold(line, Digits::Keep);
    if byline::is_missing_picture(&folded) {
        return Some(Button::Marked);
    }
    match BUTTONS.exact(&folded) {
        Some(button) if button.marked => Some(Button::Marked),
        Some(_) => Some(Button::Action),
        None => NETWORKS.exact(&folded).map(|_| Button::Network),
    }
}

/// Every sentence is a request, a right or a credit.
fn is_footer(line: &str) -> bool {
    // Most lines are text, which their first words tell.
    let opens = FOOTERS.opening(&fold(head(line, OPENING_BYTES), Digits::Keep)).is_some();
    if (!opens && !rights::may_begin(line)) || phrases::has_quotation(line) {
        return false;
    }
    let mut any = false;
    for sentence in sentences(line) {
        let frame = |c: char| !c.is_alphanumeric() && !matches!(c, '©' | 'ⓒ' | '(' | '@' | ')');
        let sentence = sentence.trim_matches(frame);
        if sentence.is_empty() {
            continue;
        }
        let is_known = rights::is_right(sentence)
            || is_request(sentence)
            || (any && (is_set_off_credit(sentence) || is_address(sentence)));
        if !is_known {
            return false;
        }
        any = true;
    }
    any
}

fn is_set_off_credit(sentence: &str) -> bool {
    credit::line(sentence).is_some_and(|credit| credit.is_set_off)
}

/// An opening, and nothing after it but words of its kind, names of networks and addresses.
fn is_request(sentence: &str) -> bool {
    let folded = fold(sentence, Digits::Keep);
    let Some(opening) = FOOTERS.opening(&folded) else { return false };
    let rest = folded.trim_start().strip_prefix(opening.text.as_str()).unwrap_or_default().trim();
    if rest.is_empty() {
        return true;
    }
    if opening.text.chars().any(phrases::is_unspaced) {
        return is_request(rest) || is_named(sentence, &opening.text);
    }
    let own: Vec<&str> = opening.text.split(' ').collect();
    let is_known = |word: &str| own.contains(&word) || CLOSED.contains(word);
    sentence
        .split_whitespace()
        .all(|token| is_address(token) || fold(token, Digits::Keep).split_whitespace().all(is_known))
}

/// `责任编辑：王明`: a colon, and no more than a name.
fn is_named(sentence: &str, opening: &str) -> bool {
    let Some((before, name)) = sentence.split_once([':', '：']) else { return false };
    fold(before, Digits::Keep).trim() == opening && name.chars().count() <= NAME_CHARS && !name.contains('，')
}

/// A handle, or the address of a site.
fn is_address(token: &str) -> bool {
    let token = token.trim_matches(|c: char| matches!(c, ',' | '.' | ';' | ':' | '(' | ')' | '!' | ' '));
    let is_ascii = !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic());
    let labels = || token.split('.').all(|label| label.len() >= 2);
    is_ascii
        && (token.starts_with('@')
            || token.contains("://")
            || token.starts_with("www.")
            || (token.contains('.') && labels() && token.bytes().any(|byte| byte.is_ascii_lowercase())))
}

fn sentences(line: &str) -> impl Iterator<Item = &str> {
    line.split(['|', '。', '！', '।', '۔', '•', '\n', '·'])
        .flat_map(|part| part.split(". "))
        .flat_map(|part| part.split("! "))
        .flat_map(|part| part.split("? "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn taken_below(above: &[&str], last: &str) -> (usize, Furniture) {
        let mut paragraphs: Vec<String> = above.iter().chain([&last]).map(|&line| line.to_owned()).collect();
        let mut furniture = Furniture::default();
        let taken = take(&mut paragraphs, "Harbour opens", &mut furniture);
        assert_eq!(taken + paragraphs.len(), above.len() + 1);
        (taken, furniture)
    }

    fn taken(last: &str) -> (usize, Furniture) {
        taken_below(&["The harbour opened on Monday."], last)
    }

    #[test]
    fn rights_and_requests_go() {
        for line in [
            "Follow us on Mastodon. Sign up for our weekly letter! All rights reserved.",
            "Follow us on X @example and at www.paper.example.",
            "© 2023 Example Media. All rights reserved. Reproduction is prohibited.",
            "Copyright 2023 Example Media Ltd.",
            "Alle Rechte vorbehalten.",
            "Seguici su Facebook!",
            "Síguenos en Telegram y en nuestras redes sociales.",
            "Подписывайтесь на наш канал. Все права защищены.",
            "無断転載を禁じます。",
            "版权所有 未经授权不得转载",
            "（责任编辑：王明）",
            "Share this article",
            "Anzeige",
            "The post Harbour opens appeared first on Example Daily.",
            "Der Beitrag Harbour opens erschien zuerst auf Beispiel.",
        ] {
            assert_eq!(taken(line).0, 1, "{line}");
        }
    }

    #[test]
    fn credits_go_where_they_are_set_off_and_are_told() {
        for line in ["RIPRODUZIONE RISERVATA © Copyright ANSA", "(ANSA)", "– ANSA", "© ANSA"] {
            let (taken, furniture) = taken(line);
            assert_eq!((taken, furniture.credit.as_str()), (1, "ANSA"));
        }
    }

    #[test]
    fn rows_of_buttons_go_and_single_words_stay() {
        let above = ["The harbour opened on Monday."];
        assert_eq!(taken_below(&[above[0], "Share", "Facebook"], "Twitter").0, 3);
        assert_eq!(taken_below(&[above[0], "Share this article", "Facebook"], "Twitter").0, 3);
        for line in [
            "Loading...",
            "Wird geladen …",
            "Yükleniyor...",
            "読み込み中…",
            "로딩 중...",
            "Image not available",
        ] {
            assert_eq!(taken(line).0, 1, "{line}");
        }
        assert_eq!(taken("Wait...").0, 0);
        for word in ["Save", "Facebook", "Share", "Print", "更多", "Belga", "Mía", "Reuters"] {
            assert_eq!(taken(word).0, 0, "{word}");
        }
        assert_eq!(taken_below(&[above[0], "Google", "Apple"], "Facebook").0, 0);
        assert_eq!(taken_below(&[above[0], "Instagram"], "Facebook").0, 0);
    }

    #[test]
    fn items_of_lists_stay() {
        for (above, last) in [
            (&["The companies fined are:", "- Google", "- Apple"][..], "- Facebook"),
            (&["The companies fined are:", "Google", "Apple"], "Facebook"),
            (&["The agencies are named below.", "- Al Jazeera", "- Reuters"], "- AFP"),
            (&["The agencies are named below.", "(Al Jazeera)", "(Reuters)"], "(AFP)"),
            (&["The words on the buttons were:", "Share"], "Save"),
            (&["The label read:"], "All rights reserved."),
            (&["What is the word?"], "Anzeige"),
        ] {
            assert_eq!(taken_below(above, last).0, 0, "{last}");
        }
    }

    #[test]
    fn news_stays() {
        for line in [
            "Copyright law is being revised.",
            "Follow us on Facebook. The mayor wrote these words before the harbour opened.",
            "Follow us on Facebook. Peter wept.",
            "The post office opened again.",
            "The post by the mayor appeared first on a network.",
            "L'articolo 3 della legge proviene da un testo del 1948.",
            "Запись Анны Петровой впервые появилась в среду.",
            "The Associated Press first reported the news.",
        ] {
            assert_eq!(taken(line).0, 0, "{line}");
        }
    }

    #[test]
    fn every_opening_opens_a_line() {
        for phrases in [&*FOOTERS, &*NETWORKS, &*BUTTONS] {
            for phrase in phrases.iter() {
                assert_eq!(phrases.opening(&fold(&phrase.text, Digits::Keep)), Some(phrase));
            }
        }
    }
}
