//! The admin port: probes, metrics, the status as a page and as JSON, and `POST /resume`, which ends a pause that a person
//! must end.
//!
//! On loopback whoever is on the machine may ask everything. Where it listens wider it wants a token, a bearer token as of
//! RFC 6750 or a session that the page's login began, which settings without one are refused for. Probes come without:
//! `/livez` and the status of `/readyz` say no more than yes or no, and stay open. `guard` says who else may ask, `status`
//! what there is to tell, and `page` how it looks; nothing here changes anything but by `/resume`.

mod events;
mod guard;
mod page;
mod session;
mod status;

use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, bail};
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Response, Sse};
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;

use self::session::Sessions;
use self::status::Status;
use crate::dead_letter::Code;
use crate::health::Health;
use crate::metrics::{Metrics, Reading};
use crate::secret::Secret;

/// How long answers may take once the line has ended.
const GRACE: Duration = Duration::from_secs(1);
/// Bytes of a form: a token and its name.
const FORM: usize = 4_096;

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

/// What answers are made of.
#[derive(Debug)]
struct Port {
    admin: Admin,
    sessions: Sessions,
    /// Of `/events`, those that are free.
    listeners: Arc<Semaphore>,
    /// Ends what else would go on for as long as somebody listens.
    stop: CancellationToken,
}

impl Port {
    fn status(&self) -> (Status, Reading) {
        let reading = self.admin.metrics.figures();
        (Status::of(&reading, &self.admin.health), reading)
    }

    /// Whether the asker showed the token, now or at a login; anybody where there is none.
    fn knows(&self, asking: &HeaderMap) -> bool {
        let Some(token) = &self.admin.token else { return true };
        guard::bearer(asking).is_some_and(|shown| shown == **token) || self.sessions.knows(asking)
    }

    /// Whether it was asked by a name that is ours. Where there is a token, a page under another name has none.
    fn is_ours(&self, asking: &HeaderMap) -> bool {
        self.admin.token.is_some() || guard::is_addressed(asking)
    }

    /// Whether reasons may be told.
    fn tells(&self, asking: &HeaderMap) -> bool {
        self.knows(asking) && self.is_ours(asking)
    }
}

/// Takes the port at once, so that a port in use is told at the start.
pub async fn bind(settings: &Settings) -> anyhow::Result<TcpListener> {
    let listen = settings.listen;
    TcpListener::bind(listen).await.with_context(|| format!("admin.listen: failed to listen on {listen}"))
}

/// Serves until told to stop.
pub async fn serve(listener: TcpListener, admin: Admin, stop: CancellationToken) -> anyhow::Result<()> {
    let listeners = Arc::new(Semaphore::new(events::LISTENERS));
    let sessions = Sessions::at(listener.local_addr()?.port());
    let port = Port { admin, sessions, listeners, stop: stop.clone() };
    let asked = axum::serve(listener, routes(Arc::new(port)));
    let ended = asked.with_graceful_shutdown(stop.clone().cancelled_owned()).into_future();
    // Whoever does not read their answer must not hold up the stop.
    let too_late = async {
        stop.cancelled().await;
        tokio::time::sleep(GRACE).await;
    };
    tokio::select! {
        ended = ended => ended.context("failed to serve the admin port"),
        () = too_late => Ok(()),
    }
}

