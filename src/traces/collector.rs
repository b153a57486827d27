//! The collector, and how spans are sent to it.

use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use opentelemetry_otlp::{Protocol, RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{self, SpanData};
use ureq::Agent;

use super::Settings;
use crate::http;
use crate::metrics::Metrics;

const CA_FILE: &str = "traces.ca_file";
/// An answer tells how many spans it took, and no more.
const LONGEST_ANSWER: u64 = 64 * 1024;

pub fn exporter(
    settings: &Settings,
    waiting: Arc<AtomicUsize>,
    metrics: Arc<Metrics>,
) -> Result<Exporter, String> {
    let collector = Arc::new(Collector::new(settings)?);
    let inner = SpanExporter::builder()
        .with_http()
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(&settings.endpoint)
        .with_timeout(settings.timeout)
        .with_retry_policy(RetryPolicy::recommended())
        .with_shared_http_client(collector.clone())
        .build()
        .map_err(|error| format!("traces.endpoint: {error}"))?;
    Ok(Exporter { inner, collector, is_away: AtomicBool::new(false), waiting, metrics })
}

/// Asks the collector whether it would take traces, by sending none.
pub fn reach(settings: &Settings) -> Result<(), String> {
    let collector = Collector::new(settings)?;
    let status = collector.post(&[]).map(|answer| answer.status());
    if status.is_ok_and(|status| status.is_success()) { Ok(()) } else { Err(collector.fault()) }
}

/// As the exporter speaks to it. What the environment says of collectors counts for nothing: address and headers are ours.
struct Collector {
    agent: Agent,
    url: String,
    authorization: Option<String>,
    /// What went wrong last, which the exporter does not tell.
    fault: Mutex<String>,
}

impl fmt::Debug for Collector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collector").field("url", &self.url).finish_non_exhaustive()
    }
}

impl Collector {
    fn new(settings: &Settings) -> Result<Self, String> {
        let token = settings.token.or_in("traces.token_file", &settings.token_file)?;
        Ok(Self {
            agent: http::agent((CA_FILE, &settings.ca_file), settings.timeout)?,
            url: settings.endpoint.clone(),
            authorization: (!token.is_empty()).then(|| http::bearer(&token)),
            fault: Mutex::default(),
        })
    }

    fn post(&self, body: &[u8]) -> Result<Response<Bytes>, ureq::Error> {
        let answered = self.ask(body);
        let fault = match &answered {
            Ok(answer) => judge(answer.status().as_u16()).map(str::to_owned),
            Err(error) => Some(format!("does not answer: {error}{}", http::way_out(error, CA_FILE))),
        };
        if let Some(fault) = fault {
            *self.fault.lock().expect("no holder panics") = format!("the collector at {} {fault}", self.url);
        }
        answered
    }

    fn ask(&self, body: &[u8]) -> Result<Response<Bytes>, ureq::Error> {
        let request = self.agent.post(&self.url).content_type("application/x-protobuf");
        let request = match &self.authorization {
            Some(authorization) => request.header("authorization", authorization),
            None => request,
        };
        let (parts, mut body) = request.send(body)?.into_parts();
        let body = body.with_config().limit(LONGEST_ANSWER).read_to_vec()?;
        Ok(Response::from_parts(parts, body.into()))
    }

    fn fault(&self) -> String {
        self.fault.lock().expect("no holder panics").clone()
    }
}

/// What is wrong where the answer is no success.
fn judge(status: u16) -> Option<&'static str> {
    match status {
        200..=299 => None,
        401 | 403 => Some("does not let us: see traces.token_file"),
        429 | 500.. => Some("is busy, or failed"),
        _ => Some("does not understand us: is traces.endpoint right?"),
    }
}

#[async_trait]
impl HttpClient for Collector {
    /// Blocks the thread, which is the queue's own.
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        Ok(self.post(request.body())?)
    }
}

/// Counts what cannot be sent, and says once for each time that the collector is away why.
#[derive(Debug)]
pub struct Exporter {
    inner: SpanExporter,
    collector: Arc<Collector>,
    is_away: AtomicBool,
    waiting: Arc<AtomicUsize>,
    metrics: Arc<Metrics>,
}

impl trace::SpanExporter for Exporter {
    async fn export(&self, batch: Vec<SpanData>) -> OTelSdkResult {
        let spans = batch.len();
        let sent = self.inner.export(batch).await;
        let was_away = self.is_away.swap(sent.is_err(), Ordering::Relaxed);
        match &sent {
            Ok(()) if was_away => tracing::info!("traces are sent again"),
            Ok(()) => {}
            Err(_) => {
                self.metrics.spans_dropped(spans);
                if !was_away {
                    tracing::warn!("traces are dropped, nothing else is held up: {}", self.collector.fault());
                }
            }
        }
        self.waiting.fetch_sub(spans, Ordering::AcqRel);
        sent
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.inner.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.inner.set_resource(resource);
    }
}
