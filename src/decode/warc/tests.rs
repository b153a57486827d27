use super::*;
use crate::decode::{Aliases, Settings};
use std::io::Write as _;

const PAGE: &str = "<!doctype html><title>T</title><p>citt\u{e0}";

fn record(kind: &str, content_type: &str, block: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.1\r\nWARC-Type: {kind}\r\nWARC-Target-URI: https://a.example/1\r\nWARC-Date: 2026-03-09T14:00:00Z\r\n\
         WARC-Record-ID: <urn:uuid:7>\r\nContent-Type: {content_type}\r\nContent-Length: {}\r\n\r\n",
        block.len()
    );
    [head.as_bytes(), block, b"\r\n\r\n"].concat()
}

fn response(head: &str, payload: &[u8]) -> Vec<u8> {
    let block = [head.replace('\n', "\r\n").as_bytes(), b"\r\n\r\n", payload].concat();
    record("response", "application/http; msgtype=response", &block)
}

fn read(value: &[u8]) -> Result<Vec<Result<Raw, Reject>>, Reject> {
    decode(value, &Reading::new(&Settings::default(), &Aliases::default()))
}

fn only(value: &[u8]) -> Result<Raw, Code> {
    let mut items = read(value).map_err(|reject| reject.code)?;
    assert_eq!(items.len(), 1);
    items.remove(0).map_err(|reject| reject.code)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_response_is_its_page_with_address_and_time() {
    let raw =
        only(&response("HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8", PAGE.as_bytes())).unwrap();
    assert_eq!((raw.url.as_deref(), raw.page.as_deref()), (Some("https://a.example/1"), Some(PAGE)));
    assert_eq!(raw.fetched_at, [Found::new("WARC-Date", "2026-03-09T14:00:00Z")]);
    assert_eq!(raw.extra["WARC-Record-ID"], "<urn:uuid:7>");
    assert!(!raw.said.truncated && !raw.said.failed);
}

#[test]
fn codings_of_the_transfer_are_undone_also_where_the_crawler_did_it_before() {
    let chunked = |bytes: &[u8]| {
        let (one, two) = bytes.split_at(7);
        [b"7;x=1\r\n", one, b"\r\n", format!("{:X}\r\n", two.len()).as_bytes(), two, b"\r\n0\r\n\r\n"]
            .concat()
    };
    let head = "HTTP/2 200\ncontent-type: text/html\ntransfer-encoding: chunked\ncontent-encoding: gzip";
    for payload in [chunked(&gzip(PAGE.as_bytes())), gzip(PAGE.as_bytes()), PAGE.as_bytes().to_vec()] {
        assert_eq!(only(&response(head, &payload)).unwrap().page.as_deref(), Some(PAGE));
    }
}

#[test]
fn the_charset_is_that_of_the_answer() {
    let payload = b"<html><p>\xd3\xd4\xc1\xd4\xd8\xd1".as_slice();
    let raw = only(&response("HTTP/1.1 200 OK\nContent-Type: text/html; charset=koi8-r", payload)).unwrap();
    assert_eq!(raw.page.as_deref(), Some("<html><p>\u{441}\u{442}\u{430}\u{442}\u{44c}\u{44f}"));
}

#[test]
fn what_is_no_page_is_refused_by_what_it_is() {
    let answer = |head: &str, payload: &[u8]| only(&response(head, payload)).unwrap_err();
    let ok = "HTTP/1.1 200 OK\nContent-Type: text/html";
    assert_eq!(answer("HTTP/1.1 301 Moved\nLocation: https://a.example/2", b""), Code::Redirect);
    assert_eq!(answer(ok, b"%PDF-1.7\n\x00\x01\x02\x03"), Code::NotHtml);
    assert_eq!(answer("HTTP/1.1 200 OK\nContent-Type: application/json", b"{\"a\": 1}"), Code::NotHtml);
    assert_eq!(answer(ok, b" "), Code::EmptyValue);
    assert_eq!(only(&record("response", "application/http", b"nonsense")), Err(Code::InvalidWarc));
    let broken = "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Encoding: gzip";
    assert_eq!(answer(broken, b"\x00\x01\x02\x03"), Code::InvalidEncoding);
}

#[test]
fn an_error_s_page_is_read_and_told() {
    assert!(only(&response("HTTP/1.1 404 Not Found", PAGE.as_bytes())).unwrap().said.failed);
}

#[test]
fn several_records_are_several_items_and_those_without_article_none() {
    let page = response("HTTP/1.1 200 OK", PAGE.as_bytes());
    let conversion = record("conversion", "text/plain", b"A headline\nIts text.\n");
    let value = [
        record("request", "application/http", b"GET / HTTP/1.1\r\n\r\n"),
        page.clone(),
        response("HTTP/1.1 302 Found", b""),
        conversion,
        record("resource", "text/html", PAGE.as_bytes()),
    ];
    let items = read(&value.concat()).unwrap();
    assert_eq!(items.len(), 4);
    assert_eq!(items[1].as_ref().unwrap_err().code, Code::Redirect);
    let text = items[2].as_ref().unwrap();
    assert_eq!((text.title.as_str(), text.body.text()), ("A headline", "A headline\nIts text.\n"));
    assert_eq!(items[3].as_ref().unwrap().page.as_deref(), Some(PAGE));
    assert_eq!(only(&value[0]), Err(Code::NotAnArticle));
    let broken = [page, b"WARC/1.1\r\nno end".to_vec()].concat();
    assert_eq!(read(&broken).unwrap()[1].as_ref().unwrap_err().code, Code::InvalidWarc);
}

#[test]
fn what_was_cut_says_so() {
    let whole = response("HTTP/1.1 200 OK", PAGE.as_bytes());
    let raw = only(&whole[..whole.len() - 10]).unwrap();
    assert!(raw.said.truncated && raw.page.unwrap().starts_with("<!doctype html>"));
    let told = String::from_utf8(whole).unwrap().replace("WARC-Record-ID: x", "");
    let told = told.replace("WARC-Date:", "WARC-Truncated: length\r\nWARC-Date:");
    assert!(only(told.as_bytes()).unwrap().said.truncated);
}
