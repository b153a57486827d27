//! Places where two paragraphs may have been glued: an end and a beginning without a space between.

use super::abbreviations;
use super::begin::{self, After, Begin, With};
use super::marks;
use super::places;
use super::quotes::{Role, Roles, is_quote};
use super::words;

#[derive(Clone, Copy, Debug)]
pub struct Seam {
    /// The byte position where the next paragraph begins.
    pub at: usize,
    pub kind: Kind,
}

/// What speaks for a lost break.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A sentence ends and the next begins: nothing but a lost break explains it.
    Sentence,
    /// Likely, where the text has other seams.
    Loose,
    /// A speech after a dash: a new one, or the same going on after the words of its author.
    Speech,
    /// After one or two capitals, an abbreviation or `Yahoo!`: within a name, or the end of a sentence.
    Initials,
    /// A lower-case letter before an upper-case one: the end of a heading, or a brand.
    Heading,
    /// The end of a heading in capitals.
    Capitals,
}

/// From the beginning of the text to its end.
pub fn of(text: &str) -> Vec<Seam> {
    let mut seams = Vec::new();
    let mut roles = Roles::new(text);
    places::each(text.as_bytes(), |at| {
        seams.extend(kind(text, at, &mut roles).map(|kind| Seam { at, kind }));
    });
    seams
}

/// Kept out of the search for places, which is a tight loop over all bytes.
#[inline(never)]
fn kind(text: &str, at: usize, roles: &mut Roles<'_>) -> Option<Kind> {
    let (before, after) = text.split_at_checked(at)?;
    let first = after.chars().next()?;
    // Most letters beyond ASCII end here.
    if first.is_lowercase() {
        return None;
    }
    let last = before.chars().next_back()?;
    if last.is_uppercase() && first.is_uppercase() {
        return heading_in_capitals(before, after);
    }
    let begin = begin::read(after)?;
    let (body, is_closed) = without_closing(before)?;
    let kind = end(body, is_closed, &begin)?;
    // Roles are costly to tell, so they come last.
    let between = text.get(body.len()..text.len() - begin.text.len())?;
    let mut marks = between.char_indices().filter(|&(_, c)| is_quote(c)).map(|(i, c)| (body.len() + i, c));
    let right_role = |position| if position < at { Role::Closes } else { Role::Opens };
    marks.all(|(position, c)| roles.of(c, position) == right_role(position)).then_some(kind)
}

/// What stands before closing quotation marks and brackets, and whether there were any.
fn without_closing(before: &str) -> Option<(&str, bool)> {
    let mut body = before;
    for _ in 0..begin::MOST_MARKS {
        let Some(c) = body.chars().next_back() else { break };
        if !is_quote(c) && !matches!(c, ')' | ']') {
            break;
        }
        body = body.strip_suffix(c)?;
        if c == '»' {
            body = body.strip_suffix(' ').unwrap_or(body);
        }
    }
    Some((body, body.len() < before.len()))
}

/// What the character that ends `body` says of a seam before `begin`.
fn end(body: &str, is_closed: bool, begin: &Begin<'_>) -> Option<Kind> {
    let last = body.chars().next_back()?;
    let stem = body.strip_suffix(last)?;
    match begin.with {
        With::Caseless => match last {
            '.' => caseless_stop(stem, is_closed, begin).then_some(Kind::Sentence),
            '…' => None,
            last => marks::ends_sentence(last).then_some(Kind::Sentence),
        },
        With::Bullet => {
            let ends =
                is_closed || marks::ends_sentence(last) || matches!(last, ';' | ':') || last.is_lowercase();
            ends.then_some(Kind::Loose)
        }
        With::Number => {
            let ends = marks::ends_sentence(last) && (last != '.' || ends_before_number(stem, is_closed));
            (ends && begin::is_first_number(begin.text)).then_some(Kind::Loose)
        }
        With::Word | With::Capitals if begin.after == After::Dash => {
            let ends = marks::ends_sentence(last) || last == ':';
            (ends && words::has_letters(words::last(stem), 2)).then_some(Kind::Speech)
        }
        With::Word | With::Capitals => end_before_word(stem, last, is_closed, begin),
    }
}

