//! Where traces go, and which records are traced.

use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::secret::Secret;

#[derive(Clone, Debug, PartialEq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// Nothing is traced where it is empty.
    pub endpoint: String,
    /// Of records that come without a trace, the share that begins one.
    pub ratio: f64,
    pub token: Secret,
    pub token_file: PathBuf,
    /// In place of the system's authorities; those where it is empty.
    pub ca_file: PathBuf,
    /// Of one request, and of trying it again.
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            endpoint: String::new(),
            ratio: 0.0,
            token: Secret::default(),
            token_file: PathBuf::new(),
            ca_file: PathBuf::new(),
            timeout: Duration::from_secs(5),
        }
    }
}

impl Settings {
    pub fn are_on(&self) -> bool {
        !self.endpoint.is_empty()
    }

    /// Each with the name of the setting, which of them make no sense.
    pub fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let url = Url::parse(&self.endpoint).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
        let names_nobody = |url: &Url| url.username().is_empty() && url.password().is_none();
        let has_path = |url: &Url| url.path() != "/";
        let rules = [
            (url.is_some(), "endpoint", "name the collector as http://host:4318/v1/traces"),
            (
                url.as_ref().is_none_or(names_nobody),
                "endpoint",
                "holds a user or a password: set traces.token_file",
            ),
            (
                url.as_ref().is_none_or(has_path),
                "endpoint",
                "names no path: most collectors take traces at /v1/traces",
            ),
            ((0.0..=1.0).contains(&self.ratio), "ratio", "must lie between 0, for none, and 1, for all"),
            (
                self.token.is_empty() || self.token_file.as_os_str().is_empty(),
                "token_file",
                "token is set too: keep one of them",
            ),
        ];
        rules.into_iter().filter(|(holds, ..)| !holds).map(|(_, name, why)| (name, why)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_makes_no_sense_is_named() {
        let faults = |change: &dyn Fn(&mut Settings)| {
            let mut settings =
                Settings { endpoint: "http://127.0.0.1:4318/v1/traces".to_owned(), ..Settings::default() };
            change(&mut settings);
            settings.faults().into_iter().map(|(name, _)| name).collect::<Vec<_>>()
        };
        assert_eq!(faults(&|_| {}), [""; 0]);
        let wrong = [
            "localhost:4318",
            "grpc://a.example:4317/x",
            "http://a.example:4318",
            "https://user:hunter2@a.example/v1/traces",
        ];
        for endpoint in wrong {
            assert_eq!(
                faults(&|settings| endpoint.clone_into(&mut settings.endpoint)),
                ["endpoint"],
                "{endpoint}"
            );
        }
        for ratio in [-0.1, 1.1, f64::NAN] {
            assert_eq!(faults(&|settings| settings.ratio = ratio), ["ratio"], "{ratio}");
        }
        let both = |settings: &mut Settings| {
            settings.token = Secret::new("token".to_owned());
            settings.token_file = "/run/secrets/collector".into();
        };
        assert_eq!(faults(&both), ["token_file"]);
    }
}
