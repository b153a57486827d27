//! The marks within a line: links, pictures, emphasis, code, escapes.
//!
//! One pass from left to right; what a mark needs for its end is looked for within a bound, so that time is linear.

/// In bytes. The words of a link, or those between two marks, are no longer.
const LONGEST_WORDS: usize = 600;
const LONGEST_ADDRESS: usize = 2000;
/// A line in which so many marks have no end is no line of text: what opens is no longer looked for.
const MOST_FAILURES: usize = 32;

/// Where the bold words that begin here end, behind their marks: `**so**`.
pub fn bold(text: &str, at: usize) -> Option<usize> {
    let rest = text.get(at..)?.strip_prefix("**")?;
    let before = text.get(..at)?.chars().next_back();
    let begins = before.is_none_or(|c| !c.is_alphanumeric() && c != '*')
        && rest.starts_with(|c: char| !c.is_whitespace() && c != '*');
    if !begins {
        return None;
    }
    let within = rest.get(..rest.floor_char_boundary(LONGEST_WORDS))?;
    let within = within.split_once('\n').map_or(within, |(line, _)| line);
    let end = within.find("**")?;
    let (words, after) = within.split_at_checked(end)?;
    let follows = after.get(2..)?.chars().next();
    let ends = !words.ends_with(char::is_whitespace) && follows.is_none_or(|c| !c.is_alphanumeric());
    (ends && words.contains(char::is_alphabetic)).then_some(at + 2 + end + 2)
}

/// Where the address in the brackets that open here ends, behind the closing one. Only what is an address counts:
/// `[1](2)` is text.
pub fn address(text: &str, at: usize) -> Option<usize> {
    let (inside, length) = parentheses(text.get(at..)?)?;
    let address = inside.trim().trim_start_matches('<');
    let schemes = ["http://", "https://", "mailto:", "tel:", "/", "#", "./", "../", "data:", "javascript:"];
    let is_file = || {
        let path = address.split([' ', '?', '>']).next().unwrap_or_default();
        let dot = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        (2..=5).contains(&dot.len()) && dot.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let is_address = schemes.iter().any(|scheme| address.starts_with(scheme)) || is_file();
    is_address.then_some(at + length)
}

/// What stands in the parentheses that open here, which may hold others, and their length.
fn parentheses(text: &str) -> Option<(&str, usize)> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate().take(LONGEST_ADDRESS) {
        match byte {
            b'(' => depth += 1,
            b')' => depth = depth.checked_sub(1)?,
            b'\n' => return None,
            _ => {}
        }
        if depth == 0 {
            return Some((text.get(1..at)?, at + 1));
        }
    }
    None
}

/// The words of a line.
pub fn plain(line: &str) -> String {
    if !line.contains(['*', '_', '[', '!', '`', '\\', '~', '<']) {
        return line.to_owned();
    }
    let mut reader =
        Reader { line, plain: String::with_capacity(line.len()), failures: 0, closers: Vec::new() };
    let mut at = 0;
    while let Some(c) = line.get(at..).and_then(|rest| rest.chars().next()) {
        at = reader.take(c, at);
    }
    reader.plain
}

struct Reader<'t> {
    line: &'t str,
    plain: String,
    /// How often an end was looked for in vain.
    failures: usize,
    /// Where marks that close others stand, the last first, and how long they are.
    closers: Vec<(usize, usize)>,
}

