use super::*;
use crate::article::{Body, Found};
use serde_json::json;

fn read_json(value: Value) -> Raw {
    let Value::Object(object) = value else { panic!("an object") };
    read(object, Vec::new(), &Aliases::default())
}

fn texts(found: &[Found]) -> Vec<&str> {
    found.iter().map(|found| found.text.as_str()).collect()
}

#[test]
fn names_are_compared_by_letters_and_digits() {
    for name in ["published_at", "publishedAt", "Published-At", "PUBLISHED_AT"] {
        let raw = read_json(json!({ name: "2023-09-12" }));
        assert_eq!(raw.published, [Found::new(name, "2023-09-12")], "{name}");
    }
}

#[test]
fn the_better_name_wins_whatever_the_order_and_the_other_travels_on() {
    let raw = read_json(json!({ "title_rss": "b", "title": "a", "raw_text": "x", "text": "y" }));
    assert_eq!((raw.title.as_str(), raw.body.text()), ("a", "y"));
    assert_eq!(raw.extra.into_iter().collect::<Vec<_>>(), [("title_rss".to_owned(), "b".to_owned())]);
}

#[test]
fn a_teaser_gives_way_to_the_text() {
    let raw = read_json(json!({ "content": "A teaser.", "text": "The whole text, which is much longer." }));
    assert_eq!(raw.body.text(), "The whole text, which is much longer.");
    let long = "word ".repeat(200);
    let raw = read_json(json!({ "content": long, "raw_text": long.repeat(5) }));
    assert_eq!(raw.body.text(), long);
}

#[test]
fn an_operators_own_names_stand_above_all() {
    let aliases: Aliases = toml::from_str("title = [\"titolo\"]\nextra_url = []").unwrap_or_default();
    assert_eq!(aliases, Aliases::default(), "an unknown concept is refused");
    let aliases: Aliases = toml::from_str("title = [\"titolo\"]\nurl = [\"indirizzo\"]").unwrap();
    let Value::Object(object) = json!({ "title": "a", "titolo": "b", "indirizzo": "https://a.example/1" })
    else {
        panic!()
    };
    let raw = read(object, Vec::new(), &aliases);
    assert_eq!((raw.title.as_str(), raw.url.as_deref()), ("b", Some("https://a.example/1")));
}

#[test]
fn source_is_a_url_a_name_or_an_object_by_its_look() {
    assert_eq!(read_json(json!({ "source": "https://a.example/1" })).url.unwrap(), "https://a.example/1");
    assert_eq!(read_json(json!({ "source": "The Lantern" })).site_name, "The Lantern");
    let source = json!({ "id": null, "name": "The Lantern", "url": "https://a.example" });
    let raw = read_json(json!({ "source": source, "url": "https://a.example/1" }));
    assert_eq!((raw.site_name.as_str(), raw.url.as_deref()), ("The Lantern", Some("https://a.example/1")));
}

#[test]
fn a_front_page_gives_way_to_an_article() {
    let raw = read_json(json!({ "url": "https://a.example/", "link": "https://a.example/1" }));
    assert_eq!(raw.url.unwrap(), "https://a.example/1");
    let raw = read_json(json!({ "link": "https://a.example/1", "source_url": "https://a.example" }));
    assert_eq!(raw.url.unwrap(), "https://a.example/1");
}

#[test]
fn an_id_is_a_url_only_where_it_looks_like_one() {
    assert_eq!(read_json(json!({ "id": "17491176", "guid": "tag:a.example,2023:1" })).url, None);
    assert_eq!(read_json(json!({ "id": "https://a.example/1" })).url.unwrap(), "https://a.example/1");
    // What stands under `url` itself is refused by name and not passed over.
    assert_eq!(read_json(json!({ "url": "nonsense" })).url.unwrap(), "nonsense");
}

