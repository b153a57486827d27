//! `/dead-letters`: the last dead letters of a code, with the begin of their bytes, as text and in hex.

use std::fmt::Write as _;
use std::sync::Arc;

use maud::{Markup, html};

use super::explanation::Asked;
use super::figures::{bytes, moment};
use super::{Freshness, document};
use crate::dead_letter::Code;
use crate::metrics::{Letter, harmless};

pub fn link(code: Code) -> String {
    format!("/dead-letters?code={code}")
}

pub fn dead_letters(code: Code, letters: &[Arc<Letter>]) -> String {
    let content = html! {
        section.wide aria-labelledby="code" {
            h2 #code { "Dead letters: " (code) }
            @if letters.is_empty() { p { "This process had none of them." } }
            @for letter in letters { (one(letter)) }
            h3 { "The rest" }
            p { "All lie in " code { "topics.rejected" } ". After a fix they are sent back by:" }
            pre tabindex="0" { code { "copydesk replay --code " (code) " --dry-run" } }
        }
    };
    document(&format!("{code} – copydesk"), Freshness::Still, &content)
}

fn one(letter: &Letter) -> Markup {
    let origin = &letter.origin;
    html! {
        article {
            h3 {
                a href=(Asked::of(origin).link()) { (origin.topic) "/" (origin.partition) "/" (origin.offset) ", item " (origin.item) }
            }
            dl {
                dt { "Detail" } dd { bdi { (letter.detail) } " (" (letter.stage) ")" }
                dt { "Committed" } dd { (moment(letter.committed)) }
                dt { "Value" }
                dd {
                    @match letter.bytes {
                        None => "none",
                        Some(whole) if whole > letter.value.len() => {
                            (bytes(whole as u64)) ", of which the first " (bytes(letter.value.len() as u64))
                        }
                        Some(whole) => (bytes(whole as u64)),
                    }
                }
            }
            (shown("Key", &letter.key)) (shown("Value", &letter.value))
        }
    }
}

fn shown(what: &str, bytes: &[u8]) -> Markup {
    html! {
        @if !bytes.is_empty() {
            details open {
                summary { (what) " as text" }
                pre tabindex="0" { (text(bytes)) }
            }
            details {
                summary { (what) " in hex" }
                pre tabindex="0" { (hex(bytes)) }
            }
        }
    }
}

/// Of any bytes, with their lines.
fn text(bytes: &[u8]) -> String {
    let keep_lines = |c: char| if ['\n', '\t'].contains(&c) { c } else { harmless(c) };
    String::from_utf8_lossy(bytes).chars().map(keep_lines).collect()
}

/// As `hexdump -C` has it: offset, bytes, and what of them is ASCII.
fn hex(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (line, bytes) in bytes.chunks(16).enumerate() {
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let is_visible = |byte: u8| byte.is_ascii_graphic() || byte == b' ';
        let ascii = bytes.iter().map(|&byte| if is_visible(byte) { char::from(byte) } else { '.' });
        let ascii: String = ascii.collect();
        writeln!(text, "{:08x}  {:<47}  |{ascii}|", line * 16, hex.join(" "))
            .expect("a string takes everything");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_shown_as_text_and_as_what_they_are() {
        let bytes = b"<script>\x00\xff\n\tz\x1b[2J";
        assert_eq!(text(bytes), "<script>��\n\tz�[2J");
        let lines = hex(bytes);
        let lines: Vec<_> = lines.lines().collect();
        assert_eq!(lines[0], "00000000  3c 73 63 72 69 70 74 3e 00 ff 0a 09 7a 1b 5b 32  |<script>....z.[2|");
        assert_eq!(lines[1], "00000010  4a                                               |J|");
        assert_eq!(hex(b""), "");
    }
}
