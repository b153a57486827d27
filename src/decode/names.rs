//! Which names mean what, over the tools that write news.
//!
//! Names are compared by their letters and digits alone, so that `published_at`, `publishedAt` and
//! `published-at` are one name. A name may stand for several things, where tools disagree: then the value decides.

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use foldhash::fast::RandomState;
use serde::de::IntoDeserializer as _;
use serde::de::value::StrDeserializer;
use serde::{Deserialize, Serialize};

pub use crate::json::squash;

/// What a field of an item can be. The names in settings are those of the schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Concept {
    Url,
    CanonicalUrl,
    Title,
    Body,
    Html,
    Published,
    /// When a database made its record of the item: stands in where no date is said.
    Recorded,
    /// The zone of a publication date that stands in a field of its own.
    PublishedZone,
    Modified,
    FetchedAt,
    Authors,
    Language,
    Site,
    Section,
    Tags,
    Images,
    Description,
    Withdrawn,
    Truncated,
    /// True where readers must pay.
    Paywalled,
    /// The opposite: false where readers must pay.
    Free,
}

/// Sections of names, the best first: of each concept, and of the parts of an item.
const TABLE: &str = include_str!("names.txt");

/// Sections of the table with their names.
fn sections() -> impl Iterator<Item = (&'static str, impl Iterator<Item = &'static str>)> {
    let lines = TABLE.split('[').skip(1).filter_map(|section| section.split_once(']'));
    lines.map(|(name, text)| {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        (name, lines.flat_map(str::split_whitespace))
    })
}

fn concept_named(section: &str) -> Option<Concept> {
    let name: StrDeserializer<'_, serde::de::value::Error> = section.into_deserializer();
    Concept::deserialize(name).ok()
}

static PARTS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    sections().filter(|(section, _)| *section == "parts").flat_map(|(_, names)| names).collect()
});

pub fn is_part(squashed: &str) -> bool {
    PARTS.contains(&squashed)
}

/// Headers of the transfer: `date` is the server's clock there, and `server` no site.
pub fn is_transfer_part(squashed: &str) -> bool {
    ["httpheaders", "headers", "responseheaders"].contains(&squashed)
}

/// A concept that a name may stand for, and how good a name for it that is: 0 is best.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Meaning {
    pub concept: Concept,
    pub rank: usize,
}

/// Asked several times for each field. Names are our own, so that nobody can make their hashes collide.
static MEANINGS: LazyLock<HashMap<&str, Vec<Meaning>, RandomState>> = LazyLock::new(|| {
    let mut meanings: HashMap<&str, Vec<Meaning>, RandomState> = HashMap::default();
    for (section, names) in sections() {
        let Some(concept) = concept_named(section) else { continue };
        // Ranks from 1, so that an operator's own names stand above all.
        for (rank, name) in (1..).zip(names) {
            meanings.entry(name).or_default().push(Meaning { concept, rank });
        }
    }
    meanings
});

/// Words that tools put before a name to say whose it is: `post_title`, `meta:dc.date`, `article:section`.
const PREFIXES: [&str; 11] =
    ["meta", "og", "article", "dcterms", "dc", "news", "post", "story", "page", "item", "entry"];
/// A name that only fits without its prefix stands below all that fit as they are.
const PREFIXED: usize = 100;

/// What a squashed name may mean, nothing for most; and how much worse it fits than its ranks say.
pub fn meanings(squashed: &str) -> (&'static [Meaning], usize) {
    if let Some(meanings) = MEANINGS.get(squashed) {
        return (meanings, 0);
    }
    // `post_name` is a path, and `page_id` a number: these say nothing behind a prefix.
    let known = |name: &str| MEANINGS.get(name).filter(|_| !["name", "id"].contains(&name));
    let bare = |name: &str| PREFIXES.iter().find_map(|prefix| known(name.strip_prefix(prefix)?));
    let twice = |name: &str| PREFIXES.iter().find_map(|prefix| bare(name.strip_prefix(prefix)?));
    let meanings = bare(squashed).or_else(|| twice(squashed));
    (meanings.map_or(&[], Vec::as_slice), PREFIXED)
}

/// Names of an operator's own, for each thing that they may mean. They stand above the known names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Aliases(BTreeMap<Concept, Vec<String>>);

impl Aliases {
    /// Names that can never be found, or that mean two things.
    pub fn faults(&self) -> Vec<String> {
        let mut seen = Vec::new();
        let mut faults = Vec::new();
        for name in self.0.values().flatten() {
            let squashed = squash(name);
            if squashed.is_empty() {
                faults.push(format!("{name:?} has no letter or digit to be known by"));
            } else if seen.contains(&squashed) {
                faults.push(format!("{name:?} stands for two things"));
            }
            seen.push(squashed);
        }
        faults
    }

    pub fn concept(&self, squashed: &str) -> Option<Concept> {
        let names = |names: &[String]| names.iter().any(|name| squash(name) == squashed);
        self.0.iter().find(|(_, aliases)| names(aliases)).map(|(&concept, _)| concept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_they_are_compared_and_stand_once_in_a_section() {
        for (section, names) in sections() {
            let names: Vec<_> = names.collect();
            assert!(!names.is_empty(), "{section}");
            for (at, name) in names.iter().enumerate() {
                assert_eq!(squash(name), *name);
                assert!(!names[..at].contains(name), "{section}: {name}");
            }
        }
    }

    #[test]
    fn a_prefix_says_whose_a_name_is_and_counts_less() {
        let concepts = |name: &str| {
            let (meanings, penalty) = meanings(&squash(name));
            (meanings.iter().map(|meaning| meaning.concept).collect::<Vec<_>>(), penalty)
        };
        assert_eq!(concepts("title"), (vec![Concept::Title], 0));
        assert_eq!(concepts("post_title"), (vec![Concept::Title], PREFIXED));
        assert_eq!(concepts("meta_dc.date"), (vec![Concept::Published], PREFIXED));
        assert_eq!(concepts("posture").0, []);
    }

    #[test]
    fn every_section_is_a_concept_or_the_parts_and_stands_once() {
        let sections: Vec<_> = sections().map(|(section, _)| section).collect();
        assert_eq!(sections.len(), 22);
        for (at, section) in sections.iter().enumerate() {
            assert!(concept_named(section).is_some() || *section == "parts", "{section}");
            assert!(!sections[..at].contains(section), "{section}");
        }
    }

    #[test]
    fn every_name_reaches_its_concept() {
        for (section, names) in sections() {
            let Some(concept) = concept_named(section) else { continue };
            for name in names {
                let (meanings, penalty) = meanings(name);
                assert!(penalty == 0 && meanings.iter().any(|meaning| meaning.concept == concept), "{name}");
            }
        }
    }

    #[test]
    fn aliases_are_compared_like_names() {
        let aliases: Aliases = toml::from_str("url = [\"My-Link\"]\nbody = [\"testo\"]").unwrap();
        assert_eq!(aliases.concept("mylink"), Some(Concept::Url));
        assert_eq!(aliases.concept("testo"), Some(Concept::Body));
        assert_eq!(aliases.concept("other"), None);
        assert!(toml::from_str::<Aliases>("link = [\"x\"]").is_err());
        let wrong: Aliases = toml::from_str("url = [\"a-b\", \"--\"]\nbody = [\"A_B\"]").unwrap();
        assert_eq!(wrong.faults().len(), 2);
    }
}