impl Reader<'_> {
    /// Reads what begins here, and returns where to go on.
    fn take(&mut self, c: char, at: usize) -> usize {
        if let Some(&(closer, length)) = self.closers.last()
            && closer == at
        {
            self.closers.pop();
            return at + length;
        }
        if self.failures > MOST_FAILURES && c != '\\' {
            self.plain.push(c);
            return at + c.len_utf8();
        }
        let next = match c {
            '\\' => self.escaped(at),
            '!' => self.picture(at),
            '[' => self.link(at),
            '*' | '_' | '~' => self.emphasis(c, at),
            '`' => self.code(at),
            '<' => self.autolink(at),
            _ => None,
        };
        next.unwrap_or_else(|| {
            self.failures += usize::from(matches!(c, '!' | '[' | '`' | '<'));
            self.plain.push(c);
            at + c.len_utf8()
        })
    }

    fn rest(&self, at: usize) -> &str {
        self.line.get(at..).unwrap_or_default()
    }

    fn escaped(&mut self, at: usize) -> Option<usize> {
        let next = self.rest(at + 1).chars().next().filter(char::is_ascii_punctuation)?;
        self.plain.push(next);
        Some(at + 2)
    }

    /// The words of a link end before this bracket. Those in brackets of their own stay.
    fn words(&self, at: usize) -> Option<usize> {
        let mut depth = 0_usize;
        let mut is_escaped = false;
        for (offset, byte) in self.rest(at).bytes().enumerate().take(LONGEST_WORDS) {
            match byte {
                _ if is_escaped => is_escaped = false,
                b'\\' => is_escaped = true,
                b'[' => depth += 1,
                b']' => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        return Some(at + offset);
                    }
                }
                _ => {}
            }
        }
        None
    }

    /// `![Boats](b.jpg)` shows no words.
    fn picture(&mut self, at: usize) -> Option<usize> {
        if !self.rest(at).starts_with("![") {
            return None;
        }
        let end = self.words(at + 1)?;
        if self.rest(end + 1).starts_with('(') {
            return parentheses(self.rest(end + 1)).map(|(_, length)| end + 1 + length);
        }
        self.reference(end)
    }

    /// `[words](https://a.example/)` and `[words][1]`: the words are read on.
    fn link(&mut self, at: usize) -> Option<usize> {
        let end = self.words(at)?;
        let after = if self.rest(end + 1).starts_with('(') {
            let address = address(self.line, end + 1);
            address.or_else(|| self.rest(end + 1).starts_with("()").then_some(end + 3))?
        } else {
            self.reference(end)?
        };
        // What closes first is met first.
        if self.closers.last().is_none_or(|&(closer, _)| closer > end) {
            self.closers.push((end, after - end));
            return Some(at + 1);
        }
        None
    }

    /// `[the text][1]`: where the label ends.
    fn reference(&self, end: usize) -> Option<usize> {
        let label = self.rest(end + 1).strip_prefix('[')?;
        let length = label.bytes().take(40).position(|byte| byte == b']')?;
        let is_label = label.bytes().take(length).all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        (is_label && length > 0).then_some(end + 1 + 1 + length + 1)
    }

    /// `**bold**`, `_italic_`, `~~gone~~`: marks beside words on their inner side and none on their outer.
    fn emphasis(&mut self, mark: char, at: usize) -> Option<usize> {
        let length = self.rest(at).chars().take_while(|c| *c == mark).count();
        let before = self.line.get(..at)?.chars().next_back();
        let opens = before.is_none_or(|c| !c.is_alphanumeric())
            && self.rest(at + length).starts_with(|c: char| !c.is_whitespace());
        let is_mark = if mark == '~' { length == 2 } else { length <= 3 };
        if !opens || !is_mark {
            self.push_run(mark, length);
            return Some(at + length);
        }
        let Some(end) = self.closing(mark, length, at + length) else {
            self.failures += 1;
            self.push_run(mark, length);
            return Some(at + length);
        };
        if self.closers.last().is_some_and(|&(closer, _)| closer < end) {
            self.push_run(mark, length);
            return Some(at + length);
        }
        self.closers.push((end, length));
        Some(at + length)
    }

    fn push_run(&mut self, mark: char, length: usize) {
        self.plain.extend(std::iter::repeat_n(mark, length));
    }

    /// Where a run of as many marks stands behind a word and before none.
    fn closing(&self, mark: char, length: usize, from: usize) -> Option<usize> {
        let mut run = 0;
        let mut last = ' ';
        let mut before_run = ' ';
        for (offset, c) in self.rest(from).char_indices() {
            if c == mark {
                if run == 0 {
                    before_run = last;
                }
                run += 1;
            } else {
                if run == length && !before_run.is_whitespace() && !c.is_alphanumeric() {
                    return Some(from + offset - run);
                }
                run = 0;
                if offset > LONGEST_WORDS {
                    return None;
                }
            }
            last = c;
        }
        (run == length && !before_run.is_whitespace()).then(|| self.line.len() - run)
    }

    /// "`code`" without its marks.
    fn code(&mut self, at: usize) -> Option<usize> {
        let length = self.rest(at).bytes().take_while(|&byte| byte == b'`').count();
        let inside = self.rest(at + length);
        let within = inside.get(..inside.floor_char_boundary(LONGEST_WORDS))?;
        let end = within.find(self.rest(at).get(..length)?)?;
        let code = within.get(..end)?.trim().to_owned();
        self.plain.push_str(&code);
        Some(at + length + end + length)
    }

    /// `<https://a.example/>` without its marks.
    fn autolink(&mut self, at: usize) -> Option<usize> {
        let inside = self.rest(at + 1);
        if !inside.starts_with("http://") && !inside.starts_with("https://") {
            return None;
        }
        let end = inside.bytes().take(LONGEST_ADDRESS).position(|byte| matches!(byte, b'>' | b' '))?;
        let address = inside.get(..end)?.to_owned();
        self.plain.push_str(&address);
        Some(at + 1 + end + 1)
    }
}
