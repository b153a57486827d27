//! What each of those named in a byline did: who wrote, and who translated, edited or drew for them.
//!
//! A byline is cut where another's share begins (`Ada Holm, photos by Bo Berg`). Translators are no authors; those who
//! edited or drew are named only where nobody else is. Photographers sign beside writers, and stay.

use super::list::{Beginnings, List};
use super::lower::lowered;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// Wrote, or took the pictures.
    Author,
    /// Edited, drew, produced, checked.
    Help,
    Translation,
}

/// Those who follow signed the text, whatever stands before. Sorted, as all lists here.
#[rustfmt::skip]
const AUTHORS_SORTED: &[&str] = &[
    "additional reporting by", "bilder av", "bilder von", "foto di", "foto's door", "fotos de", "fotos von",
    "images by", "photographs by", "photography by", "photos by", "photos de", "photos par", "pictures by",
    "reported by", "reporting by", "text by", "texte de", "video by", "words by", "written by",
];
#[rustfmt::skip]
const HELP_SORTED: &[&str] = &[
    "animation by", "art by", "artwork by", "bearbeitet von", "bewerkt door", "copy edited by", "design by",
    "edición de", "editado por", "edited by", "editing by", "edição de", "fact checked by",
    "fact-checked by", "geïllustreerd door", "grafik von", "grafiken von", "graphic by", "graphics by",
    "illustrated by", "illustratie door", "illustraties door", "illustration by", "illustration de",
    "illustration von", "illustrationen von", "illustrationer av", "illustrations by", "illustrations de",
    "illustrato da", "illustrazione di", "illustrazioni di", "illustrerad av", "illustriert von",
    "illustré par", "ilustraciones de", "ilustración de", "ilustrado por", "ilustrações de",
    "medically reviewed by", "produced by", "production by", "redigerad av", "redigiert von", "édité par",
];
#[rustfmt::skip]
const TRANSLATION_SORTED: &[&str] = &[
    "aus dem arabischen von", "aus dem englischen von", "aus dem französischen von",
    "aus dem italienischen von", "aus dem russischen von", "aus dem spanischen von",
    "aus dem türkischen von", "aus dem ukrainischen von", "diterjemahkan oleh", "dịch bởi", "fordította",
    "oversat af", "oversatt av", "preložil", "preložila", "przełożył", "przełożyła", "přeložil",
    "přeložila", "tradotto da", "traducción de", "traducere de", "traducido por", "traduction de",
    "traduction par", "traduit de l'allemand par", "traduit de l'anglais par", "traduit de l'arabe par",
    "traduit de l'espagnol par", "traduit de l'italien par", "traduit du russe par", "traduit par",
    "tradus de", "traduzido por", "traduzione di", "tradução de", "traduït per", "translated by",
    "translated from arabic by", "translated from french by", "translated from german by",
    "translated from italian by", "translated from russian by", "translated from spanish by",
    "translated from the arabic by", "translated from the french by", "translated from the german by",
    "translated from the italian by", "translated from the russian by", "translated from the spanish by",
    "translation by", "tłumaczył", "tłumaczyła", "vertaald door", "vertaling door", "vertaling van",
    "çeviren", "översatt av", "översättning av", "übersetzt von", "übersetzung von", "перевела", "перевод",
    "перевёл", "переклав", "переклала",
];
static AUTHORS: List = List::new(AUTHORS_SORTED);
static HELP: List = List::new(HELP_SORTED);
static TRANSLATION: List = List::new(TRANSLATION_SORTED);
static BEGINNINGS: [Beginnings; 3] =
    [Beginnings::new(AUTHORS_SORTED), Beginnings::new(HELP_SORTED), Beginnings::new(TRANSLATION_SORTED)];

