//! What an archive holds, read as the line reads its input: to be taken as known, and not to be decided.

use rayon::prelude::*;

use super::{Prepared, Settings, address, prepare, seen_at};
use crate::article::{ArticleId, Candidate, Digest, Fullness, Presence, RawDigest, Trace, Withdrawal};
use crate::canonical_url::{self, Canonical};
use crate::dead_letter::{Code, Reject, Stage};
use crate::dedup;
pub use crate::dedup::{Archived, Primed};
use crate::index::{Fault, Index, Overlay};
use crate::proto::{Article, ArticleEvent, Flag, Origin, Outcome, Timestamp};
use crate::record::{Position, Record};
use crate::{identity, normalize};

/// What was read of an item: nothing where it makes no article known.
pub type Read = (Position, Result<Option<Archived>, Reject>);

/// Where records of an archive are said to come from.
pub const TOPIC: &str = "archive";

/// Takes articles as known, in order. Dropping the overlay undoes it.
pub fn prime<I: Index + ?Sized>(
    archived: &[Archived],
    now: Timestamp,
    overlay: &mut Overlay<'_, I>,
    settings: &Settings,
) -> Result<Vec<Primed>, Fault> {
    archived.iter().map(|archived| dedup::prime(archived, now, overlay, &settings.dedup)).collect()
}

/// The articles of records as `prepare` reads them, one result for each item; and besides those, addresses alone. Their
/// timestamp is the time at which what does not say it counts as seen.
pub fn of_records(records: Vec<Record>, settings: &Settings) -> Vec<Read> {
    let of_record = |prepared: Prepared| {
        let Prepared { record, items, .. } = prepared;
        let read = (0u32..).zip(items).map(|(item, read)| {
            let read = read.or_else(|reject| address_alone(&record, item, reject, settings));
            let archived = read.map(|candidate| Some(of_candidate(*candidate, &record, item, settings)));
            (record.position.clone(), archived)
        });
        read.collect::<Vec<_>>()
    };
    prepare(records, settings).into_iter().flat_map(of_record).collect()
}

/// An item that has an address, and neither a title nor a text.
fn address_alone(
    record: &Record,
    item: u32,
    reject: Reject,
    settings: &Settings,
) -> Result<Box<Candidate>, Reject> {
    if reject.code != Code::NoContent {
        return Err(reject);
    }
    // Rare enough to be read twice.
    let raw = settings.decode(record)?.items.into_iter().nth(usize::try_from(item).unwrap_or(usize::MAX));
    let Some(raw) = raw.transpose()?.filter(|raw| raw.page.is_none()) else { return Err(reject) };
    let fetched_at = normalize::fetched_at(&raw);
    let address = address(&raw)?.canonical;
    let article = Article { canonical_url: address.url.clone(), fetched_at, ..Article::default() };
    let seen_at = seen_at(fetched_at, record.timestamp, record.position.offset);
    Ok(Box::new(candidate(article, &address, Fullness::Headline, seen_at)))
}

/// A text that came by here in another form, or none.
fn candidate(mut article: Article, address: &Canonical, fullness: Fullness, seen_at: Timestamp) -> Candidate {
    let mut identity = identity::identify(&article, fullness, &address.key, RawDigest::UNKNOWN);
    // Long, and compared with no more.
    article.body = String::new();
    identity.former_id = address.former_key.as_deref().map(identity::article_id);
    if article.id.is_empty() {
        article.id = identity.article_id.to_string();
    }
    let trace = Trace { url_key: address.key.clone(), ..Trace::default() };
    Candidate { article, identity, fullness, withdrawal: Withdrawal::No, seen_at, trace }
}

fn of_candidate(mut candidate: Candidate, record: &Record, item: u32, settings: &Settings) -> Archived {
    if candidate.fullness == Fullness::Headline {
        // Without a text it is known by its address alone.
        candidate.identity.title = None;
        candidate.identity.raw = RawDigest::UNKNOWN;
    }
    let seen = candidate.seen_at;
    let is_told = candidate.article.fetched_at.is_some();
    let presence = match candidate.withdrawal {
        Withdrawal::Explicit => Presence::Withdrawn,
        Withdrawal::No | Withdrawal::IfKnown => Presence::Published,
    };
    Archived {
        id: None,
        origin: Origin { topic: TOPIC.to_owned(), ..record.origin(item) },
        presence,
        revision: 1,
        first_seen: seen,
        // Where nobody says when it was seen, nothing that comes is too old to be news.
        revision_seen: if is_told { seen } else { seen.before(settings.dedup.window) },
        is_boilerplate: false,
        candidate,
    }
}

