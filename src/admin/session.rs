//! Who logged in on the page: a cookie that is worth nothing at another process or later, so that no browser keeps the token.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use axum::http::{HeaderMap, HeaderValue, header};

use crate::secret::Secret;

/// A working day.
const LONGEST: Duration = Duration::from_hours(12);
/// The oldest goes where one more begins.
const MOST: usize = 32;

/// Those that began last, the oldest first. They end with the process.
#[derive(Debug)]
pub struct Sessions {
    /// Of the cookie. Browsers know no ports: those of two processes on one host must not take each other's place.
    name: String,
    begun: Mutex<VecDeque<Session>>,
}

#[derive(Debug)]
struct Session {
    id: Secret,
    began: Instant,
}

impl Session {
    fn is_over(&self) -> bool {
        self.began.elapsed() > LONGEST
    }
}

impl Sessions {
    /// Of the process that listens there.
    pub fn at(port: u16) -> Self {
        Self { name: format!("copydesk_session_{port}"), begun: Mutex::default() }
    }

    /// Gives the cookie of a new one, which a browser keeps until it is closed and sends to no page of another site. It
    /// says nothing of TLS, since this port has none.
    pub fn begin(&self) -> HeaderValue {
        let id = random_id();
        let cookie = format!("{}={id}; HttpOnly; SameSite=Strict; Path=/", self.name);
        let mut sessions = self.begun.lock().expect("no holder panics");
        if sessions.len() == MOST {
            sessions.pop_front();
        }
        sessions.push_back(Session { id: Secret::new(id), began: Instant::now() });
        let mut cookie = HeaderValue::from_str(&cookie).expect("a cookie is visible ASCII");
        cookie.set_sensitive(true);
        cookie
    }

    pub fn knows(&self, asking: &HeaderMap) -> bool {
        let mut sessions = self.begun.lock().expect("no holder panics");
        sessions.retain(|session| !session.is_over());
        let shown = asking.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
        let mut shown = shown
            .flat_map(|cookies| cookies.split(';'))
            .filter_map(|cookie| cookie.trim().strip_prefix(&self.name)?.strip_prefix('='));
        shown.any(|shown| {
            let shown = Secret::new(shown.to_owned());
            sessions.iter().any(|session| session.id == shown)
        })
    }
}

/// 256 bits, in hex.
fn random_id() -> String {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).expect("the system gives random bytes: TLS needs them too");
    blake3::Hash::from_bytes(bytes).to_hex().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shows(cookie: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::COOKIE, cookie.parse().unwrap())])
    }

    fn id(cookie: &HeaderValue) -> String {
        cookie.to_str().unwrap().split(';').next().unwrap().to_owned()
    }

    #[test]
    fn a_session_is_known_by_its_cookie_alone() {
        let sessions = Sessions::at(9600);
        let cookie = sessions.begin();
        let text = cookie.to_str().unwrap();
        assert!(text.ends_with("; HttpOnly; SameSite=Strict; Path=/"), "{text}");
        assert!(sessions.knows(&shows(&id(&cookie))));
        assert!(sessions.knows(&shows(&format!("a=b; {}; c=d", id(&cookie)))));
        for wrong in
            ["copydesk_session_9600=", "copydesk_session_9600", "x=y", &id(&cookie).replace('=', "=0")]
        {
            assert!(!sessions.knows(&shows(wrong)), "{wrong}");
        }
        assert!(!sessions.knows(&HeaderMap::new()));
        assert_ne!(id(&cookie), id(&sessions.begin()));
    }

    #[test]
    fn processes_on_one_host_do_not_take_each_others_session() {
        let (one, other) = (Sessions::at(9600), Sessions::at(9601));
        let both = format!("{}; {}", id(&one.begin()), id(&other.begin()));
        assert!(one.knows(&shows(&both)) && other.knows(&shows(&both)));
        assert_ne!(one.name, other.name);
    }

    #[test]
    fn there_are_few_sessions_and_none_is_shown() {
        let sessions = Sessions::at(9600);
        let first = sessions.begin();
        let last = (0..MOST).map(|_| sessions.begin()).last().unwrap();
        assert!(!sessions.knows(&shows(&id(&first))) && sessions.knows(&shows(&id(&last))));
        let debugged = format!("{sessions:?} {last:?}");
        let secret = id(&last).split_once('=').unwrap().1.to_owned();
        assert!(!debugged.contains(&secret), "{debugged}");
    }

    #[test]
    fn a_session_ends() {
        let sessions = Sessions::at(9600);
        let cookie = id(&sessions.begin());
        let long_ago = Instant::now().checked_sub(LONGEST + Duration::from_secs(1));
        sessions.begun.lock().unwrap()[0].began = long_ago.expect("the machine runs that long");
        assert!(!sessions.knows(&shows(&cookie)));
    }
}
