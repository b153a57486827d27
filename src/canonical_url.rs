//! Two forms of a web address: one to show, one to compare.
//!
//! Owns the road from an address as found to its canonical URL (safe to show and fetch: it leads to the same page) and to its key
//! (for equality only). Promises to work offline, never to panic, to look at no more than [`MAX_LENGTH`] bytes, and that a canonical
//! URL is a fixed point: canonicalizing it again changes neither form. Only `http` and `https` are addresses of articles.
//! Refuses to merge what may differ: a wrong merge loses an article, a missed one only repeats it.
//!
//! The road: `repair` mends the text, the `url` crate parses it by the URL standard, `wrappers` open what stands for another
//! address, `clean` takes off what does not belong, and `key` makes the text for equality.

mod carriers;
mod channels;
mod clean;
mod editions;
mod fault;
mod host;
mod key;
mod marks;
mod percent;
mod repair;
mod rule;
mod scheme;
mod trackers;
mod wrappers;

#[cfg(test)]
mod laws;

use std::borrow::Cow;

use url::Url;

pub use self::fault::{Fault, FaultCode};
pub use self::marks::{same_mark, same_site};
pub use self::rule::Rule;
use self::rule::Rules;
use self::wrappers::Wrapping;

/// Names the rules that make keys. Raise it with any change that gives an address another key, and with a new release of `url`,
/// `psl` or `icu_normalizer` that does: stored keys of another version no longer match. Then `FORMER_KEY` makes keys by the rules
/// before, under which articles stay known as long as the window lasts.
pub const KEY_VERSION: u32 = 1;

/// The key of a canonical address by the rules of the version before; there is none before the first.
const FORMER_KEY: Option<fn(&Url) -> String> = None;

/// The longest address taken, in bytes. Browsers and servers agree up to about this; beyond it lie data and attacks.
pub const MAX_LENGTH: usize = 8 * 1024;

/// Wrappers nest and escapes hide in escapes. Mail filters around newsletters around AMP caches need six rounds.
const MAX_ROUNDS: usize = 12;

/// An address that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Canonical {
    /// Safe to show and fetch.
    pub url: String,
    /// For equality only; see [`KEY_VERSION`].
    pub key: String,
    /// By the rules of the version before, where they give another key.
    pub former_key: Option<String>,
    /// What changed something, in order.
    pub rules: Vec<Rule>,
    /// As in `url`: lower case, ASCII, without a port.
    pub host: String,
    /// Whether the address hides its target, as short links do.
    pub unresolved: bool,
    /// Whether it is a front page, which is no article.
    pub homepage: bool,
}

/// Reads an address as scrapers, feeds and people write it.
///
/// # Errors
///
/// A [`Fault`] where the text is no address of a public page.
pub fn canonicalize(found: &str) -> Result<Canonical, Fault> {
    let mut rules = Rules::default();
    let mut text = Cow::Borrowed(found);
    // A canonical URL is one that canonicalizing leaves alone, so the road is walked until it changes nothing.
    for _ in 0..MAX_ROUNDS {
        let mut fired = Rules::default();
        let url = read(&text, &mut fired)?;
        let (better, unresolved) = match wrappers::look(&url) {
            Wrapping::Around(target) if read(&target, &mut Rules::default()).is_ok() => {
                fired.note(Rule::Unwrapped);
                (Some(target), false)
            }
            Wrapping::Around(_) | Wrapping::Opaque => (clean::clean(&url, &mut fired), true),
            Wrapping::Plain => (clean::clean(&url, &mut fired), false),
        };
        if better.is_none() && url.as_str() == text {
            return Ok(finish(url, rules, unresolved));
        }
        rules.append(fired);
        text = Cow::Owned(better.unwrap_or_else(|| url.into()));
    }
    Err(FaultCode::Nested.because("addresses or escapes are nested too deeply"))
}

