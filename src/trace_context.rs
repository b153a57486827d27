//! Which trace a record belongs to, as W3C Trace Context writes it into the headers `traceparent` and `tracestate`.
//!
//! Plain data: nothing here sends anything. What cannot be read as the specification says is as if it were absent.

use std::fmt;

use crate::record::{Header, Position, is_visible};

const PARENT: &str = "traceparent";
const STATE: &str = "tracestate";

/// The flags that are defined: sampled, and that the id was made at random. Others must not be handed on.
const FLAGS: u8 = 0b11;
const SAMPLED: u8 = 0b01;

/// Not all zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TraceId(pub [u8; 16]);

/// Not all zeros.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpanId(pub [u8; 8]);

/// Where in a trace something stands: what comes of it is the child of this span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceContext {
    pub trace: TraceId,
    pub span: SpanId,
    flags: u8,
    /// What others along the way noted, handed on as it is.
    pub state: Option<String>,
}

impl TraceContext {
    /// Of a trace that begins here, under an id made at random.
    pub fn sampled(trace: TraceId, span: SpanId) -> Self {
        Self { trace, span, flags: FLAGS, state: None }
    }

    /// As the headers of a message say. Nothing where they say it twice.
    pub fn of(headers: &[Header]) -> Option<Self> {
        let mut parents = headers.iter().filter(|header| header.name.eq_ignore_ascii_case(PARENT));
        let (parent, None) = (parents.next()?, parents.next()) else { return None };
        let context = Self::parse(parent.value.as_deref()?)?;
        let is_state = |header: &&Header| header.name.eq_ignore_ascii_case(STATE);
        let state = headers.iter().find(is_state).and_then(|header| header.value.as_deref());
        let state = state.and_then(|state| std::str::from_utf8(state).ok()).filter(|state| is_visible(state));
        Some(Self { state: state.map(str::to_owned), ..context })
    }

    /// Version 00 is this long exactly. A later one may go on behind a hyphen, and means the same up to there.
    /// See <https://www.w3.org/TR/trace-context/#traceparent-header-field-values>.
    fn parse(text: &[u8]) -> Option<Self> {
        const LENGTH: usize = 55;
        let (known, rest) = text.split_at_checked(LENGTH)?;
        let fields: Vec<&[u8]> = known.split(|&byte| byte == b'-').collect();
        let [version, trace, span, flags] = fields.as_slice() else { return None };
        let ([version], trace, span, [flags]) = (hex(version)?, hex(trace)?, hex(span)?, hex(flags)?);
        let ends = match version {
            0x00 => rest.is_empty(),
            0xff => false,
            _ => rest.first().is_none_or(|&byte| byte == b'-'),
        };
        let is_known = ends && trace != [0; 16] && span != [0; 8];
        let (trace, span) = (TraceId(trace), SpanId(span));
        is_known.then_some(Self { trace, span, flags: flags & FLAGS, state: None })
    }

    pub fn is_sampled(&self) -> bool {
        self.flags & SAMPLED != 0
    }

    pub fn flags(&self) -> u8 {
        self.flags
    }

    /// Another span of the same trace.
    #[must_use]
    pub fn at(&self, span: SpanId) -> Self {
        Self { span, ..self.clone() }
    }

    /// For the message that is this span's.
    pub fn headers(&self) -> impl Iterator<Item = Header> {
        let parent = format!("00-{}-{}-{:02x}", self.trace, self.span, self.flags);
        let state = self.state.as_deref().map(|state| Header::new(STATE, state));
        [Header::new(PARENT, parent)].into_iter().chain(state)
    }
}

/// The trace of a record that is sampled: the ids of what is told of it once it is committed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traced {
    /// Where it was read.
    pub read_at: Position,
    /// Of whoever sent it. None where the trace begins here.
    pub parent: Option<SpanId>,
    /// Of the work on it.
    pub work: TraceContext,
    /// Of the message that each item becomes; who hands the record over uses the first.
    pub sends: Vec<SpanId>,
}

