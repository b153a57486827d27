//! JSON as the world writes it: mended where it is nearly JSON, linked data, and what a value says where a text, a list,
//! a date or a switch is wanted.
//!
//! Owns no names of fields but those that hide a value within an object. Which field means what is for those who read
//! items and pages.

pub mod linked_data;
pub mod mend;
pub mod script;
pub mod values;

use std::borrow::Cow;

/// The letters and digits of a name, in lower case; most names are so already.
pub fn squash(name: &str) -> Cow<'_, str> {
    if name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return Cow::Borrowed(name);
    }
    let mut squashed = String::with_capacity(name.len());
    for c in name.chars().filter(|c| c.is_alphanumeric()) {
        if c.is_ascii() { squashed.push(c.to_ascii_lowercase()) } else { squashed.extend(c.to_lowercase()) }
    }
    Cow::Owned(squashed)
}

/// Whether this is what a name becomes when squashed: told at the first letter that differs.
pub fn is_named(name: &str, squashed: &str) -> bool {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).eq(squashed.chars())
}
