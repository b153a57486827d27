//! Made-up raw records, the same for the same seed: new articles, re-crawls, revisions, copies, withdrawals, arrays,
//! protobuf, and records that are none.

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
    let mut dice = Dice(seed.wrapping_mul(2_654_435_769) | 1);
    let mut articles: Vec<Article> = Vec::new();
    let mut next_offset = vec![0i64; usize::try_from(partitions).unwrap()];
    let topic = Topic::new(topic);
    let mut record = |number: usize, key: Option<String>, value: Option<Vec<u8>>, partition: usize| {
        let offset = next_offset[partition];
        next_offset[partition] += 1;
        Record {
            position: Position { topic: topic.clone(), partition: i32::try_from(partition).unwrap(), offset },
            timestamp: Some(Timestamp::from_seconds(1_770_000_000 + i64::try_from(number).unwrap())),
            key: key.map(String::into_bytes),
            value,
            headers: Vec::new(),
        }
    };
    let made = (0..count).map(|number| {
        let partition = dice.roll(usize::try_from(partitions).unwrap());
        let kind = dice.roll(100);
        if articles.is_empty() || kind < 45 {
            articles.push(Article::new(&mut dice, number));
            let article = articles.last().unwrap();
            return record(number, None, Some(article.json(&article.url, "\n\n")), partition);
        }
        // Mostly recent articles.
        let back = dice.roll(articles.len().min(400));
        let chosen = articles.len() - 1 - back;
        match kind {
            45..65 => {
                let article = &articles[chosen];
                let url = format!("{}?utm_source=feed&fbclid={number}#top", article.url);
                record(number, None, Some(article.json(&url, if number % 2 == 0 { "\n" } else { "" })), partition)
            }
            65..75 => {
                let at = dice.roll(articles[chosen].sentences.len());
                articles[chosen].sentences[at] = sentence(&mut dice);
                record(number, None, Some(articles[chosen].json(&articles[chosen].url, "\n\n")), partition)
            }
            75..83 => {
                let url = format!("https://mirror-{}.example/{number}", dice.roll(9));
                record(number, None, Some(articles[chosen].json(&url, "\n\n")), partition)
            }
            83..86 => record(number, Some(articles[chosen].url.clone()), None, partition),
            86..90 => {
                let raw = RawArticle {
                    url: articles[chosen].url.clone(),
                    title: articles[chosen].title.clone(),
                    text: articles[chosen].sentences.join("\n\n"),
                    ..RawArticle::default()
                };
                record(number, None, Some(raw.encode_to_vec()), partition)
            }
            90..93 => {
                let item = |article: &Article| json!({"url": article.url, "title": article.title, "text": article.sentences.join(" ")});
                let value = json!([item(&articles[chosen]), {"title": "no url"}, 7, item(&articles[0])]).to_string();
                record(number, None, Some(value.into()), partition)
            }
            _ => {
                let value: &[u8] = match number % 5 {
                    0 => b"",
                    1 => b"\xff\xfe not text",
                    2 => b"{\"url\": \"https://a.example/1\", \"tit",
                    3 => b"{\"title\": \"no url\"}",
                    _ => b"404 Not Found",
                };
                record(number, Some(format!("key-{number}")), Some(value.to_vec()), partition)
            }
        }
    });
    made.collect()
}
