//! What the names that authors give to elements say of them.

use dom_query::Element;

use super::element::Layout;

/// What an element is by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    Plain,
    /// Named as the text of an article.
    Body,
    /// Named as something beside the text.
    Beside,
    /// Named as a picture: what it says is a caption, unless it says much.
    Picture,
    /// What readers wrote below it.
    Comments,
}

/// The attributes that tell something.
#[derive(Debug, Default)]
pub struct Attributes<'a> {
    class: &'a str,
    id: &'a str,
    role: &'a str,
    itemprop: &'a str,
    style: &'a str,
    aria_hidden: &'a str,
    hidden: bool,
}

impl<'a> Attributes<'a> {
    pub fn of(element: &'a Element) -> Self {
        let mut attributes = Self::default();
        for attribute in &element.attrs {
            let value = attribute.value.as_ref();
            match attribute.name.local.as_ref() {
                "class" => attributes.class = value,
                "id" => attributes.id = value,
                "role" => attributes.role = value,
                "itemprop" => attributes.itemprop = value,
                "style" => attributes.style = value,
                "aria-hidden" => attributes.aria_hidden = value,
                "hidden" => attributes.hidden = true,
                _ => {}
            }
        }
        attributes
    }

    pub fn hidden(&self) -> bool {
        self.hidden || self.aria_hidden == "true" || hides(self.style)
    }
}

fn hides(style: &str) -> bool {
    if style.is_empty() {
        return false;
    }
    let style: String = style.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    style.contains("display:none") || style.contains("visibility:hidden")
}

/// Whether an element within a line is one that readers do not see there.
pub fn pops_up(attributes: &Attributes<'_>) -> bool {
    let mut folded = String::new();
    words(attributes.class, &mut folded);
    folded.split_ascii_whitespace().any(|word| UNSEEN.contains(&word))
}

const UNSEEN: &[&str] = &["hidden", "invisible", "offscreen", "visuallyhidden", "tooltip", "popup", "rollover", "noprint", "sronly"];

/// By the attributes; where they say nothing, by the element itself.
pub fn standing(layout: Layout, attributes: &Attributes<'_>) -> Standing {
    if attributes.itemprop.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("articleBody")) {
        return Standing::Body;
    }
    match layout {
        Layout::Navigation | Layout::Caption | Layout::Figure | Layout::Footer => return Standing::Beside,
        Layout::Root | Layout::Main => return Standing::Plain,
        _ => {}
    }
    match attributes.role {
        "navigation" | "complementary" | "contentinfo" | "search" | "banner" | "dialog" | "alert" | "menu"
        | "menubar" | "toolbar" | "tooltip" | "alertdialog" | "button" | "tablist" => return Standing::Beside,
        "main" => return Standing::Plain,
        _ => {}
    }
    if layout == Layout::Article {
        return Standing::Plain;
    }
    let (class, id) = (named(attributes.class), named(attributes.id));
    match (class, id) {
        (Standing::Comments, _) | (_, Standing::Comments) => Standing::Comments,
        (Standing::Beside, _) | (_, Standing::Beside) => Standing::Beside,
        (Standing::Body, _) | (_, Standing::Body) => Standing::Body,
        (Standing::Picture, _) | (_, Standing::Picture) => Standing::Picture,
        _ if layout == Layout::Aside => Standing::Beside,
        _ => Standing::Plain,
    }
}

/// By all names of an attribute: the most telling of them.
fn named(attribute: &str) -> Standing {
    let mut standing = Standing::Plain;
    let is_post = POST.iter().any(|mark| attribute.contains(mark));
    for name in attribute.split_ascii_whitespace() {
        if is_post && LABELS.iter().any(|label| name.starts_with(label)) {
            continue;
        }
        match of_name(name) {
            Standing::Comments => return Standing::Comments,
            Standing::Beside => standing = Standing::Beside,
            Standing::Picture if standing != Standing::Beside => standing = Standing::Picture,
            Standing::Body if standing == Standing::Plain => standing = Standing::Body,
            Standing::Body | Standing::Picture | Standing::Plain => {}
        }
    }
    standing
}

const LONGEST: usize = 80;

fn of_name(name: &str) -> Standing {
    if name.len() > LONGEST {
        return Standing::Plain;
    }
    let mut folded = String::with_capacity(name.len() + 8);
    words(name, &mut folded);
    if folded.split_ascii_whitespace().next().is_some_and(|first| MODIFIERS.contains(&first)) {
        return Standing::Plain;
    }
    let padded = folded.as_str();
    let mut standing = Standing::Plain;
    let mut before = "";
    for word in padded.split(' ') {
        if word.is_empty() {
            continue;
        }
        if COMMENTS.contains(&word) {
            return Standing::Comments;
        }
        let pair = [before, word];
        if BESIDE.contains(&word) || BESIDE_PAIRS.contains(&pair) {
            standing = Standing::Beside;
        } else if standing == Standing::Plain && PICTURE.contains(&word) {
            standing = Standing::Picture;
        } else if standing == Standing::Plain && (BODY.contains(&word) || BODY_PAIRS.contains(&pair)) {
            standing = Standing::Body;
        }
        before = word;
    }
    standing
}

