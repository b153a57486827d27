//! The whole of it, and the news that must stay.

use super::*;
use proptest::prelude::*;

fn text(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|&line| line.to_owned()).collect()
}

#[test]
fn everything_around_the_news_is_taken_and_told() {
    let mut paragraphs = text(&[
        "By Anna Berti",
        "ROME, Sept 12 (Reuters) - The harbour opened again on Monday.",
        "Read also: Fishermen leave the old town",
        "The first boats left before dawn.",
        "Reporting by Anna Berti; Editing by Marco Neri",
        "Follow us on Facebook. All rights reserved.",
        "Latest News",
        "Bridge closed for repairs",
        "Markets close higher",
    ]);
    let furniture = take(&mut paragraphs, "Harbour opens");
    assert_eq!(
        paragraphs,
        [
            "ROME, Sept 12 (Reuters) - The harbour opened again on Monday.",
            "The first boats left before dawn."
        ]
    );
    assert_eq!(furniture.credit, "Reuters");
    assert_eq!(furniture.bylines, ["Anna Berti"]);
    assert_eq!(furniture.removed, 7);
    assert!(!furniture.truncated);
}

#[test]
fn a_text_of_nothing_but_furniture_keeps_it() {
    for lines in [["Latest News", "Bridge closed for repairs"], ["Follow us on Facebook.", "dpa"]] {
        let mut paragraphs = text(&lines);
        take(&mut paragraphs, "");
        assert!(!paragraphs.is_empty());
    }
    let mut nothing = Vec::new();
    assert_eq!(take(&mut nothing, ""), Furniture::default());
}

#[test]
fn a_feeds_sentence_goes_from_the_end_of_a_line_and_a_mark_of_a_cut_before_it() {
    let glued = "The harbour opened and […] The post Harbour opens appeared first on Example Daily.";
    let mut paragraphs = text(&["Boats left.", glued]);
    assert!(take(&mut paragraphs, "Harbour opens").truncated);
    assert_eq!(paragraphs, ["Boats left.", "The harbour opened and"]);
    let mut paragraphs = text(&["The harbour opened.", "Continue reading Harbour opens →"]);
    assert!(take(&mut paragraphs, "Harbour opens").truncated);
    assert_eq!(paragraphs, ["The harbour opened."]);
}

#[test]
fn plain_news_stays_as_it_is() {
    let lines = ["The harbour opened again.", "Why now", "The mayor had promised it."];
    let mut paragraphs = text(&lines);
    assert_eq!(take(&mut paragraphs, "Harbour opens"), Furniture::default());
    assert_eq!(paragraphs, lines);
}

