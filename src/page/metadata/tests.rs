//! Pages as the press makes them, in small.

use super::super::tree;
use super::*;

fn said(page: &str) -> Metadata {
    read(&tree(page), Some("https://www.harbour.example/2024/05/03/pier-reopens"))
}

fn first(found: &[Found]) -> (&str, &str) {
    found.first().map(|found| (found.text.as_str(), found.field.as_str())).unwrap_or_default()
}

const ARTICLE: &str = r##"<html lang="en-GB"><head><title>Pier reopens after the storm | Harbour Post</title>
<meta property="og:site_name" content="Harbour Post"><meta property="og:title" content="Pier reopens after the storm">
<meta property="og:image" content="/pier.jpg"><meta name="description" content="The pier is open again.">
<link rel="canonical" href="https://www.harbour.example/2024/05/03/pier-reopens">
<script type="application/ld+json">{"@context":"https://schema.org","@graph":[
 {"@type":"WebSite","name":"Harbour Post"},
 {"@type":"Person","@id":"#ada","name":"Ada Holm"},
 {"@type":"NewsArticle","headline":"Pier reopens after the storm","author":[{"@id":"#ada"},{"@type":"Person","name":{"@type":"Person","name":"Eva Lund"}}],
  "datePublished":"2024-05-03T10:00:00+01:00","dateModified":"2024-05-03T12:00:00+01:00","articleSection":"Local",
  "keywords":["pier","storm"],"isAccessibleForFree":"False","publisher":{"@type":"Organization","name":"Harbour Post","logo":{"url":"/logo.png"}}},
 {"@type":"ItemList","itemListElement":[{"@type":"ListItem","item":{"@type":"NewsArticle","headline":"Another","datePublished":"2023-01-01","author":"Nobody Else"}}]}
]}</script></head><body><h1>Pier reopens after the storm</h1><p>Text.</p></body></html>"##;

#[test]
fn a_page_says_all_of_its_article() {
    let said = said(ARTICLE);
    assert_eq!(said.kind, PageKind::Article);
    assert_eq!(said.title, "Pier reopens after the storm");
    assert_eq!(said.authors, ["Ada Holm", "Eva Lund"]);
    assert_eq!(first(&said.published), ("2024-05-03T10:00:00+01:00", "json-ld.datePublished"));
    assert_eq!(first(&said.modified), ("2024-05-03T12:00:00+01:00", "json-ld.dateModified"));
    assert_eq!(
        (said.language.as_str(), said.site_name.as_str(), said.section.as_str()),
        ("en-GB", "Harbour Post", "Local")
    );
    assert_eq!(
        (said.tags, said.images),
        (vec!["pier".to_owned(), "storm".to_owned()], vec!["/pier.jpg".to_owned()])
    );
    assert_eq!(said.canonical_url.as_deref(), Some("https://www.harbour.example/2024/05/03/pier-reopens"));
    assert!(said.paywalled);
}

#[test]
fn the_article_of_the_page_wins_over_others_in_its_linked_data() {
    let page = r#"<script type="application/ld+json">[
        {"@type":"NewsArticle","headline":"Other news of the day","datePublished":"2024-01-01","author":"Bo Dahl","url":"https://www.harbour.example/other"},
        {"@type":"NewsArticle","headline":"Pier reopens after the storm","datePublished":"2024-05-03","author":"Ada Holm"}]</script>
        <h1>Pier reopens after the storm</h1>"#;
    assert_eq!(first(&said(page).published).0, "2024-05-03");
    assert_eq!(said(page).authors, ["Ada Holm"]);
}

#[test]
fn a_list_of_articles_is_no_article() {
    let node = |n| {
        format!(
            r#"{{"@type":"NewsArticle","headline":"News number {n} of the day","datePublished":"2024-05-0{n}"}}"#
        )
    };
    let page = format!(
        r#"<script type="application/ld+json">[{},{},{},{},{}]</script><h1>Local</h1>"#,
        node(1),
        node(2),
        node(3),
        node(4),
        node(5)
    );
    let said = said(&page);
    assert_eq!((said.kind, said.published.len()), (PageKind::List, 0));
    let front = read(&tree(ARTICLE), Some("https://www.harbour.example/"));
    assert_eq!(front.kind, PageKind::List);
    assert!(front.into_raw().said.listing);
}

