//! Bylines of China, Japan and Korea, which say with words and marks between them who did what:
//! `文：李明／写真：王芳`, `編集委員・山田太郎`, `서울=김철수 기자`, `记者 张三 李四`.
//!
//! Owns `east.txt`. Refuses a byline with any word that is none of these and no name, and one without such a word: then
//! it is read as those of other scripts are.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::agencies::is_agency;
use super::shape::is_person;
use super::shares::Share;
use crate::normalize::scripts::{is_dense, is_han, is_hangul};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Word {
    /// Stands before those whose share it says.
    Label(Share),
    /// Says where the text came from; what follows is no person.
    Source,
    /// Stands beside a name and says what its bearer is.
    Office,
}

static WORDS: LazyLock<HashMap<&str, Word>> = LazyLock::new(|| {
    let lines = include_str!("east.txt").lines().filter(|line| !line.starts_with('#'));
    let words = lines.filter_map(|line| {
        let (kind, words) = line.split_once(' ')?;
        let kind = match kind {
            "author" => Word::Label(Share::Author),
            "help" => Word::Label(Share::Help),
            "translation" => Word::Label(Share::Translation),
            "source" => Word::Source,
            _ => Word::Office,
        };
        Some(words.split_whitespace().map(move |word| (word, kind)))
    });
    words.flatten().collect()
});

/// The family names that most Chinese have. Where every name begins so, spaces stand between persons.
const FAMILIES: &str = "王李张張刘劉陈陳杨楊黄黃赵趙吴吳周徐孙孫马馬朱胡郭何高罗羅郑鄭梁谢謝宋唐许許邓鄧韩韓冯馮曹彭曾肖蕭萧田董袁潘于蒋蔣蔡\
    余杜叶葉程苏蘇魏吕呂丁任沈姚卢盧姜崔钟鍾谭譚陆陸汪范金石廖贾賈夏韦韋付方白邹鄒孟熊秦邱江尹薛闫閻段雷侯龙龍史陶黎贺賀顾顧毛郝龚龔\
    邵万萬钱錢严嚴覃武戴莫孔向汤湯林";
/// In bytes. A byline is shorter.
const LONGEST: usize = 300;
const MOST_TOKENS: usize = 40;
/// Marks between the words of a byline, apart from the space and the dot within foreign names.
const MARKS: [char; 24] = [
    '、', '，', ',', '・', '·', '･', '/', '／', ':', '：', '|', '｜', '丨', '│', '＝', '=', ';', '；', '(',
    ')', '（', '）', '【', '】',
];

#[derive(Clone, Copy, Debug)]
struct Token<'t> {
    text: &'t str,
    /// The mark before it; a space where there is none.
    before: char,
    /// The mark behind it.
    after: char,
}

/// Those whom a byline names, each with the share; nothing where it is to be read in another way.
pub fn read(byline: &str) -> Option<Vec<(String, Share)>> {
    if byline.len() > LONGEST || !byline.chars().any(is_dense) {
        return None;
    }
    let byline = without_source(byline);
    let tokens = tokens(byline);
    if tokens.is_empty() || tokens.len() > MOST_TOKENS {
        return None;
    }
    let mut reading = Reading::default();
    for (at, token) in tokens.iter().enumerate() {
        reading.take(token, tokens.get(at + 1))?;
    }
    reading.finish()
}

/// `[서울=뉴시스] 김철수 기자`: what stands in brackets before the name is the place and the agency.
fn without_source(byline: &str) -> &str {
    let inner = byline.strip_prefix(['[', '(', '（', '【', '［']);
    let split = inner.and_then(|inner| inner.split_once([']', ')', '）', '】', '］']));
    split
        .filter(|(source, rest)| source.contains(['=', '＝']) && !rest.trim().is_empty())
        .map_or(byline, |(_, rest)| rest)
}

