//! What nobody may see: passwords and tokens, and the files that hold them.

use std::fmt;
use std::path::Path;

use serde::{Deserialize, Serialize, Serializer};

/// Never shown: not by `Debug`, and not where settings are written.
#[derive(Clone, Default, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

/// In the place of what is not shown.
pub const REDACTED: &str = "[redacted]";

impl Secret {
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// Of a file, without the end of its last line, which editors and `echo` leave there. An error names the setting.
    pub fn read(key: &str, path: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| format!("{key}: failed to read {}: {error}", path.display()))?;
        let line = text.strip_suffix('\n').unwrap_or(&text);
        let secret = line.strip_suffix('\r').unwrap_or(line);
        if secret.is_empty() {
            return Err(format!("{key}: {} is empty", path.display()));
        }
        Ok(Self(secret.to_owned()))
    }

    /// That of the file, where one is named.
    pub fn or_in(&self, key: &str, file: &Path) -> Result<Self, String> {
        if file.as_os_str().is_empty() { Ok(self.clone()) } else { Self::read(key, file) }
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// For whom it is meant.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

/// Whether a file or folder can be read. An error names the setting.
pub fn readable(key: &str, path: &Path) -> Result<(), String> {
    std::fs::File::open(path)
        .map(drop)
        .map_err(|error| format!("{key}: failed to read {}: {error}", path.display()))
}

/// By digests, whose comparison takes as long whatever they are: from the time of an answer nobody can guess a token
/// letter by letter.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        blake3::hash(self.0.as_bytes()) == blake3::hash(other.0.as_bytes())
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "none" } else { REDACTED })
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if self.is_empty() { "" } else { REDACTED })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Secret::new("hunter2".to_owned());
        let written = serde_json::to_string(&secret).unwrap();
        assert!(!format!("{secret:?}{written}").contains("hunter2"));
    }

    #[test]
    fn a_file_of_a_secret_may_end_in_a_line_and_may_not_be_empty() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("password");
        for (text, secret) in [("a b", "a b"), ("a b\n", "a b"), ("a b\r\n", "a b"), ("a\n\n", "a\n")] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(Secret::read("some.key", &path).unwrap().reveal(), secret);
        }
        std::fs::write(&path, "\n").unwrap();
        assert!(Secret::read("some.key", &path).unwrap_err().starts_with("some.key: "));
        let missing = Secret::read("some.key", &folder.path().join("nowhere")).unwrap_err();
        assert!(missing.starts_with("some.key: failed to read ") && missing.contains("nowhere"), "{missing}");
    }
}
