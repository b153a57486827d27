//! Whole pages through the line: faults that other programs had with pages, each as a page of our own.

use copydesk::article::{Candidate, Fullness};
use copydesk::pipeline::{self, Settings};
use copydesk::proto::{Flag, Precision, Timestamp};
use copydesk::record::{Header, Position, Record, Topic};
use serde_json::json;

const URL: &str = "https://www.lantern.example/news/lock-reopens-8841201.html";
const TEXT: &str = "<p>The northern lock took its first barges on Monday after engineers had replaced both of its gates.</p>\
                    <p>Skippers had waited since November, when a crack was found below the water line.</p>";

/// Read on 2026-03-20.
fn candidate(value: Vec<u8>, headers: &[(&str, &str)]) -> Candidate {
    let header = |&(name, value): &(&str, &str)| Header { name: name.into(), value: Some(value.into()) };
    let record = Record {
        position: Position { topic: Topic::new("raw"), partition: 0, offset: 0 },
        timestamp: Some(Timestamp::from_seconds(1_773_964_800)),
        key: Some(URL.into()),
        value: Some(value),
        headers: headers.iter().map(header).collect(),
    };
    let prepared = pipeline::prepare(vec![record], &Settings::default()).remove(0);
    *prepared.items.into_iter().next().unwrap().unwrap()
}

fn page(head: &str, body: &str) -> Candidate {
    let html = format!(
        "<!DOCTYPE html><html lang=en><head><title>Lock reopens | The Lantern</title>{head}</head>\
         <body><article><h1>Lock reopens</h1>{body}</article></body></html>"
    );
    candidate(html.into_bytes(), &[])
}

fn has(candidate: &Candidate, flag: Flag) -> bool {
    candidate.article.flags.contains(&i32::from(flag))
}

#[test]
fn a_date_in_a_program_is_not_that_of_the_article() {
    let promotion = "<script>var promo = {expires: \"2026-04-30\"}</script>";
    let meta = "<meta property=\"article:published_time\" content=\"2026-03-09T06:00:00+01:00\">";
    let published = page(&format!("{promotion}{meta}"), TEXT).article.published.unwrap();
    assert_eq!(published.time.unwrap().to_string(), "2026-03-09T05:00:00Z");
    assert_eq!(page(promotion, TEXT).article.published, None);
}

#[test]
fn the_year_of_a_copyright_is_no_date() {
    let footer = "<footer>&copy; 2026 The Lantern. All rights reserved.</footer>";
    assert_eq!(page("", &format!("{TEXT}{footer}")).article.published, None);
}

#[test]
fn two_breaks_part_paragraphs_across_what_stands_between() {
    let text = "The lock took its first barges late on Monday.<br><br>The canal office said that it was in order again.<br> \
                <div class=\"ad\"></div> <br>Skippers had waited for it since November.";
    assert_eq!(
        page("", text).article.body,
        "The lock took its first barges late on Monday.\n\nThe canal office said that it was in order again.\n\n\
         Skippers had waited for it since November."
    );
}

#[test]
fn a_notice_of_consent_is_no_article() {
    let notice = "<p>We and our 842 partners store and access cookies on your device to show personalised ads.</p>\
                  <p>You can accept all, manage your preferences or read our privacy policy.</p>\
                  <button>Accept all</button>";
    let candidate = page("", notice);
    assert!(candidate.fullness < Fullness::Full && has(&candidate, Flag::ConsentWall), "{candidate:?}");
}

#[test]
fn a_page_whose_title_is_that_of_its_site_is_known_by_its_address() {
    let page = |number: u32| {
        let html = format!("<html><head><title>The Lantern</title></head><body>{TEXT}</body></html>");
        let url = format!("https://www.lantern.example/post/{number}");
        candidate(html.into_bytes(), &[("url", &url)])
    };
    assert_ne!(page(1).article.id, page(2).article.id);
}

