//! Homepages and sections: headlines one below the other, hardly a sentence.
//!
//! Judges by the shape of lines alone, and asks for a strong signal: many lines that all read as headlines, begin in
//! different words and differ in length. Refuses whatever else has no full stops: verse, interviews, tickers, results,
//! quizzes, notes of changes, and scripts that set no marks at the ends of sentences. Rather no flag than a wrong one.

use std::collections::HashSet;

use super::super::phrases;

/// Fewer lines may be the points of an article.
const FEWEST_LINES: usize = 25;
/// A headline has about this many words; results and programmes have fewer, paragraphs more.
const HEADLINE_WORDS: std::ops::RangeInclusive<usize> = 4..=25;
const HEADLINE_BYTES: usize = 200;
/// Verse has shorter lines on the average.
const FEWEST_WORDS: usize = 6;

#[derive(Default)]
struct Lines<'a> {
    all: usize,
    headlines: usize,
    /// Lines that end as sentences do, or go on in the next line.
    sentences: usize,
    words: usize,
    letters: usize,
    squares: usize,
    first_words: HashSet<&'a str>,
}

pub fn is_listing(paragraphs: &[String]) -> bool {
    let lines = || paragraphs.iter().flat_map(|paragraph| paragraph.lines()).filter(|line| !line.is_empty());
    // Most articles are told by their first lines; the rest is not looked at.
    if lines().take(8).filter(|line| is_of_text(line)).count() >= 2 {
        return false;
    }
    let mut seen = Lines::default();
    for line in lines() {
        let letters = line.chars().count();
        seen.all += 1;
        seen.sentences += usize::from(is_of_text(line));
        seen.headlines += usize::from(is_headline(line));
        seen.words += words_of(line);
        seen.letters += letters;
        seen.squares += letters * letters;
        seen.first_words.insert(first_word(line));
    }
    seen.is_listing()
}

impl Lines<'_> {
    fn is_listing(&self) -> bool {
        let is_long_enough = self.all >= FEWEST_LINES && self.words >= self.all * FEWEST_WORDS;
        let are_headlines = self.headlines * 10 >= self.all * 8 && self.sentences * 20 <= self.all;
        // Lines of verse are of one length, items of one kind begin with one word.
        let variance = (self.squares * self.all).saturating_sub(self.letters * self.letters);
        let differ = variance * 25 >= self.letters * self.letters;
        let begin_differently = self.first_words.len() * 10 >= self.all * 6;
        is_long_enough && are_headlines && differ && begin_differently
    }
}

/// In scripts without spaces, the first letters.
fn first_word(line: &str) -> &str {
    let word = line.split(' ').next().unwrap_or_default();
    if word.starts_with(phrases::is_unspaced) { phrases::head(word, 6) } else { word }
}

/// Words, or what stands for as many in scripts without spaces.
fn words_of(line: &str) -> usize {
    let unspaced = line.chars().filter(|c| phrases::is_unspaced(*c)).count();
    line.split(' ').count().max(unspaced * 2 / 3)
}

/// Ends as a sentence does, or does not end at all.
fn is_of_text(line: &str) -> bool {
    line.len() > HEADLINE_BYTES
        || phrases::ends_sentence(line)
        || line.ends_with([',', ';', ':', '，', '、', '；', '：', '،', '؛', '-', '–', '—'])
}

