//! `health`: asks the daemon on this machine whether it is ready, for containers that have no other client.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::config::Settings;
use crate::exit::Exit;
use crate::secret::Secret;

/// Of connecting and of reading each; together less than the five seconds that container engines give.
const PATIENCE: Duration = Duration::from_secs(2);

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Whether it does its work.
    Ready,
    /// Whether it runs at all, even if it waits for Kafka.
    Live,
    /// Not a question, but as small: end the pause that a person must end.
    Resume,
}

/// Success where the daemon says yes; else says why not.
pub fn run(settings: &Settings, question: Question) -> anyhow::Result<Exit> {
    let address = reachable(settings.admin.listen);
    let request = match question {
        Question::Ready => "GET /readyz",
        Question::Live => "GET /livez",
        Question::Resume => "POST /resume",
    };
    // Whether it lives is open to all, also to those who may not read the file.
    let token = if question == Question::Live { None } else { settings.admin.token()? };
    let answer = ask(address, request, token.as_ref())
        .with_context(|| format!("failed to ask the daemon at {address}, where admin.listen has it"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    print!("{body}");
    let yes = head.split_whitespace().nth(1) == Some("200");
    Ok(if yes { Exit::Success } else { Exit::Failed })
}

/// A daemon that listens on all addresses is asked on loopback.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let address = if listen.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listen.ip() };
    SocketAddr::new(address, listen.port())
}

fn ask(address: SocketAddr, request: &str, token: Option<&Secret>) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let authorization = token.map(|token| format!("Authorization: Bearer {}\r\n", token.reveal()));
    write!(
        stream,
        "{request} HTTP/1.1\r\nHost: localhost\r\n{}Content-Length: 0\r\nConnection: close\r\n\r\n",
        authorization.unwrap_or_default()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if !answer.starts_with("HTTP/1.1 ") {
        bail!("the answer is not HTTP");
    }
    Ok(answer)
}
