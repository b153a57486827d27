//! The lossless middle: an address that parsed, without what does not belong to it.
//!
//! Owns userinfo, the root dot, session identifiers, trackers and fragments. Promises that whoever fetches the result gets the same
//! page. What merges addresses that merely mean the same (`www`, `index.html`) is left to `key`.

use std::borrow::Cow;

use url::Url;

use super::rule::{Rule, Rules};
use super::{host, percent, trackers};

/// The cleaned address, or `None` where the parser's own text needs no cleaning.
pub(super) fn clean(url: &Url, rules: &mut Rules) -> Option<String> {
    let found_host = url.host_str()?;
    let host = host::without_root_dot(found_host);
    let path = path(url.path(), rules);
    let query = url.query().map(|found| query(found, host, rules));
    let fragment = url.fragment().map(|found| fragment(found, host, rules));
    let userinfo = !url.username().is_empty() || url.password().is_some();

    if userinfo {
        rules.note(Rule::Userinfo);
    }
    if host.len() < found_host.len() {
        rules.note(Rule::RootDot);
    }
    let same = !userinfo
        && host == found_host
        && path == url.path()
        && query.as_deref() == url.query()
        && query.as_deref() != Some("")
        && fragment.as_deref() == url.fragment()
        && fragment.as_deref() != Some("");
    if same {
        return None;
    }

    let mut text = String::with_capacity(url.as_str().len());
    text.push_str(url.scheme());
    text.push_str("://");
    text.push_str(host);
    if let Some(port) = url.port() {
        text.push(':');
        text.push_str(&port.to_string());
    }
    text.push_str(&path);
    push_part(&mut text, '?', query.as_deref());
    push_part(&mut text, '#', fragment.as_deref());
    Some(text)
}

fn push_part(text: &mut String, mark: char, part: Option<&str>) {
    if let Some(part) = part.filter(|part| !part.is_empty()) {
        text.push(mark);
        text.push_str(part);
    }
}

fn normal<'a>(part: &'a str, rules: &mut Rules) -> Cow<'a, str> {
    let normal = percent::normal(part);
    if normal != part {
        rules.note(Rule::PercentEscapes);
    }
    normal
}

fn path<'a>(found: &'a str, rules: &mut Rules) -> Cow<'a, str> {
    let path = normal(found, rules);
    if !path.contains([';', '(']) {
        return path;
    }
    let segments: Vec<&str> =
        path.split('/').filter(|segment| !is_session_segment(segment)).map(without_session).collect();
    let bare = segments.join("/");
    if bare == path {
        return path;
    }
    rules.note(Rule::SessionId);
    // A path that was nothing but a session still needs its root.
    Cow::Owned(if bare.starts_with('/') { bare } else { format!("/{bare}") })
}

/// `(S(lit3py55t21z5v55vlm25s55))`, which ASP.NET puts first where cookies are off; other letters hold other tickets.
fn is_session_segment(segment: &str) -> bool {
    let Some(mut tickets) = segment.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) else {
        return false;
    };
    if tickets.is_empty() {
        return false;
    }
    while !tickets.is_empty() {
        let ticket = tickets
            .strip_prefix(|kind: char| kind.is_ascii_uppercase())
            .and_then(|rest| rest.strip_prefix('('))
            .and_then(|rest| rest.split_once(')'));
        match ticket {
            Some((value, rest))
                if value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)) =>
            {
                tickets = rest;
            }
            Some(_) | None => return false,
        }
    }
    true
}

/// A segment without `;jsessionid=…` and its like; other path parameters stay.
fn without_session(segment: &str) -> &str {
    segment
        .match_indices(';')
        .filter_map(|(at, _)| segment.split_at_checked(at))
        .find(|(_, parameter)| {
            ["jsessionid", "phpsessid", "sessionid"].iter().any(|name| {
                let name_and_mark = parameter.get(1..=name.len());
                name_and_mark.is_some_and(|found| found.eq_ignore_ascii_case(name))
                    && parameter.get(name.len() + 1..).is_some_and(|rest| rest.starts_with('='))
            })
        })
        .map_or(segment, |(before, _)| before)
}

fn query<'a>(found: &'a str, host: &str, rules: &mut Rules) -> Cow<'a, str> {
    let query = normal(found, rules);
    let judged: Vec<(&str, bool)> = parameters(&query, host)
        .map(|parameter| (parameter, trackers::is_tracker(parameter, host)))
        .collect();
    let tracked = judged.iter().any(|(_, tracked)| *tracked);
    let empty = judged.iter().any(|(parameter, _)| parameter.is_empty());
    if empty {
        rules.note(Rule::EmptyParts);
    }
    if tracked {
        rules.note(Rule::Tracker);
    }
    if !(tracked || empty) {
        return query;
    }
    let mailed = judged.iter().any(|(parameter, _)| trackers::says_mailed(parameter));
    let stays = |(parameter, tracked): &(&str, bool)| {
        !(parameter.is_empty() || *tracked || (mailed && trackers::is_mail_companion(parameter)))
    };
    let kept: Vec<&str> =
        judged.iter().filter(|judged| stays(judged)).map(|(parameter, _)| *parameter).collect();
    Cow::Owned(kept.join("&"))
}

