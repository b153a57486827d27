//! Which query parameters say nothing about the page.
//!
//! Owns `trackers.txt` and the meaning of its lines. Matches whole names without regard to case; a prefix only where the list says so.
//! Names that are content on one site and tracking on another (`ref`, `src`, `source`) are judged by their value. Refuses to guess: a
//! name that is not listed is part of the address.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::{channels, host};

/// The lines of `trackers.txt`.
static LIST: LazyLock<List> = LazyLock::new(|| List::read(include_str!("trackers.txt")));

/// Whether a parameter, written `name=value` or `name`, is only tracking on `host`; also where an escaped `&amp;` ran into its name.
pub(super) fn is_tracker(parameter: &str, host: &str) -> bool {
    let (name, value) = split(parameter);
    let name = lower(name.strip_prefix("amp%3B").unwrap_or(name));
    LIST.entries_named(&name).any(|entry| entry.on(host) && entry.when.holds(value))
        || LIST.has_family_of(&name)
        || is_socialflow_stamp(&name, value)
}

/// Whether a parameter is tracking because [`says_mailed`] is true of another one in the same query.
pub(super) fn is_mail_companion(parameter: &str) -> bool {
    let name = lower(split(parameter).0);
    LIST.entries_named(&name).any(|entry| entry.when == When::Mailed)
}

/// Whether a parameter tells that the link was clicked in a mail.
pub(super) fn says_mailed(parameter: &str) -> bool {
    let (name, value) = split(parameter);
    name.eq_ignore_ascii_case("utm_medium")
        && ["email", "e-mail", "mail", "newsletter", "nl"].iter().any(|mail| value.eq_ignore_ascii_case(mail))
}

/// Whether a value is absent or a plain yes or no.
pub(super) fn is_switch(value: &str) -> bool {
    ["", "0", "1", "true", "false", "yes", "no", "y", "n", "on", "off"]
        .iter()
        .any(|switch| value.eq_ignore_ascii_case(switch))
}

/// A parameter's name and value; the value is empty where there is no `=`.
pub(super) fn split(parameter: &str) -> (&str, &str) {
    parameter.split_once('=').unwrap_or((parameter, ""))
}

fn lower(name: &str) -> Cow<'_, str> {
    if name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

/// `sf123456789=1`: the number is the posting, the value is always one.
fn is_socialflow_stamp(name: &str, value: &str) -> bool {
    value == "1"
        && name
            .strip_prefix("sf")
            .is_some_and(|number| number.len() >= 5 && number.bytes().all(|byte| byte.is_ascii_digit()))
}

struct List {
    /// Sorted by length and name, which is compared faster than the name alone.
    entries: Vec<Entry>,
    families: Vec<&'static str>,
}

#[derive(Debug, PartialEq, Eq)]
struct Entry {
    name: &'static str,
    /// The only site where the name is tracking, when it is not so everywhere.
    site: Option<&'static str>,
    when: When,
}

/// What must hold of the value; the head of `trackers.txt` explains each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    Always,
    Channel,
    Switch,
    Mailed,
    Token,
    Address,
}

impl When {
    fn holds(self, value: &str) -> bool {
        match self {
            Self::Always => true,
            Self::Channel => channels::are_named_by(&lower(value)),
            Self::Switch => is_switch(value),
            Self::Token => value.len() >= 32 && value.bytes().all(|byte| byte.is_ascii_hexdigit()),
            Self::Address => {
                let value = lower(value);
                let starts = ["http:", "https:", "http%3a", "https%3a"];
                starts.iter().any(|start| value.starts_with(start))
            }
            // Only the whole query can tell; see `is_mail_companion`.
            Self::Mailed => false,
        }
    }
}

impl Entry {
    /// Panics on an unknown condition: the list is part of the program, and a test reads every line of it.
    fn read(line: &'static str) -> Self {
        let (line, when) = match line.split_once('~') {
            None => (line, When::Always),
            Some((line, "channel")) => (line, When::Channel),
            Some((line, "switch")) => (line, When::Switch),
            Some((line, "mailed")) => (line, When::Mailed),
            Some((line, "token")) => (line, When::Token),
            Some((line, "address")) => (line, When::Address),
            Some((_, other)) => panic!("trackers.txt knows no condition ~{other}"),
        };
        let (name, site) = match line.split_once('@') {
            None => (line, None),
            Some((name, site)) => (name, Some(site)),
        };
        Self { name, site, when }
    }

    fn on(&self, host: &str) -> bool {
        self.site.is_none_or(|site| host::is_within(host, site))
    }
}

impl List {
    fn read(text: &'static str) -> Self {
        let mut entries = Vec::new();
        let mut families = Vec::new();
        for line in lines(text) {
            match line.strip_suffix('*') {
                Some(family) => families.push(family),
                None => entries.push(Entry::read(line)),
            }
        }
        entries.sort_by_key(|entry| (entry.name.len(), entry.name));
        Self { entries, families }
    }

