//! Pages that are made to hurt: what nests, misnests, is never closed, or comes by the hundred thousand.
//!
//! Each is an article like any other with the torture in it, so that what becomes of the article can be told. `#` in a
//! unit stands for its number.

/// Where on the page the torture is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    Head,
    BeforeArticle,
    AfterArticle,
}

#[derive(Clone, Copy, Debug)]
pub struct Torture {
    pub name: &'static str,
    place: Place,
    before: &'static str,
    unit: &'static str,
    after: &'static str,
}

pub const TITLE: &str = "Canal lock reopens after a winter of repairs";
pub const URL: &str = "https://www.lantern.example/2026/03/09/lock-reopens-8841201.html";
const PARAGRAPHS: [&str; 3] = [
    "The northern lock took its first barges on Monday after engineers had replaced both of its gates.",
    "Skippers had waited since November, when a crack was found below the water line during an inspection.",
    "The upper lock will be closed for the same work in autumn, the canal office said in a statement.",
];

const fn body(name: &'static str, unit: &'static str) -> Torture {
    within(name, "", unit, "")
}

const fn within(
    name: &'static str,
    before: &'static str,
    unit: &'static str,
    after: &'static str,
) -> Torture {
    Torture { name, place: Place::BeforeArticle, before, unit, after }
}

const fn end(name: &'static str, before: &'static str, unit: &'static str, after: &'static str) -> Torture {
    Torture { name, place: Place::AfterArticle, before, unit, after }
}

const fn head(name: &'static str, before: &'static str, unit: &'static str, after: &'static str) -> Torture {
    Torture { name, place: Place::Head, before, unit, after }
}

const LINKED: &str = "<script type=application/ld+json>";
const DATA: &str = "<script type=application/json>";
const STOP: &str = "</script>";

