//! Homepages and sections: headlines one below the other, hardly a sentence.
//!
//! Judges by the shape of lines alone. Results, programmes and lists within articles have shorter lines or text
//! around them, and are left alone.

use super::super::phrases;

/// Fewer lines may be the points of an article.
const FEWEST_LINES: usize = 20;
/// A headline has about this many words; results and programmes have fewer, paragraphs more.
const HEADLINE_WORDS: std::ops::RangeInclusive<usize> = 4..=25;
const HEADLINE_BYTES: usize = 200;

pub fn is_listing(paragraphs: &[String]) -> bool {
    let lines = || paragraphs.iter().flat_map(|paragraph| paragraph.lines());
    // Most articles are told by their first lines; the rest is not looked at.
    let lead_of_sentences = lines().take(6).filter(|line| is_sentence(line)).count() >= 3;
    if lead_of_sentences {
        return false;
    }
    let (mut all, mut headlines, mut sentences, mut words) = (0_usize, 0_usize, 0_usize, 0_usize);
    for line in lines() {
        all += 1;
        sentences += usize::from(is_sentence(line));
        headlines += usize::from(is_headline(line));
        words += words_of(line);
    }
    all >= FEWEST_LINES && sentences * 10 <= all && headlines * 10 >= all * 7 && words >= all * 6
}

/// Words, or what stands for as many in scripts without spaces.
fn words_of(line: &str) -> usize {
    let unspaced = line.chars().filter(|c| phrases::is_unspaced(*c)).count();
    line.split(' ').count().max(unspaced * 2 / 3)
}

fn is_sentence(line: &str) -> bool {
    let line = line.trim_end_matches(['"', '”', '»', ')', '’', '“', '」', '）']);
    line.len() > HEADLINE_BYTES || line.ends_with(['.', '。', '।', '۔', ';', ':'])
}

/// Begins with a letter, a number or a quotation, and is not a row of numbers.
fn is_headline(line: &str) -> bool {
    let numbers = || line.split(' ').filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
    line.len() <= HEADLINE_BYTES
        && !line.starts_with(['+', '-', '*', '•', '–', '—', '·', '#'])
        && !is_sentence(line)
        && HEADLINE_WORDS.contains(&words_of(line))
        && numbers() <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(line: &str, count: usize) -> Vec<String> {
        vec![line.to_owned(); count]
    }

    #[test]
    fn many_headlines_without_sentences_are_a_listing() {
        assert!(is_listing(&lines("Harbour opens again after three years", 25)));
        assert!(is_listing(&[lines("Harbour opens again after three years", 25).join("\n")]));
        assert!(is_listing(&lines("旧港が三年ぶりに再び開く", 25)));
    }

    #[test]
    fn sentences_results_and_short_lists_are_none() {
        assert!(!is_listing(&lines("The harbour opened again on Monday.", 25)));
        assert!(!is_listing(&lines("Rossi 6.30", 25)));
        assert!(!is_listing(&lines("7 Anna Berti 2235 5 1 17 of the north", 25)));
        assert!(!is_listing(&lines("+ Added boats to the old harbour again", 25)));
        assert!(!is_listing(&lines("Harbour opens again after three years", 12)));
        let mut mixed = lines("The harbour opened again on Monday.", 10);
        mixed.extend(lines("Harbour opens again after three years", 25));
        assert!(!is_listing(&mixed));
    }
}
