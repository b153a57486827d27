//! Questions to the registry over HTTP, and its answers.
//!
//! Speaks the REST interface of Confluent's registry, which others offer too.

use base64::Engine as _;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use ureq::Agent;

use super::{Fault, Settings};
use crate::http;

pub struct Client {
    agent: Agent,
    url: String,
    authorization: Option<String>,
}

pub enum Answer {
    Yes(Value),
    /// There is no such subject, or no such schema under it.
    Unknown,
    /// The schema will not do, and why.
    No(String),
}

const CA_FILE: &str = "sink.registry.ca_file";
const CONTENT_TYPE: &str = "application/vnd.schemaregistry.v1+json";

impl Client {
    /// Reads the files that settings name.
    pub fn new(settings: &Settings) -> Result<Self, Fault> {
        let ca_file = (CA_FILE, settings.ca_file.as_path());
        let url = settings.url.trim_end_matches('/').to_owned();
        Ok(Self {
            agent: http::agent(ca_file, settings.timeout).map_err(Fault::Away)?,
            url,
            authorization: authorization(settings).map_err(Fault::Away)?,
        })
    }

    /// As it is called in messages.
    pub fn name(&self) -> String {
        format!("the schema registry at {}", self.url)
    }

    pub fn post(&self, path: &[&str], body: &Value) -> Result<Answer, Fault> {
        let parts: Vec<_> = path.iter().map(|part| utf8_percent_encode(part, ESCAPED).to_string()).collect();
        let request = self.agent.post(format!("{}/{}", self.url, parts.join("/")));
        let request = request.header("content-type", CONTENT_TYPE).header("accept", CONTENT_TYPE);
        let request = match &self.authorization {
            Some(authorization) => request.header("authorization", authorization),
            None => request,
        };
        let away = |error: ureq::Error| {
            let way_out = http::way_out(&error, CA_FILE);
            Fault::Away(format!("{} does not answer: {error}{way_out}", self.name()))
        };
        let mut response = request.send(body.to_string()).map_err(away)?;
        let text = response.body_mut().read_to_string().map_err(away)?;
        self.judge(response.status().as_u16(), &text)
    }

    fn judge(&self, status: u16, text: &str) -> Result<Answer, Fault> {
        let body: Option<Value> = serde_json::from_str(text).ok();
        let field = |name: &str| body.as_ref().and_then(|body| body.get(name));
        let code = field("error_code").and_then(Value::as_u64);
        let said = line(field("message").and_then(Value::as_str).unwrap_or_default());
        let away = |why: &str| Err(Fault::Away(format!("{} {why} ({status}) {said}", self.name())));
        match (status, code) {
            (200..=299, _) => match body {
                Some(body) => Ok(Answer::Yes(body)),
                None => away("answers with something else than JSON: is sink.registry.url right?"),
            },
            (404, Some(40401..=40403)) => Ok(Answer::Unknown),
            (409 | 422, _) => Ok(Answer::No(said)),
            (401 | 403, _) => away("does not let us: see sink.registry.user, password and token"),
            (300..=499, _) => away("does not understand us: is sink.registry.url right?"),
            _ => away("failed"),
        }
    }
}

/// What in a subject would be read as something else.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// In one line of bounded length: some registries answer with whole stack traces.
fn line(text: &str) -> String {
    const MOST: usize = 500;
    let words: Vec<_> = text.split(|c: char| c.is_whitespace() || c.is_control()).collect();
    words.join(" ").chars().take(MOST).collect()
}

/// The header by which we say who we are.
fn authorization(settings: &Settings) -> Result<Option<String>, String> {
    let token = settings.token.or_in("sink.registry.token_file", &settings.token_file)?;
    if !token.is_empty() {
        return Ok(Some(http::bearer(&token)));
    }
    if settings.user.is_empty() {
        return Ok(None);
    }
    let password = settings.password.or_in("sink.registry.password_file", &settings.password_file)?;
    let pair = format!("{}:{}", settings.user, password.reveal());
    Ok(Some(format!("Basic {}", base64::prelude::BASE64_STANDARD.encode(pair))))
}
