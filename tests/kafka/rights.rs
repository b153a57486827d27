//! Rights and quotas of users, as an administrator sets them: in Kafka's own protocol, since no client of ours can.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

/// What a right is about, with the numbers of the protocol.
#[derive(Clone, Copy, Debug)]
pub enum Resource<'a> {
    Topic(&'a str),
    Group(&'a str),
    Transaction(&'a str),
}

impl<'a> Resource<'a> {
    fn number(self) -> (u8, &'a str) {
        match self {
            Self::Topic(name) => (2, name),
            Self::Group(name) => (3, name),
            Self::Transaction(name) => (5, name),
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub enum Operation {
    All = 2,
    Read = 3,
    Write = 4,
}

#[derive(Clone, Copy, Debug)]
pub enum Permission {
    Deny = 2,
    Allow = 3,
}

const LITERAL: u8 = 3;

/// A user may do everything with everything, but what is denied.
pub fn allow_all(broker: &str, user: &str) {
    for resource in [Resource::Topic("*"), Resource::Group("*"), Resource::Transaction("*")] {
        set(broker, user, resource, Operation::All, Permission::Allow);
    }
}

pub fn deny(broker: &str, user: &str, resource: Resource<'_>, operation: Operation) {
    set(broker, user, resource, operation, Permission::Deny);
}

fn set(broker: &str, user: &str, resource: Resource<'_>, operation: Operation, permission: Permission) {
    const CREATE_ACLS: i16 = 30;
    let body = Body::default().count(1).acl(user, resource, operation, permission);
    ask(broker, CREATE_ACLS, 1, &body);
}

/// Takes a denial back.
pub fn deny_no_more(broker: &str, user: &str, resource: Resource<'_>, operation: Operation) {
    const DELETE_ACLS: i16 = 31;
    let body = Body::default().count(1).acl(user, resource, operation, Permission::Deny);
    ask(broker, DELETE_ACLS, 1, &body);
}

/// How many bytes a second the user may write; the broker makes it wait.
pub fn limit_writes(broker: &str, user: &str, bytes: f64) {
    const ALTER_CLIENT_QUOTAS: i16 = 49;
    let entity = Body::default().count(1).count(1).text("user").text(user);
    let body = entity.count(1).text("producer_byte_rate").bytes(&bytes.to_be_bytes()).bytes(&[0]).bytes(&[0]);
    ask(broker, ALTER_CLIENT_QUOTAS, 0, &body);
}

#[derive(Default)]
struct Body(Vec<u8>);

impl Body {
    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend_from_slice(bytes);
        self
    }

    fn count(self, count: i32) -> Self {
        self.bytes(&count.to_be_bytes())
    }

    fn text(self, text: &str) -> Self {
        let length = i16::try_from(text.len()).unwrap();
        self.bytes(&length.to_be_bytes()).bytes(text.as_bytes())
    }

    fn acl(self, user: &str, resource: Resource<'_>, operation: Operation, permission: Permission) -> Self {
        let (number, name) = resource.number();
        let about = self.bytes(&[number]).text(name).bytes(&[LITERAL]);
        about.text(&format!("User:{user}")).text("*").bytes(&[operation as u8, permission as u8])
    }
}

/// Sends one request; the answer must begin with a success.
fn ask(broker: &str, api: i16, version: i16, body: &Body) {
    let mut request = Body::default().bytes(&api.to_be_bytes()).bytes(&version.to_be_bytes());
    request = request.count(7).text("tests").bytes(&body.0);
    let mut stream = TcpStream::connect(broker).unwrap();
    let length = i32::try_from(request.0.len()).unwrap();
    stream.write_all(&Body::default().count(length).bytes(&request.0).0).unwrap();
    let mut length = [0; 4];
    stream.read_exact(&mut length).unwrap();
    let mut answer = vec![0; usize::try_from(i32::from_be_bytes(length)).unwrap()];
    stream.read_exact(&mut answer).unwrap();
    // Correlation id, throttle time, the count of results, and the error code of the first.
    assert_eq!(answer.get(8..14), Some(&[0, 0, 0, 1, 0, 0][..]), "{answer:?}");
}
