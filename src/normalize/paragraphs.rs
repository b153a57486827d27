//! Where a text's paragraphs begin.
//!
//! Blank lines divide paragraphs; in a text without them every line is one. Where a source glued paragraphs
//! together, so that a sentence ends and the next begins without a space, the break is restored and flagged.

use super::text;

#[derive(Debug, Default, PartialEq)]
pub struct Paragraphs {
    pub paragraphs: Vec<String>,
    /// Some breaks were restored.
    pub inferred: bool,
}

pub fn read(body: &str) -> Paragraphs {
    let clean = text::characters(body);
    let mut read = Paragraphs::default();
    for block in blocks(&clean) {
        split_glued(&block, &mut read);
    }
    read
}

/// Lines with white space folded; joined into blocks by blank lines, where there are any between lines.
fn blocks(text: &str) -> Vec<String> {
    let lines: Vec<String> = text.trim().lines().map(text::fold_spaces).collect();
    let divided_by_blank_lines = lines.iter().any(String::is_empty);
    if !divided_by_blank_lines {
        return lines;
    }
    lines.split(String::is_empty).filter(|block| !block.is_empty()).map(|block| block.join("\n")).collect()
}

/// Only scripts with case show where a glued sentence begins; others pass through untouched.
fn split_glued(block: &str, read: &mut Paragraphs) {
    let mut rest = block;
    while let Some(at) = next_join(rest) {
        let (paragraph, next) = rest.split_at_checked(at).expect("a join lies between characters");
        read.paragraphs.push(paragraph.to_owned());
        read.inferred = true;
        rest = next;
    }
    if !rest.is_empty() {
        read.paragraphs.push(rest.to_owned());
    }
}

/// Byte position of the first glued sentence: a terminal mark, perhaps closing quotes, then at once a word that
/// begins in upper case.
fn next_join(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text.get(from..)?.find(['.', '!', '?', '…']) {
        let mark = from + found;
        let after_mark = text.get(mark..)?.chars().next().map(|c| mark + c.len_utf8())?;
        let closed = text.get(after_mark..)?;
        let quotes: usize =
            closed.chars().take_while(|&c| matches!(c, '”' | '»' | '"' | ')')).map(char::len_utf8).sum();
        let begin = after_mark + quotes;
        if ends_sentence(text.get(..mark)?) && begins_sentence(text.get(begin..)?) {
            return Some(begin);
        }
        from = after_mark;
    }
    None
}

/// Not an initial, an abbreviation of one letter, or a domain: the word before the mark has at least two letters
/// and ends in lower case; a number or a closing bracket may end a sentence too.
fn ends_sentence(before: &str) -> bool {
    let mut back = before.chars().rev();
    match back.next() {
        Some(last) if last.is_lowercase() => back.next().is_some_and(char::is_alphabetic),
        Some(last) => last.is_numeric() || matches!(last, ')' | '”' | '»' | '%'),
        None => false,
    }
}

/// A capitalized word of at least two letters with more text after it. `Co.Ltd` and `Node.JS` have none.
fn begins_sentence(after: &str) -> bool {
    let mut chars = after.chars().skip_while(|&c| matches!(c, '“' | '«' | '"' | '¿' | '¡' | '„' | '‘'));
    let capital = chars.next().is_some_and(char::is_uppercase);
    let Some(second) = chars.next() else { return false };
    let word_goes_on = second.is_lowercase() || second == ' ' || second == '\'' || second == '’';
    capital && word_goes_on && after.contains(' ')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<String> {
        read(text).paragraphs
    }

    #[test]
    fn blank_lines_divide_paragraphs_and_lines_within_stay() {
        assert_eq!(paragraphs("One\nstill one.\n\n \n\nTwo."), ["One\nstill one.", "Two."]);
    }

    #[test]
    fn without_blank_lines_every_line_is_a_paragraph() {
        assert_eq!(paragraphs("One.\nTwo.\n"), ["One.", "Two."]);
    }

    #[test]
    fn glued_sentences_are_parted_and_flagged() {
        let read = read("Lo ha confermato il portavoce Aldo Rossi.Il treno è partito. Poi è tornato.");
        assert_eq!(
            read.paragraphs,
            ["Lo ha confermato il portavoce Aldo Rossi.", "Il treno è partito. Poi è tornato."]
        );
        assert!(read.inferred);
        assert_eq!(paragraphs("Это лучше.Теперь всё иначе."), ["Это лучше.", "Теперь всё иначе."]);
        assert_eq!(paragraphs("“So it is.”The end of it."), ["“So it is.”", "The end of it."]);
        assert_eq!(paragraphs("It fell to 15.The rest stayed."), ["It fell to 15.", "The rest stayed."]);
    }

    #[test]
    fn initials_domains_decimals_and_times_are_left_alone() {
        for text in [
            "J.R.R. Tolkien and U.S.Army men met.",
            "Runs on Node.js and at a.example today.",
            "It rose 1.5 points at 14.30 hours.",
            "The firm Node.JS said so.",
            "Wait...what is it now?",
        ] {
            let read = read(text);
            assert_eq!(read.paragraphs, [text]);
            assert!(!read.inferred);
        }
    }

    #[test]
    fn scripts_without_case_pass_untouched() {
        let text = "新华社北京电。会议今天开幕。";
        assert_eq!(paragraphs(text), [text]);
    }
}
