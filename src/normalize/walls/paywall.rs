//! Requests to subscribe, to register, to log in, at the end of a text or instead of it.
//!
//! A paragraph is a prompt when several phrases of prompts, or one that leaves nothing else to say, fill most of it
//! and nobody is quoted or reported. Only such paragraphs, and only an unbroken run of them at the very end, are
//! offered to be taken off; one ambiguous opening does nothing. What merely stands below whole articles too
//! ("Already a subscriber? Log in") makes no wall of a long text.

use std::sync::LazyLock;

use super::super::phrases::{self, Digits, fold, head, tail};
use super::signals::{Measure, Signals};
use super::speech::is_reported;

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

/// The number of trailing paragraphs that are nothing but a prompt, where the text is behind a wall; never all.
pub fn prompt(paragraphs: &[String], words: usize) -> Option<usize> {
    let is_teaser = is_teaser(paragraphs, words);
    // Buttons below a prompt go with it.
    let (mut trailing, mut buttons) = (0, 0);
    let mut unbroken = true;
    let mut is_wall = false;
    for paragraph in paragraphs.iter().rev().take(LAST_PARAGRAPHS) {
        if paragraph.len() > PROMPT_BYTES {
            break;
        }
        let measure = measure(paragraph);
        match kind(paragraph, &measure, is_teaser) {
            Kind::Prompt => {
                is_wall = true;
                if unbroken {
                    trailing += buttons + 1;
                    buttons = 0;
                }
            }
            Kind::Asks => {
                is_wall = true;
                unbroken = false;
            }
            Kind::Button => buttons += 1,
            Kind::Offer => unbroken = false,
            Kind::Text => break,
        }
    }
    if is_wall {
        return Some(trailing.min(paragraphs.len().saturating_sub(1)));
    }
    (ends_in_prompt(paragraphs) || begins_with_prompt(paragraphs, is_teaser)).then_some(0)
}

enum Kind {
    /// Nothing else, beyond doubt.
    Prompt,
    /// Asks the reader, and says other things beside.
    Asks,
    /// "Log in", on a line of its own.
    Button,
    /// A price, a button: a few words without the end of a sentence.
    Offer,
    Text,
}

fn kind(paragraph: &str, measure: &Measure, is_teaser: bool) -> Kind {
    let is_offer = paragraph.len() <= 60 && !phrases::ends_sentence(paragraph);
    if measure.distinct == 0 || is_speech(paragraph) {
        return if is_offer && !phrases::has_quotation(paragraph) { Kind::Offer } else { Kind::Text };
    }
    if measure.marked > 0 && !speaks_of_text(paragraph) {
        return if is_offer { Kind::Offer } else { Kind::Text };
    }
    let several = measure.distinct >= 2 && (measure.marked >= 1 || is_teaser);
    let single = measure.marked == 1 && is_teaser && measure.covers(90);
    let many = measure.distinct >= 3 && measure.marked >= 1 && measure.covers(50);
    if (several && measure.covers(70)) || many || single {
        return Kind::Prompt;
    }
    if measure.distinct >= 2 && measure.marked >= 1 && measure.covers(35) {
        return Kind::Asks;
    }
    if measure.covers(90) && is_offer {
        return Kind::Button;
    }
    if is_offer { Kind::Offer } else { Kind::Text }
}

/// Whether it is the text that is for subscribers, and not a concert: a sentence that begins with `for subscribers only`
/// leaves out what it speaks of, and one that ends so names something else.
fn speaks_of_text(text: &str) -> bool {
    text.split(phrases::is_terminal).any(|sentence| of(sentence).certain > 0) || of(text).certain > 0
}

/// A quotation, or what somebody said: news about prompts.
fn is_speech(text: &str) -> bool {
    phrases::has_quotation(text) || is_reported(&fold(text, Digits::Drop))
}

/// A prompt begins as one: a look at the first words spares the rest of most paragraphs.
fn measure(paragraph: &str) -> Measure {
    let first = of(head(paragraph, GLANCE_BYTES));
    if first.distinct == 0 || paragraph.len() <= GLANCE_BYTES { first } else { of(paragraph) }
}

/// Numbers of what is left to read stand between the words of a phrase.
fn of(text: &str) -> Measure {
    PROMPTS.measure(&fold(text, Digits::Drop))
}

/// In a text whose paragraphs were glued, the prompt is the last sentences.
fn ends_in_prompt(paragraphs: &[String]) -> bool {
    let Some(last) = paragraphs.last().filter(|last| last.len() > LAST_BYTES) else { return false };
    let end = tail(last, LAST_BYTES);
    if of(tail(last, GLANCE_BYTES)).distinct == 0 || of(end).marked == 0 {
        return false;
    }
    // The sentence in which the window begins is not whole.
    let Some((_, mut from)) = end.split_once(phrases::is_terminal) else { return false };
    loop {
        let measure = of(from);
        if measure.marked >= 1
            && measure.distinct >= 2
            && measure.covers(50)
            && !is_speech(from)
            && speaks_of_text(from)
        {
            return true;
        }
        match from.split_once(phrases::is_terminal) {
            Some((_, rest)) if !rest.trim().is_empty() => from = rest,
            Some(_) | None => return false,
        }
    }
}

