use super::*;
use proptest::prelude::*;

#[test]
fn numbers_above_and_below_the_line_keep_their_place() {
    assert_eq!(
        to_text("<p>10<sup>6</sup> of H<sub>2</sub>O, 10<SUP>-3</SUP>, the 21<sup>st</sup></p>"),
        "10⁶ of H₂O, 10⁻³, the 21st"
    );
    assert_eq!(
        to_text("<p>As told.<sup><a href=\"#n12\">12</a></sup> Then 5<sup>2 of 3</p>"),
        "As told.¹² Then 52 of 3"
    );
}

#[test]
fn only_names_of_html_make_markup() {
    for text in [
        "",
        "if a < b and c > d",
        "a <b and c> d",
        "I <3 you > all",
        "the token <unk> and <s> here",
        "Vec<String> and List<i>",
        "<john@mail.example> wrote",
        "x<y, y>z",
        "The <p> element begins a paragraph",
        "5 &lt; 7 &amp; 9 &gt; 3",
        "In HTML, &lt;b&gt; makes text bold.",
        "see <https://news.example/a>",
        "a <!important> rule",
    ] {
        assert!(!looks_like_markup(text), "{text}");
        assert_eq!(strip_tags(text), text);
    }
    for text in [
        "<p>One",
        "One.<br>Two.",
        "One <b>bold</b> word",
        "a <a href='https://a.example/?a=1&b=2'>link</a>",
        "<!-- note -->text",
        "<o:p></o:p>",
        "One <br> <br> Two",
        "&lt;p&gt;One&lt;/p&gt;",
        "&lt;p>One &lt;a href=\"https://a.example/\">link&lt;/a>&lt;/p>",
        "A picture &lt;img src=\"https://a.example/1.jpg\"&gt; of it",
        "&#60;div&#62;One&#60;/div&#62;",
    ] {
        assert!(looks_like_markup(text), "{text}");
    }
}

#[test]
fn blocks_are_paragraphs() {
    let cases = [
        ("<p>One.</p><p>Two.</p>", "One.\n\nTwo."),
        ("<p>One.<p>Two.", "One.\n\nTwo."),
        ("<h2>Head</h2>One <b>bold</b>\n  word<div>Two</div>Three", "Head\n\nOne bold word\n\nTwo\n\nThree"),
        (
            "<blockquote><p>Said.</p></blockquote><figure><img alt=x><figcaption>Shown</figcaption></figure>",
            "Said.\n\nShown",
        ),
        ("<ul><li>One<li>Two <ul><li>Three</ul></ul>", "One\n\nTwo\n\nThree"),
        ("<table><tr><th>Team<th>Points<tr><td>A</td><td>3</td></tr></table>", "Team\tPoints\n\nA\t3"),
        ("<p>&nbsp;</p><p>One</p><p> </p><p>Two</p><hr>", "One\n\nTwo"),
        ("plain\n text  only", "plain text only"),
    ];
    for (fragment, text) in cases {
        assert_eq!(to_text(fragment), text, "{fragment}");
    }
}

#[test]
fn one_break_is_a_line_and_two_are_a_paragraph() {
    let cases = [
        ("One<br>two<br/>three", "One\ntwo\nthree"),
        ("One.<br><br>Two.", "One.\n\nTwo."),
        ("One.<br>\n <span></span><b> </b>&nbsp;<br />Two.", "One.\n\nTwo."),
        ("One.<br> <div class='ad'></div> <br>Two.", "One.\n\nTwo."),
        ("One.<br><br><br><br>Two.<br>", "One.\n\nTwo."),
        ("<p><br>One</br>two<br></p>Three", "One\ntwo\n\nThree"),
    ];
    for (fragment, text) in cases {
        assert_eq!(to_text(fragment), text, "{fragment}");
    }
}

