//! Made-up pages as news sites serve them: the article is the smaller part of each.
//!
//! A page is its language and its number: the same each time, and no two alike.

use std::fmt::Write as _;

use crate::articles::{Dice, Language, Story, story};

/// How much of everything there is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    pub name: &'static str,
    pub language: Language,
    /// The article is so many stories long.
    stories: u64,
    /// Entries of menus, boxes of other articles, rules of styles, settings of programs, comments.
    around: usize,
}

/// About 35 KB, about 200 KB, and the former in Chinese.
pub const SIZES: [Size; 3] = [
    Size { name: "35_kb", language: Language::English, stories: 3, around: 18 },
    Size { name: "200_kb", language: Language::English, stories: 8, around: 128 },
    Size { name: "35_kb_chinese", language: Language::Chinese, stories: 3, around: 18 },
];

pub fn address(number: u64) -> String {
    format!("https://www.lantern.example/news/local/2025/09/report-{number}.html")
}

pub fn page(size: &Size, number: u64) -> String {
    let mut dice = Dice(number);
    let mut page = String::with_capacity(64 << 10);
    let story = story(size.language, number);
    head(&mut page, size, &story, number);
    menu(&mut page, size.around);
    article(&mut page, size, &story, number);
    boxes(&mut page, size, number, &mut dice);
    comments(&mut page, size, number);
    footer(&mut page, size.around);
    page
}

fn head(page: &mut String, size: &Size, story: &Story, number: u64) {
    let Story { title, body } = story;
    let (url, lead) = (address(number), body.lines().next().unwrap_or_default());
    let language = if matches!(size.language, Language::Chinese) { "zh-CN" } else { "en" };
    let data = serde_json::json!({
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "NewsArticle", "mainEntityOfPage": url, "headline": title, "description": lead,
             "datePublished": "2025-09-12T08:30:00+02:00", "dateModified": "2025-09-12T10:05:00+02:00",
             "author": [{"@type": "Person", "name": "Ruth Calloway", "url": "https://www.lantern.example/ruth"}],
             "publisher": {"@type": "NewsMediaOrganization", "name": "The Marrow Bay Lantern"},
             "image": ["https://img.example/1.jpg", "https://img.example/2.jpg"], "isAccessibleForFree": true},
            {"@type": "BreadcrumbList", "itemListElement": [
                {"@type": "ListItem", "position": 1, "name": "Home", "item": "https://www.lantern.example/"},
                {"@type": "ListItem", "position": 2, "name": "Local news", "item": "https://www.lantern.example/local"}]},
        ],
    });
    put(
        page,
        format_args!(
            "<!DOCTYPE html>\n<html lang=\"{language}\" class=\"no-js\">\n<head>\n<meta charset=\"utf-8\">\n\
         <title>{title} | The Marrow Bay Lantern</title>\n<link rel=\"canonical\" href=\"{url}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"description\" content=\"{lead}\">\n<meta property=\"og:type\" content=\"article\">\n\
         <meta property=\"og:title\" content=\"{title}\">\n<meta property=\"og:url\" content=\"{url}\">\n\
         <meta property=\"og:site_name\" content=\"The Marrow Bay Lantern\">\n\
         <meta property=\"og:image\" content=\"https://img.example/1.jpg\">\n\
         <meta property=\"article:published_time\" content=\"2025-09-12T08:30:00+02:00\">\n\
         <meta property=\"article:section\" content=\"Local news\">\n<meta name=\"author\" content=\"Ruth Calloway\">\n\
         <script type=\"application/ld+json\">{data}</script>\n<style>\n"
        ),
    );
    for rule in 0..size.around * 2 {
        put(page, format_args!(".card-{rule} > .title:hover {{ color: #0{rule:x}a; margin: {rule}px 0 }}\n"));
    }
    page.push_str("</style>\n<script>\nwindow.settings = window.settings || {};\n");
    for setting in 0..size.around * 2 {
        put(
            page,
            format_args!(
                "window.settings.slot{setting} = {{ id: 'slot-{setting}', sizes: [[300, 250], [{setting}, 90]] }};\n"
            ),
        );
    }
    page.push_str("</script>\n<noscript><img src=\"https://count.example/pixel\" alt></noscript>\n</head>\n");
}

