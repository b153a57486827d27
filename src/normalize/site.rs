//! The site of an article: its name, host, registrable domain and country, and what counts as its name.
//!
//! A declared name is kept as written, unless it is an address, whose host is the name then, or says that there
//! is none. Comparing knows that `Example-News.co.uk`, `the example news` and `ExampleNews Online` name one
//! site; it never guesses a name that neither the source nor the host tells.

mod fold;

use std::ops::Range;

use super::{country, plain::plain};
use crate::proto::Site;
use crate::words::is_letter_or_digit;
use fold::Umlauts;

/// In front of a name, in languages that name papers with an article.
const ARTICLES: [&str; 34] = [
    "the", "a", "la", "le", "les", "l", "il", "lo", "gli", "i", "el", "los", "las", "der", "die", "das",
    "dem", "de", "het", "o", "os", "as", "al", "den", "det", "els", "az", "ta", "to", "η", "ο", "το", "τα",
    "οι",
];
/// After a name, where the same outlet is meant.
const MEDIA: [&str; 9] =
    ["online", "digital", "web", "news", "premium", "plus", "english", "international", "com"];
/// Longer texts are no names of outlets.
const LONGEST_NAME: usize = 120;
/// In bytes: an article before a name, words such as `Online` and the ending of a domain after it.
const LONGEST_ADDITION: usize = 40;

/// By which names the site of an article is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct SiteNames<'a> {
    /// As declared: the outlet, the publisher; may be empty.
    pub name: &'a str,
    pub host: &'a str,
    /// Registrable domain of the host.
    pub domain: &'a str,
}

/// How much alike two names have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closeness {
    /// But for case, accents, spaces, a leading article and the ending of the domain.
    Same,
    /// Also but for words such as `Online`.
    Near,
}

impl<'a> SiteNames<'a> {
    pub fn of(site: &'a Site) -> Self {
        Self { name: &site.name, host: &site.host, domain: &site.domain }
    }

    /// The names made ready for comparing with many texts.
    pub fn known(&self) -> KnownNames {
        let mut keys = Vec::with_capacity(4);
        if !self.name.is_empty() && self.name.len() <= LONGEST_NAME {
            keys.extend(Key::of(self.name, Umlauts::Bare));
            // A declared name may hold two, as in `Radio Example (REX)` or `Example | Local news`.
            for part in self.name.split([';', '|', '(', ')', '：', '｜']).filter(|part| *part != self.name)
            {
                keys.extend(Key::of(part, Umlauts::Bare));
            }
        }
        let host = self.host.strip_prefix("www.").unwrap_or(self.host);
        if !self.domain.is_empty() {
            keys.extend(Key::of(self.domain, Umlauts::Bare));
        }
        if !host.is_empty() && host != self.domain {
            keys.extend(Key::of(host, Umlauts::Bare));
        }
        let label = self.domain.len().checked_sub(ending(self.domain)).and_then(|end| self.domain.get(..end));
        let label = label.unwrap_or_default().to_owned();
        let letters = keys.iter().map(|key| Letters::of(key.core())).collect();
        let longest = keys.iter().map(|key| key.whole.len()).max().unwrap_or_default();
        KnownNames { keys, letters, longest, label_letters: Letters::of(label.chars()), label }
    }
}

/// The names of a site, made ready.
#[derive(Clone, Debug, Default)]
pub struct KnownNames {
    keys: Vec<Key>,
    /// Those of the shortest form of each.
    letters: Vec<Letters>,
    /// In bytes: the longest folded name.
    longest: usize,
    label_letters: Letters,
    /// What the registrable domain is called, as in `hptimes` of `hptimes.com`.
    label: String,
}

impl KnownNames {
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Whether the text is one of the names: an equal one, never one that it holds.
    pub fn contain(&self, text: &str, closeness: Closeness) -> bool {
        if text.len() > LONGEST_NAME || self.keys.is_empty() {
            return false;
        }
        if text.is_ascii() && text.len() > self.longest + LONGEST_ADDITION {
            return false;
        }
        // Most texts lack a letter of every name, which is seen without folding them.
        if !text.chars().any(becomes_another) && !self.may_be(Letters::of(text.chars())) {
            return false;
        }
        let is_known = |key: &Key| self.keys.iter().any(|known| known.matches(key, closeness));
        let Some(key) = Key::of(text, Umlauts::Bare) else { return false };
        is_known(&key)
            || (!text.is_ascii() && Key::of(text, Umlauts::Spelled).is_some_and(|key| is_known(&key)))
            || (closeness == Closeness::Near && self.is_abbreviated(&key.whole))
    }

    /// Whether a text has the letters of one of the names.
    fn may_be(&self, text: Letters) -> bool {
        self.letters.iter().any(|name| text.has(*name))
            || (!self.label.is_empty() && text.has(self.label_letters))
    }

