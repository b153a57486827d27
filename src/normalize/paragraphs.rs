//! Where a text's paragraphs begin.
//!
//! Blank lines divide paragraphs; in a text without them every line is one, unless the lines are those of a mail,
//! broken at a fixed width. Where a source glued paragraphs together, so that a sentence or a heading ends and the
//! next begins without a space, the break is restored and flagged. No character is ever lost or added but white
//! space.

mod abbreviations;
mod begin;
mod glue;
mod headings;
mod lines;
mod marks;
mod names;
mod places;
mod quotes;
mod seams;
mod words;

#[derive(Debug, Default, PartialEq)]
pub struct Paragraphs {
    pub paragraphs: Vec<String>,
    /// Some breaks were restored.
    pub inferred: bool,
}

/// Reads a text whose characters are clean already.
pub fn read(clean: &str) -> Paragraphs {
    glue::part(lines::blocks(clean))
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
    fn breaks_of_the_text_itself_are_not_inferred() {
        assert!(!read("One.\n\nTwo.\nThree.").inferred);
        assert_eq!(read(""), Paragraphs::default());
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
            assert_eq!(read(text), Paragraphs { paragraphs: vec![text.to_owned()], inferred: false });
        }
    }

    #[test]
    fn scripts_without_case_pass_untouched_where_no_space_follows_a_mark() {
        for text in ["新华社北京电。会议今天开幕。", "雨が降った。風も吹いた。", "ฝนตก.ลมแรง.น้ำท่วม"]
        {
            assert_eq!(paragraphs(text), [text]);
        }
    }
}
