//! JSON records: an article, several, or an envelope around them.

use serde_json::Value;

use super::bounds::{self, Bounds, Exceeded};
use super::{Reading, envelope, linked_data, mend, reject};
use crate::article::Raw;
use crate::dead_letter::{Code, Reject};

pub fn decode(text: &str, reading: &Reading<'_>) -> Result<Vec<Result<Raw, Reject>>, Reject> {
    let bounds = reading.settings.bounds();
    bounds::check(text, bounds).map_err(|exceeded| refusal(exceeded, bounds))?;
    let value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => mend::parse(text).ok_or_else(|| reject(Code::InvalidJson, error))?,
    };
    if is_tombstone(&value) {
        return Ok(vec![Ok(Raw { withdrawn: true, ..Raw::default() })]);
    }
    items(value, reading)
}

/// Converters of Kafka Connect write the null value of a removal so.
fn is_tombstone(value: &Value) -> bool {
    let Value::Object(object) = value else { return false };
    object.len() == 2 && object.contains_key("schema") && object.get("payload") == Some(&Value::Null)
}

/// The articles of a value, whatever is around them.
pub fn items(value: Value, reading: &Reading<'_>) -> Result<Vec<Result<Raw, Reject>>, Reject> {
    let most = reading.settings.max_items.get();
    let opened = envelope::open(value, reading).map_err(|envelope::TooMany| {
        reject(Code::TooManyItems, format_args!("more items than decode.max_items allows ({most})"))
    })?;
    if opened.is_empty() {
        return Err(reject(Code::NotAnArticle, "a list without items"));
    }
    let item = |envelope::Enclosed { content, outside }| match content {
        Value::Object(object) if linked_data::is_something_else(&object) => {
            Err(reject(Code::NotAnArticle, "linked data of something that is no article"))
        }
        Value::Object(object) => Ok(outside.read(object, reading)),
        Value::Null => Err(not_an_object("null")),
        Value::Bool(_) => Err(not_an_object("a boolean")),
        Value::Number(_) => Err(not_an_object("a number")),
        Value::String(_) => Err(not_an_object("a string")),
        Value::Array(_) => Err(not_an_object("an array")),
    };
    Ok(opened.into_iter().map(item).collect())
}

fn not_an_object(what: &str) -> Reject {
    reject(Code::NotAnArticle, format_args!("{what} where an article's object belongs"))
}

pub fn refusal(exceeded: Exceeded, Bounds { depth, values }: Bounds) -> Reject {
    match exceeded {
        Exceeded::Depth => {
            reject(Code::TooDeep, format_args!("nests deeper than decode.max_depth allows ({depth})"))
        }
        Exceeded::Values => {
            reject(Code::TooManyValues, format_args!("more values than decode.max_values allows ({values})"))
        }
    }
}
