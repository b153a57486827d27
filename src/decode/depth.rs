//! How deeply JSON nests, by a scan that cannot overflow a stack.

/// Whether brackets outside of strings nest deeper than `limit`. Broken JSON gives some answer; the parser finds
/// the fault.
pub fn exceeds(json: &str, limit: usize) -> bool {
    let mut depth = 0usize;
    let mut bytes = json.bytes();
    while let Some(byte) = bytes.next() {
        match byte {
            b'{' | b'[' => {
                depth += 1;
                if depth > limit {
                    return true;
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b'"' => skip_string(&mut bytes),
            _ => {}
        }
    }
    false
}

fn skip_string(bytes: &mut std::str::Bytes<'_>) {
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' => return,
            b'\\' => {
                bytes.next();
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_within_strings_do_not_count() {
        assert!(exceeds("[[[1]]]", 2));
        assert!(!exceeds("[[1],[2],{}]", 2));
        assert!(!exceeds(r#"["[[[\"[[["]"#, 1));
    }
}
