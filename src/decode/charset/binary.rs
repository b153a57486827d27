//! Bytes that are no text: told by their first bytes, or by the control characters among them.

/// No text needs more control characters than one in this many.
const ONE_CONTROL_IN: usize = 40;
/// Enough to tell; a compressed value shows within its first hundred bytes.
const SAMPLE: usize = 8 << 10;

const SIGNATURES: [(&[u8], &str); 22] = [
    (b"\x1f\x8b", "gzip data"),
    (b"\x28\xb5\x2f\xfd", "zstd data"),
    (b"\x04\x22\x4d\x18", "lz4 data"),
    (b"\xff\x06\x00\x00sNaPpY", "snappy data"),
    (b"BZh9", "bzip2 data"),
    (b"\xfd7zXZ\x00", "xz data"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"PK\x03\x04", "a zip archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"%PDF-", "a PDF document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"II*\x00", "a TIFF image"),
    (b"MM\x00*", "a TIFF image"),
    (b"RIFF", "a RIFF file"),
    (b"OggS", "an Ogg file"),
    (b"ID3", "an MP3 file"),
    (b"\x7fELF", "a program"),
    (b"Obj\x01", "an Avro file"),
    (b"PAR1", "a Parquet file"),
];

/// Whether any control character other than white space occurs. Written to be done many bytes at a time.
pub(super) fn has_controls(bytes: &[u8]) -> bool {
    bytes.chunks(64).any(|chunk| chunk.iter().fold(false, |found, &byte| found | is_control(byte)))
}

/// What the bytes are where they are no text. Asked only of bytes with control characters or not in UTF-8, so
/// that a text which begins with `RIFF` is not refused.
pub(super) fn kind(bytes: &[u8]) -> Option<&'static str> {
    if let Some((_, kind)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Some(kind);
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let controls = sample.iter().filter(|&&byte| is_control(byte)).count();
    if is_zlib(bytes) && controls > 0 {
        return Some("zlib data");
    }
    (controls >= 2 && controls * ONE_CONTROL_IN > sample.len()).then_some("binary, by its control characters")
}

fn is_zlib(bytes: &[u8]) -> bool {
    bytes.starts_with(b"x\x01") || bytes.starts_with(b"x\x9c") || bytes.starts_with(b"x\xda")
}

fn is_control(byte: u8) -> bool {
    (byte < b' ' && !(b'\t'..=b'\r').contains(&byte)) || byte == 0x7f
}
