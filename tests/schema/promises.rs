//! What consumers with an older schema rely on, and which of it a newer one breaks.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use prost_types::field_descriptor_proto::Label;
use prost_types::{DescriptorProto, EnumDescriptorProto, FieldDescriptorProto, FileDescriptorSet};

/// Of a message or an enum.
#[derive(Default)]
struct Promise {
    /// By number, what stands there. Names count, since JSON goes by them.
    members: BTreeMap<i32, Member>,
    reserved_numbers: Vec<RangeInclusive<i32>>,
    reserved_names: Vec<String>,
}

#[derive(PartialEq, Eq)]
struct Member {
    name: String,
    /// Of a field.
    shape: String,
}

impl Promise {
    fn reserves(&self, number: i32) -> bool {
        self.reserved_numbers.iter().any(|range| range.contains(&number))
    }
}

/// Each break of a promise, in one line; none where old consumers go on.
pub fn broken(old: &FileDescriptorSet, new: &FileDescriptorSet) -> Vec<String> {
    let new = promises(new);
    let mut broken = Vec::new();
    for (name, old) in promises(old) {
        match new.get(&name) {
            None => broken.push(format!("{name} is gone")),
            Some(new) => compare(&name, &old, new, &mut broken),
        }
    }
    broken
}

fn compare(name: &str, old: &Promise, new: &Promise, broken: &mut Vec<String>) {
    for (&number, was) in &old.members {
        match new.members.get(&number) {
            Some(is) if is == was => {}
            Some(is) => {
                let [was, is] = [was, is].map(|Member { name, shape }| format!("{shape} {name}"));
                broken.push(format!("{name}: number {number} was `{}` and is `{}`", was.trim(), is.trim()));
            }
            None if new.reserves(number) && new.reserved_names.contains(&was.name) => {}
            None => broken.push(format!(
                "{name}: `{} = {number}` is gone: `reserved {number}; reserved \"{}\";`",
                was.name, was.name
            )),
        }
    }
    for range in &old.reserved_numbers {
        if !range.clone().all(|number| new.reserves(number)) {
            broken.push(format!("{name}: {range:?} is no longer reserved"));
        }
    }
}

/// By full name.
fn promises(set: &FileDescriptorSet) -> BTreeMap<String, Promise> {
    let mut promises = BTreeMap::new();
    for file in &set.file {
        for message in &file.message_type {
            add_message(file.package(), message, &mut promises);
        }
        for described in &file.enum_type {
            add_enum(file.package(), described, &mut promises);
        }
    }
    promises
}

fn add_message(scope: &str, message: &DescriptorProto, promises: &mut BTreeMap<String, Promise>) {
    let name = format!("{scope}.{}", message.name());
    for nested in &message.nested_type {
        add_message(&name, nested, promises);
    }
    for nested in &message.enum_type {
        add_enum(&name, nested, promises);
    }
    let member = |field: &FieldDescriptorProto| {
        (field.number(), Member { name: field.name().to_owned(), shape: shape(message, field) })
    };
    let promise = Promise {
        members: message.field.iter().map(member).collect(),
        // The end of a range of fields is not within it.
        reserved_numbers: message
            .reserved_range
            .iter()
            .map(|range| range.start()..=range.end() - 1)
            .collect(),
        reserved_names: message.reserved_name.clone(),
    };
    promises.insert(name, promise);
}

fn shape(message: &DescriptorProto, field: &FieldDescriptorProto) -> String {
    let repeated = if field.label() == Label::Repeated { "repeated " } else { "" };
    let kind = field.r#type().as_str_name().trim_start_matches("TYPE_").to_lowercase();
    // That a field may say that it is absent changes nothing of its bytes.
    let choice = field.oneof_index.filter(|_| !field.proto3_optional());
    let choice = choice.map(|at| format!(" in {}", message.oneof_decl[usize::try_from(at).unwrap()].name()));
    let type_name = field.type_name();
    let space = if type_name.is_empty() { "" } else { " " };
    format!("{repeated}{kind}{space}{type_name}{}", choice.unwrap_or_default())
}

fn add_enum(scope: &str, described: &EnumDescriptorProto, promises: &mut BTreeMap<String, Promise>) {
    let value = |value: &prost_types::EnumValueDescriptorProto| {
        (value.number(), Member { name: value.name().to_owned(), shape: String::new() })
    };
    let promise = Promise {
        members: described.value.iter().map(value).collect(),
        reserved_numbers: described.reserved_range.iter().map(|range| range.start()..=range.end()).collect(),
        reserved_names: described.reserved_name.clone(),
    };
    promises.insert(format!("{scope}.{}", described.name()), promise);
}
