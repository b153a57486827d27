//! The folder of cases: a file of JSON lines for each set.

use std::path::PathBuf;

use serde_json::Value;

pub struct Folder(pub PathBuf);

impl Folder {
    /// The cases of a file; none where it is not there.
    pub fn cases(&self, file: &str) -> Vec<Value> {
        let text = std::fs::read_to_string(self.0.join(file)).unwrap_or_default();
        text.lines()
            .filter(|line| !line.trim().is_empty())
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

pub fn text<'a>(case: &'a Value, pointer: &str) -> Option<&'a str> {
    case.pointer(pointer).and_then(Value::as_str)
}

/// All texts within a value.
pub fn texts(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::String(text) => found.push(text.clone()),
        Value::Array(parts) => parts.iter().for_each(|part| texts(part, found)),
        Value::Object(fields) => fields.values().for_each(|part| texts(part, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
