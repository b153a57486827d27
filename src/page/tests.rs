use super::tree::NodeId;
use super::*;
use proptest::prelude::*;

fn html(text: &str) -> String {
    tree(text).html()
}

fn deepest(tree: &Tree) -> usize {
    let depth = |id| std::iter::successors(tree.node(id).parent, |&id| tree.node(id).parent).count();
    tree.descendants(Tree::ROOT).map(depth).max().unwrap_or_default()
}

fn text_of(tree: &Tree, of: NodeId) -> String {
    tree.descendants(of).filter_map(|id| tree.node(id).text()).collect()
}

#[test]
fn a_page_is_the_tree_that_browsers_make_of_it() {
    for (html, body) in [
        ("<p>One<p>Two", "<p>One</p><p>Two</p>"),
        ("<b>x<p>y</b>z", "<b>x</b><p><b>y</b>z</p>"),
        ("<table>x<tr><td>y", "x<table><tbody><tr><td>y</td></tr></tbody></table>"),
        ("a &amp; b\n&lt;c>", "a &amp; b\n&lt;c&gt;"),
        ("<pre>\n x\n</pre>", "<pre> x\n</pre>"),
        ("<a href=1>x<a href=2>y", "<a href=\"1\">x</a><a href=\"2\">y</a>"),
        ("x\0y", "xy"),
        ("<math><mi>x</mi><col>y</math>", "<mi>x</mi>y"),
    ] {
        assert_eq!(self::html(html), format!("<html><head></head><body>{body}</body></html>"));
    }
}

#[test]
fn nesting_beyond_the_limit_is_left_out_and_its_text_is_not() {
    let limits = Limits { depth: 10, ..Limits::default() };
    let html = format!("{}deep{}<p>after", "<div>".repeat(50), "</div>".repeat(50));
    let tree = parse(&html, &limits).tree;
    assert!(deepest(&tree) < 14);
    assert!(tree.html().ends_with("<p>after</p></body></html>"));
    assert_eq!(text_of(&tree, Tree::ROOT), "deepafter");
}

#[test]
fn unclosed_formatting_is_not_copied_into_every_paragraph() {
    let open = (0..1000).map(|number| format!("<b class={number}>")).collect::<Vec<_>>().concat();
    let html = format!("<p>{open}{}", "<p>x".repeat(1000));
    let limits = Limits::default();
    let nodes = parse(&html, &limits).tree.size();
    assert!(nodes <= 1000 * (limits.formatting + 3), "{nodes}");
}

#[test]
fn a_page_without_end_is_cut_by_nodes_and_by_steps() {
    let nodes = Limits { nodes: 1000, ..Limits::default() };
    let page = parse(&"<p>x".repeat(5000), &nodes);
    assert!(page.cut && page.tree.size() < 1100);
    let steps = Limits { steps: 100_000, ..Limits::default() };
    assert!(parse(&format!("{}{}", "<div>".repeat(200), "<p>x".repeat(5000)), &steps).cut);
    assert!(!parse(&"<p>x".repeat(400), &nodes).cut);
}

#[test]
fn attributes_of_many_bodies_are_those_of_a_few() {
    let many = (0..1000).map(|number| format!("<body data-a{number}=1>")).collect::<Vec<_>>().concat();
    let html = html(&many);
    assert!(html.matches("data-a").count() < 10, "{html}");
}

#[test]
fn a_page_that_breaks_the_reader_of_texts_still_tells_what_it_says_of_its_article() {
    let text = "La chiusa ha accolto lunedì le prime chiatte, dopo che le due porte erano state sostituite.";
    let head = "<html lang=it><title>Riaperta la chiusa</title><meta name=author content='Ida Lund'><p>";
    let html = format!("{head}{text}");
    let mut broken = Raw::default();
    read_with(&html, &mut broken, |_, _| panic!("the page broke the reader"));
    assert_eq!((broken.title.as_str(), broken.language.as_str()), ("Riaperta la chiusa", "it"));
    assert_eq!((broken.authors, broken.body), (vec!["Ida Lund".to_owned()], Body::Absent));
    assert!(broken.said.truncated);
    let mut whole = Raw::default();
    read(&html, &mut whole);
    assert_eq!((whole.body.text(), whole.said.truncated), (text, false));
}

