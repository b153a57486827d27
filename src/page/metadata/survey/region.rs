//! Where on the page something stands: in which article, and whether beside it.

use super::super::super::tree::NodeId;

use super::element::{Area, Seen};

/// Numbers are those of elements in the order in which the walk met them; 0 is none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// The number of lines before it.
    pub line: usize,
    /// The innermost element beside the article that it stands in: navigation, footer, teasers, comments.
    pub aside: u32,
    /// The innermost `<article>`.
    pub article: u32,
    /// It stands in navigation, or in what a class names teasers, comments and the like.
    pub is_named_beside: bool,
    /// It belongs to a picture, whose author and day are its own.
    pub is_of_picture: bool,
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
        let is_article = seen.area == Area::Article;
        self.articles += u32::from(is_article);
        let is_aside = match seen.area {
            Area::Aside | Area::Navigation => true,
            // A footer within an article names its author and its day.
            Area::Footer => place.article == 0 || seen.named.is_beside(),
            Area::Other => seen.named.is_beside(),
            Area::Article | Area::Root | Area::Figure => false,
        };
        let is_figure = seen.area == Area::Figure;
        if !is_aside && !is_article && !is_figure {
            return;
        }
        self.count += 1;
        let aside = if is_aside { self.count } else { place.aside };
        let article = if is_article { self.count } else { place.article };
        let is_named_beside =
            place.is_named_beside || seen.area == Area::Navigation || seen.named.is_beside();
        let is_of_picture = place.is_of_picture || is_figure;
        self.open.push((id, Place { aside, article, is_named_beside, is_of_picture, ..place }));
    }

    pub fn leave(&mut self, id: NodeId) {
        if self.open.last().is_some_and(|&(open, _)| open == id) {
            self.open.pop();
        }
    }
}
