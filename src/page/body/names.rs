//! What the names that authors give to elements say of them.
//!
//! Owns `names.txt`. Class and id are cut into words, and the most telling word decides. Refuses to know sites: only
//! words that many of them use are in the list.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::super::tree::Element;

use super::element::Layout;

/// What an element is by its name, the least telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    Plain,
    /// Named as the text of an article.
    Body,
    /// Named as a picture: what it says is a caption, unless it says much.
    Picture,
    /// Named as something beside the text.
    Beside,
    /// What readers wrote below it.
    Comments,
}

/// Words and pairs of words.
static NAMES: LazyLock<HashMap<&str, Standing>> = LazyLock::new(|| {
    let sections = [
        ("[body]", Standing::Body),
        ("[picture]", Standing::Picture),
        ("[unseen]", Standing::Beside),
        ("[beside]", Standing::Beside),
        ("[comments]", Standing::Comments),
    ];
    let named = |(title, standing)| section(title).map(move |word| (word, standing));
    sections.into_iter().flat_map(named).collect()
});

/// Names of what pops up from within a line.
static UNSEEN: LazyLock<Vec<&str>> = LazyLock::new(|| section("[unseen]").collect());

fn section(title: &str) -> impl Iterator<Item = &'static str> {
    let lines = include_str!("names.txt").lines().skip_while(move |line| *line != title).skip(1);
    let lines = lines.take_while(|line| !line.starts_with('['));
    lines.flat_map(|line| line.split(',')).map(str::trim).filter(|word| !word.is_empty())
}

/// A name that begins so tells of the page's layout, not of the element.
const MODIFIERS: &[&str] = &["with", "has", "no", "without", "is", "js"];

/// Classes of a post as blog systems write them: tags and categories follow, which are words of the news.
const POST: &[&str] = &["hentry", "type-post", "status-publish"];
const LABELS: &[&str] = &["tag-", "category-", "author-", "tax-", "post-"];

/// A longer name was made by a machine.
const LONGEST: usize = 80;

/// The attributes that tell something.
#[derive(Debug, Default)]
pub struct Attributes<'a> {
    class: &'a str,
    id: &'a str,
    role: &'a str,
    itemprop: &'a str,
    style: &'a str,
    aria_hidden: &'a str,
    hidden: bool,
}

impl<'a> Attributes<'a> {
    pub fn of(element: &'a Element) -> Self {
        let mut attributes = Self::default();
        for attribute in &element.attributes {
            let value = attribute.value.as_ref();
            match &*attribute.name.local {
                "class" => attributes.class = value,
                "id" => attributes.id = value,
                "role" => attributes.role = value,
                "itemprop" => attributes.itemprop = value,
                "style" => attributes.style = value,
                "aria-hidden" => attributes.aria_hidden = value,
                "hidden" => attributes.hidden = true,
                _ => {}
            }
        }
        attributes
    }

    /// Whether browsers do not show the element at first.
    pub fn hidden(&self) -> bool {
        self.hidden || self.aria_hidden == "true" || hides(self.style)
    }

    /// Whether an element within a line is one that readers do not see there.
    pub fn pops_up(&self) -> bool {
        let mut folded = String::new();
        words(self.class, &mut folded);
        folded.split_ascii_whitespace().any(|word| UNSEEN.contains(&word))
    }

    fn is_article_body(&self) -> bool {
        self.itemprop.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("articleBody"))
    }
}

fn hides(style: &str) -> bool {
    let declarations = style.split(';').filter_map(|declaration| declaration.split_once(':'));
    declarations.map(|(name, value)| (name.trim(), value.trim())).any(|(name, value)| {
        let is = |named: &str, hidden: &str| {
            name.eq_ignore_ascii_case(named)
                && value.get(..hidden.len()).is_some_and(|value| value.eq_ignore_ascii_case(hidden))
        };
        is("display", "none") || is("visibility", "hidden")
    })
}

/// By the attributes; where they say nothing, by the element itself.
pub fn standing(layout: Layout, attributes: &Attributes<'_>) -> Standing {
    if attributes.is_article_body() {
        return Standing::Body;
    }
    if matches!(layout, Layout::Navigation | Layout::Caption | Layout::Figure | Layout::Footer) {
        return Standing::Beside;
    }
    if matches!(layout, Layout::Root | Layout::Main) {
        return Standing::Plain;
    }
    match attributes.role {
        "navigation" | "complementary" | "contentinfo" | "search" | "banner" | "dialog" | "alert"
        | "menu" | "menubar" | "toolbar" | "tooltip" | "alertdialog" | "button" | "tablist" => {
            return Standing::Beside;
        }
        "main" => return Standing::Plain,
        _ => {}
    }
    if layout == Layout::Article {
        return Standing::Plain;
    }
    let standing = named(attributes.class).max(named(attributes.id));
    if standing == Standing::Plain && layout == Layout::Aside { Standing::Beside } else { standing }
}

