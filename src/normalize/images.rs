//! Addresses of images: absolute, of the web, each once.
//!
//! What is relative is resolved against the article. Pixels that count readers and pictures carried within the
//! address are no images of the article.

use std::borrow::Cow;

use url::Url;

const MOST_IMAGES: usize = 100;
/// As many entries are looked at.
const MOST_ENTRIES: usize = 1000;
/// In bytes. Longer addresses carry the picture itself.
const LONGEST: usize = 2048;

/// Hosts that serve nothing but counters.
const COUNTERS: [&str; 12] = [
    "scorecardresearch.com",
    "doubleclick.net",
    "google-analytics.com",
    "googletagmanager.com",
    "pixel.wp.com",
    "stats.wp.com",
    "quantserve.com",
    "chartbeat.net",
    "feedsportal.com",
    "feedburner.com",
    "imrworldwide.com",
    "ivwbox.de",
];
/// Names of files that show nothing.
const BLANKS: [&str; 16] = [
    "pixel.gif",
    "pixel.png",
    "1x1.gif",
    "1x1.png",
    "spacer.gif",
    "spacer.png",
    "blank.gif",
    "blank.png",
    "clear.gif",
    "transparent.gif",
    "transparent.png",
    "trans.gif",
    "dot.gif",
    "px.gif",
    "empty.gif",
    "count.gif",
];

pub fn images(found: &[String], article_url: &str) -> Vec<String> {
    let mut images: Vec<String> = Vec::new();
    let mut base = None;
    for raw in found.iter().take(MOST_ENTRIES).filter(|raw| raw.len() <= LONGEST) {
        let Some(image) = absolute(raw, || base.get_or_insert_with(|| Url::parse(article_url).ok()).as_ref())
        else {
            continue;
        };
        if images.len() >= MOST_IMAGES {
            break;
        }
        if !images.contains(&image) {
            images.push(image);
        }
    }
    images
}

fn absolute<'b>(raw: &str, base: impl FnOnce() -> Option<&'b Url>) -> Option<String> {
    let address = undo_ampersands(first_of_set(raw.trim()));
    if address.is_empty() {
        return None;
    }
    let resolved = match scheme(&address) {
        Some(scheme) if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") => {
            return None;
        }
        Some(_) if is_clean(&address) => address.into_owned(),
        Some(_) => Url::parse(&address).ok()?.into(),
        None if address.starts_with("//") => {
            let secure = format!("https:{address}");
            if is_clean(&secure) { secure } else { Url::parse(&secure).ok()?.into() }
        }
        // A fragment or a word is no address of its own.
        None if address.starts_with('#') || !address.contains(['/', '.']) => return None,
        None => base()?.join(&address).ok().filter(|url| matches!(url.scheme(), "http" | "https"))?.into(),
    };
    (!is_counter(&resolved)).then_some(resolved)
}

/// The first address of `a.jpg 1x, b.jpg 2x`.
fn first_of_set(raw: &str) -> &str {
    let is_set = |rest: &str| {
        let descriptor = rest.trim_start().split([',', ' ']).next().unwrap_or_default();
        descriptor.strip_suffix(['w', 'x']).is_some_and(|size| {
            !size.is_empty() && size.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        })
    };
    raw.split_once(char::is_whitespace).filter(|(_, rest)| is_set(rest)).map_or(raw, |(first, _)| first)
}

/// An address has parameters called `copy` and `lang`: of the entities only that of the ampersand is undone.
fn undo_ampersands(address: &str) -> Cow<'_, str> {
    if !address.contains('&') {
        return Cow::Borrowed(address);
    }
    let mut undone = Cow::Borrowed(address);
    for entity in ["&amp;", "&#038;", "&#38;", "&#x26;"] {
        if undone.contains(entity) {
            undone = Cow::Owned(undone.replace(entity, "&"));
        }
    }
    undone
}

fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_scheme = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
    is_scheme.then_some(scheme)
}

/// An address of printable ASCII with a host needs no parser.
fn is_clean(address: &str) -> bool {
    let host = address.split_once("://").and_then(|(_, rest)| rest.split(['/', '?', '#']).next());
    let has_host = host.is_some_and(|host| {
        host.contains('.')
            && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b':'))
    });
    has_host
        && address.bytes().all(|byte| {
            byte.is_ascii_graphic()
                && !matches!(byte, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}')
        })
}

fn is_counter(address: &str) -> bool {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let file = path.rsplit('/').next().unwrap_or_default();
    let is_of = |counter: &&str| {
        host.strip_suffix(*counter).is_some_and(|before| before.is_empty() || before.ends_with('.'))
    };
    COUNTERS.iter().any(is_of)
        || host.starts_with("pixel.")
        || BLANKS.iter().any(|blank| file.eq_ignore_ascii_case(blank))
        || (host.ends_with("facebook.com") && path == "tr")
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARTICLE: &str = "https://www.post.example/2024/tide.html";

    fn read(found: &[&str]) -> Vec<String> {
        images(&found.iter().map(|&image| image.to_owned()).collect::<Vec<_>>(), ARTICLE)
    }

    #[test]
    fn addresses_are_absolute() {
        for (found, image) in [
            ("https://img.post.example/a.jpg?w=1&copy=2", "https://img.post.example/a.jpg?w=1&copy=2"),
            ("//img.post.example/a.jpg", "https://img.post.example/a.jpg"),
            ("/img/a.jpg", "https://www.post.example/img/a.jpg"),
            ("a.jpg", "https://www.post.example/2024/a.jpg"),
            ("https://img.post.example/a.jpg?w=1&amp;h=2", "https://img.post.example/a.jpg?w=1&h=2"),
            ("https://img.post.example/the pier.jpg", "https://img.post.example/the%20pier.jpg"),
            (
                "https://img.post.example/a.jpg 640w, https://img.post.example/b.jpg 2x",
                "https://img.post.example/a.jpg",
            ),
        ] {
            assert_eq!(read(&[found]), [image]);
        }
    }

    #[test]
    fn what_is_no_image_is_left_out() {
        for found in [
            "data:image/gif;base64,R0lGOD",
            "blob:https://post.example/1",
            "javascript:void(0)",
            "ftp://post.example/a.jpg",
            "",
            "#",
            "None",
            "null",
            "https://b.scorecardresearch.com/p?c1=2",
            "https://post.example/i/1x1.gif?x",
            "https://www.facebook.com/tr?id=1",
            "https://",
        ] {
            assert!(read(&[found]).is_empty(), "{found}");
        }
        assert!(images(&["/a.jpg".to_owned()], "no address").is_empty());
    }

    #[test]
    fn each_image_is_there_once() {
        let (a, b) = ("https://img.post.example/a.jpg", "https://img.post.example/b.jpg");
        assert_eq!(read(&[a, b, a, b, "//img.post.example/a.jpg"]), [a, b]);
    }

    #[test]
    fn a_hostile_list_is_cut_short() {
        let many: Vec<String> =
            (0..200_000).map(|number| format!("https://img.post.example/{number}.jpg")).collect();
        assert_eq!(images(&many, ARTICLE).len(), MOST_IMAGES);
    }
}
