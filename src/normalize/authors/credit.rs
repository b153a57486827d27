//! Words in front of a name that say whose text it is: `By`, `Von`, `Text:`, `文/`.
//!
//! A word that begins names as well (`Di Pietro`, `Von Braun`) is a credit only where a whole name follows.

use super::agencies::is_agency;
use super::list::{Beginnings, List};
use super::lower::lowered;
use super::words;
use crate::normalize::scripts::is_dense;

/// A name follows, however short. Sorted.
#[rustfmt::skip]
const PHRASES_SORTED: &[&str] = &[
    "a column by", "a cura di", "additional reporting by", "additional reporting from", "an analysis by",
    "analisi di", "analyse av", "analyse van", "analyse von", "analysis by", "animation by", "análisis de",
    "art by", "article by", "article de", "articolo di", "as told to", "authored by", "bericht von",
    "bilder av", "bilder von", "by", "bài", "column by", "comment by", "commentary by", "commento di",
    "compiled by", "contributed by", "created by", "dal nostro corrispondente", "dal nostro inviato",
    "dalla nostra corrispondente", "dalla nostra inviata", "design by", "di nostra redazione",
    "ditulis oleh", "edited by", "editing by", "een analyse van", "ein beitrag von", "ein bericht von",
    "ein essay von", "ein gastbeitrag von", "ein interview von", "ein kommentar von", "eine analyse von",
    "eine glosse von", "eine kolumne von", "eine reportage von", "en kommentar av", "entrevista de",
    "escrito por", "essay by", "foto di", "foto's door", "fotos de", "fotos von", "gastbeitrag von",
    "geschreven door", "geschrieben von", "graphics by", "guest essay by", "illustration by",
    "illustrations by", "images by", "interview by", "interview von", "interviewed by", "intervista di",
    "kirjoittanut", "kolumne von", "kommentar af", "kommentar av", "kommentar von", "more by", "more from",
    "napisał", "napisała", "napsal", "napsala", "news analysis by", "oleh", "opinion by", "opr", "oprac",
    "opracował", "opracowała", "penulis", "photo by", "photographs by", "photography by", "photos by",
    "photos de", "photos par", "pictures by", "pise", "piše", "por nuestro corresponsal", "posted by",
    "posts by", "produced by", "propos recueillis par", "pubblicato da", "publicado por", "publicat de",
    "published by", "publié par", "read more by", "redactado por", "report by", "reported by",
    "reporting by", "review by", "rédigé par", "scris de", "scritto da", "see all posts by", "skrevet af",
    "skrevet av", "skriven av", "story by", "submitted by", "tekst av", "tekst door", "tekst van",
    "testo di", "text av", "text by", "text von", "texte de", "texte par", "texto de", "texto por",
    "tác giả", "un article de", "una crónica de", "une analyse de", "une chronique de", "une tribune de",
    "verfasst von", "video by", "view all posts by", "von unserem korrespondenten",
    "von unserer korrespondentin", "with reporting by", "words by", "writing by", "written by", "yazan",
    "écrit par", "írta", "από την", "από τον", "γράφει", "γράφει η", "γράφει ο", "γράφουν οι", "επιμέλεια",
    "κείμενο", "του", "автор", "автор статьи", "автори", "авторы", "написал", "написала", "подготовил",
    "подготовила", "підготував", "підготувала", "текст", "текст подготовил", "текст подготовила", "מאת",
    "إعداد", "بقلم", "تحرير", "كتب", "كتبت", "كتبها", "نوشته", "نویسنده", "लेखक",
];
static PHRASES: List = List::new(PHRASES_SORTED);
static BEGINNINGS: Beginnings = Beginnings::new(PHRASES_SORTED);

/// A name of two words follows, or they are part of it.
#[rustfmt::skip]
static PREPOSITIONS: List = List::new(&[
    "af", "av", "di", "door", "fra", "from", "från", "od", "oleh", "par", "por", "przez", "szerző", "von",
    "от", "от автора",
]);

