//! Where on the page something stands: in which article, and whether beside it.

use dom_query::NodeId;

use super::element::{Seen, has_word};

/// Numbers are those of elements in the order in which the walk met them; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The number of lines before it.
    pub line: usize,
    /// The innermost element beside the article that it stands in: navigation, footer, teasers, comments.
    pub aside: u32,
    /// The innermost `<article>`.
    pub article: u32,
}

/// The elements that are open and make a place.
#[derive(Debug, Default)]
pub struct Regions {
    open: Vec<(NodeId, Place)>,
    count: u32,
    /// How many `<article>` there were.
    pub articles: u32,
}

impl Regions {
    pub fn place(&self) -> Place {
        self.open.last().map(|&(_, place)| place).unwrap_or_default()
    }

    pub fn enter(&mut self, id: NodeId, seen: &Seen) {
        let place = self.place();
        let is_footer = seen.is_footer && place.article == 0;
        self.articles += u32::from(seen.is_article);
        let is_aside = seen.is_aside || is_footer || (seen.may_be_aside && is_beside(&seen.class));
        if !is_aside && !seen.is_article {
            return;
        }
        self.count += 1;
        let aside = if is_aside { self.count } else { place.aside };
        let article = if seen.is_article { self.count } else { place.article };
        self.open.push((id, Place { aside, article, ..place }));
    }

    pub fn leave(&mut self, id: NodeId) {
        if self.open.last().is_some_and(|&(open, _)| open == id) {
            self.open.pop();
        }
    }
}

/// Whether a class names something beside the article.
fn is_beside(class: &str) -> bool {
    const WORDS: [&str; 23] = [
        "related",
        "recommended",
        "recommendations",
        "recommendation",
        "teasers",
        "popular",
        "trending",
        "sidebar",
        "nav",
        "navbar",
        "navigation",
        "menu",
        "footer",
        "comments",
        "comment",
        "commentlist",
        "promo",
        "carousel",
        "mostread",
        "outbrain",
        "taboola",
        "cookie",
        "newsletter",
    ];
    // The foot of an article names its author and its day.
    const OWN: [&str; 3] = ["post-footer", "entry-footer", "article-footer"];
    !class.is_empty()
        && WORDS.iter().any(|word| has_word(class, word))
        && !OWN.iter().any(|word| has_word(class, word))
}
