//! JSON records: one object, or an array of them.

use serde_json::Value;

use super::{Settings, depth, fields, reject};
use crate::article::Raw;
use crate::dead_letter::{Code, Reject};

pub fn decode(text: &str, settings: &Settings) -> Result<Vec<Result<Raw, Reject>>, Reject> {
    let text = text.trim_start_matches('\u{feff}');
    let limit = settings.max_depth.get();
    if depth::exceeds(text, limit) {
        return Err(reject(
            Code::TooDeep,
            format_args!("nests deeper than decode.max_depth allows ({limit})"),
        ));
    }
    let value: Value = serde_json::from_str(text).map_err(|error| reject(Code::InvalidJson, error))?;
    let Value::Array(items) = value else { return Ok(vec![item(value)]) };
    let (count, most) = (items.len(), settings.max_items.get());
    if count == 0 {
        return Err(reject(Code::NotAnArticle, "an array without items"));
    }
    if count > most {
        let detail = format_args!("{count} items are more than decode.max_items allows ({most})");
        return Err(reject(Code::TooManyItems, detail));
    }
    Ok(items.into_iter().map(item).collect())
}

fn item(value: Value) -> Result<Raw, Reject> {
    match value {
        Value::Object(object) => fields::read(object),
        Value::Null => Err(not_an_object("null")),
        Value::Bool(_) => Err(not_an_object("a boolean")),
        Value::Number(_) => Err(not_an_object("a number")),
        Value::String(_) => Err(not_an_object("a string")),
        Value::Array(_) => Err(not_an_object("an array")),
    }
}

fn not_an_object(what: &str) -> Reject {
    reject(Code::NotAnArticle, format_args!("{what} where an article's object belongs"))
}
