//! The admin port: `/livez`, `/readyz`, `/metrics`, and `POST /resume`, which ends a pause that a person must end.
//!
//! Without authentication, and therefore on loopback unless told otherwise.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use anyhow::Context as _;
use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::health::Health;
use crate::metrics::Metrics;

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    pub listen: SocketAddr,
}

impl Default for Settings {
    fn default() -> Self {
        Self { listen: SocketAddr::from((Ipv4Addr::LOCALHOST, 9600)) }
    }
}

#[derive(Clone, Debug)]
pub struct Admin {
    pub health: Arc<Health>,
    pub metrics: Arc<Metrics>,
}

/// Takes the port at once, so that a port in use is told at the start.
pub async fn bind(settings: &Settings) -> anyhow::Result<TcpListener> {
    let listen = settings.listen;
    TcpListener::bind(listen).await.with_context(|| format!("admin.listen: failed to listen on {listen}"))
}

/// Serves until told to stop.
pub async fn serve(listener: TcpListener, admin: Admin, stop: CancellationToken) -> anyhow::Result<()> {
    let routes = Router::new()
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .route("/resume", post(resume))
        .with_state(admin);
    let server = axum::serve(listener, routes).with_graceful_shutdown(stop.cancelled_owned());
    server.await.context("failed to serve the admin port")
}

async fn ready(State(admin): State<Admin>) -> impl IntoResponse {
    let held = admin.health.held();
    if held.is_empty() {
        return (StatusCode::OK, "ready\n".to_owned());
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
    ([(header::CONTENT_TYPE, OPEN_METRICS)], admin.metrics.text())
}
