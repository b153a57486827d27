//! Which n-grams are worth a row: those that tell languages apart better than their shorter ending does.

use rustc_hash::FxHashMap;

use crate::ngram::Ngram;
use crate::smooth::{Language, is_within_a_word};

/// Rarer than this in every language, and an n-gram is not looked at.
const RAREST_SHARE: f64 = 4e-6;
/// How strongly near languages count more than distant ones.
const NEARNESS: f64 = 1.5;

/// One n-gram and how probable its last letter is in each language.
pub struct Row {
    pub ngram: Ngram,
    pub logs: Vec<f64>,
}

/// The best `most` rows, all single letters among them.
pub fn rows(languages: &[Language], most: usize) -> Vec<Row> {
    let candidates = candidates(languages);
    let nearness = nearness(languages, &candidates);
    let mut ranked: Vec<(f64, &Row)> = candidates
        .values()
        .map(|row| match candidates.get(&row.ngram.without_first()) {
            Some(shorter) if row.ngram.len() > 1 => (worth(languages, &nearness, row, shorter), row),
            _ => (f64::MAX, row),
        })
        .collect();
    ranked.sort_by(|(one, row), (other, twin)| other.total_cmp(one).then(row.ngram.cmp(&twin.ngram)));
    let kept = ranked.into_iter().take(most);
    kept.map(|(_, row)| Row { ngram: row.ngram, logs: row.logs.clone() }).collect()
}

fn candidates(languages: &[Language]) -> FxHashMap<Ngram, Row> {
    let mut candidates = FxHashMap::default();
    for language in languages {
        for ngram in language.ngrams() {
            if language.share(ngram) < RAREST_SHARE
                || candidates.contains_key(&ngram)
                || !is_within_a_word(ngram)
            {
                continue;
            }
            let logs = languages.iter().map(|language| language.log_probability(ngram)).collect();
            candidates.insert(ngram, Row { ngram, logs });
        }
    }
    candidates
}

/// For each pair, how much it matters to tell it apart; each language's pairs sum to one.
fn nearness(languages: &[Language], candidates: &FxHashMap<Ngram, Row>) -> Vec<Vec<f64>> {
    let mut distance = vec![vec![0.0; languages.len()]; languages.len()];
    for row in candidates.values().filter(|row| row.ngram.len() == 3) {
        for (from, language) in languages.iter().enumerate() {
            let share = language.share(row.ngram);
            for (to, log) in row.logs.iter().enumerate() {
                distance[from][to] += share * (row.logs[from] - log);
            }
        }
    }
    for (from, distances) in distance.iter_mut().enumerate() {
        for (to, value) in distances.iter_mut().enumerate() {
            *value = if from == to { 0.0 } else { value.max(0.01).powf(-NEARNESS) };
        }
        let sum: f64 = distances.iter().sum();
        for value in distances {
            *value /= sum;
        }
    }
    distance
}

fn worth(languages: &[Language], nearness: &[Vec<f64>], row: &Row, shorter: &Row) -> f64 {
    let gains: Vec<f64> = row.logs.iter().zip(&shorter.logs).map(|(long, short)| long - short).collect();
    let mut worth = 0.0;
    for (from, language) in languages.iter().enumerate() {
        let share = language.share(row.ngram);
        if share < RAREST_SHARE / 10.0 {
            continue;
        }
        let told: f64 =
            gains.iter().zip(&nearness[from]).map(|(gain, near)| near * (gains[from] - gain).abs()).sum();
        worth += share * told;
    }
    worth
}
