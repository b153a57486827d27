//! An event as rules see it: its fields by their names in JSON, read where they stand and only when they are asked for.
//!
//! What is not said is empty: "" or 0, and so in parts that are missing as a whole. Times are texts, as in JSON.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::LazyLock;

use cel::ExecutionError;
use cel::common::traits::Indexer;
use cel::common::types::{CelBool, CelDouble, CelInt, CelList, CelMap, CelMapKey, CelString, Type};
use cel::common::value::{CowVal, Val};

use crate::proto::{
    Article, ArticleEvent, Enrichment, Evidence, Flag, Instant, Language, Mention, Origin, Relation,
    Revision, Site, Timestamp,
};

/// What a value is, as far as that is known before there is one.
#[derive(Clone, Copy)]
pub enum Kind {
    Bool,
    Int,
    Double,
    Text,
    Texts,
    /// Texts by names that sources chose.
    Named,
    Part(Schema),
    Parts(Schema),
    /// Of anything.
    List,
    Any,
}

/// The names of a part's fields, and what they are.
#[derive(Clone, Copy)]
pub struct Schema {
    pub names: fn() -> Vec<&'static str>,
    pub kind: fn(&str) -> Option<Kind>,
}

impl Schema {
    pub const EVENT: Self = Self::of::<ArticleEvent>();
    pub const ARTICLE: Self = Self::of::<Article>();

    const fn of<T: Fields>() -> Self {
        Self {
            names: || T::FIELDS.iter().map(|(name, ..)| *name).collect(),
            kind: |asked| T::FIELDS.iter().find(|(name, ..)| *name == asked).map(|(_, kind, _)| *kind),
        }
    }
}

