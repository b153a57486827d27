//! Files and lines as records.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, anyhow};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::proto::Timestamp;
use crate::record::{Header, Position, Record, Topic};

/// Where records come from, and what is said of them that they do not say themselves.
#[derive(Clone, Debug)]
pub struct Options {
    /// Standard input where there are none.
    pub files: Vec<PathBuf>,
    pub holding: Holding,
    pub envelope: bool,
    /// Stands for the record timestamp where there is none.
    pub at: Option<Timestamp>,
    /// Whose records they are read as.
    pub topic: String,
}

/// What a file holds. Standard input holds lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holding {
    /// One record, but for .jsonl and .ndjson files.
    ByName,
    /// One record a line.
    Lines,
}

/// Enough to keep all processors busy.
const BATCH: usize = 1000;

/// Records are numbered over all inputs; the number is the offset.
pub struct Input<'a> {
    options: &'a Options,
    waiting: VecDeque<PathBuf>,
    lines: Option<Lines>,
    next: i64,
}

/// An open input of one record a line.
struct Lines {
    name: String,
    reader: BufReader<Box<dyn io::Read>>,
}

/// A line of `--envelope`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    key: Option<String>,
    #[serde(default)]
    headers: serde_json::Map<String, serde_json::Value>,
    timestamp: Option<When>,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
    value_base64: Option<String>,
}

/// A time in RFC 3339, or Kafka's milliseconds.
#[derive(Deserialize)]
#[serde(try_from = "serde_json::Value")]
struct When(Timestamp);

impl TryFrom<serde_json::Value> for When {
    type Error = String;

    fn try_from(value: serde_json::Value) -> Result<Self, String> {
        if let Some(millis) = value.as_i64() {
            return Ok(Self(Timestamp::from_millis(millis)));
        }
        serde_json::from_value(value).map(Self).map_err(|error| error.to_string())
    }
}

impl<'a> Input<'a> {
    pub fn new(options: &'a Options) -> Self {
        let mut waiting: VecDeque<_> = options.files.iter().cloned().collect();
        if waiting.is_empty() {
            waiting.push_back(PathBuf::from("-"));
        }
        Self { options, waiting, lines: None, next: 0 }
    }

    /// As many records as are there: a line that waits in a terminal or pipe is not held back for others.
    pub fn next_batch(&mut self) -> anyhow::Result<Option<Vec<Record>>> {
        let mut batch = Vec::new();
        while batch.len() < BATCH {
            if let Some(lines) = &mut self.lines {
                if !batch.is_empty() && lines.reader.buffer().is_empty() {
                    break;
                }
                match lines.next()? {
                    Some(line) => {
                        let name = lines.name.clone();
                        batch.push(self.line(line, &name)?);
                    }
                    None => self.lines = None,
                }
                continue;
            }
            match self.waiting.pop_front() {
                Some(path) if self.options.holds_lines(&path) => self.lines = Some(Lines::open(&path)?),
                Some(path) => {
                    let value =
                        std::fs::read(&path).with_context(|| format!("failed to read {}", path.display()))?;
                    batch.push(self.record(value));
                }
                None => break,
            }
        }
        Ok(Some(batch).filter(|batch| !batch.is_empty()))
    }

    fn line(&mut self, line: Vec<u8>, name: &str) -> anyhow::Result<Record> {
        if !self.options.envelope {
            return Ok(self.record(line));
        }
        let number = self.next;
        let envelope = serde_json::from_slice::<Envelope<'_>>(&line).map_err(anyhow::Error::from);
        envelope
            .and_then(|envelope| self.unwrap(envelope))
            .with_context(|| format!("failed to read the envelope of record {number} in {name}"))
    }

    /// A value that is a JSON string is that text; any other JSON is the value as it stands.
    fn unwrap(&mut self, envelope: Envelope<'_>) -> anyhow::Result<Record> {
        let value = match (envelope.value, envelope.value_base64) {
            (Some(_), Some(_)) => return Err(anyhow!("value and value_base64 exclude each other")),
            (None, Some(encoded)) => Some(BASE64_STANDARD.decode(encoded).context("value_base64")?),
            (Some(raw), None) => {
                let text = serde_json::from_str::<String>(raw.get());
                Some(text.unwrap_or_else(|_| raw.get().to_owned()).into_bytes())
            }
            (None, None) => None,
        };
        let header = |(name, value): (String, serde_json::Value)| {
            let is_null = value.is_null();
            let text = if let serde_json::Value::String(text) = value { text } else { value.to_string() };
            let value = Some(text.into_bytes()).filter(|_| !is_null);
            Header { name, value }
        };
        let base = self.record(Vec::new());
        Ok(Record {
            key: envelope.key.map(String::into_bytes),
            headers: envelope.headers.into_iter().map(header).collect(),
            timestamp: envelope.timestamp.map(|When(time)| time).or(base.timestamp),
            value,
            ..base
        })
    }

