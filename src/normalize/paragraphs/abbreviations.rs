//! Words whose full stop ends no sentence, from the list in `abbreviations.txt`.

use std::collections::HashMap;
use std::sync::LazyLock;

static LIST: &str = include_str!("abbreviations.txt");

/// No word of the list has more bytes.
const LONGEST: usize = 24;

/// What a word is, where a full stop follows it or stands before it. A word may be more than one thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    BeforeName,
    AfterArticle,
    Either,
    Exclaimed,
    BeforeNumber,
    Counted,
    Ending,
}

/// The titles of the list's parts.
const TITLES: [(&str, Kind); 7] = [
    ("before a name, as written", Kind::BeforeName),
    ("before a name, after an Italian article, as written", Kind::AfterArticle),
    ("either before a name or at the end of a sentence, as written", Kind::Either),
    ("names that end in an exclamation mark", Kind::Exclaimed),
    ("before a number, in small letters", Kind::BeforeNumber),
    ("what German counts: 5.Mai, 2.Bundesliga", Kind::Counted),
    ("ends of domains, files and firms, in small letters", Kind::Ending),
];

/// For each word a bit for each kind that it is of.
static WORDS: LazyLock<HashMap<&str, u8>> = LazyLock::new(|| {
    let mut words = HashMap::new();
    for (kind, word) in entries() {
        *words.entry(word).or_default() |= bit(kind);
    }
    words
});

fn entries() -> impl Iterator<Item = (Kind, &'static str)> {
    let mut kind = None;
    LIST.lines().filter(|line| !line.starts_with('#')).flat_map(move |line| {
        if let Some(title) = line.strip_prefix("= ") {
            kind = TITLES.iter().find(|(known, _)| *known == title).map(|&(_, kind)| kind);
        }
        let words = line.split_once(": ").filter(|_| !line.starts_with('=')).map_or("", |(_, words)| words);
        words.split_whitespace().filter_map(move |word| kind.map(|kind| (kind, word)))
    })
}

fn bit(kind: Kind) -> u8 {
    1 << kind as u8
}

fn is(word: &str, kind: Kind) -> bool {
    word.len() <= LONGEST && WORDS.get(word).is_some_and(|kinds| kinds & bit(kind) != 0)
}

/// `Mr`, `Prof`, `ул`; with `before`, what stands before the word.
pub fn before_name(word: &str, before: &str) -> bool {
    is(word, Kind::BeforeName) || is(word, Kind::AfterArticle) && ends_in_article(before)
}

/// `Inc`, `Jr`, `etc`: more may follow, or a new sentence.
pub fn may_end(word: &str) -> bool {
    is(word, Kind::Either)
}

/// `Yahoo!`
pub fn is_exclaimed(word: &str) -> bool {
    is(word, Kind::Exclaimed)
}

/// `Nr`, `vol`, `стр`.
pub fn before_number(word: &str) -> bool {
    word.len() <= LONGEST && is(&word.to_lowercase(), Kind::BeforeNumber)
}

/// A word that makes the number before it an ordinal.
pub fn is_counted(word: &str) -> bool {
    is(word, Kind::Counted)
}

/// The end of a domain, of a file's name or of a firm's: `Node.JS`, `Co.Ltd`.
pub fn is_name_ending(word: &str) -> bool {
    word.len() <= 4 && is(&word.to_lowercase(), Kind::Ending)
}

/// `il sen.Bianchi`, `l'on.Rossi`: without their article, such titles are words of other languages.
fn ends_in_article(before: &str) -> bool {
    const ARTICLES: [&str; 21] = [
        "al", "all", "alla", "allo", "dal", "dall", "dalla", "dallo", "dei", "del", "dell", "della", "dello",
        "gli", "i", "il", "l", "la", "lo", "un", "una",
    ];
    let Some(article) = before.strip_suffix([' ', '\'', '’']) else { return false };
    let article = super::words::last(article);
    ARTICLES.iter().any(|known| known.eq_ignore_ascii_case(article))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_of_the_list_is_read() {
        for (title, kind) in TITLES {
            assert!(LIST.contains(&format!("\n= {title}\n")), "{title}");
            assert!(entries().any(|(found, _)| found == kind), "{title}");
        }
        assert_eq!(LIST.matches("\n= ").count(), TITLES.len());
        assert!(entries().all(|(_, word)| word.len() <= LONGEST));
    }

    #[test]
    fn the_list_holds_words_of_letters_alone_and_each_once_in_a_line() {
        for (_, word) in entries() {
            assert!(word.chars().all(char::is_alphabetic), "{word}");
        }
        for line in LIST.lines().filter(|line| !line.starts_with(['#', '='])) {
            let mut words: Vec<_> = line.split_whitespace().collect();
            words.sort_unstable();
            assert!(words.windows(2).all(|pair| pair[0] != pair[1]), "{line}");
        }
    }

    #[test]
    fn the_case_of_an_abbreviation_before_names_counts() {
        assert!(before_name("Sen", "") && before_name("dr", ""));
        assert!(!before_name("sen", "för ") && !before_name("Haus", ""));
        assert!(before_name("sen", "con il ") && before_name("on", "l'") && !before_name("on", "go "));
    }
}
