//! Bylines of pages, in small.

use super::super::super::tree;
use super::super::read;
use super::*;

fn authors(page: &str) -> Vec<String> {
    read(&tree(page), Some("https://www.harbour.example/a")).authors
}

const HEADLINE: &str = "<h1>Pier reopens after the storm</h1>";
const TEXT: &str = "<p>The pier of the old harbour is open again after the storm, and the boats are back at their moorings.</p>";

#[test]
fn like_elements_of_a_byline_name_one_author_each() {
    let page = format!(
        r#"{HEADLINE}<div class="byline"><span class="x">Ada Holm</span> <span class="x">Eva Lund</span></div>{TEXT}"#
    );
    assert_eq!(authors(&page), ["Ada Holm", "Eva Lund"]);
    let page = page.replace(r#"<span class="x">Eva Lund"#, r#"<span class="y">Harbour Reporter"#);
    assert_eq!(authors(&page), ["Ada Holm"]);
}

#[test]
fn a_name_whose_parts_have_elements_of_their_own_is_one() {
    let page = format!(
        r#"{HEADLINE}<address><a rel="author" href="mailto:a@harbour.example"><span class="firstname">Ada</span>
        <span class="lastname">Holm</span></a></address>{TEXT}"#
    );
    assert_eq!(authors(&page), ["Ada Holm"]);
}

#[test]
fn a_shown_byline_completes_what_is_said_to_machines() {
    let page = |byline: &str| {
        format!(r#"<meta name="author" content="Ada Holm">{HEADLINE}<p class="byline">{byline}</p>{TEXT}"#)
    };
    assert_eq!(
        authors(&page("By <b class=x>Ada Holm</b> and <b class=y>Eva Lund</b>")),
        ["Ada Holm", "Eva Lund"]
    );
    assert_eq!(authors(&page("By <b class=x>Ada Holm</b>, <b class=y>chief of the coast</b>")), ["Ada Holm"]);
}

#[test]
fn a_fuller_name_that_is_said_is_that_of_the_person_shown() {
    let page = |said: &str| {
        format!(r#"<meta name="author" content="{said}">{HEADLINE}<p class="byline">Ada Holm</p>{TEXT}"#)
    };
    assert_eq!(authors(&page("Ada Bea HOLM")), ["Ada Bea HOLM"]);
    assert_eq!(authors(&page("Eva Bea Lund")), ["Ada Holm"]);
}

#[test]
fn a_byline_of_many_is_read_to_its_end() {
    let names: Vec<String> = ('A'..='P').map(|initial| format!("Ada {initial}Holm")).collect();
    let marks = names.join(r#"</p><p>x@y</p><p class="author">"#);
    let marks = format!(r#"<p class="author">{marks}</p>"#);
    assert_eq!(authors(&format!("{HEADLINE}{marks}{TEXT}")), names);
}

#[test]
fn names_in_one_text_are_shown_where_one_of_them_is() {
    let page = format!(
        r#"<meta name="byl" content="By Ada Holm, Eva Lund">{HEADLINE}<p class="author">Ada Holm</p>{TEXT}"#
    );
    assert_eq!(authors(&page), ["By Ada Holm, Eva Lund"]);
}

#[test]
fn a_link_to_a_person_s_page_names_nobody_far_from_the_headline() {
    let link = r#"<div><a href="/profile/settings">Settings</a></div>"#;
    let lines = "<p>One.</p>".repeat(60);
    assert!(authors(&format!("{link}{lines}{HEADLINE}{TEXT}")).is_empty());
    let near = r#"<div><a href="/authors/ada">Ada Holm</a></div>"#;
    assert_eq!(authors(&format!("{HEADLINE}{near}{TEXT}")), ["Ada Holm"]);
}

#[test]
fn an_item_in_the_aside_of_the_article_names_its_author() {
    let aside = |tag: &str| {
        format!(
            r#"<article>{HEADLINE}{TEXT}<{tag}><span itemprop="author"><span itemprop="name">Ada Holm</span></span></{tag}></article>"#
        )
    };
    assert_eq!(authors(&aside("aside")), ["Ada Holm"]);
    assert!(authors(&aside("nav")).is_empty());
    let comments = aside("aside").replace("<aside>", r#"<aside class="comments">"#);
    assert!(authors(&comments).is_empty());
    let several = format!("{}{}", aside("aside"), aside("aside").replace("Ada Holm", "Eva Lund"));
    assert_eq!(authors(&several), ["Ada Holm"]);
}

#[test]
fn a_bold_name_above_or_below_the_text_signs_it_where_only_the_site_is_named() {
    let page = |above: &str, below: &str| {
        format!(
            r#"<meta property="og:site_name" content="Harbour Post"><meta name="author" content="Harbour Post">
            {HEADLINE}{above}{TEXT}{TEXT}{below}"#
        )
    };
    let name = "<p><strong>Ada Holm/Eva Lund</strong></p>";
    assert_eq!(authors(&page(name, "")), ["Ada Holm", "Eva Lund"]);
    assert_eq!(authors(&page("", name)), ["Ada Holm", "Eva Lund"]);
    for (above, below) in [
        ("<p><strong>The storm came late</strong></p>", ""),
        ("<p>Seen by <strong>Ada Holm</strong></p>", ""),
        (name, "<p><strong>Cy Falk</strong></p>"),
        ("", ""),
    ] {
        assert_eq!(authors(&page(above, below)), ["Harbour Post"], "{above} {below}");
    }
    assert!(authors(&format!("{HEADLINE}{name}{TEXT}")).is_empty());
}

#[test]
fn a_byline_with_its_day_counts_wherever_it_stands() {
    let lines = "<p>One.</p>".repeat(60);
    let page = |byline: &str| format!("{HEADLINE}{lines}<p>{byline}</p>");
    assert_eq!(authors(&page("Von A. L. am 07.08.2013 um 09:07 Uhr")), ["A. L."]);
    assert_eq!(authors(&page("06.11.2023 13:30 von Ada")), ["Ada"]);
    assert!(authors(&page("06.11.2023 13:30 von Ada und dem Meer")).is_empty());
    assert!(authors(&page("Von Ada Holm")).is_empty());
    assert!(authors(&page("By 12 May 2024")).is_empty());
}

#[test]
fn what_the_site_calls_itself_by_its_address_is_nobody() {
    let page = format!(r#"<meta name="author" content="harbour.example">{HEADLINE}<p>By Ada Holm</p>{TEXT}"#);
    assert_eq!(authors(&page), ["Ada Holm"]);
}

#[test]
fn addresses_are_no_names_and_accounts_of_systems_nobody() {
    let byline = Byline::new(["https://a.example/ada".to_owned(), "@ada".to_owned(), "12".to_owned()]);
    assert!(byline.is_empty());
    let sites = [letters("Harbour Post")];
    let byline = Byline::new(["Harbour Post".to_owned(), "Ada Holm".to_owned(), "admin".to_owned()]);
    assert_eq!(byline.without_nobodies(&sites).names, ["Ada Holm"]);
    for name in ["harbour post", "red, Harbour Post/Agenturen", "wordpressadmin"] {
        assert!(Byline::new([name.to_owned()]).is_nobody(&sites), "{name}");
    }
    assert!(!Byline::new(["Red, Ada".to_owned()]).is_nobody(&sites));
}
