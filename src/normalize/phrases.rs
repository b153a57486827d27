//! Phrases by which a line or a text is known, kept in data files by language.
//!
//! Owns the form in which texts and phrases are compared, and the reading of the files: one phrase a line, `#`
//! begins a comment, `!` marks a phrase (what that means is said in the file), `^` lets the mark count only where a
//! sentence begins so, `*` at the end lets its last word go on. Promises that looking up costs the length of the line, not the number of phrases. The form is for
//! comparing only: nothing folded is ever stored.

use crate::words::is_letter_or_digit;

/// What becomes of digits in the folded form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Digits {
    Keep,
    /// "our 842 partners" and "our partners" are the same phrase.
    Drop,
}

/// A phrase of a data file, folded, without the spaces around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    pub text: String,
    pub marked: bool,
    /// The mark counts only where a sentence begins so.
    pub begins: bool,
    /// The last word may go on.
    pub open: bool,
}

/// The phrases of a data file.
pub fn read(file: &str) -> impl Iterator<Item = Phrase> + '_ {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')).map(|line| {
        let (marked, line) = line.strip_prefix('!').map_or((false, line), |rest| (true, rest));
        let (begins, line) = line.trim_start().strip_prefix('^').map_or((false, line), |rest| (true, rest));
        let (open, line) = line.strip_suffix('*').map_or((false, line), |rest| (true, rest));
        Phrase { text: fold(line, Digits::Keep).trim().to_owned(), marked, begins, open }
    })
}

/// Letters and digits in lower case, one space between words, one before the first and one after the last.
/// Spellings that differ by writer only (accents, Arabic alifs, Russian ё, width) become one.
pub fn fold(text: &str, digits: Digits) -> String {
    let mut folded = String::with_capacity(text.len() + 2);
    folded.push(' ');
    for c in text.chars() {
        match c {
            'a'..='z' => folded.push(c),
            'A'..='Z' => folded.push(c.to_ascii_lowercase()),
            '0'..='9' | '\u{ff10}'..='\u{ff19}' if digits == Digits::Keep => push_folded(c, &mut folded),
            '\u{ff10}'..='\u{ff19}' => push_gap(&mut folded),
            c if !c.is_ascii() && is_ideograph(c) => folded.push(c),
            c if c.is_ascii() || is_gap(c) => {
                push_gap(&mut folded);
            }
            c => push_folded(c, &mut folded),
        }
    }
    push_gap(&mut folded);
    folded
}

fn push_gap(folded: &mut String) {
    if !folded.ends_with(' ') {
        folded.push(' ');
    }
}

/// Letters that have neither case nor spellings: most of a Chinese, Japanese or Korean text.
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

fn is_gap(c: char) -> bool {
    !is_letter_or_digit(c) && !is_silent(c)
}

/// Marks within words: accents on their own, vowel points, joiners, signs of Indian scripts and of Thai.
fn is_silent(c: char) -> bool {
    match c {
        '\u{ad}'
        | '\u{300}'..='\u{36f}'
        | '\u{591}'..='\u{5c7}'
        | '\u{640}'
        | '\u{64b}'..='\u{65f}'
        | '\u{200b}'..='\u{200f}' => true,
        '\u{900}'..='\u{e7f}' => !c.is_alphanumeric() && !matches!(c, '\u{964}' | '\u{965}'),
        _ => false,
    }
}

fn push_folded(c: char, folded: &mut String) {
    match c {
        c if is_silent(c) => {}
        // The full-width forms of East Asian type, which stand at a fixed distance from ASCII.
        '\u{ff10}'..='\u{ff5a}' => {
            let narrow = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c);
            folded.push(narrow.to_ascii_lowercase());
        }
        c => folded.extend(c.to_lowercase().filter(|c| !is_silent(*c)).map(super::letters::base)),
    }
}

/// How a line ends, where it ends as a sentence does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    Stop,
    Ellipsis,
    Question,
    Exclamation,
}

/// The one place that knows the marks at the ends of sentences, in all scripts; quotes and brackets may follow them.
pub fn end(line: &str) -> Option<End> {
    let line = line.trim_end_matches(|c: char| c.is_whitespace() || is_closer(c));
    let mut back = line.chars().rev();
    let last = back.next()?;
    let before = back.find(|c| !c.is_whitespace());
    match last {
        '.' if before == Some('.') => Some(End::Ellipsis),
        '…' | '⋯' | '‥' => Some(End::Ellipsis),
        // Latin and Greek; East Asian; Indian and Urdu; Armenian, Ethiopic, Burmese, Khmer, Tibetan, Mongolian, Ol
        // Chiki, Javanese, Syriac, Tifinagh's and Canadian's.
        '.' | '。' | '．' | '｡' | '﹒' | '।' | '॥' | '۔' | '։' | '።' | '፨' | '။' | '។' | '៕' | '៚' | '།'
        | '༎' | '᠃' | '᠉' | '᱾' | '᱿' | '꧉' | '܁' | '܂' | '᙮' | '෴' => Some(End::Stop),
        '?' | '？' | '؟' | '﹖' | '፧' | '⁇' | '⁈' | '՞' | '\u{37e}' | '‽' | '⸮' => {
            Some(End::Question)
        }
        '!' | '！' | '﹗' | '‼' | '⁉' | '՜' | '߹' => Some(End::Exclamation),
        // The keyboard's colon and semicolon stand for the Armenian stop and the Greek question mark.
        ':' if before.is_some_and(|c| matches!(c, '\u{531}'..='\u{587}')) => Some(End::Stop),
        ';' if before.is_some_and(|c| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}')) => {
            Some(End::Question)
        }
        _ => None,
    }
}