#[test]
fn what_browsers_do_not_show_is_left_out() {
    for unseen in [
        "<script>if (a < b) { x('</p>') }</script>",
        "<style>p > b { }</style>",
        "<noscript><img src=x><p>Switch it on</p></noscript>",
        "<template><p>Later</p></template>",
        "<iframe src='https://a.example/'>No frames</iframe>",
        "<iframe src='https://a.example/'/>",
        "<svg viewBox='0 0 1 1'><title>Icon</title><text>Icon</text></svg>",
        "<!-- a > b <p> -->",
        "<head><title>Page</title></head>",
        "<span hidden>secret</span>",
        "<div aria-hidden=\"true\"><div>twice</div> more</div>",
        "<p style='color:red; Display : none'>secret",
        "<div style=\"display:none\"><p>a<p>b<b>c</div>",
        "<video controls><p>No video</p></video>",
        "<select><option>One</option></select>",
        "<?xml version='1.0'?>",
        "<!DOCTYPE html>",
    ] {
        assert_eq!(to_text(&format!("<p>Before.</p>{unseen}<p>After.</p>")), "Before.\n\nAfter.", "{unseen}");
    }
    assert_eq!(to_text("One<div hidden>x<p>y</p></div>two<span hidden>z</span>s"), "One\n\ntwos");
    assert_eq!(to_text("<div><p hidden>x</div>shown<p aria-hidden=false>too"), "shown\n\ntoo");
}

#[test]
fn entities_are_undone_once() {
    assert_eq!(
        to_text("<p>R&amp;D &amp;lt;b&gt; 5&nbsp;&euro; caf&eacute; &#8211; &hellip;</p>"),
        "R&D &lt;b> 5 € café – …"
    );
    assert_eq!(to_text("<p>a &notanentity; b &amp c"), "a ¬anentity; b & c");
}

#[test]
fn markup_that_was_escaped_as_a_whole_is_read_after_undoing_it() {
    let fragment = "&lt;p&gt;One &amp;amp; two&lt;br /&gt;three&lt;/p&gt;&lt;p&gt;Four&lt;/p&gt;";
    assert_eq!(to_text(fragment), "One & two\nthree\n\nFour");
    assert_eq!(to_text("<p>Write &lt;p&gt;text&lt;/p&gt;</p>"), "Write <p>text</p>");
}

#[test]
fn a_fragment_within_a_cdata_section_loses_only_its_marks() {
    assert_eq!(to_text(" <![CDATA[<p>One</p><p>Two</p>]]> "), "One\n\nTwo");
    assert_eq!(to_text("<p>One <![CDATA[ dropped ]]>two</p>"), "One two");
}

#[test]
fn preformatted_lines_stay() {
    assert_eq!(
        to_text("<p>Run</p><pre>\n  let a = 1;\n  let b  = 2;\n\nend\n</pre>after"),
        "Run\n\n  let a = 1;\n  let b  = 2;\n\nend\n\nafter"
    );
}

#[test]
fn places_to_break_a_word_vanish_and_quotations_get_their_marks() {
    assert_eq!(to_text("<p>Donau<wbr>dampf&shy;schiff\u{ad}fahrt"), "Donaudampfschifffahrt");
    assert_eq!(to_text("He said <q>yes, <b>sure</b></q>."), "He said “yes, sure”.");
    assert_eq!(to_text("<ruby>漢字<rp>(</rp><rt>かんじ</rt><rp>)</rp></ruby>を"), "漢字(かんじ)を");
}

#[test]
fn broken_markup_is_read_as_far_as_it_is_markup() {
    let cases = [
        ("<p title=\"a > b\">One</p>", "One"),
        ("<p>One</b></i></div></p>Two", "One\n\nTwo"),
        ("One <a href=\"https://a.example/", "One"),
        ("a < b <p>c</p>", "a < b\n\nc"),
        ("<p>1 <3 & 5>4</p>", "1 <3 & 5>4"),
        ("<P CLASS=x>One</P ><DIV>Two", "One\n\nTwo"),
        ("</p>One<//p>Two", "One<//p>Two"),
    ];
    for (fragment, text) in cases {
        assert_eq!(to_text(fragment), text, "{fragment}");
    }
}