/// A value on its way to an expression.
enum Value<'a> {
    Bool(bool),
    Int(i64),
    Double(f64),
    Text(&'a str),
    Time(Option<Timestamp>),
    Texts(Vec<&'a str>),
    Named(&'a BTreeMap<String, String>),
    Part(Part<'a>),
    Parts(Vec<Part<'a>>),
}

type Field<T> = (&'static str, Kind, for<'a> fn(&'a T) -> Value<'a>);

trait Fields: fmt::Debug + Sync + Sized + 'static {
    const FIELDS: &'static [Field<Self>];
}

trait Read: fmt::Debug + Sync {
    fn read(&self, field: &str) -> Option<Value<'_>>;
}

impl<T: Fields> Read for T {
    fn read(&self, field: &str) -> Option<Value<'_>> {
        T::FIELDS.iter().find(|(name, ..)| *name == field).map(|(_, _, read)| read(self))
    }
}

/// A message within an event.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a>(&'a dyn Read);

impl<'a> Part<'a> {
    pub fn event(event: &'a ArticleEvent) -> Self {
        Self(event)
    }

    pub fn article(event: &'a ArticleEvent) -> Self {
        Self::given(event.article.as_ref(), &NO_ARTICLE)
    }

    fn given<T: Fields>(part: Option<&'a T>, missing: &'static LazyLock<T>) -> Self {
        match part {
            Some(part) => Self(part),
            None => Self(&**missing),
        }
    }

    fn all<T: Fields>(parts: &'a [T]) -> Vec<Self> {
        parts.iter().map(|part| Self(part as &dyn Read)).collect()
    }
}

static NO_ARTICLE: LazyLock<Article> = LazyLock::new(Article::default);
static NO_LANGUAGE: LazyLock<Language> = LazyLock::new(Language::default);
static NO_INSTANT: LazyLock<Instant> = LazyLock::new(Instant::default);
static NO_SITE: LazyLock<Site> = LazyLock::new(Site::default);
static NO_REVISION: LazyLock<Revision> = LazyLock::new(Revision::default);
static NO_ENRICHMENT: LazyLock<Enrichment> = LazyLock::new(Enrichment::default);
static NO_ORIGIN: LazyLock<Origin> = LazyLock::new(Origin::default);

fn texts(texts: &[String]) -> Value<'_> {
    Value::Texts(texts.iter().map(String::as_str).collect())
}

impl Fields for ArticleEvent {
    const FIELDS: &'static [Field<Self>] = &[
        ("outcome", Kind::Text, |event| Value::Text(event.outcome().as_str_name())),
        ("article", Kind::Part(Schema::of::<Article>()), |event| Value::Part(Part::article(event))),
        ("revision", Kind::Part(Schema::of::<Revision>()), |event| {
            Value::Part(Part::given(event.revision.as_ref(), &NO_REVISION))
        }),
        ("relations", Kind::Parts(Schema::of::<Relation>()), |event| {
            Value::Parts(Part::all(&event.relations))
        }),
        ("enrichment", Kind::Part(Schema::of::<Enrichment>()), |event| {
            Value::Part(Part::given(event.enrichment.as_ref(), &NO_ENRICHMENT))
        }),
        ("origin", Kind::Part(Schema::of::<Origin>()), |event| {
            Value::Part(Part::given(event.origin.as_ref(), &NO_ORIGIN))
        }),
        ("decision", Kind::Int, |event| Value::Int(event.decision.cast_signed())),
    ];
}

impl Fields for Article {
    const FIELDS: &'static [Field<Self>] = &[
        ("id", Kind::Text, |article| Value::Text(&article.id)),
        ("url", Kind::Text, |article| Value::Text(&article.url)),
        ("canonical_url", Kind::Text, |article| Value::Text(&article.canonical_url)),
        ("title", Kind::Text, |article| Value::Text(&article.title)),
        ("description", Kind::Text, |article| Value::Text(&article.description)),
        ("body", Kind::Text, |article| Value::Text(&article.body)),
        ("language", Kind::Part(Schema::of::<Language>()), |article| {
            Value::Part(Part::given(article.language.as_ref(), &NO_LANGUAGE))
        }),
        ("published", Kind::Part(Schema::of::<Instant>()), |article| {
            Value::Part(Part::given(article.published.as_ref(), &NO_INSTANT))
        }),
        ("modified", Kind::Part(Schema::of::<Instant>()), |article| {
            Value::Part(Part::given(article.modified.as_ref(), &NO_INSTANT))
        }),
        ("fetched_at", Kind::Text, |article| Value::Time(article.fetched_at)),
        ("authors", Kind::Texts, |article| texts(&article.authors)),
        ("site", Kind::Part(Schema::of::<Site>()), |article| {
            Value::Part(Part::given(article.site.as_ref(), &NO_SITE))
        }),
        ("section", Kind::Text, |article| Value::Text(&article.section)),
        ("tags", Kind::Texts, |article| texts(&article.tags)),
        ("images", Kind::Texts, |article| texts(&article.images)),
        ("flags", Kind::Texts, |article| {
            Value::Texts(article.flags().map(|flag: Flag| flag.as_str_name()).collect())
        }),
        ("extra", Kind::Named, |article| Value::Named(&article.extra)),
        ("credit", Kind::Text, |article| Value::Text(&article.credit)),
        ("origin_url", Kind::Text, |article| Value::Text(&article.origin_url)),
        ("wire_update", Kind::Int, |article| Value::Int(article.wire_update.into())),
    ];
}

impl Fields for Instant {
    const FIELDS: &'static [Field<Self>] = &[
        ("time", Kind::Text, |instant| Value::Time(instant.time)),
        ("precision", Kind::Text, |instant| Value::Text(instant.precision().as_str_name())),
        ("zone_assumed", Kind::Bool, |instant| Value::Bool(instant.zone_assumed)),
        ("as_found", Kind::Text, |instant| Value::Text(&instant.as_found)),
        ("evidence", Kind::Text, |instant| Value::Text(instant.evidence().as_str_name())),
        ("confirmed_by", Kind::Texts, |instant| {
            Value::Texts(instant.confirmed_by().map(|evidence: Evidence| evidence.as_str_name()).collect())
        }),
    ];
}

