//! What an element is by its name and attributes, before anyone knows what stands in it.

use html5ever::local_name;

use super::super::super::tree::Element;
use super::Kind;
use super::class::Named;

/// What an element is to the reader of metadata.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    Html,
    Title,
    Meta,
    Link,
    LinkedData,
    /// Nothing in it is shown, or is text.
    Opaque,
    /// Begins and ends a line.
    Block,
    Plain,
}

impl Role {
    pub fn is_opaque(self) -> bool {
        matches!(self, Self::Title | Self::Meta | Self::Link | Self::LinkedData | Self::Opaque)
    }
}

#[derive(Debug)]
pub struct Seen {
    pub role: Role,
    /// Of a `<meta>` or `<link>`, in lower case.
    pub names: Vec<String>,
    pub value: Option<String>,
    pub kinds: Vec<Kind>,
    pub mark_value: Option<String>,
    /// What class and id name.
    pub named: Named,
    pub area: Area,
}

/// What an element is to the places of those within it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    Article,
    Footer,
    Navigation,
    /// What stands at the side.
    Aside,
    /// A picture with its caption.
    Figure,
    /// The whole of the page: its classes name what stands in it.
    Root,
    Other,
}

/// Longer classes are generated, and name nothing.
const LONGEST_CLASS: usize = 400;

impl Seen {
    pub fn of(element: &Element) -> Self {
        let role = role(element);
        let mut seen = Self {
            role,
            names: Vec::new(),
            value: None,
            kinds: Vec::new(),
            mark_value: None,
            named: Named::default(),
            area: area(element),
        };
        match role {
            Role::Html => seen.value = attribute(element, "lang").or_else(|| attribute(element, "xml:lang")),
            Role::Meta => seen.read_meta(element),
            Role::Link => {
                seen.names.extend(attribute(element, "rel").map(|rel| rel.to_ascii_lowercase()));
                seen.value = attribute(element, "href");
            }
            Role::Block | Role::Plain => seen.read_marks(element),
            Role::Title | Role::LinkedData | Role::Opaque => {}
        }
        seen
    }

    fn read_meta(&mut self, element: &Element) {
        let names = ["property", "name", "http-equiv"].iter().filter_map(|name| attribute(element, name));
        for name in names {
            self.names.extend(name.split_ascii_whitespace().take(4).map(str::to_ascii_lowercase));
        }
        self.names.dedup();
        let content = attribute(element, "content").or_else(|| attribute(element, "value"));
        self.value = content.filter(|content| !content.trim().is_empty());
        if let Some(item) = attribute(element, "itemprop").filter(|_| self.value.is_some()) {
            self.mark_value.clone_from(&self.value);
            self.kinds = items(&item);
        }
    }

    fn read_marks(&mut self, element: &Element) {
        let name = &element.name.local;
        for attr in &element.attributes {
            let value: &str = &attr.value;
            match attr.name.local.as_ref() {
                "class" | "id" | "data-testid" | "data-component" if value.len() <= LONGEST_CLASS => {
                    self.named.add(value);
                }
                "itemprop" => self.kinds.extend(items(value)),
                "rel" => self.kinds.extend(relation(value)),
                "datetime" | "content" => self.mark_value = Some(value.to_owned()),
                _ => {}
            }
        }
        if *name == local_name!("time") {
            self.kinds.push(Kind::Time);
        }
        match name.as_ref() {
            "h1" => self.kinds.push(Kind::Headline { level: 1 }),
            "h2" => self.kinds.push(Kind::Headline { level: 2 }),
            "h3" => self.kinds.push(Kind::Headline { level: 3 }),
            "a" if !self.kinds.contains(&Kind::Author) => {
                let href = element.attribute("href").unwrap_or_default();
                let is_writer = AUTHOR_PATHS.iter().any(|path| href.contains(path));
                if is_writer && !href.contains("/tag") {
                    self.kinds.push(Kind::AuthorLink);
                }
            }
            _ => {}
        }
        let is_dated = self.named.is_date() || ["time", "abbr"].contains(&name.as_ref());
        if is_dated && self.mark_value.is_none() {
            let values = DATE_ATTRIBUTES.iter().filter_map(|name| element.attribute(name));
            let mut dated = values.filter(|value| value.bytes().any(|byte| byte.is_ascii_digit()));
            self.mark_value = dated.next().map(str::to_owned);
        }
        let is_link = [local_name!("a"), local_name!("link"), local_name!("img")].contains(name);
        if is_link && self.mark_value.is_none() && !self.kinds.is_empty() {
            self.mark_value = attribute(element, "href").or_else(|| attribute(element, "src"));
        }
        if ![Area::Root, Area::Article].contains(&self.area) && !self.named.is_empty() {
            self.read_class(element);
        }
    }

