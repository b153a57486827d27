//! The part of an address by which a site itself names an article: `123456` of `/news/123456-storm-hits`.
//!
//! Sites change the words of an address when a headline changes, and keep the number. A mark is evidence beside a
//! text that is the same; alone it says nothing.

use super::host;

/// A shorter number is a page, a day or a part.
const DIGITS: usize = 5;
/// A shorter code is a word.
const CODE: usize = 7;

/// Whether two canonical URLs lie on one site, which answers for a registrable domain or one host.
#[must_use]
pub fn same_site(one: &str, other: &str) -> bool {
    let ((one, _), (other, _)) = (parts(one), parts(other));
    one == other || host::same_site(one, other)
}

/// Whether two canonical URLs name an article by the same number or code.
#[must_use]
pub fn same_mark(one: &str, other: &str) -> bool {
    let ((_, one), (_, other)) = (parts(one), parts(other));
    marks(one).any(|mark| marks(other).any(|other| other.eq_ignore_ascii_case(mark)))
}

/// The host of a canonical URL, and what stands behind it.
fn parts(url: &str) -> (&str, &str) {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")).unwrap_or_default();
    rest.split_at(rest.bytes().position(|byte| matches!(byte, b'/' | b'?' | b'#')).unwrap_or(rest.len()))
}

fn marks(path: &str) -> impl Iterator<Item = &str> {
    path.split(|c: char| !c.is_ascii_alphanumeric()).filter(|token| is_mark(token))
}

/// A long number that is no date, a number behind a letter or two as in `a123456`, or a code of letters and digits.
fn is_mark(token: &str) -> bool {
    let digits = token.bytes().filter(u8::is_ascii_digit).count();
    if digits == token.len() {
        return digits >= DIGITS && !is_date(token);
    }
    let behind_letters = token.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let is_numbered = token.len() - behind_letters.len() <= 3
        && behind_letters.len() >= DIGITS
        && behind_letters.len() == digits
        && !is_date(behind_letters);
    let is_code = token.len() >= CODE && digits >= 2 && behind_letters.len() != digits;
    is_numbered || is_code
}

/// `20230912`, `202309`, and the same with an hour behind it.
fn is_date(digits: &str) -> bool {
    let number = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok());
    matches!(digits.len(), 6 | 8 | 10 | 12 | 14)
        && number(0, 4).is_some_and(|year| (1990..2100).contains(&year))
        && number(4, 6).is_some_and(|month| (1..=12).contains(&month))
        && (digits.len() == 6 || number(6, 8).is_some_and(|day| (1..=31).contains(&day)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn same(one: &str, other: &str) -> bool {
        same_mark(&format!("https://paper.example{one}"), &format!("https://paper.example{other}"))
    }

    #[test]
    fn a_number_or_code_outlives_the_words_around_it() {
        for (one, other) in [
            ("/news/123456-storm-nears", "/news/123456-storm-hits-coast"),
            ("/news/storm-nears-123456.html", "/weather/storm-hits_123456.html"),
            ("/storm/a1234567", "/storm-hits/a1234567"),
            ("/story?id=998877&x=1", "/news/story-998877"),
            ("/2024/05/01/storm-c0ffee42a", "/2024/05/02/hits-c0ffee42a"),
        ] {
            assert!(same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn words_dates_and_short_numbers_name_no_article() {
        for (one, other) in [
            ("/2024/05/01/storm", "/2024/05/01/flood"),
            ("/20240501/storm", "/20240501/flood"),
            ("/news/storm-2024", "/news/flood-2024"),
            ("/covid19/storm", "/covid19/flood"),
            ("/news/123456-storm", "/news/123457-storm"),
            ("/storm/", "/storm/"),
            ("/photos/1234", "/videos/1234"),
        ] {
            assert!(!same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn one_site_answers_for_a_registrable_domain() {
        assert!(same_site("https://www.paper.example/a", "https://m.paper.example/b"));
        assert!(!same_site("https://paper.example/a", "https://other.example/a"));
        assert!(
            same_site("https://1.2.3.4/a", "https://1.2.3.4/b")
                && !same_site("https://1.2.3.4/", "https://2.2.3.4/")
        );
    }
}