#[test]
fn any_field_may_be_a_list_of_one() {
    let raw = read_json(json!({ "url": ["https://a.example/1"], "title": ["  t "], "date": ["2023-09-12"] }));
    assert_eq!((raw.url.unwrap().as_str(), raw.title.as_str()), ("https://a.example/1", "  t "));
    assert_eq!(texts(&raw.published), ["2023-09-12"]);
}

#[test]
fn fields_of_parts_count_less_than_the_items_own() {
    let raw = read_json(json!({
        "meta": { "description": "inner", "lang": "en", "canonical": "https://a.example/1" },
        "opengraph": { "url": "https://a.example/og", "site_name": "The Lantern" },
        "description": "outer",
    }));
    assert_eq!((raw.description.as_str(), raw.language.as_str()), ("outer", "en"));
    assert_eq!(
        (raw.canonical_url.as_deref(), raw.url.as_deref()),
        (Some("https://a.example/1"), Some("https://a.example/og"))
    );
    assert_eq!(raw.site_name, "The Lantern");
    assert_eq!(raw.extra["meta.description"], "inner");
}

#[test]
fn a_list_or_a_tree_of_texts_is_one_text() {
    assert_eq!(read_json(json!({ "body": ["\n", "One.", "Two."] })).body.text(), "One.\n\nTwo.");
    let tree =
        json!({ "summary": ["S."], "sections": [{ "headline": ["H"], "paragraphs": ["One.", "Two."] }] });
    let raw = read_json(json!({ "body": tree }));
    assert_eq!((raw.body.text(), raw.description.as_str()), ("H\n\nOne.\n\nTwo.", "S."));
}

#[test]
fn an_empty_text_is_told_from_no_text_field() {
    assert_eq!(read_json(json!({ "title": "t", "text": null })).body, Body::Text(String::new()));
    for value in [
        json!({ "title": "t" }),
        json!({ "text": [] }),
        json!({ "text": true }),
        json!({ "content": { "ops": "x" } }),
        json!({ "content": null, "description": "An abstract." }),
    ] {
        assert_eq!(read_json(value.clone()).body, Body::Absent, "{value}");
    }
}

#[test]
fn markdown_is_the_text_where_nothing_better_is() {
    for value in [
        json!({ "markdown": "# T", "metadata": { "title": "T" } }),
        json!({ "markdown": { "raw_markdown": "menu", "fit_markdown": "# T" } }),
        json!({ "fit_markdown": "# T", "cleaned_html": "" }),
        json!({ "data": "x", "markdown": "# T", "html": null }),
    ] {
        assert_eq!(read_json(value.clone()).body, Body::Text("# T".to_owned()), "{value}");
    }
    let both = json!({ "text": "T", "markdown": "# Menu and much more of the page" });
    assert_eq!(read_json(both).body, Body::Text("T".to_owned()));
}

#[test]
fn every_date_that_could_be_meant_is_kept_in_order() {
    let raw = read_json(json!({
        "date_publish": "None", "date": 1_694_527_500, "pubDate": "2023-09-12 14:05:00", "pubDateTZ": "UTC",
        "published_parsed": [2023, 9, 12, 14, 5, 0, 1, 255, 0],
    }));
    assert_eq!(texts(&raw.published), ["[2023,9,12,14,5,0,1,255,0]", "2023-09-12 14:05:00", "1694527500"]);
}

#[test]
fn a_zone_of_its_own_belongs_to_the_date() {
    let raw = read_json(json!({ "pubDate": "2023-09-12 14:05:00", "pubDateTZ": "Europe/Rome" }));
    assert_eq!(raw.published[0].zone.as_deref(), Some("Europe/Rome"));
}

#[test]
fn dates_of_a_transfer_are_not_dates_of_the_article() {
    let raw = read_json(json!({ "http_headers": { "Date": "x", "Last-Modified": "y", "Server": "z" } }));
    assert_eq!(
        (raw.published.len(), texts(&raw.modified), texts(&raw.fetched_at)),
        (0, vec!["y"], vec!["x"])
    );
    let raw = read_json(json!({ "GKGRECORDID": "1-2", "DATE": 20_230_912_140_500_u64 }));
    assert_eq!((raw.published.len(), texts(&raw.fetched_at)), (0, vec!["20230912140500"]));
}

