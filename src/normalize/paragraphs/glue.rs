//! Parts what was glued, where the whole text speaks for it.
//!
//! One sentence that certainly ends without a space shows that a source lost breaks; only then weaker signs count.
//! A text whose writer spares spaces anyhow stays whole.

use super::Paragraphs;
use super::headings::{self, Vocabulary};
use super::seams::{self, Kind, Seam};

pub fn part(blocks: Vec<String>) -> Paragraphs {
    let seams: Vec<Vec<Seam>> = blocks.iter().map(|block| seams::of(block)).collect();
    let count = |kinds: &[Kind]| seams.iter().flatten().filter(|seam| kinds.contains(&seam.kind)).count();
    let certain = count(&[Kind::Sentence, Kind::Speech]);
    if certain == 0 || blocks.iter().any(|block| spares_spaces(block)) {
        return Paragraphs { paragraphs: blocks, inferred: false };
    }
    // A heading stands above paragraphs that end. Many inner capitals else are a custom: `kuBafana`, `getName`.
    let has_headings = count(&[Kind::Heading]) <= 2 * certain + 1;

    let mut vocabulary = Vocabulary::of(&blocks);
    let mut read = Paragraphs::default();
    for (block, seams) in blocks.iter().zip(&seams) {
        let mut rest = block.as_str();
        for seam in seams {
            let at = rest.len() - (block.len() - seam.at);
            let Some((paragraph, next)) = rest.split_at_checked(at) else { continue };
            let parts = match seam.kind {
                Kind::Sentence | Kind::Loose => true,
                Kind::Speech => !is_interrupted_speech(paragraph),
                Kind::Initials => headings::begins_sentence(next, &mut vocabulary),
                Kind::Heading => has_headings && headings::ends(paragraph, next, &mut vocabulary),
                Kind::Capitals => headings::is_heading(paragraph),
            };
            if parts {
                read.paragraphs.push(paragraph.to_owned());
                read.inferred = true;
                rest = next;
            }
        }
        if !rest.is_empty() {
            read.paragraphs.push(rest.to_owned());
        }
    }
    read
}

/// A writer who sets no space after commas sets none after full stops: there a missing space shows nothing.
fn spares_spaces(text: &str) -> bool {
    let [mut glued, mut spaced] = [0, 0];
    for (at, comma) in text.match_indices(',').chain(text.match_indices('،')) {
        let after = text.get(at + comma.len()..).and_then(|after| after.chars().next());
        spaced += usize::from(after == Some(' '));
        glued += usize::from(after.is_some_and(char::is_alphabetic));
    }
    glued >= 2 && glued > spaced
}

/// `— Yes,— said the guest.— And you?` is one speech: its author's words stand between two dashes.
fn is_interrupted_speech(paragraph: &str) -> bool {
    const DASHES: [char; 3] = ['—', '–', '-'];
    if !paragraph.starts_with(DASHES) {
        return false;
    }
    let Some((speech, author)) = paragraph.rsplit_once(&DASHES[..2]) else { return false };
    speech.trim_end().ends_with([',', '!', '?', '…', '.'])
        && author.trim_start().starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::super::{Paragraphs, read};

    fn paragraphs(text: &str) -> Vec<String> {
        read(text).paragraphs
    }

    fn assert_whole(text: &str) {
        assert_eq!(read(text), Paragraphs { paragraphs: vec![text.to_owned()], inferred: false });
    }

    #[test]
    fn weaker_signs_count_only_beside_a_certain_seam() {
        assert_whole("The report names three towns:Lund, Falun and Ystad. The rest was not read.");
        assert_eq!(
            paragraphs("The report came.It names three towns:Lund, Falun and Ystad. The rest was not read."),
            ["The report came.", "It names three towns:", "Lund, Falun and Ystad. The rest was not read."]
        );
    }

    #[test]
    fn a_writer_who_spares_spaces_glues_nothing() {
        assert_whole("we came late,as always,and saw it.Then we went home,tired.Nobody spoke of it.");
    }

    #[test]
    fn code_is_not_torn() {
        assert_whole("fn main() { let name = Reader.Open(path).Name; view.setName(name); }");
        assert_whole(
            "Use System.Text.Json, Report.Final.pdf or a.Foo_Bar in readMe of /usr/Share/doc today.",
        );
    }

    #[test]
    fn a_speech_after_a_dash_is_a_paragraph_unless_its_author_only_interrupts_it() {
        assert_eq!(
            paragraphs("Гость кивнул.— Я согласен,— сказал гость.— Но не сегодня.— А когда? Никто не знал."),
            ["Гость кивнул.", "— Я согласен,— сказал гость.— Но не сегодня.", "— А когда? Никто не знал."]
        );
        assert_eq!(paragraphs("Hun lo.- Det var fint, sa hun."), ["Hun lo.", "- Det var fint, sa hun."]);
    }

    #[test]
    fn no_character_is_lost() {
        let text = "Ein Satz.Noch einer!„Wirklich?“Ja, so ist es.Neue AufgabenDie Arbeit geht weiter, die Zeit auch.";
        assert_eq!(paragraphs(text).concat(), text);
    }

    proptest::proptest! {
        #[test]
        fn any_text_keeps_its_letters_in_order(text in "[A-Ca-cÄäЖж다的אا0-2 .!?:;…„“”»«\"'’()—\n-]{0,60}") {
            let shown = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            proptest::prop_assert_eq!(shown(&paragraphs(&text).concat()), shown(&text));
        }
    }
}
