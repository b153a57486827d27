use proptest::strategy::Strategy as _;

use super::super::tree;
use super::*;

const FIRST: &str =
    "The harbour of the old town was closed on Monday after a crane fell into the water, the port said.";
const SECOND: &str =
    "Nobody was hurt, and the ferries will sail from the northern pier until the wreck has been lifted.";
const THIRD: &str =
    "A diver of the fire brigade, who asked not to be named, spoke of bad sight and of strong currents.";

fn read_with(html: &str, hints: &Hints<'_>) -> Text {
    read(&tree(html), hints).unwrap_or_default()
}

fn paragraphs(html: &str) -> Vec<String> {
    read_with(html, &Hints::default()).text.split("\n\n").map(str::to_owned).collect()
}

fn article(within: &str) -> String {
    format!("<html><body><article><h1>Crane falls</h1>{within}</article></body></html>")
}

#[test]
fn paragraphs_headings_lists_and_tables_are_text() {
    let html = article(&format!(
        "<p>{FIRST}</p><h2>What is known</h2><p>{SECOND}</p>\
         <ul><li>Pier 1: closed</li><li>Pier 2: open</li></ul>\
         <table><tr><th>Pier</th><th>Ships</th></tr><tr><td>North</td><td>12</td></tr></table><p>{THIRD}</p>"
    ));
    let expected =
        [FIRST, "What is known", SECOND, "Pier 1: closed", "Pier 2: open", "Pier\tShips", "North\t12", THIRD];
    assert_eq!(paragraphs(&html), expected);
}

#[test]
fn what_stands_beside_the_text_goes() {
    let html = format!(
        "<body><nav><a href=/>News of the day, and of the night before it.</a></nav><div class=article-body>\
         <p>{FIRST}</p><figure><img><figcaption>The crane, photographed on Monday by a reader.</figcaption></figure>\
         <div class='share-bar'>Tell your friends what you have read here.</div><p>{SECOND}</p>\
         <div id=newsletterBox><p>Get our letter each morning. It is free of charge, and will remain so.</p></div>\
         <p>{THIRD}</p></div><div id=comments><p>{FIRST} I was there myself, and it was loud.</p></div>\
         <footer>All rights are reserved, and the law is the law.</footer></body>"
    );
    assert_eq!(paragraphs(&html), [FIRST, SECOND, THIRD]);
}

#[test]
fn a_name_decides_nothing_where_the_whole_text_is_within() {
    let html = format!("<body><div class=sidebar><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></body>");
    assert_eq!(paragraphs(&html), [FIRST, SECOND, THIRD]);
}

#[test]
fn a_word_within_a_sentence_is_no_furniture() {
    let html = article(&format!("<p>{FIRST} <span class=author>Ann Roe</span> saw it.</p><p>{SECOND}</p>"));
    assert_eq!(paragraphs(&html), [format!("{FIRST} Ann Roe saw it.").as_str(), SECOND]);
}

#[test]
fn what_pops_up_within_a_sentence_is_not_read() {
    let html = article(&format!(
        "<p>{FIRST} The port <span class=tooltip>a place for ships</span>is open.</p><p>{SECOND}</p>"
    ));
    assert_eq!(paragraphs(&html).first().unwrap(), &format!("{FIRST} The port is open."));
}

#[test]
fn two_line_breaks_part_paragraphs_and_one_parts_lines() {
    let html = article(&format!("<div>{FIRST}<br><br>{SECOND}<br>{THIRD}</div>"));
    assert_eq!(paragraphs(&html), [FIRST.to_owned(), format!("{SECOND}\n{THIRD}")]);
}

#[test]
fn the_lead_between_headline_and_text_is_the_first_paragraph() {
    let lead = "Ferries sail from another pier while the wreck is being lifted.";
    let html = format!(
        "<body><header><h1>Crane falls</h1><p class=intro>{lead}</p><p class=byline>By Ann Roe</p></header>\
         <div class=text><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></body>"
    );
    assert_eq!(paragraphs(&html), [lead, FIRST, SECOND, THIRD]);
}

