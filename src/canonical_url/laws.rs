//! What holds for every text.

use proptest::prelude::*;

use super::{Rule, canonicalize, trackers};

/// Pieces that rules look for, so that random texts meet them in combination.
fn piece() -> impl Strategy<Value = String> {
    let known = prop::sample::select(vec![
        "http://",
        "https:",
        "//",
        "\\\\",
        ":\\/\\/",
        "www.",
        "m.",
        "amp.",
        "paper.example",
        "zeitung-köln.example",
        "com.do",
        "google.com",
        "l.facebook.com",
        "192.0.2.1",
        "[::1]",
        "localhost",
        ":8443",
        ":80",
        ".",
        "/",
        "/amp",
        "/amp/s/",
        "/url",
        "/l.php",
        "/print",
        "/index.html",
        ".amp.html",
        "/(S(x1))",
        ";jsessionid=1",
        "?",
        "&",
        "&amp;",
        "&#38;",
        "?amp;",
        "=",
        "utm_source",
        "utm%5Fsource=x",
        "r=27",
        "utm_medium=email",
        "id=4",
        "ref=rss",
        "amp=1",
        "u=",
        "q=",
        "%",
        "%25",
        "%2F",
        "%41",
        "%c3%a9",
        "%CC%81",
        "%CD%BE",
        "%ff",
        "é",
        "e\u{301}",
        "#",
        "#!",
        "#/",
        "#top",
        "+",
        " ",
        "\t",
        "<",
        ">",
        "<![CDATA[",
        "]]>",
        "\"",
        "@",
        "user:pw@",
        "\u{FEFF}",
        "web.archive.org",
        "/web/2024/",
        "youtu.be",
        "/a1B2c3D4e5F",
    ]);
    prop_oneof![6 => known.prop_map(str::to_owned), 1 => ".{0,4}"]
}

fn text() -> impl Strategy<Value = String> {
    let loose = prop::collection::vec(piece(), 0..12).prop_map(|pieces| pieces.concat());
    let rooted = prop::collection::vec(piece(), 0..10)
        .prop_map(|pieces| format!("https://paper.example/{}", pieces.concat()));
    prop_oneof![loose, rooted]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn canonicalizing_never_panics(found in any::<String>()) {
        drop(canonicalize(&found));
    }

    #[test]
    fn canonicalizing_is_idempotent(found in text()) {
        if let Ok(first) = canonicalize(&found) {
            let second = canonicalize(&first.url).expect("a canonical URL is an address");
            prop_assert_eq!(&second.url, &first.url);
            prop_assert_eq!(&second.key, &first.key);
            prop_assert_eq!(second.unresolved, first.unresolved);
            prop_assert!(second.rules.into_iter().all(Rule::is_lossy));
        }
    }

    #[test]
    fn a_key_never_contains_a_tracker(found in text()) {
        if let Ok(read) = canonicalize(&found) {
            let query = read.key.split_once('?').map_or("", |(_, query)| query);
            let query = query.split_once('#').map_or(query, |(query, _)| query);
            for parameter in query.split('&').filter(|parameter| !parameter.is_empty()) {
                prop_assert!(!trackers::is_tracker(parameter, &read.host), "{} in {}", parameter, read.key);
            }
        }
    }

    #[test]
    fn nothing_private_is_shown(path in "[a-z]{1,8}", name in "[a-z]{1,8}", password in "[A-Z]{1,8}") {
        let read = canonicalize(&format!("https://{name}:{password}@paper.example/{path}")).expect("an address");
        prop_assert!(!read.url.contains(&password) && !read.key.contains(&password));
    }

    #[test]
    fn a_scheme_or_label_more_gives_the_same_key(path in "(/[a-zA-Z0-9]{1,6}){1,4}") {
        let plain = canonicalize(&format!("https://paper.example{path}")).expect("an address").key;
        for variant in ["http://paper.example", "https://www.paper.example", "//m.paper.example", "paper.example:443"] {
            let key = canonicalize(&format!("{variant}{path}")).expect("an address").key;
            prop_assert_eq!(&key, &plain);
        }
    }
}
