//! What an article costs in each stage, and in the whole line, on one thread.
//!
//! An iteration is a batch of a thousand articles, so milliseconds read as microseconds of one article. All
//! articles are new, which is what costs most. The stages are handed what they consume and leave the freeing of
//! what they return to others; `line` bears both.
//!
//! `cargo bench --bench stages` runs all, `cargo bench --bench stages -- normalize` those of that name, and
//! `cargo bench --bench stages -- --test` only tries each once.

mod articles;

use std::hint::black_box;
use std::time::Duration;

use copydesk::article::{ArticleId, Bands, Candidate, ContentHash, Digest, Fullness, Raw, Signature};
use copydesk::canonical_url::{Canonical, canonicalize};
use copydesk::dedup::{self, Verdict};
use copydesk::enrich::watch::Watch;
use copydesk::events::{self, Decided};
use copydesk::index::{Changes, Index as _, Memory, Overlay};
use copydesk::ledger::{self, ContentEntry, NearEntry, Reached};
use copydesk::normalize::{Surroundings, normalize};
use copydesk::outcome::{ItemOutcome, Product};
use copydesk::pipeline::{self, Prepared};
use copydesk::proto::{ArticleEvent, Enrichment, Origin, Timestamp};
use copydesk::record::{Position, Record, Topic};
use copydesk::route::{Rule, Rules, Topics};
use copydesk::wire::{self, Encoding};
use copydesk::{enrich, identity};
use criterion::{BatchSize, Criterion, SamplingMode, Throughput};

use articles::Language;

/// As in the program.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const BATCH: u64 = 1000;
/// Articles that the index knows already: enough that looking one up misses the processor's caches.
const KNOWN: u64 = 200_000;

fn main() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread();
    pool.build_global().expect("nobody has made the pool yet");
    let criterion = Criterion::default()
        .sample_size(20)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4));
    let mut criterion = criterion.configure_from_args();
    let batches = Language::ALL.map(Batch::new);

    before_the_decision(&mut criterion, &batches);
    decision(&mut criterion, &batches);
    after_the_decision(&mut criterion, &batches);
    line(&mut criterion, &batches);
    criterion.final_summary();
}

fn before_the_decision(criterion: &mut Criterion, batches: &[Batch]) {
    let settings = pipeline::Settings::default();
    stage(criterion, "decode", batches, |batch| {
        (|| (), |()| batch.records.iter().map(|record| settings.decode(record)).collect::<Vec<_>>())
    });
    stage(criterion, "canonical_url", batches, |batch| {
        let urls: Vec<_> = batch.raws.iter().map(|raw| raw.url.as_deref().expect("has a URL")).collect();
        (|| (), move |()| urls.iter().map(|url| canonicalize(url)).collect::<Vec<_>>())
    });
    stage(criterion, "normalize", batches, |batch| {
        let run = |raws: Vec<Raw>| {
            let raws = raws.into_iter().zip(&batch.addresses).zip(&batch.records);
            raws.map(|((raw, address), record)| normalize(raw, &around(address, record))).collect::<Vec<_>>()
        };
        (|| batch.raws.clone(), run)
    });
    // What the signature costs is the difference: only a full text has one.
    for (name, fullness) in [("identity", Fullness::Full), ("identity_unsigned", Fullness::Partial)] {
        stage(criterion, name, batches, move |batch| {
            let identify = move |(candidate, raw): (&Candidate, &Raw)| {
                let digest = identity::raw_digest(raw);
                identity::identify(&candidate.article, fullness, &candidate.trace.url_key, digest)
            };
            let run = move |()| batch.candidates().zip(&batch.raws).map(identify).collect::<Vec<_>>();
            (|| (), run)
        });
    }
}

fn decision(criterion: &mut Criterion, batches: &[Batch]) {
    let index = index_beside(&batches[0]);
    stage(criterion, "dedup", batches, |batch| (|| Overlay::new(&index), |overlay| batch.decide(overlay)));
}

