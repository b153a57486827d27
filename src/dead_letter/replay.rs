//! The way back: a dead letter as the record that it was, and the mark that says which letters were sent back.
//!
//! A record that is sent back names where it came from first and how often it was sent, for people: nothing decides
//! by it.

use super::{PREFIX, Statement, statement};
use crate::proto::Timestamp;
use crate::record::{Header, Position, Record, Topic};

/// Beside the record's own headers, once it was sent back.
const REPLAYED_FROM: &str = "copydesk-replayed-from";
const REPLAYS: &str = "copydesk-replays";
/// Of a mark, which has no statement: the offsets of letters of its partition.
const MARK: &str = "copydesk-replayed";

/// A dead letter, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    pub said: Statement,
    /// As it was when it was rejected, at its own position.
    pub record: Record,
}

/// Nothing where it is no dead letter.
pub fn letter(mut dead: Record) -> Option<Letter> {
    let said = statement(&dead.headers)?;
    // What was said last begins with the stage; all before it came with the record.
    let begin = dead.headers.iter().rposition(|header| header.name.strip_prefix(PREFIX) == Some("stage"))?;
    let ours = dead.headers.split_off(begin);
    let timestamp = text(&ours, "copydesk-timestamp").and_then(|time| time.parse().ok());
    dead.position =
        Position { topic: Topic::new(&said.topic), partition: said.partition, offset: said.offset };
    dead.timestamp = timestamp.map(|time: jiff::Timestamp| Timestamp::from(time));
    Some(Letter { said, record: dead })
}

/// How often the record was sent back before it came here.
pub fn replays(record: &Record) -> u32 {
    text(&record.headers, REPLAYS).and_then(|count| count.parse().ok()).unwrap_or_default()
}

/// Writes onto the record that it is sent back once more. The first origin stays.
pub fn stamp(record: &mut Record) {
    let replays = replays(record).saturating_add(1);
    let first =
        text(&record.headers, REPLAYED_FROM).map_or_else(|| record.position.to_string(), str::to_owned);
    record.headers.retain(|header| header.name != REPLAYED_FROM && header.name != REPLAYS);
    record.headers.push(Header::new(REPLAYED_FROM, first));
    record.headers.push(Header::new(REPLAYS, replays.to_string()));
}

/// Headers of the mark for letters at these offsets.
pub fn mark(offsets: &[i64]) -> Vec<Header> {
    let list = offsets.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
    vec![Header::new(MARK, list)]
}

/// The offsets that a mark marks; nothing where it is none. A dead letter is none, whatever its record brought with it.
pub fn marked(headers: &[Header]) -> Option<Vec<i64>> {
    if statement(headers).is_some() {
        return None;
    }
    super::numbers(text(headers, MARK)?)
}

fn text<'a>(headers: &'a [Header], name: &str) -> Option<&'a str> {
    let header = headers.iter().rev().find(|header| header.name == name)?;
    std::str::from_utf8(header.value.as_deref()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dead_letter::{Code, Reject, RejectedItem, Stage, headers};
    use proptest::prelude::*;

    fn record(headers: Vec<Header>, millis: Option<i64>) -> Record {
        Record {
            position: Position { topic: Topic::new("raw"), partition: 3, offset: 77 },
            timestamp: millis.map(Timestamp::from_millis),
            key: Some(b"key".to_vec()),
            value: Some(b"{".to_vec()),
            headers,
        }
    }

    /// As the line would publish it, at another place and time.
    fn rejected(record: &Record) -> Record {
        let reject = Reject::new(Stage::Decode, Code::InvalidJson, "cut");
        let headers = headers(record, &[RejectedItem { item: 0, decision: 1, reject }]);
        let position = Position { topic: Topic::new("rejected"), partition: 0, offset: 5 };
        Record { position, timestamp: Some(Timestamp::from_seconds(9)), headers, ..record.clone() }
    }

    #[test]
    fn the_first_origin_stays_and_replays_are_counted() {
        let mut first = record(vec![Header::new("a", "b")], Some(0));
        stamp(&mut first);
        let mut again = Record { position: Position { offset: 90, ..first.position.clone() }, ..first };
        stamp(&mut again);
        let said: Vec<_> = again.headers.iter().map(|header| header.name.as_str()).collect();
        assert_eq!(said, ["a", REPLAYED_FROM, REPLAYS]);
        assert_eq!(text(&again.headers, REPLAYED_FROM), Some("raw/3/77"));
        assert_eq!(replays(&again), 2);
    }

    #[test]
    fn a_mark_is_no_letter_and_a_letter_is_no_mark() {
        let mark = mark(&[3, 17]);
        assert_eq!(marked(&mark), Some(vec![3, 17]));
        assert_eq!(letter(record(mark.clone(), None)), None);
        let forged = rejected(&record(mark, None));
        assert_eq!(marked(&forged.headers), None);
        assert_eq!(marked(&[]), None);
    }

    proptest! {
        #[test]
        fn a_letter_gives_back_its_record(
            names in prop::collection::vec("[a-z-]{1,12}|copydesk-(stage|code|offset|timestamp|replays)", 0..6),
            millis in prop::option::of(-10_000_000_000_000i64..10_000_000_000_000),
            times_rejected in 1usize..4,
        ) {
            let own = names.iter().map(|name| Header::new(name, "x")).collect();
            let mut record = record(own, millis);
            for _ in 0..times_rejected {
                let letter = letter(rejected(&record)).unwrap();
                prop_assert_eq!(&letter.record, &record);
                prop_assert_eq!(letter.said.reject.code, Code::InvalidJson);
                record = Record { headers: rejected(&record).headers, ..record };
            }
        }
    }
}
