//! The admin port: `/livez`, `/readyz`, `/metrics`, and `POST /resume`, which ends a pause that a person must end.
//!
//! On loopback whoever is on the machine may ask everything. Where it listens wider it wants a token, a bearer token as of
//! RFC 6750, which settings without one are refused for. Probes come without: `/livez` and the status of `/readyz` say
//! no more than yes or no, and stay open.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Context as _, bail};
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::health::Health;
use crate::metrics::Metrics;
use crate::secret::Secret;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub listen: SocketAddr,
    /// Whoever shows it may ask everything; empty where all may.
    pub token: Secret,
    /// In place of the token, a file that holds it.
    pub token_file: PathBuf,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 9600)),
            token: Secret::default(),
            token_file: PathBuf::new(),
        }
    }
}

impl Settings {
    pub fn wants_token(&self) -> bool {
        !self.token.is_empty() || !self.token_file.as_os_str().is_empty()
    }

    /// The token, read from its file where that is named.
    pub fn token(&self) -> anyhow::Result<Option<Secret>> {
        if !self.wants_token() {
            return Ok(None);
        }
        let token = if self.token.is_empty() {
            Secret::read("admin.token_file", &self.token_file).map_err(anyhow::Error::msg)?
        } else {
            self.token.clone()
        };
        // It travels in the header of a request, which nothing in it must end.
        if !token.reveal().bytes().all(|byte| byte.is_ascii_graphic()) {
            bail!("admin.token: a token is made of visible ASCII characters");
        }
        Ok(Some(token))
    }
}

#[derive(Clone, Debug)]
pub struct Admin {
    pub health: Arc<Health>,
    pub metrics: Arc<Metrics>,
    pub token: Option<Arc<Secret>>,
}

impl Admin {
    fn knows(&self, asking: &HeaderMap) -> bool {
        let Some(token) = &self.token else { return true };
        let shown = asking.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let shown = shown.and_then(|value| value.split_once(' '));
        shown.is_some_and(|(scheme, shown)| {
            scheme.eq_ignore_ascii_case("bearer") && Secret::new(shown.trim().to_owned()) == **token
        })
    }
}

/// Takes the port at once, so that a port in use is told at the start.
pub async fn bind(settings: &Settings) -> anyhow::Result<TcpListener> {
    let listen = settings.listen;
    TcpListener::bind(listen).await.with_context(|| format!("admin.listen: failed to listen on {listen}"))
}

/// Serves until told to stop.
pub async fn serve(listener: TcpListener, admin: Admin, stop: CancellationToken) -> anyhow::Result<()> {
    let routes = Router::new()
        .route("/metrics", get(metrics))
        .route("/resume", post(resume))
        .route_layer(middleware::from_fn_with_state(admin.clone(), guard))
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .with_state(admin);
    let server = axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned());
    server.await.context("failed to serve the admin port")
}

async fn guard(State(admin): State<Admin>, request: Request, next: Next) -> Response {
    // Browsers send it with whatever a page asks that was loaded from elsewhere, and nothing is served here that would ask.
    if request.headers().contains_key(header::ORIGIN) {
        return (StatusCode::FORBIDDEN, "pages of other sites may not ask\n").into_response();
    }
    if admin.knows(request.headers()) {
        return next.run(request).await;
    }
    let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
    (StatusCode::UNAUTHORIZED, challenge, "admin.token is wanted, as a bearer token\n").into_response()
}

/// Reasons name topics and hosts, and are not for everybody.
async fn ready(State(admin): State<Admin>, headers: HeaderMap) -> impl IntoResponse {
    let held = admin.health.held();
    if held.is_empty() {
        return (StatusCode::OK, "ready\n".to_owned());
    }
    if !admin.knows(&headers) {
        return (StatusCode::SERVICE_UNAVAILABLE, "not ready; the reasons want admin.token\n".to_owned());
    }
    let lines: Vec<_> =
        held.iter().map(|(latch, reason)| format!("not ready: {latch}: {reason}\n")).collect();
    (StatusCode::SERVICE_UNAVAILABLE, lines.concat())
}

async fn resume(State(admin): State<Admin>) -> &'static str {
    admin.health.resume();
    "going on\n"
}

async fn metrics(State(admin): State<Admin>) -> impl IntoResponse {
    const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, OPEN_METRICS)], admin.metrics.text(&admin.health))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn only_who_shows_the_token_is_known_where_there_is_one() {
        let admin = |token: Option<&str>| Admin {
            health: Arc::default(),
            metrics: Arc::default(),
            token: token.map(|token| Arc::new(Secret::new(token.to_owned()))),
        };
        assert!(admin(None).knows(&HeaderMap::new()));
        let guarded = admin(Some("correct"));
        assert!(guarded.knows(&shows("Bearer correct")) && guarded.knows(&shows("bearer  correct")));
        for wrong in ["Bearer ", "Bearer correc", "Bearer correct1", "Basic correct", "correct"] {
            assert!(!guarded.knows(&shows(wrong)), "{wrong}");
        }
        assert!(!guarded.knows(&HeaderMap::new()));
    }

    #[test]
    fn a_token_cannot_end_the_header_that_it_travels_in() {
        let settings = |token: &str| Settings { token: Secret::new(token.to_owned()), ..Settings::default() };
        assert!(settings("a\r\nX-Y: z").token().is_err());
        assert_eq!(settings("abc.DEF~9").token().unwrap().unwrap().reveal(), "abc.DEF~9");
        assert_eq!(Settings::default().token().unwrap(), None);
    }
}
