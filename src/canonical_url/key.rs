//! The lossy end: the text by which two addresses are the same article.
//!
//! Owns what a key leaves out: scheme, labels and marks of the editions that `editions` knows, index pages, closing slashes, the
//! order of parameters. Promises that path and query keep their case, that other labels (`news.`, `it.`) and ports stay, and that
//! no label goes unless the registrable domain remains. A key is compared and hashed; it is never shown and never fetched.

use std::borrow::Cow;

use url::Url;

use super::rule::{Rule, Rules};
use super::{editions, host, percent, trackers};

pub(super) struct Key {
    pub(super) text: String,
    /// Whether nothing is left that could tell one page of the site from its front page.
    pub(super) homepage: bool,
}

/// The key of an address that is already canonical.
pub(super) fn key(url: &Url, rules: &mut Rules) -> Key {
    let host = bare_host(url.host_str().unwrap_or_default(), rules);
    let path = bare_path(url.path(), rules);
    let query = url.query().map(|found| bare_query(found, rules)).unwrap_or_default();
    let route = url.fragment().map(|found| bare_route(found, rules)).unwrap_or_default();

    let mut text = String::with_capacity(url.as_str().len());
    text.push_str(&host);
    if let Some(port) = url.port() {
        text.push(':');
        text.push_str(&port.to_string());
    }
    text.push_str(&path);
    if !query.is_empty() {
        text.push('?');
        text.push_str(&query);
    }
    if !route.is_empty() {
        text.push('#');
        text.push_str(route);
    }
    let homepage = query.is_empty() && route.is_empty() && is_front(&path);
    Key { text, homepage }
}

fn bare_host<'a>(found: &'a str, rules: &mut Rules) -> Cow<'a, str> {
    let mut bare = found;
    while let Some((label, rest)) = bare.split_once('.')
        && let Some(rule) = editions::of_label(label)
        && host::registrable(bare).is_some_and(|domain| domain.len() < bare.len())
    {
        rules.note(rule);
        bare = rest;
    }
    // `en.m.paper.example`: the language comes first, the edition second.
    if let Some((language, rest)) = bare.split_once(".m.")
        && is_language(language)
        && host::registrable(bare).is_some_and(|domain| domain.len() <= rest.len())
    {
        rules.note(Rule::KeyMobile);
        return Cow::Owned(format!("{language}.{rest}"));
    }
    Cow::Borrowed(bare)
}

fn bare_path<'a>(found: &'a str, rules: &mut Rules) -> Cow<'a, str> {
    let mut path = percent::relaxed(found);
    if path != found {
        rules.note(Rule::KeyEscapes);
    }
    while path.contains("//") {
        rules.note(Rule::KeySlashes);
        path = Cow::Owned(path.replace("//", "/"));
    }
    while let Some((plain, rule)) = plain_document(&path) {
        rules.note(rule);
        path = Cow::Owned(plain);
    }
    match path {
        Cow::Borrowed(path) => Cow::Borrowed(without_marks(path, rules)),
        Cow::Owned(path) => Cow::Owned(without_marks(&path, rules).to_owned()),
    }
}

/// `/a.html` of `/a.amp.html`.
fn plain_document(path: &str) -> Option<(String, Rule)> {
    let (stem, ending) = path.rsplit_once('.').filter(|(_, ending)| ["html", "htm"].contains(ending))?;
    let (stem, mark) = stem.rsplit_once('.')?;
    Some((format!("{stem}.{ending}"), editions::of_mark(mark)?))
}

fn without_marks<'a>(path: &'a str, rules: &mut Rules) -> &'a str {
    let mut path = path;
    while let Some((shorter, rule)) = without_last_mark(path).or_else(|| without_first_mark(path)) {
        // Every front page ends in a slash; leaving that out changes nothing.
        if path != "/" {
            rules.note(rule);
        }
        path = shorter;
    }
    path
}

fn without_last_mark(path: &str) -> Option<(&str, Rule)> {
    let (head, last) = path.rsplit_once('/')?;
    if last.is_empty() {
        return Some((head, Rule::KeySlashes));
    }
    if is_index_page(last) {
        return Some((head, Rule::KeyIndexPage));
    }
    if let Some(rule) = editions::of_mark(last).filter(|_| !head.is_empty()) {
        return Some((head, rule));
    }
    let (stem, mark) = path.rsplit_once('.').filter(|(stem, _)| !stem.ends_with('/'))?;
    Some((stem, editions::of_mark(mark)?))
}

fn without_first_mark(path: &str) -> Option<(&str, Rule)> {
    let (first, rest) = path.strip_prefix('/')?.split_once('/')?;
    let rule = editions::of_mark(first).filter(|_| !rest.is_empty())?;
    Some((path.get(first.len() + 1..)?, rule))
}

/// `index.html`, `Default.aspx`: what servers send for the directory itself.
fn is_index_page(segment: &str) -> bool {
    let Some((stem, ending)) = segment.split_once('.') else {
        return false;
    };
    let stem = stem.eq_ignore_ascii_case("index") || stem.eq_ignore_ascii_case("default");
    let endings = [
        "html", "htm", "php", "aspx", "asp", "jsp", "shtml", "xhtml", "cfm", "do", "jhtml", "phtml", "php3",
        "php5",
    ];
    stem && endings.iter().any(|known| ending.eq_ignore_ascii_case(known))
}

