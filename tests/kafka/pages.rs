//! Whole pages through the daemon, in every form in which they come.

use copydesk::outcome::Product;
use copydesk::proto::{Precision, RawArticle, Timestamp};
use copydesk::record::{Header, Position, Record, Topic};
use prost::Message as _;
use serde_json::json;

use crate::broker;
use crate::daemon::Daemon;
use crate::scene::Scene;

const PLACES: [&str; 4] = ["Marrow", "Aldby", "Quern", "Sallow"];

fn address(number: usize) -> String {
    format!("https://www.paper-{number}.example/2026/03/09/lock-reopens-{number}.html")
}

fn title(number: usize) -> String {
    format!("Lock of {} reopens after a winter of repairs", PLACES[number])
}

fn paragraphs(number: usize) -> [String; 2] {
    let place = PLACES[number];
    [
        format!(
            "The lock of {place} took its first barges on Monday after engineers had replaced both gates."
        ),
        format!(
            "Skippers had waited since November, when a crack was found below the water line of {place}."
        ),
    ]
}

/// With a menu, a box of links, a form and a footer around the article.
fn page(number: usize) -> String {
    let (title, [first, second], url) = (title(number), paragraphs(number), address(number));
    format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{title} | The Lantern</title>\
         <link rel=\"canonical\" href=\"{url}\"><meta property=\"og:site_name\" content=\"The Lantern\">\
         <script type=\"application/ld+json\">{{\"@type\": \"NewsArticle\", \"headline\": \"{title}\",\
         \"datePublished\": \"2026-03-09T08:30:00+01:00\", \"author\": {{\"@type\": \"Person\", \"name\": \"Ida Lund\"}}}}\
         </script><style>p {{ margin: 0 }}</style></head><body><nav><ul><li><a href=\"/\">Home</a>\
         <li><a href=\"/news\">News</a></ul></nav><main><article><h1>{title}</h1><p class=\"byline\">By Ida Lund</p>\
         <p>{first}</p><aside class=\"related\"><h3>Read also</h3><ul><li><a href=\"/1\">Another story of today</a></ul>\
         </aside><p>{second}</p></article></main><footer><form><button>Subscribe</button></form><p>&copy; The Lantern</p>\
         </footer></body></html>"
    )
}

fn archived(number: usize) -> Vec<u8> {
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{}", page(number));
    let url = address(number);
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-03-10T00:00:00Z\r\n\
         Content-Type: application/http; msgtype=response\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    )
    .into_bytes()
}

#[test]
fn a_page_is_published_alike_whatever_form_it_comes_in() {
    let Some(brokers) = broker::shared() else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let in_protobuf = RawArticle {
        url: address(2),
        html: page(2).into_bytes(),
        charset: "utf-8".into(),
        ..RawArticle::default()
    };
    let values: [(Vec<u8>, Vec<Header>); 4] = [
        (
            page(0).into_bytes(),
            vec![Header::new("content-type", "text/html"), Header::new("url", address(0))],
        ),
        (json!({"url": address(1), "html": page(1)}).to_string().into_bytes(), Vec::new()),
        (in_protobuf.encode_to_vec(), Vec::new()),
        (archived(3), Vec::new()),
    ];
    let record = |(offset, (value, headers)): (i64, (Vec<u8>, Vec<Header>))| Record {
        position: Position { topic: Topic::new(scene.raw()), partition: 0, offset },
        timestamp: Some(Timestamp::from_seconds(1_773_100_800 + offset)),
        key: None,
        value: Some(value),
        headers,
    };
    let records: Vec<Record> = (0..).zip(values).map(record).collect();
    scene.feed(&records);

    let daemon = Daemon::start(&scene, &[]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());

    let outcomes = scene.outcomes();
    assert_eq!(outcomes.len(), records.len());
    for (number, outcome) in outcomes.iter().enumerate() {
        assert_eq!(outcome.outcome().name(), "published", "{number}: {outcome:?}");
        let Product::Event(event) = &outcome.product else { panic!("{number}: {outcome:?}") };
        let article = event.article.as_ref().unwrap();
        assert_eq!(article.canonical_url, address(number));
        assert_eq!(article.title, title(number));
        assert_eq!(article.body, paragraphs(number).join("\n\n"));
        assert_eq!(article.authors, ["Ida Lund"]);
        let published = article.published.as_ref().unwrap();
        assert_eq!(published.precision(), Precision::Second);
        assert_eq!(published.time.unwrap().to_string(), "2026-03-09T07:30:00Z");
        assert_eq!(article.site.as_ref().unwrap().name, "The Lantern");
        assert_eq!(article.language.as_ref().unwrap().code, "en");
        assert!(article.flags.is_empty(), "{number}: {:?}", article.flags);
    }
}