#[test]
fn a_text_in_two_boxes_with_an_advertisement_between_is_one() {
    let html = format!(
        "<body><main><div><p>{FIRST}</p></div><div class=ad>Buy one, get two. Only here.</div>\
         <div><p>{SECOND}</p><p>{THIRD}</p></div></main></body>"
    );
    assert_eq!(paragraphs(&html), [FIRST, SECOND, THIRD]);
}

#[test]
fn cards_that_lead_to_other_articles_go() {
    let card = |title: &str| {
        format!(
            "<div><h3><a href=/a>{title}</a></h3><p>Somebody said something about it, at some length.</p></div>"
        )
    };
    let cards =
        ["Trams stop for a day", "Museum opens its cellar", "Market moves to the park"].map(card).concat();
    let html = article(&format!("<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p><section>{cards}</section>"));
    assert_eq!(paragraphs(&html), [FIRST, SECOND, THIRD]);
}

#[test]
fn a_label_goes_with_its_list_of_links() {
    let html = article(&format!(
        "<p>{FIRST}</p><p>{SECOND}</p><h4>See too:</h4>\
         <ul><li><a href=/a>Trams stop for a day</a></li><li><a href=/b>Museum opens its cellar</a></li></ul>\
         <p>{THIRD}</p>"
    ));
    assert_eq!(paragraphs(&html), [FIRST, SECOND, THIRD]);
}

#[test]
fn a_sentence_may_be_a_link_for_the_most_part() {
    let sentence =
        "A law of 1999 <a href=/law>says who must lift a wreck, and who pays for it in the end</a>.";
    let html =
        article(&format!("<p>{FIRST}</p><p>{sentence}</p><p>{SECOND}</p><p><a href=/b>Museum opens</a></p>"));
    let plain = "A law of 1999 says who must lift a wreck, and who pays for it in the end.";
    assert_eq!(paragraphs(&html), [FIRST, plain, SECOND]);
}

#[test]
fn of_several_articles_the_one_with_the_title_counts() {
    let other = format!("{THIRD} {SECOND} {FIRST} {THIRD} {SECOND}");
    let html = format!(
        "<body><article><h1>Crane falls into harbour</h1><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></article>\
         <article><h1>Trams stop for a day</h1><p>{other}</p><p>{other} Twice.</p></article></body>"
    );
    let hints = Hints { title: "Crane falls into harbour | The Town Paper", ..Hints::default() };
    assert_eq!(read_with(&html, &hints).text, [FIRST, SECOND, THIRD].join("\n\n"));
}

#[test]
fn a_copy_for_other_screens_is_read_once() {
    let html = format!(
        "<body><main><div><div><p>{FIRST}</p></div></div><section><p>{SECOND}</p><p>{FIRST}</p></section></main></body>"
    );
    assert_eq!(paragraphs(&html), [FIRST, SECOND]);
}

#[test]
fn a_declared_text_tells_boxes_from_the_text() {
    let boxed =
        "The crane was built in 1930 by a firm that went broke in the year after, for reasons unknown.";
    let html = article(&format!(
        "<p>{FIRST}</p><div><p>{boxed}</p></div><p>{SECOND} {FIRST}</p><p>{THIRD} {THIRD} {THIRD}</p>"
    ));
    let declared = format!("{FIRST}{SECOND} {FIRST}{THIRD} {THIRD} {THIRD}");
    let hints = Hints { article_body: &declared, ..Hints::default() };
    let read = read_with(&html, &hints);
    assert_eq!(read.text, format!("{FIRST}\n\n{SECOND} {FIRST}\n\n{THIRD} {THIRD} {THIRD}"));
    assert!(paragraphs(&html).contains(&boxed.to_owned()));
}

#[test]
fn a_declared_text_stands_for_a_page_that_shows_a_part() {
    let declared = [FIRST, SECOND, THIRD, FIRST, SECOND, THIRD].join(" ");
    let hints = Hints { article_body: &declared, ..Hints::default() };
    let read = read_with(&article(&format!("<p>{FIRST}</p><p>Subscribe to read on.</p>")), &hints);
    assert_eq!((read.text.as_str(), read.origin), (declared.as_str(), Origin::Declared));
}

