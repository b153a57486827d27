//! The names of what was done to an address.
//!
//! Owns the closed set of rules and their stable names, which `explain` prints. Promises that a rule is listed only when it changed
//! something, once, in the order in which it first did. Knows nothing of how any rule works.

use std::fmt;

/// One step from the address as found to the canonical URL, or from there to the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// Blanks and invisible marks around the address.
    Trimmed,
    /// Brackets, quotes, CDATA marks, prefixes and closing tags around the address.
    Unquoted,
    /// `&amp;` and numeric character references.
    Entities,
    /// `\/` and `\u0026`, left over from JSON.
    JsonEscapes,
    /// `http://https://` and its like.
    DoubleScheme,
    /// A missing, surplus or backward slash after the scheme.
    SchemeSlashes,
    /// A scheme where there was none.
    SchemeAdded,
    /// What the URL standard's parser settles: case of scheme and host, IDNA, default port, dot segments, raw characters.
    StandardForm,
    /// A redirector, AMP cache or archive replaced by the address it carries.
    Unwrapped,
    /// A name or password before the host.
    Userinfo,
    /// The dot of the DNS root after the host.
    RootDot,
    /// Escapes in one form: upper-case digits, no needless ones, Unicode composed.
    PercentEscapes,
    /// A session identifier in path or query.
    SessionId,
    /// A parameter that tells where the reader came from.
    Tracker,
    /// `?`, `#` and `&` with nothing to introduce.
    EmptyParts,
    /// A fragment that only points into the page.
    Fragment,
    /// Key: the `www` label.
    KeyWww,
    /// Key: the label or mark of an edition for small screens.
    KeyMobile,
    /// Key: the label or mark of an AMP edition.
    KeyAmp,
    /// Key: the mark of a page to print.
    KeyPrint,
    /// Key: the name of a directory's own page, such as `index.html`.
    KeyIndexPage,
    /// Key: slashes that end a path or stand twice.
    KeySlashes,
    /// Key: parameters sorted by name.
    KeyQueryOrder,
    /// Key: escapes of characters that never delimit anything.
    KeyEscapes,
    /// Key: a client-side route that leads to the start.
    KeyEmptyRoute,
}

impl Rule {
    /// Every rule, in the order of declaration.
    pub const ALL: [Self; 25] = [
        Self::Trimmed,
        Self::Unquoted,
        Self::Entities,
        Self::JsonEscapes,
        Self::DoubleScheme,
        Self::SchemeSlashes,
        Self::SchemeAdded,
        Self::StandardForm,
        Self::Unwrapped,
        Self::Userinfo,
        Self::RootDot,
        Self::PercentEscapes,
        Self::SessionId,
        Self::Tracker,
        Self::EmptyParts,
        Self::Fragment,
        Self::KeyWww,
        Self::KeyMobile,
        Self::KeyAmp,
        Self::KeyPrint,
        Self::KeyIndexPage,
        Self::KeySlashes,
        Self::KeyQueryOrder,
        Self::KeyEscapes,
        Self::KeyEmptyRoute,
    ];

    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Trimmed => "trimmed",
            Self::Unquoted => "unquoted",
            Self::Entities => "entities",
            Self::JsonEscapes => "json_escapes",
            Self::DoubleScheme => "double_scheme",
            Self::SchemeSlashes => "scheme_slashes",
            Self::SchemeAdded => "scheme_added",
            Self::StandardForm => "standard_form",
            Self::Unwrapped => "unwrapped",
            Self::Userinfo => "userinfo",
            Self::RootDot => "root_dot",
            Self::PercentEscapes => "percent_escapes",
            Self::SessionId => "session_id",
            Self::Tracker => "tracker",
            Self::EmptyParts => "empty_parts",
            Self::Fragment => "fragment",
            Self::KeyWww => "key_www",
            Self::KeyMobile => "key_mobile",
            Self::KeyAmp => "key_amp",
            Self::KeyPrint => "key_print",
            Self::KeyIndexPage => "key_index_page",
            Self::KeySlashes => "key_slashes",
            Self::KeyQueryOrder => "key_query_order",
            Self::KeyEscapes => "key_escapes",
            Self::KeyEmptyRoute => "key_empty_route",
        }
    }

    /// Whether the rule shapes the key alone and leaves the canonical URL as it is.
    #[must_use]
    pub fn is_lossy(self) -> bool {
        self.as_str().starts_with("key_")
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// The rules that fired so far: each once, in order of first use.
#[derive(Debug, Default)]
pub(super) struct Rules(Vec<Rule>);

impl Rules {
    pub(super) fn note(&mut self, rule: Rule) {
        if !self.0.contains(&rule) {
            self.0.push(rule);
        }
    }

    pub(super) fn append(&mut self, later: Self) {
        for rule in later.0 {
            self.note(rule);
        }
    }

    pub(super) fn into_vec(self) -> Vec<Rule> {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn names_are_unique_and_snake_case() {
        let names: HashSet<&str> = Rule::ALL.iter().map(|rule| rule.as_str()).collect();
        assert_eq!(names.len(), Rule::ALL.len());
        for name in names {
            assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'));
        }
    }

    #[test]
    fn every_rule_is_listed() {
        // The last variant's discriminant counts the variants, so a rule that ALL forgets shows here.
        assert_eq!(Rule::ALL.len(), Rule::KeyEmptyRoute as usize + 1);
    }

    #[test]
    fn a_rule_is_noted_once() {
        let mut rules = Rules::default();
        rules.note(Rule::Tracker);
        rules.note(Rule::Fragment);
        rules.note(Rule::Tracker);
        assert_eq!(rules.into_vec(), [Rule::Tracker, Rule::Fragment]);
    }
}
