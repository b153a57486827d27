//! A byline divided into those it names.
//!
//! Semicolons and bars always divide. Commas and the word for `and` divide where what stands on both sides is a
//! whole name: `Food and Drink` and `Holm, Ada` are one each. What follows a name after a comma is its suffix, a
//! role or a place, or a name of its own; if it may be either, it is left where it stands. Single words with commas
//! between them are a name, a list or a desk (`Holm, Ada`, `Salt, Sea and Storm`), and stay whole.

use super::affiliation::{behind_affiliation, is_beside};
use super::agencies::is_agency;
use super::credit::{at_labels, without_credit};
use super::lower::lowered;
use super::noise::is_noise;
use super::shape::{
    is_desk, is_nameless_role, is_of_site, is_person, is_place, is_plain_name, is_role, without_client,
    without_part, without_place,
};
use super::shares;
use super::words;
use crate::normalize::scripts::{is_dense, is_han, is_hangul};
use crate::normalize::site::KnownNames;

/// In bytes. Longer pieces are no names, and are not looked at.
const LONGEST_NAMED: usize = 160;
/// More parts are no byline.
const MOST_SLASHES: usize = 8;
/// In words. Longer texts beside a dash are the names of offices; Vietnamese persons have one word more.
const LONGEST_BESIDE_DASH: usize = 3;
/// In a byline that is in capitals only in part; shorter ones are initials.
const CAPITAL_CONJUNCTIONS: [&str; 10] =
    ["AND", "And", "UND", "Und", "WITH", "With", "OCH", "Och", "AVEC", "Avec"];
/// Around the whole byline, where they set nothing apart.
const BRACKETS: [(char, char); 5] = [('[', ']'), ('(', ')'), ('（', '）'), ('【', '】'), ('〔', '〕')];

pub fn divide(byline: &str, site: &KnownNames) -> Vec<String> {
    let byline = without_brackets(byline);
    let mut names = Vec::new();
    let parts = byline.split([';', '；', '|', '｜', '¦', '؛', '│', 'ㅣ']).map(str::trim);
    for part in parts.flat_map(|part| at_labels(part, |text| is_someone(text, site))) {
        let part = if is_plain_name(part) { part } else { without_credit(part) };
        if part.is_empty() || (!names.is_empty() && is_beside(part, site)) {
            continue;
        }
        match inverted(part, site) {
            Some(inverted) => names.extend(inverted),
            None => commas(part, site, &mut names),
        }
    }
    names
}

/// `（記者 王小明）`, and the list that a program printed.
fn without_brackets(byline: &str) -> &str {
    let inner = |(open, close)| {
        byline
            .strip_prefix(open)
            .and_then(|inner| inner.strip_suffix(close))
            .filter(|inner| open == '[' || !inner.contains([open, close]))
    };
    BRACKETS.into_iter().find_map(inner).map_or(byline, str::trim)
}

/// `Holm, Ada` and also `Holm, Ada and Berg, Bo`: the family name first.
fn inverted(text: &str, site: &KnownNames) -> Option<Vec<String>> {
    if !text.contains(',') || text.rsplit(',').next().is_some_and(|last| is_of_site(last.trim(), site)) {
        return None;
    }
    let people = at_conjunctions(text);
    let all = people.iter().all(|person| is_inverted(person.text));
    all.then(|| people.into_iter().map(|person| person.text.to_owned()).collect())
}

fn is_inverted(text: &str) -> bool {
    let Some((family, given)) = text.split_once(',') else { return false };
    let (family, given) = (family.trim(), given.trim());
    let families = family.split(' ').filter(|word| !lowered(word, words::is_particle)).count();
    let givens = given.split(' ').count();
    let is_other = |text: &str| {
        words::is_suffix(text) || is_role(text) || text.chars().any(|c| is_dense(c) || c.is_ascii_digit())
    };
    families == 1
        && givens <= 3
        && !given.contains(',')
        && !given.is_empty()
        && !is_other(given)
        && !is_other(family)
        && !(is_agency(family) && (givens > 1 || is_agency(given)))
        && !(givens > 1 && is_acronym(family))
}

fn is_acronym(text: &str) -> bool {
    text.len() <= 6 && text.chars().count() > 1 && text.chars().all(char::is_uppercase)
}

fn commas(text: &str, site: &KnownNames, names: &mut Vec<String>) {
    let before = names.len();
    let mut fields = fields(text);
    // Single words may be families and given names, or a list, or a place with its country.
    let unclear = fields.len() > 1 && fields.iter().all(|field| is_of_single_words(field.text));
    if unclear {
        names.push(text.to_owned());
        return;
    }
    // `De notre envoyé spécial à Kiev, Ada Holm`.
    if let [first, second, ..] = fields.as_slice()
        && is_nameless_role(first.text)
        && is_someone(second.text, site)
    {
        fields.remove(0);
    }
    let next = |at: usize| fields.get(at + 1).map(|next| next.text);
    for (at, &Field { text: field, mark }) in fields.iter().enumerate() {
        if is_plain_name(field) && (names.len() == before || !(is_agency(field) || is_beside(field, site))) {
            names.push(field.to_owned());
            continue;
        }
        let field = without_leading_conjunction(without_credit(field));
        let is_first = names.len() == before;
        let is_single = !field.contains(' ') && !field.chars().any(is_dense);
        if !is_first && words::is_suffix(field) {
            join(names, mark, field);
        } else if !is_first && is_agency(field) {
            names.push(field.to_owned());
        } else if !is_first && let Some(person) = behind_affiliation(field, next(at), site) {
            slashes(person, site, names);
        } else if !is_first && is_beside(field, site) {
            // Names nobody.
        } else if !is_first && is_single && !is_desk(field) {
            join(names, mark, field);
        } else {
            conjunctions(field, site, names);
        }
    }
}

