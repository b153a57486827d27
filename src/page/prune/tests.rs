use super::*;
use proptest::prelude::*;

fn pruned(html: &str) -> String {
    prune(html, 1 << 20).html
}

fn head(html: &str) -> String {
    pruned(&format!("<head>{html}<p>"))
}

#[test]
fn tags_are_written_in_one_plain_way() {
    for (html, plain) in [
        ("<P CLASS='a \"b\"' Id=x hidden/>y</P >", "<p class=\"a &quot;b&quot;\" id=\"x\" hidden>y</p>"),
        ("<a href=/a/b>1 < 2 <3", "<a href=\"/a/b\">1 &lt; 2 &lt;3"),
        ("<img alt=\"a > b\" src = 'x' >", "<img alt=\"a > b\" src=\"x\">"),
        ("<p =x a=1 / b=2>", "<p a=\"1\" b=\"2\">"),
        ("a</>b</ x>c<?php x ?>d", "abcd"),
        ("<!DOCTYPE html PUBLIC 'x'><p>", "<!DOCTYPE html><p>"),
        ("<p><x-card data-id=7>y</x-card>", "<p><x-card data-id=\"7\">y</x-card>"),
        ("text <p class=\"never closed>", "text "),
        ("text <p class=\">x", "text "),
    ] {
        assert_eq!(pruned(html), plain);
    }
}

#[test]
fn attributes_for_browsers_are_left_out() {
    assert_eq!(
        pruned("<img srcset='a 1x' onclick='x()' loading=lazy src=a width=1>"),
        "<img src=\"a\" width=\"1\">"
    );
    assert_eq!(pruned("<p style='color:red'><p style='display:none'>"), "<p><p style=\"display:none\">");
    let picture = format!("<img src='data:image/gif;base64,{}' alt=x>", "A".repeat(200));
    assert_eq!(pruned(&picture), "<img alt=\"x\">");
}

#[test]
fn what_no_reader_wants_is_left_out() {
    for html in [
        "a<!-- x > y -->b",
        "a<!-->b",
        "a<!--->b",
        "a<!-- x --!>b",
        "a<!-- -- -- ->--->b",
        "a<style>p > b { }</style >b",
        "a<script>if (a < b) '</p>'</script>b",
        "a<SCRIPT src=x></Script>b",
        "a<svg viewBox='0 0 1 1'><g><path d='M0'/></g><svg></svg><title>t</title></svg>b",
        "a<svg/>b",
        "a<svg><path><!-- </svg> --></svg>b",
    ] {
        assert_eq!(pruned(html), "ab", "{html}");
    }
    assert_eq!(pruned("a<iframe src=x><p>y</iframe>b"), "a<iframe src=\"x\"></iframe>b");
}

#[test]
fn one_text_is_cut_as_many_are() {
    let cut = |html: String| prune(&html, 100);
    for html in ["x ".repeat(200), format!("<p>{}<p>", "è".repeat(200)), format!("{}<b>", "&amp;".repeat(50))]
    {
        let pruned = cut(html);
        assert!(pruned.cut && (99..=100).contains(&pruned.html.len()), "{pruned:?}");
    }
    let title = cut(format!("<title>{}</title><p>after", "x".repeat(200)));
    assert!(title.cut && title.html.len() < 120, "{title:?}");
    assert!(!cut("x".repeat(100)).cut);
}

#[test]
fn data_for_which_there_is_no_room_is_left_out_whole() {
    let html = format!("<script type=application/json>{{\"a\": \"{}\"}}</script><p>x", "x".repeat(200));
    assert_eq!(prune(&html, 100), Pruned { html: "<p>x".to_owned(), cut: false });
}

#[test]
fn a_drawing_that_is_never_closed_ends_where_text_begins() {
    assert_eq!(pruned("<svg><path><p>Text.</p>"), "<p>Text.</p>");
}

#[test]
fn scripts_of_json_are_kept_and_can_hide_no_tag() {
    let script = |content: &str| pruned(&format!("<script type='application/LD+json'>{content}</script><p>"));
    let kept = |content: &str| format!("<script type=\"application/LD+json\">{content}</script><p>");
    assert_eq!(script(r#"{"a": "<b>x"}"#), kept(r#"{"a": "\u003cb>x"}"#));
    assert_eq!(script("\n<!-- {\"a\": 1} -->\n"), kept(r#"{"a": 1}"#));
    assert_eq!(script("//<![CDATA[\n[]\n//]]>"), kept("[]"));
}

#[test]
fn a_script_within_a_comment_of_a_script_does_not_end_it() {
    assert_eq!(pruned("<script><!-- <script>x</script> --> y</script>z"), "z");
    // As no browser would, but all else would be lost.
    assert_eq!(pruned("<script><!-- <script>x</script>z"), "z");
}

#[test]
fn a_title_keeps_its_entities_and_no_tag() {
    assert_eq!(pruned("<title>A &amp; <b>B</title >"), "<title>A &amp; &lt;b>B</title>");
}

#[test]
fn a_noscript_in_the_head_goes_and_one_in_the_text_stays() {
    assert_eq!(head("<noscript><img src=x></noscript><meta name=a>"), "<head><meta name=\"a\"><p>");
    assert_eq!(pruned("<p><noscript><img src=x></noscript>"), "<p><noscript><img src=\"x\"></noscript>");
}

#[test]
fn a_tag_of_a_million_attributes_keeps_a_few() {
    let many = (0..1_000_000).map(|number| format!(" a{number}")).collect::<Vec<_>>().concat();
    assert_eq!(pruned(&format!("<p{many}>x")).matches(" a").count(), 64);
    assert_eq!(pruned(&format!("<b{many}>x")).matches(" a").count(), 12);
}

#[test]
fn names_of_nobody_are_kept_only_so_often() {
    let many = (0..50_000)
        .map(|number| format!("<unusual-{number} data-number-{number}>"))
        .collect::<Vec<_>>()
        .concat();
    assert_eq!(
        pruned(&many).matches("unusual").count() + pruned(&many).matches("data").count(),
        MOST_UNUSUAL_NAMES
    );
    assert_eq!(pruned("<p<b>x<p \u{e9}=1 a\"=2>"), "x<p>");
}

#[test]
fn a_page_that_is_too_long_is_cut() {
    let Pruned { html, cut } = prune(&"<p>some text".repeat(100), 500);
    assert!(cut && html.len() < 600, "{}", html.len());
    assert!(!prune("<p>x", 4).cut);
}

proptest! {
    #[test]
    fn the_output_is_bounded_and_stays_as_it_is(html in "[<>/!?a-cpsx='\" &\n-]{0,120}") {
        let once = pruned(&html);
        prop_assert!(once.len() <= 6 * html.len() + 20, "{once:?}");
        prop_assert_eq!(pruned(&once), once);
    }
}