#[test]
fn categories_are_tags_in_feeds_and_sections_elsewhere() {
    let raw = read_json(json!({ "category": ["ports", "audit"] }));
    assert_eq!((raw.section.as_str(), raw.tags), ("", vec!["ports".to_owned(), "audit".to_owned()]));
    let raw = read_json(json!({ "category": ["business"], "keywords": ["ports"] }));
    assert_eq!((raw.section.as_str(), raw.tags), ("business", vec!["ports".to_owned()]));
    let raw = read_json(json!({ "category": "business" }));
    assert_eq!((raw.section.as_str(), raw.tags.len()), ("business", 0));
}

#[test]
fn switches_tell_of_walls_cuts_and_removals() {
    assert!(read_json(json!({ "isAccessibleForFree": "False" })).said.paywalled);
    assert!(!read_json(json!({ "free_access": true })).said.paywalled);
    assert!(read_json(json!({ "warc_headers": { "WARC-Truncated": "length" } })).said.truncated);
    assert!(!read_json(json!({ "truncated": false })).said.truncated);
    assert!(read_json(json!({ "deleted": "true" })).withdrawn);
}

#[test]
fn a_page_is_no_text() {
    for value in [
        json!({ "text": "<!DOCTYPE html><p>x" }),
        json!({ "html": "<html><p>x" }),
        json!({ "html": { "content": "<HTML>" } }),
    ] {
        let raw = read_json(value);
        assert!(raw.page.is_some() && raw.body.text().is_empty());
    }
    let raw = read_json(json!({ "html": "<p>One.</p><p>Two.</p>" }));
    assert_eq!((raw.page, raw.body.text()), (None, "<p>One.</p><p>Two.</p>"));
}

#[test]
fn when_a_record_was_made_stands_in_for_a_date_and_never_refines_one() {
    let raw = read_json(json!({ "created_at": "b", "meta": { "article:published_time": "a" } }));
    assert_eq!(texts(&raw.published), ["a"]);
    assert_eq!(texts(&read_json(json!({ "created_at": "b" })).published), ["b"]);
}

#[test]
fn what_holders_say_counts_where_the_item_says_nothing() {
    let Value::Object(inner) = json!({ "title": "T" }) else { panic!() };
    let Value::Object(outer) = json!({ "title": "outer", "url": "https://a.example/1", "batch": 7 }) else {
        panic!()
    };
    let raw = read(inner, vec![outer], &Aliases::default());
    assert_eq!((raw.title.as_str(), raw.url.as_deref()), ("T", Some("https://a.example/1")));
    assert_eq!(raw.extra["batch"], "7");
}

#[test]
fn what_could_not_be_read_travels_in_extra() {
    let raw = read_json(json!({ "premium": "gold", "content": { "ops": "x" }, "date": { "year": 2023 } }));
    assert_eq!(raw.extra.keys().collect::<Vec<_>>(), ["content", "date", "premium"]);
}

#[test]
fn names_and_number_of_extra_fields_are_bounded() {
    let many: Map<String, Value> = (0..5000).map(|number| (format!("x{number}"), json!(1))).collect();
    let raw = read_json(json!({ format!("meta{}", "-".repeat(20_000)): many }));
    assert_eq!(raw.extra.len(), MOST_EXTRA);
    assert!(raw.extra.keys().all(|name| name.len() < 200));
}

#[test]
fn unknown_fields_travel_in_extra() {
    let raw = read_json(
        json!({ "seq": 7, "spider": "s", "gone": null, "none": [], "nested": { "a": [1] }, "meta": { "x": 1 } }),
    );
    let extra: Vec<_> = raw.extra.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(extra, [("meta.x", "1"), ("nested", r#"{"a":[1]}"#), ("seq", "7"), ("spider", "s")]);
}
