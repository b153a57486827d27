//! What is refused, in a line for the person who can mend it: which setting or right is at fault, and the way out.
//!
//! Nothing is decided by it. Whatever is refused is tried again, since a password, a right or a topic may be mended on
//! the broker's side alone.

use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use rdkafka::client::ClientContext;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::consumer::{BaseConsumer, Consumer as _, ConsumerContext};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::log;

/// Why no connection comes about, where waiting alone does not mend it.
#[expect(clippy::wildcard_enum_match_arm, reason = "of the many codes of a foreign library, these tell it")]
pub fn of_connection(error: &KafkaError, reason: &str) -> Option<String> {
    let hint = match error.rdkafka_error_code()? {
        RDKafkaErrorCode::Authentication => sasl_hint(reason),
        RDKafkaErrorCode::SSL => tls_hint(reason).unwrap_or(TLS),
        RDKafkaErrorCode::BrokerTransportFailure => {
            // What a listener of another protocol answers looks like an end of the connection.
            let is_protocol =
                reason.contains("security.protocol") || reason.contains("PLAINTEXT broker listener");
            if is_protocol { PROTOCOL } else { tls_hint(reason)? }
        }
        _ => return None,
    };
    Some(format!("{hint} ({})", steady(reason)))
}

const TLS: &str = "no TLS comes about: look at the kafka.properties that begin with ssl.";
const PROTOCOL: &str = "another protocol is spoken there: look at kafka.properties.security.protocol";

fn sasl_hint(reason: &str) -> &'static str {
    if reason.contains("mechanism handshake") {
        "the broker does not know us: kafka.properties.sasl.mechanisms names none of its own"
    } else if reason.contains("OAUTHBEARER") || reason.contains("invalid_token") {
        "the broker does not know us: the token in kafka.oauth_token_file is none that it takes"
    } else {
        "the broker does not know us: look at kafka.properties sasl.username and sasl.password, or at the user on the broker"
    }
}

/// Of what OpenSSL and the broker say; nothing where it is about something else.
fn tls_hint(reason: &str) -> Option<&'static str> {
    let of_ours = ["alert bad certificate", "certificate required", "unknown ca", "alert certificate"];
    if reason.contains("certificate verify failed") {
        Some(
            "the broker's certificate is not to be trusted: it is of an authority that is not in \
             kafka.properties.ssl.ca.location, or for another host than kafka.brokers names",
        )
    } else if of_ours.iter().any(|alert| reason.contains(alert)) {
        Some(
            "the broker asks for another certificate of ours: look at kafka.properties ssl.certificate.location and \
             ssl.key.location, or ssl.keystore.location",
        )
    } else {
        reason.contains("wrong version number").then_some(PROTOCOL)
    }
}

/// Without what differs each time, such as "(after 3ms in state …)", so that the same is told once.
fn steady(reason: &str) -> &str {
    reason.split_once(" (after ").map_or(reason, |(steady, _)| steady)
}

/// Keeps a client's last word on why it cannot connect, which no call of its gives.
#[derive(Debug, Default)]
pub struct LastRefusal(Mutex<Option<String>>);

impl ClientContext for LastRefusal {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, message: &str) {
        log(level, facility, message);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!("{error}: {reason}");
        if let Some(refusal) = of_connection(&error, reason) {
            *self.0.lock().expect("no holder panics") = Some(refusal);
        }
    }
}

impl ConsumerContext for LastRefusal {}

/// How long a client has to tell what it knows. One that goes on trying tells more all the time.
const LOOK: Duration = Duration::from_millis(200);
/// Of what a client tells on the side between two looks; more would only repeat it.
const MOST_TOLD: usize = 1000;

/// What a client told last. It tells it only when it is polled.
pub fn last(consumer: &BaseConsumer<LastRefusal>) -> Option<String> {
    let until = Instant::now() + LOOK;
    for _ in 0..MOST_TOLD {
        if consumer.poll(until.saturating_duration_since(Instant::now())).is_none() {
            break;
        }
    }
    consumer.context().0.lock().expect("no holder panics").clone()
}

/// The broker answered: what was told before is past.
pub fn forget(consumer: &BaseConsumer<LastRefusal>) {
    *consumer.context().0.lock().expect("no holder panics") = None;
}

/// What failed in a transaction, and of what, if that is known.
#[derive(Debug)]
pub struct Cause {
    pub error: KafkaError,
    /// The message that was refused.
    pub message: Option<Undelivered>,
}

#[derive(Clone, Debug)]
pub struct Undelivered {
    pub topic: String,
    pub bytes: usize,
}

impl Cause {
    /// Whether it says what a person can do.
    pub fn is_clear(&self) -> bool {
        way_out(&self.error).is_some()
    }