    fn record(&mut self, value: Vec<u8>) -> Record {
        let offset = self.next;
        self.next += 1;
        Record {
            position: Position { topic: Topic::new(&self.options.topic), partition: 0, offset },
            timestamp: self.options.at,
            key: None,
            value: Some(value),
            headers: Vec::new(),
        }
    }
}

fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

impl Options {
    fn holds_lines(&self, path: &Path) -> bool {
        let is_named_so =
            path.extension().is_some_and(|extension| extension == "jsonl" || extension == "ndjson");
        is_stdin(path) || is_named_so || self.holding == Holding::Lines
    }
}

impl Lines {
    fn open(path: &Path) -> anyhow::Result<Self> {
        if is_stdin(path) {
            return Ok(Self {
                name: "standard input".to_owned(),
                reader: BufReader::new(Box::new(io::stdin())),
            });
        }
        let file = File::open(path).with_context(|| format!("failed to read {}", path.display()))?;
        Ok(Self {
            name: path.display().to_string(),
            reader: BufReader::with_capacity(1 << 20, Box::new(file)),
        })
    }

    /// The next line without its end. An empty line is a record, an empty one.
    fn next(&mut self) -> anyhow::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        let read = self.reader.read_until(b'\n', &mut line);
        if read.with_context(|| format!("failed to read {}", self.name))? == 0 {
            return Ok(None);
        }
        if line.ends_with(b"\n") {
            line.pop();
        }
        if line.ends_with(b"\r") {
            line.pop();
        }
        Ok(Some(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(lines: &str, envelope: bool) -> anyhow::Result<Vec<Record>> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("in.jsonl");
        std::fs::write(&path, lines).unwrap();
        let options = Options {
            files: vec![path],
            holding: Holding::ByName,
            envelope,
            at: None,
            topic: "pipe".to_owned(),
        };
        let mut input = Input::new(&options);
        let mut records = Vec::new();
        while let Some(batch) = input.next_batch()? {
            records.extend(batch);
        }
        Ok(records)
    }

    #[test]
    fn every_line_is_a_record_with_its_number_as_offset() {
        let records = records("a\r\n\nb", false).unwrap();
        let values: Vec<_> = records.iter().map(|record| record.value.as_deref().unwrap()).collect();
        assert_eq!(values, [&b"a"[..], b"", b"b"]);
        assert_eq!(records[2].position.offset, 2);
    }

    #[test]
    fn an_envelope_gives_key_headers_timestamp_and_value() {
        let lines = concat!(
            r#"{"key": "k", "headers": {"url": "u", "gone": null}, "timestamp": 1000, "value": {"a": 1}}"#,
            "\n",
            r#"{"value": "{\"a\": 1}", "timestamp": "1970-01-01T00:00:02Z"}"#,
            "\n",
            r#"{"value_base64": "/w=="}"#,
            "\n",
            r#"{"key": "k", "value": null}"#,
        );
        let records = records(lines, true).unwrap();
        assert_eq!(records[0].key.as_deref(), Some(&b"k"[..]));
        assert_eq!(records[0].headers[0], Header { name: "gone".into(), value: None });
        assert_eq!(records[0].timestamp, Some(Timestamp::from_seconds(1)));
        assert_eq!(records[0].value.as_deref(), Some(&br#"{"a": 1}"#[..]));
        assert_eq!(records[1].value.as_deref(), Some(&br#"{"a": 1}"#[..]));
        assert_eq!(records[1].timestamp, Some(Timestamp::from_seconds(2)));
        assert_eq!(records[2].value.as_deref(), Some(&[0xff][..]));
        assert_eq!(records[3].value, None);
    }

    #[test]
    fn a_broken_envelope_names_its_record() {
        let error = records("{\"value\": 1}\n{\"valu\": 1}\n", true).unwrap_err();
        assert!(format!("{error:#}").contains("record 1"), "{error:#}");
    }
}