    fn read_class(&mut self, element: &Element) {
        let name = &element.name.local;
        let is_plain = ["h4", "div", "p", "span"].contains(&name.as_ref());
        if is_plain && self.named.is_headline() {
            self.kinds.push(Kind::Headline { level: 2 });
        }
        if !self.kinds.contains(&Kind::Author) && self.named.is_author() {
            self.kinds.retain(|kind| *kind != Kind::AuthorLink);
            self.kinds.push(Kind::Author);
        }
        if *name != local_name!("time") && self.named.is_date() {
            self.kinds.push(Kind::Date);
        }
        if self.named.is_crumbs() {
            self.kinds.push(Kind::Crumb);
        }
    }
}

/// Where a date stands beside the one that is shown, or instead of it.
const DATE_ATTRIBUTES: [&str; 7] =
    ["data-datetime", "data-date", "data-time", "data-timestamp", "data-published", "title", "aria-label"];

/// Parts of the addresses at which sites present their writers.
const AUTHOR_PATHS: [&str; 12] = [
    "/author/",
    "/authors/",
    "/autor/",
    "/autoren/",
    "/autores/",
    "/auteur/",
    "/writer/",
    "/writers/",
    "/journalist/",
    "/reporter/",
    "/by/",
    "/profile/",
];
fn items(names: &str) -> Vec<Kind> {
    names.split_ascii_whitespace().take(4).map(|name| Kind::Item(name.to_ascii_lowercase())).collect()
}

fn relation(relation: &str) -> Option<Kind> {
    relation.split_ascii_whitespace().find_map(|word| match word {
        "author" => Some(Kind::Author),
        "tag" | "category" => Some(Kind::Tag),
        _ => None,
    })
}

fn attribute(element: &Element, name: &str) -> Option<String> {
    element.attribute(name).map(str::to_owned)
}

fn area(element: &Element) -> Area {
    match element.name.local.as_ref() {
        "article" => Area::Article,
        "footer" => Area::Footer,
        "nav" => Area::Navigation,
        "aside" => Area::Aside,
        "figure" | "figcaption" => Area::Figure,
        "body" | "main" | "html" => Area::Root,
        _ => Area::Other,
    }
}

fn role(element: &Element) -> Role {
    let name = &element.name.local;
    match name.as_ref() {
        "html" => Role::Html,
        "title" => Role::Title,
        "meta" => Role::Meta,
        "link" => Role::Link,
        "script" => script(element),
        "style" | "noscript" | "svg" | "template" | "iframe" | "select" | "textarea" | "button"
        | "object" | "math" | "canvas" | "video" | "audio" => Role::Opaque,
        "a" | "abbr" | "acronym" | "b" | "bdi" | "bdo" | "big" | "cite" | "code" | "em" | "font" | "i"
        | "img" | "ins" | "kbd" | "mark" | "q" | "s" | "small" | "span" | "strong" | "sub" | "sup"
        | "time" | "tt" | "u" | "wbr" => Role::Plain,
        _ => Role::Block,
    }
}

/// How an element divides the text around it from its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Division {
    None,
    /// Of the same line, but named on its own.
    Part,
    Line,
}

/// Whether an element holds the second part of a name, the first of which stands before it.
pub fn is_surname(element: &Element) -> bool {
    const WORDS: [&str; 6] = ["lastname", "last-name", "last_name", "surname", "familyname", "family-name"];
    element.attribute("class").is_some_and(|class| {
        let class = class.to_ascii_lowercase();
        WORDS.iter().any(|word| class.contains(word))
    })
}

pub fn division(element: &Element) -> Division {
    match role(element) {
        Role::Block => Division::Line,
        Role::Plain => {
            let is_named = element.attributes.iter().any(|attr| {
                [local_name!("class"), local_name!("id"), local_name!("href"), local_name!("datetime")]
                    .contains(&attr.name.local)
            });
            if is_named { Division::Part } else { Division::None }
        }
        Role::Html | Role::Title | Role::Meta | Role::Link | Role::LinkedData | Role::Opaque => {
            Division::None
        }
    }
}

fn script(element: &Element) -> Role {
    let kind = attribute(element, "type").unwrap_or_default();
    let kind = kind.trim();
    if kind.to_ascii_lowercase().starts_with("application/ld+json") { Role::LinkedData } else { Role::Opaque }
}