/// With a colon.
#[rustfmt::skip]
static LABELS: List = List::new(&[
    "af", "analysis", "auteur", "auteurs", "author", "authors", "autor", "autor/in", "autora", "autore",
    "autoren", "autores", "autori", "autoriai", "autorin", "autorius", "autorka", "autors", "autorzy",
    "autoři", "autrice", "av", "avtor", "bericht", "byline", "contributor", "credit", "di", "door",
    "forfatter", "foto", "foto og tekst", "foto's", "fotos", "författare", "haber", "haberi yapan",
    "interview", "journalist", "kirjoittaja", "kommentar", "oleh", "opinion", "opr", "oprac", "par",
    "penulis", "photo", "photos", "pictures", "piše", "por", "posted by", "propos recueillis", "protokoll",
    "redacción", "redactor", "redactora", "redaktion", "report", "reportagem", "reporter", "reporters",
    "scris de", "servizio di", "story", "szerző", "szerzők", "tekst", "tekst & foto", "tekst i foto",
    "tekst og foto", "teksti", "testo", "text", "text & foto", "text a foto", "text och foto",
    "text und foto", "text und fotos", "texte", "texto", "tác giả", "video", "von", "wartawan", "words",
    "writer", "yazan", "yazar", "írta", "γράφει", "επιμέλεια", "κείμενο", "συντάκτης", "автор", "автори",
    "авторка", "авторы", "журналист", "текст", "фото", "מאת", "נכתב על ידי", "إعداد", "الكاتب", "بقلم",
    "تحرير", "كتب", "كتبت", "مؤلف", "نویسنده", "लेखक", "作者", "取材", "取材・文", "執筆", "採訪", "撰文", "文", "文・写真",
    "来源作者", "構成", "編輯", "编辑", "聞き手", "記者", "记者", "責任編輯", "责任编辑", "采写", "글", "기자", "작성자", "취재",
]);

/// Without a space before the name, in scripts that write none.
const DENSE: [&str; 21] = [
    "新华社记者",
    "新華社記者",
    "本报记者",
    "本報記者",
    "本刊记者",
    "特约记者",
    "實習記者",
    "实习记者",
    "综合报道",
    "記者",
    "记者",
    "撰文",
    "文/",
    "文／",
    "文丨",
    "作者/",
    "作者／",
    "編譯",
    "编译",
    "取材・文",
    "文＝",
];
/// After the name.
const AFTER: [&str; 13] = [
    "선임기자",
    "인턴기자",
    "전문기자",
    "수습기자",
    "기자",
    "특파원",
    "논설위원",
    "통신원",
    "記者",
    "特派員",
    "记者",
    "論説委員",
    "編集委員",
];
/// Credits that stand one before the other, as in `Text: Von`.
const MOST_CREDITS: usize = 3;
const LONGEST_LABEL: usize = 48;
/// In words.
const LONGEST_PHRASE: usize = 4;
/// More within one byline are not looked at.
const MOST_LABELS: usize = 8;

pub fn without_credit(text: &str) -> &str {
    let mut name = text.trim();
    for _ in 0..MOST_CREDITS {
        let Some(rest) = after_label(name).or_else(|| after_phrase(name)).or_else(|| after_dense(name))
        else {
            break;
        };
        name = rest.trim_start_matches([' ', ':', '：', '·', '　']);
    }
    before_title(name)
}

/// Whether there is a credit, and nobody credited.
pub fn is_credit_alone(lower: &str) -> bool {
    let lower = lower.trim_end_matches([':', '：', ' ', '/']);
    [&PHRASES, &PREPOSITIONS, &LABELS].iter().any(|list| list.has(lower))
        && !matches!(
            lower,
            "reporter"
                | "reporters"
                | "contributor"
                | "writer"
                | "journalist"
                | "redaktion"
                | "redacción"
                | "wartawan"
                | "기자"
        )
}

fn after_label(text: &str) -> Option<&str> {
    let at =
        text.char_indices().take(LONGEST_LABEL).find(|&(_, c)| matches!(c, ':' | '：')).map(|(at, _)| at)?;
    let (label, rest) = text.split_at_checked(at)?;
    is_label(label.trim()).then(|| rest.get(rest.chars().next().map_or(0, char::len_utf8)..)).flatten()
}

fn is_label(text: &str) -> bool {
    lowered(text, |lower| LABELS.has(lower) || PHRASES.has(lower))
}

/// The text divided before labels that stand within it, where a name ends: `Text: Ada Holm Fotos: Bo Berg`.
pub fn at_labels(text: &str, ends_name: impl Fn(&str) -> bool) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut rest = text;
    let mut from = 0;
    while parts.len() < MOST_LABELS
        && let Some(colon) = rest.get(from..).and_then(|rest| rest.find(':')).map(|at| at + from)
    {
        from = colon + 1;
        let Some(before) = rest.get(..colon) else { break };
        // The longest label counts, so that `Text und Fotos` is not torn.
        let starts = before.rmatch_indices(' ').take(LONGEST_PHRASE).map(|(at, _)| at);
        let label = starts.filter(|&at| before.get(at..).is_some_and(|label| is_label(label.trim()))).last();
        if let Some(at) = label
            && let Some((name, labelled)) = rest.split_at_checked(at)
            && !is_label(before.trim())
            && ends_name(name.trim())
        {
            parts.push(name.trim());
            rest = labelled.trim();
            from = rest.find(':').map_or(rest.len(), |colon| colon + 1);
        }
    }
    parts.push(rest);
    parts
}

