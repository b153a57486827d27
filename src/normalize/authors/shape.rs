//! What a piece of a byline looks like: the name of a person, an agency, a role, a place.
//!
//! Used only to decide where a text may be divided and what beside a name is none; never to refuse a name.

use super::lower::lowered;
use super::{agencies, credit, words};
use crate::normalize::scripts::is_dense;
use crate::normalize::site::{Closeness, KnownNames};

/// A given and a family name and nothing else, in letters that need no second look. It may be that of a desk.
pub fn is_plain_name(line: &str) -> bool {
    let Some((given, family)) = line.split_once(' ') else { return false };
    let is_name = |word: &str| {
        let mut chars = word.chars();
        chars.next().is_some_and(char::is_uppercase)
            && word.len() > 2
            && chars.all(|c| (c.is_alphabetic() && !is_dense(c)) || matches!(c, '-' | '\'' | '’'))
    };
    let is_other = ["Author", "Admin", "User", "Updated", "Profile", "More", "Ago"].contains(&family);
    is_name(given) && is_name(family) && !is_other && !credit::may_begin(given)
}

/// Two to six words, each a name, an initial or a particle; or a short word of a dense script.
pub fn is_person(text: &str) -> bool {
    if text.len() > 80 || text.contains(|c: char| c.is_ascii_digit() || matches!(c, '(' | ')' | ':' | '|')) {
        return false;
    }
    if text.chars().all(|c| is_dense(c) || c == ' ') {
        return (2..=6).contains(&text.chars().filter(|c| *c != ' ').count());
    }
    let is_lower = !text.chars().any(char::is_uppercase);
    let mut named = 0;
    for word in text.split(' ') {
        let first = word.trim_start_matches(['\'', '’', '"', '“', '«']).chars().next();
        let (is_organization, is_particle) = lowered(word, |lower| {
            (words::is_of_organization(lower.trim_end_matches(['.', ','])), words::is_particle(lower))
        });
        if is_organization {
            return false;
        }
        match first {
            _ if is_particle => {}
            _ if words::is_conjunction(word) => return false,
            Some(first) if first.is_alphabetic() && (is_lower || !first.is_lowercase()) => named += 1,
            Some(_) if word.starts_with(is_elided) => named += 1,
            Some(_) | None => return false,
        }
    }
    (2..=6).contains(&named)
}

/// `d'Arc`, `l'Estoile`.
fn is_elided(c: char) -> bool {
    matches!(c, 'd' | 'l' | 'D' | 'L')
}

/// `Redaktion`, `MM-Redaktion`.
pub fn is_desk(word: &str) -> bool {
    lowered(word.rsplit('-').next().unwrap_or(word), words::is_of_organization)
}

/// `Political Editor`, `Professor of Law`, `special to the Post`; and the schools that such people come from.
pub fn is_role(text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    if text.rsplit(' ').next().is_some_and(|word| lowered(word, is_role_word)) {
        return true;
    }
    let mut was_role = false;
    let mut has_role = false;
    for word in text.split(' ') {
        // `Reporter Ada Holm` is a name; `Professor of Law` and `our reporter in Rome` are none.
        if was_role && word.starts_with(char::is_lowercase) {
            return true;
        }
        if lowered(word.trim_end_matches([',', '.']), words::is_school) {
            return true;
        }
        was_role = lowered(word, is_role_word);
        has_role |= was_role;
    }
    let opens =
        |opening: &str| text.get(..opening.len()).is_some_and(|start| start.eq_ignore_ascii_case(opening));
    (has_role && text.starts_with(char::is_lowercase))
        || ["special to ", "special for ", "editing by "].iter().any(|opening| opens(opening))
}

