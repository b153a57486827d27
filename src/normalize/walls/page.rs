//! Pages that answered without an article: errors, tests of the browser, texts still to come.
//!
//! Only short texts are looked at: phrases must be most of what they say, whatever the title says, and nobody is
//! quoted or reported.

use std::sync::LazyLock;

use super::super::phrases::{self, Digits, fold};
use super::signals::Signals;
use super::speech::is_reported;

static ERRORS: LazyLock<Signals> = LazyLock::new(|| Signals::read(&[include_str!("error.txt")]));
static PLACEHOLDERS: LazyLock<Signals> = LazyLock::new(|| {
    Signals::read(&[include_str!("placeholder.txt"), include_str!("../furniture/byline/pictures.txt")])
});

const ERROR_WORDS: usize = 130;
const ERROR_BYTES: usize = 1_200;
/// A title may say what an error says; the text below must be shorter than any article.
const UNTITLED_WORDS: usize = 60;
const PLACEHOLDER_WORDS: usize = 40;
const PLACEHOLDER_BYTES: usize = 400;
const TITLE_BYTES: usize = 120;

pub fn is_error(title: &str, paragraphs: &[String], words: usize) -> bool {
    let Some(text) = short_text(paragraphs, words, ERROR_WORDS, ERROR_BYTES) else { return false };
    let is_quoted = phrases::has_quotation(&text);
    let text = fold(&text, Digits::Keep);
    let body = ERRORS.measure(&text);
    if body.distinct > 0 && (is_quoted || is_reported(&text)) {
        return false;
    }
    let is_body = (body.marked >= 1 && (body.covers(60) || (body.distinct >= 2 && body.covers(35))))
        || (body.distinct >= 4 && body.covers(45));
    if is_body {
        return true;
    }
    let titled = title.len() <= TITLE_BYTES && words < UNTITLED_WORDS && is_error_title(title);
    titled && (text.trim().is_empty() || body.covers(60) || (body.distinct >= 2 && body.covers(40)))
}

/// The whole title is an error's, apart from the name of a site after a mark ("404 Not Found | Example Daily").
fn is_error_title(title: &str) -> bool {
    let says = |part: &str| ERRORS.exact(&fold(part, Digits::Keep)).is_some_and(|phrase| phrase.marked);
    says(title) || title.split([':', '|', '–', '—']).chain(title.split(" - ")).any(says)
}

pub fn is_placeholder(paragraphs: &[String], words: usize) -> bool {
    let Some(text) = short_text(paragraphs, words, PLACEHOLDER_WORDS, PLACEHOLDER_BYTES) else {
        return false;
    };
    let measure = PLACEHOLDERS.measure(&fold(&text, Digits::Keep));
    measure.distinct >= 1 && measure.covers(60)
}

/// All of a text, if it is short.
fn short_text(paragraphs: &[String], words: usize, most_words: usize, most_bytes: usize) -> Option<String> {
    let length: usize = paragraphs.iter().map(String::len).sum();
    (words <= most_words && length <= most_bytes).then(|| paragraphs.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(title: &str, text: &str) -> bool {
        is_error(title, &[text.to_owned()], text.split_whitespace().count())
    }

    #[test]
    fn missing_and_refused_pages_are_known_by_their_text() {
        for text in [
            "[Removed]",
            "404 Not Found",
            "Access Denied. You don't have permission to access this page on this server.",
            "Please enable JavaScript and cookies to continue.",
            "Checking your browser before accessing a.example. This process is automatic. Your browser will \
             redirect to your requested content shortly. Please allow up to 5 seconds.",
            "Are you a robot? Please complete the security check to continue.",
            "Die gesuchte Seite konnte nicht gefunden werden.",
            "La page demandée n'existe pas.",
            "Страница не найдена",
            "お探しのページは見つかりませんでした。",
            "We recognize you are attempting to access this website from a country belonging to the European Economic \
             Area (EEA) including the EU which enforces the General Data Protection Regulation (GDPR) and therefore \
             access cannot be granted at this time.",
            "This site is currently unavailable to visitors from the European Economic Area.",
            "Our European visitors are important to us.",
            "Checking if the site connection is secure. a.example needs to review the security of your connection \
             before proceeding.",
            "Your access to this site has been limited by the site owner.",
        ] {
            assert!(error("Harbour opens", text), "{text}");
        }
    }

    #[test]
    fn a_title_counts_only_above_little_text() {
        assert!(error("404 Not Found | Example Daily", ""));
        assert!(error("Just a moment...", ""));
        assert!(error("[Removed]", ""));
        let story = "The harbour of the old town opened again on Monday. ".repeat(9);
        assert!(!error("Access denied", &story));
        assert!(!error("Access denied", "Reporters were turned away from the harbour on Monday."));
    }

    #[test]
    fn a_title_decides_nothing_above_news() {
        for (title, text) in [
            (
                "Page not found",
                "The film follows a librarian who looks for a lost book. Its page is not found until the end.",
            ),
            ("Removed", "The statue has been removed by the city on Monday."),
            (
                "Just a moment",
                "The novel tells of a family that waits. Sorry is a word that nobody in it knows.",
            ),
            ("Under maintenance", "The bridge is under maintenance until May."),
            ("Access denied", "“Access denied,” the screen read."),
        ] {
            assert!(!error(title, text), "{title}");
        }
    }

    #[test]
    fn news_of_errors_is_news() {
        for text in [
            "The ministry’s website showed only the words page not found for most of Tuesday, officials said.",
            "The service is no longer available in the north, the company said on Monday. It did not say why.",
        ] {
            assert!(!error("Harbour opens", text), "{text}");
        }
    }

    #[test]
    fn a_placeholder_says_nothing_else() {
        let is = |text: &str| is_placeholder(&[text.to_owned()], text.split_whitespace().count());
        for text in [
            "More to follow...",
            "This is a breaking news story and will be updated.",
            "Plus d'informations à suivre.",
            "Weitere Informationen in Kürze.",
            "Новость дополняется.",
            "Image not available",
            "コンテンツは準備中です。",
            "ただいま準備中です。しばらくお待ちください。",
            "内容正在加载中，请稍候。",
            "敬請期待",
            "기사를 불러오는 중입니다. 잠시만 기다려 주세요.",
            "Innehållet är inte tillgängligt just nu.",
            "İçerik hazırlanıyor...",
            "Materiał w przygotowaniu. Więcej szczegółów wkrótce.",
            "Brak zdjęcia",
        ] {
            assert!(is(text), "{text}");
        }
        assert!(!is("The minister has resigned. More to follow."));
        assert!(!is("市は新しい港の開業に向けて準備中ですと発表した。市長は会見で述べた。"));
        assert!(!is("시는 새 항구를 준비 중입니다. 시장은 월요일 회견에서 이렇게 말했다."));
        assert!(!is(""));
    }

    #[test]
    fn every_phrase_is_found_in_a_text_of_its_own() {
        for signals in [&*ERRORS, &*PLACEHOLDERS] {
            for phrase in signals.iter() {
                let measure = signals.measure(&fold(&phrase.text, Digits::Keep));
                assert!(measure.covered >= phrase.text.len(), "{}", phrase.text);
            }
        }
    }
}
