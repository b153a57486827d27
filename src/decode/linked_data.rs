//! JSON-LD: an article among the other nodes of a page.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// Of a list of nodes those that are articles, where any is; else all that was in the list.
pub fn articles_of(nodes: Vec<Value>) -> Vec<Value> {
    let is_graph = nodes.iter().any(|node| node.get("@type").is_some()) && nodes.iter().any(is_article);
    if is_graph { nodes.into_iter().filter(is_article).collect() } else { nodes }
}

/// `NewsArticle`, `ReportageNewsArticle`, `BlogPosting` and so on, alone or among other types.
fn is_article(node: &Value) -> bool {
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

/// Articles refer to their authors, publisher and pictures by `@id`: puts those nodes in their place.
pub fn resolve(mut nodes: Vec<Value>) -> Vec<Value> {
    let by_id: HashMap<String, Value> = nodes
        .iter()
        .filter(|node| !is_article(node) && node.as_object().is_some_and(|node| node.len() > 1))
        .filter_map(|node| Some((node.get("@id")?.as_str()?.to_owned(), flat(node))))
        .collect();
    for node in nodes.iter_mut().filter(|node| is_article(node)) {
        let Value::Object(fields) = node else { continue };
        for name in ["author", "creator", "publisher", "isPartOf", "image"] {
            if let Some(value) = fields.get_mut(name) {
                replace(value, &by_id);
            }
        }
    }
    nodes
}

/// A node's own texts: what it refers to in turn would make copies of copies.
fn flat(node: &Value) -> Value {
    let Value::Object(fields) = node else { return Value::Null };
    let texts = fields.iter().filter(|(_, value)| value.is_string() || value.is_number());
    Value::Object(texts.map(|(name, value)| (name.clone(), value.clone())).collect::<Map<_, _>>())
}

fn replace(value: &mut Value, by_id: &HashMap<String, Value>) {
    match value {
        Value::Array(parts) => parts.iter_mut().for_each(|part| replace(part, by_id)),
        Value::Object(fields) => {
            let known = fields.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id));
            if let Some(Value::Object(node)) = known {
                for (name, text) in node {
                    fields.entry(name.clone()).or_insert_with(|| text.clone());
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
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