#[test]
fn a_page_made_by_a_program_is_read_from_its_data() {
    let body = format!(
        "<p>{FIRST}</p><div class=caption>The harbour.</div><p>{SECOND}</p><p>{THIRD} {FIRST} {THIRD}</p>"
    );
    let expected = format!("{FIRST}\n\n{SECOND}\n\n{THIRD} {FIRST} {THIRD}");
    let data = serde_json::json!({ "props": { "teaser": SECOND, "story": { "storyHtml": body } } });
    let html = format!("<body><div id=root></div><script id=data>{data}</script></body>");
    let read = read_with(&html, &Hints::default());
    assert_eq!((read.text.as_str(), read.origin), (expected.as_str(), Origin::Embedded));
}

#[test]
fn hidden_text_is_read_only_where_there_is_no_other() {
    let hidden = format!("<div style='display:none'><p>{SECOND}</p></div>");
    assert_eq!(
        paragraphs(&article(&format!("<p>{FIRST}</p><p>{THIRD} {THIRD} {THIRD}</p>{hidden}"))).len(),
        2
    );
    let only =
        format!("<body><div style='display:none'><p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p></div></body>");
    assert_eq!(paragraphs(&only), [FIRST, SECOND, THIRD]);
}

#[test]
fn scripts_without_spaces_or_case_are_read_alike() {
    let texts = [
        "新华社北京电，会议今天在首都开幕，来自各地的代表参加了开幕式并发表了讲话。",
        "会议将持续三天，代表们将讨论经济发展和环境保护等重要问题。",
        "观察人士认为，这次会议具有重要意义，各方对此表示期待。",
    ];
    let html = format!(
        "<body><ul><li><a href=/>首页</a></li><li><a href=/x>体育</a></li></ul><div>{}</div><p>版权所有</p></body>",
        texts.map(|text| format!("<p>{text}</p>")).concat()
    );
    assert_eq!(paragraphs(&html), texts);
    let arabic = "قال مسؤول في الميناء إن الرافعة سقطت في الماء يوم الاثنين، ولم يصب أحد بأذى في الحادث.";
    assert_eq!(
        paragraphs(&format!("<body dir=rtl><div><p>{arabic}</p><p>{arabic} نعم.</p></div></body>")).len(),
        2
    );
}

#[test]
fn pages_without_a_text_have_none() {
    assert_eq!(read(&tree(""), &Hints::default()), None);
    assert_eq!(read(&tree("<body><img src=a><script>let a = 1;</script></body>"), &Hints::default()), None);
}

#[test]
fn deep_nesting_costs_no_stack() {
    let depth = 4000;
    let html = format!("<body>{}<p>{FIRST}</p><p>{SECOND}</p><p>{THIRD}</p>", "<div><span>".repeat(depth));
    assert_eq!(paragraphs(&html).len(), 3);
}

proptest::proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(256))]

    #[test]
    fn no_page_hurts(parts in proptest::collection::vec(piece(), 0..60), body in ".{0,60}") {
        let html = parts.concat();
        let hints = Hints { title: &body, description: &body, article_body: &html };
        let found = read(&tree(&html), &hints);
        proptest::prop_assert!(found.is_none_or(|found| !found.text.is_empty()));
    }
}

fn piece() -> impl proptest::strategy::Strategy<Value = String> {
    let tags = proptest::sample::select(vec![
        "<p>",
        "</p>",
        "<div class='ad related'>",
        "</div>",
        "<article>",
        "</article>",
        "<br>",
        "<br><br>",
        "<table><tr><td>",
        "</table>",
        "<ul><li>",
        "</ul>",
        "<h1>",
        "</h1>",
        "<h2><a href=x>",
        "</a></h2>",
        "<a href=x>",
        "</a>",
        "<script>\"a\":\"",
        "</script>",
        "<pre>",
        "</pre>",
        "<span hidden>",
        "</span>",
        "<aside>",
        "<figure>",
        "<blockquote>",
        "<td>",
        "&amp;",
        "<",
        "The port was closed on Monday, said the town. ",
        "。",
        "\u{202e}",
        "\0",
    ]);
    proptest::prop_oneof![
        tags.prop_map(str::to_owned),
        proptest::string::string_regex("\\PC{0,30}").expect("a valid expression"),
    ]
}