/// `Ada`, and also `Ada and Bo`; none of them tells that it is no name.
fn is_of_single_words(field: &str) -> bool {
    let is_unclear = |word: &str| {
        !word.contains(' ')
            && !word.chars().any(is_dense)
            && !is_agency(word)
            && !words::is_suffix(word)
            && !is_role(word)
            && !is_place(word)
    };
    match field.split_once(' ') {
        None => is_unclear(field),
        Some((first, rest)) if lowered(first, words::is_conjunction) => is_unclear(rest),
        Some(_) => {
            let pieces = at_conjunctions(field);
            pieces.len() > 1 && pieces.iter().all(|piece| is_unclear(piece.text))
        }
    }
}

fn join(names: &mut [String], mark: &str, field: &str) {
    if let Some(last) = names.last_mut() {
        last.push_str(mark);
        last.push_str(field);
    }
}

/// A trimmed text between commas.
#[derive(Clone, Copy, Debug)]
struct Field<'t> {
    text: &'t str,
    /// The comma before it, as written with its spaces.
    mark: &'t str,
}

/// Between commas that stand outside of brackets.
fn fields(text: &str) -> Vec<Field<'_>> {
    let mut depth = 0_usize;
    let is_comma = |c: char| {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, ',' | '，' | '、' | '،')
    };
    let mut fields: Vec<Field<'_>> = Vec::new();
    let (mut at, mut spaces) = (0, 0);
    for raw in text.split(is_comma) {
        let (start, end) = (at, at + raw.len());
        let field = raw.trim();
        if !field.is_empty() {
            let before = raw.len() - raw.trim_start().len();
            let mark = text.get(spaces..start + before).unwrap_or_default();
            fields.push(Field { text: field, mark });
            spaces = start + before + field.len();
        }
        at = end + text.get(end..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
    }
    fields
}

fn without_leading_conjunction(field: &str) -> &str {
    let rest = field
        .split_once(' ')
        .filter(|(word, _)| word.len() > 1 && words::is_conjunction(word) || *word == "&");
    rest.map(|(_, rest)| rest.trim())
        .filter(|rest| is_person(without_place(rest)) || is_agency(rest))
        .unwrap_or(field)
}

/// Divides at conjunctions with a whole name on both sides. A credit that only outlets share, such as a paper and its
/// agency, stays as written.
fn conjunctions(field: &str, site: &KnownNames, names: &mut Vec<String>) {
    let pieces = at_conjunctions(field);
    let is_someone_at: Vec<bool> = if pieces.len() < 2 {
        Vec::new()
    } else {
        pieces.iter().map(|piece| is_someone(piece.text, site)).collect()
    };
    if !is_someone_at.contains(&true) {
        slashes(field, site, names);
        return;
    }
    let mut current: Option<(Piece<'_>, bool)> = None;
    for (piece, is_someone_here) in pieces.into_iter().zip(is_someone_at) {
        if !is_plain_name(piece.text) && is_noise(piece.text, &piece.text.to_lowercase()) {
            continue;
        }
        let is_named = is_someone_here || is_agency(piece.text);
        current = match current {
            Some((before, was_named)) if !was_named || !is_named || is_within_surname(field, piece) => {
                // The conjunction belongs to what it stands in.
                let text = field.get(before.start..piece.start + piece.text.len()).unwrap_or(piece.text);
                Some((Piece { start: before.start, text }, is_someone(text, site)))
            }
            Some((before, _)) => {
                slashes(before.text, site, names);
                Some((piece, is_named))
            }
            None => Some((piece, is_named)),
        };
    }
    if let Some((last, _)) = current {
        slashes(last.text, site, names);
    }
}

/// `Ada Costa e Silva Berg`: what comes after the `e` is no given name, so that nobody new is named there.
fn is_within_surname(field: &str, piece: Piece<'_>) -> bool {
    let before = field.get(..piece.start).unwrap_or_default();
    before.ends_with(" e ")
        && piece.text.split(' ').next().is_some_and(|word| lowered(word, words::is_portuguese_surname))
}

pub fn is_someone(text: &str, site: &KnownNames) -> bool {
    if text.len() > LONGEST_NAMED || is_place(text) {
        return false;
    }
    if is_plain_name(text) && is_person(text) {
        return true;
    }
    let text = shares::in_brackets(text).map_or(text, |(name, _)| name);
    let text = without_place(without_client(without_place(without_part(without_credit(text))), site));
    // `Ada Holm (University of York)`.
    let text = in_brackets(text).filter(|(_, inner)| is_beside(inner, site)).map_or(text, |(name, _)| name);
    is_person(text)
}

/// A trimmed piece of a text, and where it begins there.
#[derive(Clone, Copy, Debug)]
pub struct Piece<'t> {
    pub start: usize,
    pub text: &'t str,
}