fn read(text: &str, rules: &mut Rules) -> Result<Url, Fault> {
    if text.len() > MAX_LENGTH {
        return Err(FaultCode::TooLong.because(format!("it is longer than {MAX_LENGTH} bytes")));
    }
    let mended = repair::repair(text, rules);
    if mended.is_empty() {
        return Err(FaultCode::Empty.because("it is empty"));
    }
    let url = Url::parse(&mended).map_err(refusal)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(FaultCode::Scheme.because("the scheme is not http or https"));
    }
    host::accept(url.host().as_ref())?;
    if url.as_str() != mended {
        rules.note(Rule::StandardForm);
    }
    Ok(url)
}

fn refusal(error: url::ParseError) -> Fault {
    let code = if error == url::ParseError::EmptyHost || error == url::ParseError::RelativeUrlWithoutBase {
        FaultCode::NoHost
    } else {
        FaultCode::Invalid
    };
    code.because(error.to_string())
}

fn finish(url: Url, mut rules: Rules, unresolved: bool) -> Canonical {
    let key = key::key(&url, &mut rules);
    Canonical {
        former_key: FORMER_KEY.map(|former| former(&url)).filter(|former| *former != key.text),
        key: key.text,
        rules: rules.into_vec(),
        host: url.host_str().unwrap_or_default().to_owned(),
        unresolved,
        homepage: key.homepage,
        url: url.into(),
    }
}

/// What a message's own canonical link means for the address under which it was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Preference {
    /// Another address of the same article, and the better one.
    UseDeclared,
    /// The link says nothing about this article: it names a front page, or an address that hides its target.
    KeepFound,
    /// The article comes from another site. It stays known by where it was found; the link names its source.
    Syndicated,
}

