//! Made-up articles as scrapers send them: about three kilobytes of JSON, in three languages.
//!
//! An article is its language and its number: the same each time, and no two alike in URL or text. The texts are
//! two stories for each language; a `#` in them becomes a number, and now and then a sentence is left out.

#![allow(dead_code, reason = "each bench takes a part")]

use std::fmt;

use serde_json::json;

#[derive(Clone, Copy, Debug)]
pub enum Language {
    English,
    Italian,
    Chinese,
}

impl Language {
    pub const ALL: [Self; 3] = [Self::English, Self::Italian, Self::Chinese];

    fn paper(self) -> Paper {
        match self {
            Self::English => Paper {
                code: "en",
                name: "The Marrow Bay Lantern",
                host: "www.lantern.example",
                path: "news/local/report",
                section: "Local news",
                authors: ["Ruth Calloway", "Daniel Pryce", "Imogen Tate"],
                tags: ["harbour", "council", "transport", "economy", "planning"],
                between_sentences: " ",
                stories: include_str!("english.txt"),
            },
            Self::Italian => Paper {
                code: "it",
                name: "La Voce di Borgo Serrano",
                host: "www.lavoce.example",
                path: "cronaca/articolo",
                section: "Cronaca",
                authors: ["Marta Bellandi", "Carlo Righetti", "Sara D’Amico"],
                tags: ["comune", "lavori pubblici", "trasporti", "economia", "città"],
                between_sentences: " ",
                stories: include_str!("italian.txt"),
            },
            Self::Chinese => Paper {
                code: "zh",
                name: "临河晚报",
                host: "news.linhe.example",
                path: "shehui/content",
                section: "社会",
                authors: ["赵文静", "孙立明", "许可"],
                tags: ["城市建设", "交通", "民生", "铁路", "公园"],
                between_sentences: "",
                stories: include_str!("chinese.txt"),
            },
        }
    }

    /// As a page of this language prints it.
    fn printed_date(self, day: usize, hour: usize, minute: usize) -> String {
        match self {
            Self::English => format!("September {day}, 2025 at {hour}:{minute:02} am"),
            Self::Italian => format!("{day} settembre 2025, {hour}:{minute:02}"),
            Self::Chinese => format!("2025年9月{day}日 {hour:02}:{minute:02}"),
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::English => "english",
            Self::Italian => "italian",
            Self::Chinese => "chinese",
        })
    }
}

struct Paper {
    code: &'static str,
    name: &'static str,
    host: &'static str,
    path: &'static str,
    section: &'static str,
    authors: [&'static str; 3],
    tags: [&'static str; 5],
    between_sentences: &'static str,
    /// Divided by `---`; the title first, then a line for each sentence, a blank line between paragraphs.
    stories: &'static str,
}

/// The value of the raw record.
pub fn json(language: Language, number: u64) -> Vec<u8> {
    let paper = language.paper();
    let mut dice = Dice(number);
    let (title, body) = told(&paper, &mut dice);
    let url = format!("https://{}/2025/09/{}-{number}.html", paper.host, paper.path);
    let (day, hour, minute) = (1 + dice.roll(28), 1 + dice.roll(11), dice.roll(60));
    let iso = format!("2025-09-{day:02}T{hour:02}:{minute:02}:00");
    let declares_itself = dice.roll(2) == 0;
    let prints_its_date = dice.roll(2) == 0;
    let author = dice.roll(3);
    json!({
        "url": format!("{url}?utm_source=feed&utm_medium=rss&ref=front"),
        "canonical_url": declares_itself.then_some(&url),
        "title": title,
        "description": body.lines().next(),
        "maintext": body,
        "authors": [paper.authors[author], paper.authors[(author + 1) % 3]],
        "date_publish": if prints_its_date { language.printed_date(day, hour, minute) } else { iso + "+02:00" },
        "date_download": format!("2025-09-30 {hour:02}:{minute:02}:17"),
        "language": paper.code,
        "source_domain": paper.host,
        "site_name": paper.name,
        "section": paper.section,
        "tags": paper.tags,
        "image_url": format!("https://img.example/2025/09/{number}-wide.jpg?w=1200"),
        "spider": "front-pages",
        "http_status": 200,
    })
    .to_string()
    .into()
}

/// What it tells, without what is around it.
pub struct Story {
    pub title: String,
    pub body: String,
}

pub fn story(language: Language, number: u64) -> Story {
    let (title, body) = told(&language.paper(), &mut Dice(number));
    Story { title, body }
}

/// Title and body.
fn told(paper: &Paper, dice: &mut Dice) -> (String, String) {
    let stories: Vec<_> = paper.stories.split("---\n").collect();
    let (title, text) = stories[dice.roll(stories.len())].split_once('\n').expect("a story has a title");
    let title = number_in(title, dice);
    let paragraphs = text.trim_end().split("\n\n").map(|paragraph| {
        let sentences = paragraph.lines().filter(|_| dice.roll(20) > 0).collect::<Vec<_>>();
        number_in(&sentences.join(paper.between_sentences), dice)
    });
    (title, paragraphs.collect::<Vec<_>>().join("\n\n"))
}

fn number_in(text: &str, dice: &mut Dice) -> String {
    text.split_inclusive('#')
        .map(|part| match part.strip_suffix('#') {
            Some(before) => format!("{before}{}", 2 + dice.roll(997)),
            None => part.to_owned(),
        })
        .collect()
}

/// Numbers that look random and are not: `SplitMix64`, which makes something of any seed.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        let sides = sides as u64;
        usize::try_from((mixed ^ (mixed >> 31)) % sides).expect("less than a usize")
    }
}