/// `De notre envoyé spécial à Kiev`: the work, and nobody's name before it. `Ada Holm, reporter in Rome` has one.
pub fn is_nameless_role(text: &str) -> bool {
    if text.len() > 120 {
        return false;
    }
    let mut words = text.split(' ').enumerate();
    while let Some((index, word)) = words.next() {
        if lowered(word, is_role_word) {
            return words.next().is_some_and(|(_, next)| next.starts_with(char::is_lowercase));
        }
        let is_empty = lowered(word, words::is_our) && (index == 0 || word.starts_with(char::is_lowercase));
        if !is_empty {
            return false;
        }
    }
    false
}

/// `Editor-in-chief` is an editor, a `Politik-Redakteurin` and a `Politikredakteurin` are as well.
fn is_role_word(word: &str) -> bool {
    let word = word.trim_matches(['.', ',', '(', ')']);
    let compounds = [
        "redakteur",
        "redakteurin",
        "korrespondent",
        "korrespondentin",
        "reporterin",
        "journalist",
        "journalistin",
    ];
    words::is_role(word)
        || word.split_once('-').is_some_and(|(first, rest)| words::is_role(first) && rest.contains('-'))
        || word.rsplit_once('-').is_some_and(|(_, last)| words::is_role(last))
        || compounds.iter().any(|compound| word.ends_with(compound))
}

pub fn is_place(text: &str) -> bool {
    text.len() < 40 && lowered(text, words::is_place)
}

/// The outlet, or one of its desks: `Harbour Post`, `Harbour Post Business` on the site of that name.
pub fn is_of_site(text: &str, site: &KnownNames) -> bool {
    if site.contain(text, Closeness::Near) {
        return true;
    }
    let is_short = text.split(' ').count() <= 3;
    is_short
        && text
            .split_once(' ')
            .is_some_and(|(first, _)| first.len() > 2 && site.contain(first, Closeness::Same))
}

/// `Ada Holm in Rome` without where she is.
pub fn without_place(text: &str) -> &str {
    const ANY_PLACE: [&str; 3] = [" in ", " IN ", " aus "];
    const KNOWN_PLACE: [&str; 8] = [" en ", " em ", " à ", " a ", " da ", " de ", " from ", " at "];
    let Some((_, after)) = text.split_once(' ') else { return text };
    // The word before a place is short and stands alone.
    if !after.split(' ').any(|word| word.len() < 5 && (word.starts_with(char::is_lowercase) || word == "IN"))
    {
        return text;
    }
    let generic = ANY_PLACE.iter().find_map(|mark| text.rsplit_once(mark)).filter(|(_, place)| {
        place.split(' ').count() <= 3 && place.split(' ').all(|word| !word.starts_with(char::is_lowercase))
    });
    let known =
        || KNOWN_PLACE.iter().find_map(|mark| text.rsplit_once(mark).filter(|(_, place)| is_place(place)));
    generic
        .or_else(known)
        .map(|(name, _)| name.trim_end())
        .filter(|name| is_person(name) || agencies::is_agency(name))
        .unwrap_or(text)
}

/// `Ada Holm for the Harbour Post` without for whom she wrote.
pub fn without_client<'t>(text: &'t str, site: &KnownNames) -> &'t str {
    const MARKS: [&str; 9] =
        [" for ", " For ", " FOR ", " für ", " pour ", " para ", " per ", " voor ", " för "];
    let client = MARKS.iter().find_map(|mark| text.rsplit_once(mark));
    let is_outlet = |client: &str| {
        let last = client.rsplit(' ').next().unwrap_or_default();
        let is_newspaper = |last: &str| words::is_of_organization(last) || words::is_newspaper(last);
        client.contains('.')
            || lowered(last, is_newspaper)
            || agencies::is_agency(client)
            || is_of_site(client, site)
    };
    client
        .filter(|(name, client)| is_person(without_place(name)) && is_outlet(client))
        .map_or(text, |(name, _)| name)
}

/// `Ada Holm (Text)` without her part in it.
pub fn without_part(text: &str) -> &str {
    let parts =
        ["text", "texte", "testo", "texto", "tekst", "foto", "fotos", "photo", "photos", "video", "words"];
    let part = text.strip_suffix(')').and_then(|text| text.rsplit_once('('));
    part.filter(|(name, part)| {
        !name.trim().is_empty() && parts.contains(&part.trim().to_lowercase().as_str())
    })
    .map_or(text, |(name, _)| name.trim())
}

