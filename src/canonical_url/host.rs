//! What kinds of host can carry an article, and which hosts belong together.
//!
//! Promises to ask for IP addresses before it asks the public suffix list, which takes the last numbers of an address for a domain.
//! Private network ranges are accepted, because newsrooms index their own archives; the loopback, unspecified and link-local
//! addresses and `localhost` are refused, because a canonical URL is safe to fetch and names the same page on every machine.
//! Refuses names without a dot for the same reason.

use std::net::{Ipv4Addr, Ipv6Addr};

use url::Host;

use super::fault::{Fault, FaultCode};

/// The limit of DNS (RFC 1035, 2.3.4), without the root dot.
const MAX_NAME: usize = 253;

/// Refuses a host that cannot be the public name of a site.
pub(super) fn accept(host: Option<&Host<&str>>) -> Result<(), Fault> {
    match host {
        None => Err(FaultCode::NoHost.because("there is no host")),
        Some(Host::Domain(name)) => accept_name(name),
        Some(Host::Ipv4(address)) => accept_v4(*address),
        Some(Host::Ipv6(address)) => accept_v6(*address),
    }
}

fn accept_name(name: &str) -> Result<(), Fault> {
    let name = without_root_dot(name);
    if name == "localhost" || name.ends_with(".localhost") {
        return Err(local());
    }
    if name.len() > MAX_NAME || name.split('.').any(str::is_empty) {
        return Err(FaultCode::Invalid.because("the host is not a domain name"));
    }
    if !name.contains('.') {
        return Err(FaultCode::NoHost.because("the host has no dot"));
    }
    Ok(())
}

fn accept_v4(address: Ipv4Addr) -> Result<(), Fault> {
    // All of 0.0.0.0/8 means "this network"; several systems deliver it to the machine itself.
    let local = address.is_loopback() || address.is_link_local() || address.octets()[0] == 0;
    if local { Err(self::local()) } else { Ok(()) }
}

fn accept_v6(address: Ipv6Addr) -> Result<(), Fault> {
    if let Some(mapped) = address.to_ipv4_mapped() {
        return accept_v4(mapped);
    }
    let local = address.is_loopback() || address.is_unspecified() || address.is_unicast_link_local();
    if local { Err(self::local()) } else { Ok(()) }
}

fn local() -> Fault {
    FaultCode::LocalHost.because("the host is the reader's own machine")
}

pub(super) fn without_root_dot(name: &str) -> &str {
    name.strip_suffix('.').unwrap_or(name)
}

/// The part of a serialised host that someone registered, `paper.example` of `www.paper.example`; `None` for IP addresses and for
/// names that are public suffixes themselves.
pub(super) fn registrable(host: &str) -> Option<&str> {
    if is_address(host) { None } else { psl::domain_str(host) }
}

/// Whether two serialised hosts answer for one site: the same registrable domain, or else the same host.
pub(super) fn same_site(one: &str, other: &str) -> bool {
    match (registrable(one), registrable(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => one == other,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn is_address(host: &str) -> bool {
    // The URL parser leaves a number in the last label only where the whole host is an IPv4 address.
    host.starts_with('[')
        || host.ends_with(|last: char| last.is_ascii_digit()) && host.parse::<Ipv4Addr>().is_ok()
}

/// Whether `host` is `domain` or lies below it.
pub(super) fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use url::Url;

    fn verdict(url: &str) -> Result<(), FaultCode> {
        accept(Url::parse(url).expect("test URLs parse").host().as_ref()).map_err(|fault| fault.code)
    }

    #[test]
    fn hosts_without_a_dot_are_refused() {
        assert_eq!(verdict("http://newsroom/a"), Err(FaultCode::NoHost));
    }

    #[test]
    fn the_readers_own_machine_is_refused() {
        for url in [
            "http://localhost:8080/a",
            "http://desk.localhost/a",
            "http://127.0.0.1/a",
            "http://2130706433/a",
            "http://0.0.0.0/a",
            "http://169.254.1.2/a",
            "http://[::1]/a",
            "http://[::ffff:127.0.0.1]/a",
            "http://[fe80::1]/a",
        ] {
            assert_eq!(verdict(url), Err(FaultCode::LocalHost), "{url}");
        }
    }

    #[test]
    fn other_addresses_are_accepted() {
        for url in ["http://203.0.113.9/a", "http://10.1.2.3/a", "http://[2001:db8::9]/a"] {
            assert_eq!(verdict(url), Ok(()), "{url}");
        }
    }

    #[test]
    fn names_with_empty_labels_are_refused() {
        assert_eq!(verdict("http://paper..example/a"), Err(FaultCode::Invalid));
        assert_eq!(verdict("http://paper.example./a"), Ok(()));
    }

    #[test]
    fn an_ip_address_has_no_registrable_part() {
        assert_eq!(registrable("192.0.2.1"), None);
        assert_eq!(registrable("[2001:db8::9]"), None);
        assert_eq!(registrable("it.paper.example"), Some("paper.example"));
        assert_eq!(registrable("paper.com.do"), Some("paper.com.do"));
        assert_eq!(registrable("com.do"), None);
    }

    #[test]
    fn sites_are_told_apart_by_registrable_domain() {
        assert!(same_site("www.paper.example", "live.paper.example"));
        assert!(!same_site("paper.example", "gazette.example"));
        assert!(!same_site("192.0.2.1", "198.51.2.1"));
        assert!(same_site("192.0.2.1", "192.0.2.1"));
    }
}
