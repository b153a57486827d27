//! `schema`: the messages of the topics, as this program was built with.

use std::io::Write;

use anyhow::Context as _;

use crate::exit::Exit;
use crate::proto::{ARTICLE_FILE, DESCRIPTORS, EVENT_FILE, File, RAW_ARTICLE_FILE};

/// By name, what scrapers may send, and what is published.
pub const FILES: [(&str, File); 3] =
    [("raw-article", RAW_ARTICLE_FILE), ("article", ARTICLE_FILE), ("event", EVENT_FILE)];

/// One of the files; all, as a `google.protobuf.FileDescriptorSet`, where none is named.
pub fn print(name: Option<&str>, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match name {
        None => out.write_all(DESCRIPTORS)?,
        Some(name) => {
            let file = FILES.iter().find(|(known, _)| *known == name);
            out.write_all(file.with_context(|| format!("there is no schema {name}"))?.1.text.as_bytes())?;
        }
    }
    Ok(Exit::Success)
}
