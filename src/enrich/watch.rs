//! Watch-lists: which of the operator's terms an article names, and how often.
//!
//! A term is found as a whole word, in any script: a word is letters, digits and marks, so that `Eni` stands in `dell'Eni`
//! and in `Eni-Gas`, and not in `Enigma`. Scripts without spaces (Han, kana, Thai, Lao, Khmer, Burmese) have no such
//! bounds: there a term is found anywhere. Case, width and other compatible forms, quotes, hyphens and white space make no
//! difference; diacritics do. All terms of all lists are looked for at once: what a text costs goes by what it holds of them,
//! and hardly by how many there are.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, BuildError};
use serde::{Deserialize, Serialize};

use super::fold::folded;
use crate::proto::{Article, Mention};
use crate::words::joins;

/// Terms of one list: in a file, one a line, or here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// UTF-8; empty lines and lines that begin with `#` are none.
    pub file: Option<std::path::PathBuf>,
    pub terms: Vec<String>,
}

/// The terms of a file.
pub fn terms(text: &str) -> impl Iterator<Item = String> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    lines.filter(|line| !line.is_empty() && !line.starts_with('#')).map(str::to_owned)
}

/// More than an article of any length should carry; a list of single letters would find thousands.
const MOST_MENTIONS: usize = 1000;

/// All lists, ready to be looked for. A clone is the same lists.
#[derive(Clone, Debug, Default)]
pub struct Watch(Option<Arc<Lists>>);

#[derive(Debug)]
struct Lists {
    finder: AhoCorasick,
    /// Of each pattern.
    terms: Vec<Term>,
}

/// As it is written, and in which list.
#[derive(Debug)]
struct Term {
    list: String,
    term: String,
}

impl Watch {
    /// By the name of the list. A term that a list has twice, written otherwise, counts as first written; one of nothing
    /// but white space is none.
    pub fn new(lists: &BTreeMap<String, Vec<String>>) -> Result<Self, BuildError> {
        let (mut terms, mut patterns) = (Vec::new(), Vec::new());
        for (list, written) in lists {
            let mut known = BTreeSet::new();
            for term in written {
                let pattern = folded(term).trim().to_owned();
                if !pattern.is_empty() && known.insert(pattern.clone()) {
                    terms.push(Term { list: list.clone(), term: term.clone() });
                    patterns.push(pattern);
                }
            }
        }
        if terms.is_empty() {
            return Ok(Self::default());
        }
        Ok(Self(Some(Arc::new(Lists { finder: AhoCorasick::new(&patterns)?, terms }))))
    }

    /// What the title and the body name, in the order of lists and of their terms; the first thousand.
    pub fn mentions(&self, article: &Article) -> Vec<Mention> {
        let Some(lists) = &self.0 else { return Vec::new() };
        let mut found: BTreeMap<usize, Found> = BTreeMap::new();
        for text in [&article.title, &article.body] {
            lists.look(&folded(text), &mut found);
        }
        let mention = |(pattern, Found { count, .. }): (usize, Found)| {
            let Term { list, term } = lists.terms.get(pattern)?;
            Some(Mention { list: list.clone(), term: term.clone(), count })
        };
        found.into_iter().filter_map(mention).take(MOST_MENTIONS).collect()
    }
}

/// How often a term was found in the texts so far, and where it ended last in this one.
#[derive(Default)]
struct Found {
    count: u32,
    end: usize,
}

impl Lists {
    fn look(&self, text: &str, found: &mut BTreeMap<usize, Found>) {
        for found in found.values_mut() {
            found.end = 0;
        }
        for hit in self.finder.find_overlapping_iter(text) {
            if !is_whole(text, hit.range()) {
                continue;
            }
            let found = found.entry(hit.pattern().as_usize()).or_default();
            // A term does not overlap itself.
            if hit.start() >= found.end {
                found.count = found.count.saturating_add(1);
                found.end = hit.end();
            }
        }
    }
}

