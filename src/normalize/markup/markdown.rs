//! Markdown, as scrapers for language models write it, as plain paragraphs.
//!
//! A text is Markdown where its marks say so beyond doubt: links with addresses, pictures, headings, words between pairs of
//! asterisks, fences. Then marks go and words stay, as they do where the same page was sent with its tags: pictures and
//! their descriptions go, links keep their words. Refuses single signs: `#hashtag`, `2 * 3`, a footnote's asterisk and
//! `snake_case` are text, in Markdown too.

mod inline;

use std::borrow::Cow;

/// So many signs make a text Markdown. One that is certain is enough.
const CERTAIN: usize = 2;
/// Longer lines that end without a mark go on in the next.
const WRAPPED_BYTES: usize = 50;
/// Signs that come to nothing so often are the text's.
const MOST_FAILURES: usize = 256;
/// Between the address of a page and its text, in what one reader prints.
const PREAMBLE: [&str; 2] = ["URL Source:", "Markdown Content:"];
const PREAMBLE_BYTES: usize = 1000;

/// Whether the text is Markdown. A glance tells most texts that are not.
pub fn is_clear(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut signs, mut failures) = (0, 0);
    let mut stars_until = 0;
    for at in memchr::memchr3_iter(b'#', b'*', b']', bytes) {
        let weight = match bytes.get(at) {
            Some(b'#') if begins_line(bytes, at) => heading_weight(text, at),
            Some(b'*') if at >= stars_until && bytes.get(at + 1) == Some(&b'*') => {
                let bold = inline::bold(text, at);
                stars_until = bold.map_or(at + 1, |end| end);
                usize::from(bold.is_some())
            }
            Some(b']') if bytes.get(at + 1) == Some(&b'(') => {
                usize::from(inline::address(text, at + 1).is_some()) * CERTAIN
            }
            _ => continue,
        };
        signs += weight;
        failures += usize::from(weight == 0);
        if signs >= CERTAIN {
            return true;
        }
        if failures > MOST_FAILURES {
            return false;
        }
    }
    memchr::memmem::find(bytes, b"```").is_some() || preamble(text).is_some()
}

fn begins_line(bytes: &[u8], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|before| bytes.get(before) == Some(&b'\n'))
}

/// A heading above a blank line is certain where it opens the text; elsewhere there are several.
fn heading_weight(text: &str, at: usize) -> usize {
    let line = text.get(at..).unwrap_or_default();
    let (line, below) = line.split_once('\n').unwrap_or((line, ""));
    let Some(heading) = heading(line) else { return 0 };
    let begins =
        heading.starts_with(|c: char| c.is_alphabetic() || matches!(c, '"' | '“' | '«' | '‘' | '*' | '['));
    let above = text.get(..at).unwrap_or_default();
    // Two marks and blank lines around are no script's comment.
    let is_apart = above.ends_with("\n\n") && line.starts_with("##");
    let opens = (is_apart || above.trim().is_empty()) && below.starts_with(['\n', '\r']);
    usize::from(begins) * if opens { CERTAIN } else { 1 }
}

/// The words of `## Heading ##`.
fn heading(line: &str) -> Option<&str> {
    let marks = line.bytes().take_while(|&byte| byte == b'#').count();
    let rest = line.get(marks..).filter(|_| (1..=6).contains(&marks))?;
    let words = rest.strip_prefix([' ', '\t'])?.trim();
    let without = words.trim_end_matches('#');
    let words = if without.ends_with(' ') || without.is_empty() { without.trim_end() } else { words };
    (!words.is_empty()).then_some(words)
}

/// `Title: …`, `URL Source: …`, `Markdown Content:`, with which a reader begins; the text after it.
fn preamble(text: &str) -> Option<&str> {
    let start = text.trim_start();
    if !start.starts_with("Title:") && !start.starts_with(PREAMBLE[0]) {
        return None;
    }
    let end = start.floor_char_boundary(PREAMBLE_BYTES);
    let head = start.get(..end)?;
    let at = head.find(PREAMBLE[1]).filter(|_| head.contains(PREAMBLE[0]))?;
    start.get(at + PREAMBLE[1].len()..)
}

