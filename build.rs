//! Compiles `proto/` to Rust types and their proto3 JSON form, without a system `protoc`.

use std::error::Error;

use prost::Message;

const FILES: [&str; 5] = [
    "copydesk/v1/raw_article.proto",
    "copydesk/v1/article.proto",
    "copydesk/v1/event.proto",
    "copydesk/v1/ledger.proto",
    "copydesk/v1/prepared.proto",
];

/// `google.protobuf.Timestamp` is our own type: the generated JSON would end times in `+00:00`, we promise `Z`.
const TIMESTAMP: (&str, &str) = (".google.protobuf.Timestamp", "crate::proto::Timestamp");

#[expect(clippy::disallowed_methods, reason = "Cargo says in no other way where to write")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=proto");
    let descriptors = protox::compile(FILES, ["proto"])?;

    let folder = std::path::PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(folder.join("descriptors.bin"), descriptors.encode_to_vec())?;

    prost_build::Config::new()
        .extern_path(TIMESTAMP.0, TIMESTAMP.1)
        .btree_map(["."]) // equal articles must give equal bytes
        .compile_fds(descriptors.clone())?;

    pbjson_build::Builder::new()
        .register_descriptors(&descriptors.encode_to_vec())?
        .extern_path(TIMESTAMP.0, TIMESTAMP.1)
        .btree_map(["."])
        .preserve_proto_field_names()
        .emit_fields()
        .ignore_unknown_fields()
        .build(&[".copydesk.v1"])?;
    Ok(())
}