/// Whether no word goes on across either end.
fn is_whole(text: &str, Range { start, end }: Range<usize>) -> bool {
    let is_bound = |at: usize| {
        let Some((before, after)) = text.split_at_checked(at) else { return false };
        before.chars().next_back().zip(after.chars().next()).is_none_or(|(last, next)| !joins(last, next))
    };
    is_bound(start) && is_bound(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn watch(terms: &[&str]) -> Watch {
        let terms = terms.iter().map(|&term| term.to_owned()).collect();
        Watch::new(&[("list".to_owned(), terms)].into()).unwrap()
    }

    fn article(body: &str) -> Article {
        Article { body: body.to_owned(), ..Article::default() }
    }

    /// Terms with their counts.
    fn found(terms: &[&str], body: &str) -> Vec<(String, u32)> {
        let mentions = watch(terms).mentions(&article(body));
        mentions.into_iter().map(|mention| (mention.term, mention.count)).collect()
    }

    fn count(term: &str, body: &str) -> u32 {
        found(&[term], body).first().map_or(0, |(_, count)| *count)
    }

    #[test]
    fn a_term_is_a_whole_word() {
        assert_eq!(count("Eni", "Eni, dell'Eni e dell’Eni: Eni-Gas (eni)."), 5);
        assert_eq!(count("Eni", "Enigma, Benito, Reni, Eni2, Eni_x"), 0);
        assert_eq!(count("C++", "C++ and c++."), 2);
        assert_eq!(count("AT&T", "AT&T’s lawyers"), 1);
    }

    #[test]
    fn in_scripts_without_spaces_a_term_is_found_anywhere() {
        assert_eq!(count("新华社", "据新华社北京电，新华社记者"), 2);
        assert_eq!(count("トヨタ", "豊田市のトヨタは"), 1);
        assert_eq!(count("ไทย", "ประเทศไทยและ"), 1);
        assert_eq!(count("한국", "한국은행"), 0, "Hangul has spaces");
        assert_eq!(count("A股", "BA股"), 0, "but a Latin letter beside it is of the word");
    }

    #[test]
    fn case_width_quotes_hyphens_and_white_space_make_no_difference_and_diacritics_do() {
        assert_eq!(count("l'oréal", "L’ORÉAL, L‘Ore\u{301}al, Ｌ'Oréal"), 3);
        assert_eq!(count("L'Oreal", "L’Oréal"), 0);
        assert_eq!(count("Cote", "Cote\u{323}"), 0, "a mark that joins no letter is of its word");
        assert_eq!(count("Deutsche  Bank", "die DEUTSCHE\u{a0}Bank, Deutsche\nBank"), 2);
        assert_eq!(count("Deutsche Bank", "sie ist eine Deutsche\n\nBank"), 0, "another paragraph");
        assert_eq!(count("Rolls-Royce", "Rolls‑Royce"), 1);
        assert_eq!(count("Σωκράτης", "ΣΩΚΡΆΤΗΣ"), 1);
        assert_eq!(count("Straße", "STRASSE"), 1);
        assert_eq!(count("İş Bankası", "İŞ BANKASI"), 0, "Turkish capitals are not guessed");
    }

    #[test]
    fn terms_within_others_count_too_and_none_overlaps_itself() {
        let all = [("Bank".to_owned(), 2), ("Deutsche Bank".to_owned(), 1)];
        assert_eq!(found(&["Bank", "Deutsche Bank", "bank"], "Deutsche Bank, bank"), all);
        assert_eq!(count("哈哈", "哈哈哈哈"), 2);
    }

    #[test]
    fn title_and_body_count_and_every_list_tells_its_own() {
        let lists =
            [("b", "Acme"), ("a", "ACME")].map(|(list, term)| (list.to_owned(), vec![term.to_owned()]));
        let watch = Watch::new(&lists.into()).unwrap();
        let article = Article { title: "Acme".to_owned(), ..article("acme acme") };
        let told =
            |list: &str, term: &str| Mention { list: list.to_owned(), term: term.to_owned(), count: 3 };
        assert_eq!(watch.mentions(&article), [told("a", "ACME"), told("b", "Acme")]);
    }

    #[test]
    fn a_file_has_a_term_a_line_and_remarks() {
        let read: Vec<_> = terms("\u{feff}# companies\n Acme \r\n\n#x\nC# Weekly\n").collect();
        assert_eq!(read, ["Acme", "C# Weekly"]);
    }

    #[test]
    fn an_article_carries_no_more_than_a_thousand() {
        let terms: Vec<String> = (0..1500).map(|number| format!("w{number}")).collect();
        let body = terms.join(" ");
        let watch = Watch::new(&[("all".to_owned(), terms)].into()).unwrap();
        let mentions = watch.mentions(&article(&body));
        assert_eq!((mentions.len(), mentions[0].term.as_str()), (MOST_MENTIONS, "w0"));
    }
}
