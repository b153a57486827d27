//! Header lines as archives and servers write them: `Name: value`, up to an empty line.

/// In bytes; servers refuse longer ones.
const LONGEST: usize = 256 << 10;

#[derive(Debug)]
pub struct Fields<'a> {
    lines: Vec<(&'a str, &'a str)>,
}

impl<'a> Fields<'a> {
    /// The first of this name that holds something; names are compared without case.
    pub fn get(&self, name: &str) -> Option<&'a str> {
        let field =
            self.lines.iter().find(|(found, value)| found.eq_ignore_ascii_case(name) && !value.is_empty());
        field.map(|&(_, value)| value)
    }
}

/// The first line, the fields after it, and what follows the empty line. Lines that are no text, and no fields, are
/// passed over; nothing where the empty line is missing.
pub fn read(block: &[u8]) -> Option<(&str, Fields<'_>, &[u8])> {
    let (head, rest) = split(block.get(..LONGEST).unwrap_or(block), block)?;
    let mut lines = head.split(|&byte| byte == b'\n').filter_map(|line| std::str::from_utf8(line).ok());
    let first = lines.next()?.trim();
    let fields = lines.filter_map(|line| line.split_once(':'));
    let lines = fields.map(|(name, value)| (name.trim(), value.trim())).collect();
    Some((first, Fields { lines }, rest))
}

/// Lines end with or without a carriage return.
fn split<'a>(searched: &'a [u8], block: &'a [u8]) -> Option<(&'a [u8], &'a [u8])> {
    let mut ends = memchr::memchr_iter(b'\n', searched);
    ends.find_map(|at| {
        let (head, after) = block.split_at_checked(at)?;
        let rest = after.strip_prefix(b"\n\r\n").or_else(|| after.strip_prefix(b"\n\n"))?;
        Some((head, rest))
    })
}