/// Plain text with blank lines between paragraphs.
pub fn to_text(text: &str) -> String {
    let text = preamble(text).unwrap_or(text);
    let mut writer = Writer { text: String::with_capacity(text.len()), gap: "" };
    let mut fence: Option<&str> = None;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let bare = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        if let Some(open) = fence {
            if mark == Some(open) {
                fence = None;
            } else {
                writer.line(line.trim_end(), "\n");
            }
            continue;
        }
        if let Some(mark) = mark {
            fence = Some(mark);
            writer.part();
            continue;
        }
        if bare.is_empty() || is_rule(bare) || is_definition(bare) {
            writer.part();
            continue;
        }
        if let Some(heading) = heading(bare) {
            writer.part();
            writer.line(&inline::plain(heading), "\n\n");
            writer.part();
            continue;
        }
        writer.block(line, lines.peek().copied());
    }
    writer.text
}

struct Writer {
    text: String,
    /// What comes before the next line.
    gap: &'static str,
}

impl Writer {
    fn part(&mut self) {
        self.gap = "\n\n";
    }

    fn line(&mut self, line: &str, gap: &'static str) {
        if line.trim().is_empty() {
            return;
        }
        if !self.text.is_empty() {
            self.text.push_str(self.gap);
        }
        self.text.push_str(line);
        self.gap = gap;
    }

    /// A line of a paragraph, a list, a quotation or a table.
    fn block(&mut self, line: &str, next: Option<&str>) {
        let bare = without_quotation(line.trim());
        let (item, bare) = match item(bare) {
            Some(item) => (true, item),
            None => (false, bare),
        };
        if item {
            self.part();
        }
        let row = cells(bare);
        let plain = inline::plain(row.as_deref().unwrap_or(bare));
        let is_hard = line.ends_with("  ") || line.ends_with('\\');
        let goes_on = next.is_some_and(|next| {
            let next = next.trim();
            !next.is_empty() && self::item(next).is_none() && heading(next).is_none()
        });
        let is_wrapped = !is_hard
            && row.is_none()
            && goes_on
            && plain.len() >= WRAPPED_BYTES
            && !crate::normalize::phrases::ends_sentence(&plain);
        self.line(plain.trim_end_matches('\\').trim(), if is_wrapped { " " } else { "\n" });
    }
}

/// `---`, `***`, `===` and rows of a table's rule.
fn is_rule(line: &str) -> bool {
    let count = |mark: char| line.chars().filter(|c| *c == mark).count();
    let only = |marks: &str| line.chars().all(|c| marks.contains(c));
    (only("- ") && count('-') >= 3)
        || (only("* ") && count('*') >= 3)
        || (only("_ ") && count('_') >= 3)
        || (only("= ") && count('=') >= 3)
        || (only("|-: ") && count('-') >= 3)
}

/// `[1]: https://a.example/`.
fn is_definition(line: &str) -> bool {
    let Some((label, address)) = line.strip_prefix('[').and_then(|rest| rest.split_once("]:")) else {
        return false;
    };
    let address = address.trim_start().trim_start_matches('<');
    label.len() <= 40
        && (address.starts_with("http://") || address.starts_with("https://") || address.starts_with('/'))
}

fn without_quotation(mut line: &str) -> &str {
    while let Some(rest) = line.strip_prefix('>') {
        line = rest.trim_start();
    }
    line
}

/// What stands behind a bullet. Numbers stay: they may be the text's own.
fn item(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '*', '+'])?;
    rest.strip_prefix([' ', '\t']).map(str::trim_start).filter(|item| !item.is_empty())
}

/// The cells of a table's row, with tabs between them as tables with tags have.
fn cells(line: &str) -> Option<String> {
    let inner = line.strip_prefix('|')?.strip_suffix('|')?;
    Some(inner.split('|').map(str::trim).collect::<Vec<_>>().join("\t"))
}