impl Fields for Language {
    const FIELDS: &'static [Field<Self>] = &[
        ("code", Kind::Text, |language| Value::Text(&language.code)),
        ("confidence", Kind::Double, |language| Value::Double(language.confidence.into())),
        ("declared", Kind::Text, |language| Value::Text(&language.declared)),
    ];
}

impl Fields for Site {
    const FIELDS: &'static [Field<Self>] = &[
        ("name", Kind::Text, |site| Value::Text(&site.name)),
        ("host", Kind::Text, |site| Value::Text(&site.host)),
        ("domain", Kind::Text, |site| Value::Text(&site.domain)),
        ("country", Kind::Text, |site| Value::Text(&site.country)),
    ];
}

impl Fields for Revision {
    const FIELDS: &'static [Field<Self>] = &[
        ("number", Kind::Int, |revision| Value::Int(revision.number.into())),
        ("content_hash", Kind::Text, |revision| Value::Text(&revision.content_hash)),
        ("previous_content_hash", Kind::Text, |revision| Value::Text(&revision.previous_content_hash)),
        ("changed", Kind::Texts, |revision| texts(&revision.changed)),
        ("first_seen", Kind::Text, |revision| Value::Time(revision.first_seen)),
        ("change", Kind::Text, |revision| Value::Text(revision.change().as_str_name())),
    ];
}

impl Fields for Relation {
    const FIELDS: &'static [Field<Self>] = &[
        ("kind", Kind::Text, |relation| Value::Text(relation.kind().as_str_name())),
        ("article_id", Kind::Text, |relation| Value::Text(&relation.article_id)),
        ("canonical_url", Kind::Text, |relation| Value::Text(&relation.canonical_url)),
        ("similarity", Kind::Double, |relation| Value::Double(relation.similarity.into())),
        ("origin", Kind::Part(Schema::of::<Origin>()), |relation| {
            Value::Part(Part::given(relation.origin.as_ref(), &NO_ORIGIN))
        }),
        ("cluster_id", Kind::Text, |relation| Value::Text(&relation.cluster_id)),
    ];
}

impl Fields for Enrichment {
    const FIELDS: &'static [Field<Self>] = &[
        ("words", Kind::Int, |enrichment| Value::Int(enrichment.words.into())),
        ("characters", Kind::Int, |enrichment| Value::Int(enrichment.characters.into())),
        ("paragraphs", Kind::Int, |enrichment| Value::Int(enrichment.paragraphs.into())),
        ("reading_seconds", Kind::Int, |enrichment| Value::Int(enrichment.reading_seconds.into())),
        ("lead", Kind::Text, |enrichment| Value::Text(&enrichment.lead)),
        ("keywords", Kind::Texts, |enrichment| texts(&enrichment.keywords)),
        ("mentions", Kind::Parts(Schema::of::<Mention>()), |enrichment| {
            Value::Parts(Part::all(&enrichment.mentions))
        }),
        ("labels", Kind::Texts, |enrichment| texts(&enrichment.labels)),
    ];
}

impl Fields for Mention {
    const FIELDS: &'static [Field<Self>] = &[
        ("list", Kind::Text, |mention| Value::Text(&mention.list)),
        ("term", Kind::Text, |mention| Value::Text(&mention.term)),
        ("count", Kind::Int, |mention| Value::Int(mention.count.into())),
    ];
}

impl Fields for Origin {
    const FIELDS: &'static [Field<Self>] = &[
        ("topic", Kind::Text, |origin| Value::Text(&origin.topic)),
        ("partition", Kind::Int, |origin| Value::Int(origin.partition.into())),
        ("offset", Kind::Int, |origin| Value::Int(origin.offset)),
        ("timestamp", Kind::Text, |origin| Value::Time(origin.timestamp)),
        ("item", Kind::Int, |origin| Value::Int(origin.item.into())),
    ];
}

