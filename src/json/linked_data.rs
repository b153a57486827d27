//! JSON-LD: an article among the other nodes of a page.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Of a list that holds articles, without the nodes beside them that are something else.
pub fn articles_of(nodes: Vec<Value>) -> Vec<Value> {
    if !nodes.iter().any(is_article) {
        return nodes;
    }
    nodes.into_iter().filter(|node| is_article(node) || node.get("@type").is_none()).collect()
}

/// A node of a type that is no article and holds no text: its name and address are those of a page, a site or a person.
pub fn is_something_else(object: &Map<String, Value>) -> bool {
    const OTHERS: [&str; 16] = [
        "Organization",
        "NewsMediaOrganization",
        "Person",
        "WebSite",
        "WebPage",
        "BreadcrumbList",
        "ListItem",
        "ImageObject",
        "VideoObject",
        "SearchAction",
        "CollectionPage",
        "ItemList",
        "SiteNavigationElement",
        "Place",
        "Event",
        "AboutPage",
    ];
    let is_other = |kind: &Value| kind.as_str().is_some_and(|kind| OTHERS.contains(&kind));
    let kinds = object.get("@type");
    let all_other = match kinds {
        Some(Value::Array(kinds)) => !kinds.is_empty() && kinds.iter().all(is_other),
        Some(kind) => is_other(kind),
        None => false,
    };
    all_other && !["articleBody", "text", "headline"].iter().any(|name| object.contains_key(*name))
}

/// `NewsArticle`, `ReportageNewsArticle`, `BlogPosting` and so on, alone or among other types.
pub fn is_article(node: &Value) -> bool {
    let fits = |name: &str| {
        let name = name.rsplit(['/', ':']).next().unwrap_or(name);
        name.ends_with("Article") || name.ends_with("Posting") || name == "Report"
    };
    match node.get("@type") {
        Some(Value::String(name)) => fits(name),
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).any(fits),
        _ => false,
    }
}

/// More references than an article has are no article's.
const MOST_REFERENCES: usize = 100;
/// A name or an address; a longer text would be copied to each that refers to it.
const LONGEST_COPIED: usize = 1000;

/// Articles refer to their authors, publisher and pictures by `@id`: puts those nodes in their place.
pub fn resolve(mut nodes: Vec<Value>) -> Vec<Value> {
    let by_id: HashMap<String, Value> = nodes
        .iter()
        .filter(|node| !is_article(node) && node.as_object().is_some_and(|node| node.len() > 1))
        .filter_map(|node| Some((node.get("@id")?.as_str()?.to_owned(), flat(node))))
        .collect();
    let mut left = MOST_REFERENCES;
    for node in nodes.iter_mut().filter(|node| is_article(node)) {
        let Value::Object(fields) = node else { continue };
        for name in ["author", "creator", "publisher", "isPartOf", "image"] {
            if let Some(value) = fields.get_mut(name) {
                replace(value, &by_id, &mut left);
            }
        }
        // The page that an article stands on is not its site.
        if fields.get("isPartOf").and_then(|part| part.get("@type"))
            == Some(&Value::String("WebPage".to_owned()))
        {
            fields.remove("isPartOf");
        }
    }
    nodes
}

/// What a node is called and where it is: what it refers to in turn would make copies of copies.
fn flat(node: &Value) -> Value {
    let is_name =
        |name: &str| ["@type", "name", "url", "givenName", "familyName", "contentUrl"].contains(&name);
    let is_short = |value: &Value| match value {
        Value::String(text) => text.len() <= LONGEST_COPIED,
        Value::Array(parts) => {
            parts.len() <= 10
                && parts.iter().all(|part| part.as_str().is_some_and(|text| text.len() <= LONGEST_COPIED))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => false,
    };
    let fields = node.as_object().into_iter().flatten();
    let kept = fields.filter(|(name, value)| is_name(name) && is_short(value));
    Value::Object(kept.map(|(name, value)| (name.clone(), value.clone())).collect())
}

fn replace(value: &mut Value, by_id: &HashMap<String, Value>, left: &mut usize) {
    match value {
        Value::Array(parts) => parts.iter_mut().for_each(|part| replace(part, by_id, left)),
        Value::Object(fields) if *left > 0 => {
            let known = fields.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id));
            if let Some(Value::Object(node)) = known {
                *left -= 1;
                for (name, text) in node {
                    fields.entry(name.clone()).or_insert_with(|| text.clone());
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn articles_are_picked_out_of_a_graph() {
        let nodes = vec![
            json!({ "@type": "WebSite", "name": "N" }),
            json!({ "@type": ["NewsArticle", "Article"], "headline": "H" }),
            json!({ "@type": "https://schema.org/LiveBlogPosting", "headline": "L" }),
        ];
        assert_eq!(articles_of(nodes.clone()), nodes[1..]);
        let plain = vec![json!({ "title": "a" }), json!(7)];
        assert_eq!(articles_of(plain.clone()), plain);
    }

    #[test]
    fn references_to_other_nodes_are_followed_once() {
        let nodes = resolve(vec![
            json!({ "@type": "Article", "author": { "@id": "#anna" }, "publisher": { "@id": "#gone" } }),
            json!({ "@type": "Person", "@id": "#anna", "name": "Anna Berti", "knows": { "@id": "#anna" } }),
        ]);
        assert_eq!(nodes[0]["author"], json!({ "@id": "#anna", "@type": "Person", "name": "Anna Berti" }));
        assert_eq!(nodes[0]["publisher"], json!({ "@id": "#gone" }));
    }
}