/// The articles of events, as they were published.
pub fn of_events(events: Vec<(Position, ArticleEvent)>) -> Vec<Read> {
    events.into_par_iter().map(|(position, event)| (position, of_event(event))).collect()
}

/// Nothing where the event makes no article known: the copy of another.
fn of_event(event: ArticleEvent) -> Result<Option<Archived>, Reject> {
    let outcome = event.outcome();
    let ArticleEvent { article, revision, origin, .. } = event;
    let (Some(article), Some(revision), Some(origin)) = (article, revision, origin) else {
        return Err(Reject::new(
            Stage::Decode,
            Code::NotAnArticle,
            "an event without article, revision or origin",
        ));
    };
    let presence = match outcome {
        Outcome::Published | Outcome::Revised => Presence::Published,
        Outcome::Withdrawn => Presence::Withdrawn,
        Outcome::Copy => return Ok(None),
        Outcome::Unspecified | Outcome::Rejected | Outcome::Stale | Outcome::Unchanged => {
            let detail = format!("an event of outcome {}", outcome.name());
            return Err(Reject::new(Stage::Decode, Code::NotAnArticle, detail));
        }
    };
    let address = canonical_url::canonicalize(&article.canonical_url).map_err(|fault| {
        Reject::new(Stage::Url, Code::UrlInvalid, format!("{}: {}", fault.code, fault.detail))
    })?;
    let seen = seen_at(article.fetched_at, origin.timestamp, origin.offset);
    let fullness = normalize::fullness(&article);
    Ok(Some(Archived {
        id: Digest::parse(&article.id).map(ArticleId),
        is_boilerplate: article.flags().any(|flag| flag == Flag::BoilerplateBody),
        candidate: candidate(article, &address, fullness, seen),
        origin,
        presence,
        revision: revision.number.max(1),
        first_seen: revision.first_seen.unwrap_or(seen),
        revision_seen: seen,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::index::Memory;
    use crate::ledger::Reached;
    use crate::outcome::Product;
    use crate::pipeline::{decide, finish};
    use crate::proto::Revision;
    use crate::record::Topic;

    const NOW: Timestamp = Timestamp { seconds: 1_773_100_800, nanos: 0 };
    const TEXT: &str = "The lock took its first barges on Monday after engineers had replaced both gates. Skippers had waited \
                        since November, when a crack was found below the water line. The second lock stays closed until the \
                        autumn, and the canal company says that it will pay for the detour of the boats until then.";

    fn record(value: &str) -> Record {
        Record {
            position: Position { topic: Topic::new("raw"), partition: 0, offset: 4 },
            timestamp: Some(NOW),
            key: None,
            value: Some(value.as_bytes().to_vec()),
            headers: Vec::new(),
        }
    }

    fn line(value: &str) -> Result<Archived, Reject> {
        let mut read = of_records(vec![record(value)], &Settings::default());
        read.remove(0).1.map(|archived| archived.unwrap())
    }

    fn text_of(url: &str, text: &str, more: &str) -> String {
        format!(r#"{{"url": "{url}", "title": "The lock", "text": "{text}"{more}}}"#)
    }

    /// Decided after what an archive has made known.
    fn outcome(archived: &Archived, value: &str) -> &'static str {
        let settings = Settings::default();
        let mut index = Memory::default();
        let mut overlay = Overlay::new(&index);
        assert_eq!(
            prime(std::slice::from_ref(archived), NOW, &mut overlay, &settings).unwrap(),
            [Primed::MadeKnown]
        );
        index.apply(overlay.into_changes(), Reached::default()).unwrap();
        event_of(&index, value).1
    }

    fn event_of(index: &Memory, value: &str) -> (Product, &'static str) {
        let settings = Settings::default();
        let batch = prepare(vec![record(value)], &settings);
        let decisions = decide(&batch, &mut Overlay::new(index), &settings).unwrap();
        let outcome = finish(&batch, decisions, &settings).remove(0);
        let name = outcome.outcome().name();
        (outcome.product, name)
    }

    fn published(value: &str) -> ArticleEvent {
        let (Product::Event(event), _) = event_of(&Memory::default(), value) else { panic!("published") };
        *event
    }

    #[test]
    fn of_a_dropped_event_the_first_text_is_that_which_is_known() {
        let article = Article {
            id: "0123456789abcdef0123456789abcdef".to_owned(),
            canonical_url: "https://news.example/2026/03/lock".to_owned(),
            ..Article::default()
        };
        let event = ArticleEvent {
            outcome: Outcome::Published.into(),
            article: Some(article),
            revision: Some(Revision { number: 1, first_seen: Some(NOW), ..Revision::default() }),
            origin: Some(Origin { timestamp: Some(NOW), ..Origin::default() }),
            ..ArticleEvent::default()
        };
        let dropped = of_event(event).unwrap().unwrap();
        assert_eq!(outcome(&dropped, &text_of("https://news.example/2026/03/lock", TEXT, "")), "unchanged");
    }

    #[test]
    fn a_line_is_read_as_a_record_and_comes_from_the_archive() {
        let seen = r#", "fetched_at": "2026-03-01T00:00:00Z""#;
        let archived = line(&text_of("https://a.example/1", TEXT, seen)).unwrap();
        assert_eq!((archived.origin.topic.as_str(), archived.origin.offset), (TOPIC, 4));
        assert_eq!(archived.candidate.seen_at.to_string(), "2026-03-01T00:00:00Z");
        assert_eq!(
            (archived.first_seen, archived.revision_seen),
            (archived.candidate.seen_at, archived.first_seen)
        );
        assert_eq!(outcome(&archived, &text_of("https://a.example/1", TEXT, "")), "unchanged");
    }

    #[test]
    fn a_line_without_a_time_counts_as_seen_now_and_nothing_is_too_old_for_it() {
        let archived = line(&text_of("https://a.example/1", TEXT, "")).unwrap();
        assert_eq!(archived.candidate.seen_at, NOW);
        let late = r#", "fetched_at": "2026-03-01T00:00:00Z""#;
        let other = format!("{TEXT} It opens today.");
        assert_eq!(outcome(&archived, &text_of("https://a.example/1", &other, late)), "revised");
    }

    #[test]
    fn a_line_without_a_text_is_known_by_its_address_alone() {
        for value in [
            r#"{"url": "https://a.example/1"}"#,
            r#"{"url": "https://a.example/1", "text": ""}"#,
            r#"{"url": "https://a.example/1", "title": "The lock"}"#,
        ] {
            let archived = line(value).unwrap();
            assert_eq!(outcome(&archived, &text_of("https://a.example/1", TEXT, "")), "unchanged", "{value}");
        }
        let seen = line(r#"{"url": "https://a.example/1", "fetched_at": "2026-03-01T00:00:00Z"}"#).unwrap();
        assert_eq!(seen.candidate.seen_at.to_string(), "2026-03-01T00:00:00Z");
    }

    #[test]
    fn what_has_no_address_is_refused() {
        assert_eq!(line(r#"{"title": "The lock"}"#).unwrap_err().code, Code::UrlMissing);
        assert_eq!(line("{").unwrap_err().code, Code::InvalidJson);
    }

    #[test]
    fn an_event_makes_known_what_it_published() {
        let value = text_of("https://a.example/1", TEXT, "");
        let event = published(&value);
        let archived = of_event(event.clone()).unwrap().unwrap();
        let article = event.article.unwrap();
        assert_eq!(archived.id.unwrap().to_string(), article.id);
        assert_eq!(archived.candidate.identity.content.to_string(), event.revision.unwrap().content_hash);
        assert_eq!(archived.candidate.seen_at, NOW);
        assert_eq!(outcome(&archived, &value), "unchanged");
        assert_eq!(outcome(&archived, &text_of("https://b.example/2", TEXT, "")), "copy");
        let stub = of_event(published(&text_of("https://a.example/1", "Too short.", ""))).unwrap().unwrap();
        assert_eq!(stub.candidate.fullness, Fullness::Partial);
        let headline = of_event(published(r#"{"url": "https://a.example/1", "title": "The lock"}"#)).unwrap();
        assert_eq!(outcome(&headline.unwrap(), &value), "revised", "it was published as a headline");
    }

    #[test]
    fn an_event_that_is_none_of_an_article_is_refused_or_left_out() {
        let event = published(&text_of("https://a.example/1", TEXT, ""));
        let of = |outcome: Outcome| of_event(ArticleEvent { outcome: outcome.into(), ..event.clone() });
        assert!(of(Outcome::Copy).unwrap().is_none());
        assert_eq!(of(Outcome::Stale).unwrap_err().code, Code::NotAnArticle);
        assert_eq!(of(Outcome::Withdrawn).unwrap().unwrap().presence, Presence::Withdrawn);
        assert!(of_event(ArticleEvent { article: None, ..event.clone() }).is_err());
    }
}