/// With a colon, or in brackets behind the name.
#[rustfmt::skip]
static HELP_LABELS: List = List::new(&[
    "design", "edición", "edited", "editing", "editor", "edição", "grafik", "grafika", "grafiken",
    "graphic", "graphics", "illustratie", "illustraties", "illustration", "illustrationen",
    "illustrationer", "illustrations", "illustrator", "illustratör", "illustrazione", "illustrazioni",
    "illusztráció", "ilustrace", "ilustraciones", "ilustración", "ilustracja", "ilustracje", "ilustração",
    "infografik", "layout", "lektorat", "montage", "producer", "production", "redigering", "иллюстрации",
    "иллюстрация", "редактор", "редактура", "рисунки", "рисунок", "ілюстрація", "ілюстрації",
]);
#[rustfmt::skip]
static TRANSLATION_LABELS: List = List::new(&[
    "fordította", "fordítás", "oversettelse", "oversættelse", "penerjemah", "preklad", "przekład",
    "překlad", "terjemahan", "traducció", "traducción", "traducere", "traducteur", "traduction",
    "traductor", "traductora", "traductrice", "tradutor", "tradutora", "traduttore", "traduttrice",
    "traduzione", "tradução", "translation", "translator", "tłum", "tłumacz", "tłumaczenie", "tłumaczka",
    "vertaler", "vertaling", "çeviren", "çeviri", "översättare", "översättning", "übers", "übersetzer",
    "übersetzerin", "übersetzung", "перевод", "переводчик", "переклад", "תרגום", "ترجمة", "ترجمه", "अनुवाद",
]);

/// In words.
const LONGEST_PHRASE: usize = 5;
/// A byline in more parts is none.
const MOST_PARTS: usize = 16;
/// What joins a share to what stands before it.
const JOINTS: [&str; 10] = ["and", "with", "und", "mit", "et", "avec", "y", "con", "e", "och"];

/// The byline in parts, each with what those named in it did.
pub fn of(byline: &str) -> Vec<(&str, Share)> {
    let mut parts = Vec::new();
    let mut share = Share::Author;
    let (mut from, mut at, mut read) = (0, 0, 0);
    for word in byline.split(' ') {
        let start = at;
        at += word.len() + 1;
        if start < read || parts.len() >= MOST_PARTS {
            continue;
        }
        let Some(rest) = byline.get(start..) else { break };
        let skipped = rest.len() - rest.trim_start_matches(['(', '[', '/', '|', '-', '–']).len();
        let Some((next, after)) = rest.get(skipped..).and_then(beginning) else {
            // A semicolon or a bar ends a share.
            if share != Share::Author && word.ends_with([';', '|']) {
                push(&mut parts, byline.get(from..at - 1), share);
                (share, from, read) = (Share::Author, at, at);
            }
            continue;
        };
        push(&mut parts, byline.get(from..start), share);
        read = start + skipped + after;
        // The credit of an author is read with the name.
        from = if next == Share::Author { start } else { read };
        share = next;
    }
    if parts.is_empty() && share == Share::Author {
        return vec![(byline, share)];
    }
    push(&mut parts, byline.get(from..), share);
    parts
}

fn push<'t>(parts: &mut Vec<(&'t str, Share)>, text: Option<&'t str>, share: Share) {
    let around = |c: char| c.is_whitespace() || ",;|/-–—([:".contains(c);
    let mut text = text.unwrap_or_default().trim_matches(around);
    if !text.contains('(') {
        text = text.trim_end_matches(')');
    }
    let last = text.rsplit_once(' ').filter(|(_, word)| JOINTS.contains(word));
    let text = last.map_or(text, |(before, _)| before).trim_end_matches(around);
    // An initial or a suffix keeps its dot, and what ends a sentence loses it.
    let is_sentence = text.rsplit([' ', '.']).nth(1).is_some_and(|word| word.chars().nth(3).is_some());
    let text = text.strip_suffix('.').filter(|_| is_sentence).unwrap_or(text);
    if !text.is_empty() {
        parts.push((text, share));
    }
}