fn after_the_decision(criterion: &mut Criterion, batches: &[Batch]) {
    for (name, watch) in [("enrich", Watch::default()), ("enrich_watched", watch(batches))] {
        stage(criterion, name, batches, move |batch| {
            let watch = watch.clone();
            let enrich = move |()| {
                let articles = batch.candidates().map(|candidate| &candidate.article);
                articles.map(|article| enrich::enrich(article, &watch)).collect::<Vec<_>>()
            };
            (|| (), enrich)
        });
    }
    for (name, rules) in [("route_without_rules", Rules::default()), ("route_by_five", rules())] {
        stage(criterion, name, batches, move |batch| {
            let rules = rules.clone();
            let events = || {
                let products = batch.outcomes.iter().map(|outcome| outcome.product.clone());
                let event = |product| match product {
                    Product::Event(event) => Some(event),
                    Product::Duplicate(_) | Product::Rejected(_) => None,
                };
                products.filter_map(event).collect::<Vec<_>>()
            };
            let route = move |mut events: Vec<Box<ArticleEvent>>| {
                let routings: Vec<_> = events.iter_mut().map(|event| rules.route(event)).collect();
                (routings, events)
            };
            (events, route)
        });
    }
    let copies = dedup::Settings::default().copies;
    stage(criterion, "events", batches, |batch| {
        let (verdicts, _) = batch.decide(Overlay::new(&Memory::default()));
        let decided: Vec<_> = batch
            .origins()
            .zip(verdicts)
            .map(|(origin, verdict)| Decided { origin, decision: 1, verdict })
            .collect();
        let run = |decided: Vec<Decided>| {
            let decided = batch.candidates().zip(decided);
            decided
                .map(|(candidate, decided)| events::of(candidate, decided, copies, Enrichment::default))
                .collect::<Vec<_>>()
        };
        (move || decided.clone(), run)
    });
    let topics = Topics::default();
    for (name, encoding) in [("wire_protobuf", Encoding::Protobuf), ("wire_json", Encoding::Json)] {
        stage(criterion, name, batches, |batch| {
            let run = |outcomes| wire::messages(&batch.prepared, outcomes, &topics, &encoding);
            (|| batch.outcomes.clone(), run)
        });
    }
    stage(criterion, "ledger", batches, |batch| {
        let (_, changes) = batch.decide(Overlay::new(&Memory::default()));
        let run = move |()| changes.entries().map(|entry| ledger::encode(&entry)).collect::<Vec<_>>();
        (|| (), run)
    });
}

/// Ten thousand terms of two words each, of which the articles hold the first, and some both.
fn watch(batches: &[Batch]) -> Watch {
    const TERMS: usize = 10_000;
    let bodies = batches.iter().flat_map(Batch::candidates).map(|candidate| candidate.article.body.as_str());
    let words: Vec<&str> = bodies.flat_map(str::split_whitespace).take(2 * TERMS).collect();
    let pairs = words.iter().zip(words.iter().rev());
    let terms = pairs.map(|(first, second)| format!("{first} {second}")).take(TERMS).collect();
    Watch::new(&[("bench".to_owned(), terms)].into()).expect("lists of that size are fine")
}

/// As an agency's clients might have them.
fn rules() -> Rules {
    let conditions = [
        r#"event.enrichment.mentions.exists(m, m.list == "bench")"#,
        r#"article.language.code == "it" && event.enrichment.words > 10000"#,
        r#"article.site.domain in ["a.example", "b.example"]"#,
        r#"article.title.matches("(?i)\\bnothing of the kind\\b")"#,
        r#"outcome == "withdrawn" && source == "raw.example""#,
    ];
    let rule = |when: &str| Rule { when: when.to_owned(), topic: Some("a".to_owned()), ..Rule::default() };
    Rules::new(&conditions.map(rule)).expect("are rules")
}

fn line(criterion: &mut Criterion, batches: &[Batch]) {
    let settings = pipeline::Settings::default();
    let index = index_beside(&batches[0]);
    stage(criterion, "line", batches, |batch| {
        let run = |records: Vec<Record>| {
            let prepared = pipeline::prepare(records, &settings);
            let mut overlay = Overlay::new(&index);
            let decisions = pipeline::decide(&prepared, &mut overlay, &settings).expect("memory answers");
            black_box(pipeline::finish(&prepared, decisions, &settings));
        };
        (|| batch.records.clone(), run)
    });
}

/// A group with an id for each language. `bench` gives what makes the input, which is not timed, and what is timed.
fn stage<'a, I, O, Make: FnMut() -> I, Run: FnMut(I) -> O>(
    criterion: &mut Criterion,
    name: &str,
    batches: &'a [Batch],
    bench: impl Fn(&'a Batch) -> (Make, Run),
) {
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Elements(BATCH)).sampling_mode(SamplingMode::Flat);
    for batch in batches {
        let (mut make, mut run) = bench(batch);
        group.bench_function(batch.language.to_string(), |bencher| {
            bencher.iter_batched(&mut make, &mut run, BatchSize::PerIteration);
        });
    }
    group.finish();
}

