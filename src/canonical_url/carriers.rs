//! Hosts that carry another address in their path.
//!
//! Owns the shapes in which AMP caches, archives, mail filters and video sites spell what they carry. Promises nothing about the
//! text it finds there: whether that is an address is for the caller to read.

use percent_encoding::percent_decode_str;
use url::{Position, Url};

/// The value of a parameter, unescaped once; `None` where it is absent or empty.
pub(super) fn parameter(url: &Url, wanted: &str) -> Option<String> {
    let pairs = url.query()?.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.into_iter().find(|(name, _)| name.eq_ignore_ascii_case(wanted))?;
    decode(value).filter(|value| !value.is_empty())
}

/// Escapes undone once. A plus sign stays: in a carried address it is as likely to be meant.
fn decode(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// The target within the path, with the query and fragment that belong to it.
pub(super) fn target(family: &str, url: &Url) -> Option<String> {
    let tail = url[Position::AfterPort..].strip_prefix('/')?;
    match family {
        "google" | "bing.com" => amp(tail.strip_prefix("amp/")?),
        "cdn.ampproject.org" | "bing-amp.com" => {
            let (kind, rest) = tail.split_once('/')?;
            if ["a", "c", "v", "wp"].contains(&kind) { amp(rest) } else { None }
        }
        "turbopages.org" | "yandex.ru" => turbo(tail.strip_prefix("turbo/")?),
        "archive.org" => snapshot(tail.strip_prefix("web/")?),
        "archive.today" | "12ft.io" | "r.jina.ai" => embedded(tail),
        "webcache.googleusercontent.com" => {
            let cached = parameter(url, "q")?;
            let (_, target) = cached.strip_prefix("cache:")?.split_once(':')?;
            Some(target.to_owned())
        }
        "r.search.yahoo.com" => {
            let (_, rest) = tail.split_once("/RU=")?;
            decode(rest.split('/').next()?)
        }
        "urldefense.proofpoint.com" => proofpoint(&parameter(url, "u")?),
        // The third version replaces some characters by `*` and keeps them elsewhere; without any, the target stands in the clear.
        "urldefense.com" => tail
            .strip_prefix("v3/__")?
            .split_once("__;")
            .map(|(target, _)| target.to_owned())
            .filter(|target| !target.contains('*')),
        "youtu.be" => video(tail),
        "youtube.com" | "youtube-nocookie.com" => {
            let (kind, rest) = tail.split_once('/')?;
            if ["embed", "live", "shorts", "v"].contains(&kind) { video(rest) } else { None }
        }
        _ => None,
    }
}

/// `s/paper.example/a` for https, without the `s` for http.
fn amp(tail: &str) -> Option<String> {
    let (scheme, rest) = tail.strip_prefix("s/").map_or(("http", tail), |rest| ("https", rest));
    starts_with_host(rest).then(|| format!("{scheme}://{rest}"))
}

/// `paper.example/s/a`: the `s` is Yandex's own.
fn turbo(tail: &str) -> Option<String> {
    let (host, path) = tail.split_once("/s/")?;
    (starts_with_host(host) && !host.contains('/')).then(|| format!("https://{host}/{path}"))
}

/// `20240101000000id_/https://paper.example/a`. A star in the date asks for a list of snapshots, which is a page of its own.
fn snapshot(tail: &str) -> Option<String> {
    let (stamp, target) = tail.split_once('/')?;
    let date = stamp.trim_end_matches(|c: char| c.is_ascii_lowercase() || c == '_');
    (!date.is_empty() && date.bytes().all(|byte| byte.is_ascii_digit())).then(|| unescaped(target))
}

/// The first address that begins a segment of the path: `o/x1Y2z/https://paper.example/a`.
fn embedded(tail: &str) -> Option<String> {
    let starts = std::iter::once(0).chain(tail.match_indices('/').map(|(at, _)| at + 1));
    starts
        .filter_map(|at| tail.get(at..))
        .find(|target| {
            ["http:/", "https:/", "http%3A", "https%3A"].iter().any(|start| target.starts_with(start))
        })
        .map(unescaped)
}

/// A target as it stands in a path: in the clear, or escaped as a whole.
fn unescaped(target: &str) -> String {
    let escaped = ["http%3A", "https%3A"].iter().any(|start| target.starts_with(start));
    let decoded = if escaped { decode(target) } else { None };
    decoded.unwrap_or_else(|| target.to_owned())
}

/// The second version spells `%` as `-` and `/` as `_`.
fn proofpoint(spelt: &str) -> Option<String> {
    decode(&spelt.replace('-', "%").replace('_', "/"))
}

fn video(tail: &str) -> Option<String> {
    let (id, rest) =
        tail.find(['?', '#', '/']).and_then(|at| tail.split_at_checked(at)).unwrap_or((tail, ""));
    let named =
        id.len() == 11 && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte));
    let more = rest.trim_start_matches('/').replacen('?', "&", 1);
    named.then(|| format!("https://www.youtube.com/watch?v={id}{more}"))
}