/// Begins in upper case, as neither a time nor an item nor a speaker, and is no row of names or numbers.
fn is_headline(line: &str) -> bool {
    let words = || line.split(' ');
    let numbers = || words().filter(|word| word.contains(|c: char| c.is_numeric())).count();
    let has_case = line.chars().any(char::is_lowercase);
    let small_words = || words().filter(|word| word.starts_with(char::is_lowercase)).count();
    // Thai, Lao, Khmer, Burmese: sentences end at a space or at nothing.
    let sets_no_stops = line
        .chars()
        .any(|c| matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'));
    let begins = line.trim_start_matches(phrases::is_quote).chars().next();
    line.len() <= HEADLINE_BYTES
        && begins.is_some_and(|c| c.is_alphabetic() && !c.is_lowercase())
        && !is_of_text(line)
        && !sets_no_stops
        && HEADLINE_WORDS.contains(&words_of(line))
        && (!has_case || small_words() >= 2)
        && numbers() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As many lines as the places that a sentence can be set in.
    fn lines(line: impl Fn(&str, usize) -> String) -> Vec<String> {
        let places = [
            "Anvil", "Birch", "Cedar", "Dover", "Elm", "Fern", "Grove", "Heath", "Isle", "Juniper", "Kirk",
            "Larch", "Mill", "North", "Oak", "Pine", "Quay", "Ridge", "Stone", "Thorn", "Upton", "Vale",
            "West", "York", "Zeal",
        ];
        places.iter().enumerate().map(|(at, place)| line(place, at)).collect()
    }

    fn headline(place: &str, at: usize) -> String {
        let ends = [
            "again after years",
            "to a plan for the bridge",
            "as the mayor of the old town leaves the council",
        ];
        let end = ends.get(at % 3).copied().unwrap_or_default();
        format!("{place} says no to more boats {end}")
    }

    #[test]
    fn many_headlines_without_sentences_are_a_listing() {
        assert!(is_listing(&lines(headline)));
        assert!(is_listing(&[lines(headline).join("\n")]));
    }

    #[test]
    fn sentences_in_all_scripts_are_none() {
        for sentence in [
            "Նավահանգիստը երկուշաբթի օրը կրկին բացվեց երեք տարի անց։",
            "Նավահանգիստը երկուշաբթի օրը կրկին բացվեց երեք տարի անց:",
            "ወደቡ ከሦስት ዓመት በኋላ ሰኞ ዕለት እንደገና ተከፈተ።",
            "ဆိပ်ကမ်း သည် သုံးနှစ် အကြာ တွင် ပြန်လည် ဖွင့်လှစ် ခဲ့သည်။",
            "កំពង់ផែ បាន បើក ឡើងវិញ នៅ ថ្ងៃចន្ទ បន្ទាប់ពី បីឆ្នាំ។",
            "ท่าเรือ เปิด อีกครั้ง เมื่อ วันจันทร์ หลังจาก ปิด สาม ปี",
            "The harbour opened again on Monday.",
        ] {
            assert!(
                !is_listing(&lines(|place, at| format!("{} {sentence}", &headline(place, at)))),
                "{sentence}"
            );
            assert!(!is_listing(&lines(|_, at| format!("{sentence}{}", " ".repeat(at % 2)))), "{sentence}");
        }
    }

    #[test]
    fn what_else_has_no_full_stops_is_none() {
        let shapes: [fn(&str, usize) -> String; 11] = [
            |place, _| format!("Why did the people of {place} leave the old harbour?"),
            |place, _| format!("{place}, where the boats lie low and the children sing,"),
            |place, _| format!("{place} where the boats lie low and children sing"),
            |place, at| format!("10:{at:02} Minister arrives at the harbour of {place} in the rain"),
            |place, at| format!("{}. The best harbour of the north and of {place}", at + 1),
            |place, at| format!("{place} Berti 2{at} 5 1 17 of the north"),
            |place, _| format!("+ Added boats to the old harbour of {place} again"),
            |place, _| format!("Best Harbour: the film of {place} by Anna Berti"),
            |place, _| format!("Anna {place} Berti Marco Neri Eva Groß Otto Neu"),
            |place, at| format!("Fixed the error of the harbour in {place}{}", " once more".repeat(at % 4)),
            |place, at| format!("{place} - {at} points"),
        ];
        for (at, shape) in shapes.iter().enumerate() {
            assert!(!is_listing(&lines(shape)), "{at}");
        }
        let mut mixed = lines(headline);
        mixed.extend(lines(|place, _| format!("The harbour of {place} opened again.")));
        assert!(!is_listing(&mixed));
        assert!(!is_listing(&lines(headline)[..12]));
    }
}
