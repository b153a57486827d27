//! Who may ask, by what a browser says of the page that asks.
//!
//! A page of another site can send requests from the browser of whoever is on this machine, and a name that its owner points
//! at loopback (DNS rebinding) makes that site's page look like ours. Scripts can forge none of the headers that are read
//! here; who is no browser can, but needs no victim's.

use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderName, Method, header};

use crate::secret::Secret;

/// Of the Fetch Metadata standard; browsers send them where the connection is TLS or loopback.
const SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const DESTINATION: HeaderName = HeaderName::from_static("sec-fetch-dest");

pub const NAMED: &str =
    "without admin.token, ask by address or as localhost: any other name may be anybody's\n";

fn text(asking: &HeaderMap, name: HeaderName) -> Option<&str> {
    asking.get(name).map(|value| value.to_str().unwrap_or_default())
}

/// Whether a page asks that is not ours.
pub fn is_foreign(method: &Method, asking: &HeaderMap) -> bool {
    let is_followed_link = method == Method::GET
        && text(asking, MODE) == Some("navigate")
        && text(asking, DESTINATION) == Some("document");
    is_of_another_site(asking) && !is_followed_link || has_foreign_origin(asking, false)
}

/// The same of a form that anybody may send who knows what to write into it. A browser that was told to send no referrer
/// names no origin of a form either, and over plain HTTP says nothing else of where it was.
pub fn is_foreign_form(asking: &HeaderMap) -> bool {
    is_of_another_site(asking) || has_foreign_origin(asking, true)
}

/// Another port of this machine counts as another site.
fn is_of_another_site(asking: &HeaderMap) -> bool {
    text(asking, SITE).is_some_and(|site| !["same-origin", "none"].contains(&site))
}

fn has_foreign_origin(asking: &HeaderMap, may_be_hidden: bool) -> bool {
    match text(asking, header::ORIGIN) {
        None => false,
        Some("null") => !may_be_hidden && text(asking, SITE) != Some("same-origin"),
        Some(origin) => {
            let asked = origin.split_once("://").map(|(_, asked)| asked);
            !text(asking, header::HOST)
                .zip(asked)
                .is_some_and(|(host, asked)| host.eq_ignore_ascii_case(asked))
        }
    }
}

/// Whether it was asked by an address or as localhost, which nobody else can point here. Browsers always say how.
pub fn is_addressed(asking: &HeaderMap) -> bool {
    let Some(host) = text(asking, header::HOST) else { return true };
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host();
    let address = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    address.parse::<IpAddr>().is_ok() || name.eq_ignore_ascii_case("localhost")
}

/// Whether somebody looks at the answer in a browser.
pub fn is_person(asking: &HeaderMap) -> bool {
    text(asking, header::ACCEPT).is_some_and(|accept| accept.contains("text/html"))
}

pub fn bearer(asking: &HeaderMap) -> Option<Secret> {
    let (scheme, shown) = text(asking, header::AUTHORIZATION)?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| Secret::new(shown.trim().to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asking(lines: &str) -> HeaderMap {
        let header = |line: &str| {
            let (name, value) = line.split_once(": ")?;
            Some((name.parse::<HeaderName>().ok()?, value.parse().ok()?))
        };
        lines.lines().filter_map(|line| header(line.trim())).collect()
    }

    #[test]
    fn only_our_own_page_may_ask_from_a_browser() {
        let ours = [
            "Host: 127.0.0.1:9600",
            "Host: 127.0.0.1:9600\nOrigin: http://127.0.0.1:9600\nSec-Fetch-Site: same-origin",
            "Host: Desk.example\nOrigin: https://desk.example",
            "Host: [::1]:9600\nOrigin: http://[::1]:9600",
            "Host: 127.0.0.1:9600\nOrigin: null\nSec-Fetch-Site: same-origin",
            "Host: 127.0.0.1:9600\nSec-Fetch-Site: none",
        ];
        for ours in ours {
            assert!(!is_foreign(&Method::POST, &asking(ours)), "{ours}");
        }
        let foreign = [
            "Host: 127.0.0.1:9600\nOrigin: https://elsewhere.example",
            "Host: 127.0.0.1:9600\nOrigin: http://127.0.0.1",
            "Host: 127.0.0.1:9600\nOrigin: http://127.0.0.1:9601",
            "Host: 127.0.0.1:9600\nOrigin: http://127.0.0.1:9600.elsewhere.example",
            "Host: 127.0.0.1:9600\nOrigin: http://elsewhere.example/127.0.0.1:9600",
            "Host: 127.0.0.1:9600\nOrigin: 127.0.0.1:9600",
            "Host: 127.0.0.1:9600\nOrigin: null",
            "Host: 127.0.0.1:9600\nOrigin: null\nSec-Fetch-Site: cross-site",
            "Host: 127.0.0.1:9600\nSec-Fetch-Site: cross-site",
            "Host: 127.0.0.1:9600\nSec-Fetch-Site: same-site",
            "Origin: http://127.0.0.1:9600",
        ];
        for foreign in foreign {
            assert!(is_foreign(&Method::POST, &asking(foreign)), "{foreign}");
            assert!(is_foreign(&Method::GET, &asking(foreign)), "{foreign}");
        }
    }

    #[test]
    fn a_link_from_elsewhere_may_be_followed_but_not_embedded_or_sent() {
        let link = "Host: a\nSec-Fetch-Site: cross-site\nSec-Fetch-Mode: navigate\nSec-Fetch-Dest: document";
        assert!(!is_foreign(&Method::GET, &asking(link)));
        assert!(is_foreign(&Method::POST, &asking(link)));
        assert!(is_foreign(&Method::GET, &asking(&link.replace("document", "iframe"))));
        assert!(is_foreign(&Method::GET, &asking(&link.replace("navigate", "no-cors"))));
    }

    #[test]
    fn a_form_that_wants_the_token_may_hide_where_it_stood_but_not_stand_elsewhere() {
        assert!(!is_foreign_form(&asking("Host: desk:9600\nOrigin: null")));
        assert!(!is_foreign_form(&asking("Host: desk:9600\nOrigin: http://desk:9600")));
        assert!(is_foreign_form(&asking("Host: desk:9600\nOrigin: http://elsewhere.example")));
        assert!(is_foreign_form(&asking("Host: desk:9600\nOrigin: null\nSec-Fetch-Site: cross-site")));
    }

    #[test]
    fn a_name_that_others_may_point_here_is_none_of_ours() {
        for ours in [
            "127.0.0.1:9600",
            "127.0.0.1",
            "[::1]:9600",
            "[::1]",
            "localhost:9600",
            "LOCALHOST",
            "10.0.0.5:1",
        ] {
            assert!(is_addressed(&asking(&format!("Host: {ours}"))), "{ours}");
        }
        assert!(is_addressed(&HeaderMap::new()), "no browser leaves it out");
        for other in [
            "elsewhere.example:9600",
            "localhost.elsewhere.example",
            "127.0.0.1.elsewhere.example",
            "a",
            "127.0.0.1@elsewhere.example",
            "[::1",
            "",
        ] {
            let headers = HeaderMap::from_iter([(header::HOST, other.parse().unwrap())]);
            assert!(!is_addressed(&headers), "{other}");
        }
    }
}