fn bare_query<'a>(found: &'a str, rules: &mut Rules) -> Cow<'a, str> {
    let mut query = percent::relaxed(found);
    if query.contains('+') {
        query = Cow::Owned(query.replace('+', "%20"));
    }
    if query != found {
        rules.note(Rule::KeyEscapes);
    }
    let mut parameters = Vec::with_capacity(8);
    for parameter in query.split('&') {
        match editions::of_parameter(parameter) {
            Some(rule) => rules.note(rule),
            // `a=` and `a` say the same.
            None => parameters.push(parameter.strip_suffix('=').unwrap_or(parameter)),
        }
    }
    // Values of one name keep their order, which may be that of a list.
    let by_name = |one: &&str, other: &&str| trackers::split(one).0.cmp(trackers::split(other).0);
    if !parameters.is_sorted_by(|one, other| by_name(one, other).is_le()) {
        rules.note(Rule::KeyQueryOrder);
        parameters.sort_by(by_name);
    }
    parameters.dedup();
    Cow::Owned(parameters.join("&"))
}

/// A route to the start of an application is the page that holds it.
fn bare_route<'a>(found: &'a str, rules: &mut Rules) -> &'a str {
    if ["!", "/", "!/"].contains(&found) {
        rules.note(Rule::KeyEmptyRoute);
        return "";
    }
    found
}

/// Front pages that are not the root: one per language, or by name.
fn is_front(bare_path: &str) -> bool {
    let Some(segment) = bare_path.strip_prefix('/') else {
        return bare_path.is_empty();
    };
    let (language, region) = segment.split_once(['-', '_']).unwrap_or((segment, "xx"));
    let names = [
        "home",
        "homepage",
        "home.html",
        "home.htm",
        "index",
        "start",
        "frontpage",
        "global",
        "international",
    ];
    is_language(language) && is_language(region)
        || names.iter().any(|name| segment.eq_ignore_ascii_case(name))
}

fn is_language(code: &str) -> bool {
    code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_alphabetic())
}

#[cfg(test)]
mod tests {
    use super::super::{Canonical, canonicalize};

    fn read(url: &str) -> Canonical {
        canonicalize(url).expect("test URLs are fine")
    }

    fn key_of(url: &str) -> String {
        read(url).key
    }

    #[test]
    fn scheme_and_edition_labels_do_not_change_identity() {
        for url in [
            "http://paper.example/a",
            "https://www.paper.example/a",
            "https://m.paper.example/a",
            "https://www.m.paper.example/a",
            "https://mobile.paper.example/a",
            "https://amp.paper.example/a",
        ] {
            assert_eq!(key_of(url), "paper.example/a", "{url}");
        }
        assert_eq!(key_of("https://it.m.paper.example/a"), key_of("https://it.paper.example/a"));
    }

    #[test]
    fn a_label_stays_where_it_is_the_registrable_domain() {
        assert_eq!(key_of("https://www.com.do/a"), "www.com.do/a");
        assert_eq!(key_of("https://m.example/a"), "m.example/a");
        assert_eq!(key_of("https://amp.blogspot.com/a"), "amp.blogspot.com/a");
    }

    #[test]
    fn other_labels_ports_and_case_are_identity() {
        for url in [
            "https://news.paper.example/a",
            "https://it.paper.example/a",
            "https://paper.example:8443/a",
            "https://paper.example/A?B=c",
        ] {
            assert_eq!(key_of(url), url.trim_start_matches("https://"));
        }
        assert_eq!(key_of("http://192.0.2.1/a"), "192.0.2.1/a");
    }

    #[test]
    fn index_pages_and_slashes_do_not_change_identity() {
        for url in ["/a", "/a/", "/a//", "//a", "/a/index.html", "/a/Default.aspx", "/a/index.php"] {
            assert_eq!(key_of(&format!("https://paper.example{url}")), "paper.example/a", "{url}");
        }
        assert_eq!(key_of("https://paper.example/a.html"), "paper.example/a.html");
        assert_eq!(key_of("https://paper.example/index.php?id=1"), key_of("https://paper.example/?id=1"));
    }

    #[test]
    fn the_order_of_parameters_counts_only_within_one_name() {
        assert_eq!(key_of("https://paper.example/?b=2&a=1"), "paper.example?a=1&b=2");
        assert_ne!(key_of("https://paper.example/?a=2&a=1"), key_of("https://paper.example/?a=1&a=2"));
        assert_eq!(key_of("https://paper.example/?a=&b=2"), key_of("https://paper.example/?b=2&a"));
        assert_eq!(key_of("https://paper.example/?q=a+b"), key_of("https://paper.example/?q=a%20b"));
        assert_ne!(key_of("https://paper.example/?q=a+b"), key_of("https://paper.example/?q=a%2Bb"));
    }

    #[test]
    fn routes_are_identity_but_the_empty_route_is_not() {
        assert_ne!(key_of("https://paper.example/#/a"), key_of("https://paper.example/#/b"));
        assert_eq!(key_of("https://paper.example/a#!/"), "paper.example/a");
    }

    #[test]
    fn front_pages_are_known() {
        for url in
            ["", "/", "///", "/?utm_source=x", "/#top", "/index.html", "/en/", "/pt-BR", "/home", "/global/"]
        {
            assert!(read(&format!("https://paper.example{url}")).homepage, "{url}");
        }
        for url in ["/?p=7", "/#/story/7", "/a", "/en/a", "/news"] {
            assert!(!read(&format!("https://paper.example{url}")).homepage, "{url}");
        }
    }
}
