//! Where those who are named belong: `Ada Holm, University of York and Bo Berg, University of Kent`.
//!
//! Tells the person behind an affiliation that the word for `and` joins to it. What may be the rest of the affiliation
//! (`School of Journalism and Mass Communication`) is no person.

use super::divide::{at_conjunctions, is_someone};
use super::list::List;
use super::lower::lowered;
use super::shape::{is_of_site, is_place, is_role};
use super::words;
use crate::normalize::site::KnownNames;

/// What is taught and ruled: these follow an `and` in the names of chairs, schools and offices.
#[rustfmt::skip]
static SUBJECTS: List = List::new(&[
    "administration", "affairs", "architecture", "art", "arts", "business", "care", "change", "chemistry",
    "communication", "communications", "comunicación", "crime", "culture", "culturel", "data", "defence",
    "defense", "design", "development", "economics", "economy", "education", "energy", "engineering",
    "environment", "ethics", "film", "finance", "food", "geography", "governance", "government", "health",
    "history", "humanities", "industry", "information", "infrastructure", "innovation", "international",
    "journalism", "justice", "language", "languages", "law", "learning", "literature", "management",
    "marketing", "mathematics", "media", "medicine", "methods", "music", "networks", "nutrition", "peace",
    "philosophy", "physics", "planning", "policy", "political", "politics", "practice", "psychology",
    "relations", "religion", "research", "resources", "rights", "safety", "science", "sciences", "security",
    "services", "social", "sociales", "society", "sociology", "sport", "sports", "statistics", "strategy",
    "studies", "sustainability", "systems", "teaching", "technology", "theatre", "theology", "theory",
    "tourism", "trade", "transport", "wellbeing", "wirtschaft", "wissenschaft", "work", "écologie",
]);

/// What stands beside a name and names nobody else.
pub fn is_beside(text: &str, site: &KnownNames) -> bool {
    is_role(text) || is_place(text) || is_of_site(text, site)
}

/// The person whom an `and` joins to the affiliation of the one before. `next` is what follows the next comma: another
/// affiliation makes it sure.
pub fn behind_affiliation<'t>(field: &'t str, next: Option<&str>, site: &KnownNames) -> Option<&'t str> {
    let pieces = at_conjunctions(field);
    let (last, others) = pieces.split_last().filter(|(_, others)| !others.is_empty())?;
    let end = others.last().map(|piece| piece.start + piece.text.len())?;
    let before = field.get(..end)?;
    let is_subject = |text: &str| text.split(' ').any(|word| lowered(word, |word| SUBJECTS.has(word)));
    if !is_someone(last.text, site) || is_subject(last.text) || !is_beside(before, site) {
        return None;
    }
    let is_followed = || next.is_some_and(|next| !words::is_suffix(next) && is_beside(next, site));
    let last_word = before.rsplit(' ').next().unwrap_or_default();
    let ends_role = || lowered(last_word, words::is_role);
    let is_school = || before.split(' ').any(|word| lowered(word, words::is_school));
    (is_place(before) || is_of_site(before, site) || ends_role() || is_school() || is_followed())
        .then_some(last.text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_stands_behind_an_affiliation_and_a_subject_does_not() {
        let site = KnownNames::default();
        for (field, next) in [
            ("University of York and Bo Berg", Some("University of Kent")),
            ("University of York and Bo Berg", None),
            ("Universidad de Sevilla y Bo Berg", Some("Universidad de Cádiz")),
            ("Université de Lyon et Bo Berg", None),
            ("Universität Wien und Bo Berg", None),
            ("Food Editor and Bo Berg", None),
            ("London and Bo Berg", Some("Rome")),
            ("professor of law and Bo Berg", Some("University of Kent")),
        ] {
            assert_eq!(behind_affiliation(field, next, &site), Some("Bo Berg"), "{field}");
        }
        for field in [
            "School of Journalism and Mass Communication",
            "School of Oriental and African Studies",
            "Professor of Law and Gender Studies",
            "University of York and King's College London",
            "Editor and Publisher",
            "Universidad de Castilla y León",
            "Bo Berg and Cy Dahl",
        ] {
            assert_eq!(behind_affiliation(field, Some("University of Kent"), &site), None, "{field}");
        }
        assert!(SUBJECTS.is_sorted());
    }
}