/// `Ada Holm with agencies` without those that nobody names.
pub fn without_agencies(text: &str) -> &str {
    const ENDINGS: [&str; 9] = [
        " with agencies",
        " and agencies",
        " mit agenturen",
        " und agenturen",
        " avec agences",
        " et agences",
        " con agencias",
        " y agencias",
        " con agenzie",
    ];
    let name = ENDINGS.iter().find_map(|ending| {
        let (name, end) = text.split_at_checked(text.len().checked_sub(ending.len())?)?;
        lowered(end, |end| end == *ending).then_some(name)
    });
    name.filter(|name| !name.is_empty()).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_that_nobody_names_go() {
        assert_eq!(without_agencies("Ada Holm with Agencies"), "Ada Holm");
        assert_eq!(without_agencies("Ada Holm mit Agenturen"), "Ada Holm");
        assert_eq!(without_agencies("agencies"), "agencies");
        assert_eq!(without_agencies("Ada Holm with Agencia"), "Ada Holm with Agencia");
    }

    #[test]
    fn persons_are_told_from_what_is_none() {
        for name in [
            "Ada Holm",
            "A. B. Holm",
            "Ludwig van Holm",
            "ada holm",
            "ADA HOLM",
            "Jean-Luc d'Arc",
            "Ада Хольм",
            "林海",
            "나바다",
            "Mary O'Neil",
            "آدا هولم",
        ] {
            assert!(is_person(name), "{name}");
        }
        for text in [
            "Ada",
            "Reuters",
            "Food Desk",
            "Le Soir",
            "the council of elders",
            "Radio 5 Live",
            "Ada (text)",
            "",
        ] {
            assert!(!is_person(text), "{text}");
        }
    }

    #[test]
    fn roles_are_told_by_their_last_or_first_word() {
        for text in [
            "Political Editor",
            "staff writer",
            "Professor of Law",
            "Redakteurin",
            "Editor-in-chief",
            "special to the Post",
            "corrispondente da Roma",
        ] {
            assert!(is_role(text), "{text}");
        }
        for text in ["Ada Holm", "Rome", "Reporter Ada Holm", "Editorial"] {
            assert!(!is_role(text), "{text}");
        }
    }

    #[test]
    fn a_role_may_stand_before_the_name() {
        for text in ["De notre envoyé spécial à Kiev", "Our reporter in Rome", "Correspondent in Rome"] {
            assert!(is_nameless_role(text), "{text}");
        }
        for text in ["Ada Holm reporter in Rome", "Ada reporter in Rome", "Reporter Ada Holm", "Our town", ""]
        {
            assert!(!is_nameless_role(text), "{text}");
        }
    }

    #[test]
    fn for_whom_somebody_wrote_goes() {
        let site = KnownNames::default();
        assert_eq!(without_client("Ada Holm for The Harbour Times", &site), "Ada Holm");
        assert_eq!(without_client("Ada Holm For Post.example", &site), "Ada Holm");
        assert_eq!(without_client("Ada Holm for The Guardian", &site), "Ada Holm");
        assert_eq!(without_client("Ada Holm para El Mundo", &site), "Ada Holm");
        for text in ["Doctors United for Peace", "Center for Public Integrity"] {
            assert_eq!(without_client(text, &site), text);
        }
    }

    #[test]
    fn where_the_writer_is_goes() {
        assert_eq!(without_place("Ada Holm in Rome"), "Ada Holm");
        assert_eq!(without_place("Ada Holm in New York"), "Ada Holm");
        assert_eq!(without_place("Ada Holm en Madrid"), "Ada Holm");
        for text in ["Women in Journalism", "Ada Holm in need of sleep", "Rosa da Silva", "Ana de Roma Neri"]
        {
            assert_eq!(without_place(text), text);
        }
    }
}
