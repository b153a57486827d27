//! The linked data of a page: which of its nodes is the article.
//!
//! Pages describe their site, their crumbs, their pictures and other articles beside the one they show. The article is
//! the node that has the address or the headline of the page, or the only one there is.

use serde_json::{Map, Value};

use super::survey::Survey;
use super::text::{letters, same_address};
use crate::json::{linked_data, script, values};

type Node = Map<String, Value>;

/// Nodes that are looked at.
const MOST_NODES: usize = 1000;

#[derive(Debug, Default)]
pub struct Linked {
    pub article: Option<Node>,
    /// Of several articles none is that of the page: it is a list.
    pub is_list: bool,
    /// The page as a page, or a work that is no article: a recipe, a video, a review.
    pub works: Vec<Node>,
    /// Names of the steps from the front page to this one.
    pub crumbs: Vec<String>,
    pub site: Option<String>,
}

/// What else the page says of itself, to know its article by.
#[derive(Debug)]
pub struct Known<'k> {
    pub addresses: Vec<&'k str>,
    /// Their letters.
    titles: Vec<String>,
}

impl<'k> Known<'k> {
    /// In bytes. A longer one is no title, and would be compared with every node.
    const LONGEST_TITLE: usize = 2000;

    pub fn new(addresses: Vec<&'k str>, titles: impl Iterator<Item = &'k str>) -> Self {
        let titles = titles.filter(|title| title.len() <= Self::LONGEST_TITLE);
        Self { addresses, titles: titles.map(letters).collect() }
    }
}

impl Linked {
    pub fn of(survey: &Survey, known: &Known<'_>) -> Self {
        let nodes = nodes(survey);
        let (articles, others): (Vec<_>, Vec<_>) = nodes.into_iter().partition(linked_data::is_article);
        let mut linked = Self::default();
        for other in others {
            if let Value::Object(node) = other {
                linked.keep(node);
            }
        }
        let mut articles: Vec<(i32, Node)> = articles
            .into_iter()
            .filter_map(|node| if let Value::Object(node) = node { Some(node) } else { None })
            .map(|node| (fitness(&node, known), node))
            .collect();
        let several = articles.len() > 1;
        // Of equals the first.
        let best = articles.iter().enumerate().max_by_key(|(at, (fitness, _))| (*fitness, usize::MAX - at));
        if let Some((at, &(fitness, _))) = best {
            linked.is_list = several && fitness < SURE;
            if !linked.is_list || articles.len() < 4 {
                let (_, article) = articles.swap_remove(at);
                linked.article = Some(article);
            }
        }
        linked
    }

    fn keep(&mut self, node: Node) {
        let kinds = kinds(&node);
        let is = |names: &[&str]| kinds.iter().any(|kind| names.contains(kind));
        if is(&["BreadcrumbList"]) && self.crumbs.is_empty() {
            self.crumbs = crumbs(&node);
        } else if is(&["WebSite", "NewsMediaOrganization", "Organization"]) {
            let name = node.get("name").and_then(values::name);
            if self.site.is_none() || is(&["WebSite"]) {
                self.site = name.or(self.site.take());
            }
        } else if !is(&[
            "ItemList",
            "ListItem",
            "Person",
            "ImageObject",
            "SearchAction",
            "SiteNavigationElement",
        ]) {
            self.works.push(node);
        }
    }
}

/// An article of this fitness is that of the page.
const SURE: i32 = 4;

fn fitness(node: &Node, known: &Known<'_>) -> i32 {
    let address =
        ["url", "mainEntityOfPage", "@id"].iter().filter_map(|name| node.get(*name)).filter_map(values::url);
    let is_addressed =
        address.into_iter().any(|address| known.addresses.iter().any(|known| same_address(&address, known)));
    let headline = ["headline", "name", "alternativeHeadline"]
        .iter()
        .filter_map(|name| node.get(*name))
        .filter_map(values::text);
    let is_named = headline.into_iter().any(|headline| {
        let headline = letters(&headline);
        headline.len() > 7 && known.titles.iter().any(|title| title.contains(&headline))
    });
    let says = |name: &str| i32::from(node.contains_key(name));
    4 * i32::from(is_addressed)
        + 4 * i32::from(is_named)
        + says("datePublished")
        + says("author")
        + says("articleBody")
}

/// The types of a node, without the address of their vocabulary.
pub fn kinds(node: &Node) -> Vec<&str> {
    match node.get("@type") {
        Some(Value::String(kind)) => vec![kind.rsplit(['/', ':']).next().unwrap_or(kind)],
        Some(Value::Array(kinds)) => {
            let kinds = kinds.iter().filter_map(Value::as_str);
            kinds.map(|kind| kind.rsplit(['/', ':']).next().unwrap_or(kind)).collect()
        }
        _ => Vec::new(),
    }
}

/// All nodes of all scripts that describe something of their own, with the references of articles followed. What a list
/// lists, and what stands within another node, is not among them.
fn nodes(survey: &Survey) -> Vec<Value> {
    let mut found = Vec::new();
    for script in &survey.linked_data {
        let Some(value) = script::parse(script) else { continue };
        let mut queue = vec![value];
        while let Some(value) = queue.pop() {
            match value {
                Value::Array(parts) => queue.extend(parts.into_iter().rev().take(MOST_NODES)),
                Value::Object(mut node) => {
                    for name in ["mainEntity", "mainEntityOfPage"] {
                        if node.get(name).is_some_and(linked_data::is_article) {
                            queue.extend(node.remove(name));
                        }
                    }
                    queue.extend(node.remove("@graph"));
                    if found.len() < MOST_NODES && !node.is_empty() {
                        found.push(Value::Object(node));
                    }
                }
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
            }
        }
    }
    linked_data::resolve(found)
}

fn crumbs(node: &Node) -> Vec<String> {
    let Some(Value::Array(items)) = node.get("itemListElement") else { return Vec::new() };
    let mut steps: Vec<(i64, String)> = items
        .iter()
        .take(20)
        .filter_map(|item| {
            let position =
                item.get("position").and_then(|at| at.as_i64().or_else(|| at.as_str()?.parse().ok()));
            let name = item.get("name").or_else(|| item.get("item")?.get("name")).and_then(values::text)?;
            Some((position.unwrap_or(i64::MAX), name))
        })
        .collect();
    steps.sort_by_key(|(position, _)| *position);
    steps.into_iter().map(|(_, name)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_is_longer_than_titles_names_no_article() {
        let node = serde_json::json!({"@type": "NewsArticle", "headline": "Canal lock reopens"});
        let fitness = |title: &str| {
            let known = Known::new(Vec::new(), [title].into_iter());
            super::fitness(node.as_object().unwrap(), &known)
        };
        assert_eq!(fitness("Canal lock reopens | The Lantern"), 4);
        assert_eq!(fitness(&format!("{} Canal lock reopens", "Menu ".repeat(500))), 0);
    }
}