impl Traced {
    /// What goes out with the message of an item.
    pub fn sent(&self, item: u32) -> Option<TraceContext> {
        let span = self.sends.get(usize::try_from(item).ok()?)?;
        Some(self.work.at(*span))
    }
}

/// Lower-case digits alone, as many as the bytes have.
fn hex<const N: usize>(digits: &[u8]) -> Option<[u8; N]> {
    let value = |digit: u8| match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    let bytes: Option<Vec<u8>> =
        pairs.iter().map(|&[high, low]| Some(value(high)? << 4 | value(low)?)).collect();
    bytes?.try_into().ok()
}

fn write_hex(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    bytes.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
}

impl fmt::Display for TraceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

impl fmt::Display for SpanId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_hex(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PARENT_OF: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    fn of(headers: &[(&str, &str)]) -> Option<TraceContext> {
        let headers: Vec<_> = headers.iter().map(|&(name, value)| Header::new(name, value)).collect();
        TraceContext::of(&headers)
    }

    fn written(context: &TraceContext) -> Vec<(String, String)> {
        let text = |header: Header| (header.name, String::from_utf8(header.value.unwrap()).unwrap());
        context.headers().map(text).collect()
    }

    #[test]
    fn what_is_read_is_written_again() {
        let state = "congo=t61rcWkgMzE, rojo=00f067aa0ba902b7";
        let context = of(&[("TraceParent", PARENT_OF), ("Tracestate", state)]).unwrap();
        assert!(context.is_sampled());
        let expected = [("traceparent", PARENT_OF), ("tracestate", state)];
        assert_eq!(written(&context), expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
        let child = written(&context.at(SpanId([0, 1, 2, 3, 4, 5, 6, 0xff])));
        assert_eq!(child[0].1, "00-4bf92f3577b34da6a3ce929d0e0e4736-00010203040506ff-01");
    }

    #[test]
    fn a_later_version_may_go_on_behind_a_hyphen() {
        let later = |rest: &str| of(&[("traceparent", &format!("cc{}{rest}", PARENT_OF.split_at(2).1))]);
        for rest in ["", "-", "-what-the-future-will-be-like"] {
            let context = later(rest).unwrap();
            assert_eq!(written(&context)[0].1, PARENT_OF, "it is handed on as the version that we know");
        }
        assert_eq!(later(".what"), None);
        assert_eq!(later("0"), None);
    }

    #[test]
    fn what_is_not_as_the_specification_says_is_as_if_it_were_absent() {
        let wrong = [
            "",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0x",
            "00-4bf92f3577b34da6a3ce929d0e0e473-600f067aa0ba902b7-01",
            "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            " 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            ".0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "0-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-001",
        ];
        for parent in wrong {
            assert_eq!(of(&[("traceparent", parent)]), None, "{parent:?}");
        }
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[("tracestate", "a=b")]), None);
        assert_eq!(of(&[("traceparent", PARENT_OF), ("traceparent", PARENT_OF)]), None);
        assert_eq!(TraceContext::of(&[Header { name: "traceparent".to_owned(), value: None }]), None);
    }

    #[test]
    fn flags_that_are_not_defined_are_not_handed_on() {
        let flags = |flags: &str| {
            let (begin, _) = PARENT_OF.split_at(53);
            of(&[("traceparent", &format!("{begin}{flags}"))]).unwrap()
        };
        assert!(!flags("00").is_sampled() && !flags("fe").is_sampled() && flags("ff").is_sampled());
        assert!(written(&flags("ff"))[0].1.ends_with("-03") && written(&flags("00"))[0].1.ends_with("-00"));
    }

    #[test]
    fn a_state_that_would_end_a_line_goes_nowhere() {
        for state in ["a=b\r\nx: y", "a=ü"] {
            assert_eq!(of(&[("traceparent", PARENT_OF), ("tracestate", state)]).unwrap().state, None);
        }
    }
}
