//! The whole line, top to bottom: three functions over a batch.
//!
//! `prepare` is pure, runs in parallel, and is the only one that may refuse an item. `decide` reads the index and
//! is the only one that can fail, for the world's reasons and never for an item's. `finish` cannot fail.

pub mod archive;

use std::borrow::Borrow;
use std::collections::BTreeMap;
use std::panic::{self, AssertUnwindSafe};
use std::sync::LazyLock;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::article::{Body, Candidate, Identity, Raw, Trace, Withdrawal};
use crate::canonical_url::{self, Canonical, Preference};
use crate::dead_letter::{Code, Reject, Stage};
use crate::decode::{self, Aliases, Decoded, Expected, Form};
use crate::dedup::{self, Verdict};
use crate::enrich::watch::Watch;
use crate::events::{self, Decided};
use crate::index::{Fault, Index, Overlay};
use crate::normalize::{self, Surroundings};
use crate::outcome::{ItemOutcome, Product, Routing};
use crate::proto::{Article, Timestamp};
use crate::record::Record;
use crate::route::Rules;
use crate::trace_context::Traced;
use crate::{enrich, fail, identity, page};

/// What the stages are told by the operator.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    pub decode: decode::Settings,
    pub dedup: dedup::Settings,
    /// By topic.
    pub inputs: BTreeMap<String, Input>,
    pub watch: Watch,
    pub routes: Rules,
}

/// What the operator knows of the sources behind one topic.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Input {
    /// Read every record as this.
    pub form: Option<Form>,
    /// Names of fields of the source's own.
    pub aliases: Aliases,
    /// IANA name of the zone in which times without a zone are meant; UTC where it is empty.
    pub default_zone: String,
    /// ISO 3166-1 code of the sources' country, for hosts that tell none.
    pub country: String,
}

impl Input {
    /// What is wrong with it: a key, and why.
    pub fn faults(&self) -> Vec<(&'static str, String)> {
        let Self { form: _, aliases, default_zone, country } = self;
        let mut faults: Vec<_> = aliases.faults().into_iter().map(|fault| ("aliases", fault)).collect();
        if !default_zone.is_empty() && !normalize::date::is_zone(default_zone) {
            faults.push((
                "default_zone",
                format!("{default_zone:?} is no IANA name of a zone, as Europe/Rome is"),
            ));
        }
        let is_code = country.len() == 2 && country.bytes().all(|byte| byte.is_ascii_uppercase());
        if !country.is_empty() && !is_code {
            faults.push(("country", format!("{country:?} is no ISO 3166-1 code, as IT is")));
        }
        faults
    }
}

static ANY_INPUT: LazyLock<Input> = LazyLock::new(Input::default);

impl Settings {
    fn input(&self, record: &Record) -> &Input {
        self.inputs.get(record.position.topic.as_str()).unwrap_or(&ANY_INPUT)
    }

    /// Reads a record into its items, as its topic is meant to be read.
    pub fn decode(&self, record: &Record) -> Result<Decoded, Reject> {
        let Input { form, aliases, .. } = self.input(record);
        decode::decode(record, &self.decode, Expected { form: *form, aliases })
    }
}

/// A record, read; its items are never none.
#[derive(Debug)]
pub struct Prepared {
    pub record: Record,
    /// Unknown where the record was refused as a whole.
    pub form: Option<Form>,
    pub items: Vec<Result<Box<Candidate>, Reject>>,
    /// Where the record is traced. No stage looks at it.
    pub traced: Option<Box<Traced>>,
}

/// The decision of one item: a number for each, a verdict where it was not rejected.
#[derive(Debug)]
pub struct Decision {
    number: u64,
    verdict: Option<Verdict>,
}

/// Reads a batch, on as many threads as there are processors.
pub fn prepare(records: Vec<Record>, settings: &Settings) -> Vec<Prepared> {
    records.into_par_iter().map(|record| prepare_one(record, settings)).collect()
}

/// Decides a prepared batch in order. Dropping the overlay undoes it: the same batch can be decided again.
pub fn decide<I: Index + ?Sized>(
    batch: &[impl Borrow<Prepared>],
    overlay: &mut Overlay<'_, I>,
    settings: &Settings,
) -> Result<Vec<Decision>, Fault> {
    let mut decisions = Vec::with_capacity(batch.len());
    for (prepared, item, content) in items(batch) {
        let number = overlay.next_decision();
        let verdict = match content {
            Ok(candidate) => {
                Some(dedup::decide(candidate, &prepared.record.origin(item), overlay, &settings.dedup)?)
            }
            Err(_) => None,
        };
        decisions.push(Decision { number, verdict });
    }
    Ok(decisions)
}

/// One outcome for each item, in order.
pub fn finish(
    batch: &[impl Borrow<Prepared>],
    decisions: Vec<Decision>,
    settings: &Settings,
) -> Vec<ItemOutcome> {
    let finish_one = |((prepared, item, content), Decision { number, verdict }): (Item<'_>, Decision)| {
        let origin = prepared.record.origin(item);
        let mut product = match (content, verdict) {
            (Ok(candidate), Some(verdict)) => {
                let decided = Decided { origin: origin.clone(), decision: number, verdict };
                let enrichment = || enrich::enrich(&candidate.article, &settings.watch);
                events::of(candidate, decided, settings.dedup.copies, enrichment)
            }
            (Err(reject), _) => Product::Rejected(reject.clone()),
            (Ok(_), None) => unreachable!("every candidate was decided"),
        };
        let routing = match &mut product {
            Product::Event(event) => settings.routes.route(event),
            Product::Duplicate(_) | Product::Rejected(_) => Routing::default(),
        };
        ItemOutcome { origin, decision: number, product, routing }
    };
    items(batch).zip(decisions).map(finish_one).collect()
}

