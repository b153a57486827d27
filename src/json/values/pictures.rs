//! Addresses of pictures.

use serde_json::Value;

use super::{DEEPEST, attribute, own, switch, url};

/// What says that it is something else is left out; a primary one comes first.
pub fn images(value: &Value) -> Vec<String> {
    let mut found = Vec::new();
    collect(value, &mut found, DEEPEST);
    found.retain(|url| !is_other_medium(url));
    found
}

fn collect(value: &Value, found: &mut Vec<String>, depth: usize) {
    match value {
        Value::Array(parts) if depth > 0 => {
            let (first, rest): (Vec<_>, Vec<_>) = parts.iter().partition(|part| is_primary(part));
            first.into_iter().chain(rest).for_each(|part| collect(part, found, depth - 1));
        }
        Value::Object(object) if depth > 0 && !is_other_kind(value) => {
            if let Some(versions) = object.get("versions") {
                // One picture in several sizes.
                found.extend(images(versions).into_iter().next());
            } else if let Some(url) = url(value) {
                found.push(url);
            } else if let Some(list) = object.get("@list").or_else(|| object.get("@set")) {
                collect(list, found, depth - 1);
            } else {
                object
                    .values()
                    .filter(|part| part.is_object() || part.is_array())
                    .for_each(|part| collect(part, found, depth - 1));
            }
        }
        Value::String(text) => found.extend(own(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {}
    }
}

fn is_primary(part: &Value) -> bool {
    ["primary", "is_cover", "isPrimary"].iter().any(|key| part.get(key).and_then(switch) == Some(true))
}

fn is_other_kind(value: &Value) -> bool {
    let kinds = ["type", "medium"].iter().filter_map(|name| attribute(value, name));
    let other = ["audio", "video", "text", "application", "person", "organization"];
    kinds.map(str::to_ascii_lowercase).any(|kind| other.iter().any(|other| kind.starts_with(other)))
}

fn is_other_medium(url: &str) -> bool {
    let path = url.split(['?', '#']).next().unwrap_or_default();
    let ending = path.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    ["mp4", "mp3", "webm", "m3u8", "mov", "m4a", "ogg", "wav", "pdf", "avi"].contains(&ending.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_pictures_are_images_and_the_primary_one_comes_first() {
        let enclosures =
            json!([{ "href": "a.mp3", "type": "audio/mpeg" }, { "href": "b.jpg", "type": "image/jpeg" }]);
        assert_eq!(images(&enclosures), ["b.jpg"]);
        assert_eq!(images(&json!([{ "url": "1" }, { "url": "2", "primary": true }])), ["2", "1"]);
        assert_eq!(images(&json!([{ "versions": [{ "url": "big" }, { "url": "small" }] }])), ["big"]);
        assert_eq!(images(&json!({ "@type": "ImageObject", "url": "x" })), ["x"]);
        assert_eq!(images(&json!({ "@list": ["x"] })), ["x"]);
        assert_eq!(images(&json!({ "main": { "url": "x" } })), ["x"]);
        assert!(
            images(&json!([{ "@type": "VideoObject", "url": "x" }, "https://a.example/x.MP4?a"])).is_empty()
        );
    }
}
