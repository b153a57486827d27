//! The country of a site, where its top-level domain is a country's and used as such.

/// Country codes that are sold to everybody and so tell nothing.
const SOLD: [&str; 22] = [
    "ac", "ai", "cc", "cd", "co", "fm", "gg", "io", "la", "ly", "me", "nu", "pw", "sc", "sh", "so", "st",
    "tk", "to", "tv", "vc", "ws",
];

/// ISO 3166-1 alpha-2 in upper case.
pub fn of_domain(domain: &str) -> Option<String> {
    let top = domain.rsplit_once('.').map(|(_, top)| top)?;
    let letters = top.len() == 2 && top.bytes().all(|byte| byte.is_ascii_lowercase());
    match top {
        "uk" => Some("GB".to_owned()),
        "eu" | "su" => None,
        top if letters && !SOLD.contains(&top) => Some(top.to_ascii_uppercase()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_country_s_own_domain_names_it() {
        assert_eq!(of_domain("giornale.it").as_deref(), Some("IT"));
        assert_eq!(of_domain("paper.co.uk").as_deref(), Some("GB"));
        for domain in ["paper.example", "paper.com", "paper.tv", "paper.eu", "localhost", "10.0.0.1"] {
            assert_eq!(of_domain(domain), None, "{domain}");
        }
    }
}
