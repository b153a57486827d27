//! The text of pages that are made by a program in the browser: their data stands in scripts.
//!
//! A last resort. Strings are looked for by their quotation marks and the key before them alone, since every program
//! has its own way to write its data. Of the keys whose text fits the page's description of itself, or that are named
//! as an article's text, the one with the longest text is taken: programs bring the words of their buttons and of their
//! terms as well.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::super::tree::{Element, NodeId, Tree};

use super::declared::skeleton;

/// Shorter strings are no paragraphs.
const PARAGRAPH_BYTES: usize = 120;
/// A shorter text is no article.
const TEXT_BYTES: usize = 400;
/// So much of the description must begin the text.
const OPENING_LETTERS: usize = 20;
/// Of fewer words, some stand in any text.
const FEWEST_WORDS: usize = 4;
/// More need not be looked for.
const MOST_WORDS: usize = 40;
/// Parts of the names of keys under which articles are.
const KEYS: &[&str] = &["body", "article", "story"];
/// A script within a string of a script: data that is sent in pieces.
const DEPTH: usize = 2;

/// The strings of one key, joined as paragraphs. May hold markup.
pub fn text(tree: &Tree, description: &str) -> Option<String> {
    let mut found = Found::default();
    for id in tree.descendants(Tree::ROOT) {
        let node = tree.node(id);
        if let Some(text) = node.text()
            && is_in_script(tree, node.parent)
        {
            found.read(text, DEPTH);
        }
    }
    found.longest(&Description::of(description))
}

/// What the page says of its article, for telling that from the other texts in its data.
struct Description {
    opening: String,
    words: Vec<String>,
}

impl Description {
    fn of(text: &str) -> Self {
        let is_telling = |word: &String| word.chars().nth(if word.is_ascii() { 4 } else { 1 }).is_some();
        Self {
            opening: skeleton(text).chars().take(OPENING_LETTERS).collect(),
            words: text.split_whitespace().map(skeleton).filter(is_telling).take(MOST_WORDS).collect(),
        }
    }

    /// Whether a text begins as the description does, or has most of its longer words.
    fn fits(&self, text: &str) -> bool {
        let text = skeleton(text);
        let is_long = self.opening.chars().nth(OPENING_LETTERS - 1).is_some();
        let found = self.words.iter().filter(|word| text.contains(word.as_str())).count();
        is_long && text.contains(&self.opening)
            || self.words.len() >= FEWEST_WORDS && found * 2 >= self.words.len()
    }
}

fn is_in_script(tree: &Tree, parent: Option<NodeId>) -> bool {
    let element = parent.and_then(|id| tree.node(id).element());
    element.is_some_and(|element| element.local_name() == "script" && !is_linked_data(element))
}

fn is_linked_data(element: &Element) -> bool {
    element.attribute("type").is_some_and(|kind| kind.contains("ld+json"))
}

/// Paragraphs by the key that they stand under, in the order of the page.
#[derive(Default)]
struct Found {
    paragraphs: HashMap<String, Vec<String>>,
    seen: HashSet<String>,
}

impl Found {
    fn read(&mut self, script: &str, depth: usize) {
        let mut key = "";
        let mut strings = Strings { rest: script };
        while let Some((string, is_key)) = strings.next() {
            if is_key {
                key = string;
                continue;
            }
            if string.len() < PARAGRAPH_BYTES {
                continue;
            }
            let text = unescape(string);
            if depth > 1 && text.contains("\":") {
                self.read(&text, depth - 1);
            } else if is_prose(&text) {
                self.keep(key, text.into_owned());
            }
        }
    }

    /// Programs send the same data twice, as text and as a script.
    fn keep(&mut self, key: &str, text: String) {
        if self.seen.insert(text.clone()) {
            self.paragraphs.entry(key.to_owned()).or_default().push(text);
        }
    }

    fn longest(self, description: &Description) -> Option<String> {
        let length = |paragraphs: &[String]| paragraphs.iter().map(String::len).sum::<usize>();
        let is_article = |key: &str, paragraphs: &[String]| {
            let key = key.to_ascii_lowercase();
            KEYS.iter().any(|word| key.contains(word)) || description.fits(&paragraphs.concat())
        };
        let all = self.paragraphs.into_iter().filter(|(key, paragraphs)| is_article(key, paragraphs));
        let (_, paragraphs) = all.max_by_key(|(key, paragraphs)| (length(paragraphs), key.clone()))?;
        (length(&paragraphs) >= TEXT_BYTES).then(|| paragraphs.join("\n\n"))
    }
}

