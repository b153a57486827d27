//! What a publisher files an article under: section and tags.
//!
//! Each entry once, in order, on one line, as written. Lists are bounded, since a page may carry thousands of
//! keywords for search engines; nothing is translated, shortened or made up.

use super::plain::plain;
use super::scripts::is_han;

const MOST_TAGS: usize = 100;
/// As many entries of a list are looked at.
const MOST_ENTRIES: usize = 1000;
/// In characters. Longer texts are sentences.
const LONGEST_TAG: usize = 100;
/// In characters. Breadcrumbs may be long.
const LONGEST_SECTION: usize = 200;
/// In bytes. Longer lists in one text are cut where they are long enough for all tags.
const LONGEST_LIST: usize = 20_000;

/// The section of an article, and what else it was filed under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sections {
    pub section: String,
    /// For the tags.
    pub others: Vec<String>,
}

/// The first of the categories that names one; breadcrumbs (`News > Politics`) are one category, `News;Politics` two.
pub fn sections(found: &str) -> Sections {
    let plain_text;
    let text = if found.contains('&') {
        plain_text = lines(found);
        &plain_text
    } else {
        head(found)
    };
    let mut names = text
        .split([';', '\n'])
        .map(plain)
        .filter(|name| is_label(name) && name.chars().nth(LONGEST_SECTION).is_none())
        .take(MOST_TAGS);
    let section = names.next().unwrap_or_default();
    Sections { section, others: names.collect() }
}

/// The tags of the source, and after them `others`, such as further sections. A single text may hold several, with
/// semicolons, line breaks or commas between them.
pub fn tags(found: &[String], others: &[String]) -> Vec<String> {
    let mut tags = Tags::default();
    match found {
        [joined] if joined.len() > 1 => joined_tags(joined, &mut tags),
        list => list.iter().take(MOST_ENTRIES).for_each(|tag| tags.push(tag)),
    }
    others.iter().take(MOST_ENTRIES).for_each(|tag| tags.push(tag));
    tags.list
}

fn joined_tags(joined: &str, tags: &mut Tags) {
    // Entities end with a semicolon, which divides nothing.
    let plain_text;
    let text = if joined.contains('&') {
        plain_text = lines(joined);
        head(&plain_text)
    } else {
        head(joined)
    };
    if text.contains([';', '；', '؛']) {
        // GDELT adds where in the text a theme was found.
        text.split([';', '；', '؛']).for_each(|tag| tags.push(without_offset(tag)));
    } else if text.contains('\n') && !text.contains(',') {
        text.lines().for_each(|tag| tags.push(tag));
    } else if text.contains([',', '，', '、', '،']) {
        outside_brackets(text).for_each(|tag| tags.push(tag));
    } else if text.contains(" | ") {
        text.split(" | ").for_each(|tag| tags.push(tag));
    } else if text.starts_with('#') {
        text.split(" #").for_each(|tag| tags.push(tag));
    } else if is_list_of_words(text) {
        text.split(' ').for_each(|tag| tags.push(tag));
    } else {
        tags.push(text);
    }
}

/// Each line made plain by itself, so that the breaks between them stay.
fn lines(text: &str) -> String {
    head(text).lines().map(plain).collect::<Vec<_>>().join("\n")
}

/// As much of a text as is looked at.
fn head(text: &str) -> &str {
    text.get(..text.floor_char_boundary(LONGEST_LIST)).unwrap_or(text)
}

/// Commas within brackets belong to the tag.
fn outside_brackets(text: &str) -> impl Iterator<Item = &str> {
    // A bracket that is never closed would swallow the rest.
    let balanced = text.matches(['(', '（']).count() == text.matches([')', '）']).count();
    let mut depth = 0_usize;
    text.split(move |c: char| {
        match c {
            '(' | '（' if balanced => depth += 1,
            ')' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | '，' | '、' | '،' | '\n')
    })
}

/// Chinese sites put spaces between keywords, where the language itself has none.
fn is_list_of_words(text: &str) -> bool {
    text.split(' ').count() > 2
        && text.split(' ').all(|word| {
            word.chars().nth(1).is_some() && word.chars().all(|c| is_han(c) || c.is_ascii_digit())
        })
}