/// Whether a message's declared canonical link replaces the address it was found under.
///
/// Within one registrable domain it does, unless it names a front page: sites that declare their front page for every article are
/// common, and following them would make all articles one. Across domains it tells of syndication. A short link says nothing of
/// its own, so there the declared link wins whatever its domain.
#[must_use]
pub fn prefer(found: &Canonical, declared: &Canonical) -> Preference {
    if declared.homepage || declared.unresolved {
        Preference::KeepFound
    } else if found.unresolved || host::same_site(&found.host, &declared.host) {
        Preference::UseDeclared
    } else {
        Preference::Syndicated
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(url: &str) -> Canonical {
        canonicalize(url).expect("test URLs are fine")
    }

    fn code(text: &str) -> FaultCode {
        canonicalize(text).expect_err("this is no address").code
    }

    #[test]
    fn a_clean_address_stays_as_it_is() {
        let url = "https://paper.example/2024/05/story-7";
        let read = read(url);
        assert_eq!(read.url, url);
        assert_eq!(read.key, "paper.example/2024/05/story-7");
        assert_eq!(read.host, "paper.example");
        assert_eq!(read.rules, []);
        assert!(!read.unresolved && !read.homepage);
    }

    /// Keys are stored: when this fails, either the change is wrong or [`KEY_VERSION`] must rise with it.
    #[test]
    fn keys_are_those_of_this_version() {
        assert_eq!(KEY_VERSION, 1);
        for (url, key) in [
            ("http://www.paper.example/a/", "paper.example/a"),
            ("https://m.paper.example:8443/A/?b=2&a=1", "paper.example:8443/A?a=1&b=2"),
            ("https://köln.example/caf\u{e9}", "xn--kln-sna.example/caf%C3%A9"),
            ("https://paper.example/a%2fb?q=%26+%2B", "paper.example/a%2Fb?q=%26%20%2B"),
            ("https://paper.example/x.amp.html#/r", "paper.example/x.html#/r"),
            ("https://news.com.do/index.php?p=7", "news.com.do?p=7"),
        ] {
            assert_eq!(read(url).key, key, "{url}");
        }
    }

    #[test]
    fn rules_are_listed_in_the_order_they_fired() {
        let read = read(" http://desk@WWW.paper.example:80/a/?utm_source=x#top");
        assert_eq!(read.url, "http://www.paper.example/a/");
        assert_eq!(
            read.rules,
            [
                Rule::Trimmed,
                Rule::StandardForm,
                Rule::Tracker,
                Rule::Fragment,
                Rule::Userinfo,
                Rule::KeyWww,
                Rule::KeySlashes
            ]
        );
    }

    #[test]
    fn what_is_no_address_is_refused_with_its_code() {
        for (text, expected) in [
            ("", FaultCode::Empty),
            (" <> ", FaultCode::Empty),
            ("about:blank", FaultCode::Scheme),
            ("javascript:void(0)", FaultCode::Scheme),
            ("mailto:desk@paper.example", FaultCode::Scheme),
            ("ftp://paper.example/a", FaultCode::Scheme),
            ("tag:paper.example,2024:7", FaultCode::Scheme),
            ("https://", FaultCode::NoHost),
            ("https://newsroom/a", FaultCode::NoHost),
            ("/2024/a", FaultCode::NoHost),
            ("article 7", FaultCode::NoHost),
            ("http://localhost/a", FaultCode::LocalHost),
            ("https://paper.example:99999/a", FaultCode::Invalid),
            ("https://paper .example/a", FaultCode::Invalid),
        ] {
            assert_eq!(code(text), expected, "{text}");
        }
    }

    #[test]
    fn length_is_capped_as_found_and_as_cleaned() {
        let of_length = |length: usize| format!("https://paper.example/{}", "a".repeat(length - 22));
        assert!(canonicalize(&of_length(MAX_LENGTH)).is_ok());
        assert_eq!(code(&of_length(MAX_LENGTH + 1)), FaultCode::TooLong);
        assert_eq!(
            code(&format!("https://paper.example/{}", "ä".repeat(MAX_LENGTH / 4))),
            FaultCode::TooLong
        );
    }

    #[test]
    fn a_fault_never_repeats_a_password() {
        let fault = canonicalize("https://desk:secret@news room/a").expect_err("this is no address");
        assert!(!fault.detail.contains("secret"));
    }

    #[test]
    fn nested_wrappers_are_opened_up_to_a_bound() {
        let wrap = |target: &str| {
            let escaped = percent_encoding::utf8_percent_encode(target, percent_encoding::NON_ALPHANUMERIC);
            format!("https://l.facebook.com/l.php?u={escaped}")
        };
        let mut url = "https://paper.example/a".to_owned();
        for _ in 0..3 {
            url = wrap(&url);
            let read = read(&url);
            assert_eq!((read.url.as_str(), read.unresolved), ("https://paper.example/a", false));
            assert_eq!(read.rules, [Rule::Unwrapped]);
        }
        let endless = format!("https://{}paper.example/a", "www.google.com/amp/s/".repeat(40));
        assert_eq!(code(&endless), FaultCode::Nested);
    }

    #[test]
    fn a_wrapper_around_no_address_stays_and_is_unresolved() {
        let read = read("https://www.google.com/url?q=/maps");
        assert_eq!(read.url, "https://www.google.com/url?q=/maps");
        assert!(read.unresolved);
    }

    #[test]
    fn short_links_keep_their_case_and_are_unresolved() {
        let read = read("https://t.co/AbC");
        assert!(read.unresolved);
        assert_eq!(read.key, "t.co/AbC");
    }

    #[test]
    fn a_declared_link_of_the_same_site_is_used() {
        let found = read("https://m.paper.example/a?x=1");
        assert_eq!(prefer(&found, &read("https://www.paper.example/a")), Preference::UseDeclared);
        assert_eq!(prefer(&found, &read("https://www.paper.example/")), Preference::KeepFound);
        assert_eq!(prefer(&found, &read("https://bit.ly/aB1")), Preference::KeepFound);
    }

    #[test]
    fn a_declared_link_of_another_site_tells_of_syndication() {
        let found = read("https://gazette.example/a");
        assert_eq!(prefer(&found, &read("https://paper.example/a")), Preference::Syndicated);
        assert_eq!(
            prefer(&read("https://t.co/AbC"), &read("https://paper.example/a")),
            Preference::UseDeclared
        );
    }
}
