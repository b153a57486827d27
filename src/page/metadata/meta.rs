//! Which `<meta>` says what.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::survey::Survey;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Concept {
    Title,
    Description,
    Authors,
    Published,
    Modified,
    Section,
    Tags,
    Site,
    Language,
    Images,
    Kind,
    Tier,
    Address,
}

const TABLE: &str = include_str!("meta.txt");

const SECTIONS: [(&str, Concept); 13] = [
    ("title", Concept::Title),
    ("description", Concept::Description),
    ("authors", Concept::Authors),
    ("published", Concept::Published),
    ("modified", Concept::Modified),
    ("section", Concept::Section),
    ("tags", Concept::Tags),
    ("site", Concept::Site),
    ("language", Concept::Language),
    ("images", Concept::Images),
    ("kind", Concept::Kind),
    ("tier", Concept::Tier),
    ("address", Concept::Address),
];

/// Concept and rank of each name; the lower rank is the more telling.
static MEANINGS: LazyLock<HashMap<&str, (Concept, usize)>> = LazyLock::new(|| {
    let mut meanings = HashMap::new();
    for section in TABLE.split('[').skip(1) {
        let Some((name, text)) = section.split_once(']') else { continue };
        let Some((_, concept)) = SECTIONS.iter().find(|(known, _)| *known == name) else { continue };
        for (rank, word) in text.split_whitespace().enumerate() {
            meanings.entry(word).or_insert((*concept, rank));
        }
    }
    meanings
});

/// A value of a `<meta>`, by its name.
#[derive(Clone, Copy, Debug)]
pub struct Said<'s> {
    pub name: &'s str,
    pub content: &'s str,
    rank: usize,
}

/// What the `<meta>` elements of a page say, by concept, the most telling name first.
#[derive(Debug, Default)]
pub struct Metas<'s> {
    said: Vec<(Concept, Said<'s>)>,
}

impl<'s> Metas<'s> {
    pub fn of(survey: &'s Survey) -> Self {
        let mut said: Vec<(Concept, Said<'s>)> = survey
            .metas
            .iter()
            .filter_map(|meta| {
                let &(concept, rank) = MEANINGS.get(meta.name.as_str())?;
                Some((concept, Said { name: &meta.name, content: meta.content.trim(), rank }))
            })
            .collect();
        said.sort_by_key(|(_, said)| said.rank);
        Self { said }
    }

    pub fn all(&self, concept: Concept) -> impl Iterator<Item = Said<'s>> + '_ {
        self.said.iter().filter(move |(known, _)| *known == concept).map(|(_, said)| *said)
    }

    pub fn first(&self, concept: Concept) -> Option<&'s str> {
        self.all(concept).next().map(|said| said.content)
    }

    /// All values of the most telling name.
    pub fn best(&self, concept: Concept) -> Vec<&'s str> {
        let rank = self.all(concept).next().map(|said| said.rank);
        self.all(concept).filter(|said| Some(said.rank) == rank).map(|said| said.content).collect()
    }
}
