//! Against a registry of a few lines, which answers as Confluent's documentation says.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use super::*;

const SUBJECTS: [&str; 2] = ["articles.enriched", "articles.duplicates"];

#[derive(Clone, Copy)]
enum Mood {
    Willing,
    /// Answers everything with this status and text.
    Stubborn(u16, &'static str),
}

struct Asked {
    path: String,
    authorization: Option<String>,
    body: Value,
}

#[derive(Default)]
struct State {
    /// The schemas of each subject; the place is the version.
    subjects: BTreeMap<String, Vec<Value>>,
    /// The place is the id.
    schemas: Vec<Value>,
    asked: Vec<Asked>,
}

impl State {
    fn answer(&mut self, path: &str, body: &Value) -> (u16, Value) {
        let path = path.strip_prefix("/subjects/").expect("a subject");
        let (subject, registers) =
            path.strip_suffix("/versions").map_or((path, false), |subject| (subject, true));
        if registers {
            let id = self.schemas.iter().position(|known| known == body).unwrap_or_else(|| {
                self.schemas.push(body.clone());
                self.schemas.len() - 1
            });
            self.subjects.entry(subject.to_owned()).or_default().push(body.clone());
            return (200, json!({"id": id + 1}));
        }
        let Some(versions) = self.subjects.get(subject) else {
            return (404, json!({"error_code": 40401, "message": "Subject not found"}));
        };
        let Some(version) = versions.iter().position(|known| known == body) else {
            return (404, json!({"error_code": 40403, "message": "Schema not found"}));
        };
        let id = self.schemas.iter().position(|known| known == body).expect("was registered");
        (200, json!({"subject": subject, "id": id + 1, "version": version + 1}))
    }
}

struct Fake {
    settings: Settings,
    state: Arc<Mutex<State>>,
}

impl Fake {
    fn start(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/path/", listener.local_addr().unwrap());
        let state = Arc::new(Mutex::new(State::default()));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                serve(stream.unwrap(), mood, &shared);
            }
        });
        Self { settings: Settings { url, ..Settings::default() }, state }
    }

    fn ids(&self) -> Result<BTreeMap<String, u32>, Fault> {
        ids(&self.settings, SUBJECTS.into_iter())
    }

    fn asked<T>(&self, look: impl Fn(&Asked) -> T) -> Vec<T> {
        self.state.lock().unwrap().asked.iter().map(look).collect()
    }

    fn refusal(mood: Mood) -> Fault {
        Self::start(mood).ids().unwrap_err()
    }
}

/// One question for each connection.
fn serve(stream: TcpStream, mood: Mood, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream);
    let mut lines = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        if line.trim().is_empty() {
            break;
        }
        lines.push(line.trim().to_owned());
    }
    let header = |name: &str| {
        lines.iter().skip(1).find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then(|| value.to_owned())
        })
    };
    let mut body = vec![0; header("content-length").unwrap().parse().unwrap()];
    reader.read_exact(&mut body).unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let path = lines[0].split(' ').nth(1).unwrap().strip_prefix("/path").unwrap().to_owned();
    let (status, answer) = match mood {
        Mood::Willing => {
            let mut state = state.lock().unwrap();
            let (status, answer) = state.answer(&path, &body);
            state.asked.push(Asked { path, authorization: header("authorization"), body });
            (status, answer.to_string())
        }
        Mood::Stubborn(status, answer) => (status, answer.to_owned()),
    };
    let length = answer.len();
    write!(
        reader.into_inner(),
        "HTTP/1.1 {status} X\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n{answer}"
    )
    .unwrap();
}

#[test]
fn what_is_missing_is_registered_after_what_it_imports() {
    let fake = Fake::start(Mood::Willing);
    assert_eq!(missing(&fake.settings, SUBJECTS.into_iter()).unwrap().len(), 3);
    let ids = fake.ids().unwrap();
    // One schema has one id, whatever its subjects.
    assert_eq!(ids, SUBJECTS.map(|topic| (topic.to_owned(), 2)).into());
    let registered: Vec<_> = fake
        .asked(|asked| asked.path.clone())
        .into_iter()
        .filter(|path| path.ends_with("/versions"))
        .collect();
    let expected = ["copydesk%2Fv1%2Farticle.proto", "articles.enriched-value", "articles.duplicates-value"];
    assert_eq!(registered, expected.map(|subject| format!("/subjects/{subject}/versions")));
    let last = fake.asked(|asked| asked.body.clone()).pop().unwrap();
    assert_eq!(last["schemaType"], "PROTOBUF");
    assert!(last["schema"].as_str().unwrap().contains("message ArticleEvent"));
    let name = "copydesk/v1/article.proto";
    assert_eq!(last["references"], json!([{"name": name, "subject": name, "version": 1}]));
}

