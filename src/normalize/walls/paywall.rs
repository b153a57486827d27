//! Requests to subscribe, to register, to log in, at the end of a text or instead of it.
//!
//! A paragraph is a prompt when phrases of prompts fill most of it. Only such paragraphs, and only an unbroken
//! run of them at the very end, are offered to be taken off. What merely stands below whole articles too
//! ("Already a subscriber? Log in") makes no wall of a long text.

use std::sync::LazyLock;

use super::super::phrases::{Digits, fold, head, tail};
use super::signals::{Measure, Signals};

static PROMPTS: LazyLock<Signals> =
    LazyLock::new(|| Signals::read(&[include_str!("paywall/west.txt"), include_str!("paywall/world.txt")]));

/// Prompts are short; what is longer is text.
const PROMPT_BYTES: usize = 500;
/// Within so many bytes of its beginning, and of its end, a prompt holds one of its phrases.
const GLANCE_BYTES: usize = 120;
/// How many of the last paragraphs are looked at: a prompt is followed by offers and prices.
const LAST_PARAGRAPHS: usize = 8;
/// Below these, a prompt that does not say that there is more still says that this is not all.
const TEASER_WORDS: usize = 150;
/// Scripts without spaces have few words in a long text.
const TEASER_BYTES: usize = 2_000;
/// The last sentences of a text in one paragraph.
const LAST_BYTES: usize = 200;

/// The number of trailing paragraphs that are nothing but a prompt, where the text is behind a wall.
pub fn prompt(paragraphs: &[String], words: usize) -> Option<usize> {
    let mut trailing = 0;
    let mut unbroken = true;
    let mut says_more = false;
    let mut asks = false;
    for paragraph in paragraphs.iter().rev().take(LAST_PARAGRAPHS) {
        if paragraph.len() > PROMPT_BYTES {
            break;
        }
        let measure = measure(paragraph);
        if is_prompt(&measure) {
            says_more |= measure.marked > 0;
            asks = true;
            trailing += usize::from(unbroken);
        } else if is_offer(paragraph) {
            unbroken = false;
        } else {
            break;
        }
    }
    if says_more || (asks && is_teaser(paragraphs, words)) {
        return Some(trailing);
    }
    (ends_in_prompt(paragraphs) || begins_with_prompt(paragraphs, words)).then_some(0)
}

/// A prompt begins as one: a look at the first words spares the rest of most paragraphs.
fn measure(paragraph: &str) -> Measure {
    let of = |text: &str| PROMPTS.measure(&fold(text, Digits::Keep));
    let first = of(head(paragraph, GLANCE_BYTES));
    if first.distinct == 0 || paragraph.len() <= GLANCE_BYTES { first } else { of(paragraph) }
}

fn is_prompt(measure: &Measure) -> bool {
    let says_more = measure.marked >= 1 && measure.covers(30);
    let asks = measure.distinct >= 2 && measure.covers(50);
    says_more || asks || (measure.distinct >= 1 && measure.covers(85))
}

/// A price, a button: a few words without the end of a sentence.
fn is_offer(paragraph: &str) -> bool {
    paragraph.len() <= 60
        && !paragraph.ends_with(['.', '!', '?', '…', '。', '！', '？', '।', '؟', '"', '”', '»'])
}

/// In a text whose paragraphs were glued, the prompt is the last sentences.
fn ends_in_prompt(paragraphs: &[String]) -> bool {
    let Some(last) = paragraphs.last().filter(|last| last.len() > LAST_BYTES) else { return false };
    let of = |text: &str| PROMPTS.measure(&fold(text, Digits::Keep));
    let end = tail(last, LAST_BYTES);
    if of(tail(last, GLANCE_BYTES)).distinct == 0 || of(end).marked == 0 {
        return false;
    }
    // The sentence in which the window begins is not whole.
    let Some((_, sentences)) = end.split_once(['.', '!', '?', '…', '。', '！', '？', '।', '؟'])
    else {
        return false;
    };
    let mut from = sentences;
    loop {
        let measure = of(from);
        if measure.marked >= 1 && measure.covers(50) {
            return true;
        }
        match from.split_once(['.', '!', '?', '…', '。', '！', '？', '।', '؟']) {
            Some((_, rest)) if !rest.trim().is_empty() => from = rest,
            Some(_) | None => return false,
        }
    }
}

