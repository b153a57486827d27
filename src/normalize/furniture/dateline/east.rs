//! Datelines in Chinese, Japanese and Korean, which set brackets and no dash.
//!
//! `新华社北京8月22日电`, `（中央社記者王小明台北22日電）`, `東京（共同）`, `【北京=共同】`, `(서울=연합뉴스) 홍길동 기자 = `.

use super::super::agencies;
use super::Dateline;

/// In characters: place, day, reporter.
const LONGEST: usize = 40;
const LONGEST_PLACE: usize = 8;

pub fn read(head: &str) -> Option<Dateline<'_>> {
    let first = head.chars().next()?;
    if matches!(first, '(' | '（' | '[' | '【' | '［' | '〔') {
        return bracketed(head);
    }
    if !super::super::super::phrases::is_unspaced(first) {
        return None;
    }
    wired(head).or_else(|| place_first(head))
}

/// The agency, the place, the day, and the character that says that it came by wire.
fn wired(head: &str) -> Option<Dateline<'_>> {
    let (_, rest) = agencies::leading(head)?;
    let agency = head.get(..head.len() - rest.len())?;
    let (before, after) = rest.split_once(['电', '電'])?;
    let is_short = before.chars().nth(LONGEST).is_none();
    if !is_short || !before.contains('日') || before.contains(['。', '，', '\n']) {
        return None;
    }
    let after = without_reporters(after);
    Some(Dateline { length: head.len() - after.len(), place: place(before), agency: Some(agency) })
}

/// What precedes the day, without the word for a reporter and the name.
fn place(text: &str) -> &str {
    let end = text.find(|c: char| c.is_numeric() || c == '（').unwrap_or(text.len());
    let place = text.get(..end).unwrap_or_default();
    if place.contains("记者") || place.contains("記者") || place.chars().nth(LONGEST_PLACE).is_some() {
        ""
    } else {
        place
    }
}

/// `电（记者王明）会议`: the reporters in brackets belong to the dateline.
fn without_reporters(text: &str) -> &str {
    let inner = text.strip_prefix(['（', '(']);
    let rest = inner.and_then(|inner| inner.split_once(['）', ')'])).filter(|(inside, _)| {
        inside.chars().nth(LONGEST).is_none() && (inside.contains("记者") || inside.contains("記者"))
    });
    rest.map_or(text, |(_, rest)| rest).trim_start_matches([' ', '\u{3000}', '：', ':', '—', '-'])
}

/// `東京（共同）`
fn place_first(head: &str) -> Option<Dateline<'_>> {
    let (place, rest) = head.split_once(['（', '('])?;
    let (agency, rest) = rest.split_once(['）', ')'])?;
    let is_place = place.chars().nth(LONGEST_PLACE).is_none() && place.chars().all(char::is_alphabetic);
    let rest = rest.trim_start_matches([' ', '\u{3000}', '－', '—', '-']);
    (is_place && agencies::credit(agency).is_some()).then_some(Dateline {
        length: head.len() - rest.len(),
        place,
        agency: Some(agency),
    })
}

fn bracketed(head: &str) -> Option<Dateline<'_>> {
    let mut chars = head.chars();
    chars.next()?;
    let (inside, rest) = chars.as_str().split_once([')', '）', ']', '】', '］', '〕'])?;
    if inside.chars().nth(LONGEST).is_some() {
        return None;
    }
    if let Some((place, agency)) = inside.split_once(['=', '＝']) {
        agencies::credit(agency.trim()).or_else(|| is_east_asian(place).then(String::new))?;
        let rest = without_korean_reporter(rest);
        let agency = Some(agency.trim()).filter(|agency| agencies::credit(agency).is_some());
        return Some(Dateline { length: head.len() - rest.len(), place: place.trim(), agency });
    }
    if inside.ends_with(['电', '電']) {
        let (_, after) = agencies::leading(inside)?;
        let agency = inside.get(..inside.len() - after.len())?;
        let rest = rest.trim_start();
        return Some(Dateline { length: head.len() - rest.len(), place: place(after), agency: Some(agency) });
    }
    None
}

fn is_east_asian(text: &str) -> bool {
    !text.is_empty() && text.chars().all(super::super::super::phrases::is_unspaced)
}

/// ` 홍길동 기자 = `: who reports stands between the bracket and the report.
fn without_korean_reporter(rest: &str) -> &str {
    let reporter = rest.split_once(['=', '＝']).filter(|(name, _)| {
        name.chars().nth(LONGEST).is_none() && (name.contains("기자") || name.contains("특파원"))
    });
    reporter.map_or(rest, |(_, rest)| rest).trim_start()
}

#[cfg(test)]
mod tests {
    use super::super::dateline;

    #[test]
    fn datelines_of_east_asian_agencies_are_read() {
        for (text, place, agency) in [
            ("新华社北京8月22日电 会议开幕。", "北京", Some("新华社")),
            ("新华社北京8月22日电（记者王明）会议开幕。", "北京", Some("新华社")),
            ("中新社上海9月1日电会议开幕。", "上海", Some("中新社")),
            ("（中央社記者王小明台北22日電）会议开幕。", "", Some("中央社")),
            ("東京（共同）会议开幕。", "東京", Some("共同")),
            ("【北京=共同】会议开幕。", "北京", Some("共同")),
            ("【ワシントン＝山田太郎】会议开幕。", "ワシントン", None),
            ("(서울=연합뉴스) 홍길동 기자 = 会议开幕。", "서울", Some("연합뉴스")),
            ("[서울=뉴시스] 홍길동 기자 = 会议开幕。", "서울", Some("뉴시스")),
        ] {
            let line = dateline(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!((line.place, line.agency), (place, agency), "{text}");
            assert_eq!(text.get(line.length..), Some("会议开幕。"), "{text}");
        }
    }

    #[test]
    fn text_that_names_an_agency_is_text() {
        for text in ["新华社记者在北京采访了市长。", "東京（とうきょう）は首都である。", "【速報】会议开幕。"]
        {
            assert_eq!(dateline(text), None, "{text}");
        }
    }
}
