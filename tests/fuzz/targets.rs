//! The readers, and the law of each.

use copydesk::article::{Body, Found, Fullness, Raw};
use copydesk::canonical_url::canonicalize;
use copydesk::dead_letter::{self, RejectedItem};
use copydesk::identity;
use copydesk::normalize::date::{self, Hints};
use copydesk::normalize::{Surroundings, normalize};
use copydesk::page;
use copydesk::pipeline::Settings;
use copydesk::proto::Timestamp;
use copydesk::record::{Header, Position, Record, Topic};
use icu_normalizer::ComposingNormalizerBorrowed;

use crate::change::Script;
use crate::{fuzz, seeds};

const LANGUAGES: [&str; 12] = ["", "en", "en-US", "de", "it", "fr", "ru", "zh", "ja", "ar", "fa", "th"];

fn record(value: &[u8], headers: Vec<Header>) -> Record {
    Record {
        position: Position { topic: Topic::new("raw"), partition: 1, offset: 7 },
        timestamp: Some(Timestamp::from_seconds(1_694_527_500)),
        key: None,
        value: Some(value.to_vec()),
        headers,
    }
}

#[test]
fn decode_gives_items_or_one_reject() {
    let settings = Settings::default();
    fuzz("decode", &seeds::records(), |input, _| {
        let most = settings.decode.max_items.get();
        let decoded = settings.decode(&record(input, Vec::new()));
        assert!(decoded.is_err() || (1..=most).contains(&decoded.unwrap().items.len()));
    });
}

#[test]
fn a_canonical_url_is_a_fixed_point() {
    fuzz("url", &seeds::urls(), |input, _| {
        let Ok(once) = canonicalize(&String::from_utf8_lossy(input)) else { return };
        let twice = canonicalize(&once.url).expect("a canonical URL is an address");
        assert_eq!((&twice.url, &twice.key), (&once.url, &once.key));
    });
}

#[test]
fn a_date_says_no_more_than_its_text() {
    fuzz("date", &seeds::dates(), |input, script| {
        let language = LANGUAGES[script.choice % LANGUAGES.len()];
        let hints = Hints {
            language: Some(language).filter(|language| !language.is_empty()),
            country: Some("US").filter(|_| script.choice % 5 == 0),
            default_zone: Some("Europe/Rome").filter(|_| script.choice % 3 == 0),
            reference: "2023-09-12T16:00:00Z".parse().ok(),
        };
        let reading = date::read(&String::from_utf8_lossy(input), &hints);
        assert!(
            reading
                .is_none_or(|reading| reading.precision >= date::Precision::Minute || !reading.zone_assumed)
        );
    });
}

#[test]
fn normalized_text_is_composed_and_bounded() {
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    fuzz("text", &seeds::texts(), |input, script| {
        let text = String::from_utf8_lossy(input).into_owned();
        let article = article_of(&text, script);
        let Some(article) = article else { return };
        assert!(nfc.is_normalized(&article.body) && nfc.is_normalized(&article.title), "{article:?}");
        assert!(
            article
                .body
                .split("\n\n")
                .all(|paragraph| article.body.is_empty() || !paragraph.trim().is_empty()),
            "{:?}",
            article.body
        );
        let size = article.body.len()
            + article.title.len()
            + article.authors.concat().len()
            + article.tags.concat().len();
        // A character in one encoding becomes at most three bytes, and each field holds the input once.
        assert!(size <= 12 * text.len() + 1000, "{size} bytes from {}", text.len());
        let identity = identity::identify(
            &article,
            Fullness::Full,
            "a.example/1",
            identity::raw_digest(&Raw::default()),
        );
        assert!(identity.letters as usize <= 20 * text.len() + 100);
    });
}

/// The text as whatever field the script chooses; the others are harmless.
fn article_of(text: &str, script: &Script) -> Option<copydesk::proto::Article> {
    let mut raw =
        Raw { title: "A title".into(), body: Body::Text("Some text of it.".into()), ..Raw::default() };
    match script.choice % 6 {
        0 => text.clone_into(&mut raw.title),
        1 => raw.authors = vec![text.to_owned()],
        2 => raw.tags = vec![text.to_owned()],
        3 => (raw.site_name, raw.published) = (text.to_owned(), vec![Found::new("date", text)]),
        _ => raw.body = Body::Text(text.to_owned()),
    }
    let around = Surroundings {
        canonical_url: "https://a.example/2023/09/12/story",
        host: "a.example",
        origin_url: "",
        unresolved: false,
        homepage: false,
        received: Some(Timestamp::from_seconds(1_694_527_500)),
        default_zone: "",
        country: "",
    };
    normalize(raw, &around).ok().map(|normalized| normalized.article)
}

#[test]
fn a_page_is_a_tree_and_an_article_in_proportion() {
    let limits = page::Limits::default();
    fuzz("page", &seeds::pages(), |input, _| {
        let html = String::from_utf8_lossy(input);
        let parsed = page::parse(&html, &limits);
        let nodes = parsed.tree.size();
        assert!(nodes <= 16 * html.len() + 100, "{nodes} nodes of {} bytes", html.len());

        let mut raw = Raw { url: Some("https://a.example/2023/story".to_owned()), ..Raw::default() };
        page::read(&html, &mut raw);
        // What ends in a panic of the reader of texts is told by this, too.
        assert_eq!(raw.said.truncated, parsed.cut);
        let lists = [&raw.authors, &raw.tags, &raw.images].map(|list| list.concat().len());
        let size =
            raw.body.text().len() + raw.title.len() + raw.description.len() + lists.iter().sum::<usize>();
        assert!(size <= 8 * html.len() + 100, "{size} bytes of {}", html.len());
    });
}

#[test]
fn a_dead_letter_gives_back_its_record_and_its_reason() {
    let settings = Settings::default();
    fuzz("dead letter", &seeds::records(), |input, script| {
        let (name, value) = input.split_at(input.len().min(script.choice % 40));
        let own =
            vec![Header { name: String::from_utf8_lossy(name).into_owned(), value: Some(value.to_vec()) }];
        let record = record(input, own.clone());
        let rejects: Vec<_> = match settings.decode(&record) {
            Ok(decoded) => decoded.items.into_iter().filter_map(Result::err).collect(),
            Err(reject) => vec![reject],
        };
        let Some(first) = rejects.first().cloned() else { return };
        let rejected: Vec<_> = (0..)
            .zip(rejects)
            .map(|(item, reject)| RejectedItem { item, decision: u64::from(item) + 9, reject })
            .collect();
        let headers = dead_letter::headers(&record, &rejected);
        assert_eq!(headers[..own.len()], own);
        let said = dead_letter::statement(&headers).unwrap();
        assert_eq!((said.reject, said.offset, said.items.len()), (first, 7, rejected.len()));
    });
}
