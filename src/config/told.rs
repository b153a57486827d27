//! What the readers of settings say of one, as a person wants to hear it: what it takes, and where more stands.

use config::ConfigError;

use super::{Problem, TEMPLATE};

/// The words of parsers, and ours.
const WORDS: [(&str, &str); 4] = [
    ("expected a duration", "expected a duration such as 30d or 250ms"),
    ("expected parsable string", "expected a size such as 512MiB"),
    ("expected a nonzero usize", "expected a whole number above 0"),
    ("invalid socket address syntax", "expected an address with its port, such as 127.0.0.1:9600"),
];

/// Of a value that does not fit, or a key that there is not.
pub fn problem(key: &str, error: ConfigError) -> Problem {
    let why = plain(&bare(error).to_string());
    let way_out = match documented(key) {
        "" => "`copydesk config doc` shows all settings".to_owned(),
        known => format!("`copydesk config doc {known}` says more"),
    };
    Problem::new(key, format_args!("{why}; {way_out}"))
}

/// Without the key, which is told before it.
fn bare(error: ConfigError) -> ConfigError {
    if let ConfigError::At { error, .. } = error {
        return bare(*error);
    }
    if let ConfigError::Type { origin, unexpected, expected, .. } = error {
        return ConfigError::Type { origin, unexpected, expected, key: None };
    }
    error
}

fn plain(why: &str) -> String {
    let choice =
        why.strip_prefix("enum ").and_then(|rest| rest.split_once(" does not have variant constructor "));
    if let Some((_, value)) = choice {
        return format!("{value:?} is none of the words that it takes");
    }
    let known = WORDS.iter().find(|(theirs, _)| why.ends_with(theirs));
    known.map_or_else(|| why.to_owned(), |(theirs, ours)| why.replace(theirs, ours))
}

/// As much of it, from its begin, as the template has.
fn documented(key: &str) -> &str {
    let template: toml::Table =
        toml::from_str(TEMPLATE).expect("the template is well-formed: a test reads it");
    let mut inside = Some(&template);
    let mut end = 0;
    for part in key.split(['.', '[']) {
        let Some(value) = inside.and_then(|table| table.get(part)) else { break };
        inside = value.as_table();
        end += part.len() + usize::from(end > 0);
    }
    key.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_explained_by_as_much_of_it_as_there_is() {
        for (key, known) in [
            ("dedup.window", "dedup.window"),
            ("sink.registry.urls", "sink.registry"),
            ("kafka.properties.ssl.ca.location", "kafka.properties"),
            ("routes[1].topics", "routes"),
            ("foo.bar", ""),
        ] {
            assert_eq!(documented(key), known);
        }
    }

    #[test]
    fn what_a_parser_says_becomes_what_a_person_can_act_on() {
        let told = |why: &str| problem("dedup.window", ConfigError::Message(why.to_owned())).to_string();
        assert_eq!(
            told("invalid value: string \"soon\", expected a duration"),
            "dedup.window: invalid value: string \"soon\", expected a duration such as 30d or 250ms; \
             `copydesk config doc dedup.window` says more"
        );
        let role =
            problem("role", ConfigError::Message("enum Role does not have variant constructor boss".into()));
        assert_eq!(
            role.message,
            "\"boss\" is none of the words that it takes; `copydesk config doc role` says more"
        );
    }
}