/// By all names of an attribute: the most telling of them.
fn named(attribute: &str) -> Standing {
    let is_post = POST.iter().any(|mark| attribute.contains(mark));
    let names = attribute.split_ascii_whitespace();
    let names = names.filter(|name| !(is_post && LABELS.iter().any(|label| name.starts_with(label))));
    let mut folded = String::new();
    let mut standing = Standing::Plain;
    for name in names.filter(|name| name.len() <= LONGEST) {
        folded.clear();
        words(name, &mut folded);
        standing = standing.max(of_words(&folded));
    }
    standing
}

fn of_words(folded: &str) -> Standing {
    if folded.split(' ').next().is_some_and(|first| MODIFIERS.contains(&first)) {
        return Standing::Plain;
    }
    let mut standing = Standing::Plain;
    let mut before = 0;
    let mut begin = 0;
    for word in folded.split(' ') {
        let end = begin + word.len();
        let pair = folded.get(before..end).unwrap_or_default();
        for name in [word, pair] {
            standing = standing.max(NAMES.get(name).copied().unwrap_or(Standing::Plain));
        }
        (before, begin) = (begin, end + 1);
    }
    standing
}

/// The words of a name, apart: `relatedArticles-box` is `related articles box`. Where digits and capitals mix, the
/// name was made by a machine, and holds no words.
fn words(name: &str, into: &mut String) {
    for part in name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty()) {
        if !into.is_empty() {
            into.push(' ');
        }
        let is_made = part.bytes().any(|byte| byte.is_ascii_digit());
        let mut before = ' ';
        for c in part.chars() {
            if !is_made && c.is_ascii_uppercase() && before.is_ascii_lowercase() {
                into.push(' ');
            }
            into.push(c.to_ascii_lowercase());
            before = c;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn by_class(class: &str) -> Standing {
        standing(Layout::Block, &Attributes { class, ..Attributes::default() })
    }

    #[test]
    fn words_are_cut_at_capitals_hyphens_and_underscores() {
        for class in
            ["related", "relatedArticles", "c-related__list", "box box--related", "read-more", "readMore"]
        {
            assert_eq!(by_class(class), Standing::Beside, "{class}");
        }
        assert_eq!(by_class("unrelated"), Standing::Plain);
    }

    #[test]
    fn what_is_beside_outweighs_a_text_and_comments_outweigh_all() {
        assert_eq!(by_class("article-body"), Standing::Body);
        assert_eq!(by_class("article-body-share"), Standing::Beside);
        assert_eq!(by_class("share comments"), Standing::Comments);
        assert_eq!(by_class("article-image"), Standing::Picture);
    }

    #[test]
    fn layout_of_the_page_and_labels_of_the_post_say_nothing() {
        assert_eq!(by_class("has-sidebar with-comments"), Standing::Plain);
        assert_eq!(by_class("post hentry tag-comments category-newsletter"), Standing::Plain);
        assert_eq!(by_class("tag-comments"), Standing::Comments);
    }

    #[test]
    fn names_made_by_machines_hold_no_words() {
        assert_eq!(by_class("block-n1AuAdJlVL"), Standing::Plain);
        assert_eq!(by_class("adBox"), Standing::Beside);
    }

    #[test]
    fn elements_and_roles_stand_for_themselves() {
        let none = Attributes::default();
        assert_eq!(standing(Layout::Navigation, &none), Standing::Beside);
        assert_eq!(standing(Layout::Aside, &none), Standing::Beside);
        assert_eq!(standing(Layout::Article, &Attributes { class: "comments", ..none }), Standing::Plain);
        let role = Attributes { role: "complementary", ..Attributes::default() };
        assert_eq!(standing(Layout::Block, &role), Standing::Beside);
        let body = Attributes { class: "sidebar", itemprop: "articleBody", ..Attributes::default() };
        assert_eq!(standing(Layout::Block, &body), Standing::Body);
    }

    #[test]
    fn hidden_elements_are_told_by_attribute_or_style() {
        let styled = |style| Attributes { style, ..Attributes::default() }.hidden();
        assert!(styled("color: red; DISPLAY : none"));
        assert!(styled("visibility:hidden"));
        assert!(!styled("display: contents"));
        assert!(Attributes { hidden: true, ..Attributes::default() }.hidden());
    }

    #[test]
    fn every_section_of_the_list_is_read() {
        for title in ["[body]", "[picture]", "[unseen]", "[beside]", "[comments]"] {
            assert!(section(title).count() > 3, "{title}");
        }
        assert!(NAMES.keys().all(|name| name.split(' ').count() <= 2));
    }
}
