//! How texts and addresses of a page are compared.

/// The letters and digits in lower case, entities undone.
pub fn letters(text: &str) -> String {
    let text = htmlize::unescape(text);
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// Whether two addresses are one but for what says nothing: scheme, `www`, query, a slash at the end.
pub fn same_address(a: &str, b: &str) -> bool {
    let (a, b) = (bare(a), bare(b));
    // The front page is the address of everything.
    a.contains('/') && a.eq_ignore_ascii_case(b)
}

fn bare(address: &str) -> &str {
    let address = address.trim();
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let rest = rest.strip_prefix("www.").or_else(|| rest.strip_prefix("m.")).unwrap_or(rest);
    rest.trim_end_matches('/')
}
