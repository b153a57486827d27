//! The Scrapy project of `examples/feeding`, on a site of this test.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::thread;

use copydesk::outcome::Product;

use crate::broker;
use crate::daemon::Machine;
use crate::needs;
use crate::python;
use crate::scene::Scene;

const EXAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/feeding/scrapy");

const SITE: &str = "http://news.example";

const FRONT: &str = "<html><body><a href='/floods'>Floods</a> <a href='/bridge'>Bridge</a></body></html>";

fn page(title: &str) -> String {
    let text = "The river rose above its banks in the night, said the mayor, and people left their homes. ";
    format!(
        "<html><head><title>{title}</title><meta charset='utf-8'></head><body><article><h1>{title}</h1><p>{title}: {}</p></article></body></html>",
        text.repeat(6)
    )
}

/// A front page and two articles, behind a proxy, since no article comes from a reader's own machine; gives its address.
fn site() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || listener.incoming().for_each(|stream| serve(stream.unwrap())));
    address
}

fn serve(stream: TcpStream) {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request).unwrap();
    let mut line = String::new();
    while reader.read_line(&mut line).unwrap() > 2 {
        line.clear();
    }
    let (status, body) = match request.split(' ').nth(1).unwrap().trim_start_matches(SITE) {
        "/" => ("200 OK", FRONT.to_owned()),
        "/floods" => ("200 OK", page("Floods hit the north — again")),
        "/bridge" => ("200 OK", page("The bridge stays closed")),
        _ => ("404 Not Found", String::new()),
    };
    let length = body.len();
    write!(
        reader.into_inner(),
        "HTTP/1.1 {status}\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
    .unwrap();
}

#[test]
fn what_scrapy_crawls_is_published() {
    let Some(brokers) = broker::shared() else { return };
    let Some(python) = python::with("scrapy", &format!("{EXAMPLE}/requirements.txt")) else { return };
    let scene = Scene::new(brokers);
    scene.create_topics(1);
    let mut scrapy = Command::new(python);
    scrapy.args(["-m", "scrapy", "runspider"]).arg(format!("{EXAMPLE}/news_spider.py"));
    scrapy.args(["-a", &format!("start={SITE}/")]);
    scrapy.args(["-s", &format!("KAFKA_BROKERS={brokers}"), "-s", &format!("KAFKA_TOPIC={}", scene.raw())]);
    scrapy.args(["-s", "LOG_LEVEL=WARNING"]).env("PYTHONDONTWRITEBYTECODE", "1");
    scrapy.env("http_proxy", site());
    needs::output(&mut scrapy).unwrap();
    let machine = Machine::new();
    let daemon = machine.run(&scene, &[]);
    scene.wait_until_settled();
    assert!(daemon.stop().success());
    let titles = scene.outcomes().into_iter().map(|outcome| match outcome.product {
        Product::Event(event) => event.article.unwrap().title,
        other @ (Product::Duplicate(_) | Product::Rejected(_)) => panic!("{other:?}"),
    });
    let mut titles: Vec<_> = titles.collect();
    titles.sort();
    assert_eq!(titles, ["Floods hit the north — again", "The bridge stays closed"]);
}