/// News that begins as furniture does: beside it, whatever the place, nothing may go and nothing may be flagged.
const NEWS: &[&str] = &[
    // English
    "\"Follow us to the square on Saturday,\" the union leader told the crowd.",
    "\"Join us on the march tomorrow,\" the mayor said.",
    "Follow us on the long way to the north, the guide wrote",
    "Join us on Friday for a walk along the harbour.",
    "Got a tip from a neighbour, police said.",
    "Check out our beaches, the tourist board now says",
    "Find us on the hill behind the church at noon.",
    "All rights reserved to the crown were given up in May.",
    "Reproduction is allowed only in the third year of the birds' lives.",
    "Subscribe to our view or leave, the minister told the council.",
    "Share this article of faith, the bishop asked his flock.",
    "Copyright claims rose by a third in 2023, the court said.",
    "(c) the lease expires in May 2025.",
    "(c) 2 eggs, (d) 100 g flour",
    "Reporting by the paper led to the arrest of two men.",
    "Editing by hand takes three weeks, the archive said.",
    "Editor in Rome",
    "Editor and Publisher",
    "Reporter: \"Why?\"",
    "Written by Hanna Weil, Directed by Otto Neu, With Eva Groß",
    "See also: Article 5 of the NATO treaty",
    "Related: two more people were arrested in Oldtown",
    "Don't miss: the jazz concert in the harbour on Friday",
    "\"Please, sir, I want some… more.\"",
    "The word comes from the Latin (continued)",
    "The full article is available in Nature.",
    "To read the full report, visit www.paper.example.",
    "You've reached your destination, the robot said.",
    // German
    "Folgen Sie uns auf den Marktplatz, rief der Redner.",
    "Alle Rechte vorbehalten hat sich der Bund beim Verkauf der Bahn.",
    "Nachdruck verboten hatte der Kaiser schon vor dem Krieg.",
    "Bericht von der Front erreichte Berlin erst am Abend",
    "Redaktion Berlin Mitte",
    "Siehe auch: Artikel 5 des Vertrags der Staaten",
    "Mehr Licht … mehr!",
    // French
    "Suivez nous dans la rue, criait la foule devant la mairie.",
    "Suivez notre exemple, a dit le maire.",
    "Reproduction interdite aux tortues pendant trois ans sur cette plage",
    "Il vous reste trois jours pour voter.",
    "Cet article est réservé à la loi, dit le juge.",
    "La suite",
    // Spanish, Catalan
    "Síguenos en la lucha, gritaba la multitud.",
    "Únete a nuestro ejército, decía el cartel de 1936.",
    "En contexto: el alcalde había dimitido en mayo por el escándalo",
    "Más información: teléfono 900 123 456 del ayuntamiento",
    "Para leer el artículo completo, consulte la revista Nature.",
    "Mía",
    // Portuguese
    "Siga o nosso exemplo, disse o prefeito aos vereadores.",
    "Acompanhe nos jardins da cidade a festa de junho.",
    "Proibida a reprodução de tartarugas na praia desde maio.",
    "Saiba mais: O telefone da prefeitura fica livre",
    // Italian
    "Seguici su per la montagna, gridava la guida.",
    "Iscriviti alla nostra scuola, diceva il manifesto del 1950.",
    "Da leggere: «Il nome della rosa» di Umberto Eco",
    "Vietata la riproduzione degli orsi, il sindaco protesta.",
    // Dutch
    "Volg ons land het voorbeeld van Duitsland, dan stijgen de prijzen.",
    "Alle rechten voorbehouden aan de koning verdwenen in 1848.",
    "Belga",
    // Polish, Czech, Hungarian, Romanian
    "Obserwuj nas z daleka, powiedział leśnik o wilkach.",
    "Kopiowanie i fałszowanie banknotów kosztowało go trzy lata.",
    "Sledujte nás na cestě k moři, řekl průvodce.",
    "Kövess minket a térre, mondta a szónok.",
    "Urmărește ne pe drum, a spus ghidul.",
    // Scandinavian, Finnish
    "Följ oss till torget på lördag, sade talaren.",
    "Følg os ned til havnen, sagde borgmesteren.",
    "Seuraa meitä torille, sanoi puhuja.",
    // Balkans, Greek, Turkish
    "Pratite nas do trga, rekao je gradonačelnik.",
    "Последвайте ни до площада, каза кметът.",
    "Ακολουθήστε μας στην πλατεία, είπε ο δήμαρχος.",
    "Bizi takip edin meydana kadar, dedi başkan.",
    "Haber Yok",
    // Russian, Ukrainian
    "При цитировании Пушкина министр дважды ошибся.",
    "Следите за нами до самой реки, сказал проводник.",
    "Использование материалов сайта стало делом суда в Москве.",
    "По теме: министр не сказал ни слова журналистам",
    "Стежте за нами до річки, сказав провідник.",
    // Arabic, Persian, Hebrew, Hindi
    "تابعونا على الطريق إلى البحر، قال الدليل.",
    "تمام حقوق محفوظ ماند تا پادشاه رفت.",
    "עקבו אחרינו אל הכיכר, אמר ראש העיר.",
    "हमें फॉलो करें मैदान तक, नेता ने कहा।",
    // Japanese, Chinese, Korean
    "無断転載の疑いで三十歳の男を逮捕した。",
    "続きを読むには図書館へ行くしかない、と彼は言う。",
    "未经授权的无人机闯入机场上空，导致三十架航班延误。",
    "版权所有者向法院提起诉讼。",
    "责任编辑：这个职位三十年来第一次由女性担任，报社说",
    "更多",
    "저작권자는 법원에 소송을 제기했다.",
    "무단전재 혐의로 서른 살 남자가 체포됐다.",
    // Indonesian, Vietnamese, Thai
    "Dilarang mengambil foto di dalam gedung pengadilan.",
    "Ikuti kami di jalan menuju pelabuhan, kata pemandu.",
    "Theo dõi chúng tôi đến tận cảng, người dẫn đường nói.",
    "สงวนลิขสิทธิ์ในเพลงเก่าทำให้เกิดคดีใหม่ที่ศาล",
];

#[test]
fn news_that_begins_as_furniture_stays_wherever_it_stands() {
    for news in NEWS {
        for lines in [
            &["The harbour opened again on Monday.", news][..],
            &["The harbour opened again on Monday.", news, "The mayor spoke for an hour."],
            &[news, "The harbour opened again on Monday."],
            &["The harbour opened again on Monday.", news, "Reuters reported it first."],
        ] {
            let mut paragraphs = text(lines);
            let furniture = take(&mut paragraphs, "Harbour opens");
            assert_eq!(paragraphs, lines, "{news}");
            assert!(!furniture.truncated && furniture.bylines.is_empty() && furniture.removed == 0, "{news}");
        }
    }
}

#[test]
fn a_glued_word_that_a_break_made_a_line_stays() {
    let lines = ["Le film Monsters,Inc.", "La suite"];
    let mut paragraphs = text(&lines);
    assert_eq!(take(&mut paragraphs, "Le film").removed, 0);
    assert_eq!(paragraphs, lines);
}

proptest! {
    #[test]
    fn whatever_the_text_lines_are_only_taken_and_never_all(
        lines in prop::collection::vec(
            "Latest News|Read also: A b c d|By Anna Berti|\\(ANSA\\)|One\\.|© Reuters|\\PC{0,30}",
            1..9,
        ),
    ) {
        let mut paragraphs = lines.clone();
        let furniture = take(&mut paragraphs, "Harbour opens");
        prop_assert!(!paragraphs.is_empty() || furniture.truncated);
        if !furniture.truncated && lines.iter().all(|line| !line.contains('\n')) {
            prop_assert_eq!(paragraphs.len() + furniture.removed, lines.len());
            prop_assert!(paragraphs.iter().all(|kept| lines.contains(kept)));
        }
    }

    #[test]
    fn a_dateline_lies_within_its_paragraph(
        text in "(ROME|東京|新华社|\\(|Berlin, )?( ?(12|Sept|\\(AFP\\)|（|共同|=|-|/|日电|\\PC)){0,9}",
    ) {
        if let Some(line) = dateline(&text) {
            prop_assert!(text.get(line.length..).is_some_and(|rest| !rest.is_empty()));
            prop_assert!(text.contains(line.place));
        }
    }
}
