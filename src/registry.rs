//! The schema registry: tells under which ids consumers find our schema there, and gives it the schema where it may.
//!
//! It is asked at a start and never again, since an id does not change its meaning. The schema of a topic stands under the
//! subject `<topic>-value`, and what it imports under the path of the import, where the clients of registries look for both.

mod client;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use url::Url;

use crate::proto::{ARTICLE_FILE, EVENT_FILE, File};
use crate::secret::Secret;
use client::{Answer, Client};

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub url: String,
    pub user: String,
    pub password: Secret,
    pub password_file: PathBuf,
    pub token: Secret,
    pub token_file: PathBuf,
    /// In place of the system's authorities; those where it is empty.
    pub ca_file: PathBuf,
    /// Of one question.
    #[serde(with = "humantime_serde")]
    pub timeout: Duration,
    pub register: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            url: String::new(),
            user: String::new(),
            password: Secret::default(),
            password_file: PathBuf::new(),
            token: Secret::default(),
            token_file: PathBuf::new(),
            ca_file: PathBuf::new(),
            timeout: Duration::from_secs(5),
            register: true,
        }
    }
}

impl Settings {
    /// Each with the name of the setting, which of them make no sense.
    pub fn faults(&self) -> Vec<(&'static str, &'static str)> {
        let url = Url::parse(&self.url).ok().filter(|url| ["http", "https"].contains(&url.scheme()));
        let names_nobody = |url: &Url| url.username().is_empty() && url.password().is_none();
        let is_set = |secret: &Secret, file: &PathBuf| !secret.is_empty() || !file.as_os_str().is_empty();
        let has_token = is_set(&self.token, &self.token_file);
        let has_user = !self.user.is_empty() || is_set(&self.password, &self.password_file);
        let both = |secret: &Secret, file: &PathBuf| !secret.is_empty() && !file.as_os_str().is_empty();
        let rules = [
            (url.is_some(), "url", "name the registry as https://host:port"),
            (
                url.as_ref().is_none_or(names_nobody),
                "url",
                "holds a user or a password: set sink.registry.user and sink.registry.password_file",
            ),
            (!both(&self.password, &self.password_file), "password_file", "password is set too: keep one"),
            (!both(&self.token, &self.token_file), "token_file", "token is set too: keep one of them"),
            (!(has_token && has_user), "token", "a user is set too: keep one way to say who we are"),
        ];
        rules.into_iter().filter(|(holds, ..)| !holds).map(|(_, name, why)| (name, why)).collect()
    }
}

/// What the caller should do.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Ask again in time: the registry is away, or a person may mend what it says.
    #[error("{0}")]
    Away(String),
    /// A person must decide: the registry will not have our schema.
    #[error("{0}")]
    Refused(String),
}

/// A schema as the registry knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Registered {
    id: u32,
    version: u32,
}

/// Asks for the ids of the schema of each topic, and registers it where it is missing and settings allow it.
pub fn ids<'a>(
    settings: &Settings,
    topics: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<String, u32>, Fault> {
    let client = Client::new(settings)?;
    let place = |subject: &str, schema: &Value| match look_up(&client, subject, schema)? {
        Some(registered) => Ok(registered),
        None if settings.register => register(&client, subject, schema),
        None => Err(Fault::Refused(format!(
            "{} does not know our schema as {subject}: register what `copydesk schema` prints, or set \
             sink.registry.register = true",
            client.name()
        ))),
    };
    let article = place(ARTICLE_FILE.path, &request(ARTICLE_FILE, &[]))?;
    let event = request(EVENT_FILE, &[(ARTICLE_FILE, article.version)]);
    topics.map(|topic| Ok((topic.to_owned(), place(&subject(topic), &event)?.id))).collect()
}

/// The subjects of our schema that the registry does not know yet. Changes nothing.
pub fn missing<'a>(settings: &Settings, topics: impl Iterator<Item = &'a str>) -> Result<Vec<String>, Fault> {
    let client = Client::new(settings)?;
    let article = look_up(&client, ARTICLE_FILE.path, &request(ARTICLE_FILE, &[]))?;
    let subjects = topics.map(subject);
    let Some(article) = article else {
        return Ok([ARTICLE_FILE.path.to_owned()].into_iter().chain(subjects).collect());
    };
    let event = request(EVENT_FILE, &[(ARTICLE_FILE, article.version)]);
    let mut missing = Vec::new();
    for subject in subjects {
        if look_up(&client, &subject, &event)?.is_none() {
            missing.push(subject);
        }
    }
    Ok(missing)
}

fn subject(topic: &str) -> String {
    format!("{topic}-value")
}

/// A schema as the registry wants it told; what is built into protobuf need not be named.
fn request(file: File, imports: &[(File, u32)]) -> Value {
    let reference =
        |(file, version): &(File, u32)| json!({"name": file.path, "subject": file.path, "version": version});
    let references: Vec<Value> = imports.iter().map(reference).collect();
    json!({"schemaType": "PROTOBUF", "schema": file.text, "references": references})
}

fn look_up(client: &Client, subject: &str, schema: &Value) -> Result<Option<Registered>, Fault> {
    match client.post(&["subjects", subject], schema)? {
        Answer::Yes(found) => {
            let (id, version) = (number(client, &found, "id")?, number(client, &found, "version")?);
            Ok(Some(Registered { id, version }))
        }
        Answer::Unknown => Ok(None),
        Answer::No(reason) => Err(refused(client, subject, &reason)),
    }
}

fn register(client: &Client, subject: &str, schema: &Value) -> Result<Registered, Fault> {
    match client.post(&["subjects", subject, "versions"], schema)? {
        // Only the look-up tells the version too.
        Answer::Yes(_) => look_up(client, subject, schema)?
            .ok_or_else(|| Fault::Away(format!("{} took {subject} and does not know it yet", client.name()))),
        Answer::Unknown => {
            Err(Fault::Away(format!("{} does not know where {subject} belongs", client.name())))
        }
        Answer::No(reason) => Err(refused(client, subject, &reason)),
    }
}

fn refused(client: &Client, subject: &str, reason: &str) -> Fault {
    Fault::Refused(format!(
        "{} refuses our schema as {subject}: {reason}; another schema has the subject, or its compatibility level asks for \
         more than that old and new can be read by each other",
        client.name()
    ))
}

fn number(client: &Client, answer: &Value, name: &str) -> Result<u32, Fault> {
    let number = answer.get(name).and_then(Value::as_u64).and_then(|number| u32::try_from(number).ok());
    number.ok_or_else(|| Fault::Away(format!("{} answers without {name}", client.name())))
}

#[cfg(test)]
mod tests;