    /// Whether the host is called by the initials of the first words and the rest: `hptimes` is Harbour Port Times.
    fn is_abbreviated(&self, folded: &str) -> bool {
        let words = folded.strip_prefix("the ").unwrap_or(folded);
        if !(2..=5).contains(&words.split(' ').count()) {
            return false;
        }
        let mut rest = self.label.as_str();
        let mut words = words.split(' ').peekable();
        let mut initials = 0;
        while let Some(word) = words.next() {
            if initials > 1 && words.peek().is_none() {
                return rest == word && word.len() > 3;
            }
            let Some(after) = word.chars().next().and_then(|initial| rest.strip_prefix(initial)) else {
                return false;
            };
            rest = after;
            initials += 1;
        }
        false
    }
}

/// Which letters a text may have: a bit for each from a to z, and one for many others.
#[derive(Clone, Copy, Debug, Default)]
struct Letters(u64);

impl Letters {
    fn of(text: impl Iterator<Item = char>) -> Self {
        const LATIN: u32 = 26;
        let place = |c: char| match c.to_ascii_lowercase() {
            c @ 'a'..='z' => u32::from(c) - u32::from('a'),
            c => LATIN + u32::from(c) % (u64::BITS - LATIN),
        };
        let letters = text.filter(|c| is_letter_or_digit(*c));
        Self(letters.fold(0, |all, c| all | (1 << place(c))))
    }

    fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Whether a character may become letters from a to z where it is folded; those of other scripts never do.
fn becomes_another(c: char) -> bool {
    !c.is_ascii() && !matches!(c, '\u{3000}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ff00}'..='\u{ff0f}')
}

/// A name in the forms in which it may be met; all of them are compared without their spaces.
#[derive(Clone, Debug)]
struct Key {
    /// Folded words.
    whole: String,
    /// Without article and the ending of the domain.
    bare: Range<usize>,
    /// And without words such as `Online`.
    core: Range<usize>,
}

impl Key {
    fn of(text: &str, umlauts: Umlauts) -> Option<Self> {
        let text = text.trim();
        let whole = fold::words(text, umlauts);
        let ending = ending(text);
        // The ending has as many folded letters as it has bytes but for its dots, which became spaces.
        let mut bare = 0..whole.len().saturating_sub(ending);
        if let Some((first, rest)) = whole.get(bare.clone()).and_then(|words| words.split_once(' '))
            && (first == "www" || ARTICLES.contains(&first))
        {
            bare.start = bare.end - rest.len();
        }
        let mut core = bare.clone();
        while let Some((rest, last)) = whole.get(core.clone()).and_then(|words| words.rsplit_once(' '))
            && MEDIA.contains(&last)
        {
            core.end = core.start + rest.len();
        }
        let key = Self { whole, bare, core };
        let is_name = key.core().nth(1).is_some();
        is_name.then_some(key)
    }

    fn whole(&self) -> impl Iterator<Item = char> + Clone + '_ {
        self.whole.chars().filter(|c| *c != ' ')
    }

    fn bare(&self) -> impl Iterator<Item = char> + Clone + '_ {
        self.part(&self.bare)
    }

    fn core(&self) -> impl Iterator<Item = char> + Clone + '_ {
        self.part(&self.core)
    }

    fn part(&self, range: &Range<usize>) -> impl Iterator<Item = char> + Clone + '_ {
        self.whole.get(range.clone()).unwrap_or_default().chars().filter(|c| *c != ' ')
    }

    fn matches(&self, other: &Self, closeness: Closeness) -> bool {
        let same = self.whole().eq(other.whole())
            || self.bare().eq(other.bare())
            || self.whole().eq(other.bare())
            || self.bare().eq(other.whole());
        same || (closeness == Closeness::Near
            && (self.core().eq(other.core())
                || self.core().eq(other.whole())
                || self.whole().eq(other.core())))
    }
}

/// The length of what the registries own in `Example.co.uk`, with the dot before it; 0 where the text is no host.
fn ending(text: &str) -> usize {
    let is_host = text.contains('.')
        && text.is_ascii()
        && !text.contains(' ')
        && !text.starts_with('.')
        && !text.ends_with('.');
    if !is_host {
        return 0;
    }
    let is_lower = !text.bytes().any(|byte| byte.is_ascii_uppercase());
    let suffix = if is_lower {
        psl::suffix_str(text).map(str::len)
    } else {
        psl::suffix_str(&text.to_ascii_lowercase()).map(str::len)
    };
    suffix.map(|length| length + 1).filter(|length| *length < text.len()).unwrap_or(0)
}

/// What is known of the site from the name that the source gives and the host of the article.
pub fn site(name: &str, host: &str) -> Site {
    // The suffix list knows nothing of addresses: it would call `1.1` the domain of 192.168.1.1.
    let is_address = host.starts_with('[') || host.parse::<std::net::Ipv4Addr>().is_ok();
    let domain = psl::domain_str(host).filter(|_| !is_address).unwrap_or(host);
    let country = country::of_domain(domain).unwrap_or_default();
    Site { name: declared(name), host: host.to_owned(), domain: domain.to_owned(), country: country.clone() }
}