/// Ends as a sentence does.
pub fn ends_sentence(line: &str) -> bool {
    end(line).is_some()
}

/// Stands between sentences; a semicolon or a colon may do so in some scripts only.
pub fn is_terminal(c: char) -> bool {
    !matches!(c, ':' | ';') && end(c.encode_utf8(&mut [0; 4])).is_some()
}

fn is_closer(c: char) -> bool {
    is_quote(c) || matches!(c, '\'' | '’' | '‘' | ')' | ']' | '）' | '］' | '】' | '〕' | '*')
}

/// Marks of quotation, apart from those that are apostrophes too.
pub fn is_quote(c: char) -> bool {
    matches!(
        c,
        '"' | '“'
            | '”'
            | '„'
            | '‟'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '「'
            | '」'
            | '『'
            | '』'
            | '《'
            | '》'
            | '〈'
            | '〉'
            | '＂'
            | '｢'
            | '｣'
            | '〝'
            | '〟'
            | '״'
    )
}

/// Somebody is quoted, or a work is named: not what furniture does.
pub fn has_quotation(text: &str) -> bool {
    text.chars().any(is_quote)
}

/// The beginning of a text, cut between characters.
pub fn head(text: &str, bytes: usize) -> &str {
    let mut end = bytes.min(text.len());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default()
}

/// The end of a text, cut between characters.
pub fn tail(text: &str, bytes: usize) -> &str {
    let mut start = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}

/// Phrases to look lines up in: the whole line, or how it begins.
#[derive(Debug)]
pub struct Lines {
    sorted: Vec<Phrase>,
    /// Whether any phrase begins so: spares most lines the search.
    beginnings: Vec<bool>,
}

impl Lines {
    pub fn read(files: &[&str]) -> Self {
        let mut sorted: Vec<Phrase> = files.iter().flat_map(|file| read(file)).collect();
        sorted.sort_by(|a, b| a.text.cmp(&b.text).then(b.marked.cmp(&a.marked)));
        sorted.dedup_by(|a, b| a.text == b.text);
        let mut beginnings = vec![false; BEGINNINGS];
        for phrase in &sorted {
            if let Some(begins) = beginnings.get_mut(beginning(&phrase.text)) {
                *begins = true;
            }
        }
        Self { sorted, beginnings }
    }

    /// The phrase that a folded line is.
    pub fn exact(&self, folded: &str) -> Option<&Phrase> {
        let at = self.sorted.binary_search_by(|phrase| phrase.text.as_str().cmp(folded.trim())).ok()?;
        self.sorted.get(at)
    }

    /// The longest phrase with which a folded line begins. In scripts with spaces it ends where a word ends.
    pub fn opening(&self, folded: &str) -> Option<&Phrase> {
        let line = folded.trim_start();
        if !self.beginnings.get(beginning(line)).copied().unwrap_or_default() {
            return None;
        }
        let mut sought = line;
        // What precedes a line in order either begins it, or shares a shorter beginning with it: each step
        // shortens what is sought, so the loop ends.
        loop {
            let after = self.sorted.partition_point(|phrase| phrase.text.as_str() <= sought);
            let before = self.sorted.get(after.checked_sub(1)?)?;
            if let Some(rest) = line.strip_prefix(before.text.as_str())
                && (before.open || ends_word(&before.text, rest))
            {
                return Some(before);
            }
            let shared = shared_length(sought, &before.text);
            // A phrase that ends within a word is no match; one character less finds those before it.
            let next = sought.get(..shared)?;
            sought = if next.len() < sought.len() { next } else { without_last(next) };
            if sought.is_empty() {
                return None;
            }
        }
    }

    /// The words of all phrases.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.sorted.iter().flat_map(|phrase| phrase.text.split(' '))
    }

    #[cfg(test)]
    pub fn iter(&self) -> impl Iterator<Item = &Phrase> {
        self.sorted.iter()
    }
}

/// How many beginnings are told apart: a power of two well above the number of different ones.
pub const BEGINNINGS: usize = 1 << 12;

