//! A title divided at the marks that publishers put between headline, section and outlet.

use crate::normalize::scripts::is_dense;

/// What divides a part from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// The first part has nothing before it.
    Start,
    /// ` - ` and its longer sisters: found within headlines too.
    Dash,
    /// ` | `, ` » `, ` :: ` and the like: seldom within headlines.
    Bar,
    /// `: `, which headlines are full of.
    Colon,
    /// ` : ` and `：`: before a headline they are colons, after it they may set the outlet off like a dash.
    WideColon,
}

/// A trimmed part of a title: `title.get(start..end)`.
#[derive(Clone, Copy, Debug)]
pub struct Part<'t> {
    pub text: &'t str,
    pub start: usize,
    pub end: usize,
    pub mark: Mark,
}

/// The parts in order; those without a letter or digit are left out. A title without a mark is one part.
pub fn split(title: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut mark = Mark::Start;
    let mut before = ' ';
    let mut chars = title.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let run_start = before;
        before = c;
        if !may_divide(c) {
            continue;
        }
        let mut end = at + c.len_utf8();
        let mut count = 1;
        while let Some(&(next, _)) = chars.peek().filter(|&&(_, same)| same == c) {
            end = next + c.len_utf8();
            count += 1;
            chars.next();
        }
        let after = chars.peek().map_or(' ', |&(_, after)| after);
        if let Some(found) = kind(c, count, run_start, after) {
            push(&mut parts, title, (start, at), mark);
            start = end;
            mark = found;
        }
    }
    push(&mut parts, title, (start, title.len()), mark);
    parts
}

fn push<'t>(parts: &mut Vec<Part<'t>>, title: &'t str, (start, end): (usize, usize), mark: Mark) {
    let Some(raw) = title.get(start..end) else { return };
    let text = raw.trim();
    if text.chars().any(char::is_alphanumeric) {
        let start = start + (raw.len() - raw.trim_start().len());
        parts.push(Part { text, start, end: start + text.len(), mark });
    }
}

fn may_divide(c: char) -> bool {
    matches!(c, '-' | '|' | ':' | '/' | '_' | '>' | '~') || (!c.is_ascii() && may_divide_wide(c))
}

fn may_divide_wide(c: char) -> bool {
    matches!(
        c,
        '–' | '—'
            | '―'
            | '−'
            | '｜'
            | '¦'
            | '│'
            | 'ㅣ'
            | '·'
            | '•'
            | '»'
            | '›'
            | '：'
            | '✩'
            | '★'
            | '◆'
    )
}

/// The mark that a run of the same character is, between what stands before and after it.
fn kind(c: char, count: usize, before: char, after: char) -> Option<Mark> {
    let spaced = before.is_whitespace() && after.is_whitespace();
    // Scripts that write no spaces put none around the marks either.
    let dense = is_dense(before) || is_dense(after);
    match c {
        '|' | '｜' | '¦' | '│' | 'ㅣ' if count < 3 => Some(Mark::Bar),
        '-' | '–' | '—' | '―' | '−' => (spaced || (dense && count < 3)).then_some(Mark::Dash),
        ':' | '/' if count == 2 => spaced.then_some(Mark::Bar),
        ':' if spaced => Some(Mark::WideColon),
        ':' => (after.is_whitespace() && count == 1).then_some(Mark::Colon),
        '：' => Some(Mark::WideColon),
        '_' => (spaced || dense).then_some(Mark::Bar),
        '~' | '/' => spaced.then_some(Mark::Dash),
        _ => spaced.then_some(Mark::Bar),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(title: &str) -> Vec<&str> {
        split(title).into_iter().map(|part| part.text).collect()
    }

    #[test]
    fn marks_divide_where_they_stand_apart() {
        assert_eq!(texts("Tide rises – Coast | Harbour Post"), ["Tide rises", "Coast", "Harbour Post"]);
        assert_eq!(texts("Tide rises :: Coast » Post // Home"), ["Tide rises", "Coast", "Post", "Home"]);
        assert_eq!(texts("Harbour Post: tide rises"), ["Harbour Post", "tide rises"]);
    }

    #[test]
    fn marks_within_words_divide_nothing() {
        for title in ["Well-known ex-mayor at 10:30", "snake_case and/or 3:2", "He was 5-0 up", ""] {
            assert!(split(title).len() < 2, "{title}");
        }
    }

    #[test]
    fn dense_scripts_need_no_spaces() {
        assert_eq!(texts("潮位上升_港口新闻"), ["潮位上升", "港口新闻"]);
        assert_eq!(texts("潮位が上昇：港新聞"), ["潮位が上昇", "港新聞"]);
        assert_eq!(texts("조수 상승-사회ㅣ항구일보"), ["조수 상승", "사회", "항구일보"]);
    }

    #[test]
    fn a_part_knows_where_it_stands() {
        let title = "  Tide — Post ";
        for part in split(title) {
            assert_eq!(title.get(part.start..part.end), Some(part.text));
        }
    }
}
