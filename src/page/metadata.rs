//! What a page says about its article, apart from the text.
//!
//! Everything that says something is picked up in one walk, and then judged by plausibility: by what agrees, by what stands
//! near the headline, and by what belongs to this article and no other. Promises each value as the page has it: clean-up is
//! for those who come after. Refuses no page: whether it is an article at all is said, and decided elsewhere.

mod authors;
mod dates;
mod linked;
mod meta;
mod states;
mod survey;
mod text;
mod title;

use serde_json::{Map, Value};

use self::authors::Byline;
use self::dates::{Dates, Headline};
use self::linked::{Known, Linked};
use self::meta::{Concept, Metas};
use self::survey::{Kind, Survey};
use super::tree::Tree;
use crate::article::{Found, Raw, Said};
use crate::json::values;

/// What a page is, as far as its metadata tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PageKind {
    Article,
    /// A front page, a section, a list of articles.
    List,
    #[default]
    Unknown,
}

/// What a page says about its article: each value as it stands.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Metadata {
    pub kind: PageKind,
    pub title: String,
    pub description: String,
    /// The most telling first, with where they stood.
    pub published: Vec<Found>,
    pub modified: Vec<Found>,
    pub authors: Vec<String>,
    pub language: String,
    pub site_name: String,
    pub section: String,
    pub tags: Vec<String>,
    pub images: Vec<String>,
    pub canonical_url: Option<String>,
    /// The text as linked data has it: often one line, or a part of it.
    pub article_body: String,
    pub paywalled: bool,
}

impl Metadata {
    /// In the form of an item; without its text.
    pub fn into_raw(self) -> Raw {
        // Destructured, so that a new field is not forgotten.
        let Self {
            kind,
            title,
            description,
            published,
            modified,
            authors,
            language,
            site_name,
            section,
            tags,
            images,
            canonical_url,
            article_body: _,
            paywalled,
        } = self;
        Raw {
            title,
            description,
            published,
            modified,
            authors,
            language,
            site_name,
            section,
            tags,
            images,
            canonical_url,
            said: Said { paywalled, listing: kind == PageKind::List, ..Said::default() },
            ..Raw::default()
        }
    }
}

/// Reads what the page says; `url` is its address, where that is known.
pub fn read(tree: &Tree, url: Option<&str>) -> Metadata {
    let survey = Survey::of(tree);
    let mut metadata = Page::of(&survey, url).read();
    if metadata.published.is_empty() {
        metadata.published = states::dates(tree);
    }
    metadata
}

type Node = Map<String, Value>;

/// All that is known of a page, while it is judged.
struct Page<'s> {
    survey: &'s Survey,
    metas: Metas<'s>,
    linked: Linked,
    url: Option<&'s str>,
}

impl<'s> Page<'s> {
    fn of(survey: &'s Survey, url: Option<&'s str>) -> Self {
        let metas = Metas::of(survey);
        let canonical = survey.link("canonical");
        let addresses = url.into_iter().chain(canonical).chain(metas.first(Concept::Address)).collect();
        let headings = survey.marks.iter().filter(|mark| mark.kind == Kind::Headline { level: 1 });
        let titles = headings
            .map(|mark| mark.text.as_str())
            .chain(metas.all(Concept::Title).map(|said| said.content))
            .chain([survey.title.as_str()])
            .take(12);
        let linked = Linked::of(survey, &Known::new(addresses, titles));
        Self { survey, metas, linked, url }
    }

    fn read(&self) -> Metadata {
        let site_name = self.site_name();
        let title = self.title(&site_name);
        let headline = self.headline(&title);
        let byline = self.byline(&headline, &site_name);
        let (published, modified) = self.dates(&headline);
        Metadata {
            kind: self.kind(),
            description: self.description(),
            published,
            modified,
            authors: byline.map(|byline| byline.names).unwrap_or_default(),
            language: self.language(),
            section: self.section(),
            tags: self.tags(),
            images: self.images(),
            canonical_url: self.canonical_url(),
            article_body: self.of_article("articleBody").and_then(values::text).unwrap_or_default(),
            paywalled: self.is_paywalled(),
            title,
            site_name,
        }
    }

