//! `health`: asks the daemon on this machine whether it is ready, for containers that have no other client.

use std::io::{Read as _, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, bail};

use crate::config::Settings;
use crate::exit::Exit;

const PATIENCE: Duration = Duration::from_secs(3);

/// Success where `/readyz` says so; else says why not.
pub fn run(settings: &Settings) -> anyhow::Result<Exit> {
    let address = reachable(settings.admin.listen);
    let answer = ask(address).with_context(|| format!("failed to ask the daemon at {address}"))?;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
    print!("{body}");
    let ready = head.split_whitespace().nth(1) == Some("200");
    Ok(if ready { Exit::Success } else { Exit::Failed })
}

/// A daemon that listens on all addresses is asked on loopback.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let address = if listen.ip().is_unspecified() { IpAddr::V4(Ipv4Addr::LOCALHOST) } else { listen.ip() };
    SocketAddr::new(address, listen.port())
}

fn ask(address: SocketAddr) -> anyhow::Result<String> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(b"GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    if !answer.starts_with("HTTP/1.1 ") {
        bail!("the answer is not HTTP");
    }
    Ok(answer)
}