/// The parameters of a query. A second `?` counts as `&` where a tracker follows: tools append theirs without looking.
fn parameters<'a>(query: &'a str, host: &'a str) -> impl Iterator<Item = &'a str> {
    query.split('&').flat_map(move |parameter| {
        let appended = parameter.split_once('?').filter(|(_, rest)| trackers::is_tracker(rest, host));
        let (first, second) = appended.map_or((parameter, None), |(first, rest)| (first, Some(rest)));
        std::iter::once(first).chain(second)
    })
}

/// Client-side routes (`#/story/7`, `#!story`) are part of the address; all other fragments point into one and the same page.
fn fragment<'a>(found: &'a str, host: &str, rules: &mut Rules) -> Cow<'a, str> {
    if found.is_empty() {
        rules.note(Rule::EmptyParts);
        return Cow::Borrowed("");
    }
    if !found.starts_with(['!', '/']) {
        rules.note(Rule::Fragment);
        return Cow::Borrowed("");
    }
    // A second mark points into the page that the route names.
    let whole = found.split_once('#').map_or(found, |(route, _)| route);
    if whole.len() < found.len() {
        rules.note(Rule::Fragment);
    }
    let Some((route, tail)) = whole.split_once('?') else {
        return normal(whole, rules);
    };
    let tail = query(tail, host, rules);
    let route = normal(route, rules);
    let mut text = route.into_owned();
    push_part(&mut text, '?', Some(&tail));
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::super::canonicalize;

    fn cleaned(url: &str) -> String {
        canonicalize(url).expect("test URLs are fine").url
    }

    #[test]
    fn userinfo_is_never_shown() {
        assert_eq!(cleaned("https://desk:secret@paper.example/a"), "https://paper.example/a");
        assert_eq!(cleaned("https://desk@paper.example:8443/a"), "https://paper.example:8443/a");
    }

    #[test]
    fn the_root_dot_goes_and_the_port_stays() {
        assert_eq!(cleaned("https://paper.example.:8443/a"), "https://paper.example:8443/a");
    }

    #[test]
    fn tracking_params_do_not_change_identity() {
        assert_eq!(
            cleaned("https://paper.example/a?utm_source=x&id=4&fbclid=y&page=2"),
            "https://paper.example/a?id=4&page=2"
        );
        assert_eq!(cleaned("https://paper.example/a?utm%5Fsource=x"), "https://paper.example/a");
    }

    #[test]
    fn a_tracker_appended_with_a_second_question_mark_is_found() {
        assert_eq!(
            cleaned("https://paper.example/a?id=4?utm_source=x&utm_medium=y"),
            "https://paper.example/a?id=4"
        );
        assert_eq!(cleaned("https://paper.example/a?q=why?x=1"), "https://paper.example/a?q=why?x=1");
    }

    #[test]
    fn list_numbers_go_only_where_the_link_came_by_mail() {
        assert_eq!(
            cleaned("https://paper.example/a?utm_medium=email&r=27&lid=4&pm_ln=9&id=1"),
            "https://paper.example/a?id=1"
        );
        assert_eq!(cleaned("https://paper.example/a?r=27&utm_medium=social"), "https://paper.example/a?r=27");
    }

    #[test]
    fn fragments_go_but_routes_stay() {
        for gone in ["#", "#top", "#comment-9", "#utm_source=x", "#xtor=RSS-1", "#:~:text=a"] {
            assert_eq!(cleaned(&format!("https://paper.example/a{gone}")), "https://paper.example/a");
        }
        for kept in ["#!story/7", "#/story/7", "#/q=7"] {
            let url = format!("https://paper.example/a{kept}");
            assert_eq!(cleaned(&url), url);
        }
        assert_eq!(cleaned("https://paper.example/#/s?id=7&utm_source=x"), "https://paper.example/#/s?id=7");
        assert_eq!(cleaned("https://paper.example/#/s?utm_source=x#top"), "https://paper.example/#/s");
    }

    #[test]
    fn session_identifiers_go_wherever_they_stand() {
        assert_eq!(
            cleaned("https://paper.example/a.do;JSESSIONID=AB.n1?id=2"),
            "https://paper.example/a.do?id=2"
        );
        assert_eq!(cleaned("https://paper.example/(S(x3y))/a.aspx"), "https://paper.example/a.aspx");
        assert_eq!(cleaned("https://paper.example/(X(1)S(x3y))/"), "https://paper.example/");
        assert_eq!(cleaned("https://paper.example/(S(x3y))"), "https://paper.example/");
        assert_eq!(cleaned("https://paper.example/a?PHPSESSID=1&id=2"), "https://paper.example/a?id=2");
    }

    #[test]
    fn other_brackets_and_path_parameters_stay() {
        for kept in ["/cup_(2024)", "/(2024)/a", "/()/a", "/a;v=2", "/a;b;c"] {
            let url = format!("https://paper.example{kept}");
            assert_eq!(cleaned(&url), url);
        }
    }

    #[test]
    fn parts_with_nothing_in_them_go() {
        assert_eq!(cleaned("https://paper.example/a?"), "https://paper.example/a");
        assert_eq!(cleaned("https://paper.example/a?&&id=1&"), "https://paper.example/a?id=1");
        assert_eq!(cleaned("https://paper.example/a?blank="), "https://paper.example/a?blank=");
    }
}