/// A text that is Markdown and holds tags of HTML as well; each paragraph is read for itself, so that none is lost.
pub fn with_tags(text: &str, read: impl Fn(&str) -> String) -> Cow<'_, str> {
    if !text.contains('<') {
        return Cow::Borrowed(text);
    }
    let paragraphs: Vec<String> = text.split("\n\n").map(read).filter(|text| !text.is_empty()).collect();
    Cow::Owned(paragraphs.join("\n\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn clear_marks_make_markdown_and_single_signs_do_not() {
        for text in [
            "# Harbour opens\n\nThe harbour opened.",
            "Text.\n\n## Why now\n\nMore.\n\n## What next\n\nEnd.",
            "The harbour [opened](https://a.example/1) again.",
            "![Boats](https://a.example/b.jpg)\n\nThe harbour opened.",
            "Text.\n\n## Why now\n\nMore.",
            "**Rome.** The harbour opened, **the mayor** said.",
            "```\ncode\n```",
            "Title: Harbour opens\n\nURL Source: https://a.example/1\n\nMarkdown Content:\nThe harbour opened.",
        ] {
            assert!(is_clear(text), "{text}");
        }
        for text in [
            "#harbour #boats opened.",
            "# 1 seed lost.",
            "2 * 3 * 4 is 24, and a ** b is a power.",
            "*Names were changed.\n\nThe harbour opened.*",
            "f**k and s**t, the mayor said",
            "He said so [1](2) and [sic](!).",
            "It rose [+12] (see below).",
            "snake_case and __init__",
            "The harbour [opened] (again).",
            "Text.\n# Heading in a script",
            "",
        ] {
            assert!(!is_clear(text), "{text}");
        }
    }

    #[test]
    fn marks_go_and_words_stay() {
        for (text, plain) in [
            (
                "# Harbour opens #\n\nThe **harbour** opened [on Monday](https://a.example/1 \"title\").",
                "Harbour opens\n\nThe harbour opened on Monday.",
            ),
            ("![Boats](https://a.example/b.jpg)\n\nBoats at dawn", "Boats at dawn"),
            ("[![Boats](b.jpg)](https://a.example/)\nOne.", "One."),
            ("Harbour opens\n=====\n\nOne.\n\n---\n\nTwo.", "Harbour opens\n\nOne.\n\nTwo."),
            ("> The harbour\n> is open.", "The harbour\nis open."),
            ("- One\n- Two *three*\n\n1. Four", "One\n\nTwo three\n\n1. Four"),
            ("| Team | Points |\n|---|---|\n| A | 3 |", "Team\tPoints\n\nA\t3"),
            ("One  \ntwo\\\nthree", "One\ntwo\nthree"),
            ("Costs \\$5 \\* 2 and \\#1\\.", "Costs $5 * 2 and #1."),
            ("```\nlet a = *b;\n```\n\nOne.", "let a = *b;\n\nOne."),
            ("See [the text][1] there.\n\n[1]: https://a.example/", "See the text there."),
            (
                "The harbour of the old town was opened again on Monday and\nboats left.",
                "The harbour of the old town was opened again on Monday and boats left.",
            ),
            ("Title: T\n\nURL Source: https://a.example/1\n\nMarkdown Content:\n# T\n\nOne.", "T\n\nOne."),
            (
                "#hashtag and snake_case, 2 * 3 * 4, [sic], [1]",
                "#hashtag and snake_case, 2 * 3 * 4, [sic], [1]",
            ),
            (
                "One.\n\n[Read (more)](https://a.example/a_(b)) `code` ~~gone~~ ***both*** __bold__ _it_",
                "One.\n\nRead (more) code gone both bold it",
            ),
        ] {
            assert_eq!(to_text(text), plain, "{text}");
        }
    }

    #[test]
    fn hostile_marks_cost_little() {
        for mark in ["[", "![", "](", "**", "*a ", "`", "[a](", "\\", "> ", "<"] {
            let text = mark.repeat(200_000);
            is_clear(&text);
            to_text(&text);
        }
    }

    proptest! {
        #[test]
        fn nothing_panics_and_no_word_is_lost(text in "(#|\\*|_|`|\\[|\\]|\\(|\\)|!|>|-|\\\\|\n| |w[0-9]|é|https://a.example/){0,50}") {
            is_clear(&text);
            to_text(&text);
        }

        #[test]
        fn words_without_marks_stay(words in prop::collection::vec("[a-z]{1,8}", 1..12)) {
            let text = words.join(" ");
            prop_assert_eq!(to_text(&text), text);
        }
    }
}
