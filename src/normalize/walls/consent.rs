//! Consent notices in place of an article.
//!
//! Looks at the head first, so that an article costs one glance. A notice speaks to its reader, repeats itself
//! densely, and nothing of an article follows. Whoever reports what others say about consent writes an article.

use std::sync::LazyLock;

use super::super::phrases::{Digits, fold, head, tail};
use super::signals::{Measure, Signals};
use super::speech::is_reported;

static NOTICES: LazyLock<Signals> = LazyLock::new(|| {
    Signals::read(&[
        include_str!("consent/west.txt"),
        include_str!("consent/east.txt"),
        include_str!("consent/world.txt"),
    ])
});

/// The notice speaks within its first lines, if it leads.
const HEAD_BYTES: usize = 400;
/// And its first sentences hold at least one of its phrases.
const GLANCE_BYTES: usize = 200;
/// Longer than the longest notice that names every purpose; what is longer is not read to its end.
const NOTICE_BYTES: usize = 12_000;
/// A stretch of this length without one phrase is text of another kind: the article below its banner.
const ARTICLE_BYTES: usize = 500;
/// What follows the last phrase of a notice and is shorter than this is its end.
const REST_BYTES: usize = 250;

pub fn is_notice(paragraphs: &[String]) -> bool {
    let length: usize = paragraphs.iter().map(String::len).sum();
    if length == 0 || length > NOTICE_BYTES {
        return false;
    }
    let lead = lead(paragraphs);
    let measure = |text: &str| NOTICES.measure(&fold(text, Digits::Drop));
    if measure(head(&lead, GLANCE_BYTES)).distinct == 0 || !is_promising(&measure(&lead)) {
        return false;
    }
    let text = paragraphs.join(" ");
    let folded = fold(&text, Digits::Drop);
    let whole = NOTICES.measure(&folded);
    is_dense(&whole) && !article_follows(&folded) && !is_reported(&folded)
}

/// The first bytes of the text, whatever paragraphs they stand in.
fn lead(paragraphs: &[String]) -> String {
    let mut lead = String::with_capacity(HEAD_BYTES + 2);
    for paragraph in paragraphs {
        let Some(room) = HEAD_BYTES.checked_sub(lead.len()).filter(|&room| room > 0) else { break };
        lead.push_str(head(paragraph, room));
        lead.push(' ');
    }
    lead
}

fn is_promising(head: &Measure) -> bool {
    (head.marked >= 1 && head.distinct >= 2) || head.distinct >= 4
}

fn is_dense(whole: &Measure) -> bool {
    let speaks = match whole.marked {
        0 => return false,
        1 => whole.distinct >= 4 || (whole.distinct >= 2 && whole.covers(35)),
        _ => whole.distinct >= 3,
    };
    speaks && whole.covers(14) && whole.gap <= ARTICLE_BYTES
}

fn article_follows(folded: &str) -> bool {
    folded.len() > 2 * REST_BYTES && NOTICES.measure(tail(folded, REST_BYTES)).distinct == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(text: &str) -> bool {
        is_notice(&text.split("\n\n").map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn a_notice_is_known_in_the_languages_of_the_press() {
        for text in [
            "We and our 842 partners store and access information on a device, such as unique identifiers in \
             cookies, to process personal data. You can accept or manage your choices at any time.",
            "Wir und unsere 212 Partner speichern Informationen auf einem Gerät. Personenbezogene Daten werden \
             für personalisierte Werbung verarbeitet. Sie können Ihre Einwilligung widerrufen.",
            "Nous et nos 145 partenaires stockons des informations sur un appareil. Avec votre accord, des \
             données personnelles servent à des publicités personnalisées. Tout accepter. Continuer sans accepter.",
            "Nosotros y nuestros socios utilizamos cookies. Con su consentimiento tratamos datos personales para \
             publicidad personalizada. Aceptar todo. Rechazar todo.",
            "Noi e i nostri partner archiviamo informazioni su un dispositivo. Con il tuo consenso trattiamo dati \
             personali per annunci personalizzati. Accetta tutto. Continua senza accettare.",
            "Nós e os nossos parceiros armazenamos dados pessoais. Com o seu consentimento mostramos anúncios \
             personalizados. Aceitar tudo.",
            "Wij en onze partners slaan informatie op een apparaat op. Met uw toestemming gebruiken wij \
             persoonsgegevens voor gepersonaliseerde advertenties. Alles accepteren.",
            "My i nasi partnerzy przechowujemy dane osobowe w plikach cookie. Klikając, wyrażasz zgodę na \
             spersonalizowane reklamy.",
            "Мы и наши 12 партнёров используем cookie и персональные данные. Продолжая использовать сайт, вы \
             соглашаетесь. Принять все.",
            "Biz ve ortaklarımız çerezleri kullanıyoruz. Kişisel verileriniz kişiselleştirilmiş reklamlar için \
             işlenir. Tümünü kabul et.",
            "نحن وشركاؤنا نستخدم ملفات تعريف الارتباط ونعالج البيانات الشخصية. قبول الكل أو رفض الكل.",
            "Este sitio web utiliza cookies propias y de terceros para mejorar la navegación. Aceptar. Más información.",
            "Wir nutzen Cookies und ähnliche Technologien. Mit Klick auf „Zustimmen“ willigen Sie ein.",
            "当サイトではクッキーを使用しています。個人情報はプライバシーポリシーに従います。すべて同意。",
            "我们和我们的合作伙伴使用 Cookie。您的隐私很重要，请阅读隐私政策。接受所有。",
        ] {
            assert!(is(text), "{text}");
        }
    }

    #[test]
    fn an_article_about_notices_is_an_article() {
        let article = "The regulator fined two publishers on Tuesday over their cookie banners. The button to accept \
            all was green, while the one to reject all was hidden on a second page, the agency said. “We use cookies \
            like everyone else,” a spokesman for one of the firms said.\n\nUnder European law, consent must be as easy \
            to refuse as to give. Lawyers expect dozens of similar cases this year, and several courts have already \
            asked for guidance from Luxembourg. Shares in both companies fell slightly in early trading.";
        assert!(!is(article));
        assert!(!is(
            "We use cookies, the site says. The regulator says: reject all. Accept all is the green button."
        ));
    }

    #[test]
    fn an_article_below_a_banner_is_an_article() {
        let banner = "We use cookies. With your consent we process personal data. Accept all. Reject all.";
        let story = "The harbour of the old town opened again after three years of works that cost far more than \
            planned. Fishermen had waited since the storm, the mayor said, and the first boats left before dawn. ";
        assert!(is(banner));
        assert!(!is(&format!("{banner}\n\n{}", story.repeat(4))));
    }

    #[test]
    fn every_phrase_is_found_in_a_text_of_its_own() {
        for phrase in NOTICES.iter() {
            let measure = NOTICES.measure(&fold(&phrase.text, Digits::Drop));
            assert!(measure.covered >= phrase.text.len(), "{}", phrase.text);
        }
    }
}