type Item<'a> = (&'a Prepared, u32, Result<&'a Candidate, &'a Reject>);

fn items(batch: &[impl Borrow<Prepared>]) -> impl Iterator<Item = Item<'_>> {
    batch.iter().flat_map(|prepared| {
        let prepared = prepared.borrow();
        let numbered = (0u32..).zip(&prepared.items);
        numbered.map(move |(number, content)| (prepared, number, content.as_ref().map(AsRef::as_ref)))
    })
}

/// A panic below is the item's doing as far as anyone can tell: the record becomes a dead letter and the line goes on.
fn prepare_one(record: Record, settings: &Settings) -> Prepared {
    let input = settings.input(&record);
    fail::killer(record.value.as_deref());
    let read = panic::catch_unwind(AssertUnwindSafe(|| settings.decode(&record)));
    let (form, items) = match read {
        Ok(Ok(decoded)) => (Some(decoded.form), decoded.items),
        Ok(Err(reject)) => (None, vec![Err(reject)]),
        Err(_) => (None, vec![Err(panicked(Stage::Decode))]),
    };
    let items = items.into_iter().map(|raw| {
        let candidate =
            panic::catch_unwind(AssertUnwindSafe(|| raw.and_then(|raw| candidate(raw, &record, input))));
        candidate.unwrap_or_else(|_| Err(panicked(Stage::Normalize)))
    });
    let items = items.collect();
    Prepared { record, form, items, traced: None }
}

/// Without a look at it: whoever looked died.
pub fn condemned(record: Record) -> Prepared {
    let detail = "the process died twice while it read this record alone; please report it with the record";
    let reject = Reject::new(Stage::Decode, Code::KilledProcess, detail);
    Prepared { record, form: None, items: vec![Err(reject)], traced: None }
}

fn panicked(stage: Stage) -> Reject {
    Reject::new(stage, Code::Panicked, "code that reads the record failed; please report it with the record")
}

fn candidate(mut raw: Raw, record: &Record, input: &Input) -> Result<Box<Candidate>, Reject> {
    // Of the page as received: the same bytes are unchanged however we come to read them.
    let digest = identity::raw_digest(&raw);
    // Before the address, which may stand in the page alone.
    if let Some(html) = raw.page.take() {
        page::read(&html, &mut raw);
    }
    let Address { canonical: address, origin_url } = address(&raw)?;
    let withdrawal = match &raw.body {
        _ if raw.withdrawn => Withdrawal::Explicit,
        Body::Text(text) if text.trim().is_empty() => Withdrawal::IfKnown,
        Body::Text(_) | Body::Plain(_) | Body::Absent => Withdrawal::No,
    };
    let around = Surroundings {
        canonical_url: &address.url,
        host: &address.host,
        origin_url: &origin_url,
        unresolved: address.unresolved,
        homepage: address.homepage,
        received: record.timestamp,
        default_zone: &input.default_zone,
        country: &input.country,
    };
    let normalized = normalize::normalize(raw, &around)?;
    let mut article = normalized.article;
    let mut identity = identity::identify(&article, normalized.fullness, &address.key, digest);
    name(&address, &mut article, &mut identity);
    Ok(Box::new(Candidate {
        seen_at: seen_at(article.fetched_at, record.timestamp, record.position.offset),
        article,
        identity,
        fullness: normalized.fullness,
        withdrawal,
        trace: Trace {
            url_rules: address.rules.iter().map(|rule| rule.as_str()).collect(),
            url_key: address.key,
            published_rule: normalized.published_rule,
            published_candidates: normalized.published_candidates,
        },
    }))
}

/// An article is named by the URL key alone.
pub fn name(address: &Canonical, article: &mut Article, identity: &mut Identity) {
    identity.article_id = identity::article_id(&address.key);
    identity.former_id = address.former_key.as_deref().map(identity::article_id);
    article.id = identity.article_id.to_string();
}

struct Address {
    canonical: Canonical,
    origin_url: String,
}

/// The URL that the item was found under, or the one that its page declares where that is believable. A page that
/// declares an address on another site says where it has the article from.
fn address(raw: &Raw) -> Result<Address, Reject> {
    let reject = |code, detail: String| Reject::new(Stage::Url, code, detail);
    let Some(url) = raw.url.as_deref().or(raw.canonical_url.as_deref()) else {
        return Err(reject(Code::UrlMissing, "no URL in value, headers or key".to_owned()));
    };
    let found = canonical_url::canonicalize(url);
    let declared = raw.canonical_url.as_deref().and_then(|url| canonical_url::canonicalize(url).ok());
    let (found, declared) = match (found, declared) {
        (Ok(found), Some(declared)) => (found, declared),
        (Ok(canonical), None) | (Err(_), Some(canonical)) => {
            return Ok(Address { canonical, origin_url: String::new() });
        }
        (Err(fault), None) => {
            return Err(reject(Code::UrlInvalid, format!("{}: {}", fault.code, fault.detail)));
        }
    };
    Ok(match canonical_url::prefer(&found, &declared) {
        Preference::UseDeclared => Address { canonical: declared, origin_url: String::new() },
        Preference::KeepFound => Address { canonical: found, origin_url: String::new() },
        Preference::Syndicated => Address { canonical: found, origin_url: declared.url },
    })
}

/// The earlier of crawl and record time. Without either, offsets stand in: a second each, from the epoch.
fn seen_at(fetched_at: Option<Timestamp>, received: Option<Timestamp>, offset: i64) -> Timestamp {
    match (fetched_at, received) {
        (Some(fetched), Some(received)) => fetched.min(received),
        (Some(time), None) | (None, Some(time)) => time,
        (None, None) => Timestamp::from_seconds(offset),
    }
}