fn tokens(byline: &str) -> Vec<Token<'_>> {
    let is_mark = |c: char| MARKS.contains(&c) || matches!(c, '[' | ']' | '［' | '］');
    let mut tokens: Vec<Token<'_>> = Vec::new();
    let mut before = ' ';
    let mut rest = byline;
    while !rest.is_empty() {
        let end = rest.find(|c: char| is_mark(c) || c.is_whitespace()).unwrap_or(rest.len());
        let Some((text, beyond)) = rest.split_at_checked(end) else { break };
        let after = beyond.chars().next().unwrap_or(' ');
        if text.is_empty() {
            // Of a mark and the spaces around it the mark counts.
            if is_mark(after) {
                before = after;
                if let Some(last) = tokens.last_mut().filter(|last| last.after.is_whitespace()) {
                    last.after = after;
                }
            }
        } else {
            tokens.push(Token { text, before, after });
            before = if is_mark(after) { after } else { ' ' };
        }
        rest = beyond.get(after.len_utf8()..).unwrap_or_default();
    }
    tokens
}

#[derive(Debug)]
struct Named {
    text: String,
    share: Share,
    /// Only a space parts it from the name before.
    is_spaced: bool,
    /// Of an office that may be another's: `北京特派員`.
    is_doubtful: bool,
}

#[derive(Debug, Default)]
struct Reading {
    share: Option<Word>,
    names: Vec<Named>,
    has_word: bool,
    was_name: bool,
}

impl Reading {
    fn take(&mut self, token: &Token<'_>, next: Option<&Token<'_>>) -> Option<()> {
        let Token { text, before, after } = *token;
        let was_name = std::mem::take(&mut self.was_name);
        let is_spaced = before == ' ' && was_name;
        if let Some(&word) = WORDS.get(text) {
            self.has_word = true;
            // `김철수 베이징 특파원`: between the name and the office stands the place.
            if text == "특파원"
                && self.names.len() > 1
                && self.names.last().is_some_and(|last| last.is_spaced)
            {
                self.names.pop();
            }
            let is_label = word != Word::Office;
            // `取材・文`: of two labels either says it.
            if is_label && !(self.names.is_empty() && self.share == Some(Word::Label(Share::Author))) {
                self.share = Some(word);
            }
            return Some(());
        }
        if matches!(after, '=' | '＝') && text.chars().all(is_dense) && next.is_some() {
            self.has_word = true;
            return Some(());
        }
        if self.share == Some(Word::Source) {
            return Some(());
        }
        if let Some(rest) = behind_label(text) {
            self.has_word = true;
            self.push(rest, false, false);
            return Some(());
        }
        if let Some(stem) = before_office(text) {
            self.has_word = true;
            if !stem.ends_with(['社', '报', '報', '网', '網', '台', '刊', '聞', '闻', '部', '局'])
                && is_name(stem)
            {
                self.push(stem, is_spaced, true);
            }
            return Some(());
        }
        if is_dispatch(text) || is_outlet(text) || is_agency(text) {
            self.has_word = true;
            return Some(());
        }
        self.name(token, was_name)
    }

    fn name(&mut self, token: &Token<'_>, was_name: bool) -> Option<()> {
        let Token { text, before, .. } = *token;
        let is_spaced = was_name && before == ' ';
        let is_latin =
            !text.chars().any(is_dense) && text.chars().all(|c| c.is_alphabetic() || ".-'’".contains(c));
        let goes_on = match before {
            // A dot stands within foreign names.
            '·' if text.chars().all(is_han) => {
                self.names.last().is_some_and(|last| last.text.chars().all(|c| is_han(c) || c == '·'))
                    && was_name
            }
            '・' | '·' | '･' => self.has_name_in_progress() && text.chars().all(is_katakana_or_latin),
            ' ' => is_latin && is_spaced,
            _ => false,
        };
        if goes_on && let Some(last) = self.names.last_mut() {
            last.text.push(before);
            last.text.push_str(text);
        } else if is_latin || is_name(text) || (is_spaced_part(text) && before == ' ') || is_katakana(text) {
            self.push(text, is_spaced, false);
        } else {
            return None;
        }
        self.was_name = true;
        Some(())
    }

    fn has_name_in_progress(&self) -> bool {
        self.names
            .last()
            .is_some_and(|last| last.text.chars().all(|c| is_katakana_or_latin(c) || "・·･".contains(c)))
    }