/// The pieces between conjunctions. Capital ones count where all is in capitals, or where they can be nothing else.
pub fn at_conjunctions(text: &str) -> Vec<Piece<'_>> {
    let shouting = !text.chars().any(char::is_lowercase);
    let mut pieces = Vec::new();
    let mut push = |start: usize, end: usize| {
        let raw = text.get(start..end).unwrap_or_default();
        let trimmed = raw.trim();
        if !trimmed.is_empty() {
            pieces.push(Piece { start: start + raw.len() - raw.trim_start().len(), text: trimmed });
        }
    };
    let (mut start, mut at) = (0, 0);
    for word in text.split(' ') {
        let end = at + word.len();
        let is_conjunction = words::is_conjunction(word)
            || CAPITAL_CONJUNCTIONS.contains(&word)
            || (shouting && word.len() > 1 && lowered(word, words::is_conjunction));
        if is_conjunction && at > start {
            push(start, at);
            start = end;
        }
        at = end + 1;
    }
    push(start, text.len());
    pieces
}

/// `Ada Holm/Bo Berg`, `Ada Holm / Reporter`, `Ada Holm (Reuters)`, `Harbour Post - Ada Holm`.
fn slashes(piece: &str, site: &KnownNames, names: &mut Vec<String>) {
    if is_plain_name(piece) {
        names.push(piece.to_owned());
        return;
    }
    let piece = without_place(without_client(without_place(without_part(without_credit(piece))), site));
    if let Some((name, inner)) = in_brackets(piece) {
        // `Ada Holm (avec AFP)`.
        let partner = inner
            .split_once(' ')
            .filter(|(word, _)| lowered(word, words::is_conjunction))
            .map_or(inner, |(_, partner)| partner.trim());
        let partners: Vec<&str> = at_conjunctions(partner)
            .iter()
            .flat_map(|partner| partner.text.split('/'))
            .map(str::trim)
            .collect();
        let are_agencies = partners.iter().all(|partner| is_agency(partner));
        if are_agencies || is_beside(inner, site) {
            names.push(name.to_owned());
            names.extend(partners.into_iter().filter(|_| are_agencies).map(str::to_owned));
            return;
        }
    }
    for mark in ["/", "／", " - ", " – ", " — ", "·", "・"].into_iter().filter(|mark| piece.contains(mark))
    {
        let parts: Vec<&str> = piece.split(mark).map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() <= MOST_SLASHES && divides(mark, &parts, site) {
            let kept = parts.into_iter().filter(|part| !is_beside(part, site) && !is_dispatch(part));
            names.extend(kept.map(str::to_owned));
            return;
        }
    }
    names.push(piece.to_owned());
}

fn in_brackets(text: &str) -> Option<(&str, &str)> {
    let (name, inner) = text.strip_suffix(')')?.rsplit_once('(')?;
    let (name, inner) = (name.trim(), inner.trim());
    (!name.is_empty() && !inner.is_empty()).then_some((name, inner))
}

/// Whether the mark stands between somebody and somebody else, or what is beside a name.
fn divides(mark: &str, parts: &[&str], site: &KnownNames) -> bool {
    // A dot stands within foreign names in Chinese and Japanese, between native ones in Korean.
    let fits = match mark {
        "·" => parts.iter().all(|part| part.chars().all(is_hangul)),
        "・" => parts.iter().all(|part| part.chars().all(is_han)),
        _ => true,
    };
    let persons = parts.iter().filter(|part| is_person(part)).count();
    // `Institute of the Sea - North Coast` is one: after a dash only short names are further persons.
    let is_dash = mark.trim().len() < mark.len();
    let is_short = |part: &&str| {
        part.split(' ').count() <= LONGEST_BESIDE_DASH + usize::from(part.contains(is_vietnamese))
    };
    fits && parts.len() > 1
        && persons > 0
        && (!is_dash || persons == 1 || parts.iter().all(is_short))
        && parts.iter().all(|part| {
            is_person(part)
                || is_agency(part)
                || is_beside(part, site)
                || is_dispatch(part)
                || is_acronym(part)
        })
}

/// Letters that hardly another language has.
fn is_vietnamese(c: char) -> bool {
    matches!(c, 'ơ' | 'Ơ' | 'ư' | 'Ư' | '\u{1ea0}'..='\u{1ef9}')
}

/// From where a Chinese report was sent: `台北報導`.
fn is_dispatch(part: &str) -> bool {
    ["報導", "报道", "報道"].iter().any(|ending| part.ends_with(ending))
}
