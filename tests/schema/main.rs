//! The schema changes only so that old consumers go on.
//!
//! `released/` is the schema as it was released. With a release, once this passes:
//! `cp proto/copydesk/v1/*.proto tests/schema/released/copydesk/v1/`.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod older;
mod promises;

use prost::Message as _;
use prost_types::descriptor_proto::ReservedRange;
use prost_types::field_descriptor_proto::{Label, Type};
use prost_types::{DescriptorProto, EnumDescriptorProto, FileDescriptorSet};

use copydesk::proto::DESCRIPTORS;
use promises::broken;

const RELEASED: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schema/released");

fn today() -> FileDescriptorSet {
    FileDescriptorSet::decode(DESCRIPTORS).unwrap()
}

fn released() -> FileDescriptorSet {
    let files = std::fs::read_dir(format!("{RELEASED}/copydesk/v1")).unwrap();
    let paths = files.map(|file| file.unwrap().path());
    protox::compile(paths, [RELEASED]).unwrap()
}

fn message<'s>(set: &'s mut FileDescriptorSet, name: &str) -> &'s mut DescriptorProto {
    set.file.iter_mut().flat_map(|file| &mut file.message_type).find(|found| found.name() == name).unwrap()
}

fn enumeration<'s>(set: &'s mut FileDescriptorSet, name: &str) -> &'s mut EnumDescriptorProto {
    set.file.iter_mut().flat_map(|file| &mut file.enum_type).find(|found| found.name() == name).unwrap()
}

/// What a change of today's schema breaks.
fn breaks(change: impl FnOnce(&mut FileDescriptorSet)) -> Vec<String> {
    let mut changed = today();
    change(&mut changed);
    broken(&today(), &changed)
}

/// Of a change that breaks one promise.
fn breaks_one(change: impl FnOnce(&mut FileDescriptorSet)) -> String {
    let mut broken = breaks(change);
    assert_eq!(broken.len(), 1, "{broken:?}");
    broken.remove(0)
}

#[test]
fn nothing_that_was_released_has_changed() {
    let broken = broken(&released(), &today());
    assert!(
        broken.is_empty(),
        "consumers with the released schema would misread this:\n{}\nTake the change back, or add a field beside.",
        broken.join("\n")
    );
}

#[test]
fn additions_break_nothing() {
    let broken = breaks(|set| {
        let article = message(set, "Article");
        let mut field = article.field[0].clone();
        field.number = Some(1000);
        field.name = Some("added".to_owned());
        article.field.push(field);
        let flags = enumeration(set, "Flag");
        let mut value = flags.value[0].clone();
        value.number = Some(1000);
        value.name = Some("FLAG_ADDED".to_owned());
        flags.value.push(value);
        let mut added = message(set, "Site").clone();
        added.name = Some("Added".to_owned());
        set.file[0].message_type.push(added);
    });
    assert_eq!(broken, [""; 0]);
}

#[test]
fn a_field_goes_only_where_its_number_and_name_stay_reserved() {
    let gone =
        |set: &mut FileDescriptorSet| message(set, "Article").field.retain(|field| field.number() != 19);
    let said = breaks_one(gone);
    assert!(said.contains("copydesk.v1.Article") && said.contains("origin_url = 19"), "{said}");
    let reserve = |set: &mut FileDescriptorSet| {
        gone(set);
        message(set, "Article").reserved_range.push(ReservedRange { start: Some(19), end: Some(20) });
    };
    assert!(breaks_one(reserve).contains("reserved \"origin_url\""), "the name may be taken again");
    let broken = breaks(|set| {
        reserve(set);
        message(set, "Article").reserved_name.push("origin_url".to_owned());
    });
    assert_eq!(broken, [""; 0]);
}

#[test]
fn what_was_reserved_stays_reserved() {
    let mut before = today();
    message(&mut before, "Article").reserved_range.push(ReservedRange { start: Some(40), end: Some(42) });
    assert_eq!(broken(&before, &today()), ["copydesk.v1.Article: 40..=41 is no longer reserved"]);
}

#[test]
fn a_field_keeps_its_number_name_type_and_label() {
    let field = |change: fn(&mut prost_types::FieldDescriptorProto)| {
        breaks_one(|set| {
            let article = message(set, "Article");
            change(article.field.iter_mut().find(|field| field.name() == "title").unwrap());
        })
    };
    assert!(field(|field| field.number = Some(400)).contains("title = 4"));
    assert!(field(|field| field.name = Some("headline".to_owned())).ends_with("is `string headline`"));
    assert!(field(|field| field.set_type(Type::Bytes)).ends_with("was `string title` and is `bytes title`"));
    assert!(field(|field| field.set_label(Label::Repeated)).ends_with("is `repeated string title`"));
    let other_type = breaks_one(|set| {
        let article = message(set, "Article");
        let language = article.field.iter_mut().find(|field| field.name() == "language").unwrap();
        language.type_name = Some(".copydesk.v1.Site".to_owned());
    });
    assert!(other_type.contains("copydesk.v1.Site language"), "{other_type}");
}

#[test]
fn a_value_of_an_enum_keeps_its_number_and_name() {
    let renumbered = breaks_one(|set| enumeration(set, "Outcome").value[3].number = Some(300));
    assert!(renumbered.contains("OUTCOME_STALE = 3"), "{renumbered}");
    let renamed =
        breaks_one(|set| enumeration(set, "Outcome").value[3].name = Some("OUTCOME_OLD".to_owned()));
    assert!(renamed.contains("was `OUTCOME_STALE` and is `OUTCOME_OLD`"), "{renamed}");
}

#[test]
fn a_message_that_is_gone_is_named() {
    let said = breaks_one(|set| {
        set.file.iter_mut().for_each(|file| file.message_type.retain(|found| found.name() != "Mention"));
    });
    assert_eq!(said, "copydesk.v1.Mention is gone");
}