    fn push(&mut self, text: &str, is_spaced: bool, is_doubtful: bool) {
        let share = match self.share {
            Some(Word::Label(share)) => share,
            Some(Word::Source | Word::Office) | None => Share::Author,
        };
        self.was_name = true;
        self.names.push(Named { text: text.to_owned(), share, is_spaced, is_doubtful });
    }

    fn finish(mut self) -> Option<Vec<(String, Share)>> {
        if self.names.iter().any(|name| !name.is_doubtful) {
            self.names.retain(|name| !name.is_doubtful);
        }
        // What came from elsewhere names nobody here.
        if self.names.is_empty() && self.share == Some(Word::Source) {
            return Some(Vec::new());
        }
        let names = joined(self.names)?;
        let are_named = names.iter().all(|(name, _)| {
            is_name(name) || is_katakana(name) || is_person(name) || name.contains([' ', '·'])
        });
        (self.has_word && !names.is_empty() && are_named).then_some(names)
    }
}

/// Spaces part persons where every name is a Chinese one; else they part the family from the given name.
fn joined(names: Vec<Named>) -> Option<Vec<(String, Share)>> {
    let are_persons = names.iter().all(|name| {
        let is_hangul = name.text.chars().all(is_hangul);
        is_hangul || !name.text.chars().all(is_han) || (is_chinese(&name.text))
    });
    let mut persons: Vec<(String, Share)> = Vec::new();
    let mut parts = 0;
    for name in names {
        if let Some((last, _)) = persons.last_mut().filter(|_| name.is_spaced && !are_persons) {
            parts += 1;
            if parts > 2 {
                return None;
            }
            last.push(' ');
            last.push_str(&name.text);
        } else {
            parts = 1;
            persons.push((name.text, name.share));
        }
    }
    Some(persons)
}

fn is_chinese(name: &str) -> bool {
    let letters = name.chars().count();
    (2..=3).contains(&letters) && name.starts_with(|c: char| FAMILIES.contains(c))
}

/// As names are written: two to four characters of Chinese or Korean, kana among them in Japanese.
fn is_name(text: &str) -> bool {
    let count = text.chars().count();
    let is_hiragana = |c: char| matches!(c, '\u{3041}'..='\u{3096}');
    if text.chars().all(is_hangul) {
        return (2..=4).contains(&count);
    }
    text.chars().all(is_han) && (2..=5).contains(&count)
        || text.starts_with(is_han)
            && text.chars().all(|c| is_han(c) || is_hiragana(c))
            && (3..=6).contains(&count)
}

/// A part of a name that a space parts from the rest: `林 太郎`.
fn is_spaced_part(text: &str) -> bool {
    text.chars().count() == 1 && text.chars().all(is_han)
}

fn is_katakana_or_latin(c: char) -> bool {
    matches!(c, '\u{30a1}'..='\u{30fa}' | 'ー') || c.is_ascii_alphabetic()
}

fn is_katakana(text: &str) -> bool {
    text.chars().nth(1).is_some() && text.chars().all(|c| is_katakana_or_latin(c) || "・·･ ".contains(c))
}

/// `記者林小海`: the label without a mark.
fn behind_label(text: &str) -> Option<&str> {
    let labels = ["新华社记者", "新華社記者", "本报记者", "本報記者", "记者", "記者", "撰文", "编辑", "編輯"];
    let rest = labels.iter().find_map(|label| text.strip_prefix(label))?;
    ((2..=4).contains(&rest.chars().count()) && rest.chars().all(is_han)).then_some(rest)
}

/// `山田太郎記者`, `김철수기자`; `北京特派員` and `政治部` are offices too.
fn before_office(text: &str) -> Option<&str> {
    const OFFICES: [&str; 32] = [
        "記者",
        "记者",
        "特派員",
        "特派员",
        "編集委員",
        "論説委員",
        "論説委員長",
        "解説委員",
        "委員",
        "支局長",
        "編集長",
        "局長",
        "部長",
        "主筆",
        "教授",
        "弁護士",
        "アナウンサー",
        "研究員",
        "研究员",
        "评论员",
        "評論員",
        "政治部",
        "経済部",
        "社会部",
        "国際部",
        "文化部",
        "総局",
        "支局",
        "선임기자",
        "전문기자",
        "기자",
        "특파원",
    ];
    OFFICES
        .iter()
        .filter_map(|office| text.strip_suffix(office))
        .filter(|stem| !stem.is_empty())
        .min_by_key(|stem| stem.len())
}

