//! What stands in the place of a name and is none: addresses, accounts, times, words of programs.

use super::lower::lowered;
use super::shape::is_person;
use super::words;

/// Units of time and the words for `ago`, in the languages whose pages print them beside names.
const UNITS: [&str; 52] = [
    "second",
    "minute",
    "min",
    "hour",
    "hr",
    "day",
    "week",
    "month",
    "year",
    "sekunde",
    "minuten",
    "stunde",
    "tag",
    "tagen",
    "woche",
    "monat",
    "heure",
    "jour",
    "semaine",
    "mois",
    "hora",
    "minuto",
    "día",
    "dia",
    "semana",
    "mes",
    "mês",
    "ore",
    "ora",
    "minuti",
    "giorni",
    "giorno",
    "settimana",
    "uur",
    "minuut",
    "dag",
    "dagen",
    "time",
    "timer",
    "timmar",
    "минут",
    "минуты",
    "минуту",
    "час",
    "часа",
    "часов",
    "день",
    "дня",
    "дней",
    "saat",
    "dakika",
    "gün",
];
const AGO_AFTER: [&str; 9] = ["ago", "fa", "geleden", "önce", "назад", "sedan", "siden", "atrás", "тому"];
const AGO_BEFORE: [&str; 5] = ["vor", "hace", "há", "il y a", "fa"];

/// Words between a name and the time of the text, and names of months.
const STAMPS: [&str; 35] = [
    "published",
    "updated",
    "posted",
    "modified",
    "last",
    "on",
    "at",
    "am",
    "vor",
    "hace",
    "há",
    "publicado",
    "actualizado",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
];

/// Days that a sentence adds to a name, as in `Ada Holm on Monday`.
const DAYS: [&str; 33] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "montag",
    "dienstag",
    "mittwoch",
    "donnerstag",
    "freitag",
    "samstag",
    "sonntag",
    "lundi",
    "mardi",
    "mercredi",
    "jeudi",
    "vendredi",
    "samedi",
    "dimanche",
    "lunes",
    "martes",
    "miércoles",
    "jueves",
    "viernes",
    "sábado",
    "domingo",
    "mandag",
    "tirsdag",
    "onsdag",
    "torsdag",
    "fredag",
];
const BEFORE_DAYS: [&str; 6] = ["on", "am", "le", "el", "den", "no"];

/// Whether a piece of a byline names nobody. Takes it in lower case, too.
pub fn is_noise(piece: &str, lower: &str) -> bool {
    if !piece.chars().any(char::is_alphabetic) {
        return true;
    }
    words::is_nobody(lower.trim_matches(['.', ':', '-', ' '])) || tells_time(lower) || is_template(piece)
}

/// The name in front of a time, as in `Ada Holm 2 hours ago`, `Ada Holm on Monday` and `Ada Holm Updated 7 May 2024`.
pub fn before_time(piece: &str) -> Option<&str> {
    before_day(piece).or_else(|| before_number(piece))
}

/// Without the preposition the day may be the family: `Ada Friday`.
fn before_day(piece: &str) -> Option<&str> {
    let (before, day) = piece.rsplit_once(' ')?;
    let (name, preposition) = before.rsplit_once(' ')?;
    let is_day = BEFORE_DAYS.contains(&preposition) && lowered(day, |day| DAYS.contains(&day));
    (is_day && is_person(name)).then_some(name)
}