fn menu(page: &mut String, around: usize) {
    page.push_str(
        "<body class=\"article-page\" data-template=\"news\">\n<header class=\"site-header\"><nav><ul>\n",
    );
    for entry in 0..around / 2 {
        put(
            page,
            format_args!(
                "<li class=\"menu-item\"><a href=\"/section/{entry}\" data-track=\"nav:{entry}\">Section {entry}</a>\
             <svg width=\"8\" height=\"8\" viewBox=\"0 0 8 8\"><path d=\"M1 1l3 3 3-3\"/></svg></li>\n"
            ),
        );
    }
    page.push_str("</ul></nav><!-- end of menu --></header>\n<main>\n");
}

fn article(page: &mut String, size: &Size, story: &Story, number: u64) {
    put(
        page,
        format_args!(
            "<article class=\"story\"><header><h1 class=\"headline\">{}</h1>\n<p class=\"byline\">By \
         <a rel=\"author\" href=\"/ruth\">Ruth Calloway</a> <time datetime=\"2025-09-12T08:30:00+02:00\">\
         12 September 2025</time></p></header>\n<figure><img src=\"/1.jpg\" alt=\"The lock\" loading=\"lazy\">\
         <figcaption>The lock in September. Photo: D. Pryce</figcaption></figure>\n<div class=\"story-body\">\n",
            story.title
        ),
    );
    let more = (1..size.stories).map(|more| crate::articles::story(size.language, number * 100 + more).body);
    let texts: Vec<_> = std::iter::once(story.body.clone()).chain(more).collect();
    for (at, paragraph) in texts.iter().flat_map(|text| text.split("\n\n")).enumerate() {
        match at % 7 {
            3 => put(page, format_args!("<div class=\"ad\" id=\"slot-{at}\"></div>\n")),
            5 => put(page, format_args!("<h2>What is known of part {at}</h2>\n")),
            _ => {}
        }
        let (first, rest) = paragraph.split_once(' ').unwrap_or(("", paragraph));
        put(page, format_args!("<p>{first} <a href=\"/topic/{at}\">&ldquo;{at}&rdquo;</a> {rest}</p>\n"));
    }
    page.push_str(
        "</div><ul class=\"tags\"><li><a rel=\"tag\" href=\"/t/lock\">Lock</a></li></ul></article>\n",
    );
}

fn boxes(page: &mut String, size: &Size, number: u64, dice: &mut Dice) {
    page.push_str("<aside class=\"related\"><h2>More from the bay</h2>\n");
    for other in 0..size.around {
        let teaser = story(size.language, number * 1000 + other as u64);
        let lead = teaser.body.lines().next().unwrap_or_default();
        put(
            page,
            format_args!(
                "<div class=\"card card-{other}\" data-id=\"{}\"><a href=\"/news/{other}\"><img src=\"/thumb/{other}.jpg\" \
             srcset=\"/thumb/{other}.jpg 1x, /thumb/{other}-2x.jpg 2x\" alt=\"\"><h3 class=\"title\">{}</h3></a>\
             <p>{lead}</p><time datetime=\"2025-09-11\">11 September</time></div>\n",
                dice.roll(100_000),
                teaser.title
            ),
        );
    }
    page.push_str("</aside>\n");
}

fn comments(page: &mut String, size: &Size, number: u64) {
    put(page, format_args!("<section id=\"comments\"><h2>{} comments</h2>\n", size.around / 4));
    for comment in 0..size.around / 4 {
        let said = story(size.language, number * 7777 + comment as u64).body;
        let said = said.lines().next_back().unwrap_or_default();
        put(
            page,
            format_args!(
                "<div class=\"comment\" id=\"c{comment}\"><b>Reader {comment}</b> <span>2 hours ago</span><p>{said}</p>\
             <button type=\"button\" onclick=\"reply({comment})\">Reply</button></div>\n"
            ),
        );
    }
    page.push_str("</section></main>\n");
}

fn footer(page: &mut String, around: usize) {
    page.push_str(
        "<footer><form action=\"/letter\"><input type=\"email\"><button>Subscribe</button></form><ul>\n",
    );
    for entry in 0..around / 2 {
        put(page, format_args!("<li><a href=\"/about/{entry}\">About us, part {entry}</a></li>\n"));
    }
    page.push_str(
        "</ul><p>&copy; 2025 The Marrow Bay Lantern. All rights reserved.</p></footer>\n<script>\n",
    );
    for call in 0..around * 3 {
        put(page, format_args!("queue.push(function () {{ show('slot-{call}', {{ lazy: true }}); }});\n"));
    }
    page.push_str("</script>\n</body>\n</html>\n");
}

fn put(page: &mut String, text: std::fmt::Arguments<'_>) {
    page.write_fmt(text).expect("a string takes all");
}
