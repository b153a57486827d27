//! What the changes begin from: the records of the fixtures, and a few texts for each reader.

use std::path::Path;

use base64::Engine as _;
use copydesk::proto::RawArticle;
use prost::Message as _;
use serde_json::Value;

/// The values of all records in the fixtures.
pub fn records() -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipeline/fixtures");
    let mut seeds = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        for line in text.lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            seeds.extend(match (&line["value"], line["value_base64"].as_str()) {
                (Value::Null, Some(encoded)) => base64::prelude::BASE64_STANDARD.decode(encoded).ok(),
                (Value::Null, None) => None,
                (Value::String(text), _) => Some(text.clone().into_bytes()),
                (value, _) => Some(value.to_string().into_bytes()),
            });
        }
    }
    let protobuf = RawArticle {
        url: "https://a.example/1".into(),
        title: "Title".into(),
        text: "Text of it.".into(),
        published: "12.09.2023".into(),
        ..RawArticle::default()
    };
    seeds.push(protobuf.encode_to_vec());
    seeds.push([&[0, 0, 0, 0, 7, 0][..], &protobuf.encode_to_vec()].concat());
    seeds.extend(pages());
    let page = "<html><p>citt\u{e0}";
    let answer = format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\n{page}\r\n0\r\n\r\n");
    let archived = format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://a.example/1\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    );
    seeds.push(archived.into_bytes());
    seeds.push("caf\u{e9} \u{201c}quoted\u{201d}".encode_utf16().flat_map(u16::to_le_bytes).collect());
    assert!(seeds.len() > 30);
    seeds
}

fn bytes(texts: &[&str]) -> Vec<Vec<u8>> {
    texts.iter().map(|text| text.as_bytes().to_vec()).collect()
}

pub fn urls() -> Vec<Vec<u8>> {
    bytes(&[
        "https://www.paper.example/2024/05/story-7.html?utm_source=x&id=4#top",
        "HTTP://user:pass@[2001:db8::1]:8080/a/../b;jsessionid=1?b=2&a=1",
        "https://www.google.com/url?q=https%3A%2F%2Fpaper.example%2Fa&sa=U",
        "https://paper-example.cdn.ampproject.org/c/s/paper.example/a/amp/",
        "https://köln.example/caf\u{e9}/%E4%B8%AD?x=%26amp;y",
        "//paper.example/a",
        "http:/paper.example/a",
        "https://http://paper.example/a",
        "<![CDATA[https://paper.example/a]]>",
        "https://t.co/AbC",
        "https://paper.example/#!/route/1",
        "paper.example/a",
    ])
}

pub fn dates() -> Vec<Vec<u8>> {
    bytes(&[
        "2023-09-12T14:05:00+02:00",
        "Tue, 12 Sep 2023 14:05:00 GMT",
        "12.09.2023",
        "12 settembre 2023 alle ore 14:05",
        "1694527500",
        "20230912140500",
        "2023年9月12日 14時05分",
        "令和5年9月12日",
        "١٢ سبتمبر ٢٠٢٣",
        "12 กันยายน 2566",
        "3 hours ago",
        "il y a 2 jours",
        "vor 5 Minuten",
        "yesterday at 10:00",
        "Stand: 12.09.2023, 14:05 Uhr",
        "2023-W37-2",
        "2023-255",
        "September 12th, 2023 2:05 p.m. ET",
        "[2023, 9, 12, 14, 5, 0, 1, 255, 0]",
        "۲۱ شهریور ۱۴۰۲",
    ])
}

/// A page with all that readers of metadata and texts look at.
const ARTICLE: &str = include_str!("page.html");

pub fn pages() -> Vec<Vec<u8>> {
    bytes(&[
        "<!DOCTYPE html><html lang=it><head><meta charset=utf-8><title>A &amp; B</title><noscript><img src=x></noscript><script type=\"application/ld+json\">{\"@type\": \"NewsArticle\", \"headline\": \"<b>\"}</script></head><body class=x><article><h1>A</h1><p>One.<p>Two <b>bold <i>both</b> rest</i>.</article></body></html>",
        "<table><tr><td><b>x<table>y<tr><td></table></b><caption>z</table><p>",
        "<svg viewBox='0 0 1 1'><path d='M0'/><title>t</title></svg><math><mi>x</mi></math><svg><p>out",
        "<ul><li>a<li>b<ul><li>c</ul></ul><dl><dt>d<dd>e</dl><select><option>f<option>g</select>",
        "<form><div></form><p></form><a href=1>x<div><a href=2>y</div></a><nobr>a<nobr>b<button>c<button>d",
        "<script><!-- <script>x</script> --></script><style>p{}</style><!-- c --!><!--><textarea><p></textarea>",
        ARTICLE,
        "<h1>A</h1><div itemscope itemtype=https://schema.org/NewsArticle><span itemprop=author>By Ida Lund</span><time itemprop=datePublished datetime=2023-09-12T14:05Z>12 Sep</time><p itemprop=articleBody>The port was closed on Monday, the harbour master said.</div><dl><dt>Tags<dd><a rel=tag href=/t>Port</a></dl><table><tr><td>Mon<td>closed</table><pre>a\n b</pre>",
        "<div id=app></div><script id=__NEXT_DATA__ type=application/json>{\"props\":{\"article\":{\"title\":\"Port closed\",\"publishedAt\":\"2023-09-12T14:05:00Z\",\"body\":\"<p>The port was closed on Monday.</p><p>Nobody was hurt, the harbour master said in the afternoon, and the crane will be lifted out of the water by the end of the week.</p>\"}}}</script>",
        "<template><td>x</td></template><frameset><frame></frameset><object><b></object>y<ruby>a<rt>b<rp>c",
    ])
}

pub fn texts() -> Vec<Vec<u8>> {
    bytes(&[
        "ROME, Sept 12 (Reuters) - The minister resigned.Parliament will vote. The report, 1.5 pages long, said \u{201c}no\u{201d}.\n\nReporting by A. B.",
        "<p>First &amp; second.</p><p>Third<br><br>fourth <b>bold</b> a < b.</p><ul><li>one<li>two</ul><script>x</script>",
        "L\u{2019}accordo \u{ab}storico\u{bb} \u{e8} stato firmato. Ge\u{ad}samt\u{200b}konzept. Caf\u{c3}\u{a9} \u{e2}\u{20ac}\u{2122}s",
        "新华社北京九月十二日电。会议今天开幕。記者会で説明した。",
        "\u{648}\u{627}\u{634}\u{646}\u{637}\u{646} (\u{631}\u{648}\u{64a}\u{62a}\u{631}\u{632}) - \u{642}\u{627}\u{644} \u{645}\u{62a}\u{62d}\u{62f}\u{62b}. \u{645}\u{6cc}\u{200c}\u{62e}\u{648}\u{627}\u{647}\u{645}",
        "We and our 842 partners store and access cookies on your device. Accept all. Manage preferences. Privacy policy.",
        "Opinion | When the lock reopens - The Lantern | Regional",
        "By Anna Berti, Marco Neri and Joe Schmo, Jr.; Photo: X / Agency",
        "Second last sentence.\n\nRead also:\nAnother headline\nMore headlines here\n[+1234 chars]",
    ])
}