fn is_teaser(paragraphs: &[String], words: usize) -> bool {
    words < TEASER_WORDS && paragraphs.iter().map(String::len).sum::<usize>() <= TEASER_BYTES
}

/// Above a teaser: the first paragraph says that the article is for subscribers.
fn begins_with_prompt(paragraphs: &[String], words: usize) -> bool {
    let Some(first) = paragraphs.first().filter(|first| first.len() <= PROMPT_BYTES) else { return false };
    if !is_teaser(paragraphs, words) {
        return false;
    }
    let measure = PROMPTS.measure(&fold(first, Digits::Keep));
    measure.marked >= 1 && measure.covers(40)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paywall(text: &str) -> Option<usize> {
        let paragraphs: Vec<String> = text.split("\n\n").map(str::to_owned).collect();
        prompt(&paragraphs, text.split_whitespace().count())
    }

    #[test]
    fn a_prompt_at_the_end_is_known_in_the_languages_of_the_press() {
        for prompt in [
            "This story is for subscribers. Subscribe today to keep reading.",
            "Already a subscriber? Log in to continue reading.",
            "Dieser Artikel ist nur für Abonnenten. Jetzt abonnieren, um weiterzulesen.",
            "Cet article est réservé aux abonnés. Déjà abonné ? Connectez-vous.",
            "Contenido exclusivo para suscriptores. ¿Ya eres suscriptor? Inicia sesión.",
            "Conteúdo exclusivo para assinantes. Já é assinante? Faça login.",
            "Questo articolo è riservato agli abbonati. Sei già abbonato? Accedi.",
            "Dit artikel is alleen voor abonnees. Al abonnee? Log in.",
            "Treść dostępna tylko dla subskrybentów. Masz już konto? Zaloguj się.",
            "Материал доступен только подписчикам. Уже подписаны? Войдите.",
            "この記事は有料会員限定です。ログインすると続きをお読みいただけます。",
            "本文仅限会员。登录后继续阅读。",
        ] {
            assert_eq!(
                paywall(&format!("The harbour opened again on Monday.\n\n{prompt}")),
                Some(1),
                "{prompt}"
            );
        }
    }

    #[test]
    fn offers_below_a_prompt_stay_and_the_prompt_with_them() {
        assert_eq!(
            paywall("The harbour opened.\n\nSubscribe to continue reading.\n\nMonthly\n\n€4.90"),
            Some(0)
        );
    }

    #[test]
    fn a_prompt_in_the_last_sentence_flags_and_takes_nothing() {
        let text = format!(
            "{}To continue reading, please subscribe.",
            "The harbour opened again on Monday. ".repeat(9)
        );
        assert_eq!(paywall(&text), Some(0));
    }

    #[test]
    fn a_whole_article_above_a_login_button_is_no_teaser() {
        let story =
            "The harbour of the old town opened again on Monday after three years of works. ".repeat(20);
        assert_eq!(paywall(&format!("{story}\n\nAlready a subscriber? Log in.")), None);
    }

    #[test]
    fn news_about_subscriptions_is_news() {
        for text in [
            "The paper said on Monday that the new service is for subscribers only.",
            "Readers will have to subscribe or log in from May, the publisher said in a note to its staff.",
            "To read the full report, investors had to wait until the markets closed in New York on Friday.",
        ] {
            assert_eq!(paywall(text), None, "{text}");
        }
    }

    #[test]
    fn every_phrase_is_found_in_a_text_of_its_own() {
        for phrase in PROMPTS.iter() {
            let measure = PROMPTS.measure(&fold(&phrase.text, Digits::Keep));
            assert!(measure.covered >= phrase.text.len(), "{}", phrase.text);
        }
    }
}
