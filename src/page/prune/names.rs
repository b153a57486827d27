//! Names of elements and attributes: which cost the parser nothing, and which say nothing of an article.

/// The parser keeps names of up to so many bytes within themselves.
const SHORT: usize = 7;

/// Longer names of the standard, which the parser knows by number. All others go into a table of its own, which all
/// threads share.
const KNOWN: [&str; 25] = [
    "aria-hidden",
    "aria-label",
    "blockquote",
    "colgroup",
    "datalist",
    "datetime",
    "fieldset",
    "figcaption",
    "hreflang",
    "http-equiv",
    "itemprop",
    "itemscope",
    "itemtype",
    "noscript",
    "optgroup",
    "progress",
    "property",
    "template",
    "textarea",
    "plaintext",
    "frameset",
    "annotation-xml",
    "xml:lang",
    "shadowrootmode",
    "pubdate",
];

/// Attributes that tell browsers how to fetch and show, at length; handlers of events are `on…`.
const IDLE: [&str; 17] = [
    "align",
    "autocomplete",
    "border",
    "cellpadding",
    "cellspacing",
    "crossorigin",
    "decoding",
    "fetchpriority",
    "integrity",
    "loading",
    "nonce",
    "referrerpolicy",
    "sizes",
    "srcset",
    "tabindex",
    "target",
    "valign",
];

/// What may stand before the body of a page without beginning it.
pub fn belongs_to_head(name: &str) -> bool {
    ["html", "head", "meta", "link", "base", "title", "script", "style", "noscript", "template"]
        .contains(&name)
}

/// Elements of HTML that end a drawing which was never closed, as browsers do.
pub fn ends_drawing(name: &str) -> bool {
    const ENDING: [&str; 28] = [
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "head",
        "header",
        "hr",
        "li",
        "main",
        "meta",
        "ol",
        "p",
        "section",
        "table",
        "ul",
    ];
    ENDING.contains(&name)
}

/// Whether a name may be handed to the parser as often as one likes.
pub fn is_free(name: &str) -> bool {
    name.len() <= SHORT || KNOWN.contains(&name)
}

pub fn is_idle(name: &str) -> bool {
    name.starts_with("on") || IDLE.contains(&name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_known_name_is_known_to_the_parser_too() {
        let is_unknown =
            |name: &&&str| name.len() > SHORT && html5ever::LocalName::try_static(name).is_none();
        let unknown: Vec<_> = KNOWN.iter().filter(is_unknown).collect();
        // A few stay in its table without filling it.
        assert!(unknown.len() < 4, "{unknown:?}");
    }
}
