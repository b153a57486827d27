//! `schema`: the messages of the topics, as this program was built with.

use std::io::Write;

use anyhow::Context as _;

use crate::exit::Exit;
use crate::proto::DESCRIPTORS;

/// By name, what scrapers may send, and what is published.
pub const FILES: [(&str, &str); 3] = [
    ("raw-article", include_str!("../../proto/copydesk/v1/raw_article.proto")),
    ("article", include_str!("../../proto/copydesk/v1/article.proto")),
    ("event", include_str!("../../proto/copydesk/v1/event.proto")),
];

/// One of the files; all, as a `google.protobuf.FileDescriptorSet`, where none is named.
pub fn print(name: Option<&str>, out: &mut dyn Write) -> anyhow::Result<Exit> {
    match name {
        None => out.write_all(DESCRIPTORS)?,
        Some(name) => {
            let file = FILES.iter().find(|(known, _)| *known == name);
            out.write_all(file.with_context(|| format!("there is no schema {name}"))?.1.as_bytes())?;
        }
    }
    Ok(Exit::Success)
}