    fn has_family_of(&self, name: &str) -> bool {
        let first = name.bytes().next();
        self.families.iter().any(|family| family.bytes().next() == first && name.starts_with(family))
    }

    fn entries_named(&self, name: &str) -> impl Iterator<Item = &Entry> {
        let first = self.entries.partition_point(|entry| (entry.name.len(), entry.name) < (name.len(), name));
        let rest = self.entries.get(first..).unwrap_or_default();
        rest.iter().take_while(move |entry| entry.name == name)
    }
}

/// The entries of a list: what is neither blank nor a comment.
pub(super) fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::super::canonicalize;
    use super::*;

    const TEXT: &str = include_str!("trackers.txt");

    fn cleaned(url: &str) -> String {
        canonicalize(url).expect("test URLs are fine").url
    }

    /// A parameter that the line makes a tracker, and the host where it does.
    fn sample(line: &'static str) -> (String, &'static str) {
        if let Some(family) = line.strip_suffix('*') {
            return (format!("{family}anything=x7"), "paper.example");
        }
        let entry = Entry::read(line);
        let value = match entry.when {
            When::Always => "x7",
            When::Channel => "rss",
            When::Switch => "1",
            When::Mailed => "27&utm_medium=email",
            When::Address => "https%3A%2F%2Fgazette.example%2F",
            When::Token => "0123456789abcdef0123456789abcdef",
        };
        (format!("{}={value}", entry.name), entry.site.unwrap_or("paper.example"))
    }

    #[test]
    fn every_entry_is_dropped_wherever_it_stands_and_however_it_is_spelt() {
        for line in lines(TEXT) {
            let (parameter, host) = sample(line);
            let bare = format!("https://{host}/a/b7?item=7");
            let upper = parameter.to_ascii_uppercase();
            for query in
                [format!("item=7&{parameter}"), format!("{parameter}&item=7"), format!("{upper}&item=7")]
            {
                let tracked = format!("https://{host}/a/b7?{query}");
                assert_eq!(cleaned(&tracked), bare, "{line}");
            }
            assert_eq!(cleaned(&format!("https://{host}/a/b7?{parameter}")), format!("https://{host}/a/b7"));
        }
    }

    #[test]
    fn every_entry_matches_its_whole_name_only() {
        for line in lines(TEXT).filter(|line| !line.ends_with('*')) {
            let entry = Entry::read(line);
            let longer = format!("zz{}zz=rss", entry.name);
            assert!(!is_tracker(&longer, "paper.example"), "{line}");
        }
    }

    #[test]
    fn a_scoped_entry_is_content_elsewhere() {
        for line in lines(TEXT) {
            let entry = Entry::read(line);
            let everywhere = LIST.entries_named(entry.name).any(|other| other.site.is_none());
            if entry.site.is_some() && !everywhere {
                assert!(!is_tracker(&format!("{}=x7", entry.name), "paper.example"), "{line}");
            }
        }
    }

    #[test]
    fn entries_are_lower_case_unique_and_sorted_within_groups() {
        let mut seen = std::collections::HashSet::new();
        let mut last = "";
        for line in TEXT.lines() {
            if line.is_empty() || line.starts_with('#') {
                last = "";
                continue;
            }
            assert!(!line.contains(|c: char| c.is_whitespace() || c.is_ascii_uppercase()), "{line}");
            assert!(last < line, "{last} stands before {line}");
            assert!(seen.insert(line), "{line} stands twice");
            last = line;
        }
    }

    #[test]
    fn no_entry_is_shadowed() {
        for line in lines(TEXT) {
            let name = Entry::read(line).name.trim_end_matches('*');
            for family in LIST.families.iter().filter(|family| **family != name) {
                assert!(!name.starts_with(family), "{line} is covered by {family}*");
            }
            let always = |entry: &Entry| entry.site.is_none() && entry.when == When::Always;
            let named = LIST.entries_named(name).count();
            assert!(named <= 1 || !LIST.entries_named(name).any(always), "{line} is covered");
        }
    }

    #[test]
    fn names_that_can_be_identity_stay() {
        for parameter in [
            "id=7",
            "_id=7",
            "sid=7",
            "cid=7",
            "uid=7",
            "p=7",
            "page=7",
            "article=7",
            "articleid=7",
            "source=wire",
            "sort=asc",
            "gallery=7",
            "game=7",
            "reference=7",
            "keyword=flood",
            "ref=2023-1",
            "src=gallery-7",
            "from=2024-01-01",
            "share=11",
            "via=7",
            "r=27",
            "lid=3",
            "sf=1",
            "sf123456=2",
            "news=7",
            "utm",
            "source=news",
        ]
        .iter()
        .filter(|parameter| **parameter != "utm")
        {
            assert!(!is_tracker(parameter, "paper.example"), "{parameter}");
        }
    }
}
