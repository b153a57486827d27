//! Bylines of Chinese, Japanese and Korean texts.
//!
//! Refuses the word for reporter without a mark beside it: headings hold it too.

use super::super::agencies;

/// `新华社记者 王明`, `本报记者：王明`, `（记者 王明）`, `[서울=연합뉴스] 홍길동 기자`. A mark must part the name from the word
/// for reporter, which headings about reporters hold too.
pub fn names(line: &str) -> Option<Vec<String>> {
    let is_bracketed =
        line.starts_with(['(', '（', '[', '【', '［']) && line.ends_with([')', '）', ']', '】', '］']);
    let line = if is_bracketed { line.trim_matches(|c| "()（）[]【】［］".contains(c)) } else { line };
    if let Some(before) = line.strip_suffix(" 기자").or_else(|| line.strip_suffix(" 특파원")) {
        let (source, name) = before.rsplit_once([' ', '=', ']', ')']).unwrap_or(("", before));
        let is_name = (2..=4).contains(&name.chars().count()) && name.chars().all(is_hangul);
        let is_set_off = is_bracketed || before.contains(['=', ']', ')']) || agencies::name(source).is_some();
        return (is_name && is_set_off && before.chars().count() <= 24).then(|| vec![name.to_owned()]);
    }
    let (before, after) = line.split_once("记者").or_else(|| line.split_once("記者"))?;
    let has_mark = after.starts_with([':', '：', '/', '／']);
    let is_outlet =
        before.ends_with(['社', '报', '報', '网', '網', '台', '刊']) && before.chars().count() <= 8;
    let is_set_off = has_mark || (after.starts_with(' ') && (is_outlet || is_bracketed));
    if !is_set_off || !(before.is_empty() || is_outlet) {
        return None;
    }
    let after = after.trim_matches([' ', ':', '：', '/', '／']);
    let people: Vec<&str> = after.split(['、', ' ', '，']).filter(|name| !name.is_empty()).collect();
    let are_names =
        people.iter().all(|name| (2..=4).contains(&name.chars().count()) && name.chars().all(is_han));
    (are_names && (1..=4).contains(&people.len())).then(|| people.into_iter().map(str::to_owned).collect())
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

#[cfg(test)]
mod tests {
    use super::names;

    #[test]
    fn a_mark_parts_the_name_from_the_word() {
        for (line, name) in [
            ("新华社记者 王明", "王明"),
            ("记者：王明", "王明"),
            ("（记者 王明）", "王明"),
            ("[서울=연합뉴스] 홍길동 기자", "홍길동"),
        ] {
            assert_eq!(names(line).unwrap(), [name], "{line}");
        }
        for line in
            ["記者会見", "女记者遇害", "女记者 遇害", "记者 调查", "新华社记者", "여성 기자", "유명한 기자"]
        {
            assert_eq!(names(line), None, "{line}");
        }
    }
}