/// From where a report was sent: `台北報導`, `綜合報導`.
fn is_dispatch(text: &str) -> bool {
    ["報導", "报道", "報道", "讯", "訊"].iter().any(|ending| text.ends_with(ending))
}

/// `朝日新聞`, `共同通信`.
fn is_outlet(text: &str) -> bool {
    const ENDINGS: [&str; 11] =
        ["新聞", "新聞社", "新闻", "通信", "通信社", "放送", "テレビ", "日报", "日報", "晚报", "신문"];
    ENDINGS.iter().any(|ending| text.ends_with(ending) && text.len() > ending.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authors(byline: &str) -> Option<Vec<String>> {
        let of_authors = |(name, share)| (share == Share::Author).then_some(name);
        read(byline).map(|names| names.into_iter().filter_map(of_authors).collect())
    }

    #[test]
    fn offices_labels_and_places_part_the_names() {
        for (byline, names) in [
            ("編集委員・山田太郎", &["山田太郎"][..]),
            ("論説委員 山田太郎", &["山田太郎"]),
            ("山田太郎（編集委員）", &["山田太郎"]),
            ("記者 山田 太郎", &["山田 太郎"]),
            ("編集委員　林 太郎", &["林 太郎"]),
            ("取材・文　山田太郎", &["山田太郎"]),
            ("文・山田太郎、写真・佐藤花子", &["山田太郎", "佐藤花子"]),
            ("聞き手・山田太郎", &["山田太郎"]),
            ("文：李明／写真：王芳", &["李明", "王芳"]),
            ("文｜张三 编辑｜李四", &["张三"]),
            ("記者林小海／台北報導", &["林小海"]),
            ("北京＝山田太郎", &["山田太郎"]),
            ("北京特派員 山田太郎", &["山田太郎"]),
            ("山田太郎記者、佐藤花子記者", &["山田太郎", "佐藤花子"]),
            ("文・ジョン・スミス 訳・山田花子", &["ジョン・スミス"]),
            ("政治部 山田太郎", &["山田太郎"]),
            ("记者 张三 李四", &["张三", "李四"]),
            ("本报记者 张三 实习生 李四", &["张三", "李四"]),
            ("记者：张三 编辑：李四", &["张三"]),
            ("作者：John Smith 翻译：李四", &["John Smith"]),
            ("来源：新华社 记者：张三", &["张三"]),
            ("来源：新华社", &[]),
            ("记者 约翰·史密斯", &["约翰·史密斯"]),
            ("朝日新聞 記者 山田太郎", &["山田太郎"]),
            ("문화부 김철수 기자", &["김철수"]),
            ("서울=김철수 기자", &["김철수"]),
            ("[서울=뉴시스]김철수 기자", &["김철수"]),
            ("김철수·박영희 기자", &["김철수", "박영희"]),
            ("김철수 베이징 특파원", &["김철수"]),
            ("글·사진=김철수 기자", &["김철수"]),
            ("글 김철수 번역 박영희", &["김철수"]),
        ] {
            assert_eq!(authors(byline).unwrap(), names, "{byline}");
        }
    }

    #[test]
    fn what_has_no_such_word_or_any_other_is_read_elsewhere() {
        for byline in [
            "林海、王河",
            "山田太郎",
            "ジョン・スミス",
            "약속의 땅 기자",
            "記者会見の記録",
            "Ada Holm",
            "青い海と風の記録 記者",
        ] {
            assert_eq!(read(byline), None, "{byline}");
        }
    }

    #[test]
    fn every_word_stands_once() {
        let words =
            include_str!("east.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        assert_eq!(words.map(|line| line.split_whitespace().count() - 1).sum::<usize>(), WORDS.len());
    }
}