    fn of_article(&self, name: &str) -> Option<&Value> {
        self.linked.article.as_ref()?.get(name)
    }

    /// Values of the item's microdata by name, those near the headline or of the head alike.
    fn items<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a survey::Mark> + 'a {
        self.survey.marks.iter().filter(move |mark| matches!(&mark.kind, Kind::Item(item) if item == name))
    }

    fn title(&self, site: &str) -> String {
        use title::{Candidate, Source};
        let mut candidates = Vec::new();
        let mut push = |source, text: &str| candidates.extend(Candidate::new(source, text));
        let headings = |first: bool| {
            let marks = self.survey.marks.iter().filter(|mark| mark.place.aside == 0);
            marks.filter(move |mark| matches!(mark.kind, Kind::Headline { level } if (level == 1) == first))
        };
        for mark in headings(true).take(4) {
            push(Source::FirstHeading, &mark.text);
        }
        for name in ["headline", "name"] {
            if let Some(text) = self.of_article(name).and_then(values::text) {
                push(Source::LinkedData, &text);
            }
        }
        for said in self.metas.all(Concept::Title).take(8) {
            let source = match said.name {
                "og:title" => Source::OpenGraph,
                "dc:title" | "dcterm:title" => Source::DublinCore,
                _ => Source::Meta,
            };
            push(source, said.content);
        }
        for mark in self.items("headline").take(2) {
            push(Source::Item, mark.value.as_deref().unwrap_or(&mark.text));
        }
        for mark in headings(false).take(12) {
            push(Source::Heading, &mark.text);
        }
        push(Source::Element, &self.survey.title);
        title::choose(&candidates, site)
            .map(|candidate| candidate.text.replace(survey::PART, " "))
            .unwrap_or_default()
    }

    /// Where the headline stands: the heading that says the title, or the first.
    fn headline(&self, title: &str) -> Headline {
        let marks = || self.survey.marks.iter().filter(|mark| matches!(mark.kind, Kind::Headline { .. }));
        let title = text::letters(title);
        // With a kicker, or without the name of the site; less of it is the name of the site.
        let is_nearly = |mark: &str| {
            mark.len() > 12 && (title.contains(mark) && 2 * mark.len() > title.len() || mark.contains(&title))
        };
        // The title is repeated in the crumbs, and in a bar at the top.
        let said = marks().filter_map(|mark| {
            let letters = text::letters(&mark.text);
            let is_same = !title.is_empty() && letters == title;
            let is_first_level = mark.kind == Kind::Headline { level: 1 };
            (is_same || is_nearly(&letters))
                .then_some(((mark.place.aside != 0, !is_first_level, !is_same), mark))
        });
        let said = said.min_by_key(|(rank, _)| *rank).map(|(_, mark)| mark);
        let first = || marks().find(|mark| mark.kind == Kind::Headline { level: 1 } && mark.place.aside == 0);
        let found = said.or_else(first);
        Headline {
            place: found.map(|mark| mark.place).unwrap_or_default(),
            is_known: found.is_some(),
            may_stand_outside: self.survey.articles < 3,
        }
    }

    fn byline(&self, headline: &Headline, site: &str) -> Option<Byline> {
        let mut said = Vec::new();
        for name in ["author", "creator"] {
            if let Some(value) = self.of_article(name) {
                said.push(Byline::new(values::names(value)));
            }
        }
        said.push(Byline::new(self.metas.best(Concept::Authors).into_iter().map(str::to_owned)));
        for other in self.metas.all(Concept::Authors) {
            said.push(Byline::new([other.content.to_owned()]));
        }
        let of_works = self.linked.works.iter().filter_map(|work| work.get("author"));
        said.extend(of_works.map(|value| Byline::new(values::names(value))));
        let mut shown = authors::marked(self.survey, headline);
        shown.push(authors::printed(self.survey, headline));
        shown.push(authors::beside_date(self.survey, headline));
        shown.extend(authors::anywhere(self.survey, headline));
        let publisher = self.of_article("publisher").and_then(values::name).unwrap_or_default();
        authors::choose(
            self.survey,
            headline,
            said,
            shown,
            &[site, &publisher, self.host(), self.host_label()],
        )
    }

    /// As the site may call itself; empty where the address is not known.
    fn host(&self) -> &str {
        let rest = self.url.and_then(|url| url.split_once("://")).map_or("", |(_, rest)| rest);
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        host.strip_prefix("www.").unwrap_or(host)
    }

    fn host_label(&self) -> &str {
        self.host().split('.').next().unwrap_or_default()
    }

    fn dates(&self, headline: &Headline) -> (Vec<Found>, Vec<Found>) {
        let mut published = Dates::default();
        let mut modified = Dates::default();
        let of_node = |node: &Node, name: &str, field: &str, dates: &mut Dates| {
            if let Some(text) = node.get(name).and_then(values::time) {
                dates.push(field, &text);
            }
        };
        if let Some(article) = &self.linked.article {
            of_node(article, "datePublished", "json-ld.datePublished", &mut published);
            of_node(article, "dateModified", "json-ld.dateModified", &mut modified);
        }
        for (concept, dates) in [(Concept::Published, &mut published), (Concept::Modified, &mut modified)] {
            for said in self.metas.all(concept).take(6) {
                dates.push(&format!("meta[{}]", said.name), said.content);
            }
        }
        for (name, dates) in [("datepublished", &mut published), ("datemodified", &mut modified)] {
            for item in self.items(name).filter(|item| !headline.is_beside(item.place)).take(2) {
                dates.push(&format!("itemprop.{name}"), item.value.as_deref().unwrap_or(&item.text));
            }
        }
        if let Some(article) = &self.linked.article {
            of_node(article, "dateCreated", "json-ld.dateCreated", &mut published);
        }
        for work in &self.linked.works {
            of_node(work, "datePublished", "json-ld.page.datePublished", &mut published);
            of_node(work, "uploadDate", "json-ld.page.uploadDate", &mut published);
            of_node(work, "dateModified", "json-ld.page.dateModified", &mut modified);
        }
        dates::visible(self.survey, headline, &mut published);
        if !published.are_said() {
            self.addresses().for_each(|address| dates::of_address(address, &mut published));
            if published.is_empty() {
                dates::updated(self.survey, headline, &mut published);
            }
            dates::anywhere(self.survey, headline, &mut published);
        }
        if self.is_revision() {
            published.put_first(&modified);
        }
        (published.into_list(), modified.into_list())
    }

    /// What the page says to be its address.
    fn addresses(&self) -> impl Iterator<Item = &'s str> {
        self.survey.link("canonical").into_iter().chain(self.metas.first(Concept::Address))
    }

    /// The address names a revision of a page that many write, which has the day of the revision and not that of the page.
    fn is_revision(&self) -> bool {
        let query = self.url.and_then(|url| url.split_once('?')).map_or("", |(_, query)| query);
        query.split('&').any(|part| ["oldid=", "diff="].iter().any(|name| part.starts_with(name)))
    }

    fn description(&self) -> String {
        let of_article = self.of_article("description").and_then(values::text);
        let said = self.metas.first(Concept::Description).map(str::to_owned);
        said.or(of_article).unwrap_or_default()
    }

    fn site_name(&self) -> String {
        let publisher = || self.of_article("publisher").and_then(values::name);
        let said = self.metas.first(Concept::Site).map(str::to_owned);
        said.or_else(publisher).or_else(|| self.linked.site.clone()).unwrap_or_default()
    }

    fn language(&self) -> String {
        let of_article = || self.of_article("inLanguage").and_then(values::name);
        let said = || self.metas.first(Concept::Language).map(str::to_owned);
        let own = Some(self.survey.language.clone()).filter(|language| !language.trim().is_empty());
        own.or_else(of_article).or_else(said).unwrap_or_default()
    }

    fn section(&self) -> String {
        let of_article = self.of_article("articleSection").and_then(values::name);
        let said = || self.metas.first(Concept::Section).map(str::to_owned);
        // The first crumb is the front page, the last one the article.
        let crumbs = || {
            let crumbs = &self.linked.crumbs;
            crumbs
                .get(1)
                .filter(|_| crumbs.len() > 2)
                .or_else(|| crumbs.first().filter(|_| crumbs.len() == 2))
                .cloned()
        };
        let shown = || {
            let mark = self.survey.marks.iter().find(|mark| mark.kind == Kind::Crumb)?;
            let steps = mark.text.split([survey::PART, '>', '›', '»', '/']).map(str::trim);
            let steps: Vec<&str> = steps.filter(|step| !step.is_empty()).collect();
            steps.get(1).filter(|_| steps.len() > 2 && mark.text.len() < 200).map(|&step| step.to_owned())
        };
        of_article.or_else(said).or_else(crumbs).or_else(shown).unwrap_or_default()
    }

    fn tags(&self) -> Vec<String> {
        let of_article = self.of_article("keywords").map(values::names).unwrap_or_default();
        if !of_article.is_empty() {
            return of_article;
        }
        let said = self.metas.best(Concept::Tags);
        if !said.is_empty() {
            return said.into_iter().map(str::to_owned).collect();
        }
        let tags = self.survey.marks.iter().filter(|mark| mark.kind == Kind::Tag && mark.place.aside == 0);
        tags.map(|mark| mark.text.replace(survey::PART, " "))
            .filter(|tag| !tag.is_empty())
            .take(100)
            .collect()
    }

    fn images(&self) -> Vec<String> {
        let mut images: Vec<String> = Vec::new();
        let said = self.metas.all(Concept::Images).map(|said| said.content.to_owned());
        let of_article = self.of_article("image").map(values::images).unwrap_or_default();
        for image in said.chain(of_article) {
            if !image.is_empty() && !images.contains(&image) && images.len() < 20 {
                images.push(image);
            }
        }
        images
    }

    fn canonical_url(&self) -> Option<String> {
        let found = self.survey.link("canonical").or_else(|| self.metas.first(Concept::Address))?;
        Some(found.trim().to_owned()).filter(|url| !url.is_empty())
    }

    fn is_paywalled(&self) -> bool {
        let free = |node: &Node| node.get("isAccessibleForFree").and_then(values::switch);
        let article = self.linked.article.as_ref();
        let said = article.and_then(free);
        let parts = article.and_then(|node| node.get("hasPart"));
        let parts = parts.into_iter().flat_map(|parts| match parts.as_array() {
            Some(parts) => parts.iter().collect(),
            None => vec![parts],
        });
        let is_part_locked = said.is_none()
            && parts.into_iter().filter_map(Value::as_object).any(|part| free(part) == Some(false));
        let tier = self.metas.first(Concept::Tier).map(str::to_ascii_lowercase).unwrap_or_default();
        said == Some(false)
            || is_part_locked
            || ["locked", "metered", "paid", "premium"].contains(&tier.as_str())
    }

    fn kind(&self) -> PageKind {
        let said = self.metas.first(Concept::Kind).map(str::to_ascii_lowercase).unwrap_or_default();
        let works = self.linked.works.iter();
        let is_collection =
            works.flat_map(linked::kinds).any(|kind| ["CollectionPage", "SearchResultsPage"].contains(&kind));
        let is_front = self.url.is_some_and(values::is_front_page);
        if is_front || self.linked.is_list || (is_collection && self.linked.article.is_none()) {
            PageKind::List
        } else if self.linked.article.is_some()
            || ["article", "news", "newsarticle", "blog"].contains(&said.as_str())
        {
            PageKind::Article
        } else {
            PageKind::Unknown
        }
    }
}

#[cfg(test)]
mod tests;
