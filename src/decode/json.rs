//! JSON records: an article, several, or an envelope around them.

use serde_json::Value;

use super::bounds::{self, Bounds, Exceeded};
use super::{Reading, envelope, fields, reject};
use crate::article::Raw;
use crate::dead_letter::{Code, Reject};

pub fn decode(text: &str, reading: &Reading<'_>) -> Result<Vec<Result<Raw, Reject>>, Reject> {
    let bounds = reading.settings.bounds();
    bounds::check(text, bounds).map_err(|exceeded| refusal(exceeded, bounds))?;
    let value: Value = serde_json::from_str(text).map_err(|error| reject(Code::InvalidJson, error))?;
    items(value, reading)
}

/// The articles of a value, whatever is around them.
pub fn items(value: Value, reading: &Reading<'_>) -> Result<Vec<Result<Raw, Reject>>, Reject> {
    let most = reading.settings.max_items.get();
    let opened = envelope::open(value, reading).map_err(|envelope::TooMany| {
        reject(Code::TooManyItems, format_args!("more items than decode.max_items allows ({most})"))
    })?;
    if opened.is_empty() {
        return Err(reject(Code::NotAnArticle, "an array without items"));
    }
    let item = |envelope::Enclosed { content, outside }| {
        let mut raw = item(content, reading)?;
        outside.complete(&mut raw);
        Ok(raw)
    };
    Ok(opened.into_iter().map(item).collect())
}

fn item(value: Value, reading: &Reading<'_>) -> Result<Raw, Reject> {
    match value {
        Value::Object(object) => Ok(fields::read(object, reading.aliases)),
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