impl<'a> Value<'a> {
    fn boxed(self) -> Box<dyn Val + 'a> {
        match self {
            Self::Bool(value) => Box::new(CelBool::from(value)),
            Self::Int(value) => Box::new(CelInt::from(value)),
            Self::Double(value) => Box::new(CelDouble::from(value)),
            Self::Text(text) => Box::new(CelString::from(text)),
            Self::Time(time) => {
                Box::new(CelString::from(time.map_or_else(String::new, |time| time.to_string())))
            }
            Self::Texts(texts) => list(texts.into_iter().map(|text| Self::Text(text).boxed())),
            Self::Parts(parts) => list(parts.into_iter().map(|part| Self::Part(part).boxed())),
            Self::Part(part) => Box::new(part),
            Self::Named(named) => {
                let entry = |(name, text): (&'a String, &'a String)| {
                    (CelMapKey::from(name.as_str()), Self::Text(text).boxed())
                };
                Box::new(CelMap::from(named.iter().map(entry).collect::<std::collections::HashMap<_, _>>()))
            }
        }
    }
}

fn list<'a>(values: impl Iterator<Item = Box<dyn Val + 'a>>) -> Box<dyn Val + 'a> {
    Box::new(CelList::from(values.collect::<Vec<_>>()))
}

static PART: Type = Type::new_unspecified_type("copydesk.part");

impl Val for Part<'_> {
    fn get_type(&self) -> &Type {
        &PART
    }

    fn cel_type() -> &'static Type {
        &PART
    }

    fn as_indexer<'b, 'v>(&'b self) -> Option<&'b (dyn Indexer + 'v)>
    where
        Self: 'v,
    {
        Some(self)
    }

    fn clone_as_boxed<'v>(&self) -> Box<dyn Val + 'v>
    where
        Self: 'v,
    {
        Box::new(*self)
    }
}

impl Indexer for Part<'_> {
    fn get<'b, 'v>(&'b self, name: &dyn Val) -> Result<CowVal<'b, 'v>, ExecutionError>
    where
        Self: 'v,
    {
        Box::new(*self).steal(name).map(CowVal::Owned)
    }

    fn steal<'v>(self: Box<Self>, name: &dyn Val) -> Result<Box<dyn Val + 'v>, ExecutionError>
    where
        Self: 'v,
    {
        let name = name.downcast_ref::<CelString>().map_or("", |name| name.inner());
        let value = self.0.read(name).ok_or_else(|| ExecutionError::no_such_key(name))?;
        Ok(value.boxed())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// The names that JSON has.
    fn told<T: serde::Serialize + Fields>(part: &T) {
        let json = serde_json::to_value(part).unwrap();
        let json: BTreeSet<&str> = json.as_object().unwrap().keys().map(String::as_str).collect();
        let own: BTreeSet<&str> = T::FIELDS.iter().map(|(name, ..)| *name).collect();
        assert_eq!(own, json);
    }

    #[test]
    fn rules_see_every_field_that_consumers_do() {
        let time = Some(Timestamp::default());
        let instant = Instant { time, ..Instant::default() };
        let origin = Origin { timestamp: time, ..Origin::default() };
        told(&instant);
        told(&origin);
        told(&Language::default());
        told(&Site::default());
        told(&Mention::default());
        told(&Enrichment::default());
        told(&Revision { first_seen: time, ..Revision::default() });
        told(&Relation { origin: Some(origin.clone()), ..Relation::default() });
        let article = Article {
            language: Some(Language::default()),
            site: Some(Site::default()),
            fetched_at: time,
            modified: Some(instant.clone()),
            published: Some(instant),
            ..Article::default()
        };
        told(&article);
        told(&ArticleEvent {
            article: Some(article),
            revision: Some(Revision::default()),
            enrichment: Some(Enrichment::default()),
            origin: Some(origin),
            ..ArticleEvent::default()
        });
    }
}