pub const ALL: &[Torture] = &[
    body("div", "<div>"),
    body("div_with_text", "<div>Some text. "),
    body("div_of_classes", "<div class='a b-c related d_e comments f'>"),
    body("div_hidden", "<div hidden>"),
    body("article", "<article>"),
    body("span", "<span>"),
    body("formatting", "<b><i><font color=#>"),
    body("formatting_before_paragraphs", "<b class=#><p>x"),
    body("formatting_misnested", "<b><i><font size=#>x</b>y</i><p>"),
    body("formatting_around_blocks", "<b><div>x</b>y"),
    body("formatting_closed_late", "<b><p></b><i><div></i>"),
    body("nobr", "<nobr>x<p>"),
    body("links_unclosed", "<a href=/#>x "),
    body("links_around_blocks", "<a href=/#><div>x</a>y"),
    body("links", "<a href=/#>Story number # of today</a> "),
    body("paragraphs_unclosed", "<p>x"),
    body(
        "paragraphs_of_prose",
        "<p>The harbour office said on day # that nothing had happened there, again.",
    ),
    body("tables_nested", "<table><tr><td>"),
    body("tables_of_tables", "<table><tr><td>x</td><table>"),
    within("tables_with_text", "<table>", "x<b>y<div>", "</table>"),
    within("rows", "<table>", "<tr><td>x", "</table>"),
    within("cells", "<table><tr>", "<td>x", "</table>"),
    body("captions", "<table><caption><b>"),
    body("drawings", "<svg>"),
    body("drawings_of_elements", "<svg><foreignObject><div>x"),
    body("drawings_closed", "<svg><path d='M0 0'/></svg>"),
    body("templates", "<template>"),
    body("templates_of_cells", "<template><td>x"),
    body("selects", "<select><option>x"),
    within("options", "<select>", "<optgroup><option>x", ""),
    body("formulas", "<math><mi>"),
    body("formulas_of_elements", "<math><annotation-xml encoding=text/html><p>"),
    body("lists_nested", "<ul><li>"),
    body("items", "<li>x"),
    body("definitions", "<dl><dt>x<dd>"),
    body("forms", "<form><input><button>"),
    body("headings", "<h2>Some heading number #"),
    body("first_headings", "<h1>Some heading number #</h1>"),
    body("first_headings_nested", "<h1><div>"),
    body("objects", "<object><b>x"),
    body("rubies", "<ruby>x<rt>y<rp>"),
    body("bodies", "<body a#=1 b#=2>"),
    body("roots", "<html a#=1>"),
    body("framesets", "<frameset><frame>"),
    body("ends", "</p></b></div></br>"),
    within("ends_deep", "<div><div><div><b><i>", "</p></li></td></section></h1>", ""),
    body("siblings", "<i>x</i>"),
    body("empty_elements", "<div></div>"),
    body("breaks", "<br>"),
    body("breaks_with_text", "Some words<br>"),
    within("preformatted", "<pre>", "a line\n", "</pre>"),
    body("figures", "<figure><img src=/#.jpg><figcaption>A picture</figcaption></figure>"),
    body("frames", "<iframe src=/#></iframe>"),
    body("authors", "<span class=author>By Ida Lund #</span>"),
    body("authors_nested", "<span class=author>By Ida Lund #"),
    body("items_nested", "<div itemprop=author itemscope><span itemprop=name>Ida #"),
    body("dates", "<time datetime=2023-09-12T14:05Z>12 September 2023</time>"),
    body("dates_nested", "<time class=date>12 Sep 2023"),
    body("dates_of_text", "<div>Published: 12 September 2023, 14:#</div>"),
    body("tags", "<a rel=tag href=/#>Tag #</a>"),
    body("crumbs", "<nav class=breadcrumb><a href=/>Home</a> > <a href=/#>Step</a></nav>"),
    body("related", "<div class=related><h3>Read also</h3><ul><li><a href=/#>A story</a></ul></div>"),
    within("attributes", "<p ", "a#=1 ", ">x"),
    within("attributes_equal", "<p ", "a ", ">x"),
    within("attributes_of_formatting", "<b ", "a#=1 ", "><p>x<p>y"),
    within("attributes_unclosed", "<p ", "a='#' ", ""),
    within("attribute_giant", "<p title=\"", "giant # ", "\">x"),
    within("attribute_giant_unclosed", "<p title=\"", "giant # ", ""),
    within("classes", "<div class=\"", "related-# ", "\">x</div>"),
    within("picture_inline", "<img src=\"data:image/png;base64,", "AAAA", "\">"),
    within("styles_inline", "<p style=\"", "display:none;", "\">x"),
    within("name_giant", "<", "name#", ">x"),
    body("names", "<name#>x"),
    body("entities", "&amp;"),
    body("entities_numeric", "&#x1F600;"),
    body("entities_unknown", "&notit; &zzzz;"),
    body("entities_bare", "&"),
    body("entities_cut", "&#"),
    within("entities_in_attribute", "<p title=\"", "&amp;&lt;", "\">x"),
    within("comment_unclosed", "<!--", "x- -", ""),
    within("comment_of_ends", "<!--", "--!-", ""),
    body("comments", "<!-- x -->"),
    body("comments_empty", "<!-->"),
    within("cdata_unclosed", "<![CDATA[", "x]", ""),
    body("cdata", "<![CDATA[x"),
    body("instructions", "<?php x"),
    body("less_than", "<"),
    body("less_than_slash", "</"),
    body("tag_cut", "<a "),
    body("tag_cut_in_value", "<a b=\"c\" d='"),
    body("nul", "\0"),
    body("nul_in_tags", "<p\0>x\0</p>"),
    body("carriage_returns", "\r"),
    body("spaces", " "),
    body("spaces_of_all_kinds", "\u{a0}\u{2003}\u{3000}\u{200b}"),
    body("words", "word "),
    body("letters", "x"),
    body("sentences", "It was closed. "),
    body("sentences_of_ideographs", "港口在星期一关闭了。"),
    body("accents", "e\u{301}\u{301}\u{301}"),
    body("quotes", "\"'\u{201c}\u{201d}"),
    body("mojibake", "\u{c3}\u{a9}\u{e2}\u{20ac}\u{2122}"),
    body("directions", "\u{202e}x\u{202c}"),
    within("script_unclosed", "<script>", "x=1;", ""),
    within("script_giant", "<script>", "x=1;", STOP),
    within("script_of_scripts", "<script><!--", "<script></script>", ""),
    body("scripts_in_comments", "<script><!--<script></script>"),
    within("script_of_strings", "<script>", "a=\"b\":\"c\";", STOP),
    body("scripts_of_strings", "<script>x={\"a\":\"b\",\"n\":\"#\"}</script>"),
    body("scripts", "<script>x=#</script>"),
    within("style_unclosed", "<style>", "p{}", ""),
    within("textarea_unclosed", "<textarea>", "<p>x", ""),
    within("title_unclosed", "<title>", "x &amp; ", ""),
    within("plaintext", "<plaintext>", "<p>x", ""),
    end("linked_data_nested", LINKED, "{\"a\":", STOP),
    end("linked_data_lists", LINKED, "[", STOP),
    end("linked_data_unclosed", LINKED, "{\"@type\":\"NewsArticle\",\"headline\":\"#\"},", ""),
    end(
        "linked_data_graph",
        "<script type=application/ld+json>{\"@graph\":[",
        "{\"@id\":\"n#\",\"@type\":\"NewsArticle\",\"headline\":\"Report number # of today\",\"author\":{\"@id\":\"n#\"}},",
        "{}]}</script>",
    ),
    end(
        "linked_data_references",
        "<script type=application/ld+json>{\"@graph\":[",
        "{\"@id\":\"n\",\"author\":[{\"@id\":\"n\"},{\"@id\":\"n\"}]},",
        "{}]}</script>",
    ),
    end(
        "linked_data_blocks",
        "",
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"headline\":\"Report number #\"}</script>",
        "",
    ),
    end(
        "linked_data_text",
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"articleBody\":\"",
        "Some &lt;b>text&lt;/b>. ",
        "\"}</script>",
    ),
    end(
        "linked_data_markup",
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"articleBody\":\"",
        "<p>Some text.",
        "\"}</script>",
    ),
    end("linked_data_escapes", LINKED, "\\u003c\\\"", STOP),
    end(
        "linked_data_names",
        "<script type=application/ld+json>{\"@type\":\"NewsArticle\",\"author\":[",
        "{\"@type\":\"Person\",\"name\":\"Ida Lund #\"},",
        "{}]}</script>",
    ),
    end("data_nested", DATA, "{\"a\":", STOP),
    end("data_of_dates", DATA, "{\"publishedAt\":\"2023-09-12T14:05:00Z\",\"body\":\"<p>Text.</p>\"},", STOP),
    end(
        "data_of_texts",
        "<script type=application/json>[",
        "{\"body\":\"<p>The harbour office said on day # that nothing had happened there again.</p>\"},",
        "{}]</script>",
    ),
    end(
        "data_of_escapes",
        "<script>self.x.push([1,\"",
        "{\\\"body\\\":\\\"<p>Some text of it.</p>\\\"},",
        "\"])</script>",
    ),
    head("metas", "", "<meta property=og:title content='Title number # of today'>", ""),
    head("metas_of_authors", "", "<meta name=author content='Ida Lund #'>", ""),
    head("metas_of_tags", "", "<meta property=article:tag content='Tag #'>", ""),
    head("metas_of_dates", "", "<meta property=article:published_time content='2023-09-12T14:05:#Z'>", ""),
    head("meta_giant", "<meta name=description content='", "Some words. ", "'>"),
    head("links_canonical", "", "<link rel=canonical href=/#>", ""),
    head("noscripts", "", "<noscript><img src=/#></noscript>", ""),
    head("noscripts_unclosed", "", "<noscript>", ""),
    head("charsets", "", "<meta charset=x-user-defined#>", ""),
    head("refreshes", "", "<meta http-equiv=refresh content='0;url=/#'>", ""),
];

impl Torture {
    /// A page with as many units as fit into so many bytes.
    pub fn page(&self, bytes: usize) -> String {
        let mut piece = String::with_capacity(bytes + 200);
        piece.push_str(self.before);
        for number in 0.. {
            if piece.len() + self.unit.len() + self.after.len() > bytes {
                break;
            }
            if self.unit.contains('#') {
                piece.push_str(&self.unit.replace('#', &number.to_string()));
            } else {
                piece.push_str(self.unit);
            }
        }
        piece.push_str(self.after);
        let at = |place: Place| if self.place == place { piece.as_str() } else { "" };
        let (head, before, after) = (at(Place::Head), at(Place::BeforeArticle), at(Place::AfterArticle));
        let [first, second, third] = PARAGRAPHS;
        format!(
            "<!DOCTYPE html><html lang=en><head><meta charset=utf-8><title>{TITLE}</title>\
             <meta property=og:title content=\"{TITLE}\">\
             <meta property=article:published_time content=2026-03-09T08:30:00Z>{head}</head>\
             <body>{before}<article><h1>{TITLE}</h1><p>{first}</p><p>{second}</p><p>{third}</p></article>{after}"
        )
    }
}