fn end_before_word(stem: &str, last: char, is_closed: bool, begin: &Begin<'_>) -> Option<Kind> {
    match last {
        '.' => full_stop(stem, is_closed, begin),
        '…' => Some(Kind::Loose),
        '!' if abbreviations::is_exclaimed(words::last(stem)) => Some(Kind::Initials),
        '!' | '?' => (!is_address(stem, begin.text)).then_some(Kind::Sentence),
        ':' | ';' => {
            let word = words::last(stem);
            // `Bürger:Innen` is one word.
            let is_word = words::has_letters(word, 2) && word.ends_with(char::is_lowercase);
            (is_word && words::first(begin.text) != "Innen").then_some(Kind::Loose)
        }
        mark if marks::ends_sentence(mark) => Some(Kind::Sentence),
        _ if begin.with == With::Capitals || begin.after == After::Bracket => None,
        _ if is_closed => Some(Kind::Loose),
        c => (c.is_lowercase() || c.is_ascii_digit() || c == '%').then_some(Kind::Heading),
    }
}

fn full_stop(stem: &str, is_closed: bool, begin: &Begin<'_>) -> Option<Kind> {
    let last = stem.chars().next_back()?;
    if is_address(stem, begin.text) {
        return None;
    }
    if last == '.' {
        return Some(Kind::Loose);
    }
    let word = words::last(stem);
    let next = words::first(begin.text);
    if last.is_lowercase() {
        if !words::has_letters(word, 2) {
            return lone_letter(stem, word);
        }
        let before = stem.strip_suffix(word)?;
        let is_abbreviation = !is_closed && abbreviations::before_name(word, before);
        let is_name = words::is_capitalized(word) && abbreviations::is_name_ending(next);
        if is_abbreviation || is_name || has_inner_stop(words::last_run(stem)) {
            return None;
        }
        let may_go_on = !is_closed && abbreviations::may_end(word);
        return Some(if may_go_on { Kind::Initials } else { Kind::Sentence });
    }
    if last.is_uppercase() {
        if is_closed {
            return Some(Kind::Sentence);
        }
        let roman = word.chars().all(|c| matches!(c, 'I' | 'V' | 'X'));
        if words::has_letters(word, 3) && !roman {
            return Some(Kind::Loose);
        }
        let before = stem.strip_suffix(word)?.chars().next_back();
        return before.is_none_or(|c| c.is_whitespace() || c == '(').then_some(Kind::Initials);
    }
    if last.is_numeric() {
        return (!is_numbering(stem) && !abbreviations::is_counted(next)).then_some(Kind::Sentence);
    }
    (is_closed || is_quote(last) || matches!(last, ')' | ']' | '%')).then_some(Kind::Sentence)
}

/// `System.Text` goes on, as does a domain.
fn has_inner_stop(run: &str) -> bool {
    run.match_indices('.').any(|(at, _)| {
        let is_letter = |c: Option<char>| c.is_some_and(char::is_alphabetic);
        is_letter(run.get(..at).and_then(|before| before.chars().next_back()))
            && is_letter(run.get(at + 1..).and_then(|after| after.chars().next()))
    })
}

/// One letter that a sentence may end with: of a time (`9 p.m.`), a decade (`1920s`), a possessive.
fn lone_letter(stem: &str, word: &str) -> Option<Kind> {
    let before = stem.strip_suffix(word)?;
    let ends_time = word == "m" && (before.ends_with("a.") || before.ends_with("p."));
    let ends_word = before.ends_with(|c: char| c.is_ascii_digit() || matches!(c, '\'' | '’'));
    (ends_time || ends_word).then_some(Kind::Sentence)
}

/// The number of a list's entry: `1.Introduction` at the beginning, or after a sentence.
fn is_numbering(stem: &str) -> bool {
    let before = stem.trim_end_matches(|c: char| c.is_ascii_digit());
    if stem.len() - before.len() > 2 {
        return false;
    }
    let end = before.trim_end_matches([' ', '\n']);
    end.is_empty()
        || end.ends_with(|c| marks::ends_sentence(c) || matches!(c, ':' | ';' | ')' | '”' | '»' | '"'))
        || before.ends_with('\n')
}

