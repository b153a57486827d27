//! A broker that asks who is there: listeners with TLS, with certificates of clients, and with every mechanism of SASL.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use base64::Engine as _;
use tempfile::TempDir;

use crate::broker::{self, Broker, More, free_port};

/// Of the stores that the tests make, not of anything that anybody has.
pub const PASSWORD: &str = "zephyr-7";
/// A user of SASL that may do everything.
pub const DESK: &str = "desk";
/// One that may do everything, but writes under a quota.
pub const PORTER: &str = "porter";
/// One that may do what the tests grant.
pub const CLERK: &str = "clerk";

pub struct Guarded {
    pub folder: TempDir,
    /// Without any protection, and with all rights: for what a test does besides.
    pub open: String,
    pub tls: u16,
    pub mutual: u16,
    pub sasl: u16,
    _broker: Broker,
}

/// One broker for all tests of who may do what.
pub fn guarded() -> Option<&'static Guarded> {
    static GUARDED: OnceLock<Option<Guarded>> = OnceLock::new();
    GUARDED.get_or_init(start).as_ref()
}

fn start() -> Option<Guarded> {
    let folder = tempfile::tempdir().unwrap();
    let (tls, mutual, sasl) = (free_port(), free_port(), free_port());
    // Without Java there is no broker either, which is said where it is asked for.
    if Command::new("keytool").arg("-help").output().is_ok() {
        certificates(folder.path());
    }
    let store = |name: &str| folder.path().join(name).display().to_string();
    let module = |mechanism: &str, module: &str, options: &str| {
        format!(
            "listener.name.sasl.{mechanism}.sasl.jaas.config=org.apache.kafka.common.security.{module} required {options};"
        )
    };
    let scram = "scram.ScramLoginModule";
    let mut broker = broker::with(&More {
        listeners: vec![("TLS", "SSL", tls), ("MUTUAL", "SSL", mutual), ("SASL", "SASL_SSL", sasl)],
        properties: vec![
            format!("ssl.keystore.location={}", store("broker.p12")),
            format!("ssl.keystore.password={PASSWORD}"),
            format!("ssl.truststore.location={}", store("ca.pem")),
            "ssl.truststore.type=PEM".to_owned(),
            "listener.name.mutual.ssl.client.auth=required".to_owned(),
            "listener.name.sasl.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER"
                .to_owned(),
            module(
                "plain",
                "plain.PlainLoginModule",
                &[DESK, PORTER, CLERK].map(|user| format!("user_{user}={PASSWORD}")).join(" "),
            ),
            module("scram-sha-256", scram, ""),
            module("scram-sha-512", scram, ""),
            module(
                "oauthbearer",
                "oauthbearer.OAuthBearerLoginModule",
                "unsecuredLoginStringClaim_sub=broker",
            ),
            "authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer".to_owned(),
            format!("super.users=User:ANONYMOUS;User:{DESK};User:{PORTER};User:CN=client"),
        ],
        format: [256, 512]
            .iter()
            .flat_map(|bits| {
                let user = format!("SCRAM-SHA-{bits}=[name={DESK},password={PASSWORD}]");
                ["--add-scram".to_owned(), user]
            })
            .collect(),
    })?;
    broker.start();
    Some(Guarded { open: broker.address(), folder, tls, mutual, sasl, _broker: broker })
}

impl Guarded {
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A file with this content.
    pub fn written(&self, name: &str, content: &str) -> PathBuf {
        let path = self.file(name);
        std::fs::write(&path, content).unwrap();
        path
    }

    /// Settings of a client that trusts the broker.
    pub fn trusting(&self, protocol: &str) -> Vec<String> {
        vec![
            format!("kafka.properties.security.protocol={protocol}"),
            format!("kafka.properties.ssl.ca.location={}", self.file("ca.pem").display()),
        ]
    }

    /// The same, with the certificate of a client.
    pub fn with_certificate(&self) -> Vec<String> {
        let password = self.written("store-password", PASSWORD);
        let mut settings = self.trusting("SSL");
        settings
            .push(format!("kafka.properties.ssl.keystore.location={}", self.file("client.p12").display()));
        settings.push(format!("kafka.properties_from_files.ssl.keystore.password={}", password.display()));
        settings
    }

    /// The same, with the password of a user.
    pub fn with_password(&self, mechanism: &str, user: &str, password: &str) -> Vec<String> {
        let file = self.written(&format!("password-of-{user}-{}", password.len()), &format!("{password}\n"));
        let mut settings = self.trusting("SASL_SSL");
        settings.push(format!("kafka.properties.sasl.mechanisms={mechanism}"));
        settings.push(format!("kafka.properties.sasl.username={user}"));
        settings.push(format!("kafka.properties_from_files.sasl.password={}", file.display()));
        settings
    }

    /// The same, with a token in a file.
    pub fn with_token(&self, file: &str, token: &str) -> Vec<String> {
        let path = self.written(file, token);
        let mut settings = self.trusting("SASL_SSL");
        settings.push("kafka.properties.sasl.mechanisms=OAUTHBEARER".to_owned());
        settings.push(format!("kafka.oauth_token_file={}", path.display()));
        settings
    }
}

/// A token that nobody signed, as the broker of the tests takes them.
pub fn token(user: &str, lives: i64) -> String {
    let part = |claims: String| base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(claims);
    let now = jiff::Timestamp::now().as_second();
    let claims = format!(r#"{{"sub":"{user}","iat":{now},"exp":{}}}"#, now + lives);
    format!("{}.{}.", part(r#"{"alg":"none"}"#.to_owned()), part(claims))
}

/// An authority, what it signed for the broker and a client, and another authority that signed nothing.
fn certificates(folder: &Path) {
    let key = ["-keyalg", "EC", "-groupname", "secp256r1", "-validity", "30"];
    let make = |store: &str, alias: &str, more: &[&str]| {
        let name = format!("CN={alias}");
        let args = ["-genkeypair", "-alias", alias, "-dname", &name];
        keytool(folder, store, &[&args[..], &key, more].concat());
    };
    make("all.p12", "ca", &["-ext", "bc:c=ca:true"]);
    make("all.p12", "broker", &["-signer", "ca", "-ext", "san=ip:127.0.0.1"]);
    make("all.p12", "client", &["-signer", "ca"]);
    make("stranger.p12", "stranger", &["-ext", "bc:c=ca:true"]);
    for (store, alias, file) in [("all.p12", "ca", "ca.pem"), ("stranger.p12", "stranger", "stranger.pem")] {
        keytool(folder, store, &["-exportcert", "-rfc", "-alias", alias, "-file", file]);
    }
    for (alias, store) in [("broker", "broker.p12"), ("client", "client.p12")] {
        let from = ["-importkeystore", "-srckeystore", "all.p12", "-srcstorepass", PASSWORD];
        keytool(folder, store, &[&from[..], &["-srcalias", alias]].concat());
    }
}

fn keytool(folder: &Path, store: &str, args: &[&str]) {
    let output = Command::new("keytool")
        .current_dir(folder)
        .args(args)
        .args([if args[0] == "-importkeystore" { "-destkeystore" } else { "-keystore" }, store])
        .args([if args[0] == "-importkeystore" { "-deststorepass" } else { "-storepass" }, PASSWORD])
        .args(["-noprompt"])
        .output()
        .unwrap();
    assert!(output.status.success(), "keytool {args:?}: {}", String::from_utf8_lossy(&output.stdout));
}
