//! What holds for any records in any batches.

use std::sync::LazyLock;

use copydesk::handover::{self, Trail};
use copydesk::index::{Index as _, Memory, Overlay};
use copydesk::ledger::Reached;
use copydesk::outcome::ItemOutcome;
use copydesk::pipeline::{self, Prepared, Settings};
use copydesk::proto::Timestamp;
use copydesk::record::{Position, Record, Topic};
use copydesk::route::Topics;
use copydesk::wire::{self, Encoding};
use proptest::prelude::*;
use serde_json::json;

/// Words that follow each other once.
static STORY: LazyLock<String> = LazyLock::new(|| {
    let word = |number: u32| {
        let letter = |at: u32| char::from_digit(10 + (number * at + at) % 26, 36).unwrap();
        format!("{}{}{} ", letter(7), letter(3), letter(11))
    };
    (0..160).map(word).collect()
});

/// Few URLs, texts and times, so that everything meets everything.
fn value() -> impl Strategy<Value = Option<Vec<u8>>> {
    let article = (0..5u8, 0..6u8, 0..3u8, 0..2u8).prop_map(|(url, text, title, seen)| {
        let text = [
            "",
            "short",
            &"a longer text of ten words or so ".repeat(8),
            &"another text altogether ".repeat(12),
            // A story, and an abridged reprint of it.
            STORY.as_str(),
            STORY.split_at(STORY.len() * 3 / 4).0,
        ][usize::from(text)]
        .to_owned();
        json!({
            "url": format!("https://paper-{}.example/{url}", url % 2),
            "title": format!("title {title}"),
            "text": text,
            "fetched_at": format!("2026-01-0{}T00:00:00Z", seen + 1),
        })
    });
    prop_oneof![
        6 => article.clone().prop_map(|article| Some(article.to_string().into_bytes())),
        1 => prop::collection::vec(article, 0..4).prop_map(|items| Some(json!(items).to_string().into_bytes())),
        1 => Just(None),
        1 => prop::collection::vec(any::<u8>(), 0..20).prop_map(Some),
    ]
}

fn records() -> impl Strategy<Value = Vec<Record>> {
    prop::collection::vec((value(), 0..5u8), 0..24).prop_map(|values| {
        let record = |(offset, (value, key)): (i64, (Option<Vec<u8>>, u8))| Record {
            position: Position { topic: Topic::new("raw"), partition: 0, offset },
            timestamp: Some(Timestamp::from_seconds(1_767_225_600 + offset)),
            key: Some(format!("https://paper-{}.example/{key}", key % 2).into_bytes()),
            value,
            headers: Vec::new(),
        };
        (0..).zip(values).map(record).collect()
    })
}

/// Runs records through the line in batches of these sizes, the last size again and again.
fn run(records: &[Record], sizes: &[usize]) -> Vec<ItemOutcome> {
    let mut settings = Settings::default();
    // So few that articles are forgotten within a batch.
    settings.dedup.near.decisions = 5;
    let mut index = Memory::new(settings.dedup.near.decisions);
    let (mut rest, mut outcomes) = (records, Vec::new());
    let mut sizes = sizes.iter().copied().chain(std::iter::repeat(7));
    while !rest.is_empty() {
        let (batch, after) = rest.split_at(sizes.next().unwrap().clamp(1, rest.len()));
        let batch = pipeline::prepare(batch.to_vec(), &settings);
        // A batch that is aborted leaves no trace.
        let mut dropped = Overlay::new(&index);
        pipeline::decide(&batch, &mut dropped, &settings).unwrap();
        drop(dropped);
        let mut overlay = Overlay::new(&index);
        let decisions = pipeline::decide(&batch, &mut overlay, &settings).unwrap();
        let changes = overlay.into_changes();
        outcomes.extend(pipeline::finish(&batch, decisions, &settings));
        index.apply(changes, Reached::default()).unwrap();
        rest = after;
    }
    outcomes
}

/// As one batch over an empty index.
fn decided(batch: &[Prepared]) -> Vec<ItemOutcome> {
    let (settings, index) = (Settings::default(), Memory::default());
    let mut overlay = Overlay::new(&index);
    let decisions = pipeline::decide(batch, &mut overlay, &settings).unwrap();
    pipeline::finish(batch, decisions, &settings)
}

proptest! {
    #[test]
    fn cutting_one_order_into_other_batches_changes_no_outcome(
        records in records(),
        sizes in prop::collection::vec(1usize..9, 0..8),
    ) {
        prop_assert_eq!(run(&records, &[usize::MAX]), run(&records, &sizes));
    }

    #[test]
    fn every_item_has_exactly_one_outcome_in_order(records in records()) {
        let outcomes = run(&records, &[5]);
        let places: Vec<_> = outcomes.iter().map(|outcome| (outcome.origin.offset, outcome.origin.item)).collect();
        let mut sorted = places.clone();
        sorted.sort_unstable();
        sorted.dedup();
        prop_assert_eq!(&places, &sorted);
        for record in &records {
            let value = record.value.as_deref().unwrap_or_default();
            let expected = serde_json::from_slice::<Vec<serde_json::Value>>(value).map_or(1, |list| list.len().max(1));
            let given = places.iter().filter(|(offset, _)| *offset == record.position.offset).count();
            prop_assert_eq!(given, expected, "{:?}", String::from_utf8_lossy(value));
        }
        let decisions: Vec<_> = outcomes.iter().map(|outcome| outcome.decision).collect();
        prop_assert_eq!(decisions, (1..=outcomes.len() as u64).collect::<Vec<_>>());
    }

    #[test]
    fn what_was_handed_over_is_published_as_if_it_had_been_prepared_here(records in records()) {
        let here = pipeline::prepare(records, &Settings::default());
        let over = here.iter().map(|prepared| {
            let trail = Trail::of(&prepared.record, prepared.record.position.offset, b"id".to_vec());
            let message = handover::write("prepared", prepared, &trail);
            let (there, back) = handover::read(message.value.as_deref()).unwrap();
            assert_eq!(back, trail);
            there
        });
        let there: Vec<Prepared> = over.collect();
        let published = |batch: &[Prepared]| {
            let outcomes = decided(batch);
            (outcomes.clone(), wire::messages(batch, outcomes, &Topics::default(), &Encoding::Json))
        };
        prop_assert_eq!(published(&there), published(&here));
    }

    #[test]
    fn messages_tell_every_outcome(records in records(), json in any::<bool>()) {
        let topics = Topics::default();
        let encoding = if json { Encoding::Json } else { Encoding::Protobuf };
        let batch = pipeline::prepare(records, &Settings::default());
        let outcomes = decided(&batch);
        let messages = wire::messages(&batch, outcomes.clone(), &topics, &encoding);
        let mut told = Vec::new();
        for message in &messages {
            told.extend(wire::outcomes(message, &topics).unwrap());
        }
        told.sort_by_key(|outcome| outcome.decision);
        let summary = |outcomes: &[ItemOutcome]| -> Vec<_> {
            outcomes.iter().map(|outcome| (outcome.decision, outcome.origin.offset, outcome.origin.item, outcome.outcome())).collect()
        };
        prop_assert_eq!(summary(&told), summary(&outcomes));
    }
}