    /// A right is missing, which is nobody's rivalry.
    pub fn is_denial(&self) -> bool {
        let denials = [
            RDKafkaErrorCode::ClusterAuthorizationFailed,
            RDKafkaErrorCode::GroupAuthorizationFailed,
            RDKafkaErrorCode::TopicAuthorizationFailed,
            RDKafkaErrorCode::TransactionalIdAuthorizationFailed,
        ];
        self.error.rdkafka_error_code().is_some_and(|code| denials.contains(&code))
    }
}

impl From<KafkaError> for Cause {
    fn from(error: KafkaError) -> Self {
        Self { error, message: None }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(Undelivered { topic, bytes }) = &self.message {
            write!(f, "topic {topic} does not take a message of {bytes} bytes: ")?;
        }
        told(&self.error).fmt(f)
    }
}

/// An error with the way out, where there is one.
pub fn told(error: &KafkaError) -> impl fmt::Display {
    let way_out = way_out(error).map(|way_out| format!("; {way_out}"));
    format!("{error}{}", way_out.unwrap_or_default())
}

/// What a person can do about an answer of the broker.
#[expect(clippy::wildcard_enum_match_arm, reason = "of the many codes of a foreign library, these have one")]
fn way_out(error: &KafkaError) -> Option<&'static str> {
    Some(match error.rdkafka_error_code()? {
        RDKafkaErrorCode::MessageSizeTooLarge | RDKafkaErrorCode::InvalidMessageSize => {
            "raise the topic's max.message.bytes, which `copydesk check` compares, or lower decode.max_bytes"
        }
        RDKafkaErrorCode::TopicAuthorizationFailed => {
            "grant the user of kafka.properties Write and Describe on output topics and ledger, Read and Describe on input \
             topics and ledger"
        }
        RDKafkaErrorCode::TransactionalIdAuthorizationFailed => {
            "grant the user of kafka.properties Write and Describe on transactional ids that begin with copydesk."
        }
        RDKafkaErrorCode::GroupAuthorizationFailed => {
            "grant the user of kafka.properties Read and Describe on groups that begin with source.group"
        }
        RDKafkaErrorCode::MessageTimedOut => {
            "is the topic gone? where a quota holds us back, lower source.batch.max_records or raise \
             sink.transaction_timeout"
        }
        RDKafkaErrorCode::UnknownTopicOrPartition
        | RDKafkaErrorCode::UnknownTopic
        | RDKafkaErrorCode::UnknownPartition => "`copydesk topics create` makes what is missing",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As the client tells them.
    #[test]
    fn a_refused_connection_names_the_setting() {
        use RDKafkaErrorCode::{AllBrokersDown, Authentication, BrokerTransportFailure, SSL};
        let cases = [
            (SSL, "certificate verify failed: broker certificate could not be verified", "ssl.ca.location"),
            (SSL, "sslv3 alert handshake failure", "begin with ssl."),
            (SSL, "wrong version number", "security.protocol"),
            (BrokerTransportFailure, "Receive failed: alert bad certificate", "ssl.certificate.location"),
            (BrokerTransportFailure, "connecting to a PLAINTEXT broker listener?", "security.protocol"),
            (Authentication, "SASL authentication error: Authentication failed", "sasl.password"),
            (
                Authentication,
                "SASL PLAIN mechanism handshake failed: supported: OAUTHBEARER",
                "sasl.mechanisms",
            ),
            (Authentication, "SASL authentication error: invalid_token", "oauth_token_file"),
        ];
        for (code, reason, setting) in cases {
            let error = KafkaError::Global(code);
            let told = of_connection(&error, &format!("host: {reason} (after 3ms in state X)")).unwrap();
            assert!(told.contains(setting) && told.ends_with(&format!("{reason})")), "{told}");
        }
        for (code, reason) in
            [(AllBrokersDown, "1/1 brokers are down"), (BrokerTransportFailure, "timed out")]
        {
            assert_eq!(of_connection(&KafkaError::Global(code), reason), None);
        }
    }

    #[test]
    fn what_was_refused_comes_with_the_way_out() {
        let error = KafkaError::MessageProduction(RDKafkaErrorCode::MessageSizeTooLarge);
        let message = Some(Undelivered { topic: "articles.rejected".to_owned(), bytes: 7 });
        let told = Cause { error, message }.to_string();
        assert!(told.starts_with("topic articles.rejected does not take a message of 7 bytes"), "{told}");
        assert!(told.contains("max.message.bytes"), "{told}");
        let cause = Cause::from(KafkaError::Global(RDKafkaErrorCode::TopicAuthorizationFailed));
        assert!(cause.is_denial() && cause.is_clear());
        let cause = Cause::from(KafkaError::Global(RDKafkaErrorCode::Fenced));
        assert!(!cause.is_denial() && !cause.is_clear());
    }
}