fn starts_with_host(text: &str) -> bool {
    text.split(['/', '?', '#']).next().is_some_and(|host| host.contains('.') && !host.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::super::wrappers::{self, Wrapping};
    use url::Url;

    fn target(url: &str) -> Option<String> {
        match wrappers::look(&Url::parse(url).expect("test URLs parse")) {
            Wrapping::Around(target) => Some(target),
            Wrapping::Plain | Wrapping::Opaque => None,
        }
    }

    #[test]
    fn amp_caches_are_opened() {
        for url in [
            "https://www.google.com/amp/s/paper.example/a?id=1",
            "https://www.bing.com/amp/s/paper.example/a?id=1",
            "https://paper-example.cdn.ampproject.org/c/s/paper.example/a?id=1",
            "https://cdn.ampproject.org/v/s/paper.example/a?id=1",
            "https://paper-example.turbopages.org/turbo/paper.example/s/a?id=1",
        ] {
            assert_eq!(target(url).as_deref(), Some("https://paper.example/a?id=1"), "{url}");
        }
        let plain = target("https://www.google.de/amp/paper.example/a");
        assert_eq!(plain.as_deref(), Some("http://paper.example/a"));
    }

    #[test]
    fn mail_filters_are_opened() {
        let second = "https://urldefense.proofpoint.com/v2/url?u=https-3A__paper.example_a-2Db&d=x";
        assert_eq!(target(second).as_deref(), Some("https://paper.example/a-b"));
        let third = "https://urldefense.com/v3/__https://paper.example/a__;!!x";
        assert_eq!(target(third).as_deref(), Some("https://paper.example/a"));
        assert_eq!(target("https://urldefense.com/v3/__https://paper.example/*a__;Iw!!x"), None);
    }

    #[test]
    fn every_link_to_a_video_names_its_video() {
        let video = "https://www.youtube.com/watch?v=a1B2c3D4e5F";
        assert_eq!(target("https://youtu.be/a1B2c3D4e5F?t=9"), Some(format!("{video}&t=9")));
        assert_eq!(target("https://www.youtube.com/embed/a1B2c3D4e5F").as_deref(), Some(video));
        assert_eq!(target("https://youtu.be/about"), None);
    }

    #[test]
    fn archives_are_opened_but_their_own_pages_stay() {
        for url in [
            "https://web.archive.org/web/20240101000000/https://paper.example/a?id=1",
            "https://web.archive.org/web/2024/https%3A%2F%2Fpaper.example%2Fa%3Fid%3D1",
            "https://web.archive.org/web/2024id_/https://paper.example/a?id=1",
            "https://archive.ph/o/x1Y2z/https://paper.example/a?id=1",
            "https://archive.today/20240101/https://paper.example/a?id=1",
            "https://archive.is/newest/https://paper.example/a?id=1",
        ] {
            assert_eq!(target(url).as_deref(), Some("https://paper.example/a?id=1"), "{url}");
        }
        assert_eq!(target("https://web.archive.org/web/2024*/https://paper.example/a"), None);
        assert_eq!(target("https://archive.org/details/paper"), None);
        assert_eq!(target("https://archive.ph/x1Y2z"), None);
    }
}