#[test]
fn the_language_of_a_long_text_beats_what_its_page_declares() {
    let text = "<p>新华社北京八月二十二日电，市政府昨天宣布，新的地铁线路将于明年春天开通，预计每天运送三十万名乘客。</p>\
                <p>有关部门负责人表示，工程已经进入最后阶段，车站内部的装修工作正在按计划进行。</p>";
    assert_eq!(page("", text).article.language.unwrap().code, "zh");
}

fn german(meta: &str) -> String {
    format!(
        "<!DOCTYPE html><html lang=de><head>{meta}<title>Bau von Windr\u{e4}dern</title></head><body><article>\
         <h1>Bau von Windr\u{e4}dern</h1><p>Der B\u{fc}rgermeister k\u{fc}ndigte f\u{fc}r n\u{e4}chste Woche ein \
         Gespr\u{e4}ch \u{fc}ber die Anlagen an.</p></article></body></html>"
    )
}

fn in_latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(c).unwrap()).collect()
}

#[test]
fn a_page_in_a_charset_of_before_utf_8_keeps_its_letters_however_it_comes() {
    use base64::prelude::{BASE64_STANDARD, Engine as _};
    let (bare, said) = (german(""), german("<meta charset=iso-8859-1>"));
    let encoded = BASE64_STANDARD.encode(in_latin_1(&bare));
    let protobuf = copydesk::proto::RawArticle {
        url: URL.into(),
        html: in_latin_1(&bare),
        charset: "iso-8859-1".into(),
        ..copydesk::proto::RawArticle::default()
    };
    for (value, headers) in [
        (in_latin_1(&said), vec![]),
        (in_latin_1(&bare), vec![("content-type", "text/html; charset=ISO-8859-1")]),
        (in_latin_1(&bare), vec![]),
        (json!({"html": said}).to_string().into_bytes(), vec![]),
        (json!({"html": encoded, "encoding": "iso-8859-1"}).to_string().into_bytes(), vec![]),
        (prost::Message::encode_to_vec(&protobuf), vec![]),
        (in_latin_1(&json!({"html": said}).to_string()), vec![]),
    ] {
        let article = candidate(value, &headers).article;
        assert_eq!(article.title, "Bau von Windr\u{e4}dern", "{headers:?}");
        assert!(article.body.starts_with("Der B\u{fc}rgermeister k\u{fc}ndigte"), "{}", article.body);
    }
}

#[test]
fn a_charset_that_was_guessed_is_flagged_and_one_that_was_said_is_not() {
    let said = candidate(in_latin_1(&german("<meta charset=iso-8859-1>")), &[]);
    let guessed = candidate(in_latin_1(&german("")), &[]);
    assert!(!has(&said, Flag::CharsetGuessed) && has(&guessed, Flag::CharsetGuessed));
}

/// As a client reads it that takes for Latin-1 what declares no charset in its header.
#[test]
fn a_page_that_a_client_took_for_latin_1_is_read_as_it_declares() {
    let html = "<!DOCTYPE html><html><head><meta charset=windows-1251><title>Открыт новый мост через реку</title></head>\
                <body><article><h1>Открыт новый мост через реку</h1><p>Вчера в городе открыли новый мост через реку, \
                сообщает мэрия. Движение по нему началось утром.</p></article></body></html>";
    let windows_1251 = |c: char| match u32::from(c) {
        code @ 0x410..=0x44f => char::from(u8::try_from(code - 0x410 + 0xc0).unwrap()),
        _ => c,
    };
    let misread: String = html.chars().map(windows_1251).collect();
    assert!(misread.contains("\u{ce}\u{f2}\u{ea}\u{f0}\u{fb}\u{f2}"));
    for html in [html, &misread] {
        let article = candidate(json!({"url": URL, "html": html}).to_string().into_bytes(), &[]).article;
        assert_eq!(article.title, "Открыт новый мост через реку");
        assert!(article.body.starts_with("Вчера в городе"), "{}", article.body);
        assert_eq!(article.language.unwrap().code, "ru");
    }
}

#[test]
fn a_day_on_a_page_stays_a_day() {
    let published = page("<meta name=date content=2026-03-09>", TEXT).article.published.unwrap();
    assert_eq!(published.precision(), Precision::Day);
}