fn after_phrase(text: &str) -> Option<&str> {
    let (first, _) = text.split_once(' ')?;
    let (preposition, may_begin) =
        lowered(first, |first| (PREPOSITIONS.has(first), BEGINNINGS.have(first.trim_end_matches('.'))));
    if !preposition && !may_begin {
        return None;
    }
    let mut phrase = String::new();
    let mut found = None;
    let mut end = 0;
    for (count, word) in text.split(' ').enumerate().take(LONGEST_PHRASE) {
        if count > 0 {
            phrase.push(' ');
            end += 1;
        }
        phrase.push_str(&word.to_lowercase());
        end += word.len();
        let Some(rest) = text.get(end..).map(str::trim_start).filter(|rest| !rest.is_empty()) else { break };
        let is_credit = PHRASES.has(phrase.trim_end_matches('.'))
            || (count == 0 && preposition && begins_with_whole_name(first, rest));
        if is_credit {
            found = Some(rest);
        }
    }
    found
}

/// Whether credits begin with this word, so that a closer look is needed.
pub fn may_begin(word: &str) -> bool {
    lowered(word, |lower| PREPOSITIONS.has(lower) || BEGINNINGS.have(lower))
}

/// An agency; or two words or more before the next comma or conjunction, the first of them a name. `Di Marco Diana`
/// stays whole: where a given name ends it, the name may begin with the surname, and a surname is not to be torn.
fn begins_with_whole_name(preposition: &str, text: &str) -> bool {
    if is_agency(text) {
        return true;
    }
    let first = text.split([',', ';', '|']).next().unwrap_or_default();
    let words = || {
        let words = first.split(' ').take_while(|word| !lowered(word, words::is_conjunction));
        words.filter(|word| !word.is_empty())
    };
    let may_be_surname = preposition == "Di"
        && words().count() == 2
        && words().last().is_some_and(|last| lowered(last, words::is_given_name));
    words().count() > 1 && !text.starts_with(char::is_lowercase) && !may_be_surname
}

fn after_dense(text: &str) -> Option<&str> {
    if !text.starts_with(is_dense) {
        return None;
    }
    DENSE
        .iter()
        .find_map(|credit| text.strip_prefix(credit))
        .map(str::trim_start)
        .filter(|rest| !rest.is_empty())
}

/// `홍길동 기자` without his work.
fn before_title(text: &str) -> &str {
    if !text.ends_with(is_dense) {
        return text;
    }
    AFTER
        .iter()
        .find_map(|title| text.strip_suffix(title))
        .map(str::trim_end)
        .filter(|name| (2..=12).contains(&name.chars().count()))
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_for_searching() {
        assert!(PHRASES.is_sorted() && PREPOSITIONS.is_sorted() && LABELS.is_sorted());
    }

    #[test]
    fn credits_go_in_the_languages_of_the_press() {
        for text in [
            "By Ada Holm",
            "BY Ada Holm",
            "Words by Ada Holm",
            "Von Ada Holm",
            "von Ada Holm",
            "Ein Gastbeitrag von Ada Holm",
            "Par Ada Holm",
            "Propos recueillis par Ada Holm",
            "Por Ada Holm",
            "Di Ada Holm",
            "A cura di Ada Holm",
            "Door Ada Holm",
            "Av Ada Holm",
            "Af Ada Holm",
            "Text: Ada Holm",
            "Tekst og foto: Ada Holm",
            "Autor: Ada Holm",
            "Автор: Ada Holm",
            "Text: Von Ada Holm",
            "Oleh: Ada Holm",
            "oprac. Ada Holm",
            "Κείμενο: Ada Holm",
            "بقلم Ada Holm",
            "View all posts by Ada Holm",
        ] {
            assert_eq!(without_credit(text), "Ada Holm", "{text}");
        }
        assert_eq!(without_credit("di Marco Diana"), "Marco Diana");
        assert_eq!(without_credit("By Madonna"), "Madonna");
        assert_eq!(without_credit("Von dpa"), "dpa");
        for text in ["文/林海", "文／林海", "記者林海", "作者：林海", "本报记者 林海", "林海 記者"]
        {
            assert_eq!(without_credit(text), "林海", "{text}");
        }
        assert_eq!(without_credit("나바다 기자"), "나바다");
    }

    #[test]
    fn names_that_begin_like_a_credit_stay_whole() {
        for name in [
            "Byron Bay",
            "Abby Byrne",
            "Di Pietro",
            "Von Braun",
            "Von der Wiese",
            "Von Braun, Wim",
            "Van der Berg",
            "De Luca Bea",
            "Di Marco Diana",
            "Avi Cohen",
            "Paris Hill",
            "Author",
            "von Braun and Ada Holm",
        ] {
            assert_eq!(without_credit(name), name);
        }
    }

    #[test]
    fn a_credit_without_a_name_is_told() {
        assert!(is_credit_alone("by") && is_credit_alone("text:") && is_credit_alone("文"));
        assert!(!is_credit_alone("ada holm") && !is_credit_alone("redaktion"));
    }
}
