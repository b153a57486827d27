//! How deeply JSON nests and how many values it holds, by a scan that allocates nothing and cannot overflow a stack.
//!
//! A parser makes a tree: a byte of text can become a hundred bytes of memory, and nesting eats the stack.

use memchr::memchr2;

/// What a tree may be made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    pub depth: usize,
    pub values: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exceeded {
    Depth,
    Values,
}

/// Counts brackets and commas outside of strings, and gives the number of values. Broken JSON gives some answer; the
/// parser finds the fault.
pub fn check(json: &str, bounds: Bounds) -> Result<usize, Exceeded> {
    let (mut depth, mut values) = (0usize, 1usize);
    let mut rest = json.as_bytes();
    while let [byte, after @ ..] = rest {
        rest = after;
        match byte {
            b'{' | b'[' => {
                depth += 1;
                values += 1;
                if depth > bounds.depth {
                    return Err(Exceeded::Depth);
                }
            }
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            b'"' => rest = after_string(rest),
            _ => {}
        }
    }
    if values > bounds.values { Err(Exceeded::Values) } else { Ok(values) }
}

fn after_string(mut rest: &[u8]) -> &[u8] {
    while let Some(at) = memchr2(b'"', b'\\', rest) {
        let is_end = rest.get(at) == Some(&b'"');
        // An escape takes the byte that follows with it.
        rest = rest.get(at + if is_end { 1 } else { 2 }..).unwrap_or_default();
        if is_end {
            return rest;
        }
    }
    &[]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn within(json: &str, depth: usize, values: usize) -> Result<(), Exceeded> {
        check(json, Bounds { depth, values }).map(drop)
    }

    #[test]
    fn brackets_within_strings_do_not_count() {
        assert_eq!(within("[[[1]]]", 2, 99), Err(Exceeded::Depth));
        assert_eq!(within("[[1],[2],{}]", 2, 99), Ok(()));
        assert_eq!(within(r#"["[[[\"[[[\\", "[["]"#, 1, 99), Ok(()));
        assert_eq!(within(r#"["never ends [[[\"#, 1, 99), Ok(()));
    }

    #[test]
    fn values_are_counted_before_they_are_made() {
        assert_eq!(within("[0,0,0,0]", 9, 4), Err(Exceeded::Values));
        assert_eq!(within("[0,0,0,0]", 9, 5), Ok(()));
        assert_eq!(within(r#"{"a": ",,,,,,,,"}"#, 9, 2), Ok(()));
    }
}