/// The share that begins here, and where what follows its words begins.
fn beginning(text: &str) -> Option<(Share, usize)> {
    let first = text.split(' ').next().unwrap_or_default();
    // A space stands before the colon in French.
    let colon = text.get(first.len()..).filter(|rest| rest.starts_with(" :")).map_or(0, |_| " :".len());
    if first.ends_with([':', '：']) || colon > 0 {
        let share = label(first)?;
        return Some((share, first.len() + colon));
    }
    let starts = lowered(first, |first| BEGINNINGS.iter().any(|beginnings| beginnings.have(first)));
    if !starts {
        return None;
    }
    let mut phrase = String::new();
    let mut found = None;
    let mut end = 0;
    for word in text.split(' ').take(LONGEST_PHRASE) {
        if !phrase.is_empty() {
            phrase.push(' ');
            end += 1;
        }
        let bare = word.trim_end_matches([':', '：']);
        phrase.push_str(&bare.replace('’', "'").to_lowercase());
        end += word.len();
        if text.get(end..).is_none_or(|rest| rest.trim().is_empty()) {
            break;
        }
        let share = [(&AUTHORS, Share::Author), (&HELP, Share::Help), (&TRANSLATION, Share::Translation)]
            .into_iter()
            .find_map(|(list, share)| list.has(&phrase).then_some((share, end)));
        found = share.or(found);
        if bare.len() < word.len() {
            break;
        }
    }
    found
}

/// The share that a label says: `Illustration:`, `(Übersetzung)`.
pub fn label(text: &str) -> Option<Share> {
    lowered(text.trim_matches([':', '：', '.', ' ']), |label| {
        if TRANSLATION_LABELS.has(label) {
            Some(Share::Translation)
        } else {
            HELP_LABELS.has(label).then_some(Share::Help)
        }
    })
}

/// `Ada Holm (Illustration)` as her name and her share.
pub fn in_brackets(name: &str) -> Option<(&str, Share)> {
    let (name, inner) = name.strip_suffix(')')?.rsplit_once('(')?;
    label(inner).map(|share| (name.trim(), share)).filter(|(name, _)| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted_for_searching() {
        for list in [&AUTHORS, &HELP, &TRANSLATION, &HELP_LABELS, &TRANSLATION_LABELS] {
            assert!(list.is_sorted());
        }
    }

    #[test]
    fn a_byline_is_cut_where_anothers_share_begins() {
        use Share::{Author, Help, Translation};
        for (text, expected) in [
            ("Ada Holm, translated by Bo Berg", &[("Ada Holm", Author), ("Bo Berg", Translation)][..]),
            ("Ada Holm. Translated by Bo Berg", &[("Ada Holm", Author), ("Bo Berg", Translation)]),
            ("Ada Holm (translated by Bo Berg)", &[("Ada Holm", Author), ("Bo Berg", Translation)]),
            ("Ada Holm (Traduction : Bo Berg)", &[("Ada Holm", Author), ("Bo Berg", Translation)]),
            ("Ada Holm; Übersetzung: Bo Berg", &[("Ada Holm", Author), ("Bo Berg", Translation)]),
            ("Ada Holm, traduit de l’anglais par Bo Berg", &[("Ada Holm", Author), ("Bo Berg", Translation)]),
            ("Ada Holm Photos by Bo Berg", &[("Ada Holm", Author), ("Photos by Bo Berg", Author)]),
            ("Ada Holm and photos by Bo Berg", &[("Ada Holm", Author), ("photos by Bo Berg", Author)]),
            ("Ada Holm / Illustration: Bo Berg", &[("Ada Holm", Author), ("Bo Berg", Help)]),
            ("Edited by Bo Berg | Ada Holm", &[("Bo Berg", Help), ("Ada Holm", Author)]),
            (
                "Reporting by Ada Holm; Editing by Bo Berg; Writing by Cy",
                &[("Reporting by Ada Holm", Author), ("Bo Berg", Help), ("Writing by Cy", Author)],
            ),
            ("Ada Holm Jr.", &[("Ada Holm Jr.", Author)]),
            ("Edited by", &[("Edited by", Author)]),
            ("Design Museum", &[("Design Museum", Author)]),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
        assert_eq!(in_brackets("Ada Holm (Illustration)"), Some(("Ada Holm", Help)));
        assert_eq!(in_brackets("Ada Holm (Text)"), None);
    }
}
