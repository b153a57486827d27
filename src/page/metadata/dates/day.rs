//! Whether a text could hold a day, before anyone reads it.

use super::PART;

/// Whether a text could hold a day: a year beside another number, one long number, or `12.9.23`.
pub fn has_day(text: &str) -> bool {
    const CENTURIES: [&str; 5] = ["19", "20", "13", "14", "25"];
    let numbers = numbers(text);
    let is_year =
        |number: &String| number.len() == 4 && CENTURIES.iter().any(|century| number.starts_with(century));
    let has_year = numbers.len() >= 2 && numbers.iter().any(is_year);
    let is_joined = numbers.iter().any(|number| matches!(number.len(), 8 | 10 | 13 | 14));
    has_year || is_joined || has_short_date(text)
}

/// Three numbers of one or two digits with one mark between them.
fn has_short_date(text: &str) -> bool {
    text.split([' ', PART]).any(|word| {
        ['.', '/', '-'].iter().any(|&mark| {
            let parts: Vec<&str> = word.split(mark).collect();
            let is_short =
                |part: &&str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
            parts.len() >= 3
                && parts.iter().take(3).all(|part| is_short(&part.trim_matches([',', ':', '(', ')'])))
        })
    })
}

fn numbers(text: &str) -> Vec<String> {
    let mut numbers = Vec::new();
    let mut open = String::new();
    for c in text.chars() {
        if let Some(digit) = digit(c) {
            open.push(digit);
        } else if !open.is_empty() {
            numbers.push(std::mem::take(&mut open));
        }
    }
    if !open.is_empty() {
        numbers.push(open);
    }
    numbers
}

/// The value of a digit of the scripts that news are written in.
pub fn digit(c: char) -> Option<char> {
    const ZEROS: [char; 7] = ['0', '٠', '۰', '०', '০', '０', '๐'];
    ZEROS.iter().find_map(|&zero| {
        let value = u32::from(c).checked_sub(u32::from(zero)).filter(|value| *value < 10)?;
        char::from_digit(value, 10)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_could_hold_a_day() {
        for text in [
            "3. Mai 2024",
            "2024-05-03",
            "۱۴۰۲/۰۶/۲۱",
            "20240503",
            "12.9.23",
            "May 3, 2024 10:00",
            "2024年5月3日",
        ] {
            assert!(has_day(text), "{text}");
        }
        for text in ["", "2024", "(c) 2024 Example Media", "3 of 5 in 10", "Top 10", "1.5 million"] {
            assert!(!has_day(text), "{text}");
        }
    }
}