fn before_number(piece: &str) -> Option<&str> {
    let digit = piece.split(' ').position(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    let mut end = piece.split(' ').take(digit).map(|word| word.len() + 1).sum::<usize>().checked_sub(1)?;
    while let Some(word) = piece.get(..end).and_then(|name| name.rsplit(' ').next()) {
        let is_name = !lowered(word.trim_matches(['.', ',', ':']), |word| STAMPS.contains(&word));
        if is_name || word.len() >= end {
            break;
        }
        end -= word.len() + 1;
    }
    piece.get(..end).filter(|name| is_person(name))
}

/// What a page's program failed to fill in.
fn is_template(piece: &str) -> bool {
    piece.contains("{{") || piece.contains("${") || piece.contains("[object ")
}

/// `5 minutes ago`, `Minutes Ago Ada Holm`, `vor 3 Stunden`, `Updated: 7 May 2024`, `10:30`.
fn tells_time(lower: &str) -> bool {
    let has_digit = lower.bytes().any(|byte| byte.is_ascii_digit());
    if !has_digit && !lower.split([' ', ':']).any(|word| AGO_AFTER.contains(&word)) {
        return false;
    }
    if has_digit && (lower.ends_with(" min read") || lower.ends_with(" minute read")) {
        return true;
    }
    let words: Vec<&str> = lower.split([' ', ':']).filter(|word| !word.is_empty()).collect();
    let is_unit = |word: &str| {
        UNITS.contains(&word) || word.strip_suffix(['s', 'n']).is_some_and(|word| UNITS.contains(&word))
    };
    let pairs = || words.windows(2).filter_map(|pair| pair.first().zip(pair.get(1)));
    let after = pairs().any(|(unit, ago)| is_unit(unit) && AGO_AFTER.contains(ago));
    let before = AGO_BEFORE.iter().any(|ago| lower.starts_with(ago))
        && pairs().any(|(count, unit)| is_unit(unit) && count.bytes().all(|byte| byte.is_ascii_digit()));
    after || before || is_dated(&words)
}

/// A year and another number, or hardly anything but numbers.
fn is_dated(words: &[&str]) -> bool {
    if words.len() < 2 {
        return false;
    }
    let is_year = |word: &str| {
        let word = word.trim_matches([',', '.', '(', ')']);
        word.len() == 4
            && (word.starts_with("19") || word.starts_with("20"))
            && word.bytes().all(|byte| byte.is_ascii_digit())
    };
    let numbers = words.iter().filter(|word| word.starts_with(|c: char| c.is_ascii_digit())).count();
    numbers > 1 && (words.iter().any(|word| is_year(word)) || numbers * 2 > words.len())
}

/// A byline without addresses and accounts: `ada@post.example (Ada Holm)` is `Ada Holm`.
pub fn without_addresses(text: &str) -> Option<String> {
    if !text.bytes().any(|byte| matches!(byte, b'@' | b'/' | b'.')) {
        return None;
    }
    let count = text.split(' ').count();
    let is_address = |word: &&str| {
        let word = word.trim_matches(['(', ')', '<', '>', '[', ']', ',', ';', '"']);
        is_account(word) || is_url(word) || (count == 1 && word.len() > 1 && word.starts_with('/'))
    };
    if !text.split(' ').any(|word| is_address(&word)) {
        return None;
    }
    let kept: Vec<&str> = text.split(' ').filter(|word| !is_address(word)).collect();
    let kept = kept.join(" ");
    let kept = kept.trim_matches([' ', ',', '-', '–', '|', '/', ':']);
    let is_account_label = |label: &str| {
        ["email", "e-mail", "mail", "twitter", "follow", "on twitter", "contact"].contains(&label)
    };
    if is_account_label(&kept.to_lowercase()) {
        return Some(String::new());
    }
    let wrapped =
        kept.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')).filter(|inner| !inner.contains('('));
    Some(wrapped.unwrap_or(kept).to_owned())
}

/// `@ada`, `ada@post.example`, `mailto:…`; but `Kids@Home` is a name.
fn is_account(word: &str) -> bool {
    word.split_once('@').is_some_and(|(user, host)| {
        (user.is_empty() && !host.is_empty())
            || (!user.is_empty() && host.contains('.') && !host.ends_with('.'))
    })
}

/// With a scheme, `www.` or a path after a host; a bare host may be what a site calls itself.
fn is_url(word: &str) -> bool {
    let host_with_path = || {
        word.split_once('/').is_some_and(|(host, _)| {
            let is_host =
                host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-'));
            let top = host.rsplit_once('.').map_or("", |(_, top)| top);
            is_host && (2..=10).contains(&top.len()) && top.bytes().all(|byte| byte.is_ascii_lowercase())
        })
    };
    let starts =
        |prefix: &str| word.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    word.contains("://") || starts("www.") || starts("//") || host_with_path()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_and_words_of_programs_name_nobody() {
        for piece in [
            "Hours Ago Ada Holm",
            "Minute Ago Ada",
            "5 minutes ago",
            "vor 3 Stunden",
            "il y a 2 heures",
            "hace 5 minutos",
            "2 ore fa",
            "null",
            "None",
            "admin",
            "N/A",
            "Unknown",
            "—",
            "12345",
            "7 May 2024",
            "Updated: May 7, 2024 at 10:30",
            "10:30 am",
            "{{ author }}",
        ] {
            assert!(is_noise(piece, &piece.to_lowercase()), "{piece}");
        }
        for piece in [
            "Ada Holm",
            "Agota Kiss",
            "Staff Writer",
            "Redazione",
            "ada99",
            "Class of 2024",
            "3sat",
            "Farah Diba",
            "Radio 1",
            "Vorarlberg Heute",
        ] {
            assert!(!is_noise(piece, &piece.to_lowercase()), "{piece}");
        }
    }

    #[test]
    fn a_name_before_a_time_is_told() {
        for piece in [
            "Ada Holm on Monday",
            "Ada Holm am Montag",
            "Ada Holm 2 hours ago",
            "Ada Holm Updated 7 May 2024",
            "Ada Holm March 25",
            "Ada Holm 10:30",
        ] {
            assert_eq!(before_time(piece), Some("Ada Holm"), "{piece}");
        }
        for piece in ["2 Hours Ago Ada Holm", "Radio 5", "Ada Holm", "Ada Friday", "Live on Sunday"] {
            assert_eq!(before_time(piece), None, "{piece}");
        }
    }

    #[test]
    fn addresses_and_accounts_go_and_names_stay() {
        for text in [
            "ada@post.example (Ada Holm)",
            "Ada Holm <ada@post.example>",
            "Ada Holm @adaholm",
            "Ada Holm (https://post.example/ada)",
            "Ada Holm, www.post.example",
        ] {
            assert_eq!(without_addresses(text).as_deref(), Some("Ada Holm"), "{text}");
        }
        for text in ["https://social.example/ada", "@ada", "/adaholm", "social.example/ada", "Twitter: @ada"]
        {
            assert_eq!(without_addresses(text).as_deref(), Some(""), "{text}");
        }
        for text in ["Post.example", "rno/hob", "R. R.", "Kids@Home", "Ada Holm / Reporter"] {
            assert_eq!(without_addresses(text), None, "{text}");
        }
    }
}
