//! How elements of HTML lay out their text.

/// What a browser makes of an element, as far as the text of an article depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Runs on in the line.
    Inline,
    Link,
    Break,
    /// A box of its own.
    Block,
    Paragraph,
    Heading(u8),
    List,
    Item,
    Table,
    Row,
    Cell,
    Quote,
    Preformatted,
    /// A picture with what belongs to it.
    Figure,
    /// What is said of a picture, a table, or the field of a form.
    Caption,
    /// Boxes whose names say what they are for.
    Article,
    Main,
    Aside,
    Header,
    Footer,
    Navigation,
    Root,
    /// Not text to readers: code, forms, pictures.
    Unseen,
}

impl Layout {
    pub fn of(name: &str) -> Self {
        match name {
            "a" => Self::Link,
            "br" | "hr" => Self::Break,
            "p" => Self::Paragraph,
            "h1" => Self::Heading(1),
            "h2" => Self::Heading(2),
            "h3" => Self::Heading(3),
            "h4" => Self::Heading(4),
            "h5" | "h6" => Self::Heading(5),
            "ul" | "ol" | "dl" | "menu" | "dir" => Self::List,
            "li" | "dt" | "dd" => Self::Item,
            "table" => Self::Table,
            "tr" => Self::Row,
            "td" | "th" => Self::Cell,
            "blockquote" => Self::Quote,
            "pre" => Self::Preformatted,
            "figure" => Self::Figure,
            "figcaption" | "caption" | "label" | "legend" => Self::Caption,
            "article" => Self::Article,
            "main" => Self::Main,
            "aside" => Self::Aside,
            "header" => Self::Header,
            "footer" => Self::Footer,
            "nav" => Self::Navigation,
            "html" | "body" => Self::Root,
            "script" | "style" | "noscript" | "template" | "svg" | "math" | "head" | "iframe" | "object"
            | "embed" | "video" | "audio" | "canvas" | "map" | "select" | "option" | "textarea" | "input"
            | "button" | "datalist" | "progress" | "meter" | "dialog" | "link" | "meta" | "title" | "img"
            | "picture" | "source" | "rp" | "rt" | "amp-ad" | "amp-sidebar" | "amp-consent" | "amp-img"
            | "amp-social-share" | "amp-iframe" | "amp-video" | "amp-analytics" | "amp-embed" => Self::Unseen,
            "div" | "section" | "form" | "fieldset" | "address" | "center" | "details" | "summary"
            | "hgroup" | "tbody" | "thead" | "tfoot" | "search" | "layer" | "multicol" | "frameset"
            | "noframes" | "optgroup" | "colgroup" | "col" | "listing" | "plaintext" | "xmp" => Self::Block,
            _ if name.contains('-') => Self::Block,
            _ => Self::Inline,
        }
    }

    /// Whether its text stands apart from what is before and behind.
    pub fn parts_text(self) -> bool {
        !matches!(self, Self::Inline | Self::Link | Self::Break | Self::Cell)
    }

    /// Whether other elements may be within that make an article.
    pub fn is_box(self) -> bool {
        matches!(
            self,
            Self::Block
                | Self::Article
                | Self::Main
                | Self::Aside
                | Self::Header
                | Self::Footer
                | Self::Navigation
                | Self::Root
        )
    }
}