/// A hash of the first three bytes, of the first word only: a phrase may end there, and the line go on.
pub fn beginning(text: &str) -> usize {
    let mut bytes = text.bytes().take_while(|&byte| byte != b' ').map(usize::from);
    let mut next = || bytes.next().unwrap_or_default();
    let (first, second, third) = (next(), next(), next());
    (first ^ (second << 3) ^ (third << 6) ^ (third >> 3)) % BEGINNINGS
}

/// Whether a word may end between a phrase and what follows it: at a space, and beside a letter of a script that
/// sets none.
pub fn ends_word(phrase: &str, rest: &str) -> bool {
    let at_edge = |c: Option<char>| c.is_some_and(|c| c == ' ' || is_unspaced(c));
    rest.is_empty() || at_edge(rest.chars().next()) || at_edge(phrase.chars().next_back())
}

/// Letters of scripts that set no spaces between words.
pub fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}')
}

fn shared_length(a: &str, b: &str) -> usize {
    a.chars().zip(b.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

fn without_last(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next_back();
    chars.as_str()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn setting_and_spelling_make_no_difference() {
        assert_eq!(fold("  L’Article, (2)!", Digits::Keep), " l article 2 ");
        assert_eq!(fold("our 842 partners", Digits::Drop), " our partners ");
        assert_eq!(fold("ЕЩЁ Ｎｅｗｓ", Digits::Keep), " еще news ");
        assert_eq!(fold("İlginizi TIKLA tıkla", Digits::Keep), " ilginizi tikla tikla ");
        assert_eq!(fold("ΔΙΑΒΑΣΤΕ ΕΠΊΣΗΣ", Digits::Keep), fold("διαβάστε επίσης", Digits::Keep));
        assert_eq!(fold("A lire", Digits::Keep), fold("À LIRE", Digits::Keep));
        assert_eq!(fold("", Digits::Keep), " ");
    }

    #[test]
    fn marks_and_open_ends_are_read() {
        let phrases: Vec<Phrase> = read("# note\n\n! Read also\ncookie*\n!^ for members\n").collect();
        let phrase = Phrase { text: "read also".into(), marked: true, begins: false, open: false };
        assert_eq!(phrases[0], phrase);
        assert_eq!(phrases[1], Phrase { text: "cookie".into(), marked: false, open: true, ..phrase.clone() });
        assert_eq!(phrases[2], Phrase { text: "for members".into(), begins: true, ..phrase });
    }

    #[test]
    fn the_longest_opening_is_found_and_only_at_the_end_of_a_word() {
        let lines = Lines::read(&["read\nread more\nread more stories\n! 関連記事\nre\n"]);
        let opening = |line: &str| lines.opening(&fold(line, Digits::Keep)).map(|phrase| phrase.text.clone());
        assert_eq!(opening("Read more stories here").as_deref(), Some("read more stories"));
        assert_eq!(opening("Read more storytelling").as_deref(), Some("read more"));
        assert_eq!(opening("Reading room"), None);
        assert_eq!(opening("関連記事三本").as_deref(), Some("関連記事"));
        assert_eq!(opening(""), None);
    }

    #[test]
    fn sentences_end_in_every_script() {
        for line in [
            "It opened.",
            "It opened.”",
            "港が開いた。",
            "हर सुबह।",
            "صبح ہوئی۔",
            "Նավահանգիստը բացվեց։",
            "Նավահանգիստը բացվեց:",
            "ወደቡ ተከፈተ።",
            "ဆိပ်ကမ်းဖွင့်သည်။",
            "កំពង់ផែបើក។",
            "And then…",
            "And then...",
            "Why?",
            "Γιατί;",
            "لماذا؟",
            "Now!",
        ] {
            assert!(ends_sentence(line), "{line}");
        }
        for line in ["Harbour opens", "These are:", "one;", "one,", "", "”"] {
            assert!(!ends_sentence(line), "{line}");
        }
        assert_eq!(
            (end("So..."), end("So?)"), end("So!")),
            (Some(End::Ellipsis), Some(End::Question), Some(End::Exclamation))
        );
    }

    #[test]
    fn texts_are_cut_between_characters() {
        assert_eq!((head("aé", 2), tail("éa", 2)), ("a", "a"));
        assert_eq!((head("aé", 9), tail("éa", 9)), ("aé", "éa"));
    }

    proptest! {
        #[test]
        fn an_opening_is_what_a_plain_search_finds(line in "[ab ]{0,12}") {
            let lines = Lines::read(&["a\nab\na b\nb a b\nabb\nba\n"]);
            let folded = fold(&line, Digits::Keep);
            let plain = lines
                .iter()
                .filter(|phrase| {
                    folded.trim_start().strip_prefix(&phrase.text).is_some_and(|rest| ends_word(&phrase.text, rest))
                })
                .max_by_key(|phrase| phrase.text.len());
            prop_assert_eq!(lines.opening(&folded), plain);
        }
    }
}