fn routes(port: Arc<Port>) -> Router {
    Router::new()
        .route("/", get(overview))
        .route("/status", get(status))
        .route("/events", get(events))
        .route("/explain", get(explain))
        .route("/dead-letters", get(dead_letters))
        .route("/metrics", get(metrics))
        .route("/resume", post(resume))
        .route_layer(middleware::from_fn_with_state(port.clone(), guarded))
        .route("/login", post(login))
        .route("/page.css", get(|| async { ([(header::CONTENT_TYPE, "text/css")], page::STYLE) }))
        .route("/page.js", get(|| async { ([(header::CONTENT_TYPE, "text/javascript")], page::SCRIPT) }))
        .route("/livez", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .layer(middleware::map_response(hardened))
        .layer(DefaultBodyLimit::max(FORM))
        .with_state(port)
}

async fn guarded(State(port): State<Arc<Port>>, request: Request, next: Next) -> Response {
    let asking = request.headers();
    if guard::is_foreign(request.method(), asking) {
        return (StatusCode::FORBIDDEN, "pages of other sites may not ask\n").into_response();
    }
    if !port.is_ours(asking) {
        return (StatusCode::FORBIDDEN, guard::NAMED).into_response();
    }
    if port.knows(asking) {
        return next.run(request).await;
    }
    unknown(asking, page::Login::Wanted)
}

fn unknown(asking: &HeaderMap, login: page::Login) -> Response {
    let challenge = [(header::WWW_AUTHENTICATE, "Bearer")];
    if guard::is_person(asking) {
        return (StatusCode::UNAUTHORIZED, challenge, Html(page::login(login))).into_response();
    }
    (StatusCode::UNAUTHORIZED, challenge, "admin.token is wanted, as a bearer token\n").into_response()
}

/// What a browser must not do with any answer, should somebody's text get past everything else.
async fn hardened(mut response: Response) -> Response {
    const HEADERS: [(HeaderName, HeaderValue); 4] = [
        (
            header::CONTENT_SECURITY_POLICY,
            HeaderValue::from_static(
                "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; form-action 'self'; \
                 frame-ancestors 'none'; base-uri 'none'",
            ),
        ),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
        (header::REFERRER_POLICY, HeaderValue::from_static("no-referrer")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().insert(name, value);
    }
    response
}

async fn overview(State(port): State<Arc<Port>>) -> Html<String> {
    Html(page::overview(&port.status().0))
}

async fn status(State(port): State<Arc<Port>>) -> impl IntoResponse {
    let text =
        serde_json::to_string(&port.status().0).expect("a status has no maps with keys of other kinds");
    ([(header::CONTENT_TYPE, "application/json")], text)
}

async fn events(State(port): State<Arc<Port>>) -> Response {
    match port.listeners.clone().try_acquire_owned() {
        Ok(place) => Sse::new(events::stream(port, place)).into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "too many listen already\n").into_response(),
    }
}

async fn explain(State(port): State<Arc<Port>>, uri: Uri) -> Response {
    let Some(asked) = page::Asked::parse(uri.query().unwrap_or_default()) else {
        return (StatusCode::BAD_REQUEST, "wanted: topic, partition, offset and item\n").into_response();
    };
    let notes = port.admin.metrics.figures().seen.notes;
    let note = notes.iter().find(|note| asked.is_for(&note.origin));
    let status = if note.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    (status, Html(page::explanation(&asked, note.map(AsRef::as_ref)))).into_response()
}

async fn dead_letters(State(port): State<Arc<Port>>, uri: Uri) -> Response {
    let asked = url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
    let code =
        asked.into_iter().find_map(|(name, code)| if name == "code" { Code::named(&code) } else { None });
    let Some(code) = code else {
        return (StatusCode::NOT_FOUND, "wanted: code, one of those of a dead letter\n").into_response();
    };
    let letters = port.admin.metrics.figures().seen.letters.remove(&code).unwrap_or_default();
    Html(page::dead_letters(code, &letters)).into_response()
}

/// Takes the token of the form and gives a session for it.
async fn login(State(port): State<Arc<Port>>, asking: HeaderMap, form: Bytes) -> Response {
    let home = [(header::LOCATION, "/")];
    let Some(token) = &port.admin.token else { return (StatusCode::SEE_OTHER, home).into_response() };
    if guard::is_foreign_form(&asking) {
        return (StatusCode::FORBIDDEN, "pages of other sites may not ask\n").into_response();
    }
    let shown = url::form_urlencoded::parse(&form).find(|(name, _)| name == "token");
    if shown.is_some_and(|(_, shown)| Secret::new(shown.trim().to_owned()) == **token) {
        let session = [(header::SET_COOKIE, port.sessions.begin())];
        return (StatusCode::SEE_OTHER, home, session).into_response();
    }
    unknown(&asking, page::Login::Failed)
}

/// Reasons name topics and hosts, and are not for everybody.
async fn ready(State(port): State<Arc<Port>>, asking: HeaderMap) -> impl IntoResponse {
    let held = port.admin.health.held();
    if held.is_empty() {
        return (StatusCode::OK, "ready\n".to_owned());
    }
    if !port.tells(&asking) {
        return (StatusCode::SERVICE_UNAVAILABLE, "not ready; the reasons want admin.token\n".to_owned());
    }
    let lines: Vec<_> =
        held.iter().map(|(latch, reason)| format!("not ready: {latch}: {reason}\n")).collect();
    (StatusCode::SERVICE_UNAVAILABLE, lines.concat())
}

async fn resume(State(port): State<Arc<Port>>, asking: HeaderMap) -> Response {
    let awaited = port.admin.health.resume();
    if guard::is_person(&asking) {
        return (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response();
    }
    let told = if awaited { "going on\n" } else { "nothing waits for a person to say so\n" };
    told.into_response()
}

async fn metrics(State(port): State<Arc<Port>>) -> impl IntoResponse {
    const OPEN_METRICS: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(header::CONTENT_TYPE, OPEN_METRICS)], port.admin.metrics.text(&port.admin.health))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn only_who_shows_the_token_is_known_where_there_is_one() {
        let port = |token: Option<&str>| Port {
            admin: Admin {
                health: Arc::default(),
                metrics: Arc::default(),
                token: token.map(|token| Arc::new(Secret::new(token.to_owned()))),
            },
            sessions: Sessions::at(9600),
            listeners: Arc::new(Semaphore::new(1)),
            stop: CancellationToken::new(),
        };
        assert!(port(None).knows(&HeaderMap::new()));
        let guarded = port(Some("correct"));
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