/// `TAX_FNCACT_MINISTER,1234` without the number.
fn without_offset(tag: &str) -> &str {
    let theme = tag.rsplit_once(',').filter(|(theme, offset)| {
        let is_theme =
            theme.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_');
        is_theme
            && !theme.is_empty()
            && !offset.is_empty()
            && offset.bytes().all(|byte| byte.is_ascii_digit())
    });
    theme.map_or(tag, |(theme, _)| theme)
}

#[derive(Debug, Default)]
struct Tags {
    list: Vec<String>,
    /// In lower case.
    known: Vec<String>,
}

impl Tags {
    fn push(&mut self, raw: &str) {
        if self.list.len() >= MOST_TAGS || raw.len() > LONGEST_TAG * 10 {
            return;
        }
        let tag = plain(raw);
        let name = tag.trim_matches([',', ';', ' ', '"']);
        let name = name.strip_prefix('#').map_or(name, str::trim_start);
        let is_tag = is_label(name) && name.chars().nth(LONGEST_TAG).is_none() && !name.contains("://");
        let key = name.to_lowercase();
        if is_tag && !self.known.contains(&key) {
            self.list.push(name.to_owned());
            self.known.push(key);
        }
    }
}

/// Whether a text names something: no mark alone, no word of a program, nothing that a template left.
fn is_label(text: &str) -> bool {
    let is_none =
        ["none", "null", "undefined", "nan", "n/a"].iter().any(|none| text.eq_ignore_ascii_case(none));
    text.chars().any(char::is_alphanumeric) && !is_none && !text.contains("{{") && !text.contains("}}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(found: &[&str]) -> Vec<String> {
        tags(&found.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>(), &[])
    }

    #[test]
    fn a_single_text_may_hold_several_tags() {
        for text in [
            "tide;pier",
            "tide, pier",
            "tide\npier\n",
            "#tide #pier",
            "tide | pier",
            "tide、pier",
            " tide ,, pier, ",
        ] {
            assert_eq!(read(&[text]), ["tide", "pier"], "{text}");
        }
        assert_eq!(read(&["salt, water; tide"]), ["salt, water", "tide"]);
        assert_eq!(read(&["潮位 港口 渔船"]), ["潮位", "港口", "渔船"]);
        assert_eq!(read(&["Ports (north, south), tide"]), ["Ports (north, south)", "tide"]);
        assert_eq!(read(&["Ports (north, tide"]), ["Ports (north", "tide"]);
    }

    #[test]
    fn several_texts_are_one_tag_each() {
        assert_eq!(read(&["salt, water", "tide"]), ["salt, water", "tide"]);
        assert_eq!(read(&["long words here"]), ["long words here"]);
    }

    #[test]
    fn themes_lose_where_they_were_found() {
        assert_eq!(read(&["TAX_PORT,120;WB_44_SEA,8;TAX_PORT,300;"]), ["TAX_PORT", "WB_44_SEA"]);
    }

    #[test]
    fn tags_are_plain_and_each_is_there_once() {
        assert_eq!(read(&["#Tide", "TIDE", "salt &amp; <b>sea</b>", "C#"]), ["Tide", "salt & sea", "C#"]);
        assert_eq!(read(&["salt &amp; sea, tide"]), ["salt & sea", "tide"]);
        assert_eq!(tags(&["tide".to_owned()], &["Tide".to_owned(), "Coast".to_owned()]), ["tide", "Coast"]);
    }

    #[test]
    fn what_is_no_tag_is_left_out() {
        assert!(read(&["", "—", "None", "{{ tag }}", "https://post.example/tag/tide"]).is_empty());
        assert!(read(&[&"long ".repeat(60), "#"]).is_empty());
    }

    #[test]
    fn a_hostile_list_is_cut_short() {
        let many: Vec<String> = (0..200_000).map(|number| format!("tag {number}")).collect();
        assert_eq!(tags(&many, &[]).len(), MOST_TAGS);
        assert_eq!(read(&[&many.join(",")]).len(), MOST_TAGS);
    }

    #[test]
    fn the_first_category_is_the_section() {
        let found = sections(" ;News &gt; Coast;Ports");
        assert_eq!(found, Sections { section: "News > Coast".to_owned(), others: vec!["Ports".to_owned()] });
        assert_eq!(
            sections("Arts, Culture"),
            Sections { section: "Arts, Culture".to_owned(), others: Vec::new() }
        );
        assert_eq!(sections("None"), Sections::default());
    }
}