fn ends_before_number(stem: &str, is_closed: bool) -> bool {
    let word = words::last(stem);
    let hyphenated = stem.strip_suffix(word).is_some_and(|before| before.ends_with('-'));
    let ends_sentence = is_closed
        || stem.ends_with([')', ']', '"', '”', '»', '%'])
        || words::has_letters(word, 3)
        || words::has_letters(word, 2) && (hyphenated || word.chars().all(begin::is_hangul));
    ends_sentence && !abbreviations::before_number(word)
}

/// In Korean a full stop also parts the words of a list, so the word must be one that ends sentences. Indic
/// scripts have a mark of their own, and use the full stop after initials that are more than a letter long.
fn caseless_stop(stem: &str, is_closed: bool, begin: &Begin<'_>) -> bool {
    let [first, last] = [begin.text.chars().next(), stem.chars().next_back()].map(Option::unwrap_or_default);
    let word = words::last(stem);
    if begin::is_indic(first) {
        false
    } else if begin::is_hangul(first) {
        is_closed || matches!(last, '다' | '요' | '까' | '죠') && words::has_letters(word, 2)
    } else {
        is_closed || begin::is_caseless(last) && words::has_letters(word, 3)
    }
}

/// `STRATEGIC CORRIDORSIn 2021`: the last capital begins a word in lower case.
fn heading_in_capitals(before: &str, after: &str) -> Option<Kind> {
    let word = words::last(before);
    let begins = after.chars().nth(1)?.is_lowercase() && begin::read(after)?.with == With::Word;
    (begins && words::has_letters(word, 4) && words::is_capitals(word)).then_some(Kind::Capitals)
}

/// A URL, the address of a mail box, or a call as in `Reader.Open(path)`.
fn is_address(stem: &str, next: &str) -> bool {
    let is_mail = |run: &str| run.find('@').is_some_and(|at| at > 0);
    let is_part = |run: &str| {
        let is_call = run.split_once('(').is_some_and(|(called, _)| called.contains(['.', '_', ':']));
        run.contains("://") || run.contains("www.") || is_call || is_mail(run)
    };
    let run = words::last_run(stem);
    let may_be_part = run.bytes().any(|byte| matches!(byte, b'/' | b'.' | b'@' | b'('));
    may_be_part && is_part(run) || is_mail(words::first_run(next))
}

#[cfg(test)]
mod tests {
    use super::super::{Paragraphs, read};

    fn assert_parted(text: &str, expected: &[&str]) {
        assert_eq!(read(text).paragraphs, expected);
    }

    fn assert_whole(text: &str) {
        assert_eq!(read(text), Paragraphs { paragraphs: vec![text.to_owned()], inferred: false });
    }

    #[test]
    fn a_mark_may_be_followed_by_closing_quotes_and_the_next_paragraph_opened_by_others() {
        assert_parted("Er kam.„Gut so!“Sie ging fort.", &["Er kam.", "„Gut so!“", "Sie ging fort."]);
        assert_parted("Han kom.»Godt!«Hun gik igen.", &["Han kom.", "»Godt!«", "Hun gik igen."]);
        assert_parted(
            "Il vint.« Bien ! »Elle partit vite.",
            &["Il vint.", "« Bien ! »", "Elle partit vite."],
        );
        assert_parted("Vino tarde.¿Y ahora? Nadie lo sabe.", &["Vino tarde.", "¿Y ahora? Nadie lo sabe."]);
    }

    #[test]
    fn abbreviations_end_no_sentence() {
        for text in [
            "So sagt es Dr.Meier, z.B.Kinder und St.Gallen bleiben.",
            "The firm Smith and Co.Ltd was sold by Mr.Jones in May.",
            "Так сказал проф.Иванов с ул.Садовая вчера.",
            "La S.p.A. del sig.Rossi e il dott.Verdi restano.",
        ] {
            assert_whole(text);
        }
    }

