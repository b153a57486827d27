//! Tokens of SASL OAUTHBEARER: a file that somebody else keeps fresh, as Kubernetes does for service accounts and agents
//! of identity providers do for machines. Who is given a token is given the next one too, before the first expires.
//!
//! librdkafka asks for a token where a client is polled, which those that only ask for metadata are not. So it is
//! handed over unasked, for which the client's safe interface has no way.
#![expect(unsafe_code, reason = "rdkafka hands tokens over to clients that are polled alone; audited below")]

use std::ffi::{CStr, CString};
use std::path::Path;
use std::sync::{Arc, Weak};
use std::time::Duration;
use std::{ptr, thread};

use base64::Engine as _;
use rdkafka::admin::AdminClient;
use rdkafka::bindings as sys;
use rdkafka::client::ClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::producer::{BaseProducer, Producer as _, ProducerContext};
use serde_json::Value;

use crate::secret::Secret;

const KEY: &str = "kafka.oauth_token_file";
/// How often the file is looked at. Tokens that live for less than a minute would want it shorter.
const LOOK: Duration = Duration::from_secs(5);
/// Of a token that does not say when it expires: it counts until the file holds another.
const NEVER: i64 = 9_999_999_999_000;

/// A client that a token can be given to.
pub trait Bearer: Send + Sync {
    fn handle(&self) -> *mut sys::rd_kafka_t;
}

impl<C: ConsumerContext> Bearer for BaseConsumer<C> {
    fn handle(&self) -> *mut sys::rd_kafka_t {
        self.client().native_ptr()
    }
}

impl<C: ProducerContext> Bearer for BaseProducer<C> {
    fn handle(&self) -> *mut sys::rd_kafka_t {
        self.client().native_ptr()
    }
}

impl<C: ClientContext> Bearer for AdminClient<C> {
    fn handle(&self) -> *mut sys::rd_kafka_t {
        self.inner().native_ptr()
    }
}

/// Gives the client the token, and every later one for as long as it lives. Fails where the file cannot be read now;
/// later, and where the broker does not take the token, the client says so by itself.
pub fn keep<T: Bearer + 'static>(path: &Path, client: &Arc<T>) -> Result<(), String> {
    let token = Secret::read(KEY, path)?;
    give(&**client, &token);
    let (path, client) = (path.to_owned(), Arc::downgrade(client));
    thread::spawn(move || renew(&path, &client, token));
    Ok(())
}

fn renew<T: Bearer>(path: &Path, client: &Weak<T>, mut given: Secret) {
    loop {
        thread::sleep(LOOK);
        let Some(client) = client.upgrade() else { return };
        match Secret::read(KEY, path) {
            Ok(token) if token == given => {}
            Ok(token) => {
                give(&*client, &token);
                given = token;
            }
            // Files are replaced while we look. One that stays away is told once what it held has expired.
            Err(error) => tracing::debug!("{error}"),
        }
    }
}

fn give(client: &(impl Bearer + ?Sized), token: &Secret) {
    let (Ok(text), expires) = (CString::new(token.reveal()), expiry(token.reveal()).unwrap_or(NEVER)) else {
        tracing::warn!("{KEY}: the token holds a NUL");
        return;
    };
    let mut error = [0; 256];
    // The handle is that of `client`, which outlives the calls; the texts are copied before they return, and the array of
    // extensions is empty. The error is written within its bounds and ends in NUL, also where nothing is written to it.
    unsafe {
        let handle = client.handle();
        let code = sys::rd_kafka_oauthbearer_set_token(
            handle,
            text.as_ptr(),
            expires,
            c"copydesk".as_ptr(), // the broker takes the name from the token
            ptr::null_mut(),
            0,
            error.as_mut_ptr(),
            error.len(),
        );
        if code != sys::rd_kafka_resp_err_t::RD_KAFKA_RESP_ERR_NO_ERROR {
            tracing::warn!("{KEY}: {}", CStr::from_ptr(error.as_ptr()).to_string_lossy());
            sys::rd_kafka_oauthbearer_set_token_failure(handle, error.as_ptr());
        }
    }
}

/// When a JWT expires, in milliseconds. None where it is no JWT or does not say.
fn expiry(token: &str) -> Option<i64> {
    let claims = token.split('.').nth(1)?.trim_end_matches('=');
    let claims = base64::prelude::BASE64_URL_SAFE_NO_PAD.decode(claims).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    let expires = claims.get("exp")?;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a time in seconds that is far from the end of the range"
    )]
    let seconds = expires.as_i64().or_else(|| expires.as_f64().map(|seconds| seconds as i64))?;
    seconds.checked_mul(1000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_when_it_expires_or_never_does() {
        let jwt = |claims: &str| {
            let part = |text: &str| base64::prelude::BASE64_URL_SAFE_NO_PAD.encode(text);
            format!("{}.{}.", part(r#"{"alg":"none"}"#), part(claims))
        };
        assert_eq!(expiry(&jwt(r#"{"sub":"desk","exp":1700000000}"#)), Some(1_700_000_000_000));
        assert_eq!(expiry(&jwt(r#"{"exp":1700000000.5}"#)), Some(1_700_000_000_000));
        for opaque in ["", "opaque", "a.b.c", &jwt(r#"{"sub":"desk"}"#), &jwt("{")] {
            assert_eq!(expiry(opaque), None, "{opaque}");
        }
    }
}