fn is_teaser(paragraphs: &[String], words: usize) -> bool {
    words < TEASER_WORDS && paragraphs.iter().map(String::len).sum::<usize>() <= TEASER_BYTES
}

/// Above a teaser: the first paragraph says that the article is for subscribers.
fn begins_with_prompt(paragraphs: &[String], is_teaser: bool) -> bool {
    let Some(first) = paragraphs.first().filter(|first| is_teaser && first.len() <= PROMPT_BYTES) else {
        return false;
    };
    let measure = of(first);
    measure.marked >= 1
        && ((measure.distinct >= 2 && measure.covers(50)) || measure.covers(85))
        && !is_speech(first)
        && speaks_of_text(first)
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
    fn prompts_of_other_makings_are_known() {
        for prompt in [
            "This article is free for registered users. Please sign in or create a free account to read more.",
            "残り1234文字（全文2000文字）",
            "이 기사는 유료회원만 볼 수 있습니다. 로그인하세요",
            "Оставшаяся часть статьи доступна подписчикам. Оформите подписку",
            "Bu haberin devamı aboneler içindir.",
            "Hazte premium y sigue leyendo sin límites.",
        ] {
            assert_eq!(
                paywall(&format!("The harbour opened again on Monday.\n\n{prompt}")),
                Some(1),
                "{prompt}"
            );
            assert_eq!(paywall(prompt), Some(0), "{prompt}");
        }
    }

    #[test]
    fn one_ambiguous_opening_is_news() {
        let story =
            "The harbour of the old town opened again on Monday after three years of works. ".repeat(20);
        for line in [
            "The full article is available in Nature.",
            "To read the full report, visit www.paper.example.",
            "This content is for members of the cult only, prosecutors said.",
            "You've reached your destination, the robot said.",
            "Il vous reste trois jours pour voter.",
            "Cet article est réservé à la loi, dit le juge.",
            "Para leer el artículo completo, consulte la revista Nature.",
            "続きを読むには図書館へ行くしかない、と彼は言う。",
            "“Subscribe to continue reading,” the page said.",
            "„Jetzt weiterlesen, hier anmelden“, stand auf dem Schild.",
            "Чтобы читать дальше, нужен свет, сказал библиотекарь.",
            "Entrar",
            "Telli",
        ] {
            assert_eq!(paywall(&format!("{story}\n\n{line}")), None, "{line}");
            assert_eq!(paywall(&format!("The harbour opened again on Monday.\n\n{line}")), None, "{line}");
            assert_eq!(paywall(line), None, "{line}");
        }
    }

    #[test]
    fn what_else_is_for_subscribers_is_news() {
        let story =
            "The harbour of the old town opened again on Monday after three years of works. ".repeat(20);
        for line in [
            "Concert réservé aux abonnés. Abonnez-vous à la saison au guichet.",
            "Concierto exclusivo para suscriptores. Suscríbete en taquilla.",
            "Das Konzert ist nur für Abonnenten. Jetzt abonnieren an der Kasse.",
            "Il concerto è riservato agli abbonati. Abbonati a teatro.",
            "Het concert is alleen voor abonnees. Word abonnee aan de kassa.",
            "Koncert jen pro předplatitele. Předplaťte si sezónu.",
        ] {
            assert_eq!(paywall(&format!("{story}\n\n{line}\n\n{story}")), None, "{line}");
            assert_eq!(paywall(&format!("{story}\n\n{line}")), None, "{line}");
        }
        for line in ["Réservé aux abonnés. Abonnez-vous.", "Nur für Abonnenten. Jetzt abonnieren."] {
            assert_eq!(paywall(&format!("{story}\n\n{line}")), Some(1), "{line}");
        }
    }

    #[test]
    fn whole_sentences_of_the_press_are_known() {
        for prompt in [
            "この記事は有料会員記事です。会員登録すると続きを読むことができます。",
            "この記事は会員限定です。登録すると続きをお読みいただけます。",
            "続きは会員登録が必要です。ログインはこちら",
            "有料会員登録で続きが読めます。",
            "订阅后阅读全文。已经订阅？请登录",
            "本文为付费文章，订阅后可阅读全文。",
            "加入會員即可閱讀全文。已經是會員？登入",
            "此文章為訂戶專享，訂閱看全文。",
            "이 기사는 구독자만 볼 수 있습니다. 로그인해 주세요.",
            "회원 전용 콘텐츠입니다. 로그인 후 전문을 보실 수 있습니다.",
            "Den här artikeln är bara för prenumeranter. Logga in för att läsa.",
            "Vill du läsa hela artikeln? Bli prenumerant.",
            "Bu haberin tamamını okumak için abone olun.",
            "Devamını okumak için üye girişi yapın.",
            "Artykuł dostępny tylko dla prenumeratorów. Zaloguj się.",
            "Wykup subskrypcję, aby czytać dalej.",
        ] {
            assert_eq!(
                paywall(&format!("The harbour opened again on Monday.\n\n{prompt}")),
                Some(1),
                "{prompt}"
            );
        }
    }

    #[test]
    fn a_text_of_nothing_but_prompts_keeps_one() {
        assert_eq!(paywall("Subscribe to continue reading.\n\nAlready a subscriber? Log in."), Some(1));
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