/// The strings of a script in double quotes, each with whether it is a key.
struct Strings<'a> {
    rest: &'a str,
}

impl<'a> Strings<'a> {
    fn next(&mut self) -> Option<(&'a str, bool)> {
        let (_, behind) = self.rest.split_once('"')?;
        let mut is_escaped = false;
        let end = behind.bytes().position(|byte| {
            let ends = byte == b'"' && !is_escaped;
            is_escaped = byte == b'\\' && !is_escaped;
            ends
        })?;
        let (string, rest) = behind.split_at_checked(end)?;
        self.rest = rest.strip_prefix('"').unwrap_or_default();
        Some((string, self.rest.trim_start().starts_with(':')))
    }
}

fn unescape(string: &str) -> Cow<'_, str> {
    if !string.contains('\\') {
        return Cow::Borrowed(string);
    }
    let quoted = format!("\"{string}\"");
    serde_json::from_str(&quoted).map_or(Cow::Borrowed(string), Cow::Owned)
}

/// Sentences, or markup that holds some; no code, addresses or styles.
fn is_prose(text: &str) -> bool {
    let (mut letters, mut spaces, mut signs) = (0, 0, 0);
    for c in text.chars() {
        letters += usize::from(c.is_alphabetic());
        spaces += usize::from(c.is_whitespace());
        signs += usize::from(matches!(c, '{' | '}' | '[' | ']' | '=' | '_' | '\\' | '%' | '#' | '|' | '+'));
    }
    let is_spaced = spaces * 20 >= letters || !text.is_ascii();
    is_spaced && signs * 20 < letters && super::weigh::has_sentence(text)
}

#[cfg(test)]
mod tests {
    use super::super::super::tree;
    use super::*;

    const SENTENCE: &str = "The harbour of the old town was closed on Monday, the port said. Nobody was hurt in the fall of \
                            the crane, which had stood there since 1930.";

    fn of_script(script: &str) -> Option<String> {
        text(
            &tree(&format!("<body><script>{script}</script></body>")),
            "The harbour of the old town was closed",
        )
    }

    #[test]
    fn the_key_with_the_longest_text_is_the_article() {
        let paragraphs: Vec<String> = (0..4).map(|number| format!("{SENTENCE} {number}")).collect();
        let story: Vec<_> = paragraphs.iter().map(|text| serde_json::json!({ "text": text })).collect();
        let data = serde_json::json!({ "teaser": SENTENCE, "story": story });
        assert_eq!(of_script(&data.to_string()), Some(paragraphs.join("\n\n")));
    }

    #[test]
    fn words_of_buttons_and_terms_are_no_article() {
        let terms = "We and our partners store data on your device, if you agree. You may change your mind. "
            .repeat(8);
        let script = serde_json::json!({ "label": terms }).to_string();
        assert_eq!(of_script(&script), None);
        assert_eq!(of_script(&script.replace("label", "articleBody")), Some(terms));
    }

    #[test]
    fn data_sent_as_a_string_is_read_once() {
        let long = [SENTENCE; 4].join(" ");
        let data = serde_json::json!({ "body": long }).to_string();
        let script = format!("push({}); let a = {data};", serde_json::Value::from(data.clone()));
        assert_eq!(of_script(&script), Some(long));
    }

    #[test]
    fn code_addresses_and_short_texts_are_no_article() {
        let code = "if (a[0] == b[1]) { c = d + e; } ".repeat(40);
        assert_eq!(of_script(&serde_json::json!({ "code": code }).to_string()), None);
        let address = format!("https://paper.example/{}", "a-b/".repeat(200));
        assert_eq!(of_script(&serde_json::json!({ "url": address }).to_string()), None);
        assert_eq!(of_script(&serde_json::json!({ "body": SENTENCE }).to_string()), None);
    }

    #[test]
    fn linked_data_and_strings_without_an_end_are_passed_over() {
        let long = [SENTENCE; 4].join(" ");
        let html = format!("<script type='application/ld+json'>{{\"articleBody\":\"{long}\"}}</script>");
        assert_eq!(text(&tree(&html), SENTENCE), None);
        assert_eq!(of_script(&format!("{{\"body\":\"{long}")), None);
    }
}