    #[test]
    fn abbreviations_of_many_languages_end_no_sentence() {
        for text in [
            "O sr.Silva e a dra.Costa chegaram com o eng.Dias.",
            "Ne parlano l'on.Rossi e il sen.Bianchi, poi Mons.Bello.",
            "Mötet börjar kl.Tio på st.Eriks torg.",
            "Пришли гр.Иванов и акад.Петров.",
            "Uvádí to např.Praha nebo tzv.Velká rada.",
            "So said Msgr.Bello and Cllr.Ash of St.Ives.",
            "Mówił o tym np.Kraków oraz ks.Nowak.",
            "Szerinte dr.Kiss és pl.Szeged is.",
            "Kata Kompol.Budi di Kec.Sari kemarin.",
            "Le dijo el Lic.Mora a la srta.Paz.",
        ] {
            assert_whole(text);
        }
    }

    #[test]
    fn after_a_word_that_may_end_a_sentence_only_a_common_word_begins_one() {
        assert_parted(
            "He left.The staff of Inc.Magazine, Yahoo!Japan and Lake Jr.High met the mayor.",
            &["He left.", "The staff of Inc.Magazine, Yahoo!Japan and Lake Jr.High met the mayor."],
        );
        assert_parted(
            "He left.She works for Acme Inc.The firm is old, the site new. So is Yahoo!The end.",
            &[
                "He left.",
                "She works for Acme Inc.",
                "The firm is old, the site new. So is Yahoo!",
                "The end.",
            ],
        );
    }

    #[test]
    fn a_title_that_is_a_word_elsewhere_needs_its_article() {
        assert_parted(
            "Vi går nu, sa hon sen.Nu är det sent.",
            &["Vi går nu, sa hon sen.", "Nu är det sent."],
        );
        assert_parted("We go on.Nobody asked.", &["We go on.", "Nobody asked."]);
    }

    #[test]
    fn a_closing_mark_stays_with_its_sentence() {
        assert_parted("He said no.”Then left.", &["He said no.”", "Then left."]);
        assert_parted("He said no.\"Then left.", &["He said no.\"", "Then left."]);
        assert_parted("sanoi hän.”Kyllä”, vastasi toinen.", &["sanoi hän.", "”Kyllä”, vastasi toinen."]);
    }

    #[test]
    fn ordinals_and_numberings_end_no_sentence() {
        assert_whole("Am 5.Mai begann die 2.Bundesliga wieder.");
        assert_whole("1.Introduction to the matter. 2.Methods of work. 3.Results of all.");
    }

    #[test]
    fn addresses_stay_whole() {
        assert_whole(
            "See www.Harbour.Example or https://a.example/Read.Me and write to Jo.Smith@Mail.Example today.",
        );
    }

    #[test]
    fn numbers_begin_paragraphs_but_decimals_footnotes_and_versions_do_not() {
        assert_parted(
            "It was so.The price fell to 3.50 again.2010 saw more of all.3) Nothing else.",
            &["It was so.", "The price fell to 3.50 again.", "2010 saw more of all.", "3) Nothing else."],
        );
        assert_parted(
            "It was so.The town fell.12 The rest stood.",
            &["It was so.", "The town fell.12 The rest stood."],
        );
        assert_parted("It was so.See fig.2 and vol.3 now.", &["It was so.", "See fig.2 and vol.3 now."]);
    }

    #[test]
    fn scripts_without_case_are_parted_after_their_own_marks() {
        assert_parted("وصل الوفد صباحا.وقال الوزير ذلك", &["وصل الوفد صباحا.", "وقال الوزير ذلك"]);
        assert_parted("हाट खुल गया।लोग आए।", &["हाट खुल गया।", "लोग आए।"]);
        assert_parted("비가 왔다.바람도 불었다.", &["비가 왔다.", "바람도 불었다."]);
        assert_parted("הגשם ירד.הרוח נשבה", &["הגשם ירד.", "הרוח נשבה"]);
        assert_parted("بارش آئی۔ہوا چلی۔", &["بارش آئی۔", "ہوا چلی۔"]);
    }

    #[test]
    fn initials_and_lists_in_scripts_without_case_stay_whole() {
        for text in ["श्री बी.जे.पटेल आए", "서울.부산.대구 지역", "أ.ف.ب وكالة", "د.أحمد قال"]
        {
            assert_whole(text);
        }
    }
}