/// Each costs minutes, or gigabytes, where trees are made of pages without limits. What is measured is work.
#[test]
fn torture_ends_in_bounded_work() {
    let numbered = |tag: &str, times: usize| -> String {
        (0..times).map(|number| format!("<{tag} a{number}={number}>")).collect::<Vec<_>>().concat()
    };
    let pages = [
        "<div>".repeat(100_000),
        "<b>".repeat(200_000),
        numbered("b", 100_000) + &"<p>x".repeat(100_000),
        "<table><td>".repeat(50_000),
        "<a href=x>y".repeat(50_000),
        "<b><div>x</b>y".repeat(50_000),
        "<template>".repeat(50_000),
        "<svg>".repeat(100_000),
        "<script><!--<script></script>".repeat(20_000),
        "<!--".repeat(100_000),
        "<select><option>".repeat(50_000),
        "<math><mi>".repeat(50_000),
        format!("<math>{}", "<col><tr>".repeat(50_000)),
        format!("<table>{}", "<b>x<div>".repeat(50_000)),
        format!("<p {}>x", "a ".repeat(500_000)),
    ];
    let limits = Limits { nodes: 50_000, steps: 5_000_000, ..Limits::default() };
    for html in pages {
        let page = parse(&html, &limits);
        let begin: String = html.chars().take(40).collect();
        // One token more than the limit may make all formatting elements anew.
        assert!(page.tree.size() <= limits.nodes + limits.depth, "{begin}");
        assert!(deepest(&page.tree) <= 2 * limits.depth, "{begin}: {}", deepest(&page.tree));
    }
}

/// Pieces of which nasty pages are made: what nests, what misnests, what moves others about.
const PIECES: [&str; 56] = [
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i class=1>",
    "</i>",
    "<a href=x>",
    "</a>",
    "<font size=1>",
    "<nobr>",
    "</nobr>",
    "<table>",
    "</table>",
    "<tr>",
    "<td>",
    "</td>",
    "<caption>",
    "<tbody>",
    "<col>",
    "<ul>",
    "<li>",
    "</ul>",
    "<dl><dd>",
    "<h1>",
    "</h2>",
    "<form>",
    "</form>",
    "<button>",
    "<select>",
    "<option>",
    "</select>",
    "<svg>",
    "</svg>",
    "<math>",
    "<mi>",
    "<annotation-xml encoding=text/html>",
    "</math>",
    "<template>",
    "</template>",
    "<object>",
    "</object>",
    "<ruby>",
    "<rt>",
    "<br>",
    "</br>",
    "<html lang=x>",
    "<body class=x>",
    "</body>",
    "<frameset>",
    "<title>",
    "<script>",
    "<!--",
    "x &amp; y",
    "<a",
];

fn nasty() -> impl Strategy<Value = String> {
    let run = (prop::collection::vec(prop::sample::select(PIECES.to_vec()), 1..7), 1usize..40);
    let runs = prop::collection::vec(run, 1..8);
    runs.prop_map(|runs| runs.into_iter().map(|(pieces, times)| pieces.concat().repeat(times)).collect())
}

proptest! {
    #[test]
    fn nodes_and_depth_are_bounded_for_any_nesting(html in nasty()) {
        let limits = Limits { depth: 24, formatting: 8, ..Limits::default() };
        let page = parse(&html, &limits);
        let (nodes, deepest) = (page.tree.size(), deepest(&page.tree));
        prop_assert!(nodes <= 4 * html.len() + 100, "{nodes} nodes of {} bytes", html.len());
        prop_assert!(deepest <= 2 * limits.depth, "{deepest} deep");
        prop_assert!(!page.cut);
    }
}
