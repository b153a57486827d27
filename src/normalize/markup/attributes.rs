//! The attributes of a tag: what makes a tag of `<a href=x>` and none of `<a and b>`, and what hides an element.

/// Attributes that stand without a value.
const FLAGS: [&str; 29] = [
    "allowfullscreen",
    "alt",
    "async",
    "autofocus",
    "autoplay",
    "border",
    "checked",
    "class",
    "compact",
    "controls",
    "default",
    "defer",
    "disabled",
    "hidden",
    "id",
    "itemscope",
    "loop",
    "multiple",
    "muted",
    "noshade",
    "novalidate",
    "nowrap",
    "open",
    "playsinline",
    "readonly",
    "required",
    "reversed",
    "selected",
    "style",
];

/// Each name with its value, from what stands between the tag's name and its `>`.
pub(super) fn of(inside: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
    let mut rest = inside;
    std::iter::from_fn(move || {
        let begin = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        let is_end = |c: char| c.is_ascii_whitespace() || matches!(c, '=' | '/');
        let (name, after) = begin.split_at_checked(begin.find(is_end).unwrap_or(begin.len()))?;
        let Some(value) = after.trim_ascii_start().strip_prefix('=') else {
            rest = after;
            return (!name.is_empty()).then_some((name, None));
        };
        let (value, after) = value_of(value.trim_ascii_start());
        rest = after;
        Some((name, Some(value)))
    })
}

/// A value, with or without quotes, and what follows it.
fn value_of(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(quoted) = text.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    text.split_once(|c: char| c.is_ascii_whitespace()).unwrap_or((text, ""))
}

/// Whether these are attributes, and not words of a sentence.
pub(super) fn are_some_or_none(inside: &str) -> bool {
    of(inside).next().is_none_or(|(name, _)| is_flag(name)) || have_value(inside)
}

/// Whether these are attributes of which the last is cut off: a link, say, and no sentence.
pub(super) fn are_cut(rest: &str) -> bool {
    let mut last = None;
    let are_all = of(rest).all(|(name, value)| {
        last = value;
        value.is_some() && is_name(name) || is_flag(name)
    });
    are_all && last.is_some_and(|value| !value.contains(char::is_whitespace))
}

/// Whether any has a value.
pub(super) fn have_value(inside: &str) -> bool {
    inside.contains('=') && of(inside).any(|(name, value)| value.is_some() && is_name(name))
}

/// Whether they keep their element from being shown.
pub(super) fn hide(inside: &str) -> bool {
    !inside.is_empty()
        && of(inside).any(|(name, value)| match value {
            _ if name.eq_ignore_ascii_case("hidden") => true,
            Some(value) if name.eq_ignore_ascii_case("aria-hidden") => value.eq_ignore_ascii_case("true"),
            Some(value) if name.eq_ignore_ascii_case("style") => value.split(';').any(is_hiding),
            _ => false,
        })
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '@' | ':' | '_' | '#' | '[' | '('))
}

fn is_flag(name: &str) -> bool {
    FLAGS.iter().any(|flag| flag.eq_ignore_ascii_case(name)) || name.starts_with("data-")
}

fn is_hiding(declaration: &str) -> bool {
    let Some((property, value)) = declaration.split_once(':') else { return false };
    [("display", "none"), ("visibility", "hidden")].iter().any(|(name, hidden)| {
        let begins = value.trim().get(..hidden.len());
        property.trim().eq_ignore_ascii_case(name)
            && begins.is_some_and(|begins| begins.eq_ignore_ascii_case(hidden))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_values_are_read_with_and_without_quotes() {
        let read: Vec<_> = of(" href=\"/a b\" title = 'c>d' hidden width=4/").collect();
        let expected =
            [("href", Some("/a b")), ("title", Some("c>d")), ("hidden", None), ("width", Some("4/"))];
        assert_eq!(read, expected);
        assert_eq!(of(" / ").count(), 0);
        assert_eq!(of(" a=\"b").collect::<Vec<_>>(), [("a", Some("b"))]);
    }

    #[test]
    fn words_are_no_attributes() {
        assert!(!are_some_or_none(" and b") && !are_some_or_none(" 5"));
        assert!(are_some_or_none("") && are_some_or_none(" /") && are_some_or_none(" controls"));
        assert!(are_some_or_none(" src=x"));
    }

    #[test]
    fn what_is_cut_off_may_be_an_address_but_no_sentence() {
        assert!(are_cut(" class=\"a\" href=\"https://a.exam") && are_cut(" href=\""));
        assert!(!are_cut(" href=\"https://a.example/ The mayor left.") && !are_cut(" href=x said he"));
    }

    #[test]
    fn a_style_may_hide() {
        assert!(
            hide(" style='color:red; Display : none'") && hide(" hidden") && hide(" aria-hidden=\"true\"")
        );
        assert!(!hide(" style='display:block'") && !hide(" aria-hidden=false") && !hide(" class=hidden"));
    }
}