#[test]
fn a_date_in_a_script_is_none_where_the_page_says_one() {
    let page = r#"<script>var promo={expires:"2021-01-31"}</script>
        <meta property="article:published_time" content="2019-12-20T06:00:00+01:00"><h1>Pier reopens</h1>"#;
    assert_eq!(first(&said(page).published).0, "2019-12-20T06:00:00+01:00");
    assert_eq!(said(page).published.len(), 1);
    assert!(said(r#"<script>var promo={expires:"2021-01-31"}</script><h1>Pier</h1>"#).published.is_empty());
}

#[test]
fn a_year_of_copyright_is_no_date() {
    let page = "<h1>Pier reopens after the storm</h1><p>Article text with no date.</p><footer>(c) 2024 Example Media</footer>";
    assert!(said(page).published.is_empty());
    let page = "<h1>Pier reopens after the storm</h1><p>Text.</p><p>© 2020-2024 Example Media</p>";
    assert!(said(page).published.is_empty());
}

#[test]
fn dublin_core_says_the_date() {
    let page = r#"<meta name="DC.date" content="2023-01-02"><h1>On the health of piers</h1>"#;
    assert_eq!(first(&said(page).published), ("2023-01-02", "meta[dc.date]"));
}

#[test]
fn what_stands_at_the_headline_is_of_the_article_and_teasers_are_not() {
    let page = r#"<aside><time datetime="2024-01-01">1 January 2024</time><a rel="author">Bo Dahl</a></aside>
        <article><h1>Pier reopens after the storm</h1><p class="byline">By <a href="/x">Ada Holm</a></p>
        <time datetime="2024-05-03T10:00:00Z">3 May</time><p>Text.</p></article>
        <article><h2>Another</h2><time datetime="2024-02-02">2 February 2024</time><span class="author">Cy Falk</span></article>"#;
    let said = said(page);
    assert_eq!(first(&said.published), ("2024-05-03T10:00:00Z", "time[datetime]"));
    assert_eq!(said.published.len(), 1);
    assert_eq!(said.authors, ["Ada Holm"]);
}

#[test]
fn printed_bylines_and_datelines_are_read() {
    let page = "<h1>Pier reopens after the storm</h1><div>Posted by Ada Holm on January 5, 2020 under Local</div><p>Text.</p>";
    let said = said(page);
    assert_eq!(said.authors, ["Ada Holm"]);
    assert!(
        said.published.iter().any(|found| found.text == "January 5, 2020" && found.field == "text.dateline")
    );
}

#[test]
fn microdata_and_publishers_own_names_are_read() {
    let page = r#"<h1 itemprop="headline">Pier reopens after the storm</h1><meta itemprop="datePublished" content="2024-05-03">
        <span itemprop="author"><span itemprop="name">Ada Holm</span></span>"#;
    let microdata = said(page);
    assert_eq!(first(&microdata.published).0, "2024-05-03");
    assert_eq!(microdata.authors, ["Ada Holm"]);
    let page = r#"<meta name="parsely-title" content="Pier reopens"><meta name="sailthru.date" content="2024-05-03">
        <meta name="cXenseParse:author" content="Ada Holm"><meta property="x:title dc:title" content="Pier reopens">"#;
    let own = said(page);
    assert_eq!(
        (own.title.as_str(), first(&own.published).0, own.authors),
        ("Pier reopens", "2024-05-03", vec!["Ada Holm".to_owned()])
    );
}

#[test]
fn escapes_in_linked_data_lose_nothing() {
    let page = r#"<script type="application/ld+json">{"@type":"NewsArticle","keywords":["stabbing\\","city"],"author":{"name":"Curtis Hey"}}</script>"#;
    let said = said(page);
    assert_eq!(
        (said.authors, said.tags),
        (vec!["Curtis Hey".to_owned()], vec!["stabbing\\".to_owned(), "city".to_owned()])
    );
}

#[test]
fn the_site_is_the_author_only_where_nobody_else_is() {
    let page = |byline: &str| {
        format!(
            r#"<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Harbour Post">
        <h1>Pier reopens after the storm</h1>{byline}<p>Text.</p>"#
        )
    };
    assert_eq!(said(&page("<p>By Ada Holm</p>")).authors, ["Ada Holm"]);
    assert_eq!(said(&page("")).authors, ["Harbour Post"]);
}

#[test]
fn a_locked_page_says_so() {
    assert!(said(r#"<meta property="article:content_tier" content="metered">"#).paywalled);
    assert!(!said(r#"<meta property="article:content_tier" content="free">"#).paywalled);
    let part = r#"{"@type":"NewsArticle","headline":"x","hasPart":[{"@type":"WebPageElement","isAccessibleForFree":false}]}"#;
    assert!(said(&format!(r#"<script type="application/ld+json">{part}</script>"#)).paywalled);
}

#[test]
fn a_page_that_nests_deep_or_says_nothing_is_read() {
    assert_eq!(said(""), Metadata::default());
    let deep = format!("{}<h1>Pier</h1>{}", "<div class=author>".repeat(2000), "</div>".repeat(2000));
    assert_eq!(said(&deep).title, "Pier");
    let wide = "<p class=byline>By Ada Holm</p><time datetime=2024-05-03>x</time>".repeat(5000);
    assert_eq!(said(&wide).authors.first().map(String::as_str), Some("Ada Holm"));
}

#[test]
fn the_section_is_the_second_of_the_crumbs() {
    let page = r#"<nav class="breadcrumbs"><a href="/">Home</a> › <a href="/local">Local</a> › Pier reopens</nav><h1>Pier reopens</h1>"#;
    assert_eq!(said(page).section, "Local");
    let page = r#"<script type="application/ld+json">{"@type":"BreadcrumbList","itemListElement":[
        {"@type":"ListItem","position":2,"name":"Local"},{"@type":"ListItem","position":1,"name":"Home"},
        {"@type":"ListItem","position":3,"name":"Pier reopens"}]}</script><h1>Pier reopens</h1>"#;
    assert_eq!(said(page).section, "Local");
}

#[test]
fn the_names_of_one_byline_stand_together() {
    let page = r#"<h1>Pier reopens after the storm</h1><ul><li class="author">Ada Holm</li><li class="author">Eva Lund</li></ul>
        <p>One.</p><p>Two.</p><p>Three.</p><div class="author">Cy Falk</div>"#;
    assert_eq!(said(page).authors, ["Ada Holm", "Eva Lund"]);
    let page = r#"<div class="author">Ada Holm</div><div class="author">Eva Lund</div><h1>Pier reopens after the storm</h1>
        <p>One.</p><p>Two.</p><p>Three.</p><p>Four.</p><div class="author">Cy Falk</div>"#;
    assert_eq!(said(page).authors, ["Ada Holm", "Eva Lund"]);
}

#[test]
fn a_date_may_stand_in_an_attribute_for_readers() {
    let page = |attribute: &str| {
        format!(r#"<h1>Pier reopens</h1><div class="posted" {attribute}></div><p>Text.</p>"#)
    };
    assert_eq!(first(&said(&page(r#"title="May 3, 2024 2:35 pm""#)).published).0, "May 3, 2024 2:35 pm");
    let label = r#"aria-label="Published: 2:12 p.m. ET May 3, 2024 Updated: 2:25 p.m. ET May 4, 2024""#;
    let found = said(&page(label)).published;
    assert!(found.iter().any(|found| found.text.ends_with("May 3, 2024")), "{found:?}");
    assert!(!found.iter().any(|found| found.text.contains("May 4")), "{found:?}");
}

#[test]
fn the_address_that_a_page_says_to_be_its_own_tells_a_day_where_nothing_else_is_said() {
    let page =
        r#"<link rel="canonical" href="https://www.harbour.example/2024/05/03/pier"><h1>Pier reopens</h1>"#;
    let of = |page: &str| read(&tree(page), Some("https://short.example/x"));
    assert_eq!(first(&of(page).published), ("2024-05-03", "link[canonical]"));
    let said = format!(r#"<meta name="date" content="2024-05-02">{page}"#);
    assert_eq!(of(&said).published.len(), 1);
}

#[test]
fn the_day_of_the_last_change_counts_where_it_is_the_only_one() {
    let page = |line: &str| format!("<h1>Pier reopens after the storm</h1><p>{line}</p><p>Text.</p>");
    assert_eq!(first(&said(&page("Ada Holm. Updated May 3, 2024")).published).0, "May 3, 2024");
    let both = said(&page("2 May 2024, updated 3 May 2024")).published;
    assert!(!both.is_empty() && both.iter().all(|found| !found.text.contains("3 May")), "{both:?}");
    assert!(said(&page("Joined May 3, 2024")).published.is_empty());
}

#[test]
fn an_address_of_a_revision_has_its_day() {
    let page = r#"<script type="application/ld+json">{"@type":"Article","headline":"Harbour pier",
        "datePublished":"2005-07-26T16:22:26Z","dateModified":"2020-04-07T12:33:32Z"}</script><h1>Harbour pier</h1>"#;
    let of = |url: &str| first(&read(&tree(page), Some(url)).published).0.to_owned();
    assert_eq!(of("https://wiki.example/index.php?title=Pier&oldid=7"), "2020-04-07T12:33:32Z");
    assert_eq!(of("https://wiki.example/Pier?older=7"), "2005-07-26T16:22:26Z");
}

#[test]
fn author_and_day_of_a_picture_are_not_those_of_the_article() {
    let page = r#"<h1>Pier reopens after the storm</h1><figure><figcaption><span class="author">Bo Dahl</span>
        <time datetime="2023-01-01">1 January 2023</time></figcaption></figure>
        <span class="author">Ada Holm</span><time datetime="2024-05-03">3 May</time><p>Text.</p>"#;
    let said = said(page);
    assert_eq!((said.authors, said.published.len()), (vec!["Ada Holm".to_owned()], 1));
}

#[test]
fn the_headline_is_the_heading_and_not_its_repeat_in_a_bar() {
    let bar = r#"<div><span class="headline">Pier reopens after the storm</span></div>"#;
    let page = format!(
        r#"{bar}{}<article><h1>Pier reopens after the storm</h1><p class="byline">By Ada Holm</p></article>
        <article><p class="byline">By Bo Dahl</p></article>"#,
        "<p>One.</p>".repeat(60)
    );
    assert_eq!(said(&page).authors, ["Ada Holm"]);
}

#[test]
fn an_aside_below_the_headline_may_say_who_wrote_and_when() {
    let page = |class: &str| {
        format!(
            r#"<article><h1>Pier reopens after the storm</h1><aside {class}><address rel="author">Ada Holm</address>
            <div>Sat 4 May 2024 12.42 CET</div></aside><p>Text.</p></article>"#
        )
    };
    let own = said(&page(""));
    assert_eq!((own.authors, own.published.is_empty()), (vec!["Ada Holm".to_owned()], false));
    let related = said(&page(r#"class="related""#));
    assert!(related.authors.is_empty() && related.published.is_empty());
}

#[test]
fn what_is_said_in_dublin_core_comes_first() {
    let page = r#"<meta property="dc:creator x:y" content="Ada Holm"><meta name="author" content="Eva Lund">
        <meta property="og:title" content="For shares"><meta property="dc:title" content="For libraries"><h1>Shown</h1>"#;
    let said = said(page);
    assert_eq!((said.title.as_str(), said.authors), ("For libraries", vec!["Ada Holm".to_owned()]));
}
