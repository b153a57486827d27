//! Requests to others over HTTP: how their certificates are verified, and how we say who we are.
//!
//! The TLS is that of the Kafka client, so that the binary holds one.

use std::path::Path;
use std::time::Duration;

use ureq::Agent;
use ureq::tls::{PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};

use crate::secret::Secret;

/// What an answer means is left to the caller, whatever its status. `ca_file` holds the authorities in place of the system's,
/// and is named by its key in errors; those of the system where it is empty.
pub fn agent((key, ca_file): (&str, &Path), timeout: Duration) -> Result<Agent, String> {
    let tls =
        TlsConfig::builder().provider(TlsProvider::NativeTls).root_certs(authorities(key, ca_file)?).build();
    let config = Agent::config_builder()
        .timeout_global(Some(timeout))
        .http_status_as_error(false)
        .max_redirects(0)
        // What is set by the environment would be set behind the settings.
        .proxy(None)
        .tls_config(tls)
        .build();
    Ok(config.new_agent())
}

/// The value of a header that shows a token.
pub fn bearer(token: &Secret) -> String {
    format!("Bearer {}", token.reveal())
}

/// Which setting to look at, where it was the certificate that failed.
pub fn way_out(error: &ureq::Error, ca_file: &str) -> String {
    let untrusted = error.to_string().contains("certificate");
    if untrusted { format!("; see {ca_file}") } else { String::new() }
}

fn authorities(key: &str, file: &Path) -> Result<RootCerts, String> {
    if file.as_os_str().is_empty() {
        return Ok(RootCerts::PlatformVerifier);
    }
    let pem =
        std::fs::read(file).map_err(|error| format!("{key}: failed to read {}: {error}", file.display()))?;
    let certificate = |item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    };
    let certificates: Vec<_> = parse_pem(&pem).filter_map(certificate).collect();
    if certificates.is_empty() {
        return Err(format!("{key}: {} holds no certificate", file.display()));
    }
    Ok(RootCerts::new_with_certs(&certificates))
}