/// The words of a name, apart: `relatedArticles-box` is `related articles box`. Where digits and capitals mix, the
/// name was made by a machine, and holds no words.
fn words(name: &str, into: &mut String) {
    for part in name.split(|c: char| !c.is_alphanumeric()) {
        into.push(' ');
        let is_made = part.bytes().any(|byte| byte.is_ascii_digit());
        let mut before = ' ';
        for c in part.chars() {
            if !is_made && c.is_ascii_uppercase() && before.is_ascii_lowercase() {
                into.push(' ');
            }
            into.push(c.to_ascii_lowercase());
            before = c;
        }
    }
}

/// Classes of a post as blog systems write them: tags and categories follow, which are words of the news.
const POST: &[&str] = &["hentry", "type-post", "status-publish"];
const LABELS: &[&str] = &["tag-", "category-", "author-", "tax-", "post-"];

const PICTURE: &[&str] = &["image", "img", "photo", "photos", "picture", "pictures", "foto", "imagen", "bild", "thumbnail", "thumb", "media", "gallery", "slideshow", "video"];

/// A name that begins so tells of the page's layout, not of the element.
const MODIFIERS: &[&str] =
    &["with", "has", "no", "without", "is", "js"];

const COMMENTS: &[&str] = &[
    "comment", "comments", "commentlist", "commentarea", "commentbox", "disqus", "livefyre", "coral", "respond", "replies", "kommentare",
    "kommentar", "commentaires", "comentarios", "commenti", "reacties", "commentform", "spot",
];

const BESIDE: &[&str] = &[
    "related", "relateds", "recirc", "recirculation", "recommended", "recommendation", "recommendations", "recommend",
    "suggested", "suggestions", "trending", "popular", "mostread", "mostpopular", "readmore", "readnext", "upnext", "seealso", "alsoread",
    "teaser", "teasers", "promo", "promos", "promotion", "promoted", "sponsor", "sponsored", "sponsors", "advert",
    "adverts", "advertisement", "advertising", "ad", "ads", "adslot", "outbrain", "taboola", "dfp", "banner", "share", "sharing",
    "sharebar", "shares", "sharetools", "social", "socials", "addthis", "sharethis", "addtoany", "sharedaddy", "follow", "followus", "newsletter", "newsletters",
    "subscribe", "subscription", "signup", "optin", "breadcrumb", "breadcrumbs", "nav", "navigation", "navbar", "menu",
    "submenu", "sidebar", "footer", "toolbar", "tools", "byline", "bylines", "authorbox", "bio", "biography", "tags", "taglist",
    "keywords", "topics", "caption", "captions", "credit", "credits", "figcaption", "carousel", "slider", "cookie", "cookies",
    "consent", "gdpr", "modal", "popup", "overlay", "lightbox", "tooltip", "dropdown", "login", "pagination", "pager",
    "print", "skip", "meta", "metadata", "timestamp", "rating", "ratings", "vote", "poll", "quiz", "survey", "donate",
    "donation", "membership", "widget", "widgets", "relatedposts", "jp", "yarpp", "playlist", "disclaimer", "masthead", "topbar",
    "ticker", "legal", "copyright", "date", "dateline", "published", "eyebrow", "kicker", "crumb", "crumbs", "teaserlist", "linkbox", "infobox",
    "author", "authors", "autor", "autore", "auteur", "webpush", "prompt", "notification", "notifications", "reaction", "reactions", "rollover",
    "hidden", "invisible", "offscreen", "visuallyhidden", "noprint", "embed",
];

const BESIDE_PAIRS: &[[&str; 2]] = &[
    ["video", "player"], ["audio", "player"], ["media", "player"], ["player", "wrapper"], ["player", "container"],
    ["read", "more"], ["read", "next"], ["up", "next"], ["see", "also"], ["also", "read"], ["most", "read"], ["most", "popular"],
    ["sign", "up"], ["author", "bio"], ["author", "box"], ["author", "info"], ["about", "author"], ["sr", "only"], ["screen", "reader"],
    ["visually", "hidden"], ["more", "stories"], ["more", "news"], ["more", "from"], ["post", "author"], ["article", "author"], ["site", "header"],
    ["page", "header"], ["opt", "in"], ["app", "download"], ["photo", "credit"], ["image", "credit"], ["post", "tags"], ["in", "topics"],
    ["author", "name"], ["next", "article"], ["next", "post"], ["prev", "post"], ["previous", "post"], ["post", "navigation"], ["latest", "news"], ["read", "also"],
];

const BODY: &[&str] = &["articlebody", "storybody", "storytext", "articletext", "bodytext", "articlecontent", "postbody", "postcontent", "entrycontent"];

const BODY_PAIRS: &[[&str; 2]] = &[
    ["article", "body"], ["article", "content"], ["article", "text"], ["entry", "content"], ["post", "content"], ["post", "body"],
    ["story", "body"], ["story", "content"], ["story", "text"], ["body", "content"], ["body", "copy"], ["body", "text"], ["content", "body"],
    ["rich", "text"], ["news", "text"], ["news", "body"], ["news", "content"], ["single", "content"], ["blog", "content"], ["text", "content"],
];
