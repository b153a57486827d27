use super::*;
use crate::decode::{Aliases, Settings};
use serde_json::json;
use std::num::NonZeroUsize;

fn article() -> Value {
    json!({ "url": "https://a.example/1", "title": "T" })
}

fn open_at_most(most: usize, value: Value) -> Result<Vec<Enclosed>, TooMany> {
    let settings = Settings { max_items: NonZeroUsize::new(most).unwrap(), ..Settings::default() };
    open(value, &Reading::new(&settings, &Aliases::default()))
}

fn contents(value: Value) -> Vec<Value> {
    open_at_most(100, value).unwrap().into_iter().map(|enclosed| enclosed.content).collect()
}

#[test]
fn envelopes_of_carriers_are_opened() {
    let text = article().to_string();
    for value in [
        article(),
        json!([article()]),
        json!({ "schema": { "type": "struct", "name": "x" }, "payload": article() }),
        json!({ "schema": null, "payload": text }),
        json!({ "payload": { "before": null, "after": article(), "op": "c" } }),
        json!({ "@timestamp": "2023-09-12T15:00:00Z", "message": text, "host": { "name": "h" } }),
        json!({ "log": text, "stream": "stdout" }),
        json!({ "specversion": "1.0", "type": "x", "source": "/s", "id": "1", "data": article() }),
        json!({ "_index": "i", "_id": "1", "_source": article() }),
        json!({ "hits": { "total": { "value": 1 }, "hits": [{ "_source": article() }] } }),
        json!({ "Type": "Notification", "Message": text }),
        json!({ "Records": [{ "messageId": "1", "body": text }] }),
        json!({ "data": [text] }),
        json!({ "status": "ok", "totalResults": 1, "articles": [article()] }),
        json!({ "articles": { "results": [article()], "page": 1 } }),
        json!({ "request": { "pageUrl": "https://a.example/1" }, "objects": [article()] }),
        json!({ "response": { "status": "ok", "results": [article()] } }),
        json!({ "rss": { "channel": { "title": "Feed", "item": [article()] } } }),
        json!({ "rss": { "channel": { "title": "Feed", "item": article() } } }),
        json!({ "version": "https://jsonfeed.org/version/1.1", "title": "Feed", "items": [article()] }),
        json!({ "article": article() }),
        json!({ "@context": "https://schema.org", "@graph": article() }),
        json!(text),
        json!(json!(text).to_string()),
    ] {
        assert_eq!(contents(value.clone()), [article()], "{value}");
    }
}

#[test]
fn an_article_is_no_envelope_whatever_it_holds() {
    let (url, other) = ("https://a.example/1", article());
    for value in [
        json!({ "title": "T", "url": url, "text": "Long.", "items": [other] }),
        json!({ "title": "T", "url": url, "articles": [other] }),
        json!({ "title": "T", "data": other }),
        json!({ "title": "T", "source": { "name": "N", "url": "https://a.example" } }),
        json!({ "url": url, "title": null, "content": null, "source": { "name": "N", "url": url } }),
        json!({ "url": url, "title": null, "body": "{not json" }),
        json!({ "url": [url], "title": ["T"], "text": ["One.", "Two."], "article": [other] }),
        json!({ "url": url, "headline": { "main": "T" }, "content": [{ "type": "p", "text": "One." }] }),
        json!({ "url": url, "plain_text": "Text.", "record": { "title": "row 5" } }),
        json!({ "title": { "@type": "html", "#text": "T" }, "content": { "@type": "html", "#text": "<p>x</p>" } }),
        json!({ "title": { "main": "T" }, "url": { "@id": url, "url": url }, "body": { "text": "B" } }),
        json!({ "url": url, "text": "Long.", "@graph": [{ "@type": "WebPage", "name": "page" }] }),
    ] {
        assert_eq!(contents(value.clone()), [value]);
    }
}

#[test]
fn every_article_of_every_list_is_an_item_and_more_than_the_limit_are_refused() {
    let value = json!({ "data": [article(), article(), 7], "results": [article()] });
    assert_eq!(contents(value.clone()).len(), 4);
    assert_eq!(open_at_most(2, value).unwrap_err(), TooMany);
    let late = json!({ "data": [1, 2, 3, 4, 5, 6, 7, 8, 9, article()] });
    assert_eq!(contents(late).len(), 10);
    let nodes =
        json!([{ "@type": "NewsArticle", "headline": "H" }, article(), { "@type": "Person", "name": "N" }]);
    assert_eq!(contents(nodes).len(), 2);
    assert!(contents(json!({ "status": "ok", "articles": [] })).is_empty());
}

#[test]
fn a_removal_in_a_database_withdraws() {
    let opened = open_at_most(1, json!({ "before": article(), "after": null, "op": "d" })).unwrap();
    assert!(opened[0].outside.is_removal());
}

fn read(value: Value) -> crate::article::Raw {
    let (settings, aliases) = (Settings::default(), Aliases::default());
    let reading = Reading::new(&settings, &aliases);
    let Enclosed { content, outside } = open(value, &reading).unwrap().remove(0);
    let Value::Object(content) = content else { panic!("an object") };
    outside.read(content, &reading)
}

#[test]
fn what_stands_beside_an_article_alone_belongs_to_it() {
    let holder = json!({
        "url": "https://a.example/1", "date_publish": "2023-09-12", "authors": ["A"], "article": { "title": "T", "text": "B" },
    });
    let raw = read(holder);
    assert_eq!(
        (raw.url.as_deref(), raw.authors, raw.published.len()),
        (Some("https://a.example/1"), vec!["A".to_owned()], 1)
    );
}

#[test]
fn a_list_and_a_carrier_speak_only_for_all() {
    let inner = json!({ "title": "T" });
    let feed = json!({ "title": "The Lantern", "language": "en", "link": "https://a.example/", "items": [inner, inner] });
    let raw = read(feed);
    assert_eq!((raw.url, raw.site_name.as_str(), raw.language.as_str()), (None, "The Lantern", "en"));
    let rdf = json!({ "rdf:RDF": { "channel": { "title": "The Lantern" }, "item": [inner] } });
    assert_eq!(read(rdf).site_name, "The Lantern");
    let shipped = json!({ "hostname": "worker-7", "date": 1_694_530_800.5, "log": article().to_string() });
    let raw = read(shipped);
    assert_eq!((raw.site_name.as_str(), raw.fetched_at[0].text.as_str()), ("", "1694530800.5"));
}

#[test]
fn endless_envelopes_end() {
    let mut value = article();
    for _ in 0..60 {
        value = json!({ "payload": value });
    }
    assert_eq!(contents(value).len(), 1);
    let mut text = article().to_string();
    for _ in 0..5 {
        text = json!({ "message": text }).to_string();
    }
    assert_eq!(contents(json!(text)).len(), 1);
}

#[test]
fn texts_of_json_share_one_bound_of_values() {
    let inner = json!({ "x": vec![json!({ "a": 0 }); 30_000] }).to_string();
    let values = json!(vec![inner; 40]);
    assert!(contents(values).iter().any(Value::is_string));
}
