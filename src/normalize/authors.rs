//! Who wrote it: one entry a person, agency or desk, as the byline writes the name.
//!
//! Credits, roles, places and addresses around the names are taken off; lists are divided; repeats go. What may be
//! a name is never refused, and where a byline can be read in two ways it stays whole. Whatever its input, the work
//! is bounded: a byline is short, and so is a list of authors.

mod affiliation;
mod agencies;
mod credit;
mod dates;
mod divide;
mod east;
mod list;
mod lower;
mod noise;
mod shape;
mod shares;
mod words;

use super::plain::plain;
use super::site::{KnownNames, SiteNames};
use super::text;
use shares::Share;

/// A page has no more; a source that sends more sends something else.
const MOST_ENTRIES: usize = 100;
const MOST_AUTHORS: usize = 64;
/// In bytes. Longer texts are no bylines.
const LONGEST_ENTRY: usize = 3000;
/// In characters. Longer texts are no names.
const LONGEST_NAME: usize = 150;

/// Those that are declared; those of the text where none are declared, or nobody but the site.
pub fn read_either(declared: &[String], of_text: &[String], site: &SiteNames<'_>) -> Vec<String> {
    let declared = read(declared, site);
    let is_site = |name: &String| {
        let name = key(name);
        [site.name, site.domain].iter().any(|own| !own.is_empty() && key(own) == name)
    };
    if !of_text.is_empty() && declared.iter().all(is_site) {
        let of_text = read(of_text, site);
        return if of_text.is_empty() { declared } else { of_text };
    }
    declared
}

pub fn read(found: &[String], site: &SiteNames<'_>) -> Vec<String> {
    let mut authors = Authors::default();
    let mut known = None;
    for entry in found.iter().take(MOST_ENTRIES).filter(|entry| entry.len() <= LONGEST_ENTRY) {
        let line = plain(entry);
        if shape::is_plain_name(&line) {
            authors.push(line);
            continue;
        }
        let known = known.get_or_insert_with(|| site.known());
        let lines: Vec<&str> = if entry.contains('\n') { persons_on_lines(entry) } else { Vec::new() };
        let bylines = if lines.is_empty() { vec![line] } else { lines.into_iter().map(plain).collect() };
        for byline in bylines {
            let byline = noise::without_addresses(&byline).unwrap_or(byline);
            for part in dates::around(&byline) {
                authors.push_all(part, known);
            }
        }
    }
    authors.finish()
}

/// The lines of an entry, where each of several names a person.
fn persons_on_lines(entry: &str) -> Vec<&str> {
    let lines: Vec<&str> = entry.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let all = lines.len() > 1 && lines.iter().all(|line| shape::is_person(credit::without_credit(line)));
    if all { lines } else { Vec::new() }
}

#[derive(Debug, Default)]
struct Authors {
    names: Vec<String>,
    /// Their letters, in the same order.
    keys: Vec<String>,
    /// Those who only helped.
    helpers: Vec<String>,
}

impl Authors {
    fn push_all(&mut self, byline: &str, known: &KnownNames) {
        if let Some(named) = east::read(byline) {
            for (name, share) in named {
                self.push_shared(&name, share);
            }
            return;
        }
        for (part, share) in shares::of(byline) {
            for name in divide::divide(part, known) {
                match shares::in_brackets(&name) {
                    Some((name, share)) => self.push_shared(name, share),
                    None => self.push_shared(&name, share),
                }
            }
        }
    }

    fn push_shared(&mut self, name: &str, share: Share) {
        match share {
            Share::Author => self.push_cleaned(name),
            Share::Help if self.helpers.len() < MOST_AUTHORS => self.helpers.push(name.to_owned()),
            Share::Help | Share::Translation => {}
        }
    }

    /// Those who helped are named where nobody else is.
    fn finish(mut self) -> Vec<String> {
        if self.names.is_empty() {
            for helper in std::mem::take(&mut self.helpers) {
                self.push_cleaned(&helper);
            }
        }
        self.without_joined()
    }

    fn push_cleaned(&mut self, name: &str) {
        if shape::is_plain_name(name) {
            self.push(name.to_owned());
            return;
        }
        let name = shape::without_agencies(credit::without_credit(name));
        let name = name.trim_matches([' ', ',', ';', ':', '|', '/', '-', '–', '—', '*', '"', '“', '”', '\'']);
        // The dot of an initial or a suffix belongs to the name.
        let last = |rest: &&str| rest.rsplit([' ', '.']).next().is_some_and(|word| word.chars().count() > 3);
        let name = name.strip_suffix('.').filter(last).unwrap_or(name);
        let lower = name.to_lowercase();
        if credit::is_credit_alone(&lower) {
            return;
        }
        match noise::before_time(name) {
            Some(before) => self.push(before.to_owned()),
            None if noise::is_noise(name, &lower) => {}
            None => self.push(name.to_owned()),
        }
    }

    fn push(&mut self, name: String) {
        if self.names.len() >= MOST_AUTHORS || name.chars().nth(LONGEST_NAME).is_some() {
            return;
        }
        let key = key(&name);
        let Some(at) = self.keys.iter().position(|known| *known == key) else {
            self.names.push(name);
            self.keys.push(key);
            return;
        };
        // `ada.holm` is the account of Ada Holm.
        if let Some(known) = self.names.get_mut(at).filter(|known| !known.contains(' ') && name.contains(' '))
        {
            *known = name;
        }
    }

    /// An entry that is the others run together is no further person.
    fn without_joined(self) -> Vec<String> {
        if self.names.len() < 3 {
            return self.names;
        }
        let Self { names, keys, .. } = self;
        let is_joined = |at: usize, key: &str| {
            let mut rest = key;
            let mut count = 0;
            // The longest first, so that `Ada Holmes` is not taken for `Ada Holm` and a rest.
            while !rest.is_empty() {
                let next = keys
                    .iter()
                    .enumerate()
                    .filter(|&(other, part)| other != at && rest.starts_with(part.as_str()));
                let Some(part) = next.map(|(_, part)| part.len()).max().filter(|&length| length > 0) else {
                    return false;
                };
                rest = rest.get(part..).unwrap_or_default();
                count += 1;
            }
            count > 1
        };
        let joined: Vec<bool> = keys.iter().enumerate().map(|(at, key)| is_joined(at, key)).collect();
        names.into_iter().zip(joined).filter(|&(_, joined)| !joined).map(|(name, _)| name).collect()
    }
}

/// Letters and digits in lower case: what two writings of a name have in common.
fn key(name: &str) -> String {
    if name.is_ascii() {
        let letters = name.bytes().filter(u8::is_ascii_alphanumeric);
        return letters.map(|byte| char::from(byte.to_ascii_lowercase())).collect();
    }
    text::letters(name).collect()
}

#[cfg(test)]
mod tests;