/// The declared name on one line; the host of an address; nothing where it says that there is none.
fn declared(name: &str) -> String {
    let line = plain(name);
    let is_none = ["[removed]", "none", "null", "undefined", "nan", "n/a", "unknown", "-"]
        .iter()
        .any(|none| line.eq_ignore_ascii_case(none));
    if is_none || !line.chars().any(char::is_alphanumeric) {
        return String::new();
    }
    let address = line.strip_prefix("//").or_else(|| {
        line.split_once("://")
            .filter(|(scheme, _)| scheme.bytes().all(|byte| byte.is_ascii_alphabetic()))
            .map(|(_, rest)| rest)
    });
    let host = address.and_then(|address| address.split(['/', '?', '#']).next());
    let host = host.map(|host| host.rsplit_once('@').map_or(host, |(_, host)| host));
    if let Some(host) = host {
        let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
        return port.map_or(host, |(host, _)| host).trim_end_matches('.').to_owned();
    }
    // A bare host with the slash of its root; and the name of an account.
    let is_rooted = line.ends_with('/') && line.contains('.') && !line.contains(char::is_whitespace);
    let name = if is_rooted { line.trim_end_matches('/') } else { &line };
    name.strip_prefix('@').unwrap_or(name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const HARBOUR: SiteNames<'_> = SiteNames {
        name: "The Harbour Post",
        host: "www.harbour-post.example",
        domain: "harbour-post.example",
    };

    #[test]
    fn a_site_is_known_by_its_name_and_by_its_host() {
        for name in [
            "The Harbour Post",
            "harbour post",
            "HarbourPost",
            "harbour-post.example",
            "www.harbour-post.example",
            "Harbour Post.",
            "HÁRBOUR PÓST",
        ] {
            assert!(HARBOUR.known().contain(name, Closeness::Same), "{name}");
        }
        for name in ["Harbour Post Online", "Harbour Post News"] {
            assert!(HARBOUR.known().contain(name, Closeness::Near), "{name}");
            assert!(!HARBOUR.known().contain(name, Closeness::Same), "{name}");
        }
        for name in ["Harbour", "Post", "Harbour Postal", "The", "", "Harbour Post opens museum"] {
            assert!(!HARBOUR.known().contain(name, Closeness::Near), "{name}");
        }
    }

    #[test]
    fn umlauts_may_be_spelled_out_in_hosts() {
        let site = SiteNames { name: "", host: "suedbote.example", domain: "suedbote.example" };
        assert!(site.known().contain("Der Südbote", Closeness::Same));
    }

    #[test]
    fn a_host_may_abbreviate_the_name() {
        let site = SiteNames { name: "", host: "www.hptimes.example", domain: "hptimes.example" };
        assert!(site.known().contain("The Harbour Port Times", Closeness::Near));
        for name in ["Harbour Times", "High Port", "Harbour Port Tides", "Times"] {
            assert!(!site.known().contain(name, Closeness::Near), "{name}");
        }
    }

    #[test]
    fn a_declared_name_may_hold_two() {
        let site = SiteNames { name: "Radio Nordsee Ost (RNO)", host: "", domain: "" };
        assert!(site.known().contain("RNO", Closeness::Same));
        assert!(site.known().contain("Radio Nordsee Ost", Closeness::Same));
    }

    #[test]
    fn nothing_is_the_name_of_a_site_that_has_none() {
        assert!(!SiteNames::default().known().contain("Harbour Post", Closeness::Near));
        assert!(!SiteNames::default().known().contain("", Closeness::Near));
    }

    #[test]
    fn a_declared_name_that_is_an_address_is_its_host() {
        assert_eq!(site("https://www.post.example/", "a.example").name, "www.post.example");
        assert_eq!(site("//post.example:8080/x?y", "a.example").name, "post.example");
        assert_eq!(site("post.example/", "a.example").name, "post.example");
        assert_eq!(site("www.post.example", "a.example").name, "www.post.example");
        assert_eq!(site(" Salt &amp; <b>Sea</b> ", "a.example").name, "Salt & Sea");
        assert_eq!(site("24/7 Post", "a.example").name, "24/7 Post");
    }

    #[test]
    fn a_name_that_says_none_is_none() {
        for name in ["[Removed]", "None", "null", "", " - "] {
            assert_eq!(site(name, "a.example").name, "");
        }
    }

    #[test]
    fn the_domain_of_an_address_is_the_address() {
        assert_eq!(site("", "192.168.1.1").domain, "192.168.1.1");
        let site = site("", "news.paper.co.uk");
        assert_eq!((site.domain.as_str(), site.country.as_str()), ("paper.co.uk", "GB"));
    }
}
