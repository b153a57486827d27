//! Made-up raw records, the same for the same seed: new articles, re-crawls, revisions, copies, withdrawals, arrays,
//! protobuf, and records that are none.

use std::collections::VecDeque;

use copydesk::proto::{RawArticle, Timestamp};
use copydesk::record::{Position, Record, Topic};
use prost::Message as _;
use serde_json::json;

const WORDS: [&str; 32] = [
    "harbour",
    "council",
    "river",
    "bridge",
    "minister",
    "ferry",
    "school",
    "market",
    "island",
    "budget",
    "winter",
    "train",
    "station",
    "engineer",
    "valley",
    "library",
    "festival",
    "storm",
    "voters",
    "museum",
    "hospital",
    "contract",
    "mayor",
    "teachers",
    "airport",
    "farmers",
    "court",
    "tunnel",
    "garden",
    "theatre",
    "drivers",
    "reservoir",
];

/// Numbers that look random and are not.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % sides as u64).unwrap()
    }
}

#[derive(Clone)]
struct Article {
    url: String,
    title: String,
    sentences: Vec<String>,
}

fn sentence(dice: &mut Dice) -> String {
    let words: Vec<_> = (0..8 + dice.roll(8)).map(|_| WORDS[dice.roll(WORDS.len())]).collect();
    format!("The {} {}.", words.join(" "), dice.roll(100_000))
}

impl Article {
    fn new(dice: &mut Dice, number: usize) -> Self {
        Self {
            url: format!("https://www.paper-{}.example/news/story-{number}", dice.roll(20)),
            title: format!("Report {number} on the {}", WORDS[dice.roll(WORDS.len())]),
            sentences: (0..12 + dice.roll(12)).map(|_| sentence(dice)).collect(),
        }
    }

    fn json(&self, url: &str, between: &str) -> Vec<u8> {
        json!({"url": url, "title": self.title, "text": self.sentences.join(between), "lang": "en"})
            .to_string()
            .into()
    }
}

/// `count` records over `partitions`, in the order in which they are sent.
pub fn records(topic: &str, seed: u64, count: usize, partitions: i32) -> Vec<Record> {
    Records::new(topic, seed, partitions).take(count).collect()
}

/// The time of the first record.
pub fn begin() -> Timestamp {
    Timestamp::from_seconds(1_770_000_000)
}

/// Without end, in little memory.
pub struct Records {
    dice: Dice,
    topic: Topic,
    next_offset: Vec<i64>,
    number: usize,
    /// The very first, which comes again and again.
    first: Option<Article>,
    recent: VecDeque<Article>,
}

/// How far back an article may lie that comes again.
const RECENT: usize = 400;

impl Records {
    pub fn new(topic: &str, seed: u64, partitions: i32) -> Self {
        Self {
            dice: Dice(seed.wrapping_mul(2_654_435_769) | 1),
            topic: Topic::new(topic),
            next_offset: vec![0; usize::try_from(partitions).unwrap()],
            number: 0,
            first: None,
            recent: VecDeque::new(),
        }
    }

    /// What follows is for another topic of the same name.
    pub fn begin_anew(&mut self) {
        self.next_offset.fill(0);
    }

    fn record(&mut self, key: Option<String>, value: Option<Vec<u8>>, partition: usize) -> Record {
        let offset = self.next_offset[partition];
        self.next_offset[partition] += 1;
        let position =
            Position { topic: self.topic.clone(), partition: i32::try_from(partition).unwrap(), offset };
        Record {
            position,
            timestamp: Some(Timestamp::from_seconds(begin().seconds + i64::try_from(self.number).unwrap())),
            key: key.map(String::into_bytes),
            value,
            headers: Vec::new(),
        }
    }

    fn new_article(&mut self) -> Vec<u8> {
        let article = Article::new(&mut self.dice, self.number);
        let value = article.json(&article.url, "\n\n");
        self.first.get_or_insert_with(|| article.clone());
        self.recent.push_back(article);
        if self.recent.len() > RECENT {
            self.recent.pop_front();
        }
        value
    }

    /// What a scraper sends of an article that it sent before: key and value.
    fn again(&mut self, kind: usize) -> (Option<String>, Option<Vec<u8>>) {
        let number = self.number;
        let back = self.dice.roll(self.recent.len());
        let chosen = self.recent.len() - 1 - back;
        if (65..75).contains(&kind) {
            let at = self.dice.roll(self.recent[chosen].sentences.len());
            self.recent[chosen].sentences[at] = sentence(&mut self.dice);
        }
        let mirror = if (75..83).contains(&kind) { self.dice.roll(9) } else { 0 };
        let (article, first) = (&self.recent[chosen], self.first.as_ref().expect("the first was made"));
        match kind {
            45..65 => {
                let url = format!("{}?utm_source=feed&fbclid={number}#top", article.url);
                (None, Some(article.json(&url, if number.is_multiple_of(2) { "\n" } else { "" })))
            }
            65..75 => (None, Some(article.json(&article.url, "\n\n"))),
            75..83 => {
                (None, Some(article.json(&format!("https://mirror-{mirror}.example/{number}"), "\n\n")))
            }
            83..86 => (Some(article.url.clone()), None),
            86..90 => {
                let raw = RawArticle {
                    url: article.url.clone(),
                    title: article.title.clone(),
                    text: article.sentences.join("\n\n"),
                    ..RawArticle::default()
                };
                (None, Some(raw.encode_to_vec()))
            }
            90..93 => {
                let item = |article: &Article| json!({"url": article.url, "title": article.title, "text": article.sentences.join(" ")});
                let value = json!([item(article), {"title": "no url"}, 7, item(first)]);
                (None, Some(value.to_string().into()))
            }
            _ => {
                let value: &[u8] = match number % 5 {
                    0 => b"",
                    1 => b"\xff\xfe not text",
                    2 => b"{\"url\": \"https://a.example/1\", \"tit",
                    3 => b"{\"title\": \"no url\"}",
                    _ => b"404 Not Found",
                };
                (Some(format!("key-{number}")), Some(value.to_vec()))
            }
        }
    }
}

impl Iterator for Records {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        let partition = self.dice.roll(self.next_offset.len());
        let kind = self.dice.roll(100);
        let (key, value) = if self.recent.is_empty() || kind < 45 {
            (None, Some(self.new_article()))
        } else {
            self.again(kind)
        };
        let record = self.record(key, value, partition);
        self.number += 1;
        Some(record)
    }
}
