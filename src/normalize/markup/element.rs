//! What each element of HTML means for the text around and within it.

/// The meaning of an element for its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// No element of HTML, and no custom one.
    Unknown,
    /// Within the line, as `<b>`.
    Inline,
    /// Its text is a paragraph of its own, or several.
    Block,
    /// A block that is over when the next of its kind, or any other block, begins: `<p>`, `<li>`.
    Paragraph,
    Item,
    Cell,
    Row,
    Table,
    List,
    Preformatted,
    Break,
    Rule,
    Quotation,
    Annotation,
    /// Shown by no browser as text: scripts, styles, drawings, what stands in for a player.
    Unseen,
    /// Has neither content nor an end.
    Void,
}

impl Element {
    /// Whether words before and after it are apart.
    pub(super) fn parts_text(self) -> bool {
        match self {
            Self::Block
            | Self::Paragraph
            | Self::Item
            | Self::Cell
            | Self::Row
            | Self::Table
            | Self::List
            | Self::Preformatted
            | Self::Break
            | Self::Rule => true,
            Self::Unknown | Self::Inline | Self::Quotation | Self::Annotation | Self::Unseen | Self::Void => {
                false
            }
        }
    }

    pub(super) fn is_block(self) -> bool {
        self.parts_text() && ![Self::Cell, Self::Break].contains(&self)
    }

    pub(super) fn has_content(self) -> bool {
        ![Self::Void, Self::Break, Self::Rule].contains(&self)
    }
}

/// Names as the HTML standard lists them, with the obsolete ones that pages still use. Names with a hyphen are
/// custom elements; those with a colon come from Word and from feeds.
pub(super) fn of(name: &str) -> Element {
    let mut lower = [0_u8; 16];
    let Some(lower) = lower.get_mut(..name.len()) else {
        return if name.contains(['-', ':']) { Element::Inline } else { Element::Unknown };
    };
    lower.copy_from_slice(name.as_bytes());
    lower.make_ascii_lowercase();
    match &*lower {
        b"p" => Element::Paragraph,
        b"li" | b"dt" | b"dd" => Element::Item,
        b"td" | b"th" => Element::Cell,
        b"tr" => Element::Row,
        b"table" => Element::Table,
        b"ul" | b"ol" | b"dl" | b"menu" | b"dir" => Element::List,
        b"pre" | b"listing" | b"xmp" | b"plaintext" => Element::Preformatted,
        b"br" => Element::Break,
        b"hr" => Element::Rule,
        b"q" => Element::Quotation,
        b"rt" => Element::Annotation,
        b"address" | b"article" | b"aside" | b"blockquote" | b"body" | b"caption" | b"center"
        | b"details" | b"div" | b"fieldset" | b"figcaption" | b"figure" | b"footer" | b"form" | b"h1"
        | b"h2" | b"h3" | b"h4" | b"h5" | b"h6" | b"header" | b"hgroup" | b"html" | b"legend" | b"main"
        | b"nav" | b"search" | b"section" | b"summary" | b"tbody" | b"tfoot" | b"thead" => Element::Block,
        b"script" | b"style" | b"noscript" | b"template" | b"iframe" | b"svg" | b"head" | b"title"
        | b"object" | b"applet" | b"audio" | b"video" | b"canvas" | b"map" | b"select" | b"datalist"
        | b"textarea" | b"noembed" | b"noframes" | b"frameset" | b"rp" | b"progress" | b"meter" => {
            Element::Unseen
        }
        b"area" | b"base" | b"basefont" | b"bgsound" | b"col" | b"embed" | b"frame" | b"img" | b"input"
        | b"link" | b"meta" | b"param" | b"source" | b"track" | b"wbr" => Element::Void,
        b"a" | b"abbr" | b"acronym" | b"b" | b"bdi" | b"bdo" | b"big" | b"blink" | b"button" | b"cite"
        | b"code" | b"colgroup" | b"data" | b"del" | b"dfn" | b"em" | b"font" | b"i" | b"ins" | b"kbd"
        | b"label" | b"mark" | b"marquee" | b"math" | b"nobr" | b"optgroup" | b"option" | b"output"
        | b"picture" | b"rb" | b"rtc" | b"ruby" | b"s" | b"samp" | b"slot" | b"small" | b"span"
        | b"strike" | b"strong" | b"sub" | b"sup" | b"time" | b"tt" | b"u" | b"var" | b"dialog" => {
            Element::Inline
        }
        custom if custom.contains(&b'-') || custom.contains(&b':') => Element::Inline,
        _ => Element::Unknown,
    }
}