/// A thousand articles of one language at every step of the line.
struct Batch {
    language: Language,
    records: Vec<Record>,
    raws: Vec<Raw>,
    addresses: Vec<Canonical>,
    prepared: Vec<Prepared>,
    outcomes: Vec<ItemOutcome>,
}

impl Batch {
    fn new(language: Language) -> Self {
        let records: Vec<_> = (0..BATCH).map(|number| record(language, number)).collect();
        let raws: Vec<_> = records.iter().map(raw).collect();
        let url = |raw: &Raw| canonicalize(raw.url.as_deref().expect("has a URL")).expect("is an address");
        let settings = pipeline::Settings::default();
        let prepared = pipeline::prepare(records.clone(), &settings);
        let index = Memory::default();
        let decisions =
            pipeline::decide(&prepared, &mut Overlay::new(&index), &settings).expect("memory answers");
        let outcomes = pipeline::finish(&prepared, decisions, &settings);
        let batch =
            Self { language, addresses: raws.iter().map(url).collect(), records, raws, prepared, outcomes };
        // What is refused, or known already, costs next to nothing, and would make the line look fast.
        let (verdicts, _) = batch.decide(Overlay::new(&index));
        assert!(verdicts.iter().all(|verdict| matches!(verdict, Verdict::Published(_))), "all are new");
        assert!(batch.candidates().all(|candidate| candidate.article.published.is_some()), "all have a date");
        batch
    }

    fn candidates(&self) -> impl Iterator<Item = &Candidate> {
        let items = self.prepared.iter().flat_map(|prepared| &prepared.items);
        items.map(|item| item.as_deref().expect("no article is refused"))
    }

    fn origins(&self) -> impl Iterator<Item = Origin> {
        self.records.iter().map(|record| record.origin(0))
    }

    fn decide(&self, mut overlay: Overlay<'_, Memory>) -> (Vec<Verdict>, Changes) {
        let rules = dedup::Settings::default();
        let decide = |(candidate, origin): (&Candidate, Origin)| {
            dedup::decide(candidate, &origin, &mut overlay, &rules).expect("memory answers")
        };
        let verdicts = self.candidates().zip(self.origins()).map(decide).collect();
        (verdicts, overlay.into_changes())
    }
}

fn record(language: Language, number: u64) -> Record {
    let offset = i64::try_from(number).expect("a small number");
    Record {
        position: Position { topic: Topic::new("articles.raw"), partition: 0, offset },
        timestamp: Some(Timestamp::from_seconds(1_759_300_000 + offset)),
        key: None,
        value: Some(articles::json(language, number)),
        headers: Vec::new(),
    }
}

fn raw(record: &Record) -> Raw {
    let mut decoded = pipeline::Settings::default().decode(record).expect("is an article");
    decoded.items.remove(0).expect("is an article")
}

fn around<'a>(address: &'a Canonical, record: &Record) -> Surroundings<'a> {
    Surroundings {
        canonical_url: &address.url,
        host: &address.host,
        unresolved: address.unresolved,
        homepage: address.homepage,
        received: record.timestamp,
        origin_url: "",
        default_zone: "",
        country: "",
    }
}

/// An index that knows many articles, none of which is in a batch.
fn index_beside(batch: &Batch) -> Memory {
    let (_, changes) = batch.decide(Overlay::new(&Memory::default()));
    let entry = changes.articles.into_values().next().expect("a batch has articles");
    let digests: Vec<_> = (0..KNOWN).map(|number| Digest::of(&number.to_le_bytes())).collect();
    let content =
        |article| ContentEntry { article: ArticleId(article), seen: entry.seen, titles: Vec::new() };
    let near = |digest: &Digest| {
        let hashes = std::array::from_fn(|band| {
            let bytes =
                [digest.bytes()[band], digest.bytes()[(band + 5) % 16], 7, digest.bytes()[(band + 9) % 16]];
            u32::from_le_bytes(bytes)
        });
        let signature = Signature { bands: Bands(hashes), ..Signature::default() };
        NearEntry { signature: signature.into(), cluster: ArticleId(*digest), seen: entry.seen, decision: 0 }
    };
    let known = Changes {
        near: digests.iter().map(|digest| (ArticleId(*digest), near(digest))).collect(),
        articles: digests.iter().map(|&digest| (ArticleId(digest), entry.clone())).collect(),
        contents: digests.iter().map(|&digest| (ContentHash(digest), content(digest))).collect(),
        ..Changes::default()
    };
    let mut index = Memory::default();
    index.apply(known, Reached::default()).expect("memory takes all");
    index
}