#[test]
fn what_is_known_is_looked_up_and_left_alone() {
    let fake = Fake::start(Mood::Willing);
    let ids = fake.ids().unwrap();
    fake.state.lock().unwrap().asked.clear();
    let again = Fake { settings: Settings { register: false, ..fake.settings.clone() }, ..fake };
    assert_eq!(again.ids().unwrap(), ids);
    assert!(again.asked(|asked| asked.path.clone()).iter().all(|path| !path.ends_with("/versions")));
    assert_eq!(missing(&again.settings, SUBJECTS.into_iter()).unwrap(), [""; 0]);
}

#[test]
fn what_is_missing_and_may_not_be_registered_is_refused() {
    let mut fake = Fake::start(Mood::Willing);
    fake.settings.register = false;
    let Err(Fault::Refused(reason)) = fake.ids() else { panic!("went on") };
    assert!(
        reason.contains("copydesk/v1/article.proto") && reason.contains("sink.registry.register"),
        "{reason}"
    );
    assert!(fake.state.lock().unwrap().subjects.is_empty());
}

#[test]
fn a_schema_that_is_incompatible_or_invalid_is_refused_in_one_line() {
    for status in [409, 422] {
        let answer = r#"{"error_code": 1, "message": "Schema being registered is\n\tincompatible"}"#;
        let Fault::Refused(reason) = Fake::refusal(Mood::Stubborn(status, answer)) else {
            panic!("asks again")
        };
        assert!(reason.contains("incompatible") && !reason.contains('\n'), "{reason}");
    }
}

#[test]
fn whatever_a_person_or_time_may_mend_is_asked_again() {
    let cases = [
        (401, "", "sink.registry.user"),
        (403, r#"{"error_code": 403, "message": "Forbidden"}"#, "sink.registry.user"),
        (404, "<html>no such page</html>", "sink.registry.url"),
        (302, "", "sink.registry.url"),
        (200, "<html>welcome</html>", "sink.registry.url"),
        (200, r#"{"subject": "x"}"#, "without id"),
        (503, r#"{"error_code": 50003, "message": "leader unknown"}"#, "leader unknown"),
    ];
    for (status, answer, said) in cases {
        let Fault::Away(reason) = Fake::refusal(Mood::Stubborn(status, answer)) else {
            panic!("refused at {status}")
        };
        assert!(reason.contains(said), "{reason}");
    }
}

#[test]
fn a_registry_that_is_away_is_named() {
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = Settings { url: format!("http://127.0.0.1:{port}"), ..Settings::default() };
    let Err(Fault::Away(reason)) = ids(&settings, SUBJECTS.into_iter()) else { panic!("is not away") };
    assert!(reason.contains(&settings.url), "{reason}");
}

#[test]
fn it_is_told_who_we_are() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("secret");
    std::fs::write(&file, "hunter2\n").unwrap();
    let user = Settings { user: "desk".to_owned(), password_file: file.clone(), ..Settings::default() };
    let token = Settings { token_file: file.clone(), ..Settings::default() };
    for (who, said) in [(user, "Basic ZGVzazpodW50ZXIy"), (token, "Bearer hunter2")] {
        let mut fake = Fake::start(Mood::Willing);
        fake.settings = Settings { url: fake.settings.url, ..who };
        fake.ids().unwrap();
        assert!(
            fake.asked(|asked| asked.authorization.clone()).iter().all(|told| told.as_deref() == Some(said))
        );
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named_with_its_setting() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("file");
    let with = |settings: Settings| {
        let url = "http://127.0.0.1:1".to_owned();
        ids(&Settings { url, ..settings }, SUBJECTS.into_iter()).unwrap_err().to_string()
    };
    let of_ca = || with(Settings { ca_file: file.clone(), ..Settings::default() });
    let of_token = || with(Settings { token_file: file.clone(), ..Settings::default() });
    assert!(of_ca().starts_with("sink.registry.ca_file: "), "{}", of_ca());
    assert!(of_token().starts_with("sink.registry.token_file: "), "{}", of_token());
    std::fs::write(&file, "no certificate").unwrap();
    assert!(of_ca().contains("holds no certificate"), "{}", of_ca());
}
