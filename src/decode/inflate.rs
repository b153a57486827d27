//! Compressed values, and parts of values: by well-kept crates, and never to more bytes than a record may have.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::Read;

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::reject;
use crate::dead_letter::{Code, Reject};

/// Bytes that the compressed parts of one record may still become. Shared by all of them: each of a thousand pages
/// might be a bomb.
#[derive(Debug)]
pub struct Budget {
    most: usize,
    left: Cell<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    Gzip,
    /// With the frame that the standard wants, or bare, as some servers send it.
    Deflate,
    Brotli,
    Zstd,
}

impl Coding {
    /// By its name in `Content-Encoding`; nothing for `identity` and for what nobody sends.
    pub fn named(name: &str) -> Option<Self> {
        match name.trim().to_ascii_lowercase().as_str() {
            "gzip" | "x-gzip" => Some(Self::Gzip),
            "deflate" => Some(Self::Deflate),
            "br" => Some(Self::Brotli),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }

    /// What begins like no text does.
    fn by_signature(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// What came of compressed bytes.
#[derive(Debug)]
pub struct Inflated {
    pub bytes: Vec<u8>,
    /// The compressed bytes broke off, or broke.
    pub cut: bool,
}

/// No decoder needs a larger window for a page; a frame may ask for gigabytes.
const WINDOW_LOG: u32 = 25;

impl Budget {
    pub fn new(most: usize) -> Self {
        Self { most, left: Cell::new(most) }
    }

    /// The bytes as they are, where they are not compressed.
    pub fn open<'a>(&self, bytes: &'a [u8]) -> Result<Cow<'a, [u8]>, Reject> {
        match Coding::by_signature(bytes) {
            Some(coding) => Ok(Cow::Owned(self.inflate(bytes, coding)?.bytes)),
            None => Ok(Cow::Borrowed(bytes)),
        }
    }

    /// What can be had of bytes that break off is taken; of others nothing.
    pub fn inflate(&self, bytes: &[u8], coding: Coding) -> Result<Inflated, Reject> {
        let read = match coding {
            Coding::Gzip => self.read(MultiGzDecoder::new(bytes)),
            Coding::Deflate if is_zlib(bytes) => self.read(ZlibDecoder::new(bytes)),
            Coding::Deflate => self.read(DeflateDecoder::new(bytes)),
            Coding::Brotli => self.read(brotli_decompressor::Decompressor::new(bytes, 4096)),
            Coding::Zstd => {
                let decoder = zstd::Decoder::with_buffer(bytes).and_then(|mut decoder| {
                    decoder.window_log_max(WINDOW_LOG)?;
                    Ok(decoder)
                });
                decoder
                    .map_err(|error| reject(Code::InvalidEncoding, error))
                    .and_then(|decoder| self.read(decoder))
            }
        };
        read.map_err(|Reject { code, detail, .. }| reject(code, format_args!("{coding:?}: {detail}")))
    }

    fn read(&self, decoder: impl Read) -> Result<Inflated, Reject> {
        let left = self.left.get();
        let mut bytes = Vec::new();
        let end = decoder.take(left as u64 + 1).read_to_end(&mut bytes);
        if bytes.len() > left {
            let most = self.most;
            return Err(reject(
                Code::TooLarge,
                format_args!("becomes more than the {most} bytes that decode.max_bytes allows"),
            ));
        }
        self.left.set(left - bytes.len());
        match end {
            Err(error) if bytes.is_empty() => Err(reject(Code::InvalidEncoding, error)),
            end => Ok(Inflated { bytes, cut: end.is_err() }),
        }
    }
}

fn is_zlib(bytes: &[u8]) -> bool {
    let [first, second, ..] = bytes else { return false };
    first & 0x0f == 8 && (u32::from(*first) * 256 + u32::from(*second)).is_multiple_of(31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use std::io::Write as _;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn what_is_not_compressed_is_not_copied() {
        assert!(matches!(Budget::new(9).open(b"{}").unwrap(), Cow::Borrowed(b"{}")));
    }

    #[test]
    fn every_coding_of_the_web_is_undone() {
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(b"<p>text").unwrap();
        let mut bare = flate2::write::DeflateEncoder::new(Vec::new(), Compression::default());
        bare.write_all(b"<p>text").unwrap();
        // Made with `printf '<p>text' | brotli -c`: one block that is not compressed.
        let brotli = b"\x0b\x03\x80<p>text\x03".to_vec();
        for (bytes, coding) in [
            (gzip(b"<p>text"), Coding::Gzip),
            (zlib.finish().unwrap(), Coding::Deflate),
            (bare.finish().unwrap(), Coding::Deflate),
            (brotli, Coding::Brotli),
            (zstd::encode_all(&b"<p>text"[..], 3).unwrap(), Coding::Zstd),
        ] {
            let inflated = Budget::new(100).inflate(&bytes, coding).unwrap();
            assert_eq!((inflated.bytes.as_slice(), inflated.cut), (&b"<p>text"[..], false), "{coding:?}");
        }
    }

    #[test]
    fn members_one_after_the_other_are_one_text() {
        let members = [gzip(b"one "), gzip(b"two")].concat();
        assert_eq!(&*Budget::new(100).open(&members).unwrap(), b"one two");
    }

    #[test]
    fn a_bomb_is_too_large_and_so_are_many_that_are_one_together() {
        let bomb = gzip(&vec![0; 1 << 20]);
        assert_eq!(Budget::new(1000).open(&bomb).unwrap_err().code, Code::TooLarge);
        let budget = Budget::new(3 << 19);
        assert!(budget.open(&bomb).is_ok());
        assert_eq!(budget.open(&bomb).unwrap_err().code, Code::TooLarge);
    }

    #[test]
    fn what_broke_off_is_taken_as_far_as_it_goes() {
        let whole = gzip("abcdefghijklmnop qrstuvwxyz".repeat(50).as_bytes());
        let inflated = Budget::new(9999).inflate(&whole[..whole.len() - 20], Coding::Gzip).unwrap();
        assert!(inflated.cut && inflated.bytes.starts_with(b"abcdef"));
        let code = Budget::new(99).inflate(b"no gzip at all", Coding::Gzip).unwrap_err().code;
        assert_eq!(code, Code::InvalidEncoding);
    }
}
