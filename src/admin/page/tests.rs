use super::*;
use crate::dead_letter::{Code, Reject, Stage};
use crate::health::{Health, Latch};
use crate::metrics::{Lately, Metrics, Tally, harmless};
use crate::outcome::{ItemOutcome, Product, Routing};
use crate::proto::{Article, ArticleEvent, Language, Origin, Outcome, Relation, Site, Timestamp};
use crate::record::{Position, Record, Topic};

const HOSTILE: &str =
    "\"'><script>alert(1)</script><img src=x onerror=alert(1)>&lt;\u{202e}\u{2066}\0\u{1b}[2J";

fn origin(offset: i64) -> Origin {
    Origin { topic: "articles.raw".to_owned(), partition: 0, offset, timestamp: None, item: 0 }
}

/// What comes of an article and of a dead letter in which every text is hostile.
fn hostile_process() -> (Metrics, Health) {
    let metrics = Metrics::new(Some(|| Timestamp::from_seconds(1_800_000_000)));
    metrics.works_for(HOSTILE, "all");
    metrics.active(true);
    let site = Site { domain: HOSTILE.to_owned(), host: HOSTILE.to_owned(), ..Site::default() };
    let article = Article {
        id: HOSTILE.to_owned(),
        title: HOSTILE.to_owned(),
        canonical_url: format!("javascript://{HOSTILE}"),
        site: Some(site),
        language: Some(Language { code: HOSTILE.to_owned(), ..Language::default() }),
        ..Article::default()
    };
    let relation = Relation { canonical_url: format!("data:{HOSTILE}"), ..Relation::default() };
    let event = ArticleEvent {
        outcome: Outcome::Published.into(),
        article: Some(article),
        relations: vec![relation],
        ..ArticleEvent::default()
    };
    let reject = Reject::new(Stage::Decode, Code::NotText, HOSTILE);
    let products = [Product::Event(Box::new(event)), Product::Rejected(reject)];
    let outcomes: Vec<_> = (0..)
        .zip(products)
        .map(|(offset, product)| ItemOutcome {
            origin: origin(offset),
            decision: 1,
            product,
            routing: Routing::default(),
        })
        .collect();
    let record = Record {
        position: Position { topic: Topic::new("articles.raw"), partition: 0, offset: 1 },
        timestamp: None,
        key: Some(HOSTILE.into()),
        value: Some(HOSTILE.into()),
        headers: Vec::new(),
    };
    metrics.settled(&Topic::new(HOSTILE), 0, 1);
    metrics.end_seen(&Topic::new(HOSTILE), 0, 5);
    metrics.batch_committed(Tally::of(2, 0, &outcomes).lately(Lately::of(&outcomes, [record].iter())));
    let health = Health::default();
    health.release(Latch::Start);
    health.hold(Latch::Line, HOSTILE);
    (metrics, health)
}

fn is_command(c: char) -> bool {
    harmless(c) != c
}

/// Every element in it, by its name and the names of its attributes.
fn assert_harmless(page: &str) {
    assert!(!page.chars().any(|c| c != '\n' && is_command(c)), "{}", page.escape_debug());
    let tags: Vec<_> = page.split('<').skip(1).map(|rest| rest.split('>').next().unwrap()).collect();
    for tag in tags {
        let name = tag.split([' ', '/']).next().unwrap();
        assert!(name != "img" && (name != "script" || tag == "script src=\"/page.js\" defer"), "{tag}");
        assert!(!tag.contains(" onerror=") || tag.contains("&quot;"), "{tag}");
    }
    assert!(!page.contains("href=\"javascript:") && !page.contains("href=\"data:"), "{page}");
    assert!(page.contains("&lt;script&gt;"), "{page}");
}

#[test]
fn what_strangers_wrote_is_text_on_every_page() {
    let (metrics, health) = hostile_process();
    let reading = metrics.figures();
    let status = Status::of(&reading, &health);
    assert_harmless(&overview(&status));
    for note in &reading.seen.notes {
        assert_harmless(&explanation(&Asked::of(&note.origin), Some(note)));
    }
    assert_harmless(&super::dead_letters(Code::NotText, &reading.seen.letters[&Code::NotText]));
    assert!(!serde_json::to_string(&status).unwrap().chars().any(is_command));
}

#[test]
fn the_page_is_whole_without_a_script_and_comes_again_by_itself() {
    let (metrics, health) = hostile_process();
    let page = overview(&Status::of(&metrics.figures(), &health));
    assert!(page.contains("<noscript><meta http-equiv=\"refresh\" content=\"5\"></noscript>"), "{page}");
    for (id, part) in parts(&Status::of(&metrics.figures(), &health)) {
        let part = part.into_string();
        assert!(part.starts_with("<section") && part.contains(&format!(" id=\"{id}\"")), "{part}");
        assert!(page.contains(&part), "{id} is not on the page");
    }
    for policy_breaks in ["style=", "onclick=", "http://", "https://", "<style"] {
        assert!(!page.contains(policy_breaks), "{policy_breaks}");
    }
}

#[test]
fn a_button_to_resume_is_there_where_it_does_something() {
    let (metrics, health) = hostile_process();
    let button = "<form method=\"post\" action=\"/resume\">";
    assert!(!overview(&Status::of(&metrics.figures(), &health)).contains(button));
    health.await_resume(true);
    assert!(overview(&Status::of(&metrics.figures(), &health)).contains(button));
}

#[test]
fn who_stands_by_or_prepares_says_so() {
    let health = Health::default();
    health.release(Latch::Start);
    let standby = Metrics::default();
    standby.works_for("desk", "decide");
    assert!(overview(&Status::of(&standby.figures(), &health)).contains("stands by with a warm index"));
    let preparer = Metrics::default();
    preparer.works_for("desk", "prepare");
    preparer.active(true);
    assert!(overview(&Status::of(&preparer.figures(), &health)).contains("This process prepares records"));
}

#[test]
fn what_is_not_remembered_is_said_with_the_way_to_ask() {
    let page = explanation(&Asked::of(&origin(7)), None);
    assert!(page.contains("remembers nothing of it"));
    assert!(page.contains("copydesk explain known --origin articles.raw/0/7"));
}
