//! Why a text cannot be the address of an article.
//!
//! Owns the closed set of refusals and their stable names, which travel in dead letters. Promises that a detail never repeats the
//! text itself: an address may carry a password.

use std::fmt;

/// A refusal. Its text is a fragment that fits after "failed to read the url:".
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{detail}")]
pub struct Fault {
    pub code: FaultCode,
    pub detail: String,
}

/// The kinds of refusal. The names are part of the dead-letter format: add, never rename.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FaultCode {
    /// Nothing is left once blanks and quotes are gone.
    Empty,
    /// Longer than [`super::MAX_LENGTH`], as found or once cleaned.
    TooLong,
    /// Neither `http` nor `https`.
    Scheme,
    /// No host, or a name without a dot, which means something else on each network.
    NoHost,
    /// The loopback, unspecified or link-local address: it names the reader's own machine.
    LocalHost,
    /// The URL standard's parser refuses it.
    Invalid,
    /// Wrapped or escaped more often than anything honest is.
    Nested,
}

impl FaultCode {
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "url_empty",
            Self::TooLong => "url_too_long",
            Self::Scheme => "url_scheme",
            Self::NoHost => "url_no_host",
            Self::LocalHost => "url_local_host",
            Self::Invalid => "url_invalid",
            Self::Nested => "url_nested",
        }
    }

    pub(super) fn because(self, detail: impl Into<String>) -> Fault {
        Fault { code: self, detail: detail.into() }
    }
}

impl fmt::Display for FaultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
