//! One walk over the page, that picks up everything which may say something of the article.
//!
//! Promises work linear in the page, however deep it nests: the walk keeps a stack of its own, and the text of a mark is
//! read no further than a byline or a headline goes. What is found is kept as it stands; others judge it.

mod class;
mod element;
mod lines;
mod region;

use super::super::tree::{NodeData, NodeId, Tree};

use self::element::{Division, Role, Seen};
use self::lines::Lines;
pub use self::lines::{Line, PART, PEER};
pub use self::region::Place;
use self::region::Regions;

/// `<meta>`: the name in lower case.
#[derive(Debug)]
pub struct Meta {
    pub name: String,
    pub content: String,
}

#[derive(Debug)]
pub struct Link {
    /// In lower case.
    pub relation: String,
    pub address: String,
}

/// What an element with a telling name or attribute says.
#[derive(Debug)]
pub struct Mark {
    pub kind: Kind,
    pub text: String,
    /// A machine's form of the text, as in `datetime` and `content`.
    pub value: Option<String>,
    pub place: Place,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `<h1>` to `<h3>`, or another element that is named a headline.
    Headline {
        level: u8,
    },
    Time,
    /// An `itemprop`, by its name in lower case.
    Item(String),
    /// `rel=author`, or a class that names an author or byline.
    Author,
    /// A link to where sites present their writers.
    AuthorLink,
    /// A paragraph that is nothing but bold.
    Bold,
    /// A class that names a date.
    Date,
    Tag,
    Crumb,
}

#[derive(Debug, Default)]
pub struct Survey {
    pub language: String,
    pub title: String,
    pub metas: Vec<Meta>,
    pub links: Vec<Link>,
    /// The texts of scripts of linked data.
    pub linked_data: Vec<String>,
    pub marks: Vec<Mark>,
    /// The short lines of the body.
    pub lines: Vec<Line>,
    /// How many `<article>` there are.
    pub articles: u32,
}

/// A page has no more; more are an attack, or no page.
const MOST_METAS: usize = 500;
const MOST_MARKS: usize = 2000;
const MOST_HEADLINES: usize = 200;
const MOST_SCRIPTS: usize = 64;

impl Survey {
    pub fn of(tree: &Tree) -> Self {
        let mut walk = Walk { survey: Self::default(), lines: Lines::default(), regions: Regions::default() };
        let mut next = tree.node(Tree::ROOT).first_child;
        while let Some(id) = next {
            let node = tree.node(id);
            let descends = walk.enter(tree, id);
            next = node.first_child.filter(|_| descends).or_else(|| {
                walk.leave(tree, id);
                node.next_sibling.or_else(|| walk.climb(tree, node.parent))
            });
        }
        walk.lines.flush(walk.regions.place());
        walk.survey.articles = walk.regions.articles;
        walk.survey.lines = walk.lines.list;
        walk.survey
    }

    pub fn link(&self, relation: &str) -> Option<&str> {
        let has = |link: &&Link| link.relation.split_ascii_whitespace().any(|word| word == relation);
        self.links.iter().find(has).map(|link| link.address.as_str())
    }
}

struct Walk {
    survey: Survey,
    lines: Lines,
    regions: Regions,
}

impl Walk {
    /// Whether what stands in the node is to be walked, too.
    fn enter(&mut self, tree: &Tree, id: NodeId) -> bool {
        match &tree.node(id).data {
            NodeData::Text(text) => {
                self.lines.push(text);
                false
            }
            NodeData::Element(element) => {
                let seen = Seen::of(element);
                self.lines.part(element::division(element), self.regions.place());
                self.regions.enter(id, &seen);
                let descends = !seen.role.is_opaque();
                self.keep(tree, id, seen);
                descends
            }
            NodeData::Document => false,
        }
    }

    /// Back up to the first ancestor that has a next sibling.
    fn climb(&mut self, tree: &Tree, parent: Option<NodeId>) -> Option<NodeId> {
        let mut at = parent?;
        while at != Tree::ROOT {
            self.leave(tree, at);
            let node = tree.node(at);
            if node.next_sibling.is_some() {
                return node.next_sibling;
            }
            at = node.parent?;
        }
        None
    }

    fn leave(&mut self, tree: &Tree, id: NodeId) {
        if let Some(element) = tree.node(id).element() {
            self.lines.part(element::division(element), self.regions.place());
        }
        self.regions.leave(id);
    }

    fn keep(&mut self, tree: &Tree, id: NodeId, seen: Seen) {
        let survey = &mut self.survey;
        match seen.role {
            Role::Html => survey.language = seen.value.unwrap_or_default(),
            Role::Title if survey.title.is_empty() => survey.title = lines::text_of(tree, id, Division::Line),
            Role::Meta => {
                if survey.metas.len() < MOST_METAS
                    && let Some(content) = seen.value
                {
                    survey
                        .metas
                        .extend(seen.names.into_iter().map(|name| Meta { name, content: content.clone() }));
                }
            }
            Role::Link => {
                if survey.links.len() < MOST_METAS
                    && let (Some(relation), Some(address)) = (seen.names.into_iter().next(), seen.value)
                {
                    survey.links.push(Link { relation, address });
                }
            }
            Role::LinkedData if survey.linked_data.len() < MOST_SCRIPTS => {
                survey.linked_data.push(lines::raw_text_of(tree, id));
            }
            Role::Title | Role::LinkedData | Role::Opaque | Role::Plain | Role::Block => {}
        }
        let mut kinds = seen.kinds;
        if is_bold_paragraph(tree, id) {
            kinds.push(Kind::Bold);
        }
        for kind in kinds {
            // However many others there are, the headline is not to be lost.
            let is_headline = matches!(kind, Kind::Headline { .. });
            let most = if is_headline { MOST_MARKS + MOST_HEADLINES } else { MOST_MARKS };
            if self.survey.marks.len() < most {
                let place = Place { line: self.lines.next(), ..self.regions.place() };
                let least = if is_headline { Division::Line } else { Division::Part };
                let is_author = matches!(&kind, Kind::Author | Kind::AuthorLink)
                    || matches!(&kind, Kind::Item(name) if name == "author");
                let text =
                    if is_author { lines::byline_of(tree, id) } else { lines::text_of(tree, id, least) };
                self.survey.marks.push(Mark { kind, text, value: seen.mark_value.clone(), place });
            }
        }
    }
}

/// Whether an element is bold, and all that its paragraph shows.
fn is_bold_paragraph(tree: &Tree, id: NodeId) -> bool {
    let node = tree.node(id);
    let has_name = |id: NodeId, names: &[&str]| {
        tree.node(id).element().is_some_and(|element| names.contains(&element.local_name()))
    };
    let Some(parent) =
        node.parent.filter(|&parent| has_name(id, &["b", "strong"]) && has_name(parent, &["p"]))
    else {
        return false;
    };
    let mut next = tree.node(parent).first_child;
    // A paragraph of more parts is text.
    for _ in 0..4 {
        let Some(sibling) = next else { return true };
        let is_blank = tree.node(sibling).text().is_some_and(|text| text.trim().is_empty());
        if sibling != id && !is_blank {
            return false;
        }
        next = tree.node(sibling).next_sibling;
    }
    next.is_none()
}
