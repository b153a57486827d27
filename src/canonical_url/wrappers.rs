//! Addresses that stand for another address.
//!
//! Owns `wrappers.txt`, the list of redirectors and shorteners; `carriers` knows the hosts that carry their target in the path.
//! Promises to work offline: what carries its target is opened, what hides it is reported as opaque. All are named by host, so a
//! site of its own that happens to have `?url=` stays what it is. Translations are not opened: a translated page is another text.

use std::sync::LazyLock;

use url::Url;

use super::{carriers, host, trackers};

/// The lines of `wrappers.txt`, sorted by family.
static LIST: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = trackers::lines(include_str!("wrappers.txt")).map(Entry::read).collect();
    entries.sort_by_key(|entry| entry.family);
    entries
});

/// Hosts that give each customer or page a subdomain.
const FAMILIES: [&str; 7] = [
    "safelinks.protection.outlook.com",
    "cdn.ampproject.org",
    "turbopages.org",
    "list-manage.com",
    "sendgrid.net",
    "mimecast.com",
    "mimecastprotect.com",
];

struct Entry {
    family: &'static str,
    path: &'static str,
    /// Empty where the target is hidden.
    parameters: Vec<&'static str>,
}

/// What an address stands for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wrapping {
    /// Itself.
    Plain,
    /// The text it carries, which may be no address at all.
    Around(String),
    /// Something only its server knows.
    Opaque,
}

pub(super) fn look(url: &Url) -> Wrapping {
    let Some(found_host) = url.host_str() else {
        return Wrapping::Plain;
    };
    let host = found_host.strip_prefix("www.").unwrap_or(found_host);
    let family = family(host);
    let entry = entry(family, url.path());
    if let Some(entry) = entry.filter(|entry| !entry.parameters.is_empty()) {
        let target = entry.parameters.iter().find_map(|name| carriers::parameter(url, name));
        return target.map_or(Wrapping::Plain, Wrapping::Around);
    }
    if let Some(target) = carriers::target(family, url) {
        return Wrapping::Around(target);
    }
    let code = url.path().trim_matches('/');
    let archived = family == "archive.today" && !code.contains('/');
    if !code.is_empty() && (archived || entry.is_some()) { Wrapping::Opaque } else { Wrapping::Plain }
}

/// The name under which the list knows a host that has many.
fn family(host: &str) -> &str {
    let host = host.strip_prefix("m.").unwrap_or(host);
    for family in FAMILIES {
        if host::is_within(host, family) {
            return family;
        }
    }
    match host {
        "archive.fo" | "archive.is" | "archive.li" | "archive.md" | "archive.ph" | "archive.vn" => {
            "archive.today"
        }
        "lm.facebook.com" | "l.instagram.com" | "l.messenger.com" | "l.threads.com" | "l.threads.net"
        | "l.workplace.com" => "l.facebook.com",
        "web.archive.org" | "wayback.archive.org" => "archive.org",
        "twitter.com" => "x.com",
        "vkontakte.ru" | "vk.ru" => "vk.com",
        google if is_google(google) => "google",
        other => other,
    }
}

/// `google.com` and its national twins, without subdomains.
fn is_google(host: &str) -> bool {
    host.strip_prefix("google.").is_some_and(|suffix| {
        suffix.split('.').count() <= 2 && suffix.split('.').all(|label| label.len() <= 3)
    })
}

fn entry(family: &str, path: &str) -> Option<&'static Entry> {
    let first = LIST.partition_point(|entry| entry.family < family);
    let rest = LIST.get(first..).unwrap_or_default();
    rest.iter().take_while(|entry| entry.family == family).find(|entry| entry.covers(path))
}

impl Entry {
    fn read(line: &'static str) -> Self {
        let mut words = line.split(' ');
        Self {
            family: words.next().unwrap_or_default(),
            path: words.next().unwrap_or("/"),
            parameters: words.collect(),
        }
    }

    fn covers(&self, path: &str) -> bool {
        let below = path.strip_prefix(self.path);
        below.is_some_and(|below| self.path.ends_with('/') || below.is_empty() || below == "/")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapping(url: &str) -> Wrapping {
        look(&Url::parse(url).expect("test URLs parse"))
    }

    fn around(target: &str) -> Wrapping {
        Wrapping::Around(target.to_owned())
    }

    #[test]
    fn every_entry_is_reached() {
        for entry in LIST.iter() {
            let host = if entry.family == "google" { "google.co.uk" } else { entry.family };
            let page = format!("https://{host}{}", entry.path);
            if entry.parameters.is_empty() {
                let hidden = page.trim_end_matches('/').to_owned();
                let url = if entry.path.ends_with('/') { format!("{hidden}/aB1") } else { hidden };
                assert_eq!(wrapping(&url), Wrapping::Opaque, "{url}");
            }
            for name in &entry.parameters {
                let url = format!("{page}?x=1&{name}=https%3A%2F%2Fpaper.example%2Fa%3Fid%3D1%26b%3D2");
                assert_eq!(wrapping(&url), around("https://paper.example/a?id=1&b=2"), "{url}");
            }
        }
    }

    #[test]
    fn entries_are_unique_and_sorted_within_groups() {
        let mut seen = std::collections::HashSet::new();
        let mut last = "";
        for line in include_str!("wrappers.txt").lines() {
            if line.is_empty() || line.starts_with('#') {
                last = "";
                continue;
            }
            assert!(last < line, "{last} stands before {line}");
            assert!(seen.insert(line), "{line} stands twice");
            last = line;
        }
    }

    #[test]
    fn what_hides_its_target_is_opaque_but_front_pages_are_not() {
        assert_eq!(wrapping("https://t.co/aBc"), Wrapping::Opaque);
        assert_eq!(wrapping("https://bit.ly/"), Wrapping::Plain);
        assert_eq!(wrapping("https://archive.ph/x1Y2z"), Wrapping::Opaque);
        assert_eq!(wrapping("https://archive.ph/"), Wrapping::Plain);
        assert_eq!(wrapping("https://news.google.com/rss/articles/CBMi"), Wrapping::Opaque);
        assert_eq!(wrapping("https://news.google.com/topics/x"), Wrapping::Plain);
    }

    #[test]
    fn other_sites_with_such_parameters_stay() {
        for url in [
            "https://paper.example/url?q=https%3A%2F%2Fgazette.example%2Fa",
            "https://paper.example/amp/s/gazette.example/a",
            "https://google.paper.example/url?q=https%3A%2F%2Fgazette.example%2Fa",
            "https://www.google.com/search?q=https%3A%2F%2Fgazette.example%2Fa",
        ] {
            assert_eq!(wrapping(url), Wrapping::Plain, "{url}");
        }
    }
}