#[test]
fn tags_of_a_line_go_and_its_text_stays() {
    let cases = [
        ("Mayor <b>wins</b> again", "Mayor wins again"),
        ("a < b, <i>says</i> <3 &amp; R&amp;D", "a < b, says <3 &amp; R&amp;D"),
        ("One<br/>Two", "One Two"),
        ("One<script>x < 1</script> two<!-- c -->", "One two"),
        ("The <em>x<y</em> rule", "The x<y rule"),
        ("<a href=\"/x\" title='1 > 0'>Read</a> on", "Read on"),
        ("&lt;b&gt;Mayor&lt;/b&gt; R&amp;amp;D", "Mayor R&amp;D"),
    ];
    for (line, stripped) in cases {
        assert_eq!(strip_tags(line), stripped, "{line}");
    }
}

/// Were time quadratic in any of these, this would not come to an end.
#[test]
fn hostile_markup_comes_to_an_end_and_grows_no_text() {
    for part in [
        "<div>",
        "<p hidden>",
        "<",
        "<a ",
        "<a b=\"",
        "<!--",
        "</p>",
        "<b c='",
        "&lt;",
        "<svg>",
        "<![CDATA[",
        "<td><li>",
        "<q>",
        "<div><div hidden></b>",
        "<script> ",
        "<x-y>",
    ] {
        let fragment = part.repeat(200_000 / part.len());
        looks_like_markup(&fragment);
        assert!(strip_tags(&fragment).len() <= fragment.len());
        assert!(to_text(&fragment).len() <= fragment.len() * 2);
    }
}

proptest! {
    #[test]
    fn any_text_is_read(text in r#"(<|>|</|p|div|br|a |b|svg|hidden|="|'|"|&lt;|&amp;|&|;|!--|-->|é|\n| |td|li|pre|script){0,60}"#) {
        looks_like_markup(&text);
        let plain = strip_tags(&text);
        prop_assert!(plain.len() <= text.len());
        let text = to_text(&text);
        prop_assert_eq!(text.trim_end(), &text);
    }

    #[test]
    fn words_come_through_in_order(words in prop::collection::vec("[a-zé]{1,8}", 1..20), tag in "(p|b|div|li|span|h2|td)") {
        let fragment: String = words.iter().flat_map(|word| ["<", &tag, ">", word, "</", &tag, "> "]).collect();
        let text = to_text(&fragment);
        prop_assert_eq!(text.split_whitespace().collect::<Vec<_>>(), words);
    }
}

#[test]
fn a_sentence_that_names_elements_is_no_markup() {
    for text in [
        "<video> kills the radio star. The minister resigned.",
        "The <head> of state <nav> resigned. The <footer> said so. The <aside> too.",
        "Of <a and b>, <i think> and <s he>: the <b>, that is all.",
        "The elements \"<nav>\" and (<section>), he said, are new.",
        "the <title> element, the </p> tag",
    ] {
        assert!(!looks_like_markup(text), "{text}");
        assert_eq!(strip_tags(text), text);
    }
}

#[test]
fn no_text_is_lost_to_a_tag_that_is_not_closed() {
    let cases = [
        (
            "<em>Note</em>: a <noscript> tag. The mayor left on Monday.",
            "Note: a tag. The mayor left on Monday.",
        ),
        (
            "The tag <img src=x onerror=y> was found by Anna; the <title> element too.",
            "The tag was found by Anna; the element too.",
        ),
        ("p<a and b>c, the <b>mayor</b> left.", "p<a and b>c, the mayor left."),
        ("<p>An <iframe> of it. <p>The <script> came.", "An of it.\n\nThe came."),
        ("<p>A <script> tag. Then news. <script>x()</script>", "A tag. Then news."),
        ("<p>One <!-- two. <p>Three", "One <!-- two.\n\nThree"),
        ("<p>One <a href=\"https://a.example/>two</a>. Three.", "One two. Three."),
        ("<div style='display:none'>One. <b>Two</b>", "One. Two"),
        ("<p>Signed <john@mail.example> and <unk>", "Signed <john@mail.example> and <unk>"),
        ("<p>One <a href", "One <a href"),
        (
            "<p><noindex>One</noindex> <ad:x zone='1'> <page y=\"2\">two</page> of <The Palace>",
            "One two of <The Palace>",
        ),
    ];
    for (fragment, text) in cases {
        assert_eq!(to_text(fragment), text, "{fragment}");
    }
}
